import math

import h3.api.numpy_int as h3
import numpy as np
import pytest
import reference
import strategies
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from aim.engine.adjacency import ring_matrix
from aim.engine.hotspots import benjamini_hochberg, gi_star, hotspots, two_sided_p, varies, weigh

TOWN_9 = 0x89194654E33FFFF

# R 4.2.2, spdep 1.2-7, localG with include.self on a 5 x 5 grid, queen neighbours.
QUEEN_COUNTS = [[0, 0, 1, 0, 0], [0, 2, 3, 1, 0], [1, 3, 9, 4, 0], [0, 1, 5, 2, 1], [0, 0, 1, 0, 0]]
QUEEN_Z = [
    [-0.885657, -0.477362, -0.256361, -0.698363, -1.143116],
    [-0.477362, 1.329267, 2.115816, 1.132630, -0.698363],
    [-0.256361, 2.312453, 3.492276, 2.509090, -0.035360],
    [-0.698363, 1.525904, 2.509090, 1.919179, -0.256361],
    [-1.143116, -0.256361, 0.185641, 0.185641, -0.628199],
]


def within(points: NDArray[np.float64], distance: float) -> csr_matrix:
    """Binary weights of the points at most ``distance`` apart, each with itself."""
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    return csr_matrix((apart <= distance).astype(float))


def queen() -> csr_matrix:
    return within(np.argwhere(np.ones((5, 5))).astype(float), 1.5)


def town(rings: int = 4) -> NDArray[np.int64]:
    return h3.grid_disk(TOWN_9, rings).astype(np.int64)


@st.composite
def maps(draw: st.DrawFn) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """A grid of the town and a few maps of counts on it, [maps, n]."""
    grid = draw(strategies.grids(plain=True, least=2))
    return grid, np.array(draw(st.lists(strategies.counts(grid.size), min_size=1, max_size=4)), dtype=np.float64)


# ---- numbers computed elsewhere -------------------------------------------------------------------------------------


def test_gi_star_of_six_points_as_esda_documents_it() -> None:
    points = np.array([[10, 10], [20, 10], [40, 10], [15, 20], [30, 20], [30, 30]], dtype=float)
    z = gi_star([2, 3, 3.2, 5, 8, 7], within(points, 15))
    expected = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    np.testing.assert_allclose(z, expected, rtol=0, atol=5e-9)


def test_gi_star_of_a_queen_grid_as_spdep_has_it() -> None:
    shown = hotspots(np.ravel(QUEEN_COUNTS), queen(), alpha=0.05, floor=3)
    np.testing.assert_allclose(shown.z.reshape(5, 5), QUEEN_Z, rtol=0, atol=5e-7)
    assert np.count_nonzero(shown.p < 0.05) == 5
    assert np.count_nonzero(shown.p_adjusted < 0.05) == 1
    assert shown.p_adjusted[12] == pytest.approx(0.011973, abs=5e-7)
    assert np.flatnonzero(shown.hotspot).tolist() == [12]


def test_gi_star_of_two_rings_of_hexagons() -> None:
    grid = town(2)
    ring = np.array([h3.grid_distance(TOWN_9, int(cell)) for cell in grid])
    counts = np.array([12, 5, 1])[ring]
    assert (counts.sum(), counts.mean(), counts.std()) == (54, 2.8421052631578947, pytest.approx(2.8333197544620576))
    shown = hotspots(counts, ring_matrix(grid, 1), alpha=0.05, floor=3)
    np.testing.assert_allclose(shown.z[ring == 0], 3.611576, atol=5e-7)
    np.testing.assert_allclose(shown.z[ring == 1], 1.651006, atol=5e-7)
    np.testing.assert_allclose(sorted(shown.z[ring == 2]), [-0.651166] * 6 + [-0.216654] * 6, atol=5e-7)
    assert shown.p[ring == 0].item() == pytest.approx(0.00030434, abs=5e-9)
    assert shown.p_adjusted[ring == 0].item() == pytest.approx(0.0057825, abs=5e-8)
    np.testing.assert_allclose(shown.p_adjusted[ring == 1], 0.26800139, atol=5e-9)


# ---- the slow twin and properties -----------------------------------------------------------------------------------


@given(maps(), st.integers(0, 2))
def test_gi_star_is_its_definition_term_by_term(drawn: tuple[NDArray, NDArray], k: int) -> None:
    grid, x = drawn
    z = gi_star(x, ring_matrix(grid, k))
    neighbours = reference.rings(grid.tolist(), k)
    expected = [reference.gi_star(row.tolist(), neighbours) for row in x]
    np.testing.assert_allclose(z, expected, rtol=1e-10, atol=1e-10)


