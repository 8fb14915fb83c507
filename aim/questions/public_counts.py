"""Which counts of a month may leave for the public: the town, its neighbourhoods and wards, by concern.

One table a month, of every area and every concern at once, whatever part of it is asked for: an answer to another
filter is a part of the same table, so that no two can be set against one another. Months do not overlap. A concern is
in it where its incidents are all inside another concern, or all outside: of two that share some, the later one is left
out.

Nothing leaves before every source holds the month whole, quarterly ones among them: a table of some concerns today and
one of all of them next week would be two tables of one month, and what the one withholds the other may show. The same
holds of a month that is delivered again: once its meeting is closed its table stands (:mod:`aim.questions.given_out`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aim import months
from aim.concerns import ALL
from aim.engine.history import MOST
from aim.engine.suppression import Tree, withheld
from aim.questions.given_out import NOTHING, Given
from aim.reading.comparable import Comparable, comparable
from aim.reading.freshness import Freshness
from aim.reading.shown import Shown
from aim.reading.trends import area_counts


@dataclass(frozen=True)
class PublicCounts:
    """Of a month: ``count`` and ``hidden`` are [concerns of the picture, areas], the town first, as trends have them.

    ``hidden``: not to leave. ``offered`` [concerns]: of the others nothing leaves; ``crossing`` are those left out
    since they share incidents with another. ``series`` has by concern what is counted. ``stale``: of a month whose
    table stands, where the picture holds another number by now: ``count`` is that which was told.
    """

    month: str
    concerns: tuple[str, ...]
    offered: NDArray[np.bool_]
    crossing: tuple[str, ...]
    count: NDArray[np.int64]
    hidden: NDArray[np.bool_]
    series: tuple[frozenset[int], ...]
    stale: NDArray[np.bool_]

    def at(self, concern: str) -> int:
        """Position of a concern."""
        return self.concerns.index(concern)


def public_counts(fresh: Freshness, month: str, given: Given = NOTHING) -> PublicCounts:
    """What may leave of ``month``; of one that is among the ``given`` what was told of it, and nothing beside that.

    Raises QuestionError for a month that is not held.
    """
    fresh.shown.month_number(month)
    found = fresh.shown.once(("public counts", fresh.key, month), lambda: _make(fresh, month))
    return _standing(fresh.shown, found, given[month]) if month in given else found


def kept(shown: Shown, found: PublicCounts, *others: PublicCounts) -> dict[str, Any]:
    """The public table of a month to be kept with the closing of its meeting, as plain values.

    Of the ``others``, tables of the same month and areas that the public may have by other pictures, nothing is told
    that they do not tell alike.
    """
    hidden = found.hidden.copy()
    for other in others:
        alike = np.array([name in other.concerns for name in found.concerns], dtype=np.bool_)
        at = [other.concerns.index(name) if name in other.concerns else 0 for name in found.concerns]
        hidden |= ~alike[:, None] | other.hidden[at] | (other.count[at] != found.count)
    counts = np.where(hidden, -1, found.count).tolist()
    return {
        "picture": shown.manifest["picture"],
        "concerns": [[concern.name, sorted(concern.categories)] for concern in shown.concerns],
        "areas": [list(area) for area in _named(shown)],
        "counts": [[None if count < 0 else count for count in row] for row in counts],
    }


def _named(shown: Shown) -> list[tuple[str, str]]:
    """Neighbourhood and ward of each area; the town has neither."""
    wards = [(ward["neighbourhood"], ward["name"]) for ward in shown.manifest["wards"]]
    return [("", ""), *((name, "") for name in shown.neighbourhoods), *wards]


def _standing(shown: Shown, found: PublicCounts, table: Mapping[str, Any]) -> PublicCounts:
    """The table of a month that was given out, on the concerns and areas of today."""
    areas = {(area[0], area[1]): at for at, area in enumerate(table["areas"])}
    rows = {(name, tuple(categories)): at for at, (name, categories) in enumerate(table["concerns"])}
    count, hidden = found.count.copy(), np.ones(found.hidden.shape, dtype=np.bool_)
    for at, concern in enumerate(shown.concerns):
        row = rows.get((concern.name, tuple(sorted(concern.categories))))
        for area, name in enumerate(_named(shown)):
            told = None if row is None or name not in areas else table["counts"][row][areas[name]]
            if told is not None:
                count[at, area], hidden[at, area] = told, False
    return replace(found, count=count, hidden=hidden, stale=hidden | (count != found.count))


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
        stale=np.zeros(count.shape, dtype=np.bool_),
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


def alike(fresh: Freshness, months: Sequence[str], sources: Sequence[str], given: Given = NOTHING) -> bool:
    """Whether in each of ``months`` all concerns together are counted of ``sources``, and nothing of it is hidden.

    Nor delivered anew since it was told: a map of today beside counts of then would be of two pictures.
    """
    wanted = frozenset(fresh.shown.numbers(fresh.shown.concern(ALL).categories, sources).tolist())
    found = [public_counts(fresh, month, given) for month in months]
    return all(
        each.series[at := each.at(ALL)] == wanted and not (each.hidden[at] | each.stale[at]).any() for each in found
    )


def followed(fresh: Freshness, found: PublicCounts, given: Given = NOTHING) -> NDArray[np.bool_]:
    """Of which counts every month that their expectation rests on is public too, [concerns, areas].

    Only of these may it be said whether they are more or less than expected: the verdict then follows from public
    numbers. Of others it would tell of the months before, and of what is withheld in them, month after month.
    """
    shown = fresh.shown
    each = [comparable(fresh, concern, found.month) for concern in shown.concerns]
    told = ~(found.hidden | found.stale)
    for month in (months.shift(found.month, -back) for back in range(1, MOST + 1)):
        if month in shown.months and told.any():
            then = public_counts(fresh, month, given)
            for at, one in enumerate(each):
                if one.complete(month):
                    told[at] &= ~(then.hidden | then.stale)[at] & (then.series[at] == found.series[at])
    return told
