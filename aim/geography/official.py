"""Official ward outlines (ONS GeoJSON or GeoPackage) in place of our own."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import geopandas as gpd
import shapely

from aim.config import Config
from aim.errors import GeographyError, RefusedError
from aim.geography import crs, membership, outlines, wards_file
from aim.geography.membership import Member

ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
    "Contains OS data © Crown copyright and database right."
)
# Codes the register gave out anew for wards whose name and place stayed.
NEWER_CODE = {"E05009864": "E05015468", "E05009868": "E05015469"}  # Marton East, Nunthorpe
_CODE_COLUMN = re.compile(r"WD\d\dCD|ward_code", re.IGNORECASE)


def import_outlines(config: Config, file: Path, on: date | None = None) -> Path:
    """Take ward outlines from ``file`` into the store's own ``geography/wards.geojson``.

    Every ward of the membership in force on ``on`` (default today) must be there, under its code or the older one;
    wards elsewhere are passed over. Any coordinate system is brought to WGS84. Raises :class:`RefusedError` with every
    fault; the outlines there were stay as they are.
    """
    members = membership.read(config, on)
    frame = _read(file)
    wanted = {member.ward_code for member in members}
    found = _by_code(frame, _code_column(frame, file, wanted), wanted)
    faults = [fault for member in members if (fault := _fault(member, found))]
    if faults:
        raise RefusedError(file.name, faults)
    wards = {code: given[0] for code, given in found.items()}
    if faults := _overlaps(members, wards):
        raise RefusedError(file.name, faults)
    return wards_file.write(
        config.data / "geography" / outlines.FILE,
        members,
        wards,
        status=f"imported from {file.name}",
        attribution=ATTRIBUTION,
        method=f"Official ward outlines as published, from {file.name}.",
        decimals=None,
    )


def _read(file: Path) -> gpd.GeoDataFrame:
    if not file.is_file():
        raise GeographyError(f"{file}: there is no such file")
    try:
        frame = gpd.read_file(file)
    except Exception as error:  # the reader names its faults by many classes, GDAL's own among them
        raise GeographyError(f"{file}: cannot be read as GeoJSON or GeoPackage: {error}") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise GeographyError(f"{file}: holds no outlines")
    return _in_degrees(frame, file)


def _in_degrees(frame: gpd.GeoDataFrame, file: Path) -> gpd.GeoDataFrame:
    if frame.crs is None:
        raise GeographyError(f"{file}: does not say its coordinate system; export it as WGS84 (EPSG:4326)")
    if frame.crs.equals(crs.BNG):
        return frame.set_geometry(crs.outline_to_wgs84(frame.geometry.values), crs=crs.WGS84)  # one way everywhere
    return frame.to_crs(crs.WGS84)


def _code_column(frame: gpd.GeoDataFrame, file: Path, wanted: set[str]) -> list[str]:
    """The ward codes of the file, older ones brought up to date: the column that knows most of the wards wanted."""
    columns = sorted((name for name in map(str, frame.columns) if _CODE_COLUMN.fullmatch(name)), reverse=True)
    if not columns:
        others = ", ".join(str(column) for column in frame.columns if column != frame.geometry.name) or "none"
        raise RefusedError(file.name, [f"has no column of ward codes such as WD24CD; its columns: {others}"])
    codes = [[NEWER_CODE.get(code, code) for code in frame[name].astype(str).str.strip()] for name in columns]
    return max(codes, key=lambda column: len(wanted.intersection(column)))


def _by_code(frame: gpd.GeoDataFrame, codes: list[str], wanted: set[str]) -> dict[str, list[shapely.Geometry | None]]:
    found: dict[str, list[shapely.Geometry | None]] = {}
    for code, outline in zip(codes, shapely.force_2d(frame.geometry.to_numpy()), strict=True):
        if code in wanted:
            found.setdefault(code, []).append(outline)
    return found


def _fault(member: Member, found: Mapping[str, list[shapely.Geometry | None]]) -> str | None:
    name = f"ward {member.ward_code} {member.ward_name}"
    given = found.get(member.ward_code, [])
    if not given:
        return f"{name} is missing"
    if len(given) > 1:
        return f"{name} stands in it {len(given)} times"
    problem = outlines.fault_of(given[0])
    return f"{name}: {problem}" if problem else None


def _overlaps(members: tuple[Member, ...], found: Mapping[str, shapely.Geometry | None]) -> list[str]:
    shapes = [found[member.ward_code] for member in members]
    faults = []
    for first, second in shapely.STRtree(shapes).query(shapes, predicate="intersects").T:
        if first < second:
            shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
            part = shared / min(shapes[first].area, shapes[second].area)
            if part > 0.01:  # generalised outlines overlap by slivers; one hundredth of a ward is a wrong file
                names = f"{members[first].ward_name} and {members[second].ward_name}"
                faults.append(f"wards {names} overlap by {100 * part:.0f} % of the smaller")
    return faults
