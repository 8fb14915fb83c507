"""The colours of a map on paper: those of the screen, and five greys, three of them with a mark, for grey printers."""

from dataclasses import dataclass
from typing import Final

from layers.hexes import FILL_OPACITY
from layers.style import LIGHT

# Steps as far apart in a grey print as on the screen, and told apart by a mark in each hexagon where toner is uneven.
DOT: Final = "dot"
DOTS: Final = "dots"
STROKE: Final = "stroke"
CROSS: Final = "cross"
GREYS: Final = ("#eeeeee", "#d2d2d2", "#a9a9a9", "#757575", "#3f3f3f")
MARKS: Final = ("", DOT, STROKE, CROSS, "")


@dataclass(frozen=True)
class Ink:
    """``steps`` from fewest to most with their ``marks``; ``opacity`` is that of the hexagons."""

    steps: tuple[str, ...]
    marks: tuple[str, ...]
    mark: str  # its colour
    opacity: float
    paper: str
    land: str
    text: str
    outline: str  # between hexagons
    hotspot: str
    edge: str
    disc: str
    on_disc: str
    neighbourhood: str
    ward: str
    road: str
    label: str
    withheld: str
    withheld_mark: str


_COLOUR: Final = Ink(
    steps=LIGHT.ramp,
    marks=("",) * len(LIGHT.ramp),
    mark=LIGHT.muted,
    opacity=FILL_OPACITY,
    paper=LIGHT.paper,
    land=LIGHT.land,
    text=LIGHT.ink,
    outline=LIGHT.ward,
    hotspot=LIGHT.hotspot,
    edge=LIGHT.edge,
    disc=LIGHT.hotspot,
    on_disc=LIGHT.on_hotspot,
    neighbourhood=LIGHT.neighbourhood,
    ward=LIGHT.ward,
    road=LIGHT.road_edge,
    label=LIGHT.label,
    withheld=LIGHT.paper,
    withheld_mark=DOTS,
)
_GREY: Final = Ink(
    steps=GREYS,
    marks=MARKS,
    mark="#000000",
    opacity=1.0,
    paper="#ffffff",
    land="#ffffff",
    text="#000000",
    outline="#8c8c8c",
    hotspot="#000000",
    edge="#333333",
    disc="#000000",
    on_disc="#ffffff",
    neighbourhood="#222222",
    ward="#777777",
    road="#9a9a9a",
    label="#000000",
    withheld="#ffffff",
    withheld_mark=DOTS,
)


def ink(grey: bool) -> Ink:
    """The colours of the screen in the light, or greys with marks."""
    return _GREY if grey else _COLOUR
