"""Outlines of small pictures: read back from their text, bars are as high as their counts and bands as wide."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import multiples

COUNTS = st.lists(st.none() | st.integers(0, 500), min_size=1, max_size=36)


def points(outline: str) -> list[tuple[float, float]]:
    """The corners of an outline; none of an empty one."""
    found = re.findall(r"(-?[\d.]+(?:e[+-]\d+)?)% (-?[\d.]+(?:e[+-]\d+)?)%", outline)
    assert outline == "" or re.fullmatch(r"polygon\((?:[^,()]+,)*[^,()]+\)", outline)
    return [(float(x), float(y)) for x, y in found]


def heights(outline: str) -> dict[int, float]:
    """By rounded left edge in 1/24 of the width how high each bar is, in % of the picture."""
    corners = points(outline)
    bars = [corners[at : at + 4] for at in range(0, len(corners), 4)]
    assert all(bar[0][1] == bar[3][1] == 100 and bar[1][1] == bar[2][1] for bar in bars)
    return {int(bar[0][0] * 24 // 100): 100 - bar[1][1] for bar in bars}


def test_a_bar_is_as_high_as_its_share_of_the_scale_and_a_month_not_held_has_none() -> None:
    series = [None, 0, 25, 50, 100, *[None] * 19]
    found = heights(multiples.bars(series, 100))
    assert list(found) == [1, 2, 3, 4]
    assert [found[at] for at in (2, 3, 4)] == [25, 50, 100]
    assert 0 < found[1] < 3  # none is seen, and is not a gap


def test_only_the_months_asked_for_are_drawn() -> None:
    series = list(range(24))
    assert list(heights(multiples.bars(series, 23, [23]))) == [23]
    assert multiples.bars(series, 23, []) == multiples.bars([None] * 24, 23) == ""


def test_a_gap_is_as_high_as_the_picture() -> None:
    assert heights(multiples.gaps([1, None, 3, None, *[5] * 20])) == {1: 100, 3: 100}
    assert heights(multiples.gaps([None, None, *[5] * 22], [1])) == {1: 100}
    assert multiples.gaps([0, 1, 2]) == ""


@given(COUNTS)
def test_every_month_is_a_bar_or_a_gap_and_lies_inside_the_picture(series: list[int | None]) -> None:
    top = multiples.scale([series], [])
    bars, gaps = points(multiples.bars(series, top)), points(multiples.gaps(series))
    assert len(bars) + len(gaps) == 4 * len(series)
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in (*bars, *gaps))
    assert [x for x, _ in bars] == sorted(x for x, _ in bars)


@pytest.mark.parametrize("value", [-1, 11])
def test_a_count_beyond_the_scale_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 10"):
        multiples.bars([3, value], 10)


def test_a_band_runs_along_its_upper_ends_and_back_along_the_lower() -> None:
    (outline,) = multiples.bands([None, None, (20, 60), (40, 80)], 100)
    assert points(outline) == [
        (50, 40), (75, 40), (75, 20), (100, 20), (100, 60), (75, 60), (75, 80), (50, 80),
    ]  # fmt: skip


def test_a_band_breaks_where_nothing_was_expected_and_is_cut_at_the_top() -> None:
    first, second = multiples.bands([(0, 300), None, (10, 20), None], 100)
    assert points(first) == [(0, 0), (25, 0), (25, 100), (0, 100)]
    assert min(x for x, _ in points(second)) == 50
    assert multiples.bands([None, None], 100) == ()


def test_the_scale_holds_every_count_and_every_band() -> None:
    assert multiples.scale([[3, None], [7, 1]], [[None, (2, 9)]]) == 9
    assert multiples.scale([[3, 12]], [[(2, 9)]]) == 12
    assert multiples.scale([[0, None]], [[None]]) == 1


def test_a_month_begins_where_its_bar_stands() -> None:
    assert multiples.position(0, 24) == 0
    assert multiples.position(12, 24) == 50
