"""A meeting is open until it is closed; then its minutes and sheets are of what lay before it, whatever comes later."""

import json
import re
import shutil
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from listed import LAST
from met import BEFORE, NOTE, SAID, enter, hold, meeting_of, rows
from scipy.stats import poisson

from aim import config, months
from aim.config import Config
from aim.decisions.closed import Opened
from aim.decisions.model import KNOWN, NOT_NOW, SEND, WATCH
from aim.decisions.states import came_to_an_end
from aim.errors import QuestionError, StoreError, UnknownPictureError
from aim.operations.meetings import DecidedMeanwhileError, close_meeting
from aim.questions import minutes
from aim.questions.decisions import decision_versions
from aim.questions.editions import Edition
from aim.questions.given_out import given_out
from aim.questions.minutes import Before, MeetingState, before, lay_out, meeting
from aim.questions.minutes_rows import COLUMNS, minutes_rows
from aim.questions.minutes_view import NOTHING, minutes_view
from aim.questions.nap_sheets import nap_sheets, plain
from aim.questions.public_rule import is_recent, public_line
from aim.questions.public_trends import public_trends_table
from aim.questions.public_words import unjudged_words
from aim.questions.results import ALIKE, CLEAR, EARLY, FEWER, MORE, compared, compared_inside, moved
from aim.questions.shown import show

INTERNAL, PUBLIC = Edition.INTERNAL, Edition.PUBLIC


SILENT = "cannot say: withheld, or a month before it is"
NO_RESULT = "There is no result to tell yet. When work is over, we will say here if there are fewer reports."


@pytest.fixture
def town(listed_town: Config, tmp_path: Path) -> Config:
    """The town of places for discussion, with a store that this test may write to."""
    shutil.copytree(listed_town.data, tmp_path / "copy")
    return listed_town.model_copy(update={"data": tmp_path / "copy"})


@pytest.fixture(scope="module")
def held(listed_town: Config, tmp_path_factory: pytest.TempPathFactory) -> Before:
    """What lies before a meeting that decided: plain values, which nobody can change for another test."""
    return meeting_of(listed_town, tmp_path_factory.mktemp("met") / "copy")


def said(values: object) -> str:
    return json.dumps(values, default=str, ensure_ascii=False)


# ---- open and closed -------------------------------------------------------------------------------------------------
def test_before_anything_is_decided_a_meeting_is_open_and_its_minutes_say_so(town):
    assert meeting(town, LAST) == MeetingState(LAST)
    view = minutes_view(before(town, LAST), INTERNAL)
    assert view.remarks == ("Draft, meeting not closed",)
    assert (view.undecided, view.earlier, view.totals, view.next) == (NOTHING, (), (), ())
    assert view.summary == f"{len(rows(town))} places for discussion. No decision was recorded."
    assert {place.decision for place in view.places} == {"no decision was recorded"}
    assert len(view.moved) == 5
    assert "(police stations, hospitals and the like), with 40 reports in September 2026" in view.notes[-2]
    assert not (town.data / "decisions").exists()


def test_what_lay_before_a_closed_meeting_outlives_its_picture_and_its_incidents(town):
    hold(town)
    laid = lay_out(town, LAST)
    closed = close_meeting(town, laid)
    assert (closed.month, closed.picture, closed.version) == (LAST, laid.picture, 1)
    found = before(town, LAST)
    assert found.state.last == closed
    assert json.dumps(found.tables) == json.dumps(json.loads(laid.tables))
    for folder in ("derived", "incidents"):
        shutil.rmtree(town.data / folder)
    assert before(town, LAST) == found
    later = config.load(town.data, {"AIM_TODAY": "2031-01-01"})
    assert minutes_view(before(later, LAST), INTERNAL) == minutes_view(found, INTERNAL)
    with pytest.raises(QuestionError, match="no picture yet"):
        lay_out(town, LAST)


