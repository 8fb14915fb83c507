"""Is a meeting open or closed, and what lay before it? For Present, for the minutes and for the sheets.

A meeting is open until somebody closes it. Then its tables are kept as they were, and its minutes are made from those;
what is decided afterwards is not in them, and they say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import orjson

from aim import months
from aim.config import Config
from aim.decisions.closed import GROUP, Closing, Laid, Opened
from aim.decisions.model import Decision
from aim.decisions.states import came_to_an_end, state_of
from aim.decisions.where import any_yet
from aim.errors import QuestionError, StoreError, UnknownPictureError
from aim.questions.decisions import month_decisions
from aim.questions.freshness import freshness
from aim.questions.given_out import given_out, packed
from aim.questions.giving_out import fix
from aim.questions.meeting_tables import FORMAT, tables
from aim.questions.public_rule import is_told
from aim.questions.shown import month_or_latest, show
from aim.reading.freshness import Freshness
from aim.reading.shown import Shown
from aim.store import demonstration

OPEN = "open"
CLOSED = "closed"


@dataclass(frozen=True)
class MeetingState:
    """The meeting on a month. ``state``: ``open`` or ``closed``; ``closings``: each time that it was closed, in turn.

    ``later``: how many times something was decided since it was closed last, which its minutes do not have: they are
    changed since, and it can be closed again.
    """

    month: str
    closings: tuple[Closing, ...] = ()
    later: int = 0

    @property
    def state(self) -> str:
        """``open`` or ``closed``."""
        return CLOSED if self.closings else OPEN

    @property
    def last(self) -> Closing | None:
        """The closing that holds; None of a meeting that is open."""
        return self.closings[-1] if self.closings else None


@dataclass(frozen=True)
class Before:
    """What lies, or lay, before a meeting: its ``tables`` (:mod:`aim.questions.meeting_tables`) and its ``state``.

    Of a closed meeting they are as it was closed, of an open one as they are now.
    """

    state: MeetingState
    tables: Mapping[str, Any]


def meeting(config: Config, month: str) -> MeetingState:
    """Whether the meeting on ``month`` is open or closed. Raises QuestionError for what is no month, and StoreError."""
    if not months.is_month(month):
        raise QuestionError(f"{month!r} is not a month: write it as YYYY-MM, for example 2025-06")
    if not any_yet(config):
        return MeetingState(month)
    kept = _meetings(config)
    closings = tuple(kept.closings(month))
    return MeetingState(month, closings, kept.later(closings[-1]) if closings else 0)


def lay_out(config: Config, month: str, *, picture: str | None = None, by: str = GROUP) -> Laid:
    """What lies before the meeting on ``month``, to be handed to :func:`aim.operations.meetings.close_meeting`.

    Of the ``picture`` named; else of the one under which the meeting was opened, by its first decision; else, and where
    that one is kept no more, of the current one; then what the public is told is of the current one all the same, and
    laid beside it. ``by``: the role that closes it, as the minutes name it. Raises
    QuestionError where nothing is built and for a month that the picture does not hold, UnknownPictureError for a
    picture that is not kept, StoreError where decisions cannot be read.
    """
    newest, opened, last = 0, None, None
    if any_yet(config):
        kept = _meetings(config)
        newest, opened, last = kept.newest(), kept.opened(month), kept.opened_before(month)
    shown = _picture(config, picture, opened)
    month_or_latest(shown, month, None)
    stood = given_out(config, shown)  # before anything is laid: what is given out meanwhile is seen at the closing
    laid, current = _tables(config, shown, month, opened, last, by), show(config)
    if picture is None and current is not None and month in current.months and not _same(current, shown):
        laid["public"] = _tables(config, current, month, opened, last, by)
    fixes = {each: packed(table) for each, table in _for_public(laid)["published"].items() if each not in stood}
    return Laid(month, shown.manifest["picture"], newest, orjson.dumps(laid, option=orjson.OPT_SORT_KEYS), fixes)


def _tables(
    config: Config, shown: Shown, month: str, opened: Opened | None, last: Opened | None, by: str
) -> dict[str, Any]:
    fresh = freshness(config, shown)
    found = month_decisions(config, month=month, as_of=shown.manifest["fingerprint"])
    every, taken_up, told = _earlier(config, fresh, month)
    over = came_to_an_end(every, taken_up, last)
    return tables(config, fresh, month, found, opened=opened, over=over, every=told, by=by)


def _same(one: Shown, other: Shown) -> bool:
    return bool(one.manifest["fingerprint"] == other.manifest["fingerprint"])


def before(config: Config, month: str, *, picture: str | None = None) -> Before:
    """What lay before the meeting on ``month`` when it was closed last; of an open one :func:`lay_out` of now.

    Of a closed meeting ``picture`` asks for the last time that it was closed on that one. Raises as those two do,
    QuestionError where it never was, and StoreError where what was kept is not as it was, or is of a later AIM.
    """
    state = meeting(config, month)
    if state.last is None:
        return Before(state, orjson.loads(lay_out(config, month, picture=picture).tables))
    if picture is not None and picture != state.last.picture:
        state = _closed_on(config, state, picture)
    return Before(state, _kept(config, state))


def public_before(config: Config, month: str) -> Before:
    """What public minutes and sheets are made of, whatever was decided: of an open meeting a draft of now.

    Its public tables are fixed by that. Of a closed one what lay before it when it was closed first, or first with its
    month whole: by a later closing, its time and what had changed by then, a reader would know that something was
    decided meanwhile. Of the picture that was current, whichever it was opened on: a meeting is opened by a decision.
    Raises as :func:`before` does.
    """
    state = meeting(config, month)
    if state.last is None:
        return _draft(config, state)
    closings = [MeetingState(month, (closing,)) for closing in state.closings]
    made = ((one, _for_public(_kept(config, one))) for one in closings)
    whole = next(((one, found) for one, found in made if month in found.get("published", {})), None)
    return Before(*(whole or (closings[0], _for_public(_kept(config, closings[0])))))


def _draft(config: Config, state: MeetingState) -> Before:
    shown = show(config)
    given = {} if shown is None else given_out(config, shown)
    tables = _for_public(orjson.loads(lay_out(config, state.month).tables))
    assert shown is not None  # there was a picture to lay out
    if not fix(config, shown, {each: table for each, table in tables["published"].items() if each not in given}):
        tables = _for_public(orjson.loads(lay_out(config, state.month).tables))  # another was first
    return Before(state, tables)


def _for_public(tables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of what lay before a meeting that of the picture of its day."""
    return dict(tables.get("public", tables))


