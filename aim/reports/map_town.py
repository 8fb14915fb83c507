"""The town itself on a map of paper: ground, hexagons, outlines, names, numbers, north, scale; on the National Grid."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import h3
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from aim.geography.crs import outline_to_bng, to_bng
from aim.reports import map_names
from aim.reports.map_ink import CROSS, DOT, DOTS, Ink
from aim.reports.map_names import Box
from layers import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from aim.reports.drawing import MapDrawing

HOTSPOT_PT: Final = 1.7
EDGE_PT: Final = 0.9
EDGE_DASH: Final = (0, (3.0, 2.0))
_NEIGHBOURHOOD_PT: Final = 1.3
_WARD_PT: Final = 0.5
_ROAD_PT: Final = {"motorway": 1.4, "a": 1.1, "b": 0.8, "minor": 0.5}
_DISC_MM: Final = 4.6
_FINEST_M: Final = 2.0  # of an outline: less than a hair on any sheet
# The map on a sheet of A4 across. Only names with room on it are drawn on larger ones: files of a map are the same.
_NAMED_MM: Final = (181.0, 134.0)
_BARS_M: Final = (200, 500, 1000, 2000, 5000, 10_000, 20_000)
Points = NDArray[np.float64]


def draw(axes: "Axes", drawn: "MapDrawing", ink: Ink, *, size_mm: tuple[float, float]) -> None:
    """Everything of the map on ``axes``, which are ``size_mm`` wide and high on the paper."""
    axes.set_axis_off()
    metres_mm, naming = _fit(axes, drawn, size_mm)
    _ground(axes, drawn, ink)
    _hexagons(axes, drawn, ink)
    _outlines(axes, drawn, ink)
    _lines(axes, drawn, ink)
    taken = _numbers(axes, drawn, ink, metres_mm, naming)
    taken += [_north(axes, ink, metres_mm), _scale(axes, ink, metres_mm)]
    _names(axes, drawn, ink, naming, taken)


def _fit(axes: "Axes", drawn: "MapDrawing", size_mm: tuple[float, float]) -> tuple[float, float]:
    """Look at the town, or at one neighbourhood of it; returns how many metres a millimetre stands for.

    And for how many it stands where names find their room: as many, or more on a map larger than that of a sheet.
    """
    wanted = [
        each for each in drawn.ground.neighbourhoods["features"] if drawn.area in ("", each["properties"]["name"])
    ]
    if not wanted:
        raise ValueError(f"no neighbourhood {drawn.area!r} among the outlines: cannot tell where the map should look")
    west, south, east, north = shapely.total_bounds([outline_to_bng(shape(each["geometry"])) for each in wanted])
    scale, sheet = (
        max((east - west) / (wide - 6), (north - south) / (high - 6)) for wide, high in (size_mm, _NAMED_MM)
    )
    middle, half = ((west + east) / 2, (south + north) / 2), (scale * size_mm[0] / 2, scale * size_mm[1] / 2)
    axes.set_xlim(middle[0] - half[0], middle[0] + half[0])
    axes.set_ylim(middle[1] - half[1], middle[1] + half[1])
    return float(scale), float(max(scale, sheet))


def _ground(axes: "Axes", drawn: "MapDrawing", ink: Ink) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    land = PolyCollection(_rings(drawn.ground.neighbourhoods), facecolor=ink.land, edgecolor="none", zorder=1)
    axes.add_collection(land, autolim=False)
    if drawn.ground.roads is None:
        return
    for kind, width in reversed(_ROAD_PT.items()):
        lines = [
            line
            for each in drawn.ground.roads["features"]
            if each["properties"]["class"] == kind
            for line in _parts(each)
        ]
        axes.add_collection(LineCollection(lines, colors=ink.road, linewidths=width, zorder=2), autolim=False)


def _hexagons(axes: "Axes", drawn: "MapDrawing", ink: Ink) -> None:
    """One collection a step, and its marks; cells of none are not filled."""
    steps = style.classify(drawn.counts, drawn.breaks)
    hidden = np.array([cell in drawn.withheld for cell in drawn.cells], dtype=bool)
    corners = hexagons(drawn.cells)
    for step in range(1, style.STEPS + 1):
        mine = [corners[at] for at in np.flatnonzero((steps == step) & ~hidden)]
        _filled(axes, mine, ink, ink.steps[step - 1], ink.opacity, f"step-{step}")
        _marked(axes, mine, ink, ink.marks[step - 1], f"marks-{step}")
    few = [corners[at] for at in np.flatnonzero(hidden)]
    _filled(axes, few, ink, ink.withheld, 1.0, "withheld")
    _marked(axes, few, ink, ink.withheld_mark, "marks-withheld")


def _filled(axes: "Axes", rings: list[Points], ink: Ink, colour: str, opacity: float, name: str) -> None:
    from matplotlib.collections import PolyCollection

    if rings:
        filled = PolyCollection(rings, facecolor=colour, edgecolor=ink.outline, linewidth=0.25, zorder=3)
        filled.set(alpha=opacity, gid=name, label=name)
        axes.add_collection(filled, autolim=False)


def _marked(axes: "Axes", rings: list[Points], ink: Ink, mark: str, name: str) -> None:
    """A mark amid each hexagon: drawn, and no hatch, which programs that set PDF files take minutes for."""
    from matplotlib.collections import LineCollection, PolyCollection

    if not rings or not mark:
        return
    shapes = [shape for ring in rings for shape in marks(ring, mark)]
    drawn: PolyCollection | LineCollection
    if mark in (DOT, DOTS):
        drawn = PolyCollection(shapes, facecolor=ink.mark, edgecolor="none", zorder=3.5)
    else:
        drawn = LineCollection(shapes, colors=ink.mark, linewidths=0.7, zorder=3.5)
    drawn.set(gid=name, label=name)
    axes.add_collection(drawn, autolim=False)


def marks(ring: Points, mark: str) -> list[Points]:
    """The dots (as outlines) or strokes of a mark amid ``ring``, the corners of a hexagon or a box, [n, 2] each."""
    middle = ring.mean(axis=0)
    spokes = ring - middle
    if mark == DOT:
        return [middle + 0.17 * spokes]
    if mark == DOTS:
        return [middle + 0.42 * spokes[at] + 0.11 * spokes for at in (0, len(ring) // 3, 2 * len(ring) // 3)]
    strokes = (0, len(ring) // 3) if mark == CROSS else (0,)
    return [np.stack([middle - 0.62 * spokes[at], middle + 0.62 * spokes[at]]) for at in strokes]


def hexagons(cells: Iterable[str]) -> list[Points]:
    """The corners of each cell, easting and northing in metres: [6, 2] (five of a pentagon)."""
    rings = [np.array(h3.cell_to_boundary(cell)) for cell in cells]
    if not rings:
        return []
    ends = np.cumsum([len(ring) for ring in rings])[:-1]
    every = np.concatenate(rings)
    return np.split(np.column_stack(to_bng(every[:, 1], every[:, 0])), ends)


def _outlines(axes: "Axes", drawn: "MapDrawing", ink: Ink) -> None:
    from matplotlib.collections import PolyCollection

    edges = PolyCollection(hexagons(drawn.edges), facecolor="none", edgecolor=ink.edge, linewidth=EDGE_PT, zorder=4)
    edges.set(linestyle=EDGE_DASH, gid="edges", label="edges")
    axes.add_collection(edges, autolim=False)
    # A pale line below the dark one, so that it is seen on the darkest step too.
    for colour, width, name in ((ink.paper, HOTSPOT_PT + 1.2, "hotspots-halo"), (ink.hotspot, HOTSPOT_PT, "hotspots")):
        hot = PolyCollection(hexagons(drawn.hotspots), facecolor="none", edgecolor=colour, linewidth=width, zorder=5)
        hot.set(gid=name, label=name, joinstyle="round")
        axes.add_collection(hot, autolim=False)


def _lines(axes: "Axes", drawn: "MapDrawing", ink: Ink) -> None:
    from matplotlib.collections import LineCollection

    wards = LineCollection(_rings(drawn.ground.wards), colors=ink.ward, linewidths=_WARD_PT, zorder=6)
    wards.set(linestyle=(0, (4.0, 3.0)), gid="wards")
    axes.add_collection(wards, autolim=False)
    areas = LineCollection(_rings(drawn.ground.neighbourhoods), colors=ink.neighbourhood, linewidths=_NEIGHBOURHOOD_PT)
    areas.set(zorder=7, gid="neighbourhoods", joinstyle="round")
    axes.add_collection(areas, autolim=False)


def _numbers(axes: "Axes", drawn: "MapDrawing", ink: Ink, metres_mm: float, naming: float) -> list[Box]:
    """Each place's number at its strongest cell, of those told by ward amid it; returns the squares they take."""
    taken: list[Box] = []
    for number, cell in drawn.places:
        latitude, longitude = h3.cell_to_latlng(cell)
        taken.append(_disc(axes, ink, number, _metres(longitude, latitude), metres_mm, naming, hollow=False))
    labels = drawn.ground.labels["features"]
    middle = {each["properties"]["name"]: each for each in labels if each["properties"]["kind"] == "ward"}
    for number, ward in drawn.by_ward:
        if ward in middle:
            x, y = _metres(*middle[ward]["geometry"]["coordinates"])
            while any(_overlap((x, y, x, y), box) for box in taken):
                x += 1.1 * _DISC_MM * naming  # several of one ward stand side by side
            taken.append(_disc(axes, ink, number, (x, y), metres_mm, naming, hollow=True))
    return taken


