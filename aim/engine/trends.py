"""Is this month what its season leads us to expect? One verdict for each series, or why there can be none.

A series is one concern in one area (neighbourhood, ward, town); the expectation is that of
:mod:`aim.engine.seasonal` from at most 36 complete months before the month in question.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aim.engine.history import Rung, history
from aim.engine.seasonal import Expectation, expect, told_apart

SLIGHT_TAIL: Final = 0.025  # one side of the 95 % band: outside is "slightly higher" or "slightly lower"
CLEAR_TAIL: Final = 0.005  # one side of the 99 % band: outside is "higher" or "lower"
LEAST_EXPECTED: Final = 5.0  # below, the band reaches from nothing to twice the usual: no verdict is worth its word


class Signal(IntEnum):
    """What is said of a month, and in which words; ordered from low to high, ``CANNOT_SAY`` apart."""

    CANNOT_SAY = -3
    LOWER = -2
    SLIGHTLY_LOWER = -1
    AS_EXPECTED = 0
    SLIGHTLY_HIGHER = 1
    HIGHER = 2

    @property
    def words(self) -> str:
        """``slightly higher``: as the contract of ``aim trends`` has it."""
        return self.name.lower().replace("_", " ")


class Reason(IntEnum):
    """Why nothing can be said; the first that holds, in this order."""

    NONE = 0
    NOT_COMPLETE = 1  # the month is missing or not complete yet for a source of the concern
    NO_HISTORY = 2  # under 12 complete months since the last break
    SHORT_HISTORY = 3  # 12 to 23: context
    NO_EXPECTATION = 4  # so little ever happened that season and trend cannot be told
    FEW_EXPECTED = 5  # fewer than 5 expected
    RARE_EVENT = 6  # something touches the month that touched fewer than two of those before


@dataclass(frozen=True)
class Trends:
    """Of S series in one month, all [S].

    count: as given; expected, dispersion: NaN where the history tells none; lower, upper: the 95 % band,
    lower_clear, upper_clear: the 99 % band, whole counts that are still inside, -1 where there is none; signal: values
    of :class:`Signal`; reason: of :class:`Reason`; months: complete months since the last break; chance: the
    probability that chance alone puts the month outside its 95 % band, 0 where nothing can be said.
    """

    count: NDArray[np.int64]
    expected: NDArray[np.float64]
    dispersion: NDArray[np.float64]
    lower: NDArray[np.int64]
    upper: NDArray[np.int64]
    lower_clear: NDArray[np.int64]
    upper_clear: NDArray[np.int64]
    signal: NDArray[np.int8]
    reason: NDArray[np.int8]
    months: NDArray[np.int64]
    chance: NDArray[np.float64]


@dataclass(frozen=True)
class ChanceLine:
    """What a card prints: ``outside`` of ``judged`` series, where chance alone gives ``by_chance`` (one decimal)."""

    outside: int
    judged: int
    by_chance: float


def trends(
    counts: ArrayLike,
    complete: ArrayLike,
    breaks: ArrayLike = False,
    *,
    month: int,
    events: ArrayLike | None = None,
) -> Trends:
    """Return the verdict on the last month of each series.

    counts: integer [S, n], oldest month first, consecutive months, the last one in question (what an incomplete month
    holds is given back and otherwise unread); complete: bool [S, n]; breaks: bool, broadcast to that, True where a
    month is the first after a break; month: the number of the last month, counted from any January; events: [n, e], how
    far each month is touched by what a smooth season cannot follow, for series that all rest on the same months.

    Signals: outside the 99 % band "higher" or "lower", outside the 95 % band "slightly" so, else "as expected";
    "cannot say" where the month is not complete, fewer than 24 complete months lie between the last break and it, or
    fewer than 5 are expected. Raises ValueError for shapes that do not fit and negative counts, TypeError for counts
    that are no whole numbers and marks that are not true or false.
    """
    y = np.asarray(counts)
    whole = np.asarray(complete)
    _refuse(y, whole)
    broken = np.broadcast_to(np.asarray(breaks), y.shape)
    if whole.dtype != np.bool_ or broken.dtype != np.bool_:
        raise TypeError(f"complete is {whole.dtype} and breaks {broken.dtype}: true or false only")
    # A break that begins with the month itself leaves it no history: it counts from the month before.
    past = history(whole[:, :-1] & ~broken[:, -1:], broken[:, :-1])
    judged = np.flatnonzero(past.rung == Rung.SIGNALS)
    numbers = np.arange(month - y.shape[1] + 1, month)
    marks, told = None, True
    if events is not None and judged.size:
        marks = np.asarray(events, dtype=np.float64)
        known, told = told_apart(marks, past.used[judged[0]])
        marks = marks[:, known]
    found = expect(y[judged, :-1], past.used[judged], numbers, [month], marks)
    reason = _reasons(whole[:, -1], past.rung, judged, found)
    if not told:
        reason = np.where(reason == Reason.NONE, Reason.RARE_EVENT, reason).astype(np.int8)
    return _verdicts(y[:, -1].astype(np.int64), past.months, judged, found, reason)


def chance_line(found: Trends, which: ArrayLike | None = None) -> ChanceLine:
    """Return how many of the judged series are outside and how many chance alone would put there.

    which: bool [S], the series a card speaks of (default: all). Chance is the sum of what the bands of whole counts
    really leave out, a little under 5 % each where counts are small. Series that overlap (a ward and its town) fall
    outside together: the number is right on average, a card should nevertheless speak of one level.
    """
    chosen = np.ones(found.signal.shape, dtype=np.bool_) if which is None else np.asarray(which, dtype=np.bool_)
    judged = chosen & (found.signal != Signal.CANNOT_SAY)
    outside = judged & (found.signal != Signal.AS_EXPECTED)
    return ChanceLine(int(outside.sum()), int(judged.sum()), float(found.chance[judged].sum()))


def root_difference(count: ArrayLike, expected: ArrayLike) -> NDArray[np.float64]:
    """Return ``sqrt(count) - sqrt(expected)``, NaN where nothing is expected: by this movers are ordered.

    A difference of plain counts would always name the largest series, a percentage always the smallest; the root of a
    Poisson count varies by the same half whatever its level (M. S. Bartlett, J. R. Statist. Soc. Suppl. 3 (1936)
    68-78). Raises ValueError for negative values.
    """
    now, usual = np.asarray(count, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    if np.any(now < 0) or np.any(usual < 0):
        raise ValueError("a count or expectation is negative")
    answer: NDArray[np.float64] = np.sqrt(now) - np.sqrt(usual)
    return answer


def movers(found: Trends) -> NDArray[np.int64]:
    """Return the positions of the judged series, the one that moved most in either direction first.

    By the size of :func:`root_difference`; ties by the higher count, then by position.
    """
    judged = np.flatnonzero(found.signal != Signal.CANNOT_SAY)
    moved = np.abs(root_difference(found.count[judged], found.expected[judged]))
    return judged[np.lexsort((judged, -found.count[judged], -moved))]


def _refuse(y: NDArray, whole: NDArray) -> None:
    if y.ndim != 2 or y.shape[1] < 2 or whole.shape != y.shape:
        raise ValueError(f"counts {y.shape} and complete {whole.shape}: both are [series, months], at least 2 months")
    if not np.issubdtype(y.dtype, np.integer):
        raise TypeError(f"counts are {y.dtype}: whole numbers only")
    if np.any(y < 0):
        raise ValueError("a count is negative")


def _reasons(
    complete: NDArray[np.bool_], rung: NDArray[np.int8], judged: NDArray[np.int64], found: Expectation
) -> NDArray[np.int8]:
    few, unknown = (np.zeros(complete.shape, dtype=np.bool_) for _ in range(2))
    few[judged] = found.mean[:, 0] < LEAST_EXPECTED
    unknown[judged] = ~found.known[:, 0]
    return np.select(
        [~complete, rung == Rung.NO_HISTORY, rung == Rung.CONTEXT, unknown, few],
        [Reason.NOT_COMPLETE, Reason.NO_HISTORY, Reason.SHORT_HISTORY, Reason.NO_EXPECTATION, Reason.FEW_EXPECTED],
        Reason.NONE,
    ).astype(np.int8)


def _verdicts(
    count: NDArray[np.int64],
    months: NDArray[np.int64],
    judged: NDArray[np.int64],
    found: Expectation,
    reason: NDArray[np.int8],
) -> Trends:
    size, told = count.size, found.known[:, 0]
    slight, clear = found.band(SLIGHT_TAIL), found.band(CLEAR_TAIL)
    lower, upper, lower_clear, upper_clear = (
        _placed(np.where(told, edge[:, 0], -1), judged, size, -1) for edge in (*slight, *clear)
    )
    signal = np.select(
        [count > upper_clear, count > upper, count < lower_clear, count < lower],
        [Signal.HIGHER, Signal.SLIGHTLY_HIGHER, Signal.LOWER, Signal.SLIGHTLY_LOWER],
        Signal.AS_EXPECTED,
    )
    silent = reason != Reason.NONE
    chance = _placed(found.chance(SLIGHT_TAIL)[:, 0], judged, size, 0)
    return Trends(
        count,
        _placed(np.where(told, found.mean[:, 0], np.nan), judged, size, np.nan),
        _placed(found.dispersion, judged, size, np.nan),
        lower,
        upper,
        lower_clear,
        upper_clear,
        np.where(silent, Signal.CANNOT_SAY, signal).astype(np.int8),
        reason,
        months,
        np.where(silent, 0, chance),
    )


def _placed(values: NDArray, at: NDArray[np.int64], size: int, otherwise: float) -> NDArray:
    """The values at their positions among ``size``, ``otherwise`` elsewhere."""
    answer = np.full(size, otherwise, dtype=values.dtype)
    answer[at] = values
    return answer
