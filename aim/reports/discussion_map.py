"""The places for discussion on the map of the Month page, as they may leave: of a file, and of the pack."""

from dataclasses import fields, replace
from typing import Final

from aim import months
from aim.config import Config
from aim.errors import QuestionError, StoreError
from aim.questions import words
from aim.questions.bench_views import Asking
from aim.questions.decisions import MonthDecisions, month_decisions
from aim.questions.month import month_view
from aim.questions.pack_views import PackMap
from aim.questions.present_meeting import line_of
from aim.questions.set_apart import meetings, set_apart
from aim.questions.views import DISCUSSION, MonthView
from aim.reports.drawing import HOTSPOT, PLACE, MapDrawing
from aim.reports.map_drawing import CHECK, NO_PICTURE, NOT_MARKED, Drawn, internal_map, within

_CHOSEN: Final = ("month", "concern", "window", "area")


def discussion_map(config: Config, asked: Asking, as_of: str | None = None) -> Drawn:
    """The Month page's map beside the list for discussion: its hexagons, and the list's numbers and outlines.

    ``asked``: month, concern, window and area; the list is of all concerns whatever the hexagons count. Raises
    QuestionError where nothing is built, for a value that is not offered, and for any other choice: the page has none.
    """
    _plain(asked)
    chosen = {name: getattr(asked, name) for name in _CHOSEN}
    view = month_view(config, **chosen, listed=DISCUSSION, as_of=as_of)
    if view is None:
        raise QuestionError(NO_PICTURE)
    page = set_apart(view, _decided(config, view))
    hexagons = internal_map(
        config, Asking(month=page.month, concern=page.concern.name, window=page.window, area=page.area.name), as_of
    )
    return replace(hexagons, map=_of_page(hexagons.map, page))


def numbered(drawn: MapDrawing, marked: PackMap) -> MapDrawing:
    """``drawn`` with the numbers and outlines of ``marked`` instead of its own, and what they mean."""
    marks = ((PLACE, "Place for discussion, of any concern"), (HOTSPOT, "How far it reaches")) if marked.places else ()
    return replace(drawn, hotspots=marked.outlined, edges=(), places=marked.places, marks=marks)


def _of_page(drawn: MapDrawing, page: MonthView) -> MapDrawing:
    lines = [line_of(row) for row in page.discussed]
    names = [(line.number, line.called if line.cells else f"{line.called}: {NOT_MARKED}") for line in lines]
    stand = words.plural(len(lines), "numbered place") if lines else "no place"
    named = f": {'; '.join(f'{number}, {name}' for number, name in names)}" if names else ""
    title = (
        f"{page.concern.title}, {words.window_title(page.month, page.window)}: places for discussion{within(page.area)}"
    )
    if page.window != 1:
        title = f"{title}, {months.title(page.month)}"
    return replace(
        numbered(drawn, PackMap.of(lines)),
        title=title,
        described=f"Map of {page.area.title}: {title}. {stand[:1].upper()}{stand[1:]} for discussion{named}. "
        "The tables hold the same figures.",
        names=names,
        lines=(*(line for line in drawn.lines if line != CHECK), *_beside(page)),
    )


def _beside(page: MonthView) -> list[str]:
    known = [str(row.number) for row in page.discussion.rows if row.key in page.known]
    said = [f"Known since {meetings(len(known))}, not on the map: {', '.join(known)}."] if known else []
    if not page.discussion.rows:
        said = [f"No place is for discussion{within(page.area)}."]
    return [*said, CHECK] if any(row.one_location for row in page.discussed) else said


def _decided(config: Config, page: MonthView) -> MonthDecisions | None:
    """What was decided; where it cannot be read nothing is known, as on the page, which says so."""
    try:
        return month_decisions(config, month=page.month, as_of=page.fingerprint)
    except StoreError:
        return None


def _plain(asked: Asking) -> None:
    usual = Asking()
    turned = [
        each.name
        for each in fields(Asking)
        if each.name not in _CHOSEN and getattr(asked, each.name) != getattr(usual, each.name)
    ]
    if turned:
        raise QuestionError(f"the list for discussion has the meeting's settings: leave out {', '.join(turned)}")
