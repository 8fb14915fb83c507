"""Roads from an analyst's file: OS Open Roads, OS OpenMap Local or OpenStreetMap, as GeoJSON or GeoPackage.

Only what lies near the area is read, so a file of all Britain may be given. The pieces of a road are joined: a name is
drawn along a line only where the line is long enough for it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from aim.config import Config
from aim.errors import RefusedError
from aim.geography import crs, outlines, roads, roads_file
from aim.geography.road_classes import CLASSES, Telling, common, telling
from aim.geography.roads import Road, Roads

REACH_M = 1_000.0  # beyond the area: a road that ends at its edge would look like a dead end
TOLERANCE_M = 1.0  # a third of a pixel where streets fill the screen


@dataclass(frozen=True)
class Imported:
    """What an import did: the ``roads`` now stored, and what became of the pieces the file has near the area."""

    roads: Roads
    kept: int
    no_roads: int  # footpaths and the like, and pieces that say no class
    no_lines: int
    beyond: int  # near the area's corners, and further than ``REACH_M`` from it
    unknown: Mapping[str, int]  # words for a class that nobody knows: drawn as the thinnest


def import_roads(config: Config, file: Path, attribution: str | None = None) -> Imported:
    """Take the roads near the area from ``file`` into the store's own ``geography/roads.geojson``.

    ``attribution`` is for data that is neither the Ordnance Survey's nor OpenStreetMap's. Raises
    :class:`GeographyError` or :class:`RefusedError` with the reason; the roads there were stay as they are.
    """
    near = _near(config)
    frame = roads_file.read(file, near)
    told = _telling(file, frame)
    whole = _lines(frame)
    lines = _clip(whole, near)
    kinds = [_kind(told, word) for word in _texts(frame, (told.column,))]
    there, classed = ~shapely.is_missing(lines), np.array([bool(kind) for kind in kinds])
    road = there & classed
    if not road.any():
        raise RefusedError(file.name, [f"none of its {len(frame):,} features near the area is a road by {told.column}"])
    names, numbers = (_texts(frame, _columns(frame, wanted)) for wanted in (roads_file.NAME, roads_file.NUMBER))
    joined = _join(lines[road], [(kinds[row], names[row], numbers[row]) for row in np.flatnonzero(road)])
    made = roads_file.dated(file)
    head = {
        "source": file.name,
        "dated": made.isoformat(),
        "imported": config.today().isoformat(),
        "publisher": told.publisher.name if attribution is None else "",
        "attribution": attribution or told.publisher.attribution.format(year=made.year),
    }
    km = roads.by_class(joined, [float(one.line.length) for one in joined])
    degrees = [Road(one.kind, one.name, one.number, crs.outline_to_wgs84(one.line)) for one in joined]
    return Imported(
        roads.write(config, degrees, head, km),
        kept=int(road.sum()),
        no_roads=int((there & ~classed).sum()),
        no_lines=int(shapely.is_missing(whole).sum()),
        beyond=int((~there & ~shapely.is_missing(whole)).sum()),
        unknown=told.unknown,
    )


def _near(config: Config) -> shapely.Geometry:
    """The area and ``REACH_M`` round it, metres."""
    area = shapely.buffer(crs.outline_to_bng(outlines.load(config).area), REACH_M)
    shapely.prepare(area)
    return area


def _telling(file: Path, frame: gpd.GeoDataFrame) -> Telling:
    columns = {name: _texts(frame, (name,)) for name in _columns(frame, roads_file.CLASS)}
    told = telling(columns)
    if told is None:
        held = "; ".join(f"{name}: {common(values)}" for name, values in columns.items())
        raise RefusedError(file.name, [f"no column tells the class of its roads in words that are known; {held}"])
    return told


def _kind(told: Telling, word: str) -> str:
    """The class a word stands for, the thinnest where nobody knows it; "" for what is no road."""
    known = told.publisher.class_of(word) if word else ""
    return CLASSES[-1] if known is None else known


def _lines(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """The lines, flat; None in the place of whatever else there is."""
    shapes: NDArray[np.object_] = np.array(shapely.force_2d(frame.geometry.to_numpy()), dtype=object)
    kind = shapely.get_type_id(shapes)
    fine = np.isin(kind, (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING))
    fine &= np.isfinite(shapely.bounds(shapes)).all(axis=1)
    shapes[~fine] = None
    return shapes


def _clip(lines: NDArray[np.object_], near: shapely.Geometry) -> NDArray[np.object_]:
    """What of each line lies within ``near``; None where nothing does."""
    inside = shapely.covers(near, lines)
    cut = np.array(lines, dtype=object)
    cut[~inside] = shapely.intersection(lines[~inside], near)
    cut[shapely.length(cut) == 0] = None
    return cut


def _join(lines: Sequence[shapely.Geometry], keys: Sequence[tuple[str, str, str]]) -> list[Road]:
    """One road for each class, name and number, its pieces joined; widest class first, then by name."""
    pieces: dict[tuple[str, str, str], list[shapely.Geometry]] = defaultdict(list)
    for line, key in zip(lines, keys, strict=True):
        pieces[key].extend(part for part in shapely.get_parts(line) if shapely.get_dimensions(part) == 1)
    order = sorted(pieces, key=lambda key: (CLASSES.index(key[0]), *key[1:]))
    merged = [shapely.line_merge(shapely.multilinestrings(pieces[key])) for key in order]
    return [
        Road(*key, shapely.normalize(shapely.simplify(line, TOLERANCE_M)))
        for key, line in zip(order, merged, strict=True)
    ]


def _texts(frame: gpd.GeoDataFrame, columns: Sequence[str]) -> list[str]:
    """The first of ``columns`` that says something, row by row; "" where none does."""
    values = [frame[name].fillna("").astype(str).tolist() for name in columns]
    rows = zip(*values, strict=True) if values else ((),) * len(frame)
    return [next((text for value in row if (text := " ".join(value.split()))), "") for row in rows]


def _columns(frame: gpd.GeoDataFrame, wanted: Sequence[str]) -> list[str]:
    return roads_file.matching([name for name in frame.columns if name != frame.geometry.name], wanted)
