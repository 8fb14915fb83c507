"""At what hours of the week does a concern happen at a place? Told of dated incidents only."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aim import schema
from aim.concerns import Concern
from aim.engine import cells as engine_cells
from aim.geography import cells as geography_cells
from aim.reading.shown import Shown

Ints = NDArray[np.int64]
ENOUGH = 30  # dated incidents from which hours are shown (the product's rule): of fewer they are chance
WEEK = 168


@dataclass(frozen=True)
class When:
    """``incidents``: dated ones of the picture's last 12 months; week: their parts by hour, [168], Monday first."""

    incidents: float
    week: NDArray[np.float64]

    @property
    def enough(self) -> bool:
        """Whether hours can be shown."""
        return self.incidents >= ENOUGH


def when(shown: Shown, concern: Concern, sources: Collection[str], cells: Collection[int], at: int) -> When:
    """The hours of what ``sources`` report of a concern in ``cells``: positions in the grid of resolution ``at``."""
    series, place, hour, weight = shown.once(("hours", at), lambda: _read(shown, at))
    chosen = np.isin(place, list(cells)) & np.isin(series, shown.numbers(concern.ranked, sources))
    week = np.bincount(hour[chosen], weights=weight[chosen], minlength=WEEK).astype(np.float64)
    return When(float(week.sum()), week)


def _read(shown: Shown, resolution: int) -> tuple[Ints, Ints, Ints, NDArray[np.float64]]:
    table = shown.picture.details.hours
    grid = shown.cells(resolution)[schema.CELL]
    parents, at = np.unique(engine_cells.parents(table[schema.CELL].to_numpy(), resolution), return_inverse=True)
    place = geography_cells.nearest(grid, parents)[at]
    columns = (table[name].to_numpy() for name in (schema.SERIES, schema.HOUR, schema.WEIGHT))
    series, hour, weight = columns
    return series.astype(np.int64), place, hour.astype(np.int64), weight
