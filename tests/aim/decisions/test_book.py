"""The book of decisions, on a file and on a server alike: what stands, what stood, and that nothing is lost."""

import math
import os
from dataclasses import replace
from datetime import date, timedelta

import deciding
import pytest
from deciding import ENTRIES, LISTS, MONTH, NOW, PICTURE, book, close, decide, entry, meetings, place, seen
from sqlalchemy import text

from aim import months
from aim.decisions.database import Database
from aim.decisions.model import ENDED, KNOWN, NOT_NOW, SEND, STANDS, WATCH, WITHDRAWN, DecidedFirstError, EntryError
from aim.decisions.states import promises
from aim.decisions.tables import NEVER_CHANGED
from aim.errors import StoreError


@pytest.fixture
def written(kept):
    """The book of a store without any decision."""
    return book(kept)


def test_before_the_first_decision_there_is_none_and_reading_makes_nothing(kept, written):
    assert written.of_month(MONTH) == written.before(MONTH) == written.versions(1) == []
    assert written.taken_up() == frozenset()
    assert written.agenda(MONTH) == ([], [])
    assert not kept.data.exists()


@pytest.mark.parametrize("kind", ENTRIES)
def test_what_was_decided_is_read_as_it_was_written(written, kind):
    made = decide(written, given=ENTRIES[kind], seen=seen(expected=None))
    assert (made.entry, made.place, made.seen) == (ENTRIES[kind], place(), seen(expected=None))
    assert (made.month, made.version, made.fate, made.actor, made.at) == (MONTH, 1, STANDS, "agnes", NOW)
    assert (made.picture, made.follows, made.demonstration, made.thread) == (PICTURE, None, False, place().key)
    assert written.of_month(MONTH) == [made] == written.versions(made.id) == written.before(months.shift(MONTH, 1))
    assert written.of_month(months.shift(MONTH, -1)) == written.before(MONTH) == []


def test_a_change_stands_in_place_of_what_stood_and_that_is_kept(written):
    first = decide(written)
    other = decide(written, 4)
    second = decide(written, given=first.with_entry(hours=8, note=""), replaces=first.id, actor="bert")
    assert (second.version, second.entry.hours, second.entry.agency) == (2, 8, "Council")
    assert written.versions(second.id) == written.versions(first.id) == [first, second]
    assert written.of_month(MONTH) == [second, other]  # in the order in which they were first taken
    assert second.thread == first.thread


def test_the_second_of_two_is_told_and_loses_nothing(written):
    first = decide(written)
    mine = entry(WATCH, note="what I typed")
    with pytest.raises(DecidedFirstError, match=r"Place 0 was decided by somebody else at 14:02 on 26 Nov 2026: Send"):
        decide(written, given=mine, actor="bert")
    second = decide(written, given=entry(hours=3), replaces=first.id, actor="carl")
    with pytest.raises(DecidedFirstError) as told:
        decide(written, given=mine, replaces=first.id, actor="bert")
    assert (told.value.standing, told.value.entered) == (second, mine)
    # It is theirs to see and then to change.
    assert decide(written, given=mine, replaces=told.value.standing.id).version == 3


def test_two_that_share_a_cell_are_one_place(written):
    first = decide(written, 0)
    with pytest.raises(DecidedFirstError) as told:
        decide(written, 1)
    assert told.value.standing == first
    moved = decide(written, 1, replaces=first.id)
    assert (moved.thread, moved.place, moved.version) == (first.thread, place(1), 2)
    with pytest.raises(DecidedFirstError):  # under the key that it had first, though it lies elsewhere by now
        decide(written, 0, place=place(0, 1))
    assert decide(written, 3).version == 1


def test_an_end_is_written_and_what_is_over_may_be_decided_anew(written):
    first = decide(written)
    over = written.end(first.id, note="  quiet\nagain ", actor="bert", now=NOW + timedelta(days=30))
    assert (over.fate, over.end_note, over.version, over.actor, over.entry) == (
        ENDED,
        "quiet again",
        2,
        "bert",
        first.entry,
    )
    assert written.of_month(MONTH) == [over]
    for again in (first.id, over.id):
        with pytest.raises(DecidedFirstError, match="Place 0 was ended by somebody else"):
            written.end(again, note="", actor="carl", now=NOW)
    assert decide(written, replaces=over.id).fate == STANDS


