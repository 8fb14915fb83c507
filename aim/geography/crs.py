"""British National Grid (EPSG:27700, metres) and WGS84 (degrees, longitude first).

The seven-parameter Helmert transformation (EPSG:1314, 2 m) is written out rather than looked up: PROJ would otherwise
take a finer shift grid on a machine that happens to hold it, and the same postcodes would give other outlines there.
"""

from functools import cache

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

BNG = "EPSG:27700"
WGS84 = "EPSG:4326"

_TO_BNG = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector +step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)

Floats = NDArray[np.float64]


@cache
def _transformer() -> Transformer:
    return Transformer.from_pipeline(_TO_BNG)


def to_bng(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
    """Easting and northing in metres of points in degrees; ``inf`` where a coordinate is not finite."""
    east, north = _transformer().transform(_floats(longitude), _floats(latitude))
    return np.asarray(east), np.asarray(north)


def to_wgs84(easting: ArrayLike, northing: ArrayLike) -> tuple[Floats, Floats]:
    """Longitude and latitude in degrees of points in metres; ``inf`` where a coordinate is not finite."""
    longitude, latitude = _transformer().transform(_floats(easting), _floats(northing), direction="INVERSE")
    return np.asarray(longitude), np.asarray(latitude)


def outline_to_bng(outline: shapely.Geometry) -> shapely.Geometry:
    """The same outline in metres."""
    return shapely.transform(outline, lambda xy: np.column_stack(to_bng(xy[:, 0], xy[:, 1])))


def outline_to_wgs84(outline: shapely.Geometry) -> shapely.Geometry:
    """The same outline in degrees."""
    return shapely.transform(outline, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1])))


def distance_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Metres between points, over the National Grid (its scale is within 0.04 % of the ground's)."""
    east1, north1 = to_bng(lon1, lat1)
    east2, north2 = to_bng(lon2, lat2)
    return np.hypot(east1 - east2, north1 - north2)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)
