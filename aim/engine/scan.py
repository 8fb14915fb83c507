"""Sudden clusters in dated incidents: the prospective space-time permutation scan.

M. Kulldorff, R. Heffernan, J. Hartman, R. Assuncao and F. Mostashari, "A space-time permutation scan statistic for
disease outbreak detection", PLoS Medicine 2 (2005) e59; the early stop is that of J. Besag and P. Clifford, "Sequential
Monte Carlo p-values", Biometrika 78 (1991) 301-304.

It asks whether the last days of some cells hold more than the cells and the days by themselves explain: what is usual
of a place, a weekday or a season raises no alarm. It reads days, so that it is for dated sources; a cluster of one
address is for its caller to hold back.

A burst is a cluster: where incidents come in bursts of their own, alarms are more frequent than p says. In still towns
with 60 a month p <= 5 % came on 3.9 days of 100 at variance/mean 1 of the cell-months, on 14 at 1.2 (as in real cells
that hold few) and on 39 at 1.6; a recurrence of a year and more on 0.1, 0.8 and 11. An alarm wants a long one.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, vstack
from scipy.special import xlogy

from aim.engine.adjacency import ring_matrix

RINGS: Final = 5
WINDOW: Final = 28  # days
PERMUTATIONS: Final = 999
STOP: Final = 20  # exceedances after which p is known well enough to be no alarm
_BATCH: Final = 32  # permutations at once: their counts stay in the cache
_NEVER: Final = int(np.iinfo(np.int64).max)
_EQUAL: Final = 1e-9  # scores closer than this are the same number, rounded otherwise


@dataclass(frozen=True)
class Cluster:
    """The cylinder with the highest score, and what chance makes of it.

    centre: position of its cell in the grid; ring: steps around it, 0 is the cell alone; window: its length in days,
    ending on the last day; count: incidents in it, expected: ``mu``; score: log-likelihood ratio, over 0; inside: bool
    [incidents], those in it; p: chance of as high a score anywhere; permutations: how many were made for it;
    recurrence: ``1 / p``, days between two such alarms by chance where a scan runs every day.
    """

    centre: int
    ring: int
    window: int
    count: int
    expected: float
    score: float
    inside: NDArray[np.bool_]
    p: float
    permutations: int
    recurrence: float


def bases(cells: NDArray[np.int64], rings: int = RINGS) -> csr_matrix:
    """Return the disks that are scanned: ones, CSR [(rings + 1) * n, n], row ``ring * n + centre``.

    cells: int64 [n], the whole grid. Raises ValueError as :func:`aim.engine.adjacency.ring_matrix`.
    """
    return csr_matrix(vstack([ring_matrix(cells, ring) for ring in range(rings + 1)], format="csr"))


def scan(
    cell: ArrayLike,
    day: ArrayLike,
    disks: csr_matrix,
    *,
    last: int,
    random: np.random.Generator,
    window: int = WINDOW,
    permutations: int = PERMUTATIONS,
    stop: int = STOP,
) -> Cluster | None:
    """Return the strongest cluster that is still going on at the end of day ``last``; None where nothing stands out.

    ``mu = (1/C) sum over the cylinder's cells of c_z * sum over its days of c_d`` with c_z and c_d the incidents of a
    cell and of a day in the whole study; cylinders are every disk by every window of 1 to ``window`` days ending on
    ``last``. Permutations give each incident the day of another.

    cell: integer [incidents], positions in the grid; day: integer [incidents], up to ``last``, the whole study (a year
    is usual; a study no longer than the window explains itself away); disks: by :func:`bases`; random: the seeded
    source of the permutations. ``permutations`` are made unless ``stop`` of them reach the score before: then p is
    their part of those made, else ``(reached + 1) / (made + 1)``. Equal scores go to the smaller disk, then the shorter
    window, then the cell that stands first. Raises ValueError, TypeError for fractions.
    """
    if window < 1 or permutations < 1 or stop < 1:
        raise ValueError(f"window {window}, permutations {permutations}, stop {stop}: at least 1 each")
    places, ages = _checked(cell, day, disks.shape[1], last)
    study = _Study(
        total=places.size,
        held=(disks @ np.bincount(places, minlength=disks.shape[1])).astype(np.int64),
        ending=np.cumsum(np.bincount(ages, minlength=window)[:window]),
    )
    score = log_likelihood_ratio(_counts(places, ages, disks, window), study.mu(), study.total)
    rings = disks.shape[0] // disks.shape[1]
    by_ring = score.reshape(window, rings, -1).transpose(1, 0, 2)
    ring, days, centre = (int(at) for at in np.unravel_index(np.argmax(by_ring), by_ring.shape))
    best = float(by_ring[ring, days, centre])
    if best == 0:
        return None
    base = ring * disks.shape[1] + centre
    inside = (ages <= days) & np.isin(places, disks.indices[disks.indptr[base] : disks.indptr[base + 1]])
    reached, made = _permute(places, ages, disks, study.least_counts(best), random, permutations, stop)
    p = reached / made if reached == stop else (reached + 1) / (made + 1)
    expected = float(study.mu()[days, base])
    return Cluster(centre, ring, days + 1, int(inside.sum()), expected, best, inside, p, made, 1 / p)


def log_likelihood_ratio(count: ArrayLike, mu: ArrayLike, total: ArrayLike) -> NDArray[np.float64]:
    """Return ``c ln(c / mu) + (C - c) ln((C - c) / (C - mu))`` where c > mu, 0 elsewhere; shapes broadcast.

    count: c, incidents of a cylinder; mu: those expected in it; total: C, all incidents; ``0 <= c, mu <= C``.
    """
    c, expected = np.asarray(count, dtype=np.float64), np.asarray(mu, dtype=np.float64)
    every = np.asarray(total, dtype=np.float64)
    more = (c > expected) & (expected > 0)
    at = np.where(more, expected, 1.0)
    rest = np.where(more, every - expected, 1.0)
    return np.where(more, xlogy(c, c / at) + xlogy(every - c, (every - c) / rest), 0.0)


@dataclass(frozen=True)
class _Study:
    """What permutations leave as it is.

    total: C; held: incidents of each disk, int64 [bases]; ending: those of the last 1, 2, .. days, int64 [window].
    """

    total: int
    held: NDArray[np.int64]
    ending: NDArray[np.int64]

    def mu(self) -> NDArray[np.float64]:
        """Expected incidents of every cylinder, [window, bases]."""
        return np.outer(self.ending, self.held) / max(self.total, 1)

    def least_counts(self, score: float) -> NDArray[np.int64]:
        """The least count with which each cylinder reaches ``score``, [window, bases].

        A cylinder's mu is the same in every permutation and its score rises with its count, so that a permutation need
        only be compared with whole numbers. More than the cylinder can ever hold where it cannot reach the score.
        """
        mu = self.mu()
        most = np.minimum(self.ending[:, None], self.held)  # that it can hold
        never = most + 1
        low, high = np.minimum(np.floor(mu).astype(np.int64) + 1, never), never
        while np.any(low < high):
            middle = (low + high) // 2
            enough = log_likelihood_ratio(np.minimum(middle, most), mu, self.total) >= score - _EQUAL
            low, high = np.where(enough, low, np.minimum(middle + 1, high)), np.where(enough, middle, high)
        return np.where(high < never, high, _NEVER)


def _checked(cell: ArrayLike, day: ArrayLike, n: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cells and ages in days, 0 on the last day, the youngest first."""
    places, days = np.asarray(cell), np.asarray(day)
    if places.ndim != 1 or places.shape != days.shape:
        raise ValueError(f"cells of shape {places.shape} and days of shape {days.shape}: one of each an incident")
    if places.size and not (places.dtype.kind in "iu" and days.dtype.kind in "iu"):
        raise TypeError(f"cells are {places.dtype} and days {days.dtype}: whole numbers only")
    if places.size and not 0 <= places.min() <= places.max() < n:
        raise ValueError(f"cells from {places.min()} to {places.max()}, but the grid has {n}")
    if days.size and days.max() > last:
        raise ValueError(f"an incident of day {days.max()}, after the last day {last}")
    return places.astype(np.int64), last - days.astype(np.int64)


