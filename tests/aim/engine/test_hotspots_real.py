"""Gi* on real incidents, against esda and against numbers published with sfhotspot."""

import zipfile
from pathlib import Path

import h3.api.numpy_int as h3
import numpy as np
import pandas as pd
import pyarrow.csv as pv
import pytest
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.sparse import csr_matrix

from aim.engine.adjacency import ring_matrix
from aim.engine.counts import coarsen, count_cube, window_sums
from aim.engine.hotspots import gi_star, hotspots

pytestmark = pytest.mark.real

WEST, EAST, SOUTH, NORTH = -1.30, -1.13, 54.50, 54.59  # a box around Middlesbrough
POLICE = Path("data/police/cleveland-2023-01_2025-06.zip")


def street_rows(archive: Path) -> list[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.str_]]]:
    """Longitude, latitude and type of the rows inside the box, month by month."""
    months = []
    with zipfile.ZipFile(archive) as members:
        for name in sorted(name for name in members.namelist() if name.endswith("-street.csv")):
            with members.open(name) as file:
                table = pv.read_csv(file)
            lon, lat = (table[column].to_numpy() for column in ("Longitude", "Latitude"))
            inside = (lon > WEST) & (lon < EAST) & (lat > SOUTH) & (lat < NORTH)
            months.append((lon[inside], lat[inside], table["Crime type"].to_numpy()[inside]))
    return months


def overlapping(resolution: int) -> NDArray[np.int64]:
    """Every cell that overlaps the box, ascending."""
    box = h3.geo_to_h3shape(shapely.box(WEST, SOUTH, EAST, NORTH))
    cells = h3.h3shape_to_cells_experimental(box, resolution, contain="overlap")
    return np.unique(cells.astype(np.int64))


@pytest.fixture(scope="module")
def cleveland(shared: Path) -> tuple[NDArray[np.uint16], NDArray[np.int64], int]:
    """The cube [type, month, cell] of the box at resolution 9, its grid and the number of rows counted."""
    months = street_rows(shared / POLICE)
    fine = {}
    for lon, lat, _ in months:
        for point in zip(lat.tolist(), lon.tolist(), strict=True):
            fine.setdefault(point, h3.latlng_to_cell(*point, 9))
    cell = np.array([fine[point] for lon, lat, _ in months for point in zip(lat.tolist(), lon.tolist(), strict=True)])
    types, category = np.unique(np.concatenate([kinds for _, _, kinds in months]).astype(str), return_inverse=True)
    month = np.repeat(np.arange(len(months)), [lon.size for lon, _, _ in months])
    grid = overlapping(9)
    cube = count_cube(category, month, cell, n_categories=types.size, n_months=len(months), cells=grid)
    return cube, grid, cell.size


def test_every_real_row_is_counted_once(cleveland: tuple[NDArray[np.uint16], NDArray[np.int64], int]) -> None:
    cube, grid, rows = cleveland
    assert cube.shape == (14, 30, grid.size)
    assert cube.sum() == rows > 80_000
    assert coarsen(cube, grid, 8)[0].sum() == rows


def test_gi_star_of_the_real_months_is_that_of_esda(
    cleveland: tuple[NDArray[np.uint16], NDArray[np.int64], int],
) -> None:
    from esda import G_Local  # slow to import: only where it is needed
    from libpysal.graph import Graph

    cube, grid, _ = cleveland
    weights = ring_matrix(grid, 1)
    graph = Graph.from_sparse(weights)
    everything = cube.sum(axis=0, dtype=np.int64)
    single = everything[[0, 12, 29]]
    burglary = window_sums(cube[2], 3)[[0, 27]]
    maps = np.concatenate([single, window_sums(everything, 12)[[-1]], burglary]).astype(float)
    z = gi_star(maps, weights)
    for ours, x in zip(z, maps, strict=True):
        theirs = G_Local(x, graph, transform="B", star=True, permutations=0)
        np.testing.assert_allclose(ours, theirs.Zs, rtol=0, atol=1e-9)


def test_real_hotspots_have_incidents_of_their_own(
    cleveland: tuple[NDArray[np.uint16], NDArray[np.int64], int],
) -> None:
    cube, grid, _ = cleveland
    windows = window_sums(cube.sum(axis=0, dtype=np.int64), 3)
    shown = hotspots(windows, ring_matrix(grid, 1), alpha=0.05, floor=5)
    assert shown.varies.all()
    assert (windows[shown.hotspot] >= 5).all()
    assert (windows[shown.edge] < 5).all()
    assert (shown.hotspot.sum(axis=1) > 5).all()
    assert (shown.hotspot.mean(axis=1) < 0.1).all()


def test_memphis_robberies_on_squares_as_sfhotspot_has_them(shared: Path) -> None:
    counts, weights = memphis(pd.read_csv(shared / "data/us/memphis_robberies.csv"), side=500.0)
    assert (counts.size, counts.sum(), counts.max(), np.count_nonzero(counts == 0)) == (3302, 2245, 24, 2366)
    shown = hotspots(counts, weights, alpha=0.05, floor=0)
    assert shown.z.max() == pytest.approx(15.138061, abs=5e-7)
    assert shown.z.min() == pytest.approx(-1.2709774, abs=5e-8)
    assert np.count_nonzero((shown.p < 0.05) & (shown.z > 0)) == 425
    assert np.count_nonzero((shown.p < 0.05) & (shown.z < 0)) == 0
    assert np.count_nonzero(shown.p_adjusted < 0.05) == np.count_nonzero(shown.hotspot) == 278
    assert np.count_nonzero(shown.p * counts.size < 0.05) == 125  # Bonferroni


def memphis(robberies: pd.DataFrame, side: float) -> tuple[NDArray[np.int64], csr_matrix]:
    """Counts and queen weights of the squares that touch the robberies' convex hull widened by half a side.

    The squares start at the widened hull's lower left corner, as sfhotspot lays them.
    """
    to_utm = Transformer.from_crs(4326, 32615, always_xy=True)
    x, y = to_utm.transform(robberies["X"].to_numpy(), robberies["Y"].to_numpy())
    area = shapely.buffer(shapely.convex_hull(shapely.multipoints(np.column_stack([x, y]))), side / 2, quad_segs=30)
    left, bottom, right, top = area.bounds
    wide, high = int(np.ceil((right - left) / side)), int(np.ceil((top - bottom) / side))
    row, column = (axis.ravel() for axis in np.mgrid[:high, :wide])
    corner_x, corner_y = left + column * side, bottom + row * side
    kept = shapely.intersects(shapely.box(corner_x, corner_y, corner_x + side, corner_y + side), area)
    square = ((y - bottom) // side * wide + (x - left) // side).astype(np.int64)
    counts = np.bincount(square, minlength=wide * high)[kept]
    row, column = row[kept], column[kept]
    steps = np.maximum(abs(row[:, None] - row), abs(column[:, None] - column))
    return counts, csr_matrix((steps <= 1).astype(float))
