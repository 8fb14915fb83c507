import numpy as np
import pytest
import seasons
from experiments import completeness as losses
from experiments import trends as experiment
from hypothesis import given, settings
from hypothesis import strategies as st

from aim.engine.completeness import Cause, Status, closed_quarters, completeness, resting
from aim.engine.trends import Reason, trends

JUNE_2025 = 2025 * 12 + 5
STEADY = np.tile([205, 195, 190, 210, 200, 202], 7)  # 42 months of 200


def one(counts: np.ndarray = STEADY, **marks: list[int]):
    """One source, delivered but for the positions ``absent``; other marks by position too."""
    counts = np.asarray(counts)[None]
    drawn = {name: np.zeros(counts.shape, dtype=bool) for name in ("absent", "delayed", "silent", "breaks")}
    for name, at in marks.items():
        drawn[name][0, at] = True
    return completeness(
        counts, ~drawn["absent"], drawn["delayed"], month=JUNE_2025, silent=drawn["silent"], breaks=drawn["breaks"]
    )


def test_what_a_month_can_be() -> None:
    counts = STEADY.copy()
    counts[38] = 90
    found = one(counts, absent=[2, 40], delayed=[40, 41], silent=[37, 41])
    assert np.flatnonzero(found.status[0] == Status.MISSING).tolist() == [2, 40]
    assert np.flatnonzero(found.status[0] == Status.NOT_COMPLETE).tolist() == [37, 38, 41]
    assert found.cause[0, [2, 37, 38, 40, 41]].tolist() == [
        Cause.NOT_DELIVERED, Cause.SILENT_DAYS, Cause.VOLUME, Cause.NOT_DELIVERED, Cause.DELAY,
    ]  # fmt: skip
    assert found.cause[0, 0] == Cause.NONE
    np.testing.assert_array_equal(found.complete, found.status == Status.COMPLETE)


def test_volume_is_not_tested_under_two_years_nor_after_a_break() -> None:
    counts = STEADY.copy()
    counts[[5, 23, 30]] = 0
    assert one(counts).cause[0, [5, 23, 30]].tolist() == [Cause.NONE, Cause.NONE, Cause.VOLUME]
    assert (one(counts).bound[0, :24] == -1).all()
    assert (one().bound[0, 24:] > 100).all()
    assert one(counts, breaks=[30]).cause[0, 30] == Cause.NONE
    assert one(counts, breaks=[7]).cause[0, 30] == Cause.NONE
    assert one(counts, breaks=[6]).cause[0, 30] == Cause.VOLUME
    assert one(counts, absent=[10]).cause[0, 24] == Cause.NONE
    assert one(counts, absent=[10]).bound[0, 24:26].tolist() == [-1, one(counts, absent=[10]).bound[0, 25]]
    assert one(counts, absent=[10]).bound[0, 25] > 0


def test_the_oldest_short_month_is_judged_first_and_then_left_out() -> None:
    counts = STEADY.copy()
    counts[36:] = [60, 60, 60, 60, 60, 60]
    found = one(counts)
    assert (found.cause[0, 36:] == Cause.VOLUME).all()  # were they believed, the sixth would be usual
    assert (one(counts, breaks=[36]).cause[0] == Cause.NONE).all()  # until a break says that it is so


def test_the_bound_is_the_count_that_passes() -> None:
    bound = int(one().bound[0, 41])
    for count, cause in ((bound, Cause.NONE), (bound - 1, Cause.VOLUME)):
        assert one(np.append(STEADY[:41], count)).cause[0, 41] == cause


