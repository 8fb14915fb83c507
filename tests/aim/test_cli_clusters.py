"""``aim clusters`` is a contract: its options, columns, words and exit codes."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import h3
import pandas as pd
import pyarrow.parquet as pq
import pytest
from commandline import Aim, runner
from holding import AT, COUNCIL, POLICE, TODAY, Holding, incident, rows

from aim import build, months, schema
from aim.building import answering
from aim.store import derived

LAST, LATE = date(2026, 10, 31), "2026-11-20"
COLUMNS = [
    "concern", "status", "reason", "place", "ward", "neighbourhood", "cells", "first_day", "last_day", "days", "count",
    "expected", "recurrence_days", "alarm", "one_location", "study_first", "study_last", "sources", "left_out",
]  # fmt: skip


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    monkeypatch.setenv("AIM_TODAY", TODAY)
    return runner(monkeypatch, capsys)


def report(back: int, where: str, east: int = 0, north: int = 0) -> dict:
    """A fly-tip so many days before the last, so many steps of 15 m from the point of a neighbourhood."""
    day = LAST - timedelta(days=back)
    longitude, latitude = AT[where][0] + east * 0.00023, AT[where][1] + north * 0.000135
    place = {
        schema.LONGITUDE: longitude,
        schema.LATITUDE: latitude,
        schema.CELL: int(h3.latlng_to_cell(latitude, longitude, schema.STORAGE_RESOLUTION), 16),
        schema.OCCURRED_FROM: datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
    }
    return incident("fly-tipping", where) | place


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of fly-tips, nine more in the last six days in East, and police data by the month."""
    holding = Holding(tmp_path_factory.mktemp("clusters") / "store")
    found = [report(back, ("East", "North", "South", "West")[back % 4]) for back in range(0, 365, 3)]
    found += [report(n % 6, "East", 20 + n, 20 + n % 3) for n in range(9)]
    span = months.between("2025-11", "2026-10")
    by_month = {m: [row for row in found if months.of(row[schema.OCCURRED_FROM]) == m] for m in span}
    holding.take(COUNCIL, by_month, on=LATE)
    holding.take(POLICE, {month: rows(("burglary", "North", 9)) for month in span}, on=LATE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "MONTHS", 1)  # what else a build works out of each month is not asked here
        build.build(holding.config())
    return holding.data


def test_the_terminal_has_a_line_for_each_concern(aim: Aim, store: Path) -> None:
    done = aim("clusters", "--data", store)
    assert (done.code, done.err) == (0, "in no search: Police (all)\n")
    first, *lines, last = done.out.splitlines()
    assert first.startswith("Sudden clusters · year to 31 October 2026 · picture ")
    said = dict(line.split(": ", 1) for line in lines)
    assert said["Fly-tipping"].startswith("9 in 6 days to 31 October around ")
    assert said["Fly-tipping"].endswith(" expected; by chance less than once in 2 years")
    assert said["Burglary"] == "cannot say: Police data here is monthly"
    assert last.startswith("Chance is that of incidents that come one by one")
    one = aim("clusters", "--concern", "burglary", "--data", store)
    assert one.out.splitlines()[1:] == ["Burglary: cannot say: Police data here is monthly"]
    assert "alert" not in done.out.lower()


def test_every_suffix_holds_the_same(aim: Aim, store: Path, tmp_path: Path) -> None:
    for suffix in ("csv", "parquet", "geojson", "gpkg", "xlsx"):
        done = aim("clusters", "--out", tmp_path / f"c.{suffix}", "--data", store)
        assert (done.code, " rows to " in done.out) == (0, True), done.err
    csv = pd.read_csv(tmp_path / "c.csv")
    assert csv.columns.tolist() == COLUMNS
    assert set(csv["status"]) == {"cluster", "cannot say"}
    found = csv[csv["concern"] == "fly-tipping"].iloc[0]
    assert found[["first_day", "last_day", "days", "count"]].tolist() == ["2026-10-26", "2026-10-31", 6, 9]
    assert csv["alarm"].tolist() == (csv["status"] == "cluster").tolist()
    with pq.ParquetFile(tmp_path / "c.parquet") as file:
        parquet = file.read().to_pandas()
        record = json.loads(file.schema_arrow.metadata[b"aim"])
    assert parquet["expected"].tolist()[:1] == csv["expected"].tolist()[:1]
    assert (record["title"], record["month"]) == ("year to 31 October 2026", "")
    written = json.loads((tmp_path / "c.geojson").read_text(encoding="utf-8"))
    outline = {each["properties"]["concern"]: each for each in written["features"]}
    assert outline["fly-tipping"]["properties"]["count"] == 9
    assert outline["burglary"]["properties"]["count"] is None
    assert len(outline["burglary"]["geometry"]["coordinates"]) >= 1
    assert outline["burglary"]["geometry"] != outline["fly-tipping"]["geometry"]


def test_a_month_checks_with_what_the_year_ends(aim: Aim, store: Path) -> None:
    assert aim("clusters", "--month", "2026-10", "--data", store).code == 0
    done = aim("clusters", "--month", "2026-09", "--data", store)
    assert (done.code, "those it has end with 2026-10" in done.err) == (1, True)


def test_wrong_use_and_what_is_not_there(aim: Aim, store: Path, tmp_path: Path) -> None:
    assert aim("clusters", "--month", "June", "--data", store).code == 2
    for words, said in (
        (["--concern", "piracy"], "no concern 'piracy'"),
        (["--as-of", "99-nothing"], "99-nothing"),
        (["--out", str(tmp_path / "c.doc")], ".doc"),
    ):
        done = aim("clusters", *words, "--data", store)
        assert (done.code, said in done.err) == (1, True), done.err
    empty = aim("clusters", "--data", tmp_path / "empty")
    assert (empty.code, "aim ingest" in empty.err) == (1, True)


def test_a_picture_of_before_says_what_to_do(aim: Aim, tmp_path: Path) -> None:
    holding = Holding(tmp_path / "old")
    holding.take(COUNCIL, {"2026-10": [report(1, "East")]}, on=LATE)
    first = build.build(holding.config())["picture"]
    (derived.find(holding.data, first) / "answer-clusters.parquet").unlink()
    done = aim("clusters", "--as-of", first, "--data", tmp_path / "old")
    assert (done.code, "built before clusters were searched: run `aim build`" in done.err) == (1, True)