@given(maps())
def test_one_map_alone_is_the_same_as_among_others(drawn: tuple[NDArray, NDArray]) -> None:
    grid, x = drawn
    weights = ring_matrix(grid, 1)
    together = hotspots(x, weights, alpha=0.2, floor=2)
    for number, row in enumerate(x):
        alone = hotspots(row, weights, alpha=0.2, floor=2)
        np.testing.assert_allclose(alone.z, together.z[number], rtol=1e-12, atol=1e-12)
        np.testing.assert_array_equal(alone.hotspot, together.hotspot[number])
        np.testing.assert_array_equal(alone.edge, together.edge[number])
        assert alone.varies == together.varies[number]
        assert alone.varies.shape == ()


@given(maps(), st.data())
def test_renaming_and_reordering_cells_moves_the_answer_with_them(
    drawn: tuple[NDArray, NDArray], data: st.DataObject
) -> None:
    grid, x = drawn
    order = np.array(data.draw(st.permutations(range(grid.size))))
    z = gi_star(x, ring_matrix(grid, 1))
    moved = gi_star(x[:, order], ring_matrix(grid[order], 1))
    np.testing.assert_allclose(moved, z[:, order], rtol=1e-10, atol=1e-10)


@given(maps(), st.integers(1, 50), st.integers(0, 50))
def test_neither_a_constant_nor_a_factor_changes_what_stands_out(
    drawn: tuple[NDArray, NDArray], factor: int, constant: int
) -> None:
    grid, x = drawn
    weights = ring_matrix(grid, 1)
    np.testing.assert_allclose(gi_star(factor * x + constant, weights), gi_star(x, weights), rtol=1e-8, atol=1e-8)


@given(maps(), st.floats(0.001, 0.999), st.integers(0, 20))
def test_hotspots_and_edges_part_the_significant_cells_by_their_own_count(
    drawn: tuple[NDArray, NDArray], alpha: float, floor: int
) -> None:
    grid, x = drawn
    shown = hotspots(x, ring_matrix(grid, 1), alpha=alpha, floor=floor)
    for row, cell in np.ndindex(x.shape):
        significant = shown.z[row, cell] > 0 and shown.p_adjusted[row, cell] < alpha
        assert shown.hotspot[row, cell] == (significant and x[row, cell] >= floor)
        assert shown.edge[row, cell] == (significant and x[row, cell] < floor)


# ---- by hand --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [0, 7, 0.1, 1e9 + 0.3])
def test_a_map_without_variation_has_no_hotspot(level: float) -> None:
    grid = town()
    shown = hotspots(np.full(grid.size, level), ring_matrix(grid, 1), alpha=0.05, floor=0)
    assert not shown.varies
    assert not shown.z.any()
    assert (shown.p == 1).all()
    assert (shown.p_adjusted == 1).all()
    assert not shown.hotspot.any()
    assert not shown.edge.any()


def test_a_quiet_month_among_others_is_told_apart() -> None:
    grid = town()
    x = np.zeros((2, grid.size))
    x[1, 0] = 30
    shown = hotspots(x, ring_matrix(grid, 1), alpha=0.05, floor=3)
    assert shown.varies.tolist() == [False, True]
    assert shown.hotspot.sum(axis=1).tolist() == [0, 1]


def test_an_empty_cell_beside_a_hot_one_is_edge_and_never_a_hotspot() -> None:
    grid = town()
    x = np.where(grid == TOWN_9, 30, 0)
    shown = hotspots(x, ring_matrix(grid, 1), alpha=0.05, floor=3)
    ring = np.array([h3.grid_distance(TOWN_9, int(cell)) for cell in grid])
    np.testing.assert_array_equal(shown.hotspot, ring == 0)
    np.testing.assert_array_equal(shown.edge, ring == 1)


@pytest.mark.parametrize(("own", "hot"), [(2, False), (3, True), (4, True)])
def test_the_floor_counts_from_itself_upwards(own: int, hot: bool) -> None:
    grid = town()
    x = np.where(grid == TOWN_9, own, 0)
    shown = hotspots(x, ring_matrix(grid, 1), alpha=0.05, floor=3)
    assert shown.hotspot[grid == TOWN_9].item() is hot
    assert shown.edge[grid == TOWN_9].item() is not hot


