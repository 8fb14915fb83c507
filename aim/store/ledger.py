"""The ledger: one load is one commit, and the commit's own metadata is its ledger row."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from aim import schema
from aim.errors import StoreError
from aim.store import durable

METADATA = "aim.load"
TABLE = "incidents"
REJECTS = "rejects"


@dataclass(frozen=True)
class LoadRecord:
    """What one load brought; always ``rows == kept + outside + rejected``.

    ``months`` are the months the delivery held; ``digests`` names those of them that this load wrote (a month whose
    stored content would be the same is not written again) with the digest of what was stored, ``month_kept`` the kept
    rows of the same months, ``replaced`` those of them that stood before. ``margin`` is a part of ``outside``.
    ``received`` is ISO 8601, UTC. ``kind``: what was done; an undo names the load it undoes in ``undoes``. ``removed``
    are months that nothing stands for after it. ``confirmed`` are months that came again as they stood, after their
    source's delay: they count as received anew. ``dropped`` counts values not kept, by our column ("outcome").
    ``facts`` is :meth:`aim.schema.Source.to_json` as its map then said.
    """

    load: str
    source: str
    agency: str
    supplier: str
    file: str
    sha256: str
    months: tuple[str, ...]
    rows: int
    kept: int
    outside: int
    margin: int
    rejected: int
    reasons: dict[str, int]
    replaced: tuple[str, ...]
    unchanged: bool
    received: str
    actor: str
    demonstration: bool
    digests: dict[str, str]
    month_kept: dict[str, int]
    ignored: tuple[str, ...] = ()
    kind: str = "load"  # "load" | "undo" | "retain"
    undoes: str | None = None
    removed: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "LoadRecord":
        """The inverse of :meth:`to_json`; keys of a later version are passed over."""
        known = {each.name for each in fields(cls)}
        kept: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if k in known}
        return cls(**kept)


def loads(data: Path, version: int | None = None) -> list[LoadRecord]:
    """Every load of the store up to ``version``, oldest first; read from the log, where each is one commit."""
    return [record for number, record in commits(data) if version is None or number <= version]


def commits(data: Path) -> list[tuple[int, LoadRecord]]:
    """Every load with the version it made. Raises :class:`StoreError` where a log file cannot be read."""
    found = []
    for path in sorted((data / TABLE / "_delta_log").glob("*.json")):
        if path.stem.isdigit():
            text = _metadata(path)
            if text is not None:
                found.append((int(path.stem), LoadRecord.from_json(json.loads(text))))
    return found


def _metadata(path: Path) -> str | None:
    try:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                info = json.loads(line).get("commitInfo")
                if info is not None:
                    text = info.get(METADATA)
                    return None if text is None else str(text)
    except (OSError, ValueError, AttributeError) as error:
        raise StoreError(f"{path} cannot be read as a log file ({error}): restore the store from a backup") from error
    return None


def standing_kept(loads: Iterable[LoadRecord]) -> dict[tuple[str, str, str], int]:
    """Kept rows (inside the area as it was at the load) of each source, supplier and month as ``loads`` left them."""
    return {
        (record.source, record.supplier, month): kept for record in loads for month, kept in record.month_kept.items()
    }


def received(data: Path, source: str, supplier: str, month: str) -> str | None:
    """ISO time of the last load that brought new content for a month; None where none did."""
    times = [r.received for r in loads(data) if (r.source, r.supplier) == (source, supplier) and month in r.digests]
    return times[-1] if times else None


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
    """The rejects of a load, in the order they were written. Raises :class:`StoreError` for an unknown load."""
    if all(record.load != load for record in loads(data)):
        raise StoreError(f"{data} holds no load {load!r}: `aim status` names the loads there are")
    path = rejects_path(data, load)
    try:
        return pq.ParquetFile(path).read()
    except (OSError, pa.ArrowException) as error:
        raise StoreError(f"{path} cannot be read ({error}): restore the store from a backup") from error
