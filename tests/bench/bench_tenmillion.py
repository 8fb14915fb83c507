"""Ten million rows of ten years, end to end: an extract into the store, and the store into a picture.

Beside it what an analyst would write: pandas with h3 in a loop to one Parquet file, and a count by month, category and
cell of that. Each step runs in a process of its own, the two ways in turn, so that its peak of memory is its own. Our
build makes far more than the rival's count: wards, known places, days, trends, classes and what else pages show.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from bench_ingest import FORCES, archive, config_of, ingest, pandas_and_loop, resident
from harness import interleave

from aim import build
from aim.building.counting import Ground, Partial, count_file
from aim.building.mapping import map_files
from aim.geography import outlines
from aim.store.incidents import IncidentStore

MONTHS = [f"{year}-{month:02d}" for year in range(2016, 2026) for month in range(1, 13)]
PER_MONTH = 83_334
RUNS = 2


def rows() -> list[dict]:
    """Seconds and megabytes of both ways, and the counting on two other processes beside that on threads."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packed = archive(folder / "ten years.zip", FORCES[:1], MONTHS, PER_MONTH)
        taken: dict[str, list[tuple[float, float]]] = {step: [] for step in STEPS}
        for turn in range(RUNS):
            for name in ("ours", "rival") if turn % 2 == 0 else ("rival", "ours"):
                _run(name, packed, folder, taken)
        seconds, peak = (
            {step: statistics.median(each[at] for each in found) for step, found in taken.items()} for at in (0, 1)
        )
        loaded, counted = seconds["ingest"], seconds["build"]
        return [
            _row("extract of 10M rows to checked Parquet", loaded, seconds["pandas_and_loop"], "s", 2, 4),
            _row("extract of 10M rows: peak", peak["ingest"], peak["pandas_and_loop"], "MB", 8, 15),
            _row(
                "10M rows end to end: extract to picture, pandas to cube",
                loaded + counted,
                seconds["pandas_and_loop"] + seconds["pandas_cube"],
                "s",
            ),
            _row("10M rows: picture (all pages), pandas cube alone", counted, seconds["pandas_cube"], "s"),
            _row("10M rows: peak of the picture, of the cube", peak["build"], peak["pandas_cube"], "MB"),
            _mapping(folder / "ours"),
        ]


def _run(name: str, packed: Path, folder: Path, taken: dict[str, list[tuple[float, float]]]) -> None:
    """One way from the beginning, each step in a process of its own."""
    if name == "ours":
        shutil.rmtree(folder / name, ignore_errors=True)
    for step in STEPS:
        if STEPS[step][0] == name:
            taken[step].append(_apart(step, packed, folder / name))


def _row(
    name: str, ours: float, rival: float, unit: str, hold: float | None = None, aim: float | None = None
) -> dict[str, object]:
    return {
        "name": name,
        "ours": ours,
        "rival": rival,
        "unit": unit,
        "ratio": rival / ours,
        "hold": hold,
        "aim": aim,
        "runs": RUNS,
    }


def picture(packed: Path, store: Path) -> int:
    """Our picture of what was loaded."""
    del packed
    manifest = build.build(config_of(store))
    return len(manifest["deliveries"])


def pandas_cube(packed: Path, table: Path) -> int:
    """What an analyst would count."""
    import pandas as pd

    del packed
    found = pd.read_parquet(table, columns=["Month", "Crime type", "cell"])
    return int(found.groupby(["Month", "Crime type", "cell"], sort=False).size().sum())


STEPS = {
    "ingest": ("ours", ingest),
    "build": ("ours", picture),
    "pandas_and_loop": ("rival", pandas_and_loop),
    "pandas_cube": ("rival", pandas_cube),
}


def _apart(step: str, packed: Path, out: Path) -> tuple[float, float]:
    """Seconds and megabytes over its imports that a step takes in a process of its own."""
    folders = [str(Path(__file__).parents[n]) for n in range(3)]
    code = (
        f"import sys; sys.path[:0] = {folders!r}; import bench_tenmillion;"
        f"print(bench_tenmillion.measured({step!r}, {str(packed)!r}, {str(out)!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    print(f"    {step}: {seconds:.1f} s, {megabytes:.0f} MB", file=sys.stderr)
    return seconds, megabytes


def measured(step: str, packed: str, out: str) -> str:
    """Seconds and megabytes of one step in this process, as JSON."""
    import h3.api.numpy_int
    import pandas as pd

    del h3, pd
    before, begun = resident(), time.perf_counter()
    STEPS[step][1](Path(packed), Path(out))
    return json.dumps([time.perf_counter() - begun, resident() - before])


def _mapping(store: Path) -> dict[str, object]:
    """The same counts on threads here and on two worker processes; the cluster is up before the clock starts."""
    from distributed import LocalCluster

    config = config_of(store)
    held = IncidentStore(store)
    files = held.files()
    count = partial(
        count_file,
        held,
        ground=Ground.of(config, outlines.load(config)),
        superseded={},
        last=max(f.month for f in files),
    )

    def here() -> list[Partial]:
        return list(map_files(count, files))

    with LocalCluster(
        n_workers=2, processes=True, threads_per_worker=1, dashboard_address=":0", silence_logs=60
    ) as cluster:

        def there() -> list[Partial]:
            return list(map_files(count, files, dask=cluster.scheduler_address))

        for one, other in zip(here(), there(), strict=True):
            assert (one.month, one.inside) == (other.month, other.inside)
            assert one.cells.tobytes() == other.cells.tobytes()
        return _row("10M rows counted: threads, two Dask workers", *interleave(here, there, runs=3), "s")
