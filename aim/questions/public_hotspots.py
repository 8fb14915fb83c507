"""The map of hotspots that the public may have: one, for each quarter of a year that is over and whole.

All concerns together, at resolution 9, three months that overlap no other three. Maps of other windows, concerns or
resolutions are not offered: a month more or less, or burglary beside all crime, is a difference of two counts, and of a
hexagon that is mostly 1 to 4. Counts of 1 to 4 are withheld, and others of their ward, as its total is known. So are
those of places that one location may explain: a list calls them by their ward, and a high count in it would say where.

What is worked out of the counts is worked out of those that are shown, with the same stand-in for each that is not:
whatever follows from public numbers gives nothing away.

The first map of a quarter that leaves stands: see :mod:`aim.questions.given_map`.
"""

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aim import months, schema
from aim.concerns import ALL
from aim.config import Config
from aim.engine import cells as engine_cells
from aim.engine.suppression import LEAST, Mask, withheld_flat
from aim.errors import QuestionError
from aim.questions import breaks as map_breaks
from aim.questions import words
from aim.questions.freshness import freshness
from aim.questions.given_map import GivenMap, give_map, given_map
from aim.questions.given_out import given_out, stands
from aim.questions.giving_out import give_out
from aim.questions.hotspot_map import COUNT, check_neighbourhood
from aim.questions.notes import agreed
from aim.questions.public_counts import alike
from aim.questions.shown import is_behind, show
from aim.reading.basis import Basis, basis
from aim.reading.discussion import discussion
from aim.reading.freshness import COMPLETE, Freshness
from aim.reading.hotspot_map import history, hotspot_map, tune, usual
from aim.reading.shown import Shown

RESOLUTION: Final = 9
WINDOW: Final = 3
ONLY_NOW: Final = (
    "the public edition is of the current picture only: two pictures of a month differ by single incidents"
)
_STAND_IN: Final = LEAST / 2
_AMONG: Final = 4  # withheld hexagons of a ward of which one is a place: which of them nobody can say
_OFFERED: Final = "the public edition has hotspots of all concerns at resolution 9 for whole quarters of a year"


