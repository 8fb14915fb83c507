import json
import math
import statistics
from fractions import Fraction
from pathlib import Path

import numpy as np
import pymannkendall
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from aim.engine.mann_kendall import Trends, directions, mann_kendall


def series(values: st.SearchStrategy, kind: type) -> st.SearchStrategy[NDArray]:
    """[months, n] of a few months and series, ties likely."""
    shape = st.tuples(st.integers(2, 14), st.integers(1, 5))
    return shape.flatmap(
        lambda found: st.lists(values, min_size=found[0] * found[1], max_size=found[0] * found[1]).map(
            lambda drawn: np.array(drawn, dtype=kind).reshape(found)
        )
    )


counted = st.one_of(
    series(st.one_of(st.integers(0, 3), st.integers(0, 255)), np.uint16),
    series(st.one_of(st.integers(-2, 2), st.integers(-40_000, 40_000)), np.int64),
    series(st.integers(0, 2**63 - 1), np.int64),
)
measured = series(st.one_of(st.sampled_from([-1.5, 0.0, -0.0, 1.5]), st.floats(-50, 50)), np.float64)


def twin(column: list) -> tuple[int, Fraction, float, float, float, float]:
    """s, variance, z, tau, tau-b and slope of one series, pair by pair."""
    months = len(column)
    pairs = [(i, j) for i in range(months) for j in range(i + 1, months)]
    s = sum((column[j] > column[i]) - (column[j] < column[i]) for i, j in pairs)
    groups = [column.count(value) for value in set(column)]
    variance = Fraction(
        months * (months - 1) * (2 * months + 5) - sum(t * (t - 1) * (2 * t + 5) for t in groups),
        18,
    )
    z = 0.0 if s == 0 else (s - math.copysign(1, s)) / math.sqrt(variance)
    untied = sum(column[i] != column[j] for i, j in pairs)
    tau_b = 0.0 if untied == 0 else s / math.sqrt(len(pairs) * untied)
    slope = statistics.median((column[j] - column[i]) / (j - i) for i, j in pairs)
    return s, variance, z, s / len(pairs), tau_b, slope


# ---- numbers computed elsewhere -------------------------------------------------------------------------------------


@pytest.mark.real
def test_the_reference_vectors(shared: Path) -> None:
    vectors = json.loads((shared / "reference/vectors.json").read_text())["mann_kendall"]
    assert len(vectors) == 4
    for vector in vectors:
        found = mann_kendall(np.array(vector["x"])[:, None])
        assert found.s.item() == vector["S"]
        assert found.variance.item() == vector["var"]
        assert found.z.item() == pytest.approx(vector["z"], abs=5e-6)
        assert found.p.item() == pytest.approx(vector["p"], abs=5e-9)
        if "tau" in vector:
            assert found.tau.item() == pytest.approx(vector["tau"], abs=5e-7)
            assert found.slope.item() == pytest.approx(vector["sen"], abs=1e-15)


@pytest.mark.parametrize(
    ("x", "s", "variance", "z", "slope"),
    [
        (range(1, 11), 45, 125, 3.93548, 1),
        ([5, 5, 4, 6, 7, 8, 9, 11, 10, 13, 12, 15], 57, 211 + 2 / 3, 3.849123, 1),
        ([12, 9, 11, 8, 8, 7, 9, 5, 6, 4, 4, 3], -53, 209 + 2 / 3, -3.591192, -29 / 42),
        ([3, 3, 3, 3, 3, 3], 0, 0, 0, 0),
        ([1, 2], 1, 1, 0, 1),
        ([1, 3, 2, 3], 3, (4 * 3 * 13 - 2 * 9) / 18, 2 / math.sqrt(138 / 18), (0.5 + 2 / 3) / 2),
    ],
)
def test_series_by_hand(x: list[int], s: int, variance: float, z: float, slope: float) -> None:
    for kind in (np.uint16, np.int64, np.float64):
        found = mann_kendall(np.array(x, dtype=kind)[:, None])
        assert (found.s.item(), found.variance.item()) == (s, pytest.approx(variance, rel=1e-15))
        assert found.z.item() == pytest.approx(z, abs=5e-7)
        assert found.slope.item() == pytest.approx(slope, rel=1e-15)


def test_ties_are_counted_out_of_tau_b_alone() -> None:
    found = mann_kendall(np.array([[5, 5, 4, 6, 7, 8, 9, 11, 10, 13, 12, 15], [3] * 12]).T)
    np.testing.assert_allclose(found.tau, [57 / 66, 0], rtol=1e-15)
    np.testing.assert_allclose(found.tau_b, [57 / math.sqrt(66 * 65), 0], rtol=1e-15)


@given(st.one_of(counted, measured))
def test_every_number_is_that_of_pymannkendall(x: NDArray) -> None:
    found = mann_kendall(x)
    for at, column in enumerate(x.T.astype(float)):
        if np.ptp(column) == 0:
            assert (found.s[at], found.variance[at], found.z[at], found.p[at]) == (0, 0, 0, 1)
            continue
        if x.dtype.kind == "i" and np.abs(x).max() > 2**53:
            continue  # it reads whole numbers as floats, which are equal where ours differ
        theirs = pymannkendall.original_test(column)
        assert (found.s[at], found.variance[at], found.tau[at]) == (theirs.s, theirs.var_s, theirs.Tau)
        assert found.z[at] == pytest.approx(theirs.z, abs=1e-12)
        assert found.p[at] == pytest.approx(theirs.p, abs=1e-12)
        assert found.slope[at] == theirs.slope


