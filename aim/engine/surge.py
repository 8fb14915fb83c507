"""Surges: places with more than their own history leads us to expect, however busy or quiet they are.

The predictive distribution of a count whose rate is gamma is negative binomial: A. Gelman et al., *Bayesian Data
Analysis*, 3rd ed. (2013), section 2.6; the false discovery rate is controlled as in :mod:`aim.engine.hotspots`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammainc

from aim.engine.expected import History, expected, posterior
from aim.engine.hotspots import benjamini_hochberg

_POISSON: Final = 1e9  # a negative binomial of this size is Poisson to nine digits


@dataclass(frozen=True)
class Surges:
    """Which cells hold more than they should, arrays [..., K].

    expected: what the cell's own history leads us to expect in the window, incidents; p: the chance of at least as many
    as there were; p_adjusted: Benjamini-Hochberg over the cells, or over all concerns and cells; surge: significant and
    with incidents enough of its own. NaN and False where no expectation can be said of the area.
    """

    expected: NDArray[np.float64]
    p: NDArray[np.float64]
    p_adjusted: NDArray[np.float64]
    surge: NDArray[np.bool_]


def surges(
    window: ArrayLike, history: History, mu: ArrayLike, *, alpha: float, floor: ArrayLike, together: bool = False
) -> Surges:
    """Return the cells whose count in the window is more than their own history explains.

    window: counts, whole numbers, [..., K], over **all** cells; history: of the complete months before the window; mu:
    what the whole area is expected to have in the window, [...], NaN where it cannot be said; alpha: adjusted p below
    which it is a surge; floor: incidents of its own from which a cell can be one, a number or one a concern [...];
    together: True adjusts over all concerns and cells at once, as a list over all concerns needs. Raises ValueError for
    an alpha outside 0-1 and shapes that do not fit.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha}: it lies between 0 and 1")
    counts = np.asarray(window)
    if counts.shape != history.counts.shape:
        raise ValueError(f"a window of shape {counts.shape} beside a history of {history.counts.shape}: the same cells")
    ours = expected(history, mu)
    p = predictive_p(counts, ours, history)
    said = np.isfinite(np.asarray(mu, dtype=np.float64))
    adjusted = np.full(p.shape, np.nan)
    tested = p[said]  # [concerns that can be said, K]
    adjusted[said] = (
        benjamini_hochberg(tested.ravel()).reshape(tested.shape) if together else benjamini_hochberg(tested)
    )
    enough = counts >= np.asarray(floor)[..., None]
    return Surges(ours, p, adjusted, (adjusted < alpha) & enough)


def predictive_p(window: ArrayLike, ours: ArrayLike, history: History) -> NDArray[np.float64]:
    """Return the chance of at least ``window`` incidents where ``ours`` are expected: [..., K], NaN where they are.

    ``P(X >= w)`` of the negative binomial with mean E and variance ``phi_i E + E^2 / shape``: the scatter of the months
    at the cell's level, and what is not known of its rate, whose gamma posterior has ``shape = a + n_i / phi_i``. The
    size is ``1 / ((phi_i - 1) / E + 1 / shape)``; Poisson where both terms are 0. P as it is and not the mid-p.

    Without the scatter (``phi_i = 1``) a place that goes from 3 to 15 a month is found some weeks sooner, and every
    second stationary town has a surge that is none; with it, one in thirty (tests/experiments/surge.py).

    window: counts, whole numbers of at least 0, [..., K]; ours: incidents, [..., K]. Raises ValueError for fractions.
    """
    counts, mean = np.asarray(window, dtype=np.float64), np.asarray(ours, dtype=np.float64)
    if not (np.isfinite(counts) & (counts >= 0) & (counts == np.rint(counts))).all():
        raise ValueError("a window holds what is no count")
    unknown = 1 / posterior(history)[0]
    some = mean > 0
    safe = np.where(some, mean, 1.0)
    size = 1 / np.maximum((history.scatter - 1) / safe + unknown, 1 / _POISSON)
    at_least = np.maximum(counts, 1.0)  # at least 0 is certain, and has no such integral
    p = np.where(size < _POISSON, betainc(at_least, size, safe / (size + safe)), gammainc(at_least, safe))
    p = np.where(some, p, 0.0)  # where nothing can be expected, one is a wonder
    return np.where(np.isnan(mean), np.nan, np.where(counts == 0, 1.0, p))
