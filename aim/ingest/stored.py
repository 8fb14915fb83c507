"""From checked text to the columns that are stored: an allow-list by construction, nothing else leaves the file."""

import hashlib
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim import schema
from aim.ingest.rows import Rows

DIGEST = "1"  # raise it when the same delivery would be stored otherwise: every month is then written again
_NIBBLE = np.full(256, 255, dtype=np.uint8)  # 255: no hexadecimal digit
_NIBBLE[np.frombuffer(b"0123456789abcdefABCDEF", dtype=np.uint8)] = [*range(16), *range(10, 16)]
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
    digits = _NIBBLE[np.frombuffer(_content(ids.filter(pa.array(is_hash))), dtype=np.uint8)].reshape(-1, 64)
    hexadecimal = (digits < 16).all(axis=1)
    is_hash[is_hash] = hexadecimal
    digits = digits if hexadecimal.all() else digits[hexadecimal]
    packed = pa.py_buffer(np.ascontiguousarray((digits[:, 0::2] << 4) | digits[:, 1::2]))
    if len(digits) == len(ids) - ids.null_count:  # nothing but hashes and nulls
        ends = np.concatenate([[0], np.cumsum(is_hash, dtype=np.int32) * 32]).astype(np.int32)
        valid = pa.py_buffer(np.packbits(is_hash, bitorder="little"))
        return pa.BinaryArray.from_buffers(pa.binary(), len(ids), [valid, pa.py_buffer(ends), packed])
    fixed = pa.FixedSizeBinaryArray.from_buffers(pa.binary(32), len(digits), [None, packed])
    return pc.replace_with_mask(ids.cast(pa.binary()), pa.array(is_hash), fixed.cast(pa.binary()))


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
