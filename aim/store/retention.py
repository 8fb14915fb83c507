"""What policy has dropped, worked out from the ledger: months of every version, and the rejects of their loads.

A reject names no month. Where every month of a load is dropped its rejects are deleted (those of a load without any
usable month by the month it was received); where only some are, its rejects keep line, reason and column and lose every
value, since none can be told to belong to a month that is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aim.store.record import LOAD, RETAIN, LoadRecord


@dataclass(frozen=True)
class Cut:
    """At ``version`` everything of a source and supplier before the month ``before`` was dropped."""

    version: int
    source: str
    supplier: str
    before: str


def cuts(steps: Iterable[tuple[int, LoadRecord]]) -> list[Cut]:
    """The cuts of a ledger, given as versions and records."""
    return [
        Cut(version, record.source, record.supplier, record.before)
        for version, record in steps
        if record.kind == RETAIN and record.before is not None
    ]


def drops(cuts: Sequence[Cut], version: int, source: str, supplier: str, month: str) -> bool:
    """Whether what ``version`` added for a month was dropped since."""
    return any(month < cut.before for cut in _since(cuts, version, source, supplier))


def rejects_gone(cuts: Sequence[Cut], version: int, record: LoadRecord) -> bool:
    """Whether the rejects of the load that made ``version`` were deleted."""
    months = record.months or (record.received[:7],)
    since = _since(cuts, version, record.source, record.supplier)
    return record.kind == LOAD and any(all(month < cut.before for month in months) for cut in since)


def rejects_bared(cuts: Sequence[Cut], version: int, record: LoadRecord) -> bool:
    """Whether the rejects of the load that made ``version`` stay without their values."""
    since = _since(cuts, version, record.source, record.supplier)
    some = any(month < cut.before for cut in since for month in record.months)
    return record.kind == LOAD and some and not rejects_gone(cuts, version, record)


def _since(cuts: Sequence[Cut], version: int, source: str, supplier: str) -> list[Cut]:
    return [cut for cut in cuts if cut.version > version and (cut.source, cut.supplier) == (source, supplier)]
