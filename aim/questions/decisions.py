"""What was decided about the places of a month, what is still owed from before, and what a new decision is about?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from aim import months, schema
from aim.concerns import ALL
from aim.config import Config
from aim.decision_lists import KNOWN, NOT_NOW, SEND, WATCH
from aim.decisions.model import ENDED, STANDS, WITHDRAWN, Decision, Entry, Place, Seen, day_title
from aim.decisions.states import DUE, OPEN, OVER, RETURNED, came_to_an_end, due_on, promises, state_of
from aim.decisions.where import any_yet
from aim.errors import QuestionError
from aim.questions.discussion import discussion_view
from aim.questions.freshness import freshness
from aim.questions.results import of_decision
from aim.questions.shown import month_or_latest, show
from aim.questions.views import DiscussionRow
from aim.reading.comparable import comparable
from aim.reading.discussion import discussion
from aim.reading.freshness import Freshness
from aim.reading.reporting import meeting_month
from aim.reading.shown import Shown
from aim.schema import AGENCY_LETTERS

__all__ = ["DUE", "ENDED", "KNOWN", "NOT_NOW", "OPEN", "OVER", "RETURNED", "SEND", "STANDS", "WATCH", "WITHDRAWN"]
__all__ += [
    "Decision",
    "DecisionLine",
    "MonthDecisions",
    "PlaceDecisions",
    "Proposal",
    "closed_to",
    "decision_versions",
]
__all__ += ["clock", "day_title", "month_decisions", "proposal", "signed"]

_AGENCIES = {letter: agency for agency, letter in AGENCY_LETTERS.items()}


@dataclass(frozen=True)
class DecisionLine:
    """A decision with what has become of it: ``state`` is ``open``, ``due``, ``returned`` or ``ended``.

    ``count``: what its place holds now, counted as it was then, over as many months up to the shown one; None where
    that cannot be counted. ``text``: the decision in a few words, ``told``: what has become of it in words, ``due since
    1 Dec 2026`` or ``back early: 31 where up to 20 were known``; empty while it holds. ``result``: whether its place
    holds fewer reports than then, or that it is too early to say (:mod:`aim.questions.results`).
    """

    decision: Decision
    state: str
    count: int | None
    text: str
    told: str
    result: str = ""


@dataclass(frozen=True)
class PlaceDecisions:
    """Of a place for discussion: what this meeting decided, and what still stands from the last one that did."""

    now: DecisionLine | None
    earlier: DecisionLine | None


@dataclass(frozen=True)
class MonthDecisions:
    """The decisions that a meeting needs before it.

    ``by_place``: by the ``key`` of each row of the list for discussion what was decided; a row without any is not in
    it. ``elsewhere``: decisions of this meeting about places that are on its list no more. ``promises``: what is still
    owed from earlier meetings, deployments first, those that are due before others: what the meeting opens on.
    ``over``: what is owed no more, since it ended, or was taken up again, after the last meeting began.
    ``closed``: why nothing can be decided about this month, in a sentence; empty where it can.
    """

    month: str
    picture: str
    by_place: dict[str, PlaceDecisions]
    elsewhere: tuple[DecisionLine, ...]
    promises: tuple[DecisionLine, ...]
    closed: str = ""
    over: tuple[DecisionLine, ...] = ()

    @property
    def looked_at(self) -> tuple[DecisionLine, ...]:
        """``promises`` and what is ``over``, deployments first: what is due, what came to an end, what holds."""
        order = {DUE: 0, RETURNED: 0, OVER: 1, OPEN: 2}
        lines = (*self.promises, *self.over)
        return tuple(sorted(lines, key=lambda line: (line.decision.entry.kind != SEND, order[line.state])))


@dataclass(frozen=True)
class Proposal:
    """What a decision about a place on the list would be about, to be handed to the operation as it is.

    ``entries`` has by kind what a form begins with: the days that the settings propose. ``replaces`` and ``follows``
    are the ids to hand in with it, of ``now`` and ``earlier``. ``agencies``: the names of those that report there.
    ``closed``: why nothing can be decided about this month, in a sentence; empty where it can.
    """

    month: str
    picture: str
    place: Place
    seen: Seen
    entries: dict[str, Entry]
    now: DecisionLine | None
    earlier: DecisionLine | None
    agencies: tuple[str, ...] = ()
    closed: str = ""

    @property
    def replaces(self) -> int | None:
        """The decision of this meeting that a new one stands in place of."""
        return self.now.decision.id if self.now else None

    @property
    def follows(self) -> int | None:
        """The decision of an earlier meeting that a new one takes up."""
        return self.earlier.decision.id if self.earlier else None


def month_decisions(config: Config, *, month: str | None = None, as_of: str | None = None) -> MonthDecisions:
    """The decisions of a month, by default of the latest that is complete.

    Raises QuestionError where nothing is built and for a month that is not held, StoreError where decisions cannot be
    read: name it on the page, the list itself needs none of them.
    """
    fresh, chosen = _asked(config, month, as_of)
    of_month, owed, over = _agenda(config, fresh, chosen)
    by_place, met = {}, set()
    for row in discussion_view(fresh, chosen).rows:
        place = _place(row)
        now, earlier = _about(place, of_month), _about(place, owed)
        if now or earlier:
            by_place[row.key] = PlaceDecisions(now, earlier)
        if now:
            met.add(now.decision.id)
    elsewhere = tuple(line for line in of_month if line.decision.id not in met)
    picture, closed = str(fresh.shown.manifest["picture"]), _closed(config, fresh, chosen)
    return MonthDecisions(chosen, picture, by_place, elsewhere, tuple(owed), closed, tuple(over))


def proposal(config: Config, key: str, *, month: str | None = None, as_of: str | None = None) -> Proposal:
    """What a decision about the place on the list that holds the cell ``key`` (15 hex digits) would be about.

    Raises QuestionError where no place of the month's list holds it, and as :func:`month_decisions` does.
    """
    fresh, chosen = _asked(config, month, as_of)
    row = next((row for row in discussion_view(fresh, chosen).rows if key in row.cells), None)
    if row is None:
        raise QuestionError(f"{key[:40]!r} is in no place for discussion of {chosen}: open the month again")
    of_month, owed, _ = _agenda(config, fresh, chosen)
    place = _place(row)
    return Proposal(
        month=chosen,
        picture=str(fresh.shown.manifest["picture"]),
        place=place,
        seen=_seen(fresh, chosen, row),
        entries=_entries(config),
        now=_about(place, of_month),
        earlier=_about(place, owed),
        agencies=tuple(_AGENCIES[letter] for letter in row.agencies.split() if letter in _AGENCIES),
        closed=_closed(config, fresh, chosen),
    )


def closed_to(config: Config, month: str) -> str:
    """Why nothing can be decided about ``month``, in a sentence; empty where it can. Raises as above."""
    fresh, chosen = _asked(config, month, None)
    return _closed(config, fresh, chosen)


def signed(config: Config, decision: Decision) -> str:
    """Who wrote a decision and when, by the clock of the town: ``agnes at 10:12 on 26 Nov 2026``."""
    return f"{decision.actor} at {clock(config, decision.at)}"


def clock(config: Config, at: datetime) -> str:
    """A moment by the clock of the town: ``10:12 on 26 Nov 2026``."""
    here = at.astimezone(config.zone)
    return f"{here:%H:%M} on {day_title(here.date())}"


def decision_versions(config: Config, decision: int) -> list[Decision]:
    """Every version of a decision, oldest first, by the ``id`` of any of them; none where there is none."""
    if not any_yet(config):
        return []
    from aim.decisions.book import Book
    from aim.decisions.database import Database

    shown = show(config)
    invented = shown is not None and bool(shown.manifest["demonstration"])
    return Book(Database(config), demonstration=invented, zone=config.zone).versions(decision)


def decisions_about(config: Config, cells: Collection[str]) -> Sequence[Decision]:
    """Every version of what was ever decided about the place of ``cells``, oldest first. Raises StoreError."""
    if not any_yet(config):
        return []
    from aim.decisions.remembered import remembered

    shown = show(config)
    invented = shown is not None and bool(shown.manifest["demonstration"])
    at = tuple(cells)
    return remembered(config, invented, ("about", at), lambda book: book.about(at))


def _asked(config: Config, month: str | None, as_of: str | None) -> tuple[Freshness, str]:
    shown = show(config, as_of)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    fresh = freshness(config, shown)
    return fresh, month_or_latest(shown, month, meeting_month(fresh, shown.concern(ALL)))


def _agenda(
    config: Config, fresh: Freshness, month: str
) -> tuple[list[DecisionLine], list[DecisionLine], list[DecisionLine]]:
    """What the meeting of ``month`` decided and did not take back, what is owed from earlier ones, and what is over."""
    if not any_yet(config):
        return [], [], []
    from aim.decisions.database import Database
    from aim.decisions.meetings import Meetings
    from aim.decisions.remembered import remembered

    invented = bool(fresh.shown.manifest["demonstration"])
    of_month, before = remembered(config, invented, ("agenda", month), lambda book: book.agenda(month))
    last = Meetings(Database(config), demonstration=invented).opened_before
    over = remembered(
        config,
        invented,
        ("over", month),
        lambda book: came_to_an_end(book.before(month), book.taken_up(), last(month)),
    )
    owed = [decision_line(fresh, month, each) for each in promises(before)]
    owed.sort(key=lambda line: (line.decision.entry.kind != SEND, line.state == OPEN))  # the rest as it is
    mine = [decision_line(fresh, month, each) for each in of_month if each.fate != WITHDRAWN]
    return mine, owed, [_over(decision_line(fresh, month, each)) for each in over]


def _over(line: DecisionLine) -> DecisionLine:
    """A decision that a later meeting took up stands, and nothing is owed on it."""
    return replace(line, state=OVER, told="taken up again") if line.decision.fate == STANDS else line


def _closed(config: Config, fresh: Freshness, month: str) -> str:
    """A meeting decides on the latest complete month. That before it stays open until the next meeting has begun, so
    that a month that becomes complete while people sit together ends nothing.
    """
    current = show(config)
    if current is not None and current.manifest["fingerprint"] != fresh.shown.manifest["fingerprint"]:
        return "This is an earlier picture: decisions are taken on the newest one."
    latest = meeting_month(fresh, fresh.shown.concern(ALL))
    if latest is None:
        return "No month is complete yet: nothing is decided on what can still grow."
    if month > latest:
        return f"{months.title(month)} is not complete yet: decisions are taken on {months.title(latest)}."
    if month == latest or (month == months.shift(latest, -1) and not _agenda(config, fresh, latest)[0]):
        return ""
    return f"The meeting on {months.title(month)} is over: decisions are taken on {months.title(latest)}."


def _about(place: Place, lines: Sequence[DecisionLine]) -> DecisionLine | None:
    """The newest of ``lines`` about a place: the one with its key, else one that shares a cell with it."""
    shared = [line for line in lines if line.decision.place.shares(place)]
    return max(
        shared,
        key=lambda line: (line.decision.month, line.decision.place.key == place.key, line.decision.id),
        default=None,
    )


def decision_line(fresh: Freshness, month: str, decision: Decision) -> DecisionLine:
    """A decision with what has become of it by the day of ``fresh``; its place counted up to ``month``."""
    asked = ("decided count", month, decision.place.cells, decision.seen)
    count = fresh.shown.once(asked, lambda: _count(fresh, month, decision))
    state = state_of(decision, fresh.today, count)
    result = of_decision(decision, count, month)
    return DecisionLine(decision, state, count, decision.says(), _told(decision, state, count), result)


def _told(decision: Decision, state: str, count: int | None) -> str:
    last = due_on(decision)
    if state == DUE and last is not None:
        return f"due since {day_title(last + timedelta(days=1))}"
    if state == RETURNED:
        return f"back early: {count} where up to {decision.entry.level} were known"
    if decision.fate == ENDED:
        return f"ended: {decision.end_note}" if decision.end_note else "ended"
    return ""


def _count(fresh: Freshness, month: str, decision: Decision) -> int | None:
    """What the place of a decision holds in ``month``, of the concern, sources and window that were seen then."""
    shown, seen = fresh.shown, decision.seen
    if seen.measured not in {concern.name for concern in shown.concerns}:
        return None
    sources = [name for name in seen.sources if name in shown.sources]
    at = _positions(shown, decision.place.cells)
    last = shown.month_number(month)
    span = [each for each in range(last - seen.window + 1, last + 1) if each >= 0]
    if len(at) < len(decision.place.cells) or len(sources) < len(seen.sources) or len(span) < seen.window:
        return None
    numbers = shown.numbers(shown.concern(seen.measured).ranked, sources)
    held = [shown.months[each] for each in span]
    return int(shown.counts(numbers, held, shown.thresholds.resolution, cells=at).sum())


def _positions(shown: Shown, cells: Sequence[str]) -> np.ndarray:
    """Positions in the grid of those of ``cells`` that are in it."""
    grid = shown.cells(shown.thresholds.resolution)[schema.CELL]
    wanted = np.array([int(cell, 16) for cell in cells], dtype=np.int64)
    at = np.minimum(np.searchsorted(grid, wanted), len(grid) - 1)
    found: np.ndarray = at[grid[at] == wanted]
    return found


def _place(row: DiscussionRow) -> Place:
    return Place(row.key, row.cells, row.name, row.called, row.ward, row.neighbourhood, row.concerns)


def _seen(fresh: Freshness, month: str, row: DiscussionRow) -> Seen:
    candidate = discussion(fresh, month).candidates[row.number - 1]
    alike = comparable(fresh, fresh.shown.concern(candidate.measured), month)
    return Seen(
        count=row.count,
        expected=row.expected,
        window=row.window,
        measured=candidate.measured,
        sources=tuple(alike.sources),
        lane=row.lane,
        hot=candidate.hot,
        of_months=candidate.year,
        shape=row.shape,
        rank_low=candidate.low,
        rank_high=candidate.high,
        why=row.why,
    )


def _entries(config: Config) -> dict[str, Entry]:
    """What a form begins with, by kind."""
    today, days = config.today(), config.decisions.days
    return {
        SEND: Entry(SEND, "", until=today + timedelta(days=days.send)),
        WATCH: Entry(WATCH, "", review=today + timedelta(days=days.watch)),
        KNOWN: Entry(KNOWN, "", review=today + timedelta(days=days.known)),
        NOT_NOW: Entry(NOT_NOW, ""),
    }
