"""The explanation fits one A4 whatever was decided, says what the question says, and is drawn."""

from dataclasses import replace
from pathlib import Path

import paper as reading
import pytest
from commandline import Aim, runner
from holding import TODAY
from listed import LAST

from aim.config import Config
from aim.questions.editions import Edition
from aim.questions.explain import explain_view
from aim.reports.explain import explain_sheet
from aim.reports.paper import stamp_of


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    monkeypatch.setenv("AIM_TODAY", TODAY)
    return runner(monkeypatch, capsys)


def test_the_sheet_says_all_that_the_question_says(listed_town: Config):
    view, fresh = explain_view(listed_town, "1", month=LAST)
    pdf = explain_sheet(view, stamp_of(listed_town, fresh, LAST), Edition.INTERNAL)
    reading.accessible(pdf, "Why Town centre is for discussion")
    said = reading.text(pdf)
    lines = [view.why, *(f"{fact.title} {fact.value}" for fact in view.facts), *view.rule, *view.data, *view.decided]
    for line in (*lines, view.result, *view.challenge, listed_town.marking, "page 1 of 1"):
        assert line in said
    (chart,) = reading.named(pdf, "Figure")
    assert "Town centre: anti-social behaviour" in chart["/Alt"]
    assert len(reading.named(pdf, "TH")) == len(view.facts)
    assert reading.inked(reading.pixels(pdf)) > 0.03


def test_it_is_one_page_with_all_that_can_be_said(listed_town: Config):
    view, fresh = explain_view(listed_town, "1", month=LAST)
    decision = "26 Nov 2026, AIM group: Send: Partners together, Neighbourhood housing manager, Engage residents. " * 2
    full = replace(view, decided=(decision + "x" * 140,) * 6, guards=("one location may explain this",) * 3)
    pdf = explain_sheet(full, stamp_of(listed_town, fresh, LAST), Edition.INTERNAL)
    assert len(reading.read(pdf).pages) == 1
    assert full.challenge[-1] in reading.text(pdf)


def test_without_colour_it_is_grey(listed_town: Config):
    view, fresh = explain_view(listed_town, "1", month=LAST)
    picture = reading.pixels(explain_sheet(view, stamp_of(listed_town, fresh, LAST), Edition.INTERNAL, grey=True))
    spread = picture.max(axis=2).astype(int) - picture.min(axis=2)
    assert (spread > 40).mean() < 0.0001


def test_the_command_prints_or_writes_it(aim: Aim, listed_town: Config, tmp_path: Path):
    asked = ("explain", "1", "--month", LAST, "--data", listed_town.data)
    done = aim(*asked)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Why Town centre is for discussion\n")
    assert max(map(len, done.out.splitlines())) <= 80
    for part in ("The numbers", "The threshold in force", "Who decided what, and why", "How to challenge it"):
        assert f"\n{part}\n" in done.out
    done = aim(*asked, "--out", tmp_path / "why.pdf", "--edition", "public")
    assert (done.code, done.err) == (0, "")
    assert "public edition" in done.out
    assert "Public edition: counts of fewer than 5" in reading.text((tmp_path / "why.pdf").read_bytes())
    for wrong, code, said in (
        (("--out", "why.docx"), 1, "end it in .pdf"),
        (("--edition", "secret"), 2, "no edition"),
        (("--month", "2026-9"), 2, "not a month"),
    ):
        done = aim(*asked, *wrong)
        assert done.code == code
        assert said in done.err
