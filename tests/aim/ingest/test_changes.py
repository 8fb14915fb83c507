"""Deliveries of changes: the last word on each incident holds, wherever it stood before."""

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import extracts
import pyarrow.compute as pc
import pytest
from extracts import FAR, INSIDE, MARGIN
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aim import config as configuration
from aim import schema
from aim.config import Config
from aim.errors import StoreError
from aim.ingest import load
from aim.ingest.stored import Digest
from aim.store import backup, keys, ledger
from aim.store.incidents import IncidentStore
from aim.store.record import LoadRecord
from aim.store.verifying import verify

MAP = """
supplier = "town"

[source]
agency = "Council"
title = "Cases of a test"
short = "Cases"
agreement = "none"
delay_months = 0
delivered = "changes"

[columns]
reference = "Ref"
category = ["Kind"]

[times]
start = ["When"]
format = "%Y-%m-%d %H:%M"

[[location]]
kind = "wgs84"
columns = ["Lon", "Lat"]
precision_m = 10

[[flags]]
column = "State"
values = ["deleted"]
then = "withdrawn"

[categories]
"Litter" = "litter"
"Noise" = "noise"
"Welfare" = "withheld"
"Enquiry" = "not counted"
"Hate" = "hate-crime"
"""


@dataclass(frozen=True)
class Case:
    """One row as a supplier writes it."""

    ref: str
    when: str = "2025-06-02 09:30"
    kind: str = "Litter"
    at: tuple[float, float] = INSIDE
    state: str = ""

    def row(self) -> dict[str, str]:
        lon, lat = (f"{degrees:.6f}" for degrees in self.at)
        return {"Ref": self.ref, "When": self.when, "Kind": self.kind, "Lon": lon, "Lat": lat, "State": self.state}


def written(cases: list[Case]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(Case("").row()), lineterminator="\n")
    writer.writeheader()
    writer.writerows(case.row() for case in cases)
    return out.getvalue().encode()


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("maps")
    (folder / "cases.toml").write_text(MAP)
    return folder


def config_of(data: Path, maps: Path) -> Config:
    return configuration.load(data, {"AIM_TODAY": extracts.TODAY, "AIM_MAPS": str(maps)})


class Desk:
    """A store, and deliveries of cases into it."""

    def __init__(self, data: Path, maps: Path) -> None:
        self.config = config_of(data, maps)
        self.store = IncidentStore(data)
        self._placing = extracts.placing()

    def send(self, *deliveries: list[Case]) -> list[LoadRecord]:
        uploads = [load.Upload(f"{n}.csv", written(cases)) for n, cases in enumerate(deliveries)]
        return load.ingest(self.config, uploads, source="cases", actor="t", placing=self._placing)

    def stands(self) -> dict[str, set[bytes]]:
        """References inside the area or near it, by month."""
        found: dict[str, set[bytes]] = {}
        for file in self.store.files():
            refs = self.store.read(file, [schema.REFERENCE])[schema.REFERENCE].to_pylist()
            assert refs == sorted(refs), "a month of changes stands by reference"
            assert len(set(refs)) == len(refs)
            found[file.month] = set(refs)
        return {month: refs for month, refs in found.items() if refs}


def known(desk: Desk, *refs: str) -> set[bytes]:
    return {extracts.fingerprint(desk.config.data, "cases", ref) for ref in refs}


@pytest.fixture
def desk(tmp_path: Path, maps: Path) -> Desk:
    return Desk(tmp_path / "store", maps)


