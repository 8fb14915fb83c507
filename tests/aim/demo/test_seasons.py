import calendar
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim import months
from aim.demo import mix, places, seasons

days = st.dates(date(1903, 1, 1), date(2099, 12, 31))


def test_a_year_of_every_category_has_its_mean() -> None:
    assert seasons.SEASONS.shape == (14, 12)
    np.testing.assert_allclose(seasons.SEASONS.mean(axis=1), 1)


def test_antisocial_behaviour_peaks_in_summer_and_is_lowest_in_winter() -> None:
    row = mix.KEYS.index("anti-social-behaviour")
    levels = {month: seasons.season(f"2026-{month:02d}")[row] for month in range(1, 13)}
    assert max(levels, key=levels.__getitem__) == 8
    assert min(levels, key=levels.__getitem__) == 12


@pytest.mark.parametrize(
    ("month", "until", "part"),
    [
        ("2026-11", date(2026, 11, 1), 1 / 30),
        ("2026-11", date(2026, 11, 30), 1),
        ("2026-11", date(2026, 12, 1), 1),
        ("2026-11", date(2026, 10, 31), 0),
        ("2028-02", date(2028, 2, 28), 28 / 29),
        ("2028-02", date(2028, 2, 29), 1),
        ("2027-02", date(2027, 2, 28), 1),
    ],
)
def test_the_part_of_a_month_that_has_passed(month: str, until: date, part: float) -> None:
    assert seasons.elapsed(month, until) == part


@given(until=days)
def test_parts_of_a_month_add_up_to_its_days(until: date) -> None:
    month = months.of(until)
    part = seasons.elapsed(month, until)
    assert part * calendar.monthrange(until.year, until.month)[1] == pytest.approx(until.day)
    assert seasons.elapsed(months.shift(month, -1), until) == 1


@given(until=days)
def test_the_last_complete_month_is_the_one_before_the_next_days_month(until: date) -> None:
    assert seasons.last_complete(until) == months.shift(months.of(until + timedelta(days=1)), -1)


@given(until=days)
def test_the_emerging_place_is_four_complete_months_old_and_the_quietened_six_months_calm(until: date) -> None:
    by_kind = {place.kind: place for place in places.planted(until)}
    complete = seasons.last_complete(until)
    recent = [months.shift(complete, -back) for back in range(12)]  # latest first
    grown = [by_kind["emerging"].level(month) for month in recent]
    assert [level > 0 for level in grown] == [True] * 4 + [False] * 8
    assert grown[:4] == sorted(grown[:4], reverse=True)
    assert by_kind["emerging"].level(months.shift(complete, 1)) == grown[0]
    assert [by_kind["quietened"].level(month) > 0 for month in recent] == [False] * 6 + [True] * 6
    assert by_kind["quietened"].level(months.shift(complete, 1)) == 0
    assert all(by_kind["lasting"].level(month) == by_kind["lasting"].monthly for month in recent)
