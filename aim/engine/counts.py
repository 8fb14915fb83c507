"""Counting incidents into the dense cube [category, month, cell], and its sums over coarser cells and windows.

Every function either counts each incident exactly once or raises: nothing is dropped silently.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aim.engine.cells import common_resolution, parents, unused_bits

MOST: Final = int(np.iinfo(np.uint16).max)
_BLOCK: Final = 1 << 16  # rows worked on at once, so that the temporary arrays stay in the cache
_LARGEST_TABLE: Final = 1 << 22  # entries of the look-up table of a compact grid (32 MB); wider grids are searched


def count_cube(
    category: ArrayLike,
    month: ArrayLike,
    cell: ArrayLike,
    *,
    n_categories: int,
    n_months: int,
    cells: NDArray[np.int64],
) -> NDArray[np.uint16]:
    """Return how many incidents fall into each category, month and cell: uint16 [n_categories, n_months, n_cells].

    category, month: integer [rows], positions from 0; cell: integer [rows], H3 cells of the grid's resolution;
    cells: int64 [n_cells], the whole grid, strictly ascending, true zeros included.

    The sum of the cube is the number of rows. Raises ValueError for a category or month out of range, a cell that is
    not in the grid, columns of unequal length or an unsorted grid, OverflowError for more than 65,535 in one cell.
    """
    category, month = np.asarray(category), np.asarray(month)
    cell = np.asarray(cell)
    if not category.shape == month.shape == cell.shape or cell.ndim != 1:
        raise ValueError(f"columns of unequal length: {category.shape}, {month.shape}, {cell.shape}")
    _refuse_outside("category", category, n_categories)
    _refuse_outside("month", month, n_months)
    find = _Finder(cells)
    shape = (n_categories, n_months, len(cells))
    target = np.empty(cell.size, dtype=np.int64)
    for start in range(0, cell.size, _BLOCK):
        rows = slice(start, start + _BLOCK)
        out = target[rows]
        out[:] = category[rows]  # widened first: the columns may be of a type too small for the products
        out *= n_months
        out += month[rows]
        out *= len(cells)
        out += find(cell[rows].astype(np.int64, copy=False))
    return _narrow(np.bincount(target, minlength=int(np.prod(shape)))).reshape(shape)


def coarsen(
    cube: NDArray[np.unsignedinteger], cells: NDArray[np.int64], resolution: int
) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Return the cube over the parents of ``resolution`` and those parents, ascending.

    cube: unsigned [..., n]; cells: int64 [n], strictly ascending. Returns uint16 [..., m] and int64 [m]; each sum over
    cells is conserved. Raises ValueError for an unsorted grid or a finer ``resolution``, OverflowError over 65,535.
    """
    _refuse_unsorted(cells, cube.shape[-1])
    above = parents(cells, resolution)  # ascending too: a parent keeps the leading digits and only fills the rest
    starts = np.flatnonzero(np.concatenate(([True], above[1:] != above[:-1])))
    return _narrow(np.add.reduceat(cube, starts, axis=-1, dtype=np.int64)), above[starts]


def fold(cube: NDArray[np.unsignedinteger], position: NDArray[np.integer], size: int) -> NDArray[np.int64]:
    """Return the cube [..., n] with each cell added at its ``position`` in a grid of ``size`` cells: int64 [..., size].

    Cells of one position are summed, so that no incident is lost; positions nothing is added to hold 0. position:
    integer [n], 0 to size - 1. Raises ValueError for other lengths or positions.
    """
    if position.shape != (cube.shape[-1],) or (position.size and not 0 <= position.min() <= position.max() < size):
        raise ValueError(f"positions of {cube.shape[-1]} cells in a grid of {size}: one each, 0 to {size - 1}")
    answer = np.zeros((size, *cube.shape[:-1]), dtype=np.int64)
    np.add.at(answer, position, np.moveaxis(cube, -1, 0))
    return np.moveaxis(answer, 0, -1)


