"""Classes of places by their last two years: what a room is told of a hotspot, and the eight classes analysts use.

Both read monthly maps (window 1, as :func:`aim.engine.hotspots.hotspots` gives them), oldest month first. A place has
one class, the first that fits in the order of the enumeration, and none where nothing fits. The eight classes are those
of emerging hot spot analysis (Esri, ArcGIS Pro, "How Emerging Hot Spot Analysis works"); its "historical" counts all
months, ours the earlier ones.
"""

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

RECENT: Final = 5  # months that are "now" for the room
SURGED: Final = 3  # a surge in any of as many last months is new or worse
AGAIN: Final = 2  # hot months of the recent ones: one alone is chance in up to 2.8 % of the cells of a still town
USUALLY: Final = 0.8  # of all months: hot every month
SELDOM: Final = 0.1  # of the months before the recent ones: what is hot more often is not new
OFTEN: Final = 0.5  # of the months before the recent ones: hot enough to have become quiet
SOMETIMES: Final = 0.1  # of all months: on and off
NEARLY_ALWAYS: Final = 0.9  # of all months: the analysts' persistent classes


class RoomClass(IntEnum):
    """What the room is told; NONE is no class."""

    NONE = 0
    EVERY_MONTH = 1  # persistent
    NEW_OR_WORSE = 2  # emerging
    QUIETENED = 3  # former
    ON_AND_OFF = 4  # intermittent

    @property
    def words(self) -> str:
        """The class as it is written on a page; nothing for NONE."""
        return "" if self is RoomClass.NONE else self.name.lower().replace("_", " ")


class AnalystClass(IntEnum):
    """The eight classes of emerging hot spots; NONE is no class."""

    NONE = 0
    NEW = 1
    CONSECUTIVE = 2
    INTENSIFYING = 3
    PERSISTENT = 4
    DIMINISHING = 5
    SPORADIC = 6
    OSCILLATING = 7
    HISTORICAL = 8

    @property
    def words(self) -> str:
        """The class as it is written in an export; nothing for NONE."""
        return "" if self is AnalystClass.NONE else self.name.lower()


def room_classes(hot: ArrayLike, surge: ArrayLike) -> NDArray[np.int8]:
    """Return each cell's class for the room: values of :class:`RoomClass`, int8 [..., n].

    *every month*: hot in at least 80 % of the months; *new or worse*: hot in at least 2 of the last 5 and in under 10 %
    of those before, or a surge in any of the last 3; *quietened*: hot in at least 50 % of the months before the last 5
    and in none of those; *on and off*: hot in at least 10 % of the months.

    hot, surge: bool [..., months, n], the same months, the last one that of the map; only the last 3 of ``surge`` are
    looked at. Method section 3 asks for 24 months, more than 5 are needed. Raises ValueError for another shape,
    TypeError for anything but truth values.
    """
    is_hot, surged = _flags(hot, surge)
    months = is_hot.shape[-2]
    if months <= RECENT:
        raise ValueError(f"{months} months: more than the last {RECENT} are needed to tell what is new")
    recent = is_hot[..., -RECENT:, :].sum(axis=-2)
    every = is_hot.sum(axis=-2)
    before = (every - recent) / (months - RECENT)
    share = every / months
    new = ((recent >= AGAIN) & (before < SELDOM)) | surged[..., -SURGED:, :].any(axis=-2)
    return _first(
        {
            RoomClass.EVERY_MONTH: share >= USUALLY,
            RoomClass.NEW_OR_WORSE: new,
            RoomClass.QUIETENED: (before >= OFTEN) & (recent == 0),
            RoomClass.ON_AND_OFF: share >= SOMETIMES,
        }
    )


def analyst_classes(hot: ArrayLike, cold: ArrayLike, direction: ArrayLike) -> NDArray[np.int8]:
    """Return each cell's class for analysts: values of :class:`AnalystClass`, int8 [..., n].

    *new*: hot in the last month and never before; *consecutive*: one unbroken run of at least 2 hot months that ends in
    the last, never hot before it, under 90 % hot; *intensifying, persistent, diminishing*: hot in at least 90 % of the
    months and in the last, z rising, neither, falling; *sporadic*: hot in the last, on and off, under 90 %, never cold;
    *oscillating*: the same, cold in some month before; *historical*: hot in at least 90 % of the months before the last
    and not in it.

    hot, cold: bool [..., months, n], the same months, at least two; direction: [..., n], 1, 0 or -1, the significant
    trend of the monthly z (:meth:`aim.engine.mann_kendall.Trends.direction`). Raises ValueError for another shape or
    direction and for a cell both hot and cold, TypeError for anything but truth values.
    """
    is_hot, is_cold = _flags(hot, cold)
    trend = np.asarray(direction)
    months = is_hot.shape[-2]
    if months < 2:
        raise ValueError("one month has no past to class it by: at least two are needed")
    if trend.shape != is_hot.shape[:-2] + is_hot.shape[-1:] or not np.isin(trend, (-1, 0, 1)).all():
        raise ValueError(f"directions of shape {trend.shape} are not 1, 0 or -1 for each cell of {is_hot.shape}")
    if (is_hot & is_cold).any():
        raise ValueError("a cell is both hot and cold in one month")
    last, earlier = is_hot[..., -1, :], is_hot[..., :-1, :].sum(axis=-2)
    run = np.logical_and.accumulate(is_hot[..., ::-1, :], axis=-2).sum(axis=-2)  # hot months that end in the last
    mostly = last & ((earlier + last) / months >= NEARLY_ALWAYS)
    was_cold = is_cold[..., :-1, :].any(axis=-2)
    return _first(
        {
            AnalystClass.NEW: last & (earlier == 0),
            AnalystClass.CONSECUTIVE: last & (run == earlier + 1) & ~mostly,
            AnalystClass.INTENSIFYING: mostly & (trend > 0),
            AnalystClass.PERSISTENT: mostly & (trend == 0),
            AnalystClass.DIMINISHING: mostly & (trend < 0),
            AnalystClass.SPORADIC: last & ~mostly & ~was_cold,
            AnalystClass.OSCILLATING: last & ~mostly & was_cold,
            AnalystClass.HISTORICAL: ~last & (earlier / (months - 1) >= NEARLY_ALWAYS),
        }
    )


def _flags(one: ArrayLike, other: ArrayLike) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    first, second = np.asarray(one), np.asarray(other)
    if first.dtype != np.bool_ or second.dtype != np.bool_:
        raise TypeError(f"flags are {first.dtype} and {second.dtype}: true or false only")
    if first.ndim < 2 or first.shape != second.shape:
        raise ValueError(f"flags of shapes {first.shape} and {second.shape} are not both [months, n]")
    return first, second


def _first(fitting: dict) -> NDArray[np.int8]:
    """The first class that fits each cell, in the order given; 0 where none does."""
    answer: NDArray[np.int8] = np.select(list(fitting.values()), [np.int8(key) for key in fitting], np.int8(0))
    return answer
