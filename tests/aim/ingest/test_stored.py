"""Ids as bytes, names of streets, and the digest by which a month is known again."""

import hmac
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim import schema
from aim.ingest import stored

KEY = bytes(range(32))
IDS = st.one_of(
    st.none(),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.text("0123456789abcdefABCDEFgé-", min_size=1, max_size=70),
    st.text("0123456789abcdefg", min_size=64, max_size=64),
)


def _slow(text: str | None) -> bytes | None:
    if text is None:
        return None
    plain = len(text) == 64 and all(letter in "0123456789abcdefABCDEF" for letter in text)
    return bytes.fromhex(text) if plain else hmac.digest(KEY, text.encode(), "sha256")


@given(ids=st.lists(IDS, max_size=20), skip=st.integers(0, 3))
def test_an_id_is_its_bytes(ids, skip):
    found = stored.reference(pa.array(ids, pa.string()).slice(skip), KEY)
    found.validate(full=True)
    assert found.to_pylist() == [_slow(text) for text in ids[skip:]]


def _table(ids, count=6):
    return pa.table(
        {
            "reference": pa.array([None if n is None else n.encode() for n in ids], pa.binary()),
            "category": pa.array(["drugs"] * len(ids)),
            "outcome": pa.array([None if n is None else n for n in ids]),
            "street": pa.array(["a"] * len(ids)),
            "longitude": pa.array([float(n) for n in range(len(ids))]),
            "latitude": pa.array([54.5] * len(ids)),
            "located_by": pa.array(["point"] * len(ids)),
            "precision_m": pa.array([150] * len(ids), pa.int32()),
            "cell": pa.array([1] * len(ids)),
            "area": pa.nulls(len(ids), pa.string()),
            "occurred_from": pa.nulls(len(ids), schema.INCIDENT_FILE.field("occurred_from").type),
            "occurred_to": pa.nulls(len(ids), schema.INCIDENT_FILE.field("occurred_to").type),
            "margin": pa.array([n is None for n in ids]),
        },
        schema=schema.INCIDENT_FILE,
    )


def _digest(*tables):
    digest = stored.Digest()
    for table in tables:
        digest.update(table)
    return digest.hexdigest()


TEXTS = st.lists(st.one_of(st.none(), st.text("ab", max_size=3)), max_size=12)


@given(ids=TEXTS, at=st.integers(0, 12))
def test_a_digest_does_not_depend_on_how_the_rows_were_cut(ids, at):
    table = _table(ids)
    assert _digest(table) == _digest(table.slice(0, at), table.slice(at)) == _digest(pa.concat_tables([table]))


@given(one=TEXTS, other=TEXTS)
def test_a_digest_tells_other_rows_apart(one, other):
    assert (_digest(_table(one)) == _digest(_table(other))) == (one == other)


OTHERS = {
    "longitude": 9.0, "latitude": 9.0, "margin": True, "reference": b"z", "precision_m": 9, "located_by": "postcode",
    "occurred_from": datetime(2025, 6, 2, tzinfo=UTC), "occurred_to": datetime(2025, 6, 2, tzinfo=UTC), "area": "East",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in schema.INCIDENT_FILE.names if name != "cell"])
def test_a_digest_sees_every_column_that_is_delivered(name):
    table = _table(["a", "b"])
    column = pa.array([table[name][0].as_py(), OTHERS.get(name, "z")], schema.INCIDENT_FILE.field(name).type)
    assert _digest(table) != _digest(table.set_column(table.schema.get_field_index(name), name, column))


@pytest.mark.parametrize("name", ["longitude", "occurred_from", "precision_m", "outcome"])
def test_a_digest_tells_which_of_the_rows_has_a_value(name):
    """One value and one blank: the values alone would be the same in either order."""
    table = _table(["a", "b"])
    value = OTHERS.get(name, "z")
    columns = [pa.array(values, schema.INCIDENT_FILE.field(name).type) for values in ([value, None], [None, value])]
    at = table.schema.get_field_index(name)
    one, other = (table.set_column(at, schema.INCIDENT_FILE.field(name), column) for column in columns)
    assert _digest(one) != _digest(other)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("On or near Linthorpe Road", "Linthorpe Road"),
        ("on or near  A172 ", "A172"),
        ("On or near TS4 2", "TS4 2"),
        ("Linthorpe Road", None),
        ("12 Linthorpe Road", None),
        ("On or near Someone 07700900127", None),
        ("On or near someone@example.org", None),
        ("On or near Someone 0191 496 0123", None),
        ("On or near 14 Linthorpe Road", None),
        ("On or near 14a, Linthorpe Road", None),
        ("On or near Flat 3", None),
        ("On or near Dale Court, flat b", None),
        ("On or near 1st Avenue", "1st Avenue"),
        ("On or near Pier 39", "Pier 39"),
        ("On or near ", None),
        ("", None),
    ],
)
def test_only_a_published_anchor_is_a_street(text, kept):
    assert stored.street(text) == kept
