"""The briefing is one grey A4 whatever it holds: boxes to tick, the same numbers on the map, and the mark."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import paper as reading
import pytest
from commandline import Aim, runner
from holding import TODAY
from listed import LAST

from aim.config import Config
from aim.questions.briefing import briefing_view
from aim.questions.briefing_views import Hours, ReceivedRow
from aim.questions.editions import Edition
from aim.questions.freshness import freshness
from aim.questions.ground import Roads
from aim.questions.shown import show
from aim.reports.briefing import ROWS, pdf
from aim.reports.paper import PUBLIC_MARK, Stamp, stamp_of


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    monkeypatch.setenv("AIM_TODAY", TODAY)
    return runner(monkeypatch, capsys)


def stamp(town: Config, month: str) -> Stamp:
    shown = show(town)
    assert shown is not None
    return stamp_of(town, freshness(town, shown), month, "West, since last")


def test_it_is_one_grey_page_with_all_that_can_be_said(listed_town: Config):
    view = briefing_view(listed_town, area="West", since="7d")
    assert view is not None
    place = replace(
        next(each for each in view.places if each.cells),
        name="Long Street Name, Berwick Hills & Pallister, north-east",
        do="Police, Foot patrol, 20 hours, until 20 Dec 2026: by the shops. Visible, about 15 minutes at a time",
        when="4 in 10 between 18:00 and 22:00, most on Fridays", standing="decided by the meeting of Sep 2026",
    )  # fmt: skip
    full = replace(
        view,
        stale="last file Fri 13 Nov 17:10, 9 days ago",
        places=tuple(replace(place, number=number) for number in range(1, 6)),
        rows=tuple(ReceivedRow(f"A <place> {n}", "Robbery", "Fri 13 to Sun 15 Nov", "12", "P") for n in range(15)),
        compared=("Anti-social behaviour: 31, about 24 in a usual week.",) * 4,
        hours=Hours(tuple(n % 24 / 24 for n in range(168)), 300, "300 dated incidents of fire in a year."),
        coming_up=("Ramadan, about 18 February to 19 March",) * 3,
    )
    made = pdf(listed_town, full, stamp(listed_town, view.month))
    assert len(reading.read(made).pages) == 1
    reading.accessible(made, f"Briefing: {view.title}")
    said = reading.text(made)
    for words in (listed_town.marking, "STALE", view.received, f"Picture {view.picture}", "Do Police, Foot patrol"):
        assert words in said
    assert said.count("decided by the meeting of Sep 2026") == 5
    assert said.count("A <place> ") == ROWS
    assert "3 more rows on the page" in said
    assert "From: P police." in said
    assert len(reading.named(made, "TH")) == 3
    assert "Incidents, July to September 2026; darker is more." in said  # as the screen has it
    assert "300 dated incidents of fire in a year. Darker is more." in said
    town, week = reading.named(made, "Figure")
    assert town["/Alt"].startswith("Map of West. Numbered places: 1, Long Street Name")
    assert week["/Alt"].startswith("Hours of the week. 300 dated incidents")
    page = reading.pixels(made).astype(int)
    assert abs(page[..., 0] - page[..., 2]).max() <= 24  # of tinted blacks; nothing has a colour
    assert reading.inked(page.astype("uint8")) > 0.08


def test_the_command_writes_the_sheet_of_either_edition(aim: Aim, listed_town: Config, tmp_path: Path):
    out = tmp_path / "west.pdf"
    ask = ("briefing", "--data", listed_town.data, "--neighbourhood", "west", "--out", out)
    done = aim(*ask, "--edition", "public")
    assert done.code == 0
    assert done.out.splitlines()[0].startswith("West, Sun 22 Nov 2026. Received since Fri 09:00: nothing that may be ")
    said = reading.text(out.read_bytes())
    assert PUBLIC_MARK in said
    assert "When" not in said
    assert "not decided" not in said
    assert "Where" not in said  # a map of places that are told by ward only would be empty, or tell too much


def test_the_public_sheet_does_not_say_that_nothing_came_and_no_line_twice(listed_town: Config):
    view = briefing_view(listed_town, area="West", since="last", edition=Edition.PUBLIC)
    assert view is not None
    assert replace(view, last_file="").no_rows == "Nothing to list."
    said = reading.text(pdf(listed_town, replace(view, rows=()), stamp(listed_town, LAST)))
    assert "Nothing that may be listed in public." in said
    assert "Nothing to list" not in said
    assert view.places
    for place in view.places:
        assert not place.why or ("Several" in place.name and " and " in place.why)
        assert place.name in said


@pytest.mark.parametrize("public", [False, True])
def test_the_sheet_says_whose_the_roads_on_its_map_are(
    listed_town: Config, monkeypatch: pytest.MonkeyPatch, public: bool
):
    day, lines = date(2026, 4, 1), {"type": "FeatureCollection", "features": []}
    words = "Contains OS data © Crown copyright"
    roads = Roads("0" * 64, "roads.gpkg", day, day, "os", words, {"a": 1.0}, json.dumps(lines).encode())
    for module in ("aim.reports.briefing", "aim.questions.ground"):
        monkeypatch.setattr(f"{module}.roads_to_draw", lambda _: roads)
    view = briefing_view(listed_town, area="West", edition=Edition.PUBLIC if public else Edition.INTERNAL)
    assert view is not None
    said = reading.text(pdf(listed_town, view, stamp(listed_town, view.month)))
    assert ("Roads: Contains OS data" in said) == (not public)  # the public sheet has no map


def test_the_command_says_what_it_cannot_do(aim: Aim, listed_town: Config, tmp_path: Path):
    ask = ("briefing", "--data", listed_town.data, "--out", tmp_path / "x.pdf", "--neighbourhood")
    assert aim(*ask, "East", "--since", "24h").code == 2
    assert aim(*ask, "East", "--edition", "secret").code == 2
    unknown = aim(*ask, "Atlantis")
    assert (unknown.code, "there are East, North, South and West" in unknown.err) == (1, True)
    wrong = aim("briefing", "--data", listed_town.data, "--neighbourhood", "East", "--out", tmp_path / "x.csv")
    assert (wrong.code, ".pdf" in wrong.err) == (1, True)
    empty = aim("briefing", "--data", tmp_path / "none", "--neighbourhood", "East", "--out", tmp_path / "x.pdf")
    assert (empty.code, "aim build" in empty.err) == (1, True)
    assert not list(tmp_path.glob("x.*"))
