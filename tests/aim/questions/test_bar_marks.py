"""What is marked on bars of months: few events of the calendar, each on its day, and breaks of what is counted."""

from pathlib import Path

import listed
import pytest
from holding import COUNCIL, FIRE, Holding, rows

from aim import months
from aim.config import Break
from aim.questions.area_views import BarMarks
from aim.questions.bar_marks import bar_marks
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.reading.freshness import Freshness

SPAN = months.between("2023-10", "2026-10")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Freshness:
    """Three years of fires and of fly-tips; the council counts otherwise since April 2026."""
    folder: Path = tmp_path_factory.mktemp("marks") / "store"
    holding = Holding(folder)
    holding.take(FIRE, {month: rows(("fire-deliberate-secondary", "East", 6)) for month in SPAN}, on="2026-11-20")
    holding.take(COUNCIL, {month: rows(("fly-tipping", "East", 6)) for month in SPAN}, on="2026-11-20")
    moved = Break(name="New records system", month="2026-04", sources=("reports",), note="told", owner="analyst")
    config = holding.config().model_copy(update={"breaks": (moved,)})
    listed.make(config)
    shown = show(config)
    assert shown is not None
    return freshness(config, shown)


def of(fresh: Freshness, concern: str, month: str) -> BarMarks:
    return bar_marks(fresh, fresh.shown.concern(concern), month)


def test_fires_have_the_nights_of_bonfires_whatever_the_month(fresh: Freshness) -> None:
    ticks = of(fresh, "fires", "2026-06").ticks
    assert [tick.words for tick in ticks] == [
        "Mischief Night, 30 October 2024", "Bonfire Night, 5 November 2024",
        "Mischief Night, 30 October 2025", "Bonfire Night, 5 November 2025",
    ]  # fmt: skip
    assert [int(tick.at) for tick in ticks] == [3, 4, 15, 16]  # the first bar is July 2024
    assert ticks[1].at == pytest.approx(4 + 4.5 / 30)


def test_what_touches_the_month_is_marked_wherever_it_falls_in_other_years(fresh: Freshness) -> None:
    ticks = of(fresh, "fly-tipping", "2026-03").ticks
    assert {tick.words.split(",")[0] for tick in ticks} == {"Ramadan", "Eid al-Fitr", "Clocks go forward"}
    ramadan = [tick.at for tick in ticks if tick.words.startswith("Ramadan")]
    assert [int(at) for at in ramadan] == [11, 23]  # March 2025, and March 2026 (18 February to 19 March)


def test_a_break_is_of_those_whose_counts_are_compared(fresh: Freshness) -> None:
    (found,) = of(fresh, "fly-tipping", "2026-10").breaks
    assert (found.month, found.words) == ("2026-04", "New records system")
    assert of(fresh, "fires", "2026-10").breaks == ()
