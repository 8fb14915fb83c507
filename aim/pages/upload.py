"""A file sent in through the browser: in pieces, held in memory, never on the disk.

``POST /upload?name=&size=&source=&smaller=`` begins and answers with a job; ``POST /upload/<job>?at=N`` brings the next
piece; ``DELETE /upload/<job>`` gives up. Pieces keep every request under the limit that holds for all requests, so that
the server never writes a body to a temporary file, and let every tab see how much has come. A header that no form of
another site can send is asked for, besides the checks of :mod:`aim.pages.security`.
"""

import threading
import time
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from flask import Flask, Response, abort, current_app, jsonify, request

from aim import operations
from aim.config import Config
from aim.errors import AimError
from aim.pages import jobs as work
from aim.pages.jobs import BusyError, Jobs, Step
from aim.questions.data import brought, source_names

HEADER: Final = "X-AIM-Upload"
PIECE: Final = 384 * 1024  # bytes of a request's body at most: under what the server keeps in memory
PATIENCE_S: Final = 60.0  # without a piece for so long, the browser has gone
MEGABYTE: Final = 1_000_000
TYPES: Final = (".csv", ".txt", ".json", ".zip")
_LONGEST_NAME = 120
_KEY = "AIM_UPLOAD"
_ZIP = b"PK\x03\x04"
_NO_TEXT = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a\x1b")  # 1A ends a file of an old system


class WrongTypeError(AimError):
    """What is sent cannot be an extract."""


class Receiver:
    """The one file that may be on its way in."""

    def __init__(self, config: Config, jobs: Jobs) -> None:
        self.config = config
        self.jobs = jobs
        self._lock = threading.Lock()
        self._job = ""
        self._size = 0
        self._content = BytesIO()
        self._heard = 0.0
        self._source: str | None = None
        self._smaller = False

    @property
    def limit(self) -> int:
        """Bytes a file may have."""
        return self.config.partnership.keeping.upload_mb * MEGABYTE

    def begin(self, name: str, size: int, *, source: str | None, accept_smaller: bool) -> str:
        """Take the place; the job's id. Raises :class:`BusyError` while another file is sent or loaded."""
        with self._lock:
            self._expire()
            job = self.jobs.begin(work.UPLOAD, name, work.SENDING, size)
            self._job, self._size, self._content, self._heard = job.id, size, BytesIO(), time.monotonic()
            self._source, self._smaller = source, accept_smaller
            return job.id

    def add(self, job: str, at: int, piece: bytes) -> int:
        """The next piece, which begins at byte ``at``; bytes held then. The last one starts the loading.

        Raises LookupError for a job that takes nothing, ValueError for a piece that does not follow the last or goes
        over the size announced, :class:`WrongTypeError` for what cannot be an extract.
        """
        with self._lock:
            held = self._content.tell()
            if not job or job != self._job:
                raise LookupError(job)
            if at != held or held + len(piece) > self._size or not piece:
                raise ValueError(f"{len(piece)} bytes at {at} do not follow {held} of {self._size}")
            self._content.write(piece)
            # A piece may be shorter than what a file is known by.
            if held < len(_ZIP) and (held + len(piece) >= len(_ZIP) or held + len(piece) == self._size):
                self._check(self._content.getvalue())
            self._heard = time.monotonic()
            held += len(piece)
            self.jobs.update(job, done=held)
            if held == self._size:
                self._load()
            return held

    def give_up(self, job: str, words: str) -> None:
        """Forget what came of ``job``, if it is still on its way."""
        with self._lock:
            if job and job == self._job:
                self._drop(words)

    def expire(self) -> None:
        """Forget a file whose browser has gone silent."""
        with self._lock:
            self._expire()

    def _expire(self) -> None:
        if self._job and time.monotonic() - self._heard > PATIENCE_S:
            self._drop("The browser stopped sending. Nothing was changed: send the file again.")

    def _drop(self, words: str) -> None:
        job, self._job, self._content = self._job, "", BytesIO()
        self.jobs.end(job, work.FAILED, words)

    def _check(self, start: bytes) -> None:
        if not is_extract(start):
            words = "Inside it is neither a zip archive nor a text table (CSV or JSON)."
            self._drop(f"{words} Nothing was changed.")
            raise WrongTypeError(words)

    def _load(self) -> None:
        job, self._job, content = self._job, "", self._content.getvalue()
        self._content = BytesIO()
        found = self.jobs.get(job)
        name, source, smaller = found.subject if found else "", self._source, self._smaller

        def load(report: work.Report) -> Sequence[Step]:
            report(state=work.READING, total=len(content))
            records = operations.ingest_upload(
                self.config, name, content, source=source, accept_smaller=smaller, progress=work.progress(report)
            )
            return [Step(None if record.unchanged else record.load, brought(record)) for record in records]

        self.jobs.submit(job, load)


