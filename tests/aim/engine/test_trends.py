from dataclasses import replace

import numpy as np
import pytest
import seasons
from experiments import trends as experiment
from hypothesis import given, settings
from hypothesis import strategies as st

from aim.engine.trends import Reason, Signal, chance_line, movers, root_difference, trends

JUNE_2025 = 2025 * 12 + 5
STEADY = np.tile([19, 21, 20, 22, 18, 20], 6)  # three years of 20 a month, phi 1


def judge(
    last: int, *, history: np.ndarray = STEADY, complete: list[int] | None = None, breaks: list[int] | None = None
):
    """The verdict on one series that ends with ``last``; positions that are not complete, and of breaks."""
    counts = np.append(history, last)[None]
    whole, broken = np.ones(counts.shape, dtype=bool), np.zeros(counts.shape, dtype=bool)
    whole[0, complete or []] = False
    broken[0, breaks or []] = True
    return trends(counts, whole, broken, month=JUNE_2025)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "lower"),
        (7, "lower"),
        (9, "slightly lower"),
        (11, "as expected"),
        (20, "as expected"),
        (30, "as expected"),
        (32, "slightly higher"),
        (37, "higher"),
        (400, "higher"),
    ],
)
def test_twenty_a_month_are_followed_by(count: int, words: str) -> None:
    assert Signal(judge(count).signal[0]).words == words


def test_the_band_of_twenty_a_month() -> None:
    found = judge(20)
    assert found.expected[0] == pytest.approx(20, abs=1)
    assert found.dispersion[0] == 1
    history = {JUNE_2025 - 36 + at: int(count) for at, count in enumerate(STEADY)}
    mean, *uncertain = seasons.expectation(history, JUNE_2025)
    slight, clear = (seasons.band(mean, seasons.variance(mean, *uncertain, tail), tail) for tail in (0.025, 0.005))
    assert (found.lower[0], found.upper[0]) == slight
    assert (found.lower_clear[0], found.upper_clear[0]) == clear
    assert clear[0] < slight[0] < 20 < slight[1] < clear[1]
    assert found.reason[0] == Reason.NONE
    assert found.months[0] == 36


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ({"complete": [36]}, Reason.NOT_COMPLETE),
        ({"complete": [36], "breaks": [36]}, Reason.NOT_COMPLETE),  # the month first: it may yet come
        ({"breaks": [36]}, Reason.NO_HISTORY),
        ({"breaks": [26]}, Reason.NO_HISTORY),
        ({"breaks": [24]}, Reason.SHORT_HISTORY),
        ({"breaks": [13]}, Reason.SHORT_HISTORY),
        ({"breaks": [12]}, Reason.NONE),
        ({"complete": list(range(12))}, Reason.NONE),
        ({"complete": list(range(13))}, Reason.SHORT_HISTORY),
        ({"history": np.zeros(36, dtype=int)}, Reason.NO_EXPECTATION),
        ({"history": STEADY // 5}, Reason.FEW_EXPECTED),
    ],
)
def test_where_nothing_can_be_said(case: dict, reason: Reason) -> None:
    found = judge(300, **case)
    assert found.reason[0] == reason
    assert (found.signal[0] == Signal.CANNOT_SAY) == (reason != Reason.NONE)
    assert (found.chance[0] == 0) == (reason != Reason.NONE)
    told = reason in (Reason.NONE, Reason.NOT_COMPLETE, Reason.FEW_EXPECTED) and 36 not in case.get("breaks", [])
    assert np.isfinite(found.expected[0]) == told
    assert (found.upper[0] >= found.lower[0] >= 0) == told


def test_the_history_counts_from_the_month_of_the_break() -> None:
    assert judge(20, breaks=[26]).months[0] == 10
    assert judge(20, breaks=[36]).months[0] == 0
    assert judge(20, complete=[3, 36]).months[0] == 35


def test_an_incomplete_month_of_the_history_is_not_read() -> None:
    spoilt = STEADY.copy()
    spoilt[[30, 35]] = 0
    assert judge(20, history=spoilt, complete=[30, 35]).upper[0] == judge(20, complete=[30, 35]).upper[0]