def _counts(places: NDArray[np.int64], ages: NDArray[np.int64], disks: csr_matrix, window: int) -> NDArray[np.float64]:
    """Incidents of every cylinder, [window, bases]."""
    recent = ages < window
    single = np.zeros((disks.shape[1], window))
    np.add.at(single, (places[recent], ages[recent]), 1)
    counts: NDArray[np.float64] = (disks @ single.cumsum(axis=1)).T
    return counts


def _permute(
    places: NDArray[np.int64],
    ages: NDArray[np.int64],
    disks: csr_matrix,
    least: NDArray[np.int64],
    random: np.random.Generator,
    permutations: int,
    stop: int,
) -> tuple[int, int]:
    """How many permutations reach a least count anywhere, and how many were made."""
    recent = np.sort(ages[ages < len(least)])
    possible = np.flatnonzero((least < _NEVER).any(axis=0))  # most disks hold too little to ever reach the score
    kind = np.int16 if recent.size < np.iinfo(np.int16).max else np.int64  # half the time where the counts allow it
    thresholds = np.minimum(least[:, possible], np.iinfo(kind).max).astype(kind)
    targets = _bases_of_cells(disks[possible])
    reached = made = 0
    while made < permutations:
        batch = min(_BATCH, permutations - made)
        drawn = random.permuted(np.broadcast_to(places, (batch, places.size)), axis=1)[:, : recent.size]
        found = np.flatnonzero(_reach(drawn, recent, thresholds, targets))
        if reached + found.size >= stop:
            return stop, made + int(found[stop - reached - 1]) + 1
        reached, made = reached + found.size, made + batch
    return reached, made


def _reach(
    drawn: NDArray[np.int64], ages: NDArray[np.int64], thresholds: NDArray, targets: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether each permutation reaches a threshold, bool [batch].

    drawn: cells of the incidents with these ages, [batch, m]; thresholds: [window, bases]. The window grows by a day at
    a time; a day without incidents adds nothing, and thresholds only rise.
    """
    batch, number = len(drawn), thresholds.shape[1]
    running = np.zeros((batch, number + 1), dtype=thresholds.dtype)
    first = np.arange(batch)[:, None, None] * (number + 1)
    answer = np.zeros(batch, dtype=np.bool_)
    for age in np.unique(ages):
        np.add.at(running.reshape(-1), (first + targets[drawn[:, ages == age]]).reshape(-1), running.dtype.type(1))
        answer |= (running[:, :number] >= thresholds[age]).any(axis=1)
    return answer


def _bases_of_cells(disks: csr_matrix) -> NDArray[np.int64]:
    """The disks each cell lies in, int64 [n, most], filled up with the number of disks, which is none of them."""
    turned = disks.T.tocsr()
    number = np.diff(turned.indptr)
    answer = np.full((disks.shape[1], int(number.max(initial=0))), disks.shape[0], dtype=np.int64)
    row = np.repeat(np.arange(disks.shape[1]), number)
    answer[row, np.arange(turned.nnz) - turned.indptr[row]] = turned.indices
    return answer
