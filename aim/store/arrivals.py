"""Which months of the store changed between two moments: their file then, and their file now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aim.store import ledger
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.record import LOAD, LoadRecord
from aim.store.staged import Key


@dataclass(frozen=True)
class Landings:
    """Every step of a store up to a version, oldest first, with the moment at which it came."""

    steps: tuple[tuple[int, datetime, LoadRecord], ...]

    def at(self, moment: datetime) -> int | None:
        """The version that stood at a moment; None before the first."""
        return max((version for version, came, _ in self.steps if came <= moment), default=None)

    def between(self, since: datetime, until: datetime) -> tuple[str, ...]:
        """The ids of the loads that came after ``since`` and up to ``until``."""
        return tuple(record.load for _, came, record in self.steps if record.kind == LOAD and since < came <= until)

    def last(self, until: datetime, source: str | None = None) -> datetime | None:
        """When the newest load, of all or of one ``source``, came up to a moment; None where none did."""
        wanted = (
            came
            for _, came, record in self.steps
            if record.kind == LOAD and came <= until and source in (None, record.source)
        )
        return max(wanted, default=None)

    def reach(self, source: str, since: datetime, until: datetime) -> timedelta:
        """What time a ``source``'s loads between two moments brought: from the newest before to the newest of them."""
        before, newest = self.last(since, source), self.last(until, source)
        return timedelta() if before is None or newest is None else newest - before


def landings(data: Path, version: int | None = None) -> Landings:
    """The steps up to ``version`` (default: all). Raises :class:`StoreError` where the log cannot be read."""
    return Landings(
        tuple(
            (number, datetime.fromisoformat(record.received), record)
            for number, record in ledger.commits(data)
            if version is None or number <= version
        )
    )


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
    """The ``months`` that changed between two moments.

    ``gone``: files that stood at the first, stand no more and have no successor in ``months`` (their incidents may have
    moved to other months). ``version`` is the one that stood at the second, None where nothing did.
    """

    months: tuple[Arrival, ...]
    gone: tuple[IncidentFile, ...]
    version: int | None


def arrivals(data: Path, landed: Landings, since: datetime, until: datetime) -> Arrivals:
    """What changed after ``since`` up to ``until`` (moments with their zones).

    A month counts as changed where another file stands than did, and a load that came in between wrote it: what an
    undo put back came when its own load did. Raises :class:`StoreError` where a version cannot be read.
    """
    then, now = landed.at(since), landed.at(until)
    came = {record.load: (moment, record) for _, moment, record in landed.steps}
    store = IncidentStore(data)
    stood = {} if then is None else {file.key: file for file in store.files(then)}
    stands = stood if now == then or now is None else {file.key: file for file in store.files(now)}
    found = []
    for key, file in stands.items():
        before = stood.get(key)
        moment, load = came.get(file.load or "", (None, None))
        is_other = before is None or before.path != file.path
        if is_other and load is not None and moment is not None and since < moment <= until:
            found.append(Arrival(file, before, load))
    changed = {each.key for each in found}
    gone = tuple(file for key, file in stood.items() if key not in changed and stands.get(key) != file)
    return Arrivals(tuple(found), gone, now)
