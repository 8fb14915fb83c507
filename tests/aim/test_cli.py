"""The command line is a contract: names, options, columns, keys, exit codes."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from commandline import Aim, runner

from aim import schema
from aim.config import Config

COLUMNS = ["cell", "place", "ward", "neighbourhood", "count", "z", "p", "p_adjusted", "hotspot", "rank"]
MONTH = "2026-09"


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    return runner(monkeypatch, capsys)


def test_an_empty_store_says_what_to_do(aim) -> None:
    done = aim("status")
    assert (done.code, "aim demo" in done.out, "aim ingest" in done.out) == (0, True, True)
    assert json.loads(aim("status", "--json").out)["data_version"] is None
    for words in (["build"], ["hotspots", "--month", MONTH]):
        done = aim(*words)
        assert done.code == 1
        assert "aim ingest" in done.err


def test_status_has_the_contracted_keys(aim, demonstration: Config) -> None:
    found = json.loads(aim("status", "--json", "--data", demonstration.data).out)
    contracted = "data_version picture demonstration incidents first_month last_month sources geography".split()
    assert set(contracted) <= set(found)
    assert found["demonstration"] is True
    assert (found["first_month"], found["last_month"]) == ("2023-12", "2026-11")
    keys = {"source", "agency", "incidents", "first_month", "last_month", "last_load"}
    assert all(keys <= set(source) for source in found["sources"])
    assert {source["agency"] for source in found["sources"]} == {"Police", "Fire", "Council", "Housing"}
    assert sum(source["incidents"] for source in found["sources"]) == found["incidents"]
    assert found["geography"]["neighbourhoods"] == ["East", "North", "South", "West"]
    shown = aim("status", "--data", demonstration.data)
    assert f"{found['incidents']:,} incidents, 2023-12 to 2026-11, demonstration data\n" in shown.out
    assert max(map(len, shown.out.splitlines()[1:])) <= 80
    assert found["freshness"][-1].startswith("Housing Sep ✓ · Oct not received")
    assert shown.out.endswith("\n".join(found["freshness"]) + "\n")


def test_the_store_is_named_before_or_after_the_command(aim, demonstration: Config) -> None:
    before = aim("--data", demonstration.data, "status", "--json")
    assert before.out == aim("status", "--json", "--data", demonstration.data).out


def test_hotspots_writes_one_row_per_cell_in_the_order_of_rank(aim, demonstration: Config, tmp_path: Path) -> None:
    cells = json.loads(aim("status", "--json", "--data", demonstration.data).out)["geography"]["cells"]
    done = aim("hotspots", "--month", MONTH, "--out", tmp_path / "all.csv", "--data", demonstration.data)
    assert done.code == 0, done.err
    table = pd.read_csv(tmp_path / "all.csv", dtype={"cell": str})
    assert list(table.columns[: len(COLUMNS)]) == COLUMNS
    assert len(table) == cells == table["cell"].nunique() == table["place"].nunique()
    assert table["rank"].tolist() == list(range(1, cells + 1))
    assert (table["count"] == 0).any()
    hot = table[table["hotspot"]]
    assert len(hot) == table["hotspot"].to_numpy()[: len(hot)].sum() > 0
    assert (hot["count"] >= 5).all()
    assert (hot["p_adjusted"] < 0.05).all()


def test_hotspots_by_seriousness_say_what_makes_most_of_it(aim, demonstration: Config, tmp_path: Path) -> None:
    words = ("hotspots", "--month", MONTH, "--by", "seriousness", "--data", demonstration.data)
    done = aim(*words)
    lines = done.out.splitlines()
    assert lines[1].endswith("% of the town's seriousness is of one category: Violence and sexual offences")
    assert lines[2].startswith("weights that are a local choice, published by nobody: Anti-social behaviour")
    assert lines[3].split() == ["rank", "likely", "place", "count", "expected", "days", "z", "class"]
    assert aim(*words, "--out", tmp_path / "days.parquet").code == 0
    table = pd.read_parquet(tmp_path / "days.parquet")
    assert (table["harm"] >= 0).all()
    assert table["harm"].sum() > table["count"].sum()
    assert aim(*words[:-3], "weight", *words[-2:]).code == 1


def test_a_neighbourhood_narrows_the_rows_and_nothing_else(aim, demonstration: Config, tmp_path: Path) -> None:
    for name, words in {"all.csv": [], "north.csv": ["--neighbourhood", "north"]}.items():
        done = aim("hotspots", "--month", MONTH, *words, "--out", tmp_path / name, "--data", demonstration.data)
        assert done.code == 0, done.err
    whole = pd.read_csv(tmp_path / "all.csv", dtype={"cell": str})
    north = pd.read_csv(tmp_path / "north.csv", dtype={"cell": str})
    expected = whole[whole["neighbourhood"] == "North"].reset_index(drop=True)
    pd.testing.assert_frame_equal(north, expected)


def test_every_suffix_holds_the_same_counts(aim, demonstration: Config, tmp_path: Path) -> None:
    for suffix in ("csv", "parquet", "geojson"):
        words = ["hotspots", "--month", MONTH, "--concern", "burglary", "--window", "6", "--data", demonstration.data]
        assert aim(*words, "--out", tmp_path / f"map.{suffix}").code == 0
    csv = pd.read_csv(tmp_path / "map.csv", dtype={"cell": str})
    with pq.ParquetFile(tmp_path / "map.parquet") as file:
        parquet = file.read().to_pandas()
    features = json.loads((tmp_path / "map.geojson").read_text())["features"]
    assert csv["count"].tolist() == parquet["count"].tolist() == [f["properties"]["count"] for f in features]
    assert csv["cell"].tolist() == [f["properties"]["cell"] for f in features]
    assert csv["count"].sum() > 0


@pytest.mark.parametrize("resolution", schema.RESOLUTIONS)
def test_every_resolution_counts_the_same_incidents(
    aim, demonstration: Config, tmp_path: Path, resolution: int
) -> None:
    out = tmp_path / "map.csv"
    words = ["hotspots", "--month", MONTH, "--resolution", resolution, "--out", out, "--data", demonstration.data]
    assert aim(*words).code == 0
    assert aim("hotspots", "--month", MONTH, "--out", tmp_path / "nine.csv", "--data", demonstration.data).code == 0
    assert pd.read_csv(out)["count"].sum() == pd.read_csv(tmp_path / "nine.csv")["count"].sum()


def test_without_out_a_table_is_printed(aim, demonstration: Config) -> None:
    done = aim("hotspots", "--month", MONTH, "--data", demonstration.data)
    assert done.code == 0
    assert "demonstration data" in done.out
    assert "cells are hotspots" in done.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["hotspots", "--month", "June"], 2, "YYYY-MM"),
        (["hotspots"], 2, "--month"),
        (["hotspots", "--month", "1999-01"], 1, "2023-12 to 2026-11"),
        (["hotspots", "--month", MONTH, "--concern", "fun"], 1, "burglary"),
        (["hotspots", "--month", MONTH, "--window", "5"], 1, "1, 3, 6, 12"),
        (["hotspots", "--month", MONTH, "--resolution", "11"], 1, "8, 9, 10"),
        (["hotspots", "--month", MONTH, "--neighbourhood", "Up"], 1, "East, North, South, West"),
        (["hotspots", "--month", MONTH, "--as-of", "99-nothing"], 1, "99-nothing"),
        (["hotspots", "--month", "2024-01", "--window", "12"], 1, "2023-12"),
        (["hotspots", "--month", MONTH, "--out", "map.xls"], 1, ".csv"),
        (["ingest"], 2, "PATH"),
        (["ingest", "x.csv", "--only", "2025-1"], 2, "--only"),
        (["demo", "--until", "yesterday"], 2, "YYYY-MM-DD"),
        (["fly"], 2, "fly"),
        (["serve", "--host", "0.0.0.0"], 1, "0.0.0.0"),
    ],
)
def test_wrong_usage_is_2_and_refusal_is_1(aim, demonstration: Config, words: list[str], code: int, said: str) -> None:
    done = aim("--data", demonstration.data, *words)
    assert done.code == code, done.out + done.err
    assert said in done.out + done.err


@pytest.mark.parametrize(
    "words",
    [
        f"hotspots --month {MONTH}",
        f"trends --month {MONTH}",
        "places",
        "clusters",
        f"backtest --from {MONTH} --to {MONTH}",
        "explain 1",
        "pack",
        "briefing --neighbourhood East",
        "geography show",
    ],
)
def test_where_a_file_can_be_written_is_looked_at_before_anything_is_worked_out(
    aim, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: str
) -> None:
    done = aim(*words.split(), "--out", tmp_path / "nowhere" / "all.pdf")
    assert done.code == 1
    assert f"there is no folder {tmp_path / 'nowhere'}: make it, or choose another place" in done.err
    monkeypatch.setattr("os.access", lambda path, _: path != tmp_path)
    done = aim(*words.split(), "--out", tmp_path / "all.pdf")
    assert done.code == 1
    assert f"nothing may be written in {tmp_path}: open it to you, or choose another folder" in done.err
    assert not list(tmp_path.glob("*.pdf"))


def test_nothing_but_json_is_printed_with_json(aim, own_demonstration: Config) -> None:
    police = own_demonstration.data / "demonstration" / "police"
    done = aim("--data", own_demonstration.data, "ingest", police, "--json")
    assert done.code == 0
    (record,) = json.loads(done.out)
    keys = "source supplier file sha256 months rows kept outside margin rejected reasons replaced unchanged".split()
    assert set(keys) <= set(record)
    assert record["unchanged"] is True
    assert record["rows"] == record["kept"] + record["outside"] + record["rejected"]


def test_the_demonstration_again_changes_nothing_and_can_be_cleared(aim, own_demonstration: Config) -> None:
    before = json.loads(aim("--data", own_demonstration.data, "status", "--json").out)
    done = aim("--data", own_demonstration.data, "demo", "--until", "2026-11-21")
    assert (done.code, "unchanged" in done.out) == (0, True)
    assert json.loads(aim("--data", own_demonstration.data, "status", "--json").out) == before
    assert aim("--data", own_demonstration.data, "demo", "--clear").code == 0
    assert json.loads(aim("--data", own_demonstration.data, "status", "--json").out)["data_version"] is None


def test_geography_show_and_build(aim, tmp_path: Path) -> None:
    shown = aim("geography", "show")
    assert shown.code == 0
    assert "unconfirmed" in shown.out
    assert all(name in shown.out for name in ("East", "North", "South", "West"))
    assert aim("geography", "show", "--out", tmp_path / "areas.geojson").code == 0
    features = json.loads((tmp_path / "areas.geojson").read_text())["features"]
    assert [f["properties"]["neighbourhood"] for f in features] == ["East", "North", "South", "West"]
