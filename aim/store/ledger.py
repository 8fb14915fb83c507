"""The ledger: one load is one commit, and the commit's own metadata is its ledger row."""

import json
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from aim import schema
from aim.errors import StoreError
from aim.store import durable, naming, retention
from aim.store.record import LOAD, LoadRecord
from aim.store.replay import Replay, Step
from aim.store.staged import Key

__all__ = [
    "LoadRecord",
    "Step",
    "commits",
    "history",
    "loads",
    "received",
    "received_at",
    "rejects",
    "rejects_path",
    "standing_kept",
    "write_rejects",
]

METADATA = "aim.load"
TABLE = naming.TABLE
REJECTS = naming.REJECTS


def loads(data: Path, version: int | None = None) -> list[LoadRecord]:
    """Every load of the store up to ``version``, oldest first; read from the log, where each is one commit."""
    return [record for number, record in commits(data) if version is None or number <= version]


def commits(data: Path) -> list[tuple[int, LoadRecord]]:
    """Every load with the version it made. Raises :class:`StoreError` where a log file cannot be read."""
    found = []
    for path in sorted((data / TABLE / "_delta_log").glob("*.json")):
        if path.stem.isdigit():
            record = _record(path)
            if record is not None:
                found.append((int(path.stem), record))
    return found


def _record(path: Path) -> LoadRecord | None:
    try:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                info = json.loads(line).get("commitInfo")
                if info is not None:
                    text = info.get(METADATA)
                    return None if text is None else LoadRecord.from_json(json.loads(text))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise StoreError(f"{path} cannot be read as a log file ({error}): restore the store from a backup") from error
    return None


def history(data: Path) -> list[Step]:
    """Every step of the store, oldest first: its version, its record, and by what undo it was taken back."""
    found = commits(data)
    undone = Replay(record for _, record in found).undone
    return [Step(version, record, undone.get(record.load)) for version, record in found]


def standing_kept(loads: Iterable[LoadRecord]) -> dict[Key, int]:
    """Kept rows (inside the area as it was at the load) of each source, supplier and month as ``loads`` left them."""
    return {key: stands.kept for key, stands in Replay(loads).stands.items()}


def received_at(loads: Iterable[LoadRecord]) -> dict[Key, str]:
    """When what stands for each source, supplier and month was received, as ``loads`` (from the first on) left it.

    ISO 8601, UTC: the time of the load that wrote the file that stands (also where an undo put it back), or of the last
    confirmation since, when the same content came again after its source's delay.
    """
    return {key: stands.received for key, stands in Replay(loads).stands.items()}


def received(data: Path, source: str, supplier: str, month: str) -> str | None:
    """ISO time at which what stands for a month was received (:func:`received_at`); None where nothing stands."""
    return received_at(loads(data)).get((source, supplier, month))


def rejects_path(data: Path, load: str) -> Path:
    """Where the rejects of ``load`` lie; they count only if the load's commit exists."""
    return data / REJECTS / f"{load}.parquet"


def write_rejects(data: Path, load: str, tables: Iterable[pa.Table]) -> Path:
    """Write the rejects of a load, before its commit; ``tables`` can be cast to ``schema.REJECTS``."""
    path = rejects_path(data, load)
    with durable.writing(path):
        durable.make_folders(path.parent)
        with pq.ParquetWriter(path, schema.REJECTS, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table.cast(schema.REJECTS))
        durable.sync_file(path)
        durable.sync_folder(path.parent)
    return path


def rejects(data: Path, load: str) -> pa.Table:
    """The rejects of a load, in the order they were written; none of an undo, or where policy dropped them.

    Raises :class:`StoreError` for an unknown load.
    """
    steps = commits(data)
    found = next(((version, record) for version, record in steps if record.load == load), None)
    if found is None:
        raise StoreError(f"{data} holds no load {load!r}: `aim history` names the loads there are")
    if found[1].kind != LOAD or retention.rejects_gone(retention.cuts(steps), *found):
        return schema.REJECTS.empty_table()
    path = rejects_path(data, load)
    try:
        with pq.ParquetFile(path) as file:
            return file.read()
    except durable.UNREADABLE as error:
        raise StoreError(f"{path} cannot be read ({error}): restore the store from a backup") from error
