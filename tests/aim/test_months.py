from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aim import months

MONTHS = st.integers(1900 * 12, 2099 * 12 + 11).map(months.from_number)


@given(MONTHS, st.integers(-600, 600))
def test_shifting_there_and_back_is_nothing(month: str, by: int) -> None:
    there = months.shift(month, by)
    assume(months.is_month(there))
    assert months.number(there) - months.number(month) == by
    assert months.shift(there, -by) == month


@given(MONTHS)
def test_a_month_sorts_as_text_and_holds_its_first_day(month: str) -> None:
    assert months.of(months.first_day(month)) == month
    assert month < months.from_number(months.number(month) + 1)


@pytest.mark.parametrize(
    "text", ["", "2025-6", "2025-13", "2025-00", "25-06", "2025-06-01", " 2025-06", "2025/06", "２０２５-06"]
)
def test_anything_else_is_no_month(text: str) -> None:
    assert not months.is_month(text)
    with pytest.raises(ValueError, match="not a month"):
        months.number(text)


def test_between_holds_both_ends() -> None:
    assert months.between("2024-11", "2025-02") == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert months.between("2025-02", "2025-01") == []


def test_titles() -> None:
    assert months.title("2025-06") == "June 2025"
    assert months.short("2024-12") == "Dec 2024"
    assert months.of(date(2024, 2, 29)) == "2024-02"


@given(st.sets(MONTHS, max_size=30))
def test_runs_hold_every_month_once_and_cannot_be_joined(held: set[str]) -> None:
    found = months.runs(held)
    assert [month for run in found for month in months.between(*run)] == sorted(held)
    assert all(months.shift(last, 1) < first for (_, last), (first, _) in pairwise(found))


def test_spans_in_words() -> None:
    assert months.spans(["2026-03", "2026-01", "2026-02", "2026-06", "2026-03"]) == "2026-01 to 2026-03, 2026-06"
    assert months.spans([]) == "no month"
