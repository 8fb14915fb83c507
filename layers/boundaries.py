"""Where the outlines lie on a screen: bounds, and the view that fits them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import atan, cos, exp, log, log2, pi, radians, tan
from typing import Any, Final

Bounds = tuple[float, float, float, float]  # west, south, east, north; degrees WGS84

_TILE_PX: Final = 512  # MapLibre: the world is this many pixels wide at zoom 0
# Hexagons reach over the outlines; on a small map less room is left for that. As in assets/map.js.
PADDING_PX: Final = 20.0
PADDING_SHARE: Final = 0.06
EARTH_M: Final = 40_075_016.686  # circumference at the equator, WGS84


@dataclass(frozen=True)
class View:
    """A centre in degrees and a MapLibre zoom."""

    longitude: float
    latitude: float
    zoom: float


@dataclass(frozen=True)
class Inset:
    """A part of the map that is shown by itself and larger, under its ``title``."""

    title: str
    bounds: Bounds


def around(longitude: float, latitude: float, metres: float) -> Bounds:
    """The square that reaches ``metres`` from a point (degrees) to each side."""
    north = 360 * metres / EARTH_M
    east = north / cos(radians(latitude))
    return longitude - east, latitude - north, longitude + east, latitude + north


def bounds(features: Mapping[str, Any], *, names: Iterable[str] | None = None) -> Bounds:
    """West, south, east and north of a GeoJSON FeatureCollection's polygons.

    ``names`` keeps only the features whose property ``name`` is among them. Raises ValueError where nothing is left.
    """
    wanted = None if names is None else set(names)
    points = [
        point
        for feature in features["features"]
        if wanted is None or feature["properties"].get("name") in wanted
        for point in _points(feature["geometry"]["coordinates"])
    ]
    if not points:
        raise ValueError(f"no outline named {sorted(wanted or ())!r}: cannot tell where the map should look")
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _points(coordinates: Any) -> Iterable[tuple[float, float]]:
    if isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _points(part)


def fit(area: Bounds, *, width_px: float, height_px: float) -> View:
    """The closest view that shows all of ``area`` in a map of this size, with a little room around it."""
    padding_px = min(PADDING_PX, PADDING_SHARE * min(width_px, height_px))
    west, south, east, north = area
    x0, x1 = (west + 180) / 360, (east + 180) / 360
    y0, y1 = _mercator(north), _mercator(south)
    free_width, free_height = width_px - 2 * padding_px, height_px - 2 * padding_px
    scale = min(free_width / max(x1 - x0, 1e-9), free_height / max(y1 - y0, 1e-9))
    return View((west + east) / 2, _latitude((y0 + y1) / 2), log2(scale / _TILE_PX))


def _mercator(latitude: float) -> float:
    """Web Mercator's y, 0 at the top of the world and 1 at its foot."""
    return 0.5 - log(tan(pi / 4 + radians(latitude) / 2)) / (2 * pi)


def _latitude(y: float) -> float:
    return (2 * atan(exp((0.5 - y) * 2 * pi)) - pi / 2) * 180 / pi
