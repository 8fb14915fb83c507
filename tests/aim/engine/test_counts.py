import h3.api.numpy_int as h3
import numpy as np
import pytest
import reference
import strategies
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from aim.engine import counts
from aim.engine.counts import coarsen, count_cube, fold, window_sums

TOWN_10 = 0x8A194654E31FFFF
TOWN = np.sort(h3.grid_disk(TOWN_10, 4).astype(np.int64))


def cube_of(drawn: strategies.Incidents) -> NDArray[np.uint16]:
    return count_cube(
        drawn.category,
        drawn.month,
        drawn.cell,
        n_categories=drawn.n_categories,
        n_months=drawn.n_months,
        cells=drawn.grid,
    )


@given(strategies.incidents())
def test_the_cube_is_the_count_of_each_kind_of_row(drawn: strategies.Incidents) -> None:
    cube = cube_of(drawn)
    rows = zip(drawn.category.tolist(), drawn.month.tolist(), drawn.cell.tolist(), strict=True)
    expected = reference.count(rows)
    filled = {(int(c), int(m), int(drawn.grid[i])): int(cube[c, m, i]) for c, m, i in np.argwhere(cube)}
    assert filled == expected
    assert cube.shape == (drawn.n_categories, drawn.n_months, drawn.grid.size)
    assert cube.dtype == np.uint16


@given(strategies.incidents())
def test_every_incident_is_counted_once_however_it_is_summed(drawn: strategies.Incidents) -> None:
    cube = cube_of(drawn)
    assert cube.sum() == drawn.cell.size
    np.testing.assert_array_equal(cube.sum((1, 2)), np.bincount(drawn.category, minlength=drawn.n_categories))
    np.testing.assert_array_equal(cube.sum((0, 2)), np.bincount(drawn.month, minlength=drawn.n_months))


@given(strategies.incidents(), st.data())
def test_the_order_of_rows_does_not_matter(drawn: strategies.Incidents, data: st.DataObject) -> None:
    order = np.array(data.draw(st.permutations(range(drawn.cell.size))), dtype=np.int64)
    shuffled = strategies.Incidents(
        drawn.category[order], drawn.month[order], drawn.cell[order], drawn.n_categories, drawn.n_months, drawn.grid
    )
    np.testing.assert_array_equal(cube_of(shuffled), cube_of(drawn))


def test_the_search_and_the_look_up_table_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    cell = rng.choice(TOWN, 5_000)
    zeros = np.zeros(5_000, dtype=np.int64)
    by_table = count_cube(zeros, zeros, cell, n_categories=1, n_months=1, cells=TOWN)
    monkeypatch.setattr(counts, "_LARGEST_TABLE", 0)
    by_search = count_cube(zeros, zeros, cell, n_categories=1, n_months=1, cells=TOWN)
    np.testing.assert_array_equal(by_table, by_search)
    assert by_table.sum() == 5_000


def test_unsigned_and_small_columns_count_the_same() -> None:
    # 40 categories x 36 months leave the range of int8; the arithmetic must not be done in the columns' own type.
    rng = np.random.default_rng(3)
    category, month = rng.integers(0, 40, 200_000), rng.integers(0, 36, 200_000)
    cell = rng.choice(TOWN, 200_000)
    shape = {"n_categories": 40, "n_months": 36, "cells": TOWN}
    wide = count_cube(category, month, cell, **shape)
    narrow = count_cube(category.astype(np.int8), month.astype(np.uint8), cell.astype(np.uint64), **shape)
    np.testing.assert_array_equal(wide, narrow)
    position = np.searchsorted(TOWN, cell)
    assert wide[5, 7, 11] == np.count_nonzero((category == 5) & (month == 7) & (position == 11))


@pytest.mark.parametrize("table", [1 << 22, 0])
@pytest.mark.parametrize(
    "stray",
    [
        TOWN_10 & ~(7 << 15) | 6 << 15,  # a sibling in the same neighbourhood of ids that the grid leaves out
        int(h3.latlng_to_cell(51.5, -0.1, 10)),
        int(h3.latlng_to_cell(-54.5742, 1.2350, 10)),
        int(h3.cell_to_parent(TOWN_10, 9)),
        int(h3.cell_to_center_child(TOWN_10, 11)),
        0,
        -1,
        int(np.iinfo(np.int64).max),
        int(np.iinfo(np.int64).min),
    ],
)
def test_a_cell_outside_the_grid_is_never_dropped(stray: int, table: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "_LARGEST_TABLE", table)
    grid = np.setdiff1d(TOWN, stray)
    with pytest.raises(ValueError, match="1 cells are not in the grid"):
        count_cube([0, 0], [0, 0], [int(grid[5]), stray], n_categories=1, n_months=1, cells=grid)


@pytest.mark.parametrize(
    ("category", "month", "message"),
    [
        ([2], [0], "category from 2 to 2"),
        ([-1], [0], "category from -1"),
        ([0], [3], "month from 3"),
        ([0], [-1], "month from -1"),
        ([0, 0], [0], "unequal length"),
    ],
)
def test_rows_that_fit_nowhere_are_refused(category: list[int], month: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        count_cube(category, month, [TOWN_10], n_categories=2, n_months=3, cells=TOWN)


def test_positions_that_are_no_whole_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match="month is float64"):
        count_cube([0], [0.5], [TOWN_10], n_categories=1, n_months=1, cells=TOWN)


