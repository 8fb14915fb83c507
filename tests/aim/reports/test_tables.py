"""What is written reads back as it was, and nothing half written is ever left."""

import csv
import json
import math
import os
import sys
from codecs import BOM_UTF8
from datetime import date
from pathlib import Path

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aim.errors import AimError
from aim.reports import tables, values

TOWN = h3.latlng_to_cell(54.5742, -1.2350, 9)
CELLS = sorted(h3.grid_disk(TOWN, 3))
METADATA = {
    "picture": "1a2b3c4d", "month": "2025-06", "window": 3, "concern": "all", "neighbourhood": "",
    "as_at": "2025-08-01T09:00:00Z", "demonstration": True, "attribution": "Contains OS data © Crown copyright",
}  # fmt: skip
HOSTILE = ["=1+1", "+44", "-", "@SUM(A1)", "\tcmd", "\r=1", '=HYPERLINK("http://x","y")', "-2", "\n=1"]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(HOSTILE)
floats = st.floats(allow_infinity=True, allow_nan=True)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    n = draw(st.integers(0, 5))

    def column(element: st.SearchStrategy) -> list:
        return draw(st.lists(element, min_size=n, max_size=n))

    return pd.DataFrame(
        {
            "cell": pd.Series(column(st.sampled_from(CELLS)), dtype="str"),
            "place": pd.Series(column(texts | st.none()), dtype="str"),
            "count": pd.Series(column(st.integers(-(2**63), 2**63 - 1)), dtype="int64"),
            "z": pd.Series(column(floats), dtype="float64"),
            "hotspot": pd.Series(column(st.booleans()), dtype="bool"),
        }
    )


hotspots = pd.DataFrame(
    {
        "cell": CELLS,
        "place": [f"TS1 {n}" for n in range(len(CELLS))],
        "count": np.arange(len(CELLS)),
        "z": np.linspace(-1, 5, len(CELLS)) / 3,
        "hotspot": np.arange(len(CELLS)) > 30,
    }
)


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


# ---- CSV -----------------------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=frames())
def test_csv_reads_back_exactly(table: pd.DataFrame, tmp_path: Path) -> None:
    header, *rows = read_csv(tables.write(table, tmp_path / "table.csv", metadata=METADATA))
    assert header == list(table.columns)
    assert len(rows) == len(table)
    for row, (cell, place, count, z, hotspot) in zip(rows, table.itertuples(index=False), strict=True):
        assert row[0] == cell
        assert row[1] == ("" if place is None or place is np.nan else values.formula_safe(place))
        assert int(row[2]) == count
        assert row[3] == "" if math.isnan(z) else np.float64(row[3]).tobytes() == np.float64(z).tobytes()
        assert row[4] == ("true" if hotspot else "false")
        assert not row[1].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_csv_is_utf8_as_spreadsheets_know_it_with_line_feeds_and_nothing_but_the_table(tmp_path: Path) -> None:
    table = pd.DataFrame({"place": ["Café, north", 'the "Crown"', None], "count": [1, 2, 3], "z": [0.1, -1e-7, 5e22]})
    written = tables.write(table, tmp_path / "table.csv", metadata=METADATA).read_bytes()
    text = 'place,count,z\n"Café, north",1,0.1\n"the ""Crown""",2,-1e-07\n,3,5e+22\n'
    assert written == BOM_UTF8 + text.encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_csv_file_is_a_formula(text: str, tmp_path: Path) -> None:
    table = pd.DataFrame({text: [text], "number": [-2.5], "list": [[text, "b"]]})
    header, row = read_csv(tables.write(table, tmp_path / "table.csv"))
    assert header == [f"'{text}", "number", "list"]
    assert row == [f"'{text}", "-2.5", f"'{text}; b"]


def test_other_values_of_a_csv_file(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "day": [date(2025, 6, 30), None],
            "at": pd.to_datetime(["2025-06-30T12:00:00Z", None]),
            "wards": [["Park", "Acklam"], []],
            "maybe": pd.array([True, None], dtype="boolean"),
            "whole": pd.array([7, None], dtype="Int64"),
            "single": np.array([0.1, 2.0], dtype=np.float32),
        }
    )
    rows = read_csv(tables.write(table, tmp_path / "table.csv"))
    assert rows[1] == [
        "2025-06-30",
        "2025-06-30T12:00:00+00:00",
        "Park; Acklam",
        "true",
        "7",
        repr(float(np.float32(0.1))),
    ]
    assert rows[2] == ["", "", "", "", "", "2.0"]


