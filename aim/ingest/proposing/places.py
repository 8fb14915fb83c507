"""Which columns say where, by name and by values."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from aim.geography import gridref
from aim.ingest.maps import Kind
from aim.ingest.proposing.personal import words
from aim.ingest.proposing.tables import Table

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_REDACTED = re.compile(r"\d+(?:\*+|[xX]+|\?+|#+)")
_POINT = re.compile(r"\(?\s*([+-]?\d{1,2}\.\d+)\s*,\s*([+-]?\d{1,3}\.\d+)\s*\)?")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_EAST = frozenset("easting eastings east x lon long longitude lng".split())
_NORTH = frozenset("northing northings north y lat latitude".split())
_GRID = frozenset("grid gridref gr ngr osgr os bng map location loc place ref".split())
_ENOUGH = 0.9  # of the values


@dataclass(frozen=True)
class Where:
    """One way in which the table says where. ``rows`` have it; ``redacted``: digits of it are blotted out."""

    kind: Kind
    columns: tuple[str, ...]
    precision_m: int
    rows: int
    redacted: bool = False


def find(table: Table) -> list[Where]:
    """The ways that together locate most rows, in the order to be tried; one that adds no row is left out."""
    offered = sorted([*_pairs(table), *_single(table)], key=_order)
    taken, covered = [], None
    for where in offered:
        filled = table.filled(*where.columns)
        new = filled if covered is None else pc.and_(filled, pc.invert(covered))
        if pc.sum(new).as_py():
            taken.append(where)
            covered = filled if covered is None else pc.or_(covered, filled)
    return taken


def _order(where: Where) -> tuple[bool, int, int]:
    """What is redacted first: a point beside it looks exact and is the middle of its square. Then the finest."""
    return not where.redacted, where.precision_m, ("national grid", "wgs84", "point text", "grid reference",
                                                   "postcode").index(where.kind)  # fmt: skip


def _pairs(table: Table) -> list[Where]:
    numeric = {name: values for name in table.columns if (values := table.distinct(name)) and _are_numbers(values)}
    easts = [name for name in numeric if _side(name, _EAST, _NORTH)]
    norths = [name for name in numeric if _side(name, _NORTH, _EAST)]
    found = []
    for east in easts:
        north = next((name for name in norths if _stem(name) == _stem(east)), None)
        where = north and _pair(table, east, north)
        if where:
            found.append(where)
    return found or _unnamed(table, numeric)


def _unnamed(table: Table, numeric: dict[str, list[str]]) -> list[Where]:
    """Two neighbouring columns of degrees in the United Kingdom, whatever they are called."""
    for one, other in itertools.pairwise(table.columns):
        if one in numeric and other in numeric and all(_decimals(numeric[name]) >= 3 for name in (one, other)):
            for east, north in ((one, other), (other, one)):
                degrees_east, degrees_north = _numbers(numeric[east]), _numbers(numeric[north])
                across, up = np.abs(degrees_east + 3.25) <= 5.75, np.abs(degrees_north - 55.25) <= 6.25
                if min(across.mean(), up.mean()) >= _ENOUGH:
                    where = _pair(table, east, north)
                    return [where] if where else []
    return []


def _pair(table: Table, east: str, north: str) -> Where | None:
    values = table.distinct(east), table.distinct(north)
    rows = pc.sum(table.filled(east, north)).as_py() or 0
    if any(_REDACTED.fullmatch(value) for each in values for value in each[:1000]):
        return Where("national grid", (east, north), 10, rows, redacted=True)
    numbers = [_numbers(each) for each in values]
    inside = [(np.abs(each) <= limit).mean() for each, limit in zip(numbers, (180, 90), strict=True)]
    if min(inside) >= _ENOUGH:
        return Where("wgs84", (east, north), _degrees_m(values), rows)
    on_grid = [((each > 0) & (each < limit)).mean() for each, limit in zip(numbers, (700_000, 1_300_000), strict=True)]
    if min(on_grid) >= _ENOUGH:
        return Where("national grid", (east, north), _step_m(numbers), rows)
    return None


def _single(table: Table) -> list[Where]:
    found = []
    for name in table.columns:
        values = table.distinct(name)
        seen = values[:: max(1, len(values) // 2000)]
        rows = table.rows - table.columns[name].null_count
        if not seen:
            continue
        if _share(_POINT, seen) >= _ENOUGH:
            found.append(Where("point text", (name,), 20, rows))
        elif _share(_POSTCODE, seen) >= _ENOUGH:
            found.append(Where("postcode", (name,), 100, rows))
        elif _GRID & set(words(name)) and _are_references(seen):
            found.append(Where("grid reference", (name,), 1, rows))
    return found


def _are_references(values: Sequence[str]) -> bool:
    """Whether these are references of four figures or more: "NO" and "SE19" name squares too."""
    size = gridref.read(values).size_m
    return bool(((size > 0) & (size <= 1000)).mean() >= _ENOUGH)


def _share(pattern: re.Pattern[str], values: Sequence[str]) -> float:
    return sum(pattern.fullmatch(value) is not None for value in values) / len(values)


def _are_numbers(values: Sequence[str]) -> bool:
    seen = values[:: max(1, len(values) // 2000)]
    good = sum(_NUMBER.fullmatch(value) is not None or _REDACTED.fullmatch(value) is not None for value in seen)
    return good >= _ENOUGH * len(seen)


def _numbers(values: Sequence[str]) -> np.ndarray:
    return np.array([float(value) for value in values if _NUMBER.fullmatch(value)] or [np.nan])


def _decimals(values: Sequence[str]) -> int:
    return max((len(value.partition(".")[2]) for value in values if _NUMBER.fullmatch(value)), default=0)


def _degrees_m(values: Sequence[Sequence[str]]) -> int:
    """What the fewest decimals of a coordinate leave open: a hundredth of a degree is a kilometre."""
    return {0: 100_000, 1: 10_000, 2: 1_000, 3: 100}.get(min(map(_decimals, values)), 20)


def _step_m(numbers: Sequence[np.ndarray]) -> int:
    """The step to which all coordinates were rounded, where there is one; else what is usual for an address."""
    whole = [np.unique(each[np.isfinite(each)]) for each in numbers]
    for step in (1000, 500, 100, 50):
        if all(len(each) > 2 and len(np.unique(each % step)) == 1 for each in whole):
            return step
    return 10


def _side(name: str, mine: frozenset[str], other: frozenset[str]) -> bool:
    said = set(words(name))
    return bool(said & mine) and not said & other


def _stem(name: str) -> tuple[str, ...]:
    return tuple(word for word in words(name) if word not in _EAST | _NORTH)
