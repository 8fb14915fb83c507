"""Months that came whole and lack something: what is wrong, in which months, and what falls silent for it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from holding import COUNCIL, FIRE, HOUSING, POLICE, Holding, incident, rows

from aim import build, months, schema
from aim.config import Config
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.questions.trends import trends_table
from aim.reading.doubtful_months import OpenQuarter, Silent, Thin

LATE = "2026-11-20"  # long after every month here is over and past any delay
FIRST, MONTH = "2024-04", "2026-09"
SPAN = months.between(FIRST, MONTH)


def days(first: str, last: str) -> set[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=n) for n in range((end - start).days + 1)}


def dated(categories: Iterable[str], where: str, span: Iterable[str], without: set[date] = frozenset()) -> dict:
    """By month one or two of each category every day at noon, but for the days ``without``."""
    found = {}
    for month in span:
        start, end = months.first_day(month), months.first_day(months.shift(month, 1))
        here = [start + timedelta(days=n) for n in range((end - start).days)]
        found[month] = [
            incident(category, where, **{schema.OCCURRED_FROM: datetime(day.year, day.month, day.day, 12, tzinfo=UTC)})
            for day in here
            if day not in without
            for category in categories
            for _ in range(1 + (day.toordinal() % 5 == 0))
        ]
    return found


def police(span: Iterable[str]) -> dict:
    """Crimes and disorder known by the month alone."""
    return {
        month: rows(("burglary", "North", 20 + months.number(month) % 4), ("anti-social-behaviour", "East", 30))
        for month in span
    }


def agencies(folder: Path, without: set[date] = frozenset()) -> Config:
    """Thirty months of police without days, and of a fire service and a council with them."""
    holding = Holding(folder)
    holding.take(POLICE, police(SPAN), on=LATE)
    holding.take(FIRE, dated(["fire-deliberate-secondary"], "West", SPAN), on=LATE)
    holding.take(COUNCIL, dated(["litter", "council-asb"], "East", SPAN, without), on=LATE)
    build.build(holding.config())
    return holding.config()


def doubts(config: Config) -> dict:
    shown = show(config)
    assert shown is not None
    return freshness(config, shown).doubts


def of_council(table: pd.DataFrame) -> pd.Series:
    return table["sources"].str.contains("Council")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The verdicts where nothing is missing."""
    config = agencies(tmp_path_factory.mktemp("whole"))
    assert doubts(config) == {"published": {}, "calls": {}, "reports": {}}
    return trends_table(config, month=MONTH)[0]


def test_ten_days_cut_out_silence_what_rests_on_their_source_and_nothing_else(
    own_store: Path, whole: pd.DataFrame
) -> None:
    config = agencies(own_store, days("2026-09-05", "2026-09-14"))
    run = Silent(date(2026, 9, 5), date(2026, 9, 14))
    assert doubts(config) == {"published": {}, "calls": {}, "reports": {MONTH: run}}
    table, _ = trends_table(config, month=MONTH)
    mine = of_council(table)
    assert (mine == of_council(whole)).all()
    pd.testing.assert_frame_equal(table[~mine], whole[~mine])
    assert whole[mine]["complete"].all()
    assert not table[mine]["complete"].any()
    assert set(table[mine]["signal"]) == {"cannot say"}
    assert set(table[mine]["reason"]) == {"not complete yet: nothing of Council between 5 and 14 September"}
    concerns = whole.groupby("concern")["sources"].first()
    assert {"Council", "Police", "Fire", "Police, Council"} <= set(concerns)  # alone, beside another, and not at all


def test_ten_days_cut_out_of_an_earlier_month_take_it_out_of_the_history(own_store: Path, whole: pd.DataFrame) -> None:
    config = agencies(own_store, days("2026-04-26", "2026-05-05"))
    run = Silent(date(2026, 4, 26), date(2026, 5, 5))
    assert doubts(config)["reports"] == {"2026-04": run, "2026-05": run}
    table, _ = trends_table(config, month=MONTH)
    mine = of_council(table)
    pd.testing.assert_frame_equal(table[~mine], whole[~mine])
    assert (table[mine]["history"] == whole[mine]["history"] - 2).all()
    assert table[mine]["complete"].all()


