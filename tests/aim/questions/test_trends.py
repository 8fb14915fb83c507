"""The verdicts of a month, told from small stores: equal to the engine's, and silent where nothing can be said."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from holding import COUNCIL, FIRE, HOUSING, POLICE, RECORDS, Holding, incident, rows

from aim import build, months, schema
from aim.config import Break, Config
from aim.engine import trends as engine
from aim.errors import QuestionError
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.questions.trends import trends_table

LATE = "2026-11-20"  # long after every month here is over and past any delay
MONTH = "2026-09"
CONTRACTED = ["neighbourhood", "concern", "month", "count", "expected", "lower", "upper", "signal", "complete"]
STATION = {"longitude": -1.236892, "latitude": 54.580304}  # a known place, apart


def season(month: str, level: int) -> int:
    """``level`` a month, more in summer, never twice alike: what a town does."""
    number = months.number(month)
    return level + round(level / 4 * np.cos(2 * np.pi * (number - 6) / 12)) + number * 7 % 5 - 2


def crimes(month: str) -> list[dict]:
    """Burglaries in North and at the police station, drugs in South."""
    apart = [incident("burglary", "North", **STATION) for _ in range(number_of(month, 3))]
    return rows(("burglary", "North", season(month, 24)), ("drugs", "South", season(month, 12))) + apart


def number_of(month: str, most: int) -> int:
    return months.number(month) % most


def filled(first: str, last: str, found: Callable[[str], list[dict]] = crimes) -> dict[str, list[dict]]:
    return {month: found(month) for month in months.between(first, last)}


def stored(folder: Path, fill: Callable[[Holding], Any], *broken: Break) -> Config:
    holding = Holding(folder / "store")
    fill(holding)
    config = holding.config().model_copy(update={"breaks": broken})
    build.build(config)
    return config


def of(config: Config, neighbourhood: str, concern: str, *, month: str = MONTH, ward: str = "", **choices) -> Any:
    table, _ = trends_table(config, month=month, concern=concern, **choices)
    (row,) = table[(table["neighbourhood"] == neighbourhood) & (table["ward"] == ward)].itertuples(index=False)
    return row


def police(holding: Holding) -> None:
    """Enough for verdicts and no more: 27 months before the one in question."""
    holding.take(POLICE, filled("2024-06", MONTH), on=LATE)


@pytest.fixture(scope="module")
def three_years(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Police of 40 months, and nobody else."""
    return stored(
        tmp_path_factory.mktemp("years"), lambda holding: holding.take(POLICE, filled("2023-06", MONTH), on=LATE)
    )


# ---- the engine's own verdicts -------------------------------------------------------------------------------------
def test_rows_are_the_town_its_neighbourhoods_and_wards_of_every_concern(three_years: Config) -> None:
    table, record = trends_table(three_years, month=MONTH)
    assert list(table.columns) == list(schema.TRENDS)
    assert list(table.columns[: len(CONTRACTED)]) == CONTRACTED
    assert table["kind"].value_counts().to_dict() == {"town": 21, "neighbourhood": 4 * 21, "ward": 20 * 21}
    assert not table.duplicated(["kind", "neighbourhood", "ward", "concern"]).any()
    assert table.loc[table["kind"] == "neighbourhood", "neighbourhood"].unique().tolist() == [
        "East",
        "North",
        "South",
        "West",
    ]
    assert (table["ward"] == "").eq(table["kind"] != "ward").all()
    assert ((table["signal"] == "cannot say") == (table["reason"] != "")).all()
    one, _ = trends_table(three_years, month=MONTH, concern="burglary")
    whole = table[table["concern"] == "burglary"].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, whole)
    assert record["behind"] is False
    assert len(record["chance"]) == 3


@pytest.mark.parametrize(
    ("area", "concern", "counted"),
    [
        ("North", "burglary", lambda month: season(month, 24)),
        ("South", "drugs", lambda month: season(month, 12)),
        ("Middlesbrough", "crime", lambda month: season(month, 24) + season(month, 12)),
    ],
)
def test_a_row_is_the_engine_s_verdict_on_counts_made_by_hand(
    three_years: Config, area: str, concern: str, counted: Callable[[str], int]
) -> None:
    span = months.between("2023-06", MONTH)
    series = np.array([[counted(month) for month in span]])
    told = engine.trends(series, np.ones(series.shape, dtype=bool), month=months.number(MONTH))
    row = of(three_years, area, concern)
    assert row.count == series[0, -1]
    assert row.expected == pytest.approx(told.expected[0], rel=1e-12)
    assert (row.lower, row.upper, row.history) == (told.lower[0], told.upper[0], 39)
    assert row.signal == engine.Signal(told.signal[0]).words == "as expected"
    assert (row.complete, row.reason, row.sources) == (True, "", "Police")


