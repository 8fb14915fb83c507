"""On a disk that is full or cannot be written every write says so, changes nothing, and does its work afterwards."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import disks
import elsewhere
import pytest
import writes
from disks import Disk
from planting import Garden
from writes import OLD, Row, State

from aim.errors import StoreError
from aim.store import derived
from aim.store.incidents import IncidentStore

STEPS = 11
ROOMS = (0, 1, 2, 3, 5, 8, 12, 20, 40, 80, 160, 320)


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deliveries") / "all"
    writes.prepare(folder)
    return folder


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, deliveries: Path) -> list[tuple[Path, State]]:
    """The folder before each step of a round and after the last, and what then stands."""
    folder = tmp_path_factory.mktemp("begun")
    row, found = Row(folder / "row", deliveries), []
    (folder / "row").mkdir()
    for number in range(STEPS + 1):
        shutil.copytree(folder / "row", folder / str(number))
        found.append((folder / str(number), writes.state(row.data)))
        row.do(number)
    return found


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    with disks.small(tmp_path_factory.mktemp("disk") / "small", 8) as made:
        yield made


def _fails(row: Row, number: int) -> bool:
    """Whether a step fails; then in words that name the file or folder and what to do."""
    words = ""
    try:
        row.do(number)
    except StoreError as error:
        words = str(error)
    assert not words or str(row.folder) in words
    assert not words or any(step in words for step in ("see that", "run `aim")), words
    assert "\x1b" not in words
    return bool(words)


def _check(row: Row, number: int, begun: list[tuple[Path, State]]) -> None:
    kind, stands = row.kind(number), writes.state(row.data)
    allowed = [begun[number][1]]
    if kind == "two files":  # one load each: the first may be done
        allowed.append([each for each in begun[number + 1][1] if each[1] != OLD[1]])
    if kind == "retain":  # done, and its deletions not
        allowed.append(begun[number + 1][1])
    assert stands in allowed
    errors = [finding for finding in Garden(row.data).verify() if finding.level == "error"]
    assert all(finding.next_step == "run `aim retain` again" for finding in errors), errors
    assert not errors or kind == "retain"
    assert not [path for path in row.copies(0).glob("*") if path.name.startswith(".making-")]
    assert not list(row.restored(0).glob(".restoring-*"))


@pytest.mark.parametrize("number", range(STEPS))
def test_a_disk_that_fills_up_at_any_point_of_any_write(disk, deliveries, begun, number):
    row, failed = Row(disk.path / f"row {number}", deliveries), 0
    for pages in ROOMS:
        shutil.copytree(begun[number][0], row.folder)
        with disk.full_but(pages):
            fails = _fails(row, number)
            if fails:
                _check(row, number, begun)
        if fails:
            failed += 1
            row.do(number)  # with room again
        assert writes.state(row.data) == begun[number + 1][1]
        IncidentStore(row.data).sweep()
        assert Garden(row.data).verify(every_version=True) == []
        if row.kind(number) == "restore":
            assert writes.state(row.restored(0)) == begun[7][1]
        shutil.rmtree(row.folder)
        if not fails:
            break
    assert failed > 0
    assert not fails, "there was never room enough: the test needs a larger disk"


@pytest.mark.parametrize("number", range(STEPS))
def test_a_disk_that_cannot_be_written(disk, deliveries, begun, number):
    row = Row(disk.path / f"row {number}", deliveries)
    shutil.copytree(begun[number][0], row.folder)
    with disk.read_only():
        assert _fails(row, number)
        assert writes.state(row.data) == begun[number][1]  # reading needs no lock
        assert Garden(row.data).verify(every_version=True) == []
    row.do(number)
    assert writes.state(row.data) == begun[number + 1][1]
    shutil.rmtree(row.folder)


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be kept from writing large files here")
@pytest.mark.parametrize("number", range(STEPS))
def test_a_process_that_may_not_write_enough(tmp_path, deliveries, begun, number):
    """As a full disk, where none may be mounted: the system refuses to let any file grow past a limit."""
    row, processes, failed = Row(tmp_path / "row", deliveries), elsewhere.processes(), 0
    for size in (0, 1000, 2000, 1_000_000):
        shutil.copytree(begun[number][0], row.folder)
        ours, theirs = processes.Pipe(duplex=False)
        process = processes.Process(
            target=writes.do_with_small_files, args=(theirs, row.folder, deliveries, number, size)
        )
        process.start()
        assert ours.poll(60)
        words = ours.recv()
        process.join()
        for closing in (process, ours, theirs):
            closing.close()
        if words:
            failed += 1
            assert str(row.folder) in words
            assert "File too large" in words
            assert "see that" in words
            _check(row, number, begun)
            row.do(number)
        assert writes.state(row.data) == begun[number + 1][1]
        shutil.rmtree(row.folder)
    assert failed > 0
    assert not words


def test_a_picture_on_a_full_disk_and_on_one_that_cannot_be_written(disk):
    garden = Garden(disk.path / "pictures")
    garden.load({"2025-05": []})
    garden.build(1)
    for pages in range(20):
        words = ""
        with disk.full_but(pages):
            try:
                garden.build(2)
            except StoreError as error:
                words = str(error)
        if not words:
            break
        assert "No space left on device; see that the folder exists, has room" in words
        assert derived.current(garden.data)["fingerprint"] == f"{1:064x}"
        assert all(finding.level == "note" for finding in garden.verify())
    assert 0 < pages < 19
    assert derived.current(garden.data)["fingerprint"] == f"{2:064x}"
    with disk.read_only(), pytest.raises(StoreError, match=r"cannot be written: Read-only file system; see that"):
        garden.build(3)
    garden.build(3)
    assert garden.verify() == []