def test_a_decision_after_closing_is_told_and_closing_again_keeps_both(town):
    made = hold(town)
    first = close_meeting(town, lay_out(town, LAST))
    # What the public was told of the month, and of that a year before, stands from now on.
    told = given_out(town, show(town))
    assert set(told) == {LAST, months.shift(LAST, -12)}
    town_wide = before(town, LAST).tables["moved"][0]["count"]
    assert (told[LAST]["picture"], told[LAST]["counts"][0][0]) == (first.picture, town_wide)
    stale = lay_out(town, LAST)
    changed = enter(town, made[SEND].place.key, SEND, hours=3.0)
    assert [each.version for each in decision_versions(town, changed.id)] == [1, 2]
    with pytest.raises(DecidedMeanwhileError):
        close_meeting(town, stale)
    found = before(town, LAST)
    assert (found.state.last, found.state.later) == (first, 1)
    view = minutes_view(found, INTERNAL)
    assert view.remarks == ("Changed since closing",)
    assert "Changed since: a decision was written afterwards and not in these minutes." in view.status
    assert "17.5 hours" in said(asdict(view))
    second = close_meeting(town, lay_out(town, LAST))
    again = before(town, LAST)
    assert again.state.closings == (first, second)
    view = minutes_view(again, INTERNAL)
    assert (view.remarks, "closed two times" in view.status) == ((), True)
    assert "3 hours" in said(asdict(view))
    assert "17.5 hours" not in said([asdict(place) for place in view.places])


def test_a_meeting_is_of_the_picture_that_it_was_opened_on_while_that_is_kept(town, monkeypatch):
    made = hold(town)
    current = made[SEND].picture
    asked: list[str | None] = []
    known = minutes.show

    def show(of: Config, as_of: str | None = None):
        asked.append(as_of)
        if as_of == "gone":
            raise UnknownPictureError("gone")
        return known(of, as_of)

    monkeypatch.setattr(minutes, "show", show)
    assert lay_out(town, LAST).picture == current
    assert current in asked
    opened = Opened(LAST, "gone", datetime(2026, 11, 1, tzinfo=UTC))
    assert minutes._picture(town, None, opened).manifest["picture"] == current
    with pytest.raises(UnknownPictureError):
        lay_out(town, LAST, picture="gone")


def test_what_cannot_be_asked_is_refused_with_the_next_step(town):
    for wrong in ("2026-13", "september", ""):
        with pytest.raises(QuestionError, match="YYYY-MM"):
            meeting(town, wrong)
    with pytest.raises(QuestionError, match=r"'1999-01' is not held: this picture has 2024-04 to 2026-09"):
        before(town, "1999-01")
    with pytest.raises(UnknownPictureError):
        before(town, LAST, picture="nowhere")
    closed = close_meeting(town, lay_out(town, LAST))
    assert before(town, LAST, picture=closed.picture).state.last == closed
    with pytest.raises(QuestionError, match=f"was closed on {closed.picture}, not on 'nowhere'"):
        before(town, LAST, picture="nowhere")
    laid = lay_out(town, LAST)
    close_meeting(town, replace(laid, tables=laid.tables.replace(b'"format":1', b'"format":2')))
    with pytest.raises(StoreError, match="closed by a later version of AIM"):
        before(town, LAST)
    with pytest.raises(QuestionError, match="no picture yet"):
        before(config.load(town.data.parent / "empty", {}), LAST)