def test_months_older_than_the_latest_36_are_not_read() -> None:
    long = np.concatenate([np.full(60, 5_000), STEADY])
    assert judge(20, history=long).expected[0] == pytest.approx(judge(20).expected[0], rel=1e-9)
    assert judge(20, history=long).months[0] == 96


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_a_verdict_is_that_of_the_slow_twin(seed: int) -> None:
    random = np.random.default_rng(seed)
    months = int(random.integers(26, 48))
    mean = experiment.means(random, 3, months, float(random.choice([6, 20, 150])))
    mean[:, -1] *= random.uniform(0.3, 2.2, 3)
    counts = experiment.draw(random, mean, 1.6)
    complete = random.random((3, months)) < 0.96
    breaks = random.random((3, months)) < 0.01
    found = trends(counts, complete, breaks, month=JUNE_2025)
    theirs = [
        seasons.verdict(counts[at].tolist(), complete[at].tolist(), breaks[at].tolist(), JUNE_2025) for at in range(3)
    ]
    assert [Signal(signal).words for signal in found.signal] == theirs


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.data())
def test_series_are_judged_alike_in_any_company_and_order(seed: int, data: st.DataObject) -> None:
    random = np.random.default_rng(seed)
    counts = experiment.draw(random, experiment.means(random, 6, 31, 20), 1.6)
    complete = random.random(counts.shape) < 0.95
    order = np.array(data.draw(st.permutations(range(6))))[: data.draw(st.integers(0, 6))]
    together, some = (trends(counts[at], complete[at], month=JUNE_2025) for at in (np.arange(6), order))
    for name in ("count", "lower", "upper", "lower_clear", "upper_clear", "signal", "reason", "months"):
        np.testing.assert_array_equal(getattr(together, name)[order], getattr(some, name))
    np.testing.assert_allclose(together.expected[order], some.expected, rtol=1e-9)


def test_the_words_are_those_of_the_contract() -> None:
    words = [signal.words for signal in sorted(Signal, reverse=True)]
    assert words == ["higher", "slightly higher", "as expected", "slightly lower", "lower", "cannot say"]


