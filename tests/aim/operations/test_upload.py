"""A file that was sent in is loaded as the same file from the disk, and leaves nothing of itself there."""

from dataclasses import replace
from pathlib import Path

import extracts
import pyarrow.parquet as pq
import pytest

from aim import operations
from aim.errors import RefusedError
from aim.store import derived, ledger
from aim.store.incidents import IncidentStore

NAME = "2025-06-cleveland-street.csv"
NOTE = "a note that nobody may keep"


def content(count: int = 30, **changes: str) -> bytes:
    return extracts.text(extracts.rows(count, **changes)).encode()


def test_loads_what_the_same_file_would_and_builds_the_picture(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    sent = extracts.config(tmp_path / "sent")
    (record,) = operations.ingest_upload(sent, NAME, content(), progress=lambda *step: told.append(step))
    path = tmp_path / NAME
    path.write_bytes(content())
    (other,) = operations.ingest(extracts.config(tmp_path / "read"), [path])
    assert record == replace(other, load=record.load, received=record.received)
    assert (record.file, record.rows) == (NAME, 30)
    current = derived.current(sent.data)
    assert current is not None
    assert current["data_version"] == IncidentStore(sent.data).version() == 1
    steps = [text.split()[0] for _, _, text in told]
    assert list(dict.fromkeys(steps))[-2:] == ["counting", "working"]  # the picture is built, and its answers


def test_what_is_refused_changes_nothing(tmp_path: Path) -> None:
    config = extracts.config(tmp_path / "store")
    with pytest.raises(RefusedError, match="Teleportation"):
        operations.ingest_upload(config, NAME, content(kind="Teleportation"))
    assert ledger.loads(config.data) == []
    assert derived.current(config.data) is None


def test_fewer_rows_need_to_be_accepted(tmp_path: Path) -> None:
    config = extracts.config(tmp_path / "store")
    operations.ingest_upload(config, NAME, content())
    with pytest.raises(RefusedError, match="accept-smaller"):
        operations.ingest_upload(config, NAME, content(3))
    (record,) = operations.ingest_upload(config, NAME, content(3), accept_smaller=True)
    assert record.replaced == ("2025-06",)


def test_nothing_of_the_file_is_kept(tmp_path: Path) -> None:
    config = extracts.config(tmp_path / "store")
    rows = [extracts.row(number, mark=NOTE, lon="" if number % 2 else str(extracts.INSIDE[0])) for number in range(20)]
    operations.ingest_upload(config, NAME, extracts.text(rows).encode())
    kept = [path for path in config.data.rglob("*") if path.is_file()]
    tables = [path for path in kept if path.suffix == ".parquet"]
    assert len(tables) >= 2  # incidents and rejects
    assert not [path for path in kept if path.suffix == ".csv"]
    assert not [path for path in kept if NOTE.encode() in path.read_bytes()]
    assert not [path for path in tables if NOTE in str(pq.read_table(path).to_pylist())]