def test_what_ended_since_the_last_meeting_is_reported_to_the_next(town):
    made = hold(town)
    sent = {row["id"]: row for row in before(town, LAST).tables["sent"]}
    assert set(sent) == {made["over"].id, made["ended"].id}
    assert sent[made["over"].id]["told"] == "due since 2 Nov 2026"
    again = enter(town, made["over"].place.key, SEND)
    assert again.follows == made["over"].id
    sent = {row["id"]: row for row in before(town, LAST).tables["sent"]}
    assert sent[made["over"].id]["taken_up"]
    assert not sent[made["ended"].id]["taken_up"]
    lines = {line.became for line in minutes_view(before(town, LAST), INTERNAL).earlier}
    assert any(line.startswith("taken up again; ") for line in lines)
    assert any(line.startswith("ended: quiet, says the zither; ") for line in lines)
    # Of a meeting before the last only what ended since then.
    every = [made["ended"], replace(made["over"], month=months.shift(BEFORE, -3))]
    last = Opened(BEFORE, "1-a", made["over"].at)
    assert came_to_an_end(every, frozenset({made["over"].id}), last) == [made["ended"]]
    assert came_to_an_end([replace(made["ended"], month="2026-01")], frozenset(), last) == [
        replace(made["ended"], month="2026-01")
    ]
    assert came_to_an_end(every, frozenset(), None) == []


# ---- what is in them -------------------------------------------------------------------------------------------------
def test_the_internal_minutes_have_every_decision_with_who_what_and_until_when(held):
    view = minutes_view(held, INTERNAL)
    (sent,) = [place for place in view.places if place.decision == SEND]
    assert (sent.who, sent.what) == ("Fire, Prevention team", "Youth outreach, 17.5 hours")
    assert sent.until.startswith("until ")
    assert sent.reason == f"High for many months · {NOTE}"
    assert [(line.agency, line.sends, line.hours) for line in view.totals] == [("Fire", 1, "17.5 hours")]
    assert view.summary.endswith("4 decided: 1 Send, 1 Watch, 1 Known, 1 Not now. 17.5 hours are planned.")
    assert len(view.next) == 3
    assert [line.decision.split(":")[0] for line in view.earlier] == [SEND, SEND]


def test_a_place_that_one_location_may_explain_is_named_in_no_minutes(held):
    guarded = [row for row in held.tables["places"] if row["one_location"]]
    assert guarded
    for row in guarded:
        places = [place.place for place in minutes_view(held, INTERNAL).places if place.number == str(row["number"])]
        assert places == [row["called"]]
        for line in held.tables["decisions"]:
            assert line["named"] != row["name"]


def test_no_account_and_no_point_is_kept(held):
    kept = said(held.tables)
    assert not {"actor", "longitude", "latitude", "load"} & set(re.findall(r'"(\w+)":', kept))


def everything_public(found: Before) -> str:
    """All that leaves of a meeting for everybody."""
    return said(
        [asdict(minutes_view(found, PUBLIC)), minutes_rows(found, PUBLIC), [asdict(s) for s in nap_sheets(found)]]
    )


def test_the_public_is_told_of_deployments_that_are_over_and_of_nothing_else(held):
    told = everything_public(held)
    words = {SAID[SEND]["tactic"], "Prevention team", NOTE, "17.5", "zither", SAID[KNOWN]["reason"], NOT_NOW, WATCH}
    assert not {word for word in (*words, SAID[NOT_NOW]["reason"]) if str(word) in told}
    assert not re.search(r"\d hours?|(until|review) \d|\d{4}-\d\d-\d\d", told)
    names = {row["name"] for row in held.tables["places"]} - {row["called"] for row in held.tables["places"]}
    assert not {name for name in names if name in told}
    view = minutes_view(held, PUBLIC)
    assert {line.became for line in view.earlier} == {f"{start}; {ALIKE}" for start in ("ended", "its time is over")}
    assert {(place.decision, place.who, place.reason) for place in view.places} == {("", "", "")}


