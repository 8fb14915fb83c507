"""The offline basemap: a MapLibre style whose every source is a file of this server.

There is no ``glyphs`` address on purpose: without one MapLibre draws labels from the browser's own fonts, so no font is
fetched from anywhere. Hexagons are put below :data:`ABOVE_HEXAGONS`: outlines and labels stay on top.
"""

from typing import Any, Final

from layers.style import AXIS_PX, NEIGHBOURHOOD_PX, WARD_PX, Palette, palette

ABOVE_HEXAGONS: Final = "neighbourhood-lines"
_FONT: Final = ["sans-serif"]
_BOLD: Final = ["sans-serif bold"]


def style(geometry_url: str, *, theme: str, attribution: str = "") -> dict[str, Any]:
    """A MapLibre style, version 8.

    ``geometry_url`` is the versioned folder of outlines, for instance ``/geometry/3f2a``; it serves ``neighbourhoods``,
    ``wards`` and ``labels`` as ``.geojson``. ``attribution`` is shown in the map's corner, as its licence asks.
    """
    colours = palette(theme)
    return {
        "version": 8,
        "name": f"aim-{theme}",
        "sources": {
            "neighbourhoods": _source(geometry_url, "neighbourhoods", attribution),
            "wards": _source(geometry_url, "wards"),
            "labels": _source(geometry_url, "labels"),
        },
        "layers": _ground(colours) + _lines(colours) + _labels(colours),
    }


def _source(geometry_url: str, name: str, attribution: str = "") -> dict[str, Any]:
    source = {"type": "geojson", "data": f"{geometry_url}/{name}.geojson"}
    return source | ({"attribution": attribution} if attribution else {})


def _ground(colours: Palette) -> list[dict[str, Any]]:
    return [
        {"id": "background", "type": "background", "paint": {"background-color": colours.paper}},
        {"id": "land", "type": "fill", "source": "neighbourhoods", "paint": {"fill-color": colours.land}},
    ]


def _lines(colours: Palette) -> list[dict[str, Any]]:
    return [
        {
            "id": ABOVE_HEXAGONS,
            "type": "line",
            "source": "neighbourhoods",
            "layout": {"line-join": "round"},
            "paint": {"line-color": colours.neighbourhood, "line-width": NEIGHBOURHOOD_PX},
        },
        {
            "id": "ward-lines",
            "type": "line",
            "source": "wards",
            "paint": {"line-color": colours.ward, "line-width": WARD_PX, "line-dasharray": [3, 3]},
        },
    ]


def _labels(colours: Palette) -> list[dict[str, Any]]:
    # Earlier layers give way to later ones where labels would touch: neighbourhoods always win.
    return [
        _label("sector", colours, size=AXIS_PX, colour=colours.muted, minzoom=12.5),
        _label("ward", colours, size=AXIS_PX, colour=colours.label, minzoom=11.5),
        _label("neighbourhood", colours, size=20, colour=colours.label, minzoom=0.0, bold=True),
    ]


def _label(
    kind: str, colours: Palette, *, size: int, colour: str, minzoom: float, bold: bool = False
) -> dict[str, Any]:
    return {
        "id": f"{kind}-labels",
        "type": "symbol",
        "source": "labels",
        "minzoom": minzoom,
        "filter": ["==", ["get", "kind"], kind],
        "layout": {
            "text-field": ["get", "name"],
            "text-font": _BOLD if bold else _FONT,
            "text-size": size,
            "text-max-width": 8,
            "text-padding": 4,
        },
        "paint": {"text-color": colour, "text-halo-color": colours.halo, "text-halo-width": 1.75},
    }
