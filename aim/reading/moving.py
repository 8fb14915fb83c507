"""What moves a concern in some months and no smooth season can follow: bonfire night, as the calendar has it.

A season of one wave takes November for a little more than October. Where deliberate fires double around bonfire night,
every second November would be called higher than expected. So a month that an event touches has a level of its own, as
far as the history has shown it.
"""

import numpy as np
from numpy.typing import NDArray

from aim import config, months
from aim.concerns import Concern
from aim.reading.shown import Shown

ENOUGH = 0.25  # of a concern's incidents: an event that moves less of them is lost in the rest


def entries(shown: Shown) -> tuple[config.Event, ...]:
    """The entries of the calendar as they stood when the picture was made; none of pictures older than the calendar."""

    def read() -> tuple[config.Event, ...]:
        return tuple(config.Event.model_validate(each) for each in shown.manifest["settings"].get("calendar", ()))

    return shown.once(("calendar",), read, small=True)


def moving(shown: Shown, concern: Concern, sources: tuple[str, ...], span: list[str]) -> NDArray[np.float64] | None:
    """How far the events of the calendar that move ``concern`` touch each month of ``span``: [months, e], 1 or 0.

    An event counts where the categories that it moves bring a quarter of what ``sources`` report of the concern. None
    where none does, and of pictures whose calendar does not say what moves.
    """
    key = ("moving", concern.name, sources, span[0], span[-1])
    return shown.once(key, lambda: _moving(shown, concern, sources, span))


def _moving(shown: Shown, concern: Concern, sources: tuple[str, ...], span: list[str]) -> NDArray[np.float64] | None:
    columns = [
        [float(_touches(entry, month)) for month in span]
        for entry in entries(shown)
        if entry.moves and _share(shown, concern, sources, entry.moves) >= ENOUGH
    ]
    return np.array(columns, dtype=np.float64).T if columns else None


def _share(shown: Shown, concern: Concern, sources: tuple[str, ...], moved: tuple[str, ...]) -> float:
    def total(categories: tuple[str, ...]) -> int:
        return int(shown.area_counts(shown.numbers(categories, sources)).sum())

    return total(tuple(key for key in concern.ranked if key in moved)) / max(total(concern.ranked), 1)


def _touches(entry: config.Event, month: str) -> bool:
    first, after = months.first_day(month), months.first_day(months.shift(month, 1))
    return any(start < after and end >= first for start, end in entry.times(first.year))
