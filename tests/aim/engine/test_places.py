import math

import h3.api.numpy_int as h3
import numpy as np
import pytest
import reference
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from aim.engine.adjacency import ring_matrix
from aim.engine.places import group

TOWN_9 = 0x89194654E33FFFF


def row(length: int) -> csr_matrix:
    """Cells in a row, each touching the next."""
    return csr_matrix(np.eye(length) + np.eye(length, k=1) + np.eye(length, k=-1))


@st.composite
def hot_maps(draw: st.DrawFn, radius: int = 4) -> tuple[NDArray, list[bool], list[float], list[int], int]:
    """Grid, hot cells, scores with ties, centres (numbered, 0 outside) and the most cells of a place."""
    grid = draw(strategies.grids(plain=True, radius=radius))
    size = grid.size
    hot = draw(st.lists(st.sampled_from([True, True, False]), min_size=size, max_size=size))
    scores = [float(score) for score in draw(strategies.counts(size, most=6))]
    centres = draw(st.one_of(st.just([0] * size), st.lists(st.integers(0, 2), min_size=size, max_size=size)))
    return grid, hot, scores, centres, draw(st.integers(1, 9))


@settings(max_examples=200)
@given(hot_maps())
def test_places_are_those_of_the_slow_twin(drawn: tuple[NDArray, list[bool], list[float], list[int], int]) -> None:
    grid, hot, scores, centres, most = drawn
    places = group(hot, scores, ring_matrix(grid, 1), max_cells=most, centre=centres)
    assert places.tolist() == reference.places(hot, scores, reference.rings(grid.tolist(), 1), most, centres)


@settings(max_examples=200)
@given(hot_maps())
def test_what_every_place_is(drawn: tuple[NDArray, list[bool], list[float], list[int], int]) -> None:
    grid, hot, scores, centres, most = drawn
    adjacent = ring_matrix(grid, 1)
    places = group(hot, scores, adjacent, max_cells=most, centre=centres)
    np.testing.assert_array_equal(places > 0, hot)  # every hot cell in exactly one place, no other cell in any
    numbers = np.unique(places[places > 0])
    np.testing.assert_array_equal(numbers, np.arange(1, numbers.size + 1))
    sums = [math.fsum(np.array(scores)[places == number]) for number in numbers]
    assert sums == sorted(sums, reverse=True)
    for number in numbers:
        cells = np.flatnonzero(places == number)
        within = {centres[cell] for cell in cells}
        assert len(within) == 1  # a place never reaches into a centre
        if within == {0}:
            assert cells.size <= most
            assert connected_components(adjacent[cells][:, cells])[0] == 1
    for centre in {centres[cell] for cell in np.flatnonzero(hot)} - {0}:
        inside = [places[cell] for cell in np.flatnonzero(hot) if centres[cell] == centre]
        assert len(set(inside)) == 1  # the hot cells of a centre are one place


@given(hot_maps())
def test_without_a_limit_places_are_the_connected_groups(
    drawn: tuple[NDArray, list[bool], list[float], list[int], int],
) -> None:
    grid, hot, scores, _, _ = drawn
    cells = np.flatnonzero(hot)
    adjacent = ring_matrix(grid, 1)
    places = group(hot, scores, adjacent, max_cells=grid.size)[cells]
    count, labels = connected_components(adjacent[cells][:, cells])
    assert len(set(places.tolist())) == count == len(set(zip(places.tolist(), labels.tolist(), strict=True)))


@given(hot_maps(radius=3), st.data())
def test_the_order_of_cells_does_not_matter_where_scores_differ(
    drawn: tuple[NDArray, list[bool], list[float], list[int], int], data: st.DataObject
) -> None:
    grid, hot, _, centres, most = drawn
    # powers of two, so that no two sums are equal either
    scores = 2.0 ** np.array(data.draw(st.permutations(range(grid.size))))
    order = np.array(data.draw(st.permutations(range(grid.size))))
    places = group(hot, scores, ring_matrix(grid, 1), max_cells=most, centre=centres)
    moved = group(
        np.array(hot)[order],
        scores[order],
        ring_matrix(grid[order], 1),
        max_cells=most,
        centre=np.array(centres)[order],
    )
    np.testing.assert_array_equal(moved, places[order])