def window_sums(cube: NDArray[np.integer], window: int) -> NDArray[np.int64]:
    """Return the sums over ``window`` consecutive months, for every month that has that much history.

    cube: integer [..., months, cells]. Returns int64 [..., months - window + 1, cells]; entry t is the sum over months
    t to t + window - 1, so it belongs to month t + window - 1. Earlier months have no entry rather than a part sum.
    Signed, so that differences of two windows are safe. Whole numbers only, as prefix sums of fractions would leave
    traces where nothing is: weigh categories after summing. Raises ValueError for a window under 1 or over the months,
    TypeError for fractions.
    """
    if not np.issubdtype(cube.dtype, np.integer):
        raise TypeError(f"window sums of {cube.dtype}: whole counts only")
    months = cube.shape[-2]
    if not 1 <= window <= months:
        raise ValueError(f"a window of {window} months does not fit into {months}")
    totals = np.zeros((*cube.shape[:-2], months + 1, cube.shape[-1]), dtype=np.int64)
    np.cumsum(cube, axis=-2, out=totals[..., 1:, :])
    answer: NDArray[np.int64] = totals[..., window:, :] - totals[..., : months + 1 - window, :]
    return answer


class _Finder:
    """Positions of cells in a grid: by a look-up table where the grid is compact, else by binary search."""

    def __init__(self, cells: NDArray[np.int64]) -> None:
        _refuse_unsorted(cells, len(cells))
        self.cells = np.asarray(cells, dtype=np.int64)
        self.shift = int(unused_bits(common_resolution(self.cells))).bit_length()
        self.first = int(self.cells[0])
        self.span = (int(self.cells[-1]) - self.first >> self.shift) + 1
        self.table: NDArray[np.intp] | None = None
        if self.span <= _LARGEST_TABLE:
            self.table = np.zeros(self.span, dtype=np.intp)
            self.table[(self.cells - self.first) >> self.shift] = np.arange(len(self.cells))

    def __call__(self, wanted: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the positions; raises ValueError naming the first cell that is not in the grid."""
        if self.table is None:
            position = np.searchsorted(self.cells, wanted)
            np.minimum(position, len(self.cells) - 1, out=position)
        else:
            offset = (wanted - self.first) >> self.shift
            # Far cells are clipped to some cell of the grid; the comparison below finds them.
            position = self.table.take(offset, mode="clip")
        if not np.array_equal(self.cells.take(position), wanted):
            stray = wanted[self.cells.take(position) != wanted]
            raise ValueError(f"{stray.size} cells are not in the grid, the first of them {int(stray[0]):x}")
        return position


def _refuse_outside(name: str, values: NDArray[np.integer], count: int) -> None:
    """Raise where a position is not one of 0 to ``count`` - 1, TypeError where it is no whole number."""
    if not np.issubdtype(values.dtype, np.integer):
        raise TypeError(f"{name} is {values.dtype}: positions are whole numbers")
    if values.size and (int(values.min()) < 0 or int(values.max()) >= count):
        raise ValueError(f"{name} from {int(values.min())} to {int(values.max())}, but there are only {count}")


def _refuse_unsorted(cells: NDArray[np.int64], length: int) -> None:
    """Raise ValueError unless ``cells`` are ``length`` strictly ascending indexes."""
    if len(cells) != length:
        raise ValueError(f"{len(cells)} cells for {length} columns")
    if np.any(cells[1:] <= cells[:-1]):
        raise ValueError("the grid is not strictly ascending: unsorted or with duplicate cells")


def _narrow(counts: NDArray[np.int64]) -> NDArray[np.uint16]:
    """Return the counts as uint16; raises OverflowError rather than wrapping around."""
    if counts.size and int(counts.max()) > MOST:
        raise OverflowError(f"{int(counts.max())} incidents in one cell of one month: the cube holds {MOST}")
    return counts.astype(np.uint16)
