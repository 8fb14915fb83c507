"""Rows that cannot be used are left out one by one, each with its line and the reason."""

import csv
import io

import extracts
import pytest
from extracts import HEADER, archive, month_file, row, rows, street, text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aim import ingest, schema
from aim.ingest import load
from aim.ingest.files import Member
from aim.ingest.formats.delimited import Reader
from aim.store import ledger
from aim.store.incidents import IncidentStore

BOTH = "Longitude, Latitude"
BAD = {
    "no longitude": ({"lon": ""}, ("no_coordinates", "Longitude", None)),
    "no latitude": ({"lat": " "}, ("no_coordinates", "Latitude", None)),
    "neither": ({"lon": "", "lat": ""}, ("no_coordinates", "Longitude", None)),
    "zero": ({"lon": "0", "lat": "0.000"}, ("zero_coordinates", BOTH, "0, 0.000")),
    "swapped": ({"lon": "54.57", "lat": "-1.23"}, ("swapped_coordinates", BOTH, "54.57, -1.23")),
    "words": ({"lon": "unknown"}, ("bad_coordinates", "Longitude", "xxxxxxx")),
    "bad latitude": ({"lat": "54,57"}, ("bad_coordinates", "Latitude", "54,57")),
    "not a number": ({"lon": "nan"}, ("bad_coordinates", "Longitude", "xxx")),
    "infinite": ({"lat": "-inf"}, ("bad_coordinates", "Latitude", "-xxx")),
    "endless": ({"lon": "1e999"}, ("bad_coordinates", "Longitude", "1e999")),
    "off the globe": ({"lat": "90.01"}, ("bad_coordinates", "Latitude", "90.01")),
    "far off the globe": ({"lon": "-1234567"}, ("bad_coordinates", "Longitude", "-1234567")),
    "underscore": ({"lon": "-1_0"}, ("bad_coordinates", "Longitude", "-9_9")),
    "other digits": ({"lon": "١"}, ("bad_coordinates", "Longitude", "١")),
    "long": ({"lon": "x" * 200}, ("bad_coordinates", "Longitude", "x" * 80)),
    "no month": ({"month": ""}, ("bad_month", "Month", None)),
    "other month": ({"month": "06/2025"}, ("bad_month", "Month", "06/2025")),
    "thirteenth month": ({"month": "2025-13"}, ("bad_month", "Month", "2025-13")),
    "a day": ({"month": "2025-06-01"}, ("bad_month", "Month", "2025-06-01")),
    "next month": ({"month": "2026-12"}, ("future_month", "Month", "2026-12")),
    "month and place": ({"month": "2099-01", "lon": ""}, ("future_month", "Month", "2099-01")),
}
SHAPES = {
    "0191 496 0123": "9999 999 9999",
    "0191-496-0123": "9999-999-9999",
    "07700.900123": "99999.999999",
    "020 7946 0123": "999 9999 9999",
    "31/02/2025": None,
    "2025-06-02T09:30:15+0100": None,
    "2/6/25 9.30 PM": None,
    "2025-13-01 25:00:00.123456": None,
}
GOOD = {
    "as it is": {},
    "this month": {"month": "2026-11"},
    "spaces": {"lon": " -1.2350 ", "month": " 2025-06", "kind": "Burglary "},
    "power of ten": {"lon": "-1235e-3"},
    "plus and point": {"lon": "-1.", "lat": "+54.57"},
    "on the meridian": {"lon": "0", "lat": "51.5003"},
    "elsewhere": {"lon": "151.2093", "lat": "-33.8688"},
}


