"""Bars stand where their numbers are, gaps stay gaps, and who cannot see them is told the same."""

from xml.etree import ElementTree

import pytest

from aim.months import between
from aim.reports.bars import bars
from layers.charts import summary
from layers.style import LIGHT

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = list(between("2024-10", "2026-09"))
SERIES: list[int | None] = [10, 0, None, *range(1, 22)]


def drawn(**changes: object) -> ElementTree.Element:
    given = {"width_mm": 90, "height_mm": 30, **changes}
    return ElementTree.fromstring(bars(MONTHS, SERIES, **given))


def rects(svg: ElementTree.Element) -> list[ElementTree.Element]:
    return svg.findall(f"{SVG}rect")


def test_heights_are_in_the_proportion_of_the_counts_from_zero():
    high = [float(each.attrib["height"]) for each in rects(drawn())]
    held = [value for value in SERIES if value is not None]
    assert len(high) == len(held)
    scale = max(high) / max(held)
    assert [round(each / scale) for each in high] == held
    floor = [float(each.attrib["y"]) + float(each.attrib["height"]) for each in rects(drawn())]
    assert max(floor) - min(floor) < 0.5  # a count of none still shows


def test_a_month_that_is_not_held_has_no_bar_and_the_shown_one_is_strong():
    fills = [each.attrib["fill"] for each in rects(drawn())]
    assert fills.count(LIGHT.bar_strong) == 1
    assert fills[-1] == LIGHT.bar_strong
    assert [each.attrib["fill"] for each in rects(drawn(shown="2026-08"))][-2] == LIGHT.bar_strong
    early = drawn(incomplete=["2026-09"])
    assert rects(early)[-1].attrib["fill"] == LIGHT.paper
    assert [each.attrib["class"] for each in early.findall(f"{SVG}path")] == ["early"]
    assert LIGHT.bar_strong not in [each.attrib["fill"] for each in rects(drawn(grey=True))]


def test_the_expected_line_lies_at_its_value_and_breaks_where_nothing_was_expected():
    path = drawn(expected=[10.0] * 3 + [None] + [21.0] * 20).find(f"{SVG}path")
    assert path is not None
    assert path.attrib["d"].count("M") == 2
    at_ten = {point.split()[1] for point in path.attrib["d"].split("M")[1].split("L") if point}
    top_of_ten = next(each.attrib["y"] for each, value in zip(rects(drawn()), (10,), strict=False))
    assert at_ten == {top_of_ten}
    assert drawn().find(f"{SVG}path") is None


def test_it_is_said_in_words_and_its_letters_stay_letters():
    svg = drawn(label="Robbery in <North>.")
    assert svg.findtext(f"{SVG}title") == f"Robbery in <North>. {summary(MONTHS, SERIES)}"
    said = [each.text for each in svg.findall(f"{SVG}text")]
    assert {"0", "12", "24", "2025", "2026", "Sep"} <= set(said)  # as high as the highest, 21, and little more
    assert float(svg.attrib["font-size"]) >= 8
    high = ElementTree.fromstring(bars(MONTHS, [1_100] * 24, width_mm=90, height_mm=30))
    assert {"0", "600", "1,200"} <= {each.text for each in high.findall(f"{SVG}text")}


def test_narrow_bars_name_their_first_and_last_month_with_the_year():
    said = [each for each in drawn(width_mm=42).findall(f"{SVG}text") if each.attrib["text-anchor"] != "end" or
            " " in str(each.text)]  # fmt: skip
    assert [each.text for each in said] == ["Oct 2024", "Sep 2026"]
    first, last = (float(each.attrib["x"]) for each in said)
    letter = 0.62 * float(drawn(width_mm=42).attrib["font-size"])
    assert first + 8 * letter < last - 8 * letter  # they do not touch
    assert last <= float(drawn(width_mm=42).attrib["viewBox"].split()[2])


def test_lists_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="24 months, 2 expectations"):
        drawn(expected=[1.0, 2.0])
    with pytest.raises(ValueError, match="must be as many"):
        bars(MONTHS, [1], width_mm=90, height_mm=30)
