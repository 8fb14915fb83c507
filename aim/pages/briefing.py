"""The Briefing page ``/briefing``: what came since the last briefing, and where to be today, by neighbourhood.

``?neighbourhood=East&since=last|72h|7d``. Read every morning, on a laptop, on a phone, on the sheet that Print makes.
"""

from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, State, dcc, html

from aim.config import Config
from aim.errors import QuestionError
from aim.pages import briefing_map, briefing_parts, filling, ids
from aim.pages.briefing_address import Choices, read
from aim.pages.graph import town_map
from aim.pages.parts import commands
from aim.pages.plain import plain
from aim.questions.briefing import briefing_view
from aim.questions.briefing_views import BriefingView
from aim.questions.ground import roads_to_draw
from layers.style import Theme

TITLE = "Briefing"
PATH = "/briefing"
_HIDDEN = {"visible": False}
_BLANK = {
    "data": [],
    "layout": {"xaxis": _HIDDEN, "yaxis": _HIDDEN, "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)"},
}


def layout(**_query: str) -> html.Div:
    """The frame; one callback fills it from the address, and again when another picture was built."""
    return html.Div(
        [
            dcc.Store(id=ids.BRIEFING_CONTENT),
            html.Div(id=ids.BRIEFING_NOTICES, className="notices", **{"aria-live": "polite"}),
            html.Div(
                [html.Div(id=ids.BRIEFING_TABS), html.Div(id=ids.BRIEFING_CONTROLS, className="briefing-controls")],
                className="briefing-top",
            ),
            html.Div(id=ids.BRIEFING_HEAD),
            html.Div(
                [
                    html.Div(id=ids.BRIEFING_MAIN, className="briefing-main"),
                    html.Figure(
                        [
                            town_map(ids.BRIEFING_MAP, _BLANK, label="Map"),
                            html.Figcaption(id=ids.BRIEFING_LEGEND, className="legend"),
                        ],
                        className="map-figure",
                    ),
                ],
                className="briefing-panels",
            ),
            html.Footer(id=ids.BRIEFING_FOOT, className="foot"),
        ],
        id=ids.BRIEFING,
        className="briefing is-waiting",
    )


def register(app: Dash) -> None:
    """The page's callbacks."""

    def fill(config: Config, search: str, *, theme: Theme) -> dict[str, Any]:
        found = regions(config, search, theme=theme)
        return found | {"main": plain(found["main"])}

    filling.register(app, PATH, _REGIONS, fill, theme=filling.THEME)
    app.clientside_callback(
        ClientsideFunction("aim_plain", "draw"), Input(ids.BRIEFING_CONTENT, "data"), State(ids.BRIEFING_MAIN, "id")
    )
    app.clientside_callback(ClientsideFunction("aim_below", "watch"), Input(ids.BRIEFING_FOOT, "children"))


_REGIONS = {
    "page": (ids.BRIEFING, "className"),
    "notices": (ids.BRIEFING_NOTICES, "children"),
    "tabs": (ids.BRIEFING_TABS, "children"),
    "controls": (ids.BRIEFING_CONTROLS, "children"),
    "head": (ids.BRIEFING_HEAD, "children"),
    "main": (ids.BRIEFING_CONTENT, "data"),
    "map": (ids.BRIEFING_MAP, "figure"),
    "map_text": (ids.BRIEFING_MAP_FRAME, "aria-label"),
    "legend": (ids.BRIEFING_LEGEND, "children"),
    "foot": (ids.BRIEFING_FOOT, "children"),
}


def regions(config: Config, search: str | None, *, theme: Theme) -> dict[str, Any]:
    """What every region of the page is to hold."""
    view, choices, ignored = ask(config, search)
    said = [html.P(f"Left out: {'; '.join(ignored)}.", className="notice")] if ignored else []
    if view is None:
        nothing: dict[str, Any] = {name: [] for name in _REGIONS}
        return nothing | {
            "page": "briefing is-empty", "notices": said, "main": _nothing(), "map": _BLANK, "map_text": "Map",
        }  # fmt: skip
    if view.behind:
        words = "Data or settings have changed: what stands below is from before, until it is worked out anew."
        said.append(html.P(words, className="notice notice--behind"))
    return {
        "page": "briefing",
        "notices": said,
        "tabs": briefing_parts.tabs(view, choices),
        "controls": briefing_parts.controls(view, choices),
        "head": briefing_parts.headline(view),
        "main": [briefing_parts.places(view), briefing_parts.came_in(view), briefing_parts.bottom(view, theme)],
        "map": briefing_map.drawn(config, view, theme),
        "map_text": briefing_map.in_words(view),
        "legend": briefing_map.legend(view, theme),
        "foot": briefing_parts.foot(view, roads_to_draw(config)),
    }


def ask(config: Config, search: str | None) -> tuple[BriefingView | None, Choices, tuple[str, ...]]:
    """What ``search`` names; whatever it names wrongly is left out and said."""
    choices, ignored = read(search)
    try:
        return briefing_view(config, area=choices.neighbourhood, since=choices.since), choices, ignored
    except QuestionError:
        choices = replace(choices, neighbourhood=None)
        ignored = (*ignored, "the neighbourhood in the address: there is none of that name")
    return briefing_view(config, since=choices.since), choices, ignored


def _nothing() -> html.Div:
    return html.Div(
        [
            html.H1("Nothing is loaded yet", className="headline"),
            html.P("This page will list what came since the last briefing, and where to be.", className="sentence"),
            commands(),
        ],
        className="welcome",
    )
