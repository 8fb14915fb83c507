"""What the Trends page draws of a concern: counts that compare, what was expected of them, and where they break."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aim import months
from aim.questions.area_views import Break
from aim.reading.comparable import Comparable, comparable
from aim.reading.doubtful_months import breaks_of
from aim.reading.freshness import MISSING, NOT_YET, Freshness
from aim.reading.kept import kept_month
from aim.reading.trends import area_counts, month_trends

BANDS = 13  # months before and with the chosen one of which answers are stored: a page works out none


def held_counts(each: Comparable, span: Sequence[str]) -> list[NDArray[np.int64] | None]:
    """Incidents of the compared sources by area (the town first) in each month of ``span``; None where not held."""
    shown, found = each.shown, each.made_of.reporting
    counts = area_counts(shown, shown.numbers(each.made_of.concern.categories, each.sources))
    held = [each.sources and month in shown.months and found.state(each.sources, month) != MISSING for month in span]
    return [counts[:, shown.month_number(m)] if there else None for m, there in zip(span, held, strict=True)]


def unsure(each: Comparable, month: str) -> bool:
    """Whether a month is there and can still grow."""
    return bool(each.sources) and each.made_of.reporting.state(each.sources, month) == NOT_YET


def expected_bands(fresh: Freshness, each: Comparable, month: str) -> dict[int, tuple[int, int]]:
    """By number of the area the 95 % band of ``month``, as it was judged then.

    Empty where no answer is stored, and where it was of other sources than ``each`` compares: beside these counts it
    would be of something else. Of the chosen month itself it is always known.
    """
    shown, concern, chosen = fresh.shown, each.made_of.concern, each.made_of.month
    if month != chosen:
        if not months.shift(chosen, -BANDS) < month < chosen or kept_month(fresh, month) is None:
            return {}
        then = comparable(fresh, concern, month)
        if (then.sources, then.since) != (each.sources, each.since):
            return {}
    answer = month_trends(fresh, shown.concerns, month)
    first = shown.concerns.index(concern) * len(answer.areas)
    lower, upper = answer.found.lower[first:], answer.found.upper[first:]
    return {n: (int(lower[n]), int(upper[n])) for n in range(1 + len(shown.neighbourhoods)) if lower[n] >= 0}


def breaks_in(each: Comparable, span: Sequence[str]) -> tuple[Break, ...]:
    """Where in ``span`` the compared sources begin to count otherwise than before."""
    mine = [one for one in breaks_of(each.shown) if any(one.holds_for(source) for source in each.sources)]
    found = [Break(one.month, one.name) for one in mine if span[0] < one.month <= span[-1]]
    before = [month for month in span if month < each.since]
    if all(one.month != each.since for one in found) and any(row is not None for row in held_counts(each, before)):
        found.append(Break(each.since, "counted otherwise before"))
    return tuple(sorted(found, key=lambda one: one.month))
