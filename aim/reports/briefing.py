"""The daily briefing of a neighbourhood on one sheet of A4 without colour: pinned up, folded, ticked off with a pen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from aim.config import Config
from aim.errors import QuestionError
from aim.questions.briefing import briefing_view
from aim.questions.briefing_views import LAST, PERIODS, BriefingView
from aim.questions.editions import Edition
from aim.questions.freshness import freshness
from aim.questions.geometry import layer
from aim.questions.ground import roads_to_draw
from aim.questions.shown import show
from aim.reports.drawing import Ground, MapDrawing, town_map
from aim.reports.map_drawing import roads_words
from aim.reports.paper import Stamp, sheet, stamp_of
from aim.reports.shapes import shape_of
from aim.reports.swatches import swatch
from aim.schema import AGENCY_LETTERS
from layers import style, week

MAP_MM: Final = 90.0
WEEK_MM: Final = 83.0
WEEK_LETTERS: Final = 22  # 8 points at this width
ROWS: Final = 12
_SUFFIX: Final = {Edition.INTERNAL: "", Edition.PUBLIC: "-public"}


@dataclass(frozen=True)
class BriefingSheet:
    """A sheet under a file name that says what it is of."""

    name: str
    content: bytes
    view: BriefingView


def briefing_sheet(
    config: Config, *, area: str | None = None, since: str = LAST, edition: Edition = Edition.INTERNAL
) -> BriefingSheet:
    """The sheet of :func:`aim.questions.briefing.briefing_view`, always one page.

    Raises QuestionError for an unknown area or period and where nothing is built, AimError where Pango is missing.
    """
    shown = show(config)
    view = briefing_view(config, area=area, since=since, edition=edition)
    if shown is None or view is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    stamp = stamp_of(config, freshness(config, shown), view.month, f"{view.area}, {PERIODS[since].lower()}")
    day = config.now().date()
    name = f"briefing-{view.area.lower()}-{day}{_SUFFIX[edition]}.pdf"
    return BriefingSheet(name, pdf(config, view, stamp), view)


def pdf(config: Config, view: BriefingView, stamp: Stamp) -> bytes:
    """``view`` on one page, whatever it holds."""
    edition = Edition.PUBLIC if view.public else Edition.INTERNAL
    title = f"Briefing: {view.title}"
    roads = "" if view.public else roads_words(config)  # the public sheet has no map
    whose = replace(stamp, attribution=" ".join(filter(None, (stamp.attribution, roads))))
    return sheet("briefing", _values(config, view), title=title, edition=edition, stamp=whose, grey=True, pages=1)


def _values(config: Config, view: BriefingView) -> Mapping[str, Any]:
    return {
        "view": view,
        "map": ""
        if view.public
        else town_map(_map(config, view), width_mm=MAP_MM, height_mm=MAP_MM, fmt="svg", grey=True),
        "map_mm": MAP_MM,
        "map_words": _map_words(view),
        "map_hidden": [place.number for place in view.places if not place.cells],
        "steps": [
            (swatch(step), words) for step, (_, words) in enumerate(style.legend(view.town.breaks, "light"), start=1)
        ],
        "letters": [
            f"{letter} {agency.lower()}"
            for agency, letter in AGENCY_LETTERS.items()
            if any(letter in row.agency for row in view.rows)
        ],
        "rows": view.rows if view.public else view.rows[:ROWS],
        "more": 0 if view.public else max(len(view.rows) - ROWS, 0),
        "marks": {place.number: shape_of(place.shape) for place in view.places},
        "week": week.week_svg(view.hours.week, grey=True, font="Inter, sans-serif", letters=WEEK_LETTERS)
        if view.hours
        else "",
        "week_mm": WEEK_MM,
    }


def _map_words(view: BriefingView) -> str:
    named = "; ".join(f"{place.number}, {place.name}" for place in view.places if place.cells)
    return f"Map of {view.area}. {f'Numbered places: {named}.' if named else 'No place is numbered.'}"


def _map(config: Config, view: BriefingView) -> MapDrawing:
    """The neighbourhood's own hexagons with its numbered places; the public sheet has none."""
    town = view.town
    own = [at for at, here in enumerate(town.here) if here]
    roads = roads_to_draw(config)
    ground = {name: json.loads(layer(config, view.fingerprint, name)) for name in ("neighbourhoods", "wards", "labels")}
    return MapDrawing(
        title="",
        described=_map_words(view),
        unit=f"Incidents, {town.title}",
        cells=[town.cells[at] for at in own],
        counts=[town.counts[at] for at in own],
        breaks=town.breaks,
        ground=Ground(**ground, roads=json.loads(roads.content) if roads else None),
        hotspots=[cell for place in view.places for cell in place.cells],
        places=[(place.number, place.key) for place in view.places if place.cells],
        area=view.area,
        legend=False,
    )
