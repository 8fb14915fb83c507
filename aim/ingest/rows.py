"""Rows of a delimited file as text columns under our names, a batch at a time, each row with its place in the file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from aim.ingest import text
from aim.ingest.faults import FileFault, name_some
from aim.ingest.files import Member
from aim.ingest.maps import Map

BLOCK = 1 << 22  # bytes parsed at once; arrow reads some 30 of them ahead, whatever the size of the file
_LABELS = pa.dictionary(pa.int32(), pa.string())  # few distinct values: checked once each, not once a row


@dataclass(frozen=True)
class Rows:
    """A batch. ``columns`` holds text by our names (``Columns`` of the map): dictionaries, but for ``reference``.

    An empty value is null. ``record`` [n] counts the records of the file that are not blank, the header being 1.
    """

    columns: dict[str, pa.Array]
    record: np.ndarray

    def __len__(self) -> int:
        return len(self.record)


class Reader:
    """Reads one CSV file by a map. After the last batch: ``bad`` records, and :meth:`lines`.

    ``bad`` are records with another number of columns than the header; they are in no batch, and shift nothing.
    """

    def __init__(self, member: Member, mapping: Map, on_bytes: Callable[[int], None] | None = None) -> None:
        self.member, self.mapping = member, mapping
        self.bad: list[int] = []
        self._lines_read = 0
        self._first: np.ndarray | None = None  # line of each record, worked out only where it is not its number
        self._passed = 0  # bad records that lie before the last batch
        self._read = 0  # records of all kinds read so far, without the header
        self._on_bytes = on_bytes or (lambda done: None)

    @property
    def rows(self) -> int:
        """Rows read so far, bad ones included."""
        return self._read

    def __iter__(self) -> Iterator[Rows]:
        """Raises :class:`FileFault` for columns that are missing or unknown, and for what is no CSV."""
        with self.member.open() as raw:
            check_columns(text.header(raw), self.mapping.known)
        with self.member.open() as raw:
            stream = text.TextStream(raw)
            try:
                for batch in self._open(stream):
                    yield self._rows(batch)
                    self._on_bytes(stream.bytes_read)
            except pa.ArrowInvalid as error:
                self._explain(error)
            self._on_bytes(stream.bytes_read)
            self._lines_read = stream.lines
        self._read = max([self._read, *(number - 1 for number in self.bad)])
        if self._lines_read != self._read + 1:
            self._check_lines()

    def lines(self, record: np.ndarray) -> np.ndarray:
        """The line of the file on which each of ``record`` (int64, any order) begins; the header is line 1."""
        if self._lines_read == self._read + 1:
            return record
        if self._first is None:
            with self.member.open() as raw:
                self._first = np.fromiter((0, *(first for first, _ in text.records(raw))), dtype=np.int64)
        lines: np.ndarray = self._first[record]
        return lines

    def _open(self, stream: text.TextStream) -> Any:
        columns = names_of(self.mapping)
        types = {name: pa.string() if ours == "reference" else _LABELS for ours, name in columns.items()}
        return arrow_csv.open_csv(
            stream,
            # One thread, because only then does arrow know the number of a bad row.
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK),
            parse_options=arrow_csv.ParseOptions(invalid_row_handler=self._skip),
            convert_options=arrow_csv.ConvertOptions(
                column_types=types,
                include_columns=list(types),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )

    def _skip(self, row: Any) -> str:
        self.bad.append(row.number)
        return "skip"

    def _rows(self, batch: pa.RecordBatch) -> Rows:
        first, n = self._read + 2, batch.num_rows
        skipped = np.array(self.bad[self._passed :], dtype=np.int64)
        record = np.arange(first, first + n + len(skipped))
        if len(skipped):
            record = record[~np.isin(record, skipped)][:n]
        if n:
            self._read = int(record[-1]) - 1
            self._passed += int((skipped < record[-1]).sum())
        names = names_of(self.mapping)
        return Rows({ours: batch.column(name) for ours, name in names.items()}, record)

    def _check_lines(self) -> None:
        """More lines than records: blank lines, which are passed over, or a quotation mark left open."""
        count = self._check_quotation()
        if count != self._read + 1:
            raise FileFault(
                f"its rows cannot be told apart ({count - 1:,} or {self._read:,}): check its quotation marks"
            )

    def _explain(self, error: pa.ArrowInvalid) -> None:
        if self._check_quotation() < 2:
            return  # a header and no rows: arrow calls that an error, the caller has words for it
        raise FileFault(f"cannot be read as a CSV table: {str(error)[:200]}") from error

    def _check_quotation(self) -> int:
        """How many records the file has. No source has values over several lines: two rows would become one unseen."""
        count = 0
        with self.member.open() as raw:
            for first, last in text.records(raw):
                count += 1
                if last > first:
                    raise FileFault(f"line {first}: a value runs on to line {last}: is a quotation mark not closed?")
        return count


def names_of(mapping: Map) -> dict[str, str]:
    """The supplier's column of each of ours."""
    columns, place = mapping.columns, mapping.location[0].columns
    found = {
        "reference": columns.reference,
        "month": mapping.times.month,
        "supplier": columns.supplier,
        "longitude": place[0],
        "latitude": place[1],
        "street": columns.street,
        "category": columns.category[0],
        "outcome": columns.outcome,
        "mark": columns.mark,
    }
    return {ours: name for ours, name in found.items() if name is not None}


def check_columns(names: Sequence[str], known: Sequence[str]) -> None:
    """Every known column once and no other, in any order; else a :class:`FileFault` with all that is wrong."""
    missing = [name for name in known if name not in names]
    unknown = [name for name in names if name not in known]
    twice = sorted({name for name in names if name in known and names.count(name) > 1})
    wrong = [
        f"{what} {name_some(found)}"
        for what, found in (("missing column", missing), ("unknown column", unknown), ("column twice", twice))
        if found
    ]
    if wrong:
        raise FileFault("; ".join(wrong))
