"""Days, points and hours of a picture hold the incidents that its counts hold, and no others."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import h3
import numpy as np
import pyarrow as pa
import pytest
from holding import AT, COUNCIL, FIRE, POLICE, RECORDS, Holding, incident, rows
from hypothesis import given
from hypothesis import strategies as st

from aim import build, schema
from aim.building import details
from aim.errors import StoreError
from aim.store import derived, picture
from aim.store.picture import NO_DETAILS, Picture

ZONE = ZoneInfo("Europe/London")
MONTH = "2026-09"


@pytest.fixture
def holding(own_store: Path) -> Holding:
    return Holding(own_store)


def built(holding: Holding) -> Picture:
    manifest = build.build(holding.config())
    return picture.read(derived.find(holding.data, manifest["picture"]))


def local(text: str, fold: int = 0) -> datetime:
    """A moment of Middlesbrough's clock; ``fold``: 1 for the second of an hour that comes twice."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold).astimezone(UTC)


def at(start: str, end: str | None = None, category: str = "litter", where: str = "North", **more: Any) -> dict:
    """One incident between two local moments."""
    moments = {schema.OCCURRED_FROM: local(start), schema.OCCURRED_TO: None if end is None else local(end)}
    return incident(category, where, **moments, **more)


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def lines(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def cell(where: str) -> int:
    return int(h3.latlng_to_cell(AT[where][1], AT[where][0], schema.STORAGE_RESOLUTION), 16)


def hour(weekday: int, clock: int) -> int:
    return weekday * 24 + clock


def assert_agrees(found: Picture) -> None:
    """Points add up to the cells of the picture; days and hours are a part of them; all lines are in order."""
    counts, told = found.counts, found.details
    cube = np.zeros(counts.cells.shape, dtype=np.int64)
    series, month, where, number = (
        told.points[name].to_numpy() for name in (schema.SERIES, schema.MONTH_NUMBER, schema.CELL, schema.COUNT)
    )
    np.add.at(cube, (series, month, np.searchsorted(counts.grid, where)), number)
    np.testing.assert_array_equal(cube, counts.cells)
    for name in ("daily", "points", "hours", "dated"):
        table = getattr(told, name)
        keys = [line[:-1] for line in lines(table)]
        assert keys == sorted(set(keys))
        assert all(line[-1] > 0 for line in lines(table))
    longitude, latitude = (told.points[name].to_pylist() for name in (schema.LONGITUDE, schema.LATITUDE))
    for point, east, north in zip(where.tolist(), longitude, latitude, strict=True):
        assert int(h3.latlng_to_cell(north, east, schema.STORAGE_RESOLUTION), 16) == point


def test_a_source_that_knows_only_the_month_has_points_and_no_days(holding: Holding) -> None:
    near = incident("burglary", "North", longitude=AT["North"][0] + 0.00001)
    holding.take(POLICE, {"2026-08": rows(("burglary", "North", 3), ("drugs", "East", 2)), MONTH: [near, near]})
    found = built(holding)
    assert_agrees(found)
    assert lines(found.details.points) == [
        (0, 0, cell("North"), *AT["North"], 3),
        (0, 1, cell("North"), AT["North"][0] + 0.00001, AT["North"][1], 2),
        (1, 0, cell("East"), *AT["East"], 2),
    ]
    assert [found.details.daily.num_rows, found.details.hours.num_rows, found.details.dated.num_rows] == [0, 0, 0]


def test_days_and_hours_of_a_dated_source_beside_one_without_dates(holding: Holding) -> None:
    holding.take(POLICE, {MONTH: rows(("burglary", "North", 3))})
    holding.take(
        COUNCIL,
        {
            MONTH: [
                at("2026-09-07T10:15"),  # a Monday
                at("2026-09-07T10:59:59", "2026-09-07T10:59:59"),
                at("2026-09-07T22:00", "2026-09-08T02:00"),  # over midnight: the day it began
                at("2026-09-11T00:00", "2026-09-12T00:00", where="South"),  # some time on Friday
            ]
        },
    )
    found = built(holding)
    assert_agrees(found)
    assert lines(found.details.daily) == [("reports", day("2026-09-07"), 3), ("reports", day("2026-09-11"), 1)]
    litter = found.manifest["series"].index(["reports", "litter"])
    assert lines(found.details.dated) == sorted(
        [(litter, cell("North"), day("2026-09-07"), 3), (litter, cell("South"), day("2026-09-11"), 1)]
    )
    night = [(0, 22), (0, 23), (1, 0), (1, 1)]
    expected = [(litter, cell("North"), hour(0, 10), 2.0)]
    expected += [(litter, cell("North"), hour(*each), 0.25) for each in night]
    expected += [(litter, cell("South"), hour(4, clock), 1 / 24) for clock in range(24)]
    assert lines(found.details.hours) == [(*keys, pytest.approx(weight)) for *keys, weight in sorted(expected)]


def test_where_the_clock_changes_hours_are_those_of_the_clock(holding: Holding) -> None:
    """On 25 October 2026 01:00 to 02:00 came twice; on 29 March it never came."""
    twice = {
        schema.OCCURRED_FROM: local("2026-10-25T01:40"),
        schema.OCCURRED_TO: local("2026-10-25T01:20", fold=1),  # forty minutes later, by the clock before its start
    }
    holding.take(
        COUNCIL,
        {
            "2026-03": [at("2026-03-29T00:30", "2026-03-29T02:30", where="South")],
            "2026-10": [incident("litter", "North", **twice), at("2026-10-25T00:30", "2026-10-25T02:30", where="East")],
        },
    )
    found = built(holding)
    sunday = {place: {} for place in ("North", "South", "East")}
    names = {cell(place): place for place in sunday}
    for _, where, number, weight in lines(found.details.hours):
        sunday[names[where]][number - 6 * 24] = weight
    assert sunday == {
        "North": {1: 1.0},
        "South": {0: 0.25, 1: 0.5, 2: 0.25},
        "East": {0: 0.25, 1: 0.5, 2: 0.25},
    }
    assert lines(found.details.daily) == [("reports", day("2026-03-29"), 1), ("reports", day("2026-10-25"), 2)]


def test_a_day_is_one_of_the_local_clock(holding: Holding) -> None:
    """In summer the day begins an hour before midnight of UTC."""
    assert local("2026-09-08T00:10").day == 7
    holding.take(COUNCIL, {MONTH: [at("2026-09-08T00:10")]})
    found = built(holding)
    assert lines(found.details.daily) == [("reports", day("2026-09-08"), 1)]
    assert lines(found.details.hours)[0][2:] == (hour(1, 0), 1.0)


def test_what_may_have_happened_in_more_than_a_week_says_nothing_of_hours(holding: Holding) -> None:
    holding.take(
        COUNCIL, {MONTH: [at("2026-09-01T09:00", "2026-09-08T09:00"), at("2026-09-02T09:00", "2026-09-09T09:01")]}
    )
    told = built(holding).details
    assert told.hours[schema.HOUR].to_pylist() == list(range(168))
    assert sum(told.hours[schema.WEIGHT].to_pylist()) == pytest.approx(1)
    assert told.dated[schema.COUNT].to_pylist() == [1, 1]


def test_sensitive_incidents_have_no_day_even_where_a_moment_was_stored(holding: Holding) -> None:
    moment = {schema.OCCURRED_FROM: local("2026-09-07T10:00")}
    holding.take(
        RECORDS,
        {MONTH: [*rows(("sexual-offences", "North", 4), **moment), at("2026-09-08T10:00", category="burglary")]},
    )
    found = built(holding)
    assert_agrees(found)
    assert lines(found.details.daily) == [("records", day("2026-09-08"), 1)]
    sensitive = found.manifest["series"].index(["records", "sexual-offences"])
    for table in (found.details.points, found.details.hours, found.details.dated):
        assert sensitive not in table[schema.SERIES].to_pylist()
        assert table.num_rows == 1


def test_a_delivery_s_days_hold_what_is_left_to_another_or_stands_apart_or_is_coarse(holding: Holding) -> None:
    known = holding.config().places[0]
    assert known.treatment != "show"
    apart = {
        schema.LONGITUDE: known.longitude,
        schema.LATITUDE: known.latitude,
        schema.CELL: int(h3.latlng_to_cell(known.latitude, known.longitude, schema.STORAGE_RESOLUTION), 16),
    }
    holding.take(
        POLICE,
        {
            MONTH: [
                at("2026-09-01T10:00", category="burglary"),  # left to the records
                at("2026-09-01T11:00", category="drugs"),
                at("2026-09-02T10:00", category="drugs", **apart),
                at("2026-09-03T10:00", category="drugs", **{schema.PRECISION_M: 1000}),
                at("2026-09-04T10:00", category="drugs", where="elsewhere"),
            ]
        },
    )
    holding.take(RECORDS, {MONTH: rows(("burglary", "North", 2))})
    found = built(holding)
    assert_agrees(found)
    assert found.manifest["superseded"]
    daily = lines(found.details.daily)
    assert daily == [("published", day(f"2026-09-{n:02d}"), count) for n, count in ((1, 2), (2, 1), (3, 1))]
    (delivered,) = (each for each in found.manifest["deliveries"] if each["source"] == "published")
    assert sum(count for *_, count in daily) == delivered["inside"] + delivered["superseded"] == 4
    drugs = found.manifest["series"].index(["published", "drugs"])
    assert lines(found.details.dated) == [(drugs, cell("North"), day("2026-09-01"), 1)]
    assert [line[0] for line in lines(found.details.hours)] == [drugs]


def test_two_suppliers_of_one_source_are_added_up(holding: Holding) -> None:
    for supplier in ("here", "there"):
        holding.take(FIRE, {MONTH: [at("2026-09-01T10:00", category="fire-deliberate-secondary")]}, supplier=supplier)
    found = built(holding)
    assert_agrees(found)
    assert lines(found.details.daily) == [("calls", day("2026-09-01"), 2)]
    assert found.details.points[schema.COUNT].to_pylist() == found.details.dated[schema.COUNT].to_pylist() == [2]
    assert found.details.hours[schema.WEIGHT].to_pylist() == [2.0]


def test_hours_tell_of_twelve_months_and_days_by_cell_of_sixteen(holding: Holding) -> None:
    months = [f"2025-{n:02d}" for n in range(5, 13)] + [f"2026-{n:02d}" for n in range(1, 10)]
    holding.take(COUNCIL, {month: [at(f"{month}-15T10:00")] for month in months})
    # The axis ends with the newest month of any source.
    holding.take(POLICE, {"2026-10": rows(("burglary", "North", 1))})
    told = built(holding).details
    assert told.daily.num_rows == len(months)
    assert told.dated[schema.DAY].to_pylist() == [day(f"{month}-15") for month in months if month >= "2025-07"]
    assert sum(told.hours[schema.WEIGHT].to_pylist()) == sum(month >= "2025-11" for month in months)


moments = st.datetimes(datetime(2026, 10, 20), datetime(2026, 10, 30)).map(lambda moment: moment.replace(tzinfo=UTC))
spans = st.one_of(st.none(), st.integers(0, 9 * 24 * 60).map(lambda n: timedelta(minutes=n)))
drawn = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), moments, spans), max_size=12)


