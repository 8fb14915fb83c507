from dataclasses import replace

import numpy as np
import pytest
import strategies
from experiments.surge import case
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from aim.engine.expected import expected, learn, posterior
from aim.engine.surge import predictive_p, surges


@st.composite
def towns(draw: st.DrawFn) -> tuple[NDArray[np.int64], NDArray[np.int64], float]:
    """A history [months, cells], a window [cells] and what is expected of the area."""
    months, cells = draw(st.integers(2, 8)), draw(st.integers(1, 10))
    drawn = draw(st.lists(strategies.counts(cells), min_size=months, max_size=months))
    window = np.array(draw(strategies.counts(cells)), dtype=np.int64)
    return np.array(drawn, dtype=np.int64), window, draw(st.floats(0.1, 500))


def twin_p(count: int, mean: float, phi: float, shape: float) -> float:
    """At least so many: one less the sum of the chances of every smaller number, term by term."""
    variance = phi * mean + mean**2 / shape
    if variance <= mean * (1 + 1e-8):
        return 1 - sum(stats.poisson.pmf(k, mean) for k in range(count))
    p = mean / variance
    return 1 - sum(stats.nbinom.pmf(k, mean * p / (1 - p), p) for k in range(count))


@given(towns())
def test_the_predictive_is_its_definition(town: tuple[NDArray[np.int64], NDArray[np.int64], float]) -> None:
    history, window, mu = town
    past = learn(history)
    ours = expected(past, mu)
    p = predictive_p(window, ours, past)
    shape, _ = posterior(past)
    twins = [twin_p(int(w), m, f, s) for w, m, f, s in zip(window, ours, past.scatter, shape, strict=True)]
    np.testing.assert_allclose(p, twins, rtol=1e-6, atol=1e-9)


def test_the_mean_and_the_variance_are_those_said() -> None:
    past = learn(np.random.default_rng(3).poisson(np.array([0.5, 2.0, 2.0, 40.0]) * np.ones((24, 1))))
    past = replace(past, scatter=np.array([1.0, 1.0, 1.6, 2.5]))
    ours = expected(past, 133.5)
    at_least = np.array([predictive_p(np.full(4, k), ours, past) for k in range(1, 2_000)])
    mean = at_least.sum(axis=0)  # the sum of P(X >= k), and of (2k - 1) P(X >= k)
    variance = ((2 * np.arange(1, 2_000) - 1)[:, None] * at_least).sum(axis=0) - mean**2
    np.testing.assert_allclose(mean, ours, rtol=1e-6)
    np.testing.assert_allclose(variance, past.scatter * ours + ours**2 / posterior(past)[0], rtol=1e-6)


def test_none_is_certain_and_one_where_nothing_can_be_is_a_wonder() -> None:
    past = learn(np.zeros((24, 3)))
    assert predictive_p([0, 1, 2], [0.0, 0.0, np.nan], past)[:2].tolist() == [1, 0]
    assert np.isnan(predictive_p([0, 1, 2], [0.0, 0.0, np.nan], past)[2])


def alike(months: int, cells: int) -> NDArray[np.int64]:
    return np.random.default_rng(7).poisson(2.0, (months, cells))


def test_a_place_that_jumps_is_a_surge_and_a_busy_one_is_none() -> None:
    history = alike(24, 50)
    history[:, 0] = 40
    window = np.full(50, 6)
    window[:3] = 120, 25, 6
    found = surges(window, learn(history), 3 * history.sum() / 24, alpha=0.05, floor=3)
    assert np.flatnonzero(found.surge).tolist() == [1]
    assert found.expected[0] == pytest.approx(120, rel=0.05)
    assert found.expected[1] == pytest.approx(6, rel=0.4)