# ---- Parquet -------------------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=frames())
def test_parquet_reads_back_exactly(table: pd.DataFrame, tmp_path: Path) -> None:
    written = tables.write(table, tmp_path / "table.parquet", metadata=METADATA)
    pd.testing.assert_frame_equal(pd.read_parquet(written), table, check_exact=True)


def test_parquet_carries_what_the_numbers_are(tmp_path: Path) -> None:
    found = pq.read_schema(tables.write(hotspots, tmp_path / "table.parquet", metadata=METADATA)).metadata
    assert json.loads(found[b"aim"]) == METADATA
    assert json.loads(pq.read_schema(tables.write(hotspots, tmp_path / "bare.parquet")).metadata[b"aim"]) == {}


# ---- GeoJSON -------------------------------------------------------------------------------------------------------


def test_geojson_draws_every_cell_as_its_hexagon(tmp_path: Path) -> None:
    written = json.loads(
        tables.write(hotspots, tmp_path / "map.geojson", metadata=METADATA).read_text(encoding="utf-8")
    )
    assert written["type"] == "FeatureCollection"
    assert {name: written[name] for name in METADATA} == METADATA
    assert [feature["id"] for feature in written["features"]] == CELLS
    assert pd.DataFrame([feature["properties"] for feature in written["features"]]).equals(hotspots)
    for feature in written["features"]:
        assert list(feature) == ["type", "id", "properties", "geometry"]
        (ring,) = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        assert shapely.LinearRing(ring).is_ccw
        assert all(round(number, 6) == number for point in ring for number in point)
        corners = [(lon, lat) for lat, lon in h3.cell_to_boundary(feature["id"])]
        np.testing.assert_allclose(ring[:-1], corners, atol=5.1e-7)


def test_geojson_is_read_by_others_as_it_was_written(tmp_path: Path) -> None:
    read = gpd.read_file(tables.write(hotspots, tmp_path / "map.geojson", metadata=METADATA))
    assert read.crs.to_epsg() == 4326
    assert read.geometry.is_valid.all()
    pd.testing.assert_frame_equal(
        pd.DataFrame(read.drop(columns=["geometry", "id"], errors="ignore")), hotspots, check_dtype=False
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=frames())
def test_geojson_keeps_every_value_but_infinities(table: pd.DataFrame, tmp_path: Path) -> None:
    out = tmp_path / "map.geojson"
    if np.isinf(table["z"]).any():
        with pytest.raises(AimError, match="z: holds an infinite number"):
            tables.write(table, out)
        return
    features = json.loads(tables.write(table, out).read_bytes())["features"]
    for feature, (cell, place, count, z, hotspot) in zip(features, table.itertuples(index=False), strict=True):
        expected = {
            "cell": cell,
            "place": None if place is None or place is np.nan else place,
            "count": count,
            "z": None if math.isnan(z) else z,
            "hotspot": hotspot,
        }
        assert feature["properties"] == expected
        assert [type(value) for value in feature["properties"].values()] == [type(v) for v in expected.values()]


def test_given_outlines_are_drawn_the_right_way_round(tmp_path: Path) -> None:
    clockwise = shapely.Polygon([(0, 0), (0, 3), (3, 3), (3, 0)], holes=[[(1, 1), (2, 1), (2, 2.123456789), (1, 2)]])
    parts = shapely.MultiPolygon([clockwise, shapely.box(5, 5, 6, 6)])
    table = pd.DataFrame({"name": ["one", "many", "point"]})
    out = tables.write(
        table, tmp_path / "map.geojson", geometry=[clockwise, parts.__geo_interface__, shapely.Point(1, 2)]
    )
    first, many, point = (feature["geometry"] for feature in json.loads(out.read_text())["features"])
    shell, hole = first["coordinates"]
    assert shapely.LinearRing(shell).is_ccw
    assert not shapely.LinearRing(hole).is_ccw
    assert [2, 2.123457] in hole
    assert many["type"] == "MultiPolygon"
    assert len(many["coordinates"]) == 2
    assert all(shapely.LinearRing(part[0]).is_ccw for part in many["coordinates"])
    assert point == {"type": "Point", "coordinates": [1, 2]}


