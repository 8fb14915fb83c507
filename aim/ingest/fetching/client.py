"""Asking one publisher's server: at a gentle rate, again after a fault that passes, and never longer than is bounded.

``requests`` alone would retry inside one call, past the pace that is kept here, and would not see a body that was cut.
"""

import ipaddress
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

import requests
import urllib3
from pydantic import TypeAdapter, ValidationError

from aim import __version__
from aim.ingest.fetching.faults import BusyError, FetchError

RATE = 2.0  # requests a second: data.police.uk allows 15, and nobody waits for a monthly run
MOST_RATE = 15.0
TRIES = 6  # of one question; with the waits below about a minute
FIRST_WAIT_S = 2.0  # doubled with each try
LONGEST_WAIT_S = 120.0  # a server that asks for a longer rest is left alone
CONNECT_S, READ_S, ANSWER_S = 10.0, 60.0, 300.0  # to connect, between two packets, for a whole answer
MOST_BYTES = 64_000_000  # 10,000 crimes are some 4 MB
MOST_REDIRECTS = 3
_CHUNK = 1 << 16
_PASSING = frozenset({500, 502, 503, 504})  # a fault of the server that may be over soon
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

T = TypeVar("T")


@dataclass
class Pace:
    """At most ``rate`` requests a second, retries included. ``clock`` and ``sleep`` are in seconds."""

    rate: float = RATE
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    _next: float = field(default=float("-inf"), init=False)

    def __post_init__(self) -> None:
        if not 0 < self.rate <= MOST_RATE:
            raise FetchError(f"{self.rate:g} requests a second: choose more than 0 and at most {MOST_RATE:g}")

    def turn(self) -> None:
        """Wait until the next request may be sent."""
        now = self.clock()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self.rate


@dataclass(frozen=True)
class Question:
    """What is asked: ``path`` below the address of the server, with its parameters, sent as a form where ``post``."""

    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    post: bool = False


class _PassingFault(Exception):
    """Worth another try, after ``wait_s`` seconds where the server said so."""

    def __init__(self, reason: str, wait_s: float | None = None, *, busy: bool = False) -> None:
        super().__init__(reason)
        self.wait_s, self.busy = wait_s, busy