def test_cells_that_touch_are_one_place_and_the_stronger_place_comes_first() -> None:
    hot = [True, True, False, True, True, True]
    assert group(hot, [5, 5, 9, 1, 7, 1], row(6), max_cells=7).tolist() == [1, 1, 0, 2, 2, 2]
    assert group(hot, [5, 5, 9, 1, 9, 1], row(6), max_cells=7).tolist() == [2, 2, 0, 1, 1, 1]


def test_equal_sums_go_to_the_place_with_the_strongest_cell_and_then_to_the_first() -> None:
    hot = [True, True, False, True]
    assert group(hot, [2, 2, 0, 4], row(4), max_cells=7).tolist() == [2, 2, 0, 1]
    assert group([True, False, True], [4, 0, 4], row(3), max_cells=7).tolist() == [1, 0, 2]


def test_a_long_group_is_split_at_its_strongest_cell() -> None:
    #       0  1  2  3  4  5  6  7
    score = [1, 1, 1, 2, 9, 1, 1, 1]
    # from cell 4: its neighbours 3 and 5, then the first of 2 and 6, equally strong; what is left touches no more
    assert group([True] * 8, score, row(8), max_cells=4).tolist() == [2, 2, 1, 1, 1, 1, 3, 3]


def test_a_strong_ring_comes_before_stronger_cells_further_out() -> None:
    grid = h3.grid_disk(TOWN_9, 2).astype(np.int64)
    ring = np.array([h3.grid_distance(TOWN_9, int(cell)) for cell in grid])
    places = group([True] * 19, np.array([50, 1, 40])[ring], ring_matrix(grid, 1), max_cells=7)
    np.testing.assert_array_equal(places == places[ring == 0], ring <= 1)


def test_a_group_of_the_largest_size_stays_whole_and_one_more_is_split() -> None:
    assert group([True] * 7, range(7), row(7), max_cells=7).max() == 1
    assert group([True] * 8, range(8), row(8), max_cells=7).max() == 2


def test_hot_cells_of_a_centre_are_one_place_however_many_even_apart() -> None:
    hot = [True, True, True, True, False, True, True]
    centre = [False, True, True, True, True, True, False]
    assert group(hot, [3, 1, 1, 1, 9, 1, 2], row(7), max_cells=2, centre=centre).tolist() == [2, 1, 1, 1, 0, 1, 3]


def test_two_centres_are_two_places() -> None:
    assert group([True] * 4, [1, 1, 5, 5], row(4), max_cells=1, centre=[1, 1, 2, 2]).tolist() == [2, 2, 1, 1]


def test_a_centre_without_hot_cells_is_no_place() -> None:
    assert group([True, False], [1, 1], row(2), max_cells=7, centre=[False, True]).tolist() == [1, 0]


def test_no_hotspot_is_no_place() -> None:
    assert group([False] * 3, [1, 2, 3], row(3), max_cells=7).tolist() == [0, 0, 0]


def test_fractions_of_the_same_sum_tie_whatever_their_order() -> None:
    # Added from the left 0.3 + 0.2 + 0.1 is less than 0.1 + 0.2 + 0.3 in the last digit.
    hot = [True, True, True, False, True, True, True]
    scores = [0.3, 0.2, 0.1, 0, 0.1, 0.2, 0.3]
    places = group(hot, scores, row(7), max_cells=7, centre=[1, 1, 1, 0, 2, 2, 2])
    assert places.tolist() == [1, 1, 1, 0, 2, 2, 2]


@pytest.mark.parametrize(
    ("hot", "score", "most", "message"),
    [
        ([True, True], [1, 2], 0, "a place of 0 cells"),
        ([True], [1, 2], 7, "not of one length"),
        ([True, True], [1], 7, "not of one length"),
        ([True] * 3, [1, 2, 3], 7, "not of one length"),
        ([True, True], [1, math.nan], 7, "not finite"),
    ],
)
def test_what_does_not_fit_is_refused(hot: list[bool], score: list[float], most: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        group(hot, score, row(2), max_cells=most)
