"""Which sources and months a page's numbers are made of, told from small stores of several partners."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from holding import COUNCIL, FIRE, HOUSING, POLICE, RECORDS, Holding, rows

from aim import build, months
from aim.config import Config
from aim.questions.freshness import freshness
from aim.questions.month import month_view
from aim.questions.shown import show
from aim.questions.views import MonthView
from aim.reading.basis import Basis, basis
from aim.reading.freshness import COMPLETE, MISSING, NOT_YET
from aim.reading.reporting import meeting_month

LATE = "2026-11-20"  # long after every month here is over and past any delay
CRIMES = rows(("burglary", "North", 20), ("drugs", "South", 5))
LITTER = rows(("litter", "South", 4))
CASES = rows(("housing-asb", "West", 3))
BLAZES = rows(("fire-deliberate-secondary", "East", 2))


def through(first: str, last: str, found: list[dict]) -> dict[str, list[dict]]:
    return dict.fromkeys(months.between(first, last), found)


Fill = Callable[[Holding], None]


def stored(folder: Path, fill: Fill) -> Config:
    holding = Holding(folder / "store")
    fill(holding)
    build.build(holding.config())
    return holding.config()


def made_of(config: Config, month: str, window: int = 3, concern: str = "all") -> Basis:
    shown = show(config)
    assert shown is not None
    return basis(freshness(config, shown), shown.concern(concern), month, window)


def meeting(config: Config, concern: str = "all") -> str | None:
    shown = show(config)
    assert shown is not None
    return meeting_month(freshness(config, shown), shown.concern(concern))


def view(config: Config, **choices) -> MonthView:
    found = month_view(config, **choices)
    assert found is not None
    return found


# ---- a source that joined a while ago ------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Police of 30 months, and a council that began in August 2026."""

    def fill(holding: Holding) -> None:
        holding.take(POLICE, through("2024-04", "2026-09", CRIMES), on=LATE)
        holding.take(COUNCIL, through("2026-08", "2026-10", LITTER), on=LATE)

    return stored(tmp_path_factory.mktemp("joined"), fill)


def test_a_source_that_began_within_the_window_is_in_no_number(joined: Config) -> None:
    found = made_of(joined, "2026-09")
    assert (found.sources, found.later, found.between) == (("published",), ("reports",), ())
    seen = view(joined, month="2026-09")
    assert seen.sentence.endswith("Without Council.")
    assert sum(card.count or 0 for card in seen.cards) == 25
    assert any("Council is held from August 2026 on" in note for note in seen.notes)


def test_it_is_counted_as_soon_as_it_holds_the_whole_window(joined: Config) -> None:
    assert made_of(joined, "2026-09", 1).sources == ("published", "reports")
    assert made_of(joined, "2026-08", 1).sources == ("published", "reports")
    assert made_of(joined, "2026-07", 1).later == ("reports",)
    seen = view(joined, month="2026-09", window=1)
    assert sum(card.count or 0 for card in seen.cards) == 29
    assert "Without" not in seen.sentence


def test_a_year_before_and_the_bars_are_of_those_that_reach_back(joined: Config) -> None:
    found = made_of(joined, "2026-09", 1)
    assert found.compared == ("published",)
    seen = view(joined, month="2026-09", window=1)
    assert seen.compared == "Police only"
    south = next(card for card in seen.cards if card.neighbourhood == "South")
    assert (south.count, south.compared, south.last_year) == (9, 5, 5)
    assert set(south.series) == {5}
    assert any(
        "of Police only: Council is held from August 2026 on, and would look like a rise" in note for note in seen.notes
    )
    for place in seen.places:
        assert "Police" in place.why or place.last_year is None


def test_it_is_not_waited_for_before_it_began(joined: Config) -> None:
    assert meeting(joined) == "2026-09"
    assert made_of(joined, "2026-06", 1).state == COMPLETE
    assert made_of(joined, "2026-10", 1).state == MISSING  # the police are not there yet


def test_a_concern_of_the_new_source_alone_begins_with_it(joined: Config) -> None:
    found = made_of(joined, "2026-09", 3, "litter")
    assert (found.sources, found.held) == (("reports",), ("2026-08", "2026-09"))
    seen = view(joined, month="2026-09", concern="litter")
    assert "in two of three months" in seen.sentence
    assert made_of(joined, "2026-07", 1, "litter").state == MISSING
    assert all(card.last_year is None for card in seen.cards)


