"""What may be entered about a place: each field by its own rules, and every fault at once."""

import math
from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import pytest
from deciding import ENTRIES, LISTS, TODAY, entry, seen
from hypothesis import given
from hypothesis import strategies as st

from aim import personal
from aim.decisions import checking
from aim.decisions.checking import FIELDS, NEEDED
from aim.decisions.model import KINDS, KNOWN, NOT_NOW, SEND, WATCH, Entry, EntryError


def check(given: Entry, standing: Entry | None = None) -> Entry:
    return checking.entry(given, seen(), LISTS, TODAY, standing)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_right_stays_as_it_is_and_needed_fields_are_needed(kind):
    right = ENTRIES[kind]
    assert check(right) == right
    assert set(NEEDED[kind]) <= set(FIELDS[kind]) <= {each.name for each in fields(Entry)}
    bare = Entry(kind, "")
    with pytest.raises(EntryError) as told:
        check(bare)
    assert set(told.value.faults) == set(NEEDED[kind])
    assert told.value.entered is bare


WRONG = [
    (SEND, "reason", "because"), (SEND, "reason", "Other places come first"), (SEND, "agency", "Navy"),
    (SEND, "tactic", "Drones"), (SEND, "hours", 0), (SEND, "hours", -1), (SEND, "hours", math.nan),
    (SEND, "hours", math.inf), (SEND, "hours", 10_001), (SEND, "hours", True), (SEND, "hours", "20"),
    (SEND, "until", TODAY - timedelta(1)), (SEND, "until", TODAY + timedelta(732)), (SEND, "until", "2026-12-20"),
    (SEND, "until", datetime(2026, 12, 20)), (SEND, "review", date(2026, 12, 19)), (SEND, "review", date(9999, 12, 31)),
    (SEND, "owner", "Mrs Patel"), (SEND, "owner", "x" * 61), (SEND, "owner", "a.patel@example.org"),
    (SEND, "note", "x" * 141), (WATCH, "note", "Flat 3"), (WATCH, "owner", "PC Smith"), (KNOWN, "level", -1),
    (KNOWN, "level", 2.5), (KNOWN, "level", True), (KNOWN, "level", 10**7), (KNOWN, "note", "ask 01642 248155"),
    (NOT_NOW, "review", date(2020, 1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "value"), WRONG)
def test_what_is_wrong_is_told_by_its_field(kind, name, value):
    wrong = entry(kind, **{name: value})
    with pytest.raises(EntryError) as told:
        check(wrong)
    assert list(told.value.faults) == [name]
    assert told.value.entered is wrong


def test_a_day_is_told_as_a_room_reads_it():
    for day, words in (
        (date(2025, 7, 14), "14 July 2025 has passed"),
        (date(2030, 5, 1), "1 May 2030 is more than two"),
    ):
        with pytest.raises(EntryError, match=words):
            check(entry(SEND, until=day))


def test_that_a_place_rose_is_said_of_those_that_did_and_stays_where_it_was_said():
    risen = entry(reason="More than its own history explains")
    assert check(risen) == risen
    told = r"is for places that are new or worse, and this one is long-standing: choose High for many months, "
    with pytest.raises(EntryError, match=told):
        checking.entry(risen, seen(lane="long-standing"), LISTS, TODAY)
    assert checking.entry(risen, seen(lane="long-standing"), LISTS, TODAY, risen) == risen


def test_bounds_are_allowed():
    assert check(entry(note="x" * 140, hours=0.5, owner="y" * 60)).hours == 0.5
    assert check(entry(hours=10_000, until=TODAY, review=TODAY)).until == TODAY
    assert check(entry(until=TODAY + timedelta(731), review=None)).review is None
    assert check(entry(KNOWN, level=0)).level == 0


def test_all_faults_are_told_at_once_and_no_word_of_a_person_is_repeated():
    with pytest.raises(EntryError) as told:
        check(entry(owner="Dr Patel", note="ring 07700 900123", hours=-1, until=date(2020, 1, 1)))
    assert set(told.value.faults) == {"owner", "note", "hours", "until"}
    assert "Patel" not in str(told.value)
    assert "900123" not in str(told.value)


@pytest.mark.parametrize("kind", ["", "send", "Sent", None, 3, "<b>"])
def test_other_kinds_are_none(kind):
    with pytest.raises(EntryError, match="no decision: choose Send, Watch, Known, Not now"):
        check(replace(entry(), kind=kind))


def test_what_a_kind_has_not_is_left_out():
    everything = replace(ENTRIES[SEND], level=9)
    for kind, reason in ((WATCH, "Too early to tell"), (NOT_NOW, "Too early to tell"), (SEND, "High for many months")):
        made = check(replace(everything, kind=kind, reason=reason))
        empty = Entry(kind, "")
        for each in fields(Entry):
            if each.name != "kind" and each.name not in FIELDS[kind]:
                assert getattr(made, each.name) == getattr(empty, each.name)


@given(st.text(max_size=160) | st.none() | st.integers() | st.binary(max_size=9))
def test_whatever_is_typed_is_one_clean_line_or_refused(typed):
    entered = entry(note=typed)
    if personal.in_writing(checking.line(typed)) or len(checking.line(typed)) > 140:
        with pytest.raises(EntryError) as told:
            check(entered)
        assert list(told.value.faults) == ["note"]
        return
    made = check(entered).note
    assert len(made) <= 140
    assert made == " ".join(made.split()) == checking.line(made)
    assert made.encode("utf-8").decode("utf-8") == made
    assert personal.in_writing(made) is None