@pytest.mark.real
def test_the_real_months_of_the_busiest_cells_are_those_of_pymannkendall(shared: Path) -> None:
    from months import cleveland  # reads 30 files: only where it is needed

    real = cleveland(shared, 9)
    x = real.cube.sum(axis=0)
    found = mann_kendall(x)
    busiest = np.argsort(-x.sum(axis=0), kind="stable")[:60]
    for at in busiest:
        theirs = pymannkendall.original_test(x[:, at])
        assert (found.s[at], found.variance[at], found.slope[at]) == (theirs.s, theirs.var_s, theirs.slope)
        assert found.z[at] == pytest.approx(theirs.z, abs=1e-12)


# ---- the slow twin and properties -----------------------------------------------------------------------------------


@given(st.one_of(counted, measured))
def test_every_number_is_its_definition_pair_by_pair(x: NDArray) -> None:
    found = mann_kendall(x)
    for at, column in enumerate(x.T.tolist()):
        s, variance, z, tau, tau_b, slope = twin(column)
        assert found.s[at] == s
        assert found.variance[at] == float(variance)
        assert found.z[at] == pytest.approx(z, abs=1e-12)
        assert found.tau[at] == pytest.approx(tau, abs=1e-12)
        assert found.tau_b[at] == pytest.approx(tau_b, abs=1e-12)
        assert found.slope[at] == pytest.approx(slope, rel=1e-12, abs=1e-300)


@given(counted)
def test_turning_time_round_turns_the_trend_round(x: NDArray) -> None:
    there, back = mann_kendall(x), mann_kendall(x[::-1])
    np.testing.assert_array_equal(back.s, -there.s)
    np.testing.assert_array_equal(back.variance, there.variance)
    np.testing.assert_array_equal(back.z, -there.z)
    np.testing.assert_array_equal(directions(x, 0.05), there.direction(0.05))
    np.testing.assert_allclose(back.slope, -there.slope, rtol=1e-12)


@given(series(st.integers(0, 200), np.uint16))
def test_a_series_is_the_same_alone_in_any_type_and_in_any_company(x: NDArray) -> None:
    many = mann_kendall(np.tile(x, 700))  # over several blocks
    for kind in (np.uint8, np.int16, np.int64, np.float32, np.float64):
        alone = mann_kendall(x.astype(kind))
        for name in Trends.__dataclass_fields__:
            np.testing.assert_array_equal(np.tile(getattr(alone, name), 700), getattr(many, name))


@pytest.mark.parametrize("months", [255, 256, 300])
def test_long_series_do_not_run_over(months: int) -> None:
    found = mann_kendall(np.column_stack([np.arange(months), np.zeros(months, int), np.arange(months)[::-1] * 250]))
    pairs = months * (months - 1) // 2
    assert found.s.tolist() == [pairs, 0, -pairs]
    assert found.variance.tolist() == [pairs * (2 * months + 5) / 9, 0, pairs * (2 * months + 5) / 9]
    assert found.slope.tolist() == [1, 0, -250]


def test_slopes_that_single_precision_cannot_part_are_told_apart() -> None:
    x = np.array([0, 1_000_003, 2_000_005, 3_000_010, 4_000_011])[:, None]  # the middle slopes are a third apart
    assert mann_kendall(x).slope.item() == twin(x[:, 0].tolist())[-1]


def test_no_series_have_no_trends() -> None:
    assert mann_kendall(np.zeros((24, 0), dtype=np.uint16)).s.shape == (0,)


# ---- what it is for -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [1.0, 1.6])
def test_months_without_a_trend_are_called_one_no_more_often_than_said(ratio: float) -> None:
    rng = np.random.default_rng(20)
    x = rng.poisson(8, (24, 20_000)) if ratio == 1 else rng.negative_binomial(8 / (ratio - 1), 1 / ratio, (24, 20_000))
    direction = mann_kendall(x).direction(0.05)
    assert 0.018 < np.mean(direction > 0) < 0.027  # 2.5 % on either side, less what whole numbers and ties cost
    assert 0.018 < np.mean(direction < 0) < 0.027


def test_direction_is_that_of_a_significant_trend() -> None:
    x = np.array([np.arange(12), np.arange(12)[::-1], np.arange(12) % 2, np.zeros(12)]).T
    assert mann_kendall(x).direction(0.05).tolist() == directions(x, 0.05).tolist() == [1, -1, 0, 0]
    with pytest.raises(ValueError, match="alpha is 1"):
        mann_kendall(x).direction(1)
    with pytest.raises(ValueError, match="alpha is 0"):
        directions(x, 0)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_month_that_is_missing_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        mann_kendall([[1.0], [bad], [2.0]])


@pytest.mark.parametrize("shape", [(1, 3), (0, 3), (5,), (2, 2, 2)])
def test_what_is_no_set_of_series_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="at least two months"):
        mann_kendall(np.zeros(shape))
