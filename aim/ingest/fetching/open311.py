"""Requests for service from an Open311 server, by spans of dates.

Standard: GeoReport v2, "GET service requests". A server answers at most 90 days and, by default, 1,000 requests, and
does not say when it left some out: a full span is halved, and the fullest of those that were not is asked for in halves
as a check of where the server's limit really lies.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, Discriminator, Tag, TypeAdapter, create_model
from pydantic import Field as field_of

from aim.config import Config
from aim.ingest import layouts
from aim.ingest.fetching.client import Client, Question
from aim.ingest.fetching.faults import FetchError
from aim.ingest.maps import Map, Named

IDENTIFIER, REQUESTED = "service_request_id", "requested_datetime"
LONGEST = timedelta(days=90)
SHORTEST = timedelta(minutes=1)
FULL = 1_000  # requests in one answer
CHECKED_FROM = 10  # no server tells fewer at once
MOST_CHECKS = 5
MOST_QUESTIONS = 5_000
_FORMS = ("requests", "answer")  # a bare list, or one wrapped in an object
_SLACK = timedelta(days=1)  # servers that read the bounds in another zone, or as whole days

Scalar = str | int | float | bool | None
Record = dict[str, Scalar]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Wanted:
    """Which requests: those made from ``first`` to ``last``, both included, as local days."""

    first: date
    last: date
    jurisdiction: str | None = None


@dataclass(frozen=True)
class _Page:
    start: datetime
    end: datetime
    records: list[Record]

    @property
    def known(self) -> set[Scalar]:
        return {record[IDENTIFIER] for record in self.records}


def layout_of(config: Config, source: str) -> Named:
    """The map that reads the source's JSON. Raises :class:`FetchError` naming the sources that have one."""
    found = {named.source.name: named for named in layouts(config).values() if named.map.layout.format == "open311"}
    if source not in found:
        there = ", ".join(sorted(found)) or 'none: add a map with format = "open311" to the folder AIM_MAPS'
        raise FetchError(f"{source!r} is no source in the JSON of Open311; there are: {there}")
    return found[source]


def fetch(
    client: Client, config: Config, layout: Named, wanted: Wanted, progress: Progress | None = None
) -> list[Record]:
    """Every request once, with the fields that the map reads and blanks for those it only knows.

    Nothing is written anywhere. Raises :class:`FetchError`.
    """
    if wanted.last < wanted.first:
        raise FetchError(f"{wanted.last} is before {wanted.first}: name the earlier day first")
    if wanted.last > config.today():
        raise FetchError(f"{wanted.last} has not come yet: name {config.today()} or an earlier day")
    start = datetime.combine(wanted.first, time(), config.zone).astimezone(UTC)
    end = datetime.combine(wanted.last + timedelta(days=1), time(), config.zone).astimezone(UTC)
    records = _SpanFetch(client, layout.map, wanted.jurisdiction, progress).records(start, end)
    return [_kept(record, layout.map) for record in records]


def to_json(records: list[Record]) -> bytes:
    """The records as a file that ingest reads."""
    return orjson.dumps(records)


def _kept(record: Record, mapping: Map) -> Record:
    return {name: record[name] if name in mapping.read else None for name in mapping.required}


