"""Which counts must not leave beside the others, so that nobody can work out a small one? Pure arrays.

A table is areas by kinds, both nested (ward in neighbourhood in town, burglary in crime in all), with their totals.
Counts of 1 to 4 are withheld (*primary*), and with them as many others (*secondary*) as it takes that each of them
could as well be any of 1 to 5, so that it cannot even be told to be small, and that no two counts that leave, one of
them a part of the other, differ by 1 to 4. What is below a withheld cell, in a part of its area or of its kind, is
withheld too.

Why nobody can tell: for each small count there are other towns, with the same published table, in which it is 1, 2,
3, 4 and 5. They are ours after some incidents have **exchanged their places**: a fire in Acklam and a burglary in
Trimdon. That changes four counts (and the parts of them that hold these two) and no total; all four are withheld, and
hold enough incidents. Censuses do it to their records on purpose ("record swapping"); here it only has to be possible.
Where four such counts cost more than larger areas or kinds would, those are withheld instead; in the worst case all.

What this does not hold against: somebody who runs this code on every table that could be behind a published one, and
keeps those that it would have published alike. Of random tables of two areas and two kinds that gave away 4 of 5,512
small counts; tables of a town are too many to be tried.

Sources: Office for National Statistics, "Policy on protecting confidentiality in tables of birth and death statistics"
and "Protecting personal data in Census 2021 results"; Federal Committee on Statistical Methodology, "Report on
statistical disclosure limitation methodology", Working Paper 22 (1994), chapter II; A. Hundepool et al., "Statistical
Disclosure Control" (Wiley 2012). The threshold is the partnership's: 1 to 4 do not leave.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST: Final = 5  # the smallest count above 0 that may leave

_PLENTY: Final = 10**6

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
Block = tuple[NDArray[np.int64], ...]


@dataclass(frozen=True)
class Tree:
    """One side of a table: the number of each line's parent, -1 of a total; a parent comes before its children."""

    parents: tuple[int, ...]

    def __post_init__(self) -> None:
        if any(not -1 <= parent < at for at, parent in enumerate(self.parents)):
            raise ValueError(f"parents {self.parents}: each comes before its children")

    @cached_property
    def ups(self) -> tuple[tuple[int, ...], ...]:
        """For each line itself, its parent, and so on to the total."""
        found: list[tuple[int, ...]] = []
        for at, parent in enumerate(self.parents):
            found.append((at, *(found[parent] if parent >= 0 else ())))
        return tuple(found)

    @cached_property
    def holds(self) -> NDArray[np.int64]:
        """[n, m]: 1 where line n is m or holds it, else 0."""
        size = len(self.parents)
        return np.array([[int(n in self.ups[m]) for m in range(size)] for n in range(size)], dtype=np.int64)

    def beside(self, at: int) -> list[int]:
        """The other lines of the same parent; none of a total."""
        parent = self.parents[at]
        return [n for n, other in enumerate(self.parents) if other == parent and n != at] if parent >= 0 else []

    @cached_property
    def apart(self) -> NDArray[np.int64]:
        """[n, m]: how many lines from n upwards hold n and not m; 0 where one holds the other, or no total holds both.

        On the diagonal: all of them.
        """
        size = len(self.parents)
        found = np.zeros((size, size), dtype=np.int64)
        for one in range(size):
            for other in range(size):
                mine, theirs = self.ups[one], self.ups[other]
                if one == other:
                    found[one, other] = len(mine)
                elif one not in theirs and other not in mine and mine[-1] == theirs[-1]:
                    found[one, other] = sum(each not in theirs for each in mine)
        return found


def withheld(counts: ArrayLike, rows: Tree, columns: Tree) -> Mask:
    """Return which cells of a table must not leave, [R, C] as ``counts``: totals and parts among its lines.

    Each total must be the sum of its parts: name what is left over as a line of its own, and it is protected as well.
    Raises ValueError where one is not, for negative counts and for other shapes.
    """
    table = _checked(counts, rows, columns)
    mask: Mask = np.zeros(table.shape, dtype=np.bool_)
    # Of larger areas and kinds first: what is withheld for them serves their parts.
    wanting = [(int(r), int(c)) for r, c in np.argwhere((table > 0) & (table < LEAST))]
    for cell in wanting:
        _hide(mask, rows, columns, cell)
    masked = _Masked(table, mask, rows, columns)
    for cell in wanting:
        if not masked.free(cell):
            _protect(table, mask, rows, columns, cell)
            masked = _Masked(table, mask, rows, columns)
    return mask


