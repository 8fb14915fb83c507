import numpy as np
import pytest
from experiments.intervals import case
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from aim.engine.intervals import drawn_ranks, rank_intervals

Cells = list[tuple[float, float, int]]


@st.composite
def lists(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Shapes, rates and places of a few cells; every place from 1 up has one."""
    number = draw(st.integers(1, 6))
    place = draw(st.permutations([*range(1, number + 1), *draw(st.lists(st.integers(0, number), max_size=6))]))
    size = len(place)
    shape = draw(st.lists(st.floats(0.1, 300), min_size=size, max_size=size))
    rate = draw(st.lists(st.floats(0.1, 30), min_size=size, max_size=size))
    return np.array(shape), np.array(rate), np.array(place)


def twin(shape: NDArray, rate: NDArray, place: NDArray, seed: int, draws: int) -> tuple[list[int], list[int]]:
    """Low and high of each place: draw after draw, place after place; other random numbers than the engine's."""
    random = np.random.default_rng([99, seed])
    places = range(1, int(place.max()) + 1)
    ranks: dict[int, list[int]] = {number: [] for number in places}
    for _ in range(draws):
        drawn = [random.gamma(s, 1 / r) for s, r in zip(shape, rate, strict=True)]
        sums = {n: sum(value for value, own in zip(drawn, place, strict=True) if own == n) for n in places}
        for number in places:
            ranks[number].append(1 + sum(other > sums[number] for other in sums.values()))
    return tuple([sorted(ranks[n])[at] for n in places] for at in (draws // 20, draws - 1 - draws // 20))


def test_two_places_change_as_often_as_the_beta_distribution_says() -> None:
    # gamma(9, 1) over gamma(5, 1) is more than 1 as often as beta(9, 5) is more than a half.
    ranks = drawn_ranks([9.0, 5.0], [1.0, 1.0], [1, 2], seed=1, draws=100_000)
    assert (ranks[:, 0] == 1).mean() == pytest.approx(stats.beta.sf(0.5, 9, 5), abs=0.004)
    # A rate of 2 halves it: 9/2 against 5.
    ranks = drawn_ranks([9.0, 5.0], [2.0, 1.0], [1, 2], seed=1, draws=100_000)
    assert (ranks[:, 0] == 1).mean() == pytest.approx(stats.beta.sf(2 / 3, 9, 5), abs=0.004)
    # The cells of a place are summed: gamma(4) + gamma(5) is gamma(9).
    ranks = drawn_ranks([4.0, 5.0, 5.0], np.ones(3), [1, 2, 1], seed=1, draws=100_000)
    assert (ranks[:, 0] == 1).mean() == pytest.approx(stats.beta.sf(0.5, 9, 5), abs=0.004)


def test_places_far_apart_keep_their_ranks_and_alike_ones_do_not() -> None:
    apart = rank_intervals([1000.0, 100.0, 10.0], np.ones(3), [1, 2, 3], seed=1)
    assert (apart.low.tolist(), apart.high.tolist()) == ([1, 2, 3], [1, 2, 3])
    assert not apart.fragile.any()
    alike = rank_intervals(np.full(10, 50.0), np.ones(10), np.arange(1, 11), seed=1)
    assert set(alike.low.tolist()) == {1}
    assert set(alike.high.tolist()) == {10}
    assert alike.fragile.all()


def test_fragile_is_more_than_half_of_the_list_or_a_rank_outside() -> None:
    # Two pairs that change places among themselves: two ranks of four are half of the list and not more.
    pairs = rank_intervals([1000.0, 999.0, 10.0, 9.9], np.ones(4), [1, 2, 3, 4], seed=1)
    assert (pairs.low.tolist(), pairs.high.tolist()) == ([1, 1, 3, 3], [2, 2, 4, 4])
    assert not pairs.fragile.any()
    three = rank_intervals([1000.0, 999.0, 10.0], np.ones(3), [1, 2, 3], seed=1)
    assert three.fragile.tolist() == [True, True, False]
    # The list has them the other way round than the last two years.
    turned = rank_intervals([10.0, 100.0, 1000.0, 1.0], np.ones(4), [1, 2, 3, 4], seed=1)
    assert turned.low.tolist() == [3, 2, 1, 4]
    assert turned.fragile.tolist() == [True, False, True, False]


def test_a_list_of_one_and_an_empty_list() -> None:
    one = rank_intervals([3.0, 4.0], [1.0, 1.0], [1, 0], seed=1)
    assert (one.low.tolist(), one.high.tolist(), one.fragile.tolist()) == ([1], [1], [False])
    none = rank_intervals([3.0], [1.0], [0], seed=1)
    assert none.low.size == none.high.size == none.fragile.size == 0


@given(lists(), st.integers(0, 2**32 - 1))
def test_an_interval_is_the_ranks_of_nine_draws_in_ten(town: tuple[NDArray, NDArray, NDArray], seed: int) -> None:
    found = rank_intervals(*town, seed=seed, draws=400)
    ranks = drawn_ranks(*town, seed=seed, draws=400)
    assert (np.sort(ranks, axis=1) == np.arange(1, ranks.shape[1] + 1)).all()  # each rank once a draw
    below, above = (ranks < found.low).sum(axis=0), (ranks > found.high).sum(axis=0)
    assert (below <= 20).all()
    assert (above <= 20).all()
    # and no narrower interval is
    assert ((ranks < found.low + 1).sum(axis=0) > 20).all()
    assert ((ranks > found.high - 1).sum(axis=0) > 20).all()


def test_intervals_are_those_of_loops_with_other_random_numbers() -> None:
    random = np.random.default_rng(5)
    for seed in range(5):
        place = np.concatenate([np.arange(1, 7), random.integers(0, 7, 4)])
        shape, rate = random.uniform(5, 60, 10), random.uniform(1, 3, 10)
        found = rank_intervals(shape, rate, place, seed=seed)
        low, high = twin(shape, rate, place, seed, draws=1_500)
        assert np.abs(found.low - low).max() <= 1
        assert np.abs(found.high - high).max() <= 1
        assert (found.low == low).mean() >= 0.5


@given(lists(), st.data())
def test_the_order_of_the_cells_changes_nothing(town: tuple[NDArray, NDArray, NDArray], data: st.DataObject) -> None:
    order = np.array(data.draw(st.permutations(range(town[0].size))), dtype=np.int64)
    keys = np.arange(town[0].size) * 7 + 600_000_000_000_000_000
    one = drawn_ranks(*town, seed=3, key=keys, draws=50)
    other = drawn_ranks(*(column[order] for column in town), seed=3, key=keys[order], draws=50)
    np.testing.assert_array_equal(one, other)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="not of one length"):
        rank_intervals([1.0, 2.0], [1.0, 1.0], [1], seed=1)
    with pytest.raises(ValueError, match="without gaps"):
        rank_intervals([1.0, 2.0], [1.0, 1.0], [1, 3], seed=1)
    for shape, rate in ([0.0, 1.0], [np.nan, 1.0], [1.0, 0.0], [1.0, np.inf]):
        with pytest.raises(ValueError, match="over 0"):
            rank_intervals([shape], [rate], [1], seed=1)
    rank_intervals([0.0, 1.0], [1.0, 1.0], [0, 1], seed=1)  # what is on no list needs no posterior


@pytest.mark.parametrize("scatter", [1.0, 1.6])
def test_the_true_rank_lies_in_nine_intervals_of_ten(scatter: float) -> None:
    found = case(500, scatter, "gamma", places=40, towns=25, seed=1)
    assert 0.86 <= found["randomised"] <= 0.93
    assert found["closed"] >= 0.88
    if scatter == 1.6:
        assert found["bootstrap"] < found["closed"] - 0.02
