"""What are the numbers of one page made of? Which sources, and which months of the window.

Different months are never added into one number, so a page counts the same sources in every month it shows:

- A source that began after the window did is in none of its numbers: two months of one beside three of another are not
  the same months. It is counted as soon as it holds the whole window.
- A quarterly source is counted where it holds every month of the window whole, and is in no number of a month between
  its quarters: nobody waits for it.
- A month that any counted source lacks is counted of none of them.

The year before and the bars of 24 months are of *compared* sources only: those that reach back that far. Otherwise a
source that joined three months ago would look like a rise. Where those that reach back carry less than half of what is
counted, bars begin where enough do, and where that is under a year ago nothing is compared. A source that takes the
place of another is a change of system, and begins its bars anew: the two may count by other rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from aim import months
from aim.concerns import Concern
from aim.reading.freshness import COMPLETE, MISSING, Freshness
from aim.reading.reporting import Reporting, reporting

BARS = 24  # months


@dataclass(frozen=True)
class Basis:
    """Of a concern, a month and a window: ``sources`` are counted, in the months ``held`` of the window.

    ``later`` began after the window did, ``between`` are quarterly and lack a month of it: they are counted nowhere.
    ``compared`` of the sources reach back to ``since``, where bars begin. Before ``begin`` not all of them had begun.
    """

    reporting: Reporting
    month: str
    window: int
    sources: tuple[str, ...]
    later: tuple[str, ...]
    between: tuple[str, ...]
    begin: str
    held: tuple[str, ...]
    compared: tuple[str, ...]
    since: str

    @property
    def concern(self) -> Concern:
        """The concern it is of."""
        return self.reporting.concern

    @cached_property
    def span(self) -> tuple[str, ...]:
        """The months of the window, oldest first."""
        return _span(self.month, self.window)

    @cached_property
    def state(self) -> str:
        """The state of the chosen month."""
        return self.reporting.state(self.sources, self.month)

    def in_state(self, state: str) -> tuple[str, ...]:
        """The months of the window that are in ``state``, oldest first."""
        states = ((month, _state(self.reporting, self.sources, month, self.begin)) for month in self.span)
        return tuple(month for month, found in states if found == state)

    @cached_property
    def bars(self) -> tuple[tuple[str, bool], ...]:
        """The 24 months to the chosen one, each with whether the compared sources hold it."""
        return tuple(
            (month, month >= self.since and self.reporting.state(self.compared, month) != MISSING)
            for month in _span(self.month, BARS)
        )

    @cached_property
    def year_before(self) -> tuple[str, ...] | None:
        """The months of the window a year earlier; None where the two cannot be compared.

        They can where the compared sources reach back so far and hold every month of both whole: half a month beside a
        whole one looks like a fall.
        """
        earlier = tuple(months.shift(month, -12) for month in self.span)
        if not self.compared or earlier[0] < max(self.since, self.reporting.shown.months[0]):
            return None
        both = {self.reporting.state(self.compared, month) for month in (*self.span, *earlier)}
        return earlier if both == {COMPLETE} else None


def basis(fresh: Freshness, concern: Concern, month: str, window: int) -> Basis:
    """What the numbers of a concern in the ``window`` months to ``month`` are made of."""
    found = reporting(fresh, concern)
    return fresh.shown.once(
        ("basis", fresh.key, concern.name, month, window), lambda: _make(found, month, window), small=True
    )


def _span(month: str, window: int) -> tuple[str, ...]:
    return tuple(months.shift(month, -back) for back in range(window - 1, -1, -1))


def _make(found: Reporting, month: str, window: int) -> Basis:
    span = _span(month, window)
    # What a source takes the place of held the months before its own.
    reach = {source: min(found.first[each] for each in (source, *found.replaced[source])) for source in found.every}
    begun = [source for source in found.every if reach[source] <= month]
    waited = [source for source in begun if source in found.waited] or begun
    begin = max(span[0], min((reach[source] for source in waited), default=span[0]))
    later = [source for source in found.every if reach[source] > begin]
    between = [
        source
        for source in found.every
        if source not in (*waited, *later) and not _whole(found, source, (m for m in span if m >= begin))
    ]
    counted = [source for source in found.every if source not in (*later, *between)]
    held = [m for m in span if _state(found, counted, m, begin) != MISSING]
    compared, since = _compared(found, counted, held, month)
    return Basis(
        reporting=found,
        month=month,
        window=window,
        sources=tuple(counted),
        later=tuple(later),
        between=tuple(between),
        begin=begin,
        held=tuple(held),
        compared=tuple(compared),
        since=since,
    )


def _state(found: Reporting, sources: Sequence[str], month: str, begin: str) -> str:
    return found.state(sources, month) if month >= begin else MISSING


def _whole(found: Reporting, source: str, span: Iterable[str]) -> bool:
    return all(found.fresh.state(source, month) == COMPLETE for month in span)


def _compared(found: Reporting, counted: Sequence[str], held: Sequence[str], month: str) -> tuple[list[str], str]:
    """The sources that reach back far enough to be compared, and where bars begin."""
    first = months.shift(month, 1 - BARS)
    since = {source: max(first, _alike_since(found, source, counted, month)) for source in counted}
    weight = {source: _weight(found, source, held) for source in counted}
    for start in sorted(set(since.values())):
        reaching = [source for source in counted if since[source] <= start]
        if 2 * sum(weight[source] for source in reaching) >= sum(weight.values()):
            return reaching, start
    return [], first


def _alike_since(found: Reporting, source: str, among: Iterable[str], month: str) -> str:
    """From which month on ``source`` reports the same: its first, or the first of one that took its place since."""
    took = [found.first[other] for other in among if source in found.replaced[other]]
    return max([found.first[source], *(start for start in took if start <= month)])


def _weight(found: Reporting, source: str, held: Iterable[str]) -> int:
    """How many incidents of the concern ``source`` brings in the months ``held``."""
    shown = found.shown
    by_area = shown.area_counts(shown.numbers(found.concern.categories, [source]))
    return sum(int(by_area[shown.month_number(month)].sum()) for month in held)
