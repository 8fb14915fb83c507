"""The map as one function, so that another way to draw hexagons may replace it without touching a page.

The figure holds one trace, ``data[0]``, the counted hexagons, and over it the layers of :data:`LAYERS` in
``layout.map.layers``. A callback that changes the month writes only what :func:`patches` names; shapes and names stay.
"""

from collections.abc import Sequence
from typing import Any, Final

from layers import basemap, hexes
from layers.boundaries import Bounds, Inset, fit
from layers.style import AXIS_PX, EDGE_PX, FONT, HOTSPOT_PX, SELECTED_PX, palette

CELLS: Final = 0
LAYERS: Final = ("edges", "hotspots", "selected", "discs", "numbers")
# The size the map has in the 1920 x 1080 layout; the page fits the view again to the size it finds.
DESIGN_PX: Final = (1216, 700)
_EDGE_DASH: Final = (3.0, 2.0)


def hex_map(
    *,
    geometry_url: str,
    cells: Sequence[str],
    counts: Sequence[int],
    hover: Sequence[str],
    breaks: Sequence[int],
    hotspots: Sequence[str],
    edges: Sequence[str],
    places: Sequence[tuple[int, str]],
    bounds: Bounds,
    theme: str,
    selected: Sequence[str] = (),
    attribution: str = "",
    roads_url: str = "",
    inset: Inset | None = None,
    size_px: tuple[float, float] = DESIGN_PX,
) -> dict[str, Any]:
    """The town's hexagons as a plain plotly figure.

    ``cells`` (15 hexadecimal digits) with ``counts`` and ``hover`` (a name each, plain text) in the same order;
    ``breaks`` the lower bounds of the five steps (the first is 1); ``hotspots`` and ``edges`` the cells to
    outline; ``places`` the numbers to write as (number, cell); ``bounds`` west, south, east, north of what is to be
    seen; ``selected`` the cells of the chosen place; ``roads_url`` the address of the roads, "" for none; ``inset`` a
    part that is shown larger beside it. Raises ValueError where the lists differ in length.
    """
    if not len(cells) == len(counts) == len(hover):
        raise ValueError(f"{len(cells)} cells, {len(counts)} counts and {len(hover)} names: they must be as many")
    layers = _layers(edges=edges, hotspots=hotspots, selected=selected, places=places, theme=theme)
    for layer in layers:
        # Another theme or picture is another basemap, with which MapLibre drops these layers; plotly puts back only
        # those whose source has changed. So the source says which basemap it belongs to.
        layer["source"]["basemap"] = f"{geometry_url} {theme} {roads_url}"
    ground = basemap.style(geometry_url, theme=theme, attribution=attribution, roads_url=roads_url)
    return {
        "data": [hexes.counted(geometry_url, cells=cells, counts=counts, hover=hover, breaks=breaks, theme=theme)],
        "layout": _layout(ground, bounds, theme, size_px, layers) | looking_at(bounds, inset),
    }


def _layers(
    *,
    edges: Sequence[str],
    hotspots: Sequence[str],
    selected: Sequence[str],
    places: Sequence[tuple[int, str]],
    theme: str,
) -> list[dict[str, Any]]:
    """In the order of :data:`LAYERS`."""
    colours = palette(theme)
    return [
        hexes.outlined(edges, colour=colours.edge, width_px=EDGE_PX, below=basemap.ABOVE_EDGES, dash=_EDGE_DASH),
        hexes.outlined(hotspots, colour=colours.hotspot, width_px=HOTSPOT_PX, below=basemap.ABOVE_HOTSPOTS),
        hexes.outlined(selected, colour=colours.accent, width_px=SELECTED_PX, below=basemap.ABOVE_SELECTED),
        *hexes.numbers(places, theme=theme),
    ]


def _layout(
    ground: dict[str, Any],
    bounds: Bounds,
    theme: str,
    size_px: tuple[float, float],
    layers: list[dict[str, Any]],
) -> dict[str, Any]:
    colours = palette(theme)
    view = fit(bounds, width_px=size_px[0], height_px=size_px[1])
    return {
        "map": {
            "style": ground,
            "center": {"lon": view.longitude, "lat": view.latitude},
            "zoom": view.zoom,
            "layers": layers,
            "fitbounds": False,  # plotly would fit the numbers, not the town
        },
        "autosize": True,  # at its frame's size from the first drawing on
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": colours.paper,
        "showlegend": False,
        "clickmode": "event",
        "dragmode": "pan",
        "hovermode": "closest",
        "uirevision": "view",  # what the reader did to the map stays when the month changes
        "hoverlabel": {
            "font": {"family": FONT, "size": AXIS_PX + 1, "color": colours.ink},
            "bgcolor": colours.surface,
            "bordercolor": colours.rule,
        },
    }


def looking_at(bounds: Bounds, inset: Inset | None = None) -> dict[str, Any]:
    """What another area changes in the layout: the bounds, to which the browser fits the view at the map's own size.

    With them the inset, which ``assets/inset.js`` draws.
    """
    larger = {"title": inset.title, "bounds": list(inset.bounds)} if inset else None
    return {"meta": {"bounds": list(bounds), "inset": larger}}


def patches(
    *,
    counts: Sequence[int],
    hotspots: Sequence[str],
    edges: Sequence[str],
    places: Sequence[tuple[int, str]],
    selected: Sequence[str],
    theme: str,
) -> dict[tuple[str | int, ...], Any]:
    """What another month changes: the path inside the figure -> the new value. The arguments are :func:`hex_map`'s."""
    changes: dict[tuple[str | int, ...], Any] = {("data", CELLS, "z"): list(counts)}
    layers = _layers(edges=edges, hotspots=hotspots, selected=selected, places=places, theme=theme)
    for number, layer in enumerate(layers):
        changes["layout", "map", "layers", number, "visible"] = layer["visible"]
        for key in ("coordinates", "features"):
            if key in layer["source"]:
                changes["layout", "map", "layers", number, "source", key] = layer["source"][key]
    return changes