def _kept(config: Config, state: MeetingState) -> Mapping[str, Any]:
    found = orjson.loads(_meetings(config).tables(state.last))
    if found["format"] > FORMAT:
        raise StoreError(f"the meeting on {state.month} was closed by a later version of AIM: make its minutes with it")
    return dict(found)


def _closed_on(config: Config, state: MeetingState, picture: str) -> MeetingState:
    """The meeting as it was when it was closed last on a picture."""
    on = [at for at, each in enumerate(state.closings) if each.picture == picture]
    if not on:
        known = ", ".join(dict.fromkeys(each.picture for each in state.closings))
        raise QuestionError(f"the meeting on {state.month} was closed on {known}, not on {picture[:40]!r}: name that")
    closings = state.closings[: on[-1] + 1]
    return MeetingState(state.month, closings, _meetings(config).later(closings[-1]))


def _meetings(config: Config) -> Any:
    from aim.decisions.database import Database  # a library that most pages have no need of
    from aim.decisions.meetings import Meetings

    return Meetings(Database(config), demonstration=_invented(config))


def _invented(config: Config) -> bool:
    shown = show(config)
    return demonstration.is_demonstration(config.data) if shown is None else bool(shown.manifest["demonstration"])


def _picture(config: Config, asked: str | None, opened: Opened | None) -> Shown:
    shown = None
    if asked is None and opened is not None:
        try:
            shown = show(config, opened.picture)
        except UnknownPictureError:
            shown = None  # dropped since: the minutes name the picture that they are of, and each decision its own
    shown = shown or show(config, asked)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    return shown


def _earlier(config: Config, fresh: Freshness, month: str) -> tuple[list[Decision], frozenset[int], list[Decision]]:
    """What stands of every decision of earlier meetings, which of them a later meeting took up, and what is told.

    That is what stands, and of one that was told as over when somebody wrote it anew the version that was, in the same
    turn: it stays told, or a deployment that goes on would be known by its vanishing.
    """
    if not any_yet(config):
        return [], frozenset(), []
    from aim.decisions.book import Book
    from aim.decisions.database import Database

    book = Book(Database(config), demonstration=bool(fresh.shown.manifest["demonstration"]), zone=config.zone)
    every, told = book.before(month), list[Decision]()
    for standing in every:
        over = []
        if standing.version > 1 and not _is_told(standing, fresh.today):
            versions = pairwise(book.versions(standing.id))
            over = [one for one, later in versions if _is_told(one, later.at.astimezone(config.zone).date())]
        told += over[-1:] or [standing]
    return every, book.taken_up(), told


def _is_told(decision: Decision, on: date) -> bool:
    return is_told(decision.entry.kind, decision.fate, state_of(decision, on))
