"""What a month is expected to bring, from the season and the trend of the months before it.

Quasi-Poisson regression: ``log(mean) = a + b t + c cos(2 pi m / 12) + d sin(2 pi m / 12)``, t in years, m the month of
the year; fitted again with surprisingly high months weighed down, so that an old surge does not hide the next one.
Sources: C. P. Farrington, N. J. Andrews, A. D. Beale and M. A. Catchpole, "A statistical algorithm for the early
detection of outbreaks of infectious disease", J. R. Statist. Soc. A 159 (1996) 547-563; A. Noufaily and others, "An
improved algorithm for outbreak detection in multiple surveillance systems", Statistics in Medicine 32 (2013) 1206-1222.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from aim.engine import bands, glm

YEAR: Final = 12
TOLD: Final = 2  # months touched by an event from which its effect can be told from chance
REFITS: Final = 3
# Standardised residual over which a month is weighed down: from 1, as often done, coverage drops to 89 %.
SURPRISING: Final = 2.58
IMPOSSIBLE: Final = 4.0  # over which a month is left out
# Variance of the logarithm of the mean over which there is no expectation: three incidents in three years can be fitted
# by a season that leads to thousands. A series of 8 a month has 0.1 at variance/mean 3.
UNKNOWN: Final = 1.0


@dataclass(frozen=True)
class Expectation:
    """What S series lead us to expect of m months.

    mean: [S, m]; dispersion: variance/mean of a month around its mean, at least 1, [S]; spread: the variance of the
    logarithm of the mean, ``x' V x``, [S, m]; freedom: months that were left a weight less the 4 coefficients, [S];
    weights: what each month of the history was left, [S, n].
    """

    mean: NDArray[np.float64]
    dispersion: NDArray[np.float64]
    spread: NDArray[np.float64]
    freedom: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether the history tells the mean at all, [S, m]: not where nearly nothing ever happened."""
        answer: NDArray[np.bool_] = self.spread <= UNKNOWN
        return answer

    def variance(self, tail: float) -> NDArray[np.float64]:
        """Return ``(phi mean + mean^2 x'Vx) (t / z)^2``, [S, m]: of a count around the mean that was estimated.

        t and z are the quantiles of Student's t with ``freedom`` and of the normal that leave ``tail`` beyond: phi was
        estimated too, so that a band of the normal's width would be too narrow.
        """
        wider = stdtrit(self.freedom, 1 - tail) / ndtri(1 - tail)
        own = self.dispersion[:, None] * self.mean + self.mean**2 * self.spread
        answer: NDArray[np.float64] = own * wider[:, None] ** 2
        return answer

    def band(self, tail: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the least and the largest unsurprising count, [S, m]; ``tail`` is one side (:func:`bands.band`).

        Where the mean is not known no count is surprising: from 0 to the largest number there is.
        """
        lower, upper = bands.band(*self._told(tail), tail)
        return np.where(self.known, lower, 0), np.where(self.known, upper, bands.MOST)

    def chance(self, tail: float) -> NDArray[np.float64]:
        """Return the probability that chance alone leaves that band on either side, [S, m]; 0 where it is not known."""
        mean, variance = self._told(tail)
        below, above = bands.outside(*bands.band(mean, variance, tail), mean, variance)
        return np.where(self.known, below + above, 0.0)

    def _told(self, tail: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean and variance, 1 where they are not known: numbers beyond all bounds stand there."""
        known = self.known
        return np.where(known, self.mean, 1.0), np.where(known, self.variance(tail), 1.0)


def design(months: ArrayLike, last: int, events: ArrayLike | None = None) -> NDArray[np.float64]:
    """Return the regression's columns, float64 [n, 4 + e]: one, years after ``last``, cosine and sine, the events.

    months: integer [n], counted from any January (month 0, 12, 24 ... are Januaries), as is ``last``; events: [n, e],
    how far each month is touched by what a smooth season cannot follow (a bonfire night), None for nothing.
    """
    number = np.asarray(months, dtype=np.int64)
    angle = 2 * np.pi * (number % YEAR) / YEAR
    season = np.column_stack([np.ones(number.size), (number - last) / YEAR, np.cos(angle), np.sin(angle)])
    return season if events is None else np.column_stack([season, np.asarray(events, dtype=np.float64)])


def expect(
    counts: ArrayLike, used: ArrayLike, months: ArrayLike, ahead: ArrayLike, events: ArrayLike | None = None
) -> Expectation:
    """Return the expectation of the months ``ahead`` from the months of the history that are ``used``.

    counts: [S, n], unread where not used; used: bool [S, n], at least 24 a series for figures worth showing and more
    than 4 for any; months: integer [n] and ahead: integer [m], counted from any January; events: [n + m, e] as in
    :func:`design`, each column with two months of the history in it at least (:func:`told_apart`).
    Raises ValueError for shapes that do not fit, negative counts and months that cannot tell season and trend apart.
    """
    y = np.asarray(counts, dtype=np.float64)
    ours = np.asarray(used, dtype=np.bool_)
    number, target = np.asarray(months, dtype=np.int64), np.asarray(ahead, dtype=np.int64)
    last = int(number.max(initial=0))
    marks = None if events is None else np.asarray(events, dtype=np.float64)
    columns = design(number, last, None if marks is None else marks[: number.size])
    found = glm.fit(y, columns, ours.astype(np.float64))
    clean = np.where(ours, y, 0)
    for _ in range(REFITS):
        weights = np.where(ours, weighed_down(residuals(clean, found, columns)), 0)
        found = glm.fit(y, columns, weights, start=found)
    phi = at_least_poisson(found.dispersion)
    rows = design(target, last, None if marks is None else marks[number.size :])
    spread = phi[:, None] * glm.variance_of(found, rows)
    freedom = np.maximum(np.count_nonzero(found.weights, axis=1) - columns.shape[1], 1)
    return Expectation(glm.predict(found, rows), phi, spread, freedom, found.weights)


def told_apart(events: ArrayLike, used: ArrayLike) -> tuple[NDArray[np.bool_], bool]:
    """Return which events a history can tell the effect of, bool [e], and whether that is all that touch the rest.

    events: [n + m, e], of the history and of the months in question; used: bool [n], months of the history. An effect
    is told by two months or more that it touched; of columns alike the first stands for all. One that touches every
    month of the history is its level and no effect. Of an event that touched fewer than two months nothing is known: a
    month that it touches has no expectation.
    """
    marks, ours = np.asarray(events, dtype=np.float64), np.asarray(used, dtype=np.bool_)
    seen = (marks[: ours.size][ours] > 0).sum(axis=0)
    first = np.zeros(marks.shape[1], dtype=np.bool_)
    first[np.unique(marks, axis=1, return_index=True)[1]] = True
    touching = (marks[ours.size :] > 0).any(axis=0)
    return first & (seen >= TOLD) & (seen < np.count_nonzero(ours)), bool((seen[touching] >= TOLD).all())


def residuals(counts: NDArray[np.float64], found: glm.Fit, columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standardised 2/3-power residuals of a fit, [S, n] (Anscombe's; Farrington and others 1996).

    ``s = 3/2 (y^(2/3) - mean^(2/3)) / (mean^(1/6) sqrt(phi (1 - h)))``: nearly normal where counts are small, unlike
    the plain difference. h is the leverage of the month.
    """
    own = np.clip(1 - glm.leverage(found, columns), 1e-6, 1)
    scale = found.mean ** (1 / 6) * np.sqrt(at_least_poisson(found.dispersion)[:, None] * own)
    answer: NDArray[np.float64] = 1.5 * (np.cbrt(counts) ** 2 - np.cbrt(found.mean) ** 2) / scale
    return answer


def weighed_down(residual: ArrayLike) -> NDArray[np.float64]:
    """Return the weight of a month: ``min(1, (2.58 / s)^2)`` for s > 0, 0 over 4, 1 for months that were low."""
    s = np.asarray(residual, dtype=np.float64)
    weight = (SURPRISING / np.maximum(s, SURPRISING)) ** 2
    return np.where(s > IMPOSSIBLE, 0, weight)


def at_least_poisson(dispersion: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the dispersion, 1 where it is less or cannot be told: no count varies less than the Poisson for long."""
    return np.fmax(dispersion, 1)
