"""Present as pure functions: its address, what each step and card shows, and that nothing gives a place away."""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import Patch, html, no_update
from hypothesis import example, given
from hypothesis import strategies as st
from listed import LAST, cell
from sightings import AREAS, HELD, month_view, of_class, parts, text

from aim import config as configuration
from aim.config import Config
from aim.operations.decisions import decide
from aim.pages import ids, present, present_cards, present_close, present_map, present_place, present_steps, present_top
from aim.pages.present_address import Choices, address, read
from aim.questions.area_views import Break
from aim.questions.decisions import proposal
from aim.questions.ground import Roads
from aim.questions.present import steps, whole_meeting
from aim.questions.present_views import (
    AgencyTotal,
    Column,
    Coming,
    Decided,
    Held,
    Moved,
    PlaceLine,
    PlaceStep,
    PresentView,
    ReadBack,
    Sent,
    SentStep,
    Where,
)
from aim.questions.views import SourceState

LINE = PlaceLine(
    number=1, called="Street 1", where="Central, North", shape="new or worse", why="12 this month, 3 expected",
    guards=(), key="89194609667ffff", cells=("89194609667ffff",), ward="Central", neighbourhood="North",
)  # fmt: skip
HIDDEN = replace(LINE, number=2, called="Robbery in Park", cells=(), guards=("one location may explain this: check",))
ROADS = Roads(
    fingerprint="0" * 64, source="roads", dated=date(2026, 4, 1), imported=date(2026, 5, 1),
    publisher="Ordnance Survey", attribution="Contains OS data © Crown copyright", km={"a": 1.0}, content=b"{}",
)  # fmt: skip
PLACE = PlaceStep(
    line=LINE, at=1, of=2, why="12 this month, 3 expected", facts=("Police only", "All concerns: robbery 12"),
    months=tuple(HELD[-24:]), series=(*range(22), None, 12), expected=0.4, counted="robbery", now=None, earlier=None,
)  # fmt: skip


def view(content: Any, at: int = 3) -> PresentView:
    return PresentView(month_view(), (LINE, HIDDEN), steps(2), at, content)


# ---- address ---------------------------------------------------------------------------------------------------------
@given(
    st.builds(
        Choices,
        month=st.none() | st.sampled_from(HELD),
        step=st.sampled_from(["0", "3", "4.1", "4.12", "6"]),
        view=st.none() | st.sampled_from(["map", "table"]),
    )
)
def test_the_page_reads_what_it_wrote(choices: Choices) -> None:
    assert read(address(choices)) == (choices, ())


@given(st.text() | st.from_regex(r"\?((month|step|view|x)=[^&]*&?){1,5}", fullmatch=True))
@example("?month=2025-13&step=4.0&view=&step=1")
@example("?" + "step=4.1&" * 500)
def test_any_text_is_read_into_sound_choices(search: str) -> None:
    choices, ignored = read(search)
    assert read(address(choices)) == (choices, ())
    assert all(line.isprintable() and len(line) < 100 for line in ignored)


# ---- steps -----------------------------------------------------------------------------------------------------------
def test_what_nothing_can_be_said_of_stands_before_what_was_sent() -> None:
    strip = (
        SourceState("Police", "Police", "2025-06", "complete", "Police Jun ✓"),
        SourceState("Fire", "Fire", None, "missing", "Fire: nothing received from here"),
    )
    made = present_steps.held(
        replace(view(None, 0), view=month_view(strip=strip)), Held(("Fires: no history yet: 3 of 12",), ("a note",))
    )
    assert [text(part) for part in made] == [
        "June 2025: the data we have",
        "Cannot say: Fires: no history yet: 3 of 12.",
        "Police   Jun ✓ Fire   nothing received from here",
        "a note",
    ]
    many = Held(tuple(f"reason {n}" for n in range(5)), ())
    full = present_steps.held(replace(view(None, 0), view=month_view(strip=strip * 4)), many)
    assert [text(part) for part in of_class(full, "present-more")] == ["2 more on the Month page"]
    assert of_class(full, "is-many")
    sources = [part for part in parts(of_class(made, "present-sources")) if isinstance(part, html.Li)]
    assert [part.className for part in sources] == ["is-complete", "is-missing"]