class _SpanFetch:
    """The questions to one server."""

    def __init__(self, client: Client, mapping: Map, jurisdiction: str | None, progress: Progress | None) -> None:
        self._client, self._jurisdiction = client, jurisdiction
        self._shape = _shape({*mapping.read, IDENTIFIER, REQUESTED})
        self._tell = progress or (lambda done, total, text: None)
        self._full, self._asked = FULL, 0

    def records(self, start: datetime, end: datetime) -> list[Record]:
        pages, at = [], start
        while at < end:
            self._tell((at - start).days, (end - start).days, f"fetching requests from {at:%Y-%m-%d}")
            pages += self._pages(at, min(end, at + LONGEST))
            at += LONGEST
        # Spans share the moment between them: the same request may stand in both.
        found: dict[tuple[bool, str], Record] = {}
        for record in (record for page in self._verified(pages) for record in page.records):
            key = record[IDENTIFIER]
            found[key is None, str(len(found) if key is None else key)] = record
        return list(found.values())

    def _pages(self, start: datetime, end: datetime) -> list[_Page]:
        page = self._page(start, end)
        return [page] if len(page.records) < self._full else self._halves(page)

    def _halves(self, page: _Page) -> list[_Page]:
        if page.end - page.start <= SHORTEST:
            raise FetchError(
                f"{self._client.where(self._question(page.start, page.end))}: tells {len(page.records):,} requests "
                "within a minute: does the server keep to start_date and end_date? Nothing was loaded"
            )
        middle = _middle(page)
        return self._pages(page.start, middle) + self._pages(middle, page.end)

    def _verified(self, pages: list[_Page]) -> list[_Page]:
        """``pages``, halved on where the server's limit turns out to be lower than the standard's."""
        for _ in range(MOST_CHECKS):
            fullest = max(pages, key=lambda page: len(page.records))
            if len(fullest.records) < CHECKED_FROM or fullest.end - fullest.start <= SHORTEST:
                return pages
            middle = _middle(fullest)
            halves = self._page(fullest.start, middle).known | self._page(middle, fullest.end).known
            if halves <= fullest.known:
                return pages
            self._full = len(fullest.records)
            pages = [
                part for page in pages for part in (self._halves(page) if len(page.records) >= self._full else [page])
            ]
        raise FetchError(
            f"{self._client.base}: its answers do not agree with one another, so that requests may be missing; "
            "nothing was loaded: ask the council for a file"
        )

    def _question(self, start: datetime, end: datetime) -> Question:
        parameters = {"start_date": _written(start), "end_date": _written(end)}
        if self._jurisdiction is not None:
            parameters["jurisdiction_id"] = self._jurisdiction
        return Question("requests.json", parameters)

    def _page(self, start: datetime, end: datetime) -> _Page:
        question = self._question(start, end)
        self._asked += 1
        if self._asked > MOST_QUESTIONS:
            raise FetchError(f"{self._client.base}: {MOST_QUESTIONS:,} questions and no end: ask for fewer days")
        answer = self._client.ask(question, self._shape)
        requests = answer if isinstance(answer, list) else answer.service_requests
        records = [request.model_dump(by_alias=True) for request in requests]
        for at, record in enumerate(records):
            asked_at = _moment(record[REQUESTED])
            if asked_at is not None and not start - _SLACK <= asked_at <= end + _SLACK:
                raise FetchError(
                    f"{self._client.where(question)}: field {at}.{REQUESTED}: lies outside the span that was asked "
                    "for, so that nobody can tell what is missing; nothing was loaded"
                )
        return _Page(start, end, records)


def _shape(fields: Iterable[str]) -> TypeAdapter[Any]:
    """A list of requests with ``fields``, bare or wrapped; the rest of an answer is dropped while it is parsed."""
    names: dict[str, Any] = {
        f"field_{n}": (Scalar, field_of(default=None, alias=name)) for n, name in enumerate(sorted(fields))
    }
    request: type[BaseModel] = create_model("Request", **names)
    wrapped: type[BaseModel] = create_model("Wrapped", service_requests=(list[request], ...))
    bare, inside = Annotated[list[request], Tag(_FORMS[0])], Annotated[wrapped, Tag(_FORMS[1])]
    # Told apart by hand, so that a fault is named as one of the form that was sent.
    form = Discriminator(lambda value: _FORMS[isinstance(value, dict)])
    either: Any = Annotated[bare | inside, form]
    return TypeAdapter(either)


def _middle(page: _Page) -> datetime:
    return (page.start + (page.end - page.start) / 2).replace(microsecond=0)


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(value: Scalar) -> datetime | None:
    """The moment, taken as UTC where it names no zone; None where it is none, which ingest will say."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
