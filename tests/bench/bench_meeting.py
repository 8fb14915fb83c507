"""The end of a meeting as whoever runs it waits for it: closed, its minutes and a public sheet for each neighbourhood.

A process of its own, from the command to the last file, so that loading what draws PDF files is in it. The rival is the
limit itself, so that a ratio over 1 means below it.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import met
from bench_page import absolute

from aim import config as configuration
from aim import operations

RUNS = 5
HOLD_MS, AIM_MS = 10_000, 5_000
SHEETS = 4
_RUN = "import sys; from aim.cli import main; sys.exit(main())"


def rows() -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        config = configuration.load(Path(folder) / "store", {"AIM_TODAY": "2026-11-22"})
        operations.load_demonstration(config, until=date(2026, 11, 21))
        decided = met.hold(config).values()
        for row in met.rows(config):
            if row.key not in {each.place.key for each in decided if each.month == met.LAST}:
                met.enter(config, row.key)
        taken = statistics.median(_close(config.data, Path(folder) / str(run)) for run in range(RUNS))
    name = "a meeting closed, minutes and four sheets written"
    return [absolute(name, taken * 1000, hold_ms=HOLD_MS, aim_ms=AIM_MS, runs=RUNS)]


def _close(store: Path, out: Path) -> float:
    """Seconds from the command to the last file; closed already, the meeting is closed once more."""
    out.mkdir()
    month = ["minutes", "--data", str(store), "--month", met.LAST, "--close"]
    files = ["--out", str(out / "minutes.pdf"), "--sheets", str(out / "sheets")]
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", _RUN, *month, *files], check=True, stdout=subprocess.DEVNULL)
    taken = time.perf_counter() - start
    assert (out / "minutes.pdf").stat().st_size > 0
    assert len(list((out / "sheets").glob("*.pdf"))) == SHEETS
    return taken