def test_promises_say_who_and_what_became_of_them_and_how_many_are_left_out() -> None:
    rows = (
        Sent("Street 9", "Send", "Council, Warden", "20 hours planned", "due since 2 Dec 2026", True),
        Sent("Park", "Watch", "", "", "watched, review 3 Jan 2027", False),
    )
    made = present_steps.sent(view(None), SentStep(rows, 3))
    assert "Send Street 9 Council, Warden\u00a0· 20 hours planned due since 2 Dec 2026" in text(made)
    assert len(of_class(made, "is-wanting")) == 1
    assert text(of_class(made, "present-more")) == "3 more on the Month page"
    assert "Nothing is owed" in text(present_steps.sent(view(None), SentStep((), 0)))
    assert text(present_steps.sent(view(None), SentStep((), 0, "cannot be read"))[1]) == "cannot be read"


def test_columns_say_count_word_and_what_was_expected_or_why_nothing_can_be_said() -> None:
    columns = (
        Column("East", 753, "higher", "636 to 700", "", "811"),
        Column("West", 12, "cannot say", "", "no history yet: 3 of 12", ""),
        Column("South", None, "", "", "not received from all", ""),
    )
    made = present_steps.moved(view(None), Moved(columns, (("higher", "Robbery in North: higher"),), 2, "2 of 56"))
    said = [text(part) for part in parts(of_class(made, "present-columns")) if isinstance(part, html.Li)]
    assert said == [
        "East 753  incidents ▲ higher expected 636 to 700 last year 811",
        "West 12  incidents cannot say: no history yet: 3 of 12",
        "South not received from all",
    ]
    assert text(of_class(made, "present-outside")) == "▲ Robbery in North: higher 2 more on the Month page"
    assert text(of_class(made, "present-chance")) == "2 of 56."


def test_names_and_table_call_a_place_as_everybody_may_hear_it() -> None:
    shown = view(Where(""))
    names = present_steps.where(shown, Where(""))
    assert [text(part) for part in of_class(names, "present-disc--hollow")] == ["Place  2"]
    assert text(names).endswith("Robbery in Park Not on the map: 2. One location may explain it.")
    drawn = present_map.caption(shown, "light", ROADS)
    assert text(of_class(drawn, "present-legend")).endswith("a numbered place")
    assert text(drawn).endswith("Roads: Contains OS data © Crown copyright")
    close = present_map.caption(replace(shown, content=PLACE), "light")
    assert text(close[0]).endswith(". Thick outline: this place")
    assert text(close[1]) in text(drawn)  # the same colours mean the same there
    assert present_map.caption(replace(shown, content=Held((), ())), "light") == []
    assert not present_steps.where(replace(shown, rows=(LINE,)), Where(""))[2:]
    assert text(present_steps.table(shown.rows)).count("Robbery in Park") == 1
    assert not of_class(names, "is-many")
    many = replace(shown, rows=tuple(replace(LINE, number=n) for n in range(1, 10)))
    assert of_class(present_steps.where(many, Where("")), "is-many")
    assert text(present_steps.where(shown, Where("A month as usual."))) == "Where A month as usual."


def test_read_back_says_hours_only_where_they_were_said() -> None:
    totals = (AgencyTotal("Council", 2, 24.5, 0), AgencyTotal("Fire", 1, 0, 1), AgencyTotal("Police", 2, 1, 1))
    late = Decided(None, "Gone", "Watch", "review 1 Jan 2027", after=True)
    rows = (Decided(1, "Street 1", "Send", "Council · 20 hours"), late)
    made = present_steps.read_back(view(None, -1), ReadBack(rows, totals, (HIDDEN,)))
    assert text(of_class(made, "present-totals")) == (
        "Council  2 sends, 24.5 hours Fire  1 send, hours not said Police  2 sends, 1 hour and 1 without"
    )
    assert text(of_class(made, "present-undecided")) == "Not decided:  2 Robbery in Park"
    assert "Gone Watch  review\xa01\xa0Jan\xa02027  after closing" in text(made)
    assert len(of_class(made, "present-after")) == 1
    four = present_steps.read_back(view(None, -1), ReadBack((), (), (LINE,) * 4))
    assert "Nothing is decided yet. Not decided:  1, 1, 1, 1" in text(four)