def test_the_core_rule_looks_at_the_incidents_where_the_map_is_of_something_else() -> None:
    grid = town()
    days, weights = np.where(grid == TOWN_9, 365.0, 0), ring_matrix(grid, 1)
    for own, hot in ((4, False), (5, True)):
        shown = hotspots(days, weights, alpha=0.05, floor=5, counts=np.where(grid == TOWN_9, own, 0))
        assert shown.hotspot[grid == TOWN_9].item() is hot
        assert shown.edge[grid == TOWN_9].item() is not hot
        np.testing.assert_array_equal(shown.z, hotspots(days, weights, alpha=0.05, floor=5).z)
    with pytest.raises(ValueError, match="one a cell"):
        hotspots(days, weights, alpha=0.05, floor=5, counts=np.zeros(grid.size - 1))


def test_p_may_stand_as_it_is_and_then_more_of_the_map_stands_out() -> None:
    counts = np.array(QUEEN_COUNTS).ravel()
    strict, plain = (hotspots(counts, queen(), alpha=0.05, floor=3, adjust=each) for each in (True, False))
    assert np.array_equal(plain.p_adjusted, plain.p)
    assert np.array_equal(plain.hotspot, (plain.z > 0) & (plain.p < 0.05) & (counts >= 3))
    assert strict.hotspot.sum() < plain.hotspot.sum()


def test_a_cold_place_is_not_a_hotspot_however_significant() -> None:
    grid = town(6)
    ring = np.array([h3.grid_distance(TOWN_9, int(cell)) for cell in grid])
    x = np.where(ring <= 2, 5, 60) + np.arange(grid.size) % 2
    shown = hotspots(x, ring_matrix(grid, 1), alpha=0.05, floor=3)
    assert shown.z[ring == 0].item() < -4
    assert shown.p_adjusted[ring == 0].item() < 0.001
    assert not shown.hotspot[ring <= 2].any()
    assert not shown.edge[ring <= 2].any()


def test_a_cell_whose_surroundings_are_the_whole_map_cannot_stand_out() -> None:
    grid = town(1)
    z = gi_star(np.arange(7) * 0.1, ring_matrix(grid, 1))
    assert z[grid == TOWN_9].item() == 0
    assert np.isfinite(z).all()


def test_a_map_of_one_cell_has_no_variation() -> None:
    shown = hotspots([9], ring_matrix(town(0), 1), alpha=0.05, floor=3)
    assert (shown.z.tolist(), shown.varies, shown.hotspot.tolist()) == ([0], False, [False])


def test_weights_other_than_one_follow_the_formula() -> None:
    x = [3.0, 1.0, 4.0]
    weights = csr_matrix(np.array([[1, 0.5, 0], [0.5, 1, 0.25], [0, 0.25, 1]]))
    s = math.sqrt(((3 - 8 / 3) ** 2 + (1 - 8 / 3) ** 2 + (4 - 8 / 3) ** 2) / 3)
    first = (3 + 0.5 - 8 / 3 * 1.5) / (s * math.sqrt((3 * 1.25 - 1.5**2) / 2))
    assert gi_star(x, weights)[0] == pytest.approx(first, rel=1e-12)


def test_binary_weights_stored_in_two_parts_count_as_their_sum() -> None:
    twice = csr_matrix((np.ones(5), [0, 0, 1, 2, 2], [0, 2, 3, 5]), shape=(3, 3))  # weights 2, 1, 2 on the diagonal
    once = csr_matrix(np.diag([2.0, 1.0, 2.0]))
    np.testing.assert_allclose(gi_star([3, 1, 4], twice), gi_star([3, 1, 4], once), rtol=1e-12)
    assert weigh(twice).per_spread.tolist() == [0.5, 1, 0.5]  # sqrt((3 * 4 - 2 ** 2) / 2), sqrt((3 * 1 - 1) / 2)


def test_the_input_is_left_alone() -> None:
    grid = town()
    x = np.arange(grid.size, dtype=np.float64)
    weights = ring_matrix(grid, 1)
    hotspots(x, weights, alpha=0.05, floor=3)
    np.testing.assert_array_equal(x, np.arange(grid.size))
    assert (weights.data == 1).all()


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_values_that_are_not_finite_are_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        gi_star([1, bad], csr_matrix(np.eye(2)))


@given(maps())
def test_weights_made_ready_once_give_the_same(drawn: tuple[NDArray, NDArray]) -> None:
    grid, x = drawn
    weights = ring_matrix(grid, 1)
    np.testing.assert_array_equal(gi_star(x, weigh(weights)), gi_star(x, weights))


def test_weights_without_the_cell_itself_are_refused() -> None:
    weights = ring_matrix(town(), 1)
    weights.setdiag(0)
    with pytest.raises(ValueError, match="without the cell itself"):
        gi_star(np.arange(61), weights)
    with pytest.raises(ValueError, match="without the cell itself"):
        weigh(csr_matrix(np.diag([1.0, 0.0])))


