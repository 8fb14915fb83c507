"""A batch of rows as text columns under the supplier's names, and what every reader of a file offers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim.ingest.faults import FileFault, name_some
from aim.ingest.maps import MARK, Map
from aim.ingest.private import holds_values

VALUES_FIRST = "its first line holds values, where the names of the columns belong"
LABELS = pa.dictionary(pa.int32(), pa.string())  # few distinct values: checked once each, not once a row


@dataclass(frozen=True)
class Rows:
    """A batch. ``columns`` holds text by the supplier's names: dictionaries, but for the reference, which is plain.

    White space around a value is no part of it; an empty value is null (see :func:`cleaned`). ``record`` [n] counts the
    records of the file as its reader does.
    """

    columns: dict[str, pa.Array]
    record: np.ndarray

    def __len__(self) -> int:
        return len(self.record)


class Reader(Protocol):
    """Reads one file by a map, batch by batch. After the last batch ``bad`` and :meth:`lines` are whole.

    ``bad`` are records that are no rows (another number of columns); they are in no batch, and shift nothing.
    """

    bad: list[int]

    @property
    def rows(self) -> int:
        """Rows read so far, bad ones included."""

    def __iter__(self) -> Iterator[Rows]:
        """The batches. Raises :class:`FileFault` for what refuses the whole file."""

    def lines(self, record: np.ndarray) -> np.ndarray:
        """Where in the file each of ``record`` (int64, any order) stands, for people to look at."""


def cleaned(column: pa.Array, blanks: Sequence[str]) -> pa.Array:
    """``column`` as :class:`Rows` has it: trimmed, and null where then nothing is left or one of ``blanks``.

    Of values without padding the reader has made null what is none.
    Systems pad their columns: "A-17 " is the incident "A-17" of the delivery before, and "  " is no reference at all.
    """
    texts = column.dictionary if pa.types.is_dictionary(column.type) else column
    trimmed = pc.utf8_trim_whitespace(texts)
    if trimmed.equals(texts):
        return column  # nearly always
    empty = pc.is_in(trimmed, value_set=pa.array(["", *blanks], pa.string()))
    if texts is column:
        return pc.if_else(empty, pa.scalar(None, pa.string()), trimmed)
    indices = pc.if_else(empty.take(column.indices), pa.scalar(None, column.indices.type), column.indices)
    return pa.DictionaryArray.from_arrays(indices, trimmed)


def columns_to_read(header: Sequence[str], mapping: Map) -> list[str]:
    """The columns of a file that are read, the demonstration's mark where it is there; else a :class:`FileFault`."""
    check_columns(header, mapping)
    return [*mapping.read, *([MARK] if MARK in header and MARK not in mapping.read else [])]


def check_columns(header: Sequence[str], mapping: Map) -> None:
    """Every column that must be there once, in any order; else a :class:`FileFault` with all that is wrong.

    A column the map does not know refuses the file, unless the map lets other columns come and go: it may hold a name.
    """
    if not set(header) & set(mapping.required) and holds_values(header):
        raise FileFault(VALUES_FIRST)
    known = mapping.known
    missing = [name for name in mapping.required if name not in header]
    unknown = [name for name in header if name not in known and name != MARK] if mapping.is_closed else []
    twice = sorted({name for name in header if name in known and header.count(name) > 1})
    wrong = [
        f"{what} {name_some(found)}"
        for what, found in (("missing column", missing), ("unknown column", unknown), ("column twice", twice))
        if found
    ]
    if wrong:
        raise FileFault("; ".join(wrong))
