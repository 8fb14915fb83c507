"""Whatever is done to a file, it is loaded so that its rows add up, or refused in words; nothing else ever happens."""

import extracts
import pytest
from extracts import month_file, rows, text
from hypothesis import given, settings
from hypothesis import strategies as st

from aim.errors import RefusedError
from aim.ingest import load
from aim.store import ledger
from aim.store.incidents import IncidentStore

PIECES = st.one_of(
    st.sampled_from([b'"', b"\n", b"\r", b",", b"\xff", b'""', b"\r\n", b'"\n', b',"', b"\0", b"\xef\xbb\xbf", b";"]),
    st.binary(max_size=4),
)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), PIECES), max_size=6)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A street file and an archive of two, as bytes."""
    path = tmp_path_factory.mktemp("whole") / "a.zip"
    members = {month_file(month): text(rows(25, month=month)) for month in ("2025-05", "2025-06")}
    return {"x.csv": text(rows(25)).encode(), "x.zip": extracts.archive(path, members).read_bytes()}


def _damaged(content: bytes, edits: list[tuple[float, int, bytes]], keep: float) -> bytes:
    for where, removed, piece in edits:
        at = int(where * len(content))
        content = content[:at] + piece + content[at + removed :]
    return content[: int(keep * len(content)) + 1]


@settings(max_examples=120, deadline=None)
@given(
    name=st.sampled_from(["x.csv", "x.zip"]),
    edits=EDITS,
    keep=st.one_of(st.just(1.0), st.floats(0, 1)),
)
def test_a_damaged_file(tmp_path_factory, whole, name, edits, keep):
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / name
    path.write_bytes(_damaged(whole[name], edits, keep))
    data = folder / "store"
    records, faults = [], ()
    try:
        records = load.ingest(extracts.config(data), [path], actor="t", placing=extracts.placing())
    except RefusedError as error:
        faults = error.faults
    assert bool(records) != bool(faults)
    if faults:
        assert all(fault.startswith(name) for fault in faults)
        assert IncidentStore(data).version() is None
        assert not [found for found in extracts.files_under(data) if found.endswith(".parquet")]
        return
    stored = sum(file.rows for file in IncidentStore(data).files())
    assert stored == sum(record.kept + record.margin for record in records)
    for record in records:
        assert record.rows == record.kept + record.outside + record.rejected
        assert ledger.rejects(data, record.load).num_rows == record.rejected
