"""Places, numbers and entries for tests of decisions, and the book they are written in."""

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import h3

from aim import config
from aim.config import Config
from aim.decisions.book import Book
from aim.decisions.closed import Closing, Laid
from aim.decisions.database import Database
from aim.decisions.meetings import Meetings
from aim.decisions.model import KNOWN, NOT_NOW, SEND, STANDS, WATCH, DecidedFirstError, Decision, Entry, Place, Seen

NOW = datetime(2026, 11, 26, 14, 2, tzinfo=UTC)  # and as late by the clock of the town
TODAY = NOW.date()
MONTH = "2026-09"
PICTURE = "12-abcdef12"
CELLS = tuple(sorted(h3.grid_disk(h3.latlng_to_cell(54.5742, -1.2350, 9), 2)))
LISTS = config.load().decisions


def place(at: int = 0, size: int = 2, **changes: Any) -> Place:
    """A place of ``size`` cells beginning with cell number ``at``; two that are ``size`` apart share none."""
    cells = CELLS[at : at + size]
    made = Place(
        cells[0], cells, f"Place {at}", f"Burglary in Ward {at}", f"Ward {at}", "North", ("Burglary", "Robbery")
    )
    return replace(made, **changes)


def seen(count: int = 16, **changes: Any) -> Seen:
    """What the row of a place said."""
    made = Seen(
        count,
        3.6,
        1,
        "burglary",
        ("police",),
        "new or worse",
        3,
        12,
        "new or worse",
        1,
        3,
        "16 where 3.6 were expected",
    )
    return replace(made, **changes)


ENTRIES = {
    SEND: Entry(
        SEND, "High for many months", "by the shops, 18:00-22:00", "Council", "Warden team leader", "Foot patrol", 20,
        date(2026, 12, 20), date(2027, 1, 10),
    ),
    WATCH: Entry(WATCH, "Too early to tell", review=date(2026, 12, 31)),
    KNOWN: Entry(KNOWN, "Recorded there, happens elsewhere", review=date(2027, 5, 1), level=30),
    NOT_NOW: Entry(NOT_NOW, "Other places come first"),
}  # fmt: skip


def entry(kind: str = SEND, **changes: Any) -> Entry:
    """What the meeting enters for a kind of decision."""
    return replace(ENTRIES[kind], **changes)


def book(of: Config, *, demonstration: bool = False) -> Book:
    """The decisions of a store."""
    return Book(Database(of), demonstration=demonstration, zone=of.zone)


def decide(into: Book, at: int = 0, given: Entry | None = None, **changes: Any) -> Decision:
    """A decision of ``agnes`` about place number ``at``."""
    said: dict[str, Any] = {"month": MONTH, "place": place(at), "seen": seen(), "picture": PICTURE, "actor": "agnes"}
    said |= {"now": NOW, "entry": given or entry(), "lists": LISTS} | changes
    return into.decide(**said)


def meetings(of: Config, *, demonstration: bool = False) -> Meetings:
    """The closings of the meetings of a store."""
    return Meetings(Database(of), demonstration=demonstration)


def close(of: Config, tables: bytes = b"{}", **changes: Any) -> Closing:
    """The meeting of :data:`MONTH`, closed by ``agnes`` with all decisions known."""
    into = meetings(of)
    said: dict[str, Any] = {"month": MONTH, "picture": PICTURE, "upto": into.newest()} | changes
    now = said.pop("now", NOW)
    return into.close(Laid(tables=tables, **said), actor="agnes", now=now)


def beside(target: Callable[..., None], *args: Any) -> tuple[SpawnProcess, "Connection[Any, Any]"]:
    """``target(connection, *args)`` in a process of its own, which may fork: it has no thread and no connection."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *args))
    process.start()
    theirs.close()
    return process, ours


def decide_by_two(told: "Connection[Any, Any]", data: Path, url: str | None, number: int) -> None:
    """Two processes decide about the same ``number`` places; tells by both the ids of what each wrote."""
    reading, writing = os.pipe()
    child = os.fork()
    into, mine = book(config.load(data, {"AIM_DATABASE_URL": url} if url else {})), []
    for at in range(number):
        try:
            mine.append(decide(into, at * 2, actor="agnes" if child else "bert").id)
        except DecidedFirstError:
            continue
    if not child:
        os.write(writing, json.dumps(mine).encode())
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    told.send((mine, json.loads(os.read(reading, 10_000))))


def decide_and_be_killed(told: "Connection[Any, Any]", data: Path, pauses: Sequence[float]) -> None:
    """For each pause a process that changes and ends one decision without end, killed so long after its second writing.

    Tells after each kill the last version that it said it had written; goes on when it is told to.
    """
    for pause in pauses:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _decide_without_end(data, writing)
        os.close(writing)
        said = os.read(reading, 1) + os.read(reading, 1) + os.read(reading, 1)
        time.sleep(pause)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(reading, 1000):
            said += more
        os.close(reading)
        told.send(said[-1])
        told.recv()


def _decide_without_end(data: Path, writing: int) -> None:
    into = book(config.load(data, {}))
    there = into.of_month(MONTH)
    standing = there[0] if there else decide(into)
    while True:
        os.write(writing, bytes([standing.version]))
        if standing.fate == STANDS and standing.version % 3 == 0:
            standing = into.end(standing.id, note="over", actor="agnes", now=NOW)
        else:
            standing = decide(into, replaces=standing.id, given=entry(hours=1 + standing.version % 7))
