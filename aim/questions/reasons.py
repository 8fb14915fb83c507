"""Why a place is on the list, in one line that a room can read aloud; and what to know before naming it."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aim.engine.classes import RoomClass
from aim.questions import words
from aim.reading.discussion import NEW, QUIET, STANDING, Candidate
from aim.reading.when import When
from aim.schema import AGENCY_LETTERS, POLICE

ONE_LOCATION = "one location may explain this: check before naming"
MOVED = "fewer than usual around it: reports may only have moved here"
FRAGILE = "rank could easily change"
NONE_NOW = "none this month"
_BAND = 4  # hours
_BAND_SHARE = 0.35  # of a day's incidents in a sixth of the day: less is no pattern worth a patrol
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_SHARE = 0.3  # on one day of seven
# And standard errors over what evenly spread incidents give: of thirty with no pattern at all, 30 % fall on one of the
# seven days in 14 weeks of a hundred, and as many as this asks for in one or two.
_ERRORS = 3


def line(candidate: Candidate, concern: str, kind: str = "", when: When | None = None, *, quiet: bool = False) -> str:
    """``54 in three months, 12 expected · mostly shoplifting · stood out in 2 of the last 12 months``.

    ``concern``: the title of what is counted, said where it is not everything; ``kind``: what leads, in words;
    ``quiet``: none of it lies in the month of the meeting.
    """
    parts = [_count(candidate, concern), *([NONE_NOW] if quiet else [])]
    if kind:
        parts.append(kind)
    if candidate.year:
        parts.append(hot(candidate))
    if when is not None and when.enough:
        parts += [said for said in [hours(when.week)] if said]
    return " · ".join(parts)


def _count(candidate: Candidate, concern: str) -> str:
    span = "this month" if candidate.window == 1 else f"in {words.number(candidate.window)} months"
    what = f"{concern}: {candidate.count:,} {span}" if concern else f"{candidate.count:,} {span}"
    return f"{what}, {expected(candidate.expected)}" if np.isfinite(candidate.expected) else what


def expected(value: float) -> str:
    """``12 expected``; ``under 1 expected``: nobody counts parts of incidents."""
    return "under 1 expected" if value < 1 else f"{value:,.0f} expected"


def hot(candidate: Candidate) -> str:
    """``stood out in 11 of the last 12 months``; of a place that was not hot, that."""
    if not candidate.hot:
        return f"never stood out in the last {candidate.year} months"
    return f"stood out in {candidate.hot} of the last {candidate.year} months"


def guards(candidate: Candidate) -> tuple[str, ...]:
    """What has to be known before the place is named or visited."""
    said = [(candidate.one_location, ONE_LOCATION), (candidate.moved, MOVED), (candidate.fragile, FRAGILE)]
    return tuple(text for holds, text in said if holds)


def kind_of(mix: Sequence[tuple[str, int]], count: int) -> str:
    """``mostly shoplifting``, ``led by drugs``; nothing where no kind of incident leads, or there are few."""
    if len(mix) < 2 or count < words.KIND_FROM or mix[0][1] == mix[1][1] or mix[0][1] * 3 < count:
        return ""
    return f"{'mostly' if mix[0][1] * 2 > count else 'led by'} {mix[0][0].lower()}"


def shape(candidate: Candidate) -> str:
    """What has become of the place, in the room's words: of its lane, where its class says nothing."""
    said = RoomClass(candidate.kind).words
    return {NEW: "new or worse", STANDING: "every month", QUIET: "quietened"}.get(candidate.lane, said)


def sees(letters: str, agencies: Sequence[str]) -> str:
    """``Fire and Council only: Police see nothing``; ``Council only``; empty where several see it, Police among them.

    A place that the police know nothing of, or that one agency alone knows, is what a joint meeting is for.
    """
    there = [agency for agency in agencies if AGENCY_LETTERS.get(agency) in letters.split()]
    if not there or len(agencies) < 2:
        return ""
    if POLICE in agencies and POLICE not in there:
        return f"{words.listed(there)} only: Police see nothing"
    return f"{there[0]} only" if len(there) == 1 else ""


def hours(week: NDArray[np.float64]) -> str:
    """``4 in 10 between 18:00 and 22:00, most on Fridays``; nothing where no hours stand out."""
    total = week.sum()
    by_hour = week.reshape(7, 24).sum(axis=0)
    bands = np.array([np.roll(by_hour, -start)[:_BAND].sum() for start in range(24)])
    start = int(bands.argmax())
    said = []
    if bands[start] >= _enough(total, _BAND_SHARE, _BAND / 24):
        tenths = int(10 * bands[start] / total)
        said.append(f"{tenths} in 10 between {start:02d}:00 and {(start + _BAND) % 24:02d}:00")
    by_day = week.reshape(7, 24).sum(axis=1)
    if by_day.max() >= _enough(total, _DAY_SHARE, 1 / 7):
        said.append(f"most on {_DAYS[int(by_day.argmax())]}s")
    return ", ".join(said)


def _enough(total: float, share: float, even: float) -> float:
    """Incidents from which a part of the week stands out; ``even``: its share of a week without any pattern."""
    return max(share * total, even * total + _ERRORS * math.sqrt(total * even * (1 - even)))
