"""Where a row happened: degrees, National Grid, grid reference or postcode, by the ways its map offers in turn."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim import schema
from aim.geography import crs, gridref
from aim.geography.postcodes import Finder
from aim.ingest.labels import Labels, codes, content, pairs
from aim.ingest.maps import Location, Map
from aim.ingest.reasons import GOOD, first_fault
from aim.ingest.rows import Rows

_DEGREE_M = 111_000  # metres of a degree of latitude
DECIMALS = 7  # of a degree made from metres: a centimetre, and the same on every machine
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
_PLAIN = np.frombuffer(b"+-.0123456789", dtype=np.uint8)
_REDACTED = re.compile(r"(\d{1,7})(\*{1,6})")
_POINT = re.compile(r"\(?\s*([^,()]+?)\s*,\s*([^,()]+?)\s*\)?")
_POSTCODE = re.compile(r"([A-Z]{1,2})\d[A-Z\d]?\d[A-Z]{2}")
_GRID = (700_000.0, 1_300_000.0)  # metres east and north that the National Grid covers
# Longitude and latitude are taken for swapped where, the other way round, they would lie in the United Kingdom.
_UK = {"west": -9.0, "east": 2.5, "south": 49.0, "north": 61.5}
_LOCATED_BY = {
    "wgs84": schema.POINT,
    "point text": schema.POINT,
    "national grid": schema.NATIONAL_GRID,
    "grid reference": schema.GRID_REFERENCE,
    "postcode": schema.POSTCODE,
}


@dataclass(frozen=True)
class Points:
    """The distinct points of a batch [m] and which of them each row has, ``at`` [n].

    ``longitude`` and ``latitude`` [m] in degrees, NaN where not known; ``precision_m`` [m] int32; ``located_by`` [m] a
    number of ``schema.LOCATED``; ``reason`` [m] is the number of what is wrong, ``GOOD`` for nothing; ``way`` [m] which
    of the map's locations was taken; ``in_first`` [m]: of two columns the first is blank or bad. Anchors repeat: a
    point is judged and looked up once, not once a row.
    """

    at: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    precision_m: np.ndarray
    located_by: np.ndarray
    reason: np.ndarray
    way: np.ndarray
    in_first: np.ndarray

    @classmethod
    def of(cls, rows: Rows, mapping: Map, finder: Callable[[], Finder]) -> "Points":
        """Of a batch: of the map's ways each row is located by the first that it gives."""
        found = [_Way.of(rows, way, finder) for way in mapping.location]
        if len(found) == 1:
            return cls._of([found[0].at], found, mapping)
        # Many a system writes 0, 0 where no point was set: the next way may still tell the place.
        poor = np.stack([(2 * (one.reason == _NO_COORDINATES) + (one.reason == _ZERO))[one.at] for one in found])
        way = poor.argmin(axis=0)  # the first of the best
        begins = np.cumsum([0, *(len(one.reason) for one in found[:-1])])
        at = begins[way] + np.stack([one.at for one in found])[way, np.arange(len(rows))]
        return cls._of([at], found, mapping)

    @classmethod
    def _of(cls, at: list[np.ndarray], found: "list[_Way]", mapping: Map) -> "Points":
        sizes = [len(one.reason) for one in found]
        precision = np.concatenate(
            [np.maximum(one.size_m, way.precision_m) for one, way in zip(found, mapping.location, strict=True)]
        )
        by = [schema.LOCATED.index(_LOCATED_BY[way.kind]) for way in mapping.location]
        reason = np.concatenate([one.reason for one in found])
        reason[(reason == GOOD) & (precision > schema.COARSEST_M)] = _TOO_COARSE
        return cls(
            at[0],
            np.concatenate([one.longitude for one in found]),
            np.concatenate([one.latitude for one in found]),
            precision.astype(np.int32),
            np.repeat(np.array(by, dtype=np.int8), sizes),
            reason,
            np.repeat(np.arange(len(found), dtype=np.int8), sizes),
            np.concatenate([one.in_first for one in found]),
        )


_NO_COORDINATES = first_fault({"no_coordinates": np.array([True])})[0]
_ZERO = first_fault({"zero_coordinates": np.array([True])})[0]
_TOO_COARSE = first_fault({"too_coarse": np.array([True])})[0]


