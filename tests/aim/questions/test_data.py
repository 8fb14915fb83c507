"""What the Data page is told: how far each source has come, its months, its steps, its rejects, and the way back."""

from dataclasses import replace
from pathlib import Path

import deliveries
import pytest
from deliveries import Sending, spell

from aim import operations
from aim.config import Config
from aim.errors import QuestionError, RefusedError
from aim.questions import freshness
from aim.questions.data import EXAMPLES, PAGE, brought, data_view, headline, load_view, source_names
from aim.questions.data_sources import due
from aim.questions.data_views import BEFORE, NOT_DUE, PARTLY, DataView, SourceRow
from aim.questions.data_words import span
from aim.schema import Source


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return deliveries.config(tmp_path)


@pytest.fixture
def sending(config: Config) -> Sending:
    return Sending(config)


@pytest.fixture(scope="module")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Four agencies; no test changes their store."""
    config = deliveries.config(tmp_path_factory.mktemp("agencies"))
    deliveries.agencies(config)
    return config


def row(view: DataView, name: str) -> SourceRow:
    return next(each for each in view.sources if each.name == name)


def states(found: SourceRow, first: str) -> list[str]:
    """The states of the months from ``first`` on."""
    return [cell.state for cell in found.cells if cell.month >= first]


# ---- an empty store ------------------------------------------------------------------------------------------------
def test_nothing_yet(config: Config) -> None:
    view = data_view(config)
    assert view.headline == "Nothing was received yet."
    assert "aim ingest FILE" in view.sentence
    assert (view.sources, view.loads, view.total, view.pages, view.behind) == ((), (), 0, 1, False)
    assert {"Police", "Fire", "Council", "Housing"} <= set(view.unused)


# ---- how far each source has come ----------------------------------------------------------------------------------
def test_sources_stand_in_the_order_of_the_agencies_over_24_months(agencies: Config) -> None:
    view = data_view(agencies)
    assert [each.agency for each in view.sources] == ["Police", "Fire", "Council", "Housing"]
    assert (view.months[0], view.months[-1], len(view.months)) == ("2024-12", "2026-11", 24)
    assert {tuple(cell.month for cell in each.cells) for each in view.sources} == {view.months}


def test_headline_counts_those_up_to_date_and_names_the_others(agencies: Config) -> None:
    assert data_view(agencies).headline == "Three of four sources are up to date. Fire: October 2026 not received."


def test_a_source_that_sends_at_once_is_late_after_a_month(agencies: Config) -> None:
    fire = row(data_view(agencies), "fire-x")
    assert (fire.state, fire.month, fire.due) == (freshness.LATE, "2026-09", "2026-10")
    assert states(fire, "2026-09") == [freshness.COMPLETE, freshness.MISSING, NOT_DUE]
    assert states(fire, "2025-02")[:2] == [BEFORE, freshness.COMPLETE]


def test_a_source_of_changes_has_a_month_that_waits(agencies: Config) -> None:
    council = row(data_view(agencies), "council-x")
    assert (council.state, council.clause, council.aside) == (freshness.COMPLETE, "", "Oct 2026 not complete yet")
    assert council.rhythm == "Monthly changes, complete after 1 month"
    assert states(council, "2026-09") == [freshness.COMPLETE, freshness.NOT_YET, NOT_DUE]


def test_a_quarterly_source_is_up_to_date_with_its_last_quarter(agencies: Config) -> None:
    housing = row(data_view(agencies), "housing-x")
    assert (housing.state, housing.due, housing.clause) == (freshness.COMPLETE, "2026-09", "")
    assert housing.rhythm == "Quarterly, complete after 1 month"
    assert states(housing, "2026-10") == [NOT_DUE, NOT_DUE]


@pytest.mark.parametrize(
    ("today", "monthly", "quarterly"),
    [("2026-11", "2026-09", "2026-09"), ("2026-12", "2026-10", "2026-09"), ("2027-02", "2026-12", "2026-12")],
)
def test_what_is_due_by_a_day(today: str, monthly: str, quarterly: str) -> None:
    source = Source("s", "Fire", "S", "S", "", 1, "whole months")
    assert due(source, today) == monthly
    assert due(replace(source, frequency="quarterly"), today) == quarterly


def test_a_source_silent_for_longer_is_stale(sending: Sending) -> None:
    sending.load("fire-x", spell("2026-01", "2026-06"))
    sending.build()
    (fire,) = data_view(sending.config).sources
    assert fire.state == freshness.STALE
    assert fire.clause == "nothing complete since June 2026; October 2026 not received"
    assert data_view(sending.config).headline == f"Fire: {fire.clause}."


def test_a_month_sent_too_early_is_to_be_sent_again(sending: Sending) -> None:
    sending.load("police", spell("2026-06", "2026-08"))
    sending.load("police", spell("2026-09", "2026-09"), received="2026-10-20T09:00:00+00:00")
    sending.build()
    (police,) = data_view(sending.config).sources
    assert police.state == freshness.NOT_YET
    assert police.clause == "September 2026 came before it was complete, and is to be sent again"


def test_a_gap_is_named_and_a_month_of_one_supplier_of_two_is_partly_there(sending: Sending) -> None:
    sending.load("police", {**spell("2026-01", "2026-03"), **spell("2026-05", "2026-09")})
    sending.load("police", spell("2026-01", "2026-02"), supplier="durham")
    sending.build()
    (police,) = data_view(sending.config).sources
    assert police.suppliers == ("cleveland", "durham")
    assert police.aside.endswith("Apr 2026 missing")
    assert states(police, "2026-01")[:5] == [
        freshness.COMPLETE, freshness.COMPLETE, PARTLY, freshness.MISSING, PARTLY,
    ]  # fmt: skip
    words = next(cell.words for cell in police.cells if cell.month == "2026-03")
    assert words.startswith("Police, March 2026: partly received. 5 rows kept from cleveland, received 20 Nov 2026")


def test_a_load_shows_at_once_and_says_that_its_picture_waits(sending: Sending) -> None:
    sending.load("police", spell("2026-01", "2026-08"))
    sending.build()
    load = sending.load("police", spell("2026-09", "2026-09"))
    view = data_view(sending.config)
    assert view.behind
    assert view.loads[0].load == load.load
    (police,) = view.sources
    assert police.clause == "September 2026 received, its picture is not built yet"
    assert "its picture is not built yet" in police.cells[-3].words


def test_a_source_whose_map_is_gone_is_told_as_it_was_when_it_came(sending: Sending, tmp_path: Path) -> None:
    sending.load("fire-x", spell("2026-01", "2026-09"))
    (tmp_path / "maps" / "fire-x.toml").unlink()
    view = data_view(sending.config)
    assert [(each.short, each.agency) for each in view.sources] == [("Fire", "Fire")]
    assert load_view(sending.config, view.loads[0].load).agreement == "Agreement of brigade"


def test_a_map_that_cannot_be_read_stops_nothing_and_is_said(sending: Sending, tmp_path: Path) -> None:
    sending.load("fire-x", spell("2026-01", "2026-09"))
    (tmp_path / "maps" / "council-x.toml").write_text("[source", encoding="utf-8")
    view = data_view(sending.config)
    assert "council-x.toml" in view.fault
    assert [each.short for each in view.sources] == ["Fire"]
    assert source_names(sending.config) == {}


def test_a_source_of_which_nothing_stands_any_more(sending: Sending) -> None:
    sending.undo(sending.load("fire-x", spell("2026-01", "2026-02")).load)
    (fire,) = data_view(sending.config).sources
    assert (fire.state, fire.clause, fire.kept) == (freshness.MISSING, "nothing of it is held any more", 0)
    assert {cell.state for cell in fire.cells} == {BEFORE}


def test_a_source_of_another_town_is_not_called_late(sending: Sending) -> None:
    sending.load("fire-x", dict.fromkeys(spell("2026-01", "2026-06"), 0))
    sending.build()
    (fire,) = data_view(sending.config).sources
    assert (fire.state, fire.clause, fire.aside) == (freshness.MISSING, "nothing of it lies inside the area", "")


def test_a_headline_names_three_sources_and_counts_the_rest(agencies: Config) -> None:
    rows = [replace(data_view(agencies).sources[0], short=f"S{n}", clause="late") for n in range(5)]
    assert headline(rows[:2]) == "Neither source is up to date. S0: late. S1: late."
    assert headline(rows[:4]) == "None of four sources is up to date. S0: late. S1: late. S2: late. One more is behind."
    assert headline([*rows, replace(rows[0], clause="")]).startswith("One of six sources is up to date. S0: late.")
    assert headline(rows).endswith("S2: late. Two more are behind.")


# ---- steps ---------------------------------------------------------------------------------------------------------
def test_steps_newest_first_with_what_became_of_them(agencies: Config) -> None:
    view = data_view(agencies)
    assert [(each.kind, each.short, each.marks) for each in view.loads[:3]] == [
        ("Undo", "Council", ()),
        ("Load", "Council", ("undone",)),
        ("Load", "Housing", ()),
    ]
    assert [each.version for each in view.loads] == [6, 5, 4, 3, 2, 1]
    assert all(each.rows == each.kept + each.outside + each.rejected for each in view.loads)


def test_a_list_longer_than_a_page_has_pages_and_no_last_one_too_many(sending: Sending) -> None:
    for _ in range(PAGE + 1):
        sending.load("fire-x", {"2026-09": 1})
    first, second = data_view(sending.config), data_view(sending.config, page=2)
    assert (first.page, first.pages, first.total, len(first.loads)) == (1, 2, PAGE + 1, PAGE)
    assert [each.version for each in second.loads] == [1]
    assert data_view(sending.config, page=99_999).page == 2


def test_months_that_came_again_as_they_stood_are_said(sending: Sending) -> None:
    sending.load("police", spell("2026-08", "2026-09"))
    again = sending.load("police", spell("2026-08", "2026-09"), digests={}, month_kept={}, confirmed=("2026-09",))
    view = load_view(sending.config, again.load)
    assert view.row.marks == ("came again unchanged",)
    assert (view.confirmed, view.as_before, view.stored) == (("2026-09",), ("2026-08",), ())


def test_months_dropped_by_policy_are_a_step_that_cannot_be_undone(sending: Sending) -> None:
    sending.load("police", spell("2024-01", "2026-09"), rejected={"bad_row": [(None, None)]})
    operations.retain(sending.config, keep=13)
    view = load_view(sending.config, data_view(sending.config).loads[0].load)
    assert view.row.kind == "Dropped by policy"
    assert view.undo is None
    assert len(view.removed) == 22
    earlier = load_view(sending.config, data_view(sending.config).loads[1].load)
    assert earlier.undo is not None
    assert "was dropped by policy on" in earlier.undo.refused[0]
    assert [one.value for one in earlier.rejects[0].examples] == [None]


# ---- one step ------------------------------------------------------------------------------------------------------
def test_rejects_by_reason_the_commonest_first(agencies: Config) -> None:
    (load,) = [each for each in data_view(agencies).loads if each.rejected]
    view = load_view(agencies, load.load)
    assert [(each.reason, each.count, len(each.examples)) for each in view.rejects] == [
        ("no_coordinates", 30, EXAMPLES),
        ("bad_time", 3, 3),
        ("withheld", 2, 2),
    ]
    assert view.rejects[1].words == "the date is not written as this source writes dates"
    example = view.rejects[1].examples[0]
    assert (example.line, example.column, example.value) == (32, "created", "31/02/2026 25:00")


def test_an_unknown_load_is_no_answer(agencies: Config) -> None:
    with pytest.raises(QuestionError, match="there is no load"):
        load_view(agencies, "20200101T000000-00000000")


def test_picture_of_a_load_is_the_first_that_holds_it(sending: Sending) -> None:
    first = sending.load("police", spell("2026-08", "2026-09"))
    assert load_view(sending.config, first.load).picture is None
    sending.load("fire-x", spell("2026-08", "2026-09"))
    sending.build()
    view = load_view(sending.config, first.load)
    assert view.picture is not None
    assert (view.row.version, view.picture_version) == (1, 2)


# ---- the way back --------------------------------------------------------------------------------------------------
def test_undo_says_what_comes_back_and_what_goes(sending: Sending) -> None:
    sending.load("police", {"2026-07": 3, "2026-08": 4})
    load = sending.load("police", {"2026-08": 9, "2026-09": 9, "2026-10": 9})
    undo = load_view(sending.config, load.load).undo
    assert undo is not None
    assert not undo.refused
    assert undo.lines == (
        "August 2026 of cleveland goes back to the 4 incidents of the load of 20 Nov 2026 09:01.",
        "Nothing stands any more for Sep 2026 to Oct 2026 of cleveland (2 months).",
    )
    record = sending.undo(load.load)
    assert brought(record) == (
        "cleveland, Aug 2026 to Oct 2026: 4 incidents put back; nothing stands any more for Sep 2026 to Oct 2026."
    )


def test_undo_is_refused_here_exactly_where_the_store_refuses_it(sending: Sending) -> None:
    first = sending.load("police", {"2026-07": 3, "2026-08": 4})
    second = sending.load("police", {"2026-08": 9})
    undo = load_view(sending.config, first.load).undo
    assert undo is not None
    assert undo.refused == ("Aug 2026 of cleveland was changed again by police-2.csv on 20 Nov 2026 09:02.",)
    assert undo.blockers == (second.load,)
    with pytest.raises(RefusedError, match=second.load):
        sending.undo(first.load)
    back = sending.undo(second.load)
    assert load_view(sending.config, second.load).undo.blockers == (back.load,)  # type: ignore[union-attr]
    assert not load_view(sending.config, first.load).undo.refused  # type: ignore[union-attr]
    sending.undo(first.load)


def test_a_long_undo_counts_the_months_it_does_not_name(sending: Sending) -> None:
    sending.load("police", spell("2025-01", "2026-09", 3))
    undo = load_view(sending.config, sending.load("police", spell("2025-01", "2026-09", 4)).load).undo
    assert undo is not None
    assert len(undo.lines) == 13
    assert undo.lines[-1] == "9 months more go back in the same way."


# ---- words ---------------------------------------------------------------------------------------------------------
def test_months_are_said_as_runs() -> None:
    assert span(["2026-03", "2026-01", "2026-02", "2026-06"]) == "Jan 2026 to Mar 2026, Jun 2026"
    assert span([]) == "no month"
    assert span([f"2026-{n:02d}" for n in (1, 3, 5, 7, 9)]).endswith("May 2026 and 2 more spells")


def test_what_a_load_brought_in_a_sentence(sending: Sending) -> None:
    record = sending.load("police", {"2026-09": 7}, rejected={"bad_row": [(None, None)]})
    assert brought(record) == "cleveland, Sep 2026: 8 rows, 7 kept, 0 outside the area, 1 rejected."
    assert brought(replace(record, unchanged=True)).endswith("the same as it stands. Nothing was changed.")


def test_every_source_is_offered_an_analyst_s_own_too(config: Config) -> None:
    names = source_names(config)
    assert names["fire-x"] == "Incidents of brigade"
    assert "police" in names