def test_the_chance_line_counts_judged_series_only() -> None:
    rows = [np.append(STEADY, last) for last in (20, 33, 500, 2)] + [np.append(STEADY // 5, 90)]
    found = trends(np.array(rows), np.ones((5, 37), dtype=bool), month=JUNE_2025)
    line = chance_line(found)
    assert (line.outside, line.judged) == (3, 4)
    assert line.by_chance == pytest.approx(4 * found.chance[0], rel=1e-9)  # what bands of whole counts leave, not 5 %
    assert 0.04 < found.chance[0] < 0.055
    one = chance_line(found, [True, False, False, True, True])
    assert (one.outside, one.judged) == (1, 2)
    none = chance_line(found, np.zeros(5, dtype=bool))
    assert (none.outside, none.judged, none.by_chance) == (0, 0, 0.0)


def test_movers_are_ordered_on_the_scale_of_roots() -> None:
    assert root_difference([16, 9, 100], [9, 16, 100]).tolist() == [1, -1, 0]
    found = replace(
        trends(np.tile(np.append(STEADY, 20), (5, 1)), np.ones((5, 37), dtype=bool), month=JUNE_2025),
        count=np.array([540, 30, 6, 30, 900]),
        expected=np.array([500.0, 20.0, 12.0, 20.0, 1.0]),
        signal=np.array([0, 0, 0, 0, Signal.CANNOT_SAY], dtype=np.int8),
    )
    # roots apart by 0.88, 1.005, -1.015 (6 for 12), 1.005; by plain difference the first would lead
    assert movers(found).tolist() == [2, 1, 3, 0]
    with pytest.raises(ValueError, match="negative"):
        root_difference([-1], [4])


@pytest.mark.parametrize(
    ("counts", "complete", "error", "message"),
    [
        (np.ones(30, dtype=int), np.ones(30, dtype=bool), ValueError, "both are \\[series, months\\]"),
        (np.ones((2, 30), dtype=int), np.ones((2, 29), dtype=bool), ValueError, "both are \\[series, months\\]"),
        (np.ones((2, 1), dtype=int), np.ones((2, 1), dtype=bool), ValueError, "at least 2 months"),
        (np.ones((2, 30)), np.ones((2, 30), dtype=bool), TypeError, "whole numbers only"),
        (-np.ones((2, 30), dtype=int), np.ones((2, 30), dtype=bool), ValueError, "negative"),
        (np.ones((2, 30), dtype=int), np.ones((2, 30)), TypeError, "true or false only"),
    ],
)
def test_what_is_no_series_is_refused(counts: np.ndarray, complete: np.ndarray, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        trends(counts, complete, month=JUNE_2025)


def test_counts_of_the_cube_are_not_spoilt_by_their_narrow_type() -> None:
    narrow = np.append(STEADY, 20).astype(np.uint16)[None]
    whole = np.ones(narrow.shape, dtype=bool)
    assert trends(narrow, whole, month=JUNE_2025).lower[0] == judge(20).lower[0]


@pytest.fixture(scope="module")
def towns() -> list[dict[str, float]]:
    """Six cases of the grid, 1,200 series each: the whole grid is in tests/experiments."""
    cases = [(8, 1.5, 24), (20, 1.5, 24), (20, 3.0, 36), (100, 1.0, 36), (100, 1.5, 24), (500, 3.0, 24)]
    return [experiment.case(level, ratio, history, 1_200, seed=4) for level, ratio, history in cases]


def test_bands_hold_as_often_as_they_say(towns: list[dict[str, float]]) -> None:
    for case in towns:
        assert 0.93 <= case["coverage_95"] <= 0.98, case
        assert case["coverage_99"] >= 0.98, case
        assert case["false_higher"] <= 0.035, case
    assert 0.95 <= np.mean([case["coverage_95"] for case in towns]) <= 0.965
    assert 0.989 <= np.mean([case["coverage_99"] for case in towns]) <= 0.996


def test_the_chance_line_is_what_chance_gives(towns: list[dict[str, float]]) -> None:
    outside = np.mean([1 - case["coverage_95"] for case in towns])
    assert outside == pytest.approx(np.mean([case["chance_line"] for case in towns]), abs=0.01)


def test_a_rise_by_half_is_seen_as_often_as_measured(towns: list[dict[str, float]]) -> None:
    power = [case["power"] for case in towns]
    assert power == pytest.approx([0.14, 0.29, 0.19, 0.97, 0.87, 1.0], abs=0.05)


# ---- bonfire night -------------------------------------------------------------------------------------------------
def novembers(spike: float, now: float = 1.0, size: int = 400) -> tuple[np.ndarray, int, np.ndarray]:
    """Series of some 60 a month at variance/mean 1.6 whose Novembers hold ``spike`` times as many, the last in one."""
    random = np.random.default_rng([20_261_105, int(10 * spike), int(10 * now)])
    last = 2026 * 12 + 10
    months = np.arange(last - 36, last + 1)
    mean = 60 * np.exp(0.35 * np.cos(2 * np.pi * (months - 7) / 12)) * np.where(months % 12 == 10, spike, 1)
    mean[-1] *= now
    counts = random.poisson(random.gamma(mean / 0.6, 0.6, (size, months.size)))
    return counts, last, (months % 12 == 10)[:, None].astype(float)


@pytest.mark.parametrize("spike", [1.0, 1.6, 2.5])
def test_a_normal_november_is_not_higher_and_one_with_more_is(spike: float) -> None:
    counts, last, touched = novembers(spike)
    whole = np.ones(counts.shape, dtype=bool)
    usual = trends(counts, whole, month=last, events=touched)
    assert (usual.signal > Signal.AS_EXPECTED).mean() <= 0.06
    assert 0.92 <= (usual.signal == Signal.AS_EXPECTED).mean() <= 0.99
    more, _, _ = novembers(spike, now=1.8)
    assert (trends(more, whole, month=last, events=touched).signal > Signal.AS_EXPECTED).mean() >= 0.85
    # Without the event every second one would be called high.
    smooth = (trends(counts, whole, month=last).signal > Signal.AS_EXPECTED).mean()
    assert smooth >= 0.35 if spike > 1 else smooth <= 0.06


def test_of_a_month_whose_like_was_seen_once_nothing_is_said() -> None:
    counts, last, touched = novembers(2.0, size=3)
    touched[-25:-2] = 0  # what is left touched one of the months before
    touched[:12] = 0
    touched[0] = 1
    found = trends(counts, np.ones(counts.shape, dtype=bool), month=last, events=touched)
    assert set(found.signal.tolist()) == {Signal.CANNOT_SAY}
    assert set(found.reason.tolist()) == {Reason.RARE_EVENT}
    touched[-1] = 0
    found = trends(counts, np.ones(counts.shape, dtype=bool), month=last, events=touched)
    assert Reason.RARE_EVENT not in found.reason
