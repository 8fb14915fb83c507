"""Hexagon traces: the counted cells, and outlines over some of them.

A cell is named by its 15 hexadecimal digits; its shape comes from the GeoJSON at the versioned address, which the
browser fetches once. Only numbers travel when a month changes.
"""

from collections.abc import Sequence
from typing import Any, Final

import h3

from layers.basemap import ABOVE_HEXAGONS, BOLD
from layers.style import CELL_PX, DISC_PX, NUMBER_PX, STEPS, palette, rgba

CLEAR: Final = "rgba(0,0,0,0)"
FILL_OPACITY: Final = 0.85  # roads and ward lines stay visible below


def colourscale(breaks: Sequence[int], *, theme: str) -> tuple[list[list[Any]], float]:
    """Plotly's continuous scale made discrete: five flat steps and nothing for zero; with it the value at its end.

    With counts as ``z`` between 0 and the returned maximum, a count falls in the colour of its class; larger ones keep
    the last. Breaks are whole numbers, so a step begins half a unit below its bound.
    """
    ramp = palette(theme).ramp
    top = float(breaks[-1] + 1)
    starts = [(bound - 0.5) / top for bound in breaks]
    scale: list[list[Any]] = [[0.0, CLEAR], [starts[0], CLEAR]]
    for number in range(STEPS):
        end = starts[number + 1] if number + 1 < STEPS else 1.0
        scale += [[starts[number], ramp[number]], [end, ramp[number]]]
    return scale, top


def counted(
    geometry_url: str,
    *,
    cells: Sequence[str],
    counts: Sequence[int],
    hover: Sequence[str],
    breaks: Sequence[int],
    theme: str,
) -> dict[str, Any]:
    """The filled hexagons. ``z`` is the count itself, so that a new month is a new ``z`` and nothing else."""
    scale, top = colourscale(breaks, theme=theme)
    return _cells(geometry_url, cells, "cells") | {
        "z": list(counts),
        "zmin": 0,
        "zmax": top,
        "colorscale": scale,
        "text": list(hover),
        "hovertemplate": "%{text}<br><b>%{z}</b><extra></extra>",
        "marker": {
            "opacity": FILL_OPACITY,
            "line": {"width": CELL_PX, "color": rgba(palette(theme).ward, 0.35)},
        },
    }


def outlined(
    geometry_url: str, *, cells: Sequence[str], colour: str, width_px: float, uid: str, opacity: float = 1.0
) -> dict[str, Any]:
    """Outlines over ``cells``, without a fill and without catching the pointer; invisible where there are none."""
    return _cells(geometry_url, cells, uid) | {
        "z": [0] * len(cells),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, CLEAR], [1, CLEAR]],
        "hoverinfo": "skip",
        "visible": bool(cells),
        "marker": {"opacity": opacity, "line": {"width": width_px, "color": colour}},
    }


def _cells(geometry_url: str, cells: Sequence[str], uid: str) -> dict[str, Any]:
    return {
        "type": "choroplethmap",
        "uid": uid,
        "name": uid,
        "geojson": f"{geometry_url}/cells.geojson",
        "featureidkey": "id",
        "locations": list(cells),
        "showscale": False,
        "below": ABOVE_HEXAGONS,
    }


def numbers(places: Sequence[tuple[int, str]], *, theme: str) -> dict[str, Any]:
    """The places' numbers in a disc at their strongest cell; ``places`` are (number, cell) pairs."""
    colours = palette(theme)
    centres = [h3.cell_to_latlng(cell) for _, cell in places]
    return {
        "type": "scattermap",
        "uid": "numbers",
        "name": "numbers",
        "mode": "markers+text",
        "lat": [latitude for latitude, _ in centres],
        "lon": [longitude for _, longitude in centres],
        "text": [str(number) for number, _ in places],
        "customdata": [cell for _, cell in places],
        "textposition": "middle center",
        "textfont": {"family": ", ".join(BOLD), "size": NUMBER_PX, "color": colours.on_hotspot},
        "marker": {"size": DISC_PX, "color": colours.hotspot, "opacity": 1.0, "allowoverlap": True},
        "hoverinfo": "skip",
        "below": "",  # over every label
        "visible": bool(places),
    }
