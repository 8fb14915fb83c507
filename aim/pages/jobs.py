"""Work that outlasts a request: files sent in and steps taken back, one after another, seen alike from every tab.

A job lives on the server, so that a reload loses nothing. What ended is remembered for a while, not for ever.
"""

import queue
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from flask import Flask

from aim.errors import AimError, RefusedError
from aim.pages import errors

SENDING: Final = "sending"
WAITING: Final = "waiting"
READING: Final = "reading"
BUILDING: Final = "building"
DONE: Final = "done"
REFUSED: Final = "refused"
FAILED: Final = "failed"
ENDED: Final = frozenset({DONE, REFUSED, FAILED})

UPLOAD: Final = "upload"
UNDO: Final = "undo"
KEPT = 20  # ended jobs that are remembered
_KEY = "AIM_JOBS"
_UNEXPECTED = "Something went wrong. The list of loads shows whether anything was changed."


class BusyError(AimError):
    """Another job of the kind is under way."""


@dataclass(frozen=True)
class Step:
    """One step of the store a job left: ``load`` is None where nothing was committed; ``words`` say what it brought."""

    load: str | None
    words: str


@dataclass(frozen=True)
class Job:
    """What is known of a piece of work now. ``done`` of ``total`` in the unit of its state; ``total`` 0: not known."""

    id: str
    kind: str
    subject: str
    state: str
    begun: datetime
    done: int = 0
    total: int = 0
    text: str = ""
    faults: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    ended: datetime | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ENDED


Report = Callable[..., None]  # the job's new state and values by name
Work = Callable[[Report], Sequence[Step]]


class Jobs:
    """The jobs of one application, and the one thread that does them."""

    def __init__(self) -> None:
        self._name = secrets.token_hex(4)  # a browser may still hold what an application that has gone told it
        self._jobs: dict[str, Job] = {}
        self._queue: queue.Queue[tuple[str, Work]] = queue.Queue()
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._changes = self._endings = 0

    def begin(self, kind: str, subject: str, state: str = WAITING, total: int = 0) -> Job:
        """A new job that nobody works at yet. Raises :class:`BusyError` while another of its kind is not over."""
        with self._lock:
            busy = next((job for job in self._jobs.values() if job.kind == kind and not job.over), None)
            if busy is not None:
                raise BusyError(f"{busy.subject} is still {busy.state}: wait until it has ended, then try again")
            job = Job(secrets.token_hex(8), kind, subject, state, datetime.now(UTC), total=total)
            self._jobs[job.id] = job
            self._changes += 1
            for old in [job.id for job in self._jobs.values() if job.over][:-KEPT]:
                del self._jobs[old]
        return job

    def submit(self, id: str, work: Work) -> None:
        """Let the worker do ``work`` for the job when those before it have ended."""
        self.update(id, state=WAITING, done=0, total=0, text="")
        with self._lock:
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="aim-jobs", daemon=True)
                self._worker.start()
        self._queue.put((id, work))

    def update(self, id: str, **values: Any) -> None:
        """New values of the job; one that is over stays as it ended."""
        with self._lock:
            job = self._jobs[id]
            if not job.over:
                ended = datetime.now(UTC) if values.get("state") in ENDED else None
                self._jobs[id] = replace(job, **values, ended=ended)
                self._changes += 1
                self._endings += ended is not None

    def end(self, id: str, state: str, *faults: str) -> None:
        """Let the job end in ``state`` for the reasons given."""
        self.update(id, state=state, faults=faults, done=0, total=0, text="")

    def get(self, id: str) -> Job | None:
        """The job, where it is still known."""
        with self._lock:
            return self._jobs.get(id)

    def recent(self) -> tuple[Job, ...]:
        """Every job known, newest first."""
        with self._lock:
            return tuple(self._jobs.values())[::-1]

    def state(self) -> tuple[str, str]:
        """Two marks: the first is another after every change of any job, the second only after one ended."""
        with self._lock:
            return f"{self._name}-{self._changes}", f"{self._name}-{self._endings}"

    def _work(self) -> None:
        while True:
            self._do(*self._queue.get())  # no name here may hold on to the work, which holds a file
            self._queue.task_done()

    def _do(self, id: str, work: Work) -> None:
        try:
            steps = work(lambda **values: self.update(id, **values))
        except RefusedError as error:
            self.end(id, REFUSED, *error.faults)
        except AimError as error:
            self.end(id, FAILED, str(error))
        except BaseException as error:
            # Whatever it was: the job must end in words, and the thread must live for the next one.
            reference = errors.record(error, f"job {id}").reference
            self.end(id, FAILED, f"{_UNEXPECTED} Reference {reference}: whoever runs AIM finds the cause in its log.")
        else:
            self.update(id, state=DONE, steps=tuple(steps), text="", done=0, total=0)

    def join(self) -> None:
        """Wait until everything submitted has ended."""
        self._queue.join()


def progress(report: Report) -> Callable[[int, int, str], None]:
    """The progress of an operation as the states of a job: rows are read, then the picture is built."""

    def tell(done: int, total: int, text: str) -> None:
        if text.startswith("waiting"):
            report(state=WAITING, done=0, total=0, text="another load is running")
        else:
            building = text.startswith("counting")
            report(state=BUILDING if building else READING, done=done, total=total, text=text)

    return tell


def install(server: Flask) -> Jobs:
    """Give the application its jobs."""
    jobs = Jobs()
    server.config[_KEY] = jobs
    return jobs


def of(server: Flask) -> Jobs:
    """The jobs of the application."""
    jobs: Jobs = server.config[_KEY]
    return jobs
