"""The roads under the hexagons, where some were imported: lines to find one's way by, part of no number."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import files
from aim.geography.road_classes import CLASSES

FILE = "roads.geojson"
DECIMALS = 6  # of a degree, as the wards have them


@dataclass(frozen=True)
class Road:
    """One named road of one class, or all nameless ones of it; ``line`` in degrees, in as many parts as it has."""

    kind: str  # one of road_classes.CLASSES
    name: str
    number: str
    line: shapely.Geometry


@dataclass(frozen=True)
class Roads:
    """What is stored. ``fingerprint`` (sha256, hex) changes with any byte of it, ``km`` is the length by class."""

    fingerprint: str
    source: str  # the file they were imported from
    dated: date  # when that file was made
    imported: date
    publisher: str
    attribution: str
    km: Mapping[str, float]
    content: bytes  # GeoJSON, as it is stored and served


def path(config: Config) -> Path:
    """Where the roads of this store are."""
    return config.data / "geography" / FILE


def load(config: Config) -> Roads | None:
    """The roads of this store; None where none were imported. Raises :class:`GeographyError` where they are damaged."""
    source = path(config)
    try:
        seen = source.stat()
    except OSError:
        return None
    return _read(source, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=4)  # asked at every change of a page; a file that was written since is read anew
def _read(source: Path, _written_ns: int, _size: int) -> Roads:
    return _parse(source)


def _parse(source: Path) -> Roads:
    try:
        content = source.read_bytes()
        head = json.loads(content)
        return Roads(
            fingerprint=hashlib.sha256(content).hexdigest(),
            source=str(head["source"]),
            dated=date.fromisoformat(head["dated"]),
            imported=date.fromisoformat(head["imported"]),
            publisher=str(head["publisher"]),
            attribution=str(head["attribution"]),
            km={name: float(head["km"][name]) for name in CLASSES if name in head["km"]},
            content=content,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GeographyError(f"{source}: cannot be read as imported roads ({error!r}); import them again") from error


def write(config: Config, roads: Sequence[Road], head: Mapping[str, Any], km: Mapping[str, float]) -> Roads:
    """Put the roads in the store, in one step. ``head`` says whose they are, as :class:`Roads` has it."""
    opening = json.dumps({"type": "FeatureCollection", **head, "km": dict(km)}, ensure_ascii=False)[:-1]
    lines = [json.dumps(_feature(road), ensure_ascii=False, separators=(",", ":")) for road in roads]
    files.write_text(path(config), f'{opening}, "features": [\n' + ",\n".join(lines) + "\n]}\n")
    return _parse(path(config))


def remove(config: Config) -> bool:
    """Take the roads away; False where there were none."""
    there = path(config).is_file()
    path(config).unlink(missing_ok=True)
    return there


def _feature(road: Road) -> dict[str, Any]:
    said = {"class": road.kind, "name": road.name, "number": road.number}
    parts = [np.round(shapely.get_coordinates(part), DECIMALS).tolist() for part in shapely.get_parts(road.line)]
    return {
        "type": "Feature",
        "properties": {key: value for key, value in said.items() if value},
        "geometry": {"type": "MultiLineString", "coordinates": parts},
    }


def by_class(roads: Sequence[Road], lengths_m: Sequence[float]) -> dict[str, float]:
    """Kilometres of each class that there is, widest first, to 100 m."""
    total = dict.fromkeys(CLASSES, 0.0)
    for road, length in zip(roads, lengths_m, strict=True):
        total[road.kind] += length
    return {name: round(metres / 1000, 1) for name, metres in total.items() if metres}
