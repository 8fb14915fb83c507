"""From checked text to the columns that are stored: an allow-list by construction, nothing else leaves the file."""

import binascii
import hashlib
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim import schema
from aim.ingest.rows import Rows

DIGEST = "1"  # raise it when the same delivery would be stored otherwise: every month is then written again
# Derived columns (cell, precision) follow from these and the code.
_DIGESTED = (
    schema.REFERENCE,
    schema.CATEGORY,
    schema.OUTCOME,
    schema.STREET,
    schema.LONGITUDE,
    schema.LATITUDE,
    schema.MARGIN,
)


def reference(ids: pa.StringArray) -> pa.BinaryArray:
    """Ids as bytes: 64 hexadecimal digits as the 32 bytes they write, any other text as its UTF-8, null where none."""
    is_hash = pc.equal(pc.binary_length(ids), 64).fill_null(False).to_numpy(zero_copy_only=False)
    if is_hash.sum() < len(ids) - ids.null_count:
        return pa.array([_bytes(text) for text in ids.to_pylist()], pa.binary())
    try:
        packed = binascii.unhexlify(_content(ids.drop_null()))
    except binascii.Error:
        return pa.array([_bytes(text) for text in ids.to_pylist()], pa.binary())
    # Nothing but hashes and nulls, as nearly always: the array is put together from its parts, without a loop.
    ends = np.concatenate([[0], np.cumsum(is_hash, dtype=np.int32) * 32]).astype(np.int32)
    valid = np.packbits(is_hash, bitorder="little")
    return pa.BinaryArray.from_buffers(pa.binary(), len(ids), [pa.py_buffer(part) for part in (valid, ends, packed)])


def _bytes(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        return binascii.unhexlify(text) if len(text) == 64 else text.encode()
    except ValueError:  # 64 characters that are not all hexadecimal digits
        return text.encode()


def relabelled(column: pa.DictionaryArray, answer: Callable[[str], str | None]) -> pa.Array:
    """``answer`` to each value, as a plain text column; asked once for each distinct value that occurs."""
    distinct = column.indices.dictionary_encode()
    answers = [answer(text) for text in column.dictionary.take(distinct.dictionary).to_pylist()]
    return pa.DictionaryArray.from_arrays(distinct.indices, pa.array(answers, pa.string())).cast(pa.string())


def table(
    rows: Rows,
    at: np.ndarray,
    *,
    category: Callable[[str], str | None],
    street: Callable[[str], str | None],
    outcome: Callable[[str], str | None],
    longitude: np.ndarray,
    latitude: np.ndarray,
    cell: np.ndarray,
    margin: np.ndarray,
    precision_m: int,
) -> pa.Table:
    """Rows ``at`` of a batch in the schema ``INCIDENT_FILE``.

    ``category``, ``street`` and ``outcome`` turn the supplier's text into what is stored; ``longitude`` to ``margin``
    hold one value per row kept.
    """
    take = pa.array(at)
    columns = rows.columns
    count = len(at)
    values = {
        schema.REFERENCE: reference(columns["reference"].take(take)),
        schema.CATEGORY: relabelled(columns["category"].take(take), category),
        schema.OUTCOME: relabelled(columns["outcome"].take(take), outcome),
        schema.STREET: relabelled(columns["street"].take(take), street),
        schema.LONGITUDE: pa.array(longitude),
        schema.LATITUDE: pa.array(latitude),
        schema.LOCATED_BY: pa.repeat("point", count),
        schema.PRECISION_M: pa.repeat(pa.scalar(precision_m, pa.int32()), count),
        schema.CELL: pa.array(cell),
        schema.AREA: pa.nulls(count, pa.string()),
        schema.OCCURRED_FROM: pa.nulls(count, schema.INCIDENT_FILE.field(schema.OCCURRED_FROM).type),
        schema.OCCURRED_TO: pa.nulls(count, schema.INCIDENT_FILE.field(schema.OCCURRED_TO).type),
        schema.MARGIN: pa.array(margin),
    }
    return pa.table([values[name] for name in schema.INCIDENT_FILE.names], schema=schema.INCIDENT_FILE)


class Digest:
    """A digest of stored rows in their order, the same however they were cut into batches."""

    def __init__(self) -> None:
        # Of a text column the lengths and the letters apart, so that values cannot run into one another.
        self._columns = {name: (hashlib.sha256(), hashlib.sha256()) for name in _DIGESTED}

    def update(self, rows: pa.Table) -> None:
        """Add rows of the schema ``INCIDENT_FILE``."""
        for name, (digest, sizes) in self._columns.items():
            for chunk in rows[name].chunks:
                if pa.types.is_floating(chunk.type):
                    digest.update(chunk.to_numpy())
                elif pa.types.is_boolean(chunk.type):
                    digest.update(chunk.to_numpy(zero_copy_only=False))
                else:
                    sizes.update(pc.binary_length(chunk).fill_null(-1).to_numpy())
                    digest.update(_content(chunk.drop_null()))

    def hexdigest(self) -> str:
        """``1:`` and 32 hexadecimal digits; the number is the way of storing."""
        parts = [part.digest() for pair in self._columns.values() for part in pair]
        return f"{DIGEST}:{hashlib.sha256(b''.join(parts)).hexdigest()[:32]}"


def _content(texts: pa.Array) -> pa.Buffer:
    """The bytes of all values of a text or binary array without nulls, one behind the other."""
    if not len(texts):
        return pa.py_buffer(b"")
    _, offsets, content = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return content.slice(int(ends[0]), int(ends[-1] - ends[0])) if content is not None else pa.py_buffer(b"")
