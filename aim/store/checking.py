"""One stored month against all that is said of it: the log, the ledger, the schema, and what must never be stored."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from aim import months, schema
from aim.errors import StoreError
from aim.store import durable
from aim.store.findings import Finding, error, note
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.record import LoadRecord

# What a sensitive row must not say (the categories' own rule in aim.schema).
_PLACES = (
    schema.LONGITUDE,
    schema.LATITUDE,
    schema.CELL,
    schema.STREET,
    schema.OUTCOME,
    schema.PRECISION_M,
    schema.OCCURRED_FROM,
    schema.OCCURRED_TO,
)


class Digest(Protocol):
    """A digest of stored rows: :class:`aim.ingest.stored.Digest`, which the store may not import."""

    def update(self, rows: pa.Table) -> None:
        """Add rows of the schema ``INCIDENT_FILE``."""

    def hexdigest(self) -> str:
        """``<way of storing>:<digits>``."""


def check_file(
    store: IncidentStore, file: IncidentFile, records: dict[str, LoadRecord], *, digest: Callable[[], Digest], zone: str
) -> list[Finding]:
    """Everything wrong with one file; where it cannot be read at all, that alone. ``zone``: local time of months."""
    name = file.path.relative_to(store.data).as_posix()
    found = [*_partition(file, name), *_outside(file, name)]
    if any(finding.level == "error" for finding in found):
        return found
    try:
        table = store.read(file)
    except (StoreError, *durable.UNREADABLE) as failure:
        return [*found, error(name, f"cannot be read: {failure}")]
    record = records.get(file.load or "")
    if record is None:
        found.append(note(name, "no load of the ledger wrote it", "see which other program writes to this store"))
    else:
        found += _ledger(file, name, table, record, digest())
    return [*found, *_rows(name, table), *_months(file, name, table, zone)]


def _partition(file: IncidentFile, name: str) -> Iterator[Finding]:
    expected = [f"{column}={value}" for column, value in zip(schema.PARTITIONS, file.key, strict=True)]
    if not months.is_month(file.month or "") or not file.source or not file.supplier:
        yield error(name, f"the log gives it source, supplier and month {file.key!r}")
    elif list(Path(name).parts[1:4]) != expected:
        yield error(name, f"the log gives it {file.key!r}, its folder says otherwise")


def _outside(file: IncidentFile, name: str) -> Iterator[Finding]:
    """Size, rows and columns, without reading the rows."""
    if not file.path.is_file():
        yield error(name, "is missing")
        return
    size = file.path.stat().st_size
    if size != file.size:
        yield error(name, f"holds {size:,} bytes where the log says {file.size:,}")
        return
    try:
        with pq.ParquetFile(file.path) as parquet:
            rows, held = parquet.metadata.num_rows, parquet.schema_arrow
    except durable.UNREADABLE as failure:
        yield error(name, f"is not readable as Parquet: {failure}")
        return
    if rows != file.rows:
        yield error(name, f"holds {rows:,} rows where the log says {file.rows}")
    for field in held:
        if field.name not in schema.INCIDENT_FILE.names:
            yield error(
                name, f"holds a column {field.name!r} that AIM never stores", "find out who wrote it, then restore"
            )
        elif field.type != schema.INCIDENT_FILE.field(field.name).type:
            expected = schema.INCIDENT_FILE.field(field.name).type
            yield error(name, f"column {field.name!r} is {field.type} where AIM stores {expected}")


def _ledger(file: IncidentFile, name: str, table: pa.Table, record: LoadRecord, digest: Digest) -> Iterator[Finding]:
    kept = table.num_rows - (pc.sum(table[schema.MARGIN]).as_py() or 0)
    if kept != record.month_kept.get(file.month):
        yield error(name, f"{kept:,} rows lie inside where load {record.load} says {record.month_kept.get(file.month)}")
    said = record.digests.get(file.month)
    digest.update(table.select(schema.INCIDENT_FILE.names))
    made = digest.hexdigest()
    if said is None:
        yield error(name, f"load {record.load} does not say that it wrote {file.month}")
    elif said.split(":")[0] != made.split(":")[0]:
        again = "loading the month again writes it anew"
        yield note(name, f"was digested by another version of AIM ({said[:2]}), its content is not compared", again)
    elif said != made:
        yield error(name, f"its content is not what load {record.load} stored: its digest differs")


def _rows(name: str, table: pa.Table) -> Iterator[Finding]:
    for column in schema.INCIDENT_FILE.names:
        if table[column].null_count and not schema.INCIDENT_FILE.field(column).nullable:
            yield error(name, f"{table[column].null_count:,} rows without {column}")
    unknown = set(pc.unique(table[schema.CATEGORY]).to_pylist()) - set(schema.CATEGORY_KEYS)
    if unknown:
        yield error(name, f"holds categories this version does not know: {sorted(map(str, unknown))}", "update AIM")
    sensitive = pc.is_in(table[schema.CATEGORY], pa.array(sorted(schema.SENSITIVE), pa.string()))
    hidden = table.filter(sensitive)
    for column in _PLACES:
        if hidden[column].null_count < hidden.num_rows:
            yield error(name, f"sensitive incidents with a {column}", "load the month again, and tell the data owner")
    if hidden[schema.AREA].null_count:
        yield error(name, f"{hidden[schema.AREA].null_count:,} sensitive incidents without a neighbourhood")
    shown = table.filter(pc.invert(sensitive))
    bare = shown[schema.LONGITUDE].null_count + shown[schema.LATITUDE].null_count
    if bare:
        yield error(name, f"{bare:,} incidents without a point")
    ways = set(pc.unique(table[schema.LOCATED_BY]).to_pylist()) - set(schema.LOCATED)
    if ways:
        yield error(name, f"holds incidents located in ways this version does not know: {sorted(map(str, ways))}")
    if shown[schema.AREA].null_count < shown.num_rows:
        yield error(name, "incidents that are not sensitive are held by neighbourhood")
    if pc.any(hidden[schema.MARGIN]).as_py():
        yield error(name, "sensitive incidents outside the area", "load the month again, and tell the data owner")
    coarse = pc.greater(shown[schema.PRECISION_M], schema.COARSE_M).fill_null(False)
    wrong = pc.sum(pc.equal(coarse, pc.is_valid(shown[schema.CELL]))).as_py() or 0
    if wrong:
        yield error(name, f"{wrong:,} incidents whose cell does not go with their precision")


def _months(file: IncidentFile, name: str, table: pa.Table, zone: str) -> Iterator[Finding]:
    timed = table[schema.OCCURRED_FROM].drop_null()
    if not len(timed):
        return
    local = timed.to_pandas().dt.tz_convert(zone)
    wrong = int((local.dt.year * 12 + local.dt.month - 1 != months.number(file.month)).sum())
    if wrong:
        yield error(name, f"{wrong:,} incidents began in another month than {file.month}")
    both = table.filter(pc.is_valid(table[schema.OCCURRED_TO]))
    reversed_ = pc.sum(pc.greater(both[schema.OCCURRED_FROM], both[schema.OCCURRED_TO])).as_py() or 0
    if reversed_:
        yield error(name, f"{reversed_:,} incidents end before they begin")
