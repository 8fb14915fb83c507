"""Where do incidents of a concern concentrate, and which of those cells may be named and ranked?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aim import schema
from aim.concerns import Concern
from aim.engine import hotspots, places, ranks
from aim.geography import crs
from aim.reading.basis import Basis
from aim.reading.shown import Shown


@dataclass(frozen=True)
class HotspotMap:
    """One map; every array has one entry a cell of the grid, in the grid's order."""

    resolution: int
    count: np.ndarray  # incidents in the window, known places left out
    apart: np.ndarray
    result: hotspots.HotspotMap
    score: np.ndarray  # decayed count of the ranked categories in all months to the shown one
    rank: np.ndarray  # 1 .. n
    place: np.ndarray  # number of the place a hotspot cell belongs to, 0 for none
    centre: np.ndarray  # index of the named centre that holds the cell's middle, -1 for none


@dataclass(frozen=True)
class Tuning:
    """What an analyst may set otherwise than the meeting has it.

    ``alpha``: p below which a cell is significant; ``adjust``: whether p is adjusted for the number of cells;
    ``floor``: incidents of its own from which such a cell is a hotspot; ``apart``: whether known places are left out.
    """

    alpha: float
    adjust: bool
    floor: int
    apart: bool


def usual(shown: Shown, concern: Concern) -> Tuning:
    """The meeting's own, as the settings of the picture have them."""
    thresholds = shown.thresholds
    floor = thresholds.floor_all if concern.floor == "all" else thresholds.floor
    return Tuning(thresholds.alpha, adjust=True, floor=floor, apart=True)


def hotspot_map(found: Basis, *, resolution: int, tuning: Tuning | None = None) -> HotspotMap:
    """Gi* of the window over the whole grid, places and ranks (method sections 2 and 6), of the sources counted."""
    shown = found.reporting.shown
    tuned = tuning or usual(shown, found.concern)
    key = ("map", found.concern.name, found.month, found.sources, found.held, found.window, resolution, tuned)
    return shown.once(key, lambda: _make(shown, found, resolution, tuned))


def tune(x: np.ndarray, shown: Shown, resolution: int, tuned: Tuning, counts: np.ndarray) -> hotspots.HotspotMap:
    """Hotspots of ``x``, [cells] or [maps, cells], as they are ``tuned``; ``counts`` of the same shape: incidents."""
    weights = shown.weights(resolution, shown.thresholds.rings[resolution])
    return hotspots.hotspots(x, weights, alpha=tuned.alpha, floor=tuned.floor, counts=counts, adjust=tuned.adjust)


def history(shown: Shown, numbers: NDArray[np.int64], resolution: int, tuned: Tuning) -> NDArray[np.int64]:
    """:meth:`aim.reading.shown.Shown.history` with known places where ``tuned`` counts them: [month + 1, cell]."""
    cells: NDArray[np.int64] = shown.history(numbers, resolution)
    return cells if tuned.apart else cells + shown.history(numbers, resolution, "apart")


def _make(shown: Shown, found: Basis, resolution: int, tuned: Tuning) -> HotspotMap:
    thresholds, concern = shown.thresholds, found.concern
    last = shown.month_number(found.month)
    numbers = shown.numbers(concern.categories, found.sources)
    count = shown.total(numbers, found.held, resolution)
    apart = shown.total(numbers, found.held, resolution, "apart")
    if not tuned.apart:
        count, apart = count + apart, np.zeros_like(apart)
    result = tune(count, shown, resolution, tuned, count)
    prefix = history(shown, shown.numbers(concern.ranked, found.sources), resolution, tuned)
    # Rounded, so that scores that differ in their last digit only are ties, settled by all history.
    score = ranks.decayed_count(np.diff(prefix[: last + 2], axis=0), half_life=thresholds.half_life_months).round(9)
    grid = shown.cells(resolution)[schema.CELL]
    centre = _centres(shown, resolution)
    return HotspotMap(
        resolution=resolution,
        count=count,
        apart=apart,
        result=result,
        score=score,
        rank=ranks.rank(result.hotspot, score, prefix[last + 1], grid),
        place=places.group(
            result.hotspot, score, shown.ring(resolution, 1), max_cells=thresholds.place_cells, centre=centre + 1
        ),
        centre=centre,
    )


def _centres(shown: Shown, resolution: int) -> np.ndarray:
    return shown.once(("centres", resolution), lambda: _find_centres(shown, resolution))


def _find_centres(shown: Shown, resolution: int) -> np.ndarray:
    columns = shown.cells(resolution)
    easting, northing = crs.to_bng(np.array(columns[schema.LONGITUDE]), np.array(columns[schema.LATITUDE]))
    index = np.full(len(easting), -1)
    for number, centre in enumerate(shown.partnership["centres"]):
        x, y = crs.to_bng(np.array([centre["longitude"]]), np.array([centre["latitude"]]))
        index[(np.hypot(easting - x, northing - y) <= centre["radius_m"]) & (index < 0)] = number
    return index
