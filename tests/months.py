"""The real months as the engine gets them: a cube over every cell that overlaps Middlesbrough.

Read from the published extract beside the project, without store or ingest.
"""

import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import h3.api.numpy_int as h3
import numpy as np
import pyarrow.csv as pv
import shapely
from numpy.typing import NDArray

from aim.engine.cells import parents
from aim.engine.counts import count_cube

POLICE = Path("data/police/cleveland-2023-01_2025-06.zip")
WARDS = Path("data/boundaries/middlesbrough-wards-2020.geojson")
_SLACK = 2e-7  # degrees: the edge of a cell is no straight line of longitude and latitude


@dataclass(frozen=True)
class Months:
    """cube: uint16 [type, month, cell]; types and months name its axes; cells: int64 ascending; area: km2 of each."""

    cube: NDArray[np.uint16]
    types: list[str]
    months: list[str]
    cells: NDArray[np.int64]
    area: NDArray[np.float64]


@cache
def cleveland(shared: Path, resolution: int) -> Months:
    """The 30 published months inside the town's wards, at ``resolution``."""
    town = _town(shared)
    seen: dict[tuple[float, float], int] = {}
    kinds: dict[str, int] = {}
    rows: list[tuple[NDArray, NDArray, int]] = []
    names: list[str] = []
    with zipfile.ZipFile(shared / POLICE) as members:
        for member in sorted(name for name in members.namelist() if name.endswith("-street.csv")):
            with members.open(member) as file:
                table = pv.read_csv(file)
            lon, lat = table["Longitude"].to_numpy(), table["Latitude"].to_numpy()
            inside = shapely.intersects_xy(town, lon, lat)
            label = table["Crime type"].to_numpy()[inside]
            points = zip(lat[inside].tolist(), lon[inside].tolist(), strict=True)
            cell = [_cell(at, seen) for at in points]
            category = [kinds.setdefault(name, len(kinds)) for name in label.tolist()]
            rows.append((np.array(category), np.array(cell, dtype=np.int64), len(names)))
            names.append(member.split("/")[0])
    category, cell = (np.concatenate([row[part] for row in rows]) for part in (0, 1))
    month = np.repeat([row[2] for row in rows], [len(row[0]) for row in rows])
    cells = _grid(town, resolution)
    cube = count_cube(
        category, month, parents(cell, resolution), n_categories=len(kinds), n_months=len(names), cells=cells
    )
    area = np.array([h3.cell_area(cell, "km^2") for cell in cells.tolist()])
    return Months(cube, list(kinds), names, cells, area)


def _cell(at: tuple[float, float], seen: dict[tuple[float, float], int]) -> int:
    if at not in seen:
        seen[at] = int(h3.latlng_to_cell(*at, 10))
    return seen[at]


def _town(shared: Path) -> shapely.Geometry:
    import geopandas  # slow to import: only where the outlines are read

    town = geopandas.read_file(shared / WARDS).union_all()
    shapely.prepare(town)
    return town


def _grid(town: shapely.Geometry, resolution: int) -> NDArray[np.int64]:
    """Every cell that overlaps the town, ascending: at resolution 9 the parents of the finer ones."""
    shape = h3.geo_to_h3shape(shapely.buffer(town, _SLACK))
    fine = h3.h3shape_to_cells_experimental(shape, 10, contain="overlap").astype(np.int64)
    return np.unique(parents(np.unique(fine), resolution))
