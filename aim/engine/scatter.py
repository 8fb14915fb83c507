"""How widely the months of a cell scatter around what is expected of them, beside Poisson counts.

Both measures compare each month with ``e_it = n_i q_t``, n_i the incidents of cell i and q_t the part of all incidents
that month t holds: a season or a trend that the whole town shares is no scatter (the variance within cells would count
it as such). Source: P. McCullagh and J. A. Nelder, *Generalized Linear Models*, 2nd ed. (1989), chapters 6 and 9.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_ROUNDS: Final = 5  # the weights depend on the fit, which moves by less than 1 % after three rounds
_DRAWN: Final = 4.0  # squared standard errors: a growth of less than two of them is none


def dispersion(months: ArrayLike) -> Floats:
    """Return how many times as widely as Poisson counts the months of the cells scatter: phi, at least 1, [...].

    ``phi = sum_it (x_it - e_it)^2 / (N (1 - sum_i p_i^2) (1 - sum_t q_t^2))``, p_i and q_t the parts of all N incidents
    that cell i and month t hold. The denominator is what the sum is for Poisson counts of these totals, to a factor
    ``N / (N - 1)``. A ratio of sums: cells that hold next to nothing weigh next to nothing.

    months: counts, [..., B, K]. 1 where nothing, or everything, lies in one cell or one month.
    """
    x = np.asarray(months, dtype=np.float64)
    total = x.sum(axis=(-2, -1))
    whole = np.where(total > 0, total, 1.0)
    cells = x.sum(axis=-2) / whole[..., None]
    squares, left = _squares(x)
    poisson = whole * (1 - np.square(cells).sum(axis=-1)) * left
    some = (total > 0) & (poisson > 1e-9 * whole)
    phi: Floats = np.maximum(np.where(some, _ratio(squares.sum(axis=-1), poisson, where=some), 1.0), 1.0)
    return phi


def by_level(months: ArrayLike) -> tuple[Floats, Floats]:
    """Return how scatter grows with a cell's level: (base, growth), at least 1 and at least 0, [...] each.

    ``phi_i = base + growth m_i`` at m_i incidents a month, so that the variance of a month is ``base m + growth m^2``:
    scatter of single incidents, and of the cell's own rate from month to month. A line by least squares through
    ``d_i = sum_t (x_it - e_it)^2 / (n_i (1 - sum_t q_t^2))`` of each cell, in five rounds with the inverse of its
    variance, ``m_i / (1 + 2 m_i) / phi_i^2``, as its weight. ``growth`` is then multiplied by
    ``max(0, 1 - 4 (error / growth)^2)`` with its standard error, so that few incidents make no growth of chance.

    Thirty real months have 1.41 + 0.07 m for crime where one phi for all is 2.18: that takes quiet cells for less
    steady than they are and busy ones for steadier. months: counts, [..., B, K].
    """
    x = np.asarray(months, dtype=np.float64)
    counts = x.sum(axis=-2)
    squares, left = _squares(x)
    some = (counts > 0) & (left > 1e-9)[..., None]
    d = np.divide(squares, counts * left[..., None], out=np.zeros_like(counts), where=some)
    m = counts / x.shape[-2]
    base, growth = np.ones(counts.shape[:-1]), np.zeros(counts.shape[:-1])
    for _ in range(_ROUNDS):
        weight = np.where(some, m / (1 + 2 * m), 0.0) / np.square(base[..., None] + growth[..., None] * m)
        base, growth = _line(weight, m, d, x.shape[-2] - 1)
    return base, growth


def _line(weight: Floats, m: Floats, d: Floats, degrees: int) -> tuple[Floats, Floats]:
    """The weighted line through (m, d) over the last axis, its height at 0 held to at least 1, its slope drawn to 0."""
    s0, s1, s2 = weight.sum(axis=-1), (weight * m).sum(axis=-1), (weight * m * m).sum(axis=-1)
    t0, t1 = (weight * d).sum(axis=-1), (weight * m * d).sum(axis=-1)
    spread = s0 * s2 - s1 * s1
    some = spread > 1e-9 * s0 * s2
    slope = np.maximum(_ratio(s0 * t1 - s1 * t0, spread, where=some), 0.0)
    error = _ratio(s0, spread * degrees, where=some)  # its squared standard error
    slope *= np.maximum(1 - _ratio(_DRAWN * error, np.square(slope), where=slope > 0), 0.0)
    height = _ratio(t0 - slope * s1, s0, where=s0 > 0)
    return np.maximum(height, 1.0), slope


def _squares(x: Floats) -> tuple[Floats, Floats]:
    """The sum over months of each cell's squared distance from ``e_it``, [..., K], and ``1 - sum_t q_t^2``, [...]."""
    total = x.sum(axis=(-2, -1))
    parts = x.sum(axis=-1) / np.where(total > 0, total, 1.0)[..., None]
    apart = x - parts[..., :, None] * x.sum(axis=-2)[..., None, :]
    return np.square(apart, out=apart).sum(axis=-2), 1 - np.square(parts).sum(axis=-1)


def _ratio(above: Floats, below: Floats, where: NDArray[np.bool_]) -> Floats:
    return np.divide(above, below, out=np.zeros(np.shape(above)), where=where)
