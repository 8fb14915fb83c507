"""Which incidents were received between two moments? Not which happened then: what came late is news all the same.

Received is an incident that stands at the later moment and did not stand at the earlier one:

- In a month that came for the first time every incident is.
- In a month that came again, whole or as changes, those are whose reference did not stand before, in any month of that
  supplier: an incident whose date or kind was corrected is not received again. Where less than half of the references
  that stood stand still, the supplier has given new ones and they tell nothing; then, and for incidents that have none,
  only numbers can be compared: what a kind of incident and a neighbourhood hold more than before was received, and
  which ones they are is not known.
- What an undo puts back was received when its own load came.

Categories that another source reports better are left to it, as in every count. A demonstration was made in one go:
there an incident counts as received at eight in the morning after it happened.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aim import months, schema
from aim.building import details
from aim.building.counting import Ground, category_numbers, filled, known_place
from aim.store.arrivals import Arrival, Arrivals
from aim.store.held import Held
from aim.store.incidents import IncidentFile, IncidentStore

LINKED = 0.5  # of the references that stood: where fewer stand still, they do not name the same incidents
MORNING = 8  # the hour at which an incident of a demonstration counts as received
_READ = [*(name for name in schema.INCIDENTS.names if name not in (schema.OUTCOME, schema.STREET, schema.LOCATED_BY))]


@dataclass(frozen=True)
class Counted:
    """``count`` incidents more than stood before, of which nobody can tell which they are."""

    source: str
    month: str
    category: int
    area: int
    count: int


@dataclass(frozen=True)
class Incidents:
    """Incidents inside the town: arrays [n].

    ``category`` is a position in ``schema.CATEGORIES``, ``area`` one in the neighbourhoods of the outlines, ``ward``
    the name of the ward it lies in, empty where only the area is known; ``cell`` is at the storage resolution, 0 where
    no exact place is known; ``start`` and ``end`` are local (NaT: not known), ``apart``: at a known place that is
    counted apart.
    """

    source: NDArray[np.object_]
    month: NDArray[np.object_]
    category: NDArray[np.int64]
    area: NDArray[np.int64]
    ward: NDArray[np.object_]
    cell: NDArray[np.int64]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    start: NDArray[np.datetime64]
    end: NDArray[np.datetime64]
    apart: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.category)

    def only(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Incidents":
        """Those that are ``chosen``, or stand at these positions."""
        return Incidents(**{name: column[chosen] for name, column in vars(self).items()})


@dataclass(frozen=True)
class Received:
    """What was received: incidents that are known one by one, and numbers of others, both by position in ``areas``."""

    incidents: Incidents
    counted: tuple[Counted, ...]
    areas: tuple[str, ...]  # the neighbourhoods of the outlines


def received(store: IncidentStore, found: Arrivals, ground: Ground, content: Held) -> Received:
    """What ``found`` brought; ``content`` is what the version that stood at its end holds. See the head of the file."""

    def rows(file: IncidentFile) -> _Rows:
        return _rows(store, file, ground, content.superseded(file.key) if file.source in content.sources else {})

    parts, counted = [], list[Counted]()
    for pair in sorted({each.key[:2] for each in found.months}):
        arrived = [each for each in found.months if each.key[:2] == pair]
        gone = [file for file in found.gone if file.key[:2] == pair]
        new, surplus = _of_supplier(arrived, gone, rows)
        parts += new
        counted += surplus
    return Received(_joined(parts), tuple(counted), tuple(ground.outlines.neighbourhoods))


def as_if_daily(store: IncidentStore, since: datetime, until: datetime, ground: Ground, content: Held) -> Received:
    """What a demonstration is told to have received between two local moments: dated incidents, each the morning after.

    ``content`` is all that it holds.
    """
    first, last = (months.of(day) for day in (since.date() - timedelta(days=2), until.date()))
    parts = []
    for file in content.files:
        if first <= file.month <= last:
            rows = _rows(store, file, ground, content.superseded(file.key)).incidents
            came = rows.start.astype("datetime64[D]") + np.timedelta64(1, "D") + np.timedelta64(MORNING, "h")
            parts.append(rows.only(np.asarray((came > _clock(since)) & (came <= _clock(until)))))
    return Received(_joined(parts), (), tuple(ground.outlines.neighbourhoods))


def last_morning(until: datetime, last_day: date) -> datetime:
    """When a demonstration whose last day is ``last_day`` is told to have received something for the last time."""
    today = until.date() if until.hour >= MORNING else until.date() - timedelta(days=1)
    return datetime.combine(min(today, last_day + timedelta(days=1)), time(MORNING), until.tzinfo)


def _clock(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.replace(tzinfo=None), "us")


@dataclass(frozen=True)
class _Rows:
    incidents: Incidents
    reference: pa.ChunkedArray  # null where there is none

    def unlinked(self, linked: bool) -> NDArray[np.bool_]:
        """Which rows no reference tells from others."""
        if not linked:
            return np.ones(len(self.incidents), dtype=np.bool_)
        return np.asarray(pc.is_null(self.reference), dtype=np.bool_)


def _of_supplier(
    arrived: Sequence[Arrival], gone: Sequence[IncidentFile], rows: Callable[[IncidentFile], _Rows]
) -> tuple[list[Incidents], list[Counted]]:
    before = {each.key: rows(each.before) for each in arrived if each.before is not None}
    now = {each.key: rows(each.now) for each in arrived}
    known = _references([*before.values(), *(rows(file) for file in gone)])
    linked = _linked(known, _references(now.values()))
    parts, counted = [], list[Counted]()
    for key, found in now.items():
        without = found.unlinked(linked)
        new = ~np.asarray(pc.is_in(found.reference, value_set=known), dtype=np.bool_)
        parts.append(found.incidents.only(np.where(without, key not in before, new)))
        if key in before:
            counted += _surplus(key[0], key[2], before[key], found, linked)
    return parts, counted


def _references(rows: Iterable[_Rows]) -> pa.Array:
    found = [chunk for each in rows for chunk in each.reference.chunks]
    return pa.chunked_array(found, type=pa.binary()).drop_null().combine_chunks()


def _linked(known: pa.Array, now: pa.Array) -> bool:
    if not len(known):
        return True
    return bool(pc.mean(pc.cast(pc.is_in(known, value_set=now), pa.int8())).as_py() >= LINKED)


def _surplus(source: str, month: str, before: _Rows, now: _Rows, linked: bool) -> list[Counted]:
    """By kind and neighbourhood how many more there are now of those that no reference tells apart."""

    def tally(found: _Rows) -> Counter[tuple[int, int]]:
        rows = found.incidents.only(found.unlinked(linked))
        return Counter(zip(rows.category.tolist(), rows.area.tolist(), strict=True))

    more = tally(now) - tally(before)
    return [Counted(source, month, category, area, count) for (category, area), count in sorted(more.items())]


def _rows(store: IncidentStore, file: IncidentFile, ground: Ground, superseded: Mapping[str, str]) -> _Rows:
    """The incidents of a file that lie inside the town and that no other source reports better."""
    table = store.read(file, _READ)
    category = category_numbers(table)
    sensitive = np.isin(category, [schema.CATEGORY_KEYS.index(key) for key in schema.SENSITIVE])
    longitude, latitude = (filled(table[name], np.nan) for name in (schema.LONGITUDE, schema.LATITUDE))
    ward = ground.locator.wards(longitude, latitude)
    named = pc.index_in(table[schema.AREA], pa.array(ground.outlines.neighbourhoods, type=pa.string()))
    area = np.append(ground.outlines.ward_neighbourhood, -1)[ward].astype(np.int64)
    area = np.where(sensitive, np.asarray(pc.fill_null(named, -1), dtype=np.int64), area)
    left = np.isin(category, [schema.CATEGORY_KEYS.index(key) for key in superseded])
    inside = (area >= 0) & ~left
    exact = (filled(table[schema.PRECISION_M], 0) <= schema.COARSE_M) & ~sensitive
    names = np.array([*(each.name for each in ground.outlines.wards), ""], dtype=object)
    place = known_place(longitude, latitude, inside & exact, ground)
    everything = np.ones(len(category), dtype=np.bool_)
    incidents = Incidents(
        source=np.full(len(category), file.source, dtype=object),
        month=np.full(len(category), file.month, dtype=object),
        category=category,
        area=area,
        ward=np.where(sensitive, "", names[ward]),
        cell=np.where(exact, filled(table[schema.CELL], 0), 0).astype(np.int64),
        longitude=longitude,
        latitude=latitude,
        start=details.local(table[schema.OCCURRED_FROM], everything, ground.zone),
        end=details.local(table[schema.OCCURRED_TO], everything, ground.zone),
        apart=(place >= 0) & np.append(ground.apart, False)[place],
    )
    return _Rows(incidents.only(inside), table[schema.REFERENCE].filter(pa.array(inside)))


_EMPTY = Incidents(
    source=np.empty(0, dtype=object),
    month=np.empty(0, dtype=object),
    category=np.empty(0, dtype=np.int64),
    area=np.empty(0, dtype=np.int64),
    ward=np.empty(0, dtype=object),
    cell=np.empty(0, dtype=np.int64),
    longitude=np.empty(0),
    latitude=np.empty(0),
    start=np.empty(0, dtype="datetime64[us]"),
    end=np.empty(0, dtype="datetime64[us]"),
    apart=np.empty(0, dtype=np.bool_),
)


def _joined(parts: Sequence[Incidents]) -> Incidents:
    columns = [vars(each) for each in (_EMPTY, *parts)]
    return Incidents(**{name: np.concatenate([each[name] for each in columns]) for name in vars(_EMPTY)})
