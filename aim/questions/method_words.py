"""Each word that pages use, and what it means with the thresholds in force: plain words, no statistics.

The numbers are those that the engine and the settings work with, so that an explanation cannot outlive a change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

from aim.concerns import Concern
from aim.config import HotspotSettings
from aim.engine.classes import AGAIN, OFTEN, RECENT, SELDOM, SOMETIMES, SURGED, USUALLY, RoomClass
from aim.engine.history import CONTEXT_FROM, MOST, SIGNALS_FROM
from aim.engine.trends import CLEAR_TAIL, LEAST_EXPECTED, SLIGHT_TAIL
from aim.questions.method_thresholds import BETWEEN, band
from aim.questions.shapes import PLACES
from aim.questions.words import listed, number
from aim.reading.points import ONE_LOCATION

_ROUND: Final = {10: "ten", 20: "twenty", 40: "forty", 50: "fifty", 100: "a hundred", 200: "two hundred"}
_ROUND_LARGE: Final = {1000: "a thousand"}
_FITS: Final = 1e-9  # what a product of two floats may be beside a whole number
_SHAPES: Final = {
    RoomClass.NEW_OR_WORSE: PLACES["new or worse"],
    RoomClass.EVERY_MONTH: PLACES["every month"],
    RoomClass.ON_AND_OFF: PLACES["on and off"],
    RoomClass.QUIETENED: PLACES["quietened"],
}


@dataclass(frozen=True)
class Term:
    """A word of the pages with the shape beside it, if any, and what it means: one paragraph each."""

    key: str
    word: str
    meaning: tuple[str, ...]
    shape: str = ""


def one_in(part: float) -> str:
    """``one in twenty`` for 0.05: a part as people say it; ``3 in 100`` where it is no one in a whole number."""
    whole = round(1 / part)
    if abs(1 / part - whole) > _FITS * whole:
        return f"{100 * part:.3g} in 100"
    return f"one in {(_ROUND | _ROUND_LARGE).get(whole) or number(whole)}"


def at_least(part: float, months: int) -> int:
    """The fewest of ``months`` that are ``part`` of them or more."""
    return ceil(part * months - _FITS)


def terms(
    thresholds: HotspotSettings,
    concerns: Iterable[Concern],
    apart: Sequence[str],
    centres: Sequence[str],
    cell_m2: float = 0.0,
) -> tuple[Term, ...]:
    """Every word in the order in which somebody needs them.

    ``apart``: names of the known places set apart; ``centres``: of the centres that are one place; ``cell_m2``: mean
    area of a hexagon, 0 where it is not known.
    """
    return (
        *_saying_nothing(),
        *_places(thresholds, concerns, centres, cell_m2),
        *_classes(thresholds),
        *_levels(),
        *_rest(thresholds, apart),
    )


def _saying_nothing() -> tuple[Term, ...]:
    return (
        Term(
            "cannot-say",
            "cannot say",
            (
                "An answer like any other, and the first one looked for. It is given where a month was not received or "
                f"is not complete; where there are fewer than {SIGNALS_FROM} complete months to compare with, counted "
                f"alike; and where fewer than {LEAST_EXPECTED:.0f} reports are expected, since chance then moves such "
                "small numbers more than anything else does.",
                f"Under {CONTEXT_FROM} months a page says “no history yet: 3 of {CONTEXT_FROM}”. From {CONTEXT_FROM} "
                f"to {SIGNALS_FROM - 1} months it shows the numbers without a verdict. Nothing that is not known is "
                "written as 0.",
            ),
        ),
        Term(
            "not-complete-yet",
            "not complete yet",
            (
                "The month is there, but later reports are still to come, or a part of it must be missing. Its numbers "
                "will rise, so nothing is said of it.",
            ),
        ),
    )


def _places(
    thresholds: HotspotSettings, concerns: Iterable[Concern], centres: Sequence[str], cell_m2: float
) -> tuple[Term, ...]:
    size = f" of about {cell_m2 / 10_000:.0f} hectares, some {_across(cell_m2):,} metres across," if cell_m2 else ""
    centre = (
        f" {listed(centres)} {'is' if len(centres) == 1 else 'are'} one place {'' if len(centres) == 1 else 'each '}"
        "however large."
        if centres
        else ""
    )
    together = listed([each.title for each in concerns if each.floor == "all"])
    higher = f" ({thresholds.floor_all} for: {together})" if together else ""
    return (
        Term(
            "place",
            "place",
            (
                f"A hexagon{size} that stands out, or up to {number(thresholds.place_cells)} that touch. It bears the "
                "name of the street that most of its reports are published under; without one, its postcode sector and "
                f"ward.{centre}",
            ),
        ),
        Term(
            "stands-out",
            "stands out",
            (
                "Together with the hexagons around it, it holds more than its surroundings explain: more than there "
                "would be if the same reports were scattered over the town by chance.",
                f"The line is drawn so that, over many maps, on average at most {one_in(thresholds.alpha)} of the "
                "hexagons that the test marks would have been marked by chance alone. That is a promise about the "
                "whole map, not about one place.",
                f"It must also hold at least {number(thresholds.floor)} reports of its own in the months shown"
                f"{higher}: nobody is sent to an empty hexagon because its neighbours are busy.",
            ),
        ),
        Term(
            "expected",
            "expected",
            (
                f"How many reports the past leads us to expect: the last {SIGNALS_FROM} to {MOST} complete months, the "
                "time of year, and whether the numbers were rising or falling. For a single place its own past counts "
                "for as much as it can bear; where little happened there, the town's counts for the rest. It is what "
                "would be usual, not a forecast.",
            ),
        ),
    )


def _across(area_m2: float) -> int:
    """Metres between two sides of a hexagon, to the nearest ten."""
    return 10 * round(sqrt(2 * area_m2 / sqrt(3)) / 10)


def _classes(thresholds: HotspotSettings) -> tuple[Term, ...]:
    earlier = SIGNALS_FROM - RECENT
    few = at_least(SELDOM, earlier) - 1
    said = {
        RoomClass.EVERY_MONTH: (
            f"It stood out in at least {at_least(USUALLY, SIGNALS_FROM)} of the last {SIGNALS_FROM} months, each taken "
            "alone; while fewer are held, in as large a part of those. The list for discussion calls it long-standing.",
            "Of these four words a place has the first that fits, in this order: one that was always busy and has "
            "become busier still is “every month”.",
        ),
        RoomClass.NEW_OR_WORSE: (
            "It held clearly more than its own past explains, in the last month or in the meeting's months; the line "
            "is drawn over all places and concerns at once.",
            "That is the list for discussion. On Hotspots, of one concern alone, it is: it stood out in at least "
            f"{number(AGAIN)} of the last {number(RECENT)} months and in at most {number(few)} of the {earlier} "
            f"before; or, in any of the last {number(SURGED)}, it held clearly more than is expected there.",
            "“Clearly” is a line like the one above: on average at most "
            f"{one_in(thresholds.alpha)} of the places so marked would have been marked by chance alone.",
        ),
        RoomClass.ON_AND_OFF: (
            f"It stood out in at least {number(at_least(SOMETIMES, SIGNALS_FROM))} of the last {SIGNALS_FROM} months, "
            "and none of the three words above fits.",
        ),
        RoomClass.QUIETENED: (
            f"It stood out in at least {number(at_least(OFTEN, earlier))} of the {earlier} months before the last "
            f"{number(RECENT)}, and in none of those. On the list for discussion it must also hold fewer than its own "
            "history explains. It does not say why: that somebody worked there is one reason of several.",
        ),
    }
    order = sorted(said)  # the order in which they are asked
    return tuple(Term(each.words.replace(" ", "-"), each.words, said[each], _SHAPES[each]) for each in order)


def _levels() -> tuple[Term, ...]:
    inside, clear = band(SLIGHT_TAIL), band(CLEAR_TAIL)
    return (
        Term(
            "as-expected",
            "as expected",
            (
                f"The month lies where {inside} of 100 months would if nothing had changed but chance. It does not say "
                "that the number is low, or that it is acceptable.",
            ),
        ),
        Term(
            "higher",
            "slightly higher, higher (and lower)",
            (
                f"Slightly higher: above where {inside} of 100 months would lie if nothing had changed. Higher: above "
                f"where {clear} of 100 would. The same below.",
                f"Up to {one_in(SLIGHT_TAIL)} months is so called upwards, and as many downwards, although nothing "
                "changed. With many areas and concerns some always are: that is why a page says how many of those it "
                "shows chance alone would give.",
            ),
        ),
    )


def _rest(thresholds: HotspotSettings, apart: Sequence[str]) -> tuple[Term, ...]:
    named = f" Apart are: {listed(apart)}." if apart else " None is set apart at present."
    return (
        Term(
            "rank",
            "rank could easily change",
            (
                "Places are listed by their reports of all months, of which one of "
                f"{thresholds.half_life_months:g} months ago counts half as much as one of today. Had chance fallen "
                "otherwise, the order would be another one. Where the ranks that a place would have had "
                f"{BETWEEN} times of 100 reach over more than half of the list, the page says so.",
            ),
        ),
        Term(
            "one-location",
            "one location may explain this",
            (
                f"At least {100 * ONE_LOCATION:.0f} of 100 of its reports lie on one point of the map. Naming the "
                "place might name somebody's address, so somebody looks first.",
            ),
        ),
        Term(
            "seriousness",
            "seriousness",
            (
                "Reports weighed by how grave they are, so that one robbery and one theft are not the same: the days "
                "of imprisonment at which a court would start for a first offender. What has no such value has a "
                "local choice, and says so. Count and seriousness stand side by side; neither replaces the other.",
            ),
        ),
        Term(
            "apart",
            "known places apart",
            (
                "Police stations, hospitals and the like are where reports are written down, not where things happen. "
                "They take no part in what stands out and in the usual totals, and are counted beside them on every "
                f"page. Sensitive places are set apart as well and never named.{named}",
            ),
        ),
    )
