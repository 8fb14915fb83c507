"""The list for discussion in words, and as the table that leaves."""

from dataclasses import replace
from pathlib import Path

import listed
import pandas as pd
import pytest
from listed import LAST, PUBLISHED, REPORTS, cell, happened

from aim import months, schema
from aim.config import Config
from aim.errors import QuestionError
from aim.questions import reasons
from aim.questions.discussion import LANES, discussion_view
from aim.questions.freshness import freshness
from aim.questions.place_outlines import place_outlines
from aim.questions.places import places_table
from aim.questions.shown import show
from aim.questions.views import DiscussionRow, DiscussionView
from aim.reading.discussion import MOST, discussion


@pytest.fixture(scope="module")
def view(listed_town: Config) -> DiscussionView:
    shown = show(listed_town)
    assert shown is not None
    return discussion_view(freshness(listed_town, shown), LAST)


@pytest.fixture(scope="module")
def table(listed_town: Config) -> pd.DataFrame:
    return places_table(listed_town, month=LAST)[0]


def row(view: DiscussionView, one: str) -> DiscussionRow:
    (found,) = [each for each in view.rows if one in each.cells]
    return found


# ---- rows in words --------------------------------------------------------------------------------------------------


def test_a_rise_is_told_by_its_concern_its_count_and_what_was_expected(view: DiscussionView) -> None:
    risen = row(view, cell("West"))
    assert risen.why.startswith(f"Burglary: {risen.count} this month, 1 expected · stood out in ")
    assert (risen.lane, risen.shape, risen.concerns, risen.window) == (
        "new or worse", "new or worse", ("Burglary",), 1,
    )  # fmt: skip
    assert (risen.agencies, risen.sees) == ("P", "Police only")
    assert (risen.guards, risen.one_location) == ((), False)
    assert risen.called == f"Burglary in {risen.ward}"
    assert risen.neighbourhood == "West"


def test_a_standing_place_and_a_quiet_one_are_told_by_all_concerns_and_their_own(view: DiscussionView) -> None:
    standing, quiet = row(view, cell("South")), row(view, cell("East"))
    assert standing.why.startswith(f"{standing.count} in three months, ")
    assert "mostly violence and sexual offences" in standing.why
    assert "stood out in 12 of the last 12 months" in standing.why
    assert (standing.shape, quiet.shape) == ("every month", "quietened")
    assert quiet.concerns == ("Violence",)
    assert quiet.why.startswith(f"{quiet.count} in three months, ")
    assert quiet.count < 20 < quiet.expected


def test_what_the_council_alone_is_told_of_says_so(view: DiscussionView) -> None:
    rows = [row(view, cell(where, 3, 0)) for where in ("East", "West")]
    for each in rows:
        assert each.sees == ("" if "P" in each.agencies else "Council only: Police see nothing")
        assert "C" in each.agencies


def test_what_leads_is_of_what_is_counted_and_nothing_else(tmp_path: Path) -> None:
    """Thirty drug offences and a source that has just joined lie where fourteen crimes of two kinds rose.

    Elsewhere crimes rose in the months before, and the month of the meeting has none: that is said beside the count.
    """
    held = listed.quiet()
    one = cell("West")
    held[LAST] += happened("drugs", one, 30) + happened("public-order", one, 11) + happened("burglary", one, 2)
    held["2026-07"] += happened("robbery", cell("East"), 14)
    points = {(each[schema.LONGITUDE], each[schema.LATITUDE]) for each in happened("robbery", cell("East"), 9)}
    held[LAST] = [each for each in held[LAST] if (each[schema.LONGITUDE], each[schema.LATITUDE]) not in points]
    source = replace(PUBLISHED, categories=(*PUBLISHED.categories, "public-order"))
    joined = {month: happened("fly-tipping", one, 50) for month in ("2026-08", LAST)}
    config = listed.fill(tmp_path / "led", {source: held, REPORTS: joined}).config()
    shown = show(config)
    assert shown is not None
    found = discussion_view(freshness(config, shown), LAST)
    told, over = row(found, one), row(found, cell("East"))
    assert over.why.startswith(f"Crime: {over.count} in three months, 3 expected · none this month · ")
    assert "none this month" not in told.why
    assert told.concerns == ("Crime",)
    assert 13 <= told.count <= 20
    assert "mostly public order" in told.why
    assert "drugs" not in told.why
    assert "fly-tipping" not in told.why


def test_the_centre_has_its_name_on_one_line(view: DiscussionView) -> None:
    assert [each.name for each in view.rows].count("Town centre") == 1


def test_ranks_are_said_within_the_lane(view: DiscussionView) -> None:
    for each in view.rows:
        length = sum(other.lane == each.lane for other in view.rows)
        assert each.rank == "" if length < 2 else each.rank.endswith(f" of {length}")
    assert any(each.rank for each in view.rows)


