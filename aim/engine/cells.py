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
_BLOCK: Final = 1 << 15  # indexes worked on at once: 256 KB stays in the cache, which halves the time


def unused_bits(resolution: int) -> int:
    """Return the mask of the digits a cell of ``resolution`` does not use; they are all ones."""
    return (1 << 3 * (FINEST - resolution)) - 1


def common_resolution(cells: NDArray[np.int64]) -> int:
    """Return the one resolution of ``cells`` (int64 [n], n >= 1).

    Raises ValueError for no cells, for cells of several resolutions and for numbers that are no H3 cells.
    """
    if cells.size == 0:
        raise ValueError("no cells: a grid needs at least one")
    heads = np.unique(cells >> RESOLUTION_SHIFT)
    if np.any(heads >> 4 != _CELL_HEAD):
        raise ValueError("not an H3 cell: a number with another mode than 1")
    if heads.size > 1:
        raise ValueError(f"cells of several resolutions: {', '.join(str(head & 0xF) for head in heads)}")
    resolution = int(heads[0] & 0xF)
    if np.any(~cells & unused_bits(resolution)):
        raise ValueError(f"not an H3 cell of resolution {resolution}: digits below it are set")
    return resolution


def parents(cells: NDArray[np.int64], resolution: int) -> NDArray[np.int64]:
    """Return the cell of ``resolution`` that holds each of ``cells``, as ``h3.cell_to_parent`` does.

    ``(c & ~(0xF << 52)) | (r << 52) | ((1 << 3 * (15 - r)) - 1)``: write the resolution, fill the digits below it.

    cells: int64 [n], of one or of several resolutions; returns int64 of the same shape. A cell of ``resolution`` is its
    own parent. Raises ValueError where a cell is coarser than ``resolution`` or ``resolution`` is not 0-15.
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
        _refuse_coarser(part, resolution)
        out = answer[start : start + _BLOCK]
        np.bitwise_and(part, keep, out=out)
        np.bitwise_or(out, write, out=out)
    return answer.reshape(cells.shape)


def _refuse_coarser(cells: NDArray[np.int64], resolution: int) -> None:
    """Raise ValueError where a cell is coarser than ``resolution``; there its parent would be invented."""
    # Two reductions tell the usual case, cells all of one resolution, without a temporary array.
    least, most = int(np.bitwise_and.reduce(cells)), int(np.bitwise_or.reduce(cells))
    if (least ^ most) & _RESOLUTION_BITS:
        coarsest = int(((cells >> RESOLUTION_SHIFT) & 0xF).min())
    else:
        coarsest = least >> RESOLUTION_SHIFT & 0xF
    if coarsest < resolution:
        raise ValueError(f"a cell of resolution {coarsest} has no parent of resolution {resolution}")
