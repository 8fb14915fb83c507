"""What are incidents counted on? The outlines in force and the grid over them."""

from typing import Any

from aim.config import Config
from aim.geography import outlines, show


def describe(config: Config) -> dict[str, Any]:
    """Status, area, wards by neighbourhood, and cells by resolution of the outlines in force today."""
    return show.describe(outlines.load(config), config)


def outlines_geojson(config: Config) -> dict[str, Any]:
    """The neighbourhoods in force as a GeoJSON feature collection."""
    return show.to_geojson(outlines.load(config))
