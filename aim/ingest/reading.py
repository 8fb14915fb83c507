"""One file read into months: counted, checked and placed, batch by batch."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from aim import schema
from aim.geography import names
from aim.ingest import check, stored
from aim.ingest.check import GOOD, Labels, Points
from aim.ingest.faults import FileFault, name_some
from aim.ingest.files import Member
from aim.ingest.maps import MARK, Map
from aim.ingest.parts import NO_MONTH, ReadFile
from aim.ingest.placing import Placed, Placing
from aim.ingest.rows import Reader, Rows, names_of
from aim.ingest.suppliers import slug
from aim.schema import Source
from aim.store.staged import MonthWriter

IN_MEMORY = 1_000_000  # stored rows waiting; past that the largest month is written down, so that any file fits

OpenWriter = Callable[[str, str], MonthWriter]  # of a supplier and a month


@dataclass(frozen=True)
class _Batch:
    """A batch with what is known of each row; ``group`` [n] is the place of its (supplier, month) in ``keys``.

    ``placed`` answers the distinct points, ``reason`` [n] the rows.
    """

    rows: Rows
    points: Points
    placed: Placed
    reason: np.ndarray
    group: np.ndarray
    keys: list[tuple[str, str]]


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
    """Read ``member`` through. Raises :class:`FileFault` with all that refuses it; what was written is then removed."""
    reading = _Reading(ReadFile(member), source, mapping, placing, this_month, open_writer)
    try:
        for rows in reader:
            reading.add(rows)
        reading.finish(reader)
    except BaseException:
        for part in reading.read.parts.values():
            part.discard()
        raise
    return reading.read


class _Unknown:
    """Values that have no answer, with how many rows hold them and the first of those."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.first = 0

    def note(self, rows: Rows, labels: Labels, answers: list[str | None]) -> None:
        """Look at one batch; ``answers`` to the distinct values."""
        without = labels.pick(np.array([answer is None for answer in answers]))
        if without.any():
            self.first = self.first or int(rows.record[without.argmax()])
            for number, n in zip(*np.unique(labels.code[without], return_counts=True), strict=True):
                self.count[labels.values[number] or "(blank)"] += int(n)

    def words(self, reader: Reader) -> str:
        """``in 12 rows, the first on line 7``."""
        line = int(reader.lines(np.array([self.first]))[0])
        n = sum(self.count.values())
        return f"in {n:,} row{'s' * (n != 1)}, the first on line {line}"


