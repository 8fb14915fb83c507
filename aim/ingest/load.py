"""Loading: read and judge every delivery of a command, then commit one load per source and supplier, or nothing at all."""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from aim import ingest as rooms
from aim import months, schema
from aim.config import Config
from aim.errors import RefusedError
from aim.ingest import delivery, files, text
from aim.ingest.delivery import NO_MONTH, Part, ReadFile
from aim.ingest.faults import FileFault, cut, name_some
from aim.ingest.files import Delivery, Member
from aim.ingest.placing import Placing
from aim.store import ledger
from aim.store.incidents import IncidentStore, MonthWriter, StagedMonth
from aim.store.ledger import LoadRecord
from aim.store.lock import writer_lock

Progress = Callable[[int, int, str], None]
Key = tuple[str, str, str]  # source, supplier, month


@dataclass
class Prepared:
    """One load, ready to be committed: its ledger row, its staged months, its rejects."""

    record: LoadRecord
    staged: list[StagedMonth]
    rejects: pa.Table


def ingest(
    config: Config,
    paths: Sequence[Path | str],
    *,
    source: str | None = None,
    accept_smaller: bool = False,
    actor: str,
    progress: Progress | None = None,
    placing: Placing | None = None,
) -> list[LoadRecord]:
    """Load each of ``paths`` (zip, folder or CSV file) and return one ledger row per source and supplier of each.

    Waits for another writer of the same store. ``progress`` is told bytes read, bytes in all, and what is done. Raises
    :class:`RefusedError` with every fault of every file, and :class:`StoreError` where the store cannot be written; the
    store is then as it was before.
    """
    tell = progress or (lambda done, total, what: None)
    store = IncidentStore(config.data)
    with writer_lock(config.data, lambda: tell(0, 0, "waiting for another load to end")):
        store.sweep()
        prepared = prepare(
            config, paths, source=source, accept_smaller=accept_smaller, actor=actor, progress=progress, placing=placing
        )
        for load in prepared:
            if not load.record.unchanged:
                ledger.write_rejects(config.data, load.record.load, load.rejects)
                store.commit(load.record, load.staged)
    return [load.record for load in prepared]


def prepare(
    config: Config,
    paths: Sequence[Path | str],
    *,
    source: str | None = None,
    accept_smaller: bool = False,
    actor: str,
    progress: Progress | None = None,
    placing: Placing | None = None,
) -> list[Prepared]:
    """Read, check and place ``paths`` and write their months beside the table; the caller holds the writer's lock.

    Raises :class:`RefusedError` with every fault of every file; nothing staged is then left.
    """
    run = _Run(config, source, accept_smaller, actor, progress, placing)
    try:
        with ExitStack() as stack:
            run.read([stack.enter_context(files.opened(Path(path))) for path in paths])
        return run.finish()
    except BaseException:
        run.discard()
        raise


@dataclass
class _Load:
    """A load in the making: what one delivery holds of one source and supplier."""

    id: str
    delivery: Delivery
    source: rooms.Source
    supplier: str
    parts: dict[str, Part] = field(default_factory=dict)  # by month, NO_MONTH included
    demonstration: bool = False