def test_a_place_has_its_name_its_reasons_and_its_months_for_a_room() -> None:
    made = present_place.place(view(PLACE, 4), PLACE, "light")
    above = of_class(made, "present-above")
    assert text(above).endswith("1 of 2 to discuss  ·  ▲ new or worse  ·  Central, North")
    assert not any(text(part).lstrip().startswith("·") for part in above[0].children)  # nor does a line
    assert [text(part) for part in made if isinstance(part, html.H1)] == ["Street 1"]
    (chart,) = [part for part in parts(made) if getattr(part, "figure", None)]
    assert chart.figure["layout"]["xaxis"]["tickfont"]["size"] >= 28
    assert chart.figure["layout"]["font"]["size"] >= 28
    assert "dotted: under 1 a month expected; outlined: a year before" in text(made)
    unlike = replace(PLACE, series=(*[0] * 23, 12))
    assert "outlined" not in text(present_place.place(view(unlike, 4), unlike, "light"))
    cut = replace(PLACE, breaks=(Break(PLACE.months[12], "new records system"),))
    broken = present_place.place(view(cut, 4), cut, "light")
    (chart,) = [part for part in parts(broken) if getattr(part, "figure", None)]
    assert [shape["line"]["width"] for shape in chart.figure["layout"]["shapes"]] == [4]
    assert "under 1 a month expected; outlined: a year before. From Aug 2024: new records system" in text(broken)
    guarded = present_place.place(view(PLACE, 4), replace(PLACE, line=HIDDEN), "dark")
    assert text(of_class(guarded, "present-guard")) == "Beware:  one location may explain this: check"
    sizes = [
        of_class(present_place.place(view(PLACE), replace(PLACE, line=replace(LINE, called="x" * n)), "light"), size)
        for n, size in ((26, "is-long"), (27, "is-long"), (60, "is-longest"))
    ]
    assert [bool(each) for each in sizes] == [False, True, True]


def test_its_months_are_a_table_too_a_year_beside_a_year() -> None:
    table = present_place.months_table(PLACE)
    rows = [[text(each) for each in row.children] for row in parts(table) if isinstance(row, html.Tr)]
    assert rows[0] == ["Month", "12 months to Jul 2024", "12 months to Jul 2025"]
    assert rows[1] == ["August", "0", "12"]
    assert rows[-2:] == [["June", "10", "not held"], ["July", "11", "12"]]
    assert len(rows) == 13
    short = replace(PLACE, months=PLACE.months[:13], series=PLACE.series[:13])
    assert text(present_place.months_table(short)).count("12 months to") == 2


# ---- the line over it ------------------------------------------------------------------------------------------------
def test_the_agenda_leads_to_every_item_and_the_arrows_one_step_on() -> None:
    made = present_top.top(view(PLACE, 4), Choices(step="4.1", view="table"))
    agenda = [part for part in parts(of_class(made, "agenda")) if isinstance(part, html.A)]
    assert [part.href.split("step=")[-1] for part in agenda][1:] == ["1", "2", "3", "4.1", "5", "6"]
    assert [text(part) for part in agenda if getattr(part, "aria-current", "")] == ["Places"]
    ways = {getattr(part, "data-step", ""): part.href for part in parts(made) if getattr(part, "data-step", "")}
    assert ways == {"previous": "?month=2025-06&step=3", "next": "?month=2025-06&step=4.2"}
    first = present_top.top(view(Held((), ()), 0), Choices())
    assert [getattr(part, "data-step", "") for part in of_class(first, "present-tool")][:2] == ["", "next"]


@pytest.mark.parametrize(
    ("at", "shown", "to_map", "to_table"),
    [
        (0, None, "step=3", "step=3&view=table"),
        (3, None, "step=3", "step=3&view=table"),
        (3, "table", "step=3", "step=3"),
        (4, None, "step=4.1&view=map", "step=4.1&view=table"),
        (4, "map", "step=4.1", "step=4.1&view=table"),
        (4, "table", "step=4.1&view=map", "step=4.1"),
    ],
)
def test_map_and_table_are_a_key_away_and_back(at: int, shown: str | None, to_map: str, to_table: str) -> None:
    here = view(PLACE, at)
    made = present_top.keys(here, Choices(step=here.step.number, view=shown))
    links = {part.id: part.href for part in parts(made) if isinstance(part, html.A)}
    assert links == {
        "present-to-map": f"?month=2025-06&{to_map}",
        "present-to-table": f"?month=2025-06&{to_table}",
    }


