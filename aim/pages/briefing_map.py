"""The map of the Briefing page: the neighbourhood with the numbers of its places over the meeting's hexagons."""

from html import escape
from typing import Any

from dash import html

from aim.config import Config
from aim.pages.graph import area_bounds
from aim.pages.parts import number
from aim.pages.routes import geometry_url, roads_url
from aim.questions import ground
from aim.questions.briefing_views import BriefingView
from layers import figure, style
from layers.style import Theme


def drawn(config: Config, view: BriefingView, theme: Theme) -> dict[str, Any]:
    """The figure. A place that one location may explain is not on it."""
    town = view.town
    return figure.hex_map(
        geometry_url=geometry_url(view.fingerprint),
        cells=town.cells,
        counts=town.counts,
        hover=[escape(name) for name in town.names],
        breaks=town.breaks,
        hotspots=[cell for place in view.places for cell in place.cells],
        edges=[],
        places=[(place.number, place.key) for place in view.places if place.cells],
        bounds=area_bounds(config, view.fingerprint, view.area),
        theme=theme,
        roads_url=roads_url(ground.roads_to_draw(config)),
    )


def in_words(view: BriefingView) -> str:
    """The map in a sentence; the cards hold the rest."""
    named = [f"{place.number}, {place.name}" for place in view.places if place.cells]
    where = f"Numbered places: {'; '.join(named)}." if named else "No place is numbered."
    return f"Map of {view.area}. {where}"


def legend(view: BriefingView, theme: Theme) -> list[Any]:
    """What the hexagons count, and which places are not on the map."""
    steps = [
        html.Li([html.Span(className="swatch", style={"background": colour}), words])
        for colour, words in style.legend(view.town.breaks, theme)
    ]
    hidden = [number(place.number) for place in view.places if not place.cells]
    said = [html.P(f"Not on the map, to name no one: {', '.join(hidden)}", className="legend-hidden")] if hidden else []
    return [
        html.P(f"Incidents, {view.town.title}", className="legend-title"),
        html.Ol(steps, className="legend-steps"),
        *said,
    ]
