import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest
import shapely

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import build, membership
from aim.geography.outlines import Outlines, load


def members(config: Config, *rows: str) -> None:
    """Replace the membership of a town."""
    header = "ward_code,ward_name,neighbourhood,confidence,valid_from,valid_to"
    (config.boundaries / "membership.csv").write_text("\n".join([header, *rows]) + "\n")


def test_the_shipped_outlines(outlines: Outlines, config: Config) -> None:
    assert outlines.neighbourhoods == ("East", "North", "South", "West")
    assert [ward.code for ward in outlines.wards] == sorted(ward.code for ward in outlines.wards)
    assert len(outlines.wards) == 20
    assert outlines.status == "built from Code-Point Open"
    assert not outlines.membership_confirmed
    for index, ward in enumerate(outlines.wards):
        assert outlines.neighbourhoods[outlines.ward_neighbourhood[index]] == ward.neighbourhood


def test_wards_are_valid_and_meet_without_overlap_or_gap(outlines: Outlines) -> None:
    shapes = [ward.outline for ward in outlines.wards]
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(outlines.area.area, rel=1e-12)


def test_neighbourhoods_make_up_the_area(outlines: Outlines) -> None:
    parts = [outlines.neighbourhood_outline(name) for name in outlines.neighbourhoods]
    assert shapely.union_all(parts).symmetric_difference(outlines.area).area < 1e-12
    with pytest.raises(GeographyError, match="use one of East, North, South, West"):
        outlines.neighbourhood_outline("Centre")


def test_the_shipped_file_carries_its_statements_and_six_decimals(config: Config) -> None:
    text = (config.boundaries / "wards.geojson").read_text(encoding="utf-8")
    assert json.loads(text)["attribution"] == build.ATTRIBUTION
    for statement in build.ATTRIBUTION.split(". "):
        assert statement.removesuffix(".") in (config.boundaries / "SOURCES.md").read_text(encoding="utf-8")
    assert not re.search(r"\d\.\d{7,}", text)
    assert (config.boundaries / "postcodes.csv").stat().st_size < 1_000_000


def test_two_readings_are_equal(config: Config, outlines: Outlines) -> None:
    assert load(config).fingerprint == outlines.fingerprint
    assert re.fullmatch("[0-9a-f]{64}", outlines.fingerprint)


@pytest.mark.parametrize(
    "rows",
    [
        ("W1,First,East,high", "W2,Second,West,low"),  # another neighbourhood
        ("W1,Other,West,high", "W2,Second,East,low"),  # another name
        ("W1,First,West,low", "W2,Second,East,low"),  # another confidence
    ],
)
def test_the_fingerprint_changes_with_the_membership(town: Config, rows: tuple[str, str]) -> None:
    build.build(town)
    before = load(town)
    members(town, *(f"{row},," for row in rows))
    assert load(town).fingerprint != before.fingerprint


def test_the_fingerprint_changes_with_an_outline(town: Config) -> None:
    path = build.build(town)
    before = load(town)
    document = json.loads(path.read_text())
    document["features"][0]["geometry"]["coordinates"][0][1][0] += 1e-6
    path.write_text(json.dumps(document))
    assert load(town).fingerprint != before.fingerprint


def test_moving_a_ward_moves_its_points(town: Config) -> None:
    build.build(town)
    first = load(town)
    members(town, "W1,First,East,high,,", "W2,Second,West,low,,")
    second = load(town)
    assert [ward.neighbourhood for ward in first.wards] == ["West", "East"]
    assert [ward.neighbourhood for ward in second.wards] == ["East", "West"]
    assert second.neighbourhood_outline("East").equals(first.neighbourhood_outline("West"))


def test_the_store_s_own_files_win_over_the_shipped_ones(town: Config) -> None:
    shipped = build.build(town, out=town.boundaries / "wards.geojson")
    assert load(town).status == build.STATUS
    own = build.build(town)
    own.write_text(shipped.read_text().replace(build.STATUS, "drawn by hand"))
    (own.parent / "membership.csv").write_text((town.boundaries / "membership.csv").read_text().replace("First", "Own"))
    loaded = load(town)
    assert loaded.status == "drawn by hand"
    assert loaded.wards[0].name == "Own"


