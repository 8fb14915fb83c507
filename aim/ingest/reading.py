"""One file read into months: counted, checked and placed, batch by batch."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from aim import schema
from aim.ingest import answers, changes, check
from aim.ingest.answers import Answers
from aim.ingest.check import Checked
from aim.ingest.faults import FileFault, name_some
from aim.ingest.files import Member
from aim.ingest.labels import Labels
from aim.ingest.maps import MARK, Named
from aim.ingest.parts import NO_MONTH, ReadFile
from aim.ingest.placing import Placed, Placing
from aim.ingest.points import Points
from aim.ingest.reasons import CODES, GOOD
from aim.ingest.rows import Reader, Rows
from aim.ingest.stored import Keeper
from aim.ingest.times import Clock
from aim.store.keys import Key
from aim.store.staged import MonthWriter

IN_MEMORY = 1_000_000  # stored rows waiting; past that the largest month is written down, so that any file fits

OpenWriter = Callable[[str, str], MonthWriter]  # of a supplier and a month


@dataclass(frozen=True)
class _Batch:
    """A batch with what is known of each row; ``group`` [n] is the place of its (supplier, month) in ``keys``.

    ``placed`` answers the distinct points; ``fate`` [n] is a number of :mod:`aim.ingest.changes`, or from
    ``changes.REJECTED`` on that and the reason's number.
    """

    checked: Checked
    placed: Placed
    fate: np.ndarray
    group: np.ndarray
    keys: list[tuple[str, str]]


def read_file(
    member: Member, named: Named, reader: Reader, *, placing: Placing, clock: Clock, key: Key, open_writer: OpenWriter
) -> ReadFile:
    """Read ``member`` through; ``key`` is that of the store.

    Raises :class:`FileFault` with all that refuses it; what was written is then removed.
    """
    keeper = Keeper(named.map, key.of(named.source.name))
    reading = _Reading(ReadFile(member, dropped=keeper.dropped), named, placing, clock, keeper, open_writer)
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

    def note(self, rows: Rows, labels: Labels, without: np.ndarray) -> None:
        """Look at one batch; ``without`` [n]: which rows have no answer."""
        if without.any():
            self.first = self.first or int(rows.record[without.argmax()])
            for number, n in zip(*np.unique(labels.code[without], return_counts=True), strict=True):
                self.count[labels.values[number] or "(blank)"] += int(n)

    def words(self, reader: Reader) -> str:
        """``'Bad label' in 12 rows, the first on line 7``; of what may be anybody's number or address no letter."""
        line = int(reader.lines(np.array([self.first]))[0])
        n = sum(self.count.values())
        return f"{name_some(sorted(self.count))} in {n:,} row{'s' * (n != 1)}, the first on line {line}"


