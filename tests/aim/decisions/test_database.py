"""Where decisions are kept: what goes wrong there names the place and the next step, and never a password."""

import os
import shutil
import socket
import sqlite3

import deciding
import disks
import pytest
from deciding import MONTH, book, decide

from aim import config
from aim.decisions import database, where
from aim.decisions.database import Database
from aim.decisions.versions import version
from aim.errors import BusyError, SettingsError, StoreError

SECRET = "s3cr.t%40x"
PLAIN = "s3cr.t@x"


def _silent(*words: object) -> None:
    for word in words:
        assert "s3cr" not in str(word)


@pytest.fixture
def nobody():
    """A port of this machine where nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        yield taken.getsockname()[1]


def test_a_server_that_cannot_be_reached_is_named_without_its_password(tmp_path, nobody):
    url = f"postgresql://aim:{SECRET}@127.0.0.1:{nobody}/meetings"
    found = config.load(tmp_path, {"AIM_DATABASE_URL": url})
    _silent(found, repr(found), found.model_dump(mode="json"), Database(found).where)
    for attempt in (lambda: book(found).of_month(MONTH), lambda: decide(book(found))):
        with pytest.raises(StoreError, match=rf"meetings at 127.0.0.1:{nobody} \(AIM_DATABASE_URL\) cannot be") as told:
            attempt()
        cause = told.value.__cause__
        _silent(told.value, repr(told.value), cause, repr(cause))
    database.close(Database(found))
    assert not (tmp_path / where.FOLDER).exists()


def test_a_server_that_knows_nobody_of_that_name_is_named(server, tmp_path):
    url = f"postgresql://aim:{SECRET}@/nowhere?host={server.folder}"
    found = config.load(tmp_path, {"AIM_DATABASE_URL": url})
    with pytest.raises(StoreError, match=rf"nowhere at {server.folder} \(AIM_DATABASE_URL\) cannot be reached") as told:
        book(found).of_month(MONTH)
    _silent(told.value)
    database.close(Database(found))


def test_an_account_that_may_not_make_tables_is_told_to_ask(server, tmp_path):
    url = server.new()
    with server.connect() as connection:
        connection.execute("CREATE ROLE guest LOGIN")
        schema = url.rpartition("%3D")[2]
        connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO guest")
    found = config.load(tmp_path, {"AIM_DATABASE_URL": url.replace("//aim@", "//guest@")})
    with pytest.raises(StoreError, match=r"permission denied.*ask its administrator"):
        decide(book(found))
    database.close(Database(found))


@pytest.mark.parametrize(
    "url", [f"mysql://aim:{PLAIN}@host/x", PLAIN, f"sqlite:///{PLAIN}", f"POSTGRES:{PLAIN}", "://"]
)
def test_what_is_no_address_of_postgresql_is_refused_without_repeating_it(tmp_path, url):
    with pytest.raises(SettingsError, match="AIM_DATABASE_URL is no address of a PostgreSQL database") as told:
        config.load(tmp_path, {"AIM_DATABASE_URL": url})
    _silent(told.value)


@pytest.mark.parametrize("rest", [f"aim:x@{PLAIN}:port/db", f"aim:{PLAIN}:s3cr@[host/db"])
def test_an_address_that_cannot_be_read_is_refused_without_repeating_it(tmp_path, rest):
    found = config.load(tmp_path, {"AIM_DATABASE_URL": f"postgresql://{rest}"})
    with pytest.raises(SettingsError, match="AIM_DATABASE_URL cannot be read: write it as") as told:
        Database(found)
    _silent(told.value, told.value.__cause__)
    assert told.value.__suppress_context__


def test_a_file_that_is_none_of_a_database_is_named_and_left(tmp_path):
    found = config.load(tmp_path, {})
    path = tmp_path / where.FILE
    path.parent.mkdir()
    path.write_bytes(b"not a database, but as long as the head of one must be to be read as one" * 40)
    before = path.read_bytes()
    for attempt in (lambda: book(found).of_month(MONTH), lambda: decide(book(found))):
        with pytest.raises(StoreError, match=r"decisions\.sqlite cannot be .*not a database.*aim verify"):
            attempt()
    assert path.read_bytes() == before


def test_who_writes_too_long_is_told_of_and_readers_go_on(kept, monkeypatch):
    first = decide(book(kept))
    monkeypatch.setattr(database, "WAIT", 0.1)
    database.close(Database(kept))
    with (
        Database(kept).writing(),
        pytest.raises(BusyError, match=r"is being written by another and did not come free.*try again") as told,
    ):
        decide(book(kept), 4)
    assert told.value.plain == "Somebody else is writing: press Enter to try again."
    with Database(kept).writing():
        assert book(kept).of_month(MONTH) == [first]
    assert decide(book(kept), 4).version == 1


def test_an_empty_file_that_a_first_decision_left_when_it_was_cut_short_holds_none(tmp_path):
    found = config.load(tmp_path, {})
    path = tmp_path / where.FILE
    path.parent.mkdir()
    path.touch()
    assert book(found).of_month(MONTH) == []
    assert decide(book(found)).version == 1


def test_the_file_is_written_ahead_and_survives_a_power_cut(tmp_path):
    found = config.load(tmp_path, {})
    decide(book(found))
    with Database(found).writing() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }
        assert asked == {"journal_mode": "wal", "synchronous": 2}
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_folder_in_the_way_is_named(tmp_path):
    (tmp_path / where.FOLDER).write_text("a file")
    with pytest.raises(StoreError, match=r"decisions.* cannot be written"):
        decide(book(config.load(tmp_path, {})))


def test_what_may_not_be_written_is_read_all_the_same(tmp_path):
    with disks.small(tmp_path / "disk", 8) as disk:
        found = config.load(disk.path, {})
        first = decide(book(found))
        with disk.read_only():
            assert book(found).of_month(MONTH) == [first]
            with pytest.raises(StoreError, match=r"decisions\.sqlite cannot be written") as told:
                decide(book(found), 4)
            assert told.value.plain == "the store cannot be written now; whoever runs AIM finds the cause in its log"
            assert version(found) == f"{first.id} 0"
        # What a writer left beside the file is not passed over: that it cannot be read is said.
        there = config.load(tmp_path / "store", {})
        decide(book(there))
        writer = sqlite3.connect(there.data / where.FILE)
        writer.execute("CREATE TABLE other (one)")
        writer.commit()
        for name in (where.FILE, f"{where.FILE}-wal"):
            shutil.copy(there.data / name, disk.path / name)
        writer.close()
        with disk.read_only(), pytest.raises(StoreError, match=r"decisions\.sqlite cannot be read"):
            book(found).of_month(MONTH)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process cannot fork on this system")
def test_a_writer_killed_at_any_point_leaves_old_or_new(tmp_path):
    found = config.load(tmp_path, {})
    pauses = [0.001 * at for at in range(12)]
    process, ours = deciding.beside(deciding.decide_and_be_killed, tmp_path, pauses)
    reached = 0
    for _ in pauses:
        assert ours.poll(60)
        told = ours.recv()
        (standing,) = book(found).of_month(MONTH)
        versions = book(found).versions(standing.id)
        assert [each.version for each in versions] == list(range(1, standing.version + 1))
        # What was told is there, and of what was not told one writing at most.
        assert reached < told <= standing.version <= told + 1
        reached = standing.version
        with Database(found).writing() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        ours.send("go on")
    process.join()
    assert process.exitcode == 0
    process.close()
    ours.close()
