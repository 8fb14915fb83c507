"""Bonfire night: deliberate fires double every November, and an ordinary one is neither a rise nor a list of places."""

from pathlib import Path

import pytest
from holding import FIRE, POLICE, Holding, rows

from aim import build, months
from aim.config import Config
from aim.questions.freshness import freshness
from aim.questions.places import places_table
from aim.questions.shown import show
from aim.questions.trends import trends_table
from aim.reading.moving import moving

SPAN = months.between("2022-11", "2025-11")
LAST = SPAN[-1]
LATE = "2026-01-20"
FIRES = "fire-deliberate-secondary"
AREAS = ("East", "North", "South", "West")


def fires(now: dict[str, float] | None = None) -> dict[str, list[dict]]:
    """Some 12 outdoor fires a month in each neighbourhood, 30 in a November; ``now``: times as many in the last."""
    held = {}
    for number, month in enumerate(SPAN):
        level = 30 if month.endswith("-11") else 12
        counts = {area: level + (7 * number + 3 * at) % 5 - 2 for at, area in enumerate(AREAS)}
        if month == LAST:
            counts = {area: round(30 * (now or {}).get(area, 1.0)) for area in AREAS}
        held[month] = rows(*((FIRES, area, count) for area, count in counts.items()))
    return held


def stored(folder: Path, now: dict[str, float] | None = None) -> Config:
    holding = Holding(folder / "store")
    holding.take(FIRE, fires(now), on=LATE)
    holding.take(POLICE, {month: rows(("burglary", "North", 20)) for month in SPAN}, on=LATE)
    build.build(holding.config(today=LATE))
    return holding.config(today=LATE)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return stored(tmp_path_factory.mktemp("usual"))


def test_a_normal_november_is_as_expected_and_names_no_place(usual: Config) -> None:
    table, record = trends_table(usual, month=LAST, concern="fires")
    told = table[table["kind"] != "ward"]
    assert set(told["signal"]) == {"as expected"}
    assert told["expected"].tolist()[1:] == pytest.approx([30] * 4, abs=3)
    assert "Bonfire Night, 5 November" in record["calendar"]
    listed, _ = places_table(usual, month=LAST)
    assert "new or worse" not in set(listed["lane"])


def test_with_more_than_that_in_one_estate_it_is_told_and_leads_its_lane(tmp_path: Path) -> None:
    config = stored(tmp_path, {"East": 2.2})
    table, _ = trends_table(config, month=LAST, concern="fires")
    signals = table[table["kind"] == "neighbourhood"].set_index("neighbourhood")["signal"].to_dict()
    assert signals["East"] in ("higher", "slightly higher")
    assert {signals[area] for area in AREAS if area != "East"} == {"as expected"}
    listed, _ = places_table(config, month=LAST)
    first = listed.iloc[0]
    assert (first["lane"], first["neighbourhood"]) == ("new or worse", "East")
    assert first["concerns"] == "Deliberate secondary fires"


def test_only_what_an_event_moves_has_such_months(usual: Config) -> None:
    shown = show(usual)
    assert shown is not None
    sources = tuple(freshness(usual, shown).sources)
    touched = moving(shown, shown.concern("fires"), sources, ["2025-09", "2025-10", "2025-11", "2025-12"])
    assert touched is not None
    assert touched.T.tolist() == [[0, 1, 0, 0], [0, 0, 1, 0]]  # mischief night in October, bonfire night in November
    assert moving(shown, shown.concern("burglary"), sources, ["2025-11"]) is None
