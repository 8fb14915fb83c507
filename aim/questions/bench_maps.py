"""The maps of the bench as plain values: one, the one beside it, twelve small ones, and what they say in a sentence."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from aim import schema
from aim.engine.classes import RoomClass
from aim.questions import bench_words, words
from aim.questions.bench_lens import Lens, Monthly, states, twelve
from aim.questions.bench_settling import INSIDE
from aim.questions.bench_sum import all_alike
from aim.questions.bench_views import Columns, Drawn, Small
from aim.questions.month_list import hexadecimal, place_name
from aim.questions.views import TOWN
from aim.reading.basis import Basis
from aim.reading.classing import classing
from aim.reading.hotspot_map import HotspotMap
from aim.reading.points import ONE_LOCATION, one_point_shares
from aim.reading.surging import surging


def cells_drawn(looked: Lens, area: str) -> NDArray[np.int64]:
    """Positions of the hexagons that are drawn: all of them, of the smallest those of the area."""
    where = looked.shown.cells(looked.resolution)[schema.NEIGHBOURHOOD]
    if looked.resolution < INSIDE:
        return np.arange(len(where))
    return np.flatnonzero([name == area for name in where])


def drawn_map(looked: Lens, made_of: Basis, found: HotspotMap, drawn: NDArray[np.int64]) -> Drawn:
    """The map as plain values."""
    shown, days = looked.shown, looked.days(made_of)
    grid, at = shown.cells(looked.resolution), drawn.tolist()
    seen = set(at)
    cells = shown.once(
        ("hexadecimal", looked.resolution), lambda: tuple(hexadecimal(cell) for cell in grid[schema.CELL])
    )
    keys = [(number, key) for number, key in _keys(found) if key in seen]
    return Drawn(
        month=made_of.month,
        title=bench_words.period(made_of.month, made_of.window),
        cell=tuple(cells[n] for n in at),
        name=tuple(grid[schema.PLACE][n] for n in at),
        ward=tuple(grid[schema.WARD][n] for n in at),
        neighbourhood=tuple(grid[schema.NEIGHBOURHOOD][n] for n in at),
        count=tuple(found.count[drawn].tolist()),
        value=tuple((found.count if days is None else days)[drawn].tolist()),
        hotspot=tuple(found.result.hotspot[drawn].tolist()),
        edge=tuple(found.result.edge[drawn].tolist()),
        place=tuple(found.place[drawn].tolist()),
        keys=tuple((number, cells[key]) for number, key in keys),
        called=tuple(place_name(shown, found, key) for _, key in keys),
    )


def _keys(found: HotspotMap) -> list[tuple[int, int]]:
    """The number of each place and the position of its strongest hexagon."""
    answer = []
    for number in range(1, int(found.place.max(initial=0)) + 1):
        members = np.flatnonzero(found.place == number)
        answer.append((number, int(members[np.lexsort((members, -found.score[members]))[0]])))
    return answer


def columns(looked: Lens, made_of: Basis, drawn: NDArray[np.int64]) -> Columns:
    """What the table says of each hexagon besides."""
    asked = (looked.fresh, looked.concern, made_of.month)
    surge = surging(*asked, made_of.window, looked.resolution)
    room = classing(*asked, looked.resolution).room
    days, known = looked.days(made_of), [RoomClass(kind).words for kind in range(len(RoomClass))]
    return Columns(
        days=None if days is None else tuple(days[drawn].tolist()),
        compared=tuple(surge.count[drawn].tolist()),
        part=bench_words.part(alike=all_alike(looked, made_of)),
        expected=tuple(surge.expected[drawn].tolist()) if surge.said else None,
        kind=tuple(known[kind] for kind in room[drawn].tolist()),
        one_location=tuple(_one_location(looked, made_of)[drawn].tolist()),
    )


def _one_location(looked: Lens, made_of: Basis) -> NDArray[np.bool_]:
    """Which hexagons one location may explain, by the rule of :func:`aim.questions.bench_card.one_point`."""
    shown, resolution = looked.shown, looked.resolution
    asked = (looked.concern, made_of.sources, made_of.held)
    key = ("bench points", looked.concern.name, made_of.sources, made_of.held, resolution)
    shares = shown.once(key, lambda: one_point_shares(shown, *asked, resolution))
    if looked.tuned.apart:
        return np.asarray(shares >= ONE_LOCATION)
    numbers = shown.numbers(looked.concern.ranked, made_of.sources)
    every, apart = (shown.total(numbers, made_of.held, resolution, which) for which in ("cells", "apart"))
    most = np.maximum(np.nan_to_num(shares) * every, apart)
    return np.asarray((every + apart > 0) & (most >= ONE_LOCATION * (every + apart)))


def sentence(looked: Lens, made_of: Basis, found: HotspotMap, area: str, *, summed: bool = False) -> str:
    """How much stands out, how much of everything that is, on how much of the area.

    Where a part of it is ``summed`` beside the map it is said that this is of the whole town.
    """
    if not made_of.held:
        return "No figures: nothing was received."
    grid, hot, edge = looked.shown.cells(looked.resolution), found.result.hotspot, found.result.edge
    if area != TOWN:
        here = np.array([name == area for name in grid[schema.NEIGHBOURHOOD]])
        hot, edge = hot & here, edge & here
    days, size = looked.days(made_of), np.array(grid["area_m2"])
    value = found.count if days is None else days
    return bench_words.stand_out(
        len(np.unique(found.place[hot])),
        int(hot.sum()),
        int(edge.sum()),
        floor=looked.tuned.floor,
        inside=int(value[hot].sum()),
        total=int(value.sum()),
        area_share=float(size[hot].sum() / size.sum()),
        when=words.span(made_of.window, len(made_of.held)),
        where="" if area == TOWN else area,
        whole=summed and area == TOWN,
        serious=looked.serious,
    )


def two_maps(looked: Lens, ours: Drawn, theirs: Drawn, area: str) -> str:
    """What stands out in both of two maps, and in one of them only, in the area shown."""
    here = [area in (TOWN, name) for name in ours.neighbourhood]
    first, second = ({at for at, hot in enumerate(each.hotspot) if hot and here[at]} for each in (ours, theirs))
    totals = (sum(value for value, inside in zip(each.value, here, strict=True) if inside) for each in (ours, theirs))
    return bench_words.two_maps(
        (ours.title, next(totals)),
        (theirs.title, next(totals)),
        len(first & second),
        len(first - second),
        len(second - first),
        where="" if area == TOWN else area,
        serious=looked.serious,
    )


def twelve_maps(
    looked: Lens, month: str, drawn: NDArray[np.int64], area: str
) -> tuple[tuple[int, ...], tuple[Small, ...]]:
    """The breaks that twelve months share, and each of them as a small map; what is added up lies in the area."""
    found, span = twelve(looked, month)
    told = dict(zip(span, states(found, span), strict=True))
    held = tuple(each for each in span if told[each][0])
    breaks = looked.breaks(replace(found, window=1))
    monthly = looked.each_month(found, held)
    where = looked.shown.cells(looked.resolution)[schema.NEIGHBOURHOOD]
    here = np.array([area in (TOWN, where[at]) for at in drawn.tolist()], dtype=np.bool_)
    return breaks, tuple(
        _small(monthly, held.index(each) if told[each][0] else None, each, breaks, drawn, here, complete=told[each][1])
        for each in span
    )


def _small(
    monthly: Monthly,
    row: int | None,
    month: str,
    breaks: tuple[int, ...],
    drawn: NDArray[np.int64],
    here: NDArray[np.bool_],
    *,
    complete: bool,
) -> Small:
    title = bench_words.period(month, 1)
    if row is None:
        return Small(month, title, "", "", 0, 0, complete=False, held=False)
    value, hot, edge = (each[row, drawn] for each in (monthly.value, monthly.hotspot, monthly.edge))
    steps = np.searchsorted(np.array(breaks), value, side="right")
    return Small(
        month=month,
        title=title,
        steps="".join(map(str, steps.tolist())),
        marks="".join(map(str, (hot + 2 * edge).tolist())),
        total=int(value[here].sum()),
        standing=int(hot[here].sum()),
        complete=complete,
        held=True,
    )
