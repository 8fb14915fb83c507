"""``aim backtest`` is a contract: its options, columns, words and exit codes, and what fits a terminal."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from commandline import Aim, runner
from holding import COUNCIL, POLICE, TODAY, Holding, rows

from aim import build, months
from aim.config import Config

COLUMNS = ["month", "concern", "resolution", "ranking", "area_share", "pai", "pei", "recapture"]
RANKINGS = {"engine", "last month", "last 12 months", "random"}
FIRST, LAST, LATE = "2026-06", "2026-09", "2026-11-20"
ASKED = ("backtest", "--from", FIRST, "--to", LAST)


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    monkeypatch.setenv("AIM_TODAY", TODAY)
    return runner(monkeypatch, capsys)


def month_of(month: str) -> list[dict]:
    n = months.number(month) % 5
    return rows(
        ("anti-social-behaviour", "East", 60 + n), ("anti-social-behaviour", "West", 4 - n), ("burglary", "North", 9)
    )


def fill(data: Path) -> Config:
    """16 months of police data: four that can be looked back on; and a council that has just joined."""
    holding = Holding(data)
    holding.take(POLICE, {month: month_of(month) for month in months.between("2025-06", LAST)}, on=LATE)
    holding.take(COUNCIL, {m: rows(("litter", "South", 5)) for m in months.between("2026-08", LAST)}, on=LATE)
    build.build(holding.config())
    return holding.config()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("backtest") / "store").data


def test_out_has_the_contracted_columns_for_every_month_and_ranking(aim: Aim, store: Path, tmp_path: Path) -> None:
    done = aim(*ASKED, "--out", tmp_path / "all.csv", "--data", store)
    assert (done.code, "64 rows to " in done.out) == (0, True), done.err
    table = pd.read_csv(tmp_path / "all.csv")
    assert list(table.columns[: len(COLUMNS)]) == COLUMNS
    assert set(table["month"]) == set(months.between(FIRST, LAST))
    assert (set(table["ranking"]), set(table["resolution"])) == (RANKINGS, {9, 10})
    assert set(table["concern"]) == {"all", "anti-social-behaviour"}
    mine = table[table["ranking"] == "engine"]
    assert mine["recapture"].tolist() == pytest.approx([1] * len(mine))  # three cells hold everything
    assert mine["pai"].tolist() == pytest.approx([1 / 0.03] * len(mine))
    assert table[table["ranking"] == "random"]["pai"].tolist() == pytest.approx([1] * len(mine))


def test_every_suffix_of_a_table_holds_the_same_with_its_summary(aim: Aim, store: Path, tmp_path: Path) -> None:
    for suffix in ("csv", "parquet", "xlsx"):
        done = aim(*ASKED, "--concern", "all", "--out", tmp_path / f"t.{suffix}", "--data", store)
        assert done.code == 0, done.err
    csv = pd.read_csv(tmp_path / "t.csv")
    with pq.ParquetFile(tmp_path / "t.parquet") as file:
        parquet = file.read().to_pandas()
        record = json.loads(file.schema_arrow.metadata[b"aim"])
    assert csv["pai"].tolist() == parquet["pai"].tolist()
    assert len(csv) == 4 * 2 * 4
    assert (record["from"], record["to"], record["concern"], record["half_life_months"]) == (FIRST, LAST, "all", 8.5)
    assert [(each["resolution"], each["months"], each["verdict"]) for each in record["summary"]] == [
        (9, 4, "no clear difference"),
        (10, 4, "no clear difference"),
    ]


def test_the_terminal_shows_the_means_and_what_may_be_claimed(aim: Aim, store: Path) -> None:
    done = aim(*ASKED, "--data", store)
    assert done.code == 0
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert lines[0].startswith(f"{FIRST} to {LAST} · picture ")
    assert max(map(len, lines)) <= 80
    assert "never a figure to judge the group by" in " ".join(lines)
    row = "all 9 4 33.33 33.33 32.89 33.33 +0.00 ± 0.00"  # in one month nothing was left of West
    assert row in [" ".join(line.split()) for line in lines]
    assert "better than the best rival, by over 2 standard errors: none" in lines
    assert "worse than the best rival, by over 1 standard error: none" in lines
    (short,) = [line for line in done.err.splitlines() if "no history yet" in line]
    assert short.startswith("left out: ")
    assert short.endswith(": no history yet: 1 of 12 (2026-08 to 2026-09)")
    assert "litter" in short
    assert "burglary: 9.0 a month, under 50" in done.err


def test_too_short_a_history_is_said(aim: Aim, store: Path) -> None:
    done = aim("backtest", "--from", "2025-09", "--to", "2025-09", "--concern", "burglary", "--data", store)
    assert done.code == 0
    assert done.out.splitlines()[1:] == ["no month can be looked back on"]
    assert done.err == "left out: burglary: no history yet: 3 of 12 (2025-09)\n"


def test_a_picture_of_old_is_asked_by_its_name(aim: Aim, tmp_path: Path) -> None:
    store = fill(tmp_path / "store").data
    first = json.loads(aim("status", "--json", "--data", store).out)["picture"]
    before = aim(*ASKED, "--data", store).out
    own = tmp_path / "settings"
    own.mkdir()
    said = '[[breaks]]\nname = "New system"\nmonth = "2026-06"\nsources = "all"\nnote = "Told"\nowner = "Analyst"\n'
    (own / "breaks.toml").write_text(said, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIM_SETTINGS", str(own))
        assert "run `aim build`" in aim(*ASKED, "--data", store).err
        assert aim("build", "--data", store).code == 0
        after = aim(*ASKED, "--data", store)
        again = aim(*ASKED, "--as-of", first, "--data", store)
    assert "no history yet: 3 of 12 (2026-06 to 2026-09)" in after.err
    assert "no month can be looked back on" in after.out
    assert again.out == before


def test_wrong_use_and_what_is_not_there(aim: Aim, store: Path, tmp_path: Path) -> None:
    assert aim("backtest", "--from", "June", "--to", LAST, "--data", store).code == 2
    assert aim("backtest", "--from", FIRST, "--data", store).code == 2
    turned = aim("backtest", "--from", LAST, "--to", FIRST, "--data", store)
    assert (turned.code, "name the earlier" in turned.err) == (2, True)
    for words, said in (
        (["--from", "2020-01"], "is not held"),
        (["--to", "2027-01"], "is not held"),
        (["--concern", "piracy"], "no concern 'piracy'"),
        (["--as-of", "99-nothing"], "99-nothing"),
        (["--out", str(tmp_path / "t.doc")], ".doc"),
        (["--out", str(tmp_path / "t.geojson")], "no column 'cell'"),
    ):
        done = aim(*ASKED, *words, "--data", store)
        assert (done.code, said in done.err) == (1, True), done.err
    empty = aim(*ASKED, "--data", tmp_path / "empty")
    assert (empty.code, "aim ingest" in empty.err) == (1, True)