def test_nothing_public_parts_a_running_decision_from_another_or_from_none(town):
    """Not what is missing, no count of them, and not that one was taken up again, changed or written after closing."""
    listed = rows(town)
    then = {"month": BEFORE, "on": date(2026, 10, 20), "until": date(2026, 11, 1)}
    enter(town, listed[0].key, SEND, **then)
    enter(town, listed[1].key, WATCH, month=BEFORE, on=date(2026, 10, 20))
    quiet = everything_public(before(town, LAST))
    assert "its time is over" in quiet
    assert [is_recent(date(2026, 11, 1), on) for on in (date(2027, 5, 4), date(2027, 5, 5))] == [True, False]
    running = enter(town, listed[0].key, SEND)  # where the last one is over: it takes that up
    for row, kind in zip(listed[2:], (SEND, WATCH, KNOWN, NOT_NOW), strict=False):
        enter(town, row.key, kind)
    assert everything_public(before(town, LAST)) == quiet
    close_meeting(town, lay_out(town, LAST))
    closed = everything_public(before(town, LAST))
    enter(town, running.place.key, NOT_NOW)
    assert minutes_view(before(town, LAST), INTERNAL).remarks == ("Changed since closing",)
    assert everything_public(before(town, LAST)) == closed


def test_no_count_that_may_not_leave_is_in_the_public_minutes(held):
    hidden = {
        **held.tables,
        "moved": [{**row, "hidden": True, "last_year_hidden": True} for row in held.tables["moved"]],
    }
    view = minutes_view(replace(held, tables=hidden), PUBLIC)
    assert {line.count for line in view.moved} == {"not shown"}
    assert {line.last_year for line in view.moved} <= {"not shown", "–"}
    assert view.outside == ()
    assert {line.count for line in minutes_view(replace(held, tables=hidden), INTERNAL).moved}.isdisjoint({"not shown"})


def test_a_row_of_the_table_is_a_decision_and_the_public_one_leaves_out_what_its_minutes_do(held):
    header, internal = minutes_rows(held, INTERNAL)
    assert header == COLUMNS
    assert len(internal) == 6
    by_kind = {row[header.index("decision")]: dict(zip(header, row, strict=True)) for row in internal[:4]}
    assert by_kind[SEND]["hours"] == 17.5
    assert by_kind[SEND]["minutes"] == "draft, meeting not closed"
    assert by_kind[KNOWN]["note"] == NOTE
    decided = [{**row, "seen": {**row["seen"], "expected": 0.04}} for row in held.tables["decisions"]]
    few = minutes_rows(replace(held, tables={**held.tables, "decisions": decided}), INTERNAL)[1]
    assert {row[header.index("expected_then")] for row in few[:4]} == {0.04}  # few expected is not none expected
    public = [dict(zip(header, row, strict=True)) for row in minutes_rows(held, PUBLIC)[1]]
    places = len(held.tables["places"])
    assert [row["decision"] for row in public] == [None] * places + [SEND, SEND]
    for row in public:
        inside = ("owner", "hours", "until", "review", "note", "count_then", "count_now")
        assert {row[name] for name in inside} == {None}
    assert {row["result"] for row in public[places:]} == {ALIKE}


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        (16, 3, FEWER),
        (16, 9, ALIKE),
        (16, 16, ALIKE),
        (16, 30, MORE),
        (0, 2, ALIKE),
        (6, 1, ALIKE),
        (0, 4, MORE),
        (4, 0, FEWER),
    ],
)
def test_fewer_is_said_only_where_chance_alone_seldom_gives_it(then, now, words):
    row = {"count": now, "seen": {"count": then, "window": 3}, "begun": "2026-06-30", "kind": SEND}
    assert compared(row, "2026-09") == compared_inside(row, "2026-09") == words
    assert compared({**row, "count": None}, "2026-09") == compared_inside({**row, "kind": KNOWN}, "2026-09") == ""
    assert compared({**row, "begun": None}, "2026-09") == compared_inside({**row, "begun": None}, "2026-09") == ""
    # The days before it was decided are no days of the work, be it in the first month that is counted or in all.
    for month, begun, counted in (
        ("2026-09", "2026-07-01", "1 Jul 2026, counted from July 2026"),
        ("2026-09", "2026-09-30", "30 Sep 2026, counted to September 2026"),
        ("2026-09", "2026-10-15", "15 Oct 2026, counted to September 2026"),
    ):
        early = {**row, "begun": begun}
        assert compared(early, month) == EARLY
        assert compared_inside(early, month) == f"too early to say: decided on {counted}"


