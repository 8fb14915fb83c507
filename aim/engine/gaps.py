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

    The rate of a day is a level for each year (counted back from the last day) times a factor for its weekday and one
    annual harmonic pair, fitted by :mod:`aim.engine.glm`; a day is empty with the probability of a negative binomial of
    that mean and the fitted dispersion phi: ``log P = -mean log(phi) / (phi - 1)``, ``-mean`` for phi = 1. Gaps found
    are left out and the rest is fitted again, since a gap lowers the level by which it is judged.

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
    empty = there & ~(working & (y > 0))
    x = _design(y.size, first_day, working)
    found = np.zeros(y.size, dtype=np.bool_)
    gaps = _NONE
    for _ in range(_ROUNDS):
        used = working & ~found
        if not _enough(x, used):
            break
        gaps = _improbable(empty, np.where(working, _surprise(y, x, used), 0))
        now = _days_of(gaps, y.size)
        if np.array_equal(now, found):
            break
        found = now
    return gaps


_NONE: Final = Gaps(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0))


def _design(days: int, first_day: int, working: NDArray[np.bool_]) -> NDArray[np.float64]:
    """A level for each year, six weekdays against the seventh and, from a year on, the season: [days, p]."""
    day = np.arange(days)
    year = (days - 1 - day) // YEAR
    if days > YEAR and days % YEAR < YEAR // 2:
        year = np.minimum(year, days // YEAR - 1)  # the first part of a year has too few days for a level of its own
    levels = year[:, None] == np.arange(year.max(initial=0) + 1)
    weekdays = ((day + first_day - _MONDAY) % 7)[:, None] == np.arange(6)
    angle = 2 * np.pi * (day + first_day) / _SEASON
    season = np.column_stack([np.cos(angle), np.sin(angle)])[:, : 2 if days >= YEAR else 0]
    columns = np.column_stack([levels, weekdays, season]).astype(np.float64)
    return columns[:, np.any(columns[working] != 0, axis=0)]


def _enough(x: NDArray[np.float64], used: NDArray[np.bool_]) -> bool:
    return bool(used.sum() >= LEAST_DAYS and np.linalg.matrix_rank(x[used]) == x.shape[1])


def _surprise(y: NDArray[np.float64], x: NDArray[np.float64], used: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Expected incidents and -log of the probability that a day is empty, [2, days]."""
    found = glm.fit(y[None], x, used[None].astype(np.float64))
    phi = max(float(found.dispersion[0]), 1.0)
    mean = found.mean[0]
    return np.stack([mean, mean * (np.log(phi) / (phi - 1) if phi > 1 + 1e-9 else 1.0)])


def _improbable(empty: NDArray[np.bool_], surprise: NDArray[np.float64]) -> Gaps:
    """The runs of empty days whose probability is under the limit."""
    edges = np.diff(np.concatenate([[0], empty.astype(np.int8), [0]]))
    first, after = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    totals = np.concatenate([np.zeros((2, 1)), surprise.cumsum(axis=1)], axis=1)
    mean, log_p = totals[:, after] - totals[:, first]
    log10_p = -log_p / np.log(10)
    kept = log10_p < np.log10(SURPRISING)
    return Gaps(first[kept], after[kept] - 1, mean[kept], log10_p[kept])


def _days_of(gaps: Gaps, days: int) -> NDArray[np.bool_]:
    answer = np.zeros(days, dtype=np.bool_)
    for first, last in zip(gaps.first, gaps.last, strict=True):
        answer[first : last + 1] = True
    return answer
