"""Where does the seriousness of a concern concentrate? The map of hotspots with days of imprisonment for incidents.

For analysts and exports: with published police data most of it is one category.
"""

from dataclasses import dataclass, replace

import numpy as np

from aim import schema
from aim.engine import hotspots, places, ranks
from aim.engine.harm import harm
from aim.errors import QuestionError
from aim.reading.basis import Basis
from aim.reading.hotspot_map import HotspotMap, hotspot_map
from aim.reading.shown import Shown
from aim.reading.weights import weights


@dataclass(frozen=True)
class HarmMap:
    """``map``: Gi*, score, rank and place by typical days, beside the counts; ``harm``: days of the window, [cells]."""

    map: HotspotMap
    harm: np.ndarray


def harm_map(found: Basis, *, resolution: int) -> HarmMap:
    """Gi* over the typical days of each cell, ranked by decayed days; a hotspot still needs incidents of its own.

    Of every category of the concern that has a weight, those that depend on how much the police look among them.
    Raises QuestionError where the picture has no weights, or no category counted has one.
    """
    shown = found.reporting.shown
    table = weights(shown)
    if table is None:
        raise QuestionError("this picture is older than the weights of seriousness: run `aim build` for one with them")
    numbers = shown.numbers(found.concern.categories, found.sources)
    if np.isnan(table[numbers]).all():
        name = found.concern.name
        raise QuestionError(f"nothing counted of {name!r} has a weight: settings/harm.toml says why, ask by count")
    key = ("harm map", found.concern.name, found.month, found.sources, found.held, found.window, resolution)
    return shown.once(key, lambda: _make(shown, found, numbers, table[numbers], resolution))


def _make(shown: Shown, found: Basis, numbers: np.ndarray, table: np.ndarray, resolution: int) -> HarmMap:
    thresholds, counted = shown.thresholds, hotspot_map(found, resolution=resolution)
    days = harm(shown.counts(numbers, found.held, resolution), table).typical
    result = hotspots.hotspots(
        days,
        shown.weights(resolution, thresholds.rings[resolution]),
        alpha=thresholds.alpha,
        floor=thresholds.floor_all if found.concern.floor == "all" else thresholds.floor,
        counts=counted.count,
    )
    until = shown.prefix(resolution)[numbers, : shown.month_number(found.month) + 2]
    # Rounded, so that sums that differ in their last digit only are ties.
    before = harm(until, table).typical.round(6)
    score = ranks.decayed_count(np.diff(before, axis=0), half_life=thresholds.half_life_months).round(6)
    group = places.group(
        result.hotspot, score, shown.ring(resolution, 1), max_cells=thresholds.place_cells, centre=counted.centre + 1
    )
    rank = ranks.rank(result.hotspot, score, before[-1], shown.cells(resolution)[schema.CELL])
    return HarmMap(replace(counted, result=result, score=score, rank=rank, place=group), days)
