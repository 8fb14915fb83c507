"""Cells of snapped points, and the neighbourhood of a million points, each against the plain library way."""

import geopandas as gpd
import h3.api.numpy_int as h3
import numpy as np
from harness import interleave

from aim import config
from aim.geography import outlines as ground
from aim.geography.cells import CellIndex
from aim.geography.locate import Locator

POINTS = 1_000_000
ANCHORS = 2_000  # the town's published anchors are some 1,900


def rows() -> list[dict[str, object]]:
    """One row per comparison, as the runner prints them."""
    return [snapped_cells(), neighbourhoods()]


def snapped_cells(runs: int = 9) -> dict[str, object]:
    """The cell of every row of an extract whose points repeat. The memory is new each time, as at the first file."""
    lon, lat = anchored(np.random.default_rng(2026))

    def ours() -> np.ndarray:
        return CellIndex().cells(lon, lat)

    def rival() -> list[int]:
        return [h3.latlng_to_cell(y, x, 10) for x, y in zip(lon, lat, strict=True)]

    if ours().tolist() != [int(cell) for cell in rival()]:
        raise AssertionError("the two do not agree")
    return row("H3 index of snapped points", interleave(ours, rival, runs=runs), runs, hold=6, aim=12)


def neighbourhoods(runs: int = 5) -> dict[str, object]:
    """The neighbourhood of distinct points strewn over the town's box.

    The rival's points are made beforehand, and it asks "within", which takes it a fraction of its "intersects".
    """
    outlines = ground.load(config.load())
    locator = Locator(outlines)
    west, south, east, north = outlines.area.bounds
    lon, lat = np.random.default_rng(2026).uniform([west, south], [east, north], (POINTS, 2)).T.copy()
    areas = gpd.GeoDataFrame(
        {"neighbourhood": outlines.neighbourhoods},
        geometry=[outlines.neighbourhood_outline(name) for name in outlines.neighbourhoods],
        crs=4326,
    )
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326)

    def ours() -> np.ndarray:
        return locator.neighbourhoods(lon, lat)

    def rival() -> gpd.GeoDataFrame:
        return gpd.sjoin(points, areas, how="left", predicate="within")

    joined = rival()["neighbourhood"].fillna("outside")
    if len(joined) != POINTS or (np.array([*outlines.neighbourhoods, "outside"])[ours()] != joined.to_numpy()).any():
        raise AssertionError("the two do not agree")
    return row("point to neighbourhood, 1M points", interleave(ours, rival, runs=runs), runs, hold=15, aim=35)


def anchored(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A million points on a few thousand anchors, to six decimals as published."""
    anchors = random.uniform([-1.30, 54.50], [-1.14, 54.60], (ANCHORS, 2)).round(6)
    lon, lat = anchors[random.integers(0, ANCHORS, POINTS)].T
    return lon.copy(), lat.copy()


def row(name: str, medians: tuple[float, float], runs: int, *, hold: float, aim: float) -> dict[str, object]:
    """What the runner prints and keeps; a ratio over 1 means that ours is ahead."""
    ours, rival = medians
    return {
        "name": name,
        "ours": ours * 1000,
        "rival": rival * 1000,
        "unit": "ms",
        "ratio": rival / ours,
        "hold": hold,
        "aim": aim,
        "runs": runs,
    }
