"""The numbers in force: what the partnership chose in its settings, and what belongs to the method."""

from dataclasses import dataclass
from typing import Final

from aim.config import HotspotSettings
from aim.engine.completeness import VOLUME_TAIL
from aim.engine.history import CONTEXT_FROM, MOST, SIGNALS_FROM
from aim.engine.intervals import TAIL
from aim.engine.trends import CLEAR_TAIL, LEAST_EXPECTED, SLIGHT_TAIL

BETWEEN: Final = 100 - 200 // TAIL  # of 100 ranks that a place could have, those within its limits


@dataclass(frozen=True)
class Setting:
    """One number that is in force: what it is of, its value, and what it does. ``local``: the partnership chose it."""

    title: str
    value: str
    effect: str
    local: bool


def settings(thresholds: HotspotSettings) -> tuple[Setting, ...]:
    """The numbers in force: those of the partnership's settings first, then those that belong to the method."""
    local = (
        ("Marks that may be chance, at most", f"{100 * thresholds.alpha:g} %", "stands out, new or worse"),
        ("Reports of a place's own, at least", f"{thresholds.floor}", "stands out, for one concern"),
        ("The same for a broad concern", f"{thresholds.floor_all}", "stands out, for all concerns, crime and the like"),
        ("Months counted together", f"{thresholds.window}", "what a meeting opens on"),
        ("Months to choose from", ", ".join(map(str, thresholds.windows)), "every map and list"),
        ("Rings of neighbours", f"{thresholds.rings[thresholds.resolution]}", "the surroundings of a hexagon"),
        ("Size of the hexagons (H3 resolution)", f"{thresholds.resolution}", "place"),
        ("Hexagons of one place, at most", f"{thresholds.place_cells}", "place"),
        ("Months after which a report counts half", f"{thresholds.half_life_months:g}", "the order of places"),
    )
    fixed = (
        ("Months inside the bands", f"{band(SLIGHT_TAIL)} %, {band(CLEAR_TAIL)} %", "slightly higher, higher"),
        ("Complete months for a verdict", f"{SIGNALS_FROM} to {MOST}", "cannot say"),
        ("Complete months for numbers without one", f"{CONTEXT_FROM} to {SIGNALS_FROM - 1}", "cannot say"),
        ("Reports expected, at least", f"{LEAST_EXPECTED:g}", "cannot say"),
        ("Whole months taken for short by chance", f"{100 * VOLUME_TAIL:g} %", "not complete yet"),
        ("Times of 100 a rank is within its limits", f"{BETWEEN}", "rank could easily change"),
    )
    return tuple(Setting(*each, local=True) for each in local) + tuple(Setting(*each, local=False) for each in fixed)


def band(tail: float) -> str:
    """How many of 100 months lie inside a band with ``tail`` on either side."""
    return f"{100 * (1 - 2 * tail):g}"
