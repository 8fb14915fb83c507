"""Colours, fonts, sizes and classes: one module for screen and paper.

The map's ramp is one hue in five steps. In the light theme darker means more, in the dark theme lighter means more, so
that in both the busiest place is the one furthest from the paper. Neighbouring steps differ by a luminance ratio of at
least 1.4, which a grey print keeps. The dark ramp ends where outlines and discs, which are white, still differ from its
last step by 3:1 (1.4.11). Text on its surface reaches 4.5:1 (WCAG 2.2, 1.4.3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Theme = Literal["light", "dark"]
STEPS: Final = 5

# What a stylesheet serves under this name, else the viewer's own system font: nothing is fetched from elsewhere.
FAMILY: Final = "Inter"
FONT: Final = f"{FAMILY}, 'Segoe UI', system-ui, -apple-system, Roboto, 'Noto Sans', Arial, sans-serif"
AXIS_PX: Final = 13  # the floor: nothing on a screen is smaller

HOTSPOT_PX: Final = 3.0
EDGE_PX: Final = 1.25
SELECTED_PX: Final = 4.0
CELL_PX: Final = 0.5
DISC_PX: Final = 20  # under a place's number
NUMBER_PX: Final = 13
NEIGHBOURHOOD_PX: Final = 2.0
WARD_PX: Final = 1.0


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, ``#rrggbb``; ``ramp`` runs from fewest to most."""

    paper: str  # behind everything
    surface: str  # cards, drawer
    ink: str  # text
    muted: str  # secondary text, still 4.5:1
    rule: str  # hairlines that part things
    accent: str  # the one accent: what is chosen, what can be pressed
    on_accent: str
    land: str  # the map's ground
    water: str
    green: str
    road: str
    road_edge: str  # along both sides of a road
    ward: str  # thin dashed lines
    neighbourhood: str  # strong lines
    label: str
    halo: str  # around labels
    hotspot: str  # outline and number
    on_hotspot: str
    edge: str
    bar: str  # a month
    bar_strong: str  # the shown month
    amber: str  # behind ink: what differs from the usual, or is old
    ramp: tuple[str, str, str, str, str]


LIGHT: Final = Palette(
    paper="#ffffff",
    surface="#f6f7f8",
    ink="#1a2027",
    muted="#525c67",
    rule="#d5dade",
    accent="#0b5cad",
    on_accent="#ffffff",
    land="#f5f4f1",
    water="#d3e2ec",
    green="#e4ecdd",
    road="#ffffff",
    road_edge="#b9b4a9",
    ward="#8a9199",
    neighbourhood="#3d4650",
    label="#2b323a",
    halo="#ffffff",
    hotspot="#14181d",
    on_hotspot="#ffffff",
    edge="#4b545e",
    bar="#9fb0c0",
    bar_strong="#0b5cad",
    amber="#ffe2a3",
    ramp=("#ffd2be", "#f9a782", "#e27641", "#b04c13", "#74310c"),
)
DARK: Final = Palette(
    paper="#14181d",
    surface="#1d232a",
    ink="#eef1f4",
    muted="#a8b3bf",
    rule="#38414b",
    accent="#7cb7f5",
    on_accent="#0c1a29",
    land="#1a1f25",
    water="#22313d",
    green="#202b25",
    road="#3f4a56",
    road_edge="#0c0f12",
    ward="#6a7580",
    neighbourhood="#b4bec8",
    label="#dfe5ea",
    halo="#14181d",
    hotspot="#ffffff",
    on_hotspot="#14181d",
    edge="#a3adb7",
    bar="#4d6073",
    bar_strong="#7cb7f5",
    amber="#5c430f",
    ramp=("#522d1b", "#783c20", "#9b4c22", "#c35c25", "#e2773d"),
)


def palette(theme: str) -> Palette:
    """The palette of ``theme``, "light" or "dark". Raises ValueError for any other."""
    if theme == "light":
        return LIGHT
    if theme == "dark":
        return DARK
    raise ValueError(f"theme {theme!r} is neither 'light' nor 'dark'")


def classify(counts: npt.ArrayLike, bounds: Sequence[int]) -> npt.NDArray[np.int64]:
    """The step of each count: 0 for none (unfilled), 1 to 5 by their lower ``bounds``. Same shape."""
    return np.searchsorted(np.asarray(bounds), np.asarray(counts), side="right").astype(np.int64)


def legend(bounds: Sequence[int], theme: str) -> list[tuple[str, str]]:
    """Colour and words of each step, fewest first: ``("#ffd2be", "1-7")`` ... ``("#74310c", "90 or more")``."""
    texts = [_span(low, high) for low, high in pairwise(bounds)] + [f"{bounds[-1]} or more"]
    return list(zip(palette(theme).ramp, texts, strict=True))


def _span(low: int, following: int) -> str:
    return f"{low}" if following == low + 1 else f"{low}–{following - 1}"


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def rgba(colour: str, alpha: float) -> str:
    """``#rrggbb`` with an alpha of 0 to 1, as plotly and CSS write it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def css_variables(theme: str) -> dict[str, str]:
    """The palette as CSS custom properties (``--aim-ink`` ...), so that a stylesheet needs no colour of its own."""
    colours = palette(theme)
    plain = {f"--aim-{name.replace('_', '-')}": getattr(colours, name) for name in _plain_names()}
    return plain | {f"--aim-step-{number}": colour for number, colour in enumerate(colours.ramp, start=1)}


def _plain_names() -> Iterable[str]:
    return (name for name in Palette.__dataclass_fields__ if name != "ramp")
