"""H3 indexes by bit arithmetic, a million at a time.

Layout of a 64-bit index (https://h3geo.org/docs/core-library/h3Indexing): bit 63 is 0, bits 59-62 the mode (1 for a
cell), 56-58 are 0, 52-55 the resolution, 45-51 the base cell, then fifteen digits of three bits, 7 where unused.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

FINEST: Final = 15
RESOLUTION_SHIFT: Final = 52
BASE_CELL_SHIFT: Final = 45
_RESOLUTION_BITS: Final = 0xF << RESOLUTION_SHIFT
_CELL_HEAD: Final = 0x08  # the top byte of every cell: mode 1, nothing reserved set
_BLOCK: Final = 1 << 16  # indexes worked on at once: 512 KB stays in the cache, which halves the time


def unused_bits(resolution: int) -> int:
    """Return the mask of the digits a cell of ``resolution`` does not use; they are all ones."""
    return (1 << 3 * (FINEST - resolution)) - 1


def common_resolution(cells: NDArray[np.int64]) -> int:
    """Return the one resolution of ``cells`` (int64 [n], n >= 1).

    Raises ValueError for no cells, for cells of several resolutions and for numbers that are no H3 cells.
    """
    if cells.size == 0:
        raise ValueError("no cells: a grid needs at least one")
    # The resolution stands above the base cell and the digits: the least number is the coarsest cell.
    coarsest, finest = int(cells.min()) >> RESOLUTION_SHIFT, int(cells.max()) >> RESOLUTION_SHIFT
    if coarsest >> 4 != _CELL_HEAD or finest >> 4 != _CELL_HEAD:
        raise ValueError("not an H3 cell: a number with another mode than 1")
    if coarsest != finest:
        raise ValueError(f"cells of several resolutions: {coarsest & 0xF} to {finest & 0xF}")
    resolution = coarsest & 0xF
    if np.any(~cells & unused_bits(resolution)):
        raise ValueError(f"not an H3 cell of resolution {resolution}: digits below it are set")
    return resolution


def parents(cells: NDArray[np.int64], resolution: int) -> NDArray[np.int64]:
    """Return the cell of ``resolution`` that holds each of ``cells``, as ``h3.cell_to_parent`` does.

    ``(c & ~(0xF << 52)) | (r << 52) | ((1 << 3 * (15 - r)) - 1)``: write the resolution, fill the digits below it.

    cells: int64 [n], of one or of several resolutions; returns int64 of the same shape. A cell of ``resolution`` is its
    own parent. Raises ValueError where a cell is coarser than ``resolution`` (its parent would be invented), for
    numbers that are no cells and for a ``resolution`` that is not 0-15.
    """
    if not 0 <= resolution <= FINEST:
        raise ValueError(f"resolution {resolution} is not one of 0 to {FINEST}")
    cells = np.ascontiguousarray(cells, dtype=np.int64)
    flat = cells.reshape(-1)
    answer = np.empty_like(flat)
    keep = np.int64(~_RESOLUTION_BITS)
    write = np.int64(resolution << RESOLUTION_SHIFT | unused_bits(resolution))
    for start in range(0, flat.size, _BLOCK):
        part = flat[start : start + _BLOCK]
        _refuse_coarser(int(part.min()), resolution)
        out = answer[start : start + _BLOCK]
        np.bitwise_and(part, keep, out=out)
        np.bitwise_or(out, write, out=out)
    return answer.reshape(cells.shape)


def _refuse_coarser(least: int, resolution: int) -> None:
    """Raise ValueError unless the least of some indexes, the coarsest cell, is a cell of at least ``resolution``."""
    head = least >> RESOLUTION_SHIFT
    if head >> 4 != _CELL_HEAD:
        raise ValueError(f"not an H3 cell: {least}")
    if head & 0xF < resolution:
        raise ValueError(f"a cell of resolution {head & 0xF} has no parent of resolution {resolution}")
