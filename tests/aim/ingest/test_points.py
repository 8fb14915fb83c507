"""Places in every way partners write them come out in degrees with their precision, or with the reason why not."""

from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aim import config, schema
from aim.geography import crs, gridref, postcodes
from aim.geography.postcodes import Finder
from aim.ingest.maps import Location, Map
from aim.ingest.points import Points, rounding_m
from aim.ingest.reasons import CODES, GOOD
from aim.ingest.rows import LABELS, Rows

DEGREES = {"kind": "wgs84", "columns": ["x", "y"], "precision_m": 10}
METRES = {"kind": "national grid", "columns": ["x", "y"], "precision_m": 1}
POINT_TEXT = {"kind": "point text", "columns": ["p"], "precision_m": 10}
REFERENCE = {"kind": "grid reference", "columns": ["g"], "precision_m": 1}
POSTCODE = {"kind": "postcode", "columns": ["c"], "precision_m": 100}


@cache
def finder() -> Finder:
    return Finder(postcodes.read(config.load()))


def points(columns: dict[str, list[str | None]], *ways: dict[str, object]) -> Points:
    mapping = Map.model_construct(location=tuple(Location.model_validate(way) for way in ways))
    found = {name: pa.array(values, pa.string()).cast(LABELS) for name, values in columns.items()}
    return Points.of(Rows(found, np.arange(len(next(iter(columns.values()))))), mapping, finder)


def reasons(found: Points) -> list[str | None]:
    return [None if found.reason[at] == GOOD else CODES[found.reason[at]] for at in found.at]


def near(found: Points, row: int, easting: float, northing: float, by: float) -> bool:
    at = found.at[row]
    east, north = crs.to_bng([found.longitude[at]], [found.latitude[at]])
    return bool(abs(east[0] - easting) <= by and abs(north[0] - northing) <= by)


@pytest.mark.parametrize(
    ("x", "y", "middle", "precision", "reason"),
    [
        ("449550", "520250", (449550, 520250), 1, None),
        (" 449550.4 ", "520250.0", (449550.4, 520250), 1, None),
        ("449***", "520***", (449500, 520500), 1000, None),
        ("4495**", "5202**", (449550, 520250), 100, None),
        ("44955*", "5202**", (449555, 520250), 100, None),
        ("44****", "52****", None, 10_000, "too_coarse"),
        ("4495*0", "520250", None, 1, "bad_coordinates"),
        ("***", "520250", None, 1, "bad_coordinates"),
        ("east", "520250", None, 1, "bad_coordinates"),
        ("-449550", "520250", None, 1, "bad_coordinates"),
        ("449550", "1400000", None, 1, "bad_coordinates"),
        ("", "520250", None, 1, "no_coordinates"),
        (None, None, None, 1, "no_coordinates"),
        ("0", "0", None, 1, "zero_coordinates"),
    ],
)
def test_the_national_grid(x, y, middle, precision, reason):
    found = points({"x": [x], "y": [y]}, METRES)
    assert reasons(found) == [reason]
    if reason in (None, "too_coarse"):
        assert found.precision_m[found.at[0]] == precision
    if middle:
        assert near(found, 0, *middle, by=0.02)
        assert schema.LOCATED[found.located_by[found.at[0]]] == "national grid"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(54.5742, -1.2350)", None),
        ("54.5742,-1.2350", None),
        ("(-1.2350, 54.5742)", "swapped_coordinates"),
        ("(0, 0)", "zero_coordinates"),
        ("(54.5742)", "bad_coordinates"),
        ("(54.5742, west)", "bad_coordinates"),
        ("(94.5742, -1.2)", "bad_coordinates"),
        ("", "no_coordinates"),
    ],
)
def test_a_point_in_one_text(text, reason):
    found = points({"p": [text]}, POINT_TEXT)
    assert reasons(found) == [reason]
    if reason is None:
        assert (found.longitude[found.at[0]], found.latitude[found.at[0]]) == (-1.2350, 54.5742)


def test_a_grid_reference_is_as_coarse_as_its_figures():
    found = points({"g": ["NZ 495 202", "nz49502025", "NZ4920", "NZ42", "NZ", "XX 1 2", "NZ 495", None]}, REFERENCE)
    assert reasons(found) == [
        None, None, None, "too_coarse", "too_coarse", "bad_grid_reference", "bad_grid_reference", "no_coordinates",
    ]  # fmt: skip
    assert [found.precision_m[at] for at in found.at[:3]] == [100, 10, 1000]
    assert near(found, 0, 449550, 520250, by=0.02)


def test_a_postcode_is_found_unknown_or_elsewhere():
    found = points({"c": ["TS1 3QB", "ts13qb", "TS99 9ZZ", "BS1 1AA", "nowhere", ""]}, POSTCODE)
    assert reasons(found) == [None, None, "unknown_postcode", None, "unknown_postcode", "no_coordinates"]
    assert np.isfinite(found.longitude[found.at[:2]]).all()
    assert np.isnan(found.longitude[found.at[3]]), "elsewhere, who knows where"


