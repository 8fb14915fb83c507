import math

import numpy as np
import pytest
import reference
import strategies
from hypothesis import given
from hypothesis import strategies as st

from aim.engine.ranks import decayed_count, rank

series = st.integers(1, 30).flatmap(
    lambda months: st.lists(strategies.counts(months), min_size=1, max_size=5)  # one list of months a cell
)
# Few distinct values, so that every kind of tie is drawn.
rows = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 1.5, 2.0]), st.integers(0, 2)), max_size=25).flatmap(
    lambda drawn: st.permutations(range(len(drawn))).map(
        lambda cells: [(*row, cell) for row, cell in zip(drawn, cells, strict=True)]
    )
)


def test_an_incident_counts_half_after_a_half_life_and_a_quarter_after_two() -> None:
    months = np.zeros((25, 3), dtype=np.uint16)
    months[24, 0] = months[12, 1] = months[0, 2] = 8
    assert decayed_count(months, 12).tolist() == [8, 4, 2]


@given(series, st.floats(0.5, 60))
def test_the_decayed_count_is_its_definition(cells: list[list[int]], half_life: float) -> None:
    expected = [reference.decayed_count(months, half_life) for months in cells]
    np.testing.assert_allclose(decayed_count(np.transpose(cells), half_life), expected, rtol=1e-12)


@given(series, st.floats(0.5, 60), st.integers(1, 70))
def test_equal_histories_have_exactly_equal_scores(cells: list[list[int]], half_life: float, copies: int) -> None:
    scores = decayed_count(np.transpose(cells * copies), half_life)
    assert scores.tolist() == decayed_count(np.transpose(cells), half_life).tolist() * copies


@given(series)
def test_the_decayed_count_lies_between_the_last_month_and_the_total(cells: list[list[int]]) -> None:
    scores = decayed_count(np.transpose(cells), 12)
    assert (scores >= [months[-1] for months in cells]).all()
    assert (scores <= [sum(months) for months in cells]).all()


@pytest.mark.parametrize("months", [np.zeros(5), np.zeros((0, 5)), np.zeros((2, 2, 2))])
def test_what_is_no_series_is_refused(months: np.ndarray) -> None:
    with pytest.raises(ValueError, match="is not \\[months, cells\\]"):
        decayed_count(months, 12)


@pytest.mark.parametrize("half_life", [0, -1, math.nan])
def test_a_half_life_that_is_none_is_refused(half_life: float) -> None:
    with pytest.raises(ValueError, match="half-life"):
        decayed_count(np.ones((2, 2)), half_life)


def test_ranks_by_hand() -> None:
    hotspot = [False, True, True, True, True, False]
    score = [99.0, 5.0, 7.0, 5.0, 5.0, 0.0]
    history = [500, 40, 30, 60, 40, 0]
    cells = [1, 6, 3, 4, 2, 5]
    # the hot ones first: score 7; of the three with 5 the history of 60, then of the two with 40 the lower cell
    assert rank(hotspot, score, history, cells).tolist() == [5, 4, 1, 2, 3, 6]


@given(rows)
def test_ranks_are_one_more_than_the_rows_before(drawn: list[tuple[bool, float, int, int]]) -> None:
    columns = [list(column) for column in zip(*drawn, strict=True)] or [[], [], [], []]
    ranks = rank(*columns)
    assert ranks.tolist() == reference.rank(drawn)
    assert sorted(ranks.tolist()) == list(range(1, len(drawn) + 1))


@given(rows, st.data())
def test_ranks_do_not_depend_on_the_order_of_cells(
    drawn: list[tuple[bool, float, int, int]], data: st.DataObject
) -> None:
    columns = [np.array(column) for column in zip(*drawn, strict=True)] or [np.array([])] * 4
    order = np.array(data.draw(st.permutations(range(len(drawn)))), dtype=np.int64)
    np.testing.assert_array_equal(rank(*(column[order] for column in columns)), rank(*columns)[order])


def test_large_unsigned_scores_sort_downwards() -> None:
    scores = np.array([0, 65_535, 1], dtype=np.uint16)
    assert rank([True] * 3, scores, scores, [1, 2, 3]).tolist() == [3, 1, 2]


def test_a_score_that_is_nan_is_refused() -> None:
    with pytest.raises(ValueError, match="is NaN"):
        rank([True, True], [1, math.nan], [0, 0], [1, 2])
    with pytest.raises(ValueError, match="is NaN"):
        rank([True, True], [1, 2], [math.nan, 0], [1, 2])


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="not of one length"):
        rank([True, True], [1, 2], [0, 0], [1])
