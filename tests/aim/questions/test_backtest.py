"""Looking back on past months, told from small stores: equal to the engine's, and silent where nothing can be said."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import reference
from holding import AT, COUNCIL, POLICE, Holding, incident, rows

from aim import build, months, schema
from aim.config import Break, Config
from aim.engine.hindsight import hindsight
from aim.errors import QuestionError
from aim.questions.backtest import COLUMNS, backtest_table
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.reading.freshness import Freshness
from aim.reading.hindsight import (
    RANKINGS,
    ROWS,
    SUMMARY,
    Standing,
    enough,
    hindsight_table,
    look_back,
    standing,
    summary,
)

LATE = "2026-11-20"  # long after every month here is over and past any delay
FIRST, LAST = "2025-03", "2026-09"  # 19 months: seven that can be looked back on
CONTRACTED = ["month", "concern", "resolution", "ranking", "area_share", "pai", "pei", "recapture"]
POINTS = [
    (longitude + 0.005 * x, latitude + 0.003 * y)
    for longitude, latitude in (place for name, place in AT.items() if name != "elsewhere")
    for x in range(-2, 3)
    for y in range(-1, 2)
]


def at(category: str, longitude: float, latitude: float) -> dict[str, Any]:
    cell = int(h3.latlng_to_cell(latitude, longitude, schema.STORAGE_RESOLUTION), 16)
    return incident(category, "North", longitude=longitude, latitude=latitude, cell=cell)


def spread(month: str, category: str = "burglary", level: float = 1.5) -> list[dict[str, Any]]:
    """Some 90 a month over sixty points, more at some than at others, and moving a little: what a town does."""
    random = np.random.default_rng(months.number(month))
    each = np.random.default_rng(1).gamma(0.7, level / 0.7, len(POINTS)) * random.gamma(9, 1 / 9, len(POINTS))
    return [at(category, *point) for point, n in zip(POINTS, random.poisson(each), strict=True) for _ in range(n)]


def crimes(month: str) -> list[dict[str, Any]]:
    """Burglaries all over the town, twelve violent crimes, and sixty drug offences where the police looked."""
    return spread(month) + rows(("violent-crime", "East", 12), ("drugs", "South", 60))


def filled(first: str, last: str, found: Callable[[str], list[dict]] = crimes) -> dict[str, list[dict]]:
    return {month: found(month) for month in months.between(first, last)}


def stored(folder: Path, fill: Callable[[Holding], Any], *broken: Break) -> Config:
    holding = Holding(folder / "store")
    fill(holding)
    config = holding.config().model_copy(update={"breaks": broken})
    build.build(config)
    return config


def fresh_of(config: Config) -> Freshness:
    shown = show(config)
    assert shown is not None
    return freshness(config, shown)


@pytest.fixture(scope="module")
def police(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return stored(tmp_path_factory.mktemp("back"), lambda holding: holding.take(POLICE, filled(FIRST, LAST), on=LATE))


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The same police, a council that joined with litter three months ago, and one missing month of both."""

    def fill(holding: Holding) -> None:
        crimes_held = filled(FIRST, LAST)
        del crimes_held["2026-08"]
        holding.take(POLICE, crimes_held, on=LATE)
        litter = filled("2026-06", LAST, lambda month: rows(("litter", "West", 55)))
        holding.take(COUNCIL, litter, on=LATE)

    return stored(tmp_path_factory.mktemp("joined"), fill)


# ---- the engine's own numbers --------------------------------------------------------------------------------------
def test_rows_are_what_each_month_shows_by_the_months_before_it(police: Config) -> None:
    table, _ = backtest_table(police, first="2026-03", last=LAST, concern="burglary")
    assert list(table.columns) == list(COLUMNS)
    assert list(table.columns[: len(CONTRACTED)]) == CONTRACTED
    assert len(table) == 7 * 2 * 4
    assert (table["area_share"] == 0.03).all()
    shown = show(police)
    assert shown is not None
    for resolution, month in ((9, "2026-03"), (9, "2026-09"), (10, "2026-06")):
        numbers = shown.numbers(["burglary"], ["published"])
        held = [shown.counts(numbers, [each], resolution).sum(axis=0) for each in months.between(FIRST, month)]
        *before, now = held
        half_life = shown.thresholds.half_life_months
        scores = {
            "engine": [
                round(reference.decayed_count(series, half_life), 9) for series in np.transpose(before).tolist()
            ],
            "last month": before[-1],
            "last 12 months": np.sum(before[-12:], axis=0),
            "random": np.zeros(len(now)),
        }
        of_month = table[(table["month"] == month) & (table["resolution"] == resolution)].set_index("ranking")
        assert tuple(of_month.index) == RANKINGS
        assert of_month["incidents"].unique().tolist() == [now.sum()]
        for ranking, score in scores.items():
            found = hindsight(score, now, shown.cells(resolution)["area_m2"])
            row = of_month.loc[ranking]
            expected = [float(getattr(found, name)) for name in ("pai", "pei", "recapture", "best")]
            assert row[["pai", "pei", "recapture", "best"]].tolist() == pytest.approx(expected, rel=1e-9)


