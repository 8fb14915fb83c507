from datetime import date

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
