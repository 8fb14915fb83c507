"""How far a rank can be trusted: 90 % intervals of the rank within the list shown.

Ranks of draws from the posterior: H. Goldstein and D. J. Spiegelhalter, "League tables and their limitations", J. R.
Statist. Soc. A 159 (1996) 385-443, section 4; the posterior is that of :func:`aim.engine.expected.posterior`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

DRAWS: Final = 4000  # the 5 % point of a rank is then known to a third of a per cent
TAIL: Final = 20  # one draw in twenty on either side: 90 % between


@dataclass(frozen=True)
class RankIntervals:
    """For the P places of a list in their order, arrays [P].

    low, high: the highest and the lowest rank that are likely, 1 is the first; fragile: the rank could easily change.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    fragile: NDArray[np.bool_]


def rank_intervals(
    shape: ArrayLike, rate: ArrayLike, place: ArrayLike, *, seed: int, key: ArrayLike | None = None, draws: int = DRAWS
) -> RankIntervals:
    """Return between which ranks each place of a list lies, nine times of ten.

    Each cell's rate is drawn from ``gamma(shape, rate)``, a place sums its cells, and the places of the list are ranked
    against each other, once a draw; low and high are the ranks that at most one draw in twenty lies above and below. A
    place is *fragile* where the ranks from low to high are more than half of the list, or where the rank it stands at
    (its number) is none of them: the list is ordered by the decayed count, which looks further back.

    shape, rate: [n], over 0, of the posterior (for seriousness: one entry a category and cell, the rate divided by the
    weight); place: integer [n], the number of the place that each belongs to, 1 to P, 0 for none; key: [n], distinct,
    for example the cells: the answer then does not depend on the order of the entries; seed: of the random numbers.
    Raises ValueError for lengths that do not fit, a place without a cell and values that are none of a gamma's.
    """
    ranks = drawn_ranks(shape, rate, place, seed=seed, key=key, draws=draws)
    places = ranks.shape[1]
    tail = draws // TAIL
    ordered = np.sort(ranks, axis=0)
    low, high = (ordered[[tail, draws - 1 - tail]] if places else np.empty((2, 0), dtype=np.int64)).astype(np.int64)
    own = np.arange(1, places + 1)
    wide = (high - low + 1 > places / 2) & (places > 1)
    return RankIntervals(low, high, wide | (own < low) | (own > high))


def drawn_ranks(
    shape: ArrayLike, rate: ArrayLike, place: ArrayLike, *, seed: int, key: ArrayLike | None = None, draws: int = DRAWS
) -> NDArray[np.int32]:
    """Return the rank of each place in each draw: [draws, P], 1 is the first. As :func:`rank_intervals`."""
    shapes, rates = np.asarray(shape, dtype=np.float64), np.asarray(rate, dtype=np.float64)
    number = np.asarray(place)
    keys = np.arange(shapes.size) if key is None else np.asarray(key)
    if not shapes.shape == rates.shape == number.shape == keys.shape or shapes.ndim != 1:
        raise ValueError("shape, rate, place and key are not of one length")
    listed = np.flatnonzero(number > 0)
    listed = listed[np.lexsort((keys[listed], number[listed]))]
    number = number[listed]
    if not (np.isfinite(rates[listed]) & (shapes[listed] > 0) & (rates[listed] > 0)).all():
        raise ValueError("a shape or rate of a listed place is not over 0")
    starts = np.flatnonzero(np.diff(number, prepend=0))
    if not np.array_equal(number[starts], np.arange(1, starts.size + 1)):
        raise ValueError("places are not numbered from 1 without gaps: each needs a cell of its own")
    if not starts.size:
        return np.empty((draws, 0), dtype=np.int32)
    random = np.random.default_rng(seed)
    cells = random.standard_gamma(shapes[listed], size=(draws, listed.size)) / rates[listed]
    sums = np.add.reduceat(cells, starts, axis=1)
    # Places are continuous, so that no two are equal: the rank is where a place stands in the order of the draw.
    ranks = np.empty(sums.shape, dtype=np.int32)
    np.put_along_axis(ranks, np.argsort(-sums, axis=1), np.arange(1, starts.size + 1, dtype=np.int32)[None], axis=1)
    return ranks
