"""When the briefing before was, and which part of a day an hour belongs to."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from aim import config
from aim.briefing_times import WEEKDAYS, BriefingTimes

ZONE = config.load(environ={}).zone


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)), st.sets(st.sampled_from(WEEKDAYS), min_size=1))
def test_the_briefing_before_is_the_last_of_an_earlier_day(day: date, held: set[str]) -> None:
    before = BriefingTimes.model_validate({"weekdays": sorted(held), "at": time(9)}).before(day, ZONE)
    assert (before.tzinfo, before.time(), WEEKDAYS[before.weekday()] in held) == (ZONE, time(9), True)
    between = [before.date() + timedelta(days=n) for n in range(1, (day - before.date()).days)]
    assert before.date() < day
    assert not [each for each in between if WEEKDAYS[each.weekday()] in held]


def test_it_begins_at_nine_by_the_clock_of_the_town_in_summer_and_winter() -> None:
    times = config.load(environ={}).partnership.briefing
    for day, utc in ((date(2026, 10, 26), 8), (date(2026, 10, 27), 9)):  # the clocks go back on Sunday the 25th
        assert times.before(day, ZONE).utctimetuple().tm_hour == utc


def test_a_pinned_day_lasts_until_its_last_second_and_today_until_now() -> None:
    pinned = config.load(environ={"AIM_TODAY": "2026-11-17"})
    assert f"{pinned.now():%Y-%m-%d %H:%M:%S %z}" == "2026-11-17 23:59:59 +0000"
    today = config.load(environ={"AIM_TODAY": f"{config.load(environ={}).today()}"})
    assert abs(today.now() - datetime.now(UTC)) < timedelta(minutes=5)


def test_every_hour_has_a_band() -> None:
    times = BriefingTimes(bands={"early": 0, "late": 14})
    assert [times.band(hour) for hour in (0, 13, 14, 23)] == ["early", "early", "late", "late"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"weekdays": ["Monday"]}, "'Monday': write them as Mon, Tue"),
        ({"weekdays": []}, "at least 1 item"),
        ({"bands": {"late": 14}}, "the first at 0"),
        ({"bands": {"early": 0, "late": 0}}, "at a later hour"),
        ({"bands": {}}, "the first at 0"),
    ],
)
def test_what_makes_no_sense_is_refused(said: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        BriefingTimes.model_validate(said)
