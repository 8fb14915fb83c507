"""The calendar of a picture, asked by month and by day, against every day of its entries written out."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from holding import POLICE, Holding, rows
from hypothesis import given
from hypothesis import strategies as st

from aim import build, config, months
from aim.questions.calendar import coming_up, events
from aim.questions.shown import show
from aim.reading.shown import Shown

DAYS = st.dates(date(2022, 1, 1), date(2028, 12, 31))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """A picture of one month, with the shipped calendar."""
    holding = Holding(tmp_path_factory.mktemp("calendar") / "store")
    holding.take(POLICE, {"2026-09": rows(("burglary", "North", 1))})
    settings = holding.config()
    build.build(settings)
    found = show(settings)
    assert found is not None
    return found


def by_day(first: date, last: date) -> set[str]:
    """The names of the shipped entries that hold for a day from ``first`` to ``last``, each day asked by itself."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {entry.name for entry in config.load("anywhere", {}).calendar if any(holds(entry, day) for day in days)}


def holds(entry: config.Event, day: date) -> bool:
    if entry.day is None:
        return any(dates.start <= day <= dates.last for dates in entry.dates)
    return (entry.start or entry.day) <= f"{day:%m-%d}" <= (entry.end or entry.day)


def test_the_words_say_the_day_or_the_span(shown: Shown) -> None:
    assert [event.words for event in events(shown, "2026-11")] == ["Bonfire Night, 5 November"]
    assert [event.words for event in events(shown, "2026-10")] == [
        "Clocks go back, 25 October", "Mischief Night, 30 October", "Halloween, 31 October",
    ]  # fmt: skip
    (fast,) = [event for event in events(shown, "2026-02") if event.name == "Ramadan"]
    assert fast.words == "Ramadan, about 18 February to 19 March"
    (within,) = [event for event in events(shown, "2025-03") if event.name == "Ramadan"]
    assert within.words == "Ramadan, about 1 to 29 March"
    assert [event.name for event in events(shown, "2026-03")] == [
        "Ramadan", "Eid al-Fitr", "Clocks go forward",
    ]  # fmt: skip


def test_what_is_coming_up_is_under_way_or_begins_in_time(shown: Shown) -> None:
    assert [event.words for event in coming_up(shown, date(2026, 9, 26))][-2:] == [
        "Mischief Night, 30 October", "Halloween, 31 October",
    ]  # fmt: skip
    assert [event.name for event in coming_up(shown, date(2026, 9, 27))][-1] == "Bonfire Night"  # of which 1 November
    (night,) = coming_up(shown, date(2026, 11, 8))
    assert (night.first, night.day, night.last) == (date(2026, 11, 1), date(2026, 11, 5), date(2026, 11, 8))
    assert coming_up(shown, date(2026, 11, 9)) == ()
    (end,) = coming_up(shown, date(2026, 11, 26))
    assert end.words == "New Year's Eve, 31 December"
    assert coming_up(shown, date(2026, 12, 31), days=0) == (end,)


@given(DAYS, st.integers(0, 400))
def test_days_are_answered_as_each_day_by_itself(shown: Shown, today: date, days: int) -> None:
    found = coming_up(shown, today, days)
    assert {event.name for event in found} == by_day(today, today + timedelta(days=days))
    assert len({(event.name, event.first) for event in found}) == len(found)
    starts = [event.day or event.first for event in found]
    assert starts == sorted(starts)


@given(DAYS)
def test_a_month_is_answered_as_its_days(shown: Shown, day: date) -> None:
    month = months.of(day)
    last = months.first_day(months.shift(month, 1)) - timedelta(days=1)
    assert {event.name for event in events(shown, month)} == by_day(months.first_day(month), last)


def test_a_picture_older_than_the_calendar_has_none(shown: Shown) -> None:
    older = {name: value for name, value in shown.manifest["settings"].items() if name != "calendar"}
    found = Shown(replace(shown.picture, manifest={**shown.manifest, "settings": older}))
    assert events(found, "2026-11") == coming_up(found, date(2026, 11, 1)) == ()


def test_the_calendar_is_that_of_the_picture_and_not_of_today(tmp_path: Path) -> None:
    holding = Holding(tmp_path / "store")
    holding.take(POLICE, {"2026-09": rows(("burglary", "North", 1))})
    before = build.build(holding.config())["picture"]
    bare = holding.config().model_copy(update={"calendar": ()})
    assert build.build(bare)["picture"] != before
    now, then = show(bare), show(bare, before)
    assert now is not None
    assert then is not None
    assert events(now, "2026-11") == ()
    assert [event.name for event in events(then, "2026-11")] == ["Bonfire Night"]