@pytest.mark.parametrize(("changes", "expected"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_rejected_with_its_reason(tmp_path, ingest, store, changes, expected):
    (record,) = ingest(street(tmp_path / "x.csv", [row(1), row(2, **changes), row(3)]))
    assert (record.rows, record.kept, record.rejected, record.reasons) == (3, 2, 1, {expected[0]: 1})
    rejects = ledger.rejects(store.data, record.load)
    assert rejects.schema.equals(schema.REJECTS)
    assert rejects.to_pylist() == [
        {"file": "x.csv", "line": 3, "reason": expected[0], "column": expected[1], "value": expected[2]}
    ]


@pytest.mark.parametrize(("said", "shape"), SHAPES.items())
def test_of_what_is_no_date_only_the_shape_is_kept(tmp_path, ingest, store, said, shape):
    (record,) = ingest(street(tmp_path / "x.csv", [row(1), row(2, month=said)]))
    assert [r["value"] for r in ledger.rejects(store.data, record.load).to_pylist()] == [shape or said]


@pytest.mark.parametrize("said", ["07700.900123", "0191 4960123", "07700900123", "0191-496"])
def test_of_what_is_no_coordinate_only_the_shape_is_kept(tmp_path, ingest, store, said):
    (record,) = ingest(street(tmp_path / "x.csv", [row(1), row(2, lon=said)]))
    assert not [r for r in ledger.rejects(store.data, record.load).to_pylist() if said in (r["value"] or "")]


@pytest.mark.parametrize("changes", GOOD.values(), ids=GOOD.keys())
def test_a_row_that_only_looks_odd_is_not_rejected(tmp_path, ingest, changes):
    (record,) = ingest(street(tmp_path / "x.csv", [row(1, **changes)]))
    assert (record.rows, record.rejected, record.kept + record.outside) == (1, 0, 1)


def test_a_row_of_another_number_of_columns_shifts_nothing(tmp_path, ingest, store):
    lines = text(rows(5)).splitlines()
    short, long = ",".join(lines[2].split(",")[:-1]), lines[3] + ",one more"
    path = tmp_path / "x.csv"
    path.write_text("\n".join([*lines[:2], short, "", *lines[2:4], long, "x", *lines[4:]]) + "\n")
    (record,) = ingest(path)
    assert (record.rows, record.kept, record.reasons) == (8, 5, {"bad_row": 3})
    found = ledger.rejects(store.data, record.load).to_pylist()
    assert [(r["line"], r["reason"], r["column"], r["value"]) for r in found] == [
        (3, "bad_row", None, None),
        (7, "bad_row", None, None),
        (8, "bad_row", None, None),
    ]
    assert [r["reference"] for r in store.read(store.files()[0]).to_pylist()] == [
        bytes.fromhex(r["Crime ID"]) for r in rows(5)
    ]


def test_a_block_of_bad_rows_only_is_counted(tmp_path, ingest, monkeypatch):
    """Half a letter at the end of a file comes as a block of its own."""
    content = text(rows(3)).encode()
    (tmp_path / "x.csv").write_bytes(content + b"\xc2")
    (record,) = ingest(tmp_path / "x.csv")
    assert (record.rows, record.kept, record.reasons) == (4, 3, {"bad_row": 1})
    monkeypatch.setattr("aim.ingest.formats.delimited.BLOCK", len(content.splitlines()[0]) + 400)
    (tmp_path / "y.csv").write_bytes(content + b"x\n" * 1000 + content.split(b"\n", 1)[1])
    (record,) = ingest(tmp_path / "y.csv")
    assert (record.rows, record.kept, record.reasons["bad_row"]) == (1006, 6, 1000)


def test_bad_rows_are_counted_to_the_main_sender_of_their_file(tmp_path, ingest):
    lines = text([*rows(2, by="Durham Constabulary"), *rows(3)]).splitlines()
    path = tmp_path / "x.csv"
    path.write_text("\n".join([*lines, "x,y"]))
    records = ingest(path)
    assert [(r.supplier, r.rows, r.rejected) for r in records] == [("cleveland", 4, 1), ("durham", 2, 0)]


def test_a_delivery_of_rejects_only_is_told_once(tmp_path, ingest, store):
    path = street(tmp_path / "x.csv", rows(3, month="2099-01"))
    (record,) = ingest(path)
    assert (record.rows, record.rejected, record.months, record.unchanged, store.version()) == (3, 3, (), False, 1)
    assert ledger.rejects(store.data, record.load).num_rows == 3
    assert (ingest(path)[0].unchanged, store.version()) == (True, 1)


def test_rejects_that_are_new_are_told_though_what_is_stored_stays(tmp_path, ingest, store):
    ingest(archive(tmp_path / "a.zip", {month_file(): text([*rows(3), row(lon="")])}))
    assert ingest(archive(tmp_path / "b.zip", {month_file(): text([row(lon=""), *rows(3)])}))[0].unchanged
    (record,) = ingest(street(tmp_path / "c.csv", [*rows(3), *rows(2, lat="north")]))
    assert (record.unchanged, record.digests, store.version()) == (False, {}, 2)
    assert ledger.rejects(store.data, record.load).num_rows == 2
    assert ingest(tmp_path / "c.csv")[0].unchanged


def test_rejects_of_several_files_name_theirs(tmp_path, ingest, store):
    path = extracts.archive(
        tmp_path / "x.zip",
        {
            extracts.month_file("2025-04"): text([row(month="2025-04"), row(month="2025-04", lon="")]),
            extracts.month_file("2025-05"): text([row(month="2025-05", lat=""), row(month="2025-05"), row(month="?")]),
        },
    )
    (record,) = ingest(path)
    found = {(r["file"][-23:], r["line"]) for r in ledger.rejects(store.data, record.load).to_pylist()}
    assert found == {
        ("-04-cleveland-street.csv"[-23:], 3),
        ("-05-cleveland-street.csv"[-23:], 2),
        ("-05-cleveland-street.csv"[-23:], 4),
    }


def _numbered(drawn: list[tuple[str, str]]) -> tuple[str, dict[int, str]]:
    """A file of the drawn rows, and which lines of it are rejected for what; worked out with the standard library."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    line, rejected = 2, {}
    for number, (kind, name) in enumerate(drawn):
        if kind == "blank line":
            out.write("\n")
        elif kind == "bad row":
            writer.writerow(["x"] * (3 if name == "short" else 14))
            rejected[line] = "bad_row"
        else:
            changes, code = (BAD[name][0], BAD[name][1][0]) if kind == "bad" else (GOOD[name], None)
            writer.writerow([row(number, **changes)[column] for column in HEADER])
            if code:
                rejected[line] = code
        line += 1
    return out.getvalue(), rejected


def test_padded_values_are_read_without_their_padding(tmp_path, ingest):
    """A file with columns of fixed width: also what stands for nothing is padded."""
    named = {name: f" {value} \u00a0" for name, value in row(1).items()}
    (record,) = ingest(street(tmp_path / "x.csv", [named]))
    assert (record.rows, record.kept, record.dropped) == (1, 1, {})


DRAWN = st.one_of(
    st.tuples(st.just("bad"), st.sampled_from(sorted(BAD))),
    st.tuples(st.just("good"), st.sampled_from(sorted(GOOD))),
    st.tuples(st.just("bad row"), st.sampled_from(["short", "long"])),
    st.tuples(st.just("blank line"), st.just("")),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(DRAWN, max_size=60),
    block=st.sampled_from([600, 5000, 1 << 22]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_any_mixture_of_rows_adds_up_and_every_reject_has_its_line(tmp_path_factory, drawn, block, newline):
    content, rejected = _numbered([("good", "as it is"), *drawn])
    data = tmp_path_factory.mktemp("mixture")
    (data / "x.csv").write_text(content, newline=newline)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("aim.ingest.formats.delimited.BLOCK", block)
        config = extracts.config(data / "store")
        (record,) = load.ingest(config, [data / "x.csv"], actor="t", placing=extracts.placing())
    found = ledger.rejects(data / "store", record.load).to_pylist()
    assert {r["line"]: r["reason"] for r in found} == rejected
    assert len(found) == len(rejected) == record.rejected == sum(record.reasons.values())
    assert record.rows == record.kept + record.outside + record.rejected
    assert record.rows == len([r for r in csv.reader(io.StringIO(content)) if r]) - 1
    store = IncidentStore(data / "store")
    assert sum(file.rows for file in store.files()) == record.kept + record.margin


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=8), min_size=10, max_size=14
        ),
        max_size=20,
    )
)
def test_reading_agrees_with_the_standard_library(cells):
    """Whatever stands in the cells, quoted or not: the same rows, and the rest is told apart by its record number."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(cells)
    content = out.getvalue().encode()
    reader = Reader(Member("x.csv", len(content), lambda: io.BytesIO(content)), ingest.layouts()["police"].map)
    found = []
    for batch in reader:
        texts = [batch.columns[name].to_pylist() for name in ("Crime ID", "Month", "Location", "Context")]
        found += zip(batch.record.tolist(), *texts, strict=True)
    records = list(enumerate(csv.reader(io.StringIO(out.getvalue())), start=1))[1:]
    assert found == [(n, *(r[at].strip() or None for at in (0, 1, 6, 11))) for n, r in records if len(r) == 12]
    assert reader.bad == [n for n, r in records if len(r) != 12]
    assert reader.rows == len(records)


def test_a_block_of_bad_rows_alone_is_no_trouble(tmp_path, ingest, monkeypatch):
    monkeypatch.setattr("aim.ingest.formats.delimited.BLOCK", 600)
    path = tmp_path / "x.csv"
    path.write_text(text(rows(2)) + "x,y\n" * 500 + text(rows(2, first=5)).split("\n", 1)[1])
    (record,) = ingest(path)
    assert (record.rows, record.kept, record.reasons) == (504, 4, {"bad_row": 500})
