"""Bands of whole counts: which counts a negative binomial of given mean and variance leaves unsurprising.

Mid-p quantiles (H. O. Lancaster, "Significance tests in discrete distributions", J. Am. Stat. Assoc. 56 (1961)
223-234): a count is as far out as the probability beyond it and half its own. Whole tails would make small counts
nearly never surprising.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammainc, gammaincc

MOST: Final = int(np.iinfo(np.int64).max)
_POISSON: Final = 1e-9  # a variance closer to the mean than this part of it is the Poisson's


def band(mean: ArrayLike, variance: ArrayLike, tail: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the least and the largest count whose mid-p probability on its own side is at least ``tail``.

    ``lower = min{k: P(Y < k) + P(Y = k) / 2 >= tail}``, ``upper = max{k: P(Y > k) + P(Y = k) / 2 >= tail}``, Y negative
    binomial with ``mean`` and ``variance`` (the Poisson where they are equal). Counts below lower or over upper are
    outside; 0 is never below. ``tail`` is one side: 0.025 for a band of 95 %.

    mean, variance: of shapes that broadcast; int64 answers of that shape. Raises ValueError for a mean that is not over
    0, a variance under the mean, a tail outside 0-0.5 and NaN.
    """
    centre, spread = _checked(mean, variance)
    if not 0 < tail < 0.5:
        raise ValueError(f"a tail of {tail}: it lies between 0 and 0.5")
    reach = np.ceil(centre + 8 * np.sqrt(spread) + 8)
    while np.any(far := mid_p_above(reach, centre, spread) >= tail):
        reach = np.where(far, 2 * reach, reach)
    # the last k with less than `tail` on its lower side, -1 where there is none; the last with at least it on its upper
    below = _last(lambda k: mid_p_below(k, centre, spread) < tail, reach)
    upper = _last(lambda k: mid_p_above(k, centre, spread) >= tail, reach)
    return below + 1, upper


def mid_p_below(count: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> NDArray[np.float64]:
    """Return ``P(Y < count) + P(Y = count) / 2`` of whole counts, shapes broadcast."""
    k = np.asarray(count, dtype=np.float64)
    return (_cumulative(k - 1, mean, variance, upper=False) + _cumulative(k, mean, variance, upper=False)) / 2


def mid_p_above(count: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> NDArray[np.float64]:
    """Return ``P(Y > count) + P(Y = count) / 2`` of whole counts, shapes broadcast; exact far out, unlike 1 - below."""
    k = np.asarray(count, dtype=np.float64)
    return (_cumulative(k - 1, mean, variance, upper=True) + _cumulative(k, mean, variance, upper=True)) / 2


def outside(
    lower: ArrayLike, upper: ArrayLike, mean: ArrayLike, variance: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return ``P(Y < lower)`` and ``P(Y > upper)``: what a band of whole counts really leaves out on either side."""
    below = _cumulative(np.asarray(lower, dtype=np.float64) - 1, mean, variance, upper=False)
    return below, _cumulative(np.asarray(upper, dtype=np.float64), mean, variance, upper=True)


def _cumulative(k: NDArray[np.float64], mean: ArrayLike, variance: ArrayLike, *, upper: bool) -> NDArray[np.float64]:
    """``P(Y <= k)``, or with ``upper`` ``P(Y > k)``; k may be -1.

    With size r = mean^2 / (variance - mean) and p = mean / variance it is the regularised incomplete beta function
    I_p(r, k + 1); for the Poisson the incomplete gamma function.
    """
    mu, var = np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    poisson = var - mu <= _POISSON * mu
    excess = np.where(poisson, 1, var - mu)
    size, total = mu**2 / excess, np.where(poisson, mu + 1, var)
    at = np.maximum(k, 0) + 1
    if upper:
        answer = np.where(poisson, gammainc(at, mu), betainc(at, size, excess / total))
    else:
        answer = np.where(poisson, gammaincc(at, mu), betainc(size, at, mu / total))
    return np.where(k < 0, float(upper), answer)


def _last(holds: Callable[[NDArray[np.float64]], NDArray[np.bool_]], reach: NDArray[np.float64]) -> NDArray[np.int64]:
    """The largest whole k under ``reach`` that ``holds``, true up to some k and false beyond; -1 where none does."""
    yes, no = np.full(reach.shape, -1.0), reach
    while np.any(no - yes > 1):
        middle = np.floor((yes + no) / 2)
        good = holds(middle) | (middle == yes)
        yes, no = np.where(good, middle, yes), np.where(good, no, middle)
    return yes.astype(np.int64)


def _checked(mean: ArrayLike, variance: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    centre, spread = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64))
    if not np.all((centre > 0) & np.isfinite(centre)):
        raise ValueError("a mean is not over 0 or not finite")
    if not np.all((spread >= centre * (1 - _POISSON)) & np.isfinite(spread)):
        raise ValueError("a variance is under its mean or not finite: no negative binomial is that narrow")
    return centre, spread
