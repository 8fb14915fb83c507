import h3.api.numpy_int as h3
import numpy as np
import pytest
import reference
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from aim.engine import adjacency
from aim.engine.adjacency import lattice, ring_matrix

TOWN_9 = 0x89194654E33FFFF


def rows(matrix: csr_matrix) -> list[set[int]]:
    return [set(matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]].tolist()) for i in range(matrix.shape[0])]


def disk(cell: int, k: int) -> NDArray[np.int64]:
    return np.sort(h3.grid_disk(cell, k).astype(np.int64))


@settings(max_examples=150)
@given(strategies.grids(), st.integers(0, 3))
def test_rings_are_the_disks_of_h3_cut_to_the_grid(grid: NDArray[np.int64], k: int) -> None:
    matrix = ring_matrix(grid, k)
    assert rows(matrix) == reference.rings(grid.tolist(), k)
    assert matrix.dtype == np.float64
    assert (matrix.data == 1).all()
    assert matrix.has_sorted_indices


@given(strategies.grids(), st.integers(0, 3))
def test_rings_are_mutual_and_hold_the_cell_itself(grid: NDArray[np.int64], k: int) -> None:
    matrix = ring_matrix(grid, k)
    assert (matrix != matrix.T).nnz == 0
    assert (matrix.diagonal() == 1).all()


@given(st.data(), strategies.grids())
def test_rings_do_not_depend_on_the_order_of_cells(data: st.DataObject, grid: NDArray[np.int64]) -> None:
    order = np.array(data.draw(st.permutations(range(grid.size))))
    assert (ring_matrix(grid[order], 1) != ring_matrix(grid, 1)[order][:, order]).nnz == 0


@pytest.mark.parametrize("resolution", [1, 2, 5, 8, 9, 10])
@pytest.mark.parametrize("k", [1, 2])
def test_rings_around_every_pentagon(resolution: int, k: int) -> None:
    for pentagon in h3.get_pentagons(resolution):
        grid = disk(int(pentagon), 3)
        matrix = ring_matrix(grid, k)
        assert rows(matrix) == reference.rings(grid.tolist(), k)
    assert ring_matrix(disk(int(pentagon), 1), 1).sum() == 6 + 5 * 4  # five neighbours, each beside two of the others


@pytest.mark.parametrize("k", [1, 2])
def test_rings_where_base_cells_meet(k: int) -> None:
    for latitude, longitude in strategies.SEAMS[::7]:
        grid = disk(h3.latlng_to_cell(latitude, longitude, 9), 4)
        assert len({h3.get_base_cell_number(int(cell)) for cell in grid}) > 1
        assert rows(ring_matrix(grid, k)) == reference.rings(grid.tolist(), k)


def test_the_fast_way_is_the_one_taken_in_town(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a town inside one base cell was asked of H3 cell by cell")

    grid = disk(TOWN_9, 15)
    slow = adjacency._to_csr(adjacency._by_disks(grid, 2))
    monkeypatch.setattr(adjacency, "_by_disks", refuse)
    assert (ring_matrix(grid, 2) != slow).nnz == 0


def test_distance_on_the_lattice_is_the_distance_of_h3() -> None:
    for resolution in (1, 4, 7, 9, 10):
        cell = h3.latlng_to_cell(*strategies.TOWN, resolution)
        base = h3.get_base_cell_number(cell)
        grid = np.array([c for c in disk(cell, 6) if h3.get_base_cell_number(int(c)) == base])
        a, b = lattice(grid, resolution)
        da, db = a - a[0], b - b[0]
        distance = np.maximum(np.maximum(abs(da), abs(db)), abs(da - db))
        assert distance.tolist() == [h3.grid_distance(int(grid[0]), int(other)) for other in grid]


def test_scattered_cells_fit_into_memory_and_know_only_themselves() -> None:
    # Far corners of one base cell at the finest resolution: a look-up box would hold 10^13 entries.
    base = h3.get_res0_cells()[8]
    corners = np.array([h3.child_pos_to_cell(base, 15, n) for n in range(0, 7**15, 7**15 // 40)], dtype=np.int64)
    assert rows(ring_matrix(corners, 2)) == [{position} for position in range(corners.size)]


def test_zero_steps_are_the_cells_alone() -> None:
    np.testing.assert_array_equal(ring_matrix(disk(TOWN_9, 2), 0).toarray(), np.eye(19))


def test_a_single_cell() -> None:
    assert ring_matrix(np.array([TOWN_9]), 1).toarray().tolist() == [[1.0]]


def test_duplicates_are_found_on_a_pentagon_too() -> None:
    pentagon = int(h3.get_pentagons(9)[0])
    with pytest.raises(ValueError, match="2 duplicate cells"):
        ring_matrix(np.array([pentagon, *h3.grid_disk(pentagon, 1), pentagon], dtype=np.int64), 1)


@pytest.mark.parametrize(
    ("cells", "k", "message"),
    [
        ([TOWN_9, TOWN_9], 1, "1 duplicate cells"),
        ([], 1, "no cells"),
        ([TOWN_9], -1, "k is -1"),
        ([TOWN_9, int(h3.cell_to_parent(TOWN_9, 8))], 1, "several resolutions"),
    ],
)
def test_what_is_no_grid_is_refused(cells: list[int], k: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ring_matrix(np.array(cells, dtype=np.int64), k)
