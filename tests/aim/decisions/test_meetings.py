"""Closed meetings, on a file and on a server alike: what lay before one is kept as it was, each time it is closed."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from deciding import MONTH, NOW, PICTURE, book, close, decide, entry, meetings
from planting import Garden, incident

from aim import config, months, operations
from aim.decisions import copying, migrating
from aim.decisions.closed import DecidedMeanwhileError
from aim.decisions.database import FILE, Database
from aim.errors import StoreError

TABLES = b'{"places":["Caf\xc3\xa9"]}' * 1000


def test_before_anything_is_closed_nothing_is_and_reading_makes_nothing(kept):
    found = meetings(kept)
    assert found.closings(MONTH) == []
    assert (found.newest(), found.opened(MONTH), found.opened_before(MONTH)) == (0, None, None)
    assert not kept.data.exists()


def test_what_lay_before_a_meeting_is_read_byte_for_byte_and_closing_again_keeps_it(kept):
    made = decide(book(kept))
    first = close(kept, TABLES)
    assert (first.month, first.version, first.picture, first.upto) == (MONTH, 1, PICTURE, made.id)
    assert (first.actor, first.at) == ("agnes", NOW)
    second = close(kept, b"[]", picture="13-ffffffff", now=NOW + timedelta(hours=1))
    found = meetings(kept)
    assert found.closings(MONTH) == [first, second]
    assert (second.version, second.picture) == (2, "13-ffffffff")
    assert (found.tables(first), found.tables(second)) == (TABLES, b"[]")
    assert found.opened(MONTH).picture == PICTURE  # the one under which it was opened
    assert found.opened_before(months.shift(MONTH, 1)) == found.opened(MONTH)
    assert meetings(kept, demonstration=True).closings(MONTH) == []


def test_a_meeting_without_a_decision_is_opened_by_its_closing(kept):
    closed = close(kept)
    assert closed.upto == 0
    assert meetings(kept).opened(MONTH).picture == PICTURE
    assert book(kept).of_month(MONTH) == []


def test_what_is_decided_after_closing_is_counted_and_what_is_decided_meanwhile_closes_nothing(kept):
    first = decide(book(kept))
    closed, found = close(kept), meetings(kept)
    decide(book(kept), 8, month=months.shift(MONTH, -1))
    assert found.later(closed) == 0  # of another meeting
    changed = decide(book(kept), replaces=first.id, given=entry(hours=3))
    book(kept).end(changed.id, note="over", actor="agnes", now=NOW)
    assert found.later(closed) == 2
    with pytest.raises(DecidedMeanwhileError, match="close it again"):
        close(kept, upto=closed.upto)
    assert found.closings(MONTH) == [closed]
    assert found.later(close(kept)) == 0


def test_tables_that_are_not_as_they_were_closed_are_refused(kept):
    closed = close(kept, TABLES)
    for wrong in (replace(closed, hash="0" * 64), replace(closed, id=closed.id + 1)):
        with pytest.raises(StoreError, match=r"of 2026-09 are not as they were closed: see `aim verify`"):
            meetings(kept).tables(wrong)
    with pytest.raises(StoreError, match="more than any meeting can have read"):
        close(kept, bytes(20_000_001))


def test_closings_are_in_backups_and_proved(tmp_path):
    store = config.load(tmp_path / "store", {})
    Garden(store.data).load({"2026-01": [incident(1)]})
    closed = close(store, TABLES)
    operations.backup(store, tmp_path / "copies")
    restored = config.load(tmp_path / "restored", {})
    operations.restore(restored, tmp_path / "copies")
    assert meetings(restored).tables(closed) == TABLES
    assert [each for each in operations.verify(restored) if each.level == "error"] == []
    close(store, b"[]")
    for change, told in (
        ("DROP TRIGGER closings_no_update", "nothing guards the rows of closings"),
        ("UPDATE closings SET tables = x'00' WHERE version = 1", "not those that were closed"),
        ("DROP TRIGGER closings_no_delete; DELETE FROM closings WHERE version = 1", "of the closing of meeting 1 1 of"),
    ):
        with sqlite3.connect(store.data / FILE) as changing:
            changing.executescript(change)
        changing.close()
        assert told in " ".join(each.text for each in operations.verify(store) if each.level == "error")


def test_a_database_from_before_meetings_were_closed_is_whole_and_is_brought_up(kept, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(migrating, "REVISIONS", ("0001",))
        earlier.setattr(migrating, "HEAD", "0001")
        first = decide(book(kept))
    with Database(kept).looking() as connection:
        assert migrating.made(connection, "here") == migrating.OLD
    assert copying.faults(kept) == []
    assert meetings(kept).closings(MONTH) == []
    closed = close(kept)
    assert (book(kept).of_month(MONTH), closed.upto) == ([first], first.id)
    assert copying.faults(kept) == []
