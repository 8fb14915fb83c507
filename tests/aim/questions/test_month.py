"""The Month page's numbers: whole, comparable, and the same wherever they are told."""

import shutil
from collections import OrderedDict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY

from aim import config, operations
from aim.building import answering
from aim.config import Config
from aim.errors import QuestionError
from aim.questions import shown as pictures
from aim.questions.ahead import read_ahead
from aim.questions.hotspot_map import hotspot_table
from aim.questions.month import month_view
from aim.questions.place import place_view
from aim.questions.views import BUSIEST, DISCUSSION, MonthView
from aim.reading.kept import KeptMonth

MONTH = "2026-09"


@pytest.fixture(scope="module")
def view(demonstration: Config) -> MonthView:
    found = month_view(demonstration)
    assert found is not None
    return found


def test_nothing_loaded_is_no_view(demonstration: Config, own_store) -> None:
    assert month_view(demonstration.model_copy(update={"data": own_store})) is None


def test_it_opens_on_the_latest_complete_month_over_everything(view: MonthView) -> None:
    assert (view.month, view.meeting_month, view.complete) == (MONTH, MONTH, True)
    assert (view.concern.name, view.area.name, view.window) == ("all", "town", 3)
    assert view.strip[0].text == "Police Sep ✓ · Oct, Nov not complete yet"
    assert view.demonstration
    assert not view.behind
    assert view.listed == view.usual_list == DISCUSSION
    assert view.headline.startswith(f"September 2026: {len(view.discussion.rows)} places for discussion")


@pytest.mark.parametrize(
    ("asked", "usual"),
    [
        ({"area": "South"}, DISCUSSION),
        ({"window": 3}, DISCUSSION),
        ({"window": 1}, BUSIEST),
        ({"concern": "burglary"}, BUSIEST),
        ({"month": "2026-11"}, BUSIEST),  # not complete yet
        ({"month": "2024-04"}, BUSIEST),  # nothing can be said yet
    ],
)
def test_the_list_beside_the_map_is_for_discussion_over_everything_and_the_months_of_the_meeting(
    demonstration: Config, asked: dict, usual: str
) -> None:
    view = month_view(demonstration, **asked)
    assert view is not None
    assert (view.listed, view.usual_list) == (usual, usual)
    other = BUSIEST if usual == DISCUSSION else DISCUSSION
    turned = month_view(demonstration, **asked, listed=other)
    assert turned is not None
    assert (turned.listed, turned.usual_list) == (other, usual)
    assert (turned.discussion, turned.places) == (view.discussion, view.places)


def test_the_map_is_numbered_as_the_list_that_is_shown(view: MonthView) -> None:
    by_cell = {cell: row.number for row in view.discussion.rows for cell in row.cells}
    assert by_cell
    assert {c: n for c, n in zip(view.cells.cell, view.cells.place, strict=True) if n} == by_cell


def test_the_busiest_places_keep_their_headline(demonstration: Config) -> None:
    busiest = month_view(demonstration, listed=BUSIEST)
    assert busiest is not None
    assert busiest.headline.startswith(f"September 2026: {len(busiest.places)} places stand out")
    assert "of 9,128 incidents" in busiest.sentence


def test_an_area_narrows_the_list_for_discussion_and_keeps_its_numbers(view: MonthView, demonstration: Config) -> None:
    east = month_view(demonstration, area="East")
    assert east is not None
    assert east.discussion.rows == tuple(row for row in view.discussion.rows if row.neighbourhood == "East")
    assert east.headline.startswith(f"September 2026: {len(east.discussion.rows)} places for discussion in East")


def test_signals_are_of_the_cards_month_and_concern(demonstration: Config) -> None:
    burglary = month_view(demonstration, concern="burglary", window=12)
    assert burglary is not None
    for card in burglary.cards:
        signal = burglary.signals.shown[card.neighbourhood]
        assert (signal.concern, signal.count) == ("burglary", card.count)
    assert burglary.signals.chance.endswith("chance alone would give about 3")


def test_the_calendar_stands_beside_the_numbers(demonstration: Config) -> None:
    november = month_view(demonstration, month="2026-11")
    assert november is not None
    assert november.events == ("Bonfire Night, 5 November",)


def test_the_drawer_of_a_place_for_discussion_tells_what_the_list_tells(view: MonthView, demonstration: Config) -> None:
    for row in view.discussion.rows:
        for cell in row.cells:
            seen = place_view(demonstration, cell, listed=DISCUSSION)
            assert (seen.key, seen.name, seen.why, seen.row) == (row.key, row.name, row.why, row)
        # The bars are of what the row counts: its months add up to it.
        assert sum(n or 0 for n in seen.series[-row.window :]) == row.count == seen.count
        assert seen.expected == pytest.approx((row.expected or 0) / row.window)
        assert len(seen.mix) <= 5
    other = next(cell for cell, number in zip(view.cells.cell, view.cells.place, strict=True) if not number)
    assert place_view(demonstration, other, listed=DISCUSSION).row is None


