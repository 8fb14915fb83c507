"""Counting one month of one supplier: every stored incident once, by cell and by outline."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim import schema
from aim.building import details
from aim.config import Config
from aim.engine import counts as engine_counts
from aim.errors import StoreError
from aim.geography import cells as geography_cells
from aim.geography import crs
from aim.geography.locate import Locator
from aim.geography.outlines import Outlines
from aim.store.incidents import IncidentFile, IncidentStore

READ = [
    schema.CATEGORY,
    schema.LONGITUDE,
    schema.LATITUDE,
    schema.PRECISION_M,
    schema.CELL,
    schema.STREET,
    schema.AREA,
    schema.OCCURRED_FROM,
    schema.OCCURRED_TO,
]


@dataclass(frozen=True)
class Ground:
    """What incidents are counted on: outlines, the grid, the known places (all of them plain arrays), local time."""

    outlines: Outlines
    locator: Locator
    grid: np.ndarray  # [N] int64 ascending, storage resolution
    known: np.ndarray  # [K, 3] easting, northing, radius in metres
    apart: np.ndarray  # [K] bool: left out of the usual counts
    zone: str  # the clock by which an incident has its day

    @classmethod
    def of(cls, config: Config, area: Outlines) -> "Ground":
        """The ground of a configuration and its outlines."""
        easting, northing = crs.to_bng(
            np.array([p.longitude for p in config.places], dtype=float),
            np.array([p.latitude for p in config.places], dtype=float),
        )
        return cls(
            outlines=area,
            locator=Locator(area),
            grid=geography_cells.grid(area, schema.STORAGE_RESOLUTION),
            known=np.column_stack([easting, northing, [p.radius_m for p in config.places]]).reshape(-1, 3),
            apart=np.array([p.treatment != "show" for p in config.places], dtype=bool),
            zone=config.partnership.timezone,
        )


@dataclass(frozen=True)
class Partial:
    """Counts of one monthly file; axes as in :class:`aim.store.picture.Counts`, by category and without the month.

    ``inside`` is what is counted; ``superseded`` has by category what lies inside and is left to another source.
    ``precision_m`` is the coarsest precision of a point that is counted for a cell.
    """

    source: str
    supplier: str
    month: str
    cells: np.ndarray
    apart: np.ndarray
    unplaced: np.ndarray
    wards: np.ndarray
    apart_wards: np.ndarray
    known: np.ndarray
    streets: Counter[tuple[int, str]]
    inside: int
    superseded: dict[str, int]
    precision_m: int
    details: details.Found


def count_file(
    store: IncidentStore,
    file: IncidentFile,
    ground: Ground,
    superseded: Mapping[str, str] | None = None,
    last: str | None = None,
) -> Partial:
    """Partial counts of one monthly file, without the categories of ``superseded``; ``last``: the newest month of all.

    An incident of a sensitive category counts for the neighbourhood it names and for nothing finer. Raises StoreError
    for a neighbourhood that the outlines do not have and for an incident that is nowhere.
    """
    table = store.read(file, columns=READ)
    category = category_numbers(table)
    sensitive = np.isin(category, _SENSITIVE)
    area = np.where(sensitive, _areas(file, table, sensitive, ground), -1)
    longitude, latitude = (filled(table[name], np.nan) for name in (schema.LONGITUDE, schema.LATITUDE))
    ward = _wards(file, longitude, latitude, ~sensitive, ground)
    inside = sensitive | (ward >= 0)
    left = inside & np.isin(category, [schema.CATEGORY_KEYS.index(key) for key in superseded or {}])
    kept = inside & ~left
    pointed = kept & ~sensitive
    precision = filled(table[schema.PRECISION_M], 0)
    coarse = pointed & (precision > schema.COARSE_M)
    # A point known only to some hundred metres cannot be told to lie at a known place of 60 m.
    place = known_place(longitude, latitude, pointed & ~coarse, ground)
    apart = (place >= 0) & np.append(ground.apart, False)[place]
    placed = pointed & ~coarse & ~apart
    cell = filled(table[schema.CELL], 0)
    n_wards, n_areas = len(ground.outlines.wards), len(ground.outlines.neighbourhoods)
    area = np.where(sensitive, area, np.append(ground.outlines.ward_neighbourhood, -1)[ward])
    return Partial(
        source=file.source,
        supplier=file.supplier,
        month=file.month,
        cells=_cube(category[placed], cell[placed], ground.grid),
        apart=_cube(category[apart], cell[apart], ground.grid),
        unplaced=_by(category, area, coarse | (kept & sensitive), n_areas),
        wards=_by(category, ward, pointed & ~apart, n_wards),
        apart_wards=_by(category, ward, apart, n_wards),
        known=_by(category, place, place >= 0, len(ground.known)),
        streets=_streets(table.filter(pa.array(placed)), cell[placed]),
        inside=int(kept.sum()),
        superseded={schema.CATEGORY_KEYS[n]: int(count) for n, count in Counter(category[left].tolist()).items()},
        precision_m=int(precision[placed | apart].max(initial=0)),
        details=details.of_file(
            details.Rows(table, category, longitude, latitude, cell, inside=ward >= 0, placed=placed),
            zone=ground.zone,
            month=file.month,
            last=last,
        ),
    )


_SENSITIVE = [n for n, category in enumerate(schema.CATEGORIES) if category.sensitive]


def filled(column: pa.ChunkedArray, value: float) -> np.ndarray:
    """A column as an array of its own type: with nulls in it numpy would get floats, too coarse for a cell."""
    filled = pc.fill_null(column, pa.scalar(value, type=column.type)).to_numpy()
    return np.asarray(filled)


def category_numbers(table: pa.Table) -> np.ndarray:
    """The category of each row as a position in ``schema.CATEGORIES``. Raises StoreError for one that is not there."""
    numbers = pc.index_in(table[schema.CATEGORY], pa.array(schema.CATEGORY_KEYS))
    if numbers.null_count:
        raise StoreError("the store holds a category that this version does not know: update AIM and build again")
    return np.asarray(numbers, dtype=np.int64)


def _areas(file: IncidentFile, table: pa.Table, sensitive: np.ndarray, ground: Ground) -> np.ndarray:
    """The neighbourhood that each row of a sensitive category names, by its number; -1 for all other rows."""
    known = ground.outlines.neighbourhoods
    number = pc.fill_null(pc.index_in(table[schema.AREA], pa.array(known, type=pa.string())), -1).to_numpy()
    if np.any(number[sensitive] < 0):
        lost = table.filter(pa.array(sensitive & (number < 0)))
        names = sorted({repr(name) if name else "none" for name in lost[schema.AREA].to_pylist()})
        raise StoreError(
            f"{file.path} holds {lost.num_rows} incidents that are kept by neighbourhood only, of {', '.join(names)}; "
            f"today's outlines have {', '.join(known)}: load {file.month} of {file.source} again, so that they are "
            "placed by these outlines, or give the neighbourhood its name back in partnership.toml and membership.csv"
        )
    return np.asarray(number, dtype=np.int64)


def _wards(
    file: IncidentFile, longitude: np.ndarray, latitude: np.ndarray, asked: np.ndarray, ground: Ground
) -> np.ndarray:
    """The ward of each point that is ``asked`` for, -1 outside and for all others."""
    if np.isnan(longitude[asked]).any() or np.isnan(latitude[asked]).any():
        raise StoreError(
            f"{file.path} holds an incident without a place, which counts nowhere: "
            f"load {file.month} of {file.source} again"
        )
    ward = np.full(len(asked), -1, dtype=np.int64)
    ward[asked] = ground.locator.wards(longitude[asked], latitude[asked])
    return ward


def known_place(longitude: np.ndarray, latitude: np.ndarray, asked: np.ndarray, ground: Ground) -> np.ndarray:
    """Index of the nearest known place that holds each point that is ``asked`` for, -1 for none."""
    found = np.full(len(asked), -1, dtype=np.int64)
    if not len(ground.known) or not asked.any():
        return found
    easting, northing = crs.to_bng(longitude[asked], latitude[asked])
    distance = np.hypot(easting[:, None] - ground.known[:, 0], northing[:, None] - ground.known[:, 1])
    distance[distance > ground.known[:, 2]] = np.inf
    nearest = distance.argmin(axis=1)
    found[asked] = np.where(np.isfinite(distance[np.arange(len(nearest)), nearest]), nearest, -1)
    return found


def _cube(category: np.ndarray, cell: np.ndarray, grid: np.ndarray) -> np.ndarray:
    cube: np.ndarray = engine_counts.count_cube(
        category,
        np.zeros(len(category), dtype=np.int64),
        cell,
        n_categories=len(schema.CATEGORIES),
        n_months=1,
        cells=grid,
    )
    return cube[:, 0, :]


def _by(category: np.ndarray, index: np.ndarray, chosen: np.ndarray, n: int) -> np.ndarray:
    """Counts [category, n] of the ``chosen`` rows by ``index``."""
    n_categories = len(schema.CATEGORIES)
    at = category[chosen] * n + index[chosen]
    return np.bincount(at, minlength=n_categories * n).reshape(n_categories, n).astype(np.int32)


def _streets(table: pa.Table, cell: np.ndarray) -> Counter[tuple[int, str]]:
    named = pa.table({"cell": cell, "street": table[schema.STREET]}).drop_null()
    grouped = named.group_by(["cell", "street"]).aggregate([([], "count_all")])
    return Counter(
        {
            (int(where), street): int(n)
            for where, street, n in zip(
                grouped["cell"].to_pylist(),
                grouped["street"].to_pylist(),
                grouped["count_all"].to_pylist(),
                strict=True,
            )
        }
    )
