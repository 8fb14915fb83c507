"""Do the last days hold a sudden cluster? Of each concern that has a dated source (:mod:`aim.engine.scan`).

Searched is a year of days up to the end of a month (:mod:`aim.reading.studies`), at resolution 9. A cluster is told
where chance alone gives one as strong less than once a year of daily runs: under that, places where incidents come in
bursts of their own would cry all the time. They still do so more often than chance says: in 24 month ends of the
demonstration, whose reports come in bursts (variance/mean 1.5 of a place's month), 11 of 312 searches told a cluster
where chance alone would have had 1. It is worked out by `aim build` and stored: no page waits for it.
"""

import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from aim import months, schema
from aim.concerns import Concern
from aim.engine.cells import parents
from aim.engine.scan import PERMUTATIONS, Cluster, bases, scan
from aim.geography import cells as geography_cells
from aim.reading.freshness import Freshness
from aim.reading.shown import Shown
from aim.reading.studies import EPOCH, Study, day_number, left_out, study

ANSWER: Final = "clusters"  # its name among the stored answers of a picture
RESOLUTION: Final = 9
ALARM_DAYS: Final = 365.0
ONE_LOCATION: Final = 0.6
CHECK: Final = "one location may explain this: check before naming"
# With so many permutations that reach the score a recurrence of a year is out of reach: no more need be made.
STOP: Final = int((PERMUTATIONS + 1) / ALARM_DAYS) + 1


@dataclass(frozen=True)
class _Incidents:
    """Equally long arrays, one entry an incident: place on the grid, storage cell, day since 1970."""

    place: NDArray[np.int64]
    cell: NDArray[np.int64]
    day: NDArray[np.int64]


def clusters_table(fresh: Freshness) -> pa.Table:
    """One row for each concern, columns :data:`aim.schema.CLUSTERS`, in the order of the concerns.

    The same picture, known on the same day, gives the same table: permutations are seeded by the month and by what is
    searched, so that concerns of the same incidents have the same answer.
    """
    grid = fresh.shown.cells(RESOLUTION)[schema.CELL]
    disks = fresh.shown.once(("scanned disks", RESOLUTION), lambda: bases(grid))
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    rows = []
    for concern in fresh.shown.concerns:
        asked = study(fresh, concern)
        if isinstance(asked, str):
            rows.append(_row(concern, schema.CANNOT_SAY, reason=asked))
            continue
        key = (asked.last, tuple(asked.numbers))
        if key not in found:
            found[key] = _search(fresh.shown, asked, disks)
        rows.append(_row(concern, **_of_study(fresh, concern, asked), **_named(concern, found[key])))
    return pa.Table.from_pylist(rows, schema=schema.CLUSTERS)


def _row(concern: Concern, status: str, **said: Any) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(schema.CLUSTERS.names)
    texts = {schema.REASON: "", schema.SOURCES: "", schema.LEFT_OUT: "", schema.ALARM: False}
    return empty | texts | {schema.CONCERN: concern.name, schema.STATUS: status} | said


def _of_study(fresh: Freshness, concern: Concern, asked: Study) -> dict[str, Any]:
    return {
        schema.STUDY_FIRST: asked.first,
        schema.STUDY_LAST: asked.last,
        schema.SOURCES: ", ".join(fresh.titles[source] for source in asked.sources),
        schema.LEFT_OUT: ", ".join(left_out(fresh, concern, asked)),
    }


def _named(concern: Concern, found: dict[str, Any]) -> dict[str, Any]:
    """What was found; of a cluster of one location the ward in place of the place."""
    if not found[schema.REASON]:
        return found
    return found | {schema.PLACE: f"{concern.title} in {found[schema.WARD]}"}


def _search(shown: Shown, asked: Study, disks: csr_matrix) -> dict[str, Any]:
    """The columns of what is found, by name."""
    incidents = _incidents(shown, asked)
    names = "\n".join(" ".join(shown.series[number]) for number in asked.numbers)
    seed = [months.number(asked.month), zlib.crc32(names.encode())]
    last = day_number(asked.last)
    random = np.random.default_rng(seed)
    found = scan(incidents.place, incidents.day, disks, last=last, random=random, stop=STOP)
    if found is None or found.recurrence < ALARM_DAYS:
        return {schema.STATUS: schema.NO_CLUSTER, schema.REASON: ""}
    return _cluster(shown, asked, incidents, found, disks)


