"""The meeting pack says what the pages say, in public what the public tables say, on A4 and on slides."""

import io
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path

import paper as reading
import pytest
from commandline import runner
from holding import TODAY
from listed import LAST, cell
from pptx import Presentation

from aim import schema
from aim.config import Config
from aim.decision_lists import KNOWN, SEND
from aim.operations.decisions import decide
from aim.operations.meetings import close_meeting
from aim.questions.decisions import proposal
from aim.questions.discussion import chance
from aim.questions.editions import Edition
from aim.questions.explain import explain_view
from aim.questions.minutes import before, lay_out
from aim.questions.minutes_view import minutes_view
from aim.questions.month import month_view
from aim.questions.nap_sheets import nap_sheets
from aim.questions.pack import NOTHING_OWED, pack_view
from aim.questions.pack_views import PackView
from aim.questions.place import place_view
from aim.questions.public_rule import TOLD_LATER
from aim.questions.public_trends import public_trends_table
from aim.questions.views import DISCUSSION
from aim.reports.pack import LIMITS, Pack, pack, pack_pdf
from aim.reports.slides import pack_slides


def packed(config: Config, edition: Edition, month: str = LAST) -> Pack:
    view, page, fresh = pack_view(config, month=month, edition=edition)
    return pack(config, view, page, fresh)


@pytest.fixture(scope="module")
def internal(listed_town: Config) -> Pack:
    return packed(listed_town, Edition.INTERNAL)


@pytest.fixture(scope="module")
def public(listed_town: Config) -> Pack:
    return packed(listed_town, Edition.PUBLIC)


@pytest.fixture(scope="module")
def internal_pdf(internal: Pack) -> bytes:
    return pack_pdf(internal)


@pytest.fixture(scope="module")
def public_pdf(public: Pack) -> bytes:
    return pack_pdf(public)


def rows(view: PackView) -> list:
    return [row for lane in view.lanes for row in lane.rows]


def test_the_internal_pack_is_what_the_pages_show(listed_town: Config, internal: Pack):
    view, page = internal.view, month_view(listed_town, month=LAST, listed=DISCUSSION)
    assert page is not None
    assert view.headline == page.headline
    assert [(row.number, row.why) for row in rows(view)] == [(row.number, row.why) for row in page.discussion.rows]
    assert [column.count for column in view.columns] == [card.count for card in page.cards]
    assert [text for _, text in view.outside] == [row.text for row in page.signals.outside]
    assert (view.chance, view.chance_of_list) == (page.signals.chance, chance())
    assert internal.map is not None
    assert dict(zip(internal.map.cells, internal.map.counts, strict=True)) == dict(
        zip(page.cells.cell, page.cells.count, strict=True)
    )
    assert tuple(internal.map.breaks) == page.breaks
    for place in view.places:
        seen = place_view(listed_town, page.discussion.rows[place.row.number - 1].key, month=LAST, listed=DISCUSSION)
        assert (place.months, place.series, place.expected) == (seen.months, seen.series, seen.expected)


def test_what_one_location_may_explain_is_told_by_ward_and_marked_nowhere(listed_town: Config, internal: Pack):
    page = month_view(listed_town, month=LAST, listed=DISCUSSION)
    assert page is not None
    hidden = [row for row in page.discussion.rows if row.one_location]
    assert {row.number for row in hidden} == {3, 9}
    assert internal.map is not None
    assert dict(internal.map.by_ward) == {row.number: row.ward for row in hidden}
    assert not {each for row in hidden for each in row.cells} & set(internal.map.hotspots)
    assert {number for number, _ in internal.map.places} == {row.number for row in page.discussion.rows} - {3, 9}
    assert [row.called for row in rows(internal.view) if row.number in (3, 9)] == [row.called for row in hidden]


