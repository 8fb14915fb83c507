"""What a monthly file tells besides counts: days, points and hours of the week (:class:`aim.store.picture.Details`).

A file gives sums by category and without its month (:func:`of_file`); of all files together they become the tables of a
picture, by series and month (:func:`joined`). Files of sources that know no more than the month cost next to nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aim import months, schema
from aim.engine import hours as engine_hours
from aim.store.picture import HOURS_MONTHS, Details

# The newest months of a picture whose incidents are told by day: also a source that comes four months after the newest
# holds a year.
DATED_MONTHS = 16
_CATEGORY = "category number"
_EPOCH_MONDAY = 4 * 24 * 60  # minutes from 1 January 1970, a Thursday, to the first Monday
_BLOCK = 1 << 13  # incidents whose hours are worked out at once: 168 shares each make 11 MB
Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Found:
    """The details of one monthly file: equally long arrays by column, the last the sum; one line for each key.

    ``hours`` and ``dated`` are empty where the file is older than the months that they tell of.
    """

    daily: Columns
    points: Columns
    hours: Columns
    dated: Columns


@dataclass(frozen=True)
class Rows:
    """The rows of a file as they were counted; arrays [n].

    ``inside``: a point in the whole area, counted or left to another source; ``placed``: counted for its cell.
    ``category`` is a position in ``schema.CATEGORIES``.
    """

    table: pa.Table
    category: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    cell: np.ndarray
    inside: NDArray[np.bool_]
    placed: NDArray[np.bool_]


def of_file(rows: Rows, *, zone: str, month: str, last: str | None = None) -> Found:
    """The details of the rows of ``month``, in the local time of ``zone``; ``last``: the newest month of the picture.

    Without ``last`` all is told, and :func:`joined` leaves out what is too old.
    """
    placed = rows.placed
    points = summed(
        {
            _CATEGORY: rows.category[placed],
            schema.CELL: rows.cell[placed],
            schema.LONGITUDE: rows.longitude[placed],
            schema.LATITUDE: rows.latitude[placed],
        },
        schema.COUNT,
    )
    dated = np.asarray(pc.is_valid(rows.table[schema.OCCURRED_FROM])) & rows.inside
    start = local(rows.table[schema.OCCURRED_FROM], dated, zone)
    day = start.astype("datetime64[D]").astype(np.int32)
    part = placed[dated]
    recent, timed = (last is None or is_recent(month, last, n) for n in (DATED_MONTHS, HOURS_MONTHS))
    keys = {_CATEGORY: rows.category[dated][part], schema.CELL: rows.cell[dated][part]}
    end = local(rows.table[schema.OCCURRED_TO], dated, zone)
    return Found(
        daily=summed({schema.DAY: day}, schema.COUNT),
        points=points,
        hours=_hours(_head(keys, timed), start[part][: None if timed else 0], end[part][: None if timed else 0]),
        dated=summed(_head({**keys, schema.DAY: day[part]}, recent), schema.COUNT),
    )


def is_recent(month: str, last: str, n: int) -> bool:
    """Whether ``month`` is one of the ``n`` months that end with ``last``."""
    return months.number(last) - n < months.number(month) <= months.number(last)


def joined(found: Sequence[tuple[str, str, Found]], series: Sequence[tuple[str, str]], axis: Sequence[str]) -> Details:
    """The tables of a picture from (source, month, details) of each file; ``series``, ``axis``: those of its counts."""
    number = {pair: at for at, pair in enumerate(series)}
    parts: dict[str, list[Columns]] = {"daily": [], "points": [], "hours": [], "dated": []}
    for source, month, each in found:
        of = np.array([number.get((source, key), -1) for key in schema.CATEGORY_KEYS], dtype=np.int16)
        parts["daily"].append({schema.SOURCE: np.full(len(each.daily[schema.DAY]), source), **each.daily})
        at = np.full(len(each.points[schema.COUNT]), axis.index(month), dtype=np.int16)
        parts["points"].append({schema.MONTH_NUMBER: at, **_by_series(each.points, of)})
        if is_recent(month, axis[-1], HOURS_MONTHS):
            parts["hours"].append(_by_series(each.hours, of))
        if is_recent(month, axis[-1], DATED_MONTHS):
            parts["dated"].append(_by_series(each.dated, of))
    return Details(
        daily=_table(parts["daily"], schema.DAILY),
        points=_table(parts["points"], schema.POINTS),
        hours=_table(parts["hours"], schema.HOURS),
        dated=_table(parts["dated"], schema.DATED),
    )


def summed(keys: Mapping[str, np.ndarray], total: str, values: np.ndarray | None = None) -> Columns:
    """One line for each distinct combination of ``keys``, ascending by the first, then the second ...

    ``total`` names the column of the sums of ``values``; without them, of how many rows there are.
    """
    columns = list(keys.values())
    n = len(columns[0])
    order = np.lexsort(columns[::-1])
    ordered = [column[order] for column in columns]
    new = np.ones(n, dtype=np.bool_)
    if n:
        new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in ordered])
    first = np.flatnonzero(new)
    weights = np.ones(n, dtype=np.int64) if values is None else values[order]
    sums = np.add.reduceat(weights, first) if n else weights
    return {name: column[first] for name, column in zip(keys, ordered, strict=True)} | {total: sums}


def _hours(keys: Columns, start: np.ndarray, end: np.ndarray) -> Columns:
    """Shares of the hours of the week, summed by ``keys``; what may have happened in more than a week is left out."""
    first = start.astype("datetime64[m]").astype(np.int64) - _EPOCH_MONDAY
    # Rounded up: 23:59:59 is the end of a day. Where the clock goes back an end may come before its start.
    until = (end + np.timedelta64(60_000_000 - 1, "us")).astype("datetime64[m]").astype(np.int64) - _EPOCH_MONDAY
    until = np.where(np.isnat(end), first, np.maximum(until, first))
    kept = np.flatnonzero(until - first <= engine_hours.WEEK)
    order = kept[np.lexsort([column[kept] for column in keys.values()][::-1])]
    lines: list[Columns] = []
    for at in range(0, max(len(order), 1), _BLOCK):
        chosen = order[at : at + _BLOCK]
        row, hour = (shares := engine_hours.spread(first[chosen], until[chosen])).nonzero()
        by = {name: column[chosen][row] for name, column in keys.items()}
        lines.append(summed({**by, schema.HOUR: hour.astype(np.int16)}, schema.WEIGHT, shares[row, hour]))
    together = {name: np.concatenate([line[name] for line in lines]) for name in lines[0]}
    weight = together.pop(schema.WEIGHT)
    return summed(together, schema.WEIGHT, weight)


def local(column: pa.ChunkedArray, chosen: NDArray[np.bool_], zone: str) -> np.ndarray:
    """The ``chosen`` moments on the clock of ``zone``: datetime64[us], NaT for null."""
    if not chosen.any():
        return np.empty(0, dtype="datetime64[us]")
    moments = column.filter(pa.array(chosen)).to_pandas()
    clock: np.ndarray = moments.dt.tz_convert(zone).dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    return clock


def _head(columns: Columns, all_of_them: bool) -> Columns:
    return columns if all_of_them else {name: column[:0] for name, column in columns.items()}


def _by_series(columns: Columns, of: NDArray[np.int16]) -> Columns:
    """The columns with the series in place of the category."""
    return {schema.SERIES: of[columns[_CATEGORY]], **{n: column for n, column in columns.items() if n != _CATEGORY}}


def _table(parts: Sequence[Columns], form: pa.Schema) -> pa.Table:
    """The lines of all parts as a table of ``form``, whose last column is the sum; several suppliers are added up."""
    if not parts:
        return form.empty_table()
    *keys, total = form.names
    together = {name: np.concatenate([part[name] for part in parts]) for name in form.names}
    lines = summed({name: together[name] for name in keys}, total, together[total])
    return pa.table([pa.array(lines[field.name], type=field.type) for field in form], schema=form)