def test_months_asked_for_change_no_row(police: Config) -> None:
    every, _ = backtest_table(police, first="2026-03", last=LAST)
    some, _ = backtest_table(police, first="2026-05", last="2026-06")
    wanted = every[every["month"].between("2026-05", "2026-06")].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, wanted)
    one, record = backtest_table(police, first="2026-05", last="2026-05", concern="burglary")
    assert set(one["month"]) == {"2026-05"}
    assert [(each["difference"], each["verdict"]) for each in record["summary"]] == [(None, "one month only")] * 2


def test_what_the_police_look_for_is_in_no_other_concern(police: Config) -> None:
    table, record = backtest_table(police, first="2026-09", last="2026-09")
    incidents = table.groupby("concern")["incidents"].unique().map(list).to_dict()
    burglaries = len(spread("2026-09"))
    assert incidents == {"all": [burglaries + 12], "crime": [burglaries + 12], "burglary": [burglaries], "drugs": [60]}
    assert record["by_looking"] == [
        "all and crime: without drugs and possession of weapons, of which more is found where the police look more",
        "drugs: by its own counts, though more is found where the police look more",
    ]
    assert "violence: 12.0 a month, under 50" in record["left_out"]


# ---- what cannot be said -------------------------------------------------------------------------------------------
def test_a_month_needs_twelve_before_it(police: Config) -> None:
    table, record = backtest_table(police, first="2025-05", last="2026-04", concern="burglary")
    assert sorted(set(table["month"])) == ["2026-03", "2026-04"]
    assert record["left_out"] == ["burglary: no history yet: 11 of 12 (2025-05 to 2026-02)"]
    table, record = backtest_table(police, first="2025-06", last="2025-06", concern="burglary")
    assert table.empty
    assert list(table.columns) == list(COLUMNS)
    assert record["left_out"] == ["burglary: no history yet: 3 of 12 (2025-06)"]
    assert record["summary"] == []


def test_a_source_that_joined_is_waited_for_and_a_gap_is_no_month(joined: Config) -> None:
    table, record = backtest_table(joined, first="2026-06", last=LAST)
    assert set(table["concern"]) == {"all", "crime", "burglary", "drugs"}
    assert set(table["month"]) == {"2026-06", "2026-07"}
    assert set(table["sources"]) == {"published"}
    everything = table[(table["concern"] == "all") & (table["month"] == "2026-07")]
    assert everything["incidents"].unique().tolist() == [len(spread("2026-07")) + 12]
    said = {line.split(": ", 1)[1]: line.split(": ")[0].split(", ") for line in record["left_out"]}
    assert set(said["not received: Police (2026-08)"]) >= {"burglary", "crime", "drugs"}
    assert set(said["no history yet: 11 of 12 (2026-09)"]) >= {"burglary", "crime", "drugs"}
    assert "litter" in said["no history yet: 3 of 12 (2026-06 to 2026-09)"]


def test_a_source_that_brings_the_most_begins_the_history(tmp_path: Path) -> None:
    def fill(holding: Holding) -> None:
        holding.take(POLICE, filled(FIRST, LAST), on=LATE)
        holding.take(COUNCIL, filled("2026-06", LAST, lambda month: rows(("litter", "West", 400))), on=LATE)

    table, record = backtest_table(stored(tmp_path, fill), first=LAST, last=LAST)
    assert "all" not in set(table["concern"])
    assert "burglary" in set(table["concern"])
    assert any(line.endswith("no history yet: 3 of 12 (2026-09)") and "all" in line for line in record["left_out"])


def test_a_break_begins_the_history(tmp_path: Path) -> None:
    broken = Break(name="New", month="2026-01", sources=["published"], note="Told", owner="Analyst")
    config = stored(tmp_path, lambda holding: holding.take(POLICE, filled(FIRST, LAST), on=LATE), broken)
    table, record = backtest_table(config, first="2026-03", last=LAST, concern="burglary")
    assert table.empty
    assert record["left_out"] == ["burglary: no history yet: 8 of 12 (2026-03 to 2026-09)"]


def test_wrong_questions_are_refused(police: Config) -> None:
    for choices, said in (
        ({"first": "2026-09", "last": "2026-08"}, "earlier one first"),
        ({"first": "2020-01", "last": LAST}, "'2020-01' is not held"),
        ({"first": "2026-03", "last": "2026-12"}, "'2026-12' is not held"),
        ({"first": "2026-03", "last": LAST, "concern": "piracy"}, "no concern 'piracy'"),
    ):
        with pytest.raises(QuestionError, match=said):
            backtest_table(police, **choices)
    with pytest.raises(QuestionError, match="no picture yet"):
        backtest_table(police.model_copy(update={"data": police.data / "none"}), first=LAST, last=LAST)


