"""What each shipped map makes of an extract that holds every one of its labels, flags and ways to give a place."""

from collections import Counter
from pathlib import Path
from typing import Any

import extracts
import pytest
import samples

from aim import ingest, schema
from aim.errors import RefusedError
from aim.ingest import load
from aim.ingest.maps import Named
from aim.store.incidents import IncidentStore
from aim.store.record import LoadRecord

SHIPPED = ingest.layouts()
REASONS = {schema.WITHHELD: "withheld", schema.NOT_COUNTED: "not_counted", "withdrawn": "withdrawn"}
# Labels of every shipped source that name one person's matters: nothing of such a row may be kept.
PERSONAL = {
    "fire": ["Special Service > Suicide/Attempts", "Special Service > Medical Incident",
             "Special Service > Effecting Entry/Exit"],
    "housing": ["Mental health", "Safeguarding"],
    "council-desk": ["Safeguarding referral", "Assisted collection"],
    "council-requests": ["Safeguarding concern", "Welfare concern"],
}  # fmt: skip


def labelled(named: Named, label: str, number: int) -> dict[str, str]:
    """A good row of that label."""
    columns = named.map.columns.category
    parts = label.split(" > ")
    return samples.row(named, number) | dict(zip(columns, [*parts, *[""] * (len(columns) - len(parts))], strict=True))


def take_in(tmp_path: Path, named: Named, rows: list[dict[str, str]]) -> LoadRecord:
    path = tmp_path / f"extract{samples.suffix(named)}"
    path.write_bytes(samples.table(rows, named))
    (record,) = load.ingest(extracts.config(tmp_path / "store"), [path], actor="tester", placing=extracts.placing())
    return record


def stored(tmp_path: Path) -> list[dict[str, Any]]:
    store = IncidentStore(tmp_path / "store")
    return [row for file in store.files() for row in store.read(file).to_pylist()]


def flagged(named: Named, label: str) -> str | None:
    """What a flag says of a row that holds nothing but its label."""
    parts = dict(zip(named.map.columns.category, label.split(" > "), strict=False))
    held = (flag.then for flag in named.map.flags if parts.get(flag.column) in flag.values)
    return next(held, None)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_label_becomes_what_its_map_says(name: str, tmp_path: Path) -> None:
    named = SHIPPED[name]
    labels = list(named.map.categories)
    record = take_in(tmp_path, named, [labelled(named, label, number) for number, label in enumerate(labels)])
    answers = Counter(flagged(named, label) or named.map.categories[label] for label in labels)
    rejected = {REASONS[answer]: count for answer, count in answers.items() if answer in REASONS}
    assert (record.source, record.rows, dict(record.reasons)) == (named.source.name, len(labels), rejected)
    assert record.kept == len(labels) - sum(rejected.values())
    kept = {answer: count for answer, count in answers.items() if answer not in REASONS}
    assert Counter(row[schema.CATEGORY] for row in stored(tmp_path)) == kept
    assert set(kept) <= set(named.source.categories)


FLAGS = [(name, number) for name, named in SHIPPED.items() for number in range(len(named.map.flags))]


@pytest.mark.parametrize(("name", "number"), FLAGS)
def test_every_value_of_a_flag_decides_whatever_the_label(name: str, number: int, tmp_path: Path) -> None:
    named = SHIPPED[name]
    flag = named.map.flags[number]
    rows = [samples.row(named, n) | {flag.column: value.upper()} for n, value in enumerate(flag.values)]
    record = take_in(tmp_path, named, rows)
    if flag.then in REASONS:
        assert dict(record.reasons) == {REASONS[flag.then]: len(rows)}
        assert stored(tmp_path) == []
    else:
        assert [row[schema.CATEGORY] for row in stored(tmp_path)] == [flag.then] * len(rows)


@pytest.mark.parametrize("name", [name for name in SHIPPED if schema.SENSITIVE & set(SHIPPED[name].source.categories)])
def test_sensitive_categories_keep_their_neighbourhood_alone(name: str, tmp_path: Path) -> None:
    named = SHIPPED[name]
    labels = [label for label, answer in named.map.categories.items() if answer in schema.SENSITIVE]
    take_in(tmp_path, named, [labelled(named, label, number) for number, label in enumerate(labels)])
    assert len(stored(tmp_path)) == len(labels) > 0
    bare = (schema.LONGITUDE, schema.LATITUDE, schema.CELL, schema.STREET, schema.OUTCOME, schema.PRECISION_M,
            schema.OCCURRED_FROM, schema.OCCURRED_TO)  # fmt: skip
    for row in stored(tmp_path):
        assert row[schema.AREA] == "East"
        assert row[schema.LOCATED_BY] == schema.NEIGHBOURHOOD_ONLY
        assert [row[column] for column in bare] == [None] * len(bare)


