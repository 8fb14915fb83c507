"""What stands after a row of steps, worked out from the ledger alone: loads, confirmations, undos and retentions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from aim.store.record import RETAIN, UNDO, LoadRecord
from aim.store.staged import Key


@dataclass(frozen=True)
class Stands:
    """What stands for a month: ``load`` wrote its file, ``kept`` of its rows lay inside the area at that load.

    ``received`` is when that load came, or when the same content was confirmed since (ISO 8601, UTC).
    """

    load: str
    kept: int
    digest: str
    received: str


@dataclass(frozen=True)
class Step:
    """One commit: the ``version`` it made, its record, and the undo that took it back (None where it holds)."""

    version: int
    record: LoadRecord
    undone_by: str | None


class Replay:
    """The ledger played through from the first load on.

    ``stands`` is what stands after the last record; ``before`` and ``after`` say the same, by load, of the months each
    record touched. An undo puts back exactly what stood before, so that a month put back counts as received when its
    own load was.
    """

    def __init__(self, records: Iterable[LoadRecord]) -> None:
        self.records = {record.load: record for record in records}
        self.stands: dict[Key, Stands] = {}
        self.before: dict[str, dict[Key, Stands | None]] = {}
        self.after: dict[str, dict[Key, Stands | None]] = {}
        for record in self.records.values():
            self._take(record)
        self.undone: dict[str, str] = {}  # a step and the undo of it that holds, itself not undone
        for record in reversed(self.records.values()):
            if record.kind == UNDO and record.undoes is not None and record.load not in self.undone:
                self.undone[record.undoes] = record.load

    def _take(self, record: LoadRecord) -> None:
        keys = [(record.source, record.supplier, month) for month in record.touched]
        before = {key: self.stands.get(key) for key in keys}
        if record.kind == UNDO:
            new = self._put_back(record, before)
        else:
            new = {key: _stands(record, key, before[key]) for key in keys}
        for key, stands in new.items():
            if stands is None:
                self.stands.pop(key, None)
            else:
                self.stands[key] = stands
        self.before[record.load], self.after[record.load] = before, {key: self.stands.get(key) for key in keys}

    def _put_back(self, undo: LoadRecord, now: dict[Key, Stands | None]) -> dict[Key, Stands | None]:
        taken_back = undo.undoes or ""
        before, after = self.before.get(taken_back, {}), self.after.get(taken_back, {})
        return {
            key: before[key]
            for key in before
            # A month that was only confirmed, and came anew since, is not the undone step's any more.
            if _load(before[key]) != _load(after[key]) or now.get(key) == after[key]
        }

    def moved(self, load: str) -> list[Key]:
        """The months whose file another took the place of, appeared or went away with ``load``."""
        before, after = self.before[load], self.after[load]
        return [key for key in before if _load(before[key]) != _load(after[key])]

    def overtaken(self, load: str) -> list[Key]:
        """Of the months that ``load`` moved those where another file stands now than it left, or none."""
        after = self.after[load]
        return [key for key in self.moved(load) if _load(self.stands.get(key)) != _load(after[key])]

    def later(self, load: str, keys: Iterable[Key]) -> list[LoadRecord]:
        """The records after ``load`` that touched any of ``keys`` and hold, oldest first."""
        order, wanted = list(self.records), set(keys)
        after = [self.records[name] for name in order[order.index(load) + 1 :]]
        held = [record for record in after if record.load not in self.undone and set(self.moved(record.load)) & wanted]
        later = {record.load for record in after}
        return [record for record in held if record.kind != UNDO or record.undoes not in later]


def _load(stands: Stands | None) -> str | None:
    return None if stands is None else stands.load


def _stands(record: LoadRecord, key: Key, before: Stands | None) -> Stands | None:
    month = key[2]
    if month in record.removed or record.kind == RETAIN:
        return None
    if month in record.digests:
        return Stands(record.load, record.month_kept.get(month, 0), record.digests[month], record.received)
    return None if before is None else replace(before, received=record.received)
