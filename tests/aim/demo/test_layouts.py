"""A report as a row of each partner's file: what the map says is what is written."""

import csv
import io
import json
from dataclasses import replace
from datetime import datetime

import pytest

from aim import ingest, schema
from aim.demo import mix, partners, streams
from aim.demo.layouts import Layout, pick
from aim.demo.reports import Report

SUMMER = datetime(2026, 7, 3, 21, 5, 9)
FIRE, DESK, ONLINE, ONLINE_CSV, HOUSING = partners.LAYOUTS


def report(kind: streams.Kind, moment: datetime = SUMMER, **changes: object) -> Report:
    made = Report("X2607-0001", kind, moment, 449_502.0, 520_213.0, -1.235812, 54.575201, "TS1 2AZ")
    return replace(made, **changes)


def kind(stream: streams.Stream, name: str) -> streams.Kind:
    return stream.kinds[stream.number(name)]


def test_a_fire_has_its_label_in_three_columns_and_its_time_in_two(layouts: dict[str, Layout]) -> None:
    row = layouts[FIRE].row(report(kind(streams.FIRE, "deliberate vehicle")))
    assert row["Incident Category"] == "Fire"
    assert row["Incident Type"] in ("Primary - Road Vehicle", "Secondary - Derelict Vehicle")
    assert row["Cause"] in ("Deliberate", "Doubtful")
    assert (row["Call Date"], row["Call Time"]) == ("03/07/2026", "21:05:09")
    assert (row["Easting"], row["Northing"]) == ("449502", "520213")
    assert (row["Incident Number"], row[mix.MARKER], row["Injuries"]) == ("X2607-0001", mix.MARKER, "")


def test_a_label_of_fewer_parts_leaves_the_last_columns_empty(layouts: dict[str, Layout]) -> None:
    row = layouts[FIRE].row(report(kind(streams.FIRE, "false alarm")))
    assert (row["Incident Category"], row["Cause"]) == ("False Alarm", "")


def test_labels_are_those_of_the_map_and_the_words_of_the_kind(layouts: dict[str, Layout]) -> None:
    fire = layouts[FIRE]
    labels = {
        name: {fire.row(report(kind(streams.FIRE, name), reference=f"F{n}"))["Incident Type"] for n in range(300)}
        for name in ("accidental dwelling", "personal special service")
    }
    assert labels["accidental dwelling"] == {
        "Primary - Dwelling",
        "Primary - Other Building",
        "Secondary - Derelict Building",
    }
    assert labels["personal special service"] == {
        "Effecting Entry/Exit", "Evacuation", "Other Rescue/Release of Persons",
    }  # fmt: skip


def test_a_case_without_a_point_has_a_postcode_and_nothing_else(layouts: dict[str, Layout]) -> None:
    row = layouts[DESK].row(report(kind(streams.COUNCIL, "litter")), by="postcode")
    assert (row["Easting"], row["Northing"], row["Postcode"]) == ("", "", "TS1 2AZ")
    assert row["Reported"] == "03/07/2026 21:05"
    row = layouts[DESK].row(report(kind(streams.COUNCIL, "litter")), by="a way that the map does not offer")
    assert (row["Easting"], row["Postcode"]) == ("449502", "")


def test_a_case_on_open_land_has_a_grid_reference_and_only_its_day(layouts: dict[str, Layout]) -> None:
    row = layouts[HOUSING].row(report(kind(streams.HOUSING, "noise")))
    assert (row["Grid Reference"], row["Postcode"], row["Opened"]) == ("NZ 4950 2021", "", "03/07/2026")
    assert row["Case Type"] == "Noise"


def test_withdrawn_is_said_by_the_flag_and_never_by_chance(layouts: dict[str, Layout]) -> None:
    desk = layouts[DESK]
    litter = kind(streams.COUNCIL, "litter")
    withdrawn = {value for flag in desk.flags if flag.then == schema.WITHDRAWN for value in flag.values}
    assert desk.row(report(litter, withdrawn=True))["Case Status"] in withdrawn
    assert not withdrawn & {desk.row(report(litter, reference=f"C{n}"))["Case Status"] for n in range(300)}
    assert layouts[ONLINE].flagged(schema.WITHDRAWN) == {}


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (SUMMER, "2026-07-03T21:05:09+01:00"),
        (datetime(2026, 1, 3, 21, 5, 9), "2026-01-03T21:05:09+00:00"),
        (datetime(2026, 3, 29, 1, 30), "2026-03-29T02:30:00+01:00"),  # an hour that there was not
    ],
)
def test_a_moment_has_the_offset_of_its_season(layouts: dict[str, Layout], moment: datetime, written: str) -> None:
    assert layouts[ONLINE].timed(moment) == {"requested_datetime": written}
    assert layouts[ONLINE_CSV].timed(moment) == {"requested_datetime": written}


def test_requests_are_json_with_numbers_and_without_what_is_empty(layouts: dict[str, Layout]) -> None:
    row = layouts[ONLINE].row(report(kind(streams.COUNCIL, "noise")))
    (found,) = json.loads(layouts[ONLINE].text([row | {"status": ""}]))
    assert (found["long"], found["lat"], found[mix.MARKER]) == (-1.235812, 54.575201, mix.MARKER)
    assert "status" not in found
    (found,) = json.loads(layouts[ONLINE].text([row | {"lat": "somewhere"}]))
    assert found["lat"] == "somewhere"
    assert json.loads(layouts[ONLINE].text([])) == []


def test_a_table_has_every_column_the_map_knows_and_the_mark(layouts: dict[str, Layout]) -> None:
    for name in (FIRE, DESK, HOUSING):
        text = layouts[name].text([])
        assert set(next(csv.reader(io.StringIO(text)))) == {*ingest.layouts()[name].map.known, mix.MARKER}
    for name in (ONLINE, ONLINE_CSV):
        assert set(layouts[name].header) >= {*ingest.layouts()[name].map.read, mix.MARKER}


def test_values_that_hold_the_delimiter_are_quoted(layouts: dict[str, Layout]) -> None:
    row = layouts[HOUSING].row(report(kind(streams.HOUSING, "noise"))) | {"Case Type": 'Litter, "rubbish"'}
    (found,) = csv.DictReader(io.StringIO(layouts[HOUSING].text([row])))
    assert found["Case Type"] == 'Litter, "rubbish"'


def test_months_and_suppliers_have_columns_where_a_map_says_so(layouts: dict[str, Layout]) -> None:
    police = ingest.layouts()["police"]
    layout = Layout.of(police.source, police.map.model_dump(), {})
    row = layout.row(report(streams.Kind("theft", "burglary", 1)))
    assert (row["Month"], row["Crime type"], row["Context"]) == ("2026-07", "Burglary", mix.MARKER)
    assert row["Reported by"] in police.map.suppliers
    assert mix.MARKER not in row


def test_the_same_key_picks_the_same_text_and_others_spread() -> None:
    texts = ("a", "b", "c")
    picked = [pick(texts, f"F2607-{n:04d}") for n in range(3000)]
    assert picked == [pick(texts, f"F2607-{n:04d}") for n in range(3000)]
    assert all(900 < picked.count(text) < 1100 for text in texts)
