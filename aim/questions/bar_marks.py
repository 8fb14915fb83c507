"""What is marked on 24 months of bars: days that move counts, and where counting begins anew."""

from datetime import timedelta

from aim import months
from aim.concerns import Concern
from aim.questions import calendar
from aim.questions.area_views import BarMarks, BarTick
from aim.questions.trend_counts import breaks_in
from aim.reading.basis import BARS
from aim.reading.comparable import comparable
from aim.reading.freshness import Freshness
from aim.reading.moving import entries
from aim.reading.shown import Shown


def bar_marks(fresh: Freshness, concern: Concern, month: str) -> BarMarks:
    """The marks on the months to ``month`` of one concern.

    Of the calendar the events that touch ``month``, wherever they fall in other years (Ramadan moves), and those known
    to move what the concern counts: of all of them nearly every month has some.
    """
    key = ("bar marks", fresh.key, concern.name, month)
    return fresh.shown.once(key, lambda: _make(fresh, concern, month), small=True)


def _make(fresh: Freshness, concern: Concern, month: str) -> BarMarks:
    shown, span = fresh.shown, months.between(months.shift(month, 1 - BARS), month)
    first, end = months.first_day(span[0]), months.first_day(months.shift(month, 1)) - timedelta(days=1)
    wanted = {event.name for event in calendar.events(shown, month)} | _moving(shown, concern)
    ticks = [
        BarTick(event.name, f"{event.words} {event.last.year}", min(_position(event, span[0]), float(BARS)))
        for event in calendar.between(shown, first, end)
        if event.name in wanted
    ]
    return BarMarks(tuple(tick for tick in ticks if tick.at >= 0), breaks_in(comparable(fresh, concern, month), span))


def _moving(shown: Shown, concern: Concern) -> set[str]:
    return {each.name for each in entries(shown) if set(each.moves) & set(concern.categories)}


def _position(event: calendar.Event, since: str) -> float:
    """Months since the first of ``since``, to the day itself or the middle of its days."""
    day = event.day or event.first + (event.last - event.first) / 2
    length = (months.first_day(months.shift(months.of(day), 1)) - day.replace(day=1)).days
    return months.number(months.of(day)) - months.number(since) + (day.day - 0.5) / length
