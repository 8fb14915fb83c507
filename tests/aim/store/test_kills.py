"""Writers of every kind killed at any point: the store holds what stood before or what stands after, never a part.

``AIM_KILLS`` sets how many (50; ``make fuzz`` kills 400).
"""

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path

import elsewhere
import pytest
import writes
from planting import Garden
from writes import OLD, Row, State

from aim.store import backup as copies
from aim.store.incidents import IncidentStore

KILLS = int(os.environ.get("AIM_KILLS", "50"))
pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="a process cannot be killed outright on this system"
)


@contextmanager
def _going(row: Row, deliveries: Path, first: int, end: int) -> Iterator[Connection]:
    """A process at the row of writes from step ``first`` on; it is killed when the block ends, wherever it is."""
    processes = elsewhere.processes()
    ours, theirs = processes.Pipe(duplex=False)
    process: multiprocessing.Process = processes.Process(
        target=writes.go_on, args=(theirs, row.folder, deliveries, first, end)
    )
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.kill()
        process.join()
        code = process.exitcode
        process.close()
    assert code == -signal.SIGKILL


def _lasting(row: Row, deliveries: Path, end: int) -> list[float]:
    """Seconds that each step takes, the first with all that a process does only once."""
    with _going(row, deliveries, 0, end) as ours:
        begun = []
        for _ in range(end + 1):
            assert ours.poll(60)
            ours.recv()
            begun.append(time.perf_counter())
    ours.close()
    return [after - before for before, after in pairwise(begun)]


def _kill_within(row: Row, deliveries: Path, first: int, end: int, pause: Callable[[int], float], passing: int) -> int:
    """Let a process do ``passing`` steps from ``first`` on and kill it ``pause`` seconds into the next: its number."""
    with _going(row, deliveries, first, end) as ours:
        while True:
            assert ours.poll(60)
            number: int = ours.recv()
            if number >= min(first + passing, end):
                break
        time.sleep(pause(number))
    while ours.poll():  # what it began meanwhile
        try:
            number = ours.recv()
        except EOFError:
            break
    ours.close()
    return number


def _check(row: Row, number: int, states: list[State]) -> bool:
    """After a kill during step ``number``: is all old or new, and all of it whole? True where anything was left."""
    kind, stands = row.kind(number), writes.state(row.data)
    allowed = [states[number], states[number + 1]]
    if kind == "two files":  # one load and one commit each: the first may be done and the second not
        allowed.append([each for each in states[number + 1] if each[1] != OLD[1]])
    assert stands in allowed, kind
    found = Garden(row.data).verify()
    errors = [finding for finding in found if finding.level == "error"]
    # What a retention did not get to delete is an error until the next write that sweeps: here the step after next.
    swept = row.kind(number) != "retain" and row.kind(number - 1) != "retain" and row.kind(number - 2) != "retain"
    assert not errors or (not swept and {each.next_step for each in errors} == {"run `aim retain` again"}), found
    for turn in range(writes.ROUNDS):
        for made in row.copies(turn).glob("aim-*"):
            copies.read(made)
        assert writes.state(row.restored(turn)) in ([], states[turn * len(row.steps) + 7])
    return bool(found)


@pytest.mark.slow
def test_killed_at_any_point_of_any_write_all_is_old_or_new(tmp_path):
    deliveries = tmp_path / "deliveries"
    writes.prepare(deliveries)
    states = writes.states(tmp_path / "unharmed", deliveries)
    end, chance, seen = len(states) - 1, random.Random(6), Counter[str]()
    lasting = _lasting(Row(tmp_path / "measured", deliveries), deliveries, end)
    row, number = Row(tmp_path / "row", deliveries), 0

    def wanting() -> bool:
        """Until enough were killed and one of each kind was, which chance alone decides."""
        killed = seen["old"] + seen["new"]
        return killed < KILLS or (killed < 5 * KILLS and not all(seen[kind] for kind, _ in row.steps))

    while wanting():
        passing = chance.choice([0, 1, 1])
        # The first step of a process takes longer: it does all that is done only once.
        cold = 0.0 if passing else max(0.0, lasting[0] - lasting[1])

        def pause(step: int, cold: float = cold) -> float:
            return chance.uniform(0, cold + lasting[step]) if step < end else 0.0

        number = _kill_within(row, deliveries, number, end, pause, passing)
        if number == end:
            assert writes.state(row.data) == states[-1]
            IncidentStore(row.data).sweep()
            assert Garden(row.data).verify(every_version=True) == []
            shutil.rmtree(row.folder)
            number = 0
            continue
        seen[row.kind(number)] += 1
        seen["left"] += _check(row, number, states)
        done = writes.state(row.data) == states[number + 1] != states[number]
        seen["new" if done else "old"] += 1
        number += done
    assert all(seen[kind] for kind, _ in row.steps), seen
    assert seen["left"] > KILLS / 40, f"hardly a write was cut short: {seen}"
