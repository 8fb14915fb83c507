"""A town of several partners in which places rise, stand high, fall quiet and move: what the list for discussion is of.

Thirty months to September 2026. Behind everything lies the same quiet town, drawn by chance from a fixed seed; planted
places have plain numbers of their own, so that a test can say them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pytest
from holding import AT, COUNCIL, POLICE, Holding, incident

from aim import build, months, schema
from aim.building import answering
from aim.config import Config
from aim.schema import Source

SPAN = tuple(months.between("2024-04", "2026-09"))
LAST, LATE = SPAN[-1], "2026-11-20"
PUBLISHED = replace(POLICE, categories=("anti-social-behaviour", "burglary", "drugs", "robbery", "violent-crime"))
REPORTS = replace(COUNCIL, categories=("fly-tipping",))
STATION = (-1.236892, 54.580304)  # a known place, set apart
USUAL = {"violent-crime": 1.2, "anti-social-behaviour": 0.7, "burglary": 0.4}  # a month in each cell of the quiet town
Rows = list[dict[str, Any]]
ByMonth = dict[str, Rows]


@cache
def cell(where: str, ring: int = 0, at: int = 0) -> str:
    """The cell at resolution 9 so many rings from that of a neighbourhood's point."""
    longitude, latitude = AT[where]
    middle = h3.latlng_to_cell(latitude, longitude, 9)
    return middle if not ring else sorted(h3.grid_ring(middle, ring))[at]


def happened(category: str, at: str, number: int, *, points: int = 9, first: int = 0) -> Rows:
    """``number`` incidents in the middle of a cell at resolution 9, in turn on so many points."""
    latitude, longitude = h3.cell_to_latlng(at)
    return [_on(category, longitude, latitude, first + n % points) for n in range(number)]


@cache
def _placed(longitude: float, latitude: float, point: int) -> tuple[float, float, int]:
    east, north = longitude + (point % 3 - 1) * 2e-4, latitude + (point // 3 % 3 - 1) * 1e-4
    return east, north, int(h3.latlng_to_cell(north, east, schema.STORAGE_RESOLUTION), 16)


def _on(category: str, longitude: float, latitude: float, point: int = 4) -> dict[str, Any]:
    where = zip((schema.LONGITUDE, schema.LATITUDE, schema.CELL), _placed(longitude, latitude, point), strict=True)
    return incident(category, "East") | dict(where)


def quiet(span: Iterable[str] = SPAN, seed: int = 20_261_126) -> ByMonth:
    """What happens anyway around the point of each neighbourhood: cells differ, months scatter as chance makes them."""
    random = np.random.default_rng(seed)
    cells = [each for where in ("East", "North", "South", "West") for each in sorted(h3.grid_disk(cell(where), 3))]
    rate = {category: level * random.gamma(2, 0.5, len(cells)) for category, level in USUAL.items()}
    return {
        month: [
            row
            for category, level in rate.items()
            for at, number in zip(cells, random.poisson(level).tolist(), strict=True)
            for row in happened(category, at, number)
        ]
        for month in span
    }


def usually(
    found: ByMonth, category: str, at: str, before: int, last: int, *, since: str = LAST, **how: int
) -> ByMonth:
    """``found`` with so many more a month at a place, and another number from the month ``since`` on."""
    for month, rows in found.items():
        rows += happened(category, at, last if month >= since else before, **how)
    return found


def police() -> ByMonth:
    """Of the police: a rise in West, a place that stands high in South, one that has fallen quiet in East.

    Also what is never listed: drugs, a known place set apart; two cells of the town centre that rise while a third has
    always been high; and robbery that has gone from one cell of West to the next, with two of them in South;
    and one month of many burglaries, in May.
    """
    found = quiet()
    usually(found, "burglary", cell("West"), 1, 15)
    found["2026-05"] += happened("burglary", cell("South", 3, 3), 12)
    usually(found, "violent-crime", cell("South"), 25, 25)
    usually(found, "violent-crime", cell("East"), 25, 0, since="2026-05")
    usually(found, "drugs", cell("South", 3, 0), 0, 30)
    usually(found, "anti-social-behaviour", cell("North", 1, 0), 0, 15)
    usually(found, "anti-social-behaviour", cell("North", 1, 5), 0, 15)
    usually(found, "violent-crime", cell("North"), 25, 25)
    usually(found, "robbery", cell("West", 3, 9), 12, 0)
    usually(found, "robbery", beside("West", 3, 9), 0, 12)
    usually(found, "robbery", cell("South", 3, 9), 0, 2)
    found[LAST] += [_on("violent-crime", *STATION) for _ in range(40)]
    return found


def beside(where: str, ring: int, at: int) -> str:
    """A cell of the ring beyond that touches."""
    return min(set(h3.grid_ring(cell(where, ring, at), 1)) & set(h3.grid_ring(cell(where), ring + 1)))


def council() -> ByMonth:
    """Of the council: two rises of fly-tips, 10 of 14 on one point in East, 8 of 14 in West."""
    found: ByMonth = {month: happened("fly-tipping", cell("South", 2), 3) for month in SPAN}
    for where, on_one in (("East", 10), ("West", 8)):
        at = cell(where, 3, 0)
        usually(found, "fly-tipping", at, 1, 0)
        found[LAST] += happened("fly-tipping", at, on_one, points=1)
        found[LAST] += happened("fly-tipping", at, 14 - on_one, points=14 - on_one, first=1)
    return found


def fill(folder: Path, held: Mapping[Source, ByMonth] | None = None, *, answered: int = 1) -> Holding:
    """A store of these sources, received late enough to be complete, and built with the answers of so many months."""
    holding = Holding(folder)
    for source, found in (held or {PUBLISHED: police(), REPORTS: council()}).items():
        holding.take(source, found, on=LATE)
    make(holding.config(), answered=answered)
    return holding


def make(config: Config, *, answered: int = 1) -> dict[str, Any]:
    """The picture of a store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "MONTHS", answered)
        return build.build(config)