def test_a_ward_is_counted_by_its_own_outline(three_years: Config) -> None:
    table, _ = trends_table(three_years, month=MONTH, concern="burglary")
    wards = table[(table["kind"] == "ward") & (table["count"] > 0)]
    assert wards["neighbourhood"].tolist() == ["North"]  # all of them in one point, in one ward
    assert of(three_years, "North", "burglary").expected == pytest.approx(wards["expected"].iloc[0], rel=1e-12)


def test_few_and_none_have_no_verdict(three_years: Config) -> None:
    quiet = of(three_years, "West", "burglary")
    assert (quiet.signal, quiet.complete) == ("cannot say", True)
    assert quiet.reason in ("too little ever happened", "expected under 5")
    unheard = of(three_years, "Middlesbrough", "litter")
    assert (unheard.signal, unheard.reason, unheard.complete) == ("cannot say", "no source reports it", False)
    assert unheard.count is pd.NA


# ---- the ladder ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("month", "reason"),
    [
        ("2023-06", "no history yet: 0 of 12"),
        ("2023-09", "no history yet: 3 of 12"),
        ("2024-05", "no history yet: 11 of 12"),
        ("2024-06", "only 12 of the 24 months needed"),
        ("2025-05", "only 23 of the 24 months needed"),
        ("2025-06", ""),
    ],
)
def test_the_ladder_of_history(three_years: Config, month: str, reason: str) -> None:
    row = of(three_years, "North", "burglary", month=month)
    assert row.reason == reason
    assert (row.signal == "cannot say") == bool(reason)


def test_a_month_that_is_not_held_and_a_concern_that_is_not_there(three_years: Config, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="2023-06 to 2026-09"):
        trends_table(three_years, month="2026-10")
    with pytest.raises(QuestionError, match="no concern 'piracy'"):
        trends_table(three_years, month=MONTH, concern="piracy")
    with pytest.raises(QuestionError, match="aim build"):
        trends_table(Holding(tmp_path / "none").config(), month=MONTH)


def test_a_month_out_of_season_is_called_and_a_picture_of_old_keeps_its_verdict(tmp_path: Path) -> None:
    holding = Holding(tmp_path / "store")
    police(holding)
    first = build.build(holding.config())["picture"]
    before, calm = trends_table(holding.config(), month=MONTH, concern="burglary")
    holding.take(POLICE, {MONTH: crimes(MONTH) + rows(("burglary", "North", 40))}, on=LATE)
    build.build(holding.config())
    after, record = trends_table(holding.config(), month=MONTH, concern="burglary")
    assert before["signal"].tolist().count("higher") == 0
    assert after[after["signal"] == "higher"]["kind"].tolist() == ["town", "neighbourhood", "ward"]
    assert of(holding.config(), "South", "drugs").signal == "as expected"
    assert calm["chance"][0] == "the town: 0 of 1 outside what is expected; by chance alone under 0.1"
    assert record["chance"][0] == "the town: 1 of 1 outside what is expected; by chance alone under 0.1"
    again, record = trends_table(holding.config(), month=MONTH, concern="burglary", as_of=first)
    pd.testing.assert_frame_equal(again, before)
    assert record["picture"] == first


# ---- completeness comes first --------------------------------------------------------------------------------------
def test_a_month_inside_the_delay_is_not_judged(tmp_path: Path) -> None:
    def fill(holding: Holding) -> None:
        holding.take(POLICE, filled("2024-06", "2026-08"), on=LATE)
        holding.take(POLICE, {MONTH: crimes(MONTH)[:12]}, on="2026-10-15")

    config = stored(tmp_path, fill)
    row = of(config, "North", "burglary")
    assert (row.signal, row.reason, row.complete) == ("cannot say", "not complete yet: Police", False)
    assert row.count == 12  # what there is
    assert of(config, "North", "burglary", month="2026-08").complete
    shown = show(config)
    assert shown is not None
    assert freshness(config, shown).doubts == {"published": {}}  # it is known to lack some


