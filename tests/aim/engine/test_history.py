import numpy as np
import pytest
import seasons
from hypothesis import given
from hypothesis import strategies as st

from aim.engine.history import Rung, history


def marks(text: str) -> np.ndarray:
    """One series written as ``#`` for a complete month and ``.`` for any other."""
    return np.array([[letter == "#" for letter in text]], dtype=bool)


@pytest.mark.parametrize(
    ("complete", "months", "rung"),
    [
        ("", 0, Rung.NO_HISTORY),
        ("###", 3, Rung.NO_HISTORY),
        ("#" * 11, 11, Rung.NO_HISTORY),
        ("#" * 12, 12, Rung.CONTEXT),
        ("." * 30 + "#" * 23, 23, Rung.CONTEXT),
        ("#" * 23 + ".#", 24, Rung.SIGNALS),
        ("#" * 90, 90, Rung.SIGNALS),
    ],
)
def test_the_ladder(complete: str, months: int, rung: Rung) -> None:
    found = history(marks(complete))
    assert (found.months[0], found.rung[0]) == (months, rung)


def test_a_break_restarts_the_ladder() -> None:
    complete, broken = np.ones((2, 40), dtype=bool), np.zeros((2, 40), dtype=bool)
    broken[1, [5, 30]] = True
    found = history(complete, broken)
    assert found.months.tolist() == [40, 10]  # the month of the break is the first of the new count
    assert found.rung.tolist() == [Rung.SIGNALS, Rung.NO_HISTORY]
    assert np.flatnonzero(found.used[1]).tolist() == list(range(30, 40))


def test_only_the_latest_36_complete_months_are_used() -> None:
    complete = np.ones((1, 50), dtype=bool)
    complete[0, [20, 49]] = False
    found = history(complete)
    assert found.months.tolist() == [48]
    assert np.flatnonzero(found.used[0]).tolist() == [*range(12, 20), *range(21, 49)]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=1, max_size=60), st.integers(1, 40))
def test_the_history_is_that_of_the_slow_twin(drawn: list[tuple[bool, int]], most: int) -> None:
    complete, broken = [whole for whole, _ in drawn], [chance == 0 for _, chance in drawn]
    found = history(np.array([complete]), np.array([broken]), most=most)
    assert (np.flatnonzero(found.used[0]).tolist(), found.months[0]) == seasons.usable(complete, broken, most)


def test_what_is_no_mark_is_refused() -> None:
    with pytest.raises(TypeError, match="true or false only"):
        history(np.ones((1, 5)))
    with pytest.raises(TypeError, match="true or false only"):
        history(np.ones((1, 5), dtype=bool), np.zeros(5))
    with pytest.raises(ValueError, match="not \\[series, months\\]"):
        history(np.ones(5, dtype=bool))
    with pytest.raises(ValueError, match="0 months are too few"):
        history(np.ones((1, 5), dtype=bool), most=0)
