"""One hexagon of the bench: what it holds against what was expected, month by month, of which kinds, and how surely."""

from dataclasses import replace

import numpy as np

from aim import schema
from aim.concerns import ALL
from aim.engine.classes import RoomClass
from aim.questions import bench_words, words
from aim.questions.agencies import reporters
from aim.questions.bench_lens import Lens, Monthly
from aim.questions.bench_sum import all_alike, by_kind, series_counts
from aim.questions.bench_views import CellCard
from aim.questions.month_list import hexadecimal, place_name, some_sources
from aim.questions.place import monthly_series, precision, shortened
from aim.reading.basis import Basis
from aim.reading.classing import classing
from aim.reading.comparable import comparable
from aim.reading.freshness import MISSING, Freshness
from aim.reading.hotspot_map import HotspotMap, usual
from aim.reading.past import monthly
from aim.reading.points import ONE_LOCATION, on_one_point
from aim.reading.ranking import cell_ranks
from aim.reading.reporting import reporting
from aim.reading.surging import surging

EDGE = "Its surroundings are high, it holds few itself: not a place that stands out."
NOT = "Together with its surroundings it does not stand out from the rest of the town."
HOT = "Stands out, together with its surroundings, from the rest of the town."


def cell_card(looked: Lens, everybody: Freshness, made_of: Basis, found: HotspotMap, at: int) -> CellCard:
    """The hexagon at position ``at``; ``everybody`` knows every source, whichever are counted."""
    shown, resolution, members = looked.shown, looked.resolution, np.array([at])
    columns, concern = shown.cells(resolution), looked.concern
    surge = surging(looked.fresh, concern, made_of.month, made_of.window, resolution)
    count, apart = int(found.count[at]), int(found.apart[at])
    point = one_point(looked, made_of, at)
    days = looked.days(made_of)
    classed = classing(looked.fresh, concern, made_of.month, resolution)
    series, compared = _bars(looked, made_of, at, like_expected=surge.said)
    one_location = bool(point[1]) and point[0] >= ONE_LOCATION * point[1]
    return CellCard(
        key=hexadecimal(columns[schema.CELL][at]),
        number=int(found.place[at]),
        name=columns[schema.PLACE][at],
        within=_centre(looked, found, at),
        called=f"{concern.title} in {columns[schema.WARD][at]}",
        one_location=one_location,
        ward=columns[schema.WARD][at],
        neighbourhood=columns[schema.NEIGHBOURHOOD][at],
        count=count,
        apart=apart,
        days=None if days is None else int(days[at]),
        against=bench_words.against(
            count, int(surge.count[at]), float(surge.expected[at]), alike=all_alike(looked, made_of)
        )
        if surge.said
        else "",
        unsaid=surge.reason,
        standing=HOT if found.result.hotspot[at] else EDGE if found.result.edge[at] else NOT,
        kind=RoomClass(int(classed.room[at])).words,
        rank=_rank(looked, made_of, found, at),
        months=tuple(month for month, _ in made_of.bars),
        series=series,
        expected=float(surge.expected[at]) / made_of.window if surge.said else None,
        compared=compared,
        dots=dots(looked, made_of, at),
        mix=shortened(by_kind(looked, series_counts(looked, made_of, members))),
        reporters=reporters(reporting(everybody, shown.concern(ALL)), made_of, resolution, members),
        precision_m=precision(made_of),
        one_point=point,
    )


def _bars(looked: Lens, made_of: Basis, at: int, *, like_expected: bool) -> tuple[tuple[int | None, ...], str]:
    """The 24 months of the hexagon, and of which incidents they are where not of all.

    Beside a line of what is expected they are of what that is of: ranked categories, of the sources that are compared.
    """
    if not like_expected:
        return monthly_series(made_of, looked.resolution, np.array([at])), some_sources(made_of)
    alike, concern = comparable(looked.fresh, looked.concern, made_of.month), looked.concern
    counted = monthly(looked.shown, concern, alike.sources, looked.resolution)[:, at]
    series = tuple(
        int(counted[looked.shown.month_number(month)])
        if month >= alike.since and made_of.reporting.state(alike.sources, month) != MISSING
        else None
        for month, _ in made_of.bars
    )
    said = (
        "what ranks" if len(concern.ranked) < len(concern.categories) else "",
        some_sources(replace(made_of, compared=alike.sources)),
    )
    return series, ", ".join(filter(None, said))


def _centre(looked: Lens, found: HotspotMap, at: int) -> str:
    """The named centre that a hexagon that stands out is a part of; empty where there is none."""
    name = place_name(looked.shown, found, at)
    return name if name != looked.shown.cells(looked.resolution)[schema.PLACE][at] else ""


def one_point(looked: Lens, made_of: Basis, at: int) -> tuple[int, int]:
    """How many of the hexagon's ranked incidents lie on the one point that has most of them, and how many there are.

    What known places hold, where it counts, is taken to lie on one point: that is what makes such a place known.
    """
    shown, held, sources = looked.shown, made_of.held, made_of.sources
    most, every = on_one_point(shown, looked.concern, sources, held, [at], looked.resolution)
    if looked.tuned.apart:
        return most, every
    numbers = shown.numbers(looked.concern.ranked, sources)
    apart = int(shown.total(numbers, held, looked.resolution, "apart")[at])
    return max(most, apart), every + apart


def dots(looked: Lens, made_of: Basis, at: int) -> tuple[str, ...]:
    """What the hexagon was in each of the 24 months, by maps of single months: hot, edge, none, or gap: not held."""
    held = tuple(month for month, there in made_of.bars if there)
    alike = replace(made_of, sources=made_of.compared)  # as the bars above them
    key = ("bench dots", made_of.concern.name, made_of.compared, held, looked.resolution, looked.tuned, looked.serious)
    monthly: Monthly = looked.shown.once(key, lambda: looked.each_month(alike, held))
    said = {
        month: "hot" if monthly.hotspot[row, at] else "edge" if monthly.edge[row, at] else "none"
        for row, month in enumerate(held)
    }
    return tuple(said.get(month, "gap") for month, _ in made_of.bars)


def _rank(looked: Lens, made_of: Basis, found: HotspotMap, at: int) -> str:
    """``3rd of 38, nine times of ten from 2nd to 6th``; empty for a hexagon that does not stand out: it has none."""
    if not found.result.hotspot[at]:
        return ""
    of, rank = int(found.result.hotspot.sum()), int(found.rank[at])
    said = f"{words.ordinal(rank)} of {of}"
    # How far a rank can be trusted is known of incidents, and of the meeting's own way of choosing them.
    if looked.serious or looked.tuned != usual(looked.shown, looked.concern):
        return said
    low, high = cell_ranks(looked.fresh, looked.concern, made_of.month, made_of.window, found)
    if low[at] < 1:
        return said
    if low[at] == high[at]:
        return f"{said}, nine times of ten"
    return f"{said}, nine times of ten from {words.ordinal(int(low[at]))} to {words.ordinal(int(high[at]))}"