class _Run:
    """The state of one command."""

    def __init__(
        self,
        config: Config,
        source: str | None,
        accept_smaller: bool,
        actor: str,
        progress: Progress | None,
        placing: Placing | None,
    ) -> None:
        self._config, self._accept_smaller, self._actor = config, accept_smaller, actor
        self._tell = progress or (lambda done, total, what: None)
        self._placing = placing
        self._adapters = rooms.adapters()
        if source is not None and source not in self._adapters:
            raise RefusedError(
                f"source {source!r}", [f"there is no such source; there are {', '.join(self._adapters)}"]
            )
        self._named = source
        self._store = IncidentStore(config.data)
        self._standing = {file.key: file for file in self._store.files()}
        self._ledger = {record.load: record for record in ledger.loads(config.data)}
        self._received = datetime.now(UTC)
        self._faults: list[str] = []
        self._subjects: list[str] = []
        self._loads: dict[tuple[int, str, str], _Load] = {}
        self._owner: dict[Key, tuple[str, Part]] = {}
        self._staged: dict[int, MonthWriter] = {}

    # ---- reading ---------------------------------------------------------------------------------------------------

    def read(self, deliveries: list[Delivery]) -> None:
        """Read every file of every delivery; faults are gathered."""
        total = sum(member.size for found in deliveries for member in found.members)
        done = 0
        if not deliveries:
            self._faults.append("no file or folder is named")
        for number, found in enumerate(deliveries):
            self._subjects.append(found.name)
            self._faults.extend(f"{found.name}: {fault}" for fault in found.faults)
            readable = 0
            for member in found.members:
                label = found.name if member.name == found.name else f"{found.name}: {member.name}"
                try:
                    readable += self._read_member(
                        number, found, member, lambda n, at=done: self._tell(at + n, total, member.name)
                    )
                except FileFault as fault:
                    readable += 1
                    self._faults.append(f"{label}: {fault}")
                done += member.size
                self._tell(done, total, member.name)
            if not readable and not found.faults:
                self._faults.append(f"{found.name}: {_nothing(found)}")

    def _read_member(self, number: int, found: Delivery, member: Member, on_bytes: Callable[[int], None]) -> bool:
        """Read one file; False where it is of a kind that is not mapped."""
        with member.open() as raw:
            header = text.header(raw)
        adapter = self._adapter(header, member.name)
        if adapter is None:
            found.ignored.append(member.name)
            return False
        if self._placing is None:
            self._placing = Placing.of(self._config)
        source = adapter.SOURCE

        def open_writer(supplier: str, month: str) -> MonthWriter:
            return self._writer(self._load(number, found, source, supplier), month)

        read = delivery.read_file(
            member,
            source,
            adapter.mapping(),
            adapter.read(member, on_bytes),
            placing=self._placing,
            this_month=months.of(self._config.today()),
            open_writer=open_writer,
        )
        self._take(number, found, source, read)
        return True

    def _adapter(self, header: list[str], name: str) -> Any:
        if self._named is not None:
            adapter = self._adapters[self._named]
            return None if adapter.ignored(header) else adapter
        for adapter in self._adapters.values():
            if adapter.recognises(header, name):
                return adapter
        if any(adapter.ignored(header) for adapter in self._adapters.values()):
            return None
        raise FileFault(f"no source knows its columns: unknown column {name_some(header, 8)}")

    def _load(self, number: int, found: Delivery, source: rooms.Source, supplier: str) -> _Load:
        key = (number, source.name, supplier)
        if key not in self._loads:
            stamp = f"{self._received:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
            self._loads[key] = _Load(stamp, found, source, supplier)
        return self._loads[key]

    def _writer(self, load: _Load, month: str) -> MonthWriter:
        number = len(self._staged)
        writer = self._store.writer(load.id, (load.source.name, load.supplier, month), number)
        self._staged[number] = writer
        return writer

    def _take(self, number: int, found: Delivery, source: rooms.Source, read: ReadFile) -> None:
        """Give the parts of a file to their loads; a month that another file of this command holds is read once."""
        label = f"{found.name}: {read.member.name}"
        repeated = {key for key in read.parts if key[1] != NO_MONTH and (source.name, *key) in self._owner}
        for supplier, month in sorted(repeated):
            other, part = self._owner[source.name, supplier, month]
            if part.summary() != read.parts[supplier, month].summary():
                self._faults.append(
                    f"{label} and {other} both hold {month} of {supplier!r} and differ: deliver one of them, whole"
                )
        for (supplier, month), part in read.parts.items():
            load = self._load(number, found, source, supplier)
            own = {key for key in read.parts if key[0] == supplier and key[1] != NO_MONTH}
            if (supplier, month) in repeated or (month == NO_MONTH and own and own <= repeated):
                if part.writer is not None:
                    part.writer.discard()
                continue
            load.demonstration = load.demonstration or read.marked > 0
            if month == NO_MONTH:
                _merge(load.parts.setdefault(NO_MONTH, Part()), part)
                continue
            load.parts[month] = part
            self._owner[source.name, supplier, month] = (label, part)
            self._settle((source.name, supplier, month), load, part)

    def _settle(self, key: Key, load: _Load, part: Part) -> None:
        """Write a month down as soon as its file is read, unless what stands is the same or it will be refused."""
        digest = part.digest.hexdigest()
        if self._faults or digest == self._standing_digest(key):
            if part.writer is not None:
                part.writer.discard()
            part.writer, part.waiting = None, []
            return
        delivery.write_down(part, (load.supplier, key[2]), lambda supplier, month: self._writer(load, month))

    def _standing_digest(self, key: Key) -> str | None:
        file = self._standing.get(key)
        record = self._ledger.get(file.load or "") if file is not None else None
        return record.digests.get(key[2]) if record is not None else None

    # ---- judging ---------------------------------------------------------------------------------------------------

    def finish(self) -> list[Prepared]:
        """Judge the loads against what stands; every fault in one refusal, else the loads ready to commit."""
        loads = [load for load in self._loads.values() if load.parts]
        for load in loads:
            self._faults.extend(self._too_small(load))
        self._faults.extend(self._mixed(loads))
        if self._faults:
            raise RefusedError(", ".join(self._subjects[:5]) or "nothing", cut(self._faults))
        return [self._prepared(load) for load in loads]

    def discard(self) -> None:
        """Remove everything staged."""
        for writer in self._staged.values():
            writer.discard()

    def _too_small(self, load: _Load) -> list[str]:
        faults = []
        for month, part in sorted(load.parts.items()):
            file = self._standing.get((load.source.name, load.supplier, month))
            stored = part.kept + part.margin
            if file is not None and 2 * stored < file.rows and not self._accept_smaller:
                faults.append(
                    f"{load.delivery.name}: {month} of {load.supplier!r} holds {stored:,} rows in or near the area where "
                    f"{file.rows:,} stand; if that is right, load it with --accept-smaller"
                )
        return faults

    def _mixed(self, loads: list[_Load]) -> list[str]:
        demonstration = [load for load in loads if load.demonstration]
        real = [load for load in loads if not load.demonstration]
        if demonstration and real:
            return [
                f"{demonstration[0].delivery.name} is demonstration data and {real[0].delivery.name} is not: "
                "the two are never loaded together"
            ]
        standing = {record.demonstration for record in self._ledger.values()}
        if real and True in standing:
            return [f"{self._config.data} holds demonstration data: run `aim demo --clear` first, then load this again"]
        if demonstration and False in standing:
            return [
                f"{demonstration[0].delivery.name} is demonstration data and {self._config.data} holds real data: load it "
                "into another store with --data (`aim demo --clear` removes demonstration data only)"
            ]
        return []

    def _prepared(self, load: _Load) -> Prepared:
        found = {month: part for month, part in sorted(load.parts.items()) if month != NO_MONTH}
        written = {month: part for month, part in found.items() if part.writer is not None}
        staged = [part.writer.close() for part in written.values() if part.writer is not None]
        known = any(record.sha256 == load.delivery.sha256 for record in self._ledger.values())
        replaced = [month for month in written if (load.source.name, load.supplier, month) in self._standing]
        reasons: Counter[str] = Counter()
        for part in load.parts.values():
            reasons.update(part.reasons)
        record = LoadRecord(
            load=load.id,
            source=load.source.name,
            agency=load.source.agency,
            supplier=load.supplier,
            file=load.delivery.name,
            sha256=load.delivery.sha256,
            months=tuple(found),
            **{
                name: sum(getattr(part, name) for part in load.parts.values())
                for name in ("rows", "kept", "outside", "margin")
            },
            rejected=sum(reasons.values()),
            reasons=dict(sorted(reasons.items())),
            replaced=tuple(replaced),
            unchanged=not staged and (bool(found) or known),
            received=self._received.isoformat(timespec="seconds"),
            actor=self._actor,
            demonstration=load.demonstration,
            digests={month: part.digest.hexdigest() for month, part in written.items()},
            month_kept={month: part.kept for month, part in written.items()},
            ignored=tuple(load.delivery.ignored),
        )
        return Prepared(record, staged, _rejects(load))


def _merge(into: Part, part: Part) -> None:
    into.rows += part.rows
    into.reasons.update(part.reasons)
    into.rejects.extend(part.rejects)


def _rejects(load: _Load) -> pa.Table:
    tables = [table for part in load.parts.values() for table in part.rejects]
    whole = pa.concat_tables([schema.REJECTS.empty_table(), *tables])
    return whole.sort_by([(schema.FILE, "ascending"), (schema.LINE, "ascending")])


def _nothing(found: Delivery) -> str:
    what = f"; it holds {name_some(found.ignored, 8)}" if found.ignored else ""
    return f"holds no file that AIM loads (street files of data.police.uk: ...-street.csv){what}"
