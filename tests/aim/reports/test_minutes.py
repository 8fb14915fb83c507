"""Minutes and sheets as files: what is a draft says so on every page, nothing is cut, and everybody can read them."""

import csv
import io
from dataclasses import replace

import numpy as np
import paper as reading
import pytest
from commandline import Aim, runner
from listed import LAST
from met import NOTE, meeting_of

from aim.config import Config
from aim.errors import AimError
from aim.questions.editions import Edition
from aim.questions.minutes import Before, before, meeting
from aim.questions.minutes_view import minutes_view
from aim.questions.nap_sheets import Fact, NapSheet, nap_sheets
from aim.reports import minutes
from aim.reports import nap_sheets as sheets

HOSTILE = '=<script>alert("x")</script> & "quoted"'


@pytest.fixture(scope="module")
def held(listed_town: Config, tmp_path_factory: pytest.TempPathFactory) -> Before:
    """What lies before a meeting that decided."""
    return meeting_of(listed_town, tmp_path_factory.mktemp("met") / "copy")


def legible(pdf: bytes) -> None:
    """No page is blank, and on each what is printed is dark on white, in a grey print too."""
    for page in range(len(reading.read(pdf).pages)):
        grey = reading.pixels(pdf, page).astype(float) @ (0.299, 0.587, 0.114)
        assert np.median(grey) > 250
        assert (grey < 90).mean() > 0.001


def test_minutes_are_a_tagged_sheet_that_says_on_every_page_that_it_is_a_draft(held):
    places = [{**row, "name": HOSTILE, "one_location": False} for row in held.tables["places"][:1]]
    tables = {**held.tables, "places": places + held.tables["places"][1:]}
    made = minutes.pdf(replace(held, tables=tables), Edition.INTERNAL)
    reading.accessible(made, "Minutes of the meeting on September 2026")
    legible(made)
    pages = [" ".join(page.extract_text().split()) for page in reading.read(made).pages]
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert page.count("Draft, meeting not closed") == 1
        assert "OFFICIAL - for partners of the Community Safety Partnership only" in page
        assert f"page {number} of {len(pages)}" in page
        assert held.tables["picture"] in page
    whole = reading.text(made)
    assert HOSTILE in whole
    assert NOTE in whole
    assert "Youth outreach, 17.5 hours" in whole
    heads = reading.named(made, "TH")
    assert len(heads) > 20
    for row in held.tables["decisions"]:
        assert row["kind"] in whole


def test_a_sheet_is_one_page_however_much_it_has_to_say(held):
    (one, *_) = nap_sheets(held)
    ward, tactic = "Berwick Hills & Pallister", "Engage residents and businesses, evenings and weekends only"
    work = (
        f"Planned: {tactic} in {ward}. Led by: housing landlords. The problem: small outdoor fires started on purpose."
    )
    fullest = NapSheet(
        neighbourhood="North",
        title=one.title,
        lead=one.lead.replace("the council", "the fire service, the council, housing landlords and all partners"),
        remarks=("Changed since closing",),
        facts=tuple(
            Fact("12,345", "reports of rubbish, litter, graffiti and the like. That is a little less than we expected. "
                 f"A year before there were 12,34{n}. We look at many kinds of reports. A few go up or down just by "
                 "chance.")
            for n in range(3)
        ),
        actions=(work, f"{work} We have not written down yet what came of it."),
        withheld="Some numbers are left out here. Where only a few people are affected, a number could give somebody "
        "away. Thornaby and the villages: 11 of 21 numbers left out. For the same reason we do not always say if a "
        "number is more than we expected.",
        stands="We first gave these numbers out on 22 Nov 2026. They stay as they were then.",
        result=f"{tactic} in {ward} is over. There are about as many reports there as before. Numbers go up and down "
        "by chance. High ones often fall by themselves. So we cannot say why.",
        ways=tuple(("When it is this and that and other things as well, and", f"Go to the place {n} that is open")
                   for n in range(5)),
        contact="AIM analyst, Community Safety Partnership",
    )  # fmt: skip
    made = sheets.pdf(held, fullest)
    reading.accessible(made, fullest.title)
    legible(made)
    assert len(reading.read(made).pages) == 1
    text = reading.text(made)
    facts = [fact.text for fact in fullest.facts]
    for said in (fullest.lead, fullest.result, fullest.stands, *fullest.actions, *facts):
        assert said in text
    for when, how in fullest.ways:
        assert when in text
        assert how in text
    assert "Public edition" in text
    assert text.count("Changed since closing") == 1