def test_a_table_of_no_rows_is_a_collection_of_none(tmp_path: Path) -> None:
    empty = hotspots.iloc[:0]
    assert json.loads(tables.write(empty, tmp_path / "map.geojson").read_text())["features"] == []
    assert tables.write(empty, tmp_path / "map.csv").read_text("utf-8-sig") == "cell,place,count,z,hotspot\n"
    assert len(pd.read_parquet(tables.write(empty, tmp_path / "map.parquet"))) == 0


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".geojson"])
def test_cells_leave_as_15_digits_however_they_come(suffix: str, tmp_path: Path) -> None:
    numbers = hotspots.assign(cell=np.array([int(cell, 16) for cell in CELLS], dtype=np.int64))
    before = numbers.copy()
    written = tables.write(numbers, tmp_path / f"a{suffix}")
    pd.testing.assert_frame_equal(numbers, before)
    if suffix == ".parquet":
        assert pd.read_parquet(written)["cell"].tolist() == CELLS
    else:
        assert written.read_bytes() == tables.write(hotspots, tmp_path / f"b{suffix}").read_bytes()


def test_cells_may_stand_in_another_column(tmp_path: Path) -> None:
    table = hotspots.rename(columns={"cell": "hexagon"})
    features = json.loads(tables.write(table, tmp_path / "map.geojson", cell_column="hexagon").read_text())["features"]
    assert [feature["id"] for feature in features] == CELLS


def test_the_index_of_a_table_is_not_written(tmp_path: Path) -> None:
    turned = hotspots.iloc[::-1].set_index("count", drop=False)
    assert read_csv(tables.write(turned, tmp_path / "table.csv"))[1][0] == CELLS[-1]
    assert list(pd.read_parquet(tables.write(turned, tmp_path / "table.parquet")).columns) == list(hotspots.columns)


# ---- neighbourhoods and other features -----------------------------------------------------------------------------

AREAS = {
    "type": "FeatureCollection",
    "attribution": "Contains OS data",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "East", "wards": ["Park End", "=Ormesby"], "status": "built"},
            "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
        }
    ],
}


def test_features_are_written_as_they_are(tmp_path: Path) -> None:
    written = json.loads(tables.write_features(AREAS, tmp_path / "areas.geojson").read_text())
    assert written["attribution"] == "Contains OS data"
    assert written["features"][0]["properties"] == AREAS["features"][0]["properties"]
    assert shapely.equals(
        shapely.geometry.shape(written["features"][0]["geometry"]),
        shapely.geometry.shape(AREAS["features"][0]["geometry"]),
    )


def test_features_as_a_table_have_their_outline_as_text(tmp_path: Path) -> None:
    outline = "POLYGON ((0 0, 1 0, 1 1, 0 0))"
    rows = read_csv(tables.write_features(AREAS, tmp_path / "areas.csv"))
    assert rows == [["name", "wards", "status", "geometry"], ["East", "Park End; '=Ormesby", "built", outline]]
    read = pd.read_parquet(tables.write_features(AREAS, tmp_path / "areas.parquet"))
    assert read["geometry"].tolist() == [outline]
    assert read["wards"][0].tolist() == ["Park End", "=Ormesby"]
    assert json.loads(pq.read_schema(tmp_path / "areas.parquet").metadata[b"aim"]) == {
        "attribution": "Contains OS data"
    }


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".geojson", ".gpkg", ".xlsx"])
def test_a_collection_of_no_features(suffix: str, tmp_path: Path) -> None:
    out = tables.write_features({"type": "FeatureCollection", "features": []}, tmp_path / f"areas{suffix}")
    assert out.stat().st_size > 0


