import h3.api.numpy_int as h3
import numpy as np
import pytest
import reference
import strategies
from hypothesis import given
from hypothesis import strategies as st

from aim.engine.cells import common_resolution, parents

TOWN_10 = 0x8A194654E31FFFF


@given(st.lists(strategies.cells(), min_size=1, max_size=20), st.integers(0, 15))
def test_a_parent_is_the_one_h3_gives(cells: list[int], resolution: int) -> None:
    fine = [cell for cell in cells if h3.get_resolution(cell) >= resolution]
    expected = [reference.parent(cell, resolution) for cell in fine]
    assert parents(np.array(fine, dtype=np.int64), resolution).tolist() == expected


def test_parents_of_a_million_random_cells_of_every_resolution() -> None:
    # A quarter of a million distinct places, each at four resolutions and with the parents h3 gives for a sample.
    rng = np.random.default_rng(20261122)
    digits = rng.integers(0, 7, size=(250_000, 15))
    base = rng.choice([b for b in range(122) if b not in _PENTAGON_BASES], size=250_000).astype(np.int64)
    finest = (np.int64(1) << 59) | (np.int64(15) << 52) | (base << 45)
    for level in range(1, 16):
        finest |= digits[:, level - 1].astype(np.int64) << 3 * (15 - level)
    sample = rng.choice(finest.size, size=2_000, replace=False)
    assert all(h3.is_valid_cell(int(cell)) for cell in finest[sample])
    for resolution in (12, 10, 9, 8):
        above = parents(finest, resolution)
        assert above[sample].tolist() == [h3.cell_to_parent(int(cell), resolution) for cell in finest[sample]]
        np.testing.assert_array_equal(parents(above, 5), parents(finest, 5))


def test_parents_of_all_pentagons() -> None:
    for fine in range(16):
        pentagons = h3.get_pentagons(fine).astype(np.int64)
        for coarse in range(fine + 1):
            expected = [h3.cell_to_parent(int(cell), coarse) for cell in pentagons]
            assert parents(pentagons, coarse).tolist() == expected


def test_the_town_centre_has_the_published_parents() -> None:
    expected = {7: 0x87194654EFFFFFF, 8: 0x88194654E3FFFFF, 9: 0x89194654E33FFFF, 10: TOWN_10}
    assert {resolution: int(parents(np.array([TOWN_10]), resolution)[0]) for resolution in expected} == expected


def test_parents_keep_the_shape_and_leave_the_input_alone() -> None:
    cells = np.full((3, 4), TOWN_10)
    above = parents(cells[:, ::2], 9)
    assert above.shape == (3, 2)
    assert above.dtype == np.int64
    assert (cells == TOWN_10).all()
    assert parents(np.array([], dtype=np.int64), 3).shape == (0,)


def test_a_cell_is_its_own_parent() -> None:
    assert parents(np.array([TOWN_10]), 10).tolist() == [TOWN_10]


@pytest.mark.parametrize("resolution", [-1, 16])
def test_a_resolution_that_does_not_exist_is_refused(resolution: int) -> None:
    with pytest.raises(ValueError, match=f"resolution {resolution} is not"):
        parents(np.array([TOWN_10]), resolution)


@pytest.mark.parametrize("position", [0, 40_000, 69_999])
def test_one_coarser_cell_among_many_is_refused(position: int) -> None:
    cells = np.full(70_000, TOWN_10)
    cells[position] = h3.cell_to_parent(TOWN_10, 8)
    assert (parents(cells, 8) == cells[position]).all()
    with pytest.raises(ValueError, match="resolution 8 has no parent of resolution 9"):
        parents(cells, 9)


@pytest.mark.parametrize("bad", [0, -1, TOWN_10 - (1 << 59)])
def test_a_number_that_is_no_cell_has_no_parent(bad: int) -> None:
    with pytest.raises(ValueError, match="not an H3 cell"):
        parents(np.array([TOWN_10, bad]), 0)


def test_common_resolution() -> None:
    assert common_resolution(np.array([TOWN_10])) == 10
    assert common_resolution(h3.get_pentagons(3).astype(np.int64)) == 3


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([], "no cells"),
        ([0], "not an H3 cell"),
        ([-1], "not an H3 cell"),
        ([TOWN_10 & ~1], "digits below it are set"),
        ([TOWN_10, int(h3.cell_to_parent(TOWN_10, 9))], "several resolutions: 9 to 10"),
    ],
)
def test_what_is_no_grid_is_refused(cells: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        common_resolution(np.array(cells, dtype=np.int64))


_PENTAGON_BASES = {h3.get_base_cell_number(int(cell)) for cell in h3.get_pentagons(0)}
