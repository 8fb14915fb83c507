"""Loads at the same time: each waits for the one before it, and all are there as if done one after another."""

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import elsewhere
import extracts
import pytest
import writes
from extracts import rows, street
from planting import Garden

from aim.ingest import load
from aim.store import ledger, undoing
from aim.store.incidents import IncidentStore
from aim.store.lock import writer_lock
from aim.store.record import LoadRecord

HOW = {"accept_smaller": True, "actor": "t", "placing": extracts.placing()}
pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="a process cannot be killed outright on this system"
)


@contextmanager
def _elsewhere(
    data: Path, paths: list[Path], *, back: bool = False
) -> Iterator[tuple[multiprocessing.Process, Connection]]:
    """A process that loads ``paths``; the block begins when the first load does."""
    processes = elsewhere.processes()
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=elsewhere.load, args=(theirs, data, paths, back))
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


def test_a_second_load_waits_for_the_first(tmp_path):
    data = tmp_path / "store"
    with ExitStack() as first:
        first.enter_context(writer_lock(data))
        with _elsewhere(data, [street(tmp_path / "x.csv", rows(5))]) as (_, told):
            assert told.poll(60)
            assert told.recv() == "waiting"
            assert not told.poll(0.3)
            assert IncidentStore(data).version() is None
            first.close()
            assert told.poll(60)
            assert told.recv()["kept"] == 5
            assert IncidentStore(data).version() == 1


def test_a_load_that_dies_lets_go_of_the_lock(tmp_path):
    data = tmp_path / "store"
    path = street(tmp_path / "x.csv", rows(5))
    with ExitStack() as first:
        first.enter_context(writer_lock(data))
        with _elsewhere(data, [path]) as (process, told):
            assert told.poll(60)
            process.kill()
    assert load.ingest(extracts.config(data), [path], **HOW)[0].kept == 5


def test_four_processes_loading_the_same_and_different_months_are_as_one_after_another(tmp_path):
    """Each loads months of its own and one that all load, sends changes and takes its last step back where it may."""
    deliveries = {}
    for process in range(4):
        own = [street(tmp_path / f"{process} own.csv", rows(20 + process, process * 100, month=f"2025-0{process + 1}"))]
        shared = [street(tmp_path / f"{process} all.csv", rows(40 + process, process * 100, month="2025-09"))]
        cases = [(n, "Litter", "Open", f"{process + 1}/06/2025") for n in range(process, 12, process + 1)]
        own += [writes.desk(tmp_path / f"{process} cases.csv", cases)]
        deliveries[process] = [*own, *shared] if process % 2 else [*shared, *own]
    data, told = tmp_path / "store", []
    with ExitStack() as stack:
        telling = [stack.enter_context(_elsewhere(data, paths, back=True))[1] for paths in deliveries.values()]
        for ours in telling:
            while not (told and told[-1] == "done"):
                assert ours.poll(60)
                told.append(ours.recv())
            told.pop()
    loads = [step for step in told if isinstance(step, dict)]
    steps = ledger.loads(data)
    assert sorted(step["load"] for step in loads) == sorted(step.load for step in steps)
    assert len([step for step in steps if step.kind == "load"]) == 12
    refused = [step for step in told if isinstance(step, str)]
    assert len(refused) == 16 - len(steps)
    assert all("was changed later by" in words and "aim undo" in words for words in refused)
    assert all("refused, nothing was changed" in words for words in refused)
    by_name = {path.name: path for paths in deliveries.values() for path in paths}
    again = _one_after_another(tmp_path / "again", steps, by_name)
    assert writes.state(data) == writes.state(again)
    assert [_facts(step) for step in steps] == [_facts(step) for step in ledger.loads(again)]
    assert Garden(data).verify(every_version=True) == []


def _one_after_another(data: Path, steps: list[LoadRecord], paths: dict[str, Path]) -> Path:
    """The same steps done by one process in the order of the ledger."""
    made: dict[str, str] = {}
    for step in steps:
        if step.kind == "load":
            (record,) = load.ingest(extracts.config(data), [paths[step.file]], **HOW)
        else:
            record = undoing.undo(data, made[step.undoes or ""], actor="t", now=datetime.now(UTC))
        made[step.load] = record.load
    return data


def _facts(step: LoadRecord) -> tuple[object, ...]:
    """What a step did, without its name and time."""
    return step.kind, step.file, step.rows, step.month_kept, step.reasons, step.removed, step.replaced