# ---- what goes wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["table.txt", "table.xls", "table", "table.csv.zip", ".csv", "table."])
def test_an_unknown_suffix_names_those_there_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(AimError, match=r"\.csv, \.parquet, \.geojson, \.gpkg, \.xlsx"):
        tables.write(hotspots, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    lower, upper = tables.write(hotspots, tmp_path / "a.csv"), tables.write(hotspots, tmp_path / "b.CSV")
    assert lower.read_bytes() == upper.read_bytes()


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".geojson", ".gpkg", ".xlsx"])
def test_a_missing_folder_is_named(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(AimError, match=r"there is no folder .*reports"):
        tables.write(hotspots, tmp_path / "reports" / f"table{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_that_name_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "table.csv").mkdir()
    with pytest.raises(AimError, match="is a folder"):
        tables.write(hotspots, tmp_path / "table.csv")


UNWRITABLE = {
    "nothing to draw": (pd.DataFrame({"name": ["East"]}), ".geojson", "no column 'cell'"),
    "no cell": (pd.DataFrame({"cell": [TOWN, "hello", None]}), ".geojson", "2 rows have no H3 cell.*'hello'"),
    "infinite": (pd.DataFrame({"cell": [TOWN], "z": [math.inf]}), ".geojson", "z: holds an infinite number"),
    "two of a name": (pd.DataFrame([[1, 2]], columns=["a", "a"]), ".csv", "two columns are called a"),
    "unknown thing, csv": (pd.DataFrame({"a": [object()]}), ".csv", "is a object"),
    "unknown thing, parquet": (pd.DataFrame({"a": [object()]}), ".parquet", "cannot be written"),
    "unknown thing, geojson": (pd.DataFrame({"cell": [TOWN], "a": [object()]}), ".geojson", "a: .* is a object"),
    "mixed": (pd.DataFrame({"a": [1, "x"]}), ".parquet", "cannot be written"),
    "half a character, csv": (pd.DataFrame({"a": pd.Series(["\ud800"], dtype=object)}), ".csv", "no Unicode"),
    "half a character, parquet": (pd.DataFrame({"a": pd.Series(["\ud800"], dtype=object)}), ".parquet", "no Unicode"),
    "half a character, geojson": (
        pd.DataFrame({"cell": [TOWN], "a": pd.Series(["\ud800"], dtype=object)}), ".geojson", "as JSON",
    ),
    "a table in a table": (pd.DataFrame({"a": [{"b": 1}]}), ".csv", "table within a table"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNWRITABLE)
def test_what_cannot_be_written_leaves_the_old_file(case: str, tmp_path: Path) -> None:
    table, suffix, message = UNWRITABLE[case]
    out = tmp_path / f"table{suffix}"
    out.write_text("what stood here before")
    with pytest.raises(AimError, match=message) as caught:
        tables.write(table, out)
    assert str(out) in str(caught.value)
    assert out.read_text() == "what stood here before"
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize("name", ["type", "features", "geometry", "bbox"])
def test_metadata_cannot_take_a_name_of_the_format(name: str, tmp_path: Path) -> None:
    with pytest.raises(AimError, match=f"cannot be called {name}"):
        tables.write(hotspots, tmp_path / "map.geojson", metadata={name: 1})
    assert list(tmp_path.iterdir()) == []


def test_outlines_must_be_as_many_as_rows(tmp_path: Path) -> None:
    with pytest.raises(AimError, match="1 outlines for 37 rows"):
        tables.write(hotspots, tmp_path / "map.geojson", geometry=[shapely.Point(0, 0)])


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".geojson", ".gpkg", ".xlsx"])
def test_a_full_disk_leaves_the_old_file(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tables.write(hotspots, tmp_path / f"table{suffix}")
    before = out.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AimError, match="could not be written: No space left on device"):
        tables.write(hotspots.iloc[:3], out)
    assert out.read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


def test_being_stopped_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tables.write(hotspots, tmp_path / "table.csv")
    before = out.read_bytes()

    def stop(_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(values, "for_csv", stop)
    with pytest.raises(KeyboardInterrupt):
        tables.write(hotspots, out)
    assert out.read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.skipif(sys.platform == "win32", reason="links and modes of Unix")
def test_a_link_is_followed_and_the_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "latest.csv"
    link.symlink_to(tmp_path / "elsewhere" / "march.csv")
    tables.write(hotspots, link)
    assert link.is_symlink()
    plain = tmp_path / "plain"
    plain.touch()
    assert (tmp_path / "elsewhere" / "march.csv").stat().st_mode == plain.stat().st_mode


def test_a_column_of_nothing_keeps_its_rows(tmp_path: Path) -> None:
    table = pd.DataFrame({"place": pd.Series([None, "a", ""], dtype="str")})
    assert read_csv(tables.write(table, tmp_path / "table.csv")) == [["place"], [""], ["a"], [""]]
