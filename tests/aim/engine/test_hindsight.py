import itertools
import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from aim.engine.hindsight import (
    DRAW,
    ENGINE,
    LAST_12,
    LAST_MONTH,
    RANDOM,
    Backtest,
    Hindsight,
    backtest,
    hindsight,
    judge,
)
from aim.engine.ranks import decayed_count

# ---- numbers computed elsewhere -------------------------------------------------------------------------------------


@pytest.mark.real
def test_the_reference_vectors(shared: Path) -> None:
    vector = json.loads((shared / "reference/vectors.json").read_text())["pai"]
    for cells in (1, 2, 3):
        found = hindsight(vector["pred"], vector["obs"], vector["area"], share=cells / 3)
        assert found.pai == pytest.approx(vector["PAI"][cells - 1], rel=1e-12)
        assert found.pei == pytest.approx(vector["PEI"][cells - 1], rel=1e-12)


# ---- by hand --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "share", "recapture", "best"),
    [
        ([4, 3, 2, 1], 0.25, 0.1, 0.5),
        ([1, 2, 3, 4], 0.25, 0.2, 0.5),
        ([1, 2, 4, 3], 0.5, 0.7, 0.7),
        ([1, 2, 4, 3], 0.375, 0.6, 0.6),  # half of the second cell still fits
        ([1, 9, 9, 1], 0.25, 0.35, 0.5),  # either of two by lot: 2 and 5 of 10
        ([7, 7, 7, 7], 0.25, 0.25, 0.5),  # all by lot
        ([7, 7, 7, 7], 1, 1, 1),
    ],
)
def test_four_cells_of_one_size(score: list[int], share: float, recapture: float, best: float) -> None:
    found = hindsight(score, [1, 2, 5, 2], [2, 2, 2, 2], share=share)
    assert found.recapture == pytest.approx(recapture)
    assert found.pai == pytest.approx(recapture / share)
    assert found.best == pytest.approx(best / share)
    assert found.pei == pytest.approx(recapture / best)


def test_cells_of_their_own_sizes() -> None:
    found = hindsight([3, 2, 1], [6, 3, 1], [3, 1, 6], share=0.3)
    assert found.recapture == pytest.approx(0.6)
    assert found.best == pytest.approx(
        (0.3 + 0.6 * 2 / 3) / 0.3
    )  # the small cell is denser, then two thirds of the large


def test_a_month_in_which_nothing_happened_says_nothing() -> None:
    found = hindsight([2, 1], [[0, 0], [1, 0]], [1, 1], share=0.5)
    for values in (found.recapture, found.pai, found.pei, found.best):
        assert np.isnan(values[0])
        assert np.isfinite(values[1])


def test_the_input_is_left_alone() -> None:
    score, observed, area = np.array([1.0, 2.0]), np.array([3, 4]), np.array([1.0, 1.0])
    hindsight(score, observed, area)
    assert (score.tolist(), observed.tolist(), area.tolist()) == ([1, 2], [3, 4], [1, 1])


# ---- the slow twin and properties -----------------------------------------------------------------------------------


@st.composite
def ranked(draw: st.DrawFn) -> tuple[list[int], list[int], list[int], Fraction]:
    n = draw(st.integers(1, 5))
    score = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    observed = draw(st.lists(st.integers(0, 9), min_size=n, max_size=n).filter(any))
    area = draw(st.lists(st.integers(1, 4), min_size=n, max_size=n))
    return score, observed, area, Fraction(draw(st.integers(1, 12)), 12)


def taken(order: tuple[int, ...], observed: list[int], area: list[int], share: Fraction) -> Fraction:
    """What lies in the first ``share`` of the area, cell by cell in ``order``, the last one in part."""
    left, held = share * sum(area), Fraction(0)
    for cell in order:
        part = min(Fraction(1), left / area[cell])
        held += part * observed[cell]
        left -= part * area[cell]
    return held


@given(ranked())
def test_cells_of_one_size_are_the_mean_over_all_orders_of_equal_scores(drawn: tuple) -> None:
    score, observed, _, share = drawn
    area = [1] * len(score)
    orders = [
        order
        for order in itertools.permutations(range(len(score)))
        if all(score[one] >= score[other] for one, other in itertools.pairwise(order))
    ]
    mean = sum(taken(order, observed, area, share) for order in orders) / len(orders)
    found = hindsight(score, observed, area, share=float(share))
    assert found.recapture == pytest.approx(float(mean / sum(observed)), rel=1e-9)