def test_of_a_neighbourhood_its_own_rows_by_their_numbers_in_the_town(
    listed_town: Config, view: DiscussionView
) -> None:
    shown = show(listed_town)
    assert shown is not None
    fresh = freshness(listed_town, shown)
    parts = [discussion_view(fresh, LAST, area) for area in shown.neighbourhoods]
    assert sorted((each for part in parts for each in part.rows), key=lambda each: each.number) == list(view.rows)
    for area, part in zip(shown.neighbourhoods, parts, strict=True):
        assert {each.neighbourhood for each in part.rows} <= {area}
        assert (part.month, part.lanes, part.more) == (view.month, view.lanes, view.more)


def test_what_is_long_standing_or_quiet_is_said_only_of_two_years(listed_town: Config) -> None:
    table, record = places_table(listed_town, month="2025-06")
    assert len(table) == 0
    assert any(f"only {held} of the 24 months needed" in line for line in record["silent"] for held in (14, 15))


# ---- the table that leaves ------------------------------------------------------------------------------------------


def test_the_table_has_the_contracted_columns_and_the_rows_of_the_view(
    table: pd.DataFrame, view: DiscussionView
) -> None:
    assert tuple(table.columns) == schema.PLACES
    assert table["number"].tolist() == list(range(1, len(table) + 1)) == [each.number for each in view.rows]
    for line, each in zip(table.to_dict("records"), view.rows, strict=True):
        assert line["why"] == each.why + (f" · {each.sees}" if each.sees else "")
        assert (line["lane"], line["count"], line["window"]) == (each.lane, each.count, each.window)
        assert line["guard"] == "; ".join(each.guards)
        assert 1 <= line["rank_low"] <= line["rank_high"] <= MOST[line["lane"]]


def test_where_one_location_may_explain_it_ward_and_concern_are_all_that_leaves(
    listed_town: Config, table: pd.DataFrame, view: DiscussionView
) -> None:
    hidden = row(view, cell("East", 3, 0))
    assert (hidden.one_location, hidden.guards[0]) == (True, reasons.ONE_LOCATION)
    (line,) = table[table["number"] == hidden.number].to_dict("records")
    assert (line["place"], line["cells"]) == (f"Fly-tipping in {hidden.ward}", "")
    assert line["guard"].startswith(reasons.ONE_LOCATION)
    assert hidden.name not in " ".join(map(str, line.values()))
    shown = row(view, cell("West", 3, 0))
    (other,) = table[table["number"] == shown.number].to_dict("records")
    assert (shown.one_location, other["place"], other["cells"]) == (False, shown.name, cell("West", 3, 0))


def test_its_outline_is_the_wards_and_that_of_others_their_hexagons(listed_town: Config, table: pd.DataFrame) -> None:
    shown = show(listed_town)
    assert shown is not None
    outlines = place_outlines(listed_town, table, shown.manifest["picture"])
    for line, outline in zip(table.to_dict("records"), outlines, strict=True):
        number = len(line["cells"].split())
        assert outline.is_valid
        if number:
            assert outline.area == pytest.approx(number * 1.28e-5, rel=0.1)  # square degrees of a hexagon here
        else:
            assert outline.area > 5 * 1.28e-5  # a ward


def test_the_record_says_what_it_is_of(listed_town: Config) -> None:
    _, record = places_table(listed_town)
    assert (record["month"], record["state"], record["behind"]) == (LAST, "complete", False)
    assert record["sources"] == ["Police", "Council"]
    assert record["lanes"] == LANES
    assert (record["most"], record["more"]) == (MOST, dict.fromkeys(LANES, 0))
    assert record["proactive"].startswith("counted and not ranked, since counts depend on enforcement: ")
    assert record["proactive"].endswith("drugs and possession of weapons")
    assert record["silent"] == []  # what nobody reports is missing nowhere
    shown = show(listed_town)
    assert shown is not None
    assert set(discussion(freshness(listed_town, shown), LAST).silent.values()) == {"no source reports it"}


def test_a_month_that_is_not_complete_has_no_police_rows_and_says_why(listed_town: Config) -> None:
    early = listed_town.model_copy(update={"today_pinned": months.first_day("2026-10")})
    table, record = places_table(early, month=LAST)
    assert record["state"] == "not complete yet"
    assert any("Burglary" in line and line.endswith("not complete yet: Police") for line in record["silent"])
    assert set(table["concerns"]) <= {"Fly-tipping"}
    latest, other = places_table(early)
    assert (other["month"], len(latest) > 0) == ("2026-08", True)


def test_what_is_not_there_is_refused(listed_town: Config, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="is not held"):
        places_table(listed_town, month="2020-01")
    with pytest.raises(QuestionError, match="is not a month"):
        places_table(listed_town, month="June")
    with pytest.raises(QuestionError, match="aim ingest"):
        places_table(listed_town.model_copy(update={"data": tmp_path / "nothing"}))
