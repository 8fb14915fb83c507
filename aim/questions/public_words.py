"""What the public is told of the counts and verdicts of a month, in words: pack, minutes and tables say it alike.

Of rows of :func:`aim.questions.area_rows.area_rows`, by what :func:`aim.questions.public_rule.public_line` lets leave.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aim.concerns import ALL
from aim.engine.trends import SLIGHT_TAIL
from aim.questions import words
from aim.questions.method_words import one_in
from aim.questions.public_rule import PublicLine, public_line
from aim.questions.results import moved

Row = Mapping[str, Any]
OUTSIDE: Final = ("higher", "slightly higher", "slightly lower", "lower")
EVERY: Final = "Every count is withheld: the month is not whole for every source yet, or too little happened."
_FAR_APART: Final = (
    "Far from the year before, and without a verdict, as an earlier count is withheld or too little happened"
)
# Of roots of two Poisson counts, in one case of a thousand by chance: some forty of them are looked at.
_FAR: Final = 3.29 * math.sqrt(2) / 2
_MOST: Final = 3
_SMALL: Final = "1 to 4, or such as would give one of those away"


def outside(rows: Sequence[Row]) -> list[Row]:
    """Of the rows those whose public verdict is outside what was expected, the one that moved most first."""
    found = [row for row in rows if public_line(row).signal in OUTSIDE]
    return sorted(found, key=lambda row: (-abs(row["strength"]), row["concern"]))


def outside_words(row: Row) -> str:
    """``Robbery in North: higher, 42 where 16 were expected``."""
    line = public_line(row)
    told = f"{line.count:,} where {line.expected:,.0f} were expected"
    return f"{row['title']} in {row['area']}: {line.signal}, {told}"


def unjudged_words(rows: Sequence[Row]) -> str:
    """Of which counts no verdict leaves that are far from the year before: by those two public counts alone.

    Else whoever has heard of the rise would read the list of what moved as if there were none.
    """
    found = []
    for row in rows:
        line = public_line(row)
        if line.count is None or line.last_year is None or not row["area"] or row["enforced"]:
            continue
        if line.withheld:
            far = abs(moved(line.count, line.last_year))
            text = f"{row['title']} in {row['area']}, {line.count:,} where there were {line.last_year:,} a year before"
            found += [(-far, text)] if far > _FAR else []
    if not found:
        return ""
    told = "; ".join(text for _, text in sorted(found)[:_MOST])
    return f"{_FAR_APART}: {told}."


def apart_words(places: int) -> str:
    """That known places are in no figure; nothing where none is set apart."""
    verb = "is" if places == 1 else "are"
    told = f"{words.plural(places, 'known place')} (police stations, hospitals and the like) {verb} set apart"
    return f"{told}: in no other figure." if places else ""


def chance_words(rows: Sequence[Row]) -> str:
    """How many of the counts whose verdict leaves are outside, and how many chance alone would put there at most."""
    judged = sum(public_line(row).told for row in rows)
    if not judged:
        return "Nothing can be said yet of what is usual"
    number = len(outside(rows))
    many = f"{words.number(number) if number else 'none'} {'are' if number > 1 else 'is'}"
    by_chance = one_in(2 * SLIGHT_TAIL)
    of = f"of {words.plural(judged, 'count')} that can be compared in public"
    return f"{of}, {many} outside what was expected; by chance alone up to {by_chance} would be"


def counted_words(rows: Sequence[Row]) -> str:
    """Of whom the counts of all concerns are, where that is not everybody who reports: none is beside one of others."""
    row = next(row for row in rows if row["concern"] == ALL)
    if row.get("all_of", True) or not row["of"]:
        return ""
    return f"Counts, and what was expected, are of {row['of']} alone: the others have no two years to compare yet."


def withheld_words(rows: Sequence[Row]) -> str:
    """How much of the counts of neighbourhoods and of their verdicts is withheld, and why, in two sentences."""
    lines = [line for row in rows if row["area"] and (line := public_line(row)).received]
    counts, verdicts = withheld(lines)
    if not lines:
        return ""
    if counts == len(lines):
        return EVERY
    if not counts + verdicts:
        return "Of the neighbourhoods, concern by concern, no count is withheld, nor what was expected."
    out = f"{_many(counts)} withheld ({_SMALL})" if counts else "none is withheld"
    return (
        f"Of the {len(lines):,} counts of neighbourhoods, concern by concern, {out}. For {verdicts:,} it is not said "
        "whether they are more or less than expected: an earlier count is withheld, or too little happened."
    )


def withheld(lines: Sequence[PublicLine]) -> tuple[int, int]:
    """How many of ``lines`` are without their count, and how many without a verdict, since it may not leave."""
    return sum(line.count is None for line in lines), sum(line.withheld for line in lines)


def _many(number: int) -> str:
    return "one is" if number == 1 else f"{number:,} are"
