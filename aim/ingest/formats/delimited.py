"""Delimited text: a header, then one record a line, or over several lines where a map says that values may."""

import csv
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from aim.ingest import text
from aim.ingest.faults import FileFault
from aim.ingest.files import Member
from aim.ingest.maps import Map
from aim.ingest.rows import LABELS, Rows, cleaned, columns_to_read

BLOCK = 1 << 22  # bytes parsed at once; arrow reads some 30 of them ahead, whatever the size of the file
START = 1 << 20  # bytes in which the first line, or the first request of a JSON file, must end


class Reader:
    """Reads one delimited file by a map; see :class:`aim.ingest.rows.Reader`. The header is record 1."""

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
        """Raises :class:`FileFault` for columns that are missing or unknown, and for what is no table."""
        header = names(first_line(start(self.member)), self._delimiter)
        columns = columns_to_read(header, self.mapping)
        with self.member.open() as raw:
            stream = text.TextStream(raw)
            try:
                for batch in self._open(stream, columns):
                    rows = self._rows(batch)
                    if len(rows):  # none where all rows of a block are bad ones
                        yield rows
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
                found = (first for first, _ in text.records(raw, self._delimiter))
                self._first = np.fromiter((0, *found), dtype=np.int64)
        lines: np.ndarray = self._first[record]
        return lines

    @property
    def _delimiter(self) -> str:
        return self.mapping.layout.delimiter

    def _open(self, stream: text.TextStream, columns: list[str]) -> Any:
        reference = self.mapping.columns.reference
        return arrow_csv.open_csv(
            stream,
            # One thread, because only then does arrow know the number of a bad row.
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._delimiter,
                newlines_in_values=self.mapping.layout.values_over_lines,
                invalid_row_handler=self._skip,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() if name == reference else LABELS for name in columns},
                include_columns=columns,
                null_values=["", *self.mapping.layout.blanks],
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
        blanks = self.mapping.layout.blanks
        columns = {name: cleaned(batch.column(name), blanks) for name in batch.schema.names}
        return Rows(columns, record)

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
        raise FileFault(f"cannot be read as a table: {_plain(error)}") from error

    def _check_quotation(self) -> int:
        """How many records the file has. Where no value may run over lines, two rows would become one unseen."""
        count = 0
        with self.member.open() as raw:
            for first, last in text.records(raw, self._delimiter):
                count += 1
                if last > first and not self.mapping.layout.values_over_lines:
                    raise FileFault(f"line {first}: a value runs on to line {last}: is a quotation mark not closed?")
        return count


def _plain(error: pa.ArrowInvalid) -> str:
    """Arrow's words without the values it repeats: they may be anybody's."""
    return re.sub(r"(: |conversion error to .*)('|\").*", "", str(error).splitlines()[0])[:120]


def start(member: Member) -> str:
    """The beginning of a text file. Raises :class:`FileFault` for an empty one."""
    with member.open() as raw:
        stream = text.TextStream(raw)
        begun = b""
        while len(begun) < START and b"\n" not in begun and b"\r" not in begun:
            chunk = stream.read(1 << 16)
            if not chunk:
                break
            begun += chunk
        while len(begun) < START and begun.lstrip()[:1] in (b"[", b"{"):
            chunk = stream.read(1 << 16)
            if not chunk:
                break
            begun += chunk
    if not begun.strip():
        raise FileFault("is empty")
    return begun.decode("utf-8", errors="replace")


def first_line(begun: str) -> str:
    """The first line of what :func:`start` read."""
    return re.split(r"[\r\n]", begun, maxsplit=1)[0]


def names(line: str, delimiter: str) -> list[str]:
    """The column names in a first line. Raises :class:`FileFault` where it holds none."""
    try:
        found = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        raise FileFault(f"line 1: {error}") from error
    if not any(name.strip() for name in found):
        raise FileFault("has an empty first line, where the column names belong")
    return found
