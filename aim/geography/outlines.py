"""The wards and neighbourhoods in force on a day, with their outlines."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import files, membership

FILE = "wards.geojson"


@dataclass(frozen=True)
class Ward:
    """One ward: its outline in WGS84 (Polygon or MultiPolygon) and the neighbourhood it belongs to."""

    code: str
    name: str
    neighbourhood: str
    confidence: str
    outline: shapely.Geometry


@dataclass(frozen=True)
class Outlines:
    """The wards of the area, ordered by code, and what they make together.

    ``status`` says where the outlines come from, ``fingerprint`` (sha256, hex) changes with anything a number may
    depend on, ``expired`` is the last day of the wards where that has passed.
    """

    wards: tuple[Ward, ...]
    neighbourhoods: tuple[str, ...]
    status: str
    membership_confirmed: bool
    attribution: str
    fingerprint: str
    expired: date | None = None

    @cached_property
    def area(self) -> shapely.Geometry:
        """The union of all wards."""
        return shapely.union_all([ward.outline for ward in self.wards])

    @cached_property
    def ward_neighbourhood(self) -> NDArray[np.int16]:
        """For each ward the index of its neighbourhood in ``neighbourhoods``."""
        return np.array([self.neighbourhoods.index(ward.neighbourhood) for ward in self.wards], dtype=np.int16)

    def neighbourhood_outline(self, name: str) -> shapely.Geometry:
        """The union of the wards of one neighbourhood. Raises :class:`GeographyError` for an unknown name."""
        if name not in self.neighbourhoods:
            raise GeographyError(f"{name!r} is not a neighbourhood: use one of {', '.join(self.neighbourhoods)}")
        return shapely.union_all([ward.outline for ward in self.wards if ward.neighbourhood == name])


def path(config: Config) -> Path:
    """The outlines of this store where they were built or imported, else the shipped ones."""
    own = config.data / "geography" / FILE
    return own if own.is_file() else config.boundaries / FILE


def load(config: Config, on: date | None = None) -> Outlines:
    """The outlines in force on ``on`` (default today). Raises :class:`GeographyError` with every fault found."""
    day = on or config.today()
    members = membership.read(config, day)
    source = path(config)
    document = files.read_json(source)
    found = _features(document, source)
    wards, faults = [], []
    for member in members:
        outline = found.get(member.ward_code)
        if outline is None:
            faults.append(f"ward {member.ward_code} {member.ward_name} is missing")
        elif problem := fault_of(outline):
            faults.append(f"ward {member.ward_code} {member.ward_name}: {problem}")
        else:
            wards.append(Ward(member.ward_code, member.ward_name, member.neighbourhood, member.confidence, outline))
    if faults:
        raise GeographyError(
            f"{source}: does not fit {membership.path(config)}; build or import the outlines again\n"
            + "\n".join(f"  - {fault}" for fault in faults)
        )
    status = str(document.get("status") or f"read from {source.name}")
    attribution = str(document.get("attribution") or "")
    return Outlines(
        wards=tuple(wards),
        neighbourhoods=tuple(sorted(config.partnership.neighbourhoods)),
        status=status,
        membership_confirmed=config.partnership.membership_confirmed,
        attribution=attribution,
        fingerprint=_fingerprint(wards, status, attribution),
        expired=membership.expired(members, day),
    )


def fault_of(outline: shapely.Geometry | None) -> str | None:
    """What is wrong with a ward's outline, in words; None where it is a valid area in degrees."""
    if outline is None or outline.is_empty:
        return "has no outline"
    if outline.geom_type not in ("Polygon", "MultiPolygon"):
        return f"its outline is a {outline.geom_type}, not an area"
    if not outline.is_valid:
        return f"its outline is not valid: {shapely.is_valid_reason(outline)}"
    west, south, east, north = outline.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return "its outline is not in degrees of longitude and latitude"
    return None


def _features(document: dict[str, Any], source: Path) -> dict[str, shapely.Geometry]:
    found: dict[str, shapely.Geometry] = {}
    try:
        for feature in document["features"]:
            code = str(feature["properties"]["ward_code"])
            if code in found:
                raise GeographyError(f"{source}: ward {code} stands in it twice")
            found[code] = shape(feature["geometry"])
    except (KeyError, TypeError, AttributeError, ValueError, shapely.errors.ShapelyError) as error:
        if isinstance(error, GeographyError):
            raise
        raise GeographyError(f"{source}: is not a GeoJSON of wards with a ward_code each ({error!r})") from error
    return found


def _fingerprint(wards: list[Ward], status: str, attribution: str) -> str:
    record = [
        [
            ward.code,
            ward.name,
            ward.neighbourhood,
            ward.confidence,
            shapely.to_wkb(ward.outline, hex=True, byte_order=1),
        ]
        for ward in wards
    ]
    return hashlib.sha256(json.dumps([record, status, attribution]).encode()).hexdigest()
