"""Requests of an Open311 server come whole, once, and with no more than the map reads."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import extracts
import pytest
from servers import SECRET, Answer, Asked, Council, FakeTime, Server, tell

from aim import config, operations
from aim.config import Config
from aim.ingest.fetching import Client, FetchError, Pace, open311
from aim.ingest.fetching.open311 import Wanted
from aim.store.incidents import IncidentStore

FIRST, LAST = date(2025, 1, 1), date(2025, 6, 30)
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
KEPT = {"service_request_id", "service_name", "requested_datetime", "lat", "long"}


def request(number: int, moment: datetime, **changes: Any) -> dict[str, Any]:
    """A request with personal data in every field that may hold some."""
    return {
        "service_request_id": str(number),
        "status": "open",
        "status_notes": SECRET,
        "service_name": "Graffiti",
        "service_code": "gr",
        "description": SECRET,
        "agency_responsible": SECRET,
        "requested_datetime": moment.isoformat().replace("+00:00", "Z"),
        "address": SECRET,
        "zipcode": "TS1 1AA",
        "lat": 54.5742,
        "long": -1.235 + number % 50 * 1e-4,
        "media_url": f"https://example.org/{SECRET}",
        "extended_attributes": {"reporter": SECRET},
    } | changes


def spread(count: int) -> list[dict[str, Any]]:
    """Requests over the 181 days, evenly."""
    return [request(n, BEGIN + n * timedelta(days=181) / count) for n in range(count)]


@pytest.fixture
def here(own_store: Path) -> Config:
    return config.load(own_store, {"AIM_TODAY": "2025-08-20"})


@pytest.fixture
def council() -> Council:
    return Council(spread(60))


@pytest.fixture
def server(council: Council) -> Iterator[Server]:
    with Server(council) as found:
        yield found


Fetch = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def fetch(here: Config, server: Server) -> Fetch:
    def run(first: date = FIRST, last: date = LAST, jurisdiction: str | None = None) -> list[dict[str, Any]]:
        time = FakeTime()
        with Client(server.url, Pace(2.0, time.clock, time.sleep)) as client:
            layout = open311.layout_of(here, "council-requests")
            return open311.fetch(client, here, layout, Wanted(first, last, jurisdiction))

    return run


def numbers(records: list[dict[str, Any]]) -> list[int]:
    return sorted(int(record["service_request_id"]) for record in records)


@pytest.mark.parametrize("wrapped", [False, True])
def test_every_request_once_and_no_more_of_it_than_is_read(fetch: Fetch, council: Council, wrapped: bool) -> None:
    council.wrapped = wrapped
    records = fetch()
    assert numbers(records) == list(range(60))
    assert {name for record in records for name in record} == KEPT
    assert records[0]["lat"] == 54.5742
    assert SECRET not in json.dumps(records)


def test_spans_are_at_most_90_local_days_long(fetch: Fetch, server: Server) -> None:
    fetch(jurisdiction="middlesbrough.gov.uk")
    spans = [(asked.parameters["start_date"], asked.parameters["end_date"]) for asked in server.asked]
    assert spans[:3] == [
        ("2025-01-01T00:00:00Z", "2025-04-01T00:00:00Z"),
        ("2025-04-01T00:00:00Z", "2025-06-30T00:00:00Z"),
        ("2025-06-30T00:00:00Z", "2025-06-30T23:00:00Z"),
    ]
    assert {asked.parameters["jurisdiction_id"] for asked in server.asked} == {"middlesbrough.gov.uk"}
    assert set(server.paths()) == {"/requests.json"}


@pytest.mark.parametrize("limit", [10, 13, 59, 1000])
def test_a_limit_of_the_server_is_found_out(
    fetch: Fetch, council: Council, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    """Whether it is the standard's, or a lower one that the server keeps to without saying so."""
    council.requests = spread(150)
    council.most = limit
    if limit == 59:
        monkeypatch.setattr(open311, "FULL", 59)
    assert numbers(fetch()) == list(range(150))


def test_a_full_answer_is_halved(fetch: Fetch, server: Server, council: Council) -> None:
    council.requests = spread(2500)
    assert numbers(fetch()) == list(range(2500))
    assert len(server.asked) < 15


def test_a_request_on_the_line_between_two_spans_comes_once(fetch: Fetch, council: Council) -> None:
    council.requests = [request(n, BEGIN + timedelta(days=90)) for n in range(3)]
    assert numbers(fetch()) == [0, 1, 2]