def test_an_incident_whose_date_moves_changes_its_month(desk: Desk) -> None:
    desk.send([Case("a"), Case("b"), Case("c", "2025-05-30 10:00")])
    (record,) = desk.send([Case("a", "2025-05-31 23:10")])
    assert desk.stands() == {"2025-05": known(desk, "a", "c"), "2025-06": known(desk, "b")}
    assert (record.months, record.rows, record.kept) == (("2025-05", "2025-06"), 1, 1)
    assert record.month_kept == {"2025-05": 2, "2025-06": 1}
    assert record.replaced == ("2025-05", "2025-06")


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        (Case("a", state="deleted"), "withdrawn"),
        (Case("a", kind="Welfare"), "withheld"),
        (Case("a", kind="Enquiry"), "not_counted"),
        (Case("a", at=FAR), "outside"),
    ],
)
def test_what_is_taken_back_or_is_elsewhere_goes(desk: Desk, change: Case, fate: str) -> None:
    desk.send([Case("a"), Case("b")])
    (record,) = desk.send([change])
    assert desk.stands() == {"2025-06": known(desk, "b")}
    assert (record.outside, record.reasons) == ((1, {}) if fate == "outside" else (0, {fate: 1}))
    assert record.rows == record.kept + record.outside + record.rejected == 1


def test_a_withdrawn_incident_goes_from_a_month_the_delivery_does_not_name(desk: Desk) -> None:
    desk.send([Case("a", "2025-03-04 12:00"), Case("b", "2025-03-05 12:00")])
    desk.send([Case("a", "not a date", state="deleted")])
    assert desk.stands() == {"2025-03": known(desk, "b")}


def test_a_row_that_cannot_be_read_changes_nothing_of_what_stands(desk: Desk) -> None:
    desk.send([Case("a"), Case("b")])
    (record,) = desk.send([Case("a", "31/02/2025"), Case("", "2025-06-03 10:00"), Case("b", at=(0.0, 0.0))])
    assert record.reasons == {"bad_time": 1, "no_reference": 1, "zero_coordinates": 1}
    assert desk.stands() == {"2025-06": known(desk, "a", "b")}


def test_rows_that_could_not_be_used_are_told_though_nothing_else_comes(desk: Desk) -> None:
    """Of a delivery called unchanged the ledger keeps nothing: nobody would learn why its cases are not there."""
    desk.send([Case("a")])
    for case in (Case("b", at=(0.0, 0.0)), Case("c", at=(0.0, 0.0))):
        (record,) = desk.send([case])
        assert (record.unchanged, record.months, record.reasons) == (False, ("2025-06",), {"zero_coordinates": 1})
        assert ledger.rejects(desk.config.data, record.load).num_rows == 1
    (again,) = desk.send([Case("c", at=(0.0, 0.0))])
    assert (again.unchanged, desk.store.version(), desk.stands()) == (True, 3, {"2025-06": known(desk, "a")})


def test_the_last_row_of_a_reference_holds_and_the_others_are_counted(desk: Desk) -> None:
    (record,) = desk.send(
        [Case("a"), Case("b"), Case("a", "2025-07-01 08:00"), Case("a", "2025-07-02 08:00", at=MARGIN)]
    )
    assert (record.rows, record.kept, record.margin, record.outside) == (4, 1, 1, 1)
    assert record.reasons == {"superseded": 2}
    assert desk.stands() == {"2025-06": known(desk, "b"), "2025-07": known(desk, "a")}
    rejects = ledger.rejects(desk.config.data, record.load).to_pylist()
    assert [(r["file"], r["line"], r["reason"]) for r in rejects] == [
        ("0.csv", 2, "superseded"), ("0.csv", 4, "superseded"),
    ]  # fmt: skip


def test_a_padded_reference_is_that_of_the_delivery_before(desk: Desk) -> None:
    """Else the case would count twice from the day the other system fills its columns with spaces."""
    desk.send([Case("a"), Case("b")])
    (record,) = desk.send([Case("a  "), Case("\u00a0b", "2025-07-01 08:00")])
    assert desk.stands() == {"2025-06": known(desk, "a"), "2025-07": known(desk, "b")}
    assert record.reasons == {}


def test_a_reference_of_spaces_is_none(desk: Desk) -> None:
    """Taken for one, all rows that have it would be one incident."""
    (record,) = desk.send([Case("  "), Case(" ", "2025-06-03 09:00"), Case("a")])
    assert (record.kept, record.reasons) == (1, {"no_reference": 2})


