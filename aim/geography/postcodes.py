"""Postcodes of Teesside with their points, a cut of Code-Point Open, and the sectors people know a place by."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import crs, files

FILE = "postcodes.csv"
COLUMNS = ("postcode", "easting", "northing", "district_code", "ward_code")


@dataclass(frozen=True)
class Postcodes:
    """One entry per postcode, in the order of the file; coordinates in degrees and metres."""

    postcode: NDArray[np.str_]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    easting: NDArray[np.float64]
    northing: NDArray[np.float64]
    district_code: NDArray[np.str_]
    ward_code: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.postcode)


@dataclass(frozen=True)
class Found:
    """Where postcodes lie, in metres of the National Grid [n]; NaN where ``known`` [n] is false."""

    easting: NDArray[np.float64]
    northing: NDArray[np.float64]
    known: NDArray[np.bool_]


class Finder:
    """Finds the points of postcodes by their text. One is made per command: it holds the whole list."""

    def __init__(self, postcodes: Postcodes) -> None:
        self._at = {_compact(code): number for number, code in enumerate(postcodes.postcode.tolist())}
        # The letters that the postcodes begin with: any other postcode lies elsewhere.
        self.areas = frozenset(code[: 2 if code[1].isalpha() else 1] for code in self._at)
        # The last entry stands for a postcode that is not on the list.
        self._easting = np.append(postcodes.easting, np.nan)
        self._northing = np.append(postcodes.northing, np.nan)

    def find(self, texts: Sequence[str]) -> Found:
        """The point of each postcode, in any spacing and case: the middle of its addresses, not the address."""
        at = np.array([self._at.get(_compact(text), -1) for text in texts], dtype=np.int64)
        return Found(self._easting[at], self._northing[at], at >= 0)


def path(config: Config) -> Path:
    """The file the postcodes are read from."""
    return config.boundaries / FILE


def read(config: Config) -> Postcodes:
    """Read ``postcodes.csv``; postcodes without a point (0, 0 in Code-Point Open) are left out.

    Raises :class:`GeographyError` naming the file and its first lines that are no postcode with two numbers.
    """
    source = path(config)
    try:
        written = source.stat().st_mtime_ns
    except OSError:
        written = 0  # what is wrong is said below
    return _read(source, written)


@lru_cache(maxsize=4)  # a build and a load ask several times; a file that was written since is read anew
def _read(source: Path, written: int) -> Postcodes:
    rows = files.read_rows(source, COLUMNS)
    easting = np.array([_metres(row["easting"]) for row in rows])
    northing = np.array([_metres(row["northing"]) for row in rows])
    faulty = np.flatnonzero(~np.isfinite(easting) | ~np.isfinite(northing) | [not row["postcode"] for row in rows])
    if len(faulty):
        lines = ", ".join(str(index + 2) for index in faulty[:10])
        raise GeographyError(
            f"{source}: no postcode, easting and northing in {len(faulty)} rows, first in line {lines}"
        )
    placed = np.flatnonzero((easting != 0) & (northing != 0))
    if not len(placed):
        raise GeographyError(f"{source}: holds no postcode with a point")
    text = {name: np.array([rows[i][name] for i in placed]) for name in ("postcode", "district_code", "ward_code")}
    longitude, latitude = crs.to_wgs84(easting[placed], northing[placed])
    return Postcodes(
        postcode=text["postcode"],
        lon=longitude,
        lat=latitude,
        easting=easting[placed],
        northing=northing[placed],
        district_code=text["district_code"],
        ward_code=text["ward_code"],
    )


def sector(postcode: str) -> str:
    """``TS4 2`` of ``TS4 2AB``, however it is spaced. Raises ValueError where it is too short to hold one."""
    compact = _compact(postcode)
    if len(compact) < 5:
        raise ValueError(f"{postcode!r} is not a postcode: write it as TS4 2AB")
    return f"{compact[:-3]} {compact[-3]}"


def nearest(postcodes: Postcodes, lon: ArrayLike, lat: ArrayLike) -> list[str]:
    """The postcode nearest to each point (finite degrees); the first in the alphabet of equally near ones."""
    order = np.argsort(postcodes.postcode, kind="stable")
    places = np.column_stack([postcodes.easting, postcodes.northing])[order]
    points = np.column_stack(crs.to_bng(np.atleast_1d(lon), np.atleast_1d(lat)))
    # Code-Point Open has whole metres, so that many postcodes share a point: one entry per point, the first by name.
    distinct, first = np.unique(places, axis=0, return_index=True)
    _, closest = KDTree(distinct).query(points)
    return [str(code) for code in postcodes.postcode[order][first[closest]]]


def _compact(text: str) -> str:
    return "".join(text.split()).upper()


def _metres(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
