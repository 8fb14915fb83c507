"""What came of what was decided about a place: does it hold fewer reports than then?

Said only once every month that is counted now lies wholly after the day of the decision: before that the months hold
days on which nobody had decided anything, and nothing that they show can come of it. Fewer or more is what two Poisson
counts, however small, give in one case of twenty. Places vary more than that, are looked at when they are high, and
fall afterwards by themselves: it tells what is, and not whether anything worked.
"""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from aim import months
from aim.decisions.model import KNOWN, NOT_NOW, Decision, day_title

EARLY: Final = "too early to say: not all months that are counted lie after the decision"
FEWER: Final = "fewer reports than then"
ALIKE: Final = "about as many reports as then"
MORE: Final = "more reports than then"
_NOBODY_ACTS: Final = (KNOWN, NOT_NOW)
# Of two roots of Poisson counts, each of which varies by a half: 1.96 standard errors of their difference.
CLEAR: Final = 1.96 * math.sqrt(2) / 2


def came_of(now: int | None, then: int, *, month: str, window: int, begun: date | None) -> str:
    """One of :data:`FEWER`, :data:`ALIKE`, :data:`MORE`, or :data:`EARLY`; empty where that cannot be told.

    ``now``: incidents in the ``window`` months to ``month``, counted as the ``then`` that the meeting saw; ``begun``:
    the day of the decision.
    """
    if now is None or begun is None:
        return ""
    if not _is_after(month, window, begun):
        return EARLY
    change = moved(now, then)
    return FEWER if change < -CLEAR else MORE if change > CLEAR else ALIKE


def told_inside(now: int | None, then: int, *, month: str, window: int, begun: date | None) -> str:
    """The same for the partners: where it is too early, with the months and the day.

    ``too early to say: decided on 15 Jul 2025, counted to June 2025``.
    """
    said = came_of(now, then, month=month, window=window, begun=begun)
    if said != EARLY or begun is None:
        return said
    first = months.shift(month, 1 - window)
    counted = f"to {months.title(month)}" if month <= months.of(begun) else f"from {months.title(first)}"
    return f"too early to say: decided on {day_title(begun)}, counted {counted}"


def of_decision(decision: Decision, now: int | None, month: str) -> str:
    """:func:`told_inside` of a decision whose place holds ``now`` by ``month``; nothing where nobody was to act."""
    seen = decision.seen
    if decision.entry.kind in _NOBODY_ACTS:
        return ""
    return told_inside(now, seen.count, month=month, window=seen.window, begun=decision.begun)


def compared(row: Mapping[str, Any], month: str) -> str:
    """:func:`came_of` a decision as a meeting kept it: without a number, which would tell of the rest of its ward.

    Nothing of a row that was kept without the day of its decision.
    """
    return came_of(row["count"], row["seen"]["count"], month=month, window=row["seen"]["window"], begun=_day(row))


def compared_inside(row: Mapping[str, Any], month: str) -> str:
    """:func:`of_decision` of a decision as a meeting kept it."""
    if row["kind"] in _NOBODY_ACTS:
        return ""
    return told_inside(row["count"], row["seen"]["count"], month=month, window=row["seen"]["window"], begun=_day(row))


def _day(row: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(row["begun"]) if row.get("begun") else None


def _is_after(month: str, window: int, begun: date) -> bool:
    """Whether each of the ``window`` months to ``month`` begins after a day."""
    return months.shift(month, 1 - window) > months.of(begun)


def moved(now: int, then: int) -> float:
    """How far a count is above another, as their roots differ: :data:`CLEAR` of it is clear of chance.

    With three eighths added to each (F. J. Anscombe, Biometrika 35 (1948) 246-254): without, chance alone would call
    two counts of about one different in one case of five.
    """
    return math.sqrt(now + 0.375) - math.sqrt(then + 0.375)
