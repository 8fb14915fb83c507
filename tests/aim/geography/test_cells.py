"""Cells of points and of the area, against h3 and shapely asked one by one."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import h3.api.numpy_int as h3
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import around, made_of, on_borders

from aim.geography import cells, locate
from aim.geography.outlines import Outlines
from aim.schema import RESOLUTIONS

LONGITUDES = st.floats(-400, 400)
LATITUDES = st.floats(-90, 90)


def one_by_one(lon: np.ndarray, lat: np.ndarray, resolution: int = 10) -> list[int]:
    return [int(h3.latlng_to_cell(y, x, resolution)) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


@given(st.lists(st.tuples(LONGITUDES, LATITUDES), max_size=30), st.integers(0, 15), st.integers(1, 4))
@settings(deadline=None)
def test_any_points_are_indexed_as_h3_does(points: list[tuple[float, float]], resolution: int, times: int) -> None:
    lon, lat = np.array(points * times, dtype=float).reshape(-1, 2).T
    index = cells.CellIndex(resolution)
    expected = one_by_one(lon, lat, resolution)
    for _ in range(2):  # the second time from memory
        found = index.cells(lon, lat)
        assert found.dtype == np.int64
        assert found.tolist() == expected


@pytest.mark.parametrize("slots", [1, 4, 18])
def test_points_that_share_a_place_in_memory_stay_apart(monkeypatch: pytest.MonkeyPatch, slots: int) -> None:
    monkeypatch.setattr(cells, "_SLOTS", slots)
    random = np.random.default_rng(1)
    anchors = random.uniform([-1.3, 54.5], [-1.1, 54.6], (300, 2))
    index = cells.CellIndex()
    for _ in range(3):
        lon, lat = anchors[random.integers(0, len(anchors), 3_000)].T
        assert index.cells(lon, lat).tolist() == one_by_one(lon, lat)


def test_more_rows_than_are_worked_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "_BLOCK", 7)
    lon, lat = np.random.default_rng(2).uniform([-1.3, 54.5], [-1.1, 54.6], (100, 2)).T
    assert cells.CellIndex().cells(lon, lat).tolist() == one_by_one(lon, lat)


def test_threads_share_a_memory(outlines: Outlines) -> None:
    index = cells.CellIndex()
    parts = [around(outlines, 2_000, seed) for seed in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda part: index.cells(*part).tolist(), parts))
    assert found == [one_by_one(*part) for part in parts]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_point_that_is_nowhere_is_refused_and_not_remembered(bad: float) -> None:
    index = cells.CellIndex()
    for _ in range(2):
        with pytest.raises(ValueError, match="lies in no cell"):
            index.cells([-1.2, bad], [54.5, 54.5])
        with pytest.raises(ValueError, match="lies in no cell"):
            index.cells([-1.2, -1.2], [54.5, bad])
    assert index.cells([-1.2], [54.5]).tolist() == [h3.latlng_to_cell(54.5, -1.2, 10)]


def test_points_must_pair_and_may_be_none() -> None:
    with pytest.raises(ValueError, match="one length"):
        cells.CellIndex().cells([1.0], [])
    assert cells.CellIndex().cells([], []).tolist() == []


def test_zero_and_minus_zero_are_one_place() -> None:
    assert len(set(cells.CellIndex().cells([0.0, -0.0, 0.0], [0.0, 0.0, -0.0]).tolist())) == 1


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_the_overlapping_cells_are_those_whose_hexagon_meets_the_area(outlines: Outlines, resolution: int) -> None:
    middle = outlines.area.centroid
    rings = {8: 14, 9: 36, 10: 95}[resolution]
    near = np.array(h3.grid_disk(h3.latlng_to_cell(middle.y, middle.x, resolution), rings)).astype(np.int64)
    meets = shapely.intersects(outlines.area, cells.hexagons(near))
    assert cells.overlapping(outlines.area, resolution).tolist() == sorted(near[meets].tolist())


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_the_grid_is_a_set_in_order(outlines: Outlines, resolution: int) -> None:
    grid = cells.grid(outlines, resolution)
    assert grid.dtype == np.int64
    assert (np.diff(grid) > 0).all()
    assert {int(h3.get_resolution(cell)) for cell in grid.tolist()} == {resolution}
    assert set(cells.overlapping(outlines.area, resolution).tolist()) <= set(grid.tolist())


def test_the_size_of_the_shipped_grid(outlines: Outlines) -> None:
    assert [len(cells.grid(outlines, resolution)) for resolution in RESOLUTIONS] == [116, 672, 4321]


def test_every_point_of_the_area_has_its_storage_cell_in_the_grid(outlines: Outlines, locator: locate.Locator) -> None:
    """Border points above all: they count as inside, and their cells may touch the area in that point alone."""
    for make, n in ((around, 40_000), (on_borders, 40_000)):
        lon, lat = make(outlines, n, seed=11)
        inside = locator.wards(lon, lat) >= 0
        assert inside.any()
        assert np.isin(cells.CellIndex().cells(lon[inside], lat[inside]), cells.grid(outlines, 10)).all()


@pytest.mark.parametrize(("resolution", "beyond"), [(8, 1), (9, 3), (10, 0)])
def test_a_parent_that_does_not_overlap_counts_for_its_nearest_cell(
    outlines: Outlines, resolution: int, beyond: int
) -> None:
    grid = cells.grid(outlines, resolution)
    fine = cells.grid(outlines, 10).tolist()
    parents = np.unique([h3.cell_to_parent(cell, resolution) for cell in fine]).astype(np.int64)
    stray = parents[~np.isin(parents, grid)]
    assert len(stray) == beyond
    at = cells.nearest(grid, parents)
    np.testing.assert_array_equal(grid[at][np.isin(parents, grid)], parents[np.isin(parents, grid)])
    for cell, home in zip(stray.tolist(), grid[cells.nearest(grid, stray)].tolist(), strict=True):
        assert h3.are_neighbor_cells(cell, home)


def test_an_area_of_several_parts_lists_a_cell_once() -> None:
    ring = h3.cell_to_latlng(h3.latlng_to_cell(54.5742, -1.2350, 8))
    lat, lon = ring
    parts = [shapely.box(lon - 0.002, lat, lon - 0.001, lat + 0.001), shapely.box(lon + 0.001, lat, lon + 0.002, lat)]
    area = shapely.MultiPolygon([part.buffer(1e-4) for part in parts])
    found = cells.overlapping(area, 8).tolist()
    assert len(found) == len(set(found)) == 1


def test_centres_areas_and_rings_are_those_of_h3(outlines: Outlines) -> None:
    grid = cells.grid(outlines, 9)[:50]
    lon, lat = cells.centres(grid)
    for position, cell in enumerate(grid.tolist()):
        assert (lat[position], lon[position]) == h3.cell_to_latlng(cell)
        assert cells.areas_m2(grid)[position] == h3.cell_area(cell, unit="m^2")
        ring = cells.rings(grid)[position]
        assert ring[0] == ring[-1]
        assert len(ring) == 7
        assert shapely.LinearRing(ring).is_ccw
        np.testing.assert_allclose(ring[:-1], np.array(h3.cell_to_boundary(cell))[:, ::-1], atol=5.1e-7)


def test_no_cells_have_no_centres_areas_or_rings() -> None:
    none = np.array([], dtype=np.int64)
    assert [len(part) for part in cells.centres(none)] == [0, 0]
    assert len(cells.areas_m2(none)) == len(cells.rings(none)) == 0


@pytest.mark.parametrize("resolution", [8, 9])
def test_a_cell_belongs_to_the_neighbourhood_with_most_of_it(outlines: Outlines, resolution: int) -> None:
    grid = cells.grid(outlines, resolution)
    shapes = [outlines.neighbourhood_outline(name) for name in outlines.neighbourhoods]
    for hexagon, ward in zip(cells.hexagons(grid), cells.assign(grid, outlines), strict=True):
        home = outlines.ward_neighbourhood[ward]
        parts = [hexagon.intersection(shape).area for shape in shapes]
        assert parts[home] >= max(parts) - 1e-15
        if max(parts) > 0:
            siblings = [one for one in outlines.wards if one.neighbourhood == outlines.neighbourhoods[home]]
            largest = max(hexagon.intersection(one.outline).area for one in siblings)
            assert hexagon.intersection(outlines.wards[ward].outline).area >= largest - 1e-15


def test_the_neighbourhood_is_settled_before_the_ward() -> None:
    """One ward of the North holds 40 % of the cell, two of the South 35 % and 25 %: the cell is the South's."""
    cell = np.array([h3.latlng_to_cell(54.5742, -1.2350, 9)], dtype=np.int64)
    hexagon = cells.hexagons(cell)[0]
    west, south, east, north = hexagon.bounds

    def slice_between(low: float, high: float) -> shapely.Geometry:
        """The part of the hexagon between two shares of its area, cut from west to east."""
        edges = np.linspace(west, east, 20_001)
        share = shapely.area(shapely.intersection(hexagon, shapely.box(west, south, edges, north))) / hexagon.area
        left, right = np.interp([low, high], share, edges)
        return shapely.box(left, south, right, north)

    made = made_of(
        (slice_between(0, 0.40), "North"), (slice_between(0.40, 0.75), "South"), (slice_between(0.75, 1), "South")
    )
    assert cells.assign(cell, made).tolist() == [1]


