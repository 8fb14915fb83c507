"""Reading every file of a command and giving its months to the loads they belong to."""

import secrets
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from aim.errors import RefusedError
from aim.ingest import reading, recognising, text
from aim.ingest.faults import FileFault, name_some
from aim.ingest.files import Delivery, Member
from aim.ingest.maps import Named
from aim.ingest.parts import NO_MONTH, Part, ReadFile
from aim.ingest.placing import Placing
from aim.ingest.rows import Reader
from aim.ingest.standing import Standing
from aim.schema import Source
from aim.store.incidents import IncidentStore
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
        this_month: str,
        received: datetime,
        placing: Callable[[], Placing],
        tell: Callable[[int, int, str], None],
    ) -> None:
        self._layouts = layouts
        names = sorted({named.source.name for named in layouts.values()})
        if source is not None and source not in names:
            raise RefusedError(f"source {source!r}", [f"there is no such source; there are {', '.join(names)}"])
        self._named, self._this_month, self._received = source, this_month, received
        self._standing, self._store = standing, IncidentStore(standing.data)
        self._make_placing, self._tell = placing, tell
        self._placing: Placing | None = None
        self.faults: list[str] = []
        self.kinds: dict[bool, str] = {}  # whether demonstration data: the first file that is
        self._loads: dict[tuple[int, str, str], Load] = {}
        self._owner: dict[Key, tuple[str, Part]] = {}
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
        for number, found in enumerate(deliveries):
            if number not in mapped and not found.faults:
                self.faults.append(f"{found.name}: {_nothing(found)}")

    def _note(self, job: _Job, outcome: _Outcome) -> bool:
        """Take in what became of a file; False where it is of a kind that is not mapped."""
        if outcome.fault is not None:
            self.faults.append(f"{job.label}: {outcome.fault}")
        elif outcome.read is not None and outcome.source is not None:
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
                source,
                named.map,
                Reader(job.member, named.map, on_bytes),
                placing=self._places(),
                this_month=self._this_month,
                open_writer=lambda supplier, month: self._writer(job, source, supplier, month),
            )
            on_bytes(job.member.size)
        except FileFault as fault:
            return _Outcome(fault=str(fault))
        return _Outcome(read, source)

    def _choose(self, member: Member) -> Named | None:
        try:
            with member.open() as raw:
                header = text.header(raw)
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

    def _writer(self, job: _Job, source: Source, supplier: str, month: str) -> MonthWriter:
        load = self._load(job, source, supplier)
        with self._lock:
            writer = self._store.writer(load.id, (source.name, supplier, month), len(self._writers))
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
            self._settle(job, load, month, part)

    def _settle(self, job: _Job, load: Load, month: str, part: Part) -> None:
        """Write a month down as soon as its file is read, unless what stands is the same or the command is refused."""
        key = (load.source.name, load.supplier, month)
        if self.faults or part.digest.hexdigest() == self._standing.digest(key):
            part.discard()
        else:
            part.stage(lambda: self._writer(job, load.source, load.supplier, month))


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
    return f"holds no file that AIM loads (street files of data.police.uk: ...-street.csv){what}"