def test_requests_without_an_id_are_left_to_ingest(fetch: Fetch, council: Council) -> None:
    council.requests = [request(n, BEGIN + timedelta(days=n), service_request_id=None) for n in range(3)]
    assert [record["service_request_id"] for record in fetch()] == [None, None, None]


def test_a_server_that_does_not_keep_to_dates_is_refused(fetch: Fetch, server: Server) -> None:
    server.fault = lambda asked: tell([request(n, BEGIN + timedelta(days=n)) for n in range(60)])
    with pytest.raises(
        FetchError, match=r"requests\.json\?start_date=2025-04-01.*field 0\.requested_datetime.*outside"
    ):
        fetch()


def test_a_server_that_is_always_full_is_left(fetch: Fetch, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open311, "FULL", 20)

    def full(asked: Asked) -> Answer:
        return tell([request(n, datetime.fromisoformat(asked.parameters["start_date"])) for n in range(20)])

    server.fault = full
    with pytest.raises(FetchError, match="within a minute"):
        fetch()
    assert len(server.asked) < 25


def test_answers_that_never_agree_end(fetch: Fetch, server: Server) -> None:
    """Other requests with each answer: nobody can tell when all have come."""
    seen = iter(range(10**6))
    counts = iter([50, *range(49, 11, -1)])

    def other(asked: Asked) -> Answer:
        moment = datetime.fromisoformat(asked.parameters["start_date"])
        return tell([request(next(seen), moment) for _ in range(next(counts, 0))])

    server.fault = other
    with pytest.raises(FetchError, match="do not agree"):
        fetch()
    assert len(server.asked) < 60


def test_questions_are_bounded(fetch: Fetch, council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open311, "MOST_QUESTIONS", 4)
    council.requests = spread(2500)
    with pytest.raises(FetchError, match="ask for fewer days"):
        fetch()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(b"<html>"), "not JSON"),
        (Answer(b'[{"service_request_id": "1"'), "cut"),
        (tell({"errors": [{"code": 400}]}), r"field answer\.service_requests: Field required"),
        (tell([request(1, BEGIN, lat={"value": 54.5})]), r"field requests\.0\.lat"),
        (tell(["one"]), r"field requests\.0: Input"),
        (Answer(status=403), "403"),
    ],
)
def test_rubbish_is_named_and_nothing_loaded(here: Config, server: Server, answer: Answer, words: str) -> None:
    server.fault = lambda asked: answer
    time = FakeTime()
    with pytest.raises(
        FetchError, match=rf"/requests\.json\?start_date=2025-01-01T00:00:00Z&end_date=.*{words}"
    ) as caught:
        operations.fetch_requests(
            here, source="council-requests", url=server.url, first=FIRST, last=LAST,
            pace=Pace(2.0, time.clock, time.sleep),
        )  # fmt: skip
    assert SECRET not in str(caught.value)
    assert IncidentStore(here.data).version() is None


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(LAST, FIRST, "2025-01-01 is before 2025-06-30"), (FIRST, date(2025, 8, 21), "2025-08-21 has not come yet")],
)
def test_days_that_cannot_be_asked_for_are_named(
    fetch: Fetch, server: Server, first: date, last: date, words: str
) -> None:
    with pytest.raises(FetchError, match=words):
        fetch(first, last)
    assert server.asked == []


def test_a_source_that_no_map_reads_as_open311_is_told_those_that_are(here: Config) -> None:
    with pytest.raises(FetchError, match="'police' is no source in the JSON of Open311; there are: council-requests"):
        open311.layout_of(here, "police")


def test_requests_are_loaded_as_one_change(here: Config, server: Server, council: Council, tmp_path: Path) -> None:
    """Fetched again over days that overlap, a request that was there before is not counted twice."""
    council.requests = [*spread(60), request(900, BEGIN, service_request_id=None)]
    time = FakeTime()
    how: dict[str, Any] = {
        "source": "council-requests", "url": server.url, "pace": Pace(2.0, time.clock, time.sleep),
    }  # fmt: skip
    (record,) = operations.fetch_requests(here, first=FIRST, last=date(2025, 4, 30), **how).records
    assert record.file == "requests_2025-01-01_2025-04-30.json"
    assert (record.rejected, record.rows) == (1, record.kept + record.outside + record.rejected)
    operations.fetch_requests(here, first=date(2025, 4, 1), last=LAST, **how)
    store = IncidentStore(here.data)
    assert sum(file.rows for file in store.files()) == 60
    for name in extracts.files_under(here.data):
        assert SECRET.encode() not in (here.data / name).read_bytes(), name
