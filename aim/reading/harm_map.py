"""Where does the seriousness of a concern concentrate? The map of hotspots with days of imprisonment for incidents.

For analysts and exports: with published police data most of it is one category.
"""

from dataclasses import dataclass, replace

import numpy as np

from aim import schema
from aim.engine import places, ranks
from aim.engine.harm import harm
from aim.errors import QuestionError
from aim.reading.basis import Basis
from aim.reading.hotspot_map import HotspotMap, Tuning, hotspot_map, tune, usual
from aim.reading.shown import Shown
from aim.reading.weights import weights


@dataclass(frozen=True)
class HarmMap:
    """``map``: Gi*, score, rank and place by typical days, beside the counts; ``harm``: days of the window, [cells]."""

    map: HotspotMap
    harm: np.ndarray


def harm_map(found: Basis, *, resolution: int, tuning: Tuning | None = None) -> HarmMap:
    """Gi* over the typical days of each cell, ranked by decayed days; a hotspot still needs incidents of its own.

    Of every category of the concern that has a weight, those that depend on how much the police look among them.
    Raises QuestionError where the picture has no weights, or no category counted has one.
    """
    shown = found.reporting.shown
    tuned = tuning or usual(shown, found.concern)
    numbers, table = weighed(found)
    key = ("harm map", found.concern.name, found.month, found.sources, found.held, found.window, resolution, tuned)
    return shown.once(key, lambda: _make(shown, found, numbers, table, resolution, tuned))


def weighed(found: Basis) -> tuple[np.ndarray, np.ndarray]:
    """The series counted and their weights, [series, 3]. Raises QuestionError as :func:`harm_map`."""
    shown = found.reporting.shown
    table = weights(shown)
    if table is None:
        raise QuestionError("this picture is older than the weights of seriousness: run `aim build` for one with them")
    numbers = shown.numbers(found.concern.categories, found.sources)
    if np.isnan(table[numbers]).all():
        name = found.concern.name
        raise QuestionError(f"nothing counted of {name!r} has a weight: settings/harm.toml says why, ask by count")
    return numbers, table[numbers]


def history(found: Basis, resolution: int, tuned: Tuning) -> np.ndarray:
    """Typical days of all months before each, [month + 1, cell]: none where nothing that is counted has a weight."""
    shown = found.reporting.shown
    numbers, table = shown.numbers(found.concern.categories, found.sources), weights(shown)
    if table is None or not len(numbers):
        return np.zeros((len(shown.months) + 1, len(shown.cells(resolution)[schema.CELL])))
    key = ("harm history", found.concern.name, found.sources, resolution, tuned.apart)

    def make() -> np.ndarray:
        before = shown.prefix(resolution)[numbers]
        if not tuned.apart:
            before = before + shown.prefix(resolution, "apart")[numbers]
        # Rounded, so that sums that differ in their last digit only are ties.
        return harm(before, table[numbers]).typical.round(6)

    return shown.once(key, make)


def _make(
    shown: Shown, found: Basis, numbers: np.ndarray, table: np.ndarray, resolution: int, tuned: Tuning
) -> HarmMap:
    counted = hotspot_map(found, resolution=resolution, tuning=tuned)
    counts = shown.counts(numbers, found.held, resolution)
    if not tuned.apart:
        counts = counts + shown.counts(numbers, found.held, resolution, "apart")
    days = harm(counts, table).typical
    result = tune(days, shown, resolution, tuned, counted.count)
    before = history(found, resolution, tuned)[: shown.month_number(found.month) + 2]
    score = ranks.decayed_count(np.diff(before, axis=0), half_life=shown.thresholds.half_life_months).round(6)
    group = places.group(
        result.hotspot,
        score,
        shown.ring(resolution, 1),
        max_cells=shown.thresholds.place_cells,
        centre=counted.centre + 1,
    )
    rank = ranks.rank(result.hotspot, score, before[-1], shown.cells(resolution)[schema.CELL])
    return HarmMap(replace(counted, result=result, score=score, rank=rank, place=group), days)
