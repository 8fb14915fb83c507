"""How far can the rank of a hot cell be trusted? Method section 6."""

import numpy as np
from numpy.typing import NDArray

from aim import schema
from aim.concerns import Concern
from aim.engine.expected import posterior
from aim.engine.intervals import rank_intervals
from aim.reading.freshness import Freshness
from aim.reading.hotspot_map import HotspotMap
from aim.reading.kept import kept_month
from aim.reading.surging import learned, surging

Ranks = tuple[NDArray[np.int64], NDArray[np.int64]]


def cell_ranks(fresh: Freshness, concern: Concern, month: str, window: int, found: HotspotMap) -> Ranks:
    """Between which ranks each hotspot of a map lies nine times of ten, [cells] each; 0 for all other cells.

    Ranks are those within the map's hotspots. 0 everywhere where the months before say too little.
    """
    kept = kept_month(fresh, month)
    meeting = fresh.shown.thresholds.window
    if kept is not None and window == meeting and kept.holds(concern.name, window, found.resolution):
        return kept.ranks(concern.name)
    key = ("cell ranks", fresh.key, concern.name, month, window, found.resolution)
    return fresh.shown.once(key, lambda: _make(fresh, concern, month, window, found))


def _make(fresh: Freshness, concern: Concern, month: str, window: int, found: HotspotMap) -> Ranks:
    shown = fresh.shown
    number = np.where(found.result.hotspot, found.rank, 0)  # hotspots come first in the rank
    low, high = np.zeros(number.shape, dtype=np.int64), np.zeros(number.shape, dtype=np.int64)
    history = learned(fresh, concern, month, window, found.resolution)
    if history is None or not number.any():
        return low, high
    count = surging(fresh, concern, month, window, found.resolution).count
    shape, rate = posterior(history, count)
    cells = shown.cells(found.resolution)[schema.CELL]
    told = rank_intervals(shape, rate, number, seed=shown.month_number(month), key=cells)
    hot = np.flatnonzero(number)
    low[hot], high[hot] = told.low[number[hot] - 1], told.high[number[hot] - 1]
    return low, high
