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


class Cover:
    """The raster over ``shapes`` (degrees). ``of(lon, lat)`` gives the index of a shape, ``OUTSIDE`` or ``ASK``."""

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        west, south, east, north = shapely.total_bounds(shapes)
        self._step = max(east - west, north - south, 1e-9) / _SIDE
        self._west, self._south = west - _PAD * self._step, south - _PAD * self._step
        self._columns = int(np.ceil((east - west) / self._step)) + 2 * _PAD
        self._rows = int(np.ceil((north - south) / self._step)) + 2 * _PAD
        self._east = self._west + self._columns * self._step
        self._north = self._south + self._rows * self._step
        self._table = self._classify(shapes).ravel()

    def of(self, longitude: Floats, latitude: Floats) -> NDArray[np.int16]:
        """What the raster knows of each point; NaN and points beyond the raster are outside."""
        within = (longitude >= self._west) & (longitude < self._east)
        within &= (latitude >= self._south) & (latitude < self._north)
        if within.all():
            return self._table[self._square(longitude, latitude)]
        found = np.full(longitude.shape, OUTSIDE, dtype=np.int16)
        found[within] = self._table[self._square(longitude[within], latitude[within])]
        return found

    def _square(self, longitude: Floats, latitude: Floats) -> NDArray[np.int32]:
        column = ((longitude - self._west) * (1 / self._step)).astype(np.int32)
        row = ((latitude - self._south) * (1 / self._step)).astype(np.int32)
        # Rounding may carry a point on the last edge one square too far.
        np.minimum(column, self._columns - 1, out=column)
        np.minimum(row, self._rows - 1, out=row)
        row *= self._columns
        row += column
        return np.asarray(row)

    def _classify(self, shapes: NDArray[np.object_]) -> NDArray[np.int16]:
        """Mark the squares near a border, and give each patch of the others the shape of one of its squares.

        Points at most half a square apart along every border, and a ring of squares around each: no border leaves the
        marks, so that a patch of unmarked squares that share sides lies in one shape or in none.
        """
        borders = shapely.segmentize(shapely.boundary(shapes), self._step / 2)
        points = shapely.get_coordinates(borders)
        near = np.zeros((self._rows, self._columns), dtype=bool)
        near.ravel()[self._square(points[:, 0], points[:, 1])] = True
        near = ndimage.binary_dilation(near, structure=np.ones((3, 3), dtype=bool))
        patches, count = ndimage.label(~near)
        first = ndimage.minimum_position(np.ones_like(patches, dtype=np.int8), patches, np.arange(1, count + 1))
        row, column = np.array(first, dtype=np.int64).reshape(-1, 2).T
        middle_x = self._west + (column + 0.5) * self._step
        middle_y = self._south + (row + 0.5) * self._step
        answer = np.concatenate([[ASK], exact(shapes, middle_x, middle_y)]).astype(np.int16)
        return np.asarray(answer[patches])


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