def test_which_wards_count_is_decided_by_the_day(town: Config) -> None:
    build.build(town)
    path = town.boundaries / "membership.csv"
    path.write_text(path.read_text() + "W1,First,East,high,2027-05-07,\nW2,Second,West,low,2027-05-07,\n")
    assert [ward.neighbourhood for ward in load(town, date(2027, 5, 6)).wards] == ["West", "East"]
    assert [ward.neighbourhood for ward in load(town, date(2027, 5, 7)).wards] == ["East", "West"]
    with pytest.raises(GeographyError, match="no ward is in force on 2015-05-06"):
        load(town, date(2015, 5, 6))


def test_wards_whose_time_is_over_stay_in_use_and_say_so(town: Config) -> None:
    build.build(town)
    assert load(town, date(2027, 5, 6)).expired is None
    late = load(town, date(2027, 5, 7))
    assert late.expired == date(2027, 5, 6)
    assert late.fingerprint == load(town, date(2025, 1, 1)).fingerprint


def test_every_fault_of_a_membership_is_told_at_once(town: Config) -> None:
    build.build(town)
    members(
        town,
        "W1,First,Nowhere,high,,",
        "W1,First,West,high,,",
        ",Second,East,high,2027-02-30,",
        "W4,Fourth,East,high,2027-05-06,2015-05-07",
    )
    with pytest.raises(GeographyError) as caught:
        load(town)
    message = str(caught.value)
    assert "line 2: 'Nowhere' is not a neighbourhood: use one of West, East" in message
    assert "line 4: a ward needs a code and a name" in message
    assert "line 4: valid_from '2027-02-30' is not a date" in message
    assert "line 5: valid_to 2015-05-07 lies before valid_from 2027-05-06" in message


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (("W1,First,West,high,,", "W1,First,East,high,,"), "ward W1 stands in 2 rows"),
        (("W1,First,West,high,,", "W2,Second,West,high,,"), "no ward belongs to East"),
        (("W1,First,West,high,,", "W3,Third,East,high,,"), "ward W3 Third is missing"),
    ],
)
def test_a_membership_that_does_not_fit_is_refused(town: Config, rows: tuple[str, ...], fault: str) -> None:
    build.build(town)
    members(town, *rows)
    with pytest.raises(GeographyError, match=fault):
        load(town)


@pytest.mark.parametrize(
    ("geometry", "fault"),
    [
        ({"type": "Point", "coordinates": [-1.2, 54.5]}, "is a Point, not an area"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "is not valid: Self-inter"),
        ({"type": "Polygon", "coordinates": []}, "has no outline"),
        ({"type": "Polygon", "coordinates": [[[450000, 0], [450001, 0], [450001, 1], [450000, 0]]]}, "not in degrees"),
        (None, "wards.geojson"),
        ("here", "wards.geojson"),
    ],
)
def test_a_broken_outline_is_refused(town: Config, geometry: object, fault: str) -> None:
    path = build.build(town)
    document = json.loads(path.read_text())
    document["features"][1]["geometry"] = geometry
    path.write_text(json.dumps(document))
    with pytest.raises(GeographyError, match=fault):
        load(town)


def test_a_ward_twice_is_refused(town: Config) -> None:
    path = build.build(town)
    document = json.loads(path.read_text())
    document["features"].append(document["features"][0])
    path.write_text(json.dumps(document))
    with pytest.raises(GeographyError, match="ward W1 stands in it twice"):
        load(town)


def test_the_provisional_membership_is_the_shared_one(shared: Path, config: Config) -> None:
    with (shared / "reference" / "middlesbrough-wards.csv").open(encoding="utf-8") as file:
        rows = [(row["ward_code"], row["ward_name"], row["neighbourhood_provisional"]) for row in csv.DictReader(file)]
    given = membership.read(config)
    assert [(one.ward_code, one.ward_name, one.neighbourhood) for one in given] == sorted(rows)