@dataclass(frozen=True)
class _Way:
    """The distinct points of one way [m]: ``at`` [n], degrees, ``size_m`` of a redacted square, what is wrong."""

    at: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    size_m: np.ndarray
    reason: np.ndarray
    in_first: np.ndarray

    @classmethod
    def of(cls, rows: Rows, way: Location, finder: Callable[[], Finder]) -> "_Way":
        columns = [rows.columns[name] for name in way.columns]
        if way.kind == "wgs84":
            return _degrees(*columns)
        if way.kind == "national grid":
            return _metres(*columns)
        labels = Labels.of(columns[0])
        if way.kind == "point text":
            return _point_text(labels)
        if way.kind == "grid reference":
            return _grid_reference(labels)
        return _postcode(labels, finder())


def _degrees(east: pa.DictionaryArray, north: pa.DictionaryArray) -> _Way:
    at, one, other = pairs(codes(east), codes(north), len(north.dictionary) + 1)
    longitude, no_longitude, bad_longitude = (answers[one] for answers in _numbers(east.dictionary, 180.0))
    latitude, no_latitude, bad_latitude = (answers[other] for answers in _numbers(north.dictionary, 90.0))
    blank = no_longitude | no_latitude
    reason = _judged(longitude, latitude, blank, bad_longitude | bad_latitude)
    in_first = np.where(blank, no_longitude, bad_longitude).astype(bool)
    size = np.minimum(rounding_m(east.dictionary)[one], rounding_m(north.dictionary)[other])
    return _Way(at, longitude, latitude, size, reason, in_first)


def _judged(longitude: np.ndarray, latitude: np.ndarray, blank: np.ndarray, bad: np.ndarray) -> np.ndarray:
    return first_fault(
        {
            "no_coordinates": blank,
            "bad_coordinates": bad,
            "zero_coordinates": (longitude == 0) & (latitude == 0),
            "swapped_coordinates": ~_in_uk(longitude, latitude) & _in_uk(latitude, longitude),
        }
    )


def _point_text(labels: Labels) -> _Way:
    """``(latitude, longitude)``, with or without the parentheses."""
    parts = [_POINT.fullmatch(text or "") for text in labels.values]
    latitude, _, bad_latitude = _numbers(pa.array([part[1] if part else "x" for part in parts], pa.string()), 90.0)
    longitude, _, bad_longitude = _numbers(pa.array([part[2] if part else "x" for part in parts], pa.string()), 180.0)
    latitude, longitude = latitude[:-1], longitude[:-1]  # the answers to none, which stand last, are not asked for
    blank = np.array([text is None for text in labels.values], dtype=bool)
    reason = _judged(longitude, latitude, blank, ~blank & (bad_latitude | bad_longitude)[:-1])
    texts = [[part[number] if part else "" for part in parts] for number in (1, 2)]
    size = np.minimum(*(rounding_m(pa.array(each, pa.string()))[:-1] for each in texts))
    return _Way(labels.code, longitude, latitude, size, reason, np.ones(len(blank), dtype=bool))


def _metres(east: pa.DictionaryArray, north: pa.DictionaryArray) -> _Way:
    at, one, other = pairs(codes(east), codes(north), len(north.dictionary) + 1)
    easting, no_easting, bad_easting, size = (answers[one] for answers in _squares(east.dictionary, _GRID[0]))
    northing, no_northing, bad_northing, other_size = (
        answers[other] for answers in _squares(north.dictionary, _GRID[1])
    )
    blank = no_easting | no_northing
    reason = first_fault(
        {
            "no_coordinates": blank,
            "bad_coordinates": bad_easting | bad_northing,
            "zero_coordinates": (easting == 0) & (northing == 0),
        }
    )
    longitude, latitude = _to_degrees(easting, northing, reason == GOOD)
    in_first = np.where(blank, no_easting, bad_easting).astype(bool)
    return _Way(at, longitude, latitude, np.maximum(size, other_size), reason, in_first)


def _grid_reference(labels: Labels) -> _Way:
    found = gridref.read([text or "" for text in labels.values])
    blank = np.array([text is None for text in labels.values], dtype=bool)
    bad = ~blank & ~np.isfinite(found.easting)
    reason = first_fault({"no_coordinates": blank, "bad_grid_reference": bad})
    longitude, latitude = _to_degrees(found.easting, found.northing, reason == GOOD)
    return _Way(labels.code, longitude, latitude, np.asarray(found.size_m), reason, np.ones(len(blank), dtype=bool))


def _postcode(labels: Labels, finder: Finder) -> _Way:
    """A postcode of another postcode area is known to be elsewhere, though its point is not."""
    found = finder.find([text or "" for text in labels.values])
    blank = np.array([text is None for text in labels.values], dtype=bool)
    elsewhere = np.array([_is_elsewhere(text, finder) for text in labels.values], dtype=bool)
    reason = first_fault({"no_coordinates": blank, "unknown_postcode": ~blank & ~found.known & ~elsewhere})
    longitude, latitude = _to_degrees(found.easting, found.northing, (reason == GOOD) & found.known)
    return _Way(labels.code, longitude, latitude, _exact(longitude), reason, np.ones(len(blank), dtype=bool))


