"""Is a month what its season leads us to expect? For the town, its neighbourhoods and wards, by concern."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aim import months, schema
from aim.concerns import Concern
from aim.engine import trends as engine
from aim.engine.history import MOST
from aim.reading.comparable import Comparable, comparable
from aim.reading.freshness import Freshness
from aim.reading.kept import kept_month
from aim.reading.moving import moving
from aim.reading.shown import Shown

TOWN: Final = "town"
FIRST: Final = "1900-01"  # a month that nothing touches: those before the first that is held
KINDS: Final = {TOWN: "the town", schema.NEIGHBOURHOOD: "neighbourhoods", schema.WARD: "wards"}


@dataclass(frozen=True)
class Area:
    """A row's area: the town and neighbourhoods by name in ``neighbourhood``; a ward has its name beside it."""

    kind: str
    neighbourhood: str
    ward: str = ""


@dataclass(frozen=True)
class MonthTrends:
    """The verdicts on one month: concerns x areas, each concern's areas after another in ``found``."""

    areas: tuple[Area, ...]
    compared: tuple[Comparable, ...]
    found: engine.Trends

    def kind(self, kind: str) -> NDArray[np.bool_]:
        """Which series are of areas of ``kind``."""
        return np.tile(np.array([area.kind == kind for area in self.areas], dtype=np.bool_), len(self.compared))


def month_trends(fresh: Freshness, asked: Sequence[Concern], month: str) -> MonthTrends:
    """The verdicts on ``month`` of the concerns ``asked``, from one picture as it is known on a day."""
    key = ("trends", fresh.key, month, tuple(concern.name for concern in asked))
    return fresh.shown.once(key, lambda: _make(fresh, asked, month), small=True)


def _make(fresh: Freshness, asked: Sequence[Concern], month: str) -> MonthTrends:
    shown = fresh.shown
    areas = _areas(shown)
    compared = tuple(comparable(fresh, concern, month) for concern in asked)
    kept = kept_month(fresh, month)
    if kept is not None and {concern.name for concern in asked} <= set(kept.said["concerns"]):
        first = [kept.said["concerns"].index(concern.name) * len(areas) for concern in asked]
        return MonthTrends(areas, compared, kept.trends([at + n for at in first for n in range(len(areas))]))
    at = shown.month_number(month) + 1
    # Months before the first that is held count as not there: the engine wants at least one before the chosen.
    before = max(0, MOST + 1 - at)
    span = (*[""] * before, *shown.months[:at])
    counts = np.concatenate([np.pad(_counts(each)[:, :at], ((0, 0), (before, 0))) for each in compared])
    complete = np.array([[bool(m) and each.complete(m) for m in span] for each in compared], dtype=np.bool_)
    return MonthTrends(areas, compared, _judge(compared, counts, complete, len(areas), span))


def _judge(
    compared: Sequence[Comparable],
    counts: NDArray[np.int64],
    complete: NDArray[np.bool_],
    areas: int,
    span: tuple[str, ...],
) -> engine.Trends:
    """The verdicts of all series: at once where the season is all that moves them, else concern by concern."""
    marks = [moving(one.shown, one.made_of.concern, one.sources, [m or FIRST for m in span]) for one in compared]
    whole = np.repeat(complete, areas, axis=0)
    number = months.number(span[-1])
    usual = np.repeat([mark is None for mark in marks], areas)
    parts: list[tuple[NDArray[np.int64], NDArray[np.float64] | None]] = []
    parts += [(np.flatnonzero(usual), None)] if usual.any() else []
    parts += [(np.arange(at * areas, (at + 1) * areas), mark) for at, mark in enumerate(marks) if mark is not None]
    order = np.argsort(np.concatenate([rows for rows, _ in parts]), kind="stable")
    found = [engine.trends(counts[rows], whole[rows], month=number, events=mark) for rows, mark in parts]
    values = {field.name: [getattr(one, field.name) for one in found] for field in fields(engine.Trends)}
    return engine.Trends(**{name: np.concatenate(each)[order] for name, each in values.items()})


def _areas(shown: Shown) -> tuple[Area, ...]:
    return (
        Area(TOWN, shown.partnership["town"]),
        *(Area(schema.NEIGHBOURHOOD, name) for name in shown.neighbourhoods),
        *(Area(schema.WARD, ward["neighbourhood"], ward["name"]) for ward in shown.manifest["wards"]),
    )


def _counts(each: Comparable) -> NDArray[np.int64]:
    """Incidents of the compared sources, [area, month of the picture]."""
    return area_counts(each.shown, each.shown.numbers(each.made_of.concern.categories, each.sources))


def area_counts(shown: Shown, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Incidents of the series ``numbers``, known places left out, [area, month of the picture]."""
    by_area = shown.area_counts(numbers)
    by_ward = shown.picture.counts.wards[numbers].sum(axis=0, dtype=np.int64)[-len(shown.months) :]
    return np.concatenate([by_area.sum(axis=1, keepdims=True), by_area, by_ward], axis=1).T