def test_the_public_pack_says_what_public_tables_minutes_and_sheets_say(
    listed_town: Config, public: Pack, public_pdf: bytes
):
    view, kept = public.view, before(listed_town, LAST)
    minutes, sheets = minutes_view(kept, Edition.PUBLIC), nap_sheets(kept)
    assert [(f"{c.count:,}", c.expected or "–", c.last_year or "–") for c in view.columns] == [
        (row.count, row.expected, row.last_year) for row in minutes.moved[:-1]
    ]
    for column, sheet in zip(view.columns, sheets, strict=True):
        assert sheet.facts[0].number == f"{column.count:,}"
        assert (f"A year before there were {column.last_year}." in sheet.facts[0].text) == bool(column.last_year)
    assert tuple(text for _, text in view.outside) == minutes.outside
    assert minutes.chance == f"{view.chance[:1].upper()}{view.chance[1:]}."
    assert " ".join(view.notes).startswith(minutes.withheld)
    assert "4 known places (police stations, hospitals and the like) are set apart: in no other figure." in view.notes
    assert re.match(r"Of the \d+ counts of neighbourhoods, concern by concern, \d+ are withheld", minutes.withheld)
    table, _ = public_trends_table(listed_town, month=LAST)
    areas = table[(table[schema.KIND] == schema.NEIGHBOURHOOD) & (table[schema.CONCERN] == "all")]
    shown = [
        None if missing else int(count) for count, missing in zip(areas["count"], areas["count"].isna(), strict=True)
    ]
    assert [column.count for column in view.columns] == shown
    assert [column.word for column in view.columns] == areas[schema.SIGNAL].tolist()
    for column, reason in zip(view.columns, areas[schema.REASON], strict=True):
        assert column.reason == reason
        assert bool(column.expected) == (column.word != schema.CANNOT_SAY)
    assert (view.places, view.sent, view.sent_note, view.marked) == ((), (), TOLD_LATER, None)
    for row in rows(view):
        assert not re.search(r"\d", row.why + row.called)
        assert row.guards == ()
        # What it is called says its one concern, so that the line beside it says why it is there.
        assert row.why.removeprefix("For ").partition(" in ")[0] not in row.called.casefold()
    # This town has wards of under five a month, so that it has no public map, and says so.
    assert public.map is None
    said = reading.text(public_pdf)
    assert said.count("by chance alone up to") == 1
    assert "verdict" not in said
    assert "There is no public map of the quarter to September 2026" in said
    assert "Public edition" in said
    # It is handed out before the meeting, and says so at its head and under every page.
    assert view.headline.endswith("places for discussion. The list may still change: the meeting is not closed.")
    assert all("Draft, meeting not closed" in page.extract_text() for page in reading.read(public_pdf).pages)
    assert said.index("What the words mean") < said.index("Where There is")  # with the list
    assert listed_town.marking not in said
    assert not re.search(r"\d\d:\d\d and", said)


def test_what_is_in_force_is_in_the_internal_pack_only(
    listed_town: Config, tmp_path: Path, internal: Pack, public: Pack
):
    assert internal.view.sent_note == NOTHING_OWED
    shutil.copytree(listed_town.data, tmp_path / "copy")
    town = listed_town.model_copy(update={"data": tmp_path / "copy"})
    asked = proposal(town, cell("West"))
    entry = replace(asked.entries[SEND], reason="High for many months", agency="Council", owner="Warden team leader")
    decide(town, "2026-08", asked.place, asked.seen, asked.picture, entry)
    page = month_view(town, month=LAST, listed=DISCUSSION)
    assert page is not None
    known = proposal(town, page.discussion.rows[0].key)
    kept = replace(known.entries[KNOWN], reason="Recorded there, happens elsewhere")
    decide(town, "2026-08", known.place, known.seen, known.picture, kept)
    open_still = packed(town, Edition.INTERNAL).view
    (sent, _) = open_still.sent
    assert (sent.kind, sent.who) == ("Send", "Council, Warden team leader")
    # What an earlier meeting knew is counted apart on all paper, and in public as every other place.
    assert [line for lane in open_still.lanes for line in lane.known] == ["No 1, Town centre, known since Aug 2026."]
    assert 1 not in {row.number for row in rows(open_still)} | {place.row.number for place in open_still.places}
    said = minutes_view(before(town, LAST), Edition.INTERNAL)
    many = len(rows(internal.view)) - 1
    assert said.summary.startswith(f"{many} places for discussion, 1 more is known since an earlier meeting. ")
    assert (said.places[0].place, said.places[0].decision) == ("Town centre", "known since Aug 2026")
    (told, _) = explain_view(town, "1", month=LAST)
    assert told.title == "Why Town centre is on the list"
    assert told.decided[0].startswith("Known since Aug 2026: on the list, and counted apart")
    assert pack_view(town, month=LAST)[0] == public.view
    (standing,) = {place.standing for place in open_still.places if place.standing}
    assert standing.startswith("Decided in Aug 2026: Send: Council, Warden team leader")
    close_meeting(town, lay_out(town, LAST))
    over = packed(town, Edition.INTERNAL).view
    assert {(place.standing, place.closed) for place in over.places} == {("No decision was recorded.", True)}
    closed = pack_view(town, month=LAST)[0]
    assert (closed.remarks, public.view.remarks) == ((), ("Draft, meeting not closed",))
    assert replace(closed, headline=public.view.headline, remarks=public.view.remarks) == public.view


