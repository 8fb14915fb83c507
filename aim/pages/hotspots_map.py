"""The maps of the bench: drawn whole once, then only what a choice changes; the legend, and each map in words."""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

import h3
from dash import NoUpdate, Patch, no_update

from aim.pages.graph import patched
from aim.pages.menus import Plain
from aim.pages.parts import number
from aim.pages.plain import element
from aim.pages.routes import cells_url, geometry_url
from aim.questions.bench_settling import INSIDE
from aim.questions.bench_views import BenchView, Drawn
from layers import boundaries, figure, hexes, style

_SELECTED: Final = ("layout", "map", "layers", figure.LAYERS.index("selected"))
_OUTLINED: Final = (*_SELECTED, "source", "coordinates")


def drawn(view: BenchView, shown: Drawn | None, theme: str, area: boundaries.Bounds, roads: str) -> dict[str, Any]:
    """What a map on a screen was drawn from; :func:`redrawn` sends what differs from it. Empty where there is none."""
    if shown is None:
        return {}
    return {
        "picture": view.fingerprint,
        "theme": theme,
        "roads": roads,
        "cells": [view.asked.resolution, view.area.name if view.asked.resolution == INSIDE else ""],
        "values": str(hash((shown.value, shown.hotspot, shown.edge, shown.keys))),
        "breaks": list(view.breaks),
        "bounds": list(area),
        "selected": list(selected(view)),
    }


def redrawn(
    view: BenchView, shown: Drawn | None, *, now: dict[str, Any], before: dict[str, Any], blank: dict[str, Any]
) -> dict[str, Any] | Patch | NoUpdate:
    """The whole map where there is none of this picture, theme, roads and hexagons yet; else only what has changed."""
    if shown is None:
        return blank if before else no_update
    if any(before.get(key) != now[key] for key in ("picture", "theme", "roads", "cells")):
        return whole(view, shown, now)
    if before == now:
        return no_update
    changes = figure.patches(**_values(view, shown), theme=now["theme"]) | {_OUTLINED: outlined(view)}
    if before["values"] == now["values"] and before["bounds"] == now["bounds"]:
        return patched({path: value for path, value in changes.items() if path[: len(_SELECTED)] == _SELECTED})
    if before["breaks"] != now["breaks"]:
        scale, top = hexes.colourscale(view.breaks, theme=now["theme"])
        changes |= {("data", figure.CELLS, "colorscale"): scale, ("data", figure.CELLS, "zmax"): top}
    if before["bounds"] != now["bounds"]:
        changes |= {("layout", key): value for key, value in figure.looking_at(tuple(now["bounds"])).items()}
    return patched(changes)


def whole(view: BenchView, shown: Drawn, now: dict[str, Any]) -> dict[str, Any]:
    """The map as a figure, shapes by their versioned address."""
    made = figure.hex_map(
        geometry_url=geometry_url(view.fingerprint),
        cells=shown.cell,
        hover=[f"{escape(name)}<br>{escape(ward)}" for name, ward in zip(shown.name, shown.ward, strict=True)],
        breaks=view.breaks,
        bounds=tuple(now["bounds"]),
        theme=now["theme"],
        roads_url=now["roads"],
        attribution="",  # stands in the page's bottom line, where it can be read
        **_values(view, shown),
    )
    made["layout"]["map"]["layers"][_SELECTED[-1]]["source"]["coordinates"] = outlined(view)
    if view.asked.resolution != view.standing.resolution:
        made["data"][figure.CELLS]["geojson"] = shapes(view)
    return made


def shapes(view: BenchView) -> str:
    """The address of the hexagons; those of the meeting's size are the ones that other pages draw."""
    if view.asked.resolution == view.standing.resolution:
        return f"{geometry_url(view.fingerprint)}/cells.geojson"
    return cells_url(view.fingerprint, view.asked.resolution or view.standing.resolution)


def _values(view: BenchView, shown: Drawn) -> dict[str, Any]:
    return {
        "counts": shown.value,
        "hotspots": _where(shown.cell, shown.hotspot),
        "edges": _where(shown.cell, shown.edge),
        "places": shown.keys,
        "selected": selected(view),
    }


def outlined(view: BenchView) -> list[Any]:
    """The lines around what is summed, as one area, and around the hexagon whose card is open."""
    lines = [] if view.sum is None else _around(view.sum.cells)
    return lines if view.card is None else [*lines, *_around((view.card.key,))]


def _around(cells: Sequence[str]) -> list[Any]:
    if not cells:
        return []
    shape = h3.cells_to_geo(cells)
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [
        [[round(longitude, 5), round(latitude, 5)] for longitude, latitude in ring]
        for polygon in polygons
        for ring in polygon
    ]


def selected(view: BenchView) -> tuple[str, ...]:
    """The hexagons that are chosen: the one whose card is open, and those that are summed."""
    summed = view.sum.cells if view.sum else ()
    return (*summed, view.card.key) if view.card and view.card.key not in summed else summed


def _where(cells: Sequence[str], flags: Sequence[bool]) -> list[str]:
    return [cell for cell, flag in zip(cells, flags, strict=True) if flag]


def legend(view: BenchView) -> list[Plain]:
    """The five fixed steps and what the outlines mean, in words; colours by name, so that they follow the theme."""
    steps = [
        element("li", [element("span", className="swatch", style={"background": f"var(--aim-step-{n})"}), words])
        for n, (_, words) in enumerate(style.legend(view.breaks, "light"), start=1)
    ]
    when = "each month" if view.many else view.drawn.title if view.beside is None else "in either period"
    numbered = [] if view.many else [[element("span", "1", className="swatch swatch--place"), "Place that stands out"]]
    marks = [
        *numbered,
        [element("span", className="swatch swatch--hotspot"), "Stands out, with its surroundings"],
        [element("span", className="swatch swatch--edge"), "High surroundings, few here: not ranked"],
    ]
    return [
        element("p", f"{view.unit}, {when}", className="legend-title"),
        element("ol", steps, className="legend-steps"),
        element("ul", [element("li", mark) for mark in marks], className="legend-marks"),
    ]


def in_words(view: BenchView, shown: Drawn | None) -> str:
    """A map in a sentence, for those who cannot see it; the table holds the rest."""
    if shown is None:
        return ""
    count = dict(zip(shown.cell, shown.count, strict=True))
    name = dict(zip(shown.cell, shown.name, strict=True))
    first = "; ".join(f"{at}, {name[key]}, {number(count[key])}" for at, key in shown.keys[:3])
    where = f"{len(shown.keys)} numbered places stand out, first {first}." if shown.keys else "No place stands out."
    title = f"{view.concern.title.lower()}, {shown.title}"
    return f"Map of {view.area.title}: {title}. {where} The table under the maps holds the same figures."
