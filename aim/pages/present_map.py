"""The map of Present: the whole town with its numbered places, or close to one of them."""

from typing import Any

import orjson
from dash import NoUpdate, Patch, html, no_update

from aim.config import Config
from aim.pages.graph import area_bounds
from aim.pages.parts import period
from aim.pages.routes import geometry_url, roads_url
from aim.questions import geometry, ground
from aim.questions.ground import Roads
from aim.questions.present_views import PlaceStep, PresentView, Where
from layers import closeup, figure, style
from layers.boundaries import Bounds

Lines = list[list[list[float]]]


def drawn(config: Config, view: PresentView, theme: str, *, large: bool) -> dict[str, Any]:
    """What the map on a screen was drawn from; :func:`redrawn` sends what differs from it."""
    lines, bounds, counted = _looking_at(config, view)
    places = [(row.number, row.key) for row in view.rows if row.cells]
    if isinstance(view.content, PlaceStep):
        places = closeup.whole(places, bounds)
    return {
        "picture": view.view.fingerprint,
        "month": view.view.month,
        "theme": theme,
        "large": large,
        "roads": roads_url(ground.roads_to_draw(config)),
        "lines": lines,
        "bounds": list(bounds),
        "counted": counted,
        "places": [list(place) for place in places],
    }


def redrawn(
    config: Config, view: PresentView, now: dict[str, Any], before: dict[str, Any] | None
) -> dict[str, Any] | Patch | NoUpdate:
    """The whole map where there is none like it yet; of another place only its outline and where the map looks."""
    places = [(number, cell) for number, cell in now["places"]]
    changes = closeup.looking(now["lines"], tuple(now["bounds"]), places, counted=now["counted"])
    differs = {key for key in now if before is None or before.get(key) != now[key]}
    if differs & {"picture", "month", "theme", "large", "roads"}:
        return _changed(_whole(view, now, ground.roads_to_draw(config)), changes)
    if not differs:
        return no_update
    return _changed(Patch(), changes)


def _changed(target: Any, changes: dict[tuple[str | int, ...], Any]) -> Any:
    for path, value in changes.items():
        part = target
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value
    return target


def _whole(view: PresentView, now: dict[str, Any], roads: Roads | None) -> dict[str, Any]:
    table, rows = view.view.cells, view.rows
    made = figure.hex_map(
        geometry_url=geometry_url(view.view.fingerprint),
        cells=table.cell,
        counts=table.count,
        hover=table.ward,
        breaks=view.view.breaks,
        hotspots=[cell for row in rows for cell in row.cells],
        edges=[],
        places=[(row.number, row.key) for row in rows if row.cells],
        bounds=tuple(now["bounds"]),
        theme=now["theme"],
        roads_url=roads_url(roads),
    )
    return closeup.meeting_map(made, large=now["large"])


def _looking_at(config: Config, view: PresentView) -> tuple[Lines, Bounds, bool]:
    """The outline of the place of a step, where its map looks, and whether it shows hexagons.

    Where one location may explain the place that is its ward, without them: they would say where in it.
    """
    fingerprint = view.view.fingerprint
    if not isinstance(view.content, PlaceStep):
        return [], area_bounds(config, fingerprint), True
    line = view.content.line
    if line.cells:
        lines = closeup.rings(line.cells)
    else:
        wards = orjson.loads(geometry.layer(config, fingerprint, "wards"))
        lines = closeup.outline(wards, ward=line.ward, neighbourhood=line.neighbourhood)
    return lines, closeup.reach(lines), bool(line.cells)


def caption(view: PresentView, theme: str, roads: Roads | None = None) -> list[Any]:
    """What the colours and the outlines mean, and whose roads are drawn; nothing where there is no map."""
    if not isinstance(view.content, Where | PlaceStep):
        return []
    said, outlined = f"{view.view.concern.title}, {period(view.view.month, view.view.window)}", ""
    if isinstance(view.content, Where):
        outlined = "a numbered place" if any(row.cells for row in view.rows) else ""
    elif view.content.line.cells:
        said = f"{said}. Thick outline: this place"
    else:
        return [
            html.P(f"Outlined: {view.content.line.ward}. Not shown where in it", className="present-caption"),
            *_of(roads),
        ]
    return [html.P(said, className="present-caption"), _legend(view, theme, outlined), *_of(roads)]


def _legend(view: PresentView, theme: str, outlined: str) -> html.Ol:
    """The five steps, and what is outlined."""
    steps = [
        html.Li([html.Span(className="swatch", style={"background": colour}), words])
        for colour, words in style.legend(view.view.breaks, theme)
    ]
    if outlined:
        steps.append(html.Li([html.Span(className="swatch swatch--outlined"), outlined]))
    return html.Ol(steps, className="present-legend")


def _of(roads: Roads | None) -> list[html.P]:
    """Whose roads they are, as their licence asks of every map."""
    return [html.P(f"Roads: {roads.attribution}", className="present-roads")] if roads else []


def label(view: PresentView) -> str:
    """The map in a sentence, for those who cannot see it."""
    if isinstance(view.content, PlaceStep):
        line = view.content.line
        return f"Map around place {line.number}, {line.called}, {line.where}. The table form holds its months."
    marked = [f"{row.number}, {row.called}" for row in view.rows if row.cells]
    numbered = f"Numbered: {'; '.join(marked)}." if marked else "No place is numbered."
    return (
        f"Map of {view.view.area.title}: {view.view.concern.title.lower()}, "
        f"{period(view.view.month, view.view.window)}. {numbered} The table form holds every place."
    )