@pytest.mark.parametrize("mean", [0.5, 1, 2, 5, 20])
def test_of_two_counts_of_one_mean_one_in_twenty_is_called_fewer_or_more(mean):
    """However small they are: without a correction it would be one in five of counts of about one."""
    chance = poisson.pmf(np.arange(60), mean)
    clear = np.array([[abs(moved(now, then)) > CLEAR for now in range(60)] for then in range(60)])
    assert chance @ clear @ chance < 0.052


# ---- the sheets ------------------------------------------------------------------------------------------------------
def test_a_sheet_has_three_facts_two_actions_and_one_result(held):
    sheets = nap_sheets(held)
    assert [sheet.neighbourhood for sheet in sheets] == ["East", "North", "South", "West"]
    for sheet in sheets:
        assert (len(sheet.facts), len(sheet.actions)) == (3, 2)
        assert sheet.ways[:2] == (
            ("Danger, or a crime going on now", "Call 999"),
            ("A fire, even a small one", "Call 999 and ask for the fire service"),
        )
        assert "Call Crimestoppers free on 0800 555 111" in dict(sheet.ways).values()
        talked, here = sheet.actions[1], [r for r in held.tables["places"] if r["neighbourhood"] == sheet.neighbourhood]
        assert all(row["ward"] in talked for row in here if talked.startswith("On our list "))
        assert sheet.remarks == ("Draft, meeting not closed",)
        assert sheet.stands == "We first gave these numbers out on 22 Nov 2026. They stay as they were then."
        assert "Reports recorded at police stations and hospitals are not in this number." in sheet.facts[0].text
    ended, over = (next(row for row in held.tables["sent"] if row["fate"] == fate) for fate in ("ended", "stands"))
    sheet = next(sheet for sheet in sheets if sheet.neighbourhood == ended["neighbourhood"])
    assert sheet.actions[0].startswith(f"Foot patrol in {ended['ward']}. Led by: the council. The problem: ")
    assert sheet.result.startswith(f"Foot patrol in {ended['ward']} is over. There are ")
    told = [action for sheet in sheets for action in sheet.actions if action.startswith("Planned: Mobile CCTV in")]
    assert told == [
        f"Planned: Mobile CCTV in {over['ward']}. Led by: the fire service. The problem: "
        f"{'many kinds of reports' if over['concern'] == 'all' else plain(over['concern'], over['counted'])}. "
        "We have not written down yet what came of it."
    ]
    others = [sheet for sheet in sheets if sheet.neighbourhood != ended["neighbourhood"]]
    assert {sheet.result for sheet in others} == {NO_RESULT}
    shared = [{**row, "seen": {**row["seen"], "window": 3}} for row in held.tables["told"]]  # two months are in both
    early = replace(held, tables={**held.tables, "told": shared, "sent": shared})
    assert {sheet.result for sheet in nap_sheets(early)} == {
        NO_RESULT,
        f"Foot patrol in {ended['ward']} is over. It is too early to say if there are fewer reports there. "
        "Our numbers still hold days from before it began.",
    }
    assert {line.became.partition("; ")[2] for line in minutes_view(early, PUBLIC).earlier} == {EARLY}
    inside = [line.became for line in minutes_view(early, INTERNAL).earlier]
    why = "too early to say: decided on 31 Aug 2026, counted from July 2026"
    assert all(became.endswith(f"now (two of the months in both); {why}") for became in inside)
    header, *_ = minutes_rows(early, INTERNAL)
    told_rows = [dict(zip(header, row, strict=True)) for row in minutes_rows(early, INTERNAL)[1]][-2:]
    assert all(str(row["result"]).endswith(f"; {why}") for row in told_rows)


