"""What is remembered of the decisions is what stands: on a file and on a server, whoever wrote last."""

import os
from pathlib import Path

import pytest
from deciding import MONTH, book, decide, entry, place

from aim import config
from aim.config import Config
from aim.decisions import database
from aim.decisions.book import Book
from aim.decisions.database import Database
from aim.decisions.model import WATCH
from aim.decisions.remembered import remembered


def test_it_is_read_once_until_anything_is_written(kept: Config) -> None:
    asked: list[Book] = []

    def ask(of: Book) -> list[int]:
        asked.append(of)
        return [each.id for each in of.of_month(MONTH)]

    def now(**said: bool) -> list[int]:
        return remembered(kept, said.get("demonstration", False), ("here", MONTH), ask)

    assert now() == now() == []
    first = decide(book(kept))
    assert now() == now() == [first.id]
    second = decide(book(kept), given=entry(WATCH), replaces=first.id)
    assert now() == now() == [second.id]
    book(kept).end(second.id, note="", actor="agnes", now=second.at)
    assert now() == now() == [second.id + 1]
    # Nothing of the invented town, and asked for it apart.
    assert now(demonstration=True) == []
    assert len(asked) == 5


def test_what_was_ever_decided_about_a_place_and_nothing_of_another(kept: Config) -> None:
    into = book(kept)
    assert (into.about(place().cells), into.newest()) == ([], "")
    one, other = decide(into, 0), decide(into, 2)
    again = decide(into, 0, given=entry(WATCH), replaces=one.id)
    before = decide(into, 0, month="2026-08")
    assert into.about(place(0).cells) == [one, again, before]
    assert into.about(place(2).cells) == [other]
    assert into.newest().startswith(f"{before.id} ")


def test_a_file_that_nobody_wrote_for_a_while_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = config.load(tmp_path / "store", {})
    first = decide(book(kept))

    def now() -> list[int]:
        return remembered(kept, False, ("file", MONTH), lambda of: [each.id for each in of.of_month(MONTH)])

    for path in (kept.data / "decisions").iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert now() == [first.id]
    monkeypatch.setattr(Book, "newest", lambda _: pytest.fail("the file was opened"))
    assert now() == [first.id]
    monkeypatch.undo()
    second = decide(book(kept), given=entry(WATCH), replaces=first.id)
    assert now() == [second.id]
    database.close(Database(kept))
