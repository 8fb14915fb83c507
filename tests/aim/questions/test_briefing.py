"""A week of briefings of a store that is filled as in use: what was received, when it is told, and what is not said."""

import re
import shutil
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import briefed
import numpy as np
import paper as reading
import pytest
from briefed import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY
from commandline import runner
from listed import LAST

from aim import schema
from aim.building.counting import Ground
from aim.config import Config
from aim.decisions.model import KNOWN, NOT_NOW, SEND, WATCH
from aim.errors import QuestionError
from aim.geography import outlines
from aim.operations.decisions import decide
from aim.questions.briefing import briefing_view
from aim.questions.briefing_received import MOST, came_in
from aim.questions.briefing_views import BriefingView
from aim.questions.briefing_week import compared, is_week
from aim.questions.decisions import proposal
from aim.questions.discussion import discussion_view
from aim.questions.editions import Edition
from aim.questions.freshness import freshness
from aim.questions.public_places import public_places_table
from aim.questions.shown import show
from aim.reading.received import Incidents, Received, as_if_daily
from aim.store.arrivals import Landings
from aim.store.held import held
from aim.store.incidents import IncidentStore
from aim.store.record import LOAD, LoadRecord


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("briefed")
    return briefed.week(folder / "store", folder / "inbox")


def briefing(of: Path | Config, day: str = "", area: str = "East", **asked: object) -> BriefingView:
    found = briefing_view(briefed.on(of, day) if isinstance(of, Path) else of, area=area, **asked)  # type: ignore[arg-type]
    assert found is not None
    return found


def rows(view: BriefingView) -> list[tuple[str, str, str]]:
    return [(row.what, row.when, row.count) for row in view.rows]


# ---- received, not occurred ----------------------------------------------------------------------------------------
def test_what_happened_on_friday_and_comes_on_tuesday_is_tuesdays_and_not_wednesdays(store):
    tuesday, wednesday = briefing(store, TUESDAY), briefing(store, WEDNESDAY)
    assert tuesday.title == "East, Tue 17 Nov 2026"
    assert tuesday.received == "Received since Mon 09:00: 1 council."
    assert tuesday.last_file == "Last file 08:40."
    assert rows(tuesday) == [("Fly-tipping", "Fri 13 Nov, evening", "1")]
    assert "Fly-tipping" not in str(wednesday.rows)


