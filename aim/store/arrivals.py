"""Which months of the store changed between two moments: their file then, and their file now."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aim.store import ledger
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.record import LOAD, LoadRecord
from aim.store.staged import Key


@dataclass(frozen=True)
class Arrival:
    """A month of one supplier that ``load`` wrote anew: ``now`` stands, ``before`` stood (None: nothing did)."""

    now: IncidentFile
    before: IncidentFile | None
    load: LoadRecord

    @property
    def key(self) -> Key:
        """Source, supplier and month."""
        return self.now.key


@dataclass(frozen=True)
class Arrivals:
    """What changed after ``since`` up to ``until``, and the loads that came until then, oldest first.

    ``gone``: files that stood at ``since``, stand no more and have no successor in ``months`` (their incidents may have
    moved to other months). ``version`` is the one that stood at ``until``, None where nothing did.
    """

    since: datetime
    until: datetime
    months: tuple[Arrival, ...]
    gone: tuple[IncidentFile, ...]
    loads: tuple[LoadRecord, ...]
    version: int | None


def arrivals(data: Path, since: datetime, until: datetime, version: int | None = None) -> Arrivals:
    """What changed between two moments (with their zones) up to ``version`` (default: the newest).

    A month counts as changed where another file stands than did, and a load that came in between wrote it: what an
    undo put back came when its own load did. Raises :class:`StoreError` where the log or a version cannot be read.
    """
    steps = [step for step in ledger.commits(data) if version is None or step[0] <= version]
    came = {record.load: datetime.fromisoformat(record.received) for _, record in steps}
    then = max((number for number, record in steps if came[record.load] <= since), default=None)
    now = max((number for number, record in steps if came[record.load] <= until), default=None)
    by_load = {record.load: record for _, record in steps}
    store = IncidentStore(data)
    stood = {} if then is None else {file.key: file for file in store.files(then)}
    stands = stood if now == then or now is None else {file.key: file for file in store.files(now)}
    found = []
    for key, file in stands.items():
        before, load = stood.get(key), by_load.get(file.load or "")
        if (before is None or before.path != file.path) and load is not None and since < came[load.load] <= until:
            found.append(Arrival(file, before, load))
    changed = {each.key for each in found}
    gone = tuple(file for key, file in stood.items() if key not in changed and stands.get(key) != file)
    loads = tuple(record for _, record in steps if record.kind == LOAD and came[record.load] <= until)
    return Arrivals(since, until, tuple(found), gone, loads, now)
