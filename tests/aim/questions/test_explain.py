"""Whoever doubts a place is told its numbers, the thresholds in force, what was decided and why, and how to go on."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from listed import LAST, beside, cell

from aim.config import Config
from aim.decision_lists import SEND
from aim.errors import QuestionError
from aim.operations.decisions import decide, end_decision
from aim.questions.decisions import proposal
from aim.questions.editions import Edition
from aim.questions.explain import ExplainView, explain_view
from aim.questions.public_rule import TOLD_LATER

ONE_LOCATION = "Fly-tipping in Berwick Hills & Pallister"


def told(config: Config, place: str, edition: Edition = Edition.INTERNAL, month: str = LAST) -> ExplainView:
    return explain_view(config, place, month=month, edition=edition)[0]


def facts(view: ExplainView) -> dict[str, str]:
    return {fact.title: fact.value for fact in view.facts}


def everything(view: ExplainView) -> str:
    return " ".join([view.name, view.where, view.title, view.why, *facts(view).values(), *view.rule, *view.guards,
                     *view.data, *view.decided, view.result, *view.challenge, view.bars])  # fmt: skip


def test_a_place_is_found_by_number_by_name_in_any_case_and_by_each_of_its_hexagons(listed_town):
    by_number = told(listed_town, "2")
    assert (by_number.name, by_number.where) == ("TS5 5, Linthorpe, middle", "West")
    for place in ("ts5 5, linthorpe, middle", "burglary in LINTHORPE", cell("West"), cell("West").upper()):
        assert told(listed_town, place) == by_number


def test_the_numbers_are_those_of_the_list(listed_town):
    found = facts(told(listed_town, "2"))
    assert found["Lane"] == "new or worse"
    assert found["Counted"] == "16 of burglary, September 2026"
    assert found["Expected"] == "1.3"
    assert found["Reported by"] == "Police only"
    assert found["Stood out"].endswith("of the last 12 complete months")
    view = told(listed_town, "2")
    assert (view.months[-1], view.series[-1]) == (LAST, 16)
    assert view.expected == pytest.approx(1.2887, abs=1e-3)
    assert "September 2026: complete" in view.data[0]
    # The floor of one concern, the level of the false discovery rate, and the months that tell the usual.
    assert "at least 3 incidents of its own (burglary)" in view.rule[0]
    assert "one in twenty" in view.rule[0]
    assert "24 complete months" in view.rule[0]


def test_each_lane_says_its_own_threshold(listed_town):
    assert "at least 20 of the last 24 complete months" in told(listed_town, "6").rule[0]
    assert "at least ten of the 19 months before the last five" in told(listed_town, "9").rule[0]
    moved = told(listed_town, "5")
    assert moved.rule[1].endswith("reports may only have moved here.")
    assert "fewer than usual around it: reports may only have moved here" in moved.guards


def test_what_one_location_may_explain_is_never_named(listed_town):
    for edition in Edition:
        view = told(listed_town, "3", edition)
        assert (view.name, view.where) == (ONE_LOCATION, "East")
        assert "TS3" not in everything(view)
    assert "one location may explain this: check before naming" in told(listed_town, "3").guards


def test_in_public_no_number_of_a_single_place_is_told(listed_town):
    for place in ("2", "9", beside("South", 3, 3)):
        internal, public = (told(listed_town, place, edition) for edition in Edition)
        assert "Counted" in facts(internal)
        assert not {"Counted", "Expected", "Stood out", "Reaches over"} & set(facts(public))
        assert "not published" in facts(public)["Numbers"]
        assert (public.months, public.series, public.expected, public.guards) == ((), (), None, ())
        assert not re.search(r"\d", public.why)
    # As on the public list: by concern and ward, whatever explains it.
    assert (told(listed_town, "2", Edition.PUBLIC).name, told(listed_town, "2", Edition.PUBLIC).where) == (
        "Burglary in Linthorpe",
        "West",
    )
    assert told(listed_town, "9", Edition.PUBLIC).why.startswith("Quietened: ")
    assert len(told(listed_town, "5", Edition.PUBLIC).rule) == 1  # nor of what lies around it


def test_what_could_be_several_places_lists_them_and_what_is_none_lists_what_there_is(listed_town):
    with pytest.raises(QuestionError, match=r"is it 4 \(TS5 7AZ, Acklam\), 5 \(TS5 7RD, Acklam\)\?"):
        told(listed_town, "acklam")
    with pytest.raises(QuestionError, match=r"'99' is no place .* there are 1 \(Town centre, Central\), 2"):
        told(listed_town, "99")
    with pytest.raises(QuestionError, match=ONE_LOCATION):
        told(listed_town, "nowhere")
    # Of a month without a list: why it has none, what the place is on another, and what to ask.
    for place, asked in (
        (
            "Town centre",
            rf"Town centre, Central, North, is number 1 of {LAST}: ask with --month {LAST}, or give its hex",
        ),
        ("1", f"Any other hexagon goes by its 15 digits; `aim places --month {LAST}` has the newest other list"),
    ):
        with pytest.raises(QuestionError, match=rf"2024-09: its list is empty \(.+ of 12\)\. {asked}"):
            told(listed_town, place, month="2024-09")
    with pytest.raises(QuestionError, match="is no place on this map"):
        told(listed_town, "8a194609a0c7fff")


def test_a_hexagon_of_no_list_is_told_too_without_a_name(listed_town):
    key = beside("South", 3, 3)
    view = told(listed_town, key)
    assert (view.listed, view.guards) == (False, ())
    assert view.title == f"Why the hexagon {key} is not for discussion"
    assert [line.partition(":")[0] for line in view.rule] == ["New or worse", "Long-standing", "Quietened"]
    assert facts(view)["Counted"].endswith("of all concerns, July to September 2026")
    assert int(facts(view)["Counted"].split()[0]) == sum(view.series[-3:])
    assert view.decided == ("Nothing has been decided about it.",)


def test_who_decided_what_and_why_is_told_by_roles_and_in_public_once_it_is_over(listed_town, tmp_path: Path):
    shutil.copytree(listed_town.data, tmp_path / "copy")
    town = listed_town.model_copy(update={"data": tmp_path / "copy"})
    asked = proposal(town, cell("West"))
    said = {"reason": "High for many months", "note": "by the shops", "agency": "Council", "hours": 12.0}
    entry = replace(asked.entries[SEND], owner="Warden team leader", **said)
    sent = decide(town, asked.month, asked.place, asked.seen, asked.picture, entry)
    view = told(town, "2")
    assert view.decided[0].endswith(
        "AIM group, meeting on September 2026: Send: Council, Warden team leader, 12 hours, until 20 Dec 2026. "
        f"Why: High for many months. “by the shops” Seen then: 16, 1.3 expected (picture {asked.picture})."
    )
    assert view.result == "No review yet."
    assert sent.actor not in everything(view)
    assert told(town, "2", Edition.PUBLIC).decided == (TOLD_LATER,)

    end_decision(town, sent.id, note="walked twelve times")
    ended, before = told(town, "2").decided
    assert "Ended. “walked twelve times”" in ended
    assert before == view.decided[0]
    public = told(town, "2", Edition.PUBLIC).decided
    assert public[0].endswith(
        ", AIM group, meeting on September 2026: Send: Council. Why: High for many months. Ended."
    )
    assert len(public) == 2
    assert not re.search("by the shops|Seen then", " ".join(public))
    assert "twelve times" not in " ".join(public)