@pytest.mark.parametrize("grid", [TOWN[::-1], np.repeat(TOWN, 2)])
def test_an_unsorted_grid_or_one_with_duplicates_is_refused(grid: NDArray[np.int64]) -> None:
    with pytest.raises(ValueError, match="not strictly ascending"):
        count_cube([0], [0], [TOWN_10], n_categories=1, n_months=1, cells=grid)


def test_no_rows_are_a_cube_of_zeros() -> None:
    none = np.array([], dtype=np.int64)
    cube = count_cube(none, none, none, n_categories=2, n_months=3, cells=TOWN)
    assert cube.shape == (2, 3, TOWN.size)
    assert not cube.any()


def test_the_cube_holds_65535_and_refuses_one_more() -> None:
    zeros = np.zeros(65_536, dtype=np.int64)
    cell = np.full(65_536, TOWN_10)
    cube = count_cube(zeros[1:], zeros[1:], cell[1:], n_categories=1, n_months=1, cells=TOWN)
    assert cube.max() == 65_535
    with pytest.raises(OverflowError, match="65536 incidents in one cell"):
        count_cube(zeros, zeros, cell, n_categories=1, n_months=1, cells=TOWN)


@given(strategies.incidents(), st.data())
def test_coarser_cells_hold_what_their_cells_held(drawn: strategies.Incidents, data: st.DataObject) -> None:
    cube = cube_of(drawn)
    fine = h3.get_resolution(int(drawn.grid[0]))
    coarse, above = coarsen(cube, drawn.grid, data.draw(st.integers(0, fine)))
    assert (above[1:] > above[:-1]).all()
    np.testing.assert_array_equal(coarse.sum(-1), cube.sum(-1))
    for category in range(drawn.n_categories):
        for month in range(drawn.n_months):
            counted = dict(zip(drawn.grid.tolist(), cube[category, month].tolist(), strict=True))
            expected = reference.coarsen(counted, h3.get_resolution(int(above[0])))
            assert dict(zip(above.tolist(), coarse[category, month].tolist(), strict=True)) == expected


def test_coarsening_refuses_what_the_cube_cannot_hold() -> None:
    children = np.sort(h3.cell_to_children(int(h3.cell_to_parent(TOWN_10, 9)), 10).astype(np.int64))
    full = np.full((1, 1, 7), 65_535, dtype=np.uint16)
    with pytest.raises(OverflowError, match="458745"):
        coarsen(full, children, 9)
    assert coarsen(full // 7, children, 9)[0].tolist() == [[[65_534]]]


def test_coarsening_refuses_a_grid_of_another_length_or_order() -> None:
    cube = np.zeros((1, 1, TOWN.size), dtype=np.uint16)
    with pytest.raises(ValueError, match="60 cells for 61 columns"):
        coarsen(cube, TOWN[1:], 9)
    with pytest.raises(ValueError, match="not strictly ascending"):
        coarsen(cube, TOWN[::-1], 9)
    with pytest.raises(ValueError, match="no parent of resolution 11"):
        coarsen(cube, TOWN, 11)


@given(strategies.incidents(), st.integers(1, 5), st.data())
def test_folding_adds_each_cell_at_its_position_and_loses_none(
    drawn: strategies.Incidents, size: int, data: st.DataObject
) -> None:
    cube = cube_of(drawn)
    n = cube.shape[-1]
    position = np.array(data.draw(st.lists(st.integers(0, size - 1), min_size=n, max_size=n)), dtype=np.int64)
    folded = fold(cube, position, size)
    assert folded.shape == (*cube.shape[:-1], size)
    for target in range(size):
        np.testing.assert_array_equal(folded[..., target], cube[..., position == target].sum(axis=-1, dtype=int))


@pytest.mark.parametrize("position", [[0, 1], [0, 1, 3], [0, -1, 1]])
def test_a_position_outside_the_grid_is_refused(position: list[int]) -> None:
    with pytest.raises(ValueError, match="positions of 3 cells in a grid of 3"):
        fold(np.ones((1, 1, 3), dtype=np.uint16), np.array(position), 3)


@given(
    arrays(np.uint16, st.tuples(st.integers(1, 3), st.integers(1, 8), st.integers(1, 4))), st.integers(1, 8), st.data()
)
def test_a_window_is_the_sum_of_its_months(cube: NDArray[np.uint16], window: int, data: st.DataObject) -> None:
    window = min(window, cube.shape[1])
    sums = window_sums(cube, window)
    assert sums.shape == (cube.shape[0], cube.shape[1] - window + 1, cube.shape[2])
    for category, cell in np.ndindex(cube.shape[0], cube.shape[2]):
        assert sums[category, :, cell].tolist() == reference.window_sum(cube[category, :, cell].tolist(), window)


def test_a_window_of_one_month_is_the_month_and_of_all_months_the_total() -> None:
    cube = np.full((2, 12, 3), 65_535, dtype=np.uint16)
    np.testing.assert_array_equal(window_sums(cube, 1), cube)
    assert window_sums(cube, 12).tolist() == [[[12 * 65_535] * 3]] * 2


def test_the_difference_of_two_windows_may_be_negative() -> None:
    sums = window_sums(np.array([[5], [2]], dtype=np.uint16), 1)
    assert (sums[1] - sums[0]).tolist() == [-3]


@pytest.mark.parametrize("window", [0, -1, 4])
def test_a_window_that_does_not_fit_is_refused(window: int) -> None:
    with pytest.raises(ValueError, match=f"window of {window} months"):
        window_sums(np.zeros((3, 2), dtype=np.uint16), window)


def test_fractions_are_refused() -> None:
    with pytest.raises(TypeError, match="whole counts only"):
        window_sums(np.zeros((3, 2)), 1)