def test_the_same_delivery_again_changes_nothing_in_any_order(desk: Desk) -> None:
    cases = [Case(ref, f"2025-0{1 + n % 6}-11 10:00") for n, ref in enumerate("abcdefgh")]
    desk.send(cases)
    version = desk.store.version()
    (record,) = desk.send(cases[::-1])
    assert (record.unchanged, record.rows, desk.store.version()) == (True, 8, version)


def test_a_rejected_sensitive_case_tells_neither_its_place_nor_its_time(desk: Desk) -> None:
    """Swapped coordinates are good ones to whoever reads the rejects."""
    swapped = INSIDE[::-1]
    (record,) = desk.send(
        [Case("a", kind="Hate", at=swapped), Case("b", "31/02/2025", kind="Hate"), Case("c", at=swapped)]
    )
    found = ledger.rejects(desk.config.data, record.load).to_pylist()
    assert [(r["line"], r["reason"], r["value"]) for r in sorted(found, key=lambda r: r["line"])] == [
        (2, "swapped_coordinates", None),
        (3, "bad_time", None),
        (4, "swapped_coordinates", "54.574200, -1.235000"),
    ]


def test_a_sensitive_case_moves_too(desk: Desk) -> None:
    desk.send([Case("a", kind="Hate")])
    desk.send([Case("a", "2025-07-02 10:00", kind="Hate")])
    assert desk.stands() == {"2025-07": known(desk, "a")}
    (stored,) = desk.store.read(next(f for f in desk.store.files() if f.rows)).to_pylist()
    assert (stored["area"], stored["longitude"], stored["occurred_from"], stored["cell"]) == ("East", None, None, None)


def test_two_deliveries_of_one_command_follow_one_another(desk: Desk) -> None:
    one, two = desk.send([Case("a"), Case("b")], [Case("a", "2025-07-02 10:00"), Case("c")])
    assert desk.stands() == {"2025-06": known(desk, "b", "c"), "2025-07": known(desk, "a")}
    assert (one.month_kept, two.month_kept) == ({"2025-06": 2}, {"2025-06": 2, "2025-07": 1})
    assert desk.store.version() == 2
    assert {file.load for file in desk.store.files(1)} == {one.load}


def test_files_of_one_delivery_follow_their_names(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "1.csv").write_bytes(written([Case("a"), Case("b")]))
    (folder / "2.csv").write_bytes(written([Case("a", "2025-07-02 10:00")]))
    (record,) = load.ingest(desk.config, [folder], source="cases", actor="t", placing=extracts.placing())
    assert (record.rows, record.kept, record.reasons) == (3, 2, {"superseded": 1})
    assert desk.stands() == {"2025-06": known(desk, "b"), "2025-07": known(desk, "a")}


def test_a_store_that_lost_its_key_takes_no_changes(desk: Desk) -> None:
    """With a new key every case would be another one, and count again."""
    desk.send([Case("a")])
    kept = (desk.config.data / keys.FILE).read_bytes()
    (desk.config.data / keys.FILE).unlink()
    with pytest.raises(StoreError, match=r"references\.key is missing"):
        desk.send([Case("a", kind="Noise")])
    (fault,) = verify(desk.config.data, digest=Digest, zone="Europe/London")
    assert (fault.level, fault.file) == ("error", keys.FILE)
    (desk.config.data / keys.FILE).write_bytes(kept)
    desk.send([Case("a", "2025-07-01 10:00")])
    assert desk.stands() == {"2025-07": known(desk, "a")}
    assert verify(desk.config.data, digest=Digest, zone="Europe/London") == []


def test_a_restored_store_knows_its_cases_again(desk: Desk, maps: Path, tmp_path: Path) -> None:
    desk.send([Case("a"), Case("b")])
    backup.backup(desk.config.data, tmp_path / "backups", now=datetime(2026, 1, 1, tzinfo=UTC))
    backup.restore(tmp_path / "restored", tmp_path / "backups")
    restored = Desk(tmp_path / "restored", maps)
    restored.send([Case("a", "2025-07-01 10:00")])
    assert restored.stands() == {"2025-06": known(desk, "b"), "2025-07": known(desk, "a")}


