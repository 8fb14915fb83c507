"""The Month page as pure functions: what each region makes of an answer."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sightings
from dash import Patch, html, no_update
from sightings import (
    CELLS,
    discussion,
    discussion_row,
    month_view,
    of_class,
    parts,
    place_view,
    shown,
    signal_row,
    text,
)

from aim import config as configuration
from aim.config import PROJECT, Config
from aim.pages import (
    create_app,
    ids,
    month,
    month_cards,
    month_controls,
    month_discussion,
    month_drawer,
    month_foot,
    month_guide,
    month_headline,
    month_map,
    month_places,
    month_table,
    month_wards,
    shell,
)
from aim.pages.asking import ask
from aim.pages.parts import period
from aim.pages.plain import plain
from aim.pages.state import Choices
from aim.questions.area_views import AreaChanges, BarMarks, BarTick, Break, ChangeRow, WardRow
from aim.questions.reasons import MOVED
from aim.questions.views import BUSIEST, DISCUSSION, Reporter, SignalsView, SourceState
from layers import style

BOUNDS = (-1.3, 54.5, -1.1, 54.6)
FORMS = ("map", "table", "wards")
JULY = {"month": "2025-07", "complete": False}


def hrefs(component: Any) -> list[str]:
    return [part.href for part in parts(component) if isinstance(part, html.A)]


# ---- words ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("last", "window", "words"),
    [
        ("2025-06", 1, "June 2025"),
        ("2025-06", 3, "April to June 2025"),
        ("2025-01", 3, "November 2024 to January 2025"),
        ("2025-06", 12, "July 2024 to June 2025"),
    ],
)
def test_period(last: str, window: int, words: str) -> None:
    assert period(last, window) == words


# ---- headline, notices, stepper, chips -----------------------------------------------------------------------------
def test_headline_stands_as_it_was_given() -> None:
    title, sentence = month_headline.headline(month_view())
    assert text(title) == "June 2025: 11 places stand out, all in North."
    two, _ = month_headline.headline(month_view(headline="June 2025: 2 places. Robbery higher."))
    assert [text(part) for part in of_class(two, "headline-part")] == ["June 2025: 2 places.", "Robbery higher."]
    assert text(sentence).startswith("35\u00a0% of 6,952")  # no line may end before the percent sign


def test_notices_say_what_was_ignored_and_that_results_are_behind() -> None:
    assert month_headline.notices(month_view(), ()) == []
    left_out, behind = month_headline.notices(month_view(behind=True), ("a", "b"))
    assert text(left_out) == "Left out: a; b."
    assert "have changed" in text(behind)


def test_stepper_leads_to_the_neighbours_and_stops_at_the_ends() -> None:
    steps = of_class(shown(month_controls.controls(month_view(), Choices(area="North"))), "step")
    assert [step.href for step in steps] == ["?month=2025-05&area=North", "?month=2025-07&area=North"]
    first = of_class(shown(month_controls.controls(month_view(month="2023-01"), Choices())), "step")
    assert [getattr(step, "href", None) for step in first] == [None, "?month=2023-02"]
    last = of_class(shown(month_controls.controls(month_view(**JULY), Choices())), "step")
    assert [getattr(step, "href", None) for step in last] == ["?month=2025-06", None]


def test_month_that_is_not_complete_is_marked_in_stepper_cards_and_menu() -> None:
    view = month_view(**JULY)
    assert "not complete yet" in text(of_class(shown(month_controls.controls(view, Choices())), "stepper-month"))
    tags = of_class(shown(month_cards.cards(view, Choices())), "tag")
    assert [text(tag) for tag in tags] == ["not complete yet"] * 4
    marked = of_class(shown(month_controls.controls(month_view(), Choices())), "is-incomplete")
    assert [item.href for item in marked] == ["?month=2025-07"]
    assert "July 2025, not complete yet" in text(marked[0])


def test_menu_of_months_offers_every_month_in_its_column() -> None:
    (menu, *_) = of_class(shown(month_controls.controls(month_view(), Choices())), "stepper")
    items = [part for part in parts(menu) if isinstance(part, html.Li)]
    assert len(items) == len(sightings.HELD)
    columns = {text(item).split()[0]: item.style["gridColumn"] for item in items}
    assert (columns["Jan"], columns["Jun"], columns["Jul"], columns["Dec"]) == (1, 6, 1, 6)


def test_chips_keep_the_other_choices_and_mark_the_chosen() -> None:
    chips = of_class(shown(month_controls.controls(month_view(), Choices(month="2025-06", place=CELLS[3]))), "chips")
    links = hrefs(chips)
    assert f"?month=2025-06&concern=burglary&place={CELLS[3]}" in links
    assert "?month=2025-06&area=East" in links  # another area's place would be nowhere on its map
    assert f"?month=2025-06&window=12&place={CELLS[3]}" in links
    chosen = [text(part) for part in parts(chips) if getattr(part, "aria-current", None)]
    assert chosen == ["All concerns", "All of Middlesbrough", "3 months"]


# ---- cards ---------------------------------------------------------------------------------------------------------
def test_cards_show_the_month_last_year_and_known_places() -> None:
    cards = of_class(shown(month_cards.cards(month_view(), Choices())), "card")
    assert [text(of_class(card, "card-name")) for card in cards] == ["East", "North", "South", "West"]
    assert text(of_class(cards[1], "card-figures")) == (
        "North 1,201  incidents  last year 1,188  · 31  at known places,  shown apart"
    )
    assert not of_class(cards[0], "card-apart")
    assert [card.href for card in cards] == [f"?area={name}" for name in sightings.AREAS]


def test_chosen_card_leads_back_to_the_town() -> None:
    view = month_view(area=sightings.month_view().areas[2])
    cards = of_class(shown(month_cards.cards(view, Choices(area="North"))), "card")
    assert cards[1].href == "?"
    assert [bool(of_class(card, "is-chosen")) for card in cards] == [False, True, False, False]


def test_bars_start_at_zero_on_one_scale_and_leave_gaps() -> None:
    cards = of_class(shown(month_cards.cards(month_view(), Choices())), "card")
    heights = [[getattr(bar, "style", None) for bar in of_class(card, "bar")] for card in cards]
    assert {len(bars) for bars in heights} == {24}
    assert heights[3][-1] == {"height": "100.0%"}
    assert heights[0][0] == {"height": f"{100 * 400 / 1_203:.1f}%"}
    assert "bar--gap" in of_class(cards[0], "bar")[-2].className
    assert "bar--now" in of_class(cards[0], "bar")[-1].className
    assert "bar--then" in of_class(cards[0], "bar")[-13].className


def test_month_that_was_not_delivered_is_no_zero() -> None:
    cards = tuple(replace(card, count=None, last_year=None) for card in month_view().cards)
    words = text(shown(month_cards.cards(month_view(cards=cards), Choices())))
    assert "not received" in words
    assert "no figure for last year" not in words
    cards = tuple(replace(card, last_year=None) for card in month_view().cards)
    assert "not compared yet" in text(shown(month_cards.cards(month_view(cards=cards), Choices())))
    cards = tuple(replace(card, series=(*card.series[:-13], None, *card.series[-12:])) for card in cards)
    assert "no figure for last year" in text(shown(month_cards.cards(month_view(cards=cards), Choices())))


# ---- list ----------------------------------------------------------------------------------------------------------
def test_nine_places_in_sight_and_the_rest_behind_one_line() -> None:
    heading, listed, more = month_places.places(month_view(), Choices())
    assert "April to June 2025" in text(heading)
    assert len(of_class(listed, "place")) == 9
    assert text(more.children[0]) == "2 more places"
    assert more.children[1].start == 10
    assert not more.open


def test_chosen_place_among_the_rest_opens_them() -> None:
    *_, more = month_places.places(month_view(), Choices(place=month_view().places[10].key))
    assert more.open
    assert [row.href for row in of_class(more, "is-chosen")] == ["?"]


def test_any_cell_of_a_place_chooses_its_row() -> None:
    view = month_view()
    assert month_places.chosen_row(view, CELLS[4]) is view.places[0]
    assert month_places.chosen_row(view, CELLS[0]) is None
    assert month_places.chosen_row(view, None) is None


def test_row_names_place_ward_why_and_agencies() -> None:
    (place, *_) = of_class(month_places.places(month_view(), Choices()), "place")
    assert text(place) == "Place  1 Street 1 Central, North P 99 in three months"
    assert place.href == f"?place={CELLS[3]}"
    named = replace(month_view().places[0], name="Linthorpe Road, Park", ward="Park", neighbourhood="West")
    (place, *_) = of_class(month_places.places(month_view(places=(named,)), Choices()), "place")
    assert text(of_class(place, "place-ward")) == "West"


def test_nothing_stands_out() -> None:
    *_, words = month_places.places(month_view(places=()), Choices())
    assert "no place in the town stands out" in text(words)
    east = month_view(places=(), area=month_view().areas[1])
    assert "no place in East" in text(month_places.places(east, Choices(area="East"))[-1])


# ---- the list for discussion ---------------------------------------------------------------------------------------
ONE = discussion_row(
    1, CELLS[3], CELLS[4], guards=(month_discussion.FRAGILE, "one location may explain this"), one_location=True
)
STANDING = discussion_row(2, CELLS[9], lane="long-standing", shape="every month", agencies="P F")


def discussed(*rows: Any, area: int = 0, **changes: Any) -> Any:
    """The page with the list for discussion beside the map."""
    found = discussion(*(rows or (ONE, STANDING)), **changes)
    return month_view(listed=DISCUSSION, usual_list=DISCUSSION, discussion=found, area=month_view().areas[area])


def test_tabs_lead_from_one_list_to_the_other_and_only_the_unusual_is_in_the_address() -> None:
    def tabs(view: Any, choices: Choices) -> list[tuple[str, str, bool]]:
        found = of_class(month_places.places(view, choices), "list-tab")
        return [(text(tab), tab.href, getattr(tab, "aria-current", None) == "true") for tab in found]

    usual = tabs(discussed(), Choices(area="North", place=CELLS[3]))
    assert usual == [("For discussion", "?area=North", True), ("Busiest places", "?area=North&list=busiest", False)]
    other = tabs(month_view(), Choices(concern="burglary"))
    assert other == [
        ("For discussion", "?concern=burglary&list=discussion", False), ("Busiest places", "?concern=burglary", True),
    ]  # fmt: skip


def test_another_concern_or_window_brings_its_usual_list_and_another_area_keeps_the_chosen() -> None:
    chips = of_class(shown(month_controls.controls(month_view(), Choices(list=BUSIEST))), "chips")
    assert {"?concern=burglary", "?window=12", "?area=East&list=busiest"} <= set(hrefs(chips))


def test_three_lanes_say_what_they_are_what_is_left_out_and_where_they_hold_nothing() -> None:
    view = discussed(more={"new or worse": 2, "long-standing": 0, "quietened": 0})
    content = month_places.places(view, Choices())
    lanes = of_class(content, "lane")
    assert [text(of_class(lane, "lane-title")) for lane in lanes] == [
        "New or worse  — more than the place's own history explains 2 more, not listed",
        "Long-standing  — stood out in most months",
        "Quietened  — stood out for long, and no longer does",
    ]
    assert [len(of_class(lane, "place")) for lane in lanes] == [1, 1, 0]
    assert text(lanes[2].children[1]) == "no place has quietened"
    assert [item.value for item in lanes[1].children[1].children] == [2]
    (nothing,) = of_class(month_places.places(discussed(STANDING), Choices()), "lane-none")[:1]
    assert text(nothing) == "no place: nothing is above its own history"


def test_lane_that_cannot_be_judged_does_not_say_that_nothing_is_new() -> None:
    unsaid = ("new or worse", "quietened")
    view = discussed(STANDING, judged=False, unsaid=unsaid, silent=("Everything: only 20 of the 24 months needed",))
    words = text(month_places.places(view, Choices()))
    assert "nothing can be said yet of what is above its own history" in words
    assert "no place: nothing" not in words
    assert "cannot say yet: two years of months are wanted" in words
    assert "no place has quietened" not in words
    assert words.endswith("Cannot say: Everything: only 20 of the 24 months needed")


def test_row_for_discussion_names_place_why_shape_agencies_and_what_to_know_first() -> None:
    first, second = of_class(month_places.places(discussed(), Choices(place=CELLS[4])), "place")
    assert text(of_class(first, "place-name")) == "Road 1"
    assert text(of_class(first, "place-ward")) == "Central, North"
    assert text(of_class(first, "place-shape")) == "▲ new or worse"
    assert text(of_class(first, "place-guard")) == "Beware:  one location may explain this"
    assert text(of_class(first, "place-fragile")) == "rank could easily change"
    assert first.href == "?"  # chosen by any of its cells: pressing it again lets go
    assert second.href == f"?place={CELLS[9]}"
    assert text(of_class(second, "place-shape")) == "■ every month"
    assert not of_class(second, "place-guard") + of_class(second, "place-called")
    assert [text(letter) for letter in of_class(second, "letter")] == ["P", "F"]


def test_place_that_one_location_may_explain_is_named_in_the_room_and_not_on_paper() -> None:
    (first, *_) = of_class(month_places.places(discussed(), Choices()), "place")
    (name,) = of_class(first, "place-name")
    assert "is-named-here" in name.className
    assert text(of_class(first, "place-called")) == "Robbery in Central"
    paper = (PROJECT / "assets" / "22-month-screens.css").read_text(encoding="utf-8").split("@media print")[1]
    assert re.search(r"\.is-named-here \{\s+display: none", paper)


def test_month_without_a_place_for_discussion_is_told_kindly() -> None:
    def told(view: Any) -> str:
        return text(of_class(month_places.places(view, Choices()), "places-none"))

    quiet = month_view(listed=DISCUSSION)
    assert told(quiet).startswith("A month as usual: no place is above")
    assert "no place in North is above" in told(month_view(listed=DISCUSSION, area=month_view().areas[2]))
    assert "before the month is complete" in told(month_view(listed=DISCUSSION, complete=False))
    assert "too little history" in told(month_view(listed=DISCUSSION, discussion=discussion(judged=False)))


def test_list_of_all_concerns_says_so_beside_a_map_of_one() -> None:
    view = replace(discussed(), concern=month_view().concerns[1])
    assert "Of all concerns, whatever the map counts." in text(month_places.places(view, Choices()))
    assert "whatever the map counts" not in text(month_places.places(discussed(), Choices()))


def test_map_legend_table_and_words_follow_the_list_that_is_shown() -> None:
    view = discussed()
    figure = month_map.whole(view, Choices(), theme="light", area=BOUNDS)
    layers = {layer.get("name"): layer for layer in figure["layout"]["map"]["layers"]}
    assert [f["properties"]["number"] for f in layers["numbers"]["source"]["features"]] == ["1", "2"]
    assert "Place for discussion, of any concern How far it reaches" in text(month_map.legend(view, "light"))
    assert "2 numbered places are for discussion, first 1, Road 1, 12; 2, Road 2, 12." in month_map.in_words(view)
    assert "No place is for discussion." in month_map.in_words(month_view(listed=DISCUSSION))
    drawn = month_map.drawn(view, Choices(), "light", BOUNDS)
    other = month_map.redrawn(month_view(), Choices(), theme="light", area=BOUNDS, before=drawn)
    assert isinstance(other, Patch)
    cells = replace(view.cells, place=tuple(1 if cell in ONE.cells else 0 for cell in CELLS))
    rows = {row["cells"][0]: row["cells"] for row in month_table.table(replace(view, cells=cells), Choices())["rows"]}
    standing = [rows[f"Street {n}"][-1] for n in (3, 6, 0)]
    assert standing == [{"number": 1}, "stands out", "only its surroundings"]


# ---- what moved ----------------------------------------------------------------------------------------------------
def moved(*rows: Any, **shown: Any) -> SignalsView:
    return SignalsView(shown, rows, "two of 38 outside what is expected; chance alone would give about 2")


def test_card_says_what_was_expected_and_how_the_month_compares() -> None:
    alike = signal_row("East", count=1_200, lower=1_100, upper=1_300)
    part = signal_row("North", "slightly lower", count=180, lower=150, upper=210)
    silent = signal_row("South", "cannot say", lower=None, upper=None, reason="only 20 of the 24 months needed")
    view = month_view(signals=moved(East=alike, North=part, South=silent))
    east, north, south, west = of_class(shown(month_cards.cards(view, Choices())), "card-figures")
    assert "expected 1,100–\u20601,300 ▲ higher" in text(east)
    assert "compared sources 180, expected 150–\u2060210 ▽ slightly lower" in text(north)
    assert text(of_class(south, "card-unsaid")) == "cannot say: only 20 of the 24 months needed"
    assert "expected" not in text(south) + text(west)
    late = text(shown(month_cards.cards(replace(view, complete=False), Choices())))
    assert "not complete yet" in late
    assert "higher" not in late


def test_guide_lists_what_moved_with_the_chance_line_and_counts_the_rest() -> None:
    rows = [signal_row(("North", "East")[n % 2], text=f"Concern {n}: higher") for n in range(10)]
    guide = month_guide.guide(month_view(signals=moved(*rows)), Choices())
    (listed,) = of_class(guide, "moved")
    assert len(listed.children) == 8
    assert text(listed.children[0]) == "▲ Concern 0: higher"
    assert text(of_class(guide, "moved-rest")) == "2 more"
    assert text(of_class(guide, "chance")) == ("Two of 38 outside what is expected; chance alone would give about 2.")
    north = month_guide.guide(month_view(signals=moved(*rows), area=month_view().areas[2]), Choices())
    assert len(of_class(north, "moved")[0].children) == 5
    assert text(of_class(north, "chance")).startswith("In the whole town: two of 38")
    west = month_guide.guide(month_view(signals=moved(*rows), area=month_view().areas[4]), Choices())
    assert "Nothing in West is outside what is expected." in text(west)
    assert "Two of 38 outside what is expected" in text(month_foot.foot(month_view(signals=moved(*rows)), Choices()))


def test_guide_names_what_the_calendar_holds() -> None:
    view = month_view(events=("Eid al-Adha, about 6 June",), coming_up=("A, 1 July", "B, 2 July"))
    guide = month_guide.guide(view, Choices())
    assert [text(line) for line in of_class(guide, "calendar")] == [
        "In this month:  Eid al-Adha, about 6 June.", "Coming up:  A, 1 July; B, 2 July.",
    ]  # fmt: skip
    assert not of_class(month_guide.guide(month_view(), Choices()), "calendar")
    assert "Every concern is looked through" in text(month_guide.guide(discussed(), Choices()))


# ---- map -----------------------------------------------------------------------------------------------------------
def test_map_is_sent_whole_once_and_then_only_what_changes() -> None:
    view, choices = month_view(), Choices()
    drawn = month_map.drawn(view, choices, "light", BOUNDS)
    whole = month_map.redrawn(view, choices, theme="light", area=BOUNDS, before=None)
    assert whole["data"][0]["z"] == list(view.cells.count)
    assert whole["data"][0]["geojson"] == f"/geometry/{view.fingerprint}/cells.geojson"
    assert month_map.redrawn(view, choices, theme="light", area=BOUNDS, before=drawn) is no_update
    assert isinstance(month_map.redrawn(view, choices, theme="dark", area=BOUNDS, before=drawn), dict)
    other = replace(view, fingerprint="f" * 64)
    assert isinstance(month_map.redrawn(other, choices, theme="light", area=BOUNDS, before=drawn), dict)
    may = replace(view, month="2025-05")
    change = month_map.redrawn(may, choices, theme="light", area=BOUNDS, before=drawn)
    assert isinstance(change, Patch)
    written = change.to_plotly_json()["operations"]
    assert ["data", 0, "z"] in [step["location"] for step in written]
    assert not [step for step in written if "geojson" in step["location"] or "colorscale" in step["location"]]


def test_choosing_a_place_changes_its_outline_only() -> None:
    view = month_view()
    drawn = month_map.drawn(view, Choices(), "light", BOUNDS)
    change = month_map.redrawn(view, Choices(place=CELLS[3]), theme="light", area=BOUNDS, before=drawn)
    locations = {tuple(step["location"][:4]) for step in change.to_plotly_json()["operations"]}
    assert locations == {("layout", "map", "layers", 2)}


def test_another_concern_and_area_bring_their_steps_and_view() -> None:
    view = month_view()
    drawn = month_map.drawn(view, Choices(), "light", BOUNDS)
    burglary = replace(view, concern=view.concerns[1], breaks=(1, 2, 3, 4, 5))
    change = month_map.redrawn(burglary, Choices(), theme="light", area=(-1.2, 54.5, -1.1, 54.6), before=drawn)
    written = {tuple(step["location"]): step["params"] for step in change.to_plotly_json()["operations"]}
    assert written["data", 0, "zmax"] == {"value": 6.0}
    meta = written["layout", "meta"]["value"]
    assert meta["bounds"] == [-1.2, 54.5, -1.1, 54.6]
    assert meta["inset"]["title"] == "Town centre"


def test_inset_is_of_the_centre_in_the_area_with_all_its_cells() -> None:
    found = month_map.inset(month_view())
    assert found is not None
    west, south, east, north = found.bounds
    assert (north - south) * 111_195 > 2 * 600
    assert (west + east, south + north) == pytest.approx((2 * -1.2355, 2 * 54.5752))
    assert month_map.inset(month_view(centre=None)) is None


def test_hover_text_is_plain_text() -> None:
    view = month_view()
    named = replace(view.cells, name=("<b>Street</b>", *view.cells.name[1:]))
    figure = month_map.whole(replace(view, cells=named), Choices(), theme="light", area=BOUNDS)
    assert figure["data"][0]["text"][0].startswith("&lt;b&gt;Street")


def test_legend_has_five_steps_and_says_what_outlines_mean() -> None:
    words = text(month_map.legend(month_view(), "light"))
    assert words.startswith("Incidents, April to June 2025 1–7 8–19 20–39 40–59 60 or more")
    assert "not ranked" in words


def test_map_in_words() -> None:
    words = month_map.in_words(month_view())
    assert "11 numbered places stand out, first 1, Street 1, 99; 2, Street 2, 98; 3, Street 3, 97." in words
    assert "No place stands out." in month_map.in_words(month_view(places=()))


def test_cards_mark_what_moves_counts_and_where_counting_begins_anew() -> None:
    marks = BarMarks(
        (BarTick("Bonfire Night", "Bonfire Night, 5 November 2024", 16.15),), (Break("2025-01", "New records system"),)
    )
    cards = of_class(shown(month_cards.cards(month_view(marks=marks), Choices())), "card-bars")
    for card in cards:
        (tick,), (line,) = of_class(card, "bars-tick"), of_class(card, "bars-cut")
        assert (tick.style, line.style) == ({"left": "67.29%"}, {"left": "75%"})
        assert text(card).endswith("Ticks: Bonfire Night, 5 November 2024.")
        assert text(of_class(card, "bars-said")) == "From Jan 2025: New records system"
    drawer = month_drawer.drawer(month_view(), place_view(marks=marks), Choices(place=CELLS[3]), theme="light")
    assert "Ticks: Bonfire Night. From Jan 2025: New records system" in text(drawer)
    assert not of_class(shown(month_cards.cards(month_view(), Choices())), "bars-tick")


# ---- table ---------------------------------------------------------------------------------------------------------
def test_table_holds_what_the_map_holds() -> None:
    view = month_view()
    lines = month_table.lines(view, "-count")
    assert [line.incidents for line in lines] == sorted((n for n in view.cells.count if n), reverse=True)
    table = month_table.table(view, Choices())
    assert table["caption"] == "All concerns, Town, April to June 2025: 14 places with an incident, 5 without."
    assert sum(int(row["cells"][3]) for row in table["rows"]) == sum(view.cells.count)
    assert [head["figure"] for head in table["headers"]] == [False, False, False, True, False]


def test_table_of_an_area_holds_only_that_area() -> None:
    view = month_view(area=month_view().areas[2])
    assert {line.area for line in month_table.lines(view, "place")} == {"North"}
    assert "12 places with an incident, 0 without" in month_table.table(view, Choices())["caption"]


def test_table_is_sorted_by_any_column_both_ways() -> None:
    view = month_view()
    for name, field in (("place", "place"), ("ward", "ward"), ("area", "area"), ("count", "incidents")):
        values = [getattr(line, field) for line in month_table.lines(view, name)]
        assert values == sorted(values)
        assert [getattr(line, field) for line in month_table.lines(view, f"-{name}")] == sorted(values, reverse=True)
    standing = month_table.lines(view, "-stands-out")
    numbers = [line.number for line in standing if line.hotspot]
    assert numbers == sorted(numbers)
    assert [line.hotspot for line in standing] == sorted((line.hotspot for line in standing), reverse=True)


def test_headers_turn_the_order_round_and_say_it() -> None:
    heads = month_table.table(month_view(), Choices())["headers"]
    assert [head["href"] for head in heads] == [
        "?sort=place", "?sort=ward", "?sort=area", "?sort=count", "?sort=-stands-out",
    ]  # fmt: skip
    assert [head["order"] for head in heads] == [None, None, None, "descending", None]


def test_table_marks_every_cell_of_the_chosen_place_and_says_what_stands_out() -> None:
    rows = month_table.table(month_view(), Choices(place=CELLS[3]))["rows"]
    assert [row["cells"][0] for row in rows if row["chosen"]] == ["Street 3", "Street 4"]
    by_name = {row["cells"][0]: row for row in rows}
    assert by_name["Street 3"]["href"] == "?"
    assert by_name["Street 3"]["under"].endswith(", North"), "a phone has no column for it"
    standing = [by_name[f"Street {n}"]["cells"][-1] for n in (3, 0, 1)]
    assert standing == [{"number": 1}, "only its surroundings", ""]


# ---- wards ---------------------------------------------------------------------------------------------------------
def ward(name: str, area: str = "North", **changes: Any) -> WardRow:
    usual = WardRow(name, area, 40, 40, 44, 4.04, "as expected", 30, 52, "")
    return replace(usual, **changes)


WARDS = (
    ward(
        "Park", "West", count=12, last_year=None, signal="cannot say", lower=None, upper=None, reason="expected under 5"
    ),
    ward("Central", signal="higher", upper=38),
    ward("Newport", count=90, compared=70, per_1000=None),
)


def test_table_of_wards_has_counts_rates_and_verdicts_or_why_there_is_none() -> None:
    table = month_wards.table(month_view(wards=WARDS, compared="Police only"), Choices())
    assert [row["cells"] for row in table["rows"]] == [
        ["Newport", "North", "90", "44", "not known", "Police only 70: as expected, 30\u2060–\u206052"],
        ["Central", "North", "40", "44", "4.0", "Police only 40: higher, 30\u2060–\u206038"],
        ["Park", "West", "12", "not compared", "4.0", "cannot say: expected under 5"],
    ]
    assert {row["href"] for row in table["rows"]} == {None}
    assert table["rows"][1]["under"] == "North · Police only 40: higher, 30\u2060–\u206038"
    assert table["caption"].startswith("All concerns, Town, June 2025, by ward. Last year and season: Police only.")
    late = month_wards.table(month_view(**JULY, wards=(ward("Park", count=None, compared=None),)), Choices())
    assert "Not complete yet." in late["caption"]
    assert late["rows"][0]["cells"][2] == "not received"


def test_wards_are_sorted_by_any_column_and_what_is_not_known_comes_last() -> None:
    view = month_view(wards=WARDS)
    order = {
        "ward": "Central Newport Park", "-area": "Park Central Newport", "-count": "Newport Central Park",
        "last-year": "Central Newport Park", "-rate": "Central Park Newport", "-signal": "Central Newport Park",
        "signal": "Newport Central Park", "stands-out": "Park Central Newport",
    }  # fmt: skip
    assert {sort: " ".join(row.ward for row in month_wards.lines(view, sort)) for sort in order} == order
    north = replace(view, area=view.areas[2])
    assert [row.ward for row in month_wards.lines(north, "ward")] == ["Central", "Newport"]
    heads = month_wards.table(view, Choices(view="wards", sort="-rate"))["headers"]
    assert [head["order"] for head in heads] == [None] * 4 + ["descending", None]
    assert heads[2]["href"] == "?view=wards"
    assert month_table.lines(view, "-rate") == month_table.lines(view, "-count"), "an order of the other table"


def test_head_leads_to_the_two_other_forms() -> None:
    ways = {form: hrefs(html.Div(month_map.head(month_view(), Choices(view=form, sort="ward")))) for form in FORMS}
    assert ways == {"map": ["?view=table", "?view=wards"], "table": ["?", "?view=wards"], "wards": ["?", "?view=table"]}
    assert "June 2025" in text(html.Div(month_map.head(month_view(), Choices(view="wards"))))


# ---- what rose most ------------------------------------------------------------------------------------------------
def risen(at: int, **changes: Any) -> ChangeRow:
    usual = ChangeRow(
        key=CELLS[at], name=f"Road {at}", called="Robbery in Park", ward="Park", why="16 in three months, 4 expected",
        number=0, new=False, hot=False, one_location=False,
    )  # fmt: skip
    return replace(usual, **changes)


CHANGES = (
    AreaChanges("East", (risen(1, number=2, new=True), risen(2, one_location=True)), ""),
    AreaChanges("South", (risen(3),), "none of them stands out in the whole town"),
)


def test_every_neighbourhood_names_what_rose_most_there() -> None:
    guide = html.Div(month_guide.guide(month_view(changes=CHANGES), Choices()))
    east, south = of_class(guide, "change-area")
    assert text(east.children[0]) == "East Road 1"
    assert [text(row) for row in of_class(east, "change")] == [
        "▲ new or worse: Road 1 place  2 16 in three months, 4 expected",
        "Road 2 Robbery in Park 16 in three months, 4 expected one location may explain this: check before naming",
    ]
    assert text(south).endswith("None of them stands out in the whole town.")
    assert hrefs(south) == [f"?place={CELLS[3]}"]
    assert "Only ▲ is more than chance explains." in text(guide)
    (named,) = of_class(guide, "is-named-here")
    assert text(named) == "Road 2"


def test_the_chosen_neighbourhood_lists_its_own_and_silence_is_said_once() -> None:
    south = html.Div(month_guide.guide(month_view(changes=CHANGES, area=month_view().areas[3]), Choices(area="South")))
    assert "Rose most in South" in text(south)
    assert [row.href for row in of_class(south, "change")] == [f"?area=South&place={CELLS[3]}"]
    assert "in order of change. Chance may explain all of it." in text(south)
    assert "more than chance explains" not in text(south)
    silent = tuple(AreaChanges(name, (), "cannot say: no history yet: 3 of 12") for name in sightings.AREAS)
    said = text(html.Div(month_guide.guide(month_view(changes=silent), Choices())))
    assert said.count("Cannot say: no history yet: 3 of 12.") == 1


# ---- drawer, guide, foot -------------------------------------------------------------------------------------------
def test_drawer_tells_why_when_what_and_how_exactly() -> None:
    content = month_drawer.drawer(month_view(), place_view(), Choices(place=CELLS[3], area="North"), theme="light")
    words = text(content)
    assert words.startswith("1 Street 1 Central, North 99 in three months")
    assert "April to June 2025" in words
    assert "about 150 m" in words
    assert "Known places are counted apart" in words
    (close,) = of_class(content, "close")
    assert close.href == "?area=North"
    assert [text(each) for each in of_class(content, "mix-count")] == ["40", "30", "10", "9", "10"]


def test_drawer_tells_who_sees_the_place_and_what_is_not_known_of_them() -> None:
    reporters = (
        Reporter("Police", 1_204, ()),
        Reporter("Fire", 0, ()),
        Reporter("Council", 12, ("2025-04", "2025-05")),
        Reporter("Housing", None, ("2025-06",)),
    )
    content = month_drawer.drawer(month_view(), place_view(reporters=reporters), Choices(), theme="light")
    (who,) = of_class(content, "reporters")
    assert [text(line) for line in who.children] == [
        "P Police 1,204",
        "Fire nothing",
        "C Council 12 (without April and May)",
        "Housing not held",
    ]


def test_what_is_compared_in_part_only_says_so_on_card_and_drawer() -> None:
    view = month_view(compared="without Council")
    card = replace(view.cards[0], count=1_300, compared=1_210)
    words = text(shown(month_cards.cards(replace(view, cards=(card,)), Choices())))
    assert "1,300" in words
    assert "without Council 1,210, last year 1,188" in words
    place = place_view(compared="without Council", precision_m=0)
    drawer = text(month_drawer.drawer(view, place, Choices(), theme="light"))
    assert "24 months, without Council" in drawer
    assert "Dotted line" not in drawer
    assert "0 m" not in drawer  # no point is known, so nothing is said of how exactly


def test_drawer_of_a_place_for_discussion_tells_what_its_row_counts() -> None:
    row = replace(ONE, concerns=("Robbery", "Burglary"), rank="1st to 2nd of 3", sees="Police only: Fire sees nothing")
    view = discussed(row)
    place = place_view(row=row, why=row.why, counted="robbery", expected=1.07, key=CELLS[3])
    content = month_drawer.drawer(view, place, Choices(place=CELLS[3]), theme="light")
    words = text(content)
    assert words.startswith(
        "1 Street 1 Beware:  one location may explain this Central, North ▲ new or worse Robbery: 12"
    )
    assert "For discussion as: Robbery and Burglary. 1st to 2nd of 3 in its lane. Police only: " in words
    assert "24 months, robbery Dotted line: expected now, about 1 a month." in words
    assert "What kind, all concerns, April to June 2025" in words
    rare = month_drawer.drawer(view, replace(place, expected=0.4), Choices(), theme="light")
    assert "expected now, under 1 a month" in text(rare)
    (name,) = [part for part in parts(content) if getattr(part, "id", None) == "drawer-title"]
    assert name.className == "is-named-here"


def test_what_one_location_may_explain_says_so_wherever_its_name_stands() -> None:
    view = replace(discussed(), changes=(AreaChanges("East", (risen(12, one_location=True),), ""),))
    (summary,) = of_class(html.Div(month_guide.guide(view, Choices())), "change-area")
    assert text(of_class(summary.children[0], "one-location")) == "one location"
    rows = {row["cells"][0]: row["alone"] for row in month_table.table(view, Choices())["rows"]}
    assert {name for name, alone in rows.items() if alone} == {"Street 3", "Street 4", "Street 12"}
    drawer = month_drawer.drawer(view, place_view(key=CELLS[12]), Choices(), theme="dark")
    assert text(of_class(drawer, "place-guard")) == "one location may explain this: check before naming"
    busiest = month_places.places(month_view(discussion=view.discussion), Choices())
    marked = [text(of_class(row, "one-location")) for row in of_class(busiest, "place")]
    assert marked == ["one location", *[""] * (len(marked) - 1)]
    moved = replace(ONE, guards=("one location may explain this", MOVED))
    (row, *_) = of_class(month_places.places(discussed(moved), Choices()), "place")
    assert text(of_class(row, "place-guard")).endswith("one location may explain this; reports may have moved here")
    over = replace(ONE, why="Crime: 14 in three months, 3 expected · none this month · stood out once")
    (row, *_) = of_class(month_places.places(discussed(over), Choices()), "place")
    assert text(of_class(row, "place-quiet")) == "none this month"  # on a line that is never cut
    assert text(of_class(row, "place-why")) == "Crime: 14 in three months, 3 expected  · stood out once"


def test_drawer_of_any_other_place_says_that_it_is_not_for_discussion() -> None:
    words = text(month_drawer.drawer(discussed(), place_view(key=CELLS[12]), Choices(), theme="dark"))
    assert "Not on the list for discussion." in words


def test_guide_says_that_several_agencies_may_tell_of_one_event() -> None:
    several = month_view(strip=tuple(SourceState(a, a, None, "missing", a) for a in ("Police", "Fire")))
    assert "told to several agencies" in text(month_guide.guide(several, Choices()))
    assert "told to several agencies" not in text(month_guide.guide(month_view(), Choices()))
    assert "Letters: who reports there, of any concern." in text(month_guide.guide(several, Choices()))
    assert "of any concern" not in text(month_guide.guide(month_view(), Choices()))


def test_drawer_says_why_a_place_is_not_listed() -> None:
    edge = place_view(key=CELLS[0], hotspot=False, edge=True)
    assert "not a place of the list" in text(month_drawer.drawer(month_view(), edge, Choices(), theme="dark"))
    plain = place_view(key=CELLS[0], hotspot=False, mix=())
    words = text(month_drawer.drawer(month_view(apart_names=()), plain, Choices(), theme="dark"))
    assert "does not stand out" in words
    assert "No incident in these months." in words
    assert "Known places" not in words


def test_guide_and_foot_count_what_is_left_out() -> None:
    guide, foot = text(month_guide.guide(month_view(), Choices())), text(month_foot.foot(month_view(), Choices()))
    assert "416, April to June 2025, at known places" in guide
    assert "Middlesbrough Police Station" in guide
    assert "Counts of drugs follow how much the police look." in guide
    assert "unconfirmed" in guide
    assert "416 at known places, April to June 2025, shown apart" in foot
    assert "shared under agreement" not in foot
    partners = text(month_foot.foot(month_view(agreed=("Fire", "Housing")), Choices()))
    assert "Fire and Housing: shared under agreement, not under the licence below" in partners
    assert "Boundaries unconfirmed" in foot
    assert "Picture 4-0a1b2c3d" in foot.replace("  ", " ")
    assert "As at 10 Aug 2025 10:30" in foot
    confirmed = month_view(boundaries_confirmed=True, apart_names=())
    assert "nconfirmed" not in text(month_guide.guide(confirmed, Choices())) + text(
        month_foot.foot(confirmed, Choices())
    )


# ---- the frame -----------------------------------------------------------------------------------------------------
def test_demonstration_strip_only_over_made_up_data() -> None:
    assert shell.demonstration(month_view()) == []
    assert shell.demonstration(None) == []
    assert "made up" in text(shell.demonstration(month_view(demonstration=True)))


def test_data_strip_names_the_state_in_words_and_class() -> None:
    (source,) = shell.strip(month_view())
    assert (text(source), source.className) == ("Police Jun ✓", "source source--complete")
    assert shell.strip(None) == []


def test_months_that_are_not_due_are_set_apart_where_room_is_short() -> None:
    aside = " · Jul not complete yet"
    state = SourceState("Fire", "Fire", "2025-06", "complete", f"Fire Jun ✓{aside}", aside)
    (source,) = shell.strip(month_view(strip=(state,)))
    assert [text(part) for part in source.children] == ["Fire Jun ✓", aside]
    assert [text(part) for part in of_class(source, "source-aside")] == [aside]


def test_an_open_page_is_renewed_by_a_picture_a_day_and_data_not_worked_out(
    demonstration: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = shell.token(demonstration)
    assert usual == shell.token(demonstration)
    tomorrow = configuration.load(demonstration.data, {"AIM_TODAY": "2026-11-23"})
    assert shell.token(tomorrow) != usual
    assert shell.token(configuration.load(tmp_path / "none", {"AIM_TODAY": "2026-11-22"})) != usual
    monkeypatch.setattr(shell, "is_behind", lambda *_: True)
    assert shell.token(demonstration) != usual


def test_navigation_marks_the_page_that_is_open(demonstration: Config) -> None:
    create_app(demonstration)
    open_page, elsewhere = shell.pages({"path": "/", "search": ""}), shell.pages({"path": "/nowhere", "search": ""})
    assert text(open_page) == text(elsewhere)
    assert text(open_page).split()[0] == "Month"
    marked = [[part for part in parts(each) if getattr(part, "aria-current", None)] for each in (open_page, elsewhere)]
    assert [len(each) for each in marked] == [1, 0]


def test_stylesheet_has_the_palette_of_screen_and_paper() -> None:
    css = (PROJECT / "assets" / "00-palette.css").read_text(encoding="utf-8")
    light, dark = css.split("@media screen")
    for block, theme in ((light, "light"), (dark, "dark")):
        assert dict(re.findall(r"(--aim-[a-z0-9-]+): (#\w+);", block)) == style.css_variables(theme)


def test_stylesheets_write_no_colour_of_their_own() -> None:
    for path in sorted((PROJECT / "assets").glob("*.css"))[1:]:
        plain = re.sub(r"url\([^)]*\)", "", path.read_text(encoding="utf-8"))
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])", plain), path.name


# ---- asked of a real store -----------------------------------------------------------------------------------------
def test_nothing_loaded_yet_names_the_two_commands(tmp_path: Path) -> None:
    empty = configuration.load(tmp_path / "none", {})
    asked = ask(empty, "?month=2025-06&area=Atlantis")
    assert asked.view is None
    regions = month.regions(empty, asked, theme="light", before=None)
    assert "aim demo" in text(regions["empty"])
    assert "aim ingest FILE" in text(regions["empty"])
    assert set(regions) == set(month._REGIONS)


def test_hostile_address_opens_on_the_usual_view(demonstration: Config) -> None:
    usual = ask(demonstration, "")
    asked = ask(demonstration, "?month=1999-01&concern=<b>&area=Atlantis&window=77&place=000000000000000&x=1")
    assert asked.view == usual.view
    assert asked.place is None
    assert len(asked.ignored) == 6


def test_values_that_do_not_fit_together_open_on_the_usual_view(demonstration: Config) -> None:
    first = ask(demonstration, "?window=1").view.months[0]
    asked = ask(demonstration, f"?month={first}&window=12&view=table")
    assert asked.view.month == ask(demonstration, "").view.month
    assert asked.choices.view == "table"
    assert len(asked.ignored) == 1


@pytest.mark.parametrize("listed", [DISCUSSION, BUSIEST])
def test_every_cell_of_a_place_opens_the_same_drawer(demonstration: Config, listed: str) -> None:
    view = ask(demonstration, f"?list={listed}").view
    place = max(month_places.listed_rows(view), key=lambda each: len(each.cells))
    opened = {ask(demonstration, f"?list={listed}&place={cell}").place for cell in place.cells}
    assert len(place.cells) > 1
    assert {(each.key, each.name, each.count) for each in opened} == {(place.key, place.name, place.count)}
    assert {each.row for each in opened} == {place if listed == DISCUSSION else None}


def test_regions_of_a_real_month_fill_every_output(demonstration: Config) -> None:
    asked = ask(demonstration, "?view=table")
    regions = month.regions(demonstration, asked, theme="dark", before=None)
    assert set(regions) == set(month._REGIONS)
    assert regions["page"] == "month is-table"
    again = month.regions(demonstration, asked, theme="dark", before=regions["shown"])
    assert again["map"] is no_update


def test_what_only_stands_there_is_sent_as_plain_content(demonstration: Config) -> None:
    found = month.regions(demonstration, ask(demonstration, ""), theme="light", before=None)
    sent = month.standing(found, chosen=False)
    assert sent["content"] == {
        ids.PLACES: plain(found["places"]),
        ids.MAP_HEAD: plain(found["map_head"]),
        ids.LEGEND: plain(found["legend"]),
        ids.GUIDE: plain(found["drawer"]),
    }
    assert sent["drawer"] == []
    assert set(found) - set(sent) == {"places", "map_head", "legend"}
    # A place takes the place of the guide; after a decision what did not change is not sent.
    decided = month.standing(month.sent(found, found["shown"], decided=True), chosen=True)
    assert decided["drawer"] is found["drawer"]
    assert decided["content"] == {ids.PLACES: plain(found["places"]), ids.GUIDE: []}
    assert decided["map"] is no_update
