"""The monthly run: a version of the incidents in, a picture out. The one room that joins store, geography and engine.

:func:`build` reads as the list of steps. Counting is a map over monthly files (:func:`map_files`) whose partial counts
are added, so that the same function can later run on other machines.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim import __version__, concerns, months, schema
from aim.config import Config
from aim.engine import cells as engine_cells
from aim.engine import counts as engine_counts
from aim.errors import StoreError
from aim.geography import cells as geography_cells
from aim.geography import crs, drawn, names, outlines, postcodes, show
from aim.geography.locate import Locator
from aim.store import demonstration, derived, ledger
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.picture import Counts, Picture

# Raise by one whenever a derived number could change for the same data: it is part of every picture id.
DERIVATION = 1
# The statement the licence asks for: the incidents of published sources and the outlines both come under it.
OGL = "Licensed under the Open Government Licence v3.0."
READ = [
    schema.CATEGORY,
    schema.LONGITUDE,
    schema.LATITUDE,
    schema.PRECISION_M,
    schema.CELL,
    schema.STREET,
]
Progress = Callable[[int, int, str], None]
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Ground:
    """What incidents are counted on: outlines, the grid, and the known places (all of them plain arrays)."""

    outlines: outlines.Outlines
    locator: Locator
    grid: np.ndarray  # [N] int64 ascending, storage resolution
    known: np.ndarray  # [K, 3] easting, northing, radius in metres
    apart: np.ndarray  # [K] bool: left out of the usual counts


@dataclass(frozen=True)
class Partial:
    """Counts of one monthly file; axes as in :class:`aim.store.picture.Counts` without the month."""

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
    precision_m: int


def fingerprint(config: Config, version: int, ground: outlines.Outlines) -> str:
    """SHA-256 (hex) of all a picture depends on: the data and its version, outlines, settings, concerns, code."""
    digests: dict[str, str] = {}
    for load in ledger.loads(config.data, version):
        digests.update({f"{load.source} {load.supplier} {month}": digest for month, digest in load.digests.items()})
    record = {
        "data_version": version,
        # A version number alone would name two things once a store was cleared and filled again.
        "data": digests,
        "outlines": ground.fingerprint,
        "postcodes": hashlib.sha256(postcodes.path(config).read_bytes()).hexdigest(),
        "settings": config.settings_record(),
        "concerns": [concern.model_dump(mode="json") for concern in concerns.load()],
        "derivation": DERIVATION,
        "code": __version__,
    }
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def build(config: Config, *, version: int | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """Make the picture of ``version`` (default: the newest) and, for the newest, make it the current one.

    A picture that stands already is not made again. Returns its manifest. Raises StoreError where nothing is loaded.
    """
    tell = progress or (lambda done, total, text: None)
    store = IncidentStore(config.data)
    newest = store.version()
    if newest is None:
        raise StoreError(f"{config.data} holds no incidents yet: load some with `aim ingest PATH`, or try `aim demo`")
    version = newest if version is None else version
    area = outlines.load(config)
    key = fingerprint(config, version, area)
    current = version == newest
    standing = derived.manifest(config.data, key)
    if standing is not None:
        if current:
            derived.make_current(config.data, key)
        return standing
    ground = _ground(config, area)
    files = store.files(version)
    tell(0, len(files), "counting")
    partials = []
    for partial in map_files(lambda file: count_file(store, file, ground), files):
        partials.append(partial)
        tell(len(partials), len(files), f"counting {partial.month}")
    picture = _picture(config, ground, partials, version=version, key=key)
    derived.write(config.data, key, picture.to_files(), current=current)
    return picture.manifest


def map_files(function: Callable[[T], R], files: Sequence[T]) -> Iterable[R]:
    """``function`` of every file, in the order of ``files``: the one way to read many months. Local threads."""
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        yield from pool.map(function, files)


def count_file(store: IncidentStore, file: IncidentFile, ground: Ground) -> Partial:
    """Partial counts of one monthly file."""
    table = store.read(file, columns=READ)
    longitude, latitude = (table[name].to_numpy() for name in (schema.LONGITUDE, schema.LATITUDE))
    ward = ground.locator.wards(longitude, latitude).astype(np.int64)
    inside = ward >= 0
    table = table.filter(pa.array(inside))
    longitude, latitude, ward = longitude[inside], latitude[inside], ward[inside]
    category = _category_numbers(table)
    coarse = table[schema.PRECISION_M].to_numpy() > schema.COARSE_M
    place = _known_place(longitude, latitude, ground)
    # A point known only to some hundred metres cannot be told to lie at a known place of 60 m.
    place = np.where(coarse, -1, place)
    apart = (place >= 0) & np.append(ground.apart, False)[place]
    cell = table[schema.CELL].to_numpy()
    n_wards, n_areas = len(ground.outlines.wards), len(ground.outlines.neighbourhoods)
    placed = ~coarse & ~apart
    return Partial(
        source=file.source,
        supplier=file.supplier,
        month=file.month,
        cells=_cube(category[placed], cell[placed], ground.grid),
        apart=_cube(category[apart], cell[apart], ground.grid),
        unplaced=_by(category[coarse], np.asarray(ground.outlines.ward_neighbourhood)[ward[coarse]], n_areas),
        wards=_by(category[~apart], ward[~apart], n_wards),
        apart_wards=_by(category[apart], ward[apart], n_wards),
        known=_by(category[place >= 0], place[place >= 0], len(ground.known)),
        streets=_streets(table.filter(pa.array(placed)), cell[placed]),
        inside=int(inside.sum()),
        precision_m=int(table[schema.PRECISION_M].to_numpy().max(initial=0)),
    )


def _ground(config: Config, area: outlines.Outlines) -> Ground:
    easting, northing = crs.to_bng(
        np.array([p.longitude for p in config.places], dtype=float),
        np.array([p.latitude for p in config.places], dtype=float),
    )
    return Ground(
        outlines=area,
        locator=Locator(area),
        grid=geography_cells.grid(area, schema.STORAGE_RESOLUTION),
        known=np.column_stack([easting, northing, [p.radius_m for p in config.places]]).reshape(-1, 3),
        apart=np.array([p.treatment != "show" for p in config.places], dtype=bool),
    )


def _category_numbers(table: pa.Table) -> np.ndarray:
    numbers = pc.index_in(table[schema.CATEGORY], pa.array(schema.CATEGORY_KEYS))
    if numbers.null_count:
        raise StoreError("the store holds a category that this version does not know: update AIM and build again")
    return np.asarray(numbers, dtype=np.int64)


def _known_place(longitude: np.ndarray, latitude: np.ndarray, ground: Ground) -> np.ndarray:
    """Index of the nearest known place that holds each point, -1 for none."""
    if not len(ground.known) or not len(longitude):
        return np.full(len(longitude), -1)
    easting, northing = crs.to_bng(longitude, latitude)
    distance = np.hypot(easting[:, None] - ground.known[:, 0], northing[:, None] - ground.known[:, 1])
    distance[distance > ground.known[:, 2]] = np.inf
    nearest = distance.argmin(axis=1)
    return np.where(np.isfinite(distance[np.arange(len(nearest)), nearest]), nearest, -1)


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


def _by(category: np.ndarray, index: np.ndarray, n: int) -> np.ndarray:
    n_categories = len(schema.CATEGORIES)
    return np.bincount(category * n + index, minlength=n_categories * n).reshape(n_categories, n).astype(np.int32)


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


def _picture(config: Config, ground: Ground, partials: list[Partial], *, version: int, key: str) -> Picture:
    held = sorted({partial.month for partial in partials})
    axis = months.between(held[0], held[-1]) if held else []
    streets: Counter[tuple[int, str]] = Counter()
    for partial in partials:
        streets.update(partial.streets)
    counts = Counts(
        grid=ground.grid,
        **{
            name: _stack(partials, name, axis, getattr(partials[0], name) if partials else None)
            for name in ("cells", "apart", "unplaced", "wards", "apart_wards", "known")
        },
    )
    tables = {resolution: _cell_table(config, ground, streets, resolution) for resolution in schema.RESOLUTIONS}
    manifest = _manifest(config, ground, partials, version=version, key=key, axis=axis)
    return Picture(manifest=manifest, counts=counts, tables=tables, layers=_layers(config, ground, tables))


def _stack(partials: list[Partial], name: str, axis: list[str], like: np.ndarray | None) -> np.ndarray:
    """Partial counts of ``name`` added up along the months: shape [C, M, ...]."""
    if like is None:
        raise StoreError("the newest version holds no monthly file: load some with `aim ingest PATH`")
    total = np.zeros((like.shape[0], len(axis), like.shape[1]), dtype=np.int64)
    for partial in partials:
        total[:, axis.index(partial.month)] += getattr(partial, name)
    if total.max(initial=0) > np.iinfo(like.dtype).max:
        raise StoreError(f"more than {np.iinfo(like.dtype).max} incidents of one category, month and cell")
    return total.astype(like.dtype)


def _cell_table(config: Config, ground: Ground, streets: Counter[tuple[int, str]], resolution: int) -> pa.Table:
    """One row per cell of the grid at ``resolution``: cell, place, ward, neighbourhood, area, centre; ascending."""
    grid = geography_cells.grid(ground.outlines, resolution)
    ward = geography_cells.assign(grid, ground.outlines).astype(np.int64)
    ward_names = [ground.outlines.wards[w].name for w in ward]
    longitude, latitude = geography_cells.centres(grid)
    candidates: dict[int, dict[str, int]] = {}
    generic = config.partnership.generic_places
    keys = np.array([cell for cell, _ in streets], dtype=np.int64)
    for parent, ((_, street), n) in zip(engine_cells.parents(keys, resolution), streets.items(), strict=True):
        if not names.is_generic(street, generic):
            here = candidates.setdefault(int(parent), {})
            here[street] = here.get(street, 0) + n
    codes = postcodes.nearest(postcodes.read(config), longitude, latitude)
    return pa.table(
        {
            schema.CELL: grid,
            schema.PLACE: names.place_names(grid, ward_names, candidates, codes, longitude, latitude),
            schema.WARD: ward_names,
            schema.NEIGHBOURHOOD: [ground.outlines.wards[w].neighbourhood for w in ward],
            "area_m2": geography_cells.areas_m2(grid),
            schema.LONGITUDE: longitude,
            schema.LATITUDE: latitude,
        }
    )


def _manifest(
    config: Config,
    ground: Ground,
    partials: list[Partial],
    *,
    version: int,
    key: str,
    axis: list[str],
) -> dict[str, Any]:
    loads = ledger.loads(config.data, version)
    until = demonstration.until(config.data) if any(load.demonstration for load in loads) else None
    received = {(load.source, load.supplier, month): load.received for load in loads for month in load.months}
    return {
        "fingerprint": key,
        "picture": f"{version}-{key[:8]}",
        "data_version": version,
        "derivation": DERIVATION,
        "code": __version__,
        "demonstration": any(load.demonstration for load in loads),
        "demonstration_until": until.isoformat() if until else None,
        "as_at": max((load.received for load in loads), default=None),
        "months": axis,
        "categories": list(schema.CATEGORY_KEYS),
        "wards": [{"code": w.code, "name": w.name, "neighbourhood": w.neighbourhood} for w in ground.outlines.wards],
        "neighbourhoods": list(ground.outlines.neighbourhoods),
        "deliveries": [
            {
                "source": p.source,
                "supplier": p.supplier,
                "month": p.month,
                "received": received[(p.source, p.supplier, p.month)],
                "inside": p.inside,
                "precision_m": p.precision_m,
            }
            for p in sorted(partials, key=lambda p: (p.source, p.supplier, p.month))
        ],
        "settings": config.settings_record(),
        "concerns": [concern.model_dump(mode="json") for concern in concerns.load()],
        "geography": show.describe(ground.outlines, config),
        "attribution": f"{ground.outlines.attribution} {OGL}",
    }


def _layers(config: Config, ground: Ground, tables: dict[int, pa.Table]) -> dict[str, bytes]:
    """GeoJSON that a page draws: cells of the map, wards, neighbourhoods and labels."""
    resolution = config.partnership.hotspots.resolution
    codes = postcodes.read(config)
    collections = {
        "cells": drawn.cells_geojson(tables[resolution][schema.CELL].to_numpy()),
        "wards": drawn.wards_geojson(ground.outlines),
        "neighbourhoods": show.to_geojson(ground.outlines),
        "labels": drawn.labels_geojson(ground.outlines, codes, config.partnership.district_code),
    }
    return {name: json.dumps(content, separators=(",", ":")).encode() for name, content in collections.items()}
