"""Every open page asks whether anything was decided: told on a file and on a server, and never in anybody's way."""

import os

import pytest
from deciding import MONTH, book, close, decide, entry

from aim.config import Config
from aim.decisions import versions
from aim.decisions.database import Database
from aim.decisions.model import WATCH
from aim.decisions.where import FOLDER
from aim.errors import StoreError
from aim.questions.decided_version import decisions_version


def test_it_changes_with_every_writing_and_with_nothing_else(kept: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert decisions_version(kept) == decisions_version(kept) == "0 0"
    first = decide(book(kept))
    assert decisions_version(kept) == f"{first.id} 0"
    second = decide(book(kept), given=entry(WATCH), replaces=first.id)
    assert book(kept).of_month(MONTH) == [second]
    assert decisions_version(kept) == f"{second.id} 0"
    closed = close(kept)
    assert decisions_version(kept) == f"{second.id} {closed.id}"
    ended = book(kept).end(second.id, note="", actor="agnes", now=second.at)
    with Database(kept).writing():  # and waits for no writer
        assert decisions_version(kept) == f"{ended.id} {closed.id}"
    if kept.database is None:
        for path in (kept.data / FOLDER).iterdir():
            os.utime(path, (1_700_000_000, 1_700_000_000))
        decisions_version(kept)
        monkeypatch.setattr(versions, "_asked", None)  # a file that nobody wrote for a while is not opened
        assert decisions_version(kept) == f"{ended.id} {closed.id}"


def test_what_cannot_be_told_is_none_and_is_asked_again_later(kept: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    first = decide(book(kept))
    asked: list[Config] = []

    def broken(config: Config) -> str:
        asked.append(config)
        raise StoreError("gone")

    monkeypatch.setattr(versions, "_asked", broken)
    assert [decisions_version(kept) for _ in range(3)] == [None, None, None]
    assert len(asked) == 1
    monkeypatch.undo()
    monkeypatch.setattr(versions, "_REST_S", 0.0)
    versions._rests.clear()
    assert decisions_version(kept) == f"{first.id} 0"
