"""What does the meeting see on each step of its agenda? One answer a step, so that a step is there at once.

Everybody in the room reads it: a place that one location may explain is called by its ward and concern, and no map
marks where in the ward it lies.
"""

from collections.abc import Callable, Sequence
from typing import Final

from aim import months
from aim.config import Config
from aim.errors import QuestionError
from aim.questions import words
from aim.questions.month import month_view
from aim.questions.present_decided import read_back_step, sent_step
from aim.questions.present_meeting import Meeting, compared_alone, line_of
from aim.questions.present_place import place_step
from aim.questions.present_views import Column, Coming, Content, Held, Moved, PresentView, Step, Where
from aim.questions.set_apart import meetings
from aim.questions.views import DISCUSSION, MonthView

ITEMS: Final = ("Data we have", "What we sent", "What moved", "Where", "Places", "Coming up", "Read back")
PLACES: Final = ITEMS.index("Places")
_MOST_OUTSIDE: Final = 3


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


def _meeting(config: Config, month: str | None) -> Meeting | None:
    view = month_view(config, month=month, listed=DISCUSSION)
    return None if view is None else Meeting.about(config, view)


def _shown(meeting: Meeting, every: tuple[Step, ...], at: int) -> PresentView:
    number = every[at].number
    item, _, place = number.partition(".")
    content = place_step(meeting, int(place) - 1) if place else _STEPS[int(item)](meeting)
    return PresentView(meeting.view, tuple(map(line_of, meeting.rows)), every, at, content)


# ---- 0 to 3: before the places ---------------------------------------------------------------------------------------
def _held(meeting: Meeting) -> Held:
    view = meeting.view
    unsaid = list(view.discussion.silent)
    if not view.complete:
        unsaid.insert(0, f"{months.title(view.month)} is not complete yet: no sentence compares it")
    notes = list(view.notes)
    if view.apart:
        span = words.window_title(view.month, view.window)
        notes.append(f"{view.apart:,} at known places, {span}, shown apart and in no other figure.")
    if not view.boundaries_confirmed:
        notes.append("Which ward belongs to which neighbourhood is unconfirmed.")
    return Held(tuple(unsaid), tuple(notes))


def _moved(meeting: Meeting) -> Moved:
    view = meeting.view
    outside = [(row.signal, row.text) for row in view.signals.outside]
    return Moved(
        columns=tuple(_column(meeting, at) for at in range(len(view.cards))),
        outside=tuple(outside[:_MOST_OUTSIDE]),
        more=max(len(outside) - _MOST_OUTSIDE, 0),
        chance=view.signals.chance,
    )


def _column(meeting: Meeting, at: int) -> Column:
    view = meeting.view
    card = view.cards[at]
    signal = view.signals.shown.get(card.neighbourhood)
    expected, reason = "", "not received from all" if card.count is None else ""
    if signal is not None and card.count is not None:
        reason = signal.reason
        if signal.lower is not None and signal.upper is not None:
            expected = f"{signal.lower:,} to {signal.upper:,}"
            if signal.count is not None and signal.count != card.count:  # some sources cannot be compared
                expected += compared_alone(meeting.config, view, signal.count)
    return Column(
        neighbourhood=card.neighbourhood,
        count=card.count,
        word=signal.signal if signal is not None and card.count is not None else "",
        expected=expected,
        reason=reason,
        last_year="" if card.last_year is None or view.compared else f"{card.last_year:,}",
    )


def _where(meeting: Meeting) -> Where:
    known = [row for row in meeting.view.discussion.rows if row not in meeting.rows]
    if not known:
        return Where("" if meeting.rows else _quiet(meeting.view))
    since = f"known since {meetings(len(known))}"
    if not meeting.rows:
        return Where(f"Every place of the list is {since}.")
    return Where("", f"{len(known)} more, {since}: {words.listed([str(row.number) for row in known])}")


def _quiet(view: MonthView) -> str:
    if not view.complete:
        return "Nothing is put up for discussion before the month is complete."
    if not view.discussion.judged:
        return "There is too little history yet for a list."
    return "A month as usual: no place is above its own history, or stands out in most months."


# ---- 5: after them ---------------------------------------------------------------------------------------------------
def _coming(meeting: Meeting) -> Coming:
    return Coming(meeting.view.coming_up, meeting.view.events)


_STEPS: Final[tuple[Callable[[Meeting], Content], ...]] = (
    _held, sent_step, _moved, _where, _where, _coming, read_back_step,
)  # fmt: skip