def test_the_list_and_the_map_tell_the_same(demonstration: Config) -> None:
    view = month_view(demonstration, listed=BUSIEST)
    assert view is not None
    table, _ = hotspot_table(demonstration, month=MONTH)
    by_cell = dict(zip(table["cell"], table["count"], strict=True))
    assert dict(zip(view.cells.cell, view.cells.count, strict=True)) == by_cell
    assert set(table["cell"][table["hotspot"]]) == {cell for place in view.places for cell in place.cells}
    for place in view.places:
        assert place.count == sum(by_cell[cell] for cell in place.cells)
        assert place.key in place.cells
        members = {
            cell for cell, number in zip(view.cells.cell, view.cells.place, strict=True) if number == place.number
        }
        assert members == set(place.cells)
    assert len({place.name for place in view.places}) == len(view.places)
    assert "Middlesbrough Police Station" in view.apart_names


def test_cards_add_up_to_the_map_of_one_month(demonstration: Config) -> None:
    one = month_view(demonstration, window=1)
    assert one is not None
    assert sum(card.count or 0 for card in one.cards) == sum(one.cells.count)
    assert sum(card.apart for card in one.cards) == one.apart > 0
    for card in one.cards:
        assert card.series[-1] == card.count
        assert card.series[-13] == card.last_year
        assert len(card.series) == len(card.months) == 24


def test_an_area_narrows_the_list_and_keeps_the_numbers(view: MonthView, demonstration: Config) -> None:
    north = month_view(demonstration, area="north")
    assert north is not None
    assert north.area.name == "North"
    assert north.places == tuple(place for place in view.places if place.neighbourhood == "North")
    assert north.cells == view.cells
    assert north.signals == view.signals


def test_the_named_centre_is_of_the_area_it_lies_in(view: MonthView, demonstration: Config) -> None:
    assert view.centre is not None
    assert view.centre.name == "Town centre"
    found = {name: month_view(demonstration, area=name) for name in ("North", "South")}
    assert {name: each and each.centre for name, each in found.items()} == {"North": view.centre, "South": None}


def test_breaks_stay_the_same_from_month_to_month(view: MonthView, demonstration: Config) -> None:
    earlier = month_view(demonstration, month="2025-01")
    assert earlier is not None
    assert earlier.breaks == view.breaks


def test_a_month_that_can_still_grow_is_not_compared(demonstration: Config) -> None:
    late = month_view(demonstration, month="2026-11", concern="burglary")
    assert late is not None
    assert not late.complete
    assert late.headline.startswith("November 2026, not complete yet")
    assert all(place.last_year is None and "before" not in place.why for place in late.places)
    assert all(card.last_year is None and card.count is not None for card in late.cards)
    assert any("Not complete yet: October 2026, November 2026" in note for note in late.notes)
    later = month_view(
        demonstration.model_copy(update={"today_pinned": date(2027, 3, 1)}), month="2026-11", concern="burglary"
    )
    assert later is not None
    assert not later.complete  # the demonstration ends on the 21st: November is never whole
    assert later.meeting_month == MONTH


def test_the_first_months_have_no_year_before(demonstration: Config) -> None:
    first = month_view(demonstration, month="2024-02")
    assert first is not None
    assert all(place.last_year is None for place in first.places)
    assert all(card.last_year is None and card.series[0] is None for card in first.cards)
    assert first.months[0] == "2024-02"


@pytest.mark.parametrize(
    "wrong",
    [
        {"month": "2030-01"},
        {"month": "x"},
        {"concern": "<script>"},
        {"area": "Up"},
        {"window": 4},
        {"month": "2023-12"},
    ],
)
def test_an_unknown_value_is_named(demonstration: Config, wrong: dict) -> None:
    with pytest.raises(QuestionError):
        month_view(demonstration, **wrong)


def test_the_drawer_tells_what_the_list_tells(view: MonthView, demonstration: Config) -> None:
    for place in view.places[:3]:
        seen = place_view(demonstration, place.key)
        assert (seen.name, seen.count, seen.last_year, seen.why) == (
            place.name,
            place.count,
            place.last_year,
            place.why,
        )
        assert sum(n or 0 for n in seen.series[-3:]) == seen.count == sum(n for _, n in seen.mix)
        assert len(seen.mix) <= 5
        assert seen.precision_m == 150


def test_a_quiet_cell_stands_for_itself(view: MonthView, demonstration: Config) -> None:
    quiet = next(at for at, hot in enumerate(view.cells.hotspot) if not hot)
    seen = place_view(demonstration, view.cells.cell[quiet])
    assert (seen.name, seen.count, seen.hotspot) == (view.cells.name[quiet], view.cells.count[quiet], False)


@pytest.mark.parametrize("key", ["", "zzz", "89194654e33fff", "8" * 15, "89194654e33ffff' OR 1", "-9194654e33ffff"])
def test_a_cell_that_is_not_on_the_map_is_refused(demonstration: Config, key: str) -> None:
    with pytest.raises(QuestionError, match="no place on this map"):
        place_view(demonstration, key)


