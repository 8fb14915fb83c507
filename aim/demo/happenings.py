"""Drawing what a partner's month holds: over-dispersed by anchor, each report with its own moment and point."""

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
from aim.demo.streams import BONFIRE, Kind, Stream
from aim.geography import crs

DISPERSION: Final = 1.5  # variance over mean of a kind's monthly count at an anchor
SCATTER_M: Final = 25.0  # reports lie around an anchor, not on it: these partners send exact points
OUTSIDE: Final = 0.04  # part of the reports that lie in neighbouring districts


@dataclass(frozen=True)
class Happenings:
    """A month of a stream: parallel arrays in the order of time."""

    month: str
    kind: npt.NDArray[np.intp]
    moment: npt.NDArray[np.datetime64]  # local, whole seconds
    easting: Floats  # metres, British National Grid
    northing: Floats


def draw(
    stream: Stream,
    month: str,
    until: date,
    anchors: Anchors,
    *,
    planted: tuple[tuple[Planted, str], ...] = (),
    seed: int,
) -> Happenings:
    """The reports of ``month`` up to the end of the day ``until``; ``planted`` places add to the kind named with them.

    The whole month is drawn and cut off behind ``until``: a later day keeps every report and adds to them.
    """
    rng = np.random.default_rng([seed, stream.seed, months.number(month)])
    counts = _counts(rng, _means(stream, month, anchors, planted))
    kind, anchor = np.nonzero(counts)
    kind, anchor = (np.repeat(index, counts[kind, anchor]) for index in (kind, anchor))
    moment = _moments(rng, stream, kind, month)
    easting, northing = crs.to_bng(anchors.longitude[anchor], anchors.latitude[anchor])
    scattered = rng.normal(0.0, SCATTER_M, (2, len(kind)))
    order = np.argsort(moment, kind="stable")
    order = order[moment[order] < np.datetime64(until, "s") + np.timedelta64(1, "D")]
    return Happenings(
        month=month,
        kind=kind[order],
        moment=moment[order],
        easting=np.round(easting + scattered[0])[order],
        northing=np.round(northing + scattered[1])[order],
    )


def _means(stream: Stream, month: str, anchors: Anchors, planted: tuple[tuple[Planted, str], ...]) -> Floats:
    """Expected reports of the whole month, float64 [kind, anchor]."""
    means = np.zeros((len(stream.kinds), len(anchors.longitude)))
    outside = len(means[0][anchors.outside])
    for row, kind in enumerate(stream.kinds):
        level = kind.monthly * _level(kind, month)
        means[row] = level * (1 - OUTSIDE) * anchors.weights[mix.KEYS.index(kind.like)]
        means[row, anchors.outside] = level * OUTSIDE / max(outside, 1)
    for place, name in planted:
        means[stream.number(name)] += place.level(month) * anchors.spread(place)
    return means


def _level(kind: Kind, month: str) -> float:
    """The kind's number in ``month`` over that of a mean month."""
    weights = _days(kind, month)
    return kind.season[months.number(month) % 12] / float(np.mean(kind.season)) * float(weights.mean())


def _days(kind: Kind, month: str) -> Floats:
    """Levels of the days of a month."""
    first, length = months.first_day(month), seasons.length(month)
    levels = [BONFIRE.get((first.month, day), 1.0) if kind.bonfire else 1.0 for day in range(1, length + 1)]
    return np.array(levels)


def _counts(rng: np.random.Generator, means: Floats) -> npt.NDArray[np.int64]:
    shape = means / (DISPERSION - 1)
    rate = rng.gamma(np.where(shape > 0, shape, 1.0)) * (DISPERSION - 1) * (means > 0)
    counts: npt.NDArray[np.int64] = rng.poisson(rate)
    return counts


def _moments(
    rng: np.random.Generator, stream: Stream, kind: npt.NDArray[np.intp], month: str
) -> npt.NDArray[np.datetime64]:
    """A local moment of the month for each report: its day, hour and second."""
    second = np.zeros(len(kind), dtype=np.int64)
    for number, each in enumerate(stream.kinds):
        at = np.flatnonzero(kind == number)
        days, hours = _days(each, month), np.array(each.hours, dtype=float)
        day = rng.choice(len(days), len(at), p=days / days.sum())
        hour = rng.choice(24, len(at), p=hours / hours.sum())
        second[at] = day * 86_400 + hour * 3_600 + rng.integers(0, 3_600, len(at))
    return np.datetime64(months.first_day(month), "s") + second.astype("timedelta64[s]")
