"""The geography as people and other programs see it."""

from typing import Any

from aim.config import Config
from aim.geography import cells, crs, postcodes, wards_file
from aim.geography.outlines import Outlines
from aim.schema import RESOLUTIONS


def describe(outlines: Outlines, config: Config) -> dict[str, Any]:
    """What is in force, as plain JSON values: status, neighbourhoods with their wards, area, cells per resolution."""
    codes = postcodes.read(config)
    return {
        "status": outlines.status,
        "membership_confirmed": outlines.membership_confirmed,
        "expired": outlines.expired.isoformat() if outlines.expired else None,
        "attribution": outlines.attribution,
        "fingerprint": outlines.fingerprint,
        "area_km2": _km2(outlines.area),
        "postcodes": int((codes.district_code == config.partnership.district_code).sum()),
        "cells": {str(resolution): len(cells.grid(outlines, resolution)) for resolution in RESOLUTIONS},
        "neighbourhoods": [
            {
                "name": name,
                "area_km2": _km2(outlines.neighbourhood_outline(name)),
                "wards": [
                    {"code": ward.code, "name": ward.name, "confidence": ward.confidence}
                    for ward in outlines.wards
                    if ward.neighbourhood == name
                ],
            }
            for name in outlines.neighbourhoods
        ],
    }


def to_geojson(outlines: Outlines) -> dict[str, Any]:
    """One feature per neighbourhood, WGS84, 6 decimals; properties name, neighbourhood, wards, status."""
    return {
        "type": "FeatureCollection",
        "attribution": outlines.attribution,
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "name": name,
                    "neighbourhood": name,
                    "wards": [ward.name for ward in outlines.wards if ward.neighbourhood == name],
                    "status": outlines.status,
                },
                "geometry": wards_file.geometry(outlines.neighbourhood_outline(name)),
            }
            for name in outlines.neighbourhoods
        ],
    }


def _km2(outline: Any) -> float:
    return round(float(crs.outline_to_bng(outline).area) / 1e6, 4)
