"""What are incidents counted on? The outlines in force, the grid over them, and the roads below."""

from typing import Any

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import outlines, show
from aim.geography import roads as stored
from aim.geography.roads import Roads

__all__ = ["Roads", "describe", "outlines_geojson", "roads", "roads_to_draw"]


def describe(config: Config) -> dict[str, Any]:
    """Status, area, wards by neighbourhood, and cells by resolution of the outlines in force today."""
    return show.describe(outlines.load(config), config)


def outlines_geojson(config: Config) -> dict[str, Any]:
    """The neighbourhoods in force as a GeoJSON feature collection."""
    return show.to_geojson(outlines.load(config))


def roads(config: Config) -> Roads | None:
    """The roads of this store; None where none were imported. Raises GeographyError where their file is damaged."""
    return stored.load(config)


def roads_to_draw(config: Config) -> Roads | None:
    """As :func:`roads`, but None also where the file is damaged: a map without roads is still the map."""
    try:
        return stored.load(config)
    except GeographyError:
        return None
