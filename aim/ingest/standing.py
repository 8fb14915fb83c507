"""What the store holds when a command begins, as far as a delivery is judged by it."""

from dataclasses import dataclass
from pathlib import Path

from aim.store import ledger
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.ledger import LoadRecord
from aim.store.staged import Key


@dataclass(frozen=True)
class Standing:
    """Files in force by source, supplier and month, and every load by its id."""

    data: Path
    files: dict[Key, IncidentFile]
    loads: dict[str, LoadRecord]

    @classmethod
    def of(cls, data: Path) -> "Standing":
        """Of the store in ``data`` as it is now."""
        files = {file.key: file for file in IncidentStore(data).files()}
        return cls(data, files, {record.load: record for record in ledger.loads(data)})

    def digest(self, key: Key) -> str | None:
        """The digest of what stands for a month; None where none stands, or it was rewritten since its load."""
        file = self.files.get(key)
        record = self.loads.get(file.load or "") if file is not None else None
        return record.digests.get(file.month) if record is not None and file is not None else None

    def knows_delivery(self, sha256: str) -> bool:
        """Whether a delivery of the same bytes was loaded before."""
        return any(record.sha256 == sha256 for record in self.loads.values())

    def demonstration(self) -> bool | None:
        """Whether the store holds demonstration data (True) or real data (False); None where it holds neither."""
        kinds = {record.demonstration for record in self.loads.values()}
        return None if not kinds else True in kinds
