"""Loads that are killed and loads at the same time: the store holds one state or the other, never a part of one."""

import multiprocessing
import random
import shutil
import signal
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import elsewhere
import extracts
import pytest
from extracts import archive, month_file, row, rows, street, text

from aim.ingest import load
from aim.store import ledger
from aim.store.incidents import IncidentStore
from aim.store.lock import writer_lock

TRIALS = 50
MONTHS = ("2025-05", "2025-06")
pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="a process cannot be killed outright on this system"
)


@contextmanager
def _elsewhere(
    data: Path, path: Path, warm: Path | None = None
) -> Iterator[tuple[multiprocessing.Process, Connection]]:
    """A process that loads ``path``; the block begins when the load does."""
    processes = elsewhere.processes()
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=elsewhere.load, args=(theirs, data, path, warm))
    process.start()
    theirs.close()
    try:
        assert ours.poll(60)
        assert ours.recv() == "begun"
        yield process, ours
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def _delivery(path: Path, outcome: str) -> Path:
    return archive(
        path,
        {
            month_file(month): text([*rows(900, n * 1000, month=month, outcome=outcome), row(month=month, lon="")])
            for n, month in enumerate(MONTHS)
        },
    )


def _state(data: Path) -> list[tuple[str, bytes, str]]:
    """Month, id and outcome of every stored row."""
    store = IncidentStore(data)
    columns = ["month", "reference", "outcome"]
    return sorted(tuple(row.values()) for f in store.files() for row in store.read(f, columns).to_pylist())


def _unnamed(data: Path) -> set[str]:
    """Files below the table and the rejects that no version and no load names."""
    store = IncidentStore(data)
    named = {str(f.path.relative_to(data)) for v in range(1, (store.version() or 0) + 1) for f in store.files(v)}
    named |= {f"rejects/{record.load}.parquet" for record in ledger.loads(data)}
    log = {
        name for name in extracts.files_under(data) if name.startswith("incidents/_delta_log/") and "tmp" not in name
    }
    return extracts.files_under(data) - named - log - {".writer.lock"}


def _lasting(data: Path, path: Path, warm: Path) -> float:
    with _elsewhere(data, path, warm) as (_, told):
        begun = time.perf_counter()
        assert told.poll(60)
        told.recv()
        return time.perf_counter() - begun


@pytest.mark.slow
def test_a_load_killed_at_any_point_leaves_the_old_or_the_new(tmp_path):
    old, new = (
        _delivery(tmp_path / "old.zip", "Under investigation"),
        _delivery(tmp_path / "new.zip", "Local resolution"),
    )
    first = tmp_path / "first"
    load.ingest(extracts.config(first), [old], actor="t", placing=extracts.placing())
    load.ingest(extracts.config(tmp_path / "second"), [new], actor="t", placing=extracts.placing())
    states = {"none": [], "old": _state(first), "new": _state(tmp_path / "second")}
    lasting = statistics.median(_lasting(tmp_path / f"measured {n}", new, tmp_path / f"warm {n}") for n in range(3))
    chance, seen = random.Random(6), {"none": 0, "old": 0, "new": 0}
    for trial in range(TRIALS):
        data = tmp_path / f"trial {trial}"
        before = "old" if trial % 2 else "none"
        if before == "old":
            shutil.copytree(first, data)
        with _elsewhere(data, new, tmp_path / f"warm trial {trial}") as (process, _):
            # Spread over the load, one slice of it a trial, the place within the slice by chance.
            time.sleep((trial + chance.random()) / TRIALS * lasting)
            process.kill()
            process.join()
        after = _state(data)
        assert after in (states[before], states["new"])
        assert [record.rows for record in ledger.loads(data)] == [1802] * (IncidentStore(data).version() or 0)
        seen["new" if after == states["new"] else before] += 1
        (healed,) = load.ingest(extracts.config(data), [new], actor="t", placing=extracts.placing())
        assert healed.unchanged == (after == states["new"])
        assert _state(data) == states["new"]
        assert _unnamed(data) == set()
        shutil.rmtree(data)
    assert min(seen["none"], seen["old"]) > 0, "every load was over before it was killed: nothing was tried"


def test_a_second_load_waits_for_the_first(tmp_path):
    data = tmp_path / "store"
    with ExitStack() as first:
        first.enter_context(writer_lock(data))
        with _elsewhere(data, street(tmp_path / "x.csv", rows(5))) as (_, told):
            assert told.poll(60)
            assert told.recv() == "waiting"
            assert not told.poll(0.3)
            assert IncidentStore(data).version() is None
            first.close()
            assert told.poll(60)
            assert told.recv() == 1


def test_a_load_that_dies_lets_go_of_the_lock(tmp_path):
    data = tmp_path / "store"
    path = street(tmp_path / "x.csv", rows(5))
    with ExitStack() as first:
        first.enter_context(writer_lock(data))
        with _elsewhere(data, path) as (process, told):
            assert told.poll(60)
            process.kill()
    assert load.ingest(extracts.config(data), [path], actor="t", placing=extracts.placing())[0].kept == 5


def test_loads_at_the_same_time_are_all_there(tmp_path):
    """Four months at once, and one of them twice with other rows: two writers of one month must not both count."""
    data = tmp_path / "store"
    months = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-04"]
    paths = [street(tmp_path / f"{n}.csv", rows(40 + n, n * 100, month=month)) for n, month in enumerate(months)]
    with ExitStack() as stack:
        telling = [stack.enter_context(_elsewhere(data, path))[1] for path in paths]
        for told in telling:
            while told.poll(60) and told.recv() == "waiting":
                pass
    store = IncidentStore(data)
    held = {file.month: file.rows for file in store.files()}
    assert (len(store.files()), store.version()) == (4, 5)
    assert held | {"2025-04": 0} == {"2025-01": 40, "2025-02": 41, "2025-03": 42, "2025-04": 0}
    newest = [record for record in ledger.loads(data) if record.months == ("2025-04",)][-1]
    assert held["2025-04"] == newest.kept
