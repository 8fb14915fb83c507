"""Where do incidents of a concern concentrate, and which of those cells may be named and ranked?"""

from dataclasses import dataclass

import numpy as np

from aim import schema
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


def hotspot_map(found: Basis, *, resolution: int) -> HotspotMap:
    """Gi* of the window over the whole grid, places and ranks (method sections 2 and 6), of the sources counted."""
    shown = found.reporting.shown
    key = ("map", found.concern.name, found.month, found.sources, found.held, found.window, resolution)
    return shown.once(key, lambda: _make(shown, found, resolution))


def _make(shown: Shown, found: Basis, resolution: int) -> HotspotMap:
    thresholds, concern = shown.thresholds, found.concern
    last = shown.month_number(found.month)
    numbers = shown.numbers(concern.categories, found.sources)
    count = shown.total(numbers, found.held, resolution)
    result = hotspots.hotspots(
        count,
        shown.weights(resolution, thresholds.rings[resolution]),
        alpha=thresholds.alpha,
        floor=thresholds.floor_all if concern.floor == "all" else thresholds.floor,
    )
    ranked = shown.numbers(concern.ranked, found.sources)
    prefix = shown.history(ranked, resolution)
    # Rounded, so that scores that differ in their last digit only are ties, settled by all history.
    score = ranks.decayed_count(np.diff(prefix[: last + 2], axis=0), half_life=thresholds.half_life_months).round(9)
    grid = shown.cells(resolution)[schema.CELL]
    centre = _centres(shown, resolution)
    return HotspotMap(
        resolution=resolution,
        count=count,
        apart=shown.total(numbers, found.held, resolution, "apart"),
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
