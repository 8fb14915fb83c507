"""Work that outlasts a request: one after another, seen alike by everybody, ended in words whatever happens."""

import logging
import re
import threading

import pytest
from flask import Flask

from aim.errors import RefusedError, StoreError
from aim.pages import jobs
from aim.pages.data_jobs import progress_words
from aim.pages.jobs import BusyError, Job, Jobs, Report, Step


@pytest.fixture
def found() -> Jobs:
    return Jobs()


def done(found: Jobs, work: jobs.Work, kind: str = jobs.UPLOAD) -> Job:
    """The job of ``work`` when it has ended."""
    job = found.begin(kind, "a.csv")
    found.submit(job.id, work)
    found.join()
    ended = found.get(job.id)
    assert ended is not None
    return ended


def test_a_job_ends_with_what_it_left(found: Jobs) -> None:
    ended = done(found, lambda report: [Step("load", "40 rows")])
    assert (ended.state, ended.steps, ended.over) == (jobs.DONE, (Step("load", "40 rows"),), True)
    assert ended.ended is not None
    assert ended.ended >= ended.begun


def test_a_refusal_ends_it_with_every_fault(found: Jobs) -> None:
    def refuse(report: Report) -> list[Step]:
        raise RefusedError("a.csv", ["one", "two"])

    assert done(found, refuse).faults == ("one", "two")
    assert done(found, refuse).state == jobs.REFUSED


def test_a_store_that_cannot_be_written_is_told_as_it_is(found: Jobs) -> None:
    def fail(report: Report) -> list[Step]:
        raise StoreError("no room is left")

    ended = done(found, fail)
    assert (ended.state, ended.faults) == (jobs.FAILED, ("no room is left",))


def test_what_nobody_foresaw_ends_it_with_a_reference_and_the_next_is_done(
    found: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(report: Report) -> list[Step]:
        raise MemoryError("/secret/path")

    with caplog.at_level(logging.ERROR, logger="aim.pages"):
        (fault,) = done(found, crash).faults
    assert "secret" not in fault
    reference = re.search("Reference ([0-9A-F]{8})", fault)
    assert reference is not None
    assert reference[1] in caplog.text
    assert done(found, lambda report: []).state == jobs.DONE


def test_jobs_are_done_one_after_another_in_their_order(found: Jobs) -> None:
    order: list[str] = []
    go_on = threading.Event()

    def first(report: Report) -> list[Step]:
        go_on.wait(30)
        order.append("upload")
        return []

    upload, undo = found.begin(jobs.UPLOAD, "a.csv"), found.begin(jobs.UNDO, "b.csv")
    found.submit(upload.id, first)
    found.submit(undo.id, lambda report: order.append("undo") or [])  # type: ignore[func-returns-value]
    waits = found.get(undo.id)
    assert waits is not None
    assert waits.state == jobs.WAITING
    go_on.set()
    found.join()
    assert order == ["upload", "undo"]


def test_a_second_of_a_kind_waits_for_the_first_to_end(found: Jobs) -> None:
    job = found.begin(jobs.UPLOAD, "a.csv", jobs.SENDING, 10)
    with pytest.raises(BusyError, match=r"a\.csv is still sending"):
        found.begin(jobs.UPLOAD, "b.csv")
    found.begin(jobs.UNDO, "c.csv")
    found.end(job.id, jobs.FAILED, "gone")
    found.begin(jobs.UPLOAD, "b.csv")


def test_what_ended_stays_as_it_ended(found: Jobs) -> None:
    job = found.begin(jobs.UPLOAD, "a.csv")
    found.end(job.id, jobs.FAILED, "gone")
    found.update(job.id, state=jobs.SENDING, done=5)
    ended = found.get(job.id)
    assert ended is not None
    assert (ended.state, ended.done, ended.faults) == (jobs.FAILED, 0, ("gone",))


def test_what_ended_is_not_remembered_for_ever(found: Jobs) -> None:
    first = found.begin(jobs.UPLOAD, "first")
    found.end(first.id, jobs.FAILED)
    for number in range(jobs.KEPT + 2):
        found.end(found.begin(jobs.UPLOAD, str(number)).id, jobs.FAILED)
    assert found.get(first.id) is None
    assert len(found.recent()) == jobs.KEPT + 1
    assert found.recent()[0].subject == str(jobs.KEPT + 1)


def test_marks_tell_a_change_from_an_end_and_one_application_from_the_next(found: Jobs) -> None:
    before = found.state()
    assert found.state() == before
    job = found.begin(jobs.UPLOAD, "a.csv", jobs.SENDING, 10)
    begun = found.state()
    assert (begun[0] != before[0], begun[1] == before[1]) == (True, True)
    found.update(job.id, done=5)
    assert found.state()[0] != begun[0]
    found.end(job.id, jobs.FAILED)
    assert found.state()[1] != before[1]
    assert set(Jobs().state()).isdisjoint(Jobs().state())


def test_the_progress_of_an_operation_is_told_as_states() -> None:
    told: list[dict[str, object]] = []
    progress = jobs.progress(lambda **values: told.append(values))
    progress(0, 0, "waiting for another load to end")
    progress(3, 9, "2026-09-cleveland-street.csv")
    progress(2, 36, "counting 2026-09")
    assert [each["state"] for each in told] == [jobs.WAITING, jobs.READING, jobs.BUILDING]


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (jobs.UPLOAD, {"state": jobs.SENDING, "done": 3_200_000, "total": 40_000_000}, "3.2 of 40.0 MB sent"),
        (jobs.UPLOAD, {"state": jobs.WAITING}, "waits for its turn"),
        (jobs.UPLOAD, {"state": jobs.WAITING, "text": "another load is running"}, "another load is running"),
        (jobs.UPLOAD, {"state": jobs.READING}, "reading"),
        (jobs.UPLOAD, {"state": jobs.READING, "done": 10**6, "total": 10**7, "text": "a"}, "1.0 of 10.0 MB read: a"),
        (jobs.UPLOAD, {"state": jobs.BUILDING, "done": 12, "total": 36}, "12 of 36 months counted"),
        (jobs.UNDO, {"state": jobs.READING}, "putting back what stood before"),
    ],
)
def test_progress_in_words(found: Jobs, kind: str, values: dict[str, object], words: str) -> None:
    job = found.begin(kind, "a.csv")
    found.update(job.id, **values)
    now = found.get(job.id)
    assert now is not None
    assert progress_words(now) == words


def test_each_application_has_its_own() -> None:
    one, other = Flask("one"), Flask("other")
    assert jobs.install(one) is jobs.of(one)
    assert jobs.install(other) is not jobs.of(one)
