"""Which counts must not leave beside the others, so that nobody can work out a small one? Pure arrays.

A table is areas by kinds, both nested (ward in neighbourhood in town, burglary in crime in all), with their totals.
Counts of 1 to 4 are withheld (*primary*), and with them as many others (*secondary*) as it takes that each of them
could as well be 1, 2, 3 or 4. What is below a withheld cell, in a part of its area or of its kind, is withheld too.

Why nobody can tell: for each small count there is another town, with the same published table, in which it differs by
up to three. It is ours after some incidents have **exchanged their places**: a fire in Acklam with a burglary in
Trimdon. That changes four counts (and the parts of them that hold these two) and no total; all four are withheld, and
hold enough incidents. The same is done on purpose, to the records themselves, where censuses are published ("record
swapping"); here it only has to be possible. Where no such four can be found, the next larger count is withheld too.

Sources: Office for National Statistics, "Policy on protecting confidentiality in tables of birth and death statistics"
and GSS, "Guidance for tables produced from administrative sources" (primary and secondary suppression, threshold 5,
protection from differencing); A. Hundepool et al., "Statistical Disclosure Control" (Wiley 2012), chapter 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST: Final = 5  # the smallest count above 0 that may leave
SPREAD: Final = LEAST - 2  # so far a count of 1 to 4 must be able to move, that it could be any of them

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Tree:
    """One side of a table: the number of each line's parent, -1 of a total; a parent comes before its children."""

    parents: tuple[int, ...]

    def __post_init__(self) -> None:
        if any(not -1 <= parent < at for at, parent in enumerate(self.parents)):
            raise ValueError(f"parents {self.parents}: each comes before its children")

    @classmethod
    def flat(cls, lines: int) -> "Tree":
        """A total, and so many lines under it."""
        return cls((-1, *[0] * lines))

    @cached_property
    def ups(self) -> tuple[tuple[int, ...], ...]:
        """For each line itself, its parent, and so on to the total."""
        found: list[tuple[int, ...]] = []
        for at, parent in enumerate(self.parents):
            found.append((at, *(found[parent] if parent >= 0 else ())))
        return tuple(found)

    @cached_property
    def under(self) -> tuple[NDArray[np.int64], ...]:
        """For each line itself and all that lie under it."""
        size = len(self.parents)
        return tuple(np.array([n for n in range(size) if at in self.ups[n]]) for at in range(size))

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
    # Larger areas and kinds last, so that they are looked at first: what is withheld for them serves their parts.
    wanting = [(int(r), int(c)) for r, c in np.argwhere((table > 0) & (table < LEAST))[::-1]]
    for cell in wanting:
        _hide(mask, rows, columns, cell)
    masked = _Masked(table, mask, rows, columns)
    while wanting:
        cell = wanting.pop()
        if not masked.free(cell):
            wanting += _protect(table, mask, rows, columns, cell)
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
    mask[np.ix_(rows.under[cell[0]], columns.under[cell[1]])] = True


class _Masked:
    """A table with what is withheld of it so far: can a count be another one behind it?"""

    def __init__(self, table: Counts, mask: Mask, rows: Tree, columns: Tree) -> None:
        self._enough = table >= SPREAD
        self._rows, self._columns = rows.apart, columns.apart
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
        """Whether exchanges can move the count of ``cell`` by SPREAD, up and down, and nothing that is to be seen.

        An incident of its kind and one of another kind in another row exchange their places: four counts move. Or one
        turns into another kind in its row, or moves to another row: two do, if their totals are withheld as well.
        """
        r, c = cell
        size = self._enough.shape
        other_r, other_c = np.ogrid[: size[0], : size[1]]
        mine_r, theirs_r = self._rows[r][:, None], self._rows[:, r][:, None]
        mine_c, theirs_c = self._columns[c][None, :], self._columns[:, c][None, :]
        up, enough = self._up, self._enough
        found = (
            up[mine_r, mine_c, r, c]
            & up[mine_r, theirs_c, r, other_c]
            & up[theirs_r, mine_c, other_r, c]
            & up[theirs_r, theirs_c, other_r, other_c]
        )
        moved = found & enough[r][None, :] & enough[:, c][:, None] & enough
        moved[r], moved[:, c] = found[r] & enough[r], found[:, c] & enough[:, c]
        moved[r, c] = found[r, c]  # nothing that holds it leaves at all
        return bool(moved.any())


def _protect(table: Counts, mask: Mask, rows: Tree, columns: Tree, cell: tuple[int, int]) -> list[tuple[int, int]]:
    """Withhold what lets ``cell`` be another count, the fewest cells of all; else its total, and return both.

    By the number of cells and their order, never by their counts, which would say how large the hidden ones can be.
    """
    r, c = cell
    best: tuple[int, list[tuple[int, int]]] | None = None
    for others in _exchanges(table, rows, columns, cell):
        trial = mask.copy()
        for other in others:
            _hide(trial, rows, columns, other)
        cost = int(trial.sum())
        if best is None or cost < best[0]:
            best = (cost, others)
    if best is not None:
        for other in best[1]:
            _hide(mask, rows, columns, other)
        return []
    above = (rows.parents[r], c) if rows.parents[r] >= 0 else (r, columns.parents[c])
    _hide(mask, rows, columns, above)
    return [cell, above]


def _exchanges(table: Counts, rows: Tree, columns: Tree, cell: tuple[int, int]) -> Sequence[list[tuple[int, int]]]:
    """Which other cells would have to be withheld for an exchange with the lines beside those of ``cell``."""
    r, c = cell
    beside_r, beside_c = rows.beside(r), columns.beside(c)
    if rows.parents[r] < 0:
        found = [[(r, other)] for other in beside_c]
    elif columns.parents[c] < 0:
        found = [[(other, c)] for other in beside_r]
    else:
        found = [[(r, there), (here, c), (here, there)] for here in beside_r for there in beside_c]
    return [others for others in found if all(table[other] >= SPREAD for other in others)]
