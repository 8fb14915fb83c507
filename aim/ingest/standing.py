"""What the store holds when a command begins, as far as a delivery is judged by it."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aim import months
from aim.schema import Source
from aim.store import ledger
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.ledger import LoadRecord
from aim.store.replay import Replay, Stands
from aim.store.staged import Key


@dataclass(frozen=True)
class Standing:
    """Files in force by source, supplier and month, and every load by its id."""

    data: Path
    files: dict[Key, IncidentFile]
    loads: dict[str, LoadRecord]
    stands: dict[Key, Stands]

    @classmethod
    def of(cls, data: Path) -> "Standing":
        """Of the store in ``data`` as it is now."""
        files = {file.key: file for file in IncidentStore(data).files()}
        replay = Replay(ledger.loads(data))
        return cls(data, files, replay.records, replay.stands)

    def digest(self, key: Key) -> str | None:
        """The digest of what stands for a month; None where none stands, or it was rewritten since its load."""
        file = self.files.get(key)
        record = self.loads.get(file.load or "") if file is not None else None
        return record.digests.get(file.month) if record is not None and file is not None else None

    def came_early(self, source: Source, supplier: str, month: str, on: date, zone: ZoneInfo) -> bool:
        """Whether what stands for a month came before its source's delay was over, and the day ``on`` lies after."""
        stands = self.stands.get((source.name, supplier, month))
        ready = months.first_day(months.shift(month, 1 + source.delay_months))
        return stands is not None and datetime.fromisoformat(stands.received).astimezone(zone).date() < ready <= on

    def knows_delivery(self, sha256: str) -> bool:
        """Whether a delivery of the same bytes was loaded before."""
        return any(record.sha256 == sha256 for record in self.loads.values())

    def knows_rejects(self, load: LoadRecord, is_changes: bool) -> bool:
        """Whether the rejects of ``load`` are told by a load before it, so that nothing is lost without it.

        The same bytes were told. So was a delivery of whole months whose counts are those of another of the same months
        (an archive that was packed again); where none held just these months, what stands of them tells enough.
        """
        if not load.rejected or self.knows_delivery(load.sha256):
            return True
        alike = [
            other
            for other in self.loads.values()
            if (other.source, other.supplier, other.months) == (load.source, load.supplier, load.months)
        ]
        same = any((other.rows, other.reasons) == (load.rows, load.reasons) for other in alike)
        return bool(load.months) and not is_changes and (same or not alike)

    def demonstration(self) -> bool | None:
        """Whether the store holds demonstration data (True) or real data (False); None where it holds neither."""
        kinds = {record.demonstration for record in self.loads.values()}
        return None if not kinds else True in kinds
