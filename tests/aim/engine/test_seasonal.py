import numpy as np
import pytest
import seasons
from hypothesis import given, settings
from hypothesis import strategies as st

from aim.engine import bands
from aim.engine.seasonal import expect, told_apart, weighed_down

JANUARY_2023 = 2023 * 12


def surging(random: np.random.Generator, size: int, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Counts with a season, now and then a month far too high, and some months not used."""
    level = random.choice([6, 25, 300], (size, 1))
    season = np.exp(0.3 * np.cos(2 * np.pi * (np.arange(months) - random.uniform(0, 12, (size, 1))) / 12))
    counts = random.poisson(random.gamma(level * season / 0.7, 0.7))
    surge = random.random((size, months)) < 0.06
    return np.where(surge, counts * 2 + random.integers(0, 60, (size, months)), counts), random.random(
        (size, months)
    ) < 0.93


@settings(max_examples=15)
@given(st.integers(0, 2**32), st.integers(0, 11))
def test_an_expectation_is_that_of_the_slow_twin(seed: int, january: int) -> None:
    counts, used = surging(np.random.default_rng(seed), 2, 32)
    months = np.arange(32) + JANUARY_2023 + january
    found = expect(counts, used, months, [months[-1] + 1, months[-1] + 3])
    for at in range(2):
        history = {
            int(month): int(count) for month, count, ours in zip(months, counts[at], used[at], strict=True) if ours
        }
        for column, ahead in enumerate((1, 3)):
            mean, phi, spread, freedom = seasons.expectation(history, int(months[-1]) + ahead)
            assert found.mean[at, column] == pytest.approx(mean, rel=1e-6)
            assert found.dispersion[at] == pytest.approx(phi, rel=1e-6)
            assert found.spread[at, column] == pytest.approx(spread, rel=1e-5)
            assert found.freedom[at] == freedom
            ours = found.variance(0.025)[at, column]
            assert ours == pytest.approx(seasons.variance(mean, phi, spread, freedom, 0.025), rel=1e-5)


def test_weights_by_hand() -> None:
    weights = weighed_down([-9, -3, 0, 1, 2.58, 2.6, 3.0, 4.0, 4.01, 50])
    assert weights.tolist() == pytest.approx([1, 1, 1, 1, 1, (2.58 / 2.6) ** 2, 0.7396, 0.416025, 0, 0])


def test_an_old_surge_does_not_lift_the_expectation_and_an_old_hole_is_kept() -> None:
    months = np.arange(36) + JANUARY_2023
    flat = np.tile(np.array([28, 32, 30, 27, 33, 30]), 6)
    surge, hole = flat.copy(), flat.copy()
    surge[20], hole[[9, 20]] = 120, 2
    found = expect([flat, surge, hole], np.ones((3, 36), dtype=bool), months, [months[-1] + 1])
    assert found.weights[1, 20] == 0
    assert found.weights[2].tolist() == [1] * 36
    assert found.freedom.tolist() == [32, 31, 32]
    assert found.mean[1, 0] == pytest.approx(found.mean[0, 0], rel=0.03)
    assert found.dispersion[1] == 1
    assert found.dispersion[2] > 1


def test_a_season_and_a_trend_without_chance_are_found_again() -> None:
    months = np.arange(30) + JANUARY_2023
    every = np.arange(33) + JANUARY_2023
    mean = 4e5 * np.exp(0.1 * (every - JANUARY_2023) / 12 + 0.3 * np.cos(2 * np.pi * (every % 12 - 7) / 12))
    found = expect([np.rint(mean[:30])], np.ones((1, 30), dtype=bool), months, every[30:])
    np.testing.assert_allclose(found.mean[0], mean[30:], rtol=1e-4)
    assert found.known.all()


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(-40, 40))
def test_years_pass_without_a_trace(seed: int, years: int) -> None:
    counts, used = surging(np.random.default_rng(seed), 5, 30)
    months = np.arange(30) + JANUARY_2023
    one = expect(counts, used, months, [months[-1] + 1])
    other = expect(counts, used, months + 12 * years, [months[-1] + 1 + 12 * years])
    np.testing.assert_array_equal(one.mean, other.mean)


def test_where_nearly_nothing_happened_nothing_is_surprising_and_nothing_is_known() -> None:
    months = np.arange(26) + JANUARY_2023
    counts = np.zeros((3, 26), dtype=int)
    counts[1, [0, 13, 24]] = 1
    counts[2] = 3
    found = expect(counts, np.ones((3, 26), dtype=bool), months, [months[-1] + 1])
    assert found.known[:, 0].tolist() == [False, False, True]
    lower, upper = found.band(0.025)
    assert lower[:2, 0].tolist() == [0, 0]
    assert upper[:2, 0].tolist() == [bands.MOST] * 2
    assert found.chance(0.025)[:2, 0].tolist() == [0, 0]
    assert 0.02 < found.chance(0.025)[2, 0] < 0.06


def test_a_mean_that_may_be_a_third_or_thrice_as_much_is_not_known() -> None:
    counts = np.zeros((3, 36), dtype=int)
    counts[0, [1, 13, 30]] = 1
    counts[1, ::7] = 1
    counts[2, ::4] = 1
    found = expect(counts, np.ones((3, 36), dtype=bool), np.arange(36), [36])
    # The variance of the logarithm of the mean: e to the root of it is a standard error either way.
    np.testing.assert_allclose(found.spread[:, 0], [2.811, 1.039, 0.832], atol=0.001)
    assert found.known[:, 0].tolist() == [False, False, True]


def test_months_not_used_are_not_read() -> None:
    counts, used = surging(np.random.default_rng(6), 6, 36)
    months = np.arange(36) + JANUARY_2023
    blank = np.where(used, counts, np.nan)
    np.testing.assert_array_equal(
        expect(blank, used, months, [months[-1] + 1]).mean, expect(counts, used, months, [months[-1] + 1]).mean
    )


def test_too_few_months_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot tell 4 columns apart"):
        expect(np.ones((1, 3)), np.ones((1, 3), dtype=bool), np.arange(3), [3])


# ---- what a smooth season cannot follow ----------------------------------------------------------------------------
NOVEMBER = 10


def test_a_month_that_an_event_touches_has_a_level_of_its_own() -> None:
    months = np.arange(2023 * 12, 2026 * 12 + NOVEMBER)  # to October
    mean = 60 * np.exp(0.3 * np.cos(2 * np.pi * months / 12)) * np.where(months % 12 == NOVEMBER, 2, 1)
    touched = (np.append(months, [2026 * 12 + NOVEMBER, 2026 * 12 + NOVEMBER + 1]) % 12 == NOVEMBER)[:, None]
    ahead = [2026 * 12 + NOVEMBER, 2026 * 12 + NOVEMBER + 1]
    used = np.ones((1, months.size), dtype=bool)
    known = expect(mean[None], used, months, ahead, touched)
    true = 60 * np.exp(0.3 * np.cos(2 * np.pi * np.array(ahead) / 12)) * [2, 1]
    assert known.mean[0] == pytest.approx(true, rel=1e-4)
    assert known.freedom[0] == months.size - 5
    smooth = expect(mean[None], used, months, ahead)
    assert smooth.mean[0, 0] < 0.7 * true[0]


@pytest.mark.parametrize(
    ("marks", "known", "told"),
    [
        ([[1, 0, 1, 0, 1]], [True], True),  # twice before, and now
        ([[1, 0, 0, 0, 1]], [False], False),  # once before is no effect, and there is one now
        ([[1, 0, 0, 0, 0]], [False], True),  # that is none now either
        ([[0, 0, 0, 0, 0]], [False], True),
        ([[1, 1, 1, 1, 1]], [False], True),  # always: the level itself
        ([[1, 0, 1, 0, 1], [1, 0, 1, 0, 1]], [True, False], True),  # alike: one stands for both
        ([[1, 0, 1, 0, 1], [0, 1, 0, 1, 1]], [True, True], True),
        ([[1, 0, 1, 0, 0], [0, 1, 0, 0, 1]], [True, False], False),
    ],
)
def test_which_effects_a_history_can_tell(marks: list[list[int]], known: list[bool], told: bool) -> None:
    found, all_told = told_apart(np.array(marks).T, np.ones(4, dtype=bool))
    assert (sorted(found.tolist()), all_told) == (sorted(known), told)


def test_months_not_used_tell_nothing_of_an_event() -> None:
    marks = np.array([[1, 0, 1, 0, 1]]).T
    assert not told_apart(marks, [False, True, True, True])[1]
