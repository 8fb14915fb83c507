"""How much of a place lies on one point, and at what hours of the week it happens."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import listed
import numpy as np
import pytest
from holding import COUNCIL
from listed import LAST, cell, happened

from aim import schema
from aim.config import Config
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.reading.points import on_one_point, one_point_share, one_point_shares
from aim.reading.shown import Shown
from aim.reading.when import when
from aim.store.picture import NO_DETAILS


@pytest.fixture(scope="module")
def shown(listed_town: Config) -> Shown:
    found = show(listed_town)
    assert found is not None
    return found


def at(shown: Shown, *cells: str) -> list[int]:
    grid = shown.cells(9)[schema.CELL].tolist()
    return [grid.index(int(each, 16)) for each in cells]


def share(shown: Shown, where: list[int], *, concern: str = "fly-tipping", span: tuple[str, ...] = (LAST,)) -> float:
    return one_point_share(shown, shown.concern(concern), ["published", "reports"], span, where, 9)


def test_the_part_on_the_fullest_point_of_what_was_planted(shown: Shown) -> None:
    east, west = at(shown, cell("East", 3, 0)), at(shown, cell("West", 3, 0))
    assert share(shown, east) == pytest.approx(10 / 14)
    assert share(shown, west) == pytest.approx(8 / 14)
    assert share(shown, east + west) == pytest.approx(10 / 28)
    assert share(shown, east, span=("2026-08",)) == 1.0
    assert share(shown, east, span=("2026-08", LAST)) == pytest.approx(11 / 15)


def test_every_cell_at_once_is_as_each_by_itself(shown: Shown) -> None:
    sources, concern = ["published", "reports"], shown.concern("all")
    every = one_point_shares(shown, concern, sources, ("2026-08", LAST), 9)
    alone = [one_point_share(shown, concern, sources, ("2026-08", LAST), [n], 9) for n in range(len(every))]
    np.testing.assert_allclose(every, alone)
    assert {"none", "all", "some"} == {"none" if share != share else "all" if share == 1 else "some" for share in every}
    assert np.isnan(one_point_shares(shown, concern, [], (LAST,), 9)).all()


def test_how_many_lie_on_the_fullest_point(shown: Shown) -> None:
    concern, east = shown.concern("fly-tipping"), at(shown, cell("East", 3, 0))
    assert on_one_point(shown, concern, ["reports"], (LAST,), east, 9) == (10, 14)
    assert on_one_point(shown, concern, ["published"], (LAST,), east, 9) == (0, 0)


def test_it_is_counted_like_the_rows_that_are_stored(shown: Shown) -> None:
    (middle,) = at(shown, cell("South"))
    rows = [row for row in listed.police()[LAST] if row[schema.CATEGORY] == "violent-crime"]
    inside = [
        (row[schema.LONGITUDE], row[schema.LATITUDE])
        for row in rows
        if (row[schema.LONGITUDE], row[schema.LATITUDE]) in _points_of(cell("South"))
    ]
    assert share(shown, [middle], concern="violence") == pytest.approx(max(Counter(inside).values()) / len(inside))


def _points_of(one: str) -> set[tuple[float, float]]:
    return {(row[schema.LONGITUDE], row[schema.LATITUDE]) for row in happened("burglary", one, 9)}


def test_where_nothing_lies_or_no_points_are_held_it_is_not_known(shown: Shown) -> None:
    assert np.isnan(share(shown, at(shown, cell("East")), span=(LAST,)))
    blind = Shown(replace(shown.picture, details=NO_DETAILS))
    assert np.isnan(share(blind, at(shown, cell("East", 3, 0))))


def test_single_cases_of_years_ago_do_not_shift_the_months(tmp_path: Path) -> None:
    there = cell("East")
    held = {month: happened("fly-tipping", there, 12, points=4) for month in ("2026-07", "2026-08")}
    held[LAST] = happened("fly-tipping", there, 8, points=1)
    old = {"2019-03": happened("fly-tipping", there, 1)}
    config = listed.fill(tmp_path / "old", {replace(COUNCIL, categories=("fly-tipping",)): old | held}).config()
    shown = show(config)
    assert shown is not None
    assert (shown.skipped > 80, shown.months[0]) == (True, "2026-07")
    assert share(shown, at(shown, there)) == 1.0
    assert share(shown, at(shown, there), span=("2026-08",)) == 0.25


def test_what_follows_enforcement_does_not_count(shown: Shown) -> None:
    drugs = at(shown, cell("South", 3, 0))
    assert share(shown, drugs, concern="drugs") == pytest.approx(4 / 30)
    rest = share(shown, drugs, concern="all")
    assert np.isnan(rest) or rest * 30 >= 4.0001


def test_hours_are_those_of_the_dated_incidents_of_the_place(tmp_path: Path) -> None:
    """Forty fly-tips on Fridays at nine in the evening, local time, and eleven elsewhere at noon."""
    there, elsewhere = cell("East"), cell("West")
    friday = datetime(2026, 9, 4, 20, 0, tzinfo=UTC)
    rows = [
        row | {schema.OCCURRED_FROM: friday + timedelta(weeks=n % 4), schema.OCCURRED_TO: None}
        for n, row in enumerate(happened("fly-tipping", there, 40))
    ] + [
        row | {schema.OCCURRED_FROM: datetime(2026, 9, 7, 11, 0, tzinfo=UTC)}
        for row in happened("fly-tipping", elsewhere, 11)
    ]
    config = listed.fill(tmp_path / "hours", {replace(COUNCIL, categories=("fly-tipping",)): {LAST: rows}}).config()
    shown = show(config)
    assert shown is not None
    assert freshness(config, shown).sources
    asked = (shown, shown.concern("fly-tipping"), ["reports"])
    found = when(*asked, at(shown, there), 9)
    assert (found.incidents, found.enough, found.week.shape) == (40, True, (168,))
    assert np.flatnonzero(found.week).tolist() == [4 * 24 + 21]
    other = when(*asked, at(shown, elsewhere), 9)
    assert (other.incidents, other.enough, np.flatnonzero(other.week).tolist()) == (11, False, [12])
    assert when(*asked, at(shown, there, elsewhere), 9).incidents == 51
    assert when(shown, shown.concern("fly-tipping"), [], at(shown, there), 9).incidents == 0
    assert when(shown, shown.concern("burglary"), ["reports"], at(shown, there), 9).incidents == 0