class _Reading:
    """The state of reading one file."""

    def __init__(
        self, read: ReadFile, named: Named, placing: Placing, clock: Clock, keeper: Keeper, open_writer: OpenWriter
    ) -> None:
        self.read, self._named, self._map, self._placing = read, named, named.map, placing
        self._clock, self._keeper, self._open_writer = clock, keeper, open_writer
        self._changes = named.source.delivered == "changes"
        self._categories, self._suppliers = _Unknown(), _Unknown()
        self._flags: defaultdict[str, _Unknown] = defaultdict(_Unknown)

    def add(self, rows: Rows) -> None:
        """Take in one batch."""
        self.read.rows += len(rows)
        self.read.marked += self._marked(rows)
        supplier = self._supplier(rows)
        said = Answers.of(rows, self._map)
        self._suppliers.note(rows, supplier, supplier.pick(np.array([self._short(s) is None for s in supplier.values])))
        self._categories.note(rows, said.labels, said.unknown())
        for column, (texts, odd) in said.odd.items():
            self._flags[column].note(rows, texts, odd)
        if self._suppliers.count or self._categories.count or self._flags:
            return  # the file is refused: only its faults are of interest now
        points = Points.of(rows, self._map, self._placing.finder)
        checked = check.check(rows, said, self._map, points, self._clock, needs_reference=self._changes)
        batch = self._batch(checked, supplier)
        self._count(batch)
        self._reject(batch)
        self._store(batch)

    def finish(self, reader: Reader) -> None:
        """Count the bad records, find the lines of rejects, and refuse a file that no part of can be used."""
        faults = []
        if self._suppliers.count:
            faults.append(
                f"unknown sender in {self._map.columns.supplier!r}: {self._suppliers.words(reader)}: name it under "
                f"[suppliers] in {self._named.path.name}, or ask who sent it"
            )
        if self._categories.count:
            faults.append(
                f"unknown category {self._categories.words(reader)}: name it under [categories] in "
                f"{self._named.path.name}, or ask the supplier"
            )
        for column, unknown in self._flags.items():
            faults.append(
                f"neither yes nor no in {column!r}: {unknown.words(reader)}: in {self._named.path.name} name it in the "
                "values of a flag of this column, or where it means no in its otherwise"
            )
        if not reader.rows:
            faults.append("holds no rows")
        elif not self.read.rows:
            faults.append(f"none of its {reader.rows:,} rows has as many columns as the header")
        if 0 < self.read.marked < self.read.rows:
            faults.append(f"demonstration data in {self.read.marked:,} of {self.read.rows:,} rows: the two never mix")
        if faults:
            raise FileFault("; ".join(faults))
        self._add_bad(reader)
        for part in self.read.parts.values():
            part.end()
            if part.rejects:
                part.rejects = [_with_lines(pa.concat_tables(part.rejects), self.read.member.name, reader)]
        self.read.events = [changes.with_lines(each, self.read.member.name, reader) for each in self.read.events]

    def _marked(self, rows: Rows) -> int:
        name = self._map.columns.mark or MARK
        if name not in rows.columns:
            return 0
        labels = Labels.of(rows.columns[name])
        return int(labels.pick(np.array([text == MARK for text in labels.values])).sum())

    def _supplier(self, rows: Rows) -> Labels:
        name = self._map.columns.supplier
        if name is None:
            return Labels(np.zeros(len(rows), dtype=np.int64), (self._map.supplier,))
        return Labels.of(rows.columns[name])

    def _short(self, supplier: str | None) -> str | None:
        return self._map.supplier or self._map.suppliers.get(supplier or "")

    def _batch(self, checked: Checked, supplier: Labels) -> _Batch:
        placed = self._place(checked.points)
        of_point = np.where(placed.inside, changes.KEPT, np.where(placed.margin, changes.MARGIN, changes.OUTSIDE))
        fate = np.where(checked.reason == GOOD, of_point[checked.points.at], changes.REJECTED + checked.reason)
        # A sensitive row outside has no place by which a later outline could claim it.
        fate[(fate == changes.MARGIN) & answers.IS_SENSITIVE[checked.answers.answer]] = changes.OUTSIDE
        shorts = [self._short(text) or "" for text in supplier.values]
        moments = checked.moments
        # Times of one month are many: groups are told by the month's own number.
        named = [month or NO_MONTH for month in moments.month]
        of_month = {month: number for number, month in enumerate(dict.fromkeys(named))}
        month = np.array([of_month[each] for each in named], dtype=np.int64)[moments.at]
        width = len(of_month)
        distinct, group = np.unique(supplier.code * width + month, return_inverse=True)
        titles = list(of_month)
        pairs = [(shorts[n // width], titles[n % width]) for n in distinct.tolist()]
        keys = sorted(set(pairs))  # two spellings of one supplier are one
        of_pair = np.array([keys.index(pair) for pair in pairs], dtype=np.int64)
        return _Batch(checked, placed, fate, of_pair[group], keys)

    def _place(self, points: Points) -> Placed:
        placed = Placed.nowhere(len(points.reason), self._placing.names)
        known = (points.reason == GOOD) & np.isfinite(points.longitude) & np.isfinite(points.latitude)
        placed.put(known, self._placing.place(points.longitude[known], points.latitude[known]))
        return placed

    def _count(self, batch: _Batch) -> None:
        width = changes.REJECTED + len(CODES)
        counts = np.bincount(batch.group * width + batch.fate, minlength=len(batch.keys) * width).reshape(-1, width)
        for key, row in zip(batch.keys, counts.tolist(), strict=True):
            part = self.read.part(key)
            part.rows += sum(row)
            part.kept += row[changes.KEPT]
            part.margin += row[changes.MARGIN]
            part.outside += row[changes.MARGIN] + row[changes.OUTSIDE]
            rejected = zip(CODES, row[changes.REJECTED :], strict=True)
            part.reasons.update({code: n for code, n in rejected if n})

    def _reject(self, batch: _Batch) -> None:
        rejects = check.rejected(batch.checked, self._map)
        of_reject = batch.group[np.searchsorted(batch.checked.rows.record, rejects["record"].to_numpy())]
        for number in np.unique(of_reject):
            self.read.part(batch.keys[number]).rejects.append(rejects.filter(pa.array(of_reject == number)))

    def _store(self, batch: _Batch) -> None:
        if self._changes:
            self.read.events.append(changes.events(batch.checked, batch.fate, batch.group, batch.keys, self._keeper))
        at = np.flatnonzero((batch.fate == changes.KEPT) | (batch.fate == changes.MARGIN))
        if not len(at):
            return
        # Changes are sorted by reference when they are merged, and until then follow the order of their events.
        last = answers.IS_SENSITIVE[batch.checked.answers.answer[at]] & (not self._changes)
        pile = 2 * batch.group[at] + last
        if (pile[1:] < pile[:-1]).any():
            order = np.argsort(pile, kind="stable")
            at, pile = at[order], pile[order]
        table = self._keeper.table(batch.checked, batch.placed[batch.checked.points.at[at]], at)
        numbers, starts = np.unique(pile, return_index=True)
        for number, start, end in zip(numbers.tolist(), starts, [*starts[1:], len(at)], strict=True):
            part, rows = self.read.part(batch.keys[number // 2]), table.slice(start, end - start)
            if number % 2:
                part.sensitive.append(rows)
            else:
                part.add(rows)
        self._make_room()

    def _make_room(self) -> None:
        # Changes are merged with what stands before they are written: they wait in memory.
        while not self._changes and sum(part.waiting_rows for part in self.read.parts.values()) > IN_MEMORY:
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
        part.rejects.append(check.without_values(np.array(reader.bad, dtype=np.int64), "bad_row"))


def _with_lines(table: pa.Table, name: str, reader: Reader) -> pa.Table:
    lines = pa.array(reader.lines(table["record"].to_numpy()))
    columns = [check.repeated(name, len(lines)), lines]
    columns += [table[column] for column in (schema.REASON, schema.COLUMN, schema.VALUE)]
    return pa.table(columns, names=schema.REJECTS.names).sort_by(schema.LINE)
