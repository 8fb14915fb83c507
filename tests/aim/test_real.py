"""The thirty real months, by the command line's own way: what an analyst would do, and what must come out."""

from pathlib import Path

import numpy as np
import pytest

from aim import config, operations
from aim.config import Config
from aim.questions.hotspot_map import hotspot_table
from aim.questions.month import month_view
from aim.questions.shown import show
from aim.questions.status import status

ROWS, INSIDE_OFFICIAL = 230_359, 73_768
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def cleveland(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Config, list]:
    store = config.load(tmp_path_factory.mktemp("real") / "store", {"AIM_TODAY": "2025-09-10"})
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
