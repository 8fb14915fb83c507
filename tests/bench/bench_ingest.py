"""An extract from the archive to checked Parquet with cells: ours beside pandas with h3 in a loop.

The rival reads every file, joins them, indexes every row and writes one file; it knows no outlines and keeps every
row. Ours looks each up in the outlines, rejects bad rows with their line, digests each month, forces all to the disk
and commits it to the ledger.
"""

import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from harness import interleave

from aim import config as configuration
from aim.config import Config
from aim.demo import mix
from aim.demo.writing import HEADER
from aim.ingest import load
from aim.schema import CATEGORY_TITLES

MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023, 2024, 2025) for month in range(1, 13)][:40]
PER_MONTH = 25_000
RUNS = 5
FORCES = ("Cleveland Police", "Durham Constabulary", "Northumbria Police", "Cumbria Constabulary")


def rows() -> list[dict]:
    """Seconds for a million rows, and megabytes at the peak for four million, on top of what importing takes."""
    with tempfile.TemporaryDirectory() as folder:
        million = archive(Path(folder) / "million.zip", FORCES[:1])
        return [_time(million, Path(folder)), _memory(archive(Path(folder) / "large.zip", FORCES), Path(folder))]


def _time(packed: Path, folder: Path) -> dict:
    turn = iter(range(1000))
    ours, rival = interleave(
        lambda: ingest(packed, folder / f"store {next(turn)}"),
        lambda: pandas_and_loop(packed, folder / f"rival {next(turn)}.parquet"),
        runs=RUNS,
    )
    return _row("extract of 1M rows to checked Parquet", ours, rival, unit="s", hold=2, aim=4)


def _memory(packed: Path, folder: Path) -> dict:
    ours, rival = (_peak(name, packed, folder / name) for name in ("ingest", "pandas_and_loop"))
    return _row("extract of 4M rows: peak over the imports", ours, rival, unit="MB", hold=8, aim=15, runs=1)


def _row(name: str, ours: float, rival: float, *, unit: str, hold: float, aim: float, runs: int = RUNS) -> dict:
    return {
        "name": name,
        "ours": ours,
        "rival": rival,
        "unit": unit,
        "ratio": rival / ours,
        "hold": hold,
        "aim": aim,
        "runs": runs,
    }


def ingest(packed: Path, store: Path) -> int:
    """Our way, into a new store."""
    return sum(record.rows for record in load.ingest(config_of(store), [packed], actor="bench"))


def pandas_and_loop(packed: Path, out: Path) -> int:
    """What an analyst would write."""
    import h3.api.numpy_int as h3
    import pandas as pd

    with zipfile.ZipFile(packed) as zipped:
        parts = [pd.read_csv(zipped.open(name)) for name in zipped.namelist()]
    table = pd.concat(parts, ignore_index=True)
    table["cell"] = [
        int(h3.latlng_to_cell(lat, lon, 10)) for lat, lon in zip(table["Latitude"], table["Longitude"], strict=True)
    ]
    table.to_parquet(out)
    return len(table)


def config_of(store: Path) -> Config:
    return configuration.load(store, {"AIM_TODAY": "2026-11-22"})


def archive(path: Path, forces: tuple[str, ...], months: Sequence[str] = MONTHS, per_month: int = PER_MONTH) -> Path:
    """A file a month and force on 4,000 anchors; about a third lie inside the area, as in a force's own files."""
    random = np.random.default_rng(7)
    anchors = random.normal((-1.235, 54.565), (0.055, 0.035), (4000, 2))
    place = np.array([f"{lon:.6f},{lat:.6f},On or near Street {n},E01012077,A" for n, (lon, lat) in enumerate(anchors)])
    kind = np.array([CATEGORY_TITLES[key] for key in mix.KEYS])
    outcome = np.array(["", "Under investigation", "Local resolution", "Unable to prosecute suspect"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        for month in months:
            ids = random.bytes(32 * per_month).hex()
            where, what, end = (
                values[random.integers(0, len(values), per_month)].tolist() for values in (place, kind, outcome)
            )
            for force in forces:
                who = f"{month},{force},{force}"
                lines = [f"{ids[64 * n : 64 * n + 64]},{who},{where[n]},{what[n]},{end[n]}," for n in range(per_month)]
                name = f"{month}/{month}-{force.split()[0].lower()}-street.csv"
                zipped.writestr(name, "\n".join([HEADER, *lines]) + "\n")
    return path


def _peak(name: str, packed: Path, out: Path) -> float:
    """Megabytes that a process of its own takes at its peak, less what it holds when all is imported."""
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    code = (
        f"import sys; sys.path[:0] = {folders!r}; import bench_ingest;"
        f"print(bench_ingest.measured({name!r}, {str(packed)!r}, {str(out)!r}))"
    )
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def measured(name: str, packed: str, out: str) -> float:
    """The peak of this process over its imports, in megabytes."""
    import h3.api.numpy_int
    import pandas as pd

    del h3, pd
    before = resident()
    {"ingest": ingest, "pandas_and_loop": pandas_and_loop}[name](Path(packed), Path(out))
    return resident() - before


def resident() -> float:
    """The most this process has held so far, in megabytes.

    Linux counts the peak of the process that started this one into ``ru_maxrss``; its status file does not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * (1024 if sys.platform == "darwin" else 1))
