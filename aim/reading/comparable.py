"""Of which sources, and since when, can a month be compared with those before it?

A verdict needs one series that was counted alike in every month. So it is of the sources of the month
(:mod:`aim.reading.basis`) that reach back 24 months, where they bring at least half of what is counted; else of as
many more as that takes, from the month on in which the last of them began. A source that joined three months ago is in
no verdict beside one of years, and makes no rise. One that took the place of another, or a break of the settings,
begins the history of that source anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from aim import months
from aim.concerns import Concern
from aim.engine.history import SIGNALS_FROM
from aim.engine.seasonal import YEAR
from aim.reading.basis import Basis, basis
from aim.reading.doubtful_months import breaks_of
from aim.reading.freshness import COMPLETE, MISSING, NOT_YET, Freshness
from aim.reading.shown import Shown


@dataclass(frozen=True)
class Comparable:
    """Of a concern and a month: ``sources`` are compared, alike from the month ``since`` on.

    ``others`` report the concern in the month too and are in no verdict. Empty sources: nobody reports it then.
    """

    made_of: Basis
    sources: tuple[str, ...]
    others: tuple[str, ...]
    since: str

    @property
    def shown(self) -> Shown:
        """The picture it is of."""
        return self.made_of.reporting.shown

    def titles(self, sources: Sequence[str]) -> list[str]:
        """What ``sources`` are called."""
        return [self.made_of.reporting.fresh.titles[source] for source in sources]

    def complete(self, month: str) -> bool:
        """Whether ``month`` is counted as the chosen one is, and all there for each source compared."""
        return month >= self.since and self.made_of.reporting.state(self.sources, month) == COMPLETE

    @cached_property
    def received(self) -> bool:
        """Whether the chosen month is there for each source compared."""
        return self.made_of.reporting.state(self.sources, self.made_of.month) != MISSING

    @cached_property
    def fault(self) -> str:
        """Why the chosen month is not complete, in words; empty where it is."""
        found, month = self.made_of.reporting, self.made_of.month
        if not found.every:
            return "no source reports it"
        if not self.sources:
            return "no source reported it yet"
        for state, words in ((MISSING, "not received"), (NOT_YET, "not complete yet")):
            if found.state(self.sources, month) == state:
                late = [source for source in self.sources if found.state([source], month) == state]
                return f"{words}: {', '.join(map(self._wanting, late))}" if late else words
        return ""

    def _wanting(self, source: str) -> str:
        """What a late source is called; of a month in doubt what is wrong with it."""
        fresh = self.made_of.reporting.fresh
        doubt = fresh.doubts.get(source, {}).get(self.made_of.month)
        return doubt.words(fresh.titles[source]) if doubt else fresh.titles[source]


def comparable(fresh: Freshness, concern: Concern, month: str) -> Comparable:
    """What ``month`` of a concern can be compared with, as it is known on a day."""
    key = ("comparable", fresh.key, concern.name, month)
    return fresh.shown.once(key, lambda: _make(basis(fresh, concern, month, 1)), small=True)


def _make(made_of: Basis) -> Comparable:
    month = made_of.month
    begun = [source for source in made_of.sources if made_of.reporting.first[source] <= month]
    alike = {source: _alike_since(made_of, source) for source in begun}
    sources = _reaching(made_of, alike)
    return Comparable(
        made_of=made_of,
        sources=sources,
        others=tuple(s for s in made_of.reporting.every if s not in sources and made_of.reporting.first[s] <= month),
        since=max((alike[source] for source in sources), default=month),
    )


def _alike_since(made_of: Basis, source: str) -> str:
    """From which month on ``source`` counts as it does now: its first, a successor's first, or its last break."""
    found, month = made_of.reporting, made_of.month
    took = [found.first[other] for other in made_of.sources if source in found.replaced[other]]
    broke = [each.month for each in breaks_of(found.shown) if each.holds_for(source)]
    return max([found.first[source], *(start for start in (*took, *broke) if start <= month)])


def _reaching(made_of: Basis, alike: dict[str, str]) -> tuple[str, ...]:
    """The sources that reach back 24 months, or as far as those do that bring half of a month."""
    far = months.shift(made_of.month, -SIGNALS_FROM)
    reach = {source: max(far, start) for source, start in alike.items()}
    weight = {source: _weight(made_of, source) for source in alike}
    for start in sorted(set(reach.values())):
        reaching = tuple(source for source in alike if reach[source] <= start)
        if 2 * sum(weight[source] for source in reaching) >= sum(weight.values()):
            return reaching
    return ()


def _weight(made_of: Basis, source: str) -> float:
    """How many incidents of the concern ``source`` brings in a month that it holds, of the last 12.

    Not in the chosen month alone: a source whose month is not there would weigh nothing, and not be waited for.
    """
    found, last = made_of.reporting, made_of.month
    before = months.shift(last, -YEAR)
    held = [each for each in found.fresh.states[source] if before < each <= last]
    by_area = found.shown.area_counts(found.shown.numbers(made_of.concern.categories, [source]))
    return float(by_area[[found.shown.month_number(each) for each in held]].sum()) / max(len(held), 1)
