"""Reading every file of a command and giving its months to the loads they belong to."""

import secrets
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from aim import schema
from aim.errors import RefusedError
from aim.ingest import changes, formats, reading, recognising
from aim.ingest.faults import FileFault, name_some
from aim.ingest.files import Delivery, Member
from aim.ingest.maps import Named
from aim.ingest.parts import NO_MONTH, Part, ReadFile
from aim.ingest.placing import Placing
from aim.ingest.standing import Standing
from aim.ingest.times import Clock
from aim.schema import Source
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.keys import Key as SecretKey
from aim.store.staged import Key, MonthWriter

WORKERS = 2  # one file is parsed while another is placed and written; each holds a block and its waiting rows


@dataclass
class Load:
    """A load in the making: what one delivery holds of one source and supplier, by month (``NO_MONTH`` included)."""

    id: str
    delivery: Delivery
    source: Source
    supplier: str
    parts: dict[str, Part] = field(default_factory=dict)
    demonstration: bool = False
    dropped: Counter[str] = field(default_factory=Counter)
    events: list[pa.Table] = field(default_factory=list)

    @property
    def is_changes(self) -> bool:
        """Whether its rows change incidents one by one, rather than months as a whole."""
        return self.source.delivered == "changes"

    def key(self, month: str) -> Key:
        """Source, supplier and ``month``."""
        return self.source.name, self.supplier, month


@dataclass(frozen=True)
class _Job:
    """One file to read; ``number`` is that of its delivery."""

    number: int
    delivery: Delivery
    member: Member

    @property
    def label(self) -> str:
        if self.member.name == self.delivery.name:
            return self.delivery.name
        return f"{self.delivery.name}: {self.member.name}"


@dataclass(frozen=True)
class _Outcome:
    """What became of a file: read by an adapter, at fault, or (neither) of a kind that is not mapped."""

    read: ReadFile | None = None
    source: Source | None = None
    fault: str | None = None