def test_the_order_of_a_month_does_not_tell_the_day_of_a_sensitive_case(tmp_path: Path) -> None:
    """A landlord's extract is sorted by date: between two cases of the third, a third one would be of the third."""
    housing = SHIPPED["housing"]
    kinds = ["Noise", "Domestic abuse", "Noise", "Hate-related incidents", "Noise", "Domestic abuse"]
    rows = [labelled(housing, kind, number) for number, kind in enumerate(kinds)]
    take_in(tmp_path, housing, rows)
    (month,) = IncidentStore(tmp_path / "store").files()
    found = IncidentStore(tmp_path / "store").read(month).to_pylist()
    assert [row[schema.CATEGORY] in schema.SENSITIVE for row in found] == [False] * 3 + [True] * 3
    assert found[3:] == sorted(found[3:], key=lambda row: row[schema.REFERENCE])
    assert take_in(tmp_path, housing, [rows[n] for n in (0, 5, 2, 4, 3, 1)]).unchanged


@pytest.mark.parametrize(("name", "label"), [(name, label) for name, labels in PERSONAL.items() for label in labels])
def test_personal_matters_never_reach_the_store(name: str, label: str, tmp_path: Path) -> None:
    named = SHIPPED[name]
    record = take_in(tmp_path, named, [samples.row(named, 0), labelled(named, label, 1)])
    assert (record.kept, dict(record.reasons)) == (1, {"withheld": 1})
    assert len(stored(tmp_path)) == 1


def test_no_flag_brings_back_what_is_withheld(tmp_path: Path) -> None:
    crime, incidents = SHIPPED["police-crime"], SHIPPED["police-incidents"]
    flags = {"Domestic Abuse": "Y", "Hate Crime": "Y", "Exploitation": "Y", "Missing": "Y"}
    rows = [samples.row(crime, n) | flags | {"HO Class": code} for n, code in enumerate(["11A", "13", "4/2"])]
    assert dict(take_in(tmp_path, crime, rows).reasons) == {"withheld": 3}
    held = ["Concern for Safety", "Sudden Death", "Suicide or Attempt"]
    rows = [
        labelled(incidents, f"Public Safety and Welfare > {kind}", n) | {"Domestic Abuse": "Y", "Hate": "Y"}
        for n, kind in enumerate(held)
    ]
    assert dict(take_in(tmp_path, incidents, rows).reasons) == {"withheld": 3}
    assert stored(tmp_path) == []


SEVERAL = [(name, number) for name, named in SHIPPED.items() for number in range(1, len(named.map.location))]


@pytest.mark.parametrize(("name", "number"), SEVERAL)
def test_the_second_way_to_give_a_place_is_taken_where_the_first_is_blank(
    name: str, number: int, tmp_path: Path
) -> None:
    named = SHIPPED[name]
    first, way = named.map.location[0], named.map.location[number]
    placed = samples.row(named, 0)
    samples.place(placed, way, 0)
    take_in(tmp_path, named, [placed | dict.fromkeys(first.columns, ""), samples.row(named, 1)])
    by = {
        "wgs84": schema.POINT, "grid reference": schema.GRID_REFERENCE, "postcode": schema.POSTCODE,
        "national grid": schema.NATIONAL_GRID,
    }  # fmt: skip
    found = {row[schema.LOCATED_BY]: row[schema.PRECISION_M] for row in stored(tmp_path)}
    assert found == {by[first.kind]: first.precision_m, by[way.kind]: way.precision_m}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_label_that_nobody_answered_refuses_the_file(name: str, tmp_path: Path) -> None:
    named = SHIPPED[name]
    with pytest.raises(RefusedError, match="Meteorite"):
        take_in(tmp_path, named, [samples.row(named, 0), labelled(named, "Meteorite", 1)])
    assert IncidentStore(tmp_path / "store").version() is None


def test_a_flag_that_is_neither_yes_nor_no_refuses_the_file(tmp_path: Path) -> None:
    """Else a system that marks abuse with an X would have every such case stored with its address."""
    crime = SHIPPED["police-crime"]
    rows = [samples.row(crime, n) | {"Domestic Abuse": text} for n, text in enumerate(["Y", "N", "", "X", "X"])]
    with pytest.raises(
        RefusedError, match="neither yes nor no in 'Domestic Abuse': 'X' in 2 rows, the first on line 5"
    ):
        take_in(tmp_path, crime, rows)
    assert IncidentStore(tmp_path / "store").version() is None


def test_an_hour_that_is_not_known_is_held_as_from_and_to(tmp_path: Path) -> None:
    take_in(tmp_path, SHIPPED["police-crime"], [samples.row(SHIPPED["police-crime"], 0)])
    (row,) = stored(tmp_path)
    assert f"{row[schema.OCCURRED_FROM]:%Y-%m-%d %H:%M} {row[schema.OCCURRED_TO]:%H:%M}" == "2025-06-02 08:30 09:15"


def test_a_day_without_an_hour_is_that_whole_day(tmp_path: Path) -> None:
    take_in(tmp_path, SHIPPED["housing"], [samples.row(SHIPPED["housing"], 0)])
    (row,) = stored(tmp_path)
    assert f"{row[schema.OCCURRED_FROM]:%d %H:%M} {row[schema.OCCURRED_TO]:%d %H:%M}" == "01 23:00 02 23:00"