def is_extract(start: bytes) -> bool:
    """Whether a file beginning so can be an extract: a zip archive, or text of one byte a character or more.

    A stray control character is for the reader to judge, row by row; one in a hundred is no text.
    """
    if start.startswith(_ZIP):
        return True
    control = sum(start.count(bytes([each])) for each in _NO_TEXT)
    return 0 not in start and 100 * control < max(1, len(start))


def plain_name(name: str) -> str | None:
    """The last part of a file's name, fit to be shown and stored; None where nothing is left of it."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[-_LONGEST_NAME:].strip() or None


def add_routes(server: Flask) -> None:
    """The three routes, and the application's one receiver."""
    server.config[_KEY] = Receiver(server.config["AIM"], work.of(server))
    server.add_url_rule("/upload", "upload", _begin, methods=["POST"])
    server.add_url_rule("/upload/<job>", "upload_piece", _piece, methods=["POST"])
    server.add_url_rule("/upload/<job>", "upload_end", _end, methods=["DELETE"])


def receiver() -> Receiver:
    """The receiver of the application that answers now."""
    found: Receiver = current_app.config[_KEY]
    return found


def _begin() -> Response | tuple[Response, int]:
    _own_page_only()
    name, size = plain_name(request.args.get("name", "")), request.args.get("size", "")
    if name is None or not size.isascii() or not size.isdigit() or len(size) > 15:
        return _refusal(400, "The file has no name or no size.")
    if not name.lower().endswith(TYPES):
        return _refusal(
            415, f"{name} is none of {', '.join(TYPES)}. Of a workbook, save the sheet as CSV and send that."
        )
    found = receiver()
    if int(size) > found.limit:
        limit = found.config.partnership.keeping.upload_mb
        return _refusal(
            413, f"{name} is larger than {limit} MB, the most that is taken here. Load it with aim ingest FILE."
        )
    if int(size) == 0:
        return _refusal(400, f"{name} is empty.")
    source = request.args.get("source") or None
    if source is not None and source not in source_names(found.config):
        return _refusal(400, "There is no such source.")
    try:
        job = found.begin(name, int(size), source=source, accept_smaller=request.args.get("smaller") == "1")
    except BusyError as error:
        return _refusal(409, f"{error}.")
    return jsonify(job=job, piece=PIECE), 201


def _piece(job: str) -> Response | tuple[Response, int]:
    _own_page_only()
    at = request.args.get("at", "")
    if not at.isascii() or not at.isdigit() or len(at) > 15:
        return _refusal(400, "Where this piece belongs is not said.")
    if (request.content_length or 0) > PIECE:
        return _refusal(413, "This piece is too large.")
    piece = request.stream.read(PIECE + 1)
    if len(piece) > PIECE:
        return _refusal(413, "This piece is too large.")
    try:
        return jsonify(held=receiver().add(job, int(at), piece))
    except WrongTypeError as error:
        return _refusal(415, str(error))
    except LookupError:
        return _refusal(404, "This file is not awaited any more: send it again.")
    except ValueError:
        receiver().give_up(job, "The file changed while it was sent. Nothing was changed: send it again.")
        return _refusal(409, "The file changed while it was sent: send it again.")


def _end(job: str) -> Response:
    _own_page_only()
    receiver().give_up(job, "Sending was stopped. Nothing was changed.")
    return Response(status=204)


def _own_page_only() -> None:
    if request.headers.get(HEADER) != "1":
        abort(403, "Files are sent from the Data page.")


def _refusal(status: int, words: str) -> tuple[Response, int]:
    return jsonify(error=words), status