class Gathering:
    """The state of one command: its loads, its faults, and the files it has staged."""

    def __init__(
        self,
        standing: Standing,
        *,
        layouts: Mapping[str, Named],
        source: str | None,
        clock: Clock,
        received: datetime,
        key: SecretKey,
        placing: Callable[[], Placing],
        tell: Callable[[int, int, str], None],
    ) -> None:
        self._layouts = layouts
        names = sorted({named.source.name for named in layouts.values()})
        if source is not None and source not in names:
            raise RefusedError(f"source {source!r}", [f"there is no such source; there are {', '.join(names)}"])
        self._named, self._clock, self._received, self._key = source, clock, received, key
        self._standing, self._store = standing, IncidentStore(standing.data)
        self._make_placing, self._tell = placing, tell
        self._placing: Placing | None = None
        self.faults: list[str] = []
        self.kinds: dict[bool, str] = {}  # whether demonstration data: the first file that is
        self._loads: dict[tuple[int, str, str], Load] = {}
        self._owner: dict[Key, tuple[str, Part]] = {}
        # What a load of this command that is committed before the next leaves: its file and digest.
        self._left: dict[Key, tuple[IncidentFile, str]] = {}
        self._writers: list[MonthWriter] = []
        self._lock = threading.RLock()
        self._done = self._total = 0
        self._stopped = False

    @property
    def loads(self) -> list[Load]:
        """Loads that hold anything, in the order of the deliveries, then by source and supplier."""
        return [load for _, load in sorted(self._loads.items(), key=lambda item: item[0]) if load.parts]

    def read(self, deliveries: list[Delivery]) -> None:
        """Read every file of every delivery; faults are gathered, not raised."""
        jobs = [_Job(n, found, member) for n, found in enumerate(deliveries) for member in found.members]
        self._total = sum(job.member.size for job in jobs)
        for found in deliveries:
            self.faults.extend(f"{found.name}: {fault}" for fault in found.faults)
        with closing(_ahead(self._read, jobs)) as outcomes:
            try:
                mapped = {job.number for job, outcome in outcomes if self._note(job, outcome)}
            except BaseException:
                self._stopped = True  # files still being read stop at their next block
                raise
        for load in self.loads:
            if load.is_changes and not self.faults:
                self._merge(load)
        for number, found in enumerate(deliveries):
            if number not in mapped and not found.faults:
                self.faults.append(f"{found.name}: {_nothing(found)}")

    def _note(self, job: _Job, outcome: _Outcome) -> bool:
        """Take in what became of a file; False where it is of a kind that is not mapped."""
        if outcome.fault is not None:
            self.faults.append(f"{job.label}: {outcome.fault}")
        elif outcome.read is not None and outcome.source is not None:
            if outcome.source.delivered == "changes":
                self._take_changes(job, outcome.source, outcome.read)
            else:
                self._take(job, outcome.source, outcome.read)
            pa.default_memory_pool().release_unused()  # else what each file took adds up to the peak
        else:
            job.delivery.ignored.append(job.member.name)
            return False
        return True

    def discard(self) -> None:
        """Remove everything staged."""
        for writer in self._writers:
            writer.discard()

    def _read(self, job: _Job) -> _Outcome:
        before = 0

        def on_bytes(done: int) -> None:
            nonlocal before
            if self._stopped:
                raise FileFault("not read to its end: the command was stopped")
            with self._lock:
                self._done += done - before
                self._tell(min(self._done, self._total), self._total, job.member.name)
            before = done

        try:
            named = self._choose(job.member)
            if named is None:
                on_bytes(job.member.size)
                return _Outcome()
            source = named.source
            read = reading.read_file(
                job.member,
                named,
                formats.reader(job.member, named.map, on_bytes),
                placing=self._places(),
                clock=self._clock,
                key=self._key,
                open_writer=lambda supplier, month: self._writer(self._load(job, source, supplier), month),
            )
            on_bytes(job.member.size)
        except FileFault as fault:
            return _Outcome(fault=str(fault))
        return _Outcome(read, source)

    def _choose(self, member: Member) -> Named | None:
        try:
            header = formats.header(member)
        except FileFault:
            if recognising.ignored([], member.name, self._layouts):
                return None
            raise
        return recognising.choose(header, member.name, self._layouts, self._named)

    def _places(self) -> Placing:
        with self._lock:
            if self._placing is None:
                self._placing = self._make_placing()
            return self._placing

    def _load(self, job: _Job, source: Source, supplier: str) -> Load:
        with self._lock:
            key = (job.number, source.name, supplier)
            if key not in self._loads:
                id = f"{self._received:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
                self._loads[key] = Load(id, job.delivery, source, supplier)
            return self._loads[key]

    def _writer(self, load: Load, month: str) -> MonthWriter:
        with self._lock:
            writer = self._store.writer(load.id, load.key(month), len(self._writers))
            self._writers.append(writer)
            return writer

    def _take(self, job: _Job, source: Source, read: ReadFile) -> None:
        """Give the parts of a file to their loads; a month that another file of this command holds is read once."""
        self.kinds.setdefault(read.marked > 0, job.label)
        repeated = {key for key in read.parts if key[1] != NO_MONTH and (source.name, *key) in self._owner}
        for supplier, month in sorted(repeated):
            other, standing = self._owner[source.name, supplier, month]
            if standing.summary() != read.parts[supplier, month].summary():
                self.faults.append(
                    f"{job.label} and {other} both hold {month} of {supplier!r} and differ: deliver one of them, whole"
                )
        for (supplier, month), part in sorted(read.parts.items()):
            own = {key for key in read.parts if key[0] == supplier and key[1] != NO_MONTH}
            if (supplier, month) in repeated or (month == NO_MONTH and own and own <= repeated):
                part.discard()
                continue
            load = self._load(job, source, supplier)
            load.demonstration = load.demonstration or read.marked > 0
            if month == NO_MONTH:
                load.parts.setdefault(NO_MONTH, Part()).merge(part)
                continue
            load.parts[month] = part
            self._owner[source.name, supplier, month] = (job.label, part)
            self._settle(load, month, part)
        self._count_dropped(job, source, read)

    def _take_changes(self, job: _Job, source: Source, read: ReadFile) -> None:
        """Add a file to its loads; what it changes is worked out when all files of the delivery are read."""
        self.kinds.setdefault(read.marked > 0, job.label)
        for (supplier, month), part in sorted(read.parts.items()):
            load = self._load(job, source, supplier)
            load.demonstration = load.demonstration or read.marked > 0
            load.parts.setdefault(month, Part()).merge(part)
        for found in read.events:
            for supplier in pc.unique(found[schema.SUPPLIER]).to_pylist():
                own = found.filter(pc.equal(found[schema.SUPPLIER], supplier))
                self._load(job, source, supplier).events.append(own)
        self._count_dropped(job, source, read)

    def _count_dropped(self, job: _Job, source: Source, read: ReadFile) -> None:
        """Values not kept belong to the file's main sender: a file of several senders does not tell whose they were."""
        if read.dropped and read.parts:
            _, supplier = max((part.rows, supplier) for (supplier, _), part in read.parts.items())
            self._load(job, source, supplier).dropped.update(read.dropped)

    def _settle(self, load: Load, month: str, part: Part) -> None:
        """Write a month down as soon as its file is read, unless what stands is the same or the command is refused."""
        if self.faults or part.digest.hexdigest() == self._digest(load.key(month)):
            part.discard()
            return
        part.stage(lambda: self._writer(load, month))
        self._leave(load, month, part)

    def _merge(self, load: Load) -> None:
        """Work out each month that the changes of ``load`` touch, after the loads of this command before it."""
        spoken = changes.settle(pa.concat_tables(load.events), load.parts) if load.events else None
        standing = {key[2] for key in {*self._standing.files, *self._left} if key[:2] == load.key("")[:2]}
        for month in sorted({*load.parts, *standing} - {NO_MONTH}):
            stands = self._stands(load.key(month))
            if month not in load.parts:
                if spoken is None or stands is None:
                    continue
                if not changes.speaks_of(self._store.read(stands, [schema.REFERENCE])[schema.REFERENCE], spoken):
                    continue
            part = load.parts.setdefault(month, Part())
            new = pa.concat_tables([schema.INCIDENT_FILE.empty_table(), *part.waiting])
            before = None if stands is None else self._store.read(stands, schema.INCIDENT_FILE.names)
            rows = changes.merged(before, pa.array([], pa.binary()) if spoken is None else spoken, new)
            part.replace(rows)
            part.standing_kept = rows.num_rows - (pc.sum(rows[schema.MARGIN]).as_py() or 0)
            self._settle(load, month, part)

    def _stands(self, key: Key) -> IncidentFile | None:
        """The file that stands for a month when the load at hand is committed."""
        left = self._left.get(key)
        return left[0] if left is not None else self._standing.files.get(key)

    def _digest(self, key: Key) -> str | None:
        left = self._left.get(key)
        return left[1] if left is not None else self._standing.digest(key)

    def _leave(self, load: Load, month: str, part: Part) -> None:
        if part.staged is not None:
            path = part.staged.path
            file = IncidentFile(path, *load.key(month), rows=part.staged.rows, size=path.stat().st_size)
            self._left[load.key(month)] = (file, part.digest.hexdigest())


def _ahead(function: Callable[[_Job], _Outcome], jobs: Iterable[_Job]) -> Generator[tuple[_Job, _Outcome], None, None]:
    """Each job with its outcome, in order; no more than ``WORKERS`` are under way or done and not yet taken."""
    waiting: deque[tuple[_Job, Future[_Outcome]]] = deque()
    with ThreadPoolExecutor(WORKERS) as pool:
        for job in jobs:
            waiting.append((job, pool.submit(function, job)))
            if len(waiting) > WORKERS:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()


def _nothing(found: Delivery) -> str:
    what = f"; it holds {name_some(found.ignored, 8)}" if found.ignored else ""
    return f"holds no file that AIM loads (`aim sources` lists what it can read){what}"
