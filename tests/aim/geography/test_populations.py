import csv
from pathlib import Path

import pytest

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import membership, populations


def test_every_ward_in_force_has_its_residents(config: Config) -> None:
    found = populations.read(config)
    assert set(found) == {member.ward_code for member in membership.read(config)}
    names = {member.ward_code: member.ward_name for member in membership.read(config)}
    with populations.path(config).open(encoding="utf-8", newline="") as file:
        assert {row["ward_code"]: row["ward_name"] for row in csv.DictReader(file)} == names
    assert sum(found.values()) == 141_285
    assert (found["E05009857"], found["E05009867"]) == (13_001, 3_077)


@pytest.mark.real
def test_the_wards_hold_as_many_as_the_census_areas(config: Config, shared: Path) -> None:
    with (shared / "data/population/population20_lsoa11_teesside.csv").open(encoding="utf-8", newline="") as file:
        areas = [row for row in csv.DictReader(file) if row["lsoa11_name"].startswith("Middlesbrough ")]
    assert sum(populations.read(config).values()) == sum(int(row["total_population"]) for row in areas)


def test_a_store_may_have_its_own(town: Config) -> None:
    own = town.data / "geography" / populations.FILE
    own.parent.mkdir(parents=True)
    own.write_text("ward_code,ward_name,residents,year\nW1,First,1200,2021\n", encoding="utf-8")
    assert populations.read(town) == {"W1": 1200}


def test_every_fault_of_the_file_is_named(town: Config) -> None:
    (town.boundaries / populations.FILE).write_text(
        "ward_code,ward_name,residents,year\nW1,First,1.5,2021\nW1,First,20,\n,None,3,2021\n", encoding="utf-8"
    )
    with pytest.raises(GeographyError, match=r"populations\.csv") as raised:
        populations.read(town)
    said = str(raised.value)
    assert "ward W1 stands in 2 rows" in said
    assert "line 2: residents '1.5'" in said
    assert "line 3: year ''" in said
    assert "line 4: a row needs a ward code" in said
