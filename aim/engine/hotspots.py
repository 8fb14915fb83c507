"""Getis-Ord Gi* with the false discovery rate controlled over the map: which places more than their town explains.

Sources: J. K. Ord and A. Getis, "Local spatial autocorrelation statistics", Geographical Analysis 27 (1995) 286-306;
Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", J. R. Statist. Soc. B 57 (1995) 289-300.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from scipy.special import erfc


@dataclass(frozen=True)
class HotspotMap:
    """One map, arrays [n], or several, arrays [maps, n]; ``varies`` has one value a map.

    z: standard score of the cell with its surroundings; p: two-sided; p_adjusted: Benjamini-Hochberg over the map's
    cells; hotspot: significant and with incidents of its own; edge: significant only through its surroundings, never
    named or ranked; varies: False where all cells hold the same, so that nothing can stand out.
    """

    z: NDArray[np.float64]
    p: NDArray[np.float64]
    p_adjusted: NDArray[np.float64]
    hotspot: NDArray[np.bool_]
    edge: NDArray[np.bool_]
    varies: NDArray[np.bool_]


@dataclass(frozen=True)
class Weights:
    """Weights made ready once for many maps, by :func:`weigh`.

    matrix: CSR [n, n]; total: ``W_i``, [n]; per_spread: ``1 / sqrt((n S1_i - W_i^2) / (n - 1))``, [n], 0 for a cell
    whose surroundings are the whole map.
    """

    matrix: csr_matrix
    total: NDArray[np.float64]
    per_spread: NDArray[np.float64]


def weigh(matrix: csr_matrix) -> Weights:
    """Return what :func:`gi_star` needs of the weights [n, n], so that each map costs no more than the product.

    Raises ValueError for a matrix that is not square or lacks a cell itself: without it the statistic is Gi, not Gi*.
    """
    n = matrix.shape[0]
    if matrix.shape != (n, n) or n == 0:
        raise ValueError(f"weights of shape {matrix.shape} are not those of a map")
    if not np.all(matrix.diagonal() > 0):
        raise ValueError("weights without the cell itself: Gi* counts each cell with its surroundings")
    total, squares = matrix @ np.ones(n), matrix.power(2) @ np.ones(n)
    spread = np.sqrt(np.maximum(n * squares - total**2, 0) / max(n - 1, 1))
    return Weights(matrix, total, np.divide(1, spread, out=np.zeros(n), where=spread > 0))


def hotspots(
    x: ArrayLike,
    weights: csr_matrix | Weights,
    *,
    alpha: float,
    floor: float,
    counts: ArrayLike | None = None,
    adjust: bool = True,
) -> HotspotMap:
    """Return the hotspots and edge cells of one map or of several at once.

    x: counts in the window, [n] or [maps, n], over **all** cells of the grid, zeros included; weights: [n, n], each
    cell with itself (:func:`aim.engine.adjacency.ring_matrix`), or the same made ready by :func:`weigh`; alpha:
    adjusted p below which a cell is significant; floor: incidents of its own from which a significant cell is a
    hotspot (the core rule); counts: of the shape of ``x``, the incidents that rule looks at where ``x`` is something
    else, such as their seriousness; adjust: False takes p as it is, and of n cells some n * alpha / 2 then stand out by
    chance. Raises ValueError for an alpha outside 0-1, for counts of another shape and as :func:`gi_star`.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha}: it lies between 0 and 1")
    values = np.asarray(x, dtype=np.float64)
    own = values if counts is None else np.asarray(counts)
    if own.shape != values.shape:
        raise ValueError(f"counts of shape {own.shape} for x of {values.shape}: one a cell")
    z = gi_star(values, weights)
    p = two_sided_p(z)
    adjusted = benjamini_hochberg(p) if adjust else p
    significant = (z > 0) & (adjusted < alpha)
    core = own >= floor
    return HotspotMap(z, p, adjusted, significant & core, significant & ~core, varies(values))


def gi_star(x: ArrayLike, weights: csr_matrix | Weights) -> NDArray[np.float64]:
    """Return Gi* as a standard score, z of the shape of ``x``.

    ``z_i = (sum_j w_ij x_j - xbar W_i) / (s sqrt((n S1_i - W_i^2) / (n - 1)))`` with xbar the mean and s the population
    standard deviation of all n cells, ``W_i = sum_j w_ij``, ``S1_i = sum_j w_ij^2`` (Ord and Getis 1995, eq. 14).

    x: [n] or [maps, n], finite; weights: [n, n] with the cell itself, or the same made ready by :func:`weigh`. One
    sparse product serves all maps. Maps without variation (:func:`varies`) have z = 0 everywhere, and so has a cell
    whose surroundings are the whole map.
    Raises ValueError for values that are not finite, shapes that do not fit or weights that are none.
    """
    ready = weights if isinstance(weights, Weights) else weigh(weights)
    values = np.asarray(x, dtype=np.float64)
    maps = np.atleast_2d(values)
    n = ready.total.size
    if values.ndim not in (1, 2) or maps.shape[-1] != n:
        raise ValueError(f"x of shape {values.shape} does not fit weights of shape {ready.matrix.shape}")
    if not np.isfinite(maps).all():
        raise ValueError("x holds values that are not finite")
    mean = maps.sum(axis=1, keepdims=True) / n
    deviation = maps - mean
    np.square(deviation, out=deviation)  # in place, here and below: fresh memory costs more than the arithmetic
    scale = np.sqrt(deviation.sum(axis=1, keepdims=True) / n)
    alike = ~varies(maps)
    scale[alike] = np.inf  # so that nothing stands out, whatever rounding has left
    z: NDArray[np.float64] = (ready.matrix @ maps.T).T
    z -= mean * ready.total
    z *= ready.per_spread
    z /= scale
    z += 0  # -0 becomes 0
    return z.reshape(values.shape)


def varies(x: ArrayLike) -> NDArray[np.bool_]:
    """Return for [n] or [maps, n] whether a map's cells differ at all, one value a map.

    Compared directly: the standard deviation of equal fractions is not exactly 0 in floating point.
    """
    values = np.asarray(x)
    return np.asarray(values.max(axis=-1) > values.min(axis=-1))


def two_sided_p(z: ArrayLike) -> NDArray[np.float64]:
    """Return the probability of a standard normal at least as far from 0 as ``z``, on either side."""
    answer: NDArray[np.float64] = erfc(np.abs(np.asarray(z, dtype=np.float64)) / np.sqrt(2))
    return answer


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Return p adjusted for the false discovery rate over the last axis, of the shape of ``p``.

    ``q_(i) = min over j >= i of p_(j) m / j`` for p sorted ascending, m cells in a map; equal p stay equal.
    p: [..., m]. Raises ValueError for NaN and for values outside 0-1.
    """
    values = np.asarray(p, dtype=np.float64)
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError("p holds NaN or values outside 0 to 1")
    m = values.shape[-1]
    order = np.argsort(values, axis=-1)
    scaled = np.take_along_axis(values, order, axis=-1) * (m / np.arange(1, m + 1))
    least = np.minimum.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]
    adjusted = np.empty_like(values)
    np.put_along_axis(adjusted, order, least, axis=-1)  # at most 1: the largest p is adjusted by m / m
    return adjusted
