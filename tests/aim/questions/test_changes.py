"""What rose most in each neighbourhood: against a slow twin, over the planted town of the list for discussion."""

from dataclasses import replace
from math import sqrt

import h3
import pytest
from listed import LAST, cell

from aim import schema
from aim.concerns import Concern
from aim.config import Config
from aim.questions import changes
from aim.questions.area_views import AreaChanges
from aim.questions.changes import area_changes
from aim.questions.discussion import discussion_view
from aim.questions.freshness import freshness
from aim.questions.month_list import hexadecimal
from aim.questions.shown import show
from aim.reading.basis import basis
from aim.reading.freshness import Freshness
from aim.reading.hotspot_map import hotspot_map
from aim.reading.surging import surging


@pytest.fixture(scope="module")
def fresh(listed_town: Config) -> Freshness:
    shown = show(listed_town)
    assert shown is not None
    return freshness(listed_town, shown)


def of(fresh: Freshness, concern: str, month: str = LAST) -> dict[str, AreaChanges]:
    return {each.neighbourhood: each for each in area_changes(fresh, fresh.shown.concern(concern), month)}


def slowly(fresh: Freshness, concern: Concern) -> dict[str, list[tuple[float, str]]]:
    """By neighbourhood every place that rose: how much on the square-root scale, and its strongest cell."""
    shown, resolution = fresh.shown, fresh.shown.thresholds.resolution
    found = surging(fresh, concern, LAST, shown.thresholds.window, resolution)
    made = hotspot_map(basis(fresh, concern, LAST, shown.thresholds.window), resolution=resolution)
    columns = shown.cells(resolution)
    names = [hexadecimal(each) for each in columns[schema.CELL].tolist()]
    places = {row.key: set(row.cells) for row in discussion_view(fresh, LAST).rows}
    centre = {name for name, at in zip(names, made.centre.tolist(), strict=True) if at >= 0}
    for key in places.keys() & centre:
        places[key] |= centre
    listed = set().union(*places.values())
    assert centre <= listed, "the centre of this town is for discussion"
    places |= {name: {name} for name in names if name not in listed}
    risen: dict[str, list[tuple[float, str]]] = {}
    for key, cells in places.items():
        at = [names.index(each) for each in cells]
        count, expected = int(found.count[at].sum()), float(found.expected[at].sum())
        if count >= found.floor and count > expected:
            area = columns[schema.NEIGHBOURHOOD][names.index(key)]
            risen.setdefault(area, []).append((sqrt(count) - sqrt(expected), key))
    return risen


@pytest.mark.parametrize("concern", ["all", "burglary"])
def test_the_three_that_rose_most_and_do_not_touch(fresh: Freshness, concern: str) -> None:
    found = of(fresh, concern)
    assert list(found) == list(fresh.shown.neighbourhoods)
    cells = {row.key: set(row.cells) for row in discussion_view(fresh, LAST).rows}
    for area, risen in slowly(fresh, fresh.shown.concern(concern)).items():
        wanted: list[str] = []
        taken: set[str] = set()
        for _, key in sorted(risen, key=lambda each: (-round(each[0], 9), each[1])):
            mine = cells.get(key, {key})
            if len(wanted) < 3 and not mine & taken:
                wanted.append(key)
                taken |= {near for one in mine for near in h3.grid_disk(one, 1)}
        assert [row.key for row in found[area].rows] == wanted


def test_a_place_for_discussion_has_its_name_and_number_here_too(fresh: Freshness) -> None:
    rows = {row.key: row for row in discussion_view(fresh, LAST).rows}
    (risen,) = [row for row in rows.values() if cell("West") in row.cells]
    first = of(fresh, "burglary")["West"].rows[0]
    assert (first.key, first.name, first.number, first.new) == (risen.key, risen.name, risen.number, True)
    assert first.why.startswith("Burglary: ")
    named = [row for each in of(fresh, "all").values() for row in each.rows]
    assert len({row.key for row in named}) == len(named)
    assert sum(row.name == "Town centre" for row in named) <= 1
    assert {row.number: row.name for row in named if row.number}.items() <= {
        row.number: row.name for row in rows.values()
    }.items()


def test_a_place_is_new_here_only_for_what_it_is_new_for(fresh: Freshness, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is new or worse for robbery is not so for burglary, whose rise in the same place may be chance."""
    burglary, whole = fresh.shown.concern("burglary"), discussion_view(fresh, LAST)
    for listed, new in (("Burglary", True), ("Robbery", False), ("Crime", False), ("All concerns", False)):
        rows = tuple(
            replace(row, concerns=(listed,)) if cell("West") in row.cells else row for row in whole.rows
        )  # a place is on the list for one concern only
        monkeypatch.setattr(changes, "discussion_view", lambda *_, rows=rows: replace(whole, rows=rows))
        first = {each.neighbourhood: each for each in changes._make(fresh, burglary, LAST)}["West"].rows[0]
        assert (first.number > 0, first.new) == (True, new)
    monkeypatch.undo()
    everything = [row for each in of(fresh, "all").values() for row in each.rows]
    assert any(row.new for row in everything), "a part of all concerns"


def test_where_none_stands_out_in_the_town_that_is_said(fresh: Freshness) -> None:
    for concern in ("all", "burglary", "fly-tipping"):
        for each in of(fresh, concern).values():
            least = 5 if concern == "all" else 3
            none = f"no place with {least} incidents or more holds more than its own history leads us to expect"
            said = "none of them stands out in the whole town" if each.rows else none
            assert each.said == said if not any(row.hot for row in each.rows) else not each.said
    assert any(row.hot for each in of(fresh, "all").values() for row in each.rows)


def test_what_one_location_may_explain_is_called_by_ward_and_concern(fresh: Freshness) -> None:
    """Ten of fourteen fly-tips lie on one point in East; the burglaries of West lie on nine."""
    east, west = of(fresh, "fly-tipping")["East"].rows[0], of(fresh, "burglary")["West"].rows[0]
    assert east.key == cell("East", 3, 0)
    assert (east.one_location, west.one_location) == (True, False)
    assert east.called == f"Fly-tipping in {east.ward}"


def test_nothing_is_ranked_that_cannot_be_or_that_is_looked_for(fresh: Freshness) -> None:
    early = {each.said for each in of(fresh, "all", "2024-08").values()}
    assert early == {"cannot say: no history yet: 4 of 12"}
    assert {each.said for each in of(fresh, "drugs").values()} == {"not ranked, since the counts depend on enforcement"}
    assert not any(each.rows for each in of(fresh, "drugs").values())