def withheld_flat(counts: ArrayLike, groups: ArrayLike) -> Mask:
    """Return which of the counts [n] must not leave, where the sum of those of one of the ``groups`` [n] is known.

    Nothing lies across groups. Within one, whoever knows that withheld counts are not 0, and even which of them are
    small, still finds each small one to be anything from 1 to 4. Secondary ones are taken as they stand in order, not
    by size: the smallest that is left to be seen would say how small a hidden one must be.
    """
    values, of = np.asarray(counts, dtype=np.int64), np.asarray(groups)
    if values.ndim != 1 or values.shape != of.shape or (values < 0).any():
        raise ValueError(f"counts of shape {values.shape} in groups of {of.shape}: one group a count, none under 0")
    mask: Mask = (values > 0) & (values < LEAST)
    for group in np.unique(of[mask]):
        inside = np.flatnonzero(of == group)
        for at in inside[values[inside] >= LEAST].tolist():
            if _loose(values[inside], mask[inside]):
                break
            mask[at] = True
        if not _loose(values[inside], mask[inside]):
            mask[inside] = True  # zeros too: then nobody knows even which of them holds something
    return mask


def _loose(values: Counts, mask: Mask) -> bool:
    """Whether each small count of a group may be 1 to 4 for whoever knows the sum of those withheld and their kinds."""
    small, large = int((mask & (values < LEAST)).sum()), int((mask & (values >= LEAST)).sum())
    total = int(values[mask].sum())
    enough = total >= small - 1 + LEAST - 1 + LEAST * large  # one at 4 while all others are at their least
    return enough and (large > 0 or total <= (LEAST - 1) * (small - 1) + 1)  # one at 1 while all others are at 4


def _checked(counts: ArrayLike, rows: Tree, columns: Tree) -> Counts:
    table = np.asarray(counts, dtype=np.int64)
    if table.shape != (len(rows.parents), len(columns.parents)):
        raise ValueError(f"counts of shape {table.shape} for {len(rows.parents)} rows, {len(columns.parents)} columns")
    if (table < 0).any():
        raise ValueError("counts under 0")
    for axis, tree in ((table, rows), (table.T, columns)):
        for at in sorted(set(tree.parents) - {-1}):
            parts = [n for n, parent in enumerate(tree.parents) if parent == at]
            if (axis[at] != axis[parts].sum(axis=0)).any():
                raise ValueError(f"line {at} is not the sum of its parts: name what is left over as a line of its own")
    return table


def _hide(mask: Mask, rows: Tree, columns: Tree, cell: tuple[int, int]) -> None:
    """Withhold a cell and all its parts."""
    mask |= np.outer(rows.holds[cell[0]], columns.holds[cell[1]]).astype(np.bool_)


class _Masked:
    """A table with what is withheld of it so far: can a count be another one behind it?"""

    def __init__(self, table: Counts, mask: Mask, rows: Tree, columns: Tree) -> None:
        self._table = table
        self._rows, self._columns = rows.apart, columns.apart
        self._last = _last(rows), _last(columns)
        # [i, j, r, c]: whether the first i + 1 lines up from r and j + 1 from c are withheld, each beside each.
        high, wide = (max(map(len, tree.ups)) for tree in (rows, columns))
        self._up = np.zeros((high + 1, wide + 1, *table.shape), dtype=np.bool_)
        self._up[1:, 1:] = self._stack(mask, rows, columns, high, wide)

    @staticmethod
    def _stack(mask: Mask, rows: Tree, columns: Tree, high: int, wide: int) -> Mask:
        found = np.ones((high, wide, *mask.shape), dtype=np.bool_)
        row = [np.array([up[min(i, len(up) - 1)] for up in rows.ups]) for i in range(high)]
        column = [np.array([up[min(j, len(up) - 1)] for up in columns.ups]) for j in range(wide)]
        for i in range(high):
            for j in range(wide):
                found[i, j] = mask[np.ix_(row[i], column[j])]
        return np.logical_and.accumulate(np.logical_and.accumulate(found, axis=0), axis=1)

    def free(self, cell: tuple[int, int]) -> bool:
        """Whether exchanges can make another count of ``cell``, any of 1 to 5, and change nothing that is to be seen.

        An incident of its kind and one of another kind in another row exchange their places: four counts move. Or one
        turns into another kind in its row, or moves to another row: two do, if their totals are withheld as well.
        """
        r, c = cell
        other_r, other_c = np.ogrid[: self._table.shape[0], : self._table.shape[1]]
        mine_r, theirs_r = self._rows[r][:, None], self._rows[:, r][:, None]
        mine_c, theirs_c = self._columns[c][None, :], self._columns[:, c][None, :]
        up = self._up
        open_to: Mask = (
            up[mine_r, mine_c, r, c]
            & up[mine_r, theirs_c, r, other_c]
            & up[theirs_r, mine_c, other_r, c]
            & up[theirs_r, theirs_c, other_r, other_c]
        )
        # A line and its parts hold the same incidents: each is counted where it is last told apart.
        once = tuple(
            np.where(np.arange(len(last)) == at, True, last) for last, at in zip(self._last, cell, strict=True)
        )
        return _moves(self._table, cell, (other_r, other_c), open_to, once)


