"""A sheet is A4, tagged, named, marked on every page, the same every time, and takes nothing from outside."""

import io
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import jinja2
import paper as reading
import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from aim.config import PROJECT
from aim.errors import AimError
from aim.questions.editions import Edition
from aim.reports import paper
from aim.reports.paper import Stamp
from layers.style import LIGHT

STAMP = Stamp(
    picture="12-4f082f54",
    month="September 2026",
    filters="All concerns · Town",
    as_at="22 Nov 2026 10:30",
    attribution="Contains OS data © Crown copyright.",
    made="2026-11-22T10:30:00.123456+00:00",
    marking="OFFICIAL - for partners only",
    demonstration=True,
    remarks=("Boundaries unconfirmed",),
)
HOSTILE = '<script>alert("x")</script> & © 1 < 2 \\ "quoted"'
FILLER = "{% for n in range(60) %}<p>{{ n }} {{ words }}</p>{% endfor %}"
TEMPLATES = {
    "long.html": '{% extends "base.html" %}{% block content %}' + FILLER + "{% endblock %}",
    "tall.html": '{% extends "base.html" %}{% block content %}'
    '<p style="height: {{ mm }}mm">{{ words }}</p><p>last</p>{% endblock %}',
    "fetching.html": '{% extends "base.html" %}{% block content %}'
    '<p>kept</p><img alt="a file" src="{{ address }}">{{ figure(svg, "a drawing", 40) }}{% endblock %}',
    "marks.html": '{% extends "base.html" %}{% block content %}<h2>Part</h2><p>{{ shape("up") }}▲{{ tick() }}</p>'
    '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td class="number">1</td></tr></tbody></table>'
    "{% endblock %}",
}


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = paper._environment()
    monkeypatch.setattr(environment, "loader", jinja2.ChoiceLoader([jinja2.DictLoader(TEMPLATES), environment.loader]))


def made(template: str, edition: Edition = Edition.INTERNAL, *, title: str = "A sheet", **values: object) -> bytes:
    pages = values.pop("pages", 0)
    return paper.sheet(template, values, title=title, edition=edition, stamp=STAMP, pages=int(str(pages)))


def test_a_sheet_says_on_every_page_what_it_is_and_hides_nothing_under_it(templates):
    pdf = made("long", words=HOSTILE, title=HOSTILE)
    reading.accessible(pdf, HOSTILE)
    pages = reading.read(pdf).pages
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        said = " ".join(page.extract_text().split())
        assert STAMP.marking in said
        assert "Demonstration data: made up, no incident here happened" in " ".join(said.split())
        assert "Picture 12-4f082f54 · September 2026 · All concerns · Town · as at 22 Nov 2026 10:30" in said
        assert "Boundaries unconfirmed" in said
        assert "Contains OS data © Crown copyright." in said
        assert f"page {number} of {len(pages)}" in said
    everything = reading.text(pdf)
    assert all(f" {n} {HOSTILE}" in everything for n in range(60))


def test_the_public_edition_says_so_instead_of_the_mark():
    said = reading.text(made("base", Edition.PUBLIC))
    assert "Public edition: counts of fewer than 5 are not shown" in said
    assert STAMP.marking not in said


def test_the_same_sheet_is_the_same_bytes_in_another_process_and_second():
    code = (
        "import sys, time; sys.path[:0] = ['tests', 'tests/aim/reports']; time.sleep(1.1); import test_paper; "
        "sys.stdout.buffer.write(test_paper.made('base'))"
    )
    again = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, check=True)
    assert again.stdout == made("base")
    assert again.stdout.startswith(b"%PDF-1.7")


def test_what_does_not_fit_is_set_smaller_as_far_as_that_can_be_read(templates):
    def pages(mm: int, limit: int) -> list[int]:
        return [
            round(float(page.mediabox[2])) for page in reading.read(made("tall", mm=mm, words="x", pages=limit)).pages
        ]

    assert pages(230, 0) == [595, 595]
    assert pages(230, 1) == [595]
    assert len(pages(400, 1)) > 1


def test_no_template_reads_a_file_or_an_address(templates, tmp_path: Path):
    secret = tmp_path / "secret.svg"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 20"><text x="0" y="15">{}</text></svg>'
    secret.write_text(drawing.format("secret"))
    svg = drawing.format("own").replace("<text", f'<image href="{secret.as_uri()}" width="9" height="9"/><text')
    for address in (secret.as_uri(), "http://127.0.0.1:9/x.svg", str(secret)):
        said = reading.text(made("fetching", address=address, svg=svg))
        assert "kept" in said
        assert "own" in said
        assert "secret" not in said


def test_headings_tables_and_drawings_are_tagged(templates):
    pdf = made("marks")
    kinds = [str(each["/S"]) for each in reading.tags(pdf)]
    assert [kind for kind in kinds if kind in ("/H1", "/H2", "/Table", "/TH", "/TD")] == [
        "/H1", "/H2", "/Table", "/TH", "/TD",
    ]  # fmt: skip
    assert reading.inked(reading.pixels(pdf)) > 0.005


def test_without_pango_it_says_what_to_install_on_each_system(monkeypatch):
    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libgobject-2.0-0'")

    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(AimError, match=r"apt install libpango.*dnf install pango.*brew install pango.*MSYS2"):
        made("base")


def test_the_letters_are_those_of_the_pages_in_two_weights():
    whole = TTFont(PROJECT / "assets" / "fonts" / "inter-latin.woff2")
    letters = whole.getBestCmap()
    few = _only(whole, "ag")  # they stand for all: cutting the whole font takes a second and a half
    for weight, name in paper.WEIGHTS.items():
        cut = TTFont(paper.FONTS / name)
        assert cut.getBestCmap() == letters
        assert cut["OS/2"].usWeightClass == weight
        instance = instancer.instantiateVariableFont(TTFont(io.BytesIO(few)), {"wght": weight})
        glyphs, ours = instance.getGlyphSet(), cut.getGlyphSet()
        for letter in "ag":
            assert glyphs[instance.getBestCmap()[ord(letter)]].width == ours[cut.getBestCmap()[ord(letter)]].width


def test_figures_of_one_width_leave_the_hyphen_its_own():
    table = TTFont(PROJECT / "assets" / "fonts" / "inter-latin.woff2")["GSUB"].table
    (feature,) = {
        tuple(each.Feature.LookupListIndex) for each in table.FeatureList.FeatureRecord if each.FeatureTag == "tnum"
    }
    replaced = [name for at in feature for part in table.LookupList.Lookup[at].SubTable for name in part.mapping]
    assert "one" in replaced
    assert "hyphen" not in replaced


def _only(font: TTFont, letters: str) -> bytes:
    subset = Subsetter()
    subset.populate(text=letters)
    subset.subset(font)
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def test_the_stylesheet_has_no_colour_of_its_own():
    known = {value for value in asdict(LIGHT).values() if isinstance(value, str)} | {"#000000"}
    for path in paper.TEMPLATES.iterdir():
        written = path.read_text(encoding="utf-8").replace("%23", "#")
        assert set(re.findall(r"#[0-9a-f]{6}\b", written)) <= known, path.name
