import numpy as np
import pytest
import seasons
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from aim.engine import glm

MONTHS = 26
DESIGN = np.array([seasons.row(24_000 + at) for at in range(MONTHS)])


def towns(random: np.random.Generator, size: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Counts of several levels with gaps and fractional weights, [size, MONTHS] each."""
    level = random.choice([3, 20, 400], (size, 1))
    counts = random.poisson(random.gamma(level * np.exp(0.4 * DESIGN[:, 2]) / 0.8, 0.8))
    weights = random.choice([0.0, 0.3, 1.0, 1.0, 1.0], (size, MONTHS))
    return counts, weights


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_a_fit_is_that_of_statsmodels(seed: int) -> None:
    counts, weights = towns(np.random.default_rng(seed), 3)
    found = glm.fit(counts, DESIGN, weights)
    for at in range(3):
        theirs = seasons.regression(counts[at].tolist(), DESIGN.tolist(), weights[at].tolist())
        np.testing.assert_allclose(found.coefficients[at], theirs.params, rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(found.dispersion[at], theirs.scale, rtol=1e-6)
        ours = found.covariance[at] * found.dispersion[at]
        np.testing.assert_allclose(ours, theirs.cov_params(), rtol=1e-4, atol=1e-7)
    assert found.converged.all()


@given(st.integers(0, 2**32))
def test_the_fit_leaves_no_weighted_residual_along_any_column(seed: int) -> None:
    counts, weights = towns(np.random.default_rng(seed), 20)
    found = glm.fit(counts, DESIGN, weights)
    left = (weights * (counts - found.mean)) @ DESIGN
    assert np.abs(left).max() <= 1e-4 * (1 + counts.sum())
    np.testing.assert_allclose(found.mean, glm.predict(found, DESIGN), rtol=1e-9)


def test_a_month_of_weight_nought_is_not_read() -> None:
    counts, weights = towns(np.random.default_rng(1), 8)
    blank = np.where(weights > 0, counts, np.nan)
    for ours, theirs in zip(
        vars(glm.fit(counts, DESIGN, weights)).values(), vars(glm.fit(blank, DESIGN, weights)).values(), strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)


def test_a_series_is_fitted_alike_in_any_company() -> None:
    counts, weights = towns(np.random.default_rng(2), 9)
    together = glm.fit(counts, DESIGN, weights)
    for at in range(9):
        alone = glm.fit(counts[[at]], DESIGN, weights[[at]])
        np.testing.assert_allclose(together.mean[at], alone.mean[0], rtol=1e-9)


def test_weights_are_repetitions_but_for_the_freedom() -> None:
    counts, _ = towns(np.random.default_rng(3), 4)
    twice = glm.fit(np.hstack([counts, counts]), np.vstack([DESIGN, DESIGN]), np.ones((4, 2 * MONTHS)))
    heavy = glm.fit(counts, DESIGN, np.full((4, MONTHS), 2.0))
    np.testing.assert_allclose(heavy.coefficients, twice.coefficients, atol=1e-8)
    np.testing.assert_allclose(heavy.covariance, twice.covariance, rtol=1e-7)
    np.testing.assert_allclose(heavy.dispersion * (MONTHS - 4), twice.dispersion * (2 * MONTHS - 4), rtol=1e-7)


def test_an_earlier_fit_to_begin_from_changes_nothing() -> None:
    counts, weights = towns(np.random.default_rng(4), 6)
    before = glm.fit(counts, DESIGN, np.ones(weights.shape))
    kept = before.coefficients.copy()
    warm, cold = glm.fit(counts, DESIGN, weights, start=before), glm.fit(counts, DESIGN, weights)
    np.testing.assert_allclose(warm.coefficients, cold.coefficients, atol=1e-7)
    np.testing.assert_array_equal(before.coefficients, kept)


def test_months_that_an_earlier_fit_had_and_this_one_lacks_are_missed_all_the_same() -> None:
    counts, weights = towns(np.random.default_rng(4), 2)
    before = glm.fit(counts, DESIGN, weights)
    few = np.zeros(weights.shape)
    few[:, :3] = 1
    with pytest.raises(ValueError, match="cannot tell 4 columns apart"):
        glm.fit(counts, DESIGN, few, start=before)


def test_series_of_nearly_nothing_come_to_an_end() -> None:
    counts = np.zeros((4, MONTHS))
    counts[1, 5] = 1
    counts[2, ::12] = 40
    counts[3, -1] = 1e6
    found = glm.fit(counts, DESIGN, np.ones(counts.shape))
    assert np.isfinite(found.mean).all()
    assert found.mean[0].max() < 1e-6
    np.testing.assert_allclose(found.mean.sum(axis=1), counts.sum(axis=1), rtol=1e-3, atol=1e-3)


def test_no_fit_is_worse_than_a_flat_line_however_wild_the_counts() -> None:
    random = np.random.default_rng(5)
    for _ in range(12):
        counts = random.poisson(10.0 ** random.uniform(-2, 4, (60, 1)) * random.gamma(0.3, 3, (60, MONTHS)))
        counts[random.random(counts.shape) < random.choice([0, 0.5, 0.8])] = 0
        weights = random.choice([0, 1, 0.01, 1], counts.shape, p=[0.1, 0.4, 0.2, 0.3])
        begun = glm.fit(counts, DESIGN, np.ones(counts.shape))
        y = counts.astype(float)
        flat = (weights * y).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
        most = glm.deviance(y, np.maximum(np.broadcast_to(flat, y.shape), 1e-8), weights)
        for found in (glm.fit(counts, DESIGN, weights), glm.fit(counts, DESIGN, weights, start=begun)):
            assert (glm.deviance(y, found.mean, weights) <= most * (1 + 1e-6) + 1e-3).all()


def test_leverages_add_up_to_the_columns() -> None:
    counts, weights = towns(np.random.default_rng(5), 7)
    hat = glm.leverage(glm.fit(counts + 1, DESIGN, weights), DESIGN)
    np.testing.assert_allclose(hat.sum(axis=1), 4, rtol=1e-6)
    assert (hat[weights == 0] == 0).all()
    assert hat.max() <= 1 + 1e-9


def test_no_series_are_no_fits() -> None:
    found = glm.fit(np.zeros((0, MONTHS)), DESIGN, np.zeros((0, MONTHS)))
    assert glm.predict(found, DESIGN).shape == glm.leverage(found, DESIGN).shape == (0, MONTHS)


@pytest.mark.parametrize(
    ("counts", "weights", "message"),
    [
        (np.ones((2, MONTHS)), np.ones((2, 5)), "do not fit"),
        (np.ones(MONTHS), np.ones(MONTHS), "do not fit"),
        (-np.ones((1, MONTHS)), np.ones((1, MONTHS)), "negative or not finite"),
        (np.full((1, MONTHS), np.nan), np.ones((1, MONTHS)), "negative or not finite"),
        (np.ones((1, MONTHS)), -np.ones((1, MONTHS)), "a weight is negative"),
        (np.ones((1, MONTHS)), np.full((1, MONTHS), np.nan), "a weight is negative"),
        (np.ones((2, MONTHS)), np.eye(2, MONTHS), "series 0: 1 months cannot tell 4 columns apart"),
    ],
)
def test_what_does_not_fit_is_refused(counts: np.ndarray, weights: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        glm.fit(counts, DESIGN, weights)


def test_months_that_are_all_of_one_season_are_refused() -> None:
    weights = np.ones((2, MONTHS))
    weights[1] = np.arange(MONTHS) % 12 == 0
    with pytest.raises(ValueError, match="series 1: 3 months cannot tell"):
        glm.fit(np.ones((2, MONTHS)), DESIGN, weights)
