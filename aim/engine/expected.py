"""What a place leads us to expect of itself: its own history, drawn towards the town's by empirical Bayes.

Incidents of a cell come at a rate of their own, gamma-distributed over the town's cells (the prior), and scatter around
it ``phi`` times as widely as Poisson counts do; ``n / phi`` is then nearly Poisson, and gamma its conjugate. Prior
fitted by moments: D. G. Clayton and J. Kaldor, "Empirical Bayes estimates of age-standardized relative risks for use in
disease mapping", Biometrics 43 (1987) 671-681; the moments as in R. J. Marshall, "Mapping disease and mortality rates
using empirical Bayes estimators", J. R. Statist. Soc. C 40 (1991) 283-294.

Every array may have leading axes (concerns): all of them are worked on at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aim.engine.scatter import by_level, dispersion

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """What the complete months before a window say of K cells, by :func:`learn`.

    counts: ``n_i``, incidents of each cell over all those months, [..., K]; total: ``N``, their sum, [...]; phi: how
    many times as widely as Poisson counts the months of the cells scatter, at least 1, [...]; spread: ``1 / a``, the
    variance of the cells' own rates around their mean of 1, 0 where cells differ no more than chance makes them, [...];
    scatter: ``phi_i``, as phi, at the level of each cell (:func:`aim.engine.scatter.by_level`), [..., K].
    """

    counts: Floats
    total: Floats
    phi: Floats
    spread: Floats
    scatter: Floats


def learn(history: ArrayLike) -> History:
    """Return what ``history`` says of each cell and of the differences between cells.

    ``a = m^2 / (s^2 - phi m)`` with m and s^2 the mean and the population variance of ``n_i`` over the K cells, which
    are taken for alike (``1 / a = 0``) where s^2 <= phi m, as where nothing has happened.

    history: counts, [..., B, K], over **all** cells of the grid, zeros included; method section 2 asks for the 24
    complete months before the window, at least 2 are needed. Raises ValueError for other shapes, no cells, counts under
    0 and NaN.
    """
    months = np.asarray(history, dtype=np.float64)
    if months.ndim < 2 or months.shape[-2] < 2 or months.shape[-1] == 0:
        raise ValueError(f"a history of shape {months.shape} is not [..., months, cells] with two months at least")
    if not (np.isfinite(months) & (months >= 0)).all():
        raise ValueError("a history holds counts under 0 or no numbers")
    counts = months.sum(axis=-2)
    phi = dispersion(months)
    mean = counts.mean(axis=-1)
    beyond = np.maximum(counts.var(axis=-1) - phi * mean, 0)
    spread = np.divide(beyond, mean**2, out=np.zeros_like(mean), where=mean > 0)
    total = counts.sum(axis=-1)
    base, growth = by_level(months)
    level = _shrunk(counts, total, spread / phi) * (mean / months.shape[-2])[..., None]
    return History(counts, total, phi, spread, base[..., None] + growth[..., None] * level)


def relative_rate(history: History, window: ArrayLike | None = None) -> Floats:
    """Return each cell's rate beside the mean rate of the town's cells: theta, [..., K], mean 1 over the cells.

    ``theta_i = (a + n_i / phi) / (a + N / (K phi))``, with ``n_i + w_i`` and ``N + W`` where the counts ``w_i`` of a
    ``window``, [..., K], are taken for known as well. Raises ValueError for a window of another shape.
    """
    counts, total = _known(history, window)
    return _shrunk(counts, total, history.spread / history.phi)


def expected(history: History, mu: ArrayLike) -> Floats:
    """Return what each cell's own history leads us to expect of it in a window: incidents, [..., K].

    ``expected_i = theta_i mu / K``; they sum to ``mu``. mu: what the whole area is expected to have in the window,
    [...]; NaN where it cannot be said, and so are the cells then. Raises ValueError for other shapes and under 0.
    """
    ours: Floats = relative_rate(history) * _per_cell(history, mu)
    return ours


def expected_next(history: History, window: ArrayLike, mu: ArrayLike) -> Floats:
    """Return what comes next at each cell if nothing changes: incidents, [..., K], which sum to ``mu``.

    As :func:`expected`, with the incidents of the window that made us choose the cell taken for known too: a cell
    chosen because it was high falls back by itself, and not as far as its history alone says. window: counts, [..., K];
    mu: what the whole area is expected to have in the months to come, [...]. For places that do not change: real ones
    do.
    """
    return relative_rate(history, window) * _per_cell(history, mu)


def posterior(history: History, window: ArrayLike | None = None) -> tuple[Floats, Floats]:
    """Return what is known of each cell's relative rate, a gamma distribution, as its shape and rate, [..., K] each.

    ``gamma(a + (n + w) / phi_i, a + (N + W) / (K phi_i))``, with the scatter at the cell's own level: one phi for all
    makes the busiest cells surer than they are. Where scatter grows with the level, as in real months, ranks lie in
    their 90 % interval 88-90 % of the time instead of 84-90 %. Where cells are taken for alike a is infinite; 1e12
    stands for it.
    """
    counts, total = _known(history, window)
    a = 1 / np.maximum(history.spread, 1e-12)[..., None]
    return a + counts / history.scatter, a + (total / counts.shape[-1])[..., None] / history.scatter


def _shrunk(counts: Floats, total: Floats, weight: Floats) -> Floats:
    """``(a + n_i / phi) / (a + N / (K phi))``, both sides divided by a, which may be infinite; weight: 1 / (a phi)."""
    theta: Floats = (1 + weight[..., None] * counts) / (1 + weight * total / counts.shape[-1])[..., None]
    return theta


def _known(history: History, window: ArrayLike | None) -> tuple[Floats, Floats]:
    """The incidents of each cell and their sum, those of the window with them where there is one."""
    if window is None:
        return history.counts, history.total
    seen = np.asarray(window, dtype=np.float64)
    if seen.shape != history.counts.shape:
        raise ValueError(f"a window of shape {seen.shape} beside a history of {history.counts.shape}: the same cells")
    if not (np.isfinite(seen) & (seen >= 0)).all():
        raise ValueError("a window holds counts under 0 or no numbers")
    return history.counts + seen, history.total + seen.sum(axis=-1)


def _per_cell(history: History, mu: ArrayLike) -> Floats:
    """The area's expectation divided by its cells, [..., 1]."""
    area = np.asarray(mu, dtype=np.float64)
    if area.shape != history.total.shape:
        raise ValueError(f"expectations of shape {area.shape} for areas of {history.total.shape}: one each")
    if (area < 0).any():
        raise ValueError("an area cannot be expected to have fewer than 0 incidents")
    per_cell: Floats = area[..., None] / history.counts.shape[-1]
    return per_cell
