"""Who reports at a place is told from what was counted there, whatever concern is looked at."""

import numpy as np
import pytest
from holding import AT, COUNCIL, FIRE, HOUSING, POLICE, Holding, rows

from aim import build, months, schema
from aim.concerns import ALL
from aim.config import Config
from aim.geography import cells
from aim.questions.agencies import letters, reporters
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.questions.views import Reporter
from aim.reading.basis import basis
from aim.reading.reporting import reporting

LATE = "2026-11-20"
RESOLUTION = 9


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Police in North and South, false alarms in North, a council of South since August, a landlord by the quarter."""
    holding = Holding(tmp_path_factory.mktemp("agencies") / "store")
    year = months.between("2025-10", "2026-09")
    holding.take(POLICE, dict.fromkeys(year, rows(("burglary", "North", 3), ("drugs", "South", 1))), on=LATE)
    fires = rows(("fire-false-alarm", "North", 9), ("fire-deliberate-secondary", "East", 2))
    holding.take(FIRE, dict.fromkeys([*year, "2026-10"], fires), on=LATE)
    holding.take(COUNCIL, dict.fromkeys(("2026-08", "2026-09", "2026-10"), rows(("litter", "South", 5))), on=LATE)
    holding.take(HOUSING, dict.fromkeys(year, rows(("housing-asb", "South", 2))), on=LATE)
    build.build(holding.config())
    return holding.config()


def at(config: Config, where: str, month: str, window: int = 3, concern: str = ALL) -> tuple[Reporter, ...]:
    shown = show(config)
    assert shown is not None
    longitude, latitude = AT[where]
    cell = cells.CellIndex(RESOLUTION).cells(np.array([longitude]), np.array([latitude]))
    members = np.flatnonzero(np.isin(shown.cells(RESOLUTION)[schema.CELL], cell))
    assert members.size == 1
    found = basis(freshness(config, shown), shown.concern(concern), month, window)
    return reporters(reporting(freshness(config, shown), shown.concern(ALL)), found, RESOLUTION, members)


def test_letters_are_of_what_was_counted_there_and_context_is_nothing(config: Config) -> None:
    north = at(config, "North", "2026-07")
    assert [(who.agency, who.count) for who in north] == [("Police", 9), ("Fire", 0), ("Council", None), ("Housing", 0)]
    assert letters(north) == "P"  # nine false alarms a month say nothing
    assert letters(at(config, "South", "2026-07")) == "P H"


def test_they_are_the_same_whatever_concern_is_looked_at(config: Config) -> None:
    assert at(config, "South", "2026-09", concern="burglary") == at(config, "South", "2026-09")


def test_each_agency_is_told_by_the_months_it_holds(config: Config) -> None:
    assert at(config, "South", "2026-09") == (
        Reporter("Police", 3, ()),
        Reporter("Fire", 0, ()),
        Reporter("Council", 10, ("2026-07",)),
        Reporter("Housing", 6, ()),
    )


def test_between_its_quarters_an_agency_has_no_figure_and_a_late_one_those_it_sent(config: Config) -> None:
    south = at(config, "South", "2026-10")
    assert south == (
        Reporter("Police", 2, ("2026-10",)),
        Reporter("Fire", 0, ()),
        Reporter("Council", 15, ()),
        Reporter("Housing", None, ("2026-10",)),
    )
    assert letters(south) == "P C"
