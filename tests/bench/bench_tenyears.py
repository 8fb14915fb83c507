"""Ten years of what every partner sends, made up: what another question on Month or on the bench asks of the server.

The months are those whose answers are kept; what they are compared with reaches ten years back. One row asks for the
months before those, each for the first time: all of its answers are worked out then.
"""

import tempfile
import time
from datetime import date
from pathlib import Path
from unittest.mock import patch

from bench_page import absolute, bench_p95, month_p95
from plotly.io.json import to_json_plotly

from aim import config as configuration
from aim import operations
from aim.building import answering
from aim.demo import mix
from aim.pages import month as month_page
from aim.pages.asking import ask
from aim.pages.packing import packed
from aim.questions import month

MONTHS = 122  # 120 that are complete, and two that are not yet
HOLD_MS, AIM_MS = 25, 10
OLDER = 12  # months before those whose answers are kept
OLDER_HOLD_MS, OLDER_AIM_MS = 1000, 250


def rows() -> list[dict]:
    with tempfile.TemporaryDirectory() as folder, patch.object(mix, "MONTHS", MONTHS):
        config = configuration.load(Path(folder) / "store", {"AIM_TODAY": "2026-11-22"})
        operations.load_demonstration(config, until=date(2026, 11, 21))
        return [
            *(
                absolute(f"10 years: {page} page, another question, p95", p95(config), hold_ms=HOLD_MS, aim_ms=AIM_MS)
                for page, p95 in (("Month", month_p95), ("Hotspots", bench_p95))
            ),
            absolute(
                f"10 years: Month page, {OLDER} older months for the first time, slowest",
                _older(config),
                hold_ms=OLDER_HOLD_MS,
                aim_ms=OLDER_AIM_MS,
                runs=OLDER,
            ),
        ]


def _older(config: configuration.Config) -> float:
    """Stepping back from the oldest month whose answers are kept: the first step works out three months."""
    view = month.month_view(config)
    assert view is not None
    before, slowest = None, 0.0
    for each in reversed(view.months[-answering.MONTHS - OLDER : -answering.MONTHS]):
        start = time.perf_counter()
        found = month_page.regions(config, ask(config, f"?month={each}"), theme="light", before=before)
        to_json_plotly(packed(found))
        before, slowest = found["shown"], max(slowest, time.perf_counter() - start)
    return slowest * 1000
