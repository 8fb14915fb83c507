"""The offline basemap: a MapLibre style whose every source is a file of this server.

There is no ``glyphs`` address on purpose: without one MapLibre draws labels from the browser's own fonts, so no font is
fetched from anywhere. What is drawn over it takes its place below one of the empty layers ``ABOVE_...``, each its own:
plotly removes and draws anew, at every change, whatever shares a place with something else.
"""

from collections.abc import Sequence
from typing import Any, Final

from layers import roads
from layers.style import AXIS_PX, FAMILY, NEIGHBOURHOOD_PX, WARD_PX, Palette, palette

# From the ground up: hexagons, their outlines, then lines and labels of the basemap, then the discs of the numbers.
ABOVE_CELLS: Final = "above-cells"
ABOVE_EDGES: Final = "above-edges"
ABOVE_HOTSPOTS: Final = "above-hotspots"
ABOVE_SELECTED: Final = "above-selected"
ABOVE_DISCS: Final = "above-discs"
ABOVE_NUMBERS: Final = "above-numbers"
# MapLibre takes the weight from the first name of the stack; no font is called "Bold", so the next name is drawn.
PLAIN: Final = (FAMILY,)
BOLD: Final = ("Bold", FAMILY)
# Names of neighbourhoods: smaller where the whole town is a thumb wide.
_NAME_PX: Final = ["interpolate", ["linear"], ["zoom"], 10.0, 14, 11.5, 20]


def style(geometry_url: str, *, theme: str, attribution: str = "", roads_url: str = "") -> dict[str, Any]:
    """A MapLibre style, version 8.

    ``geometry_url`` is the versioned folder of outlines, for instance ``/geometry/3f2a``; it serves ``neighbourhoods``,
    ``wards`` and ``labels`` as ``.geojson``. ``attribution`` is shown in the map's corner, as its licence asks.
    ``roads_url`` is the address of the roads, "" where there are none.
    """
    colours = palette(theme)
    return {
        "version": 8,
        "name": f"aim-{theme}",
        "sources": {
            "neighbourhoods": _source(geometry_url, "neighbourhoods", attribution),
            "wards": _source(geometry_url, "wards"),
            "labels": _source(geometry_url, "labels"),
            **({roads.SOURCE: {"type": "geojson", "data": roads_url}} if roads_url else {}),
        },
        "layers": [
            *_ground(colours),
            *(roads.lines(colours) if roads_url else ()),
            _place(ABOVE_CELLS),
            *(roads.through(colours) if roads_url else ()),
            *(_place(name) for name in (ABOVE_EDGES, ABOVE_HOTSPOTS, ABOVE_SELECTED)),
            *_lines(colours),
            *(roads.names(colours, PLAIN) if roads_url else ()),
            *_labels(colours),
            _place(ABOVE_DISCS),
            _place(ABOVE_NUMBERS),
        ],
    }


def _source(geometry_url: str, name: str, attribution: str = "") -> dict[str, Any]:
    source = {"type": "geojson", "data": f"{geometry_url}/{name}.geojson"}
    return source | ({"attribution": attribution} if attribution else {})


def _ground(colours: Palette) -> list[dict[str, Any]]:
    return [
        {"id": "background", "type": "background", "paint": {"background-color": colours.paper}},
        # Its edges lie under lines: smoothed they would only take longer to draw.
        {
            "id": "land",
            "type": "fill",
            "source": "neighbourhoods",
            "paint": {"fill-color": colours.land, "fill-antialias": False},
        },
    ]


def _place(name: str) -> dict[str, Any]:
    return {"id": name, "type": "background", "layout": {"visibility": "none"}}


def _lines(colours: Palette) -> list[dict[str, Any]]:
    return [
        {
            "id": "ward-lines",
            "type": "line",
            "source": "wards",
            "paint": {"line-color": colours.ward, "line-width": WARD_PX, "line-dasharray": [3, 3]},
        },
        {
            "id": "neighbourhood-lines",
            "type": "line",
            "source": "neighbourhoods",
            "layout": {"line-join": "round"},
            "paint": {"line-color": colours.neighbourhood, "line-width": NEIGHBOURHOOD_PX},
        },
    ]


def _labels(colours: Palette) -> list[dict[str, Any]]:
    # Where labels would touch, an earlier one gives way to a later: neighbourhoods always win.
    return [
        _label("sector", colours, size=AXIS_PX, colour=colours.muted, minzoom=12.5),
        _label("ward", colours, size=AXIS_PX, colour=colours.label, minzoom=11.0),
        _label("neighbourhood", colours, size=_NAME_PX, colour=colours.label, minzoom=0.0, font=BOLD, aside_em=1.2),
    ]


def _label(
    kind: str,
    colours: Palette,
    *,
    size: Any,
    colour: str,
    minzoom: float,
    font: Sequence[str] = PLAIN,
    aside_em: float = 0.4,
) -> dict[str, Any]:
    """Labels of one kind, ``size`` in pixels or an expression.

    Each may step ``aside_em`` times its size aside, for another label or for a place's number.
    """
    return {
        "id": f"{kind}-labels",
        "type": "symbol",
        "source": "labels",
        "minzoom": minzoom,
        "filter": ["==", ["get", "kind"], kind],
        "layout": {
            "text-field": ["get", "name"],
            "text-font": list(font),
            "text-size": size,
            "text-max-width": 8,
            "text-padding": 2,
            "text-variable-anchor": ["center", "top", "bottom"],
            "text-radial-offset": aside_em,
        },
        "paint": {"text-color": colour, "text-halo-color": colours.halo, "text-halo-width": 1.75},
    }
