"""What is drawn on paper: the town's hexagons as a map, and months as bars.

The map has the colours, breaks and outlines of the screen (:mod:`layers.style`), and in grey for printers without
colour. It is laid on the National Grid, so that its scale bar holds everywhere.
"""

import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, cast
from xml.sax.saxutils import escape

from aim.reports.bars import bars
from aim.reports.paper import FONTS, WEIGHTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["EDGE", "HOTSPOT", "PLACE", "WARD", "Ground", "MapDrawing", "bars", "town_map"]

Format = Literal["svg", "png", "pdf"]
Marks = Literal["place", "ward", "hotspot", "edge"]
PLACE: Final[Marks] = "place"
WARD: Final[Marks] = "ward"
HOTSPOT: Final[Marks] = "hotspot"
EDGE: Final[Marks] = "edge"
DPI: Final = 200  # of a PNG: letters of 6 points are still read
MM: Final = 1 / 25.4  # inches
# matplotlib's settings and fonts are the process's; pages ask from several threads.
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True)
class Ground:
    """What lies under and over the hexagons, as GeoJSON feature collections in degrees.

    ``labels`` are points with ``name`` and ``kind`` (neighbourhood, ward, sector); ``roads`` lines with their
    ``class``, None where none were imported.
    """

    neighbourhoods: Mapping[str, Any]
    wards: Mapping[str, Any]
    labels: Mapping[str, Any]
    roads: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class MapDrawing:
    """Everything on one map. ``cells`` (15 hexadecimal digits) with ``counts`` in the same order.

    ``breaks``: the lower bounds of the five steps. ``described``: the map in a sentence, for those who cannot see it.
    ``unit``: what is counted and when, over the legend. ``hotspots`` and ``edges``: the cells with an outline;
    ``places``: (number, cell); ``by_ward``: (number, ward) of places that are told by their ward only; ``marks``: what
    outlines and numbers mean, in words; ``names``: (number, name) of the places, listed beside the map where there is
    room. ``withheld``: cells whose count is not shown, whatever it is; of the others
    none is under ``least``. ``lines``: filters, window, picture id, as-at, drawn under the map. ``area``: the
    neighbourhood that fills it, "" for the town. ``legend``: False where the sheet around it says what the steps
    mean. Raises ValueError where cells and counts differ in length.
    """

    title: str
    described: str
    unit: str
    cells: Sequence[str]
    counts: Sequence[int]
    breaks: Sequence[int]
    ground: Ground
    hotspots: Sequence[str] = ()
    edges: Sequence[str] = ()
    places: Sequence[tuple[int, str]] = ()
    by_ward: Sequence[tuple[int, str]] = ()
    marks: Sequence[tuple[Marks, str]] = ()
    names: Sequence[tuple[int, str]] = ()
    withheld: frozenset[str] = field(default_factory=frozenset)
    least: int = 1
    lines: Sequence[str] = ()
    attribution: str = ""
    marking: str = ""
    area: str = ""
    legend: bool = True

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.counts):
            raise ValueError(f"{len(self.cells)} cells and {len(self.counts)} counts: they must be as many")


def town_map(drawn: MapDrawing, *, width_mm: float, height_mm: float, fmt: Format, grey: bool = False) -> bytes:
    """The map as a file of its own, the same bytes for the same drawing.

    In SVG and PDF text stays text. ``grey``: five greys, three of them with a mark.
    """
    with _library():
        from matplotlib.figure import Figure

        from aim.reports import map_sheet

        figure = Figure(figsize=(width_mm * MM, height_mm * MM), facecolor="white")
        map_sheet.draw(figure, drawn, grey=grey)
        written = _written(figure, fmt, drawn.title or drawn.unit)
    return _accessible(written, drawn) if fmt == "svg" else written


@contextmanager
def _library() -> Iterator[None]:
    """matplotlib with our settings and letters, for one thread at a time; as it was before afterwards."""
    with _ONE_AT_A_TIME:
        import matplotlib
        from matplotlib import font_manager

        known = {font.fname for font in font_manager.fontManager.ttflist}
        for name in WEIGHTS.values():
            if str(FONTS / name) not in known:
                font_manager.fontManager.addfont(FONTS / name)
        with matplotlib.rc_context(cast(Any, _SETTINGS)):
            yield


_FAMILY: Final = "'Inter', 'DejaVu Sans'"
_FALLBACK: Final = f"{_FAMILY}, sans-serif"  # matplotlib would write out every family it knows
_SETTINGS: Final[dict[str, Any]] = {
    "font.family": ["Inter", "DejaVu Sans"],
    "svg.fonttype": "none",
    "svg.hashsalt": "aim",
    "pdf.fonttype": 42,
}


def _written(figure: "Figure", fmt: Format, title: str) -> bytes:
    undated: dict[str, dict[str, Any]] = {
        "svg": {"Title": title, "Date": None, "Creator": "AIM"},
        "pdf": {"Title": title, "CreationDate": None, "Creator": "AIM", "Producer": "AIM"},
        "png": {"Title": title, "Software": "AIM"},
    }
    file = io.BytesIO()
    figure.savefig(file, format=fmt, dpi=DPI, metadata=undated[fmt])
    return file.getvalue()


def _accessible(svg: bytes, drawn: MapDrawing) -> bytes:
    """The drawing with a description after its title, where programs that read aloud look for it.

    And without the address of a document type, which some programs would fetch.
    """
    text = svg.decode()
    start = text.index("<svg ")
    head, end, body = text[start:].partition("</title>")
    said = f"\n <desc>{escape(drawn.described)}</desc>"
    opening = head.replace("<svg ", '<svg role="img" lang="en-GB" ', 1)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{opening}{end}{said}{body}'.replace(_FAMILY, _FALLBACK).encode()
