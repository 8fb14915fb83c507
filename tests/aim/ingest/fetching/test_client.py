"""Asking politely, and never believing an answer that is not of the shape expected."""

import json
import socket
from collections.abc import Iterator
from itertools import pairwise

import pytest
from pydantic import BaseModel, TypeAdapter
from servers import Answer, FakeTime, Server, in_turn, tell

from aim.ingest.fetching import Client, FetchError, Pace, client
from aim.ingest.fetching.client import Question
from aim.ingest.fetching.faults import BusyError


class Thing(BaseModel):
    name: str


THINGS = TypeAdapter(list[Thing])
WHAT = Question("things", {"date": "2025-06"})
GOOD = tell([{"name": "one", "note": "not kept"}])


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def server(time: FakeTime) -> Iterator[Server]:
    with Server(lambda asked: GOOD, clock=lambda: time.now) as found:
        yield found


@pytest.fixture
def asking(server: Server, time: FakeTime) -> Iterator[Client]:
    with Client(f"{server.url}/api/", Pace(2.0, time.clock, time.sleep)) as found:
        yield found


def test_only_declared_fields_outlive_the_parsing(asking: Client, server: Server) -> None:
    (thing,) = asking.ask(WHAT, THINGS)
    assert vars(thing) == {"name": "one"}
    assert [(a.method, a.path, a.parameters) for a in server.asked] == [("GET", "/api/things", {"date": "2025-06"})]


def test_a_form_is_posted(asking: Client, server: Server) -> None:
    asking.ask(Question("things", {"poly": "1,2:3,4"}, post=True), THINGS)
    assert [(a.method, a.parameters) for a in server.asked] == [("POST", {"poly": "1,2:3,4"})]


def test_requests_keep_their_distance_retries_included(asking: Client, server: Server) -> None:
    server.fault = in_turn(None, None, Answer(status=429, headers={"Retry-After": "0"}))
    for _ in range(4):
        asking.ask(WHAT, THINGS)
    at = [asked.at for asked in server.asked]
    assert len(at) == 5
    assert min(later - earlier for earlier, later in pairwise(at)) == pytest.approx(0.5)


def test_time_that_passed_by_itself_is_not_waited_again(asking: Client, time: FakeTime) -> None:
    asking.ask(WHAT, THINGS)
    time.now += 10
    asking.ask(WHAT, THINGS)
    assert time.slept == []


@pytest.mark.parametrize("rate", [0, -1, 15.5, float("nan")])
def test_a_rate_that_is_not_gentle_is_refused(rate: float) -> None:
    with pytest.raises(FetchError, match="at most 15"):
        Pace(rate)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed(asking: Client, server: Server, time: FakeTime, status: int) -> None:
    server.fault = in_turn(Answer(status=status, headers={"Retry-After": "37"}))
    assert len(asking.ask(WHAT, THINGS)) == 1
    assert time.slept == [37]


def test_a_date_in_retry_after_is_obeyed(asking: Client, server: Server, time: FakeTime) -> None:
    server.fault = in_turn(Answer(status=429, headers={"Retry-After": "Mon, 01 Jan 2001 00:00:00 GMT"}))
    asking.ask(WHAT, THINGS)
    assert time.slept == [0, 0.5]


def test_a_long_rest_is_not_waited_but_told(asking: Client, server: Server, time: FakeTime) -> None:
    server.fault = lambda asked: Answer(status=429, headers={"Retry-After": "86400"})
    with pytest.raises(FetchError, match=r"things\?date=2025-06.*429.*86,400 seconds"):
        asking.ask(WHAT, THINGS)
    assert (time.slept, len(server.asked)) == ([], 1)


def test_waits_grow_to_a_cap_and_end(asking: Client, server: Server, time: FakeTime) -> None:
    server.fault = lambda asked: Answer(status=500, headers={"Retry-After": "soon"})
    with pytest.raises(FetchError, match=r"things\?date=2025-06: the server answers 500 .*6 tries"):
        asking.ask(WHAT, THINGS)
    assert time.slept == [2, 4, 8, 16, 32]
    assert len(server.asked) == client.TRIES


def test_503_is_told_apart_after_as_many_tries_as_wanted(asking: Client, server: Server) -> None:
    server.fault = lambda asked: Answer(status=503)
    with pytest.raises(BusyError):
        asking.ask(WHAT, THINGS, busy_tries=2)
    assert len(server.asked) == 2


