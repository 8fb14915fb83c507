"""Ids as bytes, labels, suppliers' names, and the digest by which a month is known again."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim import ingest, schema
from aim.ingest import stored
from aim.ingest.suppliers import slug

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
    return bytes.fromhex(text) if plain else text.encode()


@given(ids=st.lists(IDS, max_size=20), skip=st.integers(0, 3))
def test_an_id_is_its_bytes(ids, skip):
    found = stored.reference(pa.array(ids, pa.string()).slice(skip))
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


@pytest.mark.parametrize("name", ["category", "street", "longitude", "latitude", "margin", "reference", "outcome"])
def test_a_digest_sees_every_column_that_is_delivered(name):
    table = _table(["a", "b"])
    other = {"longitude": 9.0, "latitude": 9.0, "margin": True, "reference": b"z"}.get(name, "z")
    column = pa.array([table[name][0].as_py(), other], schema.INCIDENT_FILE.field(name).type)
    assert _digest(table) != _digest(table.set_column(table.schema.get_field_index(name), name, column))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Cleveland Police", "cleveland"),
        ("  Cleveland   Police ", "cleveland"),
        ("Avon and Somerset Constabulary", "avon-and-somerset"),
        ("Devon & Cornwall Police", "devon-and-cornwall"),
        ("Metropolitan Police Service", "metropolitan"),
        ("City of London Police", "city-of-london"),
        ("Dyfed-Powys Police", "dyfed-powys"),
        ("British Transport Police", "btp"),
        ("Police Service of Northern Ireland", "northern-ireland"),
        ("Police", "police"),
        ("../../etc/passwd", "etc-passwd"),
        ("Gwylfa Môr", "gwylfa-mor"),
        ("x" * 300, "x" * 60),
        ("", None),
        (None, None),
        (" ?! ", None),
    ],
)
def test_the_short_name_of_a_supplier(name, short):
    assert slug(name, ingest.layouts()["police"].map.suppliers) == short