def test_what_is_taken_back_leaves_the_place_undecided(written):
    first = decide(written)
    back = written.end(first.id, note="", actor="agnes", now=NOW, withdrawn=True)
    assert back.fate == WITHDRAWN
    again = decide(written, given=entry(WATCH))
    assert (again.version, again.thread) == (3, first.thread)
    assert [each.fate for each in written.versions(again.id)] == [STANDS, WITHDRAWN, STANDS]


def test_a_decision_has_begun_when_it_was_first_of_its_kind_whatever_was_changed_in_it_since(written):
    days = [NOW + timedelta(days=10 * number) for number in range(7)]
    watched = decide(written, given=entry(WATCH), now=days[0])
    sent = decide(written, replaces=watched.id, now=days[1])
    changed = decide(written, given=entry(hours=3), replaces=sent.id, now=days[2], today=NOW.date())
    over = written.end(changed.id, note="", actor="agnes", now=days[3])
    anew = decide(written, replaces=over.id, now=days[4], today=NOW.date())
    back = written.end(anew.id, note="", actor="agnes", now=days[5], withdrawn=True)
    again = decide(written, now=days[6], today=NOW.date())
    begun = [days[number].date() for number in (0, 1, 1, 1, 4, 4, 6)]
    assert [each.begun for each in (watched, sent, changed, over, anew, back, again)] == begun
    assert written.versions(again.id) == [watched, sent, changed, over, anew, back, again]


def test_what_a_later_month_takes_up_is_known(written):
    september, other = decide(written, 0), decide(written, 4)
    changed = decide(written, 0, given=entry(hours=2), replaces=september.id)
    october = decide(written, 1, month="2026-10", follows=september.id)
    assert october.follows == september.id
    assert written.taken_up() == {changed.id}
    assert written.before("2026-11") == [changed, other, october]
    assert written.agenda("2026-10") == ([october], [other])
    assert written.agenda("2026-11") == ([], [other, october])
    kept_on = decide(written, 1, month="2026-10", given=entry(WATCH), replaces=october.id)
    assert kept_on.follows == september.id
    written.end(kept_on.id, note="", actor="agnes", now=NOW, withdrawn=True)
    assert written.taken_up() == frozenset()
    assert written.agenda("2026-11") == ([], [other, changed])
    for wrong in (october.id, 99, -1, 2**63, True, "1"):
        with pytest.raises(EntryError, match="no decision of an earlier month") as told:
            decide(written, 6, month="2026-10", follows=wrong)
        assert told.value.entered == entry()


def test_decisions_on_the_invented_town_are_never_beside_real_ones(kept, written):
    invented = book(kept, demonstration=True)
    first = decide(invented)
    assert first.demonstration
    assert written.of_month(MONTH) == written.versions(first.id) == []
    real = decide(written)
    assert (real.version, written.of_month(MONTH), invented.of_month(MONTH)) == (1, [real], [first])
    with pytest.raises(EntryError, match="no such decision"):
        decide(written, replaces=first.id)


def test_a_decision_that_does_not_exist_is_neither_changed_nor_ended(written):
    decide(written)
    for wrong in (0, -3, 77, 2**63, True, "1; DROP TABLE decisions", None):
        with pytest.raises(EntryError, match="no such decision"):
            written.end(wrong, note="", actor="agnes", now=NOW)
    for wrong in (0, -3, 77, 2**63, True, "1; DROP TABLE decisions"):
        with pytest.raises(EntryError, match="no such decision"):
            decide(written, replaces=wrong)
    assert len(written.of_month(MONTH)) == 1


HOSTILE = (
    "'; DROP TABLE decisions; --", "<script>alert(1)</script>", "\x00\x1b[31mred", "\ud800", "a\u202eb", "ق" * 140,
    "%s %(a)s {x}", "\N{PILE OF POO}" * 140, "\\", '"',
)  # fmt: skip


def test_hostile_words_are_kept_as_words(written):
    for at, said in enumerate(HOSTILE):
        words = {"note": said}
        called = place(at, 1, name=said, ward=said, concerns=(said,))
        made = decide(written, given=entry(**words), place=called, seen=seen(why=said), picture=said, actor=said)
        read = written.of_month(MONTH)[-1]
        assert read == made
        assert len(read.entry.note) <= 140
        assert not set(read.entry.note + read.place.name + read.actor) & set("\x00\x1b\n\ud800\u202e")


