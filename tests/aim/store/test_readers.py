"""Readers take no lock: whatever is written meanwhile, they see what stood at one moment, or are told what went."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import planting
import pytest
from planting import Garden, incident

from aim.errors import StoreError
from aim.store import derived, ledger, retained, undoing
from aim.store.incidents import IncidentStore
from aim.store.lock import writer_lock

NOW = datetime(2026, 3, 1, tzinfo=UTC)
Seen = tuple[tuple[str, int], ...]


def _seen(store: IncidentStore) -> Seen:
    """Month and first reference of every file that stands: each is of one load only."""
    files = store.files()
    return tuple((file.month, int(store.read(file, ["street"])["street"][0].as_py().split()[1])) for file in files)


def _write(garden: Garden, number: int) -> None:
    """Loads that replace a month and bring another, steps back, and now and then a retention."""
    with writer_lock(garden.data):
        garden.store.sweep()
        last = ledger.loads(garden.data)[-1]
        if number % 3 == 2 and last.kind == "load":
            undoing.undo(garden.data, last.load, actor="x", now=NOW + timedelta(hours=number))
        elif number % 8 == 7:
            none = retained.COUNTS.empty_table()
            moment = NOW + timedelta(hours=number)
            retained.retain(garden.data, "2025-02", count=lambda file: none, actor="x", now=moment, policy="agreed")
        else:
            garden.load({"2025-01": [incident(number)] * 50, f"2025-{2 + number % 4:02}": [incident(number)]})


def test_what_readers_see_while_loads_undos_and_retentions_are_done_stood_at_one_moment(data):
    garden = Garden(data)
    garden.load({"2025-01": [incident(99)]})
    stood, seen, errors, stop = {_seen(garden.store)}, set[Seen](), list[str](), threading.Event()

    def read_on() -> None:
        store = IncidentStore(data)
        while not stop.is_set():
            try:
                seen.add(_seen(store))
            except StoreError as error:
                errors.append(str(error))

    readers = [threading.Thread(target=read_on) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for number in range(40):
            _write(garden, number)
            stood.add(_seen(garden.store))
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert seen <= stood
    assert len(seen) > 5
    assert all("was dropped by policy meanwhile: run the command again" in words for words in errors)
    assert garden.verify(every_version=True) == []


def test_a_current_picture_that_comes_back_while_it_is_looked_for_is_no_error(data, monkeypatch):
    """It was not there when it was opened, and is there when that is judged."""
    garden = Garden(data)
    garden.load({"2025-01": [incident(1)]})
    garden.build()
    derived.forget_current(data)
    read = Path.read_bytes

    def read_and_build(path: Path) -> bytes:
        try:
            return read(path)
        finally:
            if path.name == derived.CURRENT and not path.exists():
                monkeypatch.setattr(Path, "read_bytes", read)
                derived.make_current(data, f"{1:064x}")

    monkeypatch.setattr(Path, "read_bytes", read_and_build)
    assert derived.current(data) is None
    now = derived.current(data)
    assert now is not None
    assert now["data_version"] == 1


def test_pictures_that_are_read_while_others_are_made_are_whole(data):
    garden = Garden(data)
    garden.load({"2025-01": [incident(1)]})
    garden.build(1)
    stop, wrong = threading.Event(), list[str]()

    def read_on() -> None:
        while not stop.is_set():
            try:
                now = derived.current(data)
                fingerprints = [kept.fingerprint for kept in derived.pictures(data)]
                if now is None or now["fingerprint"] not in fingerprints:
                    wrong.append(f"{now} is not among {fingerprints}")
                wrong.extend(str(finding) for finding in garden.verify() if finding.level == "error")
            except (StoreError, OSError) as error:
                wrong.append(repr(error))

    reader = threading.Thread(target=read_on)
    reader.start()
    try:
        for number in range(2, 40):
            garden.build(number)
    finally:
        stop.set()
        reader.join()
    assert wrong == []


def test_a_picture_is_not_lost_by_a_build_of_older_data_that_ends_late(data):
    garden = Garden(data)
    for number in (1, 2):
        garden.load({"2025-01": [incident(number)]})
    garden.build(5)
    late = planting.picture(f"{4:064x}", 1)
    derived.write(data, f"{4:064x}", late.to_files())
    now = derived.current(data)
    assert now is not None
    assert now["fingerprint"] == f"{5:064x}"


@pytest.mark.parametrize("version", [0, 1, 2])
def test_a_version_that_was_read_before_reads_the_same_after_any_step(data, version):
    garden = Garden(data)
    garden.load({"2025-01": [incident(1)], "2025-03": [incident(1)]})
    garden.load({"2025-03": [incident(2)]})
    before = [garden.store.read(file).to_pylist() for file in garden.store.files(version)]
    garden.load({"2025-01": [incident(3)]})
    undoing.undo(data, ledger.loads(data)[-1].load, actor="x", now=NOW)
    assert [garden.store.read(file).to_pylist() for file in garden.store.files(version)] == before
