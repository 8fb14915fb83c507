"""Year beside year: one concern in one area from January to December."""

from datetime import date

from aim import months
from aim.concerns import Concern
from aim.questions.calendar import Event, events
from aim.questions.signals import signal_row
from aim.questions.trend_counts import breaks_in, expected_bands, held_counts, unsure
from aim.questions.trend_views import Season, Tick, Year
from aim.questions.views import TOWN, Choice
from aim.reading.comparable import Comparable, comparable
from aim.reading.freshness import Freshness
from aim.reading.trends import month_trends

YEARS = 3


def season(fresh: Freshness, concern: Concern, month: str, area: Choice) -> Season:
    """The year of ``month`` and the two before it, of the sources that can be compared with that month."""
    key = ("season", fresh.key, concern.name, month, area.name)
    return fresh.shown.once(key, lambda: _make(fresh, concern, month, area))


def _make(fresh: Freshness, concern: Concern, month: str, area: Choice) -> Season:
    shown = fresh.shown
    each, answer = comparable(fresh, concern, month), month_trends(fresh, shown.concerns, month)
    at = 0 if area.name == TOWN else 1 + shown.neighbourhoods.index(area.name)
    last = int(month[:4])
    years = [_year(each, year, at) for year in range(last - YEARS + 1, last + 1)]
    while len(years) > 1 and not any(value is not None for value in years[0].series):
        del years[0]
    ended = [m for m in months.between(f"{last}-01", f"{last}-12") if m <= month]
    bands = [expected_bands(fresh, each, m).get(at) for m in ended]
    return Season(
        concern=Choice(concern.name, concern.title, concern.short),
        area=area,
        row=signal_row(answer, shown.concerns.index(concern) * len(answer.areas) + at),
        years=tuple(years),
        bands=(*bands, *[None] * (12 - len(bands))),
        breaks=breaks_in(each, months.between(f"{years[0].year}-01", month)),
        ticks=tuple(_tick(event, last) for event in events(shown, month)),
    )


def _year(each: Comparable, year: int, area: int) -> Year:
    """A year; months after the chosen one are left open: the page is of that month, and says nothing of later ones."""
    span = months.between(f"{year}-01", f"{year}-12")
    counts = held_counts(each, span)
    return Year(
        year=str(year),
        series=tuple(
            None if row is None or m > each.made_of.month else int(row[area])
            for m, row in zip(span, counts, strict=True)
        ),
        unsure=tuple(unsure(each, m) for m in span),
    )


def _tick(event: Event, year: int) -> Tick:
    first, last = (event.day, event.day) if event.day else (event.first, event.last)
    return Tick(event.words, _position(first, year), _position(last, year))


def _position(day: date, year: int) -> float:
    """Months since ``year`` began, held within it."""
    begun = 12 * (day.year - year) + day.month - 1
    length = (months.first_day(months.shift(months.of(day), 1)) - day.replace(day=1)).days
    return min(max(begun + (day.day - 1) / length, 0.0), 12.0)
