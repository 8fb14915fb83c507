"""Which counts of a month may leave for the public: the town, its neighbourhoods and wards, by concern.

One table a month, of every area and every concern at once, whatever part of it is asked for: an answer to another
filter is a part of the same table, so that no two can be set against one another. Months do not overlap. A concern is
in it where its incidents are all inside another concern, or all outside: of two that share some, the later one is left
out.

Nothing leaves before every source holds the month whole, quarterly ones among them: a table of some concerns today and
one of all of them next week would be two tables of one month, and what the one withholds the other may show. The same
holds of a month that is delivered again: what was handed out before stands, and should not be handed out anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aim import months
from aim.concerns import ALL
from aim.engine.history import MOST
from aim.engine.suppression import Tree, withheld
from aim.reading.comparable import Comparable, comparable
from aim.reading.freshness import Freshness
from aim.reading.shown import Shown
from aim.reading.trends import area_counts


@dataclass(frozen=True)
class PublicCounts:
    """Of a month: ``count`` and ``hidden`` are [concerns of the picture, areas], the town first, as trends have them.

    ``hidden``: not to leave. ``offered`` [concerns]: of the others nothing leaves; ``crossing`` are those left out
    since they share incidents with another. ``series`` has by concern what is counted.
    """

    month: str
    concerns: tuple[str, ...]
    offered: NDArray[np.bool_]
    crossing: tuple[str, ...]
    count: NDArray[np.int64]
    hidden: NDArray[np.bool_]
    series: tuple[frozenset[int], ...]

    def at(self, concern: str) -> int:
        """Position of a concern."""
        return self.concerns.index(concern)


def public_counts(fresh: Freshness, month: str) -> PublicCounts:
    """What may leave of ``month``. Raises QuestionError for a month that is not held."""
    fresh.shown.month_number(month)
    return fresh.shown.once(("public counts", fresh.key, month), lambda: _make(fresh, month))


def _make(fresh: Freshness, month: str) -> PublicCounts:
    shown = fresh.shown
    each = [comparable(fresh, concern, month) for concern in shown.concerns]
    series = tuple(frozenset(_numbers(one).tolist()) for one in each)
    settled = not any(found and (one.fault or one.made_of.between) for one, found in zip(each, series, strict=True))
    whole = [settled and bool(found) for found in series]
    nested, crossing = _nested(shown, series, whole)
    count = np.stack([_areas(shown, found, month) for found in series])
    hidden = np.ones(count.shape, dtype=np.bool_)
    for root in (found for found in nested if not any(found < other for other in nested)):
        _hide(shown, [found for found in nested if found <= root], series, count, hidden)
    offered = np.array([found in nested and is_whole for found, is_whole in zip(series, whole, strict=True)])
    return PublicCounts(
        month=month,
        concerns=tuple(concern.name for concern in shown.concerns),
        offered=offered,
        crossing=crossing,
        count=count,
        hidden=hidden | ~offered[:, None],
        series=series,
    )


def _numbers(one: Comparable) -> NDArray[np.int64]:
    return one.shown.numbers(one.made_of.concern.categories, one.sources)


def _areas(shown: Shown, series: frozenset[int], month: str) -> NDArray[np.int64]:
    """Incidents of a month by area, the town first."""
    return area_counts(shown, np.array(sorted(series), dtype=np.int64))[:, shown.month_number(month)]


def _nested(
    shown: Shown, series: Sequence[frozenset[int]], whole: Sequence[bool]
) -> tuple[list[frozenset[int]], tuple[str, ...]]:
    """The different sets of incidents that are counted, each inside or outside each other, larger ones first."""
    found: list[frozenset[int]] = []
    crossing = []
    for concern, one, is_whole in zip(shown.concerns, series, whole, strict=True):
        if is_whole and one not in found:
            if all(one <= other or other <= one or not one & other for other in found):
                found.append(one)
            else:
                crossing.append(concern.name)
    return sorted(found, key=lambda one: (-len(one), sorted(one))), tuple(crossing)


def _hide(
    shown: Shown,
    nested: Sequence[frozenset[int]],
    series: Sequence[frozenset[int]],
    count: NDArray[np.int64],
    hidden: NDArray[np.bool_],
) -> None:
    """Fill ``hidden`` for the concerns of one total: the largest set of ``nested``, which holds the others."""
    parents = [
        min((n for n in range(at) if one < nested[n]), key=lambda n: len(nested[n]), default=-1)
        for at, one in enumerate(nested)
    ]
    table = np.stack([count[series.index(one)] for one in nested], axis=1)
    rows, wards = _rows(shown), len(table)
    table, down = _with_rest(table, rows)
    across, columns = _with_rest(table.T, parents)
    mask = withheld(across.T, Tree(tuple(down)), Tree(tuple(columns)))
    for at, one in enumerate(series):
        if one in nested:
            hidden[at] = mask[:wards, nested.index(one)]


def _rows(shown: Shown) -> list[int]:
    """The parent of each area: none of the town, the town of neighbourhoods, neighbourhoods of wards."""
    home = [1 + shown.neighbourhoods.index(ward["neighbourhood"]) for ward in shown.manifest["wards"]]
    return [-1, *[0] * len(shown.neighbourhoods), *home]


def _with_rest(table: NDArray[np.int64], parents: Sequence[int]) -> tuple[NDArray[np.int64], list[int]]:
    """``table`` [lines, others] with a line more for each total that its parts do not make up, and all parents.

    Whoever has the total and the parts has the rest: incidents in no ward, or of a kind without a concern of its own.
    """
    lines, found = list(table), list(parents)
    for total in sorted(set(parents) - {-1}):
        rest = table[total] - table[[n for n, parent in enumerate(parents) if parent == total]].sum(axis=0)
        if rest.any():
            lines.append(rest)
            found.append(total)
    return np.stack(lines), found


def alike(fresh: Freshness, months: Sequence[str], sources: Sequence[str]) -> bool:
    """Whether in each of ``months`` all concerns together are counted of ``sources``, and nothing of it is hidden."""
    wanted = frozenset(fresh.shown.numbers(fresh.shown.concern(ALL).categories, sources).tolist())
    found = [public_counts(fresh, month) for month in months]
    return all(each.series[at := each.at(ALL)] == wanted and not each.hidden[at].any() for each in found)


def followed(fresh: Freshness, found: PublicCounts) -> NDArray[np.bool_]:
    """Of which counts every month that their expectation rests on is public too, [concerns, areas].

    Only of these may it be said whether they are more or less than expected: the verdict then follows from public
    numbers. Of others it would tell of the months before, and of what is withheld in them, month after month.
    """
    shown = fresh.shown
    each = [comparable(fresh, concern, found.month) for concern in shown.concerns]
    told = ~found.hidden
    for month in (months.shift(found.month, -back) for back in range(1, MOST + 1)):
        if month in shown.months and told.any():
            then = public_counts(fresh, month)
            for at, one in enumerate(each):
                if one.complete(month):
                    told[at] &= ~then.hidden[at] & (then.series[at] == found.series[at])
    return told