def test_as_many_fewer_spread_over_a_month_are_a_quiet_month(own_store: Path) -> None:
    """It is the days that give a gap away: the volume alone could be chance."""
    config = agencies(own_store, {day for day in days("2026-09-01", "2026-09-30") if day.day % 3 == 0})
    assert doubts(config)["reports"] == {}


def test_a_month_of_far_too_few_is_thin_whatever_its_days(own_store: Path) -> None:
    found = police(SPAN)
    found[MONTH] = found[MONTH][:9]
    holding = Holding(own_store)
    holding.take(POLICE, found, on=LATE)
    build.build(holding.config())
    ((month, doubt),) = doubts(holding.config())["published"].items()
    assert (month, type(doubt), doubt.held) == (MONTH, Thin, 9)
    assert doubt.words("Police") == f"9 of Police, at least {doubt.least} expected"


def test_a_month_told_to_hold_nothing_is_silent_from_its_first_day_to_its_last(own_store: Path) -> None:
    holding = Holding(own_store)
    holding.take(COUNCIL, dated(["litter"], "East", SPAN[:-1]), reaching=[MONTH], on=LATE)
    build.build(holding.config())
    assert doubts(holding.config())["reports"] == {MONTH: Silent(date(2026, 9, 1), date(2026, 9, 30))}


def test_months_before_a_source_knew_days_and_a_month_that_is_still_coming_in_are_no_gaps(own_store: Path) -> None:
    early, late = SPAN[:10], SPAN[10:]
    holding = Holding(own_store)
    holding.take(FIRE, {month: rows(("fire-deliberate-secondary", "West", 36)) for month in early}, on=LATE)
    holding.take(FIRE, dated(["fire-deliberate-secondary"], "West", late), on=LATE)
    rest = days("2026-10-12", "2026-10-31")
    holding.take(FIRE, dated(["fire-deliberate-secondary"], "West", ["2026-10"], rest), on="2026-10-12")
    build.build(holding.config())
    assert doubts(holding.config()) == {"calls": {}}


def test_a_quarter_is_open_until_each_of_its_months_is_there(own_store: Path) -> None:
    homes = replace(HOUSING, supersedes=())
    held = months.between("2025-11", "2026-08")  # it begins within a quarter, before which nobody asked for it
    holding = Holding(own_store)
    holding.take(POLICE, police(SPAN), on=LATE)
    holding.take(homes, {month: rows(("housing-asb", "South", 6)) for month in held}, on=LATE)
    build.build(holding.config())
    open_quarter = OpenQuarter(("2026-09",))
    assert doubts(holding.config()) == {"published": {}, "landlord": {"2026-07": open_quarter, "2026-08": open_quarter}}
    assert open_quarter.words("Housing") == "Sep 2026 of Housing lacking in the same quarter"
    holding.take(homes, {MONTH: rows(("housing-asb", "South", 6))}, on=LATE)
    build.build(holding.config())
    assert doubts(holding.config()) == {"published": {}, "landlord": {}}


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-05-03", "2026-05-12", "nothing of Fire between 3 and 12 May"),
        ("2026-04-28", "2026-05-04", "nothing of Fire between 28 April and 4 May"),
        ("2025-12-28", "2026-01-04", "nothing of Fire between 28 December 2025 and 4 January 2026"),
        ("2026-05-03", "2026-05-03", "nothing of Fire on 3 May"),
    ],
)
def test_days_in_words(first: str, last: str, said: str) -> None:
    assert Silent(date.fromisoformat(first), date.fromisoformat(last)).words("Fire") == said