def test_a_source_that_is_not_there_silences_what_rests_on_it_and_nothing_else(tmp_path: Path) -> None:
    def fill(holding: Holding) -> None:
        holding.take(POLICE, filled("2024-06", "2026-08"), on=LATE)
        holding.take(COUNCIL, filled("2024-06", MONTH, lambda m: rows(("litter", "East", season(m, 15)))), on=LATE)

        holding.take(COUNCIL, {"2022-03": rows(("litter", "East", 1))}, on=LATE)  # a case of years ago, touched since

    config = stored(tmp_path, fill)
    for concern in ("burglary", "all"):
        row = of(config, "North", concern)
        assert (row.signal, row.reason) == ("cannot say", "not received: Police")
        assert row.count is pd.NA
    assert of(config, "East", "litter").signal == "as expected"
    table, _ = trends_table(config, month=MONTH, concern="litter")
    assert table[table["kind"] == "ward"]["count"].max() == season(MONTH, 15)


def test_a_month_that_lost_most_of_its_rows_is_not_complete(tmp_path: Path) -> None:
    def fill(holding: Holding) -> None:
        police(holding)
        holding.take(POLICE, {MONTH: crimes(MONTH)[:12]}, on=LATE)

    row = of(stored(tmp_path, fill), "North", "burglary")
    assert (row.signal, row.complete) == ("cannot say", False)
    assert row.reason.startswith("not complete yet: 12 of Police, at least ")


def test_months_that_are_not_complete_are_in_no_expectation(tmp_path: Path) -> None:
    whole = filled("2024-06", MONTH)
    some = {month: found for month, found in whole.items() if month not in ("2025-01", "2025-02")}
    row = of(stored(tmp_path, lambda holding: holding.take(POLICE, some, on=LATE)), "North", "burglary")
    span = list(whole)
    counts = np.array([[season(month, 24) for month in span]])
    told = engine.trends(counts, np.array([[month in some for month in span]]), month=months.number(MONTH))
    assert row.history == 25
    assert row.expected == pytest.approx(told.expected[0], rel=1e-12)


# ---- nothing but what was counted alike ----------------------------------------------------------------------------
@pytest.mark.parametrize("pieces", [8, 400])
def test_a_source_that_joined_three_months_ago_makes_no_rise(tmp_path: Path, pieces: int) -> None:
    """Whatever it brings: beside a large one it is left out, and where it is the larger nothing can be said."""

    def fill(holding: Holding) -> None:
        police(holding)
        holding.take(COUNCIL, filled("2026-07", MONTH, lambda _: rows(("litter", "South", pieces))), on=LATE)

    config = stored(tmp_path, fill)
    table, record = trends_table(config, month=MONTH)
    assert not table["signal"].str.contains("higher").any()
    whole = of(config, "South", "all")
    if pieces == 8:
        assert (whole.count, whole.sources) == (season(MONTH, 12), "Police")
        assert record["not_compared"] == ["Council (all)"]
    else:
        assert (whole.reason, whole.sources) == ("no history yet: 2 of 12", "Police, Council")
    assert of(config, "South", "litter").reason == "no history yet: 2 of 12"
    assert of(config, "South", "litter", month="2026-06").reason == "no source reported it yet"
    assert of(config, "North", "burglary").signal == "as expected"


def test_a_large_source_that_is_late_is_waited_for_though_its_month_holds_nothing(tmp_path: Path) -> None:
    """Fires reach back further, but of all that is reported they are little: the town is not judged by them alone."""

    def fill(holding: Holding) -> None:
        fires = filled("2024-06", MONTH, lambda m: rows(("fire-deliberate-secondary", "East", season(m, 9))))
        holding.take(FIRE, fires, on=LATE)
        holding.take(POLICE, filled("2025-01", "2026-08"), on=LATE)

    row = of(stored(tmp_path, fill), "Middlesbrough", "all")
    assert (row.reason, row.sources) == ("not received: Police", "Police, Fire")


def test_sources_of_unlike_age_are_judged_together_from_24_months_on(tmp_path: Path) -> None:
    def fill(holding: Holding) -> None:
        holding.take(POLICE, filled("2023-12", MONTH), on=LATE)
        holding.take(COUNCIL, filled("2024-08", MONTH, lambda m: rows(("litter", "East", season(m, 9)))), on=LATE)

    config = stored(tmp_path, fill)
    row = of(config, "Middlesbrough", "all")
    assert (row.sources, row.history, row.signal) == ("Police, Council", 25, "as expected")
    earlier = of(config, "Middlesbrough", "all", month="2026-07")
    assert (earlier.sources, earlier.history) == ("Police", 31)


