"""Which three places of each neighbourhood rose most against their own history? In words, for the Month page.

A neighbourhood that holds none of the town's hotspots has places of its own to talk about. They are in order of the
difference on the square-root scale and are not judged: that is what the list for discussion is for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from aim import months, schema
from aim.concerns import ALL, Concern
from aim.engine.trends import root_difference
from aim.questions import reasons, words
from aim.questions.area_views import AreaChanges, ChangeRow
from aim.questions.discussion import discussion_view
from aim.questions.month_list import hexadecimal
from aim.questions.views import DiscussionRow
from aim.reading.basis import basis
from aim.reading.comparable import comparable
from aim.reading.discussion import NEW
from aim.reading.freshness import Freshness
from aim.reading.hotspot_map import HotspotMap, hotspot_map
from aim.reading.points import ONE_LOCATION, one_point_share, one_point_shares
from aim.reading.surging import Surging, surging

MOST = 3


@dataclass(frozen=True)
class _Places:
    """Every cell of the grid in one place: K cells in P places.

    of: the place of each cell, [K]; key: the strongest cell of each place; row: by place its row of the list for
    discussion, where it is one; count and expected: incidents, [P].
    """

    of: NDArray[np.int64]
    key: NDArray[np.int64]
    row: dict[int, DiscussionRow]
    count: NDArray[np.int64]
    expected: NDArray[np.float64]

    def cells(self, place: int) -> NDArray[np.int64]:
        """Positions in the grid of the cells of ``place``."""
        return np.flatnonzero(self.of == place)


def area_changes(fresh: Freshness, concern: Concern, month: str) -> tuple[AreaChanges, ...]:
    """Of each neighbourhood the places that rose most in the meeting's months to ``month``, for one concern."""
    return fresh.shown.once(
        ("changes", fresh.key, concern.name, month), lambda: _make(fresh, concern, month), small=True
    )


def _make(fresh: Freshness, concern: Concern, month: str) -> tuple[AreaChanges, ...]:
    shown, window, resolution = fresh.shown, fresh.shown.thresholds.window, fresh.shown.thresholds.resolution
    found = surging(fresh, concern, month, window, resolution)
    reason = "" if concern.discussed else "not ranked, since the counts depend on enforcement"
    if reason := reason or (f"cannot say: {found.reason}" if found.reason else ""):
        return tuple(AreaChanges(name, (), reason) for name in shown.neighbourhoods)
    made = hotspot_map(basis(fresh, concern, month, window), resolution=resolution)
    places = _places(fresh, month, found, made)
    rise = root_difference(places.count, places.expected)
    order = np.lexsort((places.key, -places.count, -rise))
    risen = order[(places.count[order] >= found.floor) & (rise[order] > 0)]
    home = np.array([shown.cells(resolution)[schema.NEIGHBOURHOOD][key] for key in places.key[risen].tolist()])
    chosen = {name: _apart(fresh, places, risen[home == name].tolist()) for name in shown.neighbourhoods}
    alone = _of_one_location(fresh, concern, month, places, list(chain(*chosen.values())))
    answer = []
    for name, mine in chosen.items():
        rows = _told_apart([_row(fresh, concern, made, places, place, alone=place in alone) for place in mine])
        answer.append(AreaChanges(name, rows, _said(rows, found.floor)))
    return tuple(answer)


def _places(fresh: Freshness, month: str, found: Surging, made: HotspotMap) -> _Places:
    """Those for discussion and named centres are each one place, whatever their cells; others are cells."""
    grid = fresh.shown.cells(made.resolution)[schema.CELL]
    at = fresh.shown.once(
        ("cell numbers", made.resolution),
        lambda: {hexadecimal(cell): number for number, cell in enumerate(grid.tolist())},
    )
    label = np.where(made.centre >= 0, -1 - made.centre, np.arange(len(grid)))
    key = np.lexsort((np.arange(len(grid)), -made.score))  # the strongest cell of each place comes first
    for row in discussion_view(fresh, month).rows:
        centre = made.centre[at[row.key]]
        label[(centre >= 0) & (made.centre == centre)] = at[row.key]
        label[[at[cell] for cell in row.cells]] = at[row.key]
    _, first, of = np.unique(label[key], return_index=True, return_inverse=True)
    of = of[np.argsort(key)]
    rows = {int(of[at[row.key]]): row for row in discussion_view(fresh, month).rows}
    strongest = key[first]
    for place, row in rows.items():
        strongest[place] = at[row.key]
    return _Places(
        of=of,
        key=strongest,
        row=rows,
        count=np.bincount(of, weights=found.count).astype(np.int64),
        expected=np.bincount(of, weights=found.expected).astype(np.float64),
    )


