"""The months of a concern, cell by cell, as far as they were counted alike: what every comparison of a place rests on.

Of the sources that :mod:`aim.reading.comparable` compares, and of the categories that rank: counts that depend on how
much anybody looks (drugs, weapons) say more about patrols than about places.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aim.concerns import Concern
from aim.engine.history import CONTEXT_FROM, SIGNALS_FROM
from aim.reading.comparable import Comparable, comparable
from aim.reading.freshness import Freshness
from aim.reading.shown import Shown

TOO_LITTLE = "too little ever happened"


@dataclass(frozen=True)
class Past:
    """Of a concern up to and with a month: M months of the picture, K cells.

    cells: incidents, int64 [M, K]; whole: bool [M], whether the month is complete and counted as the last one is.
    """

    compared: Comparable
    cells: NDArray[np.int64]
    whole: NDArray[np.bool_]

    @property
    def fault(self) -> str:
        """Why nothing can be said of the month, in words; empty where something can."""
        if self.compared.fault or not self.whole[-1]:
            return self.compared.fault or "not complete yet"
        held = int(self.whole[:-1].sum())
        if held < CONTEXT_FROM:
            return f"no history yet: {held} of {CONTEXT_FROM}"
        return f"only {held} of the {SIGNALS_FROM} months needed" if held < SIGNALS_FROM else ""


def past(fresh: Freshness, concern: Concern, month: str, resolution: int) -> Past:
    """The months of ``concern`` up to ``month``, by cells of ``resolution``, as they are known on a day."""
    key = ("past", fresh.key, concern.name, month, resolution)
    return fresh.shown.once(key, lambda: _make(fresh, concern, month, resolution))


def _make(fresh: Freshness, concern: Concern, month: str, resolution: int) -> Past:
    shown, until = fresh.shown, fresh.shown.month_number(month) + 1
    compared = comparable(fresh, concern, month)
    whole = np.array([compared.complete(each) for each in shown.months[:until]], dtype=np.bool_)
    return Past(compared, monthly(shown, concern, compared.sources, resolution)[:until], whole)


def monthly(shown: Shown, concern: Concern, sources: tuple[str, ...], resolution: int) -> NDArray[np.int64]:
    """Incidents of the ranked categories that ``sources`` report, [months of the picture, cells]."""

    def make() -> NDArray[np.int64]:
        numbers = shown.numbers(concern.ranked, sources)
        counts: NDArray[np.int64] = np.diff(shown.history(numbers, resolution), axis=0)
        return counts

    return shown.once(("monthly", concern.name, sources, resolution), make)