def test_a_place_under_the_floor_is_none_however_unusual() -> None:
    history = np.zeros((24, 400), dtype=np.int64)
    history[:, 0] = 5
    window = np.zeros(400, dtype=np.int64)
    window[:2] = 15, 2
    past, mu = learn(history), 15.0
    low = surges(window, past, mu, alpha=0.05, floor=3)
    assert low.p_adjusted[1] < 0.05
    assert not low.surge.any()
    assert np.flatnonzero(surges(window, past, mu, alpha=0.05, floor=2).surge).tolist() == [1]


def test_each_concern_has_its_own_floor_and_is_left_out_where_nothing_can_be_said() -> None:
    history = np.stack([alike(24, 40)] * 3)
    window = np.full((3, 40), 6)
    window[:, 5] = 30
    window[2, :5] = 12, 11, 10, 9, 8
    past = learn(history)
    mu = np.array([240.0, np.nan, 240.0])
    found = surges(window, past, mu, alpha=0.05, floor=[3, 3, 31])
    assert found.surge.sum(axis=1).tolist() == [1, 0, 0]
    assert np.isnan(found.p_adjusted[1]).all()
    assert found.p_adjusted[2, 5] < 0.05
    np.testing.assert_allclose(
        found.p_adjusted[0], surges(window[0], learn(history[0]), 240.0, alpha=0.05, floor=3).p_adjusted
    )
    together = surges(window, past, mu, alpha=0.05, floor=3, together=True)
    said = together.p[[0, 2]].ravel()
    np.testing.assert_allclose(together.p_adjusted[[0, 2]].ravel(), stats.false_discovery_control(said), rtol=1e-12)
    silent = surges(window, past, np.full(3, np.nan), alpha=0.05, floor=3, together=True)
    assert not silent.surge.any()


@given(towns(), st.data())
def test_surges_do_not_depend_on_the_order_of_cells(
    town: tuple[NDArray[np.int64], NDArray[np.int64], float], data: st.DataObject
) -> None:
    history, window, mu = town
    order = np.array(data.draw(st.permutations(range(window.size))), dtype=np.int64)
    one = surges(window, learn(history), mu, alpha=0.2, floor=2)
    other = surges(window[order], learn(history[:, order]), mu, alpha=0.2, floor=2)
    np.testing.assert_allclose(other.p, one.p[order], rtol=1e-6, atol=1e-12)
    assert (one.surge <= (window >= 2)).all()


@given(towns(), st.integers(0, 9), st.integers(1, 50))
def test_more_incidents_are_never_less_unusual(
    town: tuple[NDArray[np.int64], NDArray[np.int64], float], cell: int, more: int
) -> None:
    history, window, mu = town
    past = learn(history)
    ours = expected(past, mu)
    added = window.copy()
    added[cell % window.size] += more
    assert (predictive_p(added, ours, past) <= predictive_p(window, ours, past)).all()


def test_what_does_not_fit_is_refused() -> None:
    past = learn(alike(24, 4))
    with pytest.raises(ValueError, match="alpha is 1"):
        surges([1, 2, 3, 4], past, 10, alpha=1, floor=3)
    with pytest.raises(ValueError, match="the same cells"):
        surges([1, 2, 3], past, 10, alpha=0.05, floor=3)
    with pytest.raises(ValueError, match="no count"):
        surges([1, 2, 3, 0.5], past, 10, alpha=0.05, floor=3)
    with pytest.raises(ValueError, match="one each"):
        surges([1, 2, 3, 4], past, [10, 10], alpha=0.05, floor=3)


@pytest.mark.parametrize(("level", "scatter"), [(500, 1.0), (500, 1.6), (2_000, "growing")])
def test_stationary_towns_are_quiet_and_a_place_that_rises_is_found(level: float, scatter: float) -> None:
    found = case(level, scatter, "gamma", towns=75, seed=2)
    false, seen = found["false"], found["found"]
    assert false["engine"] <= 0.08
    assert seen["engine"][2] >= 0.85
    assert seen["engine"][1] >= (0.85 if scatter == 1.0 else 0.45)
    if scatter != 1.0:
        assert false["no scatter"] > 0.25
    if scatter == "growing":
        assert seen["one phi"][1] < seen["engine"][1] - 0.1