@given(ranked())
def test_the_best_is_the_best_of_all_orders(drawn: tuple) -> None:
    score, observed, area, share = drawn
    best = max(taken(order, observed, area, share) for order in itertools.permutations(range(len(score))))
    found = hindsight(score, observed, area, share=float(share))
    assert found.best == pytest.approx(float(best / sum(observed) / share), rel=1e-9)
    assert 0 <= found.pei <= 1 + 1e-12
    assert found.pai == pytest.approx(found.pei * found.best, rel=1e-9)


@given(ranked(), st.integers(1, 9), st.randoms(use_true_random=False))
def test_neither_the_order_of_cells_nor_the_unit_of_area_matters(drawn: tuple, factor: int, lot: object) -> None:
    score, observed, area, share = (np.array(part) if isinstance(part, list) else float(part) for part in drawn)
    order = np.random.default_rng(lot.randint(0, 99)).permutation(len(score))
    one = hindsight(score, observed, area, share=share)
    other = hindsight(score[order], observed[order], factor * area[order], share=share)
    np.testing.assert_allclose(other.pai, one.pai, rtol=1e-9)
    np.testing.assert_allclose(other.pei, one.pei, rtol=1e-9)


# ---- the months -----------------------------------------------------------------------------------------------------


def still(months: int = 24, cells: int = 40) -> NDArray[np.int64]:
    random = np.random.default_rng(2)
    return random.poisson(random.gamma(0.5, 4, cells), (months, cells))


def test_every_ranking_sees_the_months_before_and_no_others() -> None:
    counts, area = still(), np.ones(40)
    counts[5, np.argmin(counts[18])] = 1_000  # the thirteenth month before the first tested: a year does not see it
    seen = []

    def ranking(before: NDArray) -> NDArray:
        seen.append(before)
        return before.sum(axis=0)

    tested = backtest(counts, area, ranking, months=6, random=np.random.default_rng(1), share=0.1)
    assert tested.rankings == (ENGINE, LAST_MONTH, LAST_12, RANDOM, DRAW)
    assert [len(before) for before in seen] == [18, 19, 20, 21, 22, 23]
    for at, before in enumerate(seen):
        np.testing.assert_array_equal(before, counts[: 18 + at])
        now = counts[18 + at]
        for row, score in enumerate((before.sum(axis=0), before[-1], before[-12:].sum(axis=0), np.zeros(40))):
            alone = hindsight(score, now, area, share=0.1)
            for name in Hindsight.__dataclass_fields__:
                assert getattr(tested.shown, name)[row, at] == getattr(alone, name)


def test_what_comes_after_changes_no_ranking_before() -> None:
    counts, area = still(), np.ones(40)
    changed = counts.copy()
    changed[-1] = changed[-1, ::-1]
    one, other = (
        backtest(cube, area, lambda before: before.sum(axis=0), months=6, random=np.random.default_rng(1)).shown.pai
        for cube in (counts, changed)
    )
    np.testing.assert_array_equal(one[:, :-1], other[:, :-1])
    assert (one[:3, -1] != other[:3, -1]).any()


def test_a_ranking_by_lot_holds_its_share_and_a_draw_of_it_about_that() -> None:
    counts = still(24 + 300, 40)
    tested = backtest(counts, np.ones(40), decay, months=300, random=np.random.default_rng(1), share=0.1)
    np.testing.assert_allclose(tested.shown.pai[3], 1, rtol=1e-12)
    np.testing.assert_allclose(tested.shown.recapture[3], 0.1, rtol=1e-12)
    drawn = tested.shown.pai[4]
    assert drawn.std() > 0.3
    assert abs(drawn.mean() - 1) < 4 * drawn.std() / math.sqrt(300)


def decay(before: NDArray) -> NDArray:
    return decayed_count(before, 12)


def test_the_verdict_is_the_paired_difference_to_the_best_rival() -> None:
    pai = np.array([[5.0, 7, 6, np.nan], [1, 2, 3, 9], [4, 5, 6, 9], [1, 1, 1, 1], [9, 9, 9, 9]])
    verdict = judge(Backtest((ENGINE, LAST_MONTH, LAST_12, RANDOM, DRAW), Hindsight(pai, pai, pai, pai)))
    assert (verdict.rival, verdict.months) == (LAST_12, 3)  # a lucky draw is no rival; the month without is left out
    assert verdict.means == {ENGINE: 6, LAST_MONTH: 2, LAST_12: 5, RANDOM: 1, DRAW: 9}
    assert verdict.difference == pytest.approx(1)  # 1, 2, 0
    assert verdict.standard_error == pytest.approx(1 / math.sqrt(3))
    assert (verdict.wins, verdict.loses) == (False, False)  # 1.7 standard errors