def _is_elsewhere(text: str | None, finder: Finder) -> bool:
    match = _POSTCODE.fullmatch("".join((text or "").split()).upper())
    return match is not None and match[1] not in finder.areas


def _to_degrees(easting: np.ndarray, northing: np.ndarray, good: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    longitude, latitude = np.full((2, len(good)), np.nan)
    if good.any():
        found = crs.to_wgs84(easting[good], northing[good])
        longitude[good], latitude[good] = (np.round(degrees, DECIMALS) for degrees in found)
    return longitude, latitude


def rounding_m(texts: pa.StringArray) -> np.ndarray:
    """Of distinct degrees and of none: the metres of latitude that the last decimal written stands for.

    Two decimals are a kilometre, whatever a map says of its points. A pair is as fine as the finer of its two: a last
    nought is often left out.
    """
    if _is_plain(texts):
        dot = pc.find_substring(texts, ".").to_numpy()
        decimals = np.where(dot < 0, 0, pc.binary_length(texts).to_numpy() - 1 - dot)
        return np.append(_metres_of(decimals), 0)
    ends = pc.extract_regex(texts, r"\.(?P<decimals>[0-9]*)\s*$")
    decimals = pc.binary_length(pc.struct_field(ends, "decimals")).fill_null(0).to_numpy(zero_copy_only=False)
    exact = pc.match_substring(texts, "e", ignore_case=True).fill_null(True).to_numpy(zero_copy_only=False)
    return np.append(np.where(exact, 0, _metres_of(decimals)), 0)


def _metres_of(decimals: np.ndarray) -> np.ndarray:
    metres: np.ndarray = _DEGREE_M // 10 ** np.minimum(decimals, 6).astype(np.int64)
    return metres


def _is_plain(texts: pa.StringArray) -> bool:
    """Whether all values are made of figures, signs and at most one point each, as nearly always.

    One with a sign in its middle is no number, and asked for nothing.
    """
    if texts.null_count or not len(texts):
        return False
    counts = np.bincount(np.frombuffer(content(texts), dtype=np.uint8), minlength=256)
    counts[_PLAIN] = 0
    return not counts.any() and pc.max(pc.count_substring(texts, ".")).as_py() < 2


def _exact(like: np.ndarray) -> np.ndarray:
    return np.zeros(len(like), dtype=np.int64)


def _numbers(texts: pa.StringArray, limit: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of distinct texts and, behind them, of none: the number or NaN, is it blank, is it no number within ``limit``."""
    blank = np.zeros(len(texts), dtype=bool)
    try:
        values = texts.cast(pa.float64())
    except pa.ArrowInvalid:  # something among them is no number
        texts = pc.utf8_trim_whitespace(texts)
        blank = np.asarray(pc.equal(texts, ""), dtype=bool)
        fits = pc.match_substring_regex(texts, _NUMBER)
        values = pc.if_else(fits, texts, pa.scalar(None, pa.string())).cast(pa.float64())
    number = np.append(values.to_numpy(zero_copy_only=False), np.nan)
    blank = np.append(blank, True)
    return number, blank, ~blank & ~(np.abs(number) <= limit)


def _squares(texts: pa.StringArray, limit: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of distinct metres and of none: the number or NaN, is it blank, is it none of the grid, size of its square.

    Redacted last digits ("367***") stand for a square: its middle is taken.
    """
    redacted = {n: match for n, text in enumerate(texts.to_pylist()) if (match := _REDACTED.fullmatch(text.strip()))}
    size = np.zeros(len(texts) + 1, dtype=np.int64)
    if redacted:
        middles = {n: int(match[1]) * 10 ** len(match[2]) + 10 ** len(match[2]) / 2 for n, match in redacted.items()}
        texts = pa.array([str(middles.get(n, text)) for n, text in enumerate(texts.to_pylist())], pa.string())
        size[list(redacted)] = [10 ** len(match[2]) for match in redacted.values()]
    metres, blank, bad = _numbers(texts, limit)
    return metres, blank, bad | (metres < 0), size


def _in_uk(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    across = (longitude >= _UK["west"]) & (longitude <= _UK["east"])
    found: np.ndarray = across & (latitude >= _UK["south"]) & (latitude <= _UK["north"])
    return found
