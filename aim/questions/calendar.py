"""What the calendar says of a month, and what is coming up: beside the counts, which it never corrects."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from aim import config, months
from aim.reading.moving import entries
from aim.reading.shown import Shown


@dataclass(frozen=True)
class Event:
    """One time of an entry: the days from ``first`` to ``last``, both included.

    ``day`` is the day itself of an entry of every year, which may have more days around it; None of written dates.
    """

    name: str
    first: date
    last: date
    day: date | None = None
    about: bool = False
    note: str = ""

    @property
    def words(self) -> str:
        """``Bonfire Night, 5 November``; ``Ramadan, about 18 February to 19 March``."""
        first, last = (self.day, self.day) if self.day else (self.first, self.last)
        about = "about " if self.about else ""
        if first == last:
            return f"{self.name}, {about}{_day(first)}"
        same = months.of(first) == months.of(last)
        return f"{self.name}, {about}{first.day if same else _day(first)} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {months.NAMES[day.month - 1]}"


def events(shown: Shown, month: str) -> tuple[Event, ...]:
    """The events that touch ``month``, earliest first; none of pictures older than the calendar."""
    return between(shown, months.first_day(month), months.first_day(months.shift(month, 1)) - timedelta(days=1))


def coming_up(shown: Shown, today: date, days: int = 35) -> tuple[Event, ...]:
    """The events under way on ``today`` and those that begin within ``days`` days, earliest first."""
    return between(shown, today, today + timedelta(days=days))


def between(shown: Shown, first: date, last: date) -> tuple[Event, ...]:
    """What touches the days ``first`` to ``last``, both included, earliest first."""
    found = [
        event
        for entry in entries(shown)
        for event in _times(entry, first.year, last.year)
        if event.first <= last and event.last >= first
    ]
    return tuple(sorted(found, key=lambda event: (event.day or event.first, event.name)))


def _times(entry: config.Event, first: int, last: int) -> Iterator[Event]:
    """When ``entry`` is: in the years ``first`` to ``last`` of one of every year, whose span stays within its year."""
    for dates in entry.dates:
        yield Event(entry.name, dates.start, dates.last, about=entry.about, note=entry.note)
    if entry.day is None:
        return
    span = (entry.start or entry.day, entry.day, entry.end or entry.day)
    for year in range(first, last + 1):
        begin, day, end = (date.fromisoformat(f"{year}-{text}") for text in span)
        yield Event(entry.name, begin, end, day=day, about=entry.about, note=entry.note)