WRONG = (
    {"month": "2026-13"}, {"month": None}, {"month": "2026-09' OR 1=1"}, {"place": place(key="x")},
    {"place": place(cells=())}, {"place": place(key="<script>", cells=("<script>",))}, {"seen": seen(-1)},
    {"seen": seen(2**40)}, {"seen": seen(expected=math.nan)}, {"seen": seen(expected=math.inf)},
    {"seen": seen(window=True)}, {"seen": seen(rank_low="1")},
)  # fmt: skip


def test_a_place_and_numbers_that_no_list_has_are_refused(written):
    for wrong in WRONG:
        with pytest.raises(EntryError, match="open the month again"):
            decide(written, **wrong)
    assert written.of_month(MONTH) == []


def test_nothing_is_ever_changed_or_deleted(kept, written):
    first = decide(written)
    closed = close(kept)
    assert set(NEVER_CHANGED) == {"meetings", "decisions", "closings"}
    attempts = [
        "UPDATE decisions SET kind = 'Watch'", "DELETE FROM decisions", "UPDATE meetings SET month = '2020-01'",
        "DELETE FROM meetings", "UPDATE closings SET picture = 'other'", "DELETE FROM closings",
    ]  # fmt: skip
    if kept.database:
        attempts += ["TRUNCATE decisions", "TRUNCATE meetings CASCADE", "TRUNCATE closings"]
    else:
        attempts += [
            "INSERT OR REPLACE INTO decisions SELECT * FROM decisions", "REPLACE INTO meetings SELECT * FROM meetings",
            "REPLACE INTO closings SELECT * FROM closings",
        ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(StoreError, match="never changed or deleted"), Database(kept).writing() as connection:
            connection.execute(text(attempt))
    assert written.of_month(MONTH) == [first]
    assert meetings(kept).closings(MONTH) == [closed]


def test_a_reader_sees_one_state_while_others_write(kept, written):
    decide(written)
    with Database(kept).reading() as connection:
        counted = text("SELECT count(*) FROM decisions")
        assert connection.execute(counted).scalar() == 1
        decide(written, 4)
        assert connection.execute(counted).scalar() == 1
    assert len(written.of_month(MONTH)) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process cannot fork on this system")
def test_two_writers_decide_each_place_once_and_make_the_tables_once(kept):
    number, url = 6, kept.database.get_secret_value() if kept.database else None
    process, ours = deciding.beside(deciding.decide_by_two, kept.data, url, number)
    assert ours.poll(60)
    one, other = ours.recv()
    process.join()
    assert process.exitcode == 0
    process.close()
    ours.close()
    standing = book(kept).of_month(MONTH)
    assert [each.version for each in standing] == [1] * number
    assert sorted(one + other) == sorted(each.id for each in standing)
    assert {each.actor: each.id in one for each in standing}.items() <= {"agnes": True, "bert": False}.items()


def test_old_words_and_days_may_stay_when_something_else_is_changed(written):
    first = decide(written)
    later = NOW + timedelta(days=60)
    lists = LISTS.model_copy(update={"tactics": (), "agencies": LISTS.agencies[:1]})
    changed = decide(written, given=first.with_entry(hours=5), replaces=first.id, now=later, lists=lists)
    assert (changed.entry.until, changed.entry.agency) == (date(2026, 12, 20), "Council")
    with pytest.raises(EntryError, match="has passed") as told:
        decide(written, given=first.with_entry(until=date(2026, 12, 21)), replaces=changed.id, now=later, lists=lists)
    assert set(told.value.faults) == {"until"}
    assert told.value.entered == first.with_entry(until=date(2026, 12, 21))


def test_what_is_owed_is_what_the_states_say(written):
    decide(written, 0)
    decide(written, 2, given=entry(NOT_NOW))
    decide(written, 4, given=entry(NOT_NOW, review=date(2026, 12, 1)))
    decide(written, 6, given=entry(KNOWN))
    ended = decide(written, 8, given=entry(WATCH))
    written.end(ended.id, note="", actor="agnes", now=NOW)
    decide(written, 0, month="2026-10", follows=written.of_month(MONTH)[0].id)
    before = written.before("2026-11")
    of_month, owed = written.agenda("2026-11")
    assert (of_month, promises(owed)) == ([], promises(before, written.taken_up()))
    assert [each.place.name for each in owed] == ["Place 4", "Place 6", "Place 0"]


def test_a_known_place_is_known_up_to_what_was_seen(written):
    assert decide(written, given=entry(KNOWN, level=None)).entry.level == 16
    assert replace(entry(KNOWN), level=None) != entry(KNOWN)
    assert decide(written, 4, given=entry(SEND, level=5)).entry.level is None
