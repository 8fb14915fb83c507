"""Roads on the basemap: pale lines as wide as their class, and names along them.

They lie under the hexagons, which hide nearly all of them where the town is full. Whoever looks closer gets them
through the colour as well, the more the closer, so that the five steps of the whole town are read undisturbed.
Their names give way to every other label: they are drawn first among the labels, and MapLibre places the last first.
"""

from collections.abc import Sequence
from typing import Any, Final

from layers.style import AXIS_PX, Palette

SOURCE: Final = "roads"
# Groups of classes (aim/geography/road_classes.py) with the zoom from which they are drawn, and named. The town fills a
# meeting room's screen at about 11.7, a neighbourhood at 13, a few streets at 15.
_GROUPS: Final = (
    ("access", ("access",), 13.5, 15.5),
    ("local", ("local",), 12.5, 14.5),
    ("minor", ("minor",), 11.0, 13.5),
    ("main", ("motorway", "a", "b"), 0.0, 11.5),
)
# Pixels by class, at these zooms; at the first the town is a thumb wide.
_ZOOMS: Final = (9.5, 11.5, 16.0)
_WIDTHS: Final = {
    "motorway": (1.0, 3.25, 16.0),
    "a": (0.75, 2.75, 14.0),
    "b": (0.5, 2.0, 11.0),
    "minor": (0.25, 1.25, 9.0),
    "local": (0.0, 0.75, 7.0),
    "access": (0.0, 0.5, 4.0),
}
# How much of the paper shines through a hexagon along a road, by zoom.
_THROUGH: Final = ["interpolate", ["linear"], ["zoom"], 11.75, 0.0, 13.25, 0.3, 15.0, 0.45]
_EDGES_PX: Final = (0.75, 1.5, 1.75)  # on both sides together, at the same zooms


def lines(colours: Palette) -> list[dict[str, Any]]:
    """Lines below the hexagons, the widest class on top: first all edges, then all surfaces, so that crossings join."""
    edges = [_line(f"{name}-road-edges", kinds, zoom, colours.road_edge, _EDGES_PX) for name, kinds, zoom, _ in _GROUPS]
    return edges + [_line(f"{name}-roads", kinds, zoom, colours.road) for name, kinds, zoom, _ in _GROUPS]


def through(colours: Palette) -> list[dict[str, Any]]:
    """The same lines above the hexagons, the more to be seen the closer one looks."""
    layers = [_line(f"{name}-roads-through", kinds, zoom, colours.halo) for name, kinds, zoom, _ in _GROUPS]
    for layer in layers:
        layer["minzoom"] = max(layer["minzoom"], _THROUGH[3])
        layer["paint"]["line-opacity"] = _THROUGH
        layer["layout"]["line-cap"] = "butt"  # round ends would show where one piece lies on the next
    return layers


def names(colours: Palette, font: Sequence[str]) -> list[dict[str, Any]]:
    """Names along the lines, the number where a road has no name."""
    return [
        {
            "id": f"{name}-road-names",
            "type": "symbol",
            "source": SOURCE,
            "minzoom": zoom,
            "filter": _of(kinds),
            "layout": {
                "symbol-placement": "line",
                "symbol-spacing": 350,
                "text-field": ["coalesce", ["get", "name"], ["get", "number"], ""],
                "text-font": list(font),
                "text-size": AXIS_PX,
                "text-max-angle": 30,
                "text-padding": 4,
            },
            "paint": {"text-color": colours.muted, "text-halo-color": colours.halo, "text-halo-width": 1.75},
        }
        for name, kinds, _, zoom in _GROUPS
    ]


def _line(
    name: str, kinds: Sequence[str], zoom: float, colour: str, more_px: Sequence[float] = (0.0, 0.0, 0.0)
) -> dict[str, Any]:
    widths = [part for at, px in enumerate(more_px) for part in (_ZOOMS[at], _width(at, px))]
    return {
        "id": name,
        "type": "line",
        "source": SOURCE,
        "minzoom": zoom,
        "filter": _of(kinds),
        "layout": {"line-cap": "round", "line-join": "round"},
        "paint": {"line-color": colour, "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], *widths]},
    }


def _width(at: int, more_px: float) -> list[Any]:
    by_class = [part for kind, widths in _WIDTHS.items() for part in (kind, widths[at] + more_px)]
    return ["match", ["get", "class"], *by_class, more_px]


def _of(kinds: Sequence[str]) -> list[Any]:
    return ["in", ["get", "class"], ["literal", list(kinds)]]
