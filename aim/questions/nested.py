"""A concern and a part of it that moved together are the same reports: in words they are said once."""

from collections.abc import Sequence
from typing import Final

from aim.reading.trends import MonthTrends

# Of how much a whole moved, from which its part is what moved: a few more robberies do not explain a rise of all crime.
_MOST_OF_IT: Final = 0.5
EACH_COUNTED: Final = ", parts and wholes each counted"


def said_once(answer: MonthTrends, moved: Sequence[int]) -> dict[int, list[int]]:
    """Of the series ``moved`` those that are named, in their order, each with those that are said with it.

    What is plainly outside stands for what is slightly so; of equals the narrower, which says more.
    """

    def strength(at: int) -> tuple[int, int]:
        return -abs(int(answer.found.signal[at])), len(_categories(answer, at))

    found: dict[int, list[int]] = {}
    for at in sorted(moved, key=strength):
        same = next((other for other in found if _same(answer, at, other)), None)
        if same is None:
            found[at] = []
        else:
            found[same].append(at)
    return {at: found[at] for at in moved if at in found}


def beside(answer: MonthTrends, at: int, others: Sequence[int]) -> str:
    """``, within deliberate fires``; ``, burglary among them``: how the ``others`` belong to the series ``at``."""
    wide = len(_categories(answer, at))
    wholes = [_title(answer, other) for other in others if len(_categories(answer, other)) > wide]
    parts = [_title(answer, other) for other in others if len(_categories(answer, other)) < wide]
    within = f", within {' and '.join(wholes)}" if wholes else ""
    return within + (f", {' and '.join(parts)} among them" if parts else "")


def _same(answer: MonthTrends, one: int, other: int) -> bool:
    """Whether one is a part of the other in the same area, to the same side, and most of what moved."""
    part, whole = sorted((one, other), key=lambda at: len(_categories(answer, at)))
    here = part % len(answer.areas) == whole % len(answer.areas)
    if not (here and _categories(answer, part) < _categories(answer, whole)):
        return False
    found = answer.found
    small, large = (float(found.count[at] - found.expected[at]) for at in (part, whole))
    return small * large > 0 and abs(small) >= _MOST_OF_IT * abs(large)


def _categories(answer: MonthTrends, at: int) -> set[str]:
    return set(answer.compared[at // len(answer.areas)].made_of.concern.categories)


def _title(answer: MonthTrends, at: int) -> str:
    title = answer.compared[at // len(answer.areas)].made_of.concern.title
    return title[:1].lower() + title[1:]