# ---- kept by the build ---------------------------------------------------------------------------------------------
def test_the_table_of_a_build_is_of_the_last_complete_months(police: Config) -> None:
    kept = hindsight_table(fresh_of(police))
    assert kept.schema.equals(ROWS)
    table = kept.to_pandas()
    assert set(table["month"]) == set(months.between("2026-03", LAST))
    assert "violence" in set(table["concern"])  # whether it is enough depends on the months asked for
    said = json.loads(kept.schema.metadata[SUMMARY])
    _, record = backtest_table(police, first="2026-03", last=LAST)
    assert {(each["concern"], each["resolution"]): each for each in said} == {
        (each["concern"], each["resolution"]): each for each in record["summary"]
    }
    assert {each["concern"] for each in said} == {"all", "crime", "burglary", "drugs"}


def test_what_the_build_worked_out_is_not_worked_out_again(police: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = fresh_of(police)
    answer = fresh.shown.answer("hindsight")
    assert answer is not None
    assert answer.to_pylist() == hindsight_table(fresh).to_pylist()
    before, _ = backtest_table(police, first="2026-03", last=LAST)

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr("aim.engine.hindsight.backtest", refuse)
    again, _ = backtest_table(police, first="2026-03", last=LAST)
    pd.testing.assert_frame_equal(again, before)


def test_what_was_kept_is_taken_only_where_it_is_of_the_same_sources(police: Config) -> None:
    fresh = fresh_of(police)
    asked = [standing(fresh, fresh.shown.concern("burglary"), month) for month in ("2026-08", "2026-09")]
    plain = list(look_back(fresh, asked))
    kept = hindsight_table(fresh).to_pylist()
    marked = [row | {"pai": -1.0} for row in kept]

    def again(stale: Callable[[dict[str, Any]], dict[str, Any]] = lambda row: row) -> list[dict[str, Any]]:
        return list(look_back(fresh, asked, pa.Table.from_pylist([stale(row) for row in marked], schema=ROWS)))

    assert {row["pai"] for row in again()} == {-1.0}
    for name, value in (("sources", "published, records"), ("since", "2025-04"), ("concern", "robbery")):
        assert again(lambda row, name=name, value=value: row | {name: value}) == plain
    late = again(lambda row: row | ({"since": "2025-04"} if row["month"] == "2026-09" else {}))
    assert {row["month"] for row in late if row["pai"] == -1.0} == {"2026-08"}
    assert [row for row in late if row["month"] == "2026-09"] == [row for row in plain if row["month"] == "2026-09"]


def test_what_cannot_be_looked_back_on_has_no_rows(police: Config) -> None:
    fresh = fresh_of(police)
    each = standing(fresh, fresh.shown.concern("burglary"), LAST)
    assert each.reason == ""
    assert list(look_back(fresh, [replace(each, reason="not complete yet")])) == []


# ---- over the months -----------------------------------------------------------------------------------------------
def made(engine: list[float | None], last_year: list[float]) -> Iterator[dict[str, Any]]:
    for at, (mine, theirs) in enumerate(zip(engine, last_year, strict=True)):
        for ranking, pai in zip(RANKINGS, (mine, 1.0, theirs, 0.5), strict=True):
            value = None if mine is None else pai
            yield {
                "month": f"2026-0{at + 1}", "concern": "burglary", "resolution": 9, "ranking": ranking, "pai": value,
                "best": value and 10.0, "pei": value and value / 10, "recapture": value and value * 0.03,
                "incidents": 0 if mine is None else 60,
            }  # fmt: skip


@pytest.mark.parametrize(
    ("engine", "verdict"),
    [
        ([7.0, 8.0, 7.5], "better"),  # +1, +2, +1.5 of 6: over five errors
        ([5.0, 9.0, 6.5], "no clear difference"),
        ([5.0, 5.5, 5.4], "worse"),
        ([5.0, 8.0, 4.6], "no clear difference"),  # lower on average, by less than one error
    ],
)
def test_a_difference_is_claimed_above_two_errors_and_told_below_one(engine: list[float], verdict: str) -> None:
    (found,) = summary(made(engine, [6.0, 6.0, 6.0]))
    gaps = np.array(engine) - 6
    assert (found.verdict, found.rival, found.months) == (verdict, "last 12 months", 3)
    assert found.difference == pytest.approx(gaps.mean())
    assert found.standard_error == pytest.approx(gaps.std(ddof=1) / np.sqrt(3))
    assert found.pai["engine"] == pytest.approx(np.mean(engine))
    assert (found.best, found.first, found.last) == (10, "2026-01", "2026-03")


def test_a_month_in_which_nothing_happened_is_in_no_mean() -> None:
    (found,) = summary(made([8.0, None, 8.0], [6.0, 6.0, 6.0]))
    assert (found.months, found.pai["engine"], found.incidents) == (2, 8, 60)
    kept, few = enough(made([8.0, None, 8.0], [6.0, 6.0, 6.0]))
    assert (kept, few) == ([], {"burglary": 40})


def test_standing_tells_why_not(joined: Config) -> None:
    fresh = fresh_of(joined)
    concern = fresh.shown.concern("burglary")
    assert standing(fresh, concern, "2026-08") == Standing(
        concern, "2026-08", ("published",), FIRST, "not received: Police"
    )