def test_a_sheet_is_of_counts_that_may_leave_and_says_what_is_not_there_yet(held):
    shown = {row["count"] for row in held.tables["moved"] if row["area"] and not row["hidden"]}
    hidden = sum(row["hidden"] for row in held.tables["moved"] if row["area"] == "West" and row["count"] is not None)
    for sheet in nap_sheets(held):
        assert {int(fact.number.replace(",", "")) for fact in sheet.facts} <= shown
        if sheet.neighbourhood == "West":
            assert re.search(rf"give somebody away\. West: {hidden} of \d+ numbers left out\.", sheet.withheld)
    late = [
        {**row, "state": "not complete yet" if row["agency"] == "Council" else "complete"}
        for row in held.tables["data"]
    ]
    for sheet in nap_sheets(replace(held, tables={**held.tables, "data": late})):
        assert len(sheet.facts) == 3
        assert sheet.facts[-1].number == ""
        assert sheet.facts[-1].text.startswith("We do not have all the reports of September 2026 from ")
        assert "are not here yet" not in sheet.withheld  # what was told before stays told
    nothing = [{**row, "hidden": True} for row in held.tables["moved"]]
    for sheet in nap_sheets(replace(held, tables={**held.tables, "moved": nothing})):
        assert [fact.number for fact in sheet.facts] == [""]
    for sheet in nap_sheets(replace(held, tables={**held.tables, "moved": nothing, "data": late})):
        said = f"The numbers for {sheet.neighbourhood} are not here yet. We show them when all the reports are in."
        assert sheet.withheld == said


def test_what_moved_most_is_told_before_what_is_most_and_nothing_that_enforcement_counts(held):
    def row(concern: str, count: int, strength: float, **changes: object) -> dict[str, object]:
        signal = "as expected" if not strength else "higher" if strength > 0 else "lower"
        kept = {"area": "East", "concern": concern, "title": concern.title(), "count": count, "strength": strength}
        kept |= {"signal": signal, "hidden": False, "told": True, "enforced": False, "holds": False, "last_year": None}
        kept |= {"reason": "", "expected": 7.0, "lower": 1, "upper": 12, "of": "Police", "all_of": True}
        return {**kept, "last_year_hidden": True, **changes}

    moved = [
        row("all", 500, 0), row("crime", 300, 0, holds=True), row("burglary", 90, 0), row("litter", 30, 1.5),
        row("noise", 20, 2.5), row("graffiti", 9, -2.0), row("drugs", 80, 9.0, enforced=True), row("robbery", 6, -1.0),
        row("violence", 95, 0), row("dog-fouling", 99, 4.0, hidden=True),
    ]  # fmt: skip
    tables = {**held.tables, "moved": moved, "neighbourhoods": ["East"]}
    (sheet,) = nap_sheets(replace(held, tables=tables))
    assert [fact.number for fact in sheet.facts] == ["500", "20", "9"]
    assert (
        sheet.facts[1].text
        == "reports of noise. That is more than the 1 to 12 we expected. We look at many kinds of reports. "
        "A few go up or down just by chance."
    )
    quiet = [each for each in moved if each["signal"] == "as expected"]
    (sheet,) = nap_sheets(replace(held, tables={**tables, "moved": quiet}))
    assert [fact.number for fact in sheet.facts] == ["500", "95", "90"]
    # Without a public verdict what has clearly more reports than a year before, by public counts alone.
    since = [{**each, "told": False, "last_year_hidden": False, "last_year": each["count"]} for each in quiet]
    more = [{**each, "last_year": 40} if each["concern"] == "burglary" else each for each in since]
    (sheet,) = nap_sheets(replace(held, tables={**tables, "moved": more}))
    assert [fact.number for fact in sheet.facts] == ["500", "90", "95"]
    assert sheet.facts[1].text.startswith("reports of burglary. A year before there were 40. We cannot say here if")