def test_a_fault_that_passes_does_no_harm(asking: Client, server: Server) -> None:
    server.fault = in_turn(Answer(GOOD.body, cut=True), Answer(status=502), Answer(GOOD.body[:-3]))
    assert [thing.name for thing in asking.ask(WHAT, THINGS)] == ["one"]
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("answer", "words", "tries"),
    [
        (Answer(b"<html><body>Welcome to the hotel</body></html>"), "not JSON", 1),
        (Answer(b""), "not JSON", 1),
        (Answer(b'[{"name": "a'), "cut", client.TRIES),
        (Answer(GOOD.body, cut=True), "cut", client.TRIES),
        (tell([{"name": "a"}, {"title": "b"}]), r"field 1\.name: Field required", 1),
        (tell([{"name": None}]), r"field 0\.name: Input should be a valid string", 1),
        (tell({"error": "no"}), "field the whole answer: Input should be a valid (list|array)", 1),
        (Answer(b"\xff\xfe\x00"), "not JSON", 1),
        (Answer(status=404), "404", 1),
        (Answer(status=400), "400", 1),
    ],
)
def test_rubbish_is_named_with_the_address(
    asking: Client, server: Server, answer: Answer, words: str, tries: int
) -> None:
    server.fault = lambda asked: answer
    with pytest.raises(FetchError, match=rf"127\.0\.0\.1:\d+/api/things\?date=2025-06: .*{words}"):
        asking.ask(WHAT, THINGS)
    assert len(server.asked) == tries


def test_values_of_a_wrong_answer_stand_in_no_message(asking: Client, server: Server) -> None:
    server.fault = lambda asked: tell([{"name": ["Jane Example"]}])
    with pytest.raises(FetchError) as caught:
        asking.ask(WHAT, THINGS)
    assert "Jane" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_flood_is_left(asking: Client, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MOST_BYTES", 1000)
    server.fault = lambda asked: tell([{"name": "x" * 2000}])
    with pytest.raises(FetchError, match="more than"):
        asking.ask(WHAT, THINGS)


def test_a_drip_is_left(server: Server) -> None:
    time = FakeTime(step=client.ANSWER_S / 4)
    server.fault = lambda asked: Answer(b"[" + b" " * 40, drip=True)
    with Client(server.url, Pace(2.0, time.clock, time.sleep)) as asking, pytest.raises(FetchError, match="not whole"):
        asking.ask(WHAT, THINGS)


def test_no_server_is_told(time: FakeTime) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with (
            Client(address, Pace(2.0, time.clock, time.sleep)) as asking,
            pytest.raises(FetchError, match="no connection"),
        ):
            asking.ask(WHAT, THINGS)


def test_a_redirect_on_the_same_server_is_followed(asking: Client, server: Server) -> None:
    server.fault = in_turn(Answer(status=301, headers={"Location": "/api/things/"}))
    assert len(asking.ask(WHAT, THINGS)) == 1
    assert [(a.path, a.parameters["date"]) for a in server.asked] == [
        ("/api/things", "2025-06"),
        ("/api/things/", "2025-06"),
    ]


def test_a_redirect_to_another_server_is_refused(asking: Client, server: Server) -> None:
    with Server(lambda asked: GOOD) as other:
        server.fault = lambda asked: Answer(status=302, headers={"Location": f"{other.url}/things"})
        with pytest.raises(FetchError, match="another server"):
            asking.ask(WHAT, THINGS)
        assert other.asked == []


def test_a_circle_of_redirects_ends(asking: Client, server: Server) -> None:
    server.fault = lambda asked: Answer(status=302, headers={"Location": "/api/things"})
    with pytest.raises(FetchError, match="circle"):
        asking.ask(WHAT, THINGS)
    assert len(server.asked) == client.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("data.police.uk/api", "not a web address"),
        ("file:///etc/passwd", "not a web address"),
        ("https://", "not a web address"),
        ("https://host:port/", "not a web address"),
        ("http://example.org/api", "not encrypted"),
        ("https://jane:secret@example.org", "name or password"),
        ("https://example.org/api?key=1", "parameters"),
    ],
)
def test_an_address_that_must_not_be_asked_is_refused(address: str, words: str) -> None:
    with pytest.raises(FetchError, match=words) as caught:
        Client(address)
    assert "secret" not in str(caught.value)


def test_the_address_of_a_question_can_be_read(asking: Client) -> None:
    question = Question("x", {"poly": "54.5,-1.2:54.6,-1.1"})
    assert asking.where(question).endswith("/api/x?poly=54.5,-1.2:54.6,-1.1")
    assert json.dumps(asking.where(Question("x"))).endswith('/api/x"')
