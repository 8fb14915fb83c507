"""The classes of cells by two years of monthly maps: beside a slow twin that looks at one map, one cell at a time."""

from dataclasses import replace

import numpy as np
import pytest
from listed import LAST, SPAN, cell

from aim import months, schema
from aim.config import Config
from aim.engine.classes import AnalystClass, RoomClass
from aim.engine.hotspots import hotspots
from aim.engine.mann_kendall import mann_kendall
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.reading.classing import Classing, classing
from aim.reading.freshness import Freshness
from aim.reading.shown import Shown
from aim.reading.surging import surging
from aim.store.picture import Answers


def seen(config: Config, *, stored: bool = False) -> Freshness:
    shown = show(config)
    assert shown is not None
    return freshness(config, Shown(shown.picture if stored else replace(shown.picture, answers=Answers())))


@pytest.fixture(scope="module")
def fresh(listed_town: Config) -> Freshness:
    return seen(listed_town)


def told(fresh: Freshness, name: str, month: str = LAST) -> Classing:
    return classing(fresh, fresh.shown.concern(name), month, 9)


def room_of(hot: list[bool], surged: bool) -> RoomClass:
    """The definitions of the room's classes as they are written."""
    recent, before = hot[-5:], hot[:-5]
    if sum(hot) >= 0.8 * len(hot):
        return RoomClass.EVERY_MONTH
    if surged or (sum(recent) >= 2 and sum(before) < 0.1 * len(before)):
        return RoomClass.NEW_OR_WORSE
    if sum(before) >= 0.5 * len(before) and not any(recent):
        return RoomClass.QUIETENED
    return RoomClass.ON_AND_OFF if sum(hot) >= 0.1 * len(hot) else RoomClass.NONE


def analyst_of(hot: list[bool], cold: list[bool], trend: int) -> AnalystClass:
    """The eight classes as they are written."""
    *earlier, last = hot
    share = sum(hot) / len(hot)
    if last and not any(earlier):
        return AnalystClass.NEW
    first = hot.index(True) if any(hot) else len(hot)
    if last and all(hot[first:]) and share < 0.9:
        return AnalystClass.CONSECUTIVE
    if last and share >= 0.9:
        return {1: AnalystClass.INTENSIFYING, 0: AnalystClass.PERSISTENT, -1: AnalystClass.DIMINISHING}[trend]
    if last:
        return AnalystClass.OSCILLATING if any(cold[:-1]) else AnalystClass.SPORADIC
    return AnalystClass.HISTORICAL if sum(earlier) >= 0.9 * len(earlier) else AnalystClass.NONE


@pytest.mark.parametrize("name", ["all", "violence", "burglary"])
def test_one_map_and_one_cell_after_another_give_the_same(fresh: Freshness, name: str) -> None:
    concern, shown = fresh.shown.concern(name), fresh.shown
    series = [n for n, (_, category) in enumerate(shown.series) if category in concern.ranked]
    monthly = sum(np.diff(shown.prefix(9)[n], axis=0) for n in series)
    maps = [hotspots(one, shown.weights(9, 1), alpha=0.05, floor=3) for one in monthly[-24:]]
    surged = np.zeros(monthly.shape[1], dtype=bool)
    for end in months.between("2026-07", LAST):
        for window in (1, 3):
            surged |= surging(fresh, concern, end, window, 9).surge
    found = told(fresh, name)
    assert (found.year, found.maps, found.reason) == (12, 24, "")
    directions = mann_kendall(np.stack([one.z for one in maps])).direction(0.05)
    kinds = set()
    for at in range(monthly.shape[1]):
        hot = [bool(one.hotspot[at]) for one in maps]
        cold = [bool(one.z[at] < 0 and one.p_adjusted[at] < 0.05) for one in maps]
        assert found.hot[at] == sum(hot[-12:])
        assert RoomClass(found.room[at]) == room_of(hot, bool(surged[at]))
        assert AnalystClass(found.analyst[at]) == analyst_of(hot, cold, int(directions[at]))
        kinds.add(RoomClass(found.room[at]))
    assert RoomClass.EVERY_MONTH in kinds or name == "burglary"
    assert RoomClass.NEW_OR_WORSE in kinds or name == "violence"


@pytest.mark.parametrize(
    ("name", "where", "kind"),
    [
        ("violence", cell("South"), RoomClass.EVERY_MONTH),
        ("violence", cell("East"), RoomClass.QUIETENED),
        ("burglary", cell("West"), RoomClass.NEW_OR_WORSE),
        ("fly-tipping", cell("West", 3, 0), RoomClass.NEW_OR_WORSE),
        ("burglary", cell("South", 3, 0), RoomClass.NONE),
        # Twelve in May alone: in the three months to July, the first of the last three that are looked at.
        ("burglary", cell("South", 3, 3), RoomClass.NEW_OR_WORSE),
    ],
)
def test_planted_places_have_their_class(fresh: Freshness, name: str, where: str, kind: RoomClass) -> None:
    at = fresh.shown.cells(9)[schema.CELL].tolist().index(int(where, 16))
    assert RoomClass(told(fresh, name).room[at]) == kind


def test_of_a_rise_the_month_before_it_knows_nothing(fresh: Freshness) -> None:
    at = fresh.shown.cells(9)[schema.CELL].tolist().index(int(cell("West"), 16))
    assert RoomClass(told(fresh, "burglary", "2026-08").room[at]) != RoomClass.NEW_OR_WORSE


@pytest.mark.parametrize(
    ("month", "maps", "reason"),
    [
        ("2025-02", 11, "no history yet: 11 of 12"),
        ("2025-03", 12, "only 12 of the 24 months needed"),
        ("2026-02", 23, "only 23 of the 24 months needed"),
        ("2026-03", 24, ""),
    ],
)
def test_of_less_than_two_years_only_what_needs_no_before_and_after_is_told(
    fresh: Freshness, month: str, maps: int, reason: str
) -> None:
    found = told(fresh, "violence", month)
    assert (found.maps, found.reason) == (maps, reason)
    kinds = {RoomClass(kind) for kind in found.room.tolist()}
    if maps < 12:
        assert kinds == {RoomClass.NONE}
        assert (found.year, found.hot.sum()) == (0, 0)
    elif reason:
        assert kinds <= {RoomClass.NONE, RoomClass.EVERY_MONTH, RoomClass.ON_AND_OFF}
        assert RoomClass.EVERY_MONTH in kinds
    assert months.number(month) - months.number(SPAN[0]) + 1 == maps


def test_stored_classes_are_those_that_are_worked_out(listed_town: Config, fresh: Freshness) -> None:
    stored = seen(listed_town, stored=True)
    for concern in fresh.shown.concerns:
        one, other = classing(stored, concern, LAST, 9), classing(fresh, concern, LAST, 9)
        for name in ("room", "analyst", "hot"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        assert (one.year, one.maps, one.reason) == (other.year, other.maps, other.reason)