# ---- a source by the quarter ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def quarterly(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Police to October, a landlord by whole quarters to September."""

    def fill(holding: Holding) -> None:
        holding.take(replace(POLICE, delay_months=0), through("2024-07", "2026-10", CRIMES), on=LATE)
        holding.take(HOUSING, through("2024-07", "2026-09", CASES), on=LATE)

    return stored(tmp_path_factory.mktemp("quarterly"), fill)


def test_a_quarterly_source_holds_nobody_back_and_is_left_out_between_its_quarters(quarterly: Config) -> None:
    assert meeting(quarterly) == "2026-10"
    for window in (1, 3, 12):
        assert made_of(quarterly, "2026-10", window).between == ("landlord",)
    seen = view(quarterly)
    assert (seen.month, seen.complete) == ("2026-10", True)
    west = next(card for card in seen.cards if card.neighbourhood == "West")
    assert set(west.series) == {0}  # of every month alike
    assert "Without Housing." in seen.sentence
    assert any("Housing reports by the quarter" in note for note in seen.notes)


def test_it_is_counted_where_it_holds_the_window(quarterly: Config) -> None:
    found = made_of(quarterly, "2026-09")
    assert (found.sources, found.between) == (("published", "landlord"), ())
    west = next(card for card in view(quarterly, month="2026-09").cards if card.neighbourhood == "West")
    assert (west.count, west.last_year, set(west.series[1:])) == (3, 3, {3})


def test_a_quarter_that_is_not_over_is_not_whole(tmp_path: Path) -> None:
    def fill(holding: Holding) -> None:
        holding.take(replace(POLICE, delay_months=0), through("2026-01", "2026-08", CRIMES), on="2026-09-10")
        holding.take(HOUSING, through("2026-01", "2026-08", CASES), on="2026-09-10")

    config = stored(tmp_path, fill)
    assert made_of(config, "2026-08", 1).between == ("landlord",)  # July and August came before their quarter ended
    assert made_of(config, "2026-06", 1).sources == ("published", "landlord")


def test_where_every_source_is_quarterly_their_months_are_waited_for(quarterly: Config) -> None:
    found = made_of(quarterly, "2026-10", 3, "noise")
    assert (found.sources, found.state) == ((), MISSING)  # nobody reports noise here
    assert meeting(quarterly, "noise") is None


# ---- one source in the place of another ----------------------------------------------------------------------------
@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Published police data to September 2026, crime records from July on that take their place to October."""

    def fill(holding: Holding) -> None:
        burglaries = rows(("burglary", "North", 18), ("sexual-offences", "West", 1))
        holding.take(POLICE, through("2024-04", "2026-09", CRIMES), on=LATE)
        holding.take(RECORDS, through("2026-07", "2026-10", burglaries), on=LATE)

    return stored(tmp_path_factory.mktemp("replaced"), fill)


def test_each_incident_is_counted_once_and_what_is_left_out_is_said(replaced: Config) -> None:
    seen = view(replaced, month="2026-09", concern="burglary")
    assert sum(card.count or 0 for card in seen.cards) == 18
    assert "60 incidents of Published left out: Crimes has them too, more exactly." in seen.notes
    assert [state.text for state in seen.strip] == ["Crimes Oct ✓", "Published Sep ✓"]


def test_a_source_in_the_place_of_another_is_no_new_one_in_a_window(replaced: Config) -> None:
    found = made_of(replaced, "2026-08", 3, "burglary")  # June of the one, July and August of the other
    assert (set(found.sources), found.later) == ({"published", "records"}, ())
    assert sum(view(replaced, month="2026-08", concern="burglary").cells.count) == 20 + 18 + 18


def test_of_the_two_one_is_enough(replaced: Config) -> None:
    assert meeting(replaced, "burglary") == "2026-10"  # all that the published files hold of it is there
    assert meeting(replaced, "drugs") == "2026-09"
    assert meeting(replaced) == "2026-09"
    assert made_of(replaced, "2026-06", 1, "burglary").state == COMPLETE


def test_a_change_of_source_begins_the_bars_anew(replaced: Config) -> None:
    found = made_of(replaced, "2026-09", 1, "burglary")
    assert found.since == "2026-07"
    seen = view(replaced, month="2026-09", concern="burglary", window=1)
    north = next(card for card in seen.cards if card.neighbourhood == "North")
    assert north.series[-3:] == (18, 18, 18)
    assert set(north.series[:-3]) == {None}
    assert north.last_year is None
    assert any("Bars begin in July 2026, when Crimes began to report" in note for note in seen.notes)
    before = view(replaced, month="2026-06", concern="burglary", window=1)
    assert next(card for card in before.cards if card.neighbourhood == "North").last_year == 20


def test_what_is_known_by_neighbourhood_only_is_in_its_card_and_said(replaced: Config) -> None:
    seen = view(replaced, month="2026-09", concern="violence", window=1)
    west = next(card for card in seen.cards if card.neighbourhood == "West")
    assert (west.count, sum(seen.cells.count)) == (1, 0)
    assert any(note.startswith("1 incident is known by neighbourhood only") for note in seen.notes)


# ---- months that somebody lacks ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def gapped(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Police without August 2026, fire to October, a council whose October is still open."""

    def fill(holding: Holding) -> None:
        police = through("2024-07", "2026-10", CRIMES)
        del police["2026-08"]
        holding.take(replace(POLICE, delay_months=0), police, on=LATE)
        holding.take(FIRE, through("2024-07", "2026-10", BLAZES), on=LATE)
        holding.take(COUNCIL, through("2024-07", "2026-10", LITTER), on="2026-10-20")

    return stored(tmp_path_factory.mktemp("gapped"), fill)


