"""Small pictures of many series: bars and bands as outlines for CSS, so that a hundred of them cost a page nothing.

An outline is the value of ``clip-path``: the element behind it, as large as the whole picture, brings the colour, and
so follows light and dark. A month that is not held stays a gap; it is never drawn as zero.
"""

from collections.abc import Collection, Sequence
from typing import Final

Band = tuple[int, int] | None
_GAP: Final = 0.12  # of a month's width, on either side of its bar
_THIN: Final = 1.5  # % of the height: what a count of none still shows


def bars(series: Sequence[int | None], top: int, which: Collection[int] | None = None) -> str:
    """The outline of the bars of ``series`` on a scale from 0 to ``top``; empty where there is none.

    ``which``: the positions that are drawn, all by default. Raises ValueError for a count over ``top``.
    """
    if any(value is not None and not 0 <= value <= top for value in series):
        raise ValueError(f"a count is not between 0 and {top}")
    chosen = range(len(series)) if which is None else sorted(which)
    points: list[tuple[float, float]] = []
    for at in chosen:
        value = series[at]
        if value is not None:
            left, right = (100 * (at + side) / len(series) for side in (_GAP, 1 - _GAP))
            high = 100 - max(_height(value, top), _THIN)
            points += [(left, 100), (left, high), (right, high), (right, 100)]
    return _polygon(points)


def gaps(series: Sequence[int | None], which: Collection[int] | None = None) -> str:
    """The outline of the months that are not held, as high as the picture; empty where there is none."""
    chosen = range(len(series)) if which is None else which
    held = [100 if series[at] is None and at in chosen else None for at in range(len(series))]
    return bars(held, 100)


def bands(found: Sequence[Band], top: int) -> tuple[str, ...]:
    """The outlines of ``found``, one for each unbroken run of months; what lies over ``top`` is cut off.

    It includes both ends: a count that is still expected ends inside it.
    """
    outlines, run = [], []
    for at in range(len(found) + 1):
        band = found[at] if at < len(found) else None
        if band is not None:
            run.append((at, band))
        elif run:
            outlines.append(_polygon(_around(run, len(found), top)))
            run = []
    return tuple(outlines)


def _around(run: Sequence[tuple[int, tuple[int, int]]], size: int, top: int) -> list[tuple[float, float]]:
    """Along the upper ends from left to right, and back along the lower ones."""
    upper, lower = [], []
    for at, (low, high) in run:
        left, right = 100 * at / size, 100 * (at + 1) / size
        upper += [(left, 100 - _height(high, top)), (right, 100 - _height(high, top))]
        lower += [(left, 100 - _height(low, top)), (right, 100 - _height(low, top))]
    return upper + lower[::-1]


def position(at: int, size: int) -> float:
    """Where the month ``at`` of ``size`` begins, in % of the width."""
    return 100 * at / size


def _height(value: int, top: int) -> float:
    return 100 * min(value, top) / top if top else 0.0


def _polygon(points: Sequence[tuple[float, float]]) -> str:
    return f"polygon({','.join(f'{x:.4g}% {y:.4g}%' for x, y in points)})" if points else ""


def scale(series: Sequence[Sequence[int | None]], found: Sequence[Sequence[Band]]) -> int:
    """The top of the scale that several pictures share: the largest count or upper end among them, at least 1."""
    counts = [value for each in series for value in each if value is not None]
    ends = [band[1] for each in found for band in each if band is not None]
    return max([1, *counts, *ends])
