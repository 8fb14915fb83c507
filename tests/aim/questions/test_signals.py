"""What moved this month in neighbourhoods: in words, with how many chance alone would put outside."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from holding import COUNCIL, POLICE, Holding, rows
from hypothesis import given
from hypothesis import strategies as st
from listed import LAST, LATE, SPAN, make

from aim import months
from aim.config import Config
from aim.engine import trends as engine
from aim.questions import signals as asking
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.questions.signals import signals
from aim.questions.trends import trends_table
from aim.questions.views import SignalRow, SignalsView
from aim.reading.shown import Shown

SOME = replace(POLICE, categories=("burglary", "robbery", "shoplifting"))
PLACES = ("East", "North", "South", "West")


def month_of(month: str) -> list[dict]:
    """Shoplifting as usual everywhere; four times the robberies in North, and no burglaries in West, in the last."""
    n = months.number(month)
    last = month == LAST
    return rows(
        *(("shoplifting", where, 30 + (n + at) * 7 % 9) for at, where in enumerate(PLACES)),
        ("robbery", "North", (60 if last else 12) + n % 3),
        ("burglary", "West", 0 if last else 25 + n % 4),
    )


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    holding = Holding(tmp_path_factory.mktemp("signals") / "store")
    holding.take(SOME, {month: month_of(month) for month in SPAN}, on=LATE)
    holding.take(COUNCIL, {m: rows(("litter", "South", 9)) for m in ("2026-07", "2026-08", LAST)}, on=LATE)
    make(holding.config())
    return holding.config()


def asked(config: Config, concern: str = "robbery", month: str = LAST) -> SignalsView:
    found = show(config)
    assert found is not None
    fresh = freshness(config, Shown(found.picture))
    return signals(fresh, fresh.shown.concern(concern), month)


@pytest.fixture(scope="module")
def view(config: Config) -> SignalsView:
    return asked(config)


def said(rows: Sequence[SignalRow]) -> dict[tuple[str, str], str]:
    return {(row.concern, row.area): row.signal for row in rows}


def test_what_moved_is_listed_most_surprising_first(view: SignalsView) -> None:
    found = said(view.outside)
    assert found == {("robbery", "North"): "higher", ("burglary", "West"): "lower"}
    roots = [abs(np.sqrt(row.count) - np.sqrt(row.expected)) for row in view.outside]
    assert roots == sorted(roots, reverse=True)
    assert not set(found.values()) & {"as expected", "cannot say"}


def test_a_row_says_what_was_counted_and_what_was_expected(view: SignalsView) -> None:
    (north,) = [row for row in view.outside if (row.concern, row.area) == ("robbery", "North")]
    assert north.count == 60 + months.number(LAST) % 3
    assert north.expected == pytest.approx(13, abs=1)
    assert north.count > north.upper >= north.lower
    within = "within crime and all concerns"  # the same reports again, which are said once
    assert north.text == f"Robbery in North, {within}: higher, {north.count} where {north.expected:.0f} were expected"
    assert north.reason == ""


def test_of_the_concern_on_the_page_every_neighbourhood_and_the_town_is_told(view: SignalsView) -> None:
    assert set(view.shown) == {"Middlesbrough", *PLACES}
    assert view.shown["North"].signal == view.shown["Middlesbrough"].signal == "higher"
    south = view.shown["South"]
    assert (south.signal, south.count) == ("cannot say", 0)
    assert (south.expected, south.lower, south.upper) == (None, None, None)
    assert south.reason == "too little ever happened"
    assert south.text == f"Robbery in South: cannot say, {south.reason}"


@pytest.mark.parametrize(
    ("concern", "month", "reason", "count"),
    [
        ("litter", LAST, "no history yet: 2 of 12", 9),
        ("graffiti", LAST, "no source reports it", None),
        ("robbery", "2025-02", "no history yet: 10 of 12", 0),
        ("robbery", "2026-03", "only 23 of the 24 months needed", 0),
    ],
)
def test_what_cannot_be_said_says_why(config: Config, concern: str, month: str, reason: str, count: int | None) -> None:
    found = asked(config, concern, month)
    row = found.shown["South"]
    assert (row.signal, row.reason, row.count, row.expected) == ("cannot say", reason, count, None)
    assert row.text.endswith(f": cannot say, {reason}")
    if month < "2026-04":
        assert found.outside == ()
        assert found.chance == "Nothing can be said yet of what is usual"


def test_the_chance_line_is_that_of_neighbourhoods_alone(config: Config, view: SignalsView) -> None:
    table, _ = trends_table(config, month=LAST)
    level = table[(table["kind"] == "neighbourhood") & (table["signal"] != "cannot say")]
    outside = level[level["signal"] != "as expected"]
    assert len(outside) == 6  # robbery in North and burglary in West, and crime and all concerns in both
    counted = f" of {len(level)} outside what is expected, parts and wholes each counted; chance alone would give "
    assert counted in view.chance
    assert view.chance.split()[0] == ("no", "one", "two", "three", "four", "five", "six")[len(outside)]


def test_it_agrees_with_the_table_of_trends(config: Config, view: SignalsView) -> None:
    table, _ = trends_table(config, month=LAST)
    level = table[table["kind"] == "neighbourhood"].set_index(["concern", "neighbourhood"])["signal"].to_dict()
    assert said(view.outside).items() <= level.items()
    assert {
        ("robbery", area): row.signal for area, row in view.shown.items() if area in PLACES
    }.items() <= level.items()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ((2, 56, 2.6), "two of 56 outside what is expected; chance alone would give about 3"),
        ((0, 9, 0.4), "none of 9 outside what is expected; chance alone would give under 1"),
        ((1, 20, 0.95), "one of 20 outside what is expected; chance alone would give about 1"),
        ((14, 60, 2.94), "14 of 60 outside what is expected; chance alone would give about 3"),
        ((0, 0, 0.0), "Nothing can be said yet of what is usual"),
    ],
)
def test_the_words_of_the_chance_line(line: tuple[int, int, float], words: str) -> None:
    assert asking._chance(engine.ChanceLine(*line)) == words


@given(st.integers(0, 40), st.integers(1, 80), st.floats(0, 4))
def test_the_chance_line_never_says_that_chance_gives_nothing(outside: int, judged: int, chance: float) -> None:
    words = asking._chance(engine.ChanceLine(outside, judged, chance))
    assert not words.endswith(("about 0", "give 0"))


def test_a_month_inside_its_delay_is_not_judged(config: Config) -> None:
    early = config.model_copy(update={"today_pinned": months.first_day("2026-10")})
    row = asked(early).shown["North"]
    assert (row.signal, row.reason) == ("cannot say", "not complete yet: Police")
