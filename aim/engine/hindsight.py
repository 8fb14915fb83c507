"""Hindsight: had last month's ranking been followed, how much of what came next would have lain at its head?

The predictive accuracy index PAI is that of S. Chainey, L. Tompson and S. Uhlig, "The utility of hotspot mapping for
predicting spatial patterns of crime", Security Journal 21 (2008) 4-28; the efficiency index PEI* compares it with the
best that the same area could have held: J. M. Hunt, *Do crime hot spots move?* (thesis, American University, 2016), and
G. Mohler and M. D. Porter, "Rotational grid, PAI-maximizing crime forecasts", Stat. Anal. Data Min. 11 (2018) 227-236.
It judges a ranking, never the people who work by it.

Everything is taken at exactly the same area: of the cell, or the cells of one score, in which the share is reached only
the part that still fits is counted. A choice by lot among equal scores gives that on average, so that no ranking is
helped or harmed by the order in which cells happen to stand, and "random" (all scores equal) is exact.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

SHARE: Final = 0.03  # of the area: what a few patrols can cover
ENGINE, LAST_MONTH, LAST_12, RANDOM, DRAW = "engine", "last month", "last 12 months", "random", "random draw"
YEAR: Final = 12
WINS: Final = 2.0  # standard errors above the best rival from which a win is claimed
LOSES: Final = -1.0  # standard errors below which a ranking is not shipped


@dataclass(frozen=True)
class Hindsight:
    """How rankings did, arrays of one shape; NaN where nothing happened.

    recapture: part of what happened that lay in the area, n / N; pai: that over the area's share, (n / N) / (a / A);
    pei: pai over the best attainable with the same area, 0 to 1; best: that best pai.
    """

    recapture: NDArray[np.float64]
    pai: NDArray[np.float64]
    pei: NDArray[np.float64]
    best: NDArray[np.float64]


@dataclass(frozen=True)
class Backtest:
    """Rankings over the last months: ``shown`` has arrays [rankings, months]; ``rankings`` names their rows.

    "random" is what a ranking by lot gives on average, "random draw" one such ranking.
    """

    rankings: tuple[str, ...]
    shown: Hindsight


@dataclass(frozen=True)
class Verdict:
    """The engine beside its best rival, over the months in which something happened.

    rival: the one with the highest mean; means: of every ranking; difference: mean of engine less rival, month by
    month; standard_error: of that mean; months: how many. ``wins`` and ``loses`` are what may be claimed and what may
    not be shipped.
    """

    rival: str
    means: Mapping[str, float]
    difference: float
    standard_error: float
    months: int

    @property
    def wins(self) -> bool:
        """Whether a win may be claimed: more than 2 standard errors above the best rival."""
        return self.difference > WINS * self.standard_error

    @property
    def loses(self) -> bool:
        """Whether the ranking is not to be shipped: more than 1 standard error below the best rival."""
        return self.difference < LOSES * self.standard_error


def hindsight(score: ArrayLike, observed: ArrayLike, area: ArrayLike, *, share: float = SHARE) -> Hindsight:
    """Return how much of ``observed`` lay in the highest scores, values of shape [...].

    score: [..., n], finite, higher is ranked before; observed: counts of what came next, [..., n]; area: of each cell,
    [n], over 0; share: of the whole area, over 0 to 1. Raises ValueError.
    """
    counts, ground = np.asarray(observed, dtype=np.float64), np.asarray(area, dtype=np.float64)
    scores, seen = np.broadcast_arrays(np.asarray(score, np.float64), counts)
    if ground.ndim != 1 or seen.shape[-1:] != ground.shape or not (np.isfinite(ground) & (ground > 0)).all():
        raise ValueError(f"areas of shape {ground.shape} are not one over 0 for each cell of {seen.shape}")
    if not 0 < share <= 1:
        raise ValueError(f"a share of {share}: it is over 0 and at most 1")
    if not np.isfinite(scores).all() or not (np.isfinite(counts) & (counts >= 0)).all():
        raise ValueError("a score is not finite, or a count is under 0 or none")
    total = counts.sum(axis=-1)
    total = np.where(total > 0, total, np.nan)
    recapture = _held(scores, seen, ground, share) / total
    # The best is of the counts alone, so it is found once however many rankings there are.
    most = np.broadcast_to(_held(counts / ground, counts, ground, share) / total, recapture.shape)
    return Hindsight(recapture, recapture / share, recapture / most, most / share)


def backtest(
    counts: ArrayLike,
    area: ArrayLike,
    ranking: Callable[[NDArray], ArrayLike],
    *,
    months: int,
    random: np.random.Generator | None = None,
    share: float = SHARE,
) -> Backtest:
    """Return how the engine and its plain rivals would have done in each of the last ``months``.

    counts: [all months, n], oldest first, at least 12 more than ``months``; ranking: gives the scores [n] for a month
    from the counts [earlier months, n] before it, and gets no others; area and share as in :func:`hindsight`; random:
    seeded, for one ranking by lot a month, "random draw"; without it there is none. Raises ValueError.
    """
    cube = np.asarray(counts)
    if cube.ndim != 2 or months < 1 or len(cube) < months + YEAR:
        raise ValueError(f"counts of shape {cube.shape} do not hold {months} months and {YEAR} before them")
    rankings = (ENGINE, LAST_MONTH, LAST_12, RANDOM) if random is None else (ENGINE, LAST_MONTH, LAST_12, RANDOM, DRAW)
    scores = {name: np.zeros((months, cube.shape[1])) for name in rankings}
    first = len(cube) - months
    for at in range(months):
        before = cube[: first + at]
        scores[ENGINE][at] = ranking(before)
        scores[LAST_MONTH][at] = before[-1]
        scores[LAST_12][at] = before[-YEAR:].sum(axis=0, dtype=np.float64)
        if random is not None:
            scores[DRAW][at] = random.permutation(cube.shape[1])
    shown = hindsight(np.stack(list(scores.values())), cube[first:], area, share=share)
    return Backtest(rankings, shown)


def judge(tested: Backtest, measure: ArrayLike | None = None) -> Verdict:
    """Return the engine beside the rival that did best on average.

    measure: [rankings, months], by default the PAI; months with NaN are left out, at least two must remain. The rivals
    are last month, the last 12 months and random on average. Raises ValueError.
    """
    values = np.asarray(tested.shown.pai if measure is None else measure, dtype=np.float64)
    if values.ndim != 2 or len(values) != len(tested.rankings):
        raise ValueError(f"a measure of shape {values.shape} is not [{len(tested.rankings)} rankings, months]")
    values = values[:, np.isfinite(values).all(axis=0)]
    if values.shape[1] < 2:
        raise ValueError(f"{values.shape[1]} months in which something happened: at least two are needed")
    row = dict(zip(tested.rankings, values, strict=True))
    means = {name: float(value.mean()) for name, value in row.items()}
    rival = max((LAST_12, LAST_MONTH, RANDOM), key=lambda name: means[name])
    difference = row[ENGINE] - row[rival]
    error = float(difference.std(ddof=1) / np.sqrt(difference.size))
    return Verdict(rival, means, float(difference.mean()), error, difference.size)


def _held(
    score: NDArray[np.float64], counts: NDArray[np.float64], area: NDArray[np.float64], share: float
) -> NDArray[np.float64]:
    """What the highest scores of [..., n] hold within ``share`` of the area; cells of one score hold it evenly."""
    order = np.argsort(-score, axis=-1, kind="stable")
    ranked = np.take_along_axis(score, order, axis=-1)
    ground = np.cumsum(area[order], axis=-1)
    held = np.cumsum(np.take_along_axis(counts, order, axis=-1), axis=-1)
    wanted = share * ground[..., -1:]
    # The score at which the share is reached; cells before `first` are above it, cells up to `last` are of it.
    last_score = np.take_along_axis(ranked, np.argmax(ground >= wanted, axis=-1, keepdims=True), axis=-1)
    first = np.count_nonzero(ranked > last_score, axis=-1, keepdims=True)
    last = np.count_nonzero(ranked >= last_score, axis=-1, keepdims=True)
    area_above, held_above = _up_to(ground, first), _up_to(held, first)
    part = (wanted - area_above) / (_up_to(ground, last) - area_above)
    within: NDArray[np.float64] = held_above + part * (_up_to(held, last) - held_above)
    return within[..., 0]


def _up_to(sums: NDArray[np.float64], number: NDArray[np.int64]) -> NDArray[np.float64]:
    """The running sum [..., 1] of the first ``number`` entries; 0 of none."""
    found = np.take_along_axis(sums, np.maximum(number - 1, 0), axis=-1)
    return np.where(number > 0, found, 0.0)