def test_a_reference_is_not_its_plain_hash(desk: Desk) -> None:
    """Case numbers are few: whoever held their hashes would try them all."""
    desk.send([Case("2025/0042")])
    assert hashlib.sha256(b"2025/0042").digest() not in desk.stands()["2025-06"]


REFS = "abcd"
LATER = "2031-01-01 00:00"
CASES = st.builds(
    Case,
    st.sampled_from([*REFS, ""]),
    st.sampled_from(["2025-05-30 10:00", "2025-06-02 09:30", "2025-06-30 23:59", "2025-07-01 00:00", "?", LATER]),
    st.sampled_from(["Litter", "Noise", "Hate", "Welfare", "Enquiry"]),
    st.sampled_from([INSIDE, INSIDE, MARGIN, FAR, (0.0, 0.0)]),
    st.sampled_from(["", "", "", "deleted"]),
)  # fmt: skip


def twin(stands: dict[str, Case], delivery: list[Case]) -> dict[str, Case]:
    """What stands after a delivery, worked out one row after the other."""
    stands = dict(stands)
    for case in delivery:
        if not case.ref:
            continue
        takes_away = case.state == "deleted" or case.kind in ("Welfare", "Enquiry")
        readable = case.when not in ("?", LATER) and case.at != (0.0, 0.0)
        if takes_away:
            stands.pop(case.ref, None)
        elif readable:
            stands.pop(case.ref, None)
            if case.at == INSIDE or (case.at == MARGIN and case.kind != "Hate"):
                stands[case.ref] = case
    return stands


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CASES, min_size=1, max_size=6), min_size=1, max_size=4), st.booleans())
def test_any_deliveries_leave_what_the_slow_twin_says(
    tmp_path_factory: pytest.TempPathFactory, maps: Path, deliveries: list[list[Case]], at_once: bool
) -> None:
    desk = Desk(tmp_path_factory.mktemp("changes") / "store", maps)
    records = desk.send(*deliveries) if at_once else [record for each in deliveries for record in desk.send(each)]
    expected: dict[str, Case] = {}
    for delivery in deliveries:
        expected = twin(expected, delivery)
    by_month: dict[str, set[bytes]] = {}
    for ref, case in expected.items():
        by_month.setdefault(case.when[:7], set()).update(known(desk, ref))
    assert desk.stands() == by_month
    for record, delivery in zip(records, deliveries, strict=True):
        assert record.rows == record.kept + record.outside + record.rejected == len(delivery)
        assert sum(record.reasons.values()) == record.rejected
    kept = {file.month: pc.sum(pc.invert(desk.store.read(file)["margin"])).as_py() or 0 for file in desk.store.files()}
    standing = ledger.standing_kept(ledger.loads(desk.config.data))
    assert {month: n for (_, _, month), n in standing.items()} == kept


def test_a_month_that_came_early_is_confirmed_when_it_comes_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        moment = datetime(2025, 6, 20, 12, tzinfo=UTC)

        @classmethod
        def now(cls, tz=None):  # type: ignore[no-untyped-def, override]
            return cls.moment

    monkeypatch.setattr(load, "datetime", Clock)
    (first,) = desk.send([Case("a")])
    Clock.moment = datetime(2025, 6, 29, 12, tzinfo=UTC)
    (again,) = desk.send([Case("a")])
    assert (first.unchanged, again.unchanged, again.confirmed) == (False, True, ())
    Clock.moment = datetime(2025, 7, 2, 12, tzinfo=UTC)
    (whole,) = desk.send([Case("a")])
    assert (whole.unchanged, whole.confirmed, whole.digests, desk.store.version()) == (False, ("2025-06",), {}, 2)
    (twice,) = desk.send([Case("a")])
    assert (twice.unchanged, desk.store.version()) == (True, 2)
    assert desk.stands() == {"2025-06": known(desk, "a")}
    assert json.loads(json.dumps(whole.to_json())) == whole.to_json()
