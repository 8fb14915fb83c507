"""The map panel: the hexagons with their numbered places, the legend, and the map said in words."""

from collections.abc import Sequence
from html import escape
from typing import Any

from dash import NoUpdate, Patch, html, no_update

from aim.pages.graph import patched
from aim.pages.month_discussion import numbers
from aim.pages.month_places import chosen_row, listed_rows
from aim.pages.parts import icon, link, number, period
from aim.pages.routes import geometry_url, roads_url
from aim.pages.state import MAP, TABLE, WARDS, Choices, address
from aim.questions.ground import Roads
from aim.questions.views import DISCUSSION, MonthView
from layers import boundaries, figure, hexes, style

_TITLES = {MAP: "Map", TABLE: "Table", WARDS: "By ward"}
_FORMS = ((MAP, MAP, "As map"), (TABLE, TABLE, "As table"), (WARDS, TABLE, "By ward"))  # address, icon, words
_AROUND = 1.15  # of a centre's radius: its outermost cells whole


def drawn(
    view: MonthView, choices: Choices, theme: str, area: boundaries.Bounds, roads: Roads | None = None
) -> dict[str, Any]:
    """What the page on a screen was drawn from; :func:`redrawn` sends what differs from it."""
    return {
        "picture": view.fingerprint,
        "theme": theme,
        "roads": roads_url(roads),
        "question": [view.month, view.concern.name, view.area.name, view.window, view.listed],
        "breaks": list(view.breaks),
        "bounds": list(area),
        "place": choices.place,
        "known": list(view.known),
        "address": address(choices),
    }


def redrawn(
    view: MonthView,
    choices: Choices,
    *,
    theme: str,
    area: boundaries.Bounds,
    before: dict[str, Any] | None,
    roads: Roads | None = None,
) -> dict[str, Any] | Patch | NoUpdate:
    """The whole map where there is none of this picture, theme and roads yet; else only what another choice changes."""
    now = drawn(view, choices, theme, area, roads)
    if before is None or any(before[key] != now[key] for key in ("picture", "theme", "roads")):
        return whole(view, choices, theme=theme, area=area, roads=roads)
    if any(before[key] != now[key] for key in ("question", "known")):
        return values(view, choices, theme=theme, area=area, before=before)
    return selection(view, choices, theme=theme) if before["place"] != now["place"] else no_update


def whole(
    view: MonthView, choices: Choices, *, theme: str, area: boundaries.Bounds, roads: Roads | None = None
) -> dict[str, Any]:
    """The map as a figure, shapes by their versioned address."""
    table = view.cells
    return figure.hex_map(
        geometry_url=geometry_url(view.fingerprint),
        cells=table.cell,
        hover=[f"{escape(name)}<br>{escape(ward)}" for name, ward in zip(table.name, table.ward, strict=True)],
        breaks=view.breaks,
        bounds=area,
        theme=theme,
        roads_url=roads_url(roads),
        inset=inset(view),
        attribution="",  # stands in the page's bottom line, where it can be read
        **_values(view, choices),
    )


def inset(view: MonthView) -> boundaries.Inset | None:
    """The named centre of the area and a little around it, so large that its streets can be told apart."""
    centre = view.centre
    if centre is None:
        return None
    reach = boundaries.around(centre.longitude, centre.latitude, centre.radius_m * _AROUND)
    return boundaries.Inset(centre.name, reach)


def values(view: MonthView, choices: Choices, *, theme: str, area: boundaries.Bounds, before: dict[str, Any]) -> Patch:
    """Only what another month, concern, window or area changes on the map drawn ``before``."""
    changes = figure.patches(**_values(view, choices), theme=theme)
    if before["breaks"] != list(view.breaks):
        scale, top = hexes.colourscale(view.breaks, theme=theme)
        changes |= {("data", figure.CELLS, "colorscale"): scale, ("data", figure.CELLS, "zmax"): top}
    if before["bounds"] != list(area):
        changes |= {("layout", key): value for key, value in figure.looking_at(area, inset(view)).items()}
    return patched(changes)


def selection(view: MonthView, choices: Choices, *, theme: str) -> Patch:
    """Only the outline of the chosen place."""
    mine = ("layout", "map", "layers", figure.LAYERS.index("selected"))
    changes = figure.patches(**_values(view, choices), theme=theme)
    return patched({path: value for path, value in changes.items() if path[: len(mine)] == mine})


def _values(view: MonthView, choices: Choices) -> dict[str, Any]:
    table = view.cells
    row, rows = chosen_row(view, choices.place), listed_rows(view)
    outlines = {"hotspots": _where(table.cell, table.hotspot), "edges": _where(table.cell, table.edge)}
    if view.listed == DISCUSSION:
        # What is up for discussion and nothing else: what stands out besides is the other list's.
        outlines = {"hotspots": [cell for place in rows for cell in place.cells], "edges": []}
    return {
        "counts": table.count,
        **outlines,
        "places": [(place.number, place.key) for place in rows],
        "selected": row.cells if row else [choices.place] if choices.place else [],
    }


def _where(cells: Sequence[str], flags: Sequence[bool]) -> list[str]:
    return [cell for cell, flag in zip(cells, flags, strict=True) if flag]


def legend(view: MonthView, theme: str) -> list[Any]:
    """The five fixed steps and what the outlines mean, in words."""
    steps = [
        html.Li([html.Span(className="swatch", style={"background": colour}), words])
        for colour, words in style.legend(view.breaks, theme)
    ]
    return [
        html.P(f"Incidents, {period(view.month, view.window)}", className="legend-title"),
        html.Ol(steps, className="legend-steps"),
        html.Ul([html.Li(mark) for mark in _marks(view)], className="legend-marks"),
    ]


def _marks(view: MonthView) -> list[list[Any]]:
    place = html.Span("1", className="swatch swatch--place")
    outline = html.Span(className="swatch swatch--hotspot")
    if view.listed == DISCUSSION:
        known = [row for row in view.discussion.rows if row.key in view.known]
        apart = [[f"Known, not on the map: {numbers(known)}"]] if known else []
        return [[place, "Place for discussion, of any concern"], [outline, "How far it reaches"], *apart]
    return [
        [place, "Place of the list"],
        [outline, "Stands out, with its surroundings"],
        [html.Span(className="swatch swatch--edge"), "High surroundings, few here: not ranked"],
    ]


def head(view: MonthView, choices: Choices) -> list[Any]:
    """The panel's title and the ways to the other forms of the content."""
    window = 1 if choices.view == WARDS else view.window
    ways = [
        link([icon(picture), words], address(choices, view=form, sort=Choices.sort), className="button")
        for form, picture, words in _FORMS
        if form != choices.view
    ]
    return [
        html.H2(_TITLES[choices.view]),
        html.Span(f"{view.concern.title}, {period(view.month, window)}", className="period"),
        html.Div(ways, className="forms"),
    ]


def in_words(view: MonthView) -> str:
    """The map in a sentence, for those who cannot see it; the table holds the rest."""
    rows, discussed = listed_rows(view), view.listed == DISCUSSION
    first = "; ".join(f"{place.number}, {place.name}, {number(place.count)}" for place in rows[:3])
    if rows:
        where = f"{len(rows)} numbered places {'are for discussion' if discussed else 'stand out'}, first {first}."
    else:
        where = "No place is for discussion." if discussed else "No place stands out."
    return (
        f"Map of {view.area.title}: {view.concern.title.lower()}, {period(view.month, view.window)}. {where} "
        "The table form holds the same figures."
    )
