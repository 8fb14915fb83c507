"""Deciding on the Month page: what the form offers, what a browser may send, who is told, what the page then shows."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import html, no_update
from flask.testing import FlaskClient
from listed import LAST
from sightings import of_class, parts
from sightings import text as spaced

from aim import months
from aim.config import Config
from aim.decision_lists import KINDS, KNOWN, NOT_NOW, SEND, WATCH
from aim.errors import BusyError
from aim.operations.decisions import FIELDS, NEEDED, Decision, decide, end_decision
from aim.operations.meetings import close_meeting
from aim.pages import create_app, deciding, deciding_entry, deciding_promises, ids, month, shell
from aim.pages.asking import ask
from aim.questions.decided_version import decisions_version
from aim.questions.decisions import MonthDecisions, Proposal, decision_versions, month_decisions, proposal
from aim.questions.minutes import lay_out
from aim.questions.places import places_table
from layers import figure

BEFORE = months.shift(LAST, -1)
SAID = {
    SEND: {"reason": "High for many months", "agency": "Council", "owner": "Warden team leader", "hours": 12.0},
    WATCH: {"reason": "Too early to tell"},
    KNOWN: {"reason": "Recorded there, happens elsewhere"},
    NOT_NOW: {"reason": "Other places come first"},
}  # fmt: skip
TYPED = {
    "reason": "High for many months", "note": "by the shops", "agency": "Council", "owner": "Warden team leader",
    "tactic": "", "hours": "7,5", "until": "", "review": "",
}  # fmt: skip


@pytest.fixture
def town(listed_town: Config, tmp_path: Path) -> Config:
    """The town of places for discussion, in a store that a test may write to."""
    shutil.copytree(listed_town.data, tmp_path / "copy")
    return listed_town.model_copy(update={"data": tmp_path / "copy"})


def keys(town: Config) -> list[str]:
    view = ask(town, "").view
    assert view is not None
    return [row.key for row in view.discussion.rows]


def enter(town: Config, asked: Proposal, kind: str = SEND, month: str = "", **changes: Any) -> Decision:
    """What somebody else decides, without a form."""
    entry = replace(asked.entries[kind], **{**SAID[kind], **changes})
    return decide(
        town, month or asked.month, asked.place, asked.seen, asked.picture, entry,
        replaces=None if month else asked.replaces, follows=None if month else asked.follows,
    )  # fmt: skip


def text(component: Any) -> str:
    """Its words, with single spaces."""
    return " ".join(spaced(component).split())


def elements(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, list):
        for each in content:
            yield from elements(each)
    elif isinstance(content, dict):
        yield content
        yield from elements(content["content"])


def words(content: Any) -> str:
    if isinstance(content, list):
        return " ".join(filter(None, map(words, content)))
    return content if isinstance(content, str) else words(content["content"])


def field(form: Any, name: str) -> dict[str, Any]:
    return next(each for each in elements(form) if each["attributes"].get("data-field") == name)


def control(form: Any, name: str) -> dict[str, Any]:
    return next(each for each in elements(field(form, name)) if each["attributes"].get("name") == name)


def holds(form: Any, name: str) -> str:
    """What a field of the form holds."""
    made = control(form, name)
    if made["tag"] == "select":
        chosen = [each["attributes"]["value"] for each in made["content"] if "selected" in each["attributes"]]
        return chosen[0] if chosen else ""
    return words(made["content"]) if made["tag"] == "textarea" else made["attributes"]["value"]


def faults(form: Any) -> dict[str, str]:
    return {
        each["attributes"]["data-field"]: words(wrong)
        for each in elements(form)
        if "data-field" in each["attributes"]
        for wrong in elements(each)
        if wrong["attributes"].get("class") == "field-fault"
    }


def drawn(town: Config, key: str, **asked: Any) -> dict[str, Any]:
    return deciding.form(town, proposal(town, key, **asked), identity="here")


def sent(form: dict[str, Any], kind: str = SEND, **typed: str) -> dict[str, Any]:
    """What the browser sends of a form."""
    held = {name: form["attributes"][f"data-{name}"] for name in ("month", "key", "picture", "replaces")}
    values = {name: value for name, value in (TYPED | typed).items() if name in FIELDS[kind]}
    until = (ask_today(form) + timedelta(days=20)).isoformat()
    values |= {"until": typed.get("until", until)} if kind == SEND else {}
    return {"act": "save", "beat": 3, "kind": kind, "values": values, **held}


def ask_today(form: dict[str, Any]) -> Any:
    """The day that the form was made on: it proposes one four weeks later."""
    proposed = control(form, "until")["attributes"]["data-proposed"].removeprefix("Send=")
    return months.first_day(proposed[:7]).replace(day=int(proposed[8:])) - timedelta(days=28)


def write(town: Config, message: Any) -> tuple[dict[str, Any], bool]:
    """The answer, and whether the page is to be asked anew."""
    told, fresh = deciding_entry.write(town, message, identity="here")
    return told, isinstance(fresh, str)


def shown(town: Config, search: str = "") -> dict[str, Any]:
    return month.regions(town, ask(town, search), theme="light", before=None)


# ---- the form ------------------------------------------------------------------------------------------------------
def test_the_form_has_the_fields_of_every_kind_and_says_which_must_be_filled(town: Config) -> None:
    form = drawn(town, keys(town)[0])
    for kind in KINDS:
        for name in {name for names in FIELDS.values() for name in names}:
            told = field(form, name)["attributes"]
            assert (kind in told["data-kinds"].split("|")) == (name in FIELDS[kind])
            assert (kind in told["data-needed"].split("|")) == (name in NEEDED[kind])
    radios = [each["attributes"] for each in elements(form) if each["attributes"].get("type") == "radio"]
    assert [each["value"] for each in radios] == list(KINDS)
    assert not any("checked" in each for each in radios)
    labelled = {each["attributes"].get("for") for each in elements(form) if each["tag"] == "label"}
    assert {control(form, name)["attributes"]["id"] for name in FIELDS[SEND]} <= labelled
    (count,) = (each for each in elements(field(form, "note")) if "data-counts" in each["attributes"])
    assert "names" in words(field(form, "note"))
    assert count["attributes"]["data-counts"] == control(form, "note")["attributes"]["id"]


def test_the_form_begins_with_what_is_proposed(town: Config) -> None:
    asked = proposal(town, keys(town)[0])
    form = deciding.form(town, replace(asked, agencies=("Fire",)), identity="here")
    assert (holds(form, "agency"), holds(form, "owner"), holds(form, "level")) == ("Fire", "", str(asked.seen.count))
    assert holds(deciding.form(town, replace(asked, agencies=("Fire", "Police")), identity="here"), "agency") == ""
    days = town.decisions.days
    assert control(form, "until")["attributes"]["data-proposed"] == f"Send={town.today() + timedelta(days=days.send)}"
    review = dict(each.split("=") for each in control(form, "review")["attributes"]["data-proposed"].split("|"))
    assert review == {
        WATCH: str(town.today() + timedelta(days=days.watch)),
        KNOWN: str(town.today() + timedelta(days=days.known)),
    }
    opened = deciding.form(town, asked, identity="here", kind=WATCH)
    assert holds(opened, "review") == review[WATCH]
    assert opened["attributes"]["data-open"] == "true"


def test_reasons_belong_to_kinds_and_owners_to_agencies(town: Config) -> None:
    form = drawn(town, keys(town)[0])
    reasons = {each["attributes"]["value"]: each["attributes"] for each in control(form, "reason")["content"][1:]}
    for kind in KINDS:
        mine = [reason for reason, of in reasons.items() if kind in of["data-of"].split("|")]
        assert mine == list(town.decisions.reasons_for(kind, proposal(town, keys(town)[0]).seen.lane))
    owners = {each["attributes"]["value"]: each["attributes"] for each in control(form, "owner")["content"][1:]}
    for agency in town.decisions.agencies:
        assert [role for role, of in owners.items() if agency.name in of["data-of"].split("|")] == list(agency.roles)


# ---- what is sent --------------------------------------------------------------------------------------------------
def test_what_is_saved_is_about_what_the_server_sees_whatever_the_browser_says(town: Config) -> None:
    asked = proposal(town, keys(town)[0])
    claims = {"place": {"name": "elsewhere"}, "seen": {"count": 99_999}, "actor": "somebody"}
    told, fresh = write(town, sent(drawn(town, asked.place.key)) | claims)
    assert (told["saved"], told["alert"], told["form"], fresh) == ("Saved", "", None, True)
    line = month_decisions(town).by_place[asked.place.key].now
    assert line is not None
    assert (line.decision.place, line.decision.seen, line.decision.picture) == (asked.place, asked.seen, asked.picture)
    assert (line.decision.entry.hours, line.decision.entry.note) == (7.5, "by the shops")


def test_what_cannot_be_read_stays_as_it_was_typed_with_its_fault_beside_it(town: Config) -> None:
    message = sent(
        drawn(town, keys(town)[0]), note="ask Mr Smith", hours="many", until="2026-02-31", owner="", review="soon"
    )
    told, fresh = write(town, message)
    form = told["form"]
    assert (told["saved"], fresh) == ("", False)
    assert set(faults(form)) == {"note", "hours", "until", "owner", "review"}
    assert "a title with a name" in faults(form)["note"]
    assert control(form, "note")["attributes"]["aria-invalid"] == "true"
    assert control(form, "note")["attributes"]["aria-describedby"].split()[0] == "here-note-fault"
    for name in ("note", "hours", "until", "agency", "reason"):
        assert holds(form, name) == message["values"][name]
    assert month_decisions(town).by_place == {}


HOSTILE: list[Any] = [
    None, [], "save", 7, {}, {"act": "drop"}, {"act": ["save"]},
    {"month": None}, {"month": "2026-13"}, {"month": ["2026-09"]}, {"month": "1999-01"},
    {"key": ""}, {"key": "892a1072b5bffff"}, {"key": "' OR 1=1 --"}, {"key": {"a": 1}}, {"key": "A" * 15},
    {"replaces": True}, {"replaces": 1}, {"replaces": "1 OR 1"}, {"replaces": "-1"}, {"replaces": "9" * 40},
    {"replaces": "77"}, {"kind": None}, {"kind": ["Send"]}, {"kind": "<script>"}, {"kind": "x" * 9_000},
    {"values": None}, {"values": "reason"}, {"values": {"reason": 1}}, {"values": {"reason": ["x"]}},
    {"values": {"__class__": "x"}}, {"values": {"note": "x" * 2_001}}, {"picture": None}, {"picture": {"a": 1}},
    {"act": "end"}, {"act": "end", "decision": "1; DROP TABLE decisions"}, {"act": "end", "decision": "12"},
    {"act": "withdraw", "decision": True}, {"act": "end", "decision": "1", "note": ["x"]},
]  # fmt: skip


def test_hostile_values_write_nothing_and_are_answered_in_words(town: Config) -> None:
    form = drawn(town, keys(town)[0])
    for hostile in HOSTILE:
        message = sent(form) | hostile if isinstance(hostile, dict) and hostile else hostile
        told, fresh = write(town, message)
        assert told["saved"] == "", hostile
        assert told["alert"] or words(told["form"]), hostile
        assert "Traceback" not in told["alert"], hostile
        assert month_decisions(town).by_place == {}, hostile
        assert fresh is (hostile in ({"picture": None}, {"picture": {"a": 1}})), hostile


def test_a_decision_about_one_place_never_takes_the_place_of_another(town: Config) -> None:
    one, other = keys(town)[:2]
    theirs = enter(town, proposal(town, other))
    told, _ = write(town, sent(drawn(town, one)) | {"replaces": str(theirs.id)})
    assert "not about this place" in words(told["form"])
    assert list(month_decisions(town).by_place) == [other]


def test_a_form_of_an_older_picture_is_not_saved_on_numbers_that_nobody_saw(town: Config) -> None:
    message = sent(drawn(town, keys(town)[0])) | {"picture": "1-00000000"}
    told, fresh = write(town, message)
    assert "New data came in" in words(told["form"])
    assert (told["saved"], fresh, holds(told["form"], "note")) == ("", True, "by the shops")
    assert write(town, sent(told["form"]))[0]["saved"] == "Saved"


def test_what_nobody_foresaw_is_said_with_a_reference_and_what_was_typed_stays(
    town: Config, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    message = sent(drawn(town, keys(town)[0]))
    monkeypatch.setattr(deciding_entry, "decide", lambda *_, **__: 1 // 0)
    told, fresh = write(town, message)
    assert (told["form"], fresh) == (None, False)
    assert told["alert"].split("Reference ")[1][:8] in caplog.text
    assert "division" not in told["alert"]


# ---- two people ----------------------------------------------------------------------------------------------------
def test_the_second_of_two_is_told_loses_nothing_and_may_replace_it(town: Config) -> None:
    key = keys(town)[0]
    mine = drawn(town, key)
    first = enter(town, proposal(town, key), WATCH, note="theirs")
    told, fresh = write(town, sent(mine, note="mine"))
    form = told["form"]
    (box,) = (each for each in elements(form) if each["attributes"].get("class") == "deciding-told")
    assert "Decided by somebody else at " in words(box)
    assert first.actor not in words(box)  # an account is nobody the room knows
    assert "Watch" in words(box)
    assert "theirs" in words(box)
    assert [each["attributes"]["data-acts"] for each in elements(box) if each["tag"] == "button"] == ["save", "keep"]
    assert (holds(form, "note"), form["attributes"]["data-replaces"], fresh) == ("mine", str(first.id), False)
    assert decision_versions(town, first.id) == [first]
    assert write(town, sent(form, note="mine"))[0]["saved"] == "Saved"
    assert [each.entry.note for each in decision_versions(town, first.id)] == ["theirs", "mine"]
    # A third, whose form shows what has been replaced, is told as well.
    late = sent(mine) | {"replaces": str(first.id)}
    assert "Decided by" in words(write(town, late)[0]["form"])


def test_who_is_kept_waiting_is_told_what_to_do_and_no_path(
    town: Config, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said, again = f"{town.data} is being written", "Somebody else is writing: press Enter to try again."

    def busy(*_: object, **__: object) -> None:
        raise BusyError(said, plain=again)

    monkeypatch.setattr(deciding_entry, "decide", busy)
    told, _ = write(town, sent(drawn(town, keys(town)[0])))
    assert (told["alert"], told["form"], told["saved"]) == (again, None, "")
    assert said in caplog.text


def test_changed_taken_back_and_ended_with_a_note(town: Config) -> None:
    key = keys(town)[0]
    made = enter(town, proposal(town, key), note="first")
    form = drawn(town, key)
    assert [each["attributes"].get("data-acts") for each in elements(form) if each["tag"] == "button"][:3] == [
        "change", "end", "withdraw",
    ]  # fmt: skip
    assert (holds(form, "note"), holds(form, "agency"), form["attributes"]["data-open"]) == ("first", "Council", "")
    assert write(town, sent(form, note="second"))[0]["saved"] == "Saved"
    now = proposal(town, key).replaces
    end = {"act": "end", "beat": 4, "decision": str(now), "note": "call 01642 123456"}
    told, fresh = write(town, end)
    assert (told["saved"], fresh) == ("", False)
    assert "telephone number" in told["alert"]
    assert write(town, end | {"decision": str(made.id), "note": ""})[1]  # what was shown stands no more: asked anew
    assert write(town, end | {"note": "quiet since"})[0]["saved"].startswith("Ended: Send")
    line = month_decisions(town).by_place[key].now
    assert line is not None
    assert line.decision.end_note == "quiet since"
    other = enter(town, proposal(town, keys(town)[1]))
    assert write(town, {"act": "withdraw", "decision": str(other.id)})[0]["saved"].startswith("Taken back")
    assert keys(town)[1] not in month_decisions(town).by_place
    history = shown(town, f"?place={key}")["drawer"]
    versions = [text(each) for each in of_class(history, "decision-version")]
    assert len(versions) == 3
    assert versions[0].startswith("Ended:")
    assert "quiet since" in versions[0]
    assert "High for many months: first" in versions[2]
    assert "Taken back" in text(of_class(shown(town, f"?place={keys(town)[1]}")["drawer"], "decision-version"))


# ---- which month ---------------------------------------------------------------------------------------------------
def test_only_the_months_that_a_meeting_is_on_can_be_decided(town: Config) -> None:
    key = keys(town)[0]
    earlier = [row.key for row in ask(town, f"?month={BEFORE}").view.discussion.rows]
    assert month_decisions(town).closed == month_decisions(town, month=BEFORE).closed == ""
    old = months.shift(LAST, -2)
    said = month_decisions(town, month=old).closed
    assert said == f"The meeting on {months.title(old)} is over: decisions are taken on {months.title(LAST)}."
    form = drawn(town, earlier[0], month=BEFORE)
    begun = enter(town, proposal(town, earlier[0], month=BEFORE))
    enter(town, proposal(town, key))
    # The next meeting has begun: what was sent from a form of the one before is refused, and nothing is taken back.
    told, fresh = write(town, sent(form) | {"replaces": str(begun.id)})
    assert "is over" in told["alert"]
    assert (told["saved"], told["form"], fresh) == ("", None, False)
    told, _ = write(town, {"act": "withdraw", "decision": str(begun.id)})
    assert "can be ended" in told["alert"]
    assert write(town, {"act": "end", "decision": str(begun.id)})[0]["saved"]
    assert drawn(town, earlier[0], month=BEFORE)["tag"] == "div"
    assert not of_class(shown(town, f"?month={BEFORE}")["places"], "is-open")


# ---- the page ------------------------------------------------------------------------------------------------------
def test_rows_show_what_was_decided_and_what_is_still_to_be(town: Config) -> None:
    one, other, third = keys(town)[:3]
    enter(town, proposal(town, one))
    enter(town, proposal(town, other), WATCH, BEFORE)
    enter(town, proposal(town, third), NOT_NOW)
    rows = {row.to_plotly_json()["props"]["data-place"]: row for row in of_class(shown(town)["places"], "place")}
    state = {key: text(of_class(row, "decision-state")) for key, row in rows.items()}
    assert (state[one], state[other], state[third]) == ("→ Send", "○ to decide ◎ Aug: Watch", "– Not now")
    assert set(state.values()) == {"→ Send", "○ to decide ◎ Aug: Watch", "– Not now", "○ to decide"}
    # Closed: the page says so and by whom, what was not decided says that, and what is decided comes after it.
    close_meeting(town, lay_out(town, LAST))
    page = shown(town)
    assert re.search(
        r"^Meeting closed by the AIM group at .+ on .+\. What is decided now comes after it\.", text(page["promises"])
    )
    assert {text(each) for each in of_class(page["places"], "is-open")} == {"○ not decided"}
    close_meeting(town, lay_out(town, LAST, by="Chair of the AIM group"))
    assert text(shown(town)["promises"]).startswith("Meeting closed by Chair of the AIM group at ")
    enter(town, proposal(town, keys(town)[3]))
    assert "Decided once since: not in its minutes." in text(shown(town)["promises"])


def test_known_places_stand_apart_counted_and_come_back_when_they_hold_more(town: Config) -> None:
    """What an earlier meeting knew is in no number of the page and of the list that leaves; what this one knows is."""
    every = keys(town)
    one, other, now = (proposal(town, key) for key in every[:3])
    enter(town, one, KNOWN, BEFORE)
    enter(town, other, KNOWN, BEFORE, level=other.seen.count - 1)
    enter(town, now, KNOWN)
    page = shown(town)
    (apart,) = of_class(page["places"], "known")
    assert text(apart).startswith("1 more, known since an earlier meeting: 1 show")
    assert [row.href for row in of_class(apart, "place")] == [f"?place={one.place.key}"]
    assert not apart.open
    (opened,) = of_class(shown(town, f"?place={one.place.key}")["places"], "known")
    assert opened.open
    left = [str(number) for number in range(2, len(every) + 1)]
    lanes = [row for lane in of_class(page["places"], "lane") for row in of_class(lane, "place")]
    assert [text(of_class(row, "place-number")).split()[-1] for row in lanes] == left
    assert f": {len(left)} places for discussion" in text(page["headline"])
    assert "1 more is known since an earlier meeting." in text(page["headline"])
    assert f"{len(left)} numbered places are for discussion" in page["map_text"]
    assert "Known, not on the map: 1" in text(page["legend"])
    drawn_numbers = page["map"]["layout"]["map"]["layers"][figure.LAYERS.index("numbers")]["source"]["features"]
    assert [each["properties"]["number"] for each in drawn_numbers] == left
    standing = {str(row["cells"][-1]) for row in shown(town, "?view=table")["rows"]["rows"]}
    assert "known" in standing
    assert "{'number': 1}" not in standing
    table, record = places_table(town)
    became = f"not decided; {months.short(BEFORE)}: Known, back early"
    assert table["decision"].tolist()[:4] == [f"known since {months.short(BEFORE)}", became, "Known", "not decided"]
    assert record["known"] == [1]
    # What answers a decision alone changes no figure; where it takes the place of another answer it is whole.
    assert month.sent(page, page["shown"], decided=True)["cards"] is no_update
    assert month.sent(page, page["shown"] | {"address": "?month=2026-08"}, decided=True) == page
    # Taken up again it is counted again, and that decision draws the map anew.
    assert month.regions(town, ask(town, ""), theme="light", before=page["shown"])["map"] is no_update
    enter(town, proposal(town, one.place.key), WATCH)
    rose = {row.href: key for row in of_class(page["drawer"], "change") if (key := row.href[-15:]) in every[3:]}
    risen = proposal(town, next(iter(rose.values())))
    enter(town, risen, KNOWN, BEFORE)
    again = month.regions(town, ask(town, ""), theme="light", before=page["shown"])
    assert again["map"] is not no_update
    assert f": {len(every) - 1} places for discussion" in text(again["headline"])
    # It stays among what rose most, and that it is known stands beside its name.
    marked = {row.href for row in of_class(again["drawer"], "change") if of_class(row, "change-known")}
    assert marked == {f"?place={risen.place.key}"}
    assert len(rose) > 1


def test_the_month_opens_on_what_was_promised_and_what_came_of_it(town: Config) -> None:
    assert shown(town)["promises"] == []
    late, running, watched = (proposal(town, key) for key in keys(town)[:3])
    due = enter(town, late, SEND, BEFORE, until=town.today())
    enter(town, running, SEND, BEFORE, note="by the shops")
    enter(town, watched, WATCH, BEFORE)
    gone = replace(late.place, key="892a1072b5bffff", cells=("892a1072b5bffff",), name="Elsewhere")
    enter(town, replace(running, place=gone), WATCH)
    later = town.model_copy(update={"today_pinned": town.today() + timedelta(days=1)})
    promises = shown(later)["promises"]
    assert text(of_class(promises, "promises")).startswith(
        "From last month: 1 due, 1 running, 1 watched, 1 decided and off the list"
    )
    lines = of_class(promises, "promise")
    assert len(lines) == 4
    first = text(lines[0])
    assert late.place.name in first
    assert "Send : Council, Warden team leader, 12 hours" in first
    assert f"Then {late.seen.count}, now {late.seen.count}: " in first
    assert "due since" in first
    ends = [part for part in parts(lines[0]) if isinstance(part, html.Button)]
    assert ends[0].to_plotly_json()["props"]["data-decision"] == str(due.id)
    assert [part.href for part in parts(lines[0]) if isinstance(part, html.A)] == [f"?place={late.place.key}"]
    assert "Elsewhere" in text(lines[3])
    # Another name on paper: whether one location may explain an old decision is not known any more.
    assert text(of_class(lines[0], "place-called")) == late.place.called
    # Taken up again it is owed no more; ended neither.
    asked = proposal(later, late.place.key)
    assert "From August 2026" in words(deciding.form(later, asked, identity="here"))
    told, _ = write(later, sent(drawn(later, late.place.key)))
    assert told["saved"] == "Saved"
    end_decision(later, month_decisions(later).by_place[running.place.key].earlier.decision.id, note="quiet since")
    promises = shown(later)["promises"]
    assert text(of_class(promises, "promises")).startswith(
        "From last month: 1 ended, 1 taken up again, 1 watched, 1 decided and off the list"
    )
    lines = of_class(promises, "promise")
    assert [text(of_class(line, "promise-state")) for line in lines[:2]] == ["taken up again", "ended: quiet since"]
    assert [len([each for each in parts(line) if isinstance(each, html.Button)]) for line in lines] == [0, 0, 1, 1]
    # Not one day of the work lies in what is counted now: nothing can have come of it.
    early = "Too early to say: decided on 22 Nov 2026, counted to September 2026. Then "
    assert [text(of_class(line, "promise-came")).startswith(early) for line in lines] == [True, True, True, False]


def test_promises_of_several_meetings_are_counted_together() -> None:
    none = MonthDecisions(LAST, "1-a", {}, (), ())
    assert deciding_promises.summary(none) == "nothing is owed"


def test_decisions_that_cannot_be_read_are_named_and_cost_nothing_else(
    town: Config, caplog: pytest.LogCaptureFixture
) -> None:
    key = keys(town)[0]
    enter(town, proposal(town, key))
    (town.data / "decisions" / "decisions.sqlite").write_bytes(b"no database" * 500)
    for left in (town.data / "decisions").glob("*-*"):
        left.unlink()
    regions = shown(town, f"?place={key}")
    assert "Decisions cannot be shown or taken" in text(regions["notices"])
    assert "decisions.sqlite" not in text(regions["notices"])  # which the log names
    assert "decisions.sqlite" in caplog.text
    assert (regions["promises"], regions["deciding"]) == ([], None)
    assert len(of_class(regions["places"], "place")) == len(keys(town))
    assert not of_class(regions["places"], "decision-state")
    assert of_class(regions["drawer"], "drawer-bars")
    with create_app(town).server.test_client() as client:
        assert beat(client, "0 0") == {}  # the page stays as it is


def beat(client: FlaskClient, decided: str) -> dict[str, Any]:
    """What every open page is told every few seconds."""
    stores = [{"id": name, "property": "data"} for name in (ids.TOKEN, ids.DECIDED)]
    body = {
        "output": f"..{ids.TOKEN}.data...{ids.DECIDED}.data..",
        "outputs": stores,
        "inputs": [{"id": ids.POLL, "property": "n_intervals", "value": 1}],
        "state": [stores[0] | {"value": shell.token(client.application.config["AIM"])}, stores[1] | {"value": decided}],
        "changedPropIds": [f"{ids.POLL}.n_intervals"],
    }
    answer = client.post("/_dash-update-component", json=body, base_url="http://127.0.0.1:8050")
    told: dict[str, Any] = answer.get_json()["response"]
    return told


def test_an_open_page_is_told_of_what_others_decide(town: Config) -> None:
    known = decisions_version(town) or ""
    with create_app(town).server.test_client() as client:
        assert beat(client, known) == {}
        made = enter(town, proposal(town, keys(town)[0]))
        told = beat(client, known)
        assert told == {ids.DECIDED: {"data": decisions_version(town)}}
        assert told[ids.DECIDED]["data"].split()[0] == str(made.id)
    end_decision(town, made.id, withdrawn=True)


# ---- through the server --------------------------------------------------------------------------------------------
def test_a_page_of_another_site_decides_nothing(town: Config) -> None:
    key, identity = keys(town)[0], ids.DECIDING
    message = sent(deciding.form(town, proposal(town, key), identity=identity))
    outputs = [{"id": f"{identity}-answer", "property": "data"}, {"id": f"{identity}-saved", "property": "data"}]
    body = {
        "output": f"..{identity}-answer.data...{identity}-saved.data..",
        "outputs": outputs,
        "inputs": [{"id": f"{identity}-sent", "property": "data", "value": message}],
        "changedPropIds": [f"{identity}-sent.data"],
    }
    here = "http://127.0.0.1:8050"
    with create_app(town).server.test_client() as client:
        for origin in ("http://evil.example", "null", "http://127.0.0.1:9999"):
            headers = {"Origin": origin}
            answer = client.post("/_dash-update-component", json=body, headers=headers, base_url=here)
            assert answer.status_code == 403
        assert month_decisions(town).by_place == {}
        answer = client.post("/_dash-update-component", json=body, headers={"Origin": here}, base_url=here)
        assert answer.get_json()["response"][f"{identity}-answer"]["data"]["saved"] == "Saved"
        # What the page knows of the decisions goes with it: its next beat finds nothing new.
        assert answer.get_json()["sideUpdate"] == {ids.DECIDED: {"data": decisions_version(town)}}
    assert list(month_decisions(town).by_place) == [key]
    end_decision(town, proposal(town, key).replaces or 0, withdrawn=True)