def test_the_first_way_that_a_row_gives_is_taken():
    columns = {
        "x": ["449550", None, None, "bad", None],
        "y": ["520250", None, None, "520250", None],
        "g": ["NZ 4 2", "NZ 495 202", None, "NZ 495 202", None],
        "c": [None, None, "TS1 3QB", None, None],
    }
    found = points(columns, METRES, REFERENCE, POSTCODE)
    assert reasons(found) == [None, None, None, "bad_coordinates", "no_coordinates"]
    by = [schema.LOCATED[found.located_by[at]] for at in found.at]
    assert by[:3] == ["national grid", "grid reference", "postcode"]
    assert [found.way[at] for at in found.at] == [0, 1, 2, 0, 0]
    assert [found.precision_m[at] for at in found.at[:3]] == [1, 100, 100]


def test_zeros_are_no_place_where_another_way_tells_it():
    columns = {"x": ["0", "0.0", "0"], "y": ["0", "0", "520250"], "c": ["TS1 3QB", None, "TS1 3QB"]}
    found = points(columns, METRES, POSTCODE)
    assert reasons(found) == [None, "zero_coordinates", None]
    assert [schema.LOCATED[found.located_by[at]] for at in found.at[[0, 2]]] == ["postcode", "national grid"]
    assert reasons(points(columns, METRES)) == ["zero_coordinates", "zero_coordinates", None]


@pytest.mark.parametrize(
    ("precision", "reason"), [(199, None), (200, None), (201, None), (2000, None), (2001, "too_coarse")]
)
def test_a_place_is_too_coarse_past_two_kilometres(precision, reason):
    found = points({"x": ["449550"], "y": ["520250"]}, METRES | {"precision_m": precision})
    assert (reasons(found), found.precision_m[0]) == ([reason], precision)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(400_000, 499_999), st.integers(500_000, 599_999), st.integers(0, 4)),
        min_size=1, max_size=10,
    )
)  # fmt: skip
def test_every_way_of_writing_a_square_finds_its_middle(drawn):
    """Redacted metres, and the grid reference of the same square: one point, one size."""
    metres = {"x": [], "y": [], "g": []}
    for easting, northing, hidden in drawn:
        for name, value in (("x", easting), ("y", northing)):
            digits = f"{value:06d}"
            metres[name].append(digits[: 6 - hidden] + "*" * hidden)
        metres["g"] += gridref.format([easting], [northing], 10 - 2 * hidden)
    by_metres, by_reference = points(metres, METRES), points(metres, REFERENCE)
    assert reasons(by_metres) == reasons(by_reference)
    for row, (easting, northing, hidden) in enumerate(drawn):
        size = 10**hidden
        for found in (by_metres, by_reference):
            assert found.precision_m[found.at[row]] == size
        middle = (
            easting // size * size + (size / 2 if hidden else 0),
            northing // size * size + (size / 2 if hidden else 0),
        )
        assert near(by_metres, row, *middle, by=0.02)
        assert near(by_reference, row, *middle, by=0.52)  # a reference of ten figures is a square of a metre


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.one_of(st.none(), st.text(max_size=12))] * 4), min_size=1, max_size=6))
def test_any_text_is_a_point_or_has_a_reason(drawn):
    columns = {name: [row[n] for row in drawn] for n, name in enumerate("xygc")}
    found = points(columns, METRES, DEGREES, REFERENCE, POSTCODE)
    for reason, at in zip(reasons(found), found.at, strict=True):
        placed = np.isfinite(found.longitude[at]) and np.isfinite(found.latitude[at])
        assert placed or reason is not None or schema.LOCATED[found.located_by[at]] == "postcode"


@pytest.mark.parametrize(
    ("x", "y", "precision", "reason"),
    [
        ("-1.235012", "54.574212", 10, None),
        ("-1.2350", "54.5742", 11, None),
        ("-1.235", "54.574", 111, None),
        ("-1.24", "54.574212", 10, None),  # a last nought left out, or two
        ("-1.24", "54.57", 1110, None),
        ("-1.2", "54.6", 11_100, "too_coarse"),
        ("-1", "54.", 111_000, "too_coarse"),
        ("-1235e-3", "54.57", 10, None),
    ],
)
def test_degrees_are_as_coarse_as_their_decimals(x, y, precision, reason):
    found = points({"x": [x], "y": [y]}, DEGREES)
    assert (reasons(found), found.precision_m[found.at[0]]) == ([reason], precision)
    if "e" not in x:
        text = points({"p": [f"({y}, {x})"]}, POINT_TEXT)
        assert (reasons(text), text.precision_m[text.at[0]]) == ([reason], precision)


@given(st.lists(st.from_regex(r"[+-]?[0-9]{0,4}\.?[0-9]{0,9}", fullmatch=True), min_size=1))
def test_decimals_are_counted_alike_whatever_stands_beside_them(texts):
    # "1e0" has the whole column read by its letters, the slow way.
    alone, beside = (rounding_m(pa.array(found, pa.string())) for found in (texts, [*texts, "1e0"]))
    assert alone.tolist() == [*beside[:-2].tolist(), 0]


def test_a_point_that_is_nowhere_else_is_told_as_zero():
    columns = {"x": ["0", "0", None], "y": ["0", "0", None], "g": [None, "NZ 495 202", None]}
    assert reasons(points(columns, METRES, REFERENCE)) == ["zero_coordinates", None, "no_coordinates"]
