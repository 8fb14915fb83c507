"""H3 cells: of points, of an area, and what is known of each. Cells are int64 throughout (bit 63 is always 0)."""

import threading
from collections.abc import Iterable
from functools import lru_cache
from itertools import repeat

import h3.api.numpy_int as h3
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from aim.geography import crs
from aim.geography.outlines import Outlines
from aim.schema import STORAGE_RESOLUTION

Cells = NDArray[np.int64]
Floats = NDArray[np.float64]

_SLOTS = 18  # 2**18 remembered coordinates, 7 MB: a force's anchors fit many times over
_BLOCK = 1 << 16  # rows at a time: what is worked on stays in the cache
# Degrees, 2 cm: the edge of a cell is a great circle, straight lines between its corners miss it by 0.1 mm, and a point
# on the outline counts as inside.
_SLACK = 2e-7
_MIX = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xFF51AFD7ED558CCD))


class CellIndex:
    """The H3 cell of points, each coordinate worked out once and remembered from call to call.

    h3 indexes one point a call; extracts repeat a few thousand anchors a million times. The memory is a table of fixed
    size with one place per hash: an entry counts only if both coordinates are equal, so that two points on one place
    cost time and never a wrong cell. Safe to share between threads.
    """

    def __init__(self, resolution: int = STORAGE_RESOLUTION) -> None:
        self.resolution = resolution
        self._longitude = np.full(1 << _SLOTS, np.nan)
        self._latitude = np.full(1 << _SLOTS, np.nan)
        self._cell = np.zeros(1 << _SLOTS, dtype=np.int64)
        self._row = np.zeros(1 << _SLOTS, dtype=np.int32)  # scratch of _learn
        self._lock = threading.Lock()

    def cells(self, longitude: ArrayLike, latitude: ArrayLike) -> Cells:
        """The cell of each point in degrees, equal to ``h3.latlng_to_cell``. Raises ValueError for NaN and infinity."""
        lon = np.ascontiguousarray(longitude, dtype=np.float64)
        lat = np.ascontiguousarray(latitude, dtype=np.float64)
        if lon.shape != lat.shape or lon.ndim != 1:
            raise ValueError(f"longitude {lon.shape} and latitude {lat.shape} must be lists of one length")
        out = np.empty(len(lon), dtype=np.int64)
        with self._lock:
            for start in range(0, len(lon), _BLOCK):
                rows = slice(start, start + _BLOCK)
                self._fill(lon[rows], lat[rows], out[rows])
        return out

    def _fill(self, lon: Floats, lat: Floats, out: Cells) -> None:
        slot = _slots(lon, lat)
        known = (self._longitude[slot] == lon) & (self._latitude[slot] == lat)
        out[:] = self._cell[slot]
        if not known.all():
            new = np.flatnonzero(~known)
            out[new] = self._learn(lon[new], lat[new])

    def _learn(self, lon: Floats, lat: Floats) -> Cells:
        """Ask h3 once for each distinct point, and remember it. Rows that share a hash but no point are asked alone."""
        if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
            raise ValueError("a point without a finite longitude and latitude lies in no cell")
        rows = np.arange(len(lon), dtype=np.int32)
        slot = _slots(lon, lat)
        self._row[slot] = rows
        last = self._row[slot]  # for each row the last one of the same hash, usually of the same point
        repeated = (lon[last] == lon) & (lat[last] == lat)
        ask = np.flatnonzero((last == rows) | ~repeated)
        calls = map(h3.latlng_to_cell, lat[ask].tolist(), lon[ask].tolist(), repeat(self.resolution))
        found = np.zeros(len(lon), dtype=np.int64)
        found[ask] = np.fromiter(calls, dtype=np.uint64, count=len(ask)).astype(np.int64)
        found[repeated] = found[last[repeated]]
        keep = np.flatnonzero(last == rows)
        self._longitude[slot[keep]], self._latitude[slot[keep]] = lon[keep], lat[keep]
        self._cell[slot[keep]] = found[keep]
        return found


def _slots(lon: Floats, lat: Floats) -> NDArray[np.int64]:
    mixed = (lon.view(np.uint64) * _MIX[0]) ^ (lat.view(np.uint64) * _MIX[1])
    return ((mixed * _MIX[2]) >> np.uint64(64 - _SLOTS)).astype(np.int64)


def overlapping(area: shapely.Geometry, resolution: int) -> Cells:
    """Every cell that overlaps an area in degrees, once each, ordered. (h3 repeats cells that touch several parts.)"""
    found = h3.h3shape_to_cells_experimental(h3.geo_to_h3shape(area), resolution, contain="overlap")
    return np.unique(np.asarray(found, dtype=np.uint64)).astype(np.int64)