def _apart(fresh: Freshness, places: _Places, risen: Sequence[int]) -> list[int]:
    """The first three that do not touch: neighbouring cells are one place, told by the strongest of them."""
    ring = fresh.shown.ring(fresh.shown.thresholds.resolution, 1)
    chosen: list[int] = []
    taken = np.zeros(ring.shape[0], dtype=np.bool_)
    for place in risen:
        cells = places.cells(place)
        if not taken[cells].any():
            chosen.append(place)
            for cell in cells.tolist():
                taken[ring.indices[ring.indptr[cell] : ring.indptr[cell + 1]]] = True
        if len(chosen) == MOST:
            break
    return chosen


def _of_one_location(
    fresh: Freshness, concern: Concern, month: str, places: _Places, chosen: Sequence[int]
) -> set[int]:
    """Those of the ``chosen`` places that one location may explain, or of which that cannot be ruled out."""
    shown, resolution = fresh.shown, fresh.shown.thresholds.resolution
    span = [months.shift(month, -back) for back in range(shown.thresholds.window)]
    asked = (shown, concern, comparable(fresh, concern, month).sources, span)
    by_cell = one_point_shares(*asked, resolution)  # one look at all points, for the many places that are one cell
    found = set()
    for place in chosen:
        cells = places.cells(place).tolist()
        share = by_cell[cells[0]] if len(cells) == 1 else one_point_share(*asked, cells, resolution)
        if not share < ONE_LOCATION:
            found.add(place)
    return found


def _row(
    fresh: Freshness, concern: Concern, made: HotspotMap, places: _Places, place: int, *, alone: bool
) -> ChangeRow:
    shown, row, window = fresh.shown, places.row.get(place), fresh.shown.thresholds.window
    columns, key, cells = shown.cells(made.resolution), int(places.key[place]), places.cells(place)
    centre = int(made.centre[key])
    name = str(shown.partnership["centres"][centre]["name"]) if centre >= 0 else str(columns[schema.PLACE][key])
    what = "" if concern.name == ALL else f"{concern.title}: "
    count, expected = int(places.count[place]), float(places.expected[place])
    return ChangeRow(
        key=hexadecimal(columns[schema.CELL][key]),
        name=row.name if row else name,
        called=row.called if row else f"{concern.title} in {columns[schema.WARD][key]}",
        ward=columns[schema.WARD][key],
        why=f"{what}{count:,} in {words.number(window)} months, {reasons.expected(expected)}",
        number=row.number if row else 0,
        new=row is not None and row.lane == NEW and _is_part(fresh, row, concern),
        hot=bool(made.result.hotspot[cells].any()),
        one_location=(row is not None and row.one_location) or alone,
    )


def _told_apart(rows: Sequence[ChangeRow]) -> tuple[ChangeRow, ...]:
    """No two of one name where they are called by ward and concern; those of the list are told apart there."""
    hidden = [row for row in rows if row.one_location and not row.number]
    called = dict(zip((row.key for row in hidden), words.told_apart([row.called for row in hidden]), strict=True))
    return tuple(replace(row, called=called.get(row.key, row.called)) for row in rows)


def _is_part(fresh: Freshness, row: DiscussionRow, concern: Concern) -> bool:
    """Whether one of the concerns for which a place is on the list is ``concern`` or a part of it.

    A place that is new or worse for robbery may hold more burglaries than usual by chance.
    """
    listed = (each for each in fresh.shown.concerns if each.title in row.concerns)
    return any(set(each.categories) <= set(concern.categories) for each in listed)


def _said(rows: Sequence[ChangeRow], floor: int) -> str:
    if not rows:
        least = f"{words.plural(floor, 'incident')} or more"
        return f"no place with {least} holds more than its own history leads us to expect"
    return "" if any(row.hot for row in rows) else "none of them stands out in the whole town"