def test_a_month_that_one_lacks_is_counted_of_none(gapped: Config) -> None:
    found = made_of(gapped, "2026-09")
    assert (found.held, found.in_state(MISSING)) == (("2026-07", "2026-09"), ("2026-08",))
    seen = view(gapped, month="2026-09")
    assert sum(seen.cells.count) == 2 * (25 + 2 + 4)
    assert "Not received: August 2026 (Police). Nothing of it is counted here, of any source." in seen.notes
    missing = view(gapped, month="2026-08", window=1)
    assert missing.headline == "August 2026: not received yet from Police."
    assert all(card.count is None for card in missing.cards)
    assert sum(missing.cells.count) == 0


def test_a_month_is_as_whole_as_its_least_whole_source(gapped: Config) -> None:
    assert meeting(gapped) == "2026-09"
    assert meeting(gapped, "fires") == "2026-10"
    found = made_of(gapped, "2026-10", 1)
    assert found.state == NOT_YET
    assert "Not complete yet: October 2026 (Council). The numbers will rise." in view(gapped, month="2026-10").notes
    assert all(card.last_year is None for card in view(gapped, month="2026-10").cards)


def test_a_year_before_with_a_gap_is_not_compared(gapped: Config) -> None:
    assert made_of(gapped, "2026-09", 1).year_before == ("2025-09",)
    assert made_of(gapped, "2026-09", 3).year_before is None
    assert all(place.last_year is None for place in view(gapped, month="2026-09").places)


# ---- what carries little cannot be what is compared ----------------------------------------------------------------
def test_bars_are_not_of_a_source_that_carries_little(tmp_path: Path) -> None:
    def fill(holding: Holding) -> None:
        holding.take(FIRE, through("2024-01", "2026-09", BLAZES), on=LATE)
        holding.take(POLICE, through("2025-06", "2026-09", CRIMES), on=LATE)

    found = made_of(stored(tmp_path, fill), "2026-09")
    assert (set(found.compared), found.since) == ({"calls", "published"}, "2025-06")
    assert [held for _, held in found.bars] == [month >= "2025-06" for month, _ in found.bars]
    assert found.year_before == ("2025-07", "2025-08", "2025-09")


def test_stray_old_cases_of_a_system_do_not_make_a_source_old(tmp_path: Path) -> None:
    def fill(holding: Holding) -> None:
        holding.take(POLICE, through("2026-01", "2026-09", CRIMES), on=LATE)
        desk = through("2026-08", "2026-09", rows(("litter", "South", 22)))
        holding.take(COUNCIL, {"2023-05": LITTER[:1], "2026-03": LITTER[:1], **desk}, on=LATE)

    config = stored(tmp_path, fill)
    assert made_of(config, "2026-09", 3).later == ("reports",)
    seen = view(config, month="2026-09", window=1)
    assert (seen.months[0], len(seen.months)) == ("2026-01", 9)  # years of nothing are not offered
    assert sum(card.count or 0 for card in seen.cards) == 25 + 22
    assert set(next(card for card in seen.cards if card.neighbourhood == "North").series[-9:]) == {20}
    assert view(config, month="2026-09").strip[1].text == "Council Sep ✓ · Oct not received"
