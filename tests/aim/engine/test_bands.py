import math

import numpy as np
import pytest
import seasons
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from aim.engine import bands

means = st.floats(0.01, 3000)
ratios = st.one_of(st.just(1.0), st.floats(1.001, 8))  # closer to 1 scipy's own negative binomial fails
tails = st.sampled_from([0.025, 0.005, 0.001, 0.2])


@settings(max_examples=60)
@given(st.floats(0.01, 120), ratios, tails)
@example(5.0, 1.0, 0.025)
def test_a_band_is_that_of_the_slow_twin(mean: float, ratio: float, tail: float) -> None:
    lower, upper = bands.band(mean, mean * ratio, tail)
    assert (int(lower), int(upper)) == seasons.band(mean, mean * ratio, tail)


def test_a_band_by_hand() -> None:
    # Poisson of mean 1: P(0) = 0.3679, 1 0.3679, 2 0.1839, 3 0.0613, 4 0.0153. Half of P(0) is far over 2.5 %.
    # Beyond 3 lie 0.0190 and half of P(3), together 0.0497; beyond 4 0.0037 and 0.0077, together 0.0113: under 2.5 %.
    lower, upper = bands.band([1.0], [1.0], 0.025)
    assert (lower.tolist(), upper.tolist()) == ([0], [3])
    assert bands.mid_p_above(4, 1.0, 1.0) == pytest.approx(0.01133, abs=1e-5)
    assert bands.mid_p_below(0, 1.0, 1.0) == pytest.approx(math.exp(-1) / 2, rel=1e-12)


@given(means, ratios, tails)
def test_the_ends_of_a_band_are_the_last_counts_inside(mean: float, ratio: float, tail: float) -> None:
    lower, upper = (int(edge) for edge in bands.band(mean, mean * ratio, tail))
    assert 0 <= lower <= mean + 1
    assert mean - 1 <= upper
    assert bands.mid_p_below(lower, mean, mean * ratio) >= tail
    assert bands.mid_p_above(upper, mean, mean * ratio) >= tail
    assert bands.mid_p_above(upper + 1, mean, mean * ratio) < tail
    if lower:
        assert bands.mid_p_below(lower - 1, mean, mean * ratio) < tail


@given(means, ratios, st.integers(0, 5000))
def test_both_sides_of_a_count_add_up_to_everything(mean: float, ratio: float, count: int) -> None:
    both = bands.mid_p_below(count, mean, mean * ratio) + bands.mid_p_above(count, mean, mean * ratio)
    assert both == pytest.approx(1, abs=1e-9)


@given(means, ratios, tails)
def test_a_wider_scatter_widens_the_band(mean: float, ratio: float, tail: float) -> None:
    narrow, wide = bands.band(mean, mean * ratio, tail), bands.band(mean, mean * (ratio + 0.5), tail)
    # skewed counts of small mean may go the other way at either end, but not far out
    if tail < 0.1 and mean >= 5:
        assert wide[0] <= narrow[0]
        assert wide[1] >= narrow[1]


@pytest.mark.parametrize("beyond", [1e-15, 1e-12, 1e-10, 2e-9, 1e-8])
def test_a_scatter_that_is_nearly_poisson_is_nearly_poisson(beyond: float) -> None:
    counts = np.arange(80)
    for side in (bands.mid_p_below, bands.mid_p_above):
        ours = side(counts, 30.0, 30.0 * (1 + beyond))
        np.testing.assert_allclose(ours, side(counts, 30.0, 30.0), rtol=1e-5, atol=1e-12)


def test_what_a_band_leaves_out_is_counted_on_both_sides() -> None:
    lower, upper = bands.band(20.0, 30.0, 0.025)
    below, above = bands.outside(lower, upper, 20.0, 30.0)
    y = stats.nbinom(40, 2 / 3)
    assert below == pytest.approx(sum(y.pmf(k) for k in range(int(lower))), rel=1e-9)
    assert above == pytest.approx(1 - sum(y.pmf(k) for k in range(int(upper) + 1)), rel=1e-9)


def test_shapes_broadcast_and_large_counts_are_quick_and_right() -> None:
    lower, upper = bands.band(np.array([[1e6], [40.0]]), np.array([[4e6, 1e6], [40.0, 90.0]]), 0.025)
    assert lower.shape == upper.shape == (2, 2)
    assert lower[0, 0] == pytest.approx(1e6 - 1.96 * 2e3, abs=5)
    assert upper[0, 0] == pytest.approx(1e6 + 1.96 * 2e3, abs=5)
    assert bands.band(np.zeros(0), np.zeros(0), 0.025)[0].shape == (0,)


@pytest.mark.parametrize(
    ("mean", "variance", "tail", "message"),
    [
        (0.0, 1.0, 0.025, "not over 0"),
        (math.nan, 1.0, 0.025, "not over 0"),
        (math.inf, math.inf, 0.025, "not finite"),
        (5.0, 4.0, 0.025, "under its mean"),
        (5.0, math.nan, 0.025, "under its mean"),
        (5.0, 5.0, 0.0, "a tail of 0"),
        (5.0, 5.0, 0.5, "a tail of 0.5"),
    ],
)
def test_what_is_no_distribution_is_refused(mean: float, variance: float, tail: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bands.band(mean, variance, tail)