def test_the_pages_are_tagged_and_say_all_of_it(internal: Pack, internal_pdf: bytes):
    view, said = internal.view, reading.text(internal_pdf)
    reading.accessible(internal_pdf, "AIM meeting pack: September 2026")
    lead = f"{view.headline} {view.chance_of_list[0].upper()}{view.chance_of_list[1:]}."
    assert said.count(view.chance[1:]) == 1  # beside what it is of
    for words in (lead, view.sent_note, *view.notes, *view.unsaid, *view.coming, internal.stamp.line,
                  *(text for _, text in view.outside), *(f"{title} {state}" for title, state in view.sources),
                  *(f"expected {column.expected}" for column in view.columns if column.expected)):  # fmt: skip
        assert words in said
    for row in rows(view):
        assert said.count(row.called) >= 2  # on the list, and as half a page
        assert row.why in said
        for guard in row.guards:
            assert f"{guard[0].upper()}{guard[1:]}." in said
    figures = [str(each["/Alt"]) for each in reading.named(internal_pdf, "Figure")]
    assert len(figures) == len(view.columns) + 1 + len(view.places)
    (town,) = [words for words in figures if "numbered places for discussion" in words]
    assert all(f"{row.number}, {row.called}, {row.where}" in town for row in rows(view))
    assert sum("the same month a year before" in words for words in figures) == len(view.columns) + len(view.places)
    assert "Incidents, July to September 2026" in said  # as the screen has it
    assert len(reading.named(internal_pdf, "TH")) == 2 + len(view.sources) + len(view.columns)
    # The words of a list are explained as the list is made, not as a class of Hotspots is.
    assert "It held clearly more than its own past explains, in the last month or in the meeting's months" in said
    pages = reading.read(internal_pdf).pages
    assert len(pages) == 4 + len(view.places) // 2  # the last page has room beside one place
    assert "Where, July to September 2026" in said
    assert LIMITS in said
    assert "at known places, July to September 2026, shown apart" in " ".join(view.notes)
    for number in (0, 2, 3):
        assert reading.inked(reading.pixels(internal_pdf, number)) > 0.02