def test_the_table_of_decisions_runs_in_no_spreadsheet_and_reads_back(held):
    decisions = [{**row, "note": HOSTILE, "named": HOSTILE} for row in held.tables["decisions"]]
    made = minutes.csv(replace(held, tables={**held.tables, "decisions": decisions}), Edition.INTERNAL)
    read = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"))))
    assert len(read) == len(decisions) + len(held.tables["sent"])
    assert {row["note"] for row in read[: len(decisions)]} == {f"'{HOSTILE}"}
    assert [row["hours"] for row in read if row["decision"] == "Send"][:1] == ["17.5"]
    assert NOTE not in minutes.csv(held, Edition.PUBLIC).decode()


def test_a_meeting_is_closed_and_written_by_one_command(listed_town, tmp_path, monkeypatch, capsys):
    aim: Aim = runner(monkeypatch, capsys)
    monkeypatch.setenv("AIM_TODAY", str(listed_town.today()))
    town = listed_town.model_copy(update={"data": tmp_path / "copy"})
    meeting_of(listed_town, town.data)
    asked = ("minutes", "--data", town.data, "--month", LAST)
    done = aim(*asked)
    assert done.code == 0
    assert "This is a draft" in done.out
    for wrong, told in (
        (("--out", tmp_path / "minutes.docx"), "end it in .pdf or .csv"),
        (("--out", tmp_path / "nowhere" / "minutes.csv"), "there is no such folder: make it"),
        (("--sheets", __file__), "this folder cannot be made"),
        (("--by", "PC Smith"), "name the role that closes the meeting, never a person"),
        (("--picture", "nope"), "nope"),
        (("--edition", "secret"), "'secret' is no edition"),
    ):
        done = aim(*asked, "--close", *wrong)
        assert (done.code in (1, 2), told in done.err) == (True, True), done
        assert meeting(town, LAST).last is None
    older = aim(*asked, "--picture", "1-00000000", "--edition", "public")
    assert (older.code, "of the current picture only" in older.err) == (1, True)
    done = aim(
        *asked, "--close", "--out", tmp_path / "minutes.csv", "--by", "the chair", "--sheets", tmp_path / "a" / "b"
    )
    assert done.code == 0
    assert len(list((tmp_path / "a" / "b").iterdir())) == 4
    assert f"the meeting on {LAST} is closed on picture " in done.out
    assert meeting(town, LAST).last.version == 1
    assert "Closed by the chair at " in minutes_view(before(town, LAST), Edition.PUBLIC).status
    assert "closed," in (tmp_path / "minutes.csv").read_text().splitlines()[1]
    assert aim(*asked, "--month", "1999-01").code == 1


def test_what_cannot_be_written_is_told_and_half_a_set_of_sheets_is_not(held, tmp_path, monkeypatch):
    with pytest.raises(AimError, match=r"cannot tell the format from '\.txt': end it in \.pdf, \.csv"):
        minutes.write(held, tmp_path / "minutes.txt", Edition.INTERNAL)
    with pytest.raises(AimError, match="there is no such folder"):
        sheets.write_all(held, tmp_path / "nowhere")
    monkeypatch.setattr(sheets, "pdf", lambda found, each: b"%PDF " + each.neighbourhood.encode())
    written = sheets.write_all(held, tmp_path)
    assert [path.name for path in written] == [f"{LAST}-{name}.pdf" for name in ("East", "North", "South", "West")]
    odd = replace(held, tables={**held.tables, "neighbourhoods": ["../../East & more"]})
    (path,) = sheets.write_all(odd, tmp_path)
    assert path.parent == tmp_path
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(AimError, match="is a folder"):
        minutes.write(held, tmp_path / "folder.csv", Edition.PUBLIC)