@pytest.mark.parametrize("shape", [(2, 3), (0, 0)])
def test_weights_that_are_those_of_no_map_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not those of a map"):
        gi_star([1, 2], csr_matrix(shape))


@pytest.mark.parametrize("x", [[1, 2, 3], [], [[[1, 2]]]])
def test_shapes_that_do_not_fit_are_refused(x: list) -> None:
    with pytest.raises(ValueError, match="does not fit weights"):
        gi_star(x, csr_matrix(np.eye(2)))


@pytest.mark.parametrize("alpha", [0, 1, -0.05, math.nan])
def test_an_alpha_that_is_no_level_is_refused(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha is"):
        hotspots([1, 2], csr_matrix(np.eye(2)), alpha=alpha, floor=3)


def test_varies_has_one_value_a_map() -> None:
    assert varies([1, 1, 1]).tolist() is False
    assert varies([[1, 1], [1, 2]]).tolist() == [False, True]


# ---- p --------------------------------------------------------------------------------------------------------------


def test_p_is_two_sided() -> None:
    np.testing.assert_allclose(
        two_sided_p([0, 1.959963985, -1.959963985, 2.575829304]), [1, 0.05, 0.05, 0.01], rtol=1e-8
    )
    assert two_sided_p(9.0) == pytest.approx(2.2571768e-19, rel=1e-7)  # 1 - cdf would be exactly 0 here


@given(st.floats(-12, 12))
def test_p_is_twice_the_tail(z: float) -> None:
    assert two_sided_p(z) == pytest.approx(reference.two_sided_p(z), rel=1e-12)


# ---- Benjamini-Hochberg ---------------------------------------------------------------------------------------------

probabilities = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.001, 0.01, 0.05, 1.0]))


@pytest.mark.parametrize(
    ("p", "adjusted"),
    [
        ([0.01, 0.02, 0.03, 0.04, 0.05], [0.05, 0.05, 0.05, 0.05, 0.05]),
        ([0.005, 0.009, 0.05, 0.1, 0.2, 0.3], [0.027, 0.027, 0.1, 0.15, 0.24, 0.3]),
        ([0.3, 0.009, 0.1, 0.005, 0.2, 0.05], [0.3, 0.027, 0.15, 0.027, 0.24, 0.1]),
        ([0.02, 0.02, 0.02, 0.5], [0.08 / 3, 0.08 / 3, 0.08 / 3, 0.5]),  # ties share the largest rank
        ([0.04, 0.9, 0.9], [0.12, 0.9, 0.9]),
        ([1, 1, 1], [1, 1, 1]),
        ([0, 0.5], [0, 0.5]),
        ([0.6, 0.7], [0.7, 0.7]),
        ([0.03], [0.03]),
        ([], []),
    ],
)
def test_benjamini_hochberg_by_hand(p: list[float], adjusted: list[float]) -> None:
    np.testing.assert_allclose(benjamini_hochberg(p), adjusted, rtol=1e-12)


@given(st.lists(probabilities, min_size=1, max_size=30))
def test_benjamini_hochberg_is_the_smallest_level_that_rejects(p: list[float]) -> None:
    np.testing.assert_allclose(benjamini_hochberg(p), reference.benjamini_hochberg(p), rtol=1e-12, atol=0)


@given(st.lists(probabilities, min_size=1, max_size=30))
def test_adjusting_keeps_the_order_and_never_lowers_p(p: list[float]) -> None:
    adjusted = benjamini_hochberg(p)
    order = np.argsort(p, kind="stable")
    assert (np.diff(adjusted[order]) >= 0).all()
    assert (adjusted >= np.array(p)).all()
    assert (adjusted <= 1).all()
    assert (adjusted <= np.array(p) * len(p) * (1 + 1e-12)).all()  # never harder than Bonferroni


@given(st.lists(st.lists(probabilities, min_size=5, max_size=5), min_size=1, max_size=4))
def test_every_map_is_adjusted_for_itself_alone(p: list[list[float]]) -> None:
    np.testing.assert_array_equal(benjamini_hochberg(p), [benjamini_hochberg(row) for row in p])
    np.testing.assert_array_equal(benjamini_hochberg([p]), [benjamini_hochberg(p)])


@pytest.mark.parametrize("bad", [math.nan, -0.01, 1.01])
def test_what_is_no_probability_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="NaN or values outside"):
        benjamini_hochberg([[0.1, 0.2], [0.3, bad]])
