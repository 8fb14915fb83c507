"""How much history a series has: the ladder from "no history yet" over context to signals.

Only complete months count, and only those since the last break (a new system, re-issued points, Covid): what was
counted otherwise says nothing about what to expect now.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

CONTEXT_FROM: Final = 12  # months: a year, so that each season has been seen once
SIGNALS_FROM: Final = 24  # months: each season twice, the least from which a season and a trend can be told apart
MOST: Final = 36  # months a verdict rests on: older ones tell of another town


class Rung(IntEnum):
    """What a series is good for."""

    NO_HISTORY = 0  # under 12 months: "no history yet: 3 of 12"
    CONTEXT = 1  # 12 to 23 months: shown, no verdict
    SIGNALS = 2  # 24 months and more


@dataclass(frozen=True)
class History:
    """Of S series over n months: which months a verdict may rest on, how many there are, and which rung that is.

    used: [S, n], the latest complete months since the last break, at most 36 of them; months: [S], all complete months
    since the last break, the "3" of "3 of 12"; rung: [S], values of :class:`Rung`.
    """

    used: NDArray[np.bool_]
    months: NDArray[np.int64]
    rung: NDArray[np.int8]


def history(complete: ArrayLike, breaks: ArrayLike = False, *, most: int = MOST) -> History:
    """Return the history of each series from the months before the one in question.

    complete: bool [S, n], oldest month first, consecutive months, the month in question not among them; breaks: bool, a
    shape that broadcasts to that, True where a month is the first after a break; most: months a verdict rests on.
    Raises ValueError for another shape, TypeError for anything but truth values (a count would pass for complete).
    """
    whole, broken = np.asarray(complete), np.asarray(breaks)
    if whole.dtype != np.bool_ or broken.dtype != np.bool_:
        raise TypeError(f"complete is {whole.dtype} and breaks {broken.dtype}: true or false only")
    if whole.ndim != 2 or most < 1:
        raise ValueError(f"complete of shape {whole.shape} is not [series, months], or {most} months are too few")
    since = ~_any_later(np.broadcast_to(broken, whole.shape))
    counted = whole & since
    newer = counted[:, ::-1].cumsum(axis=1)[:, ::-1]  # complete months from this one on
    months = counted.sum(axis=1)
    rung = np.digitize(months, [CONTEXT_FROM, SIGNALS_FROM]).astype(np.int8)
    return History(counted & (newer <= most), months, rung)


def _any_later(broken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a break begins after each month, [S, n]."""
    later = np.zeros(broken.shape, dtype=np.bool_)
    later[:, :-1] = np.logical_or.accumulate(broken[:, :0:-1], axis=1)[:, ::-1]
    return later
