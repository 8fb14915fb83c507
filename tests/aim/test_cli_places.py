"""``aim places`` is a contract: its options, columns, lanes, guards and exit codes, and what fits a terminal."""

import json
import re
from pathlib import Path

import geopandas
import h3
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from commandline import Aim, runner
from holding import TODAY, Holding, rows
from listed import LAST, PUBLISHED, cell, make

from aim import schema
from aim.config import Config

COLUMNS = [
    "lane", "number", "place", "ward", "neighbourhood", "concerns", "counted", "count", "expected", "window",
    "months_hot", "of_months", "class", "rank_low", "rank_high", "agencies", "guard", "why", "cells",
    "decision",
]  # fmt: skip
LANES = ["new or worse", "long-standing", "quietened"]


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    monkeypatch.setenv("AIM_TODAY", TODAY)
    return runner(monkeypatch, capsys)


@pytest.fixture(scope="module")
def store(listed_town: Config) -> Path:
    return listed_town.data


def test_the_terminal_has_the_three_lanes_with_their_places_and_reasons(aim: Aim, store: Path) -> None:
    done = aim("places", "--month", LAST, "--data", store)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("Places for discussion · September 2026 · picture ")
    heads = [line for line in lines if line.split(":")[0].lower() in LANES]
    assert [head.split(":")[0].lower() for head in heads] == LANES
    assert max(map(len, lines)) <= 80
    at = next(n for n, line in enumerate(lines) if "Town centre, North" in line)
    assert re.fullmatch(r" +\d+  Town centre, North +not decided", lines[at])
    assert lines[at + 1].startswith("     Anti-social behaviour: 33 this month, ")
    assert done.out.count("Town centre") == 1
    assert "Fly-tipping in Berwick Hills & Pallister, East" in done.out
    assert "one location may explain this: check before naming" in " ".join(done.out.split())
    assert "reports may only have moved here" in " ".join(done.out.split())
    foot = " ".join(done.out.split())
    assert "depend on enforcement: drugs and possession of weapons" in foot
    assert re.search(
        r"even where nothing changes, \d to \d of every 100 lists like this one would name a place as", foot
    )
    assert "Drugs" not in done.out


def test_the_latest_complete_month_is_the_default(aim: Aim, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert aim("places", "--data", store).out == aim("places", "--month", LAST, "--data", store).out
    monkeypatch.setenv("AIM_TODAY", "2026-10-15")
    early = aim("places", "--data", store)
    assert "August 2026" in early.out
    late = aim("places", "--month", LAST, "--data", store)
    assert (late.code, late.err) == (0, f"{LAST} is not complete yet\n")
    assert "not complete yet: Police" in " ".join(late.out.split())
    assert "Burglary: 16" not in late.out


@pytest.mark.parametrize("suffix", ["csv", "parquet", "geojson", "gpkg", "xlsx"])
def test_every_format_holds_the_same_rows(aim: Aim, store: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"places.{suffix}"
    done = aim("places", "--month", LAST, "--out", path, "--data", store)
    assert done.code == 0, done.err
    table = READ[suffix](path)
    assert done.out.startswith(f"{len(table)} rows to {path}, picture ")
    assert [name for name in table.columns if name != "geometry"] == COLUMNS
    assert list(dict.fromkeys(table["lane"])) == LANES
    assert table["number"].astype(int).tolist() == list(range(1, len(table) + 1))
    hidden = table["guard"].fillna("").str.contains("one location")
    assert hidden.any()
    assert (table["cells"].fillna("") == "").tolist() == hidden.tolist()
    assert table.loc[hidden, "place"].str.contains(" in ").all()
    assert cell("East", 3, 0) not in path.read_bytes().decode("latin-1")


def _features(path: Path) -> pd.DataFrame:
    return geopandas.read_file(path)


READ = {
    "csv": lambda path: pd.read_csv(path),
    "parquet": lambda path: pq.read_table(path).to_pandas(),
    "geojson": _features,
    "gpkg": _features,
    "xlsx": lambda path: pd.read_excel(path, sheet_name=0),
}


def test_what_a_file_draws_of_a_guarded_place_is_its_ward(aim: Aim, store: Path, tmp_path: Path) -> None:
    aim("places", "--month", LAST, "--out", tmp_path / "p.geojson", "--data", store)
    found = geopandas.read_file(tmp_path / "p.geojson")
    hidden = found["guard"].str.contains("one location")
    planted = shapely.Point(h3.cell_to_latlng(cell("East", 3, 0))[::-1])
    areas = [shape.area for shape in found.geometry.to_list()]  # square degrees, to tell a ward from a hexagon
    assert min(one for one, guarded in zip(areas, hidden, strict=True) if guarded) > 5 * min(areas)
    assert found[hidden].geometry.contains(planted).sum() == 1
    said = json.loads((tmp_path / "p.geojson").read_text(encoding="utf-8"))
    assert (said["month"], said["state"]) == (LAST, "complete")
    assert said["picture"]


def test_the_record_travels_with_the_table(aim: Aim, store: Path, tmp_path: Path) -> None:
    aim("places", "--month", LAST, "--out", tmp_path / "p.parquet", "--data", store)
    record = json.loads(pq.read_schema(tmp_path / "p.parquet").metadata[b"aim"])
    assert set(record["lanes"]) == set(record["more"]) == set(record["most"]) == set(LANES)
    assert record["silent"] == []
    assert record["month"] == LAST
    assert tuple(COLUMNS) == schema.PLACES


def test_an_older_picture_is_asked_by_its_name_and_a_newer_one_makes_it_no_other(aim: Aim, tmp_path: Path) -> None:
    holding = Holding(tmp_path / "store")
    holding.take(PUBLISHED, {LAST: rows(("burglary", "West", 9))}, on="2026-11-20")
    first = make(holding.config())["picture"]
    before = aim("places", "--month", LAST, "--data", holding.data)
    assert (before.code, before.out.count("     cannot say"), before.out.count("no place")) == (0, 3, 0)
    assert "no history yet: 0 of 12" in before.out
    holding.take(PUBLISHED, {"2026-08": rows(("burglary", "West", 9))}, on="2026-11-21")
    behind = aim("places", "--month", LAST, "--data", holding.data)
    assert (behind.code, "run `aim build`" in behind.err) == (0, True)
    make(holding.config())
    after = aim("places", "--month", LAST, "--data", holding.data)
    assert "no history yet: 1 of 12" in after.out
    again = aim("places", "--month", LAST, "--as-of", first, "--data", holding.data)
    assert (again.out, again.err) == (before.out, "")


def test_wrong_use_and_what_is_not_there(aim: Aim, store: Path, tmp_path: Path) -> None:
    assert aim("places", "--month", "June", "--data", store).code == 2
    for words, said in (
        (["--month", "2020-01"], "is not held"),
        (["--month", LAST, "--as-of", "99-nothing"], "99-nothing"),
        (["--month", LAST, "--out", str(tmp_path / "p.doc")], ".doc"),
    ):
        done = aim("places", *words, "--data", store)
        assert (done.code, said in done.err) == (1, True), done.err
    empty = aim("places", "--data", tmp_path / "empty")
    assert (empty.code, "aim ingest" in empty.err) == (1, True)