# ---- the page --------------------------------------------------------------------------------------------------------
def regions(config: Config, search: str, **changes: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {"theme": "light", "form": "screen", "before": None}
    return present.regions(config, search, **(asked | changes))


def test_one_step_is_the_page_and_its_map_follows_without_being_sent_again(listed_town: Config) -> None:
    first = regions(listed_town, "?step=3")
    assert first["page"] == "present is-where"
    assert first["decision"] is None
    number = next(n for n, line in enumerate(whole_meeting(listed_town)[0].rows, start=1) if line.cells)
    second = regions(listed_town, f"?step=4.{number}", before=first["shown"])
    assert second["page"] == "present is-place"
    assert isinstance(second["map"], Patch)
    assert regions(listed_town, "?step=3", before=first["shown"])["map"] is no_update
    assert isinstance(regions(listed_town, "?step=3", theme="dark", before=first["shown"])["map"], dict)
    assert second["decision"]["attributes"]["data-key"]
    assert regions(listed_town, "?step=4.1&view=table")["page"] == "present is-place is-table"
    assert regions(listed_town, "?step=5&view=table")["page"] == "present is-coming"


def test_a_place_that_may_be_one_location_is_marked_nowhere(listed_town: Config) -> None:
    meeting = whole_meeting(listed_town)
    hidden = next(row for row in meeting[0].view.discussion.rows if cell("East", 3, 0) in row.cells)
    where, place = (regions(listed_town, f"?step={step}") for step in ("3", f"4.{hidden.number}"))
    for made in (where, place, regions(listed_town, "?step=3&view=table")):
        layers = made["map"]["layout"]["map"]["layers"]
        assert str(hidden.number) not in [point["properties"]["number"] for point in layers[-1]["source"]["features"]]
        assert hidden.name not in repr([made[name] for name in made if name != "map"])
    assert where["map"]["data"][0]["marker"]["opacity"] > 0 == place["map"]["data"][0]["marker"]["opacity"]
    assert place["caption"][0].children == f"Outlined: {hidden.ward}. Not shown where in it"
    assert hidden.ward in text(place["stage"])


def test_a_phone_has_every_step_as_a_card_and_decides_nothing(listed_town: Config) -> None:
    made = regions(listed_town, "?step=4.2", form="cards")
    cards = [part for part in [*made["stage"], *made["more"]] if isinstance(part, html.Section)]
    assert [card.id for card in cards] == [f"step-{view.step.number}" for view in whole_meeting(listed_town)]
    assert len([part for part in parts(cards) if isinstance(part, html.H1)]) == 1
    assert (made["page"], made["decision"]) == ("present is-cards", None)
    assert not [part for part in parts(cards) if isinstance(part, html.Button)]
    layers = made["map"]["layout"]["map"]["style"]["layers"]
    assert min(layer["layout"]["text-size"] for layer in layers if layer["id"] == "ward-labels") == 13


def test_an_address_that_names_nothing_opens_the_meeting_and_says_what_it_left_out(
    listed_town: Config, tmp_path: Path
) -> None:
    for search, told in (
        ("?month=2020-01&step=2", "the month in the address: it is not in this picture"),
        ("?step=9", "the step in the address: the meeting has none of that name"),
        ("?month=2020-01&step=9", "the month and the step in the address"),
        ("?x=<script>", "a part of the address that means nothing here"),
        ("?as-of=4-0a1b2c3d", "the picture in the address: this page is of the current one only"),
    ):
        made = regions(listed_town, search)
        assert told in text(made["notices"])
        assert text(made["stage"])
    empty = configuration.load(tmp_path / "none", {})
    assert "Nothing is loaded yet" in text(regions(empty, "?step=3")["stage"])


def test_month_leads_to_it_and_no_navigation_does() -> None:
    from aim.pages import month_controls

    way = month_controls.way_in(month_view())
    assert way is not None
    assert way.id == "present-open"
    assert way.href == "/present?month=2025-06"
    assert (
        month_controls.way_in(replace(month_view(), since=())) is None
    )  # a picture of before: nothing is decided on it


def test_every_region_is_in_the_frame_and_every_key_is_explained() -> None:
    frame = present.layout()
    there = {getattr(part, "id", None) for part in parts(frame)}
    assert {target for target, _ in present._REGIONS.values()} <= there
    script = (configuration.PROJECT / "assets" / "present.js").read_text(encoding="utf-8")
    acts = re.findall(r"^ {8}(\w|\"\?\"): \(\)", script, re.MULTILINE)
    told = " ".join(key for key, _ in present_top.KEYS).casefold()
    assert acts
    assert all(each.strip('"') in told for each in acts)
    assert ids.PRESENT_DECISION in script


def test_cards_say_what_was_decided_and_a_place_is_no_step_of_the_others() -> None:
    assert "Not decided yet" in text(present_cards.card(view(PLACE, 4)))
    assert "cannot be read" in text(present_cards.card(view(replace(PLACE, trouble="cannot be read"), 4)))
    assert text(present_cards.card(view(Coming((), ()), 6))).startswith("Coming up")
    with pytest.raises(TypeError, match="PlaceStep is a place"):
        present_cards.step_content(view(PLACE, 4))


# ---- closing ---------------------------------------------------------------------------------------------------------
def test_the_meeting_is_closed_once_asked_and_again_where_something_was_decided_since() -> None:
    open_one = ReadBack((), (), (LINE, HIDDEN))
    assert text(present_close.offer(view(open_one, -1), open_one)) == "C Close the meeting"
    assert text(present_close.question(view(open_one, -1))).endswith("Not decided:  1, 2")
    assert present_close.question(view(PLACE, 4)) == []
    done = replace(open_one, closed="Closed by the chair at 15:32 on 26 Nov 2026")
    closing, files = present_close.offer(view(done, -1), done)
    assert text(closing) == "Closed by the chair at 15:32 on 26 Nov 2026."
    assert len([part for part in parts(files) if isinstance(part, html.A)]) >= 3 + len(AREAS)
    assert "this makes a new edition of them" in text(present_close.question(view(done, -1)))
    changed, _ = present_close.offer(view(done, -1), replace(done, since=2))
    assert text(changed) == "Closed by the chair at 15:32 on 26 Nov 2026. Changed 2 times since. C Close it again"
    assert present_close.offer(view(done, -1), replace(open_one, trouble="cannot be read")) == []
    card = present_cards.card(view(done, -1))
    assert "Closed by the chair" in text(card)
    assert not [part for part in parts(card) if isinstance(part, html.Button)]


def test_closing_writes_what_lies_before_the_meeting_and_says_what_keeps_it_open(
    listed_town: Config, tmp_path: Path
) -> None:
    shutil.copytree(listed_town.data, tmp_path / "copy")
    town = listed_town.model_copy(update={"data": tmp_path / "copy"})
    assert present_close.closed(town, LAST) == (f"{LAST} 1", "")
    made = regions(town, "?step=6")
    assert text(of_class(made["stage"], "present-closed")).startswith("Closed by the AIM group at ")
    assert not [part for part in parts(made["stage"]) if getattr(part, "id", "") == "present-close"]
    asked = proposal(town, regions(town, "?step=4.1")["decision"]["attributes"]["data-key"])
    entry = replace(asked.entries["Watch"], reason="Too early to tell")
    decide(town, LAST, asked.place, asked.seen, asked.picture, entry)
    form = str(regions(town, "?step=4.1")["decision"])
    assert "This meeting closed at " in form
    assert "Decided after the meeting closed: " in form
    back = regions(town, "?step=6")["stage"]
    assert text(of_class(back, "present-after")).strip() == "after closing"
    assert text(of_class(back, "present-closed")).endswith("Changed once since.")
    for wrong in (None, 7, "2020-13", "'; drop table"):
        assert present_close.closed(town, wrong) == (no_update, "No meeting is shown: open it again, then close it.")
    kept, said = present_close.closed(town, "2020-01")
    assert (kept, "is not held" in said) == (no_update, True)
