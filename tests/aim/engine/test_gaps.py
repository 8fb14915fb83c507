import numpy as np
import pytest
import seasons
from experiments import completeness as losses
from hypothesis import given, settings
from hypothesis import strategies as st

from aim.engine.gaps import Gaps, silent_gaps

MONDAY = 20_241  # 2 June 2025, days since 1 January 1970


def source(random: np.random.Generator, days: int, level: float, week: np.ndarray | None = None) -> np.ndarray:
    """Daily Poisson counts from a Monday on, with season and weekdays of their own."""
    at = np.arange(days)
    factor = np.exp(0.3 * np.cos(2 * np.pi * at / 365.25))
    return random.poisson(level * factor * (np.ones(7) if week is None else week)[at % 7])


def spans(found: Gaps) -> list[tuple[int, int]]:
    return list(zip(found.first.tolist(), found.last.tolist(), strict=True))


def silent(daily: np.ndarray, **marks: np.ndarray) -> Gaps:
    return silent_gaps(daily, marks.pop("known", np.ones(daily.size, dtype=bool)), first_day=MONDAY, **marks)


def emptied(daily: np.ndarray, first: int, days: int) -> np.ndarray:
    answer = daily.copy()
    answer[first : first + days] = 0
    answer[[first - 1, first + days]] = 9  # so that the gap ends where the test says
    return answer


def test_ten_days_lost_by_a_source_of_five_a_day_are_found() -> None:
    daily = source(np.random.default_rng(1), 800, 5)
    assert spans(silent(daily)) == []
    found = silent(emptied(daily, 500, 10))
    assert spans(found) == [(500, 509)]
    assert found.expected[0] == pytest.approx(50, rel=0.35)
    assert found.log10_p[0] < -12


def test_what_a_busy_source_cannot_lose_a_quiet_one_may() -> None:
    random = np.random.default_rng(2)
    assert spans(silent(emptied(source(random, 800, 0.6), 500, 10))) == []
    assert spans(silent(emptied(source(random, 800, 30), 500, 1))) == [(500, 500)]


def test_a_source_closed_at_weekends_has_no_gap_at_weekends() -> None:
    week = np.array([6.0, 6, 6, 6, 6, 0, 0])
    daily = source(np.random.default_rng(3), 800, 1, week=week)
    assert spans(silent(daily)) == []
    # Wednesday to Tuesday: five working days in seven
    assert spans(silent(emptied(daily, 7 * 70 + 2, 7))) == [(492, 498)]


def test_closed_days_speak_neither_for_a_gap_nor_end_it() -> None:
    daily = emptied(source(np.random.default_rng(4), 800, 3), 500, 12)
    closed = np.zeros(800, dtype=bool)
    closed[500:512] = True
    assert spans(silent(daily, closed=closed)) == []
    closed[:] = False
    closed[504:508] = True
    daily[505] = 1  # one that strayed into a closed day
    found = silent(daily, closed=closed)
    assert spans(found) == [(500, 511)]
    assert found.expected[0] < 0.85 * silent(emptied(daily, 500, 12)).expected[0]


def test_days_not_delivered_are_no_gap_and_end_one() -> None:
    daily = emptied(source(np.random.default_rng(5), 800, 4), 500, 30)
    known = np.ones(800, dtype=bool)
    known[500:530] = False
    assert spans(silent(daily, known=known)) == []
    known[500:530] = True
    known[510:520] = False
    assert spans(silent(daily, known=known)) == [(500, 509), (520, 529)]


def test_a_long_gap_does_not_hide_a_shorter_one_by_lowering_the_level() -> None:
    daily = emptied(emptied(source(np.random.default_rng(6), 730, 2), 100, 5), 500, 200)
    random_ends = silent(emptied(daily, 250, 12))
    assert (250, 261) in spans(random_ends)
    assert (500, 699) in spans(random_ends)
    assert random_ends.expected[-1] == pytest.approx(400, rel=0.25)


def test_a_level_that_falls_or_rises_for_good_within_a_year_is_no_gap() -> None:
    random = np.random.default_rng(7)
    for _ in range(20):
        daily = np.concatenate([source(random, 371, 0.3), source(random, 406, 6), source(random, 371, 0.3)])
        assert spans(silent(daily)) == []
    assert spans(silent(emptied(daily, 560, 10))) == [(560, 569)]


def test_a_source_that_fell_silent_at_the_end_or_the_beginning_is_found() -> None:
    daily = source(np.random.default_rng(9), 800, 5)
    daily[-7:] = daily[:9] = 0
    daily[[9, -8]] = 4
    assert spans(silent(daily)) == [(0, 8), (793, 799)]


@settings(max_examples=12)
@given(st.integers(0, 2**32))
def test_gaps_are_those_of_the_slow_twin(seed: int) -> None:
    random = np.random.default_rng(seed)
    days = 365 * int(random.integers(1, 3))
    daily = losses.dated(random, days, random.choice([2.0, 5.0]), random.choice([1.0, 1.6]))
    for _ in range(2):
        first = int(random.integers(1, daily.size - 30))
        daily = emptied(daily, first, int(random.integers(4, 25)))
    assert spans(silent(daily)) == seasons.gaps(daily.tolist(), MONDAY)


@pytest.mark.parametrize(
    ("level", "ratio", "least", "most"), [(3.0, 1.6, 0.95, 1), (2.0, 1.0, 0.7, 1), (1.0, 1.6, 0, 0.1)]
)
def test_no_gap_is_invented_and_lost_days_are_found_as_often_as_measured(
    level: float, ratio: float, least: float, most: float
) -> None:
    case = losses.days(level, ratio, 12, seed=1, years=2)
    assert case["false"] == 0
    assert least <= case["ten_days_seen"] <= most


def test_months_that_a_gap_touches() -> None:
    found = Gaps(np.array([29, 75]), np.array([33, 80]), np.ones(2), np.ones(2))
    month = np.repeat([0, 1, 2, 3], [31, 28, 31, 30])
    assert found.months(month, 4).tolist() == [True, True, True, False]


def test_under_eight_weeks_there_is_nothing_to_tell() -> None:
    daily = np.full(70, 20)
    daily[30:40] = 0
    assert spans(silent(daily)) == [(30, 39)]
    assert spans(silent(daily[:55])) == []
    assert spans(silent(np.zeros(0, dtype=int))) == []
    assert spans(silent(np.zeros(400, dtype=int))) == []


def test_what_does_not_fit_is_refused() -> None:
    for daily, known in ((np.ones((2, 70)), np.ones((2, 70))), (np.ones(70), np.ones(60)), (-np.ones(70), np.ones(70))):
        with pytest.raises(ValueError, match="counts of consecutive days"):
            silent_gaps(daily, known.astype(bool), first_day=MONDAY)
