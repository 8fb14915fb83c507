"""What was received between two moments, by stores written step by step."""

from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from holding import COUNCIL, POLICE, RECORDS, Holding, incident, rows
from hypothesis import given, settings
from hypothesis import strategies as st

from aim import config, schema
from aim.building.counting import Ground
from aim.config import Config
from aim.geography import outlines
from aim.reading.received import Received, as_if_daily, last_morning, received
from aim.store.arrivals import arrivals, landings
from aim.store.held import held
from aim.store.incidents import IncidentStore

ZONE = config.load(environ={}).zone
MONTH = "2026-09"


@cache
def ground() -> Ground:
    shipped = config.load(environ={})
    return Ground.of(shipped, outlines.load(shipped))


def day(number: int) -> datetime:
    """Nine in the morning of a day of November; loads land at noon."""
    return datetime(2026, 11, number, 9, tzinfo=ZONE)


def between(data: Path, first: int, last: int) -> Received:
    found = arrivals(data, landings(data), day(first), day(last))
    return received(IncidentStore(data), found, ground(), held(data, found.version))


def named(*numbers: int, category: str = "burglary", where: str = "East") -> list[dict[str, object]]:
    """Incidents with these references."""
    return [incident(category, where, reference=n.to_bytes(32, "big")) for n in numbers]


def land(holding: Holding, number: int, months: dict[str, list[dict[str, object]]], source=POLICE) -> str:
    return holding.take(source, months, on=f"2026-11-{number:02d}")


def counted(found: Received) -> list[tuple[str, str, int]]:
    return [(each.month, schema.CATEGORY_KEYS[each.category], each.count) for each in found.counted]


@settings(max_examples=8)
@given(st.lists(st.tuples(st.sets(st.integers(0, 9)), st.integers(0, 4)), min_size=1, max_size=5))
def test_an_incident_is_received_on_one_day_and_a_number_by_what_it_grew(days):
    """Each day a month comes again with more references, and with any number of reports that have none."""
    with TemporaryDirectory() as folder:
        holding, standing, nameless = Holding(Path(folder)), set[int](), 0
        for number, (new, count) in enumerate(days, start=1):
            land(holding, number, {MONTH: named(*sorted(standing | new)) + rows(("drugs", "East", count))})
            found = between(Path(folder), number, number + 1)
            fresh = len(new - standing) + (count if number == 1 else 0)
            assert len(found.incidents) == fresh
            grown = max(count - nameless, 0) if number > 1 else 0
            assert sum(each.count for each in found.counted) == grown
            standing, nameless = standing | new, count
        assert len(between(Path(folder), 1, len(days) + 1).incidents) == len(standing) + nameless


def test_what_moves_to_another_month_or_kind_is_not_received_again(tmp_path):
    holding = Holding(tmp_path)
    land(holding, 1, {"2026-08": named(1, 2), MONTH: named(3, 4)}, COUNCIL)
    moved = named(3, 4, 2) + named(5, category="robbery")
    land(holding, 2, {"2026-08": named(1, category="robbery"), MONTH: moved}, COUNCIL)
    assert between(tmp_path, 2, 3).incidents.category.tolist() == [schema.CATEGORY_KEYS.index("robbery")]


def test_new_references_for_the_old_incidents_tell_numbers_only(tmp_path):
    holding = Holding(tmp_path)
    land(holding, 1, {MONTH: named(*range(10))})
    land(holding, 2, {MONTH: named(*range(100, 112))})
    found = between(tmp_path, 2, 3)
    assert len(found.incidents) == 0
    assert counted(found) == [(MONTH, "burglary", 2)]


def test_what_an_undo_puts_back_came_when_its_own_load_did(tmp_path):
    holding = Holding(tmp_path)
    land(holding, 1, {MONTH: named(1, 2, 3)})
    later = land(holding, 2, {MONTH: named(3, 4)})
    holding.undo(later, on="2026-11-03")
    assert len(between(tmp_path, 3, 4).incidents) == 0
    assert len(between(tmp_path, 1, 4).incidents) == 3
    assert len(between(tmp_path, 2, 4).incidents) == 0


def test_what_another_source_reports_better_is_left_to_it(tmp_path):
    holding = Holding(tmp_path)
    land(holding, 1, {MONTH: named(1, 2)}, RECORDS)
    land(holding, 2, {MONTH: named(1, 2) + named(3, category="anti-social-behaviour")})
    found = between(tmp_path, 2, 3).incidents
    assert [schema.CATEGORY_KEYS[n] for n in found.category] == ["anti-social-behaviour"]


def test_sensitive_incidents_are_of_a_neighbourhood_and_those_outside_of_none(tmp_path):
    months = {MONTH: rows(("sexual-offences", "West", 2), ("burglary", "elsewhere", 3), ("burglary", "South", 1))}
    land(Holding(tmp_path), 1, months, RECORDS)
    found = between(tmp_path, 1, 2).incidents
    named_areas = [ground().outlines.neighbourhoods[n] for n in found.area]
    assert sorted(zip(named_areas, (found.cell > 0).tolist(), strict=True)) == [
        ("South", True), ("West", False), ("West", False),
    ]  # fmt: skip
    assert not found.apart.any()


def test_incidents_at_a_known_place_are_told_apart(tmp_path):
    shipped = config.load(environ={})
    place = next(place for place in shipped.places if place.treatment == "apart")
    at = {schema.LONGITUDE: place.longitude, schema.LATITUDE: place.latitude}
    land(Holding(tmp_path), 1, {MONTH: [incident("burglary", "North", **at), incident("burglary", "East")]})
    assert sorted(between(tmp_path, 1, 2).incidents.apart.tolist()) == [False, True]


def test_a_demonstration_is_received_a_day_at_a_time(demonstration: Config):
    """Every dated incident of a week on one of its mornings; the sum is what the week brings."""
    store, content = IncidentStore(demonstration.data), held(demonstration.data)

    def came(first: datetime, last: datetime) -> int:
        return len(as_if_daily(store, first, last, ground(), content).incidents)

    days = [day(14 + n) for n in range(8)]
    each = [came(*pair) for pair in pairwise(days)]
    assert sum(each) == came(days[0], days[-1]) > 0
    found = as_if_daily(store, days[0], days[1], ground(), content).incidents
    assert np.unique(found.start.astype("datetime64[D]")).tolist() == [datetime(2026, 11, 14).date()]
    assert last_morning(day(22), datetime(2026, 11, 21).date()) == day(22) - timedelta(hours=1)
    assert last_morning(day(22).replace(hour=7), datetime(2026, 11, 21).date()) == day(21) - timedelta(hours=1)
    assert last_morning(day(29), datetime(2026, 11, 21).date()) == day(22) - timedelta(hours=1)
