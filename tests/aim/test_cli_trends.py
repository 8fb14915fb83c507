"""``aim trends`` is a contract: its options, columns, words and exit codes, and what fits a terminal."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from commandline import Aim, runner
from holding import COUNCIL, POLICE, TODAY, Holding, rows

from aim import build, months
from aim.config import Config

COLUMNS = ["neighbourhood", "concern", "month", "count", "expected", "lower", "upper", "signal", "complete"]
SIGNALS = {"higher", "slightly higher", "as expected", "slightly lower", "lower", "cannot say"}
MONTH, LATE = "2026-09", "2026-11-20"


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    monkeypatch.setenv("AIM_TODAY", TODAY)
    return runner(monkeypatch, capsys)


def month_of(month: str, robberies: int = 10) -> list[dict]:
    number = months.number(month)
    return rows(("shoplifting", "East", 30 + number * 7 % 9), ("robbery", "North", robberies + number % 3))


def fill(data: Path) -> Config:
    """28 months of police data; four times the robberies in the last, and a council that has just joined."""
    holding = Holding(data)
    police = {month: month_of(month) for month in months.between("2024-06", "2026-08")}
    source = replace(POLICE, categories=("robbery", "shoplifting"))
    holding.take(source, {**police, MONTH: month_of(MONTH, 40)}, on=LATE)
    holding.take(COUNCIL, {m: rows(("litter", "South", 9)) for m in months.between("2026-07", MONTH)}, on=LATE)
    build.build(holding.config())
    return holding.config()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("trends") / "store").data


def test_out_has_the_contracted_columns_for_every_area_and_concern(aim: Aim, store: Path, tmp_path: Path) -> None:
    done = aim("trends", "--month", MONTH, "--out", tmp_path / "all.csv", "--data", store)
    assert (done.code, done.out.startswith("525 rows to ")) == (0, True)
    table = pd.read_csv(tmp_path / "all.csv", keep_default_na=False)
    assert list(table.columns[: len(COLUMNS)]) == COLUMNS
    assert set(table["month"]) == {MONTH}
    assert set(table["signal"]) == {"higher", "as expected", "cannot say"} < SIGNALS
    silent = table["signal"] == "cannot say"
    assert ((table["reason"] != "") == silent).all()
    higher = table[table["signal"] == "higher"]
    assert set(higher["concern"]) <= {"robbery", "crime", "all"}
    north = table[(table["neighbourhood"] == "North") & (table["kind"] == "neighbourhood")].set_index("concern")
    assert (north.loc["robbery", "count"], north.loc["robbery", "signal"]) == (
        str(40 + months.number(MONTH) % 3),
        "higher",
    )


def test_every_suffix_holds_the_same(aim: Aim, store: Path, tmp_path: Path) -> None:
    for suffix in ("csv", "parquet", "geojson", "gpkg", "xlsx"):
        done = aim("trends", "--month", MONTH, "--concern", "all", "--out", tmp_path / f"t.{suffix}", "--data", store)
        assert done.code == 0, done.err
    csv = pd.read_csv(tmp_path / "t.csv")
    with pq.ParquetFile(tmp_path / "t.parquet") as file:
        parquet = file.read().to_pandas()
        record = json.loads(file.schema_arrow.metadata[b"aim"])
    written = json.loads((tmp_path / "t.geojson").read_text())
    features = [feature["properties"] for feature in written["features"]]
    assert csv["count"].tolist() == parquet["count"].tolist() == [row["count"] for row in features]
    assert csv["expected"].dropna().tolist() == [row["expected"] for row in features if row["expected"] is not None]
    assert csv["expected"].isna().any()
    assert len(csv) == 25
    assert len({json.dumps(feature["geometry"]) for feature in written["features"]}) == 25
    assert written["chance"] == record["chance"]
    assert (record["month"], record["concern"], record["not_compared"]) == (MONTH, "all", ["Council (all)"])


def test_the_terminal_shows_what_is_outside_and_why_the_rest_is_silent(aim: Aim, store: Path) -> None:
    done = aim("trends", "--month", MONTH, "--data", store)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].startswith("September 2026 · picture ")
    assert [line.split(": ")[0] for line in lines[1:4]] == ["the town", "neighbourhoods", "wards"]
    assert "by chance alone" in lines[1]
    assert any(line.split()[:2] == ["North", "robbery"] and line.endswith("higher") for line in map(str.rstrip, lines))
    assert "as expected" not in done.out
    assert "cannot say, no source reports it: " in done.out
    assert "Council (all)" in done.err
    assert max(map(len, lines)) <= 80


def test_what_the_calendar_says_of_the_month_is_shown(aim: Aim, store: Path) -> None:
    assert "calendar" not in aim("trends", "--month", MONTH, "--data", store).out
    done = aim("trends", "--month", "2025-10", "--concern", "robbery", "--data", store)
    at = done.out.splitlines().index("calendar: Clocks go back, 26 October; Mischief Night, 30 October; Halloween, 31")
    assert done.out.splitlines()[at + 1] == "  October"


def test_of_one_concern_every_area_is_shown_within_80_columns(aim: Aim, store: Path) -> None:
    done = aim("trends", "--month", MONTH, "--concern", "robbery", "--data", store)
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines[6:11]] == ["Middlesbrough", "East", "North", "South", "West"]
    assert lines[8].endswith("higher")
    assert lines[7].endswith("too little ever happened")
    assert "Berwick Hills" in done.out
    quiet = aim("trends", "--month", MONTH, "--concern", "litter", "--data", store)
    assert "no history yet: 2 of 12" in quiet.out


def test_a_picture_of_old_is_asked_by_its_name(aim: Aim, tmp_path: Path) -> None:
    store = fill(tmp_path / "store").data
    first = json.loads(aim("status", "--json", "--data", store).out)["picture"]
    before = aim("trends", "--month", MONTH, "--concern", "robbery", "--data", store).out
    own = tmp_path / "settings"
    own.mkdir()
    said = '[[breaks]]\nname = "New system"\nmonth = "2026-06"\nsources = "all"\nnote = "Told"\nowner = "Analyst"\n'
    (own / "breaks.toml").write_text(said, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIM_SETTINGS", str(own))
        assert "run `aim build`" in aim("trends", "--month", MONTH, "--data", store).err
        assert aim("build", "--data", store).code == 0
        after = aim("trends", "--month", MONTH, "--concern", "robbery", "--data", store)
        again = aim("trends", "--month", MONTH, "--concern", "robbery", "--as-of", first, "--data", store)
    assert "no history yet: 3 of 12" in after.out
    assert "\ncounted otherwise from: 2026-06 New system\n" in after.out
    assert again.out == before
    (own / "breaks.toml").write_text(said.replace('"all"', '["polise"]'), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIM_SETTINGS", str(own))
        assert aim("build", "--data", store).code == 0
        assert "polise, which this picture does not hold" in aim("trends", "--month", MONTH, "--data", store).err


def test_wrong_use_and_what_is_not_there(aim: Aim, store: Path, tmp_path: Path) -> None:
    assert aim("trends", "--month", "June", "--data", store).code == 2
    assert aim("trends", "--data", store).code == 2
    for words, said in (
        (["--month", "2020-01"], "is not held"),
        (["--month", MONTH, "--concern", "piracy"], "no concern 'piracy'"),
        (["--month", MONTH, "--as-of", "99-nothing"], "99-nothing"),
        (["--month", MONTH, "--out", str(tmp_path / "t.doc")], ".doc"),
    ):
        done = aim("trends", *words, "--data", store)
        assert (done.code, said in done.err) == (1, True), done.err
    empty = aim("trends", "--month", MONTH, "--data", tmp_path / "empty")
    assert (empty.code, "aim ingest" in empty.err) == (1, True)
