"""Which cells lie within k steps of which: the weights of every statistic that looks around a cell."""

from typing import Final

import h3.api.numpy_int as h3
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from aim.engine.cells import BASE_CELL_SHIFT, FINEST, common_resolution

# Steps in axial coordinates (i - k, j - k) that the digits 0-7 of an index stand for; 7 is no step.
_STEP_A: Final = np.array([0, -1, 0, -1, 1, 0, 1, 0], dtype=np.int64)
_STEP_B: Final = np.array([0, -1, 1, 0, 0, -1, 1, 0], dtype=np.int64)
_PENTAGON_BASES: Final = frozenset(int(cell) >> BASE_CELL_SHIFT & 0x7F for cell in h3.get_pentagons(0))
_BOX_PER_CELL: Final = 64  # a look-up box emptier than this costs more memory than it saves time
_BOX_FREE: Final = 1 << 16


def ring_matrix(cells: NDArray[np.int64], k: int) -> csr_matrix:
    """Return who lies within ``k`` steps of whom, each cell with itself.

    cells: int64 [n], distinct H3 cells of one resolution in any order; k: steps, 0 or more.
    Returns float64 CSR [n, n] of ones with sorted indices: symmetric, unit diagonal; neighbours outside the grid are
    absent. Equal to ``h3.grid_disk`` of every cell cut to the grid.

    Inside one base cell that is no pentagon the grid is a plain triangular lattice, so neighbours are found by their
    offsets in a look-up box; else, and for a widely scattered grid, ``h3.grid_disk`` is asked cell by cell.
    Raises ValueError for duplicate cells (a cell counted twice breaks Gi*), no cells, mixed resolutions, k < 0.
    """
    cells = np.asarray(cells, dtype=np.int64)
    if k < 0:
        raise ValueError(f"k is {k}: a number of steps is 0 or more")
    resolution = common_resolution(cells)
    neighbours = _by_offsets(cells, k, resolution)
    return _to_csr(_by_disks(cells, k) if neighbours is None else neighbours)


def _by_offsets(cells: NDArray[np.int64], k: int, resolution: int) -> NDArray[np.int32] | None:
    """Return the neighbours' positions [n, offsets], -1 where absent; None where H3 has to be asked."""
    bases = (cells >> BASE_CELL_SHIFT) & 0x7F
    if np.any(bases != bases[0]) or int(bases[0]) in _PENTAGON_BASES:
        return None
    a, b = lattice(cells, resolution)
    a += k - a.min()
    b += k - b.min()
    width = int(b.max()) + k + 1
    size = (int(a.max()) + k + 1) * width
    if size > _BOX_PER_CELL * cells.size + _BOX_FREE:
        return None
    place = a * width + b
    position = np.arange(cells.size, dtype=np.int32)
    box = np.full(size, -1, dtype=np.int32)
    box[place] = position
    _refuse_duplicates(int(np.count_nonzero(box[place] != position)))
    da, db = np.mgrid[-k : k + 1, -k : k + 1].reshape(2, -1)
    near = np.abs(da - db) <= k  # the lattice's distance is max(|da|, |db|, |da - db|)
    found: NDArray[np.int32] = box[place[:, None] + (da * width + db)[near]]
    return found


def lattice(cells: NDArray[np.int64], resolution: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return axial coordinates (a, b), int64 [n] each, of cells of one base cell that is no pentagon.

    Digit by digit: each finer resolution turns the lattice by +-19.1 degrees, scales it by the root of 7 and takes the
    step of its digit (H3, ``_downAp7`` and ``_downAp7r``). Two cells are max(|da|, |db|, |da - db|) steps apart.
    """
    a = np.zeros(cells.size, dtype=np.int64)
    b = np.zeros(cells.size, dtype=np.int64)
    for level in range(1, resolution + 1):
        digit = (cells >> 3 * (FINEST - level)) & 7
        a, b = (2 * a + b, 3 * b - a) if level % 2 else (3 * a - b, a + 2 * b)
        a += _STEP_A[digit]
        b += _STEP_B[digit]
    return a, b


def _by_disks(cells: NDArray[np.int64], k: int) -> NDArray[np.int32]:
    """Return the neighbours' positions [n, 3k(k + 1) + 1], -1 where absent, by asking H3 for every disk."""
    position = {cell: index for index, cell in enumerate(cells.tolist())}
    _refuse_duplicates(cells.size - len(position))
    found = np.full((cells.size, 3 * k * (k + 1) + 1), -1, dtype=np.int32)
    for cell, index in position.items():
        disk = h3.grid_disk(cell, k).tolist()
        found[index, : len(disk)] = [position.get(other, -1) for other in disk]
    return found


def _refuse_duplicates(number: int) -> None:
    """Raise ValueError where cells stand twice in a grid."""
    if number:
        raise ValueError(f"{number} duplicate cells: a grid is a set")


def _to_csr(neighbours: NDArray[np.int32]) -> csr_matrix:
    """Return the 0/1 matrix of the positions [n, m] that are not -1."""
    present = neighbours >= 0
    starts = np.concatenate(([0], np.cumsum(present.sum(axis=1)))).astype(np.int32)
    columns = neighbours[present]
    n = neighbours.shape[0]
    matrix = csr_matrix((np.ones(columns.size), columns, starts), shape=(n, n))
    matrix.sort_indices()
    return matrix