def test_the_slides_have_native_charts_with_the_numbers_of_the_pages(listed_town: Config, internal: Pack):
    content = pack_slides(internal)
    deck = Presentation(io.BytesIO(content))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=1e-3)
    charts = {}
    for slide in deck.slides:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert listed_town.marking in texts
        assert internal.stamp.line in " ".join(texts)
        assert slide.shapes.title.text_frame.text
        # Read aloud in this order: title first, mark, foot and number (which follows its slide) last.
        assert slide.shapes[0] == slide.shapes.title
        assert slide.shapes[-3].text_frame.text == listed_town.marking
        assert "slidenum" in slide.shapes[-1]._element.xml
        assert not any(text.startswith("•") for text in texts)
        for shape in slide.shapes:
            if shape.has_chart or shape.shape_type == 13:
                assert len(shape._element.xpath(".//p:cNvPr")[0].get("descr")) > 40
            if shape.has_chart:
                charts[slide.shapes.title.text_frame.text] = shape.chart
            if shape.has_table:
                assert shape.table.first_row
    moved = charts.pop("What moved")
    expected, points = moved.plots
    (counts,) = points.series  # marks before a band, and no third kind of column beside two counts
    assert (counts.name, list(counts.values)) == (
        "September 2026",
        [column.count for column in internal.view.columns],
    )
    below, band = expected.series
    assert [each.name for each in expected.series] == ["Expected from", "Expected range"]
    assert below._element.xpath("c:spPr/a:noFill")
    assert list(below.values) == [column.lower for column in internal.view.columns]
    ends = [low + high for low, high in zip(below.values, band.values, strict=True)]
    assert ends == [column.upper for column in internal.view.columns]
    assert moved.legend._element.xpath("c:legendEntry[c:delete/@val='1']/c:idx/@val") == ["0"]
    assert len(charts) == len(internal.view.places)
    for place in internal.view.places:
        chart = charts[f"{place.row.number}  {place.row.called}"]
        columns, line = chart.plots
        assert list(columns.series[0].values) == list(place.series)
        assert list(columns.categories)[-1] == "Sep 2026"
        assert [each.get("val") for each in columns.series[0]._element.xpath("c:dPt/c:idx")] == ["23"]  # in the accent
        assert place.expected is not None
        assert set(line.series[0].values) == {round(place.expected, 1)}
    assert deck.core_properties.language == "en-GB"
    assert internal.stamp.line in deck.core_properties.comments
    assert f"{deck.core_properties.created:%Y-%m-%d}" == internal.stamp.made[:10]


def test_the_public_slides_name_no_number_of_a_place_and_stay_the_same(public: Pack):
    content = pack_slides(public)
    time.sleep(2.1)  # a zip archive counts in steps of two seconds
    assert pack_slides(public) == content
    deck = Presentation(io.BytesIO(content))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[:3] == ["AIM meeting pack: September 2026", "Data we have, and what we sent", "What moved"]
    assert titles[-2:] == ["Coming up, and limits", "What the words mean"]
    assert len(titles) < 10  # no place by itself, and no slide for what is not there
    assert not any(shape.has_chart for slide in list(deck.slides)[3:] for shape in slide.shapes)
    texts = [shape.text_frame for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert any(LIMITS in frame.text for frame in texts)
    (meaning,) = [frame for frame in texts if "Expected. How many" in frame.text]
    assert meaning.paragraphs[0].runs[0].font.size.pt == 15
    assert all("Public edition" in slide.shapes[-3].text_frame.text for slide in deck.slides)


def test_the_command_writes_the_public_pack_unless_told(monkeypatch, capsys, listed_town: Config, tmp_path: Path):
    monkeypatch.setenv("AIM_TODAY", TODAY)
    aim = runner(monkeypatch, capsys)
    asked = ("pack", "--month", LAST, "--data", listed_town.data)
    done = aim(*asked, "--out", tmp_path / "pack.pdf")
    assert (done.code, done.err) == (0, "")
    assert "public edition" in done.out
    assert "Public edition" in reading.text((tmp_path / "pack.pdf").read_bytes())
    done = aim(*asked, "--edition", "internal", "--out", tmp_path / "pack.pptx")
    assert (done.code, "internal edition" in done.out) == (0, True)
    assert Presentation(str(tmp_path / "pack.pptx")).core_properties.title == "AIM meeting pack: September 2026"
    said = " ".join(aim("pack", "--help").out.replace("│", " ").split())
    assert "would give them away (default: public)" in said
    done = aim(*asked, "--out", tmp_path / "pack.docx")
    assert (done.code, "end it in .pdf or .pptx" in done.err) == (1, True)
    done = aim("pack", "--month", "1999-01", "--data", listed_town.data, "--out", tmp_path / "pack.pdf")
    assert (done.code, "is not held" in done.err) == (1, True)