def _cluster(shown: Shown, asked: Study, incidents: _Incidents, found: Cluster, disks: csr_matrix) -> dict[str, Any]:
    columns = shown.cells(RESOLUTION)
    first = asked.last - timedelta(days=found.window - 1)
    share = _on_one_point(shown, asked, incidents, found)
    base = found.ring * disks.shape[1] + found.centre
    cells = columns[schema.CELL][np.sort(disks.indices[disks.indptr[base] : disks.indptr[base + 1]])]
    return {
        schema.STATUS: schema.CLUSTER,
        schema.REASON: CHECK if share >= ONE_LOCATION else "",
        schema.PLACE: columns[schema.PLACE][found.centre],
        schema.WARD: columns[schema.WARD][found.centre],
        schema.NEIGHBOURHOOD: columns[schema.NEIGHBOURHOOD][found.centre],
        schema.CELLS: " ".join(f"{cell:015x}" for cell in cells.tolist()),
        schema.FIRST_DAY: first,
        schema.LAST_DAY: asked.last,
        schema.DAYS: found.window,
        schema.COUNT: found.count,
        schema.EXPECTED: found.expected,
        schema.RECURRENCE_DAYS: found.recurrence,
        schema.ALARM: True,
        schema.ONE_LOCATION: share,
    }


def _incidents(shown: Shown, asked: Study) -> _Incidents:
    """The incidents of a study, each as often as it was counted."""
    table = shown.picture.details.dated
    day = table[schema.DAY].to_numpy()
    within = (day >= day_number(asked.first)) & (day <= day_number(asked.last))
    chosen = np.flatnonzero(within & np.isin(table[schema.SERIES].to_numpy(), asked.numbers))
    repeated = np.repeat(chosen, table[schema.COUNT].to_numpy()[chosen])
    places = shown.once(("dated places", RESOLUTION), lambda: _places(shown))
    cell = table[schema.CELL].to_numpy()
    return _Incidents(places[repeated], cell[repeated], day[repeated].astype(np.int64))


def _places(shown: Shown) -> NDArray[np.int64]:
    """Of each line of the dated incidents its cell's position in the grid; those of cells at its rim by the nearest."""
    cell, at = np.unique(shown.picture.details.dated[schema.CELL].to_numpy(), return_inverse=True)
    grid = shown.cells(RESOLUTION)[schema.CELL]
    places: NDArray[np.int64] = geography_cells.nearest(grid, parents(cell, RESOLUTION))[at]
    return places


def _on_one_point(shown: Shown, asked: Study, incidents: _Incidents, found: Cluster) -> float:
    """The largest part of the cluster's incidents that can lie on one point.

    Points are known by month, not by day: of a point counts what it had in the cluster's months, but no more than its
    cell had in the cluster. So the part may be told too large, never too small.
    """
    cells, held = np.unique(incidents.cell[found.inside], return_counts=True)
    axis: list[str] = shown.manifest["months"]
    since = months.of(EPOCH + timedelta(days=int(incidents.day[found.inside].min())))
    table = shown.picture.details.points
    cell = table[schema.CELL].to_numpy()
    chosen = (
        np.isin(table[schema.MONTH_NUMBER].to_numpy(), range(axis.index(since), axis.index(asked.month) + 1))
        & np.isin(table[schema.SERIES].to_numpy(), asked.numbers)
        & np.isin(cell, cells)
    )
    points = np.column_stack([table[name].to_numpy()[chosen] for name in (schema.LONGITUDE, schema.LATITUDE)])
    point, at = np.unique(points, axis=0, return_inverse=True)
    total = np.bincount(at.ravel(), table[schema.COUNT].to_numpy()[chosen], minlength=len(point))
    of_cell = np.zeros(len(cells))
    np.maximum.at(of_cell, np.searchsorted(cells, cell[chosen]), total[at.ravel()])
    return float(np.minimum(held, of_cell).max()) / found.count
