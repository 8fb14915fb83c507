"""Tables as GeoJSON (RFC 7946): WGS84, longitude first, outer rings anticlockwise, six decimals (0.1 m)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import h3
import numpy as np
import orjson
import shapely
from shapely.geometry import mapping, shape

from aim.errors import AimError
from aim.geography import cells
from aim.reports import values

DECIMALS: Final = 6
# Names that RFC 7946 keeps for itself (sections 3 and 7.1), and the one it took out: not for what we add.
_RESERVED: Final = frozenset(
    {"type", "features", "bbox", "id", "coordinates", "geometries", "geometry", "properties", "crs"}
)

Geometry: TypeAlias = shapely.Geometry | Mapping[str, Any]


def hexagons(names: Sequence[Any]) -> list[dict[str, Any]]:
    """The outline of each cell, given as 15 hexadecimal digits. Raises :class:`AimError` naming what is no cell."""
    wrong = [name for name in names if not (isinstance(name, str) and h3.is_valid_cell(name))]
    if wrong:
        shown = ", ".join(f"{name!r:.40}" for name in wrong[:5])
        raise AimError(f"{len(wrong)} rows have no H3 cell to draw, for example {shown}")
    indexes = np.array([int(name, 16) for name in names], dtype=np.int64)
    return [{"type": "Polygon", "coordinates": [ring]} for ring in cells.rings(indexes)]


def drawn(geometries: Iterable[Geometry]) -> list[dict[str, Any]]:
    """Geometries in degrees, shapely's or GeoJSON's, with rings the right way round and six decimals."""
    shapes = [item if isinstance(item, shapely.Geometry) else shape(item) for item in geometries]
    return [_rounded(mapping(item)) for item in shapely.orient_polygons(np.array(shapes, dtype=object)).tolist()]


def text(
    columns: Mapping[str, Sequence[Any]],
    geometries: Sequence[Mapping[str, Any]],
    *,
    ids: Sequence[Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> bytes:
    """A feature collection, one feature a line; ``metadata`` stands beside ``features`` as foreign members.

    Missing values are null. Raises :class:`AimError` for infinities, which JSON does not have, for text that is no
    Unicode, and for metadata under a name that RFC 7946 keeps for itself.
    """
    taken = sorted(_RESERVED & set(metadata or {}))
    if taken:
        raise AimError(f"metadata cannot be called {', '.join(taken)}: GeoJSON keeps these names for itself")
    head = {"type": "FeatureCollection", **_values("metadata", dict(metadata or {}))}
    rows = [_values(name, list(column)) for name, column in columns.items()]
    lines = []
    for index, geometry in enumerate(geometries):
        feature: dict[str, Any] = {"type": "Feature"}
        if ids is not None:
            feature["id"] = ids[index]
        feature["properties"] = {name: row[index] for name, row in zip(columns, rows, strict=True)}
        feature["geometry"] = geometry
        lines.append(_dump(feature))
    return b'%s,\n"features": [\n%s\n]}\n' % (_dump(head)[:-1], b",\n".join(lines))


def _values(name: str, found: Any) -> Any:
    """``found`` as plain values, checked to be JSON."""
    try:
        ready = values.plain(found)
    except TypeError as error:
        raise AimError(f"{name}: {error}") from error
    if _infinite(ready):
        raise AimError(f"{name}: holds an infinite number, which GeoJSON cannot: write .csv or .parquet")
    return ready


def _infinite(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_infinite, value.values()))
    if isinstance(value, list):
        return any(map(_infinite, value))
    return isinstance(value, float) and math.isinf(value)


def _dump(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError as error:
        raise AimError(f"a value cannot be written as JSON: {error}") from error


def _rounded(geometry: Mapping[str, Any]) -> dict[str, Any]:
    if "geometries" in geometry:
        return {"type": geometry["type"], "geometries": [_rounded(part) for part in geometry["geometries"]]}
    return {"type": geometry["type"], "coordinates": _rounded_points(geometry["coordinates"])}


def _rounded_points(points: Any) -> Any:
    if isinstance(points, (list, tuple)):
        return [_rounded_points(point) for point in points]
    return round(points, DECIMALS)
