"""Years as lines: the last one leads, months that can grow are hollow, and a break ends a line."""

from typing import Any

import pytest

from layers import seasons
from layers.seasons import Line
from layers.style import palette

WHOLE = (False,) * 12
EARLIER = Line("2024", tuple(range(20, 32)), WHOLE)
NOW = Line("2025", (10, 11, 12, 13, 14, 15, *[None] * 6), (*[False] * 5, True, *[False] * 6))
PALETTE = palette("light")


def traces(figure: dict[str, Any], mode: str = "lines+markers+text") -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace["mode"] == mode]


def test_the_last_year_is_drawn_last_and_strongest_and_every_line_bears_its_name() -> None:
    before, now = traces(seasons.lines([EARLIER, NOW], theme="light"))
    assert (before["y"], now["y"]) == (list(EARLIER.series), list(NOW.series))
    assert now["line"]["width"] > before["line"]["width"]
    assert now["line"]["color"] == PALETTE.bar_strong
    assert (before["text"][11].strip(), now["text"][5]) == ("2024", "2025")
    assert sum(map(bool, now["text"])) == 1


@pytest.mark.parametrize(
    ("ends", "places"),
    [((40, 41, 42), "bottom middle top"), ((41, 42, 90), "bottom top middle"), ((40, 40, None), "bottom top below")],
)
def test_names_of_years_that_end_alike_lie_apart(ends: tuple[int | None, ...], places: str) -> None:
    years = [Line(str(2023 + at), (*range(90, 101), end), WHOLE) for at, end in enumerate(ends)]
    found = [trace["textposition"] for trace in traces(seasons.lines(years, theme="light"))]
    assert [each.replace("bottom center", "below").removesuffix(" right") for each in found] == places.split()


def test_lines_differ_in_more_than_colour() -> None:
    found = traces(seasons.lines([Line("2023", EARLIER.series, WHOLE), EARLIER, NOW], theme="dark"))
    assert len({trace["line"]["dash"] for trace in found}) == 3
    assert len({trace["marker"]["symbol"] for trace in found}) == 3


def test_a_month_that_can_grow_is_hollow_and_the_shown_one_larger() -> None:
    (now,) = traces(seasons.lines([NOW], theme="light", shown=5))
    assert now["marker"]["color"][:6] == [PALETTE.bar_strong] * 5 + [PALETTE.paper]
    assert now["marker"]["size"][5] > now["marker"]["size"][4]


def test_a_break_ends_the_line_and_is_named() -> None:
    cut = Line("2024", EARLIER.series, WHOLE, [(3, "new system")])
    figure = seasons.lines([cut, NOW], theme="light")
    before, _ = traces(figure)
    assert before["y"] == [20, 21, 22, None, *range(23, 32)]
    assert {len(before[name]) for name in ("x", "y", "text", "customdata")} == {13}
    assert {len(before["marker"][name]) for name in ("size", "color")} == {13}
    assert [each["text"] for each in figure["layout"]["annotations"]] == ["Apr 2024: new system"]
    assert figure["layout"]["shapes"][0]["x0"] == 2.5


def test_a_band_is_a_step_as_wide_as_its_month() -> None:
    (band,) = traces(seasons.lines([NOW], theme="light", bands=[(5, 20), None, *[None] * 10]), "lines")
    assert band["x"] == [-0.5, 0.5, 0.5, -0.5, -0.5, None]
    assert band["y"] == [5, 5, 20, 20, 5, None]
    assert not traces(seasons.lines([NOW], theme="light", bands=[None] * 12), "lines")


def test_an_event_lies_where_its_days_are() -> None:
    (tick,) = traces(seasons.lines([NOW], theme="light", ticks=[(10.5, 11.0, "Mid November")]), "lines+markers")
    assert tick["x"] == [10.0, 10.5]
    assert tick["hovertemplate"].startswith("Mid November")


@pytest.mark.parametrize(("series", "bands", "least"), [((4, *[None] * 11), [(0, 50)], 50), ((None,) * 12, [], 1)])
def test_the_scale_begins_at_nothing_and_holds_everything(series: Any, bands: Any, least: int) -> None:
    low, high = seasons.lines([Line("2025", series, WHOLE)], theme="light", bands=bands)["layout"]["yaxis"]["range"]
    assert low == 0
    assert high > least
