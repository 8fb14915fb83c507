"""A raster over the wards that answers for most points without touching an outline.

Each square holds the ward all of it lies in, or that it must be asked of the outlines. Squares answer a million points
in the time of one array look-up, whether the points repeat or not; hexagons need one h3 call per distinct point, and at
resolution 10 a third of the town lies in a hexagon that a border crosses.
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

Floats = NDArray[np.float64]

OUTSIDE = -1
ASK = -2  # a border may cross this square
_SIDE = 2048  # squares along the longer side of the box: some 6 m in one town
_PAD = 3  # squares around the box that are surely outside
_BLOCK = 1 << 16  # points at a time: what is worked on stays in the cache


class Cover:
    """The raster over ``shapes`` (degrees). ``of(lon, lat)`` gives the index of a shape, ``OUTSIDE`` or ``ASK``."""

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        west, south, east, north = shapely.total_bounds(shapes)
        self._step = max(east - west, north - south, 1e-9) / _SIDE
        self._west, self._south = west - _PAD * self._step, south - _PAD * self._step
        self._per_degree = 1 / self._step
        self._columns = int(np.ceil((east - west) / self._step)) + 2 * _PAD
        self._rows = int(np.ceil((north - south) / self._step)) + 2 * _PAD
        # One square short of the table: rounding cannot carry a point out of it.
        self._east = self._west + (self._columns - 1) * self._step
        self._north = self._south + (self._rows - 1) * self._step
        self._table = self._classify(shapes).ravel()

    def of(self, longitude: Floats, latitude: Floats) -> NDArray[np.int16]:
        """What the raster knows of each point; NaN and points beyond the raster are outside."""
        found = np.empty(longitude.shape, dtype=np.int16)
        for start in range(0, len(longitude), _BLOCK):
            lon, lat = longitude[start : start + _BLOCK], latitude[start : start + _BLOCK]
            found[start : start + _BLOCK] = self._look_up(lon, lat)
        return found

    def _look_up(self, lon: Floats, lat: Floats) -> NDArray[np.int16]:
        # The least and the greatest are NaN where any is, and no comparison with NaN holds.
        if lon.min() >= self._west and lon.max() < self._east and lat.min() >= self._south and lat.max() < self._north:
            return self._table[self._square(lon, lat)]
        within = (lon >= self._west) & (lon < self._east) & (lat >= self._south) & (lat < self._north)
        found = np.full(lon.shape, OUTSIDE, dtype=np.int16)
        found[within] = self._table[self._square(lon[within], lat[within])]
        return found

    def _square(self, longitude: Floats, latitude: Floats) -> NDArray[np.int32]:
        """Index into the table of points within the raster."""
        column = ((longitude - self._west) * self._per_degree).astype(np.int32)
        row = ((latitude - self._south) * self._per_degree).astype(np.int32)
        row *= self._columns
        row += column
        return np.asarray(row)

    def _classify(self, shapes: NDArray[np.object_]) -> NDArray[np.int16]:
        """Mark every square a border crosses, and give each patch of the others the shape of one of its squares.

        Unmarked squares that share sides have no border between them: all lie in one shape, or in none.
        """
        patches, count = ndimage.label(~self._crossed(shapes))
        square = np.zeros(count + 1, dtype=np.int64)  # one of each patch, whichever is written last
        square[patches.ravel()] = np.arange(patches.size)
        row, column = np.divmod(square[1:], self._columns)
        middle_x = self._west + (column + 0.5) * self._step
        middle_y = self._south + (row + 0.5) * self._step
        answer = np.concatenate([[ASK], exact(shapes, middle_x, middle_y)]).astype(np.int16)
        return np.asarray(answer[patches])

    def _crossed(self, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
        """The squares that a border crosses or comes near to.

        With a point every quarter square along the borders, all of a border lies within an eighth of one of them. Each
        point marks the squares at the corners of a box of a quarter around it: the box is smaller than a square, so
        these are all the squares it meets, and the other eighth is far more than rounding can take.
        """
        quarter = self._step / 4
        points = shapely.get_coordinates(shapely.segmentize(shapely.boundary(shapes), quarter))
        marked = np.zeros((self._rows, self._columns), dtype=bool)
        for east, north in ((-quarter, -quarter), (-quarter, quarter), (quarter, -quarter), (quarter, quarter)):
            marked.ravel()[self._square(points[:, 0] + east, points[:, 1] + north)] = True
        return marked


def exact(shapes: NDArray[np.object_], longitude: Floats, latitude: Floats) -> NDArray[np.int16]:
    """The lowest index of the shapes that hold each point, borders included; ``OUTSIDE`` where none does.

    ``shapes`` prepared for speed. This is the definition the raster must equal.
    """
    found = np.full(longitude.shape, OUTSIDE, dtype=np.int16)
    for index in range(len(shapes) - 1, -1, -1):
        west, south, east, north = shapely.bounds(shapes[index])
        near = np.flatnonzero((longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north))
        found[near[shapely.intersects_xy(shapes[index], longitude[near], latitude[near])]] = index
    return found
