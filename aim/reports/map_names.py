"""Where the names stand on a map of paper: each inside what it names, over no number and no other name, or nowhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from aim.geography.crs import outline_to_bng

if TYPE_CHECKING:
    from aim.reports.drawing import MapDrawing

_SIZES: Final = {"neighbourhood": (12.0, 700), "ward": (8.0, 400)}  # points, weight; the first come first
_APART_MM: Final = 0.9  # between a name and the next
_PT_MM: Final = 25.4 / 72
_LETTER: Final = 0.58  # of the size of the type: the average width of one, with room to spare
_LINE: Final = 1.24  # and the height of a line
_MOSTLY: Final = 0.6  # of a name's box that lies in its ward at least
_FINEST_M: Final = 2.0  # of an outline
Box = tuple[float, float, float, float]  # left, bottom, right, top; metres


@dataclass(frozen=True)
class Name:
    """A name and the box it takes, in metres; ``size`` of its letters in points."""

    words: str
    kind: str
    size: float
    weight: int
    box: Box

    @property
    def middle(self) -> tuple[float, float]:
        """Where it is centred, easting and northing in metres."""
        left, low, right, top = self.box
        return (left + right) / 2, (low + top) / 2


def placed(drawn: "MapDrawing", metres_mm: float, frame: Box, taken: Sequence[Box]) -> Iterator[Name]:
    """The neighbourhoods, then the wards, that find room in ``frame`` beside the boxes ``taken``.

    ``metres_mm``: metres to a millimetre of the paper. A name lies within its own outline, or mostly, and then reaches
    into no other neighbourhood. On the map of a neighbourhood only its own wards are named.
    """
    areas = _outlines(drawn.ground.neighbourhoods)
    outlines = {"neighbourhood": areas, "ward": _outlines(drawn.ground.wards)}
    others = np.array(list(areas.values()), dtype=object)
    boxes = [*taken]
    for kind, (size, weight) in _SIZES.items():
        for each in drawn.ground.labels["features"]:
            name, point = each["properties"]["name"], outline_to_bng(shape(each["geometry"]))
            own = outlines[kind].get(name) if each["properties"]["kind"] == kind else None
            elsewhere = kind == "ward" and bool(drawn.area) and not areas[drawn.area].intersects(point)
            if own is None or elsewhere:
                continue
            box = _room(_around((point.x, point.y), name, size, metres_mm), own, others, frame, boxes)
            if box is not None:
                boxes.append(box)
                yield Name(name, kind, size, weight, box)


def _outlines(features: Mapping[str, Any]) -> dict[str, Any]:
    """Each outline by its name, in metres, ready to be asked often."""
    found = {}
    for each in features["features"]:
        outline = shapely.simplify(outline_to_bng(shape(each["geometry"])), _FINEST_M)
        shapely.prepare(outline)
        found[each["properties"]["name"]] = outline
    return found


def _around(at: tuple[float, float], name: str, size: float, metres_mm: float) -> NDArray[np.float64]:
    """The boxes in which a name may stand, [n, 4], the nearest to its point first."""
    half = np.array(
        [_LETTER * size * _PT_MM * len(name) / 2 + _APART_MM, _LINE * size * _PT_MM / 2], dtype=float
    ) * metres_mm  # fmt: skip
    steps = _steps() * half
    steps = steps[np.argsort(np.hypot(*steps.T), kind="stable")]
    middle = np.array(at) + steps
    return np.column_stack([middle - half, middle + half])


@cache
def _steps() -> NDArray[np.float64]:
    """How far from its point a name may stand, in halves of its own width and height."""
    across, up = np.meshgrid(np.arange(-8, 9) * 0.2, np.arange(-12, 13) * 0.5)
    return np.column_stack([across.ravel(), up.ravel()])


def _room(boxes: NDArray[np.float64], own: Any, areas: NDArray[Any], frame: Box, taken: Sequence[Box]) -> Box | None:
    """The first of ``boxes`` that is free and whole in ``own``, else mostly in it; None where there is none."""
    left, low, right, top = boxes.T
    free = (frame[0] < left) & (right < frame[2]) & (frame[1] < low) & (top < frame[3])
    for one in taken:
        free &= ~((left < one[2]) & (one[0] < right) & (low < one[3]) & (one[1] < top))
    free &= shapely.contains_xy(own, (left + right) / 2, (low + top) / 2)
    boxes = boxes[free]
    outlines = shapely.box(*boxes.T)
    whole = shapely.covers(own, outlines)
    alone = shapely.intersects(areas[:, None], outlines).sum(axis=0) <= 1
    for at in (*np.flatnonzero(whole), *np.flatnonzero(alone & ~whole)):
        if whole[at] or own.intersection(outlines[at]).area >= _MOSTLY * outlines[at].area:
            found: list[float] = boxes[at].tolist()
            return found[0], found[1], found[2], found[3]
    return None
