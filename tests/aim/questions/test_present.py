"""The steps of a meeting: which there are, what each says, and that nothing names what one location may explain."""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from listed import LAST, cell
from sightings import text

from aim import months
from aim.config import Config
from aim.decisions.model import KNOWN, NOT_NOW, SEND, WATCH, Entry
from aim.errors import QuestionError, StoreError
from aim.operations.decisions import decide, end_decision
from aim.pages import present_cards
from aim.questions import present_meeting
from aim.questions.decisions import proposal
from aim.questions.naming import public_name
from aim.questions.present import position, present_view, steps, whole_meeting
from aim.questions.present_decided import totals
from aim.questions.present_place import _kinds, shortened
from aim.questions.present_views import (
    Coming,
    Held,
    Moved,
    PlaceStep,
    PresentView,
    ReadBack,
    SentStep,
    Where,
)
from aim.questions.shown import show
from aim.questions.views import PlaceView

SAID = {
    SEND: {"reason": "High for many months", "agency": "Council", "owner": "Warden team leader", "hours": 12.0},
    WATCH: {"reason": "Too early to tell"},
    KNOWN: {"reason": "Recorded there, happens elsewhere"},
    NOT_NOW: {"reason": "Other places come first"},
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(listed_town: Config) -> tuple[PresentView, ...]:
    return whole_meeting(listed_town)


@pytest.fixture
def town(listed_town: Config, tmp_path: Path) -> Config:
    """The town of places for discussion, with a store that this test may write to."""
    shutil.copytree(listed_town.data, tmp_path / "copy")
    return listed_town.model_copy(update={"data": tmp_path / "copy"})


def enter(town: Config, key: str, kind: str = SEND, month: str = LAST, **changes: object) -> int:
    """A decision about the place that holds the cell ``key``, in the meeting of ``month``; its id."""
    asked = proposal(town, key, month=LAST)
    entry = replace(asked.entries[kind], **{**SAID[kind], **changes})
    return decide(town, month, asked.place, asked.seen, asked.picture, entry).id


def shown_on(town: Config, step: str) -> object:
    view = present_view(town, step=step)
    assert view is not None
    return view.content


# ---- the agenda ------------------------------------------------------------------------------------------------------
def test_every_place_of_the_list_is_a_step_between_where_and_coming_up(whole: tuple[PresentView, ...]) -> None:
    places = len(whole[0].rows)
    assert places > 4
    assert [view.step.number for view in whole] == [
        "0", "1", "2", "3", *(f"4.{n}" for n in range(1, places + 1)), "5", "6",
    ]  # fmt: skip
    assert [type(view.content) for view in whole] == [
        Held, SentStep, Moved, Where, *[PlaceStep] * places, Coming, ReadBack,
    ]  # fmt: skip
    assert [view.content.line.number for view in whole[4:-2]] == list(range(1, places + 1))
    assert {view.view.month for view in whole} == {LAST}


def test_a_step_alone_is_the_one_of_the_whole_meeting(listed_town: Config, whole: tuple[PresentView, ...]) -> None:
    for view in (whole[2], whole[5], whole[-1]):
        assert present_view(listed_town, step=view.step.number) == view
        assert present_view(listed_town, month=LAST, step=view.step.number) == view


def test_a_step_that_a_shorter_list_has_lost_is_its_last_place_and_nonsense_is_refused() -> None:
    every = steps(3)
    assert every[position(every, "4.9")].number == every[position(every, "4.3")].number == "4.3"
    assert every[position(every, "4")].number == "4.1"
    assert [step.number for step in steps(0)] == ["0", "1", "2", "3", "4", "5", "6"]
    assert position(steps(0), "4.2") == 4
    for wrong in ("7", "4.x", "", "4.-1", "٤.١", "3.1"):
        with pytest.raises(QuestionError, match="is no step of the meeting"):
            position(every, wrong)


def test_what_is_not_there_is_refused_and_an_empty_store_has_no_meeting(listed_town: Config, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="is not held"):
        present_view(listed_town, month="2020-01")
    empty = listed_town.model_copy(update={"data": tmp_path / "nothing"})
    assert (present_view(empty), whole_meeting(empty)) == (None, ())


# ---- before the places -----------------------------------------------------------------------------------------------
def test_neighbourhoods_stand_side_by_side_with_what_was_expected(whole: tuple[PresentView, ...]) -> None:
    view = whole[2]
    assert isinstance(view.content, Moved)
    cards, columns = view.view.cards, view.content.columns
    assert [(column.neighbourhood, column.count) for column in columns] == [
        (card.neighbourhood, card.count) for card in cards
    ]
    for column in columns:
        signal = view.view.signals.shown[column.neighbourhood]
        assert column.word == signal.signal
        assert (column.expected == "") == (signal.lower is None)
    assert view.content.chance == view.view.signals.chance
    assert len(view.content.outside) + view.content.more == len(view.view.signals.outside)


def test_a_month_that_is_not_complete_says_so_first_and_has_no_places(listed_town: Config) -> None:
    early = listed_town.model_copy(update={"today_pinned": months.first_day("2026-10")})
    held = present_view(early, month=LAST)
    assert held is not None
    assert isinstance(held.content, Held)
    assert held.content.unsaid[0].startswith("September 2026 is not complete yet")


# ---- names -----------------------------------------------------------------------------------------------------------
def test_no_step_names_or_marks_what_one_location_may_explain(whole: tuple[PresentView, ...]) -> None:
    view = whole[3]
    hidden = next(row for row in view.view.discussion.rows if cell("East", 3, 0) in row.cells)
    assert hidden.one_location
    (line,) = [line for line in view.rows if line.number == hidden.number]
    assert (line.called, line.cells, line.where) == (f"Fly-tipping in {hidden.ward}", (), "East")
    assert line.guards[0].startswith("one location may explain this")
    for each in whole:
        assert hidden.name not in repr(each.content)
        assert hidden.name not in repr(each.rows)
    named = next(row for row in view.view.discussion.rows if cell("West", 3, 0) in row.cells)
    assert view.rows[named.number - 1].called == named.name
    assert view.rows[named.number - 1].cells == named.cells


def test_a_decision_is_named_by_the_guard_of_its_own_numbers_and_not_where_they_are_gone(town: Config) -> None:
    from aim.questions.decisions import month_decisions
    from aim.questions.freshness import freshness

    for where in ("East", "West"):
        enter(town, cell(where, 3, 0), month=months.shift(LAST, -1))
    shown = show(town)
    assert shown is not None
    fresh = freshness(town, shown)
    decisions = {line.decision.place.neighbourhood: line.decision for line in month_decisions(town).promises}
    east, west = decisions["East"], decisions["West"]
    # They saw the numbers of September, and stand in August: what lay there then is no reason to hide or show.
    assert public_name(fresh, replace(east, month=LAST)) == east.place.called
    assert public_name(fresh, replace(west, month=LAST)) == west.place.name
    gone = [
        replace(west, month="2020-01"),
        replace(west, month=LAST, seen=replace(west.seen, measured="gone")),
        replace(west, month=LAST, seen=replace(west.seen, sources=("fire",))),
        replace(west, month=LAST, seen=replace(west.seen, window=600)),
        replace(west, month=LAST, place=replace(west.place, cells=("892a1072b5bffff",))),
    ]
    assert {public_name(fresh, each) for each in gone} == {west.place.called}
    assert public_name(fresh, replace(gone[0], seen=replace(west.seen, count=0))) == west.place.name
    content = shown_on(town, "1")
    assert isinstance(content, SentStep)
    assert east.place.called in [row.called for row in content.rows]
    assert east.place.name not in repr(content)


# ---- decisions -------------------------------------------------------------------------------------------------------
def test_the_meeting_opens_on_what_was_promised_and_says_what_is_due(town: Config) -> None:
    rows = [row.key for row in whole_meeting(town)[0].view.discussion.rows]
    before = months.shift(LAST, -1)
    enter(town, rows[0], SEND, before, until=date(2026, 12, 20), tactic="Foot patrol")
    enter(town, rows[1], SEND, before, until=date(2026, 12, 1), hours=None)
    enter(town, rows[2], WATCH, before)
    later = town.model_copy(update={"today_pinned": date(2026, 12, 10)})
    content = shown_on(later, "1")
    assert isinstance(content, SentStep)
    due, runs, watched = content.rows
    assert (due.kind, due.state, due.wanting) == ("Send", "due since 2 Dec 2026", True)
    assert (due.who, due.what) == ("Council, Warden team leader", "")
    assert (runs.state, runs.wanting, runs.what) == (
        "running until 20 Dec 2026", False, "Foot patrol, 12 hours planned",
    )  # fmt: skip
    assert watched.state.startswith("watched, review ")
    assert (content.more, content.trouble) == (0, "")
    assert {row.came for row in content.rows} == {"too early to say: decided on 22 Nov 2026, counted to September 2026"}
    place = shown_on(later, "4.2")
    assert isinstance(place, PlaceStep)
    assert place.earlier is not None
    assert (place.now, place.earlier.told) == (None, "due since 2 Dec 2026")
    card = text(present_cards.card(present_view(later, step="4.2")))
    assert "Not decided yet. From August 2026: Send: Council, Warden team leader" in card.replace("  ", " ")
    assert card.endswith("due since 2 Dec 2026")


def test_what_ended_since_the_last_meeting_stays_with_its_note_and_what_came_of_it(town: Config) -> None:
    rows = [row.key for row in whole_meeting(town)[0].view.discussion.rows]
    then = town.model_copy(update={"today_pinned": date(2026, 6, 30)})  # the months that are counted begin next day
    for key in rows[:2]:
        asked = proposal(town, key)
        entry = replace(asked.entries[SEND], **SAID[SEND], until=date(2026, 10, 1))
        decide(then, months.shift(LAST, -4), asked.place, asked.seen, asked.picture, entry)
    first, second = shown_on(town, "1").rows
    assert [row.came.partition(": ")[0] for row in (first, second)] == ["about as many reports as then"] * 2
    ended = proposal(town, rows[0]).earlier
    assert ended is not None
    assert first.came.endswith(f": {ended.decision.seen.count:,}, now {ended.count:,}")
    end_decision(town, ended.decision.id, note="lamps mended")
    content = shown_on(town, "1")
    assert isinstance(content, SentStep)
    due, over = content.rows  # what is due comes first
    assert (due.called, due.wanting) == (second.called, True)
    assert (over.called, over.state, over.wanting, over.note) == (first.called, "ended", False, "lamps mended")
    assert over.came == first.came
    said = text(present_cards.card(present_view(town, step="1")))
    assert f"12 hours planned lamps mended ended {first.came}" in said
    # Taken up again by this meeting it stays too; to the next one only what ended since this one is told.
    asked = proposal(town, rows[1])
    entry = replace(asked.entries[SEND], **SAID[SEND])
    decide(town, LAST, asked.place, asked.seen, asked.picture, entry, follows=asked.follows)
    assert {row.state for row in shown_on(town, "1").rows} == {"ended", "taken up again"}


def test_what_an_earlier_meeting_knew_is_counted_and_not_walked(town: Config) -> None:
    rows = whole_meeting(town)[0].view.discussion.rows
    enter(town, rows[1].key, KNOWN, months.shift(LAST, -1), level=10_000)
    where = shown_on(town, "3")
    assert isinstance(where, Where)
    assert (where.quiet, where.known) == ("", "1 more, known since an earlier meeting: 2")
    second = shown_on(town, "4.2")
    assert isinstance(second, PlaceStep)
    assert (second.line.number, second.of) == (3, len(rows) - 1)
    read = shown_on(town, "6")
    assert isinstance(read, ReadBack)
    assert [line.number for line in read.undecided] == [1, *range(3, len(rows) + 1)]
    enter(town, rows[1].key, WATCH)  # what this meeting says of it is walked again
    assert [line.number for line in present_view(town).rows] == [row.number for row in rows]


def test_no_more_than_six_promises_are_read_and_the_rest_counted(town: Config) -> None:
    rows = [row.key for row in whole_meeting(town)[0].view.discussion.rows]
    for back in (1, 2):
        for key in rows[:4]:
            enter(town, key, SEND, months.shift(LAST, -back))
    content = shown_on(town, "1")
    assert isinstance(content, SentStep)
    assert (len(content.rows), content.more) == (6, 2)


def test_read_back_has_every_decision_and_what_it_asks_of_each_agency(town: Config) -> None:
    rows = [row.key for row in whole_meeting(town)[0].view.discussion.rows]
    enter(town, rows[0], NOT_NOW)
    enter(town, rows[1], SEND, hours=8.0)
    enter(town, rows[2], KNOWN, level=30)
    taken = enter(town, rows[3], WATCH)
    end_decision(town, taken, withdrawn=True)
    enter(town, rows[4], SEND, agency="Police", owner="Neighbourhood sergeant", hours=None)
    content = shown_on(town, "6")
    assert isinstance(content, ReadBack)
    assert [(row.number, row.kind) for row in content.rows] == [(2, "Send"), (5, "Send"), (3, "Known"), (1, "Not now")]
    assert content.rows[0].text.startswith("Council, Warden team leader · 8 hours · until ")
    assert content.rows[2].text.endswith("back above 30")
    assert content.rows[3].text == "Other places come first"
    assert [line.number for line in content.undecided] == [4, *range(6, len(rows) + 1)]
    assert [(total.agency, total.sends, total.hours, total.unsaid) for total in content.totals] == [
        ("Council", 1, 8.0, 0), ("Police", 1, 0, 1),
    ]  # fmt: skip
    place = shown_on(town, "4.2")
    assert isinstance(place, PlaceStep)
    assert place.now is not None
    assert place.now.text.startswith("Send: Council")


def test_totals_are_of_sends_alone_the_most_first() -> None:
    sends = [
        Entry(SEND, "", agency=agency, hours=hours)
        for agency, hours in (("Fire", 2.0), ("Police", 3.5), ("Police", None))
    ]
    found = totals([*sends, Entry(WATCH, "", agency="Housing")])
    assert [(each.agency, each.sends, each.hours, each.unsaid) for each in found] == [
        ("Police", 2, 3.5, 1), ("Fire", 1, 2.0, 0),
    ]  # fmt: skip


def test_where_decisions_cannot_be_read_the_meeting_goes_on_and_says_so(
    listed_town: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreError("decisions.sqlite is damaged: restore a backup")

    monkeypatch.setattr(present_meeting, "month_decisions", broken)
    for step in ("1", "4.1", "6"):
        content = shown_on(listed_town, step)
        assert isinstance(content, SentStep | PlaceStep | ReadBack)
        assert content.trouble.endswith("decisions.sqlite is damaged: restore a backup")


# ---- words -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("why", "two_lines", "rest"),
    [
        ("12 this month", "12 this month", ""),
        ("1,174 in three months, 1,195 expected · stood out in 12 of the last 12 months",
         "1,174 in three months, 1,195 expected · stood out in 12 of the last 12 months", ""),
        ("Deliberate fires: 25 in three months, under 1 expected · stood out in 4 of the last 12 months · at night",
         "Deliberate fires: 25 in three months, under 1 expected", "stood out in 4 of the last 12 months · at night"),
    ],
)  # fmt: skip
def test_reasons_fill_two_lines_and_the_rest_is_a_fact(why: str, two_lines: str, rest: str) -> None:
    assert shortened(why) == (two_lines, rest)


def test_reasons_are_never_lost(whole: tuple[PresentView, ...]) -> None:
    for view in whole:
        if isinstance(view.content, PlaceStep):
            said = " ".join([view.content.why, *view.content.facts]).casefold()
            assert all(part.casefold() in said for part in view.content.line.why.split(" · "))
            # What stands beside it is of another number: of every report there, and says so.
            parts = [fact.partition(": ") for fact in view.content.facts if re.match("All |Of these", fact)]
            assert all(re.fullmatch(r"All [\d,]+ of any kind|Of these", head) for head, _, _ in parts)
            for head, _, fact in parts:  # kinds that are not named are counted, so that it adds up
                of = head if head != "Of these" else parts[0][0]
                assert sum(map(int, re.findall(r"\d+", fact.replace(",", "")))) == int(of.split()[1].replace(",", ""))


def test_kinds_that_have_no_room_are_counted() -> None:
    mix = (("Shoplifting", 48), ("Anti-social behaviour", 10), ("Violence", 7), ("Drugs", 4), ("Other", 3))
    place = cast("PlaceView", SimpleNamespace(mix=mix))
    assert _kinds(place, "All 72", 60) == "All 72: shoplifting 48, anti-social behaviour 10, 14 others"
    assert _kinds(place, "All 72", 200).endswith("violence 7, drugs 4, 3 others")
    assert _kinds(place, "All 72", 5) == "All 72: shoplifting 48, 24 others"
    one = cast("PlaceView", SimpleNamespace(mix=(("Arson", 2), ("Theft of a vehicle", 1))))
    assert _kinds(one, "Of these", 20) == "Of these: arson 2, 1 other"
