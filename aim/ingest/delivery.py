"""One delivery read into staged months: counted, checked, placed, and written beside the table, but committed to nothing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from aim import schema
from aim.geography import names
from aim.ingest import Source, check, stored
from aim.ingest.check import GOOD, Labels
from aim.ingest.faults import FileFault, name_some
from aim.ingest.files import Member
from aim.ingest.maps import Map
from aim.ingest.placing import Placing
from aim.ingest.rows import Reader, Rows
from aim.ingest.suppliers import slug
from aim.store.incidents import MonthWriter

MARK = "AIM demonstration"
IN_MEMORY = 1_000_000  # stored rows waiting; past that the largest month is written down, so that any file fits
NO_MONTH = ""  # key of what belongs to no usable month

OpenWriter = Callable[[str, str], MonthWriter]


@dataclass
class Part:
    """What one file holds of one supplier and month (``NO_MONTH`` for rows whose month cannot be used)."""

    rows: int = 0
    kept: int = 0
    margin: int = 0
    outside: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    waiting: list[pa.Table] = field(default_factory=list)
    waiting_rows: int = 0  # stored rows not yet written
    digest: stored.Digest = field(default_factory=stored.Digest)
    writer: MonthWriter | None = None
    rejects: list[pa.Table] = field(default_factory=list)

    def add(self, rows: pa.Table) -> None:
        """Take in stored rows."""
        self.digest.update(rows)
        self.waiting.append(rows)
        self.waiting_rows += rows.num_rows

    def summary(self) -> tuple[object, ...]:
        """Equal for two files that hold the same: what is stored, and the counts of what is not."""
        return self.rows, self.kept, self.margin, self.outside, dict(self.reasons), self.digest.hexdigest()


@dataclass
class ReadFile:
    """One file read through: its parts by (supplier, month), and whether its rows bear the demonstration's mark."""

    member: Member
    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    marked: int = 0
    rows: int = 0


def read_file(
    member: Member,
    source: Source,
    mapping: Map,
    reader: Reader,
    *,
    placing: Placing,
    this_month: str,
    open_writer: OpenWriter,
) -> ReadFile:
    """Read ``member`` through. Raises :class:`FileFault` with all that refuses it; what was staged is then discarded."""
    reading = _Reading(ReadFile(member), source, mapping, placing, this_month, open_writer)
    try:
        for rows in reader:
            reading.add(rows)
        reading.finish(reader)
    except BaseException:
        discard(reading.read)
        raise
    return reading.read


def discard(read: ReadFile) -> None:
    """Remove what was staged of a file."""
    for part in read.parts.values():
        if part.writer is not None:
            part.writer.discard()


