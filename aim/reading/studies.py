"""Which year of days can be searched for sudden clusters, and of which sources?

A source that holds only some of the months, or counts otherwise in some of them, would look like a cluster where it
begins. So a study is of the dated sources that hold each of its twelve months whole and alike; it ends with the latest
month to which those bring at least half of what dated sources could be searched for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aim import months, schema
from aim.building.details import DATED_MONTHS
from aim.concerns import Concern
from aim.engine.seasonal import YEAR
from aim.reading.doubtful_months import breaks_of
from aim.reading.freshness import COMPLETE, Freshness
from aim.reading.reporting import Reporting, reporting

DAYS: Final = 365
# Five a month: with fewer the longest window, of 28 days, usually holds under five of them in the whole town, and any
# two that meet would be called a cluster.
LEAST: Final = 60
EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class Study:
    """The ``sources`` searched, the ``numbers`` of their series, and the ``month`` with which the year ends."""

    sources: tuple[str, ...]
    numbers: NDArray[np.int64]
    month: str

    @property
    def last(self) -> date:
        """The last day of the month."""
        return months.first_day(months.shift(self.month, 1)) - timedelta(days=1)

    @property
    def first(self) -> date:
        """The first of the days; none of them lies in another than the twelve months."""
        return self.last - timedelta(days=DAYS - 1)


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - EPOCH).days


def study(fresh: Freshness, concern: Concern) -> Study | str:
    """The year of ``concern`` that can be searched; or why none can, in words."""
    found = reporting(fresh, concern)
    searched = _searched(concern)
    if not searched:
        return "it depends on how much the police look"
    if not found.every:
        return "no source reports it"
    series = _dated(fresh)
    dated = [source for source in found.every if series.keys() & _series(fresh, source, searched)]
    if not dated:
        return _undated(fresh, found, searched)
    chosen = _latest(found, dated, searched, series)
    if chosen is None:
        return f"no whole year counted alike by day: {_titles(fresh, dated)}"
    held = _between(fresh, chosen)
    if held < LEAST:
        return f"too few dated incidents: {held} in {DAYS} days, {LEAST} needed"
    return chosen


def left_out(fresh: Freshness, concern: Concern, asked: Study) -> Iterator[str]:
    """The titles of the sources that report the concern in those months and are not searched, then of its categories.

    Categories are left out, of every source, where their number depends on how much anybody looks.
    """
    shown = fresh.shown
    span = [shown.month_number(month) for month in _span(asked.month) if month in shown.months]
    for source in reporting(fresh, concern).every:
        numbers = shown.numbers(_searched(concern), [source])
        if source not in asked.sources and shown.area_counts(numbers)[span].any():
            yield fresh.titles[source]
    dated = {shown.series[number][1] for number in _dated(fresh)}
    for category in concern.categories:
        if category in concern.proactive and category in dated:
            yield schema.CATEGORY_TITLES[category]


def _searched(concern: Concern) -> frozenset[str]:
    """What of a concern does not depend on how much anybody looks for it."""
    return frozenset(concern.categories) - frozenset(concern.proactive)


def _dated(fresh: Freshness) -> dict[int, int]:
    """By number of the series how many dated incidents it has."""
    return fresh.shown.once(("dated series",), lambda: _count(fresh))


def _count(fresh: Freshness) -> dict[int, int]:
    table = fresh.shown.picture.details.dated
    sums = np.bincount(table[schema.SERIES].to_numpy(), table[schema.COUNT].to_numpy())
    return {number: int(n) for number, n in enumerate(sums.tolist()) if n}


def _series(fresh: Freshness, source: str, categories: frozenset[str]) -> set[int]:
    return set(fresh.shown.numbers(categories, [source]).tolist())


def _titles(fresh: Freshness, sources: list[str]) -> str:
    return ", ".join(fresh.titles[source] for source in sources)


def _undated(fresh: Freshness, found: Reporting, searched: frozenset[str]) -> str:
    """Why a concern without dated incidents has none: whose are known by month only."""
    placed = searched - schema.SENSITIVE
    monthly = [source for source in found.every if _series(fresh, source, placed)]
    return f"{_titles(fresh, monthly)} data here is monthly" if monthly else "nothing of it has a place and a day"


def _latest(found: Reporting, dated: list[str], searched: frozenset[str], series: dict[int, int]) -> Study | None:
    """The latest year whose sources bring at least half of what those bring that hold any year alike."""
    axis: list[str] = found.shown.manifest["months"]
    ends = [months.shift(axis[-1], -back) for back in range(DATED_MONTHS - YEAR + 1)]
    by_end = {end: {source: _alike(found, source, searched, end) & series.keys() for source in dated} for end in ends}
    weight = {source: max(_weight(held[source], series) for held in by_end.values()) for source in dated}
    for end, held in by_end.items():
        if 2 * sum(weight[source] for source in dated if held[source]) >= sum(weight.values()) > 0:
            numbers = np.array(sorted(set().union(*held.values())), dtype=np.int64)
            return Study(tuple(source for source in dated if held[source]), numbers, end)
    return None


def _weight(numbers: set[int], series: dict[int, int]) -> int:
    return sum(series[number] for number in numbers)


def _alike(found: Reporting, source: str, searched: frozenset[str], end: str) -> set[int]:
    """The series of ``source`` that it holds whole, and counts alike, in each of the twelve months to ``end``."""
    fresh, span = found.fresh, _span(end)
    broke = any(each.holds_for(source) and span[0] < each.month <= end for each in breaks_of(found.shown))
    if broke or not _whole(fresh, source, span):
        return set()
    # Another source took its place in some of the months only: there its own incidents are not counted.
    taken = {
        key
        for other in fresh.sources.values()
        if other.name != source and not _whole(fresh, other.name, span) and _delivered(fresh, other.name, span)
        for replaced, keys in other.supersedes
        if replaced == source
        for key in keys
    }
    return _series(fresh, source, searched - taken)


def _span(end: str) -> list[str]:
    """The twelve months of a study."""
    return months.between(months.shift(end, 1 - YEAR), end)


def _whole(fresh: Freshness, source: str, span: list[str]) -> bool:
    return all(fresh.state(source, month) == COMPLETE for month in span)


def _delivered(fresh: Freshness, source: str, span: list[str]) -> bool:
    return any(delivery["month"] in span for delivery in fresh.shown.deliveries.by_source.get(source, ()))


def _between(fresh: Freshness, asked: Study) -> int:
    """Dated incidents of a study."""
    table = fresh.shown.picture.details.dated
    day = table[schema.DAY].to_numpy()
    chosen = (day >= day_number(asked.first)) & (day <= day_number(asked.last))
    chosen &= np.isin(table[schema.SERIES].to_numpy(), asked.numbers)
    return int(table[schema.COUNT].to_numpy()[chosen].sum())
