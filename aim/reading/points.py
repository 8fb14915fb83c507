"""How much of a place lies on one point? Where most of it does, naming the place may name somebody's address."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aim import schema
from aim.concerns import Concern
from aim.engine import cells as engine_cells
from aim.geography import cells as geography_cells
from aim.reading.shown import Shown

ONE_LOCATION = 0.6  # of the incidents on one point: "one location may explain this" (the product's guard)


@dataclass(frozen=True)
class _Points:
    """Lines of the picture's points, month by month: series, position in the grid, number of the point, count.

    begin: the first line of each month of the picture, and one more: a few months of ten years are read, not all.
    """

    series: NDArray[np.int64]
    begin: NDArray[np.int64]
    cell: NDArray[np.int64]
    point: NDArray[np.int64]
    count: NDArray[np.int64]


def one_point_share(
    shown: Shown, concern: Concern, sources: Collection[str], months: Collection[str], cells: Collection[int], at: int
) -> float:
    """The part of what ``sources`` report of a concern in ``cells`` that lies on the point that has most of it.

    cells: positions in the grid of resolution ``at``; the ranked categories count. NaN where nothing lies there, and of
    pictures that do not hold points.
    """
    most, every = on_one_point(shown, concern, sources, months, cells, at)
    return most / every if every else float("nan")


def on_one_point(
    shown: Shown, concern: Concern, sources: Collection[str], months: Collection[str], cells: Collection[int], at: int
) -> tuple[int, int]:
    """How many incidents lie on the point that has most of them, and how many in all; as :func:`one_point_share`."""
    known = _points(shown, at)
    counted = _counted(known, shown, concern, sources, months)
    chosen = counted[np.isin(known.cell[counted], list(cells))]
    if not len(chosen):
        return 0, 0
    _, point = np.unique(known.point[chosen], return_inverse=True)
    by_point = np.bincount(point, weights=known.count[chosen])
    return int(by_point.max()), int(by_point.sum())


def one_point_shares(
    shown: Shown, concern: Concern, sources: Collection[str], months: Collection[str], at: int
) -> NDArray[np.float64]:
    """:func:`one_point_share` of each cell of the grid of resolution ``at`` by itself, [cells]."""
    known, size = _points(shown, at), len(shown.cells(at)[schema.CELL])
    chosen = _counted(known, shown, concern, sources, months)
    width = int(known.point.max(initial=0)) + 1
    pairs, line = np.unique(known.cell[chosen] * width + known.point[chosen], return_inverse=True)
    by_point, cell = np.bincount(line, weights=known.count[chosen], minlength=len(pairs)), pairs // width
    most, every = np.zeros(size), np.bincount(cell, weights=by_point, minlength=size)
    np.maximum.at(most, cell, by_point)
    shares: NDArray[np.float64] = np.divide(most, every, out=np.full(size, np.nan), where=every > 0)
    return shares


def _counted(
    known: _Points, shown: Shown, concern: Concern, sources: Collection[str], months: Collection[str]
) -> NDArray[np.int64]:
    """The lines of what ``sources`` report of the ranked categories in ``months``."""
    wanted = np.zeros(len(shown.series), dtype=np.bool_)
    wanted[shown.numbers(concern.ranked, sources)] = True
    held = sorted({shown.month_number(month) for month in months})
    lines = np.concatenate([np.arange(0), *(np.arange(known.begin[at], known.begin[at + 1]) for at in held)])
    counted: NDArray[np.int64] = lines[wanted[known.series[lines]]]
    return counted


def _points(shown: Shown, resolution: int) -> _Points:
    return shown.once(("points", resolution), lambda: _read(shown, resolution))


def _read(shown: Shown, resolution: int) -> _Points:
    table = shown.picture.details.points
    column = {name: table[name].to_numpy() for name in table.column_names}
    grid = shown.cells(resolution)[schema.CELL]
    parents, place = np.unique(engine_cells.parents(column[schema.CELL], resolution), return_inverse=True)
    position = geography_cells.nearest(grid, parents)  # as the counts of coarser cells are folded
    where = np.stack([column[schema.LONGITUDE], column[schema.LATITUDE]], axis=1)
    _, point = np.unique(where, axis=0, return_inverse=True)
    month = column[schema.MONTH_NUMBER].astype(np.int64) - shown.skipped
    order = np.argsort(month, kind="stable")
    return _Points(
        series=column[schema.SERIES].astype(np.int64)[order],
        begin=np.searchsorted(month[order], np.arange(len(shown.months) + 1)),
        cell=position[place].astype(np.int64)[order],
        point=point.reshape(-1).astype(np.int64)[order],
        count=column[schema.COUNT].astype(np.int64)[order],
    )
