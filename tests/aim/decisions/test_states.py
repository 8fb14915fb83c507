"""What has become of a decision, by the day and the count."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from deciding import NOW, PICTURE, entry, place, seen
from hypothesis import given
from hypothesis import strategies as st

from aim.decisions.model import ENDED, KINDS, KNOWN, NOT_NOW, SEND, STANDS, WATCH, WITHDRAWN, Decision, Entry
from aim.decisions.states import DUE, OPEN, OVER, RETURNED, due_on, promises, state_of

DAY = date(2026, 12, 20)


def made(given: Entry, number: int = 1, fate: str = STANDS, month: str = "2026-09") -> Decision:
    return Decision(
        id=number, month=month, thread=place().key, version=1, place=place(), entry=given, seen=seen(), picture=PICTURE,
        fate=fate, end_note="", follows=None, demonstration=False, actor="agnes", at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("entered", "day", "count", "expected"),
    [
        (entry(SEND, until=DAY), DAY, None, OPEN),  # the last day is one of it
        (entry(SEND, until=DAY), DAY + timedelta(1), None, DUE),
        (entry(SEND, until=DAY), DAY, 10_000, OPEN),  # only what is known returns
        (entry(WATCH, review=DAY), DAY - timedelta(1), 99, OPEN),
        (entry(WATCH, review=DAY), DAY, None, DUE),
        (entry(KNOWN, review=DAY, level=30), DAY - timedelta(1), 30, OPEN),
        (entry(KNOWN, review=DAY, level=30), DAY - timedelta(1), 31, RETURNED),
        (entry(KNOWN, review=DAY, level=30), DAY - timedelta(1), None, OPEN),
        (entry(KNOWN, review=DAY, level=0), DAY - timedelta(1), 1, RETURNED),
        (entry(KNOWN, review=DAY, level=30), DAY, 31, DUE),
        (entry(KNOWN, review=DAY, level=30), DAY + timedelta(900), 0, DUE),
        (entry(NOT_NOW), DAY, 99, OVER),
        (entry(NOT_NOW, review=DAY), DAY - timedelta(1), 99, OPEN),
        (entry(NOT_NOW, review=DAY), DAY, None, DUE),
    ],
)
def test_state(entered, day, count, expected):
    assert state_of(made(entered), day, count) == expected
    for fate in (ENDED, WITHDRAWN):
        assert state_of(made(entered, fate=fate), day, count) == OVER


@given(st.sampled_from(KINDS), st.integers(-400, 400), st.none() | st.integers(0, 200), st.integers(0, 200))
def test_as_days_pass_and_counts_grow_a_decision_never_becomes_open_again(kind, offset, count, level):
    decided = made(replace(entry(kind), level=level if kind == KNOWN else None))
    order = [OPEN, RETURNED, DUE]
    state, day = state_of(decided, DAY + timedelta(offset), count), DAY + timedelta(offset)
    after = [state_of(decided, day + timedelta(1), count)] + (
        [state_of(decided, day, count + 1)] if count is not None else []
    )
    for later in after:
        assert (state == OVER) == (later == OVER)
        assert state == OVER or order.index(later) >= order.index(state)
    last = due_on(decided)
    assert (state == DUE) == (last is not None and day > last)


def test_promises_are_what_is_owed_deployments_first():
    decisions = [
        made(entry(WATCH, review=DAY), 1), made(entry(NOT_NOW), 2), made(entry(SEND, until=DAY + timedelta(9)), 3),
        made(entry(SEND, until=DAY), 4), made(entry(SEND), 5, ENDED), made(entry(SEND), 6), made(entry(KNOWN), 7),
        made(entry(NOT_NOW, review=DAY - timedelta(9)), 8), made(entry(WATCH), 9, WITHDRAWN),
    ]  # fmt: skip
    assert [each.id for each in promises(decisions, {6})] == [4, 3, 8, 1, 7]
