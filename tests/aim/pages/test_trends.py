"""The Trends page as pure functions: what stands where, what a link leads to, and that no address breaks it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dash import html
from hypothesis import example, given
from hypothesis import strategies as st
from sightings import AREAS, AXIS, HELD, MONTH, of_class, parts, shown, signal_row, text

from aim import config as configuration
from aim.config import Config
from aim.pages import ids, trends, trends_controls, trends_pictures, trends_season, trends_table
from aim.pages.trends_address import Choices, address, known, read
from aim.questions.area_views import Break
from aim.questions.trend_page import trends_view
from aim.questions.trend_views import ConcernRow, Multiple, Season, Tick, TrendsView, Year
from aim.questions.views import Choice, SignalRow

TOWN = Choice("town", "All of Middlesbrough", "Town")
EVERY = (TOWN, *(Choice(name, name, name) for name in AREAS))
ROBBERY, DRUGS = Choice("robbery", "Robbery", "Robbery"), Choice("drugs", "Drugs", "Drugs")
NONE = (None,) * 11
UNTOLD: dict[str, Any] = {"expected": None, "lower": None, "upper": None}


def robbed(area: str, signal: str, **changes: Any) -> SignalRow:
    """The verdict on the robberies of an area."""
    return signal_row(area, signal, concern="robbery", title="Robbery", **changes)


ROBBED = {
    "town": robbed("Middlesbrough", "slightly higher", count=63, lower=30, upper=60),
    "North": robbed("North", "higher"),
    "South": robbed("South", "cannot say", count=1, reason="expected under 5", **UNTOLD),
    "West": robbed("West", "cannot say", count=None, reason="not received", **UNTOLD),
}


def multiple(area: str, **changes: Any) -> Multiple:
    """24 months that end in 42, the last 13 with a band of 6 to 28."""
    shown = next(each.short for each in EVERY if each.name == area)
    found = ROBBED.get(area, robbed(area, "as expected", count=9))
    usual = Multiple(area, shown, found, (*range(1, 24), 42), (*NONE, *[(6, 28)] * 13))
    return replace(usual, **changes)


def row(concern: Choice = ROBBERY, **changes: Any) -> ConcernRow:
    usual = ConcernRow(concern, (False,) * 24, (), False, (), tuple(multiple(each.name) for each in EVERY))
    return replace(usual, **changes)


def view(**changes: Any) -> TrendsView:
    usual = TrendsView(
        picture="4-0a1b2c3d", as_at="10 Aug 2025 10:30", since=None, behind=False, boundaries_confirmed=False,
        month=MONTH, months=HELD, meeting_month=MONTH, concern=None, concerns=(ROBBERY, DRUGS), area=None, areas=EVERY,
        headline="June 2025: 1 of 8 outside what is expected.", span=AXIS, rows=(row(), row(DRUGS)),
        movers=tuple(multiple(name).row for name in ("North", "East", "South", "West")), season=None,
        events=("Bonfire Night, 5 November",), attribution="Contains data.", agreed=(),
    )  # fmt: skip
    return replace(usual, **changes)


def season(**changes: Any) -> Season:
    years = (
        Year("2024", tuple(range(20, 32)), (False,) * 12),
        Year("2025", (10, 11, 12, 13, 14, 15, *[None] * 6), (*[False] * 5, True, *[False] * 6)),
    )
    breaks = (Break("2024-04", "new system"),)
    usual = Season(
        ROBBERY,
        EVERY[2],
        ROBBED["North"],
        years,
        (*[(8, 20)] * 6, *[None] * 6),
        breaks,
        (Tick("Eid, 6 June", 5.2, 5.2),),
    )
    return replace(usual, **changes)


def links(component: Any) -> dict[str, str]:
    """By the words of each link where it leads."""
    return {text(part).strip(): part.href for part in parts(component) if isinstance(part, html.A)}


# ---- address ---------------------------------------------------------------------------------------------------------
CHOICES = st.builds(
    Choices,
    month=st.none() | st.sampled_from(HELD),
    concern=st.none() | st.sampled_from(["all", "anti-social-behaviour"]),
    area=st.none() | st.sampled_from(["town", "North", "St Mary's Ward"]),
    view=st.sampled_from(["pictures", "table"]),
    sort=st.sampled_from(["moved", "-count", "area"]),
    as_of=st.none() | st.sampled_from(["4-0a1b2c3d", "12"]),
)


@given(CHOICES)
def test_the_page_reads_what_it_wrote(choices: Choices) -> None:
    assert read(address(choices)) == (choices, ())


@given(st.text() | st.from_regex(r"\?((month|area|view|sort|as-of|as_of|x)=[^&]*&?){1,6}", fullmatch=True))
@example("?month=%00&as-of=%F0%9F&sort=-moved")
@example("?" + "month=2025-06;" * 500)
def test_any_text_is_read_into_sound_choices(search: str) -> None:
    choices, ignored = read(search)
    assert read(address(choices)) == (choices, ())
    assert all(line.isprintable() and len(line) < 100 for line in ignored)


@pytest.mark.parametrize(
    ("search", "told"),
    [
        ("?month=2025-13", "the month in the address: there is none of that name"),
        ("?month=2025-06&month=2025-05", "a second “month” in the address"),
        ("?window=3", "a part of the address that means nothing here"),
        ("?as_of=4-0a1b2c3d", "a part of the address that means nothing here"),
        ("?as-of=../../etc", "the picture in the address: there is none of that name"),
    ],
)
def test_what_is_left_out_of_an_address_is_said(search: str, told: str) -> None:
    assert read(search)[1] == (told,)


def test_what_the_picture_does_not_hold_is_dropped() -> None:
    asked = Choices(month="2031-01", concern="no-such", area="North", view="table")
    found, said = known(asked, view())
    assert found == Choices(area="North", view="table")
    assert len(said) == 2


# ---- pictures --------------------------------------------------------------------------------------------------------
def test_every_concern_is_a_row_of_five_pictures_that_lead_to_the_month() -> None:
    found = trends_pictures.pictures(view(), Choices())
    rows = of_class(found, "trend-row")
    assert [text(of_class(each, "trend-name")) for each in rows] == ["Robbery , year by year", "Drugs , year by year"]
    assert [len(of_class(each, "trend")) for each in rows] == [5, 5]
    (north,) = [each for each in of_class(rows[0], "trend") if "in North" in text(each)]
    assert north.href == f"/?month={MONTH}&concern=robbery&area=North"
    assert " ".join(text(north).split()) == "Robbery in North: 42 ▲ higher , expected 6\u2013\u206028"
    assert of_class(rows[0], "trend")[0].href == f"/?month={MONTH}&concern=robbery"


def test_a_verdict_is_a_word_with_a_shape_and_silence_has_its_reason() -> None:
    found = trends_pictures.pictures(view(rows=(row(),)), Choices())
    said = [text(each) for each in of_class(found, "trend")]
    assert "63   △ slightly higher" in said[0]
    assert "9   ● as expected" in said[1]
    assert "1   cannot say: expected under 5" in said[3]
    assert "–   cannot say: not received" in said[4]
    assert [text(each) for each in of_class(found, "is-outside")] == [said[0], said[2]]


def test_what_a_picture_draws() -> None:
    found = row(
        unsure=(*[False] * 23, True),
        breaks=(Break(AXIS[12], "new system"),),
        multiples=(multiple("North", series=(None, *range(2, 24), 42)),),
    )
    page = trends_pictures.pictures(view(rows=(found,)), Choices())
    (drawn,) = of_class(page, "trend-drawing")
    layers = {part.className.rpartition("--")[2] for part in of_class(drawn, "trend-layer")}
    assert layers == {"usual", "unsure", "gap", "band"}  # the last month is striped, and so not drawn as whole
    assert [part.style for part in of_class(drawn, "trend-break")] == [{"left": "50%"}]
    assert getattr(drawn, "aria-hidden") == "true"
    plain = row(multiples=(multiple("North", bands=(None,) * 24),))
    explained = [text(each) for each in (page, trends_pictures.pictures(view(rows=(plain,)), Choices()))]
    assert [("striped" in said, "Pale band" in said) for said in explained] == [(True, True), (False, False)]


def test_neighbourhoods_of_a_row_share_a_scale_and_the_town_has_its_own() -> None:
    high = row(multiples=(multiple("town", series=(400,) * 24), multiple("East"), multiple("North", series=(84,) * 24)))
    town, east, north = of_class(trends_pictures.pictures(view(rows=(high,)), Choices()), "trend-layer--now")
    alone = of_class(
        trends_pictures.pictures(view(rows=(row(multiples=(multiple("East"),)),)), Choices()), "trend-layer--now"
    )
    assert "0%" in town.style["clipPath"].split(",")[1].split()[1]
    assert [part.style["clipPath"].split(",")[1].split()[1] for part in (east, north, *alone)] == ["50%", "0%", "0%"]
    assert "share one scale" in text(trends_pictures.pictures(view(), Choices()))


def test_one_area_shows_each_concern_as_a_card_and_one_concern_marks_the_area() -> None:
    cards = trends_pictures.pictures(view(area=EVERY[2]), Choices(area="North"))
    assert [len(of_class(each, "trend")) for each in of_class(cards, "trend-row")] == [1, 1]
    assert of_class(cards, "trend-heads") == []
    one = trends_pictures.pictures(view(concern=ROBBERY, area=EVERY[2], rows=(row(),)), Choices("robbery", "North"))
    assert ["in North" in " ".join(text(each).split()) for each in of_class(one, "is-chosen")] == [True]


def test_of_an_older_picture_everything_leads_to_what_it_held() -> None:
    for made in (trends_pictures.pictures, trends_table.table):
        found = links(made(view(since=()), Choices(as_of="4-0a1b2c3d")))
        assert found
        assert all("as-of=4-0a1b2c3d" in href for href in found.values())


def test_who_is_in_no_number_and_what_broke_stand_under_the_name() -> None:
    found = row(without=("Council", "Fire"), enforced=True, breaks=(Break("2025-03", "new system"),))
    (title,) = of_class(trends_pictures.pictures(view(rows=(found,)), Choices()), "trend-title")
    assert text(title).endswith("counts say how much was looked for without Council, Fire Mar 2025: new system")


# ---- table -----------------------------------------------------------------------------------------------------------
def test_the_table_has_one_row_a_verdict_what_moved_most_first() -> None:
    found = trends_table.table(view(), Choices(view="table"))
    body = [[text(cell) for cell in part.children] for part in parts(found) if isinstance(part, html.Tr)]
    assert body[0] == ["Area", "Concern", "Incidents", "Expected", "Signal"]
    assert body[1] == ["North", "Robbery", "42", "6\u2013\u206028", "▲ higher"]
    assert body[4] == ["West", "Robbery", "", "", "cannot say : not received"]
    assert links(found)["North"] == f"/?month={MONTH}&concern=robbery&area=North"
    assert links(found)["The town as a whole"] == "?area=town&view=table"


@pytest.mark.parametrize(
    ("sort", "areas"),
    [
        ("moved", ["North", "East", "South", "West"]),
        ("count", ["South", "East", "North", "West"]),
        ("-count", ["North", "East", "South", "West"]),
        ("-area", ["West", "South", "North", "East"]),
        ("-signal", ["North", "East", "South", "West"]),
        ("signal", ["East", "North", "South", "West"]),
    ],
)
def test_the_table_is_sorted_by_its_headings_and_what_has_no_figure_stays_last(sort: str, areas: list[str]) -> None:
    assert [each.area for each in trends_table.ordered(view().movers, sort)] == areas


@given(st.lists(st.integers(0, 9)), st.sampled_from(["count", "-count", "concern", "expected", "signal"]))
def test_sorting_loses_no_row(counts: list[int], sort: str) -> None:
    rows = [signal_row("North", "higher" if n % 2 else "cannot say", count=n if n % 3 else None) for n in counts]
    assert sorted(map(id, trends_table.ordered(rows, sort))) == sorted(map(id, rows))


def test_a_second_press_turns_the_order_and_the_heading_says_it() -> None:
    found = trends_table.table(view(), Choices(view="table", sort="-count"))
    sorted_by = [part for part in parts(found) if getattr(part, "aria-sort", None)]
    assert [(text(part), getattr(part, "aria-sort")) for part in sorted_by] == [("Incidents", "descending")]
    assert links(found)["Incidents"] == "?view=table&sort=count"
    assert links(found)["Area"] == "?view=table&sort=area"
    assert links(found)["What moved most first"] == "?view=table"


# ---- controls and year by year ---------------------------------------------------------------------------------------
def test_the_chips_lead_to_every_choice_and_back() -> None:
    found = links(shown(trends_controls.controls(view(area=EVERY[2]), Choices(area="North"), "OFFICIAL")))
    assert found["Robbery"] == "?concern=robbery&area=North"
    assert found["Every area, side by side"] == "?"
    assert found["As table"] == "?area=North&view=table"
    assert found["Earlier: May 2025"] == "?month=2025-05&area=North"
    assert found["Jul July 2025, not complete yet"] == "?month=2025-07&area=North"


def test_year_by_year_names_what_it_marks_and_is_a_table_too() -> None:
    shown = view(concern=ROBBERY, area=EVERY[2], season=season())
    assert shown.season is not None
    found = trends_season.season(shown, shown.season, Choices(concern="robbery", area="North"), theme="light")
    said = text(found)
    assert said.startswith("Robbery in North, year by year")
    assert "From April 2024 on: new system." in said
    assert "In June 2025, marked below: Eid, 6 June." in said
    assert "Hollow, in the table with a star: not complete yet." in said
    rows = [[text(cell) for cell in part.children] for part in parts(found) if isinstance(part, html.Tr)]
    assert rows[1] == ["2025", "10", "11", "12", "13", "14", "15*", *["–"] * 6]
    assert rows[2] == ["expected", *["8\u2013\u206020"] * 6, *[""] * 6]
    (frame,) = of_class(found, "season-graph")
    assert getattr(frame, "aria-label").endswith("June by year: 2025 15, 2024 25.")
    figure = frame.children.figure
    assert len([trace for trace in figure["data"] if trace["mode"] == "lines+markers+text"]) == 2
    assert frame.children.id == ids.TRENDS_GRAPH


# ---- the whole page --------------------------------------------------------------------------------------------------
def test_the_page_shows_the_demonstration(demonstration: Config) -> None:
    found = trends.regions(demonstration, "", theme="light")
    asked = trends_view(demonstration)
    assert asked is not None
    assert text(found["head"]).replace("\u00a0", " ") == asked.headline
    assert len(of_class(found["main"], "trend-row")) == len(asked.rows) > 15
    assert len(of_class(found["main"], "trend-layer--band")) > 80
    assert found["notices"] == found["season"] == []
    assert f"Picture  {asked.picture}" in text(found["foot"])


def test_a_wrong_address_shows_the_usual_page_and_says_what_was_left_out(demonstration: Config) -> None:
    found = trends.regions(demonstration, "?month=2031-01&concern=zzz&area=North&as-of=99-00000000", theme="dark")
    assert all(len(of_class(each, "trend")) == 1 for each in of_class(found["main"], "trend-row"))
    assert [text(found["notices"]).count(word) for word in ("the month", "the concern", "the picture")] == [1, 1, 1]


def test_a_chosen_concern_is_shown_year_by_year_and_as_of_its_own_picture(demonstration: Config) -> None:
    asked = trends_view(demonstration)
    assert asked is not None
    found = trends.regions(demonstration, f"?concern=violence&as-of={asked.picture}", theme="light")
    assert "Violence in the town, year by year" in text(found["season"])
    assert found["notices"] == []


def test_notices_say_what_is_behind_and_what_is_older() -> None:
    behind = trends._notices(view(behind=True), Choices(), ())
    assert "have changed" in text(behind)
    older = trends._notices(view(since=("Fire: held no more",)), Choices(area="North", as_of="4-0a1b2c3d"), ())
    assert links(older) == {"Show today’s": "?area=North"}
    assert "1 thing differs today. Fire: held no more." in " ".join(text(older).split())


def test_before_anything_is_built_the_page_says_how_it_begins(tmp_path: Path) -> None:
    found = trends.regions(configuration.load(tmp_path / "none", {}), "?month=2025-06", theme="light")
    assert "Nothing is loaded yet" in text(found["main"])
    assert found["page"].endswith("is-empty")
    assert not found["season"]


def test_the_signal_of_a_row_is_that_of_the_question(demonstration: Config) -> None:
    asked = trends_view(demonstration)
    assert asked is not None
    rows: list[SignalRow] = [each.row for one in asked.rows for each in one.multiples if each.area != "town"]
    assert sorted(map(str, rows)) == sorted(map(str, asked.movers))
