"""What the group must be able to rely on, told as stories: from deliveries to the words on the page."""

import itertools
import re
from typing import Any

import listed
import pytest
from dash import html
from holding import COUNCIL, FIRE, POLICE, Holding, rows
from sightings import of_class, parts, shown, text

from aim import months
from aim.config import Config
from aim.pages import month
from aim.pages.asking import ask
from aim.questions.freshness import strip
from aim.questions.month import month_view
from aim.questions.shown import show

MOVES = re.compile(r"\b(higher|lower|new or worse|quietened|fell|risen|fallen)\b", re.I)
SAID = html.Li | html.P | html.H1 | html.H2 | html.Summary | html.A | html.Footer


def opened(config: Config, query: str = "") -> dict[str, Any]:
    """Every region of the Month page at an address, as the browser is given it."""
    return month.regions(config, ask(config, query), theme="light", before=None)


def sentences(page: dict[str, Any]) -> list[str]:
    """What a page says: the words of each element that is read as one, and of each row of its table."""
    regions = ("notices", "headline", "cards", "places", "map_head", "legend", "drawer", "foot")
    found = [text(part) for name in regions for part in parts(page[name]) if isinstance(part, SAID)]
    table = (page["rows"] or {}).get("rows", [])
    return [page["map_text"], *found, *(" ".join(map(str, row["cells"])) for row in table)]


# ---- one source has just joined, another is late ---------------------------------------------------------------------
@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Police of years; fire since April, whose first month may not be whole, more every month; no September of the
    council, which was due two weeks ago.
    """
    holding = Holding(tmp_path_factory.mktemp("late") / "store")
    span = months.between("2024-01", "2026-09")
    crimes = rows(("burglary", "North", 30), ("burglary", "South", 12), ("violent-crime", "East", 25))
    holding.take(POLICE, dict.fromkeys(span, crimes), on="2026-11-02")
    fires = {m: rows(("fire-deliberate-secondary", "East", 5 * n**2)) for n, m in enumerate(span[-6:], start=1)}
    holding.take(FIRE, fires, on="2026-10-02")
    tips = {m: rows(("fly-tipping", "West", 20)) for m in span[:-1]}
    holding.take(COUNCIL, tips, on="2026-09-03")
    config = holding.config("2026-10-14")
    listed.make(config)
    return config


def test_who_has_just_joined_and_who_is_late_makes_neither_a_rise_nor_a_fall(late: Config) -> None:
    picture = show(late)
    assert picture is not None
    states = {source.title: source.state for source in strip(late, picture)}
    assert (states["Fire"], states["Council"]) == ("complete", "late")

    page = opened(late)
    assert text(page["headline"]).startswith("August 2026")
    fires = opened(late, "?month=2026-08&concern=fires")
    assert [text(said) for said in of_class(shown(fires["cards"]), "card-unsaid")] == [
        "cannot say: no history yet: 3 of 12"
    ] * 4
    assert "Cannot say: no history yet: 3 of 12." in text(fires["drawer"])
    (missing,) = {text(said) for said in of_class(page["places"], "cannot-say") if "fires" in text(said)}
    assert "no history yet: 3 of 12" in missing

    council = opened(late, "?month=2026-09&concern=fly-tipping")
    assert {text(said) for said in of_class(shown(council["cards"]), "card-missing")} == {"not received from all"}
    for card in of_class(shown(council["cards"]), "card"):
        assert of_class(card, "bar")[-1].className == "bar bar--gap"
    assert {
        row["cells"][-1] for row in opened(late, "?month=2026-09&concern=fly-tipping&view=wards")["rows"]["rows"]
    } == {"cannot say: not received: Council"}


@pytest.mark.parametrize("at", ["2026-08", "2026-09"])
def test_no_sentence_calls_either_a_rise_or_a_fall(late: Config, at: str) -> None:
    silent = ["fires", *(["fly-tipping", "environmental-crime"] if at == "2026-09" else [])]
    for concern, view in itertools.product(silent, ("map", "table", "wards")):
        whole = sentences(opened(late, f"?month={at}&concern={concern}&view={view}"))
        assert len(whole) > 10
        assert [said for said in whole if MOVES.search(said)] == []
    page = sentences(opened(late, f"?month={at}"))
    of_either = [said for said in page if re.search(r"fire|fly-tip|environment|council", said, re.I)]
    assert [said for said in of_either if MOVES.search(said)] == []


# ---- the meeting opens -----------------------------------------------------------------------------------------------
def test_the_page_untouched_shows_few_places_once_each_and_counts_what_it_leaves_out(demonstration: Config) -> None:
    page, view = opened(demonstration), month_view(demonstration)
    assert view is not None
    assert (view.complete, view.concern.name, view.area.name) == (True, "all", "town")
    places = of_class(page["places"], "place")
    names = [text(of_class(place, "place-name")) for place in places]
    assert 0 < len(places) <= 12
    assert len(set(names)) == len(names)
    cells = [cell for row in view.discussion.rows for cell in row.cells]
    assert len(set(cells)) == len(cells)
    assert not [name for name in names if re.search("police|hospital", name, re.I)]

    # What is there but not shown: lanes say how many more, the foot how many at known places, which rank nowhere.
    more = [text(said) for said in of_class(page["places"], "lane-more")]
    assert more == [f"{n} more, not listed" for n in view.discussion.more.values() if n]
    assert f"{view.apart} at known places" in text(page["foot"])
    assert view.apart > 0
    window = [month_view(demonstration, month=months.shift(view.month, -back)) for back in range(view.window)]
    assert view.apart == sum(card.apart for each in window if each for card in each.cards)
