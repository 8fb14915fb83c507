"""Workbooks and GeoPackages read back by other software as they were written, and nothing in them runs."""

import re
import sqlite3
import zipfile
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import h3
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aim.errors import AimError
from aim.reports import tables, values, workbook

TOWN = h3.latlng_to_cell(54.5742, -1.2350, 9)
CELLS = sorted(h3.grid_disk(TOWN, 2))
METADATA = {"picture": "7-1a2b3c4d", "window": 3, "months": ["2025-05", "2025-06"], "note": "=cmd|' /C calc'!A0"}
HOSTILE = ["=1+1", "+44", "-", "@SUM(A1)", "\tcmd", '=HYPERLINK("http://x","y")', "#N/A", "#REF!", "TRUE", "1e5", "007"]
letters = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    n = draw(st.integers(0, 4))

    def column(element: st.SearchStrategy) -> list:
        return draw(st.lists(element, min_size=n, max_size=n))

    return pd.DataFrame(
        {
            "cell": pd.Series(column(st.sampled_from(CELLS)), dtype="str"),
            "place": pd.Series(column(letters | st.sampled_from(HOSTILE) | st.none()), dtype="str"),
            "count": pd.Series(column(st.integers(-(2**53), 2**53)), dtype="int64"),
            "z": pd.Series(column(st.floats(-1e300, 1e300) | st.just(float("nan"))), dtype="float64"),
            "hotspot": pd.Series(column(st.booleans()), dtype="bool"),
        }
    )


def sheet(path: Path, name: str = workbook.DATA) -> list[tuple]:
    return [tuple(row) for row in openpyxl.load_workbook(path)[name].iter_rows(values_only=True)]


def none_if_missing(value: object) -> object:
    return None if value is None or value != value else value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(table=frames())
def test_a_workbook_reads_back_as_it_was(table: pd.DataFrame, tmp_path: Path) -> None:
    header, *rows = sheet(tables.write(table, tmp_path / "table.xlsx", metadata=METADATA))
    assert list(header) == list(table.columns)
    assert len(rows) == len(table)
    for row, wanted in zip(rows, table.itertuples(index=False), strict=True):
        for found, value in zip(row, wanted, strict=True):
            # A spreadsheet keeps 16 digits, and cannot tell an empty text from an empty cell.
            wanted_value = pytest.approx(value, rel=1e-15) if isinstance(value, float) else value
            assert found == (wanted_value if none_if_missing(value) not in ("", None) else None)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_workbook_is_a_formula_an_error_or_a_number(text: str, tmp_path: Path) -> None:
    path = tables.write(pd.DataFrame({text: [text], "list": [[text, "b"]]}), tmp_path / "t.xlsx", metadata=METADATA)
    for row in openpyxl.load_workbook(path)[workbook.DATA].iter_rows():
        assert [cell.data_type for cell in row] == ["s", "s"]
    assert sheet(path)[1][0] == text
    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name)
    assert not re.search(rb"<f[ >]|t=\"e\"", content)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-2"])
def test_a_text_stays_one_when_it_is_edited(text: str, tmp_path: Path) -> None:
    path = tables.write(pd.DataFrame({"place": [text, "Park"]}), tmp_path / "t.xlsx")
    first, second = (row[0] for row in openpyxl.load_workbook(path)[workbook.DATA].iter_rows(min_row=2))
    assert first.quotePrefix
    assert not second.quotePrefix


def test_a_workbook_says_what_its_numbers_are(tmp_path: Path) -> None:
    path = tables.write(pd.DataFrame({"count": [1]}), tmp_path / "t.xlsx", metadata=METADATA)
    said = dict(sheet(path, workbook.ABOUT)[1:])
    assert said == {**METADATA, "months": "; ".join(METADATA["months"])}
    assert openpyxl.load_workbook(path)[workbook.DATA].freeze_panes == "A2"


def test_dates_are_dates_and_what_a_sheet_would_round_is_text(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "day": [date(2025, 6, 30), None],
            "local": pd.to_datetime(["2025-06-30T12:00:00", None]),
            "at": pd.to_datetime(["2025-06-30T12:00:00Z", None]),
            "large": [2**60, 1],
            "maybe": pd.array([True, None], dtype="boolean"),
        }
    )
    rows = sheet(tables.write(table, tmp_path / "t.xlsx"))
    noon = datetime(2025, 6, 30, 12)
    assert rows[1] == (datetime(2025, 6, 30), noon, "2025-06-30T12:00:00+00:00", str(2**60), True)
    assert rows[2] == (None, None, None, 1, None)


