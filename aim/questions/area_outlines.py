"""The outlines of a table's areas, as they were when its picture was made."""

import json
from typing import Any

import pandas as pd
import shapely
from shapely.geometry import shape

from aim import schema
from aim.config import Config
from aim.questions.geometry import layer


def area_outlines(config: Config, table: pd.DataFrame, picture: str) -> list[shapely.Geometry]:
    """One outline (degrees) for each row of ``table`` by its columns ``neighbourhood`` and ``ward``.

    Where ``ward`` is empty it is the neighbourhood's; a name that is neither a neighbourhood's nor a ward's is the
    town's. Raises UnknownPictureError for an unknown ``picture``.
    """
    outlines: dict[tuple[str, str], shapely.Geometry] = {
        (ward["properties"][schema.NEIGHBOURHOOD], ward["properties"]["name"]): shape(ward["geometry"])
        for ward in _features(config, picture, "wards")
    }
    town = shapely.union_all(list(outlines.values()))
    for neighbourhood in _features(config, picture, "neighbourhoods"):
        outlines[neighbourhood["properties"][schema.NEIGHBOURHOOD], ""] = shape(neighbourhood["geometry"])
    return [outlines.get(key, town) for key in zip(table[schema.NEIGHBOURHOOD], table[schema.WARD], strict=True)]


def _features(config: Config, picture: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(layer(config, picture, name))["features"]
    return found