@given(drawn)
def test_the_table_of_hours_is_a_slow_loop_over_minutes(
    found: list[tuple[int, int, datetime, timedelta | None]],
) -> None:
    ends = [None if span is None else start + span for _, _, start, span in found]
    stored = pa.table(
        {schema.OCCURRED_FROM: [each[2] for each in found], schema.OCCURRED_TO: ends},
        schema=pa.schema([schema.INCIDENTS.field(n) for n in (schema.OCCURRED_FROM, schema.OCCURRED_TO)]),
    )
    kind, where = (np.array([each[n] for each in found], dtype=np.int64) for n in (0, 1))
    everything = np.ones(len(found), dtype=np.bool_)
    rows = details.Rows(stored, kind, where * 0.1, where * 0.2, where, everything, everything)
    of_file = details.of_file(rows, zone="Europe/London", month="2026-10")
    told = dict(
        zip(
            zip(*(column.tolist() for column in list(of_file.hours.values())[:-1]), strict=True),
            of_file.hours[schema.WEIGHT],
            strict=True,
        )
    )
    expected: Counter[tuple[int, int, int]] = Counter()
    days: Counter[int] = Counter()
    for (number, spot, start, _), end in zip(found, ends, strict=True):
        clock = start.astimezone(ZONE).replace(tzinfo=None)
        days[(clock.date() - date(1970, 1, 1)).days] += 1
        first = clock.replace(second=0, microsecond=0)
        until = first if end is None else end.astimezone(ZONE).replace(tzinfo=None)
        minutes = [first]
        while minutes[-1] + timedelta(minutes=1) < until:
            minutes.append(minutes[-1] + timedelta(minutes=1))
        if len(minutes) <= 7 * 24 * 60:
            for minute in minutes:
                expected[number, spot, minute.weekday() * 24 + minute.hour] += 1 / len(minutes)
    assert told == pytest.approx(dict(expected))
    assert dict(zip(of_file.daily[schema.DAY].tolist(), of_file.daily[schema.COUNT].tolist(), strict=True)) == days


def test_a_picture_of_before_has_no_details(holding: Holding) -> None:
    holding.take(COUNCIL, {MONTH: [at("2026-09-01T10:00")]})
    folder = derived.find(holding.data, build.build(holding.config())["picture"])
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for name in ("daily", "points", "hours", "dated"):
        (folder / f"{name}.parquet").unlink()
    with pytest.raises(FileNotFoundError):
        picture.read(folder)
    (folder / "manifest.json").write_text(json.dumps({**manifest, "derivation": 2}), encoding="utf-8")
    assert picture.read(folder).details is NO_DETAILS


def test_details_of_other_columns_are_refused(holding: Holding) -> None:
    holding.take(COUNCIL, {MONTH: [at("2026-09-01T10:00")]})
    folder = derived.find(holding.data, build.build(holding.config())["picture"])
    (folder / "hours.parquet").write_bytes((folder / "dated.parquet").read_bytes())
    with pytest.raises(StoreError, match=r"hours\.parquet has other columns"):
        picture.read(folder)
