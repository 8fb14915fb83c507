"""Words for a hexagon that people in a room understand: a street, else a postcode sector, made distinct."""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from aim.geography.postcodes import sector

_PREFIX = "on or near"
_SECTOR = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9]")
_UNIT = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]? [0-9])[A-Z]{2}\b")
_COMPASS = ("east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east")


def clean(street: str | None) -> str | None:
    """``Linthorpe Road`` of ``On or near Linthorpe Road``; None where nothing is left of it."""
    words = " ".join((street or "").split())
    if words.lower().startswith(_PREFIX):
        words = words[len(_PREFIX) :].strip()
    return words or None


def is_generic(street: str | None, generic: Collection[str]) -> bool:
    """Whether a published name says nothing about where: blank, or in the list of generic ones, however it is cased."""
    name = clean(street)
    return name is None or name.casefold() in {entry.casefold() for entry in generic}


def place_names(
    cells: Sequence[int] | np.ndarray,
    wards: Sequence[str],
    candidates: Mapping[int, Mapping[str, int]],
    postcodes: Sequence[str],
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    generic: Collection[str] = (),
) -> list[str]:
    """One name per cell, all distinct, the same for a cell in whatever order the cells come.

    ``candidates`` counts the streets seen in each cell; the commonest that is not generic names it (the first in the
    alphabet of equals). A street of several cells gets the ward: ``Linthorpe Road, Central``. Without a street it is
    sector and ward: ``TS4 2, Park``. What is still equal gets a compass word as seen from the middle of the equals;
    where that does not tell two apart, the postcode nearest to the middle of the cell: ``TS4 2AB, Park``; then a number
    by cell. ``wards``, ``postcodes`` (the nearest) and the centres (degrees) are given per cell.
    """
    order = sorted(range(len(cells)), key=lambda row: int(cells[row]))
    plain = {entry.casefold() for entry in generic}
    streets = [_street(candidates.get(int(cell), {}), plain) for cell in cells]
    shared = {street for street, rows in _groups(streets, order).items() if len(rows) > 1}
    names = [
        f"{sector(postcodes[row])}, {wards[row]}"
        if street is None
        else f"{street}, {wards[row]}"
        if street in shared
        else street
        for row, street in enumerate(streets)
    ]
    east, north = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    for rows in list(_groups(names, order).values()):
        if len(rows) > 1:
            for row, word in zip(rows, _directions(east[rows], north[rows]), strict=True):
                names[row] = f"{names[row]}, {word}"
    for rows in list(_groups(names, order).values()):
        if len(rows) > 1:
            for row in rows:
                street = streets[row]
                names[row] = f"{postcodes[row]}, {wards[row]}" if street is None else f"{street}, {postcodes[row]}"
    return _numbered(names, order)


def without_unit(name: str, ward: str) -> str:
    """A name of :func:`place_names` without a postcode of a dozen homes: its sector, or the street, and the ward.

    ``TS3 7, North Ormesby`` of ``TS3 7AJ, North Ormesby``; several cells may bear it then.
    """
    found = _UNIT.search(name)
    if found is None:
        return name
    return f"{name[: found.start()].rstrip(', ') or found[1]}, {ward}"


def _street(counts: Mapping[str, int], plain: Collection[str]) -> str | None:
    """The commonest street of one cell; spellings that differ only in the prefix are one street."""
    merged: dict[str, int] = defaultdict(int)
    for street, count in counts.items():
        name = clean(street)
        # A sector in the place of a street (as the demonstration has it) is no street: the cell's own sector names it.
        if name is not None and name.casefold() not in plain and not _SECTOR.fullmatch(name) and count > 0:
            merged[name] += count
    return min(merged, key=lambda name: (-merged[name], name), default=None)


def _groups(values: Sequence[str | None], order: Iterable[int]) -> dict[str, list[int]]:
    """The rows of each value, in ``order``; rows without a value are left out."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row in order:
        value = values[row]
        if value is not None:
            groups[value].append(row)
    return groups


def _directions(lon: np.ndarray, lat: np.ndarray) -> list[str]:
    """Where each point lies as seen from the middle of all; ``middle`` near it."""
    east = (lon - lon.mean()) * math.cos(math.radians(lat.mean()))
    north = lat - lat.mean()
    distance = np.hypot(east, north)
    octant = np.round(np.degrees(np.arctan2(north, east)) / 45).astype(int) % 8
    near = distance < distance.max() / 4
    return ["middle" if close or not far else _COMPASS[o] for close, far, o in zip(near, distance, octant, strict=True)]


def _numbered(names: Sequence[str], order: Sequence[int]) -> list[str]:
    """Equal names with 1, 2, 3 behind them, passing over a numbered name that another cell bears already."""
    result = list(names)
    taken = set(names)
    for name, rows in _groups(names, order).items():
        if len(rows) == 1:
            continue
        number = 0
        for row in rows:
            number += 1
            while f"{name} {number}" in taken:
                number += 1
            result[row] = f"{name} {number}"
            taken.add(result[row])
    return result
