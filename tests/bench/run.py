"""Run every benchmark, print one table, write ``.bench/results.json``: ``make bench``.

Ours and the rival run interleaved in one process, so that a machine that drifts slows both; a ratio over 1 means that
ours is ahead. ``hold`` is what a change must not lose, ``aim`` what is worth reaching. Nothing here fails a test run.
A row without them is told and not judged. A word names the files to run: ``run.py tenmillion``.
"""

import importlib
import json
import os
import platform
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent.parent / ".bench" / "results.json"


def main() -> None:
    sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent.parent)]
    wanted = sys.argv[1:]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    rows = []
    for path in sorted(HERE.glob("bench_*.py")):
        if not wanted or any(word in path.stem for word in wanted):
            print(f"... {path.stem}", file=sys.stderr)
            rows += [{**row, "machine": machine} for row in importlib.import_module(path.stem).rows()]
    print(f"{'what':52} {'ours':>10} {'rival':>10} {'unit':8} {'ratio':>7} {'hold':>7} {'aim':>7}")
    for row in rows:
        print(
            f"{row['name']:52} {row['ours']:>10.4g} {row['rival']:>10.4g} {row['unit']:8} "
            f"{row['ratio']:>7.1f} {_goal(row['hold'])} {_goal(row['aim'])}  {verdict(row)}"
        )
    RESULTS.parent.mkdir(exist_ok=True)
    measured = {row["name"] for row in rows}
    # Of a part of the rows only, what was measured of the others before stays.
    before = json.loads(RESULTS.read_text()) if wanted and RESULTS.exists() else []
    RESULTS.write_text(json.dumps([row for row in before if row["name"] not in measured] + rows, indent=1))


def _goal(ratio: float | None) -> str:
    return f"{'-':>7}" if ratio is None else f"{ratio:>7.4g}"


def verdict(row: dict) -> str:
    """Which goal the row reaches: for an absolute row the rival is its own limit, so ratios read the same way."""
    if row["aim"] is None:
        return "told"
    if row["ratio"] >= row["aim"]:
        return "aim reached"
    return "holds" if row["ratio"] >= row["hold"] else "BELOW"


if __name__ == "__main__":
    main()
