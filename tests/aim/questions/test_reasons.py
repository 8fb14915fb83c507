"""The one line that says why a place is on the list, and what to know before naming it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aim.engine.classes import RoomClass
from aim.questions import reasons
from aim.reading.discussion import NEW, QUIET, STANDING, Candidate
from aim.reading.when import When

PLACE = Candidate(
    lane=NEW, cells=(1,), key=1, centre=-1, concerns=("burglary",), measured="burglary", window=3, count=54,
    expected=11.8, around=(99, 40.0), one_point=0.1, hot=2, year=12, kind=RoomClass.NEW_OR_WORSE,
)  # fmt: skip
UNKNOWN = float("nan")


def week(*hours: tuple[int, int, float]) -> np.ndarray:
    """(day, hour, incidents), Monday is 0."""
    made = np.zeros((7, 24))
    for day, hour, number in hours:
        made[day, hour] += number
    return made.reshape(-1)


@pytest.mark.parametrize(
    ("changes", "concern", "kind", "said"),
    [
        ({}, "Burglary", "", "Burglary: 54 in three months, 12 expected · stood out in 2 of the last 12 months"),
        ({}, "", "mostly shoplifting",
         "54 in three months, 12 expected · mostly shoplifting · stood out in 2 of the last 12 months"),
        ({"window": 1, "expected": 0.4, "hot": 0}, "Burglary", "",
         "Burglary: 54 this month, under 1 expected · never stood out in the last 12 months"),
        ({"expected": 1.2, "count": 1234}, "", "",
         "1,234 in three months, 1 expected · stood out in 2 of the last 12 months"),
        ({"expected": UNKNOWN}, "", "", "54 in three months · stood out in 2 of the last 12 months"),
        ({"expected": UNKNOWN, "year": 0}, "Fires", "", "Fires: 54 in three months"),
        ({"year": 7, "hot": 7}, "", "", "54 in three months, 12 expected · stood out in 7 of the last 7 months"),
    ],
)  # fmt: skip
def test_the_line(changes: dict, concern: str, kind: str, said: str) -> None:
    assert reasons.line(replace(PLACE, **changes), concern, kind) == said
    first, *rest = said.split(" · ")
    quiet = reasons.line(replace(PLACE, **changes), concern, kind, quiet=True)
    assert quiet.split(" · ") == [first, "none this month", *rest]


def test_hours_are_said_from_thirty_dated_incidents_on() -> None:
    friday = week((4, 20, 20), (4, 21, 10))
    words = "10 in 10 between 18:00 and 22:00, most on Fridays"
    assert reasons.line(PLACE, "", "", When(30, friday)).endswith(f" · {words}")
    assert words not in reasons.line(PLACE, "", "", When(29, friday * 29 / 30))
    even = np.full(168, 1.0)
    assert reasons.line(PLACE, "", "", When(168, even)) == reasons.line(PLACE, "")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (week((0, 23, 20), (3, 1, 20)), "10 in 10 between 22:00 and 02:00, most on Mondays"),  # round midnight
        (week(*((day, 9, 10) for day in range(7))), "10 in 10 between 06:00 and 10:00"),
        (week(*((5, hour, 4) for hour in range(24))), "most on Saturdays"),
    ],
)
def test_the_hours_and_days_that_stand_out(found: np.ndarray, said: str) -> None:
    assert reasons.hours(found) == said


def test_nine_of_thirty_on_one_day_are_no_pattern_and_eleven_are() -> None:
    """Evenly spread over a week, nine or more fall on some day in one case of seven."""
    for most, said in ((9, ""), (10, ""), (11, "most on Sundays")):
        rest = (30 - most) / 6
        days = week(*((day, hour, rest / 24) for day in range(6) for hour in range(24)))
        assert reasons.hours(days + week(*((6, hour, most / 24) for hour in range(24)))) == said


def test_chance_alone_seldom_makes_a_pattern() -> None:
    random = np.random.default_rng(20_261_126)
    for number in (30, 60, 200):
        weeks = random.multinomial(number, np.full(168, 1 / 168), size=500).astype(float)
        said = [reasons.hours(each) for each in weeks]
        assert np.mean(["most on" in words for words in said]) < 0.03
        assert np.mean(["between" in words for words in said]) < 0.06


@settings(max_examples=40)
@given(st.lists(st.integers(0, 9), min_size=168, max_size=168).filter(any))
def test_hours_never_claim_more_than_there_is(values: list[int]) -> None:
    found = np.array(values, dtype=np.float64)
    said = reasons.hours(found)
    if "between" in said:
        tenths, start = int(said.split()[0]), int(said.split("between ")[1][:2])
        share = np.roll(found.reshape(7, 24).sum(axis=0), -start)[:4].sum() / found.sum()
        assert tenths / 10 <= share + 1e-9 < tenths / 10 + 0.1 + 1e-6
        assert share >= 0.35 - 1e-9


def test_guards_are_said_each_for_itself() -> None:
    assert reasons.guards(PLACE) == ()
    every = replace(PLACE, one_point=0.6, around=(40, 40.0), fragile=True)
    assert reasons.guards(every) == (reasons.ONE_LOCATION, reasons.MOVED, reasons.FRAGILE)
    assert reasons.guards(replace(PLACE, one_point=0.59)) == ()
    assert reasons.guards(replace(PLACE, one_point=UNKNOWN)) == (reasons.ONE_LOCATION,)
    assert reasons.guards(replace(every, lane=QUIET)) == (reasons.ONE_LOCATION, reasons.FRAGILE)


@pytest.mark.parametrize(
    ("mix", "count", "said"),
    [
        ([("Shoplifting", 30), ("Burglary", 10)], 40, "mostly shoplifting"),
        ([("Shoplifting", 20), ("Burglary", 15), ("Robbery", 5)], 40, "led by shoplifting"),
        ([("Shoplifting", 13), ("Burglary", 12), ("Robbery", 15)][::-1], 40, "led by robbery"),
        ([("Shoplifting", 12), ("Burglary", 12), ("Robbery", 11)], 40, ""),  # two lead
        ([("Shoplifting", 13), ("Burglary", 12), ("Robbery", 11)], 40, ""),  # under a third
        ([("Shoplifting", 6), ("Burglary", 3)], 9, ""),  # few
        ([("Shoplifting", 40)], 40, ""),
        ([], 0, ""),
    ],
)
def test_the_kind_that_leads(mix: list, count: int, said: str) -> None:
    assert reasons.kind_of(mix, count) == said


@pytest.mark.parametrize(
    ("letters", "agencies", "said"),
    [
        ("F C", ("Police", "Fire", "Council"), "Fire and Council only: Police see nothing"),
        ("C", ("Police", "Council"), "Council only: Police see nothing"),
        ("P", ("Police", "Council"), "Police only"),
        ("C", ("Fire", "Council"), "Council only"),
        ("P C", ("Police", "Council"), ""),
        ("P", ("Police",), ""),
        ("", ("Police", "Council"), ""),
    ],
)
def test_who_sees_it(letters: str, agencies: tuple[str, ...], said: str) -> None:
    assert reasons.sees(letters, agencies) == said


@pytest.mark.parametrize(
    ("lane", "kind", "said"),
    [
        (NEW, RoomClass.NONE, "new or worse"),
        (NEW, RoomClass.EVERY_MONTH, "new or worse"),
        (STANDING, RoomClass.EVERY_MONTH, "every month"),
        (QUIET, RoomClass.QUIETENED, "quietened"),
    ],
)
def test_the_shape_is_that_of_the_lane(lane: str, kind: RoomClass, said: str) -> None:
    assert reasons.shape(replace(PLACE, lane=lane, kind=int(kind))) == said
