"""Forgetting by policy: months dropped from every version, their counts kept, and what was done written down.

In this order, so that a kill at any point loses nothing and leaves nothing half done: the counts and the note are
written under the id of the step, the commit takes the months out of what stands, then the files of all versions are
deleted, values taken out of rejects and details out of pictures. Where that was cut short the next write of any kind
ends it (:func:`aim.store.sweeping.sweep`).

Pictures made before stay: they are what a meeting saw, and hold counts by cell, month and category, without reference,
street of an incident, outcome or time, and nothing of a sensitive category below its neighbourhood. What else they hold
of the months dropped, points and days, is taken out of them (:mod:`aim.store.paring`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from aim import schema
from aim.errors import StoreError
from aim.store import durable, ledger, log, naming, retention
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.record import RETAIN, LoadRecord, new_id

FOLDER = naming.RETAINED
COUNTS = pa.schema(
    [
        pa.field(schema.SOURCE, pa.string(), nullable=False),
        pa.field(schema.SUPPLIER, pa.string(), nullable=False),
        pa.field(schema.MONTH, pa.string(), nullable=False),
        pa.field(schema.CATEGORY, pa.string(), nullable=False),
        pa.field(schema.NEIGHBOURHOOD, pa.string(), nullable=False),
        pa.field(schema.WARD, pa.string()),  # null where the category is held by neighbourhood only
        pa.field(schema.COUNT, pa.int64(), nullable=False),
    ]
)
Count = Callable[[IncidentFile], pa.Table]  # incidents of one file in the schema COUNTS


@dataclass(frozen=True)
class Due:
    """What policy drops of one source and supplier: months that stand, files of every version, loads of rejects."""

    source: str
    supplier: str
    standing: tuple[IncidentFile, ...]
    files: tuple[log.Named, ...]
    rejects: tuple[str, ...]  # loads whose rejects are deleted
    bared: tuple[str, ...]  # loads whose rejects lose their values

    @property
    def months(self) -> tuple[str, ...]:
        """The months concerned, ascending."""
        return tuple(sorted({file.key[2] for file in self.files}))


def due(data: Path, before: str) -> list[Due]:
    """What is held of months earlier than ``before``, by source and supplier; empty where nothing is."""
    steps = ledger.commits(data)
    past = retention.cuts(steps)
    old = [file for file in log.named(data).values() if file.key[2] < before and not log.is_dropped(file, past)]
    standing = [file for file in IncidentStore(data).files() if file.month < before]
    found = []
    for pair in sorted({(record.source, record.supplier) for _, record in steps}):
        then = [*past, retention.Cut(steps[-1][0] + 1, *pair, before)]
        own = [step for step in steps if (step[1].source, step[1].supplier) == pair]
        each = Due(
            *pair,
            standing=tuple(file for file in standing if file.key[:2] == pair),
            files=tuple(file for file in old if file.key[:2] == pair),
            rejects=_newly(retention.rejects_gone, past, then, own),
            bared=_newly(retention.rejects_bared, past, then, own),
        )
        if each.files or each.rejects or each.bared:
            found.append(each)
    return found


def _newly(
    asked: Callable[[Sequence[retention.Cut], int, LoadRecord], bool],
    past: Sequence[retention.Cut],
    then: Sequence[retention.Cut],
    steps: Iterable[tuple[int, LoadRecord]],
) -> tuple[str, ...]:
    return tuple(record.load for n, record in steps if asked(then, n, record) and not asked(past, n, record))


def retain(data: Path, before: str, *, count: Count, actor: str, now: datetime, policy: str) -> list[LoadRecord]:
    """Drop months earlier than ``before`` from every version, one step per source and supplier; needs the lock.

    ``count`` counts the incidents of a file that stands, ``policy`` says in words what the note is to give as reason.
    """
    store, records = IncidentStore(data), []
    for each in due(data, before):
        record = _record(each, before, store, actor=actor, now=now)
        tables = [count(file).cast(COUNTS) for file in each.standing]
        _write(data, record, tables, _note(each, record, policy))
        store.commit(record, [], removed={file.key for file in each.standing})
        records.append(record)
    store.sweep()
    return records


def counts(data: Path) -> pa.Table:
    """What is kept of all that was dropped: one row per source, supplier, month, category, neighbourhood and ward."""
    tables = [COUNTS.empty_table()]
    for _, record in ledger.commits(data):
        if record.kind == RETAIN:
            path = data / FOLDER / f"{record.load}.parquet"
            try:
                with pq.ParquetFile(path) as file:
                    tables.append(file.read())
            except durable.UNREADABLE as error:
                raise StoreError(f"{path} cannot be read ({error}): restore the store from a backup") from error
    return pa.concat_tables(tables)


def _record(each: Due, before: str, store: IncidentStore, *, actor: str, now: datetime) -> LoadRecord:
    own = [r for r in ledger.loads(store.data) if (r.source, r.supplier) == (each.source, each.supplier)]
    margin = sum(_margin(store, file) for file in each.standing)
    rows = sum(file.rows for file in each.standing)
    return LoadRecord(
        load=new_id(now),
        source=each.source,
        agency=own[-1].agency,
        supplier=each.supplier,
        file="",
        sha256="",
        months=each.months,
        rows=rows,
        kept=rows - margin,
        outside=margin,
        margin=margin,
        rejected=0,
        reasons={},
        replaced=(),
        unchanged=False,
        received=now.isoformat(timespec="seconds"),
        actor=actor,
        demonstration=own[-1].demonstration,
        digests={},
        month_kept={},
        kind=RETAIN,
        removed=tuple(sorted({file.month for file in each.standing})),
        facts=own[-1].facts,
        before=before,
    )


def _margin(store: IncidentStore, file: IncidentFile) -> int:
    return int(pc.sum(store.read(file, [schema.MARGIN])[schema.MARGIN]).as_py() or 0)


def _write(data: Path, record: LoadRecord, tables: Iterable[pa.Table], note: str) -> None:
    folder = data / FOLDER
    with durable.writing(folder):
        durable.make_folders(folder)
        path = folder / f"{record.load}.parquet"
        with pq.ParquetWriter(path, COUNTS, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table)
        durable.sync_file(path)
        durable.replace(folder / f"{record.load}.txt", note.encode())


def _note(each: Due, record: LoadRecord, policy: str) -> str:
    months = f"{each.months[0]} to {each.months[-1]} ({len(each.months)} months)" if each.months else "none"
    return f"""What AIM forgot
Step      {record.load}, {record.received}, by {record.actor}
Policy    {policy}; everything before {record.before} goes
Source    {each.source}, {each.supplier}
Months    {months}
Stood     {record.rows:,} incidents ({record.kept:,} inside the area, {record.margin:,} in the margin outside it)
Deleted   {len(each.files)} files of incidents of all versions, the rejects of {len(each.rejects)} loads
Bared     the rejects of {len(each.bared)} loads that also hold kept months: lines and reasons stay, values went
Kept      {record.load}.parquet: the incidents that stood, counted by month, category and ward (neighbourhood
          where the category is sensitive); the ledger's own counts; pictures made before, which are counts by cell
Not done  backups made before hold what was deleted: delete them by the same policy
"""