def test_so_says_the_sheet_that_the_command_writes(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    aim, said = runner(monkeypatch, capsys), {}
    for day in (TUESDAY, WEDNESDAY):
        monkeypatch.setenv("AIM_TODAY", day)
        done = aim("briefing", "--data", store, "--neighbourhood", "East", "--out", tmp_path / f"{day}.pdf")
        assert done.code == 0
        said[day] = reading.text((tmp_path / f"{day}.pdf").read_bytes())
    assert "Received since Mon 09:00: 1 council." in said[TUESDAY]
    assert "1 Fly-tipping" in said[TUESDAY]
    assert "Fri 13 Nov, evening" in said[TUESDAY]
    assert "Fri 13 Nov" not in said[WEDNESDAY]


def test_what_is_corrected_is_not_received_again(store):
    """Wednesday's file calls the fly-tip litter, and brings one case that is new."""
    assert rows(briefing(store, WEDNESDAY)) == [("Noise", "Tue 17 Nov, evening", "1")]


def test_what_comes_after_a_briefing_is_in_the_next_one_too(store):
    assert "Noise" in str(briefing(store, THURSDAY).rows)


def test_a_month_that_comes_again_brings_what_is_new_in_it(store):
    """One burglary by its id; of two reports without an id no more than how many."""
    thursday = briefing(store, THURSDAY)
    assert thursday.received == "Received since Wed 09:00: 3 police, 1 council."
    assert set(rows(thursday)) == {
        ("Burglary", "Oct 2026", "1"),
        ("Anti-social behaviour", "Oct 2026, more than came before", "2"),
        ("Noise", "Tue 17 Nov, evening", "1"),
    }


def test_when_nothing_comes_the_last_time_is_said_and_that_it_is_old(store):
    friday = briefing(store, FRIDAY)
    assert friday.received == "Nothing received since Thu 08:15."
    assert friday.stale == "last file Thu 08:15, 39 hours ago"
    assert friday.rows == ()
    assert not briefing(store, THURSDAY).stale


def test_mondays_is_since_friday_and_weekends_belong_to_it(store):
    for day in ("2026-11-21", "2026-11-22", "2026-11-23"):
        assert briefing(store, day).received == "Nothing received since Thu 08:15."
    # On the first Monday all that the store begins with came, and its last file at half past eight.
    first = briefing(store, MONDAY)
    assert first.received == "Received since Fri 09:00: 13 police, 6 council."
    assert first.last_file == "Last file 08:30."


def test_before_anything_came_that_is_said(store):
    before = briefing(store, "2026-11-15")
    assert (before.received, before.stale, before.rows) == ("Nothing was received yet.", "", ())


def test_three_days_and_seven_overlap_and_compare_nothing_small(store):
    three = briefing(store, FRIDAY, since="72h")
    assert three.received == "Received in the last 72 hours: 3 police, 1 council."
    assert three.compared == ()
    seven = briefing(store, FRIDAY, since="7d")
    assert seven.received == "Received in the last 7 days: 16 police, 8 council."
    assert seven.compared == ("Nothing is compared: no concern has 5 dated incidents in a usual week here.",)


def test_another_neighbourhood_is_told_that_nothing_was_new_there(store):
    assert briefing(store, TUESDAY, "West").received == "Received since Mon 09:00: nothing new in West."


def test_refusals_are_said(store):
    view = briefing(store, TUESDAY)
    assert view.hours is None
    assert re.fullmatch(r"Too few to show hours: \d dated incidents in a year, 30 are needed\.", view.no_hours)
    assert "Police data here is monthly: the newest is October 2026." in view.notes
    assert view.places == ()
    assert view.places_note.startswith("No place in East is for today: on the list for discussion")


def test_unknown_questions_name_the_known_answers(store):
    with pytest.raises(QuestionError, match="no neighbourhood: there are East, North, South and West"):
        briefing(store, TUESDAY, "Atlantis")
    with pytest.raises(QuestionError, match="there are last, 72h, 7d"):
        briefing(store, TUESDAY, since="24h")
    assert briefing_view(briefed.on(store.parent / "none", TUESDAY)) is None


def test_nothing_of_a_row_is_an_hour_or_a_reference(store):
    told = " ".join(str(briefing(store, day, since="7d").rows) for day in (TUESDAY, THURSDAY, FRIDAY))
    assert not re.search(r"\d\d:\d\d|CASE-|[0-9a-f]{16}", told)


def test_the_public_is_told_kinds_of_which_five_came_and_no_number(store, demonstration: Config):
    public = briefing(store, MONDAY, edition=Edition.PUBLIC)
    # A whole month came, of the police without a day: beside its table that would tell which counts are small.
    assert (len(briefing(store, MONDAY).rows), public.rows) == (2, ())
    assert public.received == "Received since Fri 09:00: nothing that may be told in public."
    weekly = briefing(demonstration, area="North", since="7d", edition=Edition.PUBLIC)
    assert {(row.what, row.count, row.when) for row in weekly.rows} >= {("Fly-tipping", "5+", "")}
    assert weekly.received == "Received in the last 7 days: reports of council."
    assert briefing(store, FRIDAY, since="72h").received == "Received in the last 72 hours: 3 police, 1 council."
    few = "Received in the last 72 hours: nothing that may be told in public."
    assert briefing(store, FRIDAY, since="72h", edition=Edition.PUBLIC).received == few
    nobody = briefing(store, TUESDAY, "West", edition=Edition.PUBLIC)
    assert nobody.received == "Received since Mon 09:00: nothing that may be told in public."
    assert public.left == ()
    assert (public.hours, public.no_hours, public.compared) == (None, "", ())
    assert briefing(store, TUESDAY, edition=Edition.PUBLIC).rows == ()


def test_seven_days_stand_beside_a_usual_week_where_that_brings_five(demonstration: Config):
    view = briefing(demonstration, area="North", since="7d")
    told = [re.fullmatch(r"(.+): (none|\d+), about (\d+) in a usual week\.", line) for line in view.compared]
    assert all(told)
    usual = {line[1]: int(line[3]) for line in told if line}
    assert usual["Fly-tipping"] >= 5
    assert min(usual.values()) >= 5
    assert "Robbery" not in usual  # of the police, whose data is monthly
    assert briefing(demonstration, area="North", since="72h").compared == ()


def test_a_backlog_is_no_week(demonstration: Config):
    shown, until = show(demonstration), demonstration.now()
    assert shown is not None
    area, content = Ground.of(demonstration, outlines.load(demonstration)), held(demonstration.data)
    week = as_if_daily(IncidentStore(demonstration.data), until - timedelta(days=7), until, area, content).incidents
    late = replace(week, start=week.start - np.timedelta64(20, "D"))
    fresh = freshness(demonstration, shown)
    told = compared(fresh, late, "North", until, fresh.sources)
    assert [line for line in told if line.startswith("Fly-tipping: ") and "over two weeks ago" in line]


def test_a_source_that_sent_no_week_is_not_compared_with_one(demonstration: Config):
    """Where the council's files stopped, "none, about 6 in a usual week" would be a fall that nobody knows of."""
    shown, until = show(demonstration), demonstration.now()
    assert shown is not None
    fresh = freshness(demonstration, shown)
    nothing = as_if_daily(
        IncidentStore(demonstration.data), until, until, Ground.of(demonstration, outlines.load(demonstration)),
        held(demonstration.data),
    ).incidents  # fmt: skip
    stopped = compared(fresh, nothing, "North", until, ())
    (said,) = stopped
    assert said.startswith("Environmental crime, Fly-tipping, ")
    assert said.endswith(": not compared, since no whole week came of Council desk.")
    assert not [line for line in stopped if "usual week" in line]
    assert [line for line in compared(fresh, nothing, "North", until, fresh.sources) if "none, about" in line]


@pytest.mark.parametrize(
    ("last", "days", "week"),
    [("2026-11-20", 7, True), ("2026-11-16", 3, False), ("2026-11-13", 0, False), (None, 0, False)],
)
def test_a_week_came_where_a_sources_files_reach_over_one(last: str | None, days: int, week: bool):
    def step(day: str, source: str) -> tuple[int, datetime, LoadRecord]:
        values = dict.fromkeys(field.name for field in fields(LoadRecord))
        record = LoadRecord(**(values | {"source": source, "kind": LOAD, "load": day}))
        return 1, datetime.fromisoformat(f"{day}T08:40:00+00:00"), record

    until = datetime(2026, 11, 20, 9, tzinfo=UTC)
    steps = [step("2026-11-13", "desk"), step("2026-11-20", "other")] + ([step(last, "desk")] if last else [])
    reach = Landings(tuple(steps if last else steps[1:])).reach("desk", until - timedelta(days=7), until)
    assert (reach.days, is_week(reach)) == (days, week)


# ---- places to be ---------------------------------------------------------------------------------------------------
@pytest.fixture
def town(listed_town: Config, tmp_path: Path) -> Config:
    """The town of places for discussion, with a store that this test may write to."""
    shutil.copytree(listed_town.data, tmp_path / "copy")
    return listed_town.model_copy(update={"data": tmp_path / "copy"})


def listed(town: Config, area: str):
    shown = show(town)
    assert shown is not None
    return discussion_view(freshness(town, shown), LAST, area).rows


def decided(town: Config, key: str, kind: str, **entered: object) -> None:
    asked = proposal(town, key)
    said = {
        SEND: "High for many months",
        WATCH: "More than its own history explains",
        KNOWN: "Recorded there, happens elsewhere",
        NOT_NOW: "Other places come first",
    }
    entry = replace(asked.entries[kind], reason=said[kind], **entered)
    decide(town, asked.month, asked.place, asked.seen, asked.picture, entry)


def test_who_was_sent_comes_first_and_what_is_known_or_put_off_is_no_place_for_today(town):
    area = max(("East", "North", "South", "West"), key=lambda name: len(listed(town, name)))
    before = briefing(town, area=area)
    assert [place.standing for place in before.places] == ["Sep 2026: not decided"] * len(before.places)
    assert len(before.places) >= 3
    last = before.places[-1]
    decided(town, last.key, SEND, agency="Council", owner="Warden team leader", tactic="Foot patrol", hours=20.0)
    decided(town, before.places[0].key, KNOWN)
    middle = before.places[1]
    decided(town, middle.key, WATCH, review=date(2026, 12, 27), note="by the shops")
    after = briefing(town, area=area)
    # What is asked for, and no reason that reads as an order.
    watched = [place.do for place in after.places if place.key == middle.key]
    assert watched == ["Watch only, nobody sent; look again 27 Dec 2026: by the shops"]
    assert [place.number for place in after.places] == list(range(1, len(before.places)))
    first = after.places[0]
    assert (first.key, first.decided, first.standing) == (last.key, True, "decided by the meeting of Sep 2026")
    assert first.do.startswith("Council, Foot patrol, 20 hours, until ")
    assert first.do.endswith("about 15 minutes at a time, several times on different days")
    assert before.places[0].key not in [place.key for place in after.places]
    # What is in force is no business of the public's.
    public = briefing(town, area=area, edition=Edition.PUBLIC)
    assert not any(place.do or place.when or place.decided or re.search(r"\d", place.why) for place in public.places)
    # A place is called as the public list calls it, and no hexagon is marked: both would tell where it is.
    named = public_places_table(town, month=public.month)[0]["place"].tolist()
    assert public.places
    assert {place.name for place in public.places} <= set(named)
    assert not any(place.cells for place in public.places)


def test_a_place_that_one_location_may_explain_is_called_by_ward_and_concern(listed_town):
    guarded = {row.key: row for area in ("East", "West") for row in listed(listed_town, area) if row.one_location}
    places = {place.key: place for area in ("East", "West") for place in briefing(listed_town, area=area).places}
    assert guarded.keys() & places.keys()
    for key in guarded.keys() & places.keys():
        assert places[key].name == guarded[key].called
        assert places[key].cells == ()
        assert guarded[key].name not in str(places[key])


def test_a_guarded_incident_is_called_by_its_own_ward_and_not_by_that_of_its_hexagon(listed_town):
    """Hexagons lie across wards: that of a place in North may be of a ward of West."""
    shown = show(listed_town)
    fresh = freshness(listed_town, shown)
    columns = shown.cells(schema.STORAGE_RESOLUTION)
    at = columns[schema.NEIGHBOURHOOD].index("West")
    same = {name: np.full(3, value) for name, value in (("cell", columns[schema.CELL][at]), ("area", 0))}
    incidents = Incidents(
        source=np.full(3, "", dtype=object), month=np.full(3, LAST, dtype=object),
        category=np.zeros(3, dtype=np.int64), ward=np.full(3, "Newport", dtype=object),
        longitude=np.full(3, -1.25), latitude=np.full(3, 54.57), start=np.full(3, "NaT", dtype="datetime64[us]"),
        end=np.full(3, "NaT", dtype="datetime64[us]"), apart=np.zeros(3, dtype=np.bool_), **same,
    )  # fmt: skip
    incidents = replace(incidents, source=np.full(3, next(iter(fresh.sources)), dtype=object))
    came = came_in(
        fresh, Received(incidents, (), ("North",)), "North", listed_town.now(), listed_town.partnership.briefing
    )
    assert [(row.place, row.count) for row in came.rows] == [("Newport ward", "3")]


def test_the_first_day_of_a_store_is_told_by_its_newest_month(listed_town):
    """Thirty months came in one go: fifteen rows of the last of them, and how much is not among them."""
    view = briefing(listed_town, area="South")
    assert len(view.rows) == MOST
    assert {row.when for row in view.rows} == {"Sep 2026"}
    # No postcode of a dozen homes: beside a single report that would say whose.
    unit = re.compile(r"[A-Z]{1,2}\d[0-9A-Z]? \d[A-Z]{2}\b")
    shown = show(listed_town)
    assert shown is not None
    assert any(map(unit.search, shown.cells(shown.thresholds.resolution)[schema.PLACE]))
    assert not [row.place for row in view.rows if unit.search(row.place)]
    assert view.left[0].endswith("more rows")
    assert "of April 2024 to August 2026, on the Month page" in view.left[1]
    assert view.no_hours == "Police and Council data here is monthly: no hours."
