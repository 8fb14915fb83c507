"""Silent gaps: runs of days on which a source that dates its incidents has none, though it should have had some.

Ten days cut out of a delivery leave a month that looks merely quiet; the days themselves cannot be explained by chance.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aim.engine import glm

SURPRISING: Final = 1e-6  # probability of a run: a source of ten years has some thousand runs
LEAST_DAYS: Final = 56  # eight of each weekday: fewer say nothing of a week
YEAR: Final = 365
_SEASON: Final = 365.25
_MONDAY: Final = 4  # day 4 after 1 January 1970, a Thursday, was a Monday
_ROUNDS: Final = 10
NEAR: Final = 90  # days before and after a run that say what its level was
LEAST_NEAR: Final = 28  # four weeks: fewer say nothing of a level


@dataclass(frozen=True)
class Gaps:
    """The silent gaps of one source, oldest first, arrays [g].

    first, last: positions of the days between which nothing came, both included; expected: incidents that the days
    should have held; log10_p: of the probability that chance alone leaves them empty.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    expected: NDArray[np.float64]
    log10_p: NDArray[np.float64]

    def months(self, month: ArrayLike, n_months: int) -> NDArray[np.bool_]:
        """Return which months a gap touches, bool [n_months]; month: integer [days], where each day's month stands."""
        answer = np.zeros(n_months, dtype=np.bool_)
        of_day = np.asarray(month, dtype=np.int64)
        for first, last in zip(self.first, self.last, strict=True):
            answer[of_day[first : last + 1]] = True
        return answer


def silent_gaps(daily: ArrayLike, known: ArrayLike, *, first_day: int, closed: ArrayLike = False) -> Gaps:
    """Return the runs of empty days less likely than 1e-6 under the source's own level, weekdays and season.

    The rate of a day is a level times a factor for its weekday and one annual harmonic pair, fitted by
    :mod:`aim.engine.glm` with a level for each year; the level of a run is what the 90 days before it held, or the 90
    days after it, the lesser, so that a level that fell for good is no gap. A day is empty with the probability of a
    negative binomial of that mean and the fitted dispersion phi: ``log P = -mean log(phi) / (phi - 1)``, ``-mean`` for
    phi = 1. Gaps found are left out and the rest is fitted again, since a gap lowers the level by which it is judged.

    daily: integer [days], incidents of the whole area on consecutive days; known: bool [days], False on days of months
    that are not delivered, which end a run; first_day: days since 1 January 1970 of the first; closed: bool, broadcast,
    True on days on which the source never records (a council's Christmas): they neither end a run nor speak for it.
    Under eight weeks of known days there are no gaps to tell. Raises ValueError for shapes that do not fit and negative
    counts.
    """
    y, there = np.asarray(daily, dtype=np.float64), np.asarray(known, dtype=np.bool_)
    if y.ndim != 1 or there.shape != y.shape or np.any(y[there] < 0):
        raise ValueError(f"daily {y.shape} and known {there.shape}: counts of consecutive days, none negative")
    working = there & ~np.broadcast_to(np.asarray(closed, dtype=np.bool_), y.shape)
    x, levels = _design(y.size, first_day, working)
    runs = _runs(there & ~(working & (y > 0)))
    found = np.zeros(y.size, dtype=np.bool_)
    gaps = _NONE
    for _ in range(_ROUNDS):
        used = working & ~found
        if not _enough(x, used):
            break
        fit = glm.fit(y[None], x, used[None].astype(np.float64))
        factor = np.where(working, np.exp(fit.coefficients[0, levels:] @ x[:, levels:].T), 0)
        mean = np.where(working, fit.mean[0], 0)
        gaps = _improbable(runs, _due(*runs, y, factor, mean, used), max(float(fit.dispersion[0]), 1.0))
        now = _days_of(gaps, y.size)
        if np.array_equal(now, found):
            break
        found = now
    return gaps


_NONE: Final = Gaps(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0))


def _design(days: int, first_day: int, working: NDArray[np.bool_]) -> tuple[NDArray[np.float64], int]:
    """A level for each year, six weekdays against the seventh and, from a year on, the season: [days, p].

    Columns that no working day has are left out. The levels come first: how many they are is given too.
    """
    day = np.arange(days)
    year = (days - 1 - day) // YEAR
    if days > YEAR and days % YEAR < YEAR // 2:
        year = np.minimum(year, days // YEAR - 1)  # the first part of a year has too few days for a level of its own
    levels = year[:, None] == np.arange(year.max(initial=0) + 1)
    weekdays = ((day + first_day - _MONDAY) % 7)[:, None] == np.arange(6)
    angle = 2 * np.pi * (day + first_day) / _SEASON
    season = np.column_stack([np.cos(angle), np.sin(angle)])[:, : 2 if days >= YEAR else 0]
    columns = np.column_stack([levels, weekdays, season]).astype(np.float64)
    kept = np.any(columns[working] != 0, axis=0)
    return columns[:, kept], int(kept[: levels.shape[1]].sum())


def _enough(x: NDArray[np.float64], used: NDArray[np.bool_]) -> bool:
    return bool(used.sum() >= LEAST_DAYS and np.linalg.matrix_rank(x[used]) == x.shape[1])


def _runs(empty: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First day of each run, and the day after its last."""
    edges = np.diff(np.concatenate([[0], empty.astype(np.int8), [0]]))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _improbable(runs: tuple[NDArray[np.int64], NDArray[np.int64]], due: NDArray[np.float64], phi: float) -> Gaps:
    """The runs of empty days whose probability is under the limit, ``due`` being what they should have held."""
    log10_p = -due * (np.log(phi) / (phi - 1) if phi > 1 + 1e-9 else 1.0) / np.log(10)
    kept = log10_p < np.log10(SURPRISING)
    return Gaps(runs[0][kept], runs[1][kept] - 1, due[kept], log10_p[kept])


def _due(
    first: NDArray[np.int64],
    after: NDArray[np.int64],
    y: NDArray[np.float64],
    factor: NDArray[np.float64],
    mean: NDArray[np.float64],
    used: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """What each run should have held: its factors times the lesser level on either side of it, [runs].

    A level is what the nearest 90 used days held over the sum of their factors. Where neither side has 28 of them it is
    what the fit expects.
    """
    days = np.concatenate([[0], used.cumsum()])  # used days before each day
    held, weight = (np.concatenate([[0.0], values[used].cumsum()]) for values in (y, factor))
    before, later = days[first], days[after]
    level = np.full(first.size, np.inf)
    for low, high in ((np.maximum(before - NEAR, 0), before), (later, np.minimum(later + NEAR, days[-1]))):
        told = (high - low >= LEAST_NEAR) & (weight[high] > weight[low])
        part = np.divide(
            held[high] - held[low], weight[high] - weight[low], out=np.full(first.size, np.inf), where=told
        )
        level = np.minimum(level, part)
    factors, means = (np.concatenate([[0.0], values.cumsum()]) for values in (factor, mean))
    told = np.isfinite(level)
    local = (factors[after] - factors[first]) * np.where(told, level, 0)
    answer: NDArray[np.float64] = np.where(told, local, means[after] - means[first])
    return answer


def _days_of(gaps: Gaps, days: int) -> NDArray[np.bool_]:
    answer = np.zeros(days, dtype=np.bool_)
    for first, last in zip(gaps.first, gaps.last, strict=True):
        answer[first : last + 1] = True
    return answer