class _Reading:
    """The state of reading one file."""

    def __init__(
        self, read: ReadFile, source: Source, mapping: Map, placing: Placing, this_month: str, open_writer: OpenWriter
    ) -> None:
        self.read, self._source, self._map, self._placing = read, source, mapping, placing
        self._this_month, self._open_writer = this_month, open_writer
        self._names = mapping.columns.model_dump()
        self._unknown: Counter[str] = Counter()
        self._nameless: Counter[str] = Counter()

    def add(self, rows: Rows) -> None:
        """Take in one batch."""
        labels = {name: Labels.of(rows.columns[name]) for name in ("month", "supplier", "category", "mark")}
        self.read.marked += int(labels["mark"].pick(np.array([text == MARK for text in labels["mark"].values])).sum())
        self.read.rows += len(rows)
        suppliers = [slug(text, self._map.suppliers) for text in labels["supplier"].values]
        self._note(self._nameless, labels["supplier"], suppliers)
        self._note(
            self._unknown,
            labels["category"],
            [self._map.categories.get(text or "") for text in labels["category"].values],
        )
        if self._unknown or self._nameless:
            return  # the file is refused: only its faults are of interest now
        checked = check.check(rows, labels["month"], self._this_month)
        inside, margin = self._place(checked)
        group, keys = _groups(labels["supplier"], suppliers, labels["month"], checked.reason)
        self._count(group, keys, checked, inside, margin)
        rejects = check.rejected(rows, self._names, checked)
        if rejects.num_rows:
            self._reject(rows, rejects, group, keys)
        self._store(rows, group, keys, checked, inside, margin)

    def finish(self, reader: Reader) -> None:
        """Count the bad records, find the lines of rejects, and refuse what no part of can be used."""
        faults = []
        if self._nameless:
            faults.append(f"{sum(self._nameless.values())} rows name no sender in {self._names['supplier']!r}")
        if self._unknown:
            faults.append(
                f"unknown category {name_some(sorted(self._unknown))} in {sum(self._unknown.values())} rows: "
                f"name it in aim/ingest/maps/{self._source.name}.toml, or ask the supplier"
            )
        if not reader.rows:
            faults.append("holds a header and no rows")
        elif not self.read.rows:
            faults.append(f"none of its {reader.rows} rows has as many columns as the header")
        if 0 < self.read.marked < self.read.rows:
            faults.append(
                f"holds {self.read.marked} rows of the demonstration among {self.read.rows}: the two are never mixed"
            )
        if faults:
            raise FileFault("; ".join(faults))
        self._add_bad(reader)
        for part in self.read.parts.values():
            part.rejects = [_with_lines(table, self.read.member.name, reader) for table in part.rejects]

    def _note(self, unknown: Counter[str], labels: Labels, known: list[str | None]) -> None:
        for number, (text, answer) in enumerate(zip(labels.values, known, strict=True)):
            if answer is None:
                count = int((labels.code == number).sum())
                if count:
                    unknown[text or "(blank)"] += count

    def _place(self, checked: check.Checked) -> tuple[np.ndarray, np.ndarray]:
        good = checked.reason == GOOD
        inside, margin = np.zeros((2, len(good)), dtype=bool)
        inside[good], margin[good] = self._placing.place(checked.longitude[good], checked.latitude[good])
        return inside, margin

    def _part(self, key: tuple[str, str]) -> Part:
        return self.read.parts.setdefault(key, Part())

    def _count(
        self,
        group: np.ndarray,
        keys: list[tuple[str, str]],
        checked: check.Checked,
        inside: np.ndarray,
        margin: np.ndarray,
    ) -> None:
        # 0 kept, 1 margin, 2 far outside, 3... rejected
        fate = np.where(inside, 0, np.where(margin, 1, 2))
        fate = np.where(checked.reason == GOOD, fate, 3 + checked.reason)
        width = 3 + len(check.CODES)
        counts = np.bincount(group * width + fate, minlength=len(keys) * width).reshape(len(keys), width)
        for key, row in zip(keys, counts.tolist(), strict=True):
            if not any(row):
                continue
            part = self._part(key)
            part.rows += sum(row)
            part.kept += row[0]
            part.margin += row[1]
            part.outside += row[1] + row[2]
            part.reasons.update({code: n for code, n in zip(check.CODES, row[3:], strict=True) if n})

    def _reject(self, rows: Rows, rejects: pa.Table, group: np.ndarray, keys: list[tuple[str, str]]) -> None:
        of_record = group[np.searchsorted(rows.record, rejects["record"].to_numpy())]
        for number in np.unique(of_record):
            self._part(keys[number]).rejects.append(rejects.filter(pa.array(of_record == number)))

    def _store(
        self,
        rows: Rows,
        group: np.ndarray,
        keys: list[tuple[str, str]],
        checked: check.Checked,
        inside: np.ndarray,
        margin: np.ndarray,
    ) -> None:
        at = np.flatnonzero(inside | margin)
        at = at[np.argsort(group[at], kind="stable")]
        longitude, latitude = checked.longitude[at], checked.latitude[at]
        table = stored.table(
            rows,
            at,
            category=[self._map.categories.get((text or "").strip()) for text in _texts(rows, "category")],
            street=[names.clean(text) for text in _texts(rows, "street")],
            outcome=[(text or "").strip() or None for text in _texts(rows, "outcome")],
            longitude=longitude,
            latitude=latitude,
            cell=self._placing.cells(longitude, latitude),
            margin=margin[at],
            precision_m=self._source.precision_m,
        )
        numbers, starts = np.unique(group[at], return_index=True)
        for number, start, end in zip(numbers, starts, [*starts[1:], len(at)], strict=True):
            self._part(keys[number]).add(table.slice(start, end - start))
        self._make_room()

    def _make_room(self) -> None:
        while sum(part.waiting_rows for part in self.read.parts.values()) > IN_MEMORY:
            key, part = max(self.read.parts.items(), key=lambda item: item[1].waiting_rows)
            write_down(part, key, self._open_writer)

    def _add_bad(self, reader: Reader) -> None:
        if not reader.bad:
            return
        # Nothing of a bad row can be trusted, not even who sent it: it is counted to the file's main sender.
        rows_of: Counter[str] = Counter()
        for (supplier, _), part in self.read.parts.items():
            rows_of[supplier] += part.rows
        part = self._part((min(rows_of, key=lambda supplier: (-rows_of[supplier], supplier)), NO_MONTH))
        count = len(reader.bad)
        part.rows += count
        part.reasons["bad_row"] += count
        nothing = pa.nulls(count, pa.string())
        record = pa.array(reader.bad, pa.int64())
        part.rejects.append(pa.table([record, pa.repeat("bad_row", count), nothing, nothing], schema=check.REJECTED))


def write_down(part: Part, key: tuple[str, str], open_writer: OpenWriter) -> MonthWriter:
    """Move the waiting rows of a part into its staged file."""
    if part.writer is None:
        part.writer = open_writer(*key)
    if part.waiting:
        part.writer.write(pa.concat_tables(part.waiting).combine_chunks())
    part.waiting, part.waiting_rows = [], 0
    return part.writer


def _groups(
    supplier: Labels, suppliers: list[str | None], month: Labels, reason: np.ndarray
) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """For each row the number of its (supplier, month); rows without a usable month belong to ``NO_MONTH``."""
    unusable = (reason == check.CODES.index("bad_month")) | (reason == check.CODES.index("future_month"))
    width = len(month.values) + 1
    distinct, group = np.unique(supplier.code * width + np.where(unusable, width - 1, month.code), return_inverse=True)
    months = [*month.values, NO_MONTH]
    named = [(suppliers[n // width] or "", months[n % width] or NO_MONTH) for n in distinct.tolist()]
    keys = sorted(set(named))  # two spellings of one supplier are one
    return np.array([keys.index(key) for key in named], dtype=np.int64)[group], keys


def _texts(rows: Rows, name: str) -> list[str | None]:
    return list(rows.columns[name].dictionary.to_pylist())


def _with_lines(table: pa.Table, name: str, reader: Reader) -> pa.Table:
    lines = reader.lines(table["record"].to_numpy())
    return pa.table(
        {
            schema.FILE: pa.repeat(name, table.num_rows),
            schema.LINE: pa.array(lines),
            schema.REASON: table[schema.REASON],
            schema.COLUMN: table[schema.COLUMN],
            schema.VALUE: table[schema.VALUE],
        },
        schema=schema.REJECTS,
    )