def _disc(
    axes: "Axes", ink: Ink, number: int, at: tuple[float, float], metres_mm: float, naming: float, *, hollow: bool
) -> Box:
    """A number on a disc at a point in metres; returns the square it takes from names."""
    from matplotlib.patches import Circle

    (x, y), radius = at, _DISC_MM / 2 * metres_mm
    fill, rim, letter = (ink.paper, ink.disc, ink.disc) if hollow else (ink.disc, ink.paper, ink.on_disc)
    axes.add_patch(Circle((x, y), radius, facecolor=fill, edgecolor=rim, linewidth=1.0, zorder=10))
    how: dict[str, Any] = {"ha": "center", "va": "center_baseline", "zorder": 11}
    axes.text(x, y, str(number), fontsize=8, fontweight=700, color=letter, **how)
    kept = _DISC_MM / 2 * naming
    return x - kept, y - kept, x + kept, y + kept


def _metres(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = to_bng(longitude, latitude)
    return float(x), float(y)


def _names(axes: "Axes", drawn: "MapDrawing", ink: Ink, metres_mm: float, taken: list[Box]) -> None:
    (left, right), (low, top) = axes.get_xlim(), axes.get_ylim()
    for name in map_names.placed(drawn, metres_mm, (left, low, right, top), taken):
        halo = _halo(axes, *name.middle, name.words, name.size, name.weight, ink)
        halo.set_gid(f"name-{name.kind}")


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _halo(axes: "Axes", x: float, y: float, words: str, size: float, weight: int, ink: Ink) -> "Text":
    """Letters on a pale rim; the rim is drawn apart, so that the letters stay letters in the file; returns them."""
    from matplotlib.patheffects import Stroke

    how: dict[str, Any] = {"fontsize": size, "fontweight": weight, "ha": "center", "va": "center", "parse_math": False}
    rim = axes.text(x, y, words, color=ink.paper, zorder=8, **how)
    rim.set_path_effects([Stroke(linewidth=size * 0.34, foreground=ink.paper, joinstyle="round")])
    return axes.text(x, y, words, color=ink.label, zorder=9, **how)


def _north(axes: "Axes", ink: Ink, metres_mm: float) -> Box:
    """An arrow in the upper right corner; returns the square it takes."""
    from matplotlib.patches import Polygon, Rectangle

    x, top = axes.get_xlim()[1] - 5 * metres_mm, axes.get_ylim()[1] - 3 * metres_mm
    box = (x - 2.5 * metres_mm, top - 11 * metres_mm, x + 2.5 * metres_mm, top)
    axes.add_patch(
        Rectangle(box[:2], box[2] - box[0], box[3] - box[1], facecolor=ink.paper, edgecolor="none", zorder=7.5)
    )
    offsets = np.array([(0, 0), (2, -7), (0, -5.4), (-2, -7)]) * metres_mm
    axes.add_patch(Polygon(offsets + (x, top), facecolor=ink.text, edgecolor=ink.paper, linewidth=0.6, zorder=12))
    axes.text(
        x, top - 9 * metres_mm, "N", fontsize=9, fontweight=700, color=ink.text, ha="center", va="center", zorder=12
    )
    return box


def _scale(axes: "Axes", ink: Ink, metres_mm: float) -> Box:
    """A bar of a round length, at most a quarter of the map's width, in two halves; returns the box it takes."""
    from matplotlib.patches import Rectangle

    (left, right), (low, _) = axes.get_xlim(), axes.get_ylim()
    length = max((each for each in _BARS_M if each <= (right - left) / 4), default=_BARS_M[0])
    x, y, high = left + 3 * metres_mm, low + 2 * metres_mm, 1.4 * metres_mm
    box = (x - 2.5 * metres_mm, low, x + length + 7 * metres_mm, y + 6.2 * metres_mm)
    axes.add_patch(
        Rectangle(box[:2], box[2] - box[0], box[3] - box[1], facecolor=ink.paper, edgecolor="none", zorder=7.5)
    )
    for at, colour in ((0, ink.text), (length / 2, ink.paper)):
        axes.add_patch(
            Rectangle((x + at, y), length / 2, high, facecolor=colour, edgecolor=ink.text, linewidth=0.6, zorder=12)
        )
    said = [(0.0, "0"), (length, f"{_distance(length)} km")]
    if length > 24 * metres_mm:  # else the numbers would touch
        said.insert(1, (length / 2, _distance(length / 2)))
    for at, words in said:
        axes.text(x + at, y + 2.2 * metres_mm, words, fontsize=8, color=ink.text, ha="center", va="bottom", zorder=12)
    return box


def _distance(metres: float) -> str:
    return f"{metres / 1000:g}"


def _rings(features: Mapping[str, Any]) -> list[Points]:
    """Every ring of every outline, in metres."""
    outlines = shapely.get_parts([outline_to_bng(shape(each["geometry"])) for each in features["features"]])
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.simplify(outlines, _FINEST_M))]


def _parts(feature: Mapping[str, Any]) -> list[Points]:
    line = outline_to_bng(shape(feature["geometry"]))
    return [shapely.get_coordinates(part) for part in shapely.get_parts(line)]