@pytest.fixture
def gapped(demonstration: Config, tmp_path: Path) -> Config:
    """A store of the police in June, July and September 2026: August was never sent."""
    for month in ("2026-06", "2026-07", "2026-09"):
        shutil.copytree(demonstration.data / "demonstration" / "police" / month, tmp_path / "sent" / month)
    store = config.load(tmp_path / "gapped", {"AIM_TODAY": TODAY})
    operations.ingest(store, [tmp_path / "sent"])
    return store


def test_a_month_that_was_not_sent_is_said_wherever_it_would_count(gapped: Config) -> None:
    view = month_view(gapped)
    assert view is not None
    assert view.windows == (1, 3)
    assert "in two of three months" in view.sentence
    assert all("in two of three months" in place.why for place in view.places)
    assert any(note.startswith("Not received: August 2026") for note in view.notes)
    assert view.strip[0].text.endswith("· Aug missing")
    missing = month_view(gapped, month="2026-08", window=1)
    assert missing is not None
    assert missing.headline == "August 2026: not received yet."
    assert missing.sentence == "No figures: nothing was received."
    assert all(card.count is None and card.last_year is None for card in missing.cards)
    _, record = hotspot_table(gapped, month="2026-09")
    assert (record["state"], record["not_received"], record["not_complete_yet"]) == ("complete", ["2026-08"], [])


@pytest.mark.parametrize("wrong", [{"window": 6}, {"window": 12, "month": "2026-09"}])
def test_a_window_longer_than_the_store_is_refused(gapped: Config, wrong: dict) -> None:
    with pytest.raises(QuestionError, match="longer than the 4 months held"):
        month_view(gapped, **wrong)


def test_a_picture_is_behind_when_data_wards_or_settings_changed(own_demonstration: Config) -> None:
    def behind(config: Config) -> bool:
        view = month_view(config)
        assert view is not None
        return view.behind

    assert not behind(own_demonstration)
    partnership = own_demonstration.partnership
    stricter = partnership.model_copy(update={"hotspots": partnership.hotspots.model_copy(update={"alpha": 0.01})})
    assert behind(own_demonstration.model_copy(update={"partnership": stricter}))
    folder = own_demonstration.data / "geography"
    folder.mkdir()
    members = (own_demonstration.boundaries / "membership.csv").read_text(encoding="utf-8")
    (folder / "membership.csv").write_text(members.replace(",Park,West,", ",Park,South,"), encoding="utf-8")
    assert behind(own_demonstration)
    (folder / "membership.csv").unlink()
    assert not behind(own_demonstration)


def test_every_licence_statement_is_on_the_map(view: MonthView) -> None:
    for publisher in ("Ordnance Survey", "Royal Mail", "National Statistics", "Open Government Licence v3.0"):
        assert publisher in view.attribution


def test_the_licence_of_published_data_is_not_said_of_what_partners_share(demonstration: Config) -> None:
    assert month_view(demonstration).agreed == ("Fire", "Council desk", "Council reports", "Housing")
    for concern, partners in (("burglary", []), ("fires", ["Fire"])):
        record = hotspot_table(demonstration, month="2026-09", concern=concern)[1]
        assert record["shared_under_agreement"] == partners


def test_what_is_kept_of_a_picture_is_what_it_says_when_it_is_asked_for_the_first_time(
    demonstration: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts are shared by questions: whatever was asked before, in whatever order, an answer is the same."""
    asked: list[dict[str, Any]] = [
        {"concern": concern, "area": area, **more}
        for concern, more in (("all", {}), ("crime", {"window": 1}), ("fires", {"listed": DISCUSSION}))
        for area in ("town", "North")
    ]
    after = [month_view(demonstration, **each) for each in reversed(asked)]
    for each, warm in zip(asked, reversed(after), strict=True):
        monkeypatch.setattr(pictures, "_memo", OrderedDict())
        assert month_view(demonstration, **each) == warm
    monkeypatch.setattr("aim.reading.shown._KEEP_ANSWERS", 3)  # most of what an answer rests on was let go
    assert [month_view(demonstration, **each) for each in reversed(asked)] == after


def test_what_is_kept_is_of_the_day_on_which_it_is_asked(demonstration: Config) -> None:
    later = demonstration.model_copy(update={"today_pinned": date(2027, 3, 1)})
    now, then = month_view(demonstration), month_view(later)
    assert now is not None
    assert then is not None
    assert "STALE" in " ".join(source.text for source in then.strip)
    assert now.strip != then.strip
    assert month_view(demonstration) == now


def test_the_months_of_a_meeting_are_read_before_somebody_asks(
    demonstration: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_memo", OrderedDict())
    read_ahead(demonstration)
    monkeypatch.setattr(KeptMonth, "from_bytes", None)  # from here on nothing is unpacked
    view = month_view(demonstration)
    assert view is not None
    for month in view.months[-answering.MONTHS :]:
        assert month_view(demonstration, month=month) is not None
    monkeypatch.setattr(pictures, "_memo", OrderedDict())
    with pytest.raises(TypeError, match="NoneType"):
        month_view(demonstration)