@settings(max_examples=4)
@given(st.integers(0, 2**32))
def test_short_months_are_those_of_the_slow_twin(seed: int) -> None:
    random = np.random.default_rng(seed)
    counts = experiment.draw(random, experiment.means(random, 2, 36, float(random.choice([15, 200]))), 1.6)
    counts[:, 20:] = np.where(random.random((2, 16)) < 0.15, counts[:, 20:] // 4, counts[:, 20:])
    found = completeness(counts, np.ones(counts.shape, dtype=bool), False, month=JUNE_2025)
    theirs = [seasons.short_months(counts[at].tolist(), JUNE_2025) for at in range(2)]
    assert (found.cause == Cause.VOLUME).tolist() == theirs


def test_what_is_not_delivered_is_not_read() -> None:
    spoilt = STEADY.copy()
    spoilt[[3, 33]] = 10**9
    np.testing.assert_array_equal(one(spoilt, absent=[3, 33]).bound, one(absent=[3, 33]).bound)


def test_one_short_month_in_a_thousand_is_chance_and_a_lost_third_is_seen() -> None:
    quiet, busy = (losses.volume(level, 3.0, 24, 3_000, seed=3) for level in (60, 2_500))
    for case in (quiet, busy):
        assert 0 < case["called_short"] <= 0.0025
    assert 0.02 <= quiet["third_lost_seen"] <= 0.06  # 60 a month at variance/mean 3: nobody can tell
    assert busy["third_lost_seen"] >= 0.99


def test_a_quarterly_source_waits_for_its_quarter() -> None:
    delivered = np.ones((2, 18), dtype=bool)
    delivered[:, [4, 17]] = False
    # January 2024 to June 2025: May 2024 and June 2025 are not there
    found = completeness(np.full((2, 18), 50), delivered, False, month=JUNE_2025, quarterly=[True, False])
    assert np.flatnonzero(~found.complete[0]).tolist() == [3, 4, 5, 15, 16, 17]
    assert found.cause[0, 3:6].tolist() == [Cause.OPEN_QUARTER, Cause.NOT_DELIVERED, Cause.OPEN_QUARTER]
    assert np.flatnonzero(~found.complete[1]).tolist() == [4, 17]


def test_a_quarter_inside_the_delay_is_open() -> None:
    delayed = np.zeros((1, 18), dtype=bool)
    delayed[0, 17] = True
    found = completeness(np.full((1, 18), 50), np.ones((1, 18), dtype=bool), delayed, month=JUNE_2025, quarterly=True)
    assert found.cause[0, 14:].tolist() == [Cause.NONE, Cause.OPEN_QUARTER, Cause.OPEN_QUARTER, Cause.DELAY]


@given(st.integers(0, 11), st.lists(st.booleans(), max_size=15))
def test_quarters_are_those_of_the_calendar(first: int, there: list[bool]) -> None:
    numbers = [24_000 + first + at for at in range(len(there))]
    held = dict(zip(numbers, there, strict=True))
    # months before the first were asked of nobody, months after the last are not there
    expected = [
        all(held.get(month, month < numbers[0]) for month in range(number - number % 3, number - number % 3 + 3))
        for number in numbers
    ]
    assert closed_quarters(np.array([there], dtype=bool), numbers)[0].tolist() == expected


def test_a_concern_is_complete_where_all_its_sources_are() -> None:
    complete = np.array([[True, True, False], [True, False, True]])
    rests = np.array([[True, False], [False, True], [True, True], [False, False]])
    assert resting(complete, rests).tolist() == [
        [True, True, False],
        [True, False, True],
        [True, False, False],
        [False, False, False],
    ]
    with pytest.raises(ValueError, match="not \\[concerns, sources\\]"):
        resting(complete, rests.T)


def test_ten_days_lost_by_one_source_flip_only_what_rests_on_it() -> None:
    random = np.random.default_rng(5)
    volumes = random.poisson(np.array([[600.0], [90.0]]), (2, 30))
    rests = np.array([[True, False], [False, True], [True, True]])
    areas = random.poisson(25, (3, 30))
    silent = np.zeros((2, 30), dtype=bool)
    silent[0, 29] = True  # as aim.engine.gaps finds it
    verdicts = []
    for quiet in (False, silent):
        found = completeness(volumes, np.ones((2, 30), dtype=bool), False, month=JUNE_2025, silent=quiet)
        verdicts.append(trends(areas, resting(found.complete, rests), month=JUNE_2025))
    before, after = verdicts
    assert (before.reason == Reason.NONE).all()
    assert after.reason.tolist() == [Reason.NOT_COMPLETE, Reason.NONE, Reason.NOT_COMPLETE]
    assert after.signal[1] == before.signal[1]


@pytest.mark.parametrize(
    ("counts", "delivered", "message"),
    [
        (np.ones(5, dtype=int), np.ones(5, dtype=bool), "both are \\[sources, months\\]"),
        (np.ones((1, 5), dtype=int), np.ones((1, 4), dtype=bool), "both are \\[sources, months\\]"),
        (-np.ones((1, 5), dtype=int), np.ones((1, 5), dtype=bool), "negative"),
    ],
)
def test_what_does_not_fit_is_refused(counts: np.ndarray, delivered: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        completeness(counts, delivered, False, month=JUNE_2025)