def test_a_cell_that_touches_no_ward_belongs_to_the_nearest() -> None:
    cell = h3.latlng_to_cell(54.5742, -1.2350, 9)
    lat, lon = h3.cell_to_latlng(cell)
    made = made_of(
        (shapely.box(lon + 1, lat, lon + 2, lat + 1), "North"),
        (shapely.box(lon - 0.5, lat, lon - 0.4, lat + 1), "South"),
    )
    assert cells.assign(np.array([cell], dtype=np.int64), made).tolist() == [1]


@pytest.mark.real
def test_the_official_outline_gives_the_reference_numbers(shared: Path) -> None:
    expected = json.loads((shared / "reference" / "vectors.json").read_text())["h3_middlesbrough"]
    districts = gpd.read_file(shared / "data" / "boundaries" / "cleveland-districts.gpkg").to_crs(4326)
    area = districts[districts["lad21nm"] == "Middlesbrough"].geometry.iloc[0]
    shapely.prepare(area)
    for resolution in RESOLUTIONS:
        found = cells.overlapping(area, resolution)
        assert len(found) == expected["cells_overlap_distinct"][str(resolution)]
        middle = shapely.contains_xy(area, *cells.centres(found))
        assert middle.sum() == expected["cells_centre"][str(resolution)]
    # The slack for border points adds none.
    grids = [len(cells.grid(SimpleNamespace(area=area), resolution)) for resolution in RESOLUTIONS]
    assert grids == [112, 667, 4322]


@pytest.mark.real
def test_the_town_centre_has_the_reference_cells_and_areas(shared: Path) -> None:
    expected = json.loads((shared / "reference" / "vectors.json").read_text())["h3_middlesbrough"]
    for resolution in (7, *RESOLUTIONS):
        cell = cells.CellIndex(resolution).cells([-1.2350], [54.5742])
        assert f"{cell[0]:015x}" == expected["latlng_54.5742_-1.2350"][str(resolution)]
        assert cells.areas_m2(cell)[0] == pytest.approx(expected["cell_area_m2"][str(resolution)], abs=0.05)
