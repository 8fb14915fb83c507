"""The counts and verdicts of a month by concern, in the town and its neighbourhoods, with what of them may leave.

Plain values: they are kept with a meeting, and its minutes, sheets and pack are made from them. What leaves of a row
:func:`aim.questions.public_rule.public_line` says.
"""

from collections.abc import Callable
from typing import Any, Final

from aim import months, schema
from aim.engine.trends import root_difference
from aim.questions import words
from aim.questions.given_out import Given
from aim.questions.public_counts import followed, public_counts
from aim.questions.signals import signal_row
from aim.reading.comparable import Comparable
from aim.reading.freshness import Freshness
from aim.reading.trends import TOWN, MonthTrends, area_counts, month_trends

YEAR: Final = 12


def area_rows(fresh: Freshness, month: str, given: Given) -> list[dict[str, Any]]:
    """The verdict on each concern in the town and in each neighbourhood, with the same month of the year before.

    ``hidden``: the count must not leave for the public, nor must what it is compared with; ``given``: what the public
    is told, of a month whose table stands another number than ``count``. ``told``: the verdict may leave, since every
    month behind it may; ``known``: everybody knows why there is none; ``offered``: anything of the concern leaves.
    ``enforced``: it depends on how much the police look. ``holds``: another concern is a part of it. ``of``: of whom it
    is counted, ``all_of`` whether these are all that report it.
    """
    answer = month_trends(fresh, fresh.shown.concerns, month)
    public = public_counts(fresh, month, given)
    told, size, found = followed(fresh, public, given), len(answer.areas), []
    for number, each in enumerate(answer.compared):
        before = _year_before(fresh, each, number, given)
        for at, area in enumerate(answer.areas):
            if area.kind in (TOWN, schema.NEIGHBOURHOOD):
                hidden = bool(public.hidden[number, at])
                leaves = {
                    "hidden": hidden,
                    "given": None if hidden else int(public.count[number, at]),
                    "told": bool(told[number, at]),
                    "known": bool(each.fault),
                    "offered": bool(public.offered.any()),
                }
                found.append({**_verdict(answer, number * size + at, area.kind == TOWN, each), **before(at), **leaves})
    return found


def _verdict(answer: MonthTrends, at: int, town: bool, each: Comparable) -> dict[str, Any]:
    row, found, concern = signal_row(answer, at), answer.found, each.made_of.concern
    told = None if row.expected is None else float(root_difference(found.count[at], found.expected[at]))
    return {
        "concern": row.concern,
        "title": row.title,
        "enforced": not concern.discussed,
        "holds": any(set(other.categories) < set(concern.categories) for other in each.shown.concerns),
        "area": "" if town else row.area,
        "signal": row.signal,
        "strength": None if told is None else round(told, 3),
        "count": row.count,
        "expected": None if row.expected is None else round(row.expected, 1),
        "lower": row.lower,
        "upper": row.upper,
        "reason": row.reason,
        "of": words.listed(each.titles(each.sources)),
        "all_of": not each.others,
    }


def _year_before(fresh: Freshness, each: Comparable, number: int, given: Given) -> Callable[[int], dict[str, Any]]:
    """By area the same month a year before of the same sources; nothing where it was counted otherwise or not whole."""
    earlier = months.shift(each.made_of.month, -YEAR)
    if earlier not in each.shown.months or not each.sources or not each.complete(earlier):
        return lambda at: {"last_year": None, "last_year_hidden": True}
    numbers = each.shown.numbers(each.made_of.concern.categories, each.sources)
    counts = area_counts(each.shown, numbers)[:, each.shown.month_number(earlier)]
    public = public_counts(fresh, earlier, given)
    same = public.series[number] == frozenset(numbers.tolist())  # else what is hidden is of another number
    hidden = public.hidden[number] | public.stale[number]
    return lambda at: {"last_year": int(counts[at]), "last_year_hidden": not same or bool(hidden[at])}