@pytest.mark.parametrize(
    ("difference", "wins", "loses"),
    [
        ([2, 3, 4], True, False),
        ([1, 3, -1], False, False),
        ([0, 0, 0], False, False),
        ([-1, 1, -1], False, False),  # 0.5 standard errors under the rival
        ([0, -1, -2], False, True),  # 1.7
    ],
)
def test_what_may_be_claimed_and_what_may_not_be_shipped(difference: list[int], wins: bool, loses: bool) -> None:
    rival = np.array([5.0, 7, 6])
    pai = np.stack([rival + difference, rival - 4, rival, np.ones(3), np.ones(3)])
    verdict = judge(Backtest((ENGINE, LAST_MONTH, LAST_12, RANDOM, DRAW), Hindsight(pai, pai, pai, pai)))
    assert (verdict.wins, verdict.loses) == (wins, loses)


def test_where_history_tells_nothing_chance_is_the_rival() -> None:
    pai = np.array([[0.9, 0.8], [0.5, 0.4], [0.6, 0.6], [1, 1], [2, 2]])
    tested = Backtest((ENGINE, LAST_MONTH, LAST_12, RANDOM, DRAW), Hindsight(pai, pai, pai, pai))
    assert judge(tested).rival == RANDOM
    assert judge(tested).loses
    assert judge(tested, -pai).rival == LAST_MONTH


# ---- the real months ------------------------------------------------------------------------------------------------


@pytest.mark.real
def test_a_year_of_real_months_on_the_shipped_grid(shared: Path) -> None:
    from experiments.hindsight import counts, table
    from months import cleveland  # reads 30 files: only where it is needed

    rows = {row["concern"]: row for row in table(shared, 9, half_life=8.5)}
    assert len(rows) == 9
    everything = rows["all"]
    assert everything["pai, engine"] == pytest.approx(9.94, abs=0.005)
    assert everything["pai, last 12 months"] == pytest.approx(9.88, abs=0.005)
    assert everything["pai, best attainable"] == pytest.approx(10.73, abs=0.005)
    for row in rows.values():
        assert row["rival"] == LAST_12
        assert row["pai, engine"] > row["pai, last month"] > 5 * row["pai, random"]
        assert row["recapture"] == pytest.approx(0.03 * row["pai, engine"])
    real = cleveland(shared, 9)
    series = counts(real, "all")
    whole = np.argsort(-decayed_count(series[:-1], 12), kind="stable")
    fits = whole[np.cumsum(real.area[whole]) <= 0.03 * real.area.sum()]
    plain = series[-1][fits].sum() / series[-1].sum() / (real.area[fits].sum() / real.area.sum())
    tested = backtest(series, real.area, decay, months=1, random=np.random.default_rng(1))
    assert tested.shown.pai[0, 0] == pytest.approx(plain, rel=0.02)  # whole cells only give nearly the same


# ---- refusals -------------------------------------------------------------------------------------------------------


def test_what_cannot_be_looked_back_on_is_refused() -> None:
    for area in ([1], [1, 0], [1, math.nan], [[1, 1]]):
        with pytest.raises(ValueError, match="areas of shape"):
            hindsight([1, 2], [1, 2], area)
    for share in (0, 1.01, math.nan):
        with pytest.raises(ValueError, match="a share of"):
            hindsight([1, 2], [1, 2], [1, 1], share=share)
    for score, observed in (([1, math.nan], [1, 2]), ([1, 2], [1, -1]), ([1, 2], [1, math.nan])):
        with pytest.raises(ValueError, match="not finite"):
            hindsight(score, observed, [1, 1])
    for counts, months in ((still(17), 6), (still(24)[0], 1), (still(24), 0)):
        with pytest.raises(ValueError, match="12 before them"):
            backtest(counts, np.ones(40), decay, months=months, random=np.random.default_rng(1))
    tested = backtest(still(), np.ones(40), decay, months=1, random=np.random.default_rng(1))
    with pytest.raises(ValueError, match="at least two"):
        judge(tested)
    with pytest.raises(ValueError, match="5 rankings"):
        judge(tested, np.ones(5))
