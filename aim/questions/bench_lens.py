"""One way to look at a concern: counts or seriousness, tuned as an analyst has it, month by month and over a window."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aim import months
from aim.concerns import Concern
from aim.questions import breaks as map_breaks
from aim.questions.bench_settling import Settled
from aim.questions.hotspot_map import SERIOUSNESS
from aim.reading import harm_map as by_harm
from aim.reading import hotspot_map as by_count
from aim.reading.basis import Basis, basis
from aim.reading.freshness import COMPLETE, MISSING, Freshness
from aim.reading.hotspot_map import HotspotMap, Tuning
from aim.reading.shown import Shown

TWELVE = 12  # small maps


@dataclass(frozen=True)
class Lens:
    """What every map of one answer shares: sources, resolution, thresholds and unit."""

    fresh: Freshness
    concern: Concern
    window: int
    resolution: int
    tuned: Tuning
    serious: bool

    @property
    def shown(self) -> Shown:
        """The picture it looks at."""
        return self.fresh.shown

    def basis(self, month: str, window: int | None = None) -> Basis:
        """What the numbers of ``month`` are made of, over the chosen window or another."""
        return basis(self.fresh, self.concern, month, window or self.window)

    def map(self, found: Basis) -> HotspotMap:
        """Hotspots, places and ranks; ``count`` stays that of incidents."""
        if self.serious:
            return by_harm.harm_map(found, resolution=self.resolution, tuning=self.tuned).map
        return by_count.hotspot_map(found, resolution=self.resolution, tuning=self.tuned)

    def days(self, found: Basis) -> NDArray[np.int64] | None:
        """Typical days of imprisonment, rounded, [cells]; None where incidents are looked at."""
        if not self.serious:
            return None
        harm = by_harm.harm_map(found, resolution=self.resolution, tuning=self.tuned).harm
        days: NDArray[np.int64] = np.rint(harm).astype(np.int64)
        return days

    def breaks(self, found: Basis) -> tuple[int, ...]:
        """The same for every month of a concern and window, of the sources that are counted."""
        key = ("bench breaks", found.concern.name, found.sources, found.window, self.resolution, self.serious)

        def make() -> tuple[int, ...]:
            before = self._history(found)
            sums = before[found.window :] - before[: len(before) - found.window]
            return map_breaks.breaks(np.rint(sums).astype(np.int64))

        return self.shown.once((*key, self.tuned.apart), make)

    def _history(self, found: Basis) -> NDArray[np.float64] | NDArray[np.int64]:
        """Incidents or days of all months before each, [month + 1, cell]."""
        if self.serious:
            return by_harm.history(found, self.resolution, self.tuned)
        return self._counts(found)

    def _counts(self, found: Basis) -> NDArray[np.int64]:
        numbers = self.shown.numbers(found.concern.categories, found.sources)
        return by_count.history(self.shown, numbers, self.resolution, self.tuned)

    def each_month(self, found: Basis, held: tuple[str, ...]) -> "Monthly":
        """Every month of ``held`` as a map of its own, of the sources of ``found``."""
        at = np.array([self.shown.month_number(month) for month in held], dtype=np.int64)
        counts, before = self._counts(found), self._history(found)
        count, value = counts[at + 1] - counts[at], before[at + 1] - before[at]
        if not len(at):
            none = np.zeros(value.shape, dtype=np.bool_)
            return Monthly(value.astype(np.int64), none, none)
        made = by_count.tune(value, self.shown, self.resolution, self.tuned, count)
        return Monthly(np.rint(value).astype(np.int64), made.hotspot, made.edge)


@dataclass(frozen=True)
class Monthly:
    """Maps of single months, each array [months, cells]."""

    value: NDArray[np.int64]
    hotspot: NDArray[np.bool_]
    edge: NDArray[np.bool_]


def lens(settled: Settled, fresh: Freshness) -> Lens:
    """The way of looking that ``settled`` asks for, at the sources that ``fresh`` knows."""
    serious = settled.kept.by == SERIOUSNESS
    return Lens(fresh, settled.concern, settled.window, settled.resolution, settled.tuned, serious)


def twelve(looked: Lens, month: str) -> tuple[Basis, tuple[str, ...]]:
    """The up to twelve months to ``month``, and what each of them is counted from: the same sources in all."""
    size = min(TWELVE, looked.shown.month_number(month) + 1)
    found = looked.basis(month, size)
    return found, tuple(months.shift(month, -back) for back in range(size - 1, -1, -1))


def states(found: Basis, span: tuple[str, ...]) -> list[tuple[bool, bool]]:
    """Of each month of ``span`` whether it is held by the sources counted, and whether it is complete."""
    told = ((month, found.reporting.state(found.sources, month)) for month in span)
    return [(month in found.held and state != MISSING, state == COMPLETE) for month, state in told]
