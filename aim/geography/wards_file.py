"""The one layout of ``wards.geojson``, written by building and by importing alike."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from aim.geography import files
from aim.geography.membership import Member

DECIMALS = 6  # of a degree: 0.11 m north, 0.06 m east, far below the precision of any point on the map


def write(
    path: Path,
    members: Sequence[Member],
    outlines: Mapping[str, shapely.Geometry],
    *,
    status: str,
    attribution: str,
    method: str,
    decimals: int | None = DECIMALS,
) -> Path:
    """Write one feature per member, ordered by code, in one step. ``outlines`` in degrees, by ward code.

    ``decimals=None`` keeps every coordinate as it is.
    """
    head = {"type": "FeatureCollection", "status": status, "attribution": attribution, "method": method}
    lines = [
        json.dumps(_feature(member, outlines[member.ward_code], decimals), ensure_ascii=False, separators=(",", ":"))
        for member in sorted(members, key=lambda member: member.ward_code)
    ]
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    return files.write_text(path, f'{opening}, "features": [\n' + ",\n".join(lines) + "\n]}\n")


def polygons(outline: shapely.Geometry, decimals: int | None = DECIMALS) -> list[list[list[list[float]]]]:
    """The coordinates of a (multi)polygon as GeoJSON has them: parts, rings (shell anticlockwise), points."""
    oriented = shapely.orient_polygons(shapely.normalize(outline))
    return [
        [_ring(ring, decimals) for ring in (part.exterior, *part.interiors)] for part in shapely.get_parts(oriented)
    ]


def geometry(outline: shapely.Geometry, decimals: int | None = DECIMALS) -> dict[str, Any]:
    """The outline as a GeoJSON geometry; one part is a Polygon."""
    parts = polygons(outline, decimals)
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def _ring(ring: shapely.LinearRing, decimals: int | None) -> list[list[float]]:
    points = shapely.get_coordinates(ring)
    return (points if decimals is None else np.round(points, decimals)).tolist()  # type: ignore[no-any-return]


def _feature(member: Member, outline: shapely.Geometry, decimals: int | None) -> dict[str, Any]:
    properties = {
        "ward_code": member.ward_code,
        "ward_name": member.ward_name,
        "valid_from": member.valid_from.isoformat() if member.valid_from else None,
        "valid_to": member.valid_to.isoformat() if member.valid_to else None,
    }
    return {"type": "Feature", "properties": properties, "geometry": geometry(outline, decimals)}
