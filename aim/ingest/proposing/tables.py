"""A file of which nothing is known yet, as text columns: how it is written is found out, not asked."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from aim.ingest import text
from aim.ingest.faults import FileFault
from aim.ingest.formats import delimited, open311
from aim.ingest.proposing import personal

MOST_BYTES = 500_000_000  # all of it is held in memory: one month of any partner is far less
DELIMITERS = (",", ";", "\t", "|")
# Texts that partners' systems write for nothing: everywhere, and only where all else in the column is a number or date.
NOTHING = ("NULL", "null", "#N/A", "N/A", "n/a", "NaN", "nan", "(null)", "(blank)")
PERHAPS_NOTHING = ("None", "none", "NA", "-", "--", ".", "Unknown", "unknown")


@dataclass(frozen=True)
class Table:
    """Columns of text by name, trimmed, an empty value being null; all of one length.

    ``delimiter`` is None for JSON. ``windows``: it holds bytes that are no UTF-8. ``bad``: rows of another number of
    columns, left out. ``twice``: column names that occur more than once, left out too.
    """

    columns: dict[str, pa.ChunkedArray]
    rows: int
    delimiter: str | None = ","
    values_over_lines: bool = False
    windows: bool = False
    bad: int = 0
    blanks: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    _distinct: dict[tuple[str, ...], list[str]] = field(default_factory=dict, repr=False)

    def distinct(self, *names: str) -> list[str]:
        """The distinct texts of one column, or of several joined by a space, that are not empty, in their order."""
        if names not in self._distinct:
            found = pc.drop_null(pc.unique(self.joined(names, " "))).to_pylist()
            self._distinct[names] = [one for one in found if one]
        return self._distinct[names]

    def filled(self, *names: str) -> pa.ChunkedArray:
        """Whether every one of ``names`` holds something, per row."""
        found = pc.is_valid(self.columns[names[0]])
        for name in names[1:]:
            found = pc.and_(found, pc.is_valid(self.columns[name]))
        return found

    def joined(self, names: Sequence[str], by: str) -> pa.ChunkedArray:
        """Columns joined by ``by``, those that are empty left out; null where all are."""
        if len(names) == 1:
            return self.columns[names[0]]
        columns = [self.columns[name] for name in names]
        texts = pc.binary_join_element_wise(*columns, by, null_handling="skip")
        empty = pc.equal(texts, "")
        return pc.if_else(empty, pa.scalar(None, pa.string()), texts)


def read(path: Path) -> Table:
    """The table in ``path``: delimited text with a header, or the JSON of Open311.

    Raises :class:`FileFault` for anything else, for a header that looks like a row, and for a file too large to hold.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise FileFault(f"is larger than {MOST_BYTES // 1_000_000} MB: take one month of it to make a map from")
        content = path.read_bytes()
    except OSError as error:
        raise FileFault(f"cannot be read ({error.strerror or error})") from error
    if content[:4] == b"PK\x03\x04":
        raise FileFault("is an archive or a workbook: take one file out of it, from a workbook saved as CSV UTF-8")
    clean = text.TextStream(io.BytesIO(content)).read()
    if not clean.strip():
        raise FileFault("is empty")
    windows = not _is_utf8(content)
    begins = clean.lstrip()[:1]
    found = _requests(clean, windows) if begins in (b"[", b"{") else _delimited(clean, windows)
    if not found.rows:
        raise FileFault("holds no row that could be read: a map is made from values")
    return found


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _delimited(clean: bytes, windows: bool) -> Table:
    delimiter = _delimiter(clean)
    header = delimited.names(delimited.first_line(clean[: delimited.START].decode(errors="replace")), delimiter)
    if personal.is_a_row(header):
        raise FileFault("its first line looks like a row, not like names of columns: AIM needs a header")
    twice = tuple(sorted({name for name in header if header.count(name) > 1 or not name.strip()}))
    bad: list[int] = []

    def skip(row: Any) -> str:
        bad.append(row.number or 0)
        return "skip"

    wanted = [name for name in header if name not in twice]
    parse = arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=skip)
    convert = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(wanted, pa.string()),
        include_columns=wanted,
        null_values=[""],
        strings_can_be_null=True,
    )
    reading = arrow_csv.ReadOptions(use_threads=False, block_size=1 << 24)
    try:
        table = arrow_csv.read_csv(io.BytesIO(clean), reading, parse, convert)
    except pa.ArrowInvalid as error:
        raise FileFault("cannot be read as a table: is a quotation mark opened and not closed?") from error
    return _table(
        {name: table[name] for name in wanted},
        delimiter=delimiter,
        values_over_lines=_runs_over(clean, table.num_rows + len(bad), delimiter),
        windows=windows,
        bad=len(bad),
        twice=twice,
    )


def _runs_over(clean: bytes, records: int, delimiter: str) -> bool:
    """Whether a quoted value holds a line break."""
    if clean.count(b"\n") + clean.count(b"\r") <= records:
        return False
    return any(last > first for first, last in text.records(io.BytesIO(clean), delimiter))


def _delimiter(clean: bytes) -> str:
    """What parts the header into most columns in which the rows after it agree."""
    begun = clean[: delimited.START].decode(errors="replace")
    best, most = ",", 0
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in csv.reader(io.StringIO(begun, newline=""), delimiter=delimiter) if row][:200]
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        alike = sum(len(row) == width for row in rows[1:])
        if width > 1 and (alike + 1) * width > most:
            best, most = delimiter, (alike + 1) * width
    return best


def _requests(clean: bytes, windows: bool) -> Table:
    try:
        found = orjson.loads(clean)
    except orjson.JSONDecodeError as error:
        raise FileFault(f"is not JSON: it breaks off or breaks the rules in line {error.lineno}") from error
    found = found.get(open311.WRAPPER) if isinstance(found, dict) else found
    if not isinstance(found, list):
        raise FileFault(f"is not JSON as Open311 has it: a list of requests, or one under {open311.WRAPPER!r}")
    requests = [each for each in found if isinstance(each, dict)]
    names = list(dict.fromkeys(name for request in requests for name in request))
    columns = {name: pa.chunked_array([pa.array([_text(each.get(name)) for each in requests], pa.string())])
               for name in names}  # fmt: skip
    return _table(columns, delimiter=None, windows=windows, bad=len(found) - len(requests))


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, (list, dict)):
        return None
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _table(columns: dict[str, pa.ChunkedArray], **facts: Any) -> Table:
    trimmed = {name: pc.utf8_trim_whitespace(column) for name, column in columns.items()}
    blanks = {""}
    for column in trimmed.values():
        held = set(pc.unique(column).to_pylist()) - {None, ""}
        blanks |= held & set(NOTHING)
        rest = held - set(NOTHING) - set(PERHAPS_NOTHING)
        if rest and held & set(PERHAPS_NOTHING) and not personal.has_words(rest):
            blanks |= held & set(PERHAPS_NOTHING)
    nothing = pa.array(sorted(blanks))
    whole = {name: pc.if_else(pc.is_in(column, nothing), pa.scalar(None, pa.string()), column)
             for name, column in trimmed.items()}  # fmt: skip
    rows = len(next(iter(whole.values()))) if whole else 0
    return Table(whole, rows, blanks=tuple(sorted(blanks - {""})), **facts)
