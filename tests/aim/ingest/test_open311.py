"""JSON of Open311 as servers send it: fields that come and go, numbers for text, wrapped lists, and what is none."""

import io
import json
from collections.abc import Callable

import pytest
from conftest import PROJECT
from hypothesis import given
from hypothesis import strategies as st

from aim import config, ingest
from aim.ingest import formats
from aim.ingest.faults import FileFault
from aim.ingest.files import Member

MAP = ingest.layouts(config.load(PROJECT / "nowhere", {}))["council-requests"].map
READ = MAP.read


def member(content: bytes) -> Member:
    return Member("requests.json", len(content), lambda: io.BytesIO(content))


def read(content: bytes) -> list[dict[str, str | None]]:
    """Every request as its columns of text, with ``record``."""
    rows = []
    for batch in formats.reader(member(content), MAP):
        texts = {name: column.to_pylist() for name, column in batch.columns.items()}
        rows += [{name: values[n] for name, values in texts.items()} | {"record": int(batch.record[n])}
                 for n in range(len(batch))]  # fmt: skip
    return rows


def request(number: int, **fields: object) -> dict[str, object]:
    return (
        {name: f"{name} {number}" for name in READ}
        | {"description": "never read", "lat": 54.5742, "long": -1.235}
        | fields
    )


@pytest.mark.parametrize("wrap", [lambda found: found, lambda found: {"service_requests": found}])
def test_a_list_is_read_bare_or_wrapped(wrap):
    found = read(json.dumps(wrap([request(1), request(2, lat=None, zipcode=["x"])])).encode())
    assert [row["record"] for row in found] == [1, 2]
    assert (found[0]["lat"], found[0]["long"], found[1]["lat"]) == ("54.5742", "-1.235", None)
    assert "description" not in found[0]


def test_a_field_that_one_request_leaves_out_is_blank():
    second = request(2)
    del second[MAP.columns.reference]
    found = read(json.dumps([request(1), second]).encode())
    assert [row[MAP.columns.reference] for row in found] == [f"{MAP.columns.reference} 1", None]


def test_a_field_that_no_request_has_refuses_the_file():
    with pytest.raises(FileFault, match="missing column"):
        read(json.dumps([{"service_request_id": "1"}]).encode())


def test_what_is_no_request_is_a_bad_row():
    content = json.dumps([request(1), "text", None, request(2)]).encode()
    reader = formats.reader(member(content), MAP)
    assert [batch.record.tolist() for batch in reader] == [[1, 4]]
    assert (reader.bad, reader.rows) == ([2, 3], 4)


@pytest.mark.parametrize(
    "content", [b"{}", b"[", b'{"error": "no"}', b'[{"a": NaN}]', b'[{"a": 1}', b'"text"', b"[1] x"]
)
def test_other_json_is_refused_without_repeating_it(content):
    with pytest.raises(FileFault) as caught:
        read(content)
    assert "Open311" in str(caught.value) or "missing column" in str(caught.value)


def test_an_empty_list_has_no_rows():
    reader = formats.reader(member(b"[]"), MAP)
    assert (list(reader), reader.rows, reader.bad) == ([], 0, [])


def test_bytes_of_another_encoding_are_read():
    content = json.dumps([request(1, service_name="Café")], ensure_ascii=False).encode("cp1252")
    assert read(content)[0].get("service_name") in (None, "Café")


def test_the_fields_of_the_first_request_are_the_header():
    header = formats.header(member(json.dumps({"service_requests": [request(1)]}).encode()))
    assert set(header(MAP)) == set(request(1))
    assert header(ingest.layouts()["police"].map) == []


SCALARS = st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False), st.text(max_size=5))
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


def _fault(work: Callable[[], object]) -> str | None:
    try:
        work()
    except FileFault as fault:
        return str(fault)
    return None


@given(ANYTHING)
def test_any_json_is_read_or_refused_in_words(value):
    content = json.dumps(value).encode()
    for work in (lambda: list(formats.reader(member(content), MAP)), lambda: formats.header(member(content))(MAP)):
        assert _fault(work) != ""


def test_a_number_that_json_cannot_hold_exactly_is_no_reference():
    """Read as floating-point numbers, these two would be one incident."""
    name = MAP.columns.reference
    content = json.dumps([request(1), request(2), request(3)]).replace(f'"{name} 1"', "12345678901234567890123")
    content = content.replace(f'"{name} 2"', "12345678901234567890124").replace(f'"{name} 3"', "9007199254740993")
    assert [row[name] for row in read(content.encode())] == [None, None, "9007199254740993"]
