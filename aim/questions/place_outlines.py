"""The outlines of a table of places, for files that draw it."""

import h3
import pandas as pd
import shapely
from shapely.geometry import shape

from aim import schema
from aim.config import Config
from aim.questions.area_outlines import area_outlines


def place_outlines(config: Config, table: pd.DataFrame, picture: str) -> list[shapely.Geometry]:
    """One outline (degrees) for each row by its column ``cells``: the hexagons together; without cells its ward's.

    Raises UnknownPictureError for an unknown ``picture``.
    """
    wards = area_outlines(config, table, picture)
    return [_together(cells) or ward for cells, ward in zip(table[schema.CELLS], wards, strict=True)]


def _together(cells: str) -> shapely.Geometry | None:
    return shape(h3.cells_to_geo(cells.split())) if cells else None
