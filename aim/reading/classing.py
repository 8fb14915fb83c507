"""What has become of a place in two years: the room's class of each cell, and the analysts'. Method section 3."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aim import months
from aim.concerns import Concern
from aim.engine.classes import SURGED, RoomClass, analyst_classes, room_classes
from aim.engine.history import CONTEXT_FROM, SIGNALS_FROM
from aim.engine.hotspots import HotspotMap, hotspots
from aim.engine.mann_kendall import directions
from aim.reading.freshness import Freshness
from aim.reading.kept import kept_month
from aim.reading.past import Past, monthly, past
from aim.reading.surging import surging

MAPS = 24  # monthly maps that a class looks back on
YEAR = 12


@dataclass(frozen=True)
class Classing:
    """Of K cells. ``maps`` complete months, at most 24, lie behind it.

    room, analyst: values of the engine's classes, int8 [K]; hot: months of the last ``year`` complete ones (at most
    12) in which the cell was hot, int64 [K]. reason: why there is no class, in words; with under 24 maps only what
    needs no before and after is told: every month, on and off.
    """

    room: NDArray[np.int8]
    analyst: NDArray[np.int8]
    hot: NDArray[np.int64]
    year: int
    maps: int
    reason: str


def classing(fresh: Freshness, concern: Concern, month: str, resolution: int) -> Classing:
    """The classes of a concern's cells in ``month``, as they are known on a day."""
    key = ("classing", fresh.key, concern.name, month, resolution)
    return fresh.shown.once(key, lambda: _make(fresh, concern, month, resolution))


def _make(fresh: Freshness, concern: Concern, month: str, resolution: int) -> Classing:
    kept = kept_month(fresh, month)
    if kept is not None and kept.holds(concern.name, None, resolution):
        return Classing(*kept.classing(concern.name))
    found = past(fresh, concern, month, resolution)
    at = np.flatnonzero(found.whole)[-MAPS:]
    cells = found.cells.shape[1]
    if not found.whole[-1] or len(at) < CONTEXT_FROM:
        reason = "" if found.whole[-1] else found.fault
        none = np.zeros(cells, dtype=np.int8)
        return Classing(
            none, none, none.astype(np.int64), 0, len(at), reason or f"no history yet: {len(at)} of {CONTEXT_FROM}"
        )
    shown = _maps(fresh, concern, found, resolution)
    hot: NDArray[np.bool_] = shown.hotspot[at]
    z, p = shown.z[at], shown.p_adjusted[at]
    surged = np.zeros(hot.shape, dtype=np.bool_)
    surged[-1] = _surged(fresh, concern, month, resolution)
    room = room_classes(hot, surged)
    reason = ""
    if len(at) < SIGNALS_FROM:
        # What is new, and what has gone quiet, wants two years: of less only what needs no before and after is told.
        room = np.where(np.isin(room, (RoomClass.EVERY_MONTH, RoomClass.ON_AND_OFF)), room, 0).astype(np.int8)
        reason = f"only {len(at)} of the {SIGNALS_FROM} months needed"
    alpha = fresh.shown.thresholds.alpha
    cold = (z < 0) & (p < alpha)
    year = hot[-YEAR:]
    return Classing(
        room=room,
        analyst=analyst_classes(hot, cold, directions(z, alpha)),
        hot=year.sum(axis=0),
        year=len(year),
        maps=len(at),
        reason=reason,
    )


def _maps(fresh: Freshness, concern: Concern, found: Past, resolution: int) -> HotspotMap:
    """The monthly maps of every month of the picture: [months, cells]."""
    shown, sources = fresh.shown, found.compared.sources

    def make() -> HotspotMap:
        return hotspots(
            monthly(shown, concern, sources, resolution),
            shown.weights(resolution, shown.thresholds.rings[resolution]),
            alpha=shown.thresholds.alpha,
            floor=shown.thresholds.floor,
        )

    return shown.once(("maps", concern.name, sources, resolution), make)


def _surged(fresh: Freshness, concern: Concern, month: str, resolution: int) -> NDArray[np.bool_]:
    """Whether a cell surged in any of the last three months, alone or with the two before it.

    A window of one month sees a sudden rise, the meeting's own window one that builds up.
    """
    shown = fresh.shown
    ends = [months.shift(month, -back) for back in range(SURGED)]
    windows = sorted({1, shown.thresholds.window})
    flags = [
        surging(fresh, concern, end, window, resolution).surge
        for end in ends
        if end in shown.months
        for window in windows
    ]
    answer: NDArray[np.bool_] = np.logical_or.reduce(flags)
    return answer
