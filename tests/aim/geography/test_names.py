"""Every cell its own name, whatever the streets are called and in whatever order the cells come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.config import Config
from aim.geography import names

STREETS = (
    "Linthorpe Road",
    "Ash Grove",
    "Parking Area",
    "On or near Ash Grove",
    "Linthorpe Road, Central",
    "",
    "TS1 1",
)
WARDS = ("Central", "Park", "Park 1")
POSTCODES = ("TS1 1AA", "TS4 2AB")


@pytest.mark.parametrize(
    ("published", "name"),
    [
        ("On or near Linthorpe Road", "Linthorpe Road"),
        ("on or near  Linthorpe  Road ", "Linthorpe Road"),
        ("Linthorpe Road", "Linthorpe Road"),
        ("On or near ", None),
        ("On or near", None),
        ("  ", None),
        (None, None),
    ],
)
def test_clean(published: str | None, name: str | None) -> None:
    assert names.clean(published) == name


@pytest.mark.parametrize("street", ["On or near Parking Area", "parking area", None, "", "On or near "])
def test_generic_names_say_nothing(config: Config, street: str | None) -> None:
    assert names.is_generic(street, config.partnership.generic_places)


@pytest.mark.parametrize("street", ["On or near Park Road", "Supermarket Street", "Parking Area East"])
def test_other_names_do(config: Config, street: str) -> None:
    assert not names.is_generic(street, config.partnership.generic_places)


def name_of(streets: dict[str, int]) -> str:
    return names.place_names([7], ["Park"], {7: streets}, ["TS4 2AB"], [-1.2], [54.5], generic=["Parking Area"])[0]


def test_the_commonest_street_names_a_cell() -> None:
    assert name_of({"Ash Grove": 3, "Linthorpe Road": 5, "Parking Area": 50}) == "Linthorpe Road"


def test_equal_streets_are_settled_by_the_alphabet() -> None:
    assert name_of({"Linthorpe Road": 5, "Ash Grove": 5}) == "Ash Grove"


def test_spellings_of_one_street_count_together() -> None:
    assert name_of({"On or near Ash Grove": 3, "Ash Grove": 3, "Linthorpe Road": 5}) == "Ash Grove"


@pytest.mark.parametrize(
    "streets", [{}, {"Parking Area": 9}, {"On or near ": 2}, {"Ash Grove": 0}, {"TS1 3": 9}, {"On or near TS1 3": 9}]
)
def test_without_a_street_it_is_sector_and_ward(streets: dict[str, int]) -> None:
    assert name_of(streets) == "TS4 2, Park"


def test_a_street_of_two_wards_gets_the_ward() -> None:
    streets = {1: {"Linthorpe Road": 1}, 2: {"Linthorpe Road": 1}, 3: {"Ash Grove": 1}}
    found = names.place_names([1, 2, 3], ["Central", "Park", "Park"], streets, ["TS1 1AA"] * 3, [0, 1, 2], [54.5] * 3)
    assert found == ["Linthorpe Road, Central", "Linthorpe Road, Park", "Ash Grove"]


def test_what_is_still_equal_gets_a_compass_word() -> None:
    step = 0.01
    lon = [0, step, step, 0, -step, -step, -step, 0, step]
    lat = [54.5 + d for d in (0, 0, step, step, step, 0, -step, -step, -step)]
    found = names.place_names(range(9), ["Park"] * 9, {}, ["TS4 2AB"] * 9, np.array(lon) * 1.72, lat)
    assert [name.removeprefix("TS4 2, Park, ") for name in found] == [
        "middle", "east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east",
    ]  # fmt: skip


def test_and_then_the_nearest_postcode() -> None:
    codes = ["TS4 2AB", "TS4 2AD", "TS4 2AE"]
    found = names.place_names([30, 10, 20], ["Park"] * 3, {}, codes, [1.0, 1.0, -1.0], [54.5] * 3)
    assert found == ["TS4 2AB, Park", "TS4 2AD, Park", "TS4 2, Park, west"]
    streets = {cell: {"Ash Grove": 1} for cell in (10, 20, 30)}
    found = names.place_names([30, 10, 20], ["Park"] * 3, streets, codes, [1.0, 1.0, -1.0], [54.5] * 3)
    assert found == ["Ash Grove, TS4 2AB", "Ash Grove, TS4 2AD", "Ash Grove, Park, west"]


def test_and_then_a_number_by_cell() -> None:
    found = names.place_names([30, 10, 20], ["Park"] * 3, {}, ["TS4 2AB"] * 3, [1.0, 1.0, -1.0], [54.5] * 3)
    assert found == ["TS4 2AB, Park 2", "TS4 2AB, Park 1", "TS4 2, Park, west"]


@st.composite
def towns(draw: st.DrawFn) -> list[tuple[int, str, dict[str, int], str, float, float]]:
    number = st.sampled_from([-1.25, -1.24, -1.23])
    row = st.tuples(
        st.sampled_from(WARDS),
        st.dictionaries(st.sampled_from(STREETS), st.integers(0, 3), max_size=3),
        st.sampled_from(POSTCODES),
        number,
        number,
    )
    cells = draw(st.lists(st.integers(1, 1000), unique=True, max_size=25))
    return [(cell, *draw(row)) for cell in cells]


def named(rows: list[tuple[int, str, dict[str, int], str, float, float]]) -> dict[int, str]:
    cells = [row[0] for row in rows]
    candidates = {row[0]: row[2] for row in rows}
    found = names.place_names(
        np.array(cells, dtype=np.int64), [row[1] for row in rows], candidates, [row[3] for row in rows],
        [row[4] for row in rows], [55 + row[5] for row in rows], generic=["Parking Area"],
    )  # fmt: skip
    return dict(zip(cells, found, strict=True))


@given(towns(), st.randoms())
def test_names_are_distinct_and_the_same_in_any_order(rows: list, random) -> None:
    found = named(rows)
    assert len(found) == len(rows)
    assert len(set(found.values())) == len(rows)
    assert all(found.values())
    random.shuffle(rows)
    assert named(rows) == found
    for cell, _, streets, *_ in rows:
        if found[cell] == "Parking Area":
            raise AssertionError(f"a generic name from {streets}")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("TS3 7AJ, North Ormesby", "TS3 7, North Ormesby"),
        ("TS3 7AJ, North Ormesby 2", "TS3 7, North Ormesby"),
        ("High Street, TS1 1AA", "High Street, North Ormesby"),
        ("TS3 7, North Ormesby, west", "TS3 7, North Ormesby, west"),
        ("Town centre", "Town centre"),
    ],
)
def test_a_postcode_of_a_dozen_homes_is_left_out(name: str, told: str) -> None:
    assert names.without_unit(name, "North Ormesby") == told
