"""Whether a month of a source is all there: before that is sure, nothing that rests on it is said.

Missing: not delivered. Not complete yet: inside the source's delay, its quarter not closed, days silent
(:mod:`aim.engine.gaps`) or the volume of the whole area under the 0.1 % lower bound of its season and trend
(:mod:`aim.engine.seasonal`). Else complete.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aim.engine.history import SIGNALS_FROM, Rung, history
from aim.engine.seasonal import expect

VOLUME_TAIL: Final = 0.001  # one month in a thousand is called short by chance: in 10 sources, one in eight years
QUARTER: Final = 3


class Status(IntEnum):
    """What a month of a source is."""

    MISSING = 0
    NOT_COMPLETE = 1
    COMPLETE = 2


class Cause(IntEnum):
    """Why a month is not complete; the first that holds, in this order."""

    NONE = 0
    NOT_DELIVERED = 1
    DELAY = 2  # later rows are still to be expected
    OPEN_QUARTER = 3  # the source comes by quarters, and another month of this one is not there or inside the delay
    SILENT_DAYS = 4
    VOLUME = 5  # fewer than the lower bound


@dataclass(frozen=True)
class Completeness:
    """Of S sources over n months, all [S, n].

    status: values of :class:`Status`; cause: of :class:`Cause`; bound: the least volume that passes, -1 where the
    volume was not tested (fewer than 24 complete months before, or the month not complete for another cause).
    """

    status: NDArray[np.int8]
    cause: NDArray[np.int8]
    bound: NDArray[np.int64]

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Whether each month of each source is complete, [S, n]."""
        answer: NDArray[np.bool_] = self.status == Status.COMPLETE
        return answer


def completeness(
    counts: ArrayLike,
    delivered: ArrayLike,
    delayed: ArrayLike,
    *,
    month: int,
    silent: ArrayLike = False,
    breaks: ArrayLike = False,
    quarterly: ArrayLike = False,
) -> Completeness:
    """Return what each month of each source is, judged oldest month first.

    counts: integer [S, n], incidents of the whole area, consecutive months, unread where not delivered; delivered: bool
    [S, n]; delayed: bool, broadcast to that, True while the source's delay after the month has not passed; month: the
    number of the last month, counted from any January; silent: bool, broadcast, True where days of the month are
    silent; breaks: bool, broadcast, True where a month is the first after a break; quarterly: bool, one or [S].

    A month's bound rests on the months judged complete before it and since the last break, and is not tested under 24
    of them. A fall that lasts is called short month after month until a break is declared: nobody but people can know
    whether less happened or less arrived. Raises ValueError for shapes that do not fit and negative counts.
    """
    y, there = np.asarray(counts), np.asarray(delivered, dtype=np.bool_)
    if y.ndim != 2 or there.shape != y.shape:
        raise ValueError(f"counts {y.shape} and delivered {there.shape}: both are [sources, months]")
    if np.any(y[there] < 0):
        raise ValueError("a count is negative")
    late, quiet, broken = (
        np.broadcast_to(np.asarray(mark, dtype=np.bool_), y.shape) for mark in (delayed, silent, breaks)
    )
    numbers = np.arange(month - y.shape[1] + 1, month + 1)
    closed = closed_quarters(there & ~late, numbers)
    by_quarter = np.broadcast_to(np.asarray(quarterly, dtype=np.bool_), y.shape[:1])[:, None]
    cause = np.select(
        [~there, late, by_quarter & ~closed, quiet],
        [Cause.NOT_DELIVERED, Cause.DELAY, Cause.OPEN_QUARTER, Cause.SILENT_DAYS],
        Cause.NONE,
    ).astype(np.int8)
    bound = np.full(y.shape, -1, dtype=np.int64)
    for at in range(SIGNALS_FROM, y.shape[1]):
        bound[:, at] = _bounds(y, cause, broken, numbers, at)
        cause[y[:, at] < bound[:, at], at] = Cause.VOLUME
    status = np.select([cause == Cause.NOT_DELIVERED, cause != Cause.NONE], [Status.MISSING, Status.NOT_COMPLETE], 2)
    return Completeness(status.astype(np.int8), cause, bound)


def closed_quarters(there: ArrayLike, numbers: ArrayLike) -> NDArray[np.bool_]:
    """Return for each month whether all months of its quarter are there: bool [S, n].

    there: bool [S, n]; numbers: integer [n], consecutive, counted from any January; quarters begin with January, April,
    July and October. Months before the first count as there (nobody asked for them), months after the last do not.
    """
    marks, number = np.asarray(there, dtype=np.bool_), np.asarray(numbers, dtype=np.int64)
    before = int(number[0] % QUARTER) if number.size else 0
    after = -(before + number.size) % QUARTER
    padded = np.pad(marks, ((0, 0), (before, 0)), constant_values=True)
    padded = np.pad(padded, ((0, 0), (0, after)), constant_values=False)
    whole = padded.reshape(len(marks), -1, QUARTER).all(axis=2)
    return np.repeat(whole, QUARTER, axis=1)[:, before : before + number.size]


def resting(complete: ArrayLike, rests: ArrayLike) -> NDArray[np.bool_]:
    """Return whether each month is complete for each concern: bool [C, n], all sources it rests on being complete.

    complete: bool [S, n]; rests: bool [C, S], which sources a concern rests on. A concern that rests on no source is
    never complete. Raises ValueError for shapes that do not fit.
    """
    whole, needs = np.asarray(complete, dtype=np.bool_), np.asarray(rests, dtype=np.bool_)
    if whole.ndim != 2 or needs.ndim != 2 or needs.shape[1] != whole.shape[0]:
        raise ValueError(
            f"complete {whole.shape} is not [sources, months] or rests {needs.shape} not [concerns, sources]"
        )
    lacking: NDArray[np.int64] = needs.astype(np.int64) @ (~whole).astype(np.int64)
    answer: NDArray[np.bool_] = (lacking == 0) & (needs.sum(axis=1) > 0)[:, None]
    return answer


def _bounds(
    y: NDArray, cause: NDArray[np.int8], broken: NDArray[np.bool_], numbers: NDArray[np.int64], at: int
) -> NDArray[np.int64]:
    """The least volume that passes in month ``at``, [S]; -1 where it is not tested."""
    answer = np.full(len(y), -1, dtype=np.int64)
    past = history((cause[:, :at] == Cause.NONE) & ~broken[:, at : at + 1], broken[:, :at])
    tested = np.flatnonzero((past.rung == Rung.SIGNALS) & (cause[:, at] == Cause.NONE))
    if tested.size:
        found = expect(y[tested, :at], past.used[tested], numbers[:at], numbers[at : at + 1])
        answer[tested] = found.band(VOLUME_TAIL)[0][:, 0]
    return answer
