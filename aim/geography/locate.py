"""The ward and the neighbourhood of points."""

import threading

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from aim.geography import cover, crs
from aim.geography.outlines import Outlines
from aim.schema import MARGIN_M

Floats = NDArray[np.float64]
Indices = NDArray[np.int16]


class Locator:
    """Which ward a point lies in. Make it once per outlines; every question is safe to ask from several threads.

    A point on a border belongs to the ward of the lowest index, so that every point of the area has exactly one.
    """

    def __init__(self, outlines: Outlines) -> None:
        self.outlines = outlines
        self._shapes = np.array([ward.outline for ward in outlines.wards], dtype=object)
        shapely.prepare(self._shapes)
        self._cover = cover.Cover(self._shapes)
        self._area_bng = crs.outline_to_bng(outlines.area)
        shapely.prepare(self._area_bng)
        # GEOS builds the indexes of a prepared outline when they are first asked for, and two threads that do so at
        # once corrupt the memory of the process. Only points near a border, and outside, are asked here.
        self._asking = threading.Lock()
        self._neighbourhood = np.concatenate([outlines.ward_neighbourhood, [-1]]).astype(np.int16)

    def __reduce__(self) -> tuple[type["Locator"], tuple[Outlines]]:
        # Prepared outlines and locks are of one process: another makes its own, in a tenth of a second.
        return Locator, (self.outlines,)

    def wards(self, longitude: ArrayLike, latitude: ArrayLike) -> Indices:
        """For each point in degrees the index of its ward in ``outlines.wards``; -1 outside and for NaN."""
        lon, lat = _points(longitude, latitude)
        found = self._cover.of(lon, lat)
        ask = np.flatnonzero(found == cover.ASK)
        with self._asking:
            found[ask] = cover.exact(self._shapes, lon[ask], lat[ask])
        return found

    def wards_exact(self, longitude: ArrayLike, latitude: ArrayLike) -> Indices:
        """The same by asking every outline: the slow twin that :meth:`wards` must equal."""
        points = _points(longitude, latitude)
        with self._asking:
            return cover.exact(self._shapes, *points)

    def neighbourhoods(self, longitude: ArrayLike, latitude: ArrayLike) -> Indices:
        """For each point the index of its neighbourhood in ``outlines.neighbourhoods``; -1 outside and for NaN."""
        return self._neighbourhood[self.wards(longitude, latitude)]

    def margin(self, longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.bool_]:
        """Whether each point lies outside every ward and at most ``schema.MARGIN_M`` metres from one."""
        lon, lat = _points(longitude, latitude)
        near = np.zeros(lon.shape, dtype=bool)
        outside = np.flatnonzero((self.wards(lon, lat) < 0) & np.isfinite(lon) & np.isfinite(lat))
        points, where = np.unique(lon[outside] + 1j * lat[outside], return_inverse=True)
        east, north = crs.to_bng(points.real, points.imag)
        west, south, far_east, far_north = shapely.bounds(self._area_bng)
        close = np.flatnonzero(
            (east >= west - MARGIN_M) & (east <= far_east + MARGIN_M)
            & (north >= south - MARGIN_M) & (north <= far_north + MARGIN_M)
        )  # fmt: skip
        answer = np.zeros(len(points), dtype=bool)
        near_by = shapely.points(east[close], north[close])
        with self._asking:
            answer[close] = shapely.dwithin(self._area_bng, near_by, MARGIN_M)
        near[outside] = answer[where]
        return near


def _points(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
    lon = np.ascontiguousarray(longitude, dtype=np.float64)
    lat = np.ascontiguousarray(latitude, dtype=np.float64)
    if lon.shape != lat.shape or lon.ndim != 1:
        raise ValueError(f"longitude {lon.shape} and latitude {lat.shape} must be lists of one length")
    return lon, lat
