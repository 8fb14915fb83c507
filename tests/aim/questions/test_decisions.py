"""What a meeting needs of its decisions: beside each place of the list, and what is owed from the meetings before."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from listed import LAST

from aim import months
from aim.config import Config
from aim.decisions.model import ENDED, KNOWN, NOT_NOW, SEND, WATCH, Decision
from aim.decisions.states import DUE, OPEN, OVER, RETURNED
from aim.errors import QuestionError
from aim.operations.decisions import DecidedFirstError, decide, end_decision
from aim.questions.decisions import Proposal, decision_versions, month_decisions, proposal
from aim.questions.discussion import discussion_view
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.questions.views import DiscussionRow

BEFORE = months.shift(LAST, -1)
SAID = {
    SEND: {"reason": "High for many months", "agency": "Council", "owner": "Warden team leader", "hours": 12.0},
    WATCH: {"reason": "Too early to tell"},
    KNOWN: {"reason": "Recorded there, happens elsewhere"},
    NOT_NOW: {"reason": "Other places come first"},
}  # fmt: skip


@pytest.fixture
def town(listed_town: Config, tmp_path: Path) -> Config:
    """The town of places for discussion, with a store that this test may write to."""
    shutil.copytree(listed_town.data, tmp_path / "copy")
    return listed_town.model_copy(update={"data": tmp_path / "copy"})


def rows(town: Config) -> tuple[DiscussionRow, ...]:
    shown = show(town)
    assert shown is not None
    return discussion_view(freshness(town, shown), LAST).rows


def on(day: date) -> Callable[[Config], Config]:
    return lambda town: town.model_copy(update={"today_pinned": day})


def enter(town: Config, asked: Proposal, kind: str = SEND, month: str = "", **changes: object) -> Decision:
    entry = replace(asked.entries[kind], **{**SAID[kind], **changes})
    return decide(
        town, month or asked.month, asked.place, asked.seen, asked.picture, entry,
        replaces=None if month else asked.replaces, follows=None if month else asked.follows,
    )  # fmt: skip


def test_before_anything_is_decided_there_is_nothing_beside_the_list(town):
    found = month_decisions(town)
    assert (found.month, found.by_place, found.elsewhere, found.promises) == (LAST, {}, (), ())
    assert not (town.data / "decisions").exists()
    assert decision_versions(town, 1) == []


def test_a_proposal_is_the_row_and_what_a_form_begins_with(town):
    for row in rows(town):
        found = proposal(town, row.cells[-1])
        assert (found.place.key, found.place.cells, found.place.name) == (row.key, row.cells, row.name)
        assert (found.place.called, found.place.concerns) == (row.called, row.concerns)
        assert (found.seen.count, found.seen.expected, found.seen.window) == (row.count, row.expected, row.window)
        assert (found.seen.lane, found.seen.shape, found.seen.why) == (row.lane, row.shape, row.why)
        assert (found.now, found.earlier, found.replaces, found.follows) == (None, None, None, None)
        assert found.entries[SEND].until == town.today() + timedelta(days=28)
        assert found.entries[KNOWN].review == town.today() + timedelta(days=180)
    for nowhere in ("892a1072b5bffff", "x", "", rows(town)[0].key.upper()):
        with pytest.raises(QuestionError, match="in no place for discussion"):
            proposal(town, nowhere)


def test_what_was_decided_stands_beside_its_row_and_counts_as_the_row_does(town):
    for number, row in enumerate(rows(town)):
        made = enter(town, proposal(town, row.key), [SEND, WATCH, KNOWN, NOT_NOW][number % 4])
        line = month_decisions(town).by_place[row.key].now
        assert line is not None
        assert (line.decision, line.count) == (made, row.count)
        assert line.state == (OVER if made.entry.kind == NOT_NOW else OPEN)
        assert (line.text, line.told) == (made.says(), "")
    found = month_decisions(town)
    assert len(found.by_place) == len(rows(town)) > 4
    assert (found.elsewhere, found.promises) == ((), ())


def test_the_second_of_two_forms_is_told_and_keeps_what_was_typed(town):
    key = rows(town)[0].key
    mine, theirs = proposal(town, key), proposal(town, key)
    first = enter(town, theirs)
    with pytest.raises(DecidedFirstError) as told:
        enter(town, mine, WATCH, note="too early, I think")
    assert told.value.standing == first
    assert told.value.entered.note == "too early, I think"
    again = proposal(town, key)
    assert again.replaces == first.id
    second = enter(town, again, WATCH, note=told.value.entered.note)
    assert decision_versions(town, first.id) == [first, second]


def test_what_is_owed_from_before_comes_first_by_what_is_due(town):
    first, second, third, fourth = (proposal(town, row.key) for row in rows(town)[:4])
    watched = enter(town, second, WATCH, BEFORE)
    later = enter(town, first, SEND, BEFORE, until=date(2026, 12, 20))
    sooner = enter(town, third, SEND, months.shift(LAST, -3), until=date(2026, 12, 1))
    enter(town, fourth, NOT_NOW, BEFORE)
    assert [line.decision for line in month_decisions(town).promises] == [sooner, later, watched]
    assert month_decisions(town, month=BEFORE).promises[0].decision == sooner
    in_december = on(date(2026, 12, 10))(town)
    found = month_decisions(in_december)
    assert [(line.decision.id, line.state) for line in found.promises] == [
        (sooner.id, DUE), (later.id, OPEN), (watched.id, OPEN),
    ]  # fmt: skip
    assert found.promises[0].told == "due since 2 Dec 2026"
    assert found.by_place[third.place.key].earlier == found.promises[0]
    # Taken up again by this meeting, nothing is owed on it any more; nor once it has ended.
    taken = enter(in_december, proposal(in_december, third.place.key))
    assert taken.follows == sooner.id
    over = end_decision(in_december, later.id, note="quiet since")
    assert over.fate == ENDED
    assert [line.decision.id for line in month_decisions(in_december).promises] == [watched.id]


def test_a_known_place_comes_back_early_above_its_level_and_expires_at_its_review(town):
    row = rows(town)[0]
    asked = proposal(town, row.key)
    for level, state in ((row.count - 1, RETURNED), (row.count, OPEN)):
        made = enter(town, proposal(town, row.key), KNOWN, level=level)
        line = month_decisions(town).by_place[row.key].now
        assert (line.decision.id, line.state, line.count) == (made.id, state, row.count)
        if state == RETURNED:
            assert line.told == f"back early: {row.count} where up to {level} were known"
    assert made.entry.review == asked.entries[KNOWN].review
    expired = on(made.entry.review)(town)
    assert month_decisions(expired, month=LAST).by_place[row.key].now.state == DUE


def test_what_cannot_be_counted_as_it_was_is_not_counted(town):
    asked = proposal(town, rows(town)[0].key)
    for changed in (
        replace(asked, seen=replace(asked.seen, sources=("fire",))),
        replace(asked, seen=replace(asked.seen, measured="gone")),
        replace(asked, seen=replace(asked.seen, window=600)),
        replace(asked, place=replace(asked.place, cells=(*asked.place.cells, "892a1072b5bffff"))),
    ):
        made = enter(town, changed, KNOWN, level=0)
        line = month_decisions(town).by_place[asked.place.key].now
        assert (line.count, line.state) == (None, OPEN)
        end_decision(town, made.id, withdrawn=True)
    assert month_decisions(town).by_place == {}


def test_a_place_that_left_the_list_keeps_its_decision(town):
    asked = proposal(town, rows(town)[0].key)
    elsewhere = replace(asked.place, key="892a1072b5bffff", cells=("892a1072b5bffff",))
    made = enter(town, replace(asked, place=elsewhere))
    found = month_decisions(town)
    assert [line.decision for line in found.elsewhere] == [made]
    assert found.by_place == {}
