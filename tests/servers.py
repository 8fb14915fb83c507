"""Publishers' servers on the loopback, speaking their JSON, and faulty on demand. No test asks the real ones."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

LABELS = {
    "all-crime": "All crime",
    "anti-social-behaviour": "Anti-social behaviour",
    "bicycle-theft": "Bicycle theft",
    "burglary": "Burglary",
    "criminal-damage-arson": "Criminal damage and arson",
    "drugs": "Drugs",
    "other-crime": "Other crime",
    "other-theft": "Other theft",
    "possession-of-weapons": "Possession of weapons",
    "public-order": "Public order",
    "robbery": "Robbery",
    "shoplifting": "Shoplifting",
    "theft-from-the-person": "Theft from the person",
    "vehicle-crime": "Vehicle crime",
    "violent-crime": "Violence and sexual offences",
}
SECRET = "told by Mrs Jane Example, 07700 900123"  # stands in every field that must not be kept


@dataclass(frozen=True)
class Asked:
    """A request as it came; ``at`` by the server's clock."""

    method: str
    path: str
    parameters: dict[str, str]
    at: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What is sent back. ``cut``: the connection ends in the middle of the body; ``drip``: a byte at a time."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    drip: bool = False


Fault = Callable[[Asked], Answer | None]


def tell(value: Any) -> Answer:
    """An answer in JSON."""
    return Answer(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def in_turn(*answers: Answer | None) -> Fault:
    """A fault for each of the next requests, one after the other; None lets one through."""
    left = list(answers)
    return lambda asked: left.pop(0) if left else None


class Server:
    """A server of ``application`` on a port of the loopback, for the time of a block.

    ``asked`` grows with each request; what ``fault`` answers is sent instead of the application's answer.
    """

    def __init__(self, application: Callable[[Asked], Answer], clock: Callable[[], float] = lambda: 0.0) -> None:
        self.application, self.clock = application, clock
        self.fault: Fault = lambda asked: None
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """Its address, without a last slash."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [asked.path for asked in self.asked]

    def __enter__(self) -> "Server":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=10)

    def _answer(self, method: str, target: str, form: str) -> Answer:
        parts = urlsplit(target)
        parameters = dict(parse_qsl(parts.query) + parse_qsl(form))
        with self._lock:
            asked = Asked(method, parts.path, parameters, self.clock())
            self.asked.append(asked)
        fault = self.fault(asked)  # it may wait for a test
        return fault if fault is not None else self.application(asked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._send(server._answer("GET", self.path, ""))

            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                self._send(server._answer("POST", self.path, form))

            def _send(self, answer: Answer) -> None:
                self.close_connection = answer.cut
                try:
                    self.send_response(answer.status)
                    for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    body = answer.body[: len(answer.body) // 2] if answer.cut else answer.body
                    for at in range(0, len(body), 1 if answer.drip else max(1, len(body))):
                        self.wfile.write(body[at : at + 1] if answer.drip else body)
                        self.wfile.flush()
                        if answer.drip:
                            time.sleep(0.005)  # or the bytes arrive together
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client has gone, as it should

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def crime(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of a street file as the API of data.police.uk tells the same crime."""
    slug = {label: short for short, label in LABELS.items()}[row["Crime type"]]
    transport = row["Reported by"] == "British Transport Police"
    location = None
    if row["Longitude"]:
        street = {"id": 1737432, "name": row["Location"]}
        location = {"latitude": row["Latitude"], "street": street, "longitude": row["Longitude"]}
    outcome = row["Last outcome category"]
    return {
        "category": slug,
        "location_type": ("BTP" if transport else "Force") if location else None,
        "location": location,
        "context": SECRET,
        "outcome_status": {"category": outcome, "date": row["Month"]} if outcome else None,
        "persistent_id": row["Crime ID"],
        "id": 116206187,
        "location_subtype": SECRET,
        "month": row["Month"],
    }


class Police:
    """The API of data.police.uk with ``crimes``; a polygon with more than ``most`` of them is answered 503."""

    def __init__(self, crimes: Sequence[dict[str, Any]], dates: Sequence[str], *, most: int = 10_000) -> None:
        self.crimes, self.dates, self.most = list(crimes), list(dates), most

    def __call__(self, asked: Asked) -> Answer:
        """The answer to a request."""
        month = asked.parameters.get("date")
        if asked.path.endswith("/crimes-street-dates"):
            return tell([{"date": date, "stop-and-search": ["cleveland"]} for date in reversed(self.dates)])
        if asked.path.endswith("/crime-categories"):
            return tell([{"url": url, "name": name} for url, name in LABELS.items()])
        of_month = [each for each in self.crimes if each["month"] == month]
        if asked.path.endswith("/crimes-no-location"):
            return tell([each for each in of_month if each["location"] is None])
        if asked.path.endswith("/crimes-street/all-crime"):
            found = [each for each in of_month if each["location"] and _within(each, asked.parameters["poly"])]
            return tell(found) if len(found) <= self.most else Answer(b"", 503)
        return Answer(b"<h1>Not found</h1>", 404)


def _within(one: dict[str, Any], polygon: str) -> bool:
    """Whether a crime lies in a rectangle: all that AIM asks for."""
    corners = [tuple(map(float, corner.split(","))) for corner in polygon.split(":")]
    latitudes, longitudes = zip(*corners, strict=True)
    assert len(set(latitudes)) == len(set(longitudes)) == 2
    latitude, longitude = float(one["location"]["latitude"]), float(one["location"]["longitude"])
    return min(latitudes) < latitude < max(latitudes) and min(longitudes) < longitude < max(longitudes)


class Council:
    """An Open311 server with ``requests``, that tells at most ``most`` at once: the newest of the span."""

    def __init__(self, requests: Sequence[dict[str, Any]], *, most: int = 1000, wrapped: bool = False) -> None:
        self.requests, self.most, self.wrapped = list(requests), most, wrapped

    def __call__(self, asked: Asked) -> Answer:
        """The answer to a request."""
        if not asked.path.endswith("/requests.json"):
            return Answer(b"<h1>Not found</h1>", 404)
        start, end = (datetime.fromisoformat(asked.parameters[name]) for name in ("start_date", "end_date"))
        assert (end - start).days <= 90
        found = [each for each in self.requests if start <= datetime.fromisoformat(each["requested_datetime"]) <= end]
        found = sorted(found, key=lambda each: each["requested_datetime"], reverse=True)[: self.most]
        return tell({"service_requests": found} if self.wrapped else found)


class FakeTime:
    """A clock that only sleeping moves (and each look at it, by ``step`` seconds), with the sleeps it was asked for."""

    def __init__(self, step: float = 0.0) -> None:
        self.now, self.step = 0.0, step
        self.slept: list[float] = []

    def clock(self) -> float:
        """Seconds since it was made."""
        self.now += self.step
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass at once."""
        self.slept.append(seconds)
        self.now += seconds
