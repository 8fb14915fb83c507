"""The thirty real months, by the command line's own way: what an analyst would do, and what must come out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import worked_out

from aim import config, operations
from aim.config import Config
from aim.questions.discussion import discussion_view
from aim.questions.freshness import freshness
from aim.questions.hotspot_map import hotspot_table
from aim.questions.month import month_view
from aim.questions.places import places_table
from aim.questions.shown import show
from aim.questions.status import status
from aim.reading.discussion import discussion, to_json
from aim.reading.shown import Shown
from aim.store.picture import Answers

ROWS, INSIDE_OFFICIAL = 230_359, 73_768
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def cleveland(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Config, list]:
    store = config.load(tmp_path_factory.mktemp("real") / "store", {"AIM_TODAY": "2025-09-10"})
    with worked_out.months():
        records = operations.ingest(store, [shared / "data" / "police" / "cleveland-2023-01_2025-06.zip"])
    return store, records


def test_every_row_is_kept_outside_or_rejected(cleveland: tuple[Config, list]) -> None:
    store, (record,) = cleveland
    assert record.rows == ROWS == record.kept + record.outside + record.rejected
    assert record.kept == pytest.approx(INSIDE_OFFICIAL, rel=0.005)
    assert (record.source, record.supplier, len(record.months)) == ("police", "cleveland", 30)
    assert len(record.ignored) == 30
    found = status(store)
    assert found["incidents"] == record.kept
    assert (found["first_month"], found["last_month"]) == ("2023-01", "2025-06")


def test_the_same_archive_again_is_unchanged(cleveland: tuple[Config, list], shared: Path) -> None:
    store, _ = cleveland
    before = status(store)
    (again,) = operations.ingest(store, [shared / "data" / "police" / "cleveland-2023-01_2025-06.zip"])
    assert again.unchanged
    assert status(store) == before


def test_counts_are_conserved_from_rows_to_every_map(cleveland: tuple[Config, list]) -> None:
    store, (record,) = cleveland
    shown = show(store)
    assert shown is not None
    counts = shown.picture.counts
    assert counts.cells.sum(dtype=int) + counts.apart.sum(dtype=int) == record.kept
    assert counts.wards.sum(dtype=int) + counts.apart_wards.sum(dtype=int) == record.kept
    table, _ = hotspot_table(store, month="2025-06", window=1)
    june = shown.month_number("2025-06")
    assert table["count"].sum() == counts.cells[:, june].sum(dtype=int)
    assert table["count"].sum() + table["apart"].sum() == pytest.approx(2_526, rel=0.02)


def test_the_honest_picture_of_june(cleveland: tuple[Config, list]) -> None:
    """What the data is known to look like: one town-centre concentration, most of it in North."""
    store, _ = cleveland
    table, _ = hotspot_table(store, month="2025-06", concern="crime")
    hot = table[table["hotspot"]]
    assert 20 <= len(hot) <= 60
    assert (hot["neighbourhood"] == "North").mean() > 0.6
    assert not table[table["edge"]]["hotspot"].any()
    assert np.isfinite(table["z"]).all()


def test_the_page_opens_on_the_latest_complete_month(cleveland: tuple[Config, list]) -> None:
    store, _ = cleveland
    view = month_view(store)
    assert view is not None
    assert (view.month, view.meeting_month, view.complete) == ("2025-06", "2025-06", True)
    assert sum((card.count or 0) + card.apart for card in view.cards) == pytest.approx(2_526, rel=0.02)
    assert [place.number for place in view.places] == list(range(1, len(view.places) + 1))
    assert sum(place.name == "Town centre" for place in view.places) == 1
    earlier = month_view(store.model_copy(update={"today_pinned": config.date(2025, 7, 31)}))
    assert earlier is not None
    assert earlier.meeting_month == "2025-05"


JUNE = [
    # Lane, name in the meeting, months, count, expected.
    ("new or worse", "Balfour Terrace", 3, 54, 11.8),
    ("new or worse", "Waymar Close", 3, 44, 2.3),
    ("new or worse", "Boscombe Gardens", 3, 19, 3.0),
    ("new or worse", "Wheatley Close", 1, 4, 0.0),
    ("new or worse", "Copper Beech Lane", 3, 5, 0.1),
    ("long-standing", "Town centre", 3, 970, 1020),
    ("long-standing", "Craven Street", 3, 387, 428),
    ("long-standing", "Abingdon Road", 3, 86, 100),
    ("long-standing", "Gribdale Road", 3, 54, 81),
    ("quietened", "Kelfield Avenue", 3, 2, 11.1),
]


def test_the_places_for_discussion_of_june(cleveland: tuple[Config, list]) -> None:
    """Places unusual for themselves, and not the town centre again: it is one line, and that of what stands."""
    store, _ = cleveland
    shown = show(store)
    assert shown is not None
    view = discussion_view(freshness(store, shown), "2025-06")
    found = [(row.lane, row.name, row.window, row.count) for row in view.rows]
    assert found == [row[:4] for row in JUNE]
    called = [f"Shoplifting and theft in Linthorpe ({at} of 2)" for at in (1, 2)]
    assert [row.called for row in view.rows][:2] == called
    assert [row.expected for row in view.rows] == pytest.approx([row[4] for row in JUNE], rel=0.05, abs=0.06)
    assert view.more == {"new or worse": 0, "long-standing": 3, "quietened": 0}
    risen = [row for row in view.rows if row.lane == "new or worse"]
    assert [row.concerns for row in risen].count(("Shoplifting and theft",)) == 4
    # Published points are anchors of streets: of what rises most lies on one of them, and leaves without its name.
    assert all(row.one_location for row in risen)
    table, _ = places_table(store, month="2025-06")
    names = table.loc[table["lane"] == "new or worse", "place"]
    assert not set(names) & {row.name for row in risen}
    assert names.tolist()[:2] == called
    assert (table.loc[table["lane"] == "new or worse", "cells"] == "").all()


def test_june_is_stored_as_it_is_worked_out(cleveland: tuple[Config, list]) -> None:
    store, _ = cleveland
    shown = show(store)
    assert shown is not None
    assert len(shown.picture.answers.months) == 13
    anew = freshness(store, Shown(replace(shown.picture, answers=Answers())))
    stored = freshness(store, Shown(shown.picture))
    for month in ("2024-12", "2025-06"):
        assert to_json(discussion(stored, month)) == to_json(discussion(anew, month))
