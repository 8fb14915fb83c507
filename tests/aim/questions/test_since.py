"""The picture of an earlier meeting after data and concerns changed: the same to the byte, and what differs is said."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import listed
import pytest
import sightings
from commandline import Aim, runner
from holding import Holding
from sightings import text

from aim import concerns
from aim.config import Config
from aim.pages import hotspots, ids, method, month_headline, trends
from aim.pages.asking import ask
from aim.pages.state import Choices, address, read
from aim.questions.month import month_view
from aim.questions.shown import is_kept, show
from aim.questions.views import MonthView

THEN, LATER = "2026-11-22", "2027-02-10"
MONTH = listed.LAST
EAST = listed.cell("East")
TABLES = (["hotspots", "--concern", "burglary"], ["places"], ["trends", "--concern", "burglary"])


@pytest.fixture
def holding(tmp_path: Path) -> Holding:
    return listed.fill(tmp_path / "store", {listed.PUBLISHED: listed.police()})


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    return runner(monkeypatch, capsys)


@pytest.fixture
def own_concerns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "concerns"
    shutil.copytree(concerns.FOLDER, folder)
    monkeypatch.setattr(concerns, "FOLDER", folder)
    monkeypatch.setattr(concerns.load, "__defaults__", (folder,))  # bound when the module was read
    return folder


def view(config: Config, **asked: Any) -> MonthView:
    found = month_view(config, month=MONTH, concern="burglary", **asked)
    assert found is not None
    return found


def tables(aim: Aim, data: Path, folder: Path, *more: str) -> list[bytes]:
    folder.mkdir()
    for number, words in enumerate(TABLES):
        out = folder / f"{number}.csv"
        done = aim(*words, "--month", MONTH, "--data", data, "--out", out, *more)
        assert done.code == 0, done.err
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def test_a_picture_of_before_gives_every_number_of_before_and_lists_what_differs_today(
    aim: Aim, holding: Holding, own_concerns: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIM_TODAY", THEN)
    seen, picture = view(holding.config(THEN)), str(show(holding.config()).manifest["picture"])  # type: ignore[union-attr]
    then = tables(aim, holding.data, tmp_path / "then")

    file = own_concerns / "burglary.toml"
    file.write_text(file.read_text().replace('"burglary",', '"burglary", "robbery",'))
    again = {month: listed.police()[month] + listed.happened("burglary", EAST, 30) for month in listed.SPAN[-2:]}
    holding.take(listed.PUBLISHED, again, on="2027-02-08")
    monkeypatch.setenv("AIM_TODAY", LATER)
    config = holding.config(LATER)
    listed.make(config)

    assert tables(aim, holding.data, tmp_path / "again", "--as-of", picture) == then
    assert all(one != other for one, other in zip(tables(aim, holding.data, tmp_path / "now"), then, strict=True))
    old = view(config, as_of=picture)
    assert replace(old, since=None, behind=seen.behind) == seen
    assert old.since == (
        "Published police data: August 2026 and September 2026 were sent again: "
        f"{sum(len(listed.police()[month]) for month in listed.SPAN[-2:]):,} incidents then, "
        f"{sum(map(len, again.values())):,} now",
        "Burglary: its categories changed",
    )
    assert view(config).since is None
    asked = f"?as-of={picture}"
    for made in (
        hotspots.regions(config, asked, theme="light", before=None)["content"]["plain"][ids.HOTSPOTS_NOTICES],
        trends.regions(config, asked, theme="light")["notices"],
        method.regions(config, asked)["notices"],
    ):
        assert "2 things differ today" in str(made)
        assert "Burglary: its categories changed." in str(made)


def test_a_link_opens_a_picture_again_and_one_that_is_kept_no_more_is_named(holding: Holding) -> None:
    config = holding.config()
    shown = show(config)
    assert shown is not None
    name = str(shown.manifest["picture"])
    assert is_kept(config, name)
    assert not is_kept(config, "7-00000000")
    choices, ignored = read(address(Choices(month=MONTH, as_of=name)))
    assert (choices.as_of, ignored) == (name, ())
    assert ask(config, f"?as-of={name}").view is not None
    gone = ask(config, "?as-of=7-00000000")
    assert gone.choices.as_of is None
    assert gone.ignored == ("picture 7-00000000 is not kept here: showing the current one",)
    assert "is no picture" in ask(config, "?as-of=../../etc").ignored[0]


def test_the_page_says_that_it_is_of_before_and_shows_the_way_back() -> None:
    before = sightings.month_view(since=("Police: May 2026 was sent again",))
    said = text(month_headline.notices(before, (), Choices(as_of="3-1")))
    assert "1 thing differs today" in said
    assert "Police: May 2026 was sent again." in said
    assert "Show today’s" in said
    same = text(month_headline.notices(replace(before, since=()), ()))
    assert "nothing that was loaded or set differs today" in same