@pytest.mark.parametrize("burglaries", [9, 50])
def test_one_source_in_the_place_of_another_begins_its_history_anew(tmp_path: Path, burglaries: int) -> None:
    """Also where it brings little: what it took the place of has none of them any more, which is no fall."""

    def fill(holding: Holding) -> None:
        holding.take(POLICE, filled("2024-01", MONTH), on=LATE)
        found = [("burglary", "North", burglaries), ("sexual-offences", "West", 9)]
        better = filled("2026-05", MONTH, lambda m: rows(*((kind, at, season(m, n)) for kind, at, n in found)))
        holding.take(RECORDS, better, on=LATE)

    config = stored(tmp_path, fill)
    assert of(config, "North", "burglary").reason == "no history yet: 4 of 12"
    # What the other delivers besides is as ever: it lost nothing, and its months are whole.
    assert of(config, "South", "drugs").signal == "as expected"
    # What is held by neighbourhood only is in its row, in no ward's, and that is said.
    table, record = trends_table(config, month=MONTH, concern="violence")
    assert table.set_index("kind")["count"].groupby(level=0).sum().to_dict() == {
        "town": season(MONTH, 9), "neighbourhood": season(MONTH, 9), "ward": 0,
    }  # fmt: skip
    assert record["not_in_wards"] == [f"violence ({season(MONTH, 9)})"]
    before = of(config, "North", "burglary", month="2026-04")
    assert (before.signal, before.history, before.sources) == ("as expected", 27, "Published")


def test_a_quarterly_source_is_judged_in_the_months_of_its_quarters(tmp_path: Path) -> None:
    def fill(holding: Holding) -> None:
        holding.take(replace(POLICE, delay_months=0), filled("2024-07", "2026-10"), on=LATE)
        cases = filled("2024-07", MONTH, lambda m: rows(("housing-asb", "West", season(m, 10))))
        holding.take(HOUSING, cases, on=LATE)

    config = stored(tmp_path, fill)
    assert of(config, "West", "all").sources == "Police, Housing"
    assert of(config, "West", "anti-social-behaviour").signal == "as expected"
    between = of(config, "West", "all", month="2026-10")
    assert (between.sources, between.complete) == ("Police", True)
    silent = of(config, "West", "anti-social-behaviour", month="2026-10")
    assert silent.signal == "cannot say"


# ---- breaks --------------------------------------------------------------------------------------------------------
def broken(month: str, *sources: str) -> Break:
    said = {"sources": sources} if sources else {"sources": "all"}
    return Break(name="New system", month=month, note="Told by the force", owner="AIM analyst", **said)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Police of 28 months, to be built anew with breaks."""
    return stored(tmp_path_factory.mktemp("unbroken"), police)


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (broken("2026-04"), "no history yet: 5 of 12"),
        (broken("2026-04", "published"), "no history yet: 5 of 12"),
        (broken(MONTH, "published"), "no history yet: 0 of 12"),
        (broken("2025-06", "published"), "only 15 of the 24 months needed"),
        (broken("2026-04", "reports"), ""),
        (broken("2026-10"), ""),
    ],
)
def test_a_break_begins_the_history_anew(unbroken: Config, when: Break, reason: str) -> None:
    config = unbroken.model_copy(update={"breaks": (when,)})
    build.build(config)
    assert of(config, "North", "burglary").reason == reason
    _, record = trends_table(config, month=MONTH, concern="burglary")
    assert record["breaks"] == [f"{when.month} New system"]
    assert len(record["breaks_of_none"]) == (when.sources == ("reports",))


def test_a_lower_level_is_short_until_a_break_says_that_it_is_the_town(tmp_path: Path) -> None:
    """A fall that lasts: nobody but people can know whether less happened or less arrived."""

    def fill(holding: Holding) -> None:
        holding.take(POLICE, filled("2024-06", "2026-06"), on=LATE)
        holding.take(POLICE, filled("2026-07", MONTH, lambda m: crimes(m)[:8]), on=LATE)

    assert not of(stored(tmp_path / "plain", fill), "North", "burglary").complete
    told = of(stored(tmp_path / "told", fill, broken("2026-07", "published")), "North", "burglary")
    assert (told.complete, told.reason) == (True, "no history yet: 2 of 12")


def test_a_break_belongs_to_the_picture_it_was_made_with(unbroken: Config) -> None:
    build.build(unbroken.model_copy(update={"breaks": (broken("2026-04"),)}))
    seen, record = trends_table(unbroken, month=MONTH, concern="burglary")
    assert record["behind"]  # the settings are others now
    assert seen["reason"].str.startswith("no history yet: 5").all()
    build.build(unbroken)
    assert of(unbroken, "North", "burglary").signal == "as expected"