def grid(outlines: Outlines, resolution: int) -> Cells:
    """The grid of the area: every cell that overlaps it, once each, ordered; read only.

    A child reaches beyond its parent, so that the parent of a storage cell of the grid need not overlap the area: at
    Middlesbrough 1 such parent at resolution 8 and 3 at 9. :func:`nearest` says which cell of the grid counts for it.
    """
    return _grid(outlines.area.wkb, resolution)


@lru_cache(maxsize=16)  # outlines seldom change, and every build and every load asks for their grids
def _grid(area: bytes, resolution: int) -> Cells:
    found = overlapping(shapely.buffer(shapely.from_wkb(area), _SLACK), resolution)
    found.flags.writeable = False
    return found


def nearest(grid: Cells, cells: Cells) -> NDArray[np.int64]:
    """For each of ``cells`` the position in ``grid`` of itself or, where it is not there, of the nearest cell."""
    at = np.minimum(np.searchsorted(grid, cells), len(grid) - 1).astype(np.int64)
    stray = grid[at] != cells
    if stray.any():
        places = np.column_stack(crs.to_bng(*centres(grid)))
        _, at[stray] = KDTree(places).query(np.column_stack(crs.to_bng(*centres(cells[stray]))))
    return at


def centres(cells: Cells) -> tuple[Floats, Floats]:
    """Longitude and latitude of the centre of each cell."""
    points = np.array([h3.cell_to_latlng(cell) for cell in cells.tolist()], dtype=np.float64).reshape(-1, 2)
    return points[:, 1].copy(), points[:, 0].copy()


def areas_m2(cells: Cells) -> Floats:
    """The area of each cell in square metres, on the sphere as h3 has it."""
    return np.array([h3.cell_area(cell, unit="m^2") for cell in cells.tolist()], dtype=np.float64)


def rings(cells: Cells) -> list[list[list[float]]]:
    """The outline of each cell as GeoJSON has it: a closed anticlockwise ring of [longitude, latitude], 6 decimals."""
    return [_ring(h3.cell_to_boundary(cell), 6) for cell in cells.tolist()]


def hexagons(cells: Cells) -> NDArray[np.object_]:
    """The outline of each cell as a polygon in degrees, at full precision."""
    return np.array([shapely.Polygon(_ring(h3.cell_to_boundary(cell), 15)) for cell in cells.tolist()], dtype=object)


def _ring(corners: Iterable[tuple[float, float]], decimals: int) -> list[list[float]]:
    ring = [[round(longitude, decimals), round(latitude, decimals)] for latitude, longitude in corners]
    return ring + ring[:1]


def assign(cells: Cells, outlines: Outlines) -> NDArray[np.int16]:
    """The ward of each cell (index into ``outlines.wards``): the largest part within the neighbourhood that holds most.

    The neighbourhood is settled first, so that a cell never counts for another neighbourhood than the one with most of
    its area; equal parts go to the lowest index. A cell that touches no ward (a parent taken in for its children)
    belongs to the nearest. Read only.
    """
    wards = tuple(ward.outline.wkb for ward in outlines.wards)
    return _assign(cells.astype(np.int64).tobytes(), wards, tuple(outlines.ward_neighbourhood.tolist()))


@lru_cache(maxsize=16)  # as the grids
def _assign(cells: bytes, wards: tuple[bytes, ...], neighbourhood: tuple[int, ...]) -> NDArray[np.int16]:
    hexes = hexagons(np.frombuffer(cells, dtype=np.int64))
    shapes = np.array([shapely.from_wkb(ward) for ward in wards], dtype=object)
    member = np.array(neighbourhood, dtype=np.int64)
    part = np.zeros((len(hexes), len(shapes)))
    cell, ward = shapely.STRtree(shapes).query(hexes, predicate="intersects")
    part[cell, ward] = shapely.area(shapely.intersection(hexes[cell], shapes[ward]))
    of_neighbourhood = np.zeros((len(shapes), int(member.max()) + 1))
    of_neighbourhood[np.arange(len(shapes)), member] = 1
    home = (part @ of_neighbourhood).argmax(axis=1)
    within = np.where(member[None, :] == home[:, None], part, -1.0)
    chosen: NDArray[np.int16] = within.argmax(axis=1).astype(np.int16)
    for lone in np.flatnonzero(part.sum(axis=1) == 0):
        chosen[lone] = shapely.distance(shapes, hexes[lone]).argmin()
    chosen.flags.writeable = False
    return chosen