def public_hotspot_table(
    config: Config,
    *,
    month: str,
    window: int | None = None,
    concern: str = ALL,
    resolution: int | None = None,
    neighbourhood: str | None = None,
    as_of: str | None = None,
    by: str = COUNT,
    look: bool = False,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The public map of the quarter that ends in ``month`` as a table, one row per cell of the grid, zeros included.

    Columns are :data:`aim.schema.PUBLIC_HOTSPOTS`; a place is called by its ward. The public tables of its months are
    fixed by it (:mod:`aim.questions.giving_out`) and it itself (:mod:`aim.questions.given_map`), unless it is only a
    ``look`` at what would leave. What may be asked for is that of
    :func:`aim.questions.hotspot_map.hotspot_table`; QuestionError for all of it that is not offered, where no picture
    is built, and, of a map that was not given out yet, for a quarter that is not whole and where its counts would give
    others away.
    """
    if as_of is not None:
        raise QuestionError(ONLY_NOW)
    if (window or WINDOW, concern, resolution or RESOLUTION, by) != (WINDOW, ALL, RESOLUTION, COUNT):
        raise QuestionError(f"{_OFFERED}, and no other window, concern, size of hexagon or unit")
    shown = show(config)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    if not months.is_month(month):
        raise QuestionError(f"{month[:40]!a} is not a month: write it as YYYY-MM, for example 2025-06")
    if offered(month) != month:
        raise QuestionError(f"{_OFFERED}: ask for the month {offered(month)}, not {month}")
    found = given_map(config, month) or _first(config, shown, month, look)
    table, name = found.table, check_neighbourhood(shown, neighbourhood)
    if name is not None:
        table = table[table[schema.NEIGHBOURHOOD] == name].reset_index(drop=True)
    given = given_out(config, shown)
    span = months.between(months.shift(month, 1 - WINDOW), month)
    return table, {
        **found.record,
        "neighbourhood": name or "",
        "behind": is_behind(config, shown),
        "tables_stand": " ".join(filter(None, (stands(given, each) for each in span))),
        "stands": found.stands,
    }


def _first(config: Config, shown: Shown, month: str, look: bool) -> GivenMap:
    """The map of a quarter of which none was given out yet, which is this one from now on, after more than a look."""
    fresh = freshness(config, shown)
    made_of = basis(fresh, shown.concern(ALL), _last(shown, month), WINDOW)
    if {made_of.reporting.state(made_of.sources, each) for each in made_of.span} != {COMPLETE}:
        raise QuestionError(f"{words.window_title(month, WINDOW)} is not complete yet: {_OFFERED} that are")
    given = given_out(config, shown)
    if not alike(fresh, made_of.span, made_of.sources, given):
        raise QuestionError(
            f"{words.window_title(month, WINDOW)}: set against the public counts of wards this map would give away "
            "small counts: its sources are others, a ward has under five in one of its months, or one of them came "
            "again after it was given out"
        )
    if not look:
        given = give_out(config, fresh, made_of.span)
        if not alike(fresh, made_of.span, made_of.sources, given):
            raise QuestionError("another public table of these months was given out meanwhile: ask again")
    made = GivenMap(month, _table(fresh, made_of), _record(fresh, made_of))
    return made if look else give_map(config, made, fresh.today)


def _record(fresh: Freshness, made_of: Basis) -> dict[str, Any]:
    """What a map is made from, as plain values that stay with it."""
    shown, month = fresh.shown, made_of.month
    return {
        "picture": shown.manifest["picture"],
        "as_at": shown.manifest["as_at"],
        "month": month,
        "window": WINDOW,
        "concern": ALL,
        "resolution": RESOLUTION,
        "title": words.window_title(month, WINDOW),
        "breaks": _breaks(made_of),
        "sources": [fresh.titles[source] for source in made_of.sources],
        "demonstration": shown.manifest["demonstration"],
        "attribution": shown.manifest["attribution"],
        "shared_under_agreement": agreed(made_of),
        "worked_out": "z, p and hotspot of the counts shown here, each withheld one taken as 2.5",
    }


def _breaks(made_of: Basis) -> list[int]:
    """The steps of the screen's map of the same hexagons: the same for every quarter."""
    shown = made_of.reporting.shown
    numbers = shown.numbers(made_of.concern.categories, made_of.sources)
    before = history(shown, numbers, RESOLUTION, usual(shown, made_of.concern))
    return list(map_breaks.breaks(before[WINDOW:] - before[:-WINDOW]))


def offered(month: str) -> str:
    """The last month of the quarter that holds ``month``, or of the one before where it is not its last."""
    number = months.number(month) + 1  # January is the first of twelve
    return months.shift(month, -(number % WINDOW))


def _last(shown: Shown, month: str) -> str:
    """``month`` checked to end a quarter that is on the picture's axis whole."""
    if shown.month_number(month) + 1 < WINDOW:
        raise QuestionError(f"the quarter to {month} begins before {shown.months[0]}, the first month held")
    return month


def by_ward_only(fresh: Freshness, span: Collection[str]) -> NDArray[np.bool_]:
    """Which hexagons of the grid belong to a place that one location may explain, on a list that somebody may have.

    Of all lists that are stored with the picture, whichever quarter the map is of: one that is shown in a quarter and
    not in the next would point at it. And of those of ``span``, the months of the map.
    """
    shown = fresh.shown
    months = sorted({*shown.picture.answers.months, *span} & set(shown.months))

    def make() -> NDArray[np.bool_]:
        at = shown.thresholds.resolution
        found = [each for month in months for each in discussion(fresh, month).candidates if each.one_location]
        cells = sorted({cell for each in found for cell in each.cells})
        same = min(at, RESOLUTION)
        theirs = engine_cells.parents(shown.cells(at)[schema.CELL][cells], same)
        return np.isin(engine_cells.parents(shown.cells(RESOLUTION)[schema.CELL], same), theirs)

    return shown.once(("by ward only", fresh.key, *months), make)


def withheld_hexagons(counts: NDArray[np.int64], wards: NDArray[np.int64], places: NDArray[np.bool_]) -> Mask:
    """Which counts [n] of hexagons may not leave: :func:`withheld_flat` of each ward, and those of ``places`` [n].

    The sum of what is withheld in a ward is known. So others are withheld with a place, as they stand in order, until
    the place is one of several and they hold at least as much as it; where there are none left, the whole ward is.
    """
    hidden = withheld_flat(counts, wards)
    for ward in np.unique(wards[places & (counts >= LEAST)]):
        inside = wards == ward
        mine = inside & places & (counts > 0)
        hidden |= mine
        for at in [*np.flatnonzero(inside & ~hidden & (counts > 0)).tolist(), None]:
            others = hidden & inside & ~mine
            if (hidden & inside).sum() >= _AMONG and counts[others].sum() >= counts[mine].max():
                break
            hidden[inside if at is None else at] = True
    return hidden


def _table(fresh: Freshness, made_of: Basis) -> pd.DataFrame:
    shown = fresh.shown
    columns = shown.cells(RESOLUTION)
    counts = hotspot_map(made_of, resolution=RESOLUTION).count
    wards = np.unique(columns[schema.WARD], return_inverse=True)[1]
    hidden = withheld_hexagons(counts, wards, by_ward_only(fresh, made_of.span))
    public = np.where(hidden, _STAND_IN, counts)
    found = tune(public, shown, RESOLUTION, usual(shown, made_of.concern), np.where(hidden, 0, counts))
    table = pd.DataFrame(
        {
            schema.CELL: [f"{cell:015x}" for cell in columns[schema.CELL].tolist()],
            schema.PLACE: columns[schema.WARD],
            schema.WARD: columns[schema.WARD],
            schema.NEIGHBOURHOOD: columns[schema.NEIGHBOURHOOD],
            schema.COUNT: pd.Series(counts, dtype="Int64").where(~hidden),
            schema.Z: found.z,
            schema.P: found.p,
            schema.P_ADJUSTED: found.p_adjusted,
            schema.HOTSPOT: found.hotspot,
            schema.EDGE: found.edge,
            schema.HIDDEN: hidden,
            schema.EDITION: schema.PUBLIC,
        }
    )
    # Hotspots first, then by the counts shown; cells have their order in the grid where these are the same. Without a
    # rank: in the internal table that is of the decayed count, and here it would be of what is shown.
    order = np.lexsort((np.arange(len(public)), -public, ~found.hotspot))
    return table.iloc[order].reset_index(drop=True)[list(schema.PUBLIC_HOTSPOTS)]
