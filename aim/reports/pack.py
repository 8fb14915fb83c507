"""The meeting pack as a PDF of A4: what lies before the meeting, with a half page and a pen's room for each place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aim import months
from aim.config import Config
from aim.errors import QuestionError
from aim.questions import words
from aim.questions.bench_views import Asking
from aim.questions.bench_words import period
from aim.questions.pack_views import PackColumn, PackPlace, PackView
from aim.questions.public_hotspots import WINDOW, offered
from aim.questions.views import MonthView
from aim.reading.freshness import Freshness
from aim.reports import paper
from aim.reports.bars import bars, in_words
from aim.reports.discussion_map import numbered
from aim.reports.drawing import WARD, MapDrawing, town_map
from aim.reports.map_drawing import ground_of, public_map, roads_words
from aim.reports.paper import Stamp
from aim.reports.shapes import shape_of

WIDTH_MM: Final = 178.0
MAP_MM: Final = (178.0, 184.0)
PLACE_MM: Final = (178.0, 36.0)
CARD_MM: Final = (41.0, 20.0)
LIMITS: Final = (
    "Numbers are of reports about places, never of people. They say what was reported, not all that happened. The "
    "Method page has the rules in full, how well they work, and how to challenge a number."
)
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Pack:
    """A pack ready to be set: its contents, its map (None where there is none, with the reason) and its stamp.

    ``where``: the heading of the map with the months that it is of, which in public are none of the lists' beside it.
    """

    view: PackView
    map: MapDrawing | None
    no_map: str
    stamp: Stamp
    where: str = "Where"


def pack(config: Config, view: PackView, month_page: MonthView, fresh: Freshness) -> Pack:
    """The contents with the map of their edition: the Month page's, or that which the public may have."""
    stamp = paper.stamp_of(config, fresh, view.month, f"All concerns · {view.town}")
    stamp = replace(stamp, remarks=(*view.remarks, *stamp.remarks))
    if view.marked is not None:
        whose = _whose(stamp, roads_words(config))
        when = period(month_page.month, month_page.window)
        return Pack(view, _month_map(config, view, month_page), "", replace(stamp, attribution=whose), f"Where, {when}")
    quarter = offered(view.month)
    try:
        found = public_map(config, Asking(month=quarter))
        where = f"Where, {period(quarter, WINDOW)}"
        return Pack(view, found.map, "", replace(stamp, attribution=_whose(stamp, found.roads)), where)
    except QuestionError as error:
        return Pack(view, None, f"There is no public map of the quarter to {months.title(quarter)}: {error}.", stamp)


def _whose(stamp: Stamp, roads: str) -> str:
    return " ".join(filter(None, (stamp.attribution, roads)))


def _month_map(config: Config, view: PackView, page: MonthView) -> MapDrawing:
    """The map of the Month page with the numbered places; of those told by ward only no hexagon."""
    assert view.marked is not None
    rows = [row for lane in view.lanes for row in lane.rows]
    named = f": {'; '.join(f'{row.number}, {row.called}, {row.where}' for row in rows)}" if rows else ""
    when = period(page.month, page.window)
    hexagons = MapDrawing(
        title="",
        described=f"Map of {view.town}: all concerns, {when}. {words.plural(len(rows), 'numbered place')} for "
        f"discussion{named}.",
        unit=f"Incidents, {when}",
        cells=page.cells.cell,
        counts=page.cells.count,
        breaks=page.breaks,
        ground=ground_of(config, page.fingerprint),
    )
    drawn = numbered(hexagons, view.marked)
    if not view.marked.by_ward:
        return drawn
    somewhere = (WARD, "Somewhere in this ward: one location may explain it")
    return replace(drawn, by_ward=view.marked.by_ward, marks=(*drawn.marks, somewhere))


def pack_pdf(made: Pack, *, grey: bool = False, progress: Progress | None = None) -> bytes:
    """The pack as a PDF. Raises AimError where Pango is missing."""
    say = progress or (lambda _done, _total, _text: None)
    say(1, 4, "drawing the map")
    width, height = MAP_MM
    drawn = None if made.map is None else replace(made.map, title="", lines=())
    svg = b"" if drawn is None else town_map(drawn, width_mm=width, height_mm=height, fmt="svg", grey=grey)
    say(2, 4, "setting the pages")
    view = made.view
    values = {
        "view": view,
        "month": months.title(view.month),
        "svg": svg,
        "described": "" if made.map is None else made.map.described,
        "map_lines": () if made.map is None else made.map.lines,
        "no_map": made.no_map,
        "where": made.where,
        "limits": LIMITS,
        "map_width": MAP_MM[0],
        "cards": [(column, _card(column, view, grey), _card_words(column)) for column in view.columns],
        "card_width": CARD_MM[0],
        "places": [(place, _place(place, view.month, grey), _place_words(place)) for place in view.places],
        "place_width": PLACE_MM[0],
        "shape_of": shape_of,
        "rows": sum(len(lane.rows) for lane in view.lanes),
    }
    return paper.sheet("pack", values, title=view.title, edition=view.edition, stamp=made.stamp, grey=grey)


def _highest(columns: Sequence[PackColumn]) -> int:
    """One scale for all, so that heights compare across them."""
    return max((count for column in columns for count in column.series if count is not None), default=0)


def _card(column: PackColumn, view: PackView, grey: bool) -> str:
    if not column.series:
        return ""
    width, height = CARD_MM
    return bars(
        column.months,
        column.series,
        width_mm=width,
        height_mm=height,
        grey=grey,
        top=_highest(view.columns),
        incomplete=() if view.complete else (view.month,),
        label=_card_label(column),
    )


def _card_label(column: PackColumn) -> str:
    return f"{column.neighbourhood}, all concerns, month by month."


def _card_words(column: PackColumn) -> str:
    return in_words(_card_label(column), column.months, column.series)


def _place(place: PackPlace, month: str, grey: bool) -> str:
    """A place is on the list for what is complete, whatever else is late."""
    expected = None if place.expected is None else [place.expected] * len(place.series)
    width, height = PLACE_MM
    return bars(
        place.months,
        place.series,
        expected,
        width_mm=width,
        height_mm=height,
        grey=grey,
        shown=month,
        label=_place_label(place),
    )


def _place_label(place: PackPlace) -> str:
    return f"{place.row.called}: {place.counted}, month by month."


def _place_words(place: PackPlace) -> str:
    return in_words(_place_label(place), place.months, place.series)
