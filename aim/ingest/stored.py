"""From checked text to the columns that are stored: an allow-list by construction, nothing else leaves the file."""

import binascii
import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim import schema
from aim.geography import names
from aim.ingest import answers
from aim.ingest.check import Checked
from aim.ingest.labels import content
from aim.ingest.maps import Map
from aim.ingest.placing import Placed
from aim.ingest.private import is_private
from aim.ingest.times import NEVER

DIGEST = "3"  # raise it when the same delivery would be stored otherwise: every month is then written again
# The storage cell follows from these and the code.
_DIGESTED = tuple(name for name in schema.INCIDENT_FILE.names if name != schema.CELL)
# Names of anchors are published with this before them; anything else in the column is not one of them.
_ANCHOR = "on or near "
# A house or flat before its street; "A172" and "1st Avenue" are names.
_HOUSE = re.compile(r"(?<![a-z\d])\d+[a-z]?,? +[a-z]|\b(?:flat|apartment|room) +\w", re.IGNORECASE)
_CATEGORIES = pa.array(answers.ANSWERS, pa.string())
_LOCATED = pa.array(schema.LOCATED, pa.string())
_HIDDEN = schema.LOCATED.index(schema.NEIGHBOURHOOD_ONLY)


def reference(ids: pa.StringArray, key: bytes) -> pa.BinaryArray:
    """Ids as 32 bytes, null where none: of 64 hexadecimal digits, which are published hashes, those they write.

    Of any other text its HMAC-SHA-256 by ``key``, the one of its source.
    """
    is_hash = pc.equal(pc.binary_length(ids), 64).fill_null(False).to_numpy(zero_copy_only=False)
    if is_hash.sum() < len(ids) - ids.null_count:
        return pa.array([_bytes(text, key) for text in ids.to_pylist()], pa.binary())
    try:
        packed = binascii.unhexlify(content(ids.drop_null()))
    except binascii.Error:
        return pa.array([_bytes(text, key) for text in ids.to_pylist()], pa.binary())
    # Nothing but hashes and nulls, as nearly always: the array is put together from its parts, without a loop.
    ends = np.concatenate([[0], np.cumsum(is_hash, dtype=np.int32) * 32]).astype(np.int32)
    valid = np.packbits(is_hash, bitorder="little")
    return pa.BinaryArray.from_buffers(pa.binary(), len(ids), [pa.py_buffer(part) for part in (valid, ends, packed)])


def _bytes(text: str | None, key: bytes) -> bytes | None:
    if text is None:
        return None
    if len(text) == 64:
        try:
            return binascii.unhexlify(text)
        except ValueError:  # not all of them hexadecimal digits
            pass
    return hmac.digest(key, text.encode(), hashlib.sha256)


def relabelled(column: pa.DictionaryArray, answer: Callable[[str], str | None]) -> pa.Array:
    """``answer`` to each value, as a plain text column; asked once for each distinct value that occurs."""
    distinct = column.indices.dictionary_encode()
    found = [answer(text) for text in column.dictionary.take(distinct.dictionary).to_pylist()]
    return pa.DictionaryArray.from_arrays(distinct.indices, pa.array(found, pa.string())).cast(pa.string())


@lru_cache(maxsize=1 << 16)
def street(text: str) -> str | None:
    """The published name of an anchor, without "On or near"; None for anything else, which may be an address."""
    words = " ".join(text.split())
    if not words.lower().startswith(_ANCHOR) or is_private(words) or _HOUSE.search(words):
        return None
    return names.clean(words)


