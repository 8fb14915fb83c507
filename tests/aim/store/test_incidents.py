"""The incident table: one commit replaces exactly its months, and every version can be read again."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from aim import schema
from aim.errors import StoreError
from aim.store import incidents, ledger
from aim.store.incidents import IncidentStore

PROJECT = Path(__file__).resolve().parents[3]


def _held(store, version=None):
    return {(file.supplier, file.month): file.rows for file in store.files(version)}


def test_a_new_store_holds_nothing(data):
    store = IncidentStore(data)
    assert (store.exists(), store.version(), store.files(), store.standing("police", "x", ["2025-01"])) == (
        False, None, [], {},
    )  # fmt: skip
    assert not data.exists()  # looking leaves no trace


def test_one_commit_replaces_exactly_its_months(writing):
    store = writing.store
    assert writing.load({"2025-01": 3, "2025-02": 4}) == 1
    assert writing.load({"2025-01": 9}, supplier="durham") == 2
    assert writing.load({"2025-02": 5, "2025-03": 6}) == 3
    assert _held(store) == {
        ("cleveland", "2025-01"): 3,
        ("cleveland", "2025-02"): 5,
        ("cleveland", "2025-03"): 6,
        ("durham", "2025-01"): 9,
    }
    assert _held(store, 1) == {("cleveland", "2025-01"): 3, ("cleveland", "2025-02"): 4}
    assert store.standing("police", "cleveland", ["2025-02", "2025-04"]) == {"2025-02": 5}
    assert [file.path.exists() for file in store.files(1)] == [True, True]


def test_rows_come_back_as_they_were_written(writing):
    writing.load({"2025-01": 5})
    (file,) = writing.store.files()
    whole = writing.store.read(file)
    assert whole.schema.equals(schema.INCIDENTS)
    assert whole.drop_columns(list(schema.PARTITIONS)).equals(pq.ParquetFile(file.path).read())
    assert writing.store.read(file, ["month", "cell"]).column_names == ["month", "cell"]
    assert writing.store.read(file, [schema.MARGIN])["margin"].to_pylist() == [False, True, False, True, False]


def test_the_file_holds_the_schema_and_the_log_the_partitions(writing):
    writing.load({"2025-01": 5})
    (file,) = writing.store.files()
    parquet = pq.ParquetFile(file.path)
    assert parquet.schema_arrow.equals(schema.INCIDENT_FILE)
    packing = [parquet.metadata.row_group(0).column(n).compression for n in range(len(schema.INCIDENT_FILE))]
    assert packing == ["UNCOMPRESSED"] + ["ZSTD"] * (len(schema.INCIDENT_FILE) - 1)
    assert file.path.relative_to(writing.store.folder).parts[:3] == (
        "source=police", "supplier=cleveland", "month=2025-01",
    )  # fmt: skip
    assert DeltaTable(writing.store.folder).metadata().configuration == incidents.TABLE_SETTINGS


def test_a_load_may_store_nothing(writing):
    assert writing.load({}) == 1
    assert writing.store.exists()
    assert writing.store.files() == []
    assert writing.load({"2025-01": 0}) == 2
    assert _held(writing.store) == {("cleveland", "2025-01"): 0}


def test_a_month_twice_in_one_load_is_refused(writing):
    writing.load({"2025-01": 3})
    staged = writing.stage({"2025-02": 1}) + writing.stage({"2025-02": 2})
    with pytest.raises(StoreError, match="twice"):
        writing.store.commit(ledger.loads(writing.store.data)[0], staged)
    assert writing.store.version() == 1


def test_the_log_outlives_two_checkpoints_and_thirty_days(writing, monkeypatch):
    """By default old log entries vanish at the next checkpoint once they are 30 days old; version 3 must stay."""
    monkeypatch.setattr(incidents, "TABLE_SETTINGS", {**incidents.TABLE_SETTINGS, "delta.checkpointInterval": "4"})
    for number in range(1, 15):
        writing.load({"2025-01": number})
        old = time.time() - 400 * 86400 + number
        for path in writing.store.folder.rglob("*"):
            os.utime(path, (old, old))
    log = writing.store.folder / "_delta_log"
    assert len(list(log.glob("*.checkpoint.parquet"))) >= 3
    assert len(list(log.glob("*.json"))) == 15
    (file,) = writing.store.files(3)
    assert (file.rows, writing.store.read(file).num_rows) == (3, 3)
    assert [record.file for record in ledger.loads(writing.store.data, 3)] == ["1.zip", "2.zip", "3.zip"]
    assert DeltaTable(writing.store.folder).vacuum(dry_run=True) == []


def test_a_version_that_is_not_there(writing):
    writing.load({"2025-01": 3})
    for version in (2, 99):
        with pytest.raises(StoreError, match="1 to 1"):
            writing.store.files(version)


def test_a_corrupt_log_names_the_path_and_the_next_step(writing):
    writing.load({"2025-01": 3})
    (writing.store.folder / "_delta_log" / f"{1:020d}.json").write_text("{ not json")
    for ask in (writing.store.version, writing.store.files, lambda: ledger.loads(writing.store.data)):
        with pytest.raises(StoreError, match=r"(?s)incidents.*restore the store from a backup"):
            ask()


def test_a_lost_file_names_the_path_and_the_next_step(writing):
    writing.load({"2025-01": 3})
    (file,) = writing.store.files()
    file.path.write_bytes(b"PAR1 but not really")
    with pytest.raises(StoreError, match=r"month=2025-01.*restore the store from a backup"):
        writing.store.read(file)
    file.path.unlink()
    with pytest.raises(StoreError, match=r"month=2025-01.*restore the store from a backup"):
        writing.store.read(file)


def test_a_store_that_cannot_be_written_says_so(tmp_path, writing):
    (tmp_path / "file").write_text("in the way")
    store = IncidentStore(tmp_path / "file" / "store")
    with pytest.raises(StoreError, match=r"cannot be written.*run the command again"):
        store.writer("20260101T000000-00000001", ("police", "x", "2025-01"), 0)


def test_a_full_disk_changes_nothing(writing, monkeypatch):
    writing.load({"2025-01": 3})

    def full(handle):
        raise OSError(28, "No space left on device")

    writing.number = 7
    staged = writing.stage({"2025-01": 4})
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="No space left on device"):
            writing.stage({"2025-02": 4})
    assert (writing.store.version(), _held(writing.store)) == (1, {("cleveland", "2025-01"): 3})
    assert staged[0].path.exists()
    assert set(writing.store.sweep()) >= {staged[0].path}
    assert not staged[0].path.exists()


def test_a_commit_that_stands_counts_although_what_follows_failed(writing, monkeypatch):
    write = IncidentStore._write

    def fail_after(self, *what):
        write(self, *what)
        raise DeltaError("the checkpoint failed")

    monkeypatch.setattr(IncidentStore, "_write", fail_after)
    assert writing.load({"2025-01": 3}) == 1
    monkeypatch.setattr(IncidentStore, "_write", lambda self, *what: (_ for _ in ()).throw(DeltaError("no")))
    with pytest.raises(StoreError, match="cannot be written"):
        writing.load({"2025-01": 4})
    assert (writing.store.version(), _held(writing.store)) == (1, {("cleveland", "2025-01"): 3})


def test_data_log_and_folders_are_forced_to_the_disk(writing, monkeypatch):
    synced = []

    def note(handle):
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))

    if not Path("/proc/self/fd").exists():
        pytest.skip("this system does not tell the name of an open file")
    monkeypatch.setattr(os, "fsync", note)
    writing.load({"2025-01": 3})
    folder = writing.store.folder
    (file,) = writing.store.files()
    needed = [file.path, file.path.parent, file.path.parent.parent, folder / "_delta_log" / f"{1:020d}.json"]
    assert {str(path) for path in [*needed, folder / "_delta_log", folder]} <= set(synced)
    # the data before the log that names them
    assert synced.index(str(file.path)) < synced.index(str(needed[-1]))


def test_sweeping_removes_what_killed_loads_left_and_nothing_else(writing, data):
    writing.load({"2025-01": 3})
    kept = {path for path in data.rglob("*") if path.is_file()}
    (data / "rejects").mkdir()
    log = writing.store.folder / "_delta_log"
    left = [
        writing.store.folder / "source=police/supplier=cleveland/month=2025-01/20260101T000000-0000000f-3.parquet",
        data / "rejects" / "20260101T000000-0000000f.parquet",
        log / "_commit_5a7c.json.tmp",
        writing.store.folder / "source=police/part.parquet#1",
    ]
    others = [
        data / "rejects" / "notes.parquet",
        writing.store.folder / "source=police" / "part-00000-abc.zstd.parquet",
    ]
    for path in [*left, *others]:
        path.write_bytes(b"x")
    assert sorted(writing.store.sweep()) == sorted(left)
    assert {path for path in data.rglob("*") if path.is_file()} == kept | set(others)
    assert writing.store.sweep() == []


def test_a_folder_left_by_a_load_killed_while_the_table_was_made_is_no_table(writing):
    log = writing.store.folder / "_delta_log"
    log.mkdir(parents=True)
    (log / "_commit_1.json.tmp").write_text("{")
    assert writing.store.version() is None
    assert writing.load({"2025-01": 3}) == 1


def test_reading_ends_with_a_clean_exit(writing):
    """Readers of the library itself aborted at interpreter exit now and then; an exit code is part of the contract."""
    writing.load({"2025-01": 3})
    code = (
        "import sys; from pathlib import Path; from aim.store.incidents import IncidentStore;"
        "s = IncidentStore(Path(sys.argv[1])); print(sum(s.read(f).num_rows for f in s.files())); sys.exit(7)"
    )
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", code, str(writing.store.data)],
            capture_output=True,
            text=True,
            cwd=PROJECT,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (7, "3\n", "")


def test_the_aborting_readers_are_used_nowhere():
    for path in (PROJECT / "aim").rglob("*.py"):
        content = path.read_text(encoding="utf-8")
        assert "to_pyarrow_table" not in content, path
        assert "to_pyarrow_dataset" not in content, path
