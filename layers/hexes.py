"""Hexagon traces: the counted cells, and outlines over some of them.

A cell is named by its 15 hexadecimal digits; its shape comes from the GeoJSON at the versioned address, which the
browser fetches once. Only numbers travel when a month changes.
"""

from collections.abc import Sequence
from typing import Any, Final

import h3

from layers.basemap import ABOVE_CELLS, ABOVE_DISCS, ABOVE_NUMBERS
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
    return {
        "type": "choroplethmap",
        "uid": "cells",
        "geojson": f"{geometry_url}/cells.geojson",
        "featureidkey": "id",
        "locations": list(cells),
        "showscale": False,
        "below": ABOVE_CELLS,
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
    cells: Sequence[str], *, colour: str, width_px: float, below: str, dash: Sequence[float] = ()
) -> dict[str, Any]:
    """Outlines over ``cells`` as a layer of the map; ``dash`` in multiples of the width, none for a whole line.

    A layer is drawn again only when it changes, and it never catches the pointer: what lies under it does. Its shapes
    travel with it, since they are few.
    """
    return {
        "name": f"outlines {below}",
        "sourcetype": "geojson",
        "source": {"type": "MultiLineString", "coordinates": [_ring(cell) for cell in cells]},
        "type": "line",
        "color": colour,
        "line": {"width": width_px, "dash": list(dash) or [1, 0]},
        "below": below,
        "visible": bool(cells),
    }


def _ring(cell: str) -> list[list[float]]:
    corners = [[round(longitude, 5), round(latitude, 5)] for latitude, longitude in h3.cell_to_boundary(cell)]
    return [*corners, corners[0]]


def numbers(places: Sequence[tuple[int, str]], *, theme: str) -> list[dict[str, Any]]:
    """The places' numbers, each on a disc at its strongest cell: two layers. ``places`` are (number, cell) pairs."""
    colours = palette(theme)
    shared = {"sourcetype": "geojson", "visible": bool(places)}
    disc = {"name": "discs", "type": "circle", "color": colours.hotspot, "circle": {"radius": DISC_PX / 2}}
    text = {
        "name": "numbers",
        "type": "symbol",
        "symbol": {
            "icon": "",  # plotly's own pictures would come from another machine
            "text": "{number}",
            "textfont": {"size": NUMBER_PX, "color": colours.on_hotspot},
            "textposition": "middle center",
        },
    }
    return [
        shared | disc | {"source": points(places), "below": ABOVE_DISCS},
        shared | text | {"source": points(places), "below": ABOVE_NUMBERS},
    ]


def points(places: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """``places`` as (number, cell) as GeoJSON: each with its number, at the middle of its cell."""
    centres = [(number, h3.cell_to_latlng(cell)) for number, cell in places]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"number": str(number)},
                "geometry": {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]},
            }
            for number, (latitude, longitude) in centres
        ],
    }
