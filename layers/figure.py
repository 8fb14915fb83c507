"""The map as one function, so that another way to draw hexagons may replace it without touching a page.

The traces stand in a fixed order: :data:`CELLS`, :data:`EDGE`, :data:`HOTSPOTS`, :data:`SELECTED`, :data:`NUMBERS`.
A callback
that changes the month patches ``data[CELLS].z`` and the short lists of the other traces (:func:`patches`); shapes and
names stay.
"""

from collections.abc import Sequence
from typing import Any, Final

from layers import basemap, hexes
from layers.boundaries import Bounds, fit
from layers.style import AXIS_PX, EDGE_PX, FONT, HOTSPOT_PX, SELECTED_PX, palette

CELLS: Final = 0
EDGE: Final = 1
HOTSPOTS: Final = 2
SELECTED: Final = 3
NUMBERS: Final = 4
# The size the map has in the 1920 x 1080 layout; the page fits the view again to the size it finds.
DESIGN_PX: Final = (1216, 700)


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
    size_px: tuple[float, float] = DESIGN_PX,
) -> dict[str, Any]:
    """The town's hexagons as a plain plotly figure.

    ``cells`` (15 hexadecimal digits) with ``counts`` and ``hover`` (a name each, plain text) in the same order;
    ``breaks`` the lower bounds of the five steps (the first is 1); ``hotspots`` and ``edges`` the cells to
    outline; ``places`` the numbers to write as (number, cell); ``bounds`` west, south, east, north of what is to be
    seen; ``selected`` the cells of the chosen place. Raises ValueError where the lists differ in length.
    """
    if not len(cells) == len(counts) == len(hover):
        raise ValueError(f"{len(cells)} cells, {len(counts)} counts and {len(hover)} names: they must be as many")
    data = [
        hexes.counted(geometry_url, cells=cells, counts=counts, hover=hover, breaks=breaks, theme=theme),
        *_outlines(geometry_url, edges=edges, hotspots=hotspots, selected=selected, theme=theme),
        hexes.numbers(places, theme=theme),
    ]
    return {"data": data, "layout": _layout(geometry_url, bounds, theme, attribution, size_px)}


def _outlines(
    geometry_url: str, *, edges: Sequence[str], hotspots: Sequence[str], selected: Sequence[str], theme: str
) -> list[dict[str, Any]]:
    colours = palette(theme)
    return [
        hexes.outlined(geometry_url, cells=edges, colour=colours.edge, width_px=EDGE_PX, uid="edge"),
        hexes.outlined(geometry_url, cells=hotspots, colour=colours.hotspot, width_px=HOTSPOT_PX, uid="hotspots"),
        hexes.outlined(geometry_url, cells=selected, colour=colours.accent, width_px=SELECTED_PX, uid="selected"),
    ]


def _layout(
    geometry_url: str, bounds: Bounds, theme: str, attribution: str, size_px: tuple[float, float]
) -> dict[str, Any]:
    colours = palette(theme)
    view = fit(bounds, width_px=size_px[0], height_px=size_px[1])
    return {
        "map": {
            "style": basemap.style(geometry_url, theme=theme, attribution=attribution),
            "center": {"lon": view.longitude, "lat": view.latitude},
            "zoom": view.zoom,
            "fitbounds": False,  # plotly would fit the numbers, not the town
        },
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": colours.paper,
        "showlegend": False,
        "clickmode": "event",
        "dragmode": "pan",
        "hovermode": "closest",
        "uirevision": "view",  # a view the reader has moved stays when the month changes
        **looking_at(bounds),
        "hoverlabel": {
            "font": {"family": FONT, "size": AXIS_PX + 1, "color": colours.ink},
            "bgcolor": colours.surface,
            "bordercolor": colours.rule,
        },
    }


def looking_at(bounds: Bounds) -> dict[str, Any]:
    """What another area changes in the layout: the bounds, to which the browser fits the view at the map's own size."""
    return {"meta": {"bounds": list(bounds)}}


def patches(
    *,
    counts: Sequence[int],
    hotspots: Sequence[str],
    edges: Sequence[str],
    places: Sequence[tuple[int, str]],
    selected: Sequence[str],
    theme: str,
) -> dict[tuple[int, str], Any]:
    """What another month changes: (trace, key) -> new value, to be written into a patch of ``figure["data"]``."""
    changes: dict[tuple[int, str], Any] = {(CELLS, "z"): list(counts)}
    for trace, cells in ((EDGE, edges), (HOTSPOTS, hotspots), (SELECTED, selected)):
        changes[trace, "locations"] = list(cells)
        changes[trace, "z"] = [0] * len(cells)
        changes[trace, "visible"] = bool(cells)
    labels = hexes.numbers(places, theme=theme)
    return changes | {(NUMBERS, key): labels[key] for key in ("lat", "lon", "text", "customdata", "visible")}