class Client:
    """One publisher's server. Close it, or use it as a context manager."""

    def __init__(self, base: str, pace: Pace | None = None) -> None:
        self.base = checked(base)
        self.pace = pace or Pace()
        self._session = requests.Session()
        self._session.headers.update({"Accept": "application/json", "User-Agent": f"AIM/{__version__}"})

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def where(self, question: Question) -> str:
        """The question as an address, for messages."""
        address = f"{self.base}/{question.path}"
        return f"{address}?{urlencode(question.parameters, safe=',:')}" if question.parameters else address

    def ask(self, question: Question, shape: TypeAdapter[T], *, busy_tries: int = TRIES) -> T:
        """The answer in ``shape``; of its other fields nothing is kept.

        Faults that pass are waited out: 429 and 5xx (for as long as Retry-After says), broken connections, cut answers.
        Raises :class:`BusyError` where the last of the tries, or of ``busy_tries`` without a Retry-After, was answered
        503, else :class:`FetchError`.
        """
        attempt = 1
        while True:
            try:
                return self._read(question, shape)
            except _PassingFault as fault:
                if attempt >= (busy_tries if fault.busy and fault.wait_s is None else TRIES):
                    kind = BusyError if fault.busy else FetchError
                    raise kind(
                        f"{self.where(question)}: {fault} ({attempt} tries); run the command again later"
                    ) from None
                self._wait(question, fault, attempt)
                attempt += 1

    def _wait(self, question: Question, fault: _PassingFault, attempt: int) -> None:
        if fault.wait_s is not None and fault.wait_s > LONGEST_WAIT_S:
            raise FetchError(
                f"{self.where(question)}: {fault} and asks for {fault.wait_s:,.0f} seconds of rest; "
                "run the command again after that"
            ) from None
        grown = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (attempt - 1))
        self.pace.sleep(grown if fault.wait_s is None else fault.wait_s)

    def _read(self, question: Question, shape: TypeAdapter[T]) -> T:
        body = self._body(question)
        try:
            return shape.validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            if first["type"] != "json_invalid":
                at = ".".join(map(str, first["loc"])) or "the whole answer"
                more = f" (and {error.error_count() - 1:,} faults more)" if error.error_count() > 1 else ""
                reason = f"field {at}: {first['msg']}{more}"
            elif body.lstrip()[:1] in (b"[", b"{"):
                raise _PassingFault("the answer is cut: its JSON does not end") from None
            else:
                reason = "the answer is not JSON (a page of a proxy, or another service?)"
        raise FetchError(f"{self.where(question)}: {reason}; nothing was loaded: check the address") from None

    def _body(self, question: Question) -> bytes:
        url = f"{self.base}/{question.path}"
        for _ in range(MOST_REDIRECTS + 1):
            self.pace.turn()
            try:
                with self._send(url, question) as response:
                    if response.status_code not in _REDIRECTS:
                        self._judge(question, response)
                        return self._content(question, response)
                    url = self._redirected(url, question, response)
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                raise _PassingFault(_words(error)) from error
        raise FetchError(f"{self.where(question)}: is redirected in a circle; check the address")

    def _send(self, url: str, question: Question) -> requests.Response:
        how: dict[str, Any] = {"data" if question.post else "params": dict(question.parameters)}
        return self._session.request(
            "POST" if question.post else "GET",
            url,
            timeout=(CONNECT_S, READ_S),
            allow_redirects=False,
            stream=True,
            **how,
        )

    def _judge(self, question: Question, response: requests.Response) -> None:
        status = response.status_code
        if status == 200:
            return
        said = f"the server answers {status} {response.reason or ''}".rstrip()
        if status == 429 or status in _PASSING:
            raise _PassingFault(said, _retry_after(response), busy=status == 503)
        raise FetchError(f"{self.where(question)}: {said}; check the address and what was asked for")

    def _content(self, question: Question, response: requests.Response) -> bytes:
        """The body, read as it comes: a server that drips is left after ``ANSWER_S``, one that floods at once."""
        end = self.pace.clock() + ANSWER_S
        body = bytearray()
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > MOST_BYTES:
                raise FetchError(
                    f"{self.where(question)}: answers more than {MOST_BYTES // 1_000_000} MB; check the address"
                )
            if self.pace.clock() > end:
                raise _PassingFault(f"the answer was not whole after {ANSWER_S:.0f} seconds")
        return bytes(body)

    def _redirected(self, url: str, question: Question, response: requests.Response) -> str:
        to = urljoin(url, response.headers.get("Location", ""))
        if _origin(urlsplit(to)) != _origin(urlsplit(url)):
            raise FetchError(
                f"{self.where(question)}: redirects to another server ({urlsplit(to).hostname!r}), which is not "
                "followed; where the publisher has moved, name its new address"
            )
        # The parameters go along with the question, so that those of the redirect are not needed.
        return urlsplit(to)._replace(query="", fragment="").geturl()


def checked(base: str) -> str:
    """The address of a server, without a last slash. Raises :class:`FetchError` for one that must not be asked."""
    fault = None
    try:
        parts = urlsplit(base.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host:
        fault = "is not a web address: write it as https://host/path"
    elif parts.username is not None or parts.password is not None:
        fault = "holds a name or password, which would stand in messages: leave it out"
    elif parts.query or parts.fragment:
        fault = "holds parameters: give the part before '?' only"
    elif parts.scheme == "http" and not _is_loopback(host):
        fault = "is not encrypted: use https"
    if fault:
        raise FetchError(f"{base.rpartition('@')[2][:200]}: {fault}")
    return base.strip().rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _retry_after(response: requests.Response) -> float | None:
    """Seconds; None where the server does not say, or says it in a way that nobody understands."""
    said = response.headers.get("Retry-After")
    try:
        # The limit is ours to judge, so that a long rest is told and not cut.
        return float(urllib3.Retry(retry_after_max=10**9).parse_retry_after(said)) if said else None
    except urllib3.exceptions.InvalidHeader:
        return None


def _words(error: Exception) -> str:
    if isinstance(error, (requests.ConnectTimeout, requests.ReadTimeout, urllib3.exceptions.TimeoutError)):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate is not trusted"
    if isinstance(error, (urllib3.exceptions.ProtocolError, requests.exceptions.ChunkedEncodingError)):
        return "the answer is cut: the connection ended early"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return f"the answer cannot be read ({type(error).__name__})"
