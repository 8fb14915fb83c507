"""The two editions of everything that leaves: *Internal* with a mark, *Public* without a count of one to four.

Public counts of 1 to 4 are withheld, and with them every other count from which one of those could be worked out. How,
and why that is enough: :mod:`aim.engine.suppression`.
"""

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aim.engine.suppression import LEAST, Tree
from aim.engine.suppression import withheld as withheld_of

FEWER: Final = f"fewer than {LEAST}"


class Edition(StrEnum):
    """Who a sheet or a file is for."""

    INTERNAL = "internal"
    PUBLIC = "public"


def shown(count: int, edition: Edition) -> str | int:
    """``count`` as it may stand by itself: :data:`FEWER` for 1 to 4 of the public edition.

    Of several counts that are parts or totals of one another this is not enough: see :func:`suppress`.
    """
    return FEWER if edition == Edition.PUBLIC and 0 < count < LEAST else count


def suppress(counts: ArrayLike) -> NDArray[np.bool_]:
    """Which cells of a table of areas x categories must not leave, [A, C]: none then follows from totals of it.

    Where totals are shown as well, use :func:`suppress_with_totals`: some of them may have to be withheld too.
    """
    return suppress_with_totals(counts)[:-1, :-1]


def suppress_with_totals(counts: ArrayLike) -> NDArray[np.bool_]:
    """The same with a last row and a last column for the totals, [A + 1, C + 1]."""
    cells = np.asarray(counts, dtype=np.int64)
    if cells.ndim != 2:
        raise ValueError(f"counts of shape {cells.shape}: areas x categories")
    by_row = np.concatenate([cells.sum(axis=0, keepdims=True), cells])
    table = np.concatenate([by_row.sum(axis=1, keepdims=True), by_row], axis=1)
    mask = withheld_of(table, Tree.flat(len(cells)), Tree.flat(cells.shape[1]))
    return np.roll(mask, (-1, -1), axis=(0, 1))
