"""Decisions in backups, in what is restored, and in the proof of a store."""

import sqlite3
import threading
from pathlib import Path

import pytest
from commandline import Aim, runner
from deciding import MONTH, book, decide, entry
from planting import Garden, incident

from aim import config, operations
from aim.config import Config
from aim.decisions import copying, migrating
from aim.decisions.database import FILE, Database
from aim.errors import StoreError


@pytest.fixture
def store(tmp_path: Path) -> Config:
    """A store with a month of incidents and two decisions, one of them changed."""
    found = config.load(tmp_path / "store", {})
    Garden(found.data).load({"2026-01": [incident(1), incident(2)]})
    first = decide(book(found))
    decide(book(found), replaces=first.id, given=entry(hours=3))
    decide(book(found), 4)
    return found


def _errors(of: Config) -> list[str]:
    return [each.text for each in operations.verify(of) if each.level == "error"]


def test_what_is_restored_holds_every_version_and_is_written_on(store, tmp_path):
    made = operations.backup(store, tmp_path / "copies")
    assert [name for name in made.files if name.startswith("decisions")] == [FILE]
    restored = config.load(tmp_path / "restored", {})
    operations.restore(restored, tmp_path / "copies")
    assert book(restored).of_month(MONTH) == book(store).of_month(MONTH)
    assert [len(book(restored).versions(each.id)) for each in book(restored).of_month(MONTH)] == [2, 1]
    assert _errors(restored) == []
    operations.restore(restored, tmp_path / "copies")  # the same again changes nothing
    decide(book(restored), 8)
    assert len(book(store).of_month(MONTH)) == 2
    with pytest.raises(StoreError, match=r"holds decisions/decisions\.sqlite, which is not as in the backup"):
        operations.restore(restored, tmp_path / "copies")
    assert len(book(restored).of_month(MONTH)) == 3


def test_a_backup_made_while_somebody_decides_is_one_moment_of_it(store, tmp_path):
    stop, standing = threading.Event(), book(store).of_month(MONTH)[0]

    def go_on() -> None:
        last = standing
        while not stop.is_set():
            last = decide(book(store), replaces=last.id, given=entry(hours=1 + last.version % 9))

    deciding = threading.Thread(target=go_on)
    deciding.start()
    try:
        for number in range(4):
            operations.backup(store, tmp_path / "copies")
            restored = config.load(tmp_path / f"restored {number}", {})
            operations.restore(restored, tmp_path / "copies")
            assert _errors(restored) == []
            versions = book(restored).versions(standing.id)
            assert [each.version for each in versions] == list(range(1, len(versions) + 1))
    finally:
        stop.set()
        deciding.join()
    assert len(versions) >= 2


def test_what_is_written_and_not_yet_in_the_file_itself_is_in_the_copy(store, tmp_path):
    reader = sqlite3.connect(store.data / FILE)
    try:
        reader.execute("SELECT count(*) FROM decisions").fetchone()  # keeps the log beside the file
        decide(book(store), 8)
        assert (store.data / f"{FILE}-wal").stat().st_size > 0
        made = operations.backup(store, tmp_path / "copies")
    finally:
        reader.close()
    assert not [name for name in made.files if name.endswith(("-wal", "-shm"))]
    with sqlite3.connect(made.path / FILE) as copied:
        assert copied.execute("SELECT count(*) FROM decisions").fetchone() == (4,)
    copied.close()


def test_a_damaged_file_is_found_and_not_copied(store, tmp_path):
    path = store.data / FILE
    content = bytearray(path.read_bytes())
    content[4096:8192] = bytes(4096)  # the second page
    path.write_bytes(content)
    assert _errors(store) != []
    with pytest.raises(StoreError, match=r"decisions\.sqlite (cannot be copied|is damaged).*aim verify"):
        operations.backup(store, tmp_path / "copies")
    assert not list((tmp_path / "copies").glob("aim-*"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DROP TRIGGER decisions_no_delete; DELETE FROM decisions WHERE version = 1 AND key IN"
         " (SELECT key FROM decisions WHERE version = 2)", ["nothing guards the rows of decisions", "1 of 2 versions"]),
        ("DROP TRIGGER meetings_no_update", ["nothing guards the rows of meetings"]),
        (f"UPDATE {migrating.TABLE} SET version_num = '9999'", ["of a later version of AIM"]),
    ],
)  # fmt: skip
def test_what_was_changed_behind_its_back_is_found(store, change, told):
    assert _errors(store) == []
    with sqlite3.connect(store.data / FILE) as changing:
        changing.executescript(change)
    changing.close()
    found = _errors(store)
    assert len(found) == len(told)
    assert all(words in said for words, said in zip(told, found, strict=True)), found


def test_a_server_is_proved_as_well(server, tmp_path):
    found = config.load(tmp_path / "store", {"AIM_DATABASE_URL": server.new()})
    assert copying.faults(found) == []  # nobody decided anything
    decide(book(found))
    assert copying.faults(found) == []
    with Database(found).writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER decisions_no_truncate ON decisions")
        connection.exec_driver_sql("ALTER TABLE meetings DISABLE TRIGGER meetings_no_change")
    (one, other) = copying.faults(found)
    assert one == (
        "AIM_DATABASE_URL",
        "nothing guards the rows of meetings any more (no_change): they may have been changed",
    )
    assert "decisions any more (no_truncate)" in other[1]


def test_a_backup_says_that_it_is_without_what_a_server_keeps(server, store, tmp_path, monkeypatch, capsys):
    aim: Aim = runner(monkeypatch, capsys)
    monkeypatch.setenv("AIM_DATABASE_URL", server.new())
    done = aim("backup", tmp_path / "copies", "--data", store.data)
    assert "without decisions: they are in the database of AIM_DATABASE_URL" in done.out
    monkeypatch.setenv("AIM_DATABASE_URL", "postgresql://aim:s3cr@/nowhere?host=/nowhere")
    done = aim("verify", "--data", store.data)
    assert (done.code, "AIM_DATABASE_URL" in done.out, "s3cr" in done.out + done.err) == (1, True, False)
