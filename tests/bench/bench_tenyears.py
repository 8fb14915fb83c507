"""Ten years of what every partner sends, made up: what another question on Month or on the bench asks of the server.

The months are those whose answers are kept; what they are compared with reaches ten years back.
"""

import tempfile
from datetime import date
from pathlib import Path
from unittest.mock import patch

from bench_page import absolute, bench_p95, month_p95

from aim import config as configuration
from aim import operations
from aim.demo import mix

MONTHS = 122  # 120 that are complete, and two that are not yet
HOLD_MS, AIM_MS = 25, 10


def rows() -> list[dict]:
    with tempfile.TemporaryDirectory() as folder, patch.object(mix, "MONTHS", MONTHS):
        config = configuration.load(Path(folder) / "store", {"AIM_TODAY": "2026-11-22"})
        operations.load_demonstration(config, until=date(2026, 11, 21))
        return [
            absolute(f"10 years: {page} page, another question, p95", ask(config), hold_ms=HOLD_MS, aim_ms=AIM_MS)
            for page, ask in (("Month", month_p95), ("Hotspots", bench_p95))
        ]
