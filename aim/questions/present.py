"""What does the meeting see on each step of its agenda? One answer a step, so that a step is there at once.

Everybody in the room reads it: a place that one location may explain is called by its ward and concern, and no map
marks where in the ward it lies.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from aim import months
from aim.config import Config
from aim.decision_lists import KINDS, KNOWN, SEND, WATCH
from aim.decisions.model import Decision, Entry, day_title
from aim.decisions.states import DUE, RETURNED
from aim.errors import QuestionError, StoreError
from aim.questions import words
from aim.questions.decisions import DecisionLine, MonthDecisions, PlaceDecisions, month_decisions
from aim.questions.freshness import freshness
from aim.questions.month import month_view
from aim.questions.naming import public_name
from aim.questions.place import place_view
from aim.questions.present_views import (
    AgencyTotal,
    Column,
    Coming,
    Content,
    Decided,
    Held,
    Moved,
    PlaceLine,
    PlaceStep,
    PresentView,
    ReadBack,
    Sent,
    SentStep,
    Step,
    Where,
)
from aim.questions.shown import show
from aim.questions.views import DISCUSSION, DiscussionRow, MonthView, PlaceView

ITEMS: Final = ("Data we have", "What we sent", "What moved", "Where", "Places", "Coming up", "Read back")
PLACES: Final = ITEMS.index("Places")
MOST_SENT: Final = 6
_MOST_OUTSIDE: Final = 3
_MOST_FACTS: Final = 3
_WHY: Final = 78  # characters that fit on two lines of 40 px beside the map
_KINDS_TOLD: Final = 3  # of the mix, told as a fact
_RUNS: Final = {SEND: "running", WATCH: "watched", KNOWN: "known"}
_NONE: Final = PlaceDecisions(None, None)
_UNREAD: Final = "What was decided cannot be read: "


@dataclass(frozen=True)
class _Meeting:
    """What every step is made from."""

    config: Config
    view: MonthView
    rows: tuple[DiscussionRow, ...]

    def decisions(self) -> tuple[MonthDecisions | None, str]:
        """What was decided; without it why it cannot be read: the list itself needs none of it."""
        try:
            return month_decisions(self.config, month=self.view.month), ""
        except StoreError as error:
            return None, f"{_UNREAD}{error}"

    def called(self, decision: Decision) -> str:
        """The name of a decision's place, as everybody may hear it."""
        for row in self.rows:
            if row.one_location and not {decision.place.key, *decision.place.cells}.isdisjoint(row.cells):
                return decision.place.called
        shown = show(self.config, self.view.fingerprint)
        return decision.place.called if shown is None else public_name(freshness(self.config, shown), decision)


def present_view(config: Config, *, month: str | None = None, step: str = "0") -> PresentView | None:
    """One step of the meeting about a month, by default the latest that is complete; None where nothing is built.

    Raises QuestionError for a month that is not held and for a step that there is not.
    """
    meeting = _meeting(config, month)
    if meeting is None:
        return None
    every = steps(len(meeting.rows))
    return _shown(meeting, every, position(every, step))


def whole_meeting(config: Config, *, month: str | None = None) -> tuple[PresentView, ...]:
    """Every step in order, for whoever follows along; none where nothing is built. Raises as :func:`present_view`."""
    meeting = _meeting(config, month)
    if meeting is None:
        return ()
    every = steps(len(meeting.rows))
    return tuple(_shown(meeting, every, at) for at in range(len(every)))


def steps(places: int) -> tuple[Step, ...]:
    """The steps of a meeting about so many places; without any its fourth step says why."""
    many = [f"{PLACES}.{n}" for n in range(1, places + 1)] or [str(PLACES)]
    return tuple(
        Step(number, item) for at, item in enumerate(ITEMS) for number in (many if at == PLACES else [str(at)])
    )


def position(every: Sequence[Step], number: str) -> int:
    """The position of a step; of a place the list does not reach any more, that of its last one.

    Raises QuestionError for what is no step of any meeting.
    """
    numbers = [step.number for step in every]
    if number in numbers:
        return numbers.index(number)
    item, _, place = number.partition(".")
    if item == str(PLACES) and (not place or (place.isdecimal() and place.isascii())):
        of_places = [at for at, step in enumerate(every) if step.item == ITEMS[PLACES]]
        return of_places[-1] if place and int(place) else of_places[0]
    raise QuestionError(f"{number[:40]!r} is no step of the meeting: there are {', '.join(numbers)}")


def _meeting(config: Config, month: str | None) -> _Meeting | None:
    view = month_view(config, month=month, listed=DISCUSSION)
    return None if view is None else _Meeting(config, view, view.discussion.rows)


