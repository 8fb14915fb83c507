"""The Briefing page as pure functions: every address shows something, and only what may be named."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sightings import of_class, parts, text

from aim import config as configuration
from aim.config import Config
from aim.pages import briefing, briefing_map, briefing_parts
from aim.pages.briefing_address import Choices, address, read
from aim.questions.briefing import briefing_view
from aim.questions.briefing_views import PERIODS, BriefingView
from aim.questions.ground import Roads


@pytest.fixture
def view(listed_town: Config) -> BriefingView:
    found = briefing_view(listed_town, area="West")
    assert found is not None
    return found


@given(st.text(max_size=40) | st.sampled_from(["East", "a&b=c"]), st.sampled_from(list(PERIODS)))
def test_an_address_says_what_was_chosen(area: str, since: str) -> None:
    chosen = Choices(area or None, since)
    assert read(address(chosen)) == (chosen, ())


@given(st.text(max_size=60))
def test_no_address_breaks_the_page(search: str) -> None:
    choices, said = read(search)
    assert choices.since in PERIODS
    assert not any(part and part in sentence for sentence in said for part in [search] if len(search) > 12)


def test_a_wrong_address_shows_the_usual_view_and_says_so(listed_town: Config) -> None:
    shown = briefing.regions(listed_town, "?neighbourhood=Atlantis&since=24h&x=1", theme="light")
    assert "Left out" in text(shown["notices"])
    assert "Atlantis" not in text(list(shown.values())[1])
    assert text(shown["head"]).startswith("East, Sun 22 Nov 2026")


def test_every_tab_period_and_the_sheet_is_a_link(view: BriefingView) -> None:
    choices = Choices("West", "72h")
    links = [part.href for part in parts(briefing_parts.tabs(view, choices)) if getattr(part, "href", None)]
    assert links == [f"?neighbourhood={area}&since=72h" for area in ("East", "North", "South", "West")]
    links = [part.href for part in parts(briefing_parts.controls(view, choices)) if getattr(part, "href", None)]
    assert links == ["?neighbourhood=West", "?neighbourhood=West&since=72h", "?neighbourhood=West&since=7d",
                     "/briefing.pdf?neighbourhood=West&since=last"]  # fmt: skip


def test_what_is_old_is_said_before_what_came(view: BriefingView) -> None:
    assert not of_class(briefing_parts.headline(view), "stale")
    old = briefing_parts.headline(replace(view, stale="last file Fri 17:10, 3 days ago", last_file=""))
    assert text(old).index("STALE") < text(old).index("Received")


def test_a_place_that_may_not_be_named_leads_nowhere_and_is_on_no_map(listed_town: Config, view: BriefingView) -> None:
    guarded = replace(view.places[0], guard="one location may explain this", cells=(), number=1)
    named = replace(view.places[0], guard="", cells=view.places[0].cells or (view.places[0].key,), number=2)
    both = replace(view, places=(guarded, named))
    cards = of_class(briefing_parts.places(both), "briefing-card")
    assert [bool([part for part in parts(card) if getattr(part, "href", None)]) for card in cards] == [False, True]
    assert "Not on the map, to name no one: 1" in text(briefing_map.legend(both, "light"))
    assert briefing_map.in_words(both) == f"Map of West. Numbered places: 2, {named.name}."
    figure = briefing_map.drawn(listed_town, both, "light")
    assert figure["layout"]["meta"]["bounds"] != briefing_map.area_bounds(listed_town, view.fingerprint)


def test_the_foot_says_whose_the_roads_on_the_map_are(view: BriefingView) -> None:
    day = date(2026, 4, 1)
    roads = Roads("0" * 64, "roads.gpkg", day, day, "os", "Contains OS data © Crown copyright", {"a": 1.0}, b"{}")
    assert text(briefing_parts.foot(view, roads)).endswith("Roads: Contains OS data © Crown copyright")
    assert "Roads:" not in text(briefing_parts.foot(view))


def test_nothing_loaded_yet_names_the_two_commands(tmp_path: Path) -> None:
    shown = briefing.regions(configuration.load(tmp_path / "none", {}), "", theme="dark")
    assert "aim demo" in text(shown["main"])
    assert set(shown) == set(briefing._REGIONS)
