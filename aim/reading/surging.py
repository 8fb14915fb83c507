"""Which places hold more than their own history leads us to expect? Method section 2."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aim import months
from aim.concerns import Concern
from aim.engine.expected import History, learn
from aim.engine.history import MOST
from aim.engine.seasonal import expect, told_apart
from aim.engine.surge import predictive_p, surges
from aim.reading.freshness import Freshness
from aim.reading.kept import kept_month
from aim.reading.moving import moving
from aim.reading.past import TOO_LITTLE, Past, past

BACK = 24  # complete months before the window that tell what a place is used to
LEAST_BACK = 18  # fewer leave a season seen once: of a long window nothing is said until there are as many before it


@dataclass(frozen=True)
class Surging:
    """Of K cells in a window: count and expected are of the compared sources and the ranked categories.

    count: incidents, int64 [K]; expected: incidents, [K], NaN where nothing can be said; p: the chance of at least as
    many, [K], NaN likewise; surge: bool [K], adjusted over the cells of this one concern; floor: incidents of its own
    from which a cell can be one; reason: why nothing can be said, in words.
    """

    count: NDArray[np.int64]
    expected: NDArray[np.float64]
    p: NDArray[np.float64]
    surge: NDArray[np.bool_]
    reason: str
    floor: int

    @property
    def said(self) -> bool:
        """Whether anything can be said."""
        return not self.reason


def surging(fresh: Freshness, concern: Concern, month: str, window: int, resolution: int) -> Surging:
    """Which cells surge in the ``window`` months to ``month``, as it is known on a day.

    Nothing is said where a month of the window is not complete, or fewer than 24 complete months lie before ``month``
    or 18 before the window: since the last break, counted alike.
    """
    key = ("surging", fresh.key, concern.name, month, window, resolution)
    return fresh.shown.once(key, lambda: _make(fresh, concern, month, window, resolution))


def learned(fresh: Freshness, concern: Concern, month: str, window: int, resolution: int) -> History | None:
    """What the 24 complete months before the window say of each cell; None where they are too few for a word."""
    found = past(fresh, concern, month, resolution)
    before = _before(found, window)
    if _reason(found, window, before.size):
        return None
    key = ("learned", fresh.key, concern.name, month, window, resolution)
    return fresh.shown.once(key, lambda: learn(found.cells[before[-BACK:]]))


def chance_of_so_few(
    fresh: Freshness, concern: Concern, month: str, window: int, resolution: int
) -> NDArray[np.float64]:
    """The chance of no more than each cell holds in the window, by its own history: [K], NaN where nothing is said."""
    found = surging(fresh, concern, month, window, resolution)
    history = learned(fresh, concern, month, window, resolution)
    if history is None or not found.said:
        return np.full(found.count.shape, np.nan)
    answer: NDArray[np.float64] = 1 - predictive_p(found.count + 1, found.expected, history)
    return answer


def floor_of(fresh: Freshness, concern: Concern) -> int:
    """Incidents of its own from which a place of ``concern`` may be named."""
    thresholds = fresh.shown.thresholds
    return thresholds.floor_all if concern.floor == "all" else thresholds.floor


def _make(fresh: Freshness, concern: Concern, month: str, window: int, resolution: int) -> Surging:
    kept = kept_month(fresh, month)
    if kept is not None and kept.holds(concern.name, window, resolution):
        return Surging(*kept.surging(concern.name, window), floor=floor_of(fresh, concern))
    found = past(fresh, concern, month, resolution)
    floor = floor_of(fresh, concern)
    count = found.cells[max(len(found.cells) - window, 0) :].sum(axis=0)
    history = learned(fresh, concern, month, window, resolution)
    if history is None:
        return _silent(count, floor, _reason(found, window, _before(found, window).size))
    mu = area_total(fresh, found, month, window)
    if not np.isfinite(mu):
        return _silent(count, floor, TOO_LITTLE)
    told = surges(count, history, mu, alpha=fresh.shown.thresholds.alpha, floor=floor)
    return Surging(count, told.expected, told.p, told.surge, "", floor=floor)


def _before(found: Past, window: int) -> NDArray[np.int64]:
    """The complete months before the window."""
    return np.flatnonzero(found.whole[: max(len(found.cells) - window, 0)])


def _reason(found: Past, window: int, before: int) -> str:
    if found.fault:
        return found.fault
    if len(found.cells) < window or not found.whole[-window:].all():
        return "a month of these is not complete, or was counted otherwise"
    return f"only {before} of the {LEAST_BACK} months needed before these" if before < LEAST_BACK else ""


def area_total(fresh: Freshness, found: Past, month: str, window: int) -> np.float64:
    """What all cells together are expected to have in the window, from the 36 complete months before; NaN: unknown."""
    begin, last = len(found.cells) - window, months.number(month)
    used = found.whole[:begin] & (np.cumsum(found.whole[:begin][::-1])[::-1] <= MOST)
    total = found.cells[:begin].sum(axis=1)
    numbers = last - len(found.cells) + 1 + np.arange(len(found.cells))
    span = list(fresh.shown.months[: len(found.cells)])
    marks = moving(fresh.shown, found.compared.made_of.concern, found.compared.sources, span)
    if marks is not None:
        known, told = told_apart(marks, used)
        if not told:
            return np.float64(np.nan)
        marks = marks[:, known]
    expected = expect(total[None], used[None], numbers[:begin], numbers[begin:], marks)
    return np.float64(expected.mean.sum() if expected.known.all() else np.nan)


def _silent(count: NDArray[np.int64], floor: int, reason: str) -> Surging:
    nothing = np.full(count.shape, np.nan)
    return Surging(count, nothing, nothing, np.zeros(count.shape, dtype=np.bool_), reason, floor=floor)