def _shown(meeting: _Meeting, every: tuple[Step, ...], at: int) -> PresentView:
    number = every[at].number
    item, _, place = number.partition(".")
    content = _place(meeting, int(place) - 1) if place else _STEPS[int(item)](meeting)
    return PresentView(meeting.view, tuple(map(_line, meeting.rows)), every, at, content)


# ---- 0 to 3: before the places ---------------------------------------------------------------------------------------
def _held(meeting: _Meeting) -> Held:
    view = meeting.view
    unsaid = list(view.discussion.silent)
    if not view.complete:
        unsaid.insert(0, f"{months.title(view.month)} is not complete yet: no sentence compares it")
    notes = list(view.notes)
    if view.apart:
        notes.append(f"{view.apart:,} at known places, shown apart and in no other figure.")
    if not view.boundaries_confirmed:
        notes.append("Which ward belongs to which neighbourhood is unconfirmed.")
    return Held(tuple(unsaid), tuple(notes))


def _sent(meeting: _Meeting) -> SentStep:
    found, trouble = meeting.decisions()
    owed = found.promises if found else ()
    rows = tuple(_owed(meeting, line) for line in owed[:MOST_SENT])
    return SentStep(rows, len(owed) - len(rows), trouble)


def _owed(meeting: _Meeting, line: DecisionLine) -> Sent:
    entry = line.decision.entry
    return Sent(
        called=meeting.called(line.decision),
        kind=entry.kind,
        who=_who(entry),
        what=", ".join(part for part in (entry.tactic, _hours(entry.hours, " planned")) if part),
        state=line.told or _running(entry),
        wanting=line.state in (DUE, RETURNED),
    )


def _running(entry: Entry) -> str:
    """``running until 20 Dec 2026``, ``watched, review 3 Jan 2027``."""
    word = _RUNS.get(entry.kind, "not now")
    if entry.until is not None:
        return f"{word} until {day_title(entry.until)}"
    return f"{word}, review {day_title(entry.review)}" if entry.review is not None else word


def _who(entry: Entry) -> str:
    return ", ".join(part for part in (entry.agency, entry.owner) if part)


def _hours(hours: float | None, after: str = "") -> str:
    if hours is None:
        return ""
    return f"{hours:g} {'hour' if hours == 1 else 'hours'}{after}"


def _moved(meeting: _Meeting) -> Moved:
    view = meeting.view
    outside = [(row.signal, row.text) for row in view.signals.outside]
    return Moved(
        columns=tuple(_column(view, at) for at in range(len(view.cards))),
        outside=tuple(outside[:_MOST_OUTSIDE]),
        more=max(len(outside) - _MOST_OUTSIDE, 0),
        chance=view.signals.chance,
    )


def _column(view: MonthView, at: int) -> Column:
    card = view.cards[at]
    signal = view.signals.shown.get(card.neighbourhood)
    expected, reason = "", "not received from all" if card.count is None else ""
    if signal is not None and card.count is not None:
        reason = signal.reason
        if signal.lower is not None and signal.upper is not None:
            expected = f"{signal.lower:,} to {signal.upper:,}"
            if signal.count is not None and signal.count != card.count:  # some sources cannot be compared
                expected = f"{expected} where {signal.count:,} are compared"
    return Column(
        neighbourhood=card.neighbourhood,
        count=card.count,
        word=signal.signal if signal is not None and card.count is not None else "",
        expected=expected,
        reason=reason,
        last_year="" if card.last_year is None or view.compared else f"{card.last_year:,}",
    )


def _where(meeting: _Meeting) -> Where:
    return Where("" if meeting.rows else _quiet(meeting.view))


def _quiet(view: MonthView) -> str:
    if not view.complete:
        return "Nothing is put up for discussion before the month is complete."
    if not view.discussion.judged:
        return "There is too little history yet for a list."
    return "A month as usual: no place is above its own history, or stands out in most months."


# ---- 4: one place ----------------------------------------------------------------------------------------------------
def _line(row: DiscussionRow) -> PlaceLine:
    return PlaceLine(
        number=row.number,
        called=row.called if row.one_location else row.name,
        where=_called_where(row),
        shape=row.shape,
        why=row.why,
        guards=row.guards,
        key=row.key,
        cells=() if row.one_location else row.cells,
        ward=row.ward,
        neighbourhood=row.neighbourhood,
    )


def _called_where(row: DiscussionRow) -> str:
    """Ward and neighbourhood, each once: what the place is called may hold its ward already."""
    told = row.one_location or f", {row.ward}" in row.name or row.ward == row.neighbourhood
    return row.neighbourhood if told else f"{row.ward}, {row.neighbourhood}"


