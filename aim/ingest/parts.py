"""What one file holds of one supplier and month."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa

from aim import schema
from aim.ingest.files import Member
from aim.ingest.stored import Digest
from aim.store.staged import MonthWriter, StagedMonth

NO_MONTH = ""  # key of rows that belong to no usable month


@dataclass
class Part:
    """Counts, stored rows (waiting in memory or written to a staged file) and rejects of one supplier and month.

    ``sensitive`` are rows that are stored behind all others: extracts are sorted by date, and between its neighbours of
    a day such a row would tell its own. ``rejects`` are tables of ``check.REJECTED`` while the file is read, of
    ``schema.REJECTS`` after. ``standing_kept``: of a month of changes the rows inside the area that stand after the
    load, others being those of this delivery.
    """

    rows: int = 0
    kept: int = 0
    margin: int = 0
    outside: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    rejects: list[pa.Table] = field(default_factory=list)
    digest: Digest = field(default_factory=Digest)
    waiting: list[pa.Table] = field(default_factory=list)
    waiting_rows: int = 0
    sensitive: list[pa.Table] = field(default_factory=list)
    writer: MonthWriter | None = None
    staged: StagedMonth | None = None
    standing_kept: int | None = None

    def add(self, rows: pa.Table) -> None:
        """Take in stored rows."""
        self.digest.update(rows)
        self.waiting.append(rows)
        self.waiting_rows += rows.num_rows

    def end(self) -> None:
        """Add the sensitive rows, in an order that is not that of the delivery."""
        if self.sensitive:
            rows = pa.concat_tables(self.sensitive)
            self.sensitive = []
            by = (schema.REFERENCE, schema.CATEGORY, schema.AREA)
            self.add(rows.sort_by([(name, "ascending") for name in by]).combine_chunks())

    def merge(self, other: "Part") -> None:
        """Add the counts, rejects and waiting rows of ``other``."""
        self.rows += other.rows
        self.kept += other.kept
        self.margin += other.margin
        self.outside += other.outside
        self.reasons.update(other.reasons)
        self.rejects.extend(other.rejects)
        for rows in other.waiting:
            self.add(rows)

    def replace(self, rows: pa.Table) -> None:
        """Let the stored rows be ``rows`` and no others; counts stay."""
        self.digest, self.waiting, self.waiting_rows = Digest(), [], 0
        self.add(rows)

    def spill(self, open_writer: Callable[[], MonthWriter]) -> None:
        """Move the waiting rows to the staged file, which is opened where there is none yet."""
        if self.writer is None:
            self.writer = open_writer()
        if self.waiting:
            self.writer.write(pa.concat_tables(self.waiting).combine_chunks())
        self.waiting, self.waiting_rows = [], 0

    def stage(self, open_writer: Callable[[], MonthWriter]) -> None:
        """Finish the staged file, one without rows too: a month delivered and found empty is held."""
        self.spill(open_writer)
        if self.writer is not None:
            self.staged, self.writer = self.writer.close(), None

    def discard(self) -> None:
        """Forget the stored rows and remove the unfinished file, if any; counts and digest stay."""
        if self.writer is not None:
            self.writer.discard()
        self.writer, self.waiting, self.waiting_rows, self.sensitive = None, [], 0, []

    def summary(self) -> tuple[object, ...]:
        """Equal for two files that hold the same: what is stored, and the counts of what is not."""
        return self.rows, self.kept, self.margin, self.outside, dict(self.reasons), self.digest.hexdigest()


@dataclass
class ReadFile:
    """One file read through: its parts by (supplier, month), and how many of its rows bear the demonstration's mark.

    ``dropped`` counts values not kept, by our column. ``events``, for a source of changes: see
    :mod:`aim.ingest.changes`.
    """

    member: Member
    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    rows: int = 0  # without those of another number of columns
    marked: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    events: list[pa.Table] = field(default_factory=list)

    def part(self, key: tuple[str, str]) -> Part:
        """The part of a supplier and month, begun where it is new."""
        return self.parts.setdefault(key, Part())
