"""Grid references of the Ordnance Survey: the square a text like "NZ 495 202" names, and the text of a square.

Two letters name a square of 100 km, and each pair of figures divides what stands by ten: no figures 100 km, two 10 km,
four 1 km, six 100 m, eight 10 m, ten 1 m. The grid is 700 km wide and 1,300 km high, its origin south-west of Scilly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

SQUARE_M = 100_000  # side of a square that two letters name
ACROSS, UP = 7, 13  # of these squares
MOST_FIGURES = 10

_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # five rows of five from the north-west; there is no I
_PLACES = np.array([_LETTERS.find(chr(byte)) for byte in range(256)], dtype=np.int64)  # of a letter; -1 for others
_LONGEST = 2 + MOST_FIGURES


@dataclass(frozen=True)
class Squares:
    """What texts name: the middle of each square [n] in metres of the National Grid, NaN where a text is no reference;
    ``size_m`` [n] is the side of the square, 0 there.
    """

    easting: NDArray[np.float64]
    northing: NDArray[np.float64]
    size_m: NDArray[np.int64]


def read(texts: Sequence[str]) -> Squares:
    """The square each text names, in any spacing and case; an odd number of figures or letters off the grid name none.

    Texts are distinct ones of a column: some 100,000 take a tenth of a second.
    """
    # Spaces of every kind go first ("NZ\xa0495 202"), then only plain ASCII can pass for a letter or figure.
    compact = ["".join(text.split()).encode("ascii", "replace").upper() for text in texts]
    length = np.fromiter(map(len, compact), dtype=np.int64, count=len(compact))
    byte = np.array(compact, dtype=f"S{_LONGEST}").view(np.uint8).reshape(len(compact), _LONGEST)
    column, row = _corner(byte)
    easting, northing = np.full((2, len(compact)), np.nan)
    size = np.zeros(len(compact), dtype=np.int64)
    on_grid = (column >= 0) & (column < ACROSS) & (row >= 0) & (row < UP)
    for figures in range(0, MOST_FIGURES + 1, 2):
        digits = byte[:, 2 : 2 + figures].astype(np.int64) - ord("0")
        at = np.flatnonzero(on_grid & (length == 2 + figures) & ((digits >= 0) & (digits <= 9)).all(axis=1))
        half = figures // 2
        side = SQUARE_M // 10**half
        powers = 10 ** np.arange(half - 1, -1, -1)
        easting[at] = column[at] * SQUARE_M + digits[at, :half] @ powers * side + side / 2
        northing[at] = row[at] * SQUARE_M + digits[at, half:] @ powers * side + side / 2
        size[at] = side
    return Squares(easting, northing, size)


def format(easting: ArrayLike, northing: ArrayLike, figures: int) -> list[str]:
    """The square of ``figures`` (0, 2 ... 10) around each point in metres, as "NZ 495 202".

    Raises ValueError for another number of figures or a point off the grid.
    """
    if figures not in range(0, MOST_FIGURES + 1, 2):
        raise ValueError(f"a grid reference has an even number of figures from 0 to {MOST_FIGURES}, not {figures}")
    points = np.column_stack([np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in (easting, northing)])
    off = ~((points >= 0) & (points < (ACROSS * SQUARE_M, UP * SQUARE_M))).all(axis=1)
    if off.any():
        east, north = points[off.argmax()]
        raise ValueError(f"easting {east:g}, northing {north:g} lies outside the National Grid")
    half = figures // 2
    side = SQUARE_M // 10**half
    whole = np.floor(points).astype(np.int64)
    within = whole % SQUARE_M // side
    return [
        " ".join([_letters(*square), *([f"{x:0{half}}", f"{y:0{half}}"] if half else [])])
        for square, (x, y) in zip((whole // SQUARE_M).tolist(), within.tolist(), strict=True)
    ]


def _corner(byte: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Column and row of the 100 km square of each text, counted from the origin; -1 where it has no two letters."""
    first, second = _PLACES[byte[:, 0]], _PLACES[byte[:, 1]]
    # The first letter names a square of 500 km; S, the 18th, has the origin in its south-west corner.
    column = (first % 5 - 2) * 5 + second % 5
    row = (3 - first // 5) * 5 + 4 - second // 5
    lettered = (first >= 0) & (second >= 0)
    return np.where(lettered, column, -1), np.where(lettered, row, -1)


def _letters(column: int, row: int) -> str:
    first = (3 - row // 5) * 5 + column // 5 + 2
    second = (4 - row % 5) * 5 + column % 5
    return _LETTERS[first] + _LETTERS[second]
