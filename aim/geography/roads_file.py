"""Reading the lines of a road file: what lies near, in metres, and every way such a file may be of no use."""

import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pyproj
import shapely

from aim.errors import GeographyError, RefusedError
from aim.geography import crs

# Column names without underscores, in small letters, the likeliest first.
CLASS = ("roadfunction", "function", "highway", "fclass", "classification", "roadclassification", "class", "type")
NAME = ("distinctivename", "name1", "name", "roadname")
NUMBER = ("roadnumber", "roadclassificationnumber", "ref", "number")
_LIKE = "road_function, classification or highway"
_DRIVERS = ("GeoJSON", "GPKG")


def read(file: Path, near: shapely.Geometry) -> gpd.GeoDataFrame:
    """The features that may lie within ``near`` (metres), at least one, outlines in metres.

    Of the columns only those that say class, name or number. Raises :class:`GeographyError` or
    :class:`RefusedError` with the reason.
    """
    _check_file(file)
    return _read(file, _layer(file), near)


def _check_file(file: Path) -> None:
    if not file.is_file():
        raise GeographyError(f"{file}: there is no such file")
    if zipfile.is_zipfile(file):
        raise GeographyError(f"{file}: is a zip; unpack it and give the .gpkg or .geojson inside")
    if file.suffix.lower() == ".zip":
        raise GeographyError(f"{file}: is not a whole zip; fetch it again, unpack it and give the file inside")
    if short := _cut_short(file):
        raise GeographyError(f"{file}: is cut short, {short}; fetch it again")


def _cut_short(file: Path) -> str:
    """How much of an SQLite file is missing, by its own account of its size; "" where nothing is."""
    with file.open("rb") as opened:
        head = opened.read(32)
    if len(head) < 32 or not head.startswith(b"SQLite format 3\0"):
        return ""
    page = int.from_bytes(head[16:18], "big")
    whole = (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    size = file.stat().st_size
    return f"{size:,} of {whole:,} bytes" if size < whole else ""


@dataclass(frozen=True)
class _Layer:
    """The layer of a file that holds the roads."""

    name: str
    fields: tuple[str, ...]
    system: pyproj.CRS
    features: int
    bounds: tuple[float, float, float, float]  # in units of the system


def _layer(file: Path) -> _Layer:
    found = [(str(name), str(kind)) for name, kind in _told(file, pyogrio.list_layers, file)]
    lined = [name for name, kind in found if not any(word in kind for word in ("None", "Point", "Polygon"))]
    infos = {name: _told(file, pyogrio.read_info, file, layer=name) for name in lined}
    filled = {name: info for name, info in infos.items() if info["total_bounds"] is not None}
    if other := {str(info["driver"]) for info in infos.values()} - set(_DRIVERS):
        raise GeographyError(f"{file}: is {', '.join(sorted(other))}; export it as GeoJSON or GeoPackage")
    if not filled:
        layers = ", ".join(f"{name} ({'empty' if name in infos else kind})" for name, kind in found) or "no layer"
        raise RefusedError(file.name, [f"holds no lines: {layers}"])
    classed = [name for name, info in filled.items() if matching(info["fields"], CLASS)]
    if not classed:
        columns = ", ".join(str(field) for info in filled.values() for field in info["fields"]) or "none"
        raise RefusedError(file.name, [f"has no column for the class of a road, as {_LIKE}; its columns: {columns}"])
    named = [name for name in classed if _plain(name) == "roadlink"] or classed
    if len(named) > 1:
        raise RefusedError(file.name, [f"several layers may be the roads: {', '.join(named)}; export one of them"])
    info = filled[named[0]]
    west, south, east, north = map(float, info["total_bounds"])
    fields = tuple(map(str, info["fields"]))
    layer = _Layer(named[0], fields, _system(file, info["crs"]), int(info["features"]), (west, south, east, north))
    _check_degrees(file, layer)
    return layer


def _system(file: Path, said: str | None) -> pyproj.CRS:
    system = pyproj.CRS(said) if said else None
    if system is None or not (system.is_geographic or system.is_projected):
        raise GeographyError(
            f"{file}: does not say its coordinate system; export it as EPSG:27700 or as WGS84 (EPSG:4326)"
        )
    return system


def _check_degrees(file: Path, layer: _Layer) -> None:
    west, south, east, north = layer.bounds
    if layer.system.is_geographic and not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise GeographyError(
            f"{file}: its coordinates, from {west:g} {south:g} to {east:g} {north:g}, are no degrees and it names no "
            "other system; export it as WGS84 (EPSG:4326)"
        )


def _read(file: Path, layer: _Layer, near: shapely.Geometry) -> gpd.GeoDataFrame:
    columns = [name for wanted in (CLASS, NAME, NUMBER) for name in matching(layer.fields, wanted)]
    bounds = _bounds(layer.system, near)
    frame = _told(file, pyogrio.read_dataframe, file, layer=layer.name, columns=columns, bbox=bounds)
    if not len(frame):
        west, south, east, north = layer.bounds
        raise RefusedError(
            file.name,
            [
                f"none of its {layer.features:,} features is near the area; they reach from {west:g} {south:g} to "
                f"{east:g} {north:g} ({layer.system.name})"
            ],
        )
    if layer.system.equals(crs.BNG):
        return frame
    if not layer.system.equals(crs.WGS84):
        frame = frame.to_crs(crs.WGS84)
    return frame.set_geometry(crs.outline_to_bng(frame.geometry.to_numpy()), crs=crs.BNG)  # one way everywhere


def _bounds(system: pyproj.CRS, near: shapely.Geometry) -> tuple[float, float, float, float]:
    west, south, east, north = near.bounds
    if not system.equals(crs.BNG):
        west, south, east, north = crs.outline_to_wgs84(near).bounds
        if not system.equals(crs.WGS84):
            transformer = pyproj.Transformer.from_crs(crs.WGS84, system, always_xy=True)
            west, south, east, north = transformer.transform_bounds(west, south, east, north)
    return west, south, east, north


def _told(file: Path, ask: Any, *arguments: Any, **named: Any) -> Any:
    """What the reader answers, its own faults in our words."""
    try:
        return ask(*arguments, **named)
    except UnicodeDecodeError as error:
        raise GeographyError(f"{file}: its text is not in UTF-8 ({error}); export it as UTF-8") from error
    except Exception as error:  # the reader names its faults by many classes, GDAL's own among them
        raise GeographyError(f"{file}: cannot be read as GeoJSON or GeoPackage: {error}") from error


def matching(columns: Sequence[Any], wanted: Sequence[str]) -> list[str]:
    """Those of ``columns`` that are ``wanted``, in the order of ``wanted``."""
    return sorted((str(c) for c in columns if _plain(c) in wanted), key=lambda name: wanted.index(_plain(name)))


def _plain(name: Any) -> str:
    return str(name).replace("_", "").casefold()


def dated(file: Path) -> date:
    """When the file was made: by a GeoPackage's own account, else by its date on the disk."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            (changed,) = connection.execute("SELECT max(last_change) FROM gpkg_contents").fetchone()
        return date.fromisoformat(str(changed)[:10])
    except (sqlite3.Error, ValueError):
        return datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
