"""Times from ... to ...: every incident is counted once, wherever in the week it may lie."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.engine import hours

MONDAY_NINE = 9 * 60
spans = st.tuples(st.integers(-30_000, 30_000), st.one_of(st.just(0), st.integers(0, 200), st.integers(0, 25_000)))


def slow(start: int, end: int) -> list[float]:
    """Minute by minute."""
    minutes = list(range(start, end)) or [start]
    shares = [0.0] * 168
    for minute in minutes:
        shares[minute // 60 % 168] += 1 / len(minutes)
    return shares


@given(st.lists(spans, min_size=1, max_size=6))
def test_the_shares_are_those_counted_minute_by_minute(drawn: list[tuple[int, int]]) -> None:
    start = np.array([first for first, _ in drawn])
    end = start + np.array([length for _, length in drawn])
    expected = [slow(int(a), int(b)) for a, b in zip(start, end, strict=True)]
    np.testing.assert_allclose(hours.spread(start, end), expected, atol=1e-9)
    np.testing.assert_allclose(hours.week(start, end).ravel(), np.sum(expected, axis=0), atol=1e-9)


@given(st.lists(spans, min_size=1, max_size=30), st.integers(1, 400))
def test_every_incident_counts_once_and_nowhere_negatively(drawn: list[tuple[int, int]], copies: int) -> None:
    start = np.array([first for first, _ in drawn] * copies)
    end = start + np.array([length for _, length in drawn] * copies)
    shares = hours.spread(start, end)
    assert (shares >= 0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(hours.week(start, end).sum(), len(start), rtol=1e-12)


@given(st.integers(-30_000, 30_000))
def test_a_point_lies_in_one_hour(minute: int) -> None:
    (shares,) = hours.spread([minute], [minute])
    assert shares[minute // 60 % 168] == 1
    assert np.count_nonzero(shares) == 1


@given(st.integers(-20, 20), st.integers(1, 3))
def test_whole_days_are_even_over_their_hours(day: int, days: int) -> None:
    table = hours.week([day * 1440], [(day + days) * 1440])
    covered = [(day + n) % 7 for n in range(days)]
    np.testing.assert_allclose(table[covered], 1 / (24 * days))
    np.testing.assert_allclose(np.delete(table, covered, axis=0), 0)


@given(spans, st.integers(-3, 3))
def test_the_same_span_of_another_week_is_the_same(drawn: tuple[int, int], weeks: int) -> None:
    start, length = drawn
    moved = start + weeks * hours.WEEK
    np.testing.assert_allclose(
        hours.spread([moved], [moved + length]), hours.spread([start], [start + length]), atol=1e-12
    )


def test_by_hand() -> None:
    table = hours.week([MONDAY_NINE + 30, MONDAY_NINE], [MONDAY_NINE + 120, MONDAY_NINE])
    assert table[0, 9] == pytest.approx(1 / 3 + 1)
    assert table[0, 10] == pytest.approx(2 / 3)
    assert table.sum() == pytest.approx(2)
    sunday_to_monday = hours.week([-60], [60])
    assert sunday_to_monday[6, 23] == sunday_to_monday[0, 0] == pytest.approx(0.5)
    assert hours.week([], []).tolist() == np.zeros((7, 24)).tolist()


@pytest.mark.parametrize(
    ("start", "end", "error", "words"),
    [
        ([10], [9], ValueError, "ends at minute 9, before it begins at 10"),
        ([1, 2], [3], ValueError, "one of each an incident"),
        ([[1]], [[2]], ValueError, "one of each an incident"),
        ([0.5], [1.5], TypeError, "whole minutes only"),
        ([np.nan], [1], TypeError, "whole minutes only"),
    ],
)
def test_what_is_no_span_is_refused(start: list, end: list, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        hours.spread(start, end)
