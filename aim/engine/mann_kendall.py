"""The Mann-Kendall test and Sen's slope for every series at once: does it rise or fall, month by month?

Sources: H. B. Mann, "Nonparametric tests against trend", Econometrica 13 (1945) 245-259; M. G. Kendall, *Rank
Correlation Methods* (4th ed. 1975), with his correction for ties; P. K. Sen, "Estimates of the regression coefficient
based on Kendall's tau", J. Am. Statist. Assoc. 63 (1968) 1379-1389. Calendar months only: windows that overlap are
dependent and overstate a trend.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aim.engine.hotspots import two_sided_p

_BLOCK_BYTES: Final = 1 << 17  # of one block of series: the lags are gone through again and again, in the cache
_SLOPE_BYTES: Final = 1 << 20  # of the slopes of one block, one for each pair of months
_EXACT_STEPS: Final = 1 << 21  # see _told_apart


@dataclass(frozen=True)
class Trends:
    """One value a series, arrays [n].

    s: pairs that rise less pairs that fall; variance: of s without a trend, corrected for ties; z: with the correction
    for continuity; p: two-sided; tau: s over all pairs (Kendall's a, as pymannkendall has it); tau_b: s over the root
    of all pairs times the pairs without ties, 0 where all months are alike; slope: Sen's, in units a month.
    """

    s: NDArray[np.int64]
    variance: NDArray[np.float64]
    z: NDArray[np.float64]
    p: NDArray[np.float64]
    tau: NDArray[np.float64]
    tau_b: NDArray[np.float64]
    slope: NDArray[np.float64]

    def direction(self, alpha: float) -> NDArray[np.int8]:
        """Return 1 for a rise that is significant at ``alpha``, -1 for a fall, 0 for neither: int8 [n]."""
        return _direction(self.z, alpha)


def directions(x: ArrayLike, alpha: float) -> NDArray[np.int8]:
    """Return :meth:`Trends.direction` of each column of ``x`` without its slopes, which take most of the time.

    Raises ValueError as :func:`mann_kendall` does, and for an ``alpha`` that is none.
    """
    return _direction(_tested(_narrowed(x)).z, alpha)


def _direction(z: NDArray[np.float64], alpha: float) -> NDArray[np.int8]:
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha}: it lies between 0 and 1")
    return (np.sign(z) * (two_sided_p(z) < alpha)).astype(np.int8)


def mann_kendall(x: ArrayLike) -> Trends:
    """Return the trend of each column.

    ``S = sum over i < j of sign(x_j - x_i)``; ``variance = (T(T-1)(2T+5) - sum over ties of t(t-1)(2t+5)) / 18``, T the
    number of months, t the sizes of the groups of equal values; ``z = (S - sign(S)) / sqrt(variance)``, 0 where S is 0;
    slope = the median over i < j of ``(x_j - x_i) / (j - i)``.

    x: integer or float [months, n], oldest month first, at least two, finite, no month left out. Raises ValueError.
    """
    series = _narrowed(x)
    found = _tested(series)
    pairs = len(series) * (len(series) - 1) // 2
    untied = pairs - found.tied
    tau_b = np.zeros(series.shape[1])
    np.divide(found.s, np.sqrt(float(pairs) * untied), out=tau_b, where=untied > 0)
    slope = _slopes(series, found.rising, untied - found.rising)
    return Trends(found.s, found.variance, found.z, two_sided_p(found.z), found.s / pairs, tau_b, slope)


@dataclass(frozen=True)
class _Tested:
    """Of each series, [n]: pairs that rise, pairs that are equal, and ``s``, ``variance`` and ``z`` of the test."""

    rising: NDArray[np.int64]
    tied: NDArray[np.int64]
    s: NDArray[np.int64]
    variance: NDArray[np.float64]
    z: NDArray[np.float64]


def _tested(series: NDArray) -> _Tested:
    months, n = series.shape
    rising, tied, correction = (np.empty(n, dtype=np.int64) for _ in range(3))
    width = max(64, _BLOCK_BYTES // (months * series.itemsize))
    for start in range(0, n, width):
        some = slice(start, start + width)
        rising[some], tied[some], correction[some] = _compare(np.ascontiguousarray(series[:, some]))
    s = 2 * rising + tied - months * (months - 1) // 2
    variance = (months * (months - 1) * (2 * months + 5) - correction) / 18
    z = np.zeros(n)
    np.divide(s - np.sign(s), np.sqrt(variance), out=z, where=s != 0)
    return _Tested(rising, tied, s, variance, z)


def _narrowed(x: ArrayLike) -> NDArray:
    """The series in the smallest type that holds them exactly: a narrow type goes through the processor faster."""
    series = np.asarray(x)
    if series.ndim != 2 or len(series) < 2:
        raise ValueError(f"series of shape {series.shape} are not [months, n] with at least two months")
    if series.dtype.kind not in "iu":
        series = series.astype(np.float64)
        if not np.isfinite(series).all():
            raise ValueError("a series holds a value that is not finite: months that are missing cannot be left in")
        return series
    if series.size == 0:
        return series
    least, most = int(series.min()), int(series.max())
    for kind in (np.uint8, np.int16, np.int32):
        if np.iinfo(kind).min <= least and most <= np.iinfo(kind).max:
            return series.astype(kind)
    return series


def _compare(block: NDArray) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pairs that rise, pairs that are equal, and ``sum over ties t(t-1)(2t+5)``, of [months, b]: int64 [b] each.

    Lag by lag: each step compares whole rows. A month that equals e others stands in a group of t = e + 1, and the sum
    over groups is that of ``e (2e + 7)`` over months.
    """
    months, b = block.shape
    small = np.uint8 if months <= np.iinfo(np.uint8).max else np.uint32
    rising = np.zeros(b, dtype=np.int64)
    equals = np.zeros((months, b), dtype=small)
    answer = np.empty((months - 1, b), dtype=np.bool_)
    for lag in range(1, months):
        later, earlier, found = block[lag:], block[:-lag], answer[: months - lag]
        np.greater(later, earlier, out=found)
        rising += np.add.reduce(found.view(np.uint8), axis=0, dtype=small)
        np.equal(later, earlier, out=found)
        equals[lag:] += found.view(np.uint8)
        equals[:-lag] += found.view(np.uint8)
    number = equals.astype(np.int64)
    return rising, number.sum(axis=0) // 2, (number * (2 * number + 7)).sum(axis=0)


def _slopes(series: NDArray, rising: NDArray[np.int64], falling: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sen's slope of each series [n]; where the middle pairs are equal it is 0 without a look at the slopes."""
    months, n = series.shape
    pairs = months * (months - 1) // 2
    lower, upper = (pairs - 1) // 2, pairs // 2  # the middle ones in ascending order
    slope = np.zeros(n)
    sought = np.flatnonzero((falling > lower) | (rising >= pairs - upper))
    rows = np.ascontiguousarray(series[:, sought].T)
    exact = _told_apart(rows, months)
    width = max(1, _SLOPE_BYTES // (pairs * (4 if exact else 8)))
    for start in range(0, sought.size, width):
        every = _pair_slopes(rows[start : start + width].astype(np.float32 if exact else np.float64))
        every.partition(upper, axis=1)  # one at a time: numpy takes several the slow way
        middle = every[:, [upper, upper]]
        if lower < upper:
            every[:, :upper].max(axis=1, out=middle[:, 0])
        found = _as_fractions(middle, months) if exact else middle
        slope[sought[start : start + width]] = found.mean(axis=1)
    return slope


def _pair_slopes(rows: NDArray) -> NDArray:
    """``(x_j - x_i) / (j - i)`` of all pairs of months: [b, pairs]."""
    b, months = rows.shape
    every = np.empty((b, months * (months - 1) // 2), dtype=rows.dtype)
    at = 0
    for lag in range(1, months):
        part = every[:, at : at + months - lag]
        np.subtract(rows[:, lag:], rows[:, :-lag], out=part)
        if lag > 1:
            part /= rows.dtype.type(lag)
        at += months - lag
    return every


def _told_apart(rows: NDArray, months: int) -> bool:
    """Whether single precision tells the slopes of these whole numbers apart.

    Fractions with denominators under ``months`` lie at least ``1 / months^2`` apart; rounding moves each by less than
    ``2^-24`` of its size, and the size is at most the range of the counts.
    """
    if rows.dtype.kind not in "iu" or rows.size == 0:
        return False
    spread = int(rows.max()) - int(rows.min())
    return spread * months**2 < _EXACT_STEPS


def _as_fractions(middle: NDArray[np.float32], months: int) -> NDArray[np.float64]:
    """The fractions, with denominators under ``months``, that were rounded to ``middle``, in double precision."""
    answer = np.zeros(middle.shape)
    for lag in range(months - 1, 0, -1):
        nearest = np.rint(middle.astype(np.float64) * lag) / lag
        np.copyto(answer, nearest, where=nearest.astype(np.float32) == middle)
    return answer
