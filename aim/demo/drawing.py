"""Drawing a month: over-dispersed counts at every anchor, then one row for each incident."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from aim import months
from aim.demo import mix, seasons
from aim.demo.anchors import Anchors
from aim.demo.mix import Floats
from aim.demo.places import Planted

_COMMON: Final = 0.4  # the part of each mean that follows the month its anchor has, whatever the category
_ASB: Final = mix.KEYS.index("anti-social-behaviour")


@dataclass(frozen=True)
class Rows:
    """One month's rows: parallel arrays of indexes, with the crime ids ("" where none is published)."""

    month: str
    category: npt.NDArray[np.intp]
    anchor: npt.NDArray[np.intp]
    outcome: npt.NDArray[np.intp]
    reference: list[str]


def draw(month: str, until: date, anchors: Anchors, places: tuple[Planted, ...], seed: int) -> Rows:
    """The rows of ``month`` up to ``until``.

    The whole month is drawn and then thinned to its elapsed part, row by row: with the same seed, a later ``until`` in
    the same month keeps every row and adds to them, as long as the month is not complete.
    """
    rng = np.random.default_rng([seed, months.number(month)])
    counts = _overdispersed(rng, _means(month, anchors, places))
    category, anchor = np.nonzero(counts)
    category, anchor = (np.repeat(index, counts[category, anchor]) for index in (category, anchor))
    moment = rng.random(len(category))
    outcome = (rng.random(len(category))[:, None] >= mix.OUTCOME_BOUNDS[category]).sum(axis=1)
    digits = rng.bytes(32 * len(category)).hex()
    kept = np.flatnonzero(moment < seasons.elapsed(month, until))
    return Rows(
        month=month,
        category=category[kept],
        anchor=anchor[kept],
        outcome=outcome[kept],
        reference=["" if category[i] == _ASB else digits[64 * i : 64 * (i + 1)] for i in kept.tolist()],
    )


def _means(month: str, anchors: Anchors, places: tuple[Planted, ...]) -> Floats:
    """Expected incidents of the whole month, float64 [category, anchor]."""
    season = seasons.season(month)
    own = mix.MONTHLY_TOTAL * mix.SHARES
    planted = np.zeros_like(anchors.weights)
    for place in places:
        if place.monthly:
            # An emerging place is new to the town; the others are part of the measured total: what they lose, it loses.
            if place.kind != "emerging":
                own = own - place.monthly * place.mixture
            planted += np.outer(place.level(month) * place.mixture, anchors.spread(place))
    means = season[:, None] * (np.maximum(own, 0)[:, None] * anchors.weights + planted)
    outside = np.zeros(anchors.weights.shape[1])
    outside[anchors.outside] = 1 / max(len(outside[anchors.outside]), 1)
    return means + np.outer(mix.MONTHLY_OUTSIDE * mix.SHARES * season, outside)


def _overdispersed(rng: np.random.Generator, means: Floats) -> npt.NDArray[np.int64]:
    """Counts with the given means and the measured variance/mean, of each category and of all together.

    A gamma-Poisson whose variance is a fixed multiple of its mean at every anchor keeps that multiple for any sum of
    anchors, so that cells, wards and the town all have it. A part of each mean follows a second gamma that the
    categories of an anchor share; parts are added, not multiplied, or anchors of small means would be far too uneven.
    """
    total = means.sum(axis=0)
    share = np.divide(means, total, out=np.zeros_like(means), where=total > 0)
    common = share * _gamma(rng, total, mix.SHARED_DISPERSION / _COMMON**2)
    excess = np.maximum(mix.DISPERSION[:, None] - 1 - mix.SHARED_DISPERSION * share, 0.05) / (1 - _COMMON) ** 2
    counts: npt.NDArray[np.int64] = rng.poisson((1 - _COMMON) * _gamma(rng, means, excess) + _COMMON * common)
    return counts


def _gamma(rng: np.random.Generator, mean: Floats, excess: Floats | float) -> Floats:
    """Gamma draws of the given means with variance ``excess * mean``; 0 where the mean is 0."""
    shape = mean / excess
    return rng.gamma(np.where(shape > 0, shape, 1.0)) * excess * (mean > 0)
