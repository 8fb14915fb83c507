"""The demonstration as it stands in a store: every partner's deliveries in the ledger, and the planted facts found."""

from collections import Counter
from datetime import UTC, date, datetime

import extracts
import numpy as np
import pandas as pd
import pytest

from aim import months, schema
from aim.config import Config
from aim.demo import faults, partners, reports, streams
from aim.demo.partners import Ground
from aim.geography import crs, locate
from aim.questions import freshness
from aim.questions.shown import show
from aim.store import demonstration as where
from aim.store import ledger
from aim.store.held import held
from aim.store.incidents import IncidentStore
from aim.store.ledger import LoadRecord

COMPLETE = months.between("2023-12", "2026-10")
DELIBERATE = ("fire-deliberate-primary", "fire-deliberate-vehicle", "fire-deliberate-secondary")


def stored(config: Config, source: str) -> pd.DataFrame:
    """Every stored incident of a source with its month; those in the margin left out."""
    store = IncidentStore(config.data)
    tables = []
    for file in store.files():
        if file.key[0] == source:
            table = store.read(file).to_pandas()
            table[schema.MONTH] = file.month
            tables.append(table)
    found = pd.concat(tables, ignore_index=True)
    return found[~found[schema.MARGIN]]


def load_of(config: Config, file: str) -> LoadRecord:
    (record,) = (record for record in ledger.loads(config.data) if record.file == file)
    return record


def hashed(config: Config, source: str, reference: str) -> bytes:
    return extracts.fingerprint(config.data, source, reference)


@pytest.fixture(scope="module")
def fires(demonstration: Config) -> pd.DataFrame:
    return stored(demonstration, partners.FIRE)


@pytest.fixture(scope="module")
def cases(demonstration: Config) -> pd.DataFrame:
    return stored(demonstration, partners.DESK)


def test_every_delivery_is_a_load_of_its_own_received_today(demonstration: Config) -> None:
    loads = ledger.loads(demonstration.data)
    written = where.folder(demonstration.data)
    files = {path.name for path in written.rglob("*.*") if path.is_file() and path.parent.name in partners.LAYOUTS}
    assert loads[0].file == "police"
    assert {record.file for record in loads} == {"police", *files}
    assert len(loads) == 1 + len(files) == 12
    for record in loads:
        assert record.demonstration
        assert record.rows == record.kept + record.outside + record.rejected
        assert abs((datetime.now(UTC) - datetime.fromisoformat(record.received)).total_seconds()) < 12 * 3600


def test_some_sixty_deliberate_fires_a_month(fires: pd.DataFrame) -> None:
    counted = fires[fires[schema.CATEGORY].isin(DELIBERATE)].groupby(schema.MONTH).size()
    assert list(counted.index) == COMPLETE
    assert counted.mean() == pytest.approx(60, rel=0.08)
    assert counted.between(20, 160).all()


def test_fires_of_bonfire_night_stand_out_by_day(fires: pd.DataFrame) -> None:
    secondary = fires[fires[schema.CATEGORY] == "fire-deliberate-secondary"]
    day = secondary[schema.OCCURRED_FROM].dt.tz_convert("Europe/London").dt.date
    by_day = day.value_counts()
    for year in (2024, 2025):
        november = by_day[[each.year == year and each.month == 11 for each in by_day.index]]
        assert str(november.index[0]) == f"{year}-11-05"
        assert november.iloc[0] > 5 * len(secondary) / len(COMPLETE) / 30


def test_the_estate_emerges_in_four_months(fires: pd.DataFrame) -> None:
    place = streams.estate(date(2026, 11, 21))
    assert place.first == "2026-07"
    away = crs.distance_m(place.lon, place.lat, fires[schema.LONGITUDE], fires[schema.LATITUDE])
    near = fires[(away < 500) & (fires[schema.CATEGORY] == "fire-deliberate-secondary")]
    by_month = near.groupby(schema.MONTH).size().reindex(COMPLETE, fill_value=0)
    before, after = by_month[:"2026-06"], by_month["2026-07":]
    assert len(after) == 4
    assert after.min() > before.max()
    assert after.mean() > 8 * before.mean()


def test_some_five_hundred_cases_of_the_council_a_month(cases: pd.DataFrame) -> None:
    counted = cases.groupby(schema.MONTH).size()
    assert counted[COMPLETE].mean() == pytest.approx(500 * 0.96, rel=0.06)
    assert set(cases[schema.CATEGORY]) == {kind.category for kind in streams.COUNCIL.kinds}
    assert set(cases[schema.LOCATED_BY]) == {schema.NATIONAL_GRID, schema.POSTCODE}