def test_no_verdict_leaves_that_rests_on_a_month_that_may_not(held):
    """Whoever knows a count and its verdict month after month is told what is withheld in the months behind them."""
    kept = [
        {
            **row,
            "told": row["concern"] == "all" and row["area"] not in ("", "West"),
            "signal": "higher",
            "strength": 3.0,
            "lower": 1,
        }
        for row in held.tables["moved"]
    ]
    for row in kept:
        row["upper"], row["reason"] = 2, ""
    found = replace(held, tables={**held.tables, "moved": kept})
    view = minutes_view(found, PUBLIC)
    assert [line.split(":")[0] for line in view.outside] == [
        "All concerns in East",
        "All concerns in North",
        "All concerns in South",
    ]
    said = (
        "Of 3 counts that can be compared in public, three are outside what was expected; by chance alone up to one in"
    )
    assert view.chance.startswith(said)
    assert {line.area: line.signal for line in view.moved} == {
        **dict.fromkeys(("East", "North", "South"), "higher"), "West": SILENT, held.tables["town"]: SILENT,
    }  # fmt: skip
    for sheet in nap_sheets(found):
        words = [fact.text for fact in sheet.facts if "expected" in fact.text or "usual" in fact.text]
        assert len(words) == (sheet.neighbourhood != "West")
    before_told = [{name: value for name, value in row.items() if name != "told"} for row in kept]
    assert minutes_view(replace(held, tables={**held.tables, "moved": before_told}), PUBLIC).outside == ()


def test_a_count_far_from_the_year_before_is_told_where_its_verdict_is_not(held):
    """Else whoever reads what is outside what was expected would take it that there was no rise."""
    row = next(row for row in held.tables["moved"] if row["area"] == "North" and row["concern"] != "all")
    public = {"hidden": False, "last_year_hidden": False, "told": False, "enforced": False, "title": "Robbery"}
    rose = {**row, **public, "count": 42, "last_year": 7}
    rose.pop("given", None)
    assert unjudged_words([rose]) == (
        "Far from the year before, and without a verdict, as an earlier count is withheld or too little happened: "
        "Robbery in North, 42 where there were 7 a year before."
    )
    for nothing in ({"count": 12}, {"told": True}, {"hidden": True}, {"last_year_hidden": True}, {"area": ""}):
        assert unjudged_words([{**rose, **nothing}]) == ""


def test_what_leaves_of_minutes_pack_and_sheets_is_what_the_public_tables_have(listed_town, held):
    """All of it is of these lines, so that what holds of the tables, set against each other, holds of everything."""
    table, _ = public_trends_table(listed_town, month=LAST)
    then, _ = public_trends_table(listed_town, month=months.shift(LAST, -12), expectation=False)
    town = [frame[frame["kind"] != "ward"].to_dict("records") for frame in (table, then)]
    assert len(town[0]) == len(held.tables["moved"])
    told = 0
    for row, known, before_it in zip(held.tables["moved"], *town, strict=True):
        line = public_line(row)
        assert (line.signal, line.reason) == (known["signal"], known["reason"])
        assert (line.count is None) == pd.isna(known["count"])
        for name, number in (("count", line.count), ("lower", line.lower), ("upper", line.upper)):
            assert number is None or number == known[name]
        assert line.last_year in (None, before_it["count"])
        told += line.told
    assert 0 < told < len(held.tables["moved"])


def test_sheets_are_written_in_short_sentences(held):
    for sheet in nap_sheets(held):
        text = " ".join([sheet.lead, *(fact.text for fact in sheet.facts), *sheet.actions, sheet.result])
        sentences = [each for each in re.split(r"[.:] ?", text) if each]
        lengths = [len(each.split()) for each in sentences]
        assert sum(lengths) / len(lengths) <= 11
        assert max(lengths) <= 24
