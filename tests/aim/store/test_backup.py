"""A backup is the store byte for byte, what is restored is the backup byte for byte, and nothing less is accepted."""

import json
import os
import shutil
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from planting import Garden, incident

from aim.errors import StoreError
from aim.store import backup as copies
from aim.store import derived, durable, ledger, log, retained, undoing
from aim.store.incidents import IncidentStore
from aim.store.lock import writer_lock

NOW = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def garden(data: Path) -> Garden:
    """A store of five steps, with something of every kind that a store holds."""
    made = Garden(data)
    for months in ({"2025-05": 4, "2025-06": 5}, {"2025-06": 6, "2025-07": 7}, {"2025-08": 3}):
        made.load({month: [incident(n) for n in range(count)] for month, count in months.items()})
    undoing.undo(data, ledger.loads(data)[1].load, actor="somebody", now=NOW - timedelta(days=9))
    count = retained.COUNTS.empty_table()
    retained.retain(data, "2025-06", count=lambda file: count, actor="x", now=NOW - timedelta(days=8), policy="agreed")
    made.build()
    made.build(2)
    durable.make_folders(data / "demonstration")
    (data / "demonstration" / ".until").write_text("2026-01-01")
    (data / "a file").write_text("of no folder")
    return made


def _tree(folder: Path) -> dict[str, bytes]:
    """Every file but locks, with its content."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in paths.items() if not name.endswith(".lock")}


def _backup(garden: Garden, folder: Path, hours: int = 0) -> copies.Backup:
    return copies.backup(garden.data, folder, now=NOW + timedelta(hours=hours))


def _versions(data: Path) -> dict[int, list[tuple[str, str, bytes]]]:
    """Supplier, month and reference of every row of every version."""
    store = IncidentStore(data)
    columns = ["supplier", "month", "reference"]
    return {
        version: sorted(
            tuple(row.values()) for file in store.files(version) for row in store.read(file, columns).to_pylist()
        )
        for version in range(1, (store.version() or 0) + 1)
    }


def test_a_backup_is_the_store_and_what_is_restored_is_the_backup_byte_for_byte(garden, tmp_path):
    made = _backup(garden, tmp_path / "copies")
    store = _tree(garden.data)
    assert made.path == tmp_path / "copies" / "aim-20260401T120000Z"
    assert {name: content for name, content in _tree(made.path).items() if name != copies.MANIFEST} == store
    assert made == copies.read(made.path)
    assert (made.data_version, made.size) == (5, sum(map(len, store.values())))
    restored = Garden(tmp_path / "restored")
    assert copies.restore(restored.data, tmp_path / "copies") == made
    assert _tree(restored.data) == store
    assert _versions(restored.data) == _versions(garden.data)
    assert ledger.history(restored.data) == ledger.history(garden.data)
    assert restored.verify(every_version=True) == []
    assert not list(restored.data.glob(".restoring-*"))
    kept = [one.fingerprint for one in derived.pictures(garden.data)]
    assert [one.fingerprint for one in derived.pictures(restored.data)] == kept  # by the time they were made


def test_a_restored_store_goes_on_as_the_one_it_is_a_copy_of(garden, tmp_path):
    _backup(garden, tmp_path / "copies")
    restored = Garden(tmp_path / "restored")
    copies.restore(restored.data, tmp_path / "copies")
    restored.number = 20
    restored.load({"2025-08": [incident(9)]})
    undoing.undo(restored.data, ledger.loads(restored.data)[-1].load, actor="x", now=NOW)
    assert restored.state() == garden.state()


def test_what_the_last_backup_holds_is_linked_and_the_first_may_go(garden, tmp_path):
    first = _backup(garden, tmp_path / "copies")
    garden.load({"2025-09": [incident(1)]})
    second = _backup(garden, tmp_path / "copies", 1)
    inode = {made.path: {name: (made.path / name).stat().st_ino for name in made.files} for made in (first, second)}
    shared = first.files.keys() & second.files.keys()
    assert shared == first.files.keys()
    assert all(inode[first.path][name] == inode[second.path][name] for name in shared)
    assert not any((garden.data / name).samefile(second.path / name) for name in second.files)
    shutil.rmtree(first.path)
    copies.restore(tmp_path / "restored", tmp_path / "copies")
    assert _tree(tmp_path / "restored") == _tree(garden.data)


def test_a_file_of_the_last_backup_that_has_gone_bad_is_copied_anew(garden, tmp_path):
    first = _backup(garden, tmp_path / "copies")
    name = min(name for name in first.files if "month=" in name)
    content = (first.path / name).read_bytes()
    (first.path / name).write_bytes(bytes([content[0] ^ 1]) + content[1:])
    second = _backup(garden, tmp_path / "copies", 1)
    assert (second.path / name).read_bytes() == content
    with pytest.raises(StoreError, match="is not what was copied"):
        copies.read(first.path)


def test_the_newest_backup_is_taken_and_an_older_one_where_it_is_named(garden, tmp_path):
    folder = tmp_path / "copies"
    first, again = _backup(garden, folder), _backup(garden, folder)
    assert again.path.name == f"{first.path.name}-2"
    (folder / ".making-0badcafe").mkdir()
    (folder / "aim-20990101T000000Z").mkdir()  # cut short by hand: no manifest
    assert copies.find(folder) == again.path
    latest = _backup(garden, folder, 1)
    assert copies.find(folder) == latest.path
    assert copies.find(first.path) == first.path
    assert not (folder / ".making-0badcafe").exists()
    with pytest.raises(StoreError, match="holds no backup: name a folder that `aim backup` made"):
        copies.find(tmp_path)


def test_what_no_version_names_is_not_copied(garden, tmp_path):
    whole = _tree(garden.data)
    month = next(file.path.parent for file in garden.store.files())
    for path in (
        month / "20260101T000000-0badcafe-0.parquet",
        garden.store.folder / "_delta_log" / "_commit_5a7c.json.tmp",
        garden.data / "rejects" / "20260101T000000-0badcafe.parquet",
        garden.data / "derived" / ".making-0badcafe" / "manifest.json",
        garden.data / "derived" / ".current.json.0badcafe",
        garden.data / "README.md",
        garden.data / ".restoring-0badcafe" / "x",
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert _backup(garden, tmp_path / "copies").files.keys() == whole.keys()


def test_what_policy_dropped_is_not_in_a_later_backup(garden, tmp_path):
    first = _backup(garden, tmp_path / "copies")
    count = retained.COUNTS.empty_table()
    retained.retain(garden.data, "2025-08", count=lambda file: count, actor="x", now=NOW, policy="agreed")
    garden.build(3)
    second = _backup(garden, tmp_path / "copies", 1)
    months = {name.split("month=")[1][:7] for name in second.files if "month=" in name}
    assert months == {"2025-08"}
    assert len(first.files.keys() - second.files.keys()) > 2
    restored = Garden(tmp_path / "restored")
    copies.restore(restored.data, second.path)
    assert restored.verify(every_version=True) == []


def test_a_store_that_cannot_be_copied_whole(garden, tmp_path):
    folder = tmp_path / "copies"
    for inside in (garden.data, garden.data / "copies"):
        with pytest.raises(StoreError, match="lies in the store"):
            _backup(garden, inside)
    for empty in (tmp_path / "none", tmp_path / "empty"):
        with pytest.raises(StoreError, match=r"holds nothing to copy.*aim ingest"):
            copies.backup(empty, folder, now=NOW)
        (tmp_path / "empty").mkdir(exist_ok=True)
    assert not (tmp_path / "none").exists()
    old = next(file.path for file in garden.store.files(2) if file.month == "2025-07")
    for path in (old, ledger.rejects_path(garden.data, ledger.loads(garden.data)[1].load)):
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(
            StoreError, match=rf"{path.name} is missing, so a copy would not be whole: see `aim verify`"
        ):
            _backup(garden, folder)
        path.write_bytes(content)
    assert not folder.exists()
    _backup(garden, folder)


def _harm(name: str, path: Path) -> None:
    manifest = path / copies.MANIFEST
    values = json.loads(manifest.read_text())
    file = path / min(each for each in values["files"] if "month=" in each)
    content = file.read_bytes()
    if name == "missing":
        file.unlink()
    elif name == "flipped":
        file.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    elif name == "cut":
        file.write_bytes(content[:-1])
    elif name == "more":
        (path / "rejects" / "names.csv").write_text("x")
    elif name == "no manifest":
        manifest.write_bytes(b"")
    elif name == "changed":
        manifest.write_text(manifest.read_text().replace('"data_version": 5', '"data_version": 4'))
    else:
        change = {"format": {"format": 2}, "outside": {"files": {"../x": {"size": 1, "sha256": "0"}}}}[name]
        values = {**values, **change}
        values["digest"] = copies._digest({key: value for key, value in values.items() if key != "digest"})
        manifest.write_text(json.dumps(values))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing", "is missing: this backup is not whole"),
        ("flipped", "is not what was copied: this backup is damaged"),
        ("cut", "is not what was copied: this backup is damaged"),
        ("more", r"names\.csv is no part of this backup"),
        ("no manifest", r"manifest\.json cannot be read"),
        ("changed", "it was changed"),
        ("format", "another version of AIM made it"),
        ("outside", "it names a file outside itself"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_written(garden, tmp_path, name, words):
    path = _backup(garden, tmp_path / "copies").path
    _harm(name, path)
    with pytest.raises(StoreError, match=words):
        copies.restore(tmp_path / "restored", path)
    assert not (tmp_path / "restored").exists()


def test_a_store_that_holds_anything_else_is_not_overwritten(garden, tmp_path):
    path = _backup(garden, tmp_path / "copies").path
    garden.load({"2025-09": [incident(1)]})
    before = _tree(garden.data)
    with pytest.raises(StoreError, match=r"which is not as in the backup.*restore into an empty store with --data"):
        copies.restore(garden.data, path)
    assert _tree(garden.data) == before
    other = Garden(tmp_path / "other")
    other.load({"2025-05": [incident(1)]})
    before = _tree(other.data)
    with pytest.raises(StoreError, match="which is not as in the backup"):
        copies.restore(other.data, path)
    assert _tree(other.data) == before


def test_the_store_itself_stays_as_it_is_and_what_it_lost_comes_back(garden, tmp_path):
    path = _backup(garden, tmp_path / "copies").path
    before = {name: (garden.data / name).stat().st_ino for name in _tree(garden.data)}
    whole = _tree(garden.data)
    (garden.data / "README.md").write_text("mine")
    copies.restore(garden.data, path)
    assert {name: (garden.data / name).stat().st_ino for name in whole} == before
    next(iter(garden.store.files())).path.unlink()
    shutil.rmtree(garden.data / "rejects")
    assert garden.verify() != []
    copies.restore(garden.data, path)
    assert _tree(garden.data) == whole | {"README.md": b"mine"}
    assert garden.verify() == []


def test_of_a_restore_cut_short_at_any_move_nothing_counts_that_is_not_whole(garden, tmp_path, monkeypatch):
    """At each rename in turn it stops: the store then holds no incidents, or all of them; and again ends it."""
    path = _backup(garden, tmp_path / "copies").path
    rename, moves = os.rename, len(list(path.iterdir())) - 1
    for stop in range(moves):
        data, left = tmp_path / f"restored {stop}", iter(range(stop))

        def rename_until(source: Path, target: Path, left=left) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt
            rename(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(os, "rename", rename_until)
            with pytest.raises(KeyboardInterrupt):
                copies.restore(data, path)
        assert IncidentStore(data).version() in (None, 5)
        assert derived.current(data) is None
        if IncidentStore(data).version():
            assert Garden(data).verify(every_version=True) == []
        copies.restore(data, path)
        assert _tree(data) == _tree(garden.data)
    assert moves == 6


def test_a_backup_waits_for_a_load_a_build_and_another_backup(garden, tmp_path):
    folder, told = tmp_path / "copies", []
    locks = [(garden.data, ".writer.lock"), (garden.data, derived.LOCK), (folder, ".aim-backup.lock")]
    for number, (where, name) in enumerate(locks):
        with ExitStack() as held:
            held.enter_context(writer_lock(where, name=name))
            waiting, done = threading.Event(), threading.Event()

            def tell(n: int, total: int, text: str, waiting=waiting) -> None:
                if text.startswith("waiting"):
                    told.append(text)
                    waiting.set()

            def run(number: int = number, tell=tell, done=done) -> None:
                copies.backup(garden.data, folder, now=NOW + timedelta(hours=number), progress=tell)
                done.set()

            thread = threading.Thread(target=run)
            thread.start()
            assert waiting.wait(20)
            assert not done.is_set()
            held.close()
            thread.join(20)
            assert done.is_set()
    assert [text.removeprefix("waiting for ") for text in told] == [
        "a load to end", "a build to end", "another backup to end",
    ]  # fmt: skip


def test_backups_while_another_thread_loads_are_each_of_one_version(garden, tmp_path):
    """Every one of them is whole, whatever was written while it was asked for."""
    stop = threading.Event()

    def load_on() -> None:
        while not stop.wait(0.05):  # whoever waits for the lock looks for it now and then
            with writer_lock(garden.data):
                garden.store.sweep()
                garden.load({"2025-08": [incident(n) for n in range(garden.number % 5 + 1)], "2025-09": [incident(0)]})

    thread = threading.Thread(target=load_on)
    thread.start()
    try:
        made = []
        for hours in range(6):
            made.append(_backup(garden, tmp_path / "copies", hours))
            before = garden.number
            while garden.number == before and thread.is_alive():
                time.sleep(0.01)
    finally:
        stop.set()
        thread.join()
    assert made[-1].data_version > made[0].data_version
    for number, each in enumerate(made):
        restored = Garden(tmp_path / f"restored {number}")
        copies.restore(restored.data, each.path)
        assert restored.store.version() == each.data_version
        assert [finding for finding in restored.verify(every_version=True) if finding.level == "error"] == []
        assert _versions(restored.data)[each.data_version] == _versions(garden.data)[each.data_version]


def test_every_file_of_a_backup_is_forced_to_the_disk_before_it_gets_its_name(garden, tmp_path, monkeypatch):
    if not Path("/proc/self/fd").exists():
        pytest.skip("this system does not tell the name of an open file")
    done: list[str] = []
    rename = os.rename
    monkeypatch.setattr(os, "fsync", lambda handle: done.append(os.readlink(f"/proc/self/fd/{handle}")))
    monkeypatch.setattr(os, "rename", lambda source, target: (done.append(f"> {target}"), rename(source, target)))
    made = _backup(garden, tmp_path / "copies")
    named = done.index(f"> {made.path}")
    making = {Path(path).relative_to(tmp_path / "copies").parts[1:] for path in done[:named] if ".making-" in path}
    assert {tuple(name.split("/")) for name in made.files} <= making
    folders = {tuple(name.split("/")[:-1][:depth]) for name in made.files for depth in range(9)}
    assert folders <= making
    assert str(tmp_path / "copies") in done[named:]
    assert log.numbers(made.path) == log.numbers(garden.data)