def test_what_came_on_line_too_is_not_counted_twice(demonstration: Config) -> None:
    found = held(demonstration.data)
    on_line = [key for key in found.received if key[0] == partners.ONLINE]
    assert [month for *_, month in on_line] == [*COMPLETE, "2026-11"]
    everything = {kind.category for kind in streams.COUNCIL.kinds}
    for key in on_line:
        assert found.superseded(key) == dict.fromkeys(sorted(everything), partners.DESK)
        assert found.superseded((partners.DESK, *key[1:])) == {}


@pytest.mark.parametrize(
    ("file", "planted"),
    [("desk-cases-2026-09.csv", faults.DESK), ("online-reports-2026-08-to-2026-10.json", faults.PINS)],
)
def test_rejects_are_those_planted(demonstration: Config, file: str, planted: dict[str, int]) -> None:
    record = load_of(demonstration, file)
    assert record.reasons == dict(sorted(planted.items()))
    table = ledger.rejects(demonstration.data, record.load)
    assert Counter(table[schema.REASON].to_pylist()) == planted
    assert 0.015 < record.rejected / record.rows < 0.05


def test_only_planted_rows_and_what_is_withheld_or_withdrawn_are_refused(demonstration: Config) -> None:
    others = {
        record.file: set(record.reasons)
        for record in ledger.loads(demonstration.data)
        if record.reasons and record.file not in ("desk-cases-2026-09.csv", "online-reports-2026-08-to-2026-10.json")
    }
    assert others.pop("desk-cases-2026-10.csv") == {"withdrawn"}
    assert all(name.startswith("fire") and reasons == {"withheld"} for name, reasons in others.items())
    assert len(others) == 3


def test_special_services_to_persons_are_never_stored(demonstration: Config, ground: Ground) -> None:
    personal, other = set(), set()
    for calls in ground.reports(streams.FIRE, COMPLETE, "F").values():
        for call in calls:
            (personal if call.kind.category == schema.WITHHELD else other).add(
                hashed(demonstration, partners.FIRE, call.reference)
            )
    assert len(personal) > 250
    store = IncidentStore(demonstration.data)
    standing = set()
    for file in store.files():
        if file.key[0] == partners.FIRE:
            standing.update(store.read(file, [schema.REFERENCE])[schema.REFERENCE].to_pylist())
    assert not standing & personal
    assert standing < other
    loads = [record for record in ledger.loads(demonstration.data) if record.source == partners.FIRE]
    assert sum(record.reasons["withheld"] for record in loads) == len(personal)


def test_the_landlord_is_late_and_nobody_else(demonstration: Config) -> None:
    assert stored(demonstration, partners.HOUSING)[schema.MONTH].max() == "2026-09"
    shown = show(demonstration)
    assert shown is not None
    states = {state.agency: state.state for state in freshness.strip(demonstration, shown)}
    assert [agency for agency, state in states.items() if state in (freshness.LATE, freshness.STALE)] == ["Housing"]


def test_cases_of_the_landlord_have_a_postcode_and_a_day(demonstration: Config) -> None:
    found = stored(demonstration, partners.HOUSING)
    assert found.groupby(schema.MONTH).size().mean() == pytest.approx(43, rel=0.1)
    by = found[schema.LOCATED_BY].value_counts(normalize=True)
    assert by[schema.POSTCODE] > 0.8
    assert by[schema.GRID_REFERENCE] > 0.05
    hours = (found[schema.OCCURRED_TO] - found[schema.OCCURRED_FROM]).dt.total_seconds() / 3600
    assert set(hours) <= {23.0, 24.0, 25.0}


def test_corrections_hold(demonstration: Config, cases: pd.DataFrame, ground: Ground, locator: locate.Locator) -> None:
    before = ground.reports(streams.COUNCIL, ["2026-09"], "CRM")["2026-09"]
    anew = reports.corrections(before, streams.COUNCIL.kinds[0], locator)
    moved = cases[cases[schema.REFERENCE] == hashed(demonstration, partners.DESK, anew.moved.reference)]
    assert moved[schema.MONTH].tolist() == ["2026-10"]
    assert moved[schema.OCCURRED_FROM].dt.tz_convert("Europe/London").dt.day.tolist() == [anew.moved.moment.day]
    relabelled = cases[cases[schema.REFERENCE] == hashed(demonstration, partners.DESK, anew.relabelled.reference)]
    assert relabelled[[schema.MONTH, schema.CATEGORY]].to_numpy().tolist() == [["2026-09", "fly-tipping"]]
    assert hashed(demonstration, partners.DESK, anew.withdrawn.reference) not in set(cases[schema.REFERENCE])
    assert cases[schema.REFERENCE].is_unique
    record = load_of(demonstration, "desk-cases-2026-10.csv")
    assert record.months == ("2026-09", "2026-10")
    assert np.isin(("2026-09", "2026-10"), list(record.digests)).all()
