"""GeoJSON that a page draws: the hexagons, the wards, and the labels that let a room find its way."""

from typing import Any

import numpy as np
import shapely

from aim.geography import cells as grid_cells
from aim.geography import crs, wards_file
from aim.geography.outlines import Outlines
from aim.geography.postcodes import Postcodes, sector

# A sector of fewer postcodes here is the rim of one that lies elsewhere: its label would stand at the edge of the map.
_SECTOR_FROM = 25


def cells_geojson(cells: np.ndarray) -> dict[str, Any]:
    """One hexagon per cell (int64 [n]); the feature's id and its property ``cell`` are the 15 hexadecimal digits."""
    return _collection(
        {
            "type": "Feature",
            "id": f"{cell:015x}",
            "properties": {"cell": f"{cell:015x}"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for cell, ring in zip(cells.tolist(), grid_cells.rings(cells), strict=True)
    )


def wards_geojson(outlines: Outlines) -> dict[str, Any]:
    """One feature per ward: name, code, neighbourhood."""
    return _collection(
        {
            "type": "Feature",
            "properties": {"name": ward.name, "code": ward.code, "neighbourhood": ward.neighbourhood},
            "geometry": wards_file.geometry(ward.outline),
        }
        for ward in outlines.wards
    )


def labels_geojson(outlines: Outlines, postcodes: Postcodes, district: str) -> dict[str, Any]:
    """One point per neighbourhood, ward and postcode sector: properties ``name`` and ``kind``."""
    wards = [(ward.name, "ward", ward.outline) for ward in outlines.wards]
    areas = [(name, "neighbourhood", outlines.neighbourhood_outline(name)) for name in outlines.neighbourhoods]
    points = [(name, kind, *_inside(outline)) for name, kind, outline in areas + wards]
    points += [(name, "sector", lon, lat) for name, lon, lat in _sectors(postcodes, district)]
    return _collection(
        {
            "type": "Feature",
            "properties": {"name": name, "kind": kind},
            "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
        }
        for name, kind, lon, lat in points
    )


def _inside(outline: shapely.Geometry) -> tuple[float, float]:
    """A point well inside the largest part, where a label has most room around it."""
    metres = crs.outline_to_bng(outline)
    largest = max(shapely.get_parts(metres), key=lambda part: float(part.area))
    point = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=10), 0)
    lon, lat = crs.to_wgs84(np.array([point.x]), np.array([point.y]))
    return float(lon[0]), float(lat[0])


def _sectors(postcodes: Postcodes, district: str) -> list[tuple[str, float, float]]:
    """Each sector of the district at the median of its postcodes."""
    here = np.flatnonzero(postcodes.district_code == district)
    names = np.array([sector(str(code)) for code in postcodes.postcode[here]])
    found = []
    for name in np.unique(names):
        members = here[names == name]
        if len(members) >= _SECTOR_FROM:
            found.append(
                (str(name), float(np.median(postcodes.lon[members])), float(np.median(postcodes.lat[members])))
            )
    return found


def _collection(features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
