"""JSON of Open311 GeoReport v2: a list of service requests, bare or as ``{"service_requests": [...]}``.

Standard: GeoReport v2, "GET service requests" (https://wiki.open311.org/GeoReport_v2). Fields that a request leaves out
are blank. The records of a file are its requests, the first being 1.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from aim.ingest import text
from aim.ingest.faults import FileFault
from aim.ingest.files import Member
from aim.ingest.maps import Map
from aim.ingest.rows import LABELS, Rows, cleaned, columns_to_read

WRAPPER = "service_requests"
MOST_BYTES = 500_000_000  # a JSON text must be held whole to be read; an inbox of a town is some megabytes
_EXACT = 2.0**53  # whole numbers from here on run into one another as floating-point ones
_NO_JSON = "is not JSON as Open311 has it (a list of requests)"


class Reader:
    """Reads one JSON file by a map; see :class:`aim.ingest.rows.Reader`."""

    def __init__(self, member: Member, mapping: Map, on_bytes: Callable[[int], None] | None = None) -> None:
        self.member, self.mapping = member, mapping
        self.bad: list[int] = []
        self._read = 0
        self._on_bytes = on_bytes or (lambda done: None)

    @property
    def rows(self) -> int:
        """Requests read, bad ones included."""
        return self._read

    def lines(self, record: np.ndarray) -> np.ndarray:
        """The place of each request in the list, the first being 1."""
        return record

    def __iter__(self) -> Iterator[Rows]:
        """Raises :class:`FileFault` for fields that no request has, and for what is no such JSON."""
        if self.member.size > MOST_BYTES:
            raise FileFault(f"is larger than {MOST_BYTES // 1_000_000} MB: export it in shorter spans of dates")
        with self.member.open() as raw:
            content = text.TextStream(raw).read()
        requests = _requests(content)
        self._on_bytes(len(content))
        self._read = len(requests)
        self.bad = [at for at, request in enumerate(requests, start=1) if not isinstance(request, dict)]
        good = [(at, each) for at, each in enumerate(requests, start=1) if isinstance(each, dict)]
        if not good:
            return
        present = list(dict.fromkeys(name for _, request in good for name in request))
        columns = columns_to_read(present, self.mapping)
        values: dict[str, pa.Array] = {}
        blanks = self.mapping.layout.blanks
        for name in columns:
            texts = pa.array([_text(request.get(name), blanks) for _, request in good], pa.string())
            texts = cleaned(texts, blanks)
            values[name] = texts if name == self.mapping.columns.reference else texts.cast(LABELS)
        yield Rows(values, np.array([at for at, _ in good], dtype=np.int64))


def names(begun: str) -> list[str]:
    """The fields of the first request in the beginning of a file. Raises :class:`FileFault` where there is none."""
    at = begun.find("{")
    wrapped = begun.lstrip().startswith("{")
    if wrapped:
        bracket = begun.find("[")
        at = begun.find("{", bracket) if bracket >= 0 else -1
    if at < 0:
        return []
    try:
        first, _ = json.JSONDecoder().raw_decode(begun, at)
    except (ValueError, RecursionError) as error:
        raise FileFault(f"{_NO_JSON}: its first request cannot be read") from error
    return list(first) if isinstance(first, dict) else []


def _requests(content: bytes) -> list[Any]:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        # The parser's own words may repeat what stands in the file.
        raise FileFault(f"{_NO_JSON}: it breaks off or breaks the rules in line {error.lineno}") from error
    if isinstance(found, dict):
        found = found.get(WRAPPER)
    if not isinstance(found, list):
        raise FileFault(_NO_JSON)
    return found


def _text(value: Any, blanks: Sequence[str]) -> str | None:
    """A value as text; a list or an object is none that a column could hold.

    Nor is a number that JSON's readers cannot hold exactly: two long ids would be one.
    """
    if value is None or isinstance(value, (list, dict)) or (isinstance(value, float) and abs(value) >= _EXACT):
        return None
    written = value if isinstance(value, str) else orjson.dumps(value).decode()
    return None if written == "" or written in blanks else written
