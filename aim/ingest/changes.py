"""Deliveries of changes: each row says how one incident stands now, and is known again by its reference.

Of several rows of one reference the last of the delivery holds. What the delivery speaks of is taken out of every month
that stands, wherever it stood before; what of it lies in or near the area is put into the month it says. So an
incident whose date moves changes its month, and one that is withdrawn, withheld or found elsewhere goes. A row that
cannot be read changes nothing of what stands.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim import schema
from aim.ingest.check import Checked
from aim.ingest.parts import Part
from aim.ingest.reasons import number
from aim.ingest.rows import Reader
from aim.ingest.stored import Keeper

# What becomes of a row: the last and those above it stand for REJECTED with the reason's number.
KEPT, MARGIN, OUTSIDE, REJECTED = 0, 1, 2, 3
_TAKES_AWAY = np.array([REJECTED + number(code) for code in ("withheld", "withdrawn", "not_counted")])
_EVENTS = pa.schema(
    [
        pa.field(schema.SUPPLIER, pa.string()),
        pa.field(schema.MONTH, pa.string()),
        pa.field(schema.REFERENCE, pa.binary()),
        pa.field("record", pa.int64()),
        pa.field("fate", pa.int64()),
    ]
)


def events(
    checked: Checked, fate: np.ndarray, group: np.ndarray, keys: Sequence[tuple[str, str]], keeper: Keeper
) -> pa.Table:
    """The rows of a batch that say how an incident stands, in their order."""
    at = np.flatnonzero((fate < REJECTED) | np.isin(fate, _TAKES_AWAY))
    references = keeper.references(checked, pa.array(at))
    named = references.is_valid()
    at, references = at[named.to_numpy(zero_copy_only=False)], references.filter(named)
    of = group[at]
    columns = [
        pa.array([supplier for supplier, _ in keys], pa.string()).take(pa.array(of)),
        pa.array([month for _, month in keys], pa.string()).take(pa.array(of)),
        references,
        pa.array(checked.rows.record[at], pa.int64()),
        pa.array(fate[at], pa.int64()),
    ]
    return pa.table(columns, schema=_EVENTS)


def with_lines(found: pa.Table, file: str, reader: Reader) -> pa.Table:
    """The same with the ``file`` and ``line`` of each row in place of its record."""
    lines = pa.array(reader.lines(found["record"].to_numpy()), pa.int64())
    named = pa.repeat(file, len(lines)).cast(pa.string())
    return found.drop_columns("record").append_column(schema.FILE, named).append_column(schema.LINE, lines)


def settle(found: pa.Table, parts: Mapping[str, Part]) -> pa.Array:
    """Let the last row of each reference hold; ``parts`` by month lose the others. The references spoken of.

    ``found`` are the events of one supplier in the order of the delivery, each with its ``file`` and ``line``; the
    stored rows of a part are those of its events that were kept or lie in the margin, in the same order.
    """
    codes = found[schema.REFERENCE].combine_chunks().dictionary_encode()
    code = codes.indices.to_numpy(zero_copy_only=False)
    last = np.zeros(len(codes.dictionary), dtype=np.int64)
    last[code] = np.arange(len(code))  # of a repeated index numpy keeps the last
    is_last = last[code] == np.arange(len(code))
    fate = found["fate"].to_numpy()
    over = ~is_last & (fate < REJECTED)
    month = np.array(found[schema.MONTH].to_pylist(), dtype=object)
    for each in sorted(set(month[over].tolist())):
        _supersede(parts[each], found, month == each, over, fate)
    return codes.dictionary


def _supersede(part: Part, found: pa.Table, here: np.ndarray, over: np.ndarray, fate: np.ndarray) -> None:
    is_stored = here & (fate <= MARGIN)
    if is_stored.any():
        part.replace(pa.concat_tables(part.waiting).filter(pa.array(~over[is_stored])))
    gone = here & over
    kept, margin, outside = ((gone & (fate == which)).sum() for which in (KEPT, MARGIN, OUTSIDE))
    part.kept -= int(kept)
    part.margin -= int(margin)
    part.outside -= int(margin + outside)
    part.reasons["superseded"] += int(gone.sum())
    where = found.filter(pa.array(gone))
    count = where.num_rows
    columns = [where[schema.FILE], where[schema.LINE], pa.repeat("superseded", count)]
    columns += [pa.nulls(count, pa.string()), pa.nulls(count, pa.string())]
    part.rejects.append(pa.table(columns, names=schema.REJECTS.names))


def merged(standing: pa.Table | None, spoken: pa.Array, new: pa.Table) -> pa.Table:
    """What stands of a month after the delivery, by reference: what it does not speak of, and its own rows."""
    kept = [new]
    if standing is not None:
        kept.insert(0, standing.filter(pc.invert(pc.is_in(standing[schema.REFERENCE], value_set=spoken))))
    return pa.concat_tables(kept).sort_by(schema.REFERENCE).combine_chunks()


def speaks_of(standing: pa.ChunkedArray, spoken: pa.Array) -> bool:
    """Whether any of the references that stand is spoken of."""
    return bool(pc.any(pc.is_in(standing, value_set=spoken)).as_py())
