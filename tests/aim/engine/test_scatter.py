import numpy as np
import pytest
import strategies
from experiments.stationary import GROWING, draw, rates
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from aim.engine.scatter import by_level, dispersion


@st.composite
def histories(draw: st.DrawFn) -> NDArray[np.int64]:
    """A few months of a few cells, [months, cells]."""
    months, cells = draw(st.integers(2, 8)), draw(st.integers(1, 8))
    drawn = draw(st.lists(strategies.counts(cells), min_size=months, max_size=months))
    return np.array(drawn, dtype=np.int64)


def squares(x: NDArray[np.int64], cell: int) -> float:
    """The squared distances of one cell's months from the town's share of them."""
    total = sum(int(value) for row in x for value in row)
    own = sum(int(row[cell]) for row in x)
    return sum((float(row[cell]) - own * sum(row.tolist()) / total) ** 2 for row in x)


def left(x: NDArray[np.int64]) -> float:
    """The chance that two incidents are of different months."""
    total = x.sum()
    return 1 - sum((row.sum() / total) ** 2 for row in x)


def twin_dispersion(x: NDArray[np.int64]) -> float:
    total = x.sum()
    if total == 0:
        return 1.0
    poisson = total * (1 - sum((column.sum() / total) ** 2 for column in x.T)) * left(x)
    return 1.0 if poisson < 1e-9 * total else max(1.0, sum(squares(x, cell) for cell in range(x.shape[1])) / poisson)


def twin_by_level(x: NDArray[np.int64]) -> tuple[float, float]:
    months = len(x)
    points = [
        (own / months, squares(x, cell) / (own * left(x)))
        for cell, own in enumerate(x.sum(axis=0).tolist())
        if own > 0 and left(x) > 1e-9
    ]
    base, growth = 1.0, 0.0
    for _ in range(5):
        weights = [m / (1 + 2 * m) / (base + growth * m) ** 2 for m, _ in points]
        base, growth = twin_line(weights, points, months)
    return base, growth


def twin_line(weights: list[float], points: list[tuple[float, float]], months: int) -> tuple[float, float]:
    if not points:
        return 1.0, 0.0
    whole = sum(weights)
    middle = sum(w * m for w, (m, _) in zip(weights, points, strict=True)) / whole
    height = sum(w * d for w, (_, d) in zip(weights, points, strict=True)) / whole
    wide = sum(w * (m - middle) ** 2 for w, (m, _) in zip(weights, points, strict=True))
    slope = 0.0
    if wide > 1e-9 * sum(w * m * m for w, (m, _) in zip(weights, points, strict=True)):
        slope = sum(w * (m - middle) * (d - height) for w, (m, d) in zip(weights, points, strict=True)) / wide
        if slope <= 0 or slope**2 < 4 / (wide * (months - 1)):  # less than two standard errors
            slope = 0.0
        else:
            slope *= 1 - 4 / (wide * (months - 1)) / slope**2
    return max(1.0, height - slope * middle), slope


@given(histories())
def test_dispersion_is_its_definition(x: NDArray[np.int64]) -> None:
    assert float(dispersion(x)) == pytest.approx(twin_dispersion(x), rel=1e-9)


@given(histories())
def test_growth_is_its_definition(x: NDArray[np.int64]) -> None:
    base, growth = by_level(x)
    expected = twin_by_level(x)
    assert float(base) == pytest.approx(expected[0], rel=1e-6, abs=1e-9)
    assert float(growth) == pytest.approx(expected[1], rel=1e-6, abs=1e-9)


@given(histories(), histories(), st.randoms())
def test_concerns_at_once_are_each_by_itself_in_any_order(
    one: NDArray[np.int64], other: NDArray[np.int64], random: object
) -> None:
    rows, columns = max(len(one), len(other)), max(one.shape[1], other.shape[1])
    both = np.stack([np.pad(x, ((0, rows - len(x)), (0, columns - x.shape[1]))) for x in (one, other)])
    order = list(range(columns))
    random.shuffle(order)  # type: ignore[attr-defined]
    np.testing.assert_allclose(dispersion(both[..., order]), [dispersion(x) for x in both], rtol=1e-9)
    np.testing.assert_allclose(by_level(both[..., order]), np.transpose([by_level(x) for x in both]), atol=1e-9)


def test_two_cells_and_two_months_by_hand() -> None:
    # expected 5 everywhere, 10 of 20 in each: the squares are 4 x 9, Poisson counts give 20 (1 - 1/2) (1 - 1/2) = 5
    assert float(dispersion([[8, 2], [2, 8]])) == pytest.approx(36 / 5)


@pytest.mark.parametrize("x", [np.zeros((3, 4)), [[5], [1]], [[3, 2], [0, 0]], np.full((4, 5), 6)])
def test_nothing_or_no_differences_is_no_scatter(x: NDArray[np.int64]) -> None:
    assert float(dispersion(x)) == 1
    assert [float(value) for value in by_level(x)] == [1, 0]


def test_a_season_of_the_whole_town_is_no_scatter() -> None:
    random = np.random.default_rng(4)
    season = 1 + 0.8 * np.sin(np.arange(24) / 12 * 2 * np.pi)
    x = random.poisson(season[:, None] * rates(random, "gamma", 3_000, 1))
    assert float(dispersion(x)) == pytest.approx(1, abs=0.03)
    within = x.var(axis=0, ddof=1).sum() / x.mean(axis=0).sum()
    assert within > 2  # what the variance within cells would have said


@pytest.mark.parametrize(("level", "ratio"), [(120, 1.0), (120, 1.6), (2_000, 1.6), (500, 2.5)])
def test_scatter_that_is_the_same_everywhere_is_found_and_no_growth_made_up(level: float, ratio: float) -> None:
    random = np.random.default_rng([1, int(level)])
    x = draw(random, np.broadcast_to(rates(random, "gamma", level, 20)[:, None], (20, 24, 600)), ratio)
    assert dispersion(x).mean() == pytest.approx(ratio, abs=0.05)
    base, growth = by_level(x)
    assert 0.94 * ratio < base.mean() < 1.02 * ratio  # a cell of one incident cannot show any scatter
    assert np.median(growth) < 0.01


def test_scatter_that_grows_with_the_level_is_found() -> None:
    random = np.random.default_rng(2)
    x = draw(random, np.broadcast_to(rates(random, "gamma", 2_000, 20)[:, None], (20, 24, 600)), "growing")
    base, growth = by_level(x)
    assert base.mean() == pytest.approx(GROWING[0], abs=0.05)
    assert growth.mean() == pytest.approx(GROWING[1], abs=0.01)
