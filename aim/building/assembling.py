"""From the counts of monthly files to a picture: added up along the months, named, and with all they rest on."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from aim import __version__, concerns, months, schema
from aim.building import details
from aim.building.counting import Ground, Partial
from aim.config import Config
from aim.engine import cells as engine_cells
from aim.errors import StoreError
from aim.geography import cells as geography_cells
from aim.geography import drawn, names, populations, postcodes, show
from aim.store import demonstration
from aim.store.held import Held
from aim.store.picture import Counts, Picture

# The statement the licence asks for: the incidents of published sources and the outlines both come under it.
OGL = "Licensed under the Open Government Licence v3.0."
_ARRAYS = ("cells", "apart", "unplaced", "wards", "apart_wards", "known")
Series = tuple[str, str]  # source, category


def picture(config: Config, ground: Ground, held: Held, partials: list[Partial], named: dict[str, Any]) -> Picture:
    """The picture of ``partials``; ``named`` (fingerprint, version ...) opens its manifest."""
    told = [key[2] for key in held.received]
    if not told:
        raise StoreError("the newest version holds no monthly file: load some with `aim ingest PATH`")
    axis = months.between(min(told), max(told))
    series = _series(partials)
    streets: Counter[tuple[int, str]] = Counter()
    for partial in partials:
        streets.update(partial.streets)
    counts = Counts(grid=ground.grid, **{name: _stack(partials, name, series, axis) for name in _ARRAYS})
    tables = {resolution: _cell_table(config, ground, streets, resolution) for resolution in schema.RESOLUTIONS}
    manifest = named | _manifest(config, ground, held, partials, series=series, axis=axis)
    return Picture(
        manifest=manifest,
        counts=counts,
        tables=tables,
        layers=_layers(config, ground, tables),
        details=details.joined([(each.source, each.month, each.details) for each in partials], series, axis),
    )


def _series(partials: Sequence[Partial]) -> list[Series]:
    """The pairs of source and category that occur: what the counts have in place of a category for each source."""
    found = {
        (partial.source, int(number))
        for partial in partials
        for number in np.flatnonzero(partial.wards.sum(1) + partial.apart_wards.sum(1) + partial.unplaced.sum(1))
    }
    return [(source, schema.CATEGORY_KEYS[number]) for source, number in sorted(found)]


def _stack(partials: Sequence[Partial], name: str, series: Sequence[Series], axis: Sequence[str]) -> np.ndarray:
    """Partial counts of ``name`` added up along series and months: shape [S, M, ...]."""
    like: np.ndarray = getattr(partials[0], name)
    total = np.zeros((len(series), len(axis), like.shape[1]), dtype=np.int64)
    for partial in partials:
        mine = [at for at, (source, _) in enumerate(series) if source == partial.source]
        numbers = [schema.CATEGORY_KEYS.index(series[at][1]) for at in mine]
        total[mine, axis.index(partial.month)] += getattr(partial, name)[numbers]
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
    if len(keys):
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
    held: Held,
    partials: Sequence[Partial],
    *,
    series: Sequence[Series],
    axis: Sequence[str],
) -> dict[str, Any]:
    made_up = any(record.demonstration for record in held.records)
    until = demonstration.until(config.data) if made_up else None
    return {
        "code": __version__,
        "demonstration": made_up,
        "demonstration_until": until.isoformat() if until else None,
        "as_at": max((record.received for record in held.records), default=None),
        "months": list(axis),
        "series": [list(pair) for pair in series],
        "sources": {name: source.to_json() for name, source in held.sources.items()},
        "wards": _wards(config, ground),
        "neighbourhoods": list(ground.outlines.neighbourhoods),
        "deliveries": _deliveries(held, partials),
        "superseded": _superseded(held, partials),
        "settings": config.settings_record(),
        "concerns": [concern.model_dump(mode="json") for concern in concerns.load()],
        "geography": show.describe(ground.outlines, config),
        "attribution": f"{ground.outlines.attribution} {OGL}",
    }


def _wards(config: Config, ground: Ground) -> list[dict[str, Any]]:
    """The wards in force; ``residents`` is null where nobody says how many live there."""
    residents = populations.known(config)
    return [
        {"code": w.code, "name": w.name, "neighbourhood": w.neighbourhood, "residents": residents.get(w.code)}
        for w in ground.outlines.wards
    ]


def _deliveries(held: Held, partials: Sequence[Partial]) -> list[dict[str, Any]]:
    """One entry for each month of each supplier: also where a source that tells of changes had none to tell."""
    counted = {(partial.source, partial.supplier, partial.month): partial for partial in partials}
    return [
        {
            "source": key[0],
            "supplier": key[1],
            "month": key[2],
            "received": received,
            "inside": counted[key].inside if key in counted else 0,
            "superseded": sum(counted[key].superseded.values()) if key in counted else 0,
            "precision_m": counted[key].precision_m if key in counted else 0,
        }
        for key, received in held.received.items()
    ]


def _superseded(held: Held, partials: Sequence[Partial]) -> list[dict[str, Any]]:
    """What lies inside and is not counted, because another source reports it better: how many, and which source."""
    return [
        {
            "source": partial.source,
            "supplier": partial.supplier,
            "month": partial.month,
            "category": category,
            "by": held.superseded((partial.source, partial.supplier, partial.month))[category],
            "incidents": incidents,
        }
        for partial in sorted(partials, key=lambda one: (one.source, one.supplier, one.month))
        for category, incidents in sorted(partial.superseded.items())
    ]


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