class _Reading:
    """The state of reading one file."""

    def __init__(
        self, read: ReadFile, source: Source, mapping: Map, placing: Placing, this_month: str, open_writer: OpenWriter
    ) -> None:
        self.read, self._source, self._map, self._placing = read, source, mapping, placing
        self._this_month, self._open_writer = this_month, open_writer
        self._names = names_of(mapping)
        self._categories, self._suppliers = _Unknown(), _Unknown()

    def add(self, rows: Rows) -> None:
        """Take in one batch."""
        labels = {name: Labels.of(rows.columns[name]) for name in ("month", "supplier", "category", "mark")}
        self.read.rows += len(rows)
        self.read.marked += int(labels["mark"].pick(np.array([text == MARK for text in labels["mark"].values])).sum())
        suppliers = [slug(text, self._map.suppliers) for text in labels["supplier"].values]
        categories = [self._map.categories.get(text or "") for text in labels["category"].values]
        self._suppliers.note(rows, labels["supplier"], suppliers)
        self._categories.note(rows, labels["category"], categories)
        if self._suppliers.count or self._categories.count:
            return  # the file is refused: only its faults are of interest now
        points = Points.of(rows)
        reason = check.reasons(points, labels["month"], self._this_month)
        group, keys = _groups(labels["supplier"], suppliers, labels["month"], reason)
        batch = _Batch(rows, points, self._place(points), reason, group, keys)
        self._count(batch)
        self._reject(batch)
        self._store(batch)

    def finish(self, reader: Reader) -> None:
        """Count the bad records, find the lines of rejects, and refuse a file that no part of can be used."""
        faults = []
        if self._suppliers.count:
            faults.append(f"no sender in {self._names['supplier']!r} {self._suppliers.words(reader)}")
        if self._categories.count:
            faults.append(
                f"unknown category {name_some(sorted(self._categories.count))} {self._categories.words(reader)}: "
                f"name it in aim/ingest/maps/{self._source.name}.toml, or ask the supplier"
            )
        if not reader.rows:
            faults.append("holds a header and no rows")
        elif not self.read.rows:
            faults.append(f"none of its {reader.rows:,} rows has as many columns as the header")
        if 0 < self.read.marked < self.read.rows:
            faults.append(f"demonstration data in {self.read.marked:,} of {self.read.rows:,} rows: the two never mix")
        if faults:
            raise FileFault("; ".join(faults))
        self._add_bad(reader)
        for part in self.read.parts.values():
            if part.rejects:
                part.rejects = [_with_lines(pa.concat_tables(part.rejects), self.read.member.name, reader)]

    def _place(self, points: Points) -> Placed:
        good = points.reason == GOOD
        found = self._placing.place(points.longitude[good], points.latitude[good])
        inside, margin = np.zeros((2, len(good)), dtype=bool)
        placed = Placed(inside, margin, np.zeros(len(good), dtype=np.int64))
        placed.inside[good], placed.margin[good], placed.cell[good] = found.inside, found.margin, found.cell
        return placed

    def _count(self, batch: _Batch) -> None:
        # 0 kept, 1 margin, 2 far outside, from 3 on rejected
        of_point = np.where(batch.placed.inside, 0, np.where(batch.placed.margin, 1, 2))
        fate = np.where(batch.reason == GOOD, of_point[batch.points.at], 3 + batch.reason)
        width = 3 + len(check.CODES)
        counts = np.bincount(batch.group * width + fate, minlength=len(batch.keys) * width).reshape(-1, width)
        for key, row in zip(batch.keys, counts.tolist(), strict=True):
            part = self.read.part(key)
            part.rows += sum(row)
            part.kept += row[0]
            part.margin += row[1]
            part.outside += row[1] + row[2]
            part.reasons.update({code: n for code, n in zip(check.CODES, row[3:], strict=True) if n})

    def _reject(self, batch: _Batch) -> None:
        rejects = check.rejected(batch.rows, self._names, batch.points, batch.reason)
        of_reject = batch.group[np.searchsorted(batch.rows.record, rejects["record"].to_numpy())]
        for number in np.unique(of_reject):
            self.read.part(batch.keys[number]).rejects.append(rejects.filter(pa.array(of_reject == number)))

    def _store(self, batch: _Batch) -> None:
        near = (batch.placed.inside | batch.placed.margin)[batch.points.at]
        at = np.flatnonzero(near & (batch.reason == GOOD))
        if not len(at):
            return
        at = at[np.argsort(batch.group[at], kind="stable")] if len(batch.keys) > 1 else at
        point = batch.points.at[at]
        table = stored.table(
            batch.rows,
            at,
            category=self._category,
            street=_street,
            outcome=_outcome,
            longitude=batch.points.longitude[point],
            latitude=batch.points.latitude[point],
            cell=batch.placed.cell[point],
            margin=batch.placed.margin[point],
            precision_m=self._map.location[0].precision_m,
        )
        numbers, starts = np.unique(batch.group[at], return_index=True)
        for number, start, end in zip(numbers, starts, [*starts[1:], len(at)], strict=True):
            self.read.part(batch.keys[number]).add(table.slice(start, end - start))
        self._make_room()

    def _category(self, text: str) -> str:
        return self._map.categories[text.strip()]

    def _make_room(self) -> None:
        while sum(part.waiting_rows for part in self.read.parts.values()) > IN_MEMORY:
            key, part = max(self.read.parts.items(), key=lambda item: item[1].waiting_rows)
            part.spill(lambda key=key: self._open_writer(*key))  # type: ignore[misc]

    def _add_bad(self, reader: Reader) -> None:
        if not reader.bad:
            return
        # Nothing of a bad row can be trusted, not even who sent it: it is counted to the file's main sender.
        rows_of: Counter[str] = Counter()
        for (supplier, _), part in self.read.parts.items():
            rows_of[supplier] += part.rows
        part = self.read.part((min(rows_of, key=lambda supplier: (-rows_of[supplier], supplier)), NO_MONTH))
        part.rows += len(reader.bad)
        part.reasons["bad_row"] += len(reader.bad)
        part.rejects.append(check.bad_rows(reader.bad))


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


@lru_cache(maxsize=1 << 16)
def _street(text: str) -> str | None:
    return names.clean(text)


def _outcome(text: str) -> str | None:
    return text.strip() or None


def _with_lines(table: pa.Table, name: str, reader: Reader) -> pa.Table:
    lines = pa.array(reader.lines(table["record"].to_numpy()))
    here = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int8()), len(lines)), pa.array([name]))
    columns = [here, lines, *(table[column] for column in (schema.REASON, schema.COLUMN, schema.VALUE))]
    return pa.table(columns, names=schema.REJECTS.names).sort_by(schema.LINE)