@pytest.mark.parametrize(
    ("values_", "words"),
    [
        ([float("inf")], "infinite"),
        (["a\x07b"], "a letter that a workbook cannot"),
        (["x" * 32_768], "more than a cell holds"),
        ([{"a": 1}], "a table within a table"),
    ],
)
def test_what_a_workbook_cannot_hold_leaves_the_old_file(values_: list, words: str, tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(AimError, match=words):
        tables.write(pd.DataFrame({"value": pd.Series(values_, dtype="object")}), out)
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["t.xlsx"]


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(AimError, match="3 rows are more than a sheet holds"):
        tables.write(pd.DataFrame({"n": [1, 2, 3]}), tmp_path / "t.xlsx")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(table=frames())
def test_a_geopackage_reads_back_exactly(table: pd.DataFrame, tmp_path: Path) -> None:
    out = tables.write(table, tmp_path / "t.gpkg", metadata=METADATA)
    found = gpd.read_file(out)
    assert len(found) == len(table)
    for column in ("count", "hotspot", "cell"):
        assert [value for value in found[column]] == table[column].tolist()  # noqa: C416 -- of any type
    for got, value in zip(found["z"], table["z"], strict=True):
        assert (got != got and value != value) or got == value
    for got, value in zip(found["place"], table["place"], strict=True):
        assert none_if_missing(got) == (None if none_if_missing(value) is None else values.formula_safe(value))


def test_a_geopackage_draws_every_cell_in_degrees(tmp_path: Path) -> None:
    table = pd.DataFrame({"cell": CELLS, "count": np.arange(len(CELLS))})
    out = tables.write(table, tmp_path / "t.gpkg", metadata=METADATA)
    found = gpd.read_file(out)
    assert found.crs.to_epsg() == 4326
    assert found.geometry.is_valid.all()
    for cell, outline in zip(CELLS, found.geometry, strict=True):
        latitude, longitude = h3.cell_to_latlng(cell)
        assert outline.contains(gpd.points_from_xy([longitude], [latitude])[0])


def test_a_geopackage_says_what_its_numbers_are(tmp_path: Path) -> None:
    out = tables.write(pd.DataFrame({"cell": CELLS}), tmp_path / "t.gpkg", metadata=METADATA)
    with sqlite3.connect(out) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        text = " ".join(row[0] for row in database.execute("SELECT metadata FROM gpkg_metadata"))
    database.close()
    assert "7-1a2b3c4d" in text
    assert "2025-06" in text


def test_given_outlines_and_lists_in_a_geopackage(tmp_path: Path) -> None:
    ring = [[-1.3, 54.5], [-1.2, 54.5], [-1.2, 54.6], [-1.3, 54.5]]
    feature = {"type": "Feature", "properties": {"name": "East", "wards": ["=A", "B"]},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    out = tmp_path / "areas.gpkg"
    tables.write_features({"type": "FeatureCollection", "features": [feature], "picture": "1-a"}, out)
    found = pyogrio.read_dataframe(out)
    assert found.drop(columns="geometry").to_dict("records") == [{"name": "East", "wards": "'=A; B"}]
    assert found.geometry[0].bounds == (-1.3, 54.5, -1.2, 54.6)


@pytest.mark.parametrize("name", ["fid", "FID", "geom"])
def test_a_column_cannot_take_a_name_of_the_format(name: str, tmp_path: Path) -> None:
    with pytest.raises(AimError, match="GeoPackage keeps"):
        tables.write(pd.DataFrame({"cell": CELLS[:1], name: [1]}), tmp_path / "t.gpkg")


def test_a_geopackage_needs_something_to_draw(tmp_path: Path) -> None:
    with pytest.raises(AimError, match=r"no column 'cell' to draw: write \.csv"):
        tables.write(pd.DataFrame({"n": [1]}), tmp_path / "t.gpkg")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".gpkg", ".xlsx"])
def test_numbers_of_cells_leave_as_15_digits(suffix: str, tmp_path: Path) -> None:
    numbers = pd.DataFrame({"cell": [int(cell, 16) for cell in CELLS]})
    out = tables.write(numbers, tmp_path / f"t{suffix}")
    found = [row[0] for row in sheet(out)[1:]] if suffix == ".xlsx" else gpd.read_file(out)["cell"].tolist()
    assert found == CELLS


def test_what_a_workbook_is_made_of_reads_as_words_and_its_numbers_can_be_filtered(tmp_path: Path) -> None:
    workbook.write({"n": [1, 2], "name": ["a", "b"]}, tmp_path / "t.xlsx", {"sources": ["Police", "=Fire"], "none": []})
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book["data"].auto_filter.ref == "A1:B3"
    assert [row[1].value for row in book["about"].iter_rows(min_row=2)] == ["Police; =Fire", None]