def _last(tree: Tree) -> Mask:
    """Which lines have no parts, [n]. Where a line is withheld its parts are, so that nothing is open to it alone."""
    return ~np.isin(np.arange(len(tree.parents)), tree.parents)


def _moves(
    table: Counts,
    cell: tuple[int, int],
    lines: Block,
    open_to: Mask | bool = True,
    once: tuple[Mask | bool, ...] = (True, True),
) -> bool:
    """Whether exchanges with other ``lines`` can make any of 1 to 5 of the small count of ``cell``.

    Where not all of these are ``open_to`` exchanges with each other, that says which are; where one of them holds
    another, ``once`` says which rows and columns hold each incident once.

    Up: as many incidents of other kinds must leave its row for one other kind, or of its kind leave one other row; the
    rest may be spread over several. Down: as many of other kinds must come back from other rows.
    """
    r, c = cell
    some_r, some_c = lines[0].ravel(), lines[1].ravel()
    kinds, here, both = table[r, some_c], table[some_r, c], table[lines]
    # Where the row or the kind stays, nothing has to come in exchange.
    kinds[some_c == c] = here[some_r == r] = _PLENTY
    both[some_r == r] = both[:, some_c == c] = _PLENTY
    by_kind = np.minimum(kinds, (open_to * (once[0] * here)[:, None]).sum(axis=0)).max()
    by_row = np.minimum(here, (open_to * (once[1] * kinds)[None, :]).sum(axis=1)).max()
    up, down = LEAST - table[cell], table[cell] - 1
    back = (open_to * both * np.multiply.outer(once[0], once[1])).sum()
    return bool(np.any(open_to) and max(by_kind, by_row) >= up and back >= down)


def _protect(table: Counts, mask: Mask, rows: Tree, columns: Tree, cell: tuple[int, int]) -> None:
    """Withhold what lets ``cell`` be another count: the fewest cells in all, of as few those that come first."""
    shown = (~mask).astype(np.int64)
    least, chosen = table.size + 1, None
    for above_r, above_c in product(rows.ups[cell[0]], columns.ups[cell[1]]):
        if rows.holds[above_r] @ shown @ columns.holds[above_c] >= least:
            continue  # whatever is exchanged from there upwards, this must be withheld for it
        some_r, over_r = _beside(rows, cell[0], above_r)
        some_c, over_c = _beside(columns, cell[1], above_c)
        costs = over_r @ shown @ over_c.T
        for at_r, at_c in _pairs(costs, some_r, some_c):
            if costs[at_r, at_c] >= least:
                break
            if _moves(table, cell, np.ix_(some_r[at_r], some_c[at_c])):
                least = int(costs[at_r, at_c])
                chosen = np.outer(over_r[at_r], over_c[at_c]).astype(np.bool_)
                break
    assert chosen is not None  # at the least, nothing leaves at all
    mask |= chosen


def _beside(tree: Tree, line: int, above: int) -> tuple[list[list[int]], NDArray[np.int64]]:
    """With which other lines one could exchange incidents, and what each choice holds with the lines ``above``.

    Those beside ``above``, which is the ``line`` or holds it: each alone, then the first two, the first three, and so
    on to all. Beside a total there is only the line itself: what stays in its row, or of its kind.
    """
    near = tree.beside(above) if tree.parents[above] >= 0 else [line]
    choices = [[each] for each in near] + [near[:most] for most in range(2, len(near) + 1)]
    holds = [tree.holds[[above, *some]].max(axis=0) for some in choices]
    return choices, np.array(holds, dtype=np.int64).reshape(len(choices), len(tree.parents))


def _pairs(costs: Counts, some_r: list[list[int]], some_c: list[list[int]]) -> Iterator[tuple[int, int]]:
    """Choices of rows and of columns by what they cost: one of either, one and several, or all of both."""
    several_r, several_c = (np.array([len(some) > 1 for some in each], dtype=np.bool_) for each in (some_r, some_c))
    tried = ~np.logical_and.outer(several_r, several_c)
    if tried.size:
        tried[-1, -1] = True
    order = np.argsort(costs, axis=None, kind="stable")
    for at in order[tried.ravel()[order]].tolist():
        yield at // costs.shape[1], at % costs.shape[1]