def _place(meeting: _Meeting, at: int) -> PlaceStep:
    row, view = meeting.rows[at], meeting.view
    place = place_view(meeting.config, row.key, month=view.month, listed=DISCUSSION, as_of=view.fingerprint)
    found, trouble = meeting.decisions()
    about = found.by_place.get(row.key, _NONE) if found else _NONE
    why, rest = shortened(row.why)
    return PlaceStep(
        line=_line(row),
        of=len(meeting.rows),
        why=why,
        facts=_facts(row, place, about.earlier, rest),
        months=place.months,
        series=place.series,
        expected=place.expected,
        counted=place.counted,
        now=about.now,
        earlier=about.earlier,
        trouble=trouble,
    )


def shortened(why: str) -> tuple[str, str]:
    """A line of reasons as far as two lines of large type hold it, and the rest."""
    first, *parts = why.split(" · ")
    while parts and len(first) + len(parts[0]) + 3 <= _WHY:
        first = f"{first} · {parts.pop(0)}"
    return first, " · ".join(parts)


def _facts(row: DiscussionRow, place: PlaceView, earlier: DecisionLine | None, rest: str) -> tuple[str, ...]:
    """What was promised about it, the rest of its reasons, who sees it, and of which kinds it is; the first three."""
    said = []
    if earlier is not None:
        said.append(
            f"{months.title(earlier.decision.month)}: {earlier.text}" + (f", {earlier.told}" * bool(earlier.told))
        )
    if rest:
        said.append(f"{rest[:1].upper()}{rest[1:]}")
    said += [fact for fact in (_seen_by(row, place), _kinds(place)) if fact]
    return tuple(said[:_MOST_FACTS])


def _seen_by(row: DiscussionRow, place: PlaceView) -> str:
    if row.sees:
        return row.sees
    told = [f"{each.agency} {each.count:,}" for each in place.reporters if each.count]
    return f"All concerns: {words.listed(told)}" if len(told) > 1 else ""


def _kinds(place: PlaceView) -> str:
    """``All concerns: violence 40, burglary 30, drugs 10``."""
    told = [f"{title.lower()} {count:,}" for title, count in place.mix[:_KINDS_TOLD]]
    return f"All concerns: {', '.join(told)}" if told else ""


# ---- 5 and 6 ---------------------------------------------------------------------------------------------------------
def _coming(meeting: _Meeting) -> Coming:
    return Coming(meeting.view.coming_up, meeting.view.events)


def _read_back(meeting: _Meeting) -> ReadBack:
    found, trouble = meeting.decisions()
    if found is None:
        return ReadBack((), (), (), trouble)
    decided = [(row, found.by_place.get(row.key, _NONE).now) for row in meeting.rows]
    lines: list[tuple[int | None, Decision]] = [(row.number, line.decision) for row, line in decided if line]
    lines += [(None, line.decision) for line in found.elsewhere]
    lines.sort(key=lambda pair: KINDS.index(pair[1].entry.kind))  # by the list within a kind
    return ReadBack(
        rows=tuple(_decided(meeting, number, decision) for number, decision in lines),
        totals=totals([decision.entry for _, decision in lines]),
        undecided=tuple(_line(row) for row, line in decided if line is None),
    )


def _decided(meeting: _Meeting, number: int | None, decision: Decision) -> Decided:
    entry = decision.entry
    parts = [_who(entry), _hours(entry.hours)]
    parts.append(f"until {day_title(entry.until)}" if entry.until is not None else "")
    parts.append(f"review {day_title(entry.review)}" if entry.review is not None else "")
    parts += [f"up to {entry.level:,}" if entry.kind == KNOWN and entry.level is not None else "", entry.tactic]
    text = " · ".join(part for part in parts if part)
    return Decided(number, meeting.called(decision), entry.kind, text or entry.reason)


def totals(entries: Sequence[Entry]) -> tuple[AgencyTotal, ...]:
    """What is asked of each agency, the most sends first."""
    by_agency: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == SEND:
            by_agency.setdefault(entry.agency, []).append(entry)
    found = [
        AgencyTotal(
            agency=agency,
            sends=len(sent),
            hours=sum(each.hours or 0 for each in sent),
            unsaid=sum(each.hours is None for each in sent),
        )
        for agency, sent in by_agency.items()
    ]
    return tuple(sorted(found, key=lambda total: (-total.sends, total.agency)))


_STEPS: Final[tuple[Callable[[_Meeting], Content], ...]] = (_held, _sent, _moved, _where, _where, _coming, _read_back)
