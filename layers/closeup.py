"""The town's map and the charts for a room: read from five metres, and close to one place.

What is made here starts from a figure of :mod:`layers.figure` or :mod:`layers.charts` and changes sizes and bounds
only: colours, steps and cells stay those of every other page.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

import h3

from layers.boundaries import Bounds
from layers.figure import CELLS, LAYERS, looking_at
from layers.hexes import FILL_OPACITY, points

ROOM_PX: Final = 28  # nothing smaller is read from five metres on a screen of 1,080 lines
_TEXT: Final = 28 / 13  # from the floor of every other page to that of a room
_OUTLINE: Final = 1.6
_CHOSEN: Final = 2.5  # of the place that is spoken of, whose neighbours are outlined too
_LINE_PX: Final = 4
_LEAST_M: Final = 900  # to be seen of the town around a place, in height: some streets in each direction
_DISC: Final = 0.05  # of a map close to a place: half a disc, in height
_DEGREE_M: Final = 111_195  # of latitude
_FONTS: Final = ("font", "tickfont", "textfont")


def meeting_map(figure: Mapping[str, Any], *, large: bool) -> dict[str, Any]:
    """The map of a meeting; ``large``: with labels, numbers and outlines for a room.

    Nothing is told under the pointer: nobody holds it, and a name of one place may say more than the room is to hear.
    """
    text, outline, chosen = (_TEXT, _OUTLINE, _CHOSEN) if large else (1.0, 1.0, 1.0)
    made = deepcopy(dict(figure))
    for layer in made["layout"]["map"]["style"]["layers"]:
        if "text-size" in layer.get("layout", {}):
            layer["layout"]["text-size"] = _larger(layer["layout"]["text-size"], text)
    for name, layer in zip(LAYERS, made["layout"]["map"]["layers"], strict=True):
        layer["visible"] = True  # without a shape now, and with one on the next screen
        if layer["type"] == "circle":
            layer["circle"]["radius"] *= text
        elif layer["type"] == "symbol":
            layer["symbol"]["textfont"]["size"] *= text
        else:
            layer["line"]["width"] *= chosen if name == "selected" else outline
    cells = made["data"][CELLS]
    cells.pop("hovertemplate", None)
    cells["hoverinfo"] = "skip"
    return made


def _larger(size: Any, times: float) -> Any:
    """A size in pixels, or an expression of MapLibre that interpolates between pairs of zoom and size."""
    if isinstance(size, int | float):
        return round(size * times, 1)
    head, pairs = size[:3], size[3:]
    return [*head, *(round(each * times, 1) if at % 2 else each for at, each in enumerate(pairs))]


def chart(figure: Mapping[str, Any]) -> dict[str, Any]:
    """A chart whose every text a room can read, with margins that hold it."""
    large = deepcopy(dict(figure))
    for fonts in _fonts(large["layout"]):
        fonts["size"] = max(fonts.get("size", 0), ROOM_PX)
    for drawn in (*large["data"], *large["layout"].get("shapes", ())):
        if "line" in drawn and drawn["type"] != "bar":
            drawn["line"]["width"] = _LINE_PX
    for trace in large["data"]:
        trace.pop("hovertemplate", None)
        trace["hoverinfo"] = "skip"
    large["layout"]["margin"] = {"l": 84, "r": 12, "t": 16, "b": 84}
    return large


def _fonts(part: Any) -> Iterable[dict[str, Any]]:
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name in _FONTS:
                yield value
            else:
                yield from _fonts(value)
    elif isinstance(part, list):
        for each in part:
            yield from _fonts(each)


def outline(features: Mapping[str, Any], *, ward: str, neighbourhood: str) -> list[list[list[float]]]:
    """The rings of a ward of a GeoJSON FeatureCollection: of a place that is to be found in no smaller area.

    Raises ValueError where there is no such ward.
    """
    wanted = {"name": ward, "neighbourhood": neighbourhood}
    for feature in features["features"]:
        if all(feature["properties"].get(name) == value for name, value in wanted.items()):
            shape = feature["geometry"]
            polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            return [ring for polygon in polygons for ring in polygon]
    raise ValueError(f"no ward named {ward!r} in {neighbourhood!r}: cannot tell where the map should look")


def rings(cells: Sequence[str]) -> list[list[list[float]]]:
    """The outlines of cells as closed lines of longitude and latitude."""
    found = []
    for cell in cells:
        corners = [[round(longitude, 5), round(latitude, 5)] for latitude, longitude in h3.cell_to_boundary(cell)]
        found.append([*corners, corners[0]])
    return found


def reach(lines: Sequence[Sequence[Sequence[float]]]) -> Bounds:
    """West, south, east and north of closed lines, at least as large as what is seen around a place."""
    points = [point for line in lines for point in line]
    return _widened([point[0] for point in points], [point[1] for point in points])


def _widened(longitudes: Sequence[float], latitudes: Sequence[float]) -> Bounds:
    west, south, east, north = min(longitudes), min(latitudes), max(longitudes), max(latitudes)
    lacking = max(0.0, _LEAST_M / _DEGREE_M - (north - south)) / 2
    return west, south - lacking, east, north + lacking


def whole(places: Sequence[tuple[int, str]], bounds: Bounds) -> list[tuple[int, str]]:
    """Those of ``places`` (number, cell) whose disc lies whole in a map of ``bounds`` that is no higher than wide.

    Half a disc, or one under the scale, has a number that nobody can read.
    """
    west, south, east, north = bounds
    lacking = max(0.0, (north - south) / math.cos(math.radians(south)) - (east - west)) / 2
    west, east = west - lacking, east + lacking
    wide, high = (east - west) * _DISC, (north - south) * _DISC
    at = [(*h3.cell_to_latlng(cell), (number, cell)) for number, cell in places]
    return [
        place
        for latitude, longitude, place in at
        if west + wide < longitude < east - wide and south + high < latitude < north - high
    ]


def looking(
    lines: Sequence[Any], bounds: Bounds, places: Sequence[tuple[int, str]], *, counted: bool = True
) -> dict[tuple[str | int, ...], Any]:
    """What another place changes on the map: the path inside the figure -> the new value.

    ``places``: the numbers to write, as (number, cell). Without ``counted`` the hexagons are clear: where no smaller
    area than a ward may be shown.
    """
    selected = ("layout", "map", "layers", LAYERS.index("selected"))
    numbered = {
        ("layout", "map", "layers", LAYERS.index(name), "source"): points(places) for name in ("discs", "numbers")
    }
    return numbered | {
        (*selected, "source", "coordinates"): list(lines),
        ("data", CELLS, "marker", "opacity"): FILL_OPACITY if counted else 0,
        ("layout", "meta"): looking_at(bounds)["meta"],
    }
