"""Poisson regression with a logarithmic link for thousands of series at once, with a weight for every month.

Iteratively reweighted least squares (P. McCullagh and J. A. Nelder, "Generalized Linear Models", 2nd ed. 1989, 2.5 and
6.2). All series share one design matrix; a month that a series lacks has weight 0, so that gaps cost no loop.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

_STEPS: Final = 60
_TOLERANCE: Final = 1e-10  # of the deviance: the coefficients, being at its minimum, are then good to about 1e-9
_HALVINGS: Final = 20
# Where the likelihood has no maximum (nothing but zeros) coefficients would run off: these means are as good as none.
_LEAST_MEAN: Final = 1e-8
_LARGEST_MEAN: Final = 1e12


@dataclass(frozen=True)
class Fit:
    """What :func:`fit` found for S series, n months and p columns of the design.

    coefficients: [S, p]; mean: fitted counts, [S, n], also where the weight is 0; covariance: ``(X' W X)^-1`` with
    ``W = weight * mean``, [S, p, p], to be multiplied by the dispersion; weights: as used, [S, n]; dispersion: [S],
    Pearson, see :func:`dispersion`; converged: [S], False where the deviance was still falling at the last step.
    """

    coefficients: NDArray[np.float64]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    weights: NDArray[np.float64]
    dispersion: NDArray[np.float64]
    converged: NDArray[np.bool_]


@dataclass
class _State:
    """Coefficients [S, p], their linear predictor within bounds [S, n] and its deviance [S]."""

    coefficients: NDArray[np.float64]
    eta: NDArray[np.float64]
    deviance: NDArray[np.float64]


def fit(counts: ArrayLike, design: ArrayLike, weights: ArrayLike, *, start: Fit | None = None) -> Fit:
    """Return the weighted maximum likelihood fits of ``log(mean) = design @ coefficients`` under the Poisson.

    counts: [S, n], not negative where weighted (elsewhere unread, NaN allowed); design: [n, p], one for all series;
    weights: [S, n], 0 to leave a month out; start: an earlier fit to the same counts and design, to begin from.
    Raises ValueError for shapes that do not fit, counts that are none, and a series whose weighted months are fewer
    than p or do not tell the columns apart.
    """
    y, x, w = _checked(counts, design, weights)
    # What told the columns apart before tells them apart again: to look takes a third of a fit of few series.
    if start is None or not np.array_equal(start.weights > 0, w > 0):
        _refuse_too_few(x, w > 0)
    outer = _outer(x)
    state = _begin(y, x, w) if start is None else _at(start.coefficients.copy(), y, x, w)
    open_ = np.arange(len(y))
    converged = np.zeros(len(y), dtype=np.bool_)
    for _ in range(_STEPS):
        before = _State(state.coefficients[open_], state.eta[open_], state.deviance[open_])
        after = _step(y[open_], x, w[open_], outer, before)
        state.coefficients[open_], state.eta[open_], state.deviance[open_] = (
            after.coefficients,
            after.eta,
            after.deviance,
        )
        with np.errstate(invalid="ignore"):
            done = np.abs(before.deviance - after.deviance) <= _TOLERANCE * (after.deviance + 1)
        converged[open_[done]] = True
        open_ = open_[~done]
        if open_.size == 0:
            break
    mean = np.exp(state.eta)
    covariance = np.asarray(np.linalg.inv(_normal(x, outer, w * mean)), dtype=np.float64)
    return Fit(state.coefficients, mean, covariance, w, dispersion(y, mean, w, x.shape[1]), converged)


def deviance(y: NDArray[np.float64], mean: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``2 sum_t w (y log(y / mean) - (y - mean))`` of each series: [S] from [S, n]."""
    answer: NDArray[np.float64] = 2 * (weights * (xlogy(y, y / mean) - (y - mean))).sum(axis=-1)
    return answer


def dispersion(
    y: NDArray[np.float64], mean: NDArray[np.float64], weights: NDArray[np.float64], columns: int
) -> NDArray[np.float64]:
    """Return Pearson's ``sum_t w (y - mean)^2 / mean / (months with w > 0 - columns)``: [S]; 1 would be Poisson.

    Where no month is left over after the columns it is NaN: there is nothing to tell the dispersion from.
    """
    left = np.count_nonzero(weights, axis=-1) - columns
    pearson = (weights * (y - mean) ** 2 / mean).sum(axis=-1)
    answer: NDArray[np.float64] = np.divide(pearson, left, out=np.full(len(y), np.nan), where=left > 0)
    return answer


def leverage(found: Fit, design: ArrayLike) -> NDArray[np.float64]:
    """Return each month's part in its own fitted value, the diagonal of the hat matrix: [S, n], 0 to 1."""
    return found.weights * found.mean * variance_of(found, design)


def variance_of(found: Fit, design: ArrayLike) -> NDArray[np.float64]:
    """Return ``x' (X' W X)^-1 x`` for each row x of ``design`` [m, p]: [S, m], without the dispersion."""
    products = _outer(np.asarray(design, dtype=np.float64))
    return np.maximum(found.covariance.reshape(-1, products.shape[1]) @ products.T, 0)


def predict(found: Fit, design: ArrayLike) -> NDArray[np.float64]:
    """Return the mean at each row of ``design`` [m, p]: [S, m]."""
    eta = found.coefficients @ np.asarray(design, dtype=np.float64).T
    answer: NDArray[np.float64] = np.exp(np.clip(eta, np.log(_LEAST_MEAN), np.log(_LARGEST_MEAN)))
    return answer


def _checked(
    counts: ArrayLike, design: ArrayLike, weights: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    y, x, w = (np.asarray(values, dtype=np.float64) for values in (counts, design, weights))
    if y.ndim != 2 or x.ndim != 2 or w.shape != y.shape or y.shape[1] != x.shape[0]:
        raise ValueError(f"counts {y.shape}, weights {w.shape} and a design {x.shape} do not fit")
    if not (np.isfinite(w).all() and np.all(w >= 0) and np.isfinite(x).all()):
        raise ValueError("a weight is negative, or a weight or the design not finite")
    y = np.where(w > 0, y, 0)
    if not np.isfinite(y).all() or np.any(y < 0):
        raise ValueError("a count is negative or not finite")
    return y, x, w


def _refuse_too_few(x: NDArray[np.float64], used: NDArray[np.bool_]) -> None:
    """Raise ValueError for a series whose months do not determine the coefficients; many series share a pattern."""
    rows = np.packbits(used, axis=1)
    _, first = np.unique(rows.view(f"V{rows.shape[1]}")[:, 0], return_index=True)
    for at in np.sort(first):
        if np.linalg.matrix_rank(x[used[at]]) < x.shape[1]:
            raise ValueError(f"series {at}: {used[at].sum()} months cannot tell {x.shape[1]} columns apart")


def _outer(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each row's products of two columns [n, p p]: one matrix product with them makes all the normal equations."""
    products: NDArray[np.float64] = x[:, :, None] * x[:, None, :]
    return products.reshape(len(x), x.shape[1] ** 2)


def _begin(y: NDArray[np.float64], x: NDArray[np.float64], w: NDArray[np.float64]) -> _State:
    """Half-way from each count to the mean of its series, so that zeros have a logarithm; no coefficients yet."""
    mean = (w * y).sum(axis=1, keepdims=True) / w.sum(axis=1, keepdims=True)
    eta = np.log(np.clip(np.where(w > 0, (y + mean) / 2, mean), _LEAST_MEAN, _LARGEST_MEAN))
    return _State(np.zeros((len(y), x.shape[1])), eta, np.full(len(y), np.inf))


def _at(coefficients: NDArray[np.float64], y: NDArray, x: NDArray[np.float64], w: NDArray[np.float64]) -> _State:
    eta = np.clip(coefficients @ x.T, np.log(_LEAST_MEAN), np.log(_LARGEST_MEAN))
    return _State(coefficients, eta, deviance(y, np.exp(eta), w))


def _normal(x: NDArray[np.float64], outer: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """``X' diag(weight) X`` of each series [S, p, p], with its diagonal a hair longer: invertible whatever rounding."""
    columns = x.shape[1]
    matrix: NDArray[np.float64] = np.asarray(weight @ outer).reshape(-1, columns, columns)
    matrix[:, np.arange(columns), np.arange(columns)] *= 1 + 1e-12
    return matrix


def _step(
    y: NDArray[np.float64], x: NDArray[np.float64], w: NDArray[np.float64], outer: NDArray[np.float64], now: _State
) -> _State:
    """One step of least squares; halved for the series whose deviance it would raise."""
    mean = np.exp(now.eta)
    weight = w * mean
    target = (weight * now.eta + w * (y - mean)) @ x
    solved = np.linalg.solve(_normal(x, outer, weight), target[:, :, None])
    found = _at(np.asarray(solved[:, :, 0], dtype=np.float64), y, x, w)
    for _ in range(_HALVINGS):
        worse = np.flatnonzero(found.deviance > now.deviance + _TOLERANCE * (now.deviance + 1))
        if worse.size == 0:
            break
        half = _at((found.coefficients[worse] + now.coefficients[worse]) / 2, y[worse], x, w[worse])
        found.coefficients[worse], found.eta[worse], found.deviance[worse] = half.coefficients, half.eta, half.deviance
    return found
