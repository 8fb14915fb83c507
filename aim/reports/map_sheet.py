"""The parts of a map on paper: title, the town, legend, north, scale, and what it was made from. Lengths in mm."""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from aim.reports import map_town
from aim.reports.map_ink import Ink, ink
from layers import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from aim.reports.drawing import MapDrawing

MARGIN: Final = 8.0  # of a file of its own, which may be printed
INSIDE: Final = 2.0  # on a sheet that has its own
LEGEND: Final = 52.0  # width beside the map
_NAMED: Final = 78.0  # and with the names of the places under it
_COLUMNS: Final = 3  # of the legend under it
_ENTRY: Final = 6.2  # height of one
_LINE: Final = 4.1  # and of each line more that it takes
_WIDE: Final = 1.15  # from this ratio of width to height the legend stands beside
_PT_MM: Final = 25.4 / 72
_LETTER: Final = 0.53  # of the size of the type: the average width of one


def draw(figure: "Figure", drawn: "MapDrawing", *, grey: bool) -> None:
    """Everything on ``figure``, which has the size of the paper."""
    sheet = _Sheet(figure, ink(grey), MARGIN if drawn.lines else INSIDE)
    width, height = sheet.width, sheet.height
    top = height - _head(sheet, drawn)
    foot = _foot(sheet, drawn)
    beside, side = width > _WIDE * height, _NAMED if drawn.names else LEGEND
    if not drawn.legend:
        frame, corner = (0.0, foot, width, top - foot), None
    elif beside:
        frame = (sheet.margin, foot, width - 3 * sheet.margin - side, top - foot)
        corner = (width - sheet.margin - side, top)
    else:
        under = 12 + _ENTRY * -(-len(_entries(sheet, drawn)) // _COLUMNS) + _LINE
        frame = (sheet.margin, foot + under, width - 2 * sheet.margin, top - foot - under)
        corner = (sheet.margin, foot + under - 3)
    left, bottom, wide, high = frame
    axes = figure.add_axes((left / width, bottom / height, wide / width, high / height))
    map_town.draw(axes, drawn, sheet.ink, size_mm=(wide, high))
    if corner is None:
        return
    columns, broad = (1, side) if beside else (_COLUMNS, width - 2 * sheet.margin)
    under = _legend(sheet, drawn, corner, columns=columns, width=broad)
    if beside:
        _named(sheet, drawn, (corner[0], under - 2), width=broad, floor=foot)


@dataclass
class _Sheet:
    """A figure on which things are placed in millimetres from its lower left corner."""

    figure: "Figure"
    ink: Ink
    margin: float

    def __post_init__(self) -> None:
        inches = self.figure.get_size_inches()
        self.width, self.height = (float(each) * 25.4 for each in inches)

    def text(self, x: float, y: float, words: str, *, size: float, weight: int = 400, **how: Any) -> None:
        self.figure.text(
            x / self.width,
            y / self.height,
            words,
            fontsize=size,
            fontweight=weight,
            color=how.pop("color", self.ink.text),
            va=how.pop("va", "top"),
            parse_math=False,
            **how,
        )

    def lines(self, x: float, top: float, words: str, *, size: float, width: float, weight: int = 400) -> float:
        """``words`` in as many lines as they take in ``width``; returns where the next thing may begin."""
        step = size * 1.35 * _PT_MM
        for line in wrapped(words, size, width):
            self.text(x, top, line, size=size, weight=weight)
            top -= step
        return top

    def box(self, x: float, y: float, width: float, height: float, **how: Any) -> None:
        from matplotlib.patches import Rectangle

        corner, size = (x / self.width, y / self.height), (width / self.width, height / self.height)
        self.figure.add_artist(Rectangle(corner, *size, transform=self.figure.transFigure, **how))

    def swatch(self, x: float, y: float, fill: str, mark: str, opacity: float = 1.0) -> None:
        """A hexagon as the map has them, with the mark of its step."""
        from matplotlib.lines import Line2D
        from matplotlib.patches import Polygon

        turns = np.radians(np.arange(0, 360, 60) + 90)
        ring = np.column_stack([x + 3.2 + 2.6 * np.cos(turns), y + 2.1 + 2.6 * np.sin(turns)])
        scale = np.array([self.width, self.height])
        whole, add = self.figure.transFigure, self.figure.add_artist
        hexagon = Polygon(ring / scale, facecolor=fill, edgecolor=self.ink.outline, linewidth=0.5, transform=whole)
        hexagon.set_alpha(opacity)
        add(hexagon)
        for each in map_town.marks(ring, mark) if mark else ():
            points = each / scale
            if len(points) > 2:
                add(Polygon(points, facecolor=self.ink.mark, edgecolor="none", transform=whole))
            else:
                add(Line2D(points[:, 0], points[:, 1], color=self.ink.mark, linewidth=0.7, transform=whole))


def wrapped(words: str, size: float, width: float) -> list[str]:
    """``words`` in lines that fit ``width`` in type of ``size`` points."""
    return textwrap.wrap(words, max(int(width / (size * _LETTER * _PT_MM)), 8)) if words else []


def _head(sheet: _Sheet, drawn: "MapDrawing") -> float:
    """Marking and title at the top; returns how much they take."""
    top = sheet.height - sheet.margin
    width = sheet.width - 2 * sheet.margin
    if drawn.marking:
        top = sheet.lines(sheet.margin, top, drawn.marking, size=9, width=width, weight=700) - 1
    if drawn.title:
        top = sheet.lines(sheet.margin, top, drawn.title, size=14, width=width, weight=700) - 1.5
    return sheet.height - top


def _foot(sheet: _Sheet, drawn: "MapDrawing") -> float:
    """What it was made from, and whose the outlines are, at the bottom; returns where the map may begin."""
    size, width = 7.5, sheet.width - 2 * sheet.margin
    said = [line for words in (*drawn.lines, drawn.attribution) for line in wrapped(words, size, width)]
    if not said:
        return sheet.margin
    step = size * 1.35 * _PT_MM
    top = sheet.margin + len(said) * step
    for at, line in enumerate(said):
        sheet.text(sheet.margin, top - at * step, line, size=size)
    return top + 3


def _legend(sheet: _Sheet, drawn: "MapDrawing", corner: tuple[float, float], *, columns: int, width: float) -> float:
    """The five steps in words, what is withheld, and what outlines and numbers mean; returns where it ends."""
    left, top = corner
    column = width / columns
    start = sheet.lines(left, top, drawn.unit, size=8.5, width=width, weight=700) - 2
    entries = _entries(sheet, drawn)
    per_column = -(-len(entries) // columns)
    lowest = start
    for number in range(columns):
        y = start
        for draw_swatch, words in entries[number * per_column : (number + 1) * per_column]:
            draw_swatch(left + number * column, y - 4.2)
            lines = wrapped(words, 8.5, column - 11)
            for at, line in enumerate(lines):
                sheet.text(left + number * column + 9, y - 0.4 - at * _LINE, line, size=8.5)
            y -= _ENTRY + _LINE * max(len(lines) - 1, 0)
        lowest = min(lowest, y)
    return lowest


def _named(sheet: _Sheet, drawn: "MapDrawing", corner: tuple[float, float], *, width: float, floor: float) -> None:
    """Whose the numbers are, as many as there is room for, and how many more there are."""
    left, y = corner
    for at, (number, name) in enumerate(drawn.names):
        lines = wrapped(name, 8.5, width - 7)
        if y - _LINE * (len(lines) + (at + 1 < len(drawn.names))) < floor:
            sheet.text(left, y, f"and {len(drawn.names) - at} more: the table has them all", size=8.5)
            return
        sheet.text(left, y, str(number), size=8.5, weight=700)
        for line in lines:
            sheet.text(left + 7, y, line, size=8.5)
            y -= _LINE
        y -= 0.5


def _entries(sheet: _Sheet, drawn: "MapDrawing") -> list[Any]:
    """What the legend says: how to draw each thing, and the words beside it."""
    return [*_steps(sheet, drawn), *_withheld(sheet, drawn), *_marks(sheet, drawn)]


def _steps(sheet: _Sheet, drawn: "MapDrawing") -> list[Any]:
    """Those of which a count can be shown, each from the smallest on that can."""
    shown = [max(bound, drawn.least) for bound in drawn.breaks]
    words = [text for _, text in style.legend(shown, "light")]
    ends = [*drawn.breaks[1:], float("inf")]
    return [(_swatch(sheet, step), words[step - 1]) for step, end in enumerate(ends, start=1) if end > drawn.least]


def _swatch(sheet: _Sheet, step: int) -> Any:
    used = sheet.ink
    return lambda x, y: sheet.swatch(x, y, used.steps[step - 1], used.marks[step - 1], used.opacity)


def _withheld(sheet: _Sheet, drawn: "MapDrawing") -> list[Any]:
    if not drawn.withheld:
        return []
    used = sheet.ink
    return [(lambda x, y: sheet.swatch(x, y, used.withheld, used.withheld_mark), "Some, too few to be shown")]


def _marks(sheet: _Sheet, drawn: "MapDrawing") -> list[Any]:
    return [(_mark(sheet, kind), words) for kind, words in drawn.marks]


def _mark(sheet: _Sheet, kind: str) -> Any:
    used = sheet.ink

    def disc(x: float, y: float, fill: str, rim: str, letter: str) -> None:
        from matplotlib.patches import Ellipse

        middle = ((x + 3.2) / sheet.width, (y + 2.1) / sheet.height)
        round_ = Ellipse(middle, 4.4 / sheet.width, 4.4 / sheet.height, transform=sheet.figure.transFigure)
        round_.set(facecolor=fill, edgecolor=rim, linewidth=1.0)
        sheet.figure.add_artist(round_)
        sheet.text(x + 3.2, y + 2.0, "1", size=7.5, weight=700, color=letter, ha="center", va="center_baseline")

    def place(x: float, y: float) -> None:
        disc(x, y, used.disc, used.paper, used.on_disc)

    def ward(x: float, y: float) -> None:
        disc(x, y, used.paper, used.disc, used.disc)

    def hotspot(x: float, y: float) -> None:
        sheet.box(x + 0.4, y + 0.3, 5.8, 3.6, facecolor="none", edgecolor=used.hotspot, linewidth=map_town.HOTSPOT_PT)

    def edge(x: float, y: float) -> None:
        dashed = {"linestyle": map_town.EDGE_DASH, "linewidth": map_town.EDGE_PT}
        sheet.box(x + 0.4, y + 0.3, 5.8, 3.6, facecolor="none", edgecolor=used.edge, **dashed)

    return {"place": place, "ward": ward, "hotspot": hotspot, "edge": edge}[kind]