@dataclass
class Keeper:
    """Makes stored rows by a map and the ``key`` of its source's references.

    ``dropped`` counts values not kept because no list knows them, by our column.
    """

    mapping: Map
    key: bytes = field(repr=False)
    dropped: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._outcomes = frozenset(self.mapping.outcomes)

    def table(self, checked: Checked, placed: Placed, at: np.ndarray) -> pa.Table:
        """Rows ``at`` [k] of a batch in the schema ``INCIDENT_FILE``; ``placed`` [k] says where each lies.

        A sensitive row keeps its neighbourhood alone; a coarse one no cell.
        """
        take, point = pa.array(at), checked.points.at[at]
        said = checked.answers.answer[at]
        hidden = answers.IS_SENSITIVE[said]
        coarse = checked.points.precision_m[point] > schema.COARSE_M
        moment = checked.moments.at[at]
        located = np.where(hidden, _HIDDEN, checked.points.located_by[point])
        values = {
            schema.REFERENCE: self.references(checked, take),
            schema.CATEGORY: _CATEGORIES.take(pa.array(said)),
            schema.OUTCOME: _bare(self._outcome(checked, take), hidden),
            schema.STREET: _bare(self._street(checked, take), hidden),
            schema.LONGITUDE: pa.array(checked.points.longitude[point], mask=hidden),
            schema.LATITUDE: pa.array(checked.points.latitude[point], mask=hidden),
            schema.LOCATED_BY: _LOCATED.take(pa.array(located)),
            schema.PRECISION_M: pa.array(checked.points.precision_m[point], pa.int32(), mask=hidden),
            schema.CELL: pa.array(placed.cell, mask=hidden | coarse),
            schema.AREA: pa.array(placed.areas()[placed.area], pa.string(), mask=~hidden),
            schema.OCCURRED_FROM: _moments(checked.moments.start[moment], hidden),
            schema.OCCURRED_TO: _moments(checked.moments.end[moment], hidden),
            schema.MARGIN: pa.array(placed.margin),
        }
        return pa.table([values[name] for name in schema.INCIDENT_FILE.names], schema=schema.INCIDENT_FILE)

    def references(self, checked: Checked, take: pa.Array) -> pa.Array:
        """The references of rows ``take`` [k] as they are stored."""
        name = self.mapping.columns.reference
        if name is None:
            return pa.nulls(len(take), pa.binary())
        return reference(checked.rows.columns[name].take(take), self.key)

    def _street(self, checked: Checked, take: pa.Array) -> pa.Array:
        name = self.mapping.columns.street
        return _none(take) if name is None else relabelled(checked.rows.columns[name].take(take), street)

    def _outcome(self, checked: Checked, take: pa.Array) -> pa.Array:
        name = self.mapping.columns.outcome
        if name is None:
            return _none(take)
        said = checked.rows.columns[name].take(take)
        kept = relabelled(said, lambda text: text.strip() if text.strip() in self._outcomes else None)
        lost = kept.null_count - said.null_count
        if lost:
            self.dropped[schema.OUTCOME] += lost
        return kept


def _none(take: pa.Array) -> pa.Array:
    return pa.nulls(len(take), pa.string())


def _bare(column: pa.Array, hidden: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(hidden), pa.scalar(None, pa.string()), column) if hidden.any() else column


def _moments(moment: np.ndarray, hidden: np.ndarray) -> pa.Array:
    return pa.array(moment, schema.INCIDENT_FILE.field(schema.OCCURRED_FROM).type, mask=hidden | (moment == NEVER))


class Digest:
    """A digest of stored rows in their order, the same however they were cut into batches."""

    def __init__(self) -> None:
        # Of a column its values and which of them are there, apart, so that values cannot run into one another.
        self._columns = {name: (hashlib.sha256(), hashlib.sha256()) for name in _DIGESTED}

    def update(self, rows: pa.Table) -> None:
        """Add rows of the schema ``INCIDENT_FILE``."""
        for name, (digest, shape) in self._columns.items():
            for chunk in rows[name].chunks:
                if not len(chunk):
                    continue
                if pa.types.is_string(chunk.type) or pa.types.is_binary(chunk.type):
                    shape.update(pc.binary_length(chunk).fill_null(-1).to_numpy())
                    digest.update(content(chunk.drop_null()))
                else:
                    shape.update(chunk.is_valid().to_numpy(zero_copy_only=False))
                    digest.update(_plain(chunk).data)

    def hexdigest(self) -> str:
        """``3:`` and 32 hexadecimal digits; the number is the way of storing."""
        parts = [part.digest() for pair in self._columns.values() for part in pair]
        return f"{DIGEST}:{hashlib.sha256(b''.join(parts)).hexdigest()[:32]}"


def _plain(chunk: pa.Array) -> np.ndarray:
    """The values that are there of a column of numbers, moments or truths."""
    there = chunk.drop_null()
    if pa.types.is_timestamp(there.type):
        there = there.cast(pa.int64())
    values: np.ndarray = np.ascontiguousarray(there.to_numpy(zero_copy_only=False))
    return values
