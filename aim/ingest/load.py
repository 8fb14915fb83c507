"""Loading: read and judge every delivery of a command, then commit one load per source and supplier, or nothing."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from aim.config import Config
from aim.errors import RefusedError, StoreError
from aim.ingest import files, layouts
from aim.ingest.faults import cut
from aim.ingest.files import Upload
from aim.ingest.gathering import Gathering, Load
from aim.ingest.parts import NO_MONTH
from aim.ingest.placing import Placing
from aim.ingest.standing import Standing
from aim.ingest.times import Clock
from aim.store import keys, ledger
from aim.store.incidents import IncidentStore
from aim.store.keys import Key
from aim.store.ledger import LoadRecord
from aim.store.lock import writer_lock
from aim.store.staged import StagedMonth

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Prepared:
    """One load, ready to be committed: its ledger row, its staged months, its rejects (as ``schema.REJECTS``).

    ``key`` is the one of the store by which its references were made; a new one has to be kept before the commit.
    """

    record: LoadRecord
    staged: list[StagedMonth]
    rejects: list[pa.Table]
    key: Key


def ingest(
    config: Config,
    deliveries: Sequence[Path | str | Upload],
    *,
    source: str | None = None,
    accept_smaller: bool = False,
    only: Collection[str] = (),
    actor: str,
    progress: Progress | None = None,
    placing: Placing | None = None,
) -> list[LoadRecord]:
    """Load each of ``deliveries`` (zip, folder, CSV or JSON file, or one of them in memory).

    One ledger row per source and supplier of each. ``only``: the months to take in; the rows of others are rejected.

    A month whose stored content would be the same is not written again; where that is every month of a load, nothing is
    committed and its row says ``unchanged``. Waits for another writer of the same store. ``progress`` is told bytes
    read, bytes in all, and the file. Raises :class:`RefusedError` with every fault of every file and
    :class:`StoreError` where the store cannot be written; the store is then as it was before.
    """
    tell = progress or (lambda done, total, text: None)
    store = IncidentStore(config.data)
    with writer_lock(config.data, lambda: tell(0, 0, "waiting for another load to end")):
        store.sweep()
        prepared = prepare(
            config,
            deliveries,
            source=source,
            accept_smaller=accept_smaller,
            only=only,
            actor=actor,
            progress=progress,
            placing=placing,
        )
        new = [load for load in prepared if not load.record.unchanged]
        for done, load in enumerate(new):
            try:
                keys.keep(config.data, load.key)
                ledger.write_rejects(config.data, load.record.load, load.rejects)
                store.commit(load.record, load.staged)
            except StoreError as error:
                again = f"; {done} of {len(new)} loads were done before, loading again does the rest" if done else ""
                raise StoreError(f"{error}{again}") from error
    return [load.record for load in prepared]


def prepare(
    config: Config,
    deliveries: Sequence[Path | str | Upload],
    *,
    source: str | None = None,
    accept_smaller: bool = False,
    only: Collection[str] = (),
    actor: str,
    progress: Progress | None = None,
    placing: Placing | None = None,
) -> list[Prepared]:
    """Read, check and place ``deliveries`` and write their months beside the table; the caller holds the writer's lock.

    Raises :class:`RefusedError` with every fault of every file; nothing staged is then left.
    """
    given = [each if isinstance(each, Upload) else Path(each) for each in deliveries]
    subject = ", ".join(dict.fromkeys(each.name or str(each) for each in given)) or "nothing"
    standing, received = Standing.of(config.data), datetime.now(UTC)
    key = keys.get(config.data, standing.loads.values())
    gathering = Gathering(
        standing,
        layouts=layouts(config),
        source=source,
        clock=Clock(config.today(), config.partnership.timezone, frozenset(only)),
        received=received,
        key=key,
        placing=lambda: placing or Placing.of(config),
        tell=progress or (lambda done, total, text: None),
    )
    try:
        with ExitStack() as stack:
            gathering.read([stack.enter_context(files.opened(each)) for each in given])
        faults = [*gathering.faults, *_mixed(gathering.kinds, standing)]
        if not accept_smaller:
            faults += [fault for load in gathering.loads for fault in _too_small(load, standing)]
        if not given:
            faults.append("no file or folder is named")
        held = {month for load in gathering.loads for month in load.parts}
        faults += [f"no delivery holds a row of {month}, which --only names" for month in sorted(set(only) - held)]
        if faults:
            raise RefusedError(subject, cut(faults))
        return [_prepared(load, standing, received, actor, config.zone, key) for load in gathering.loads]
    except BaseException:
        gathering.discard()
        raise


def _too_small(load: Load, standing: Standing) -> list[str]:
    """A month that comes with under half the rows that stand is more often a cut file than a quiet month."""
    faults: list[str] = []
    if load.is_changes:
        return faults
    for month, part in sorted(load.parts.items()):
        file = standing.files.get((load.source.name, load.supplier, month))
        stored = part.kept + part.margin
        if file is not None and 2 * stored < file.rows:
            faults.append(
                f"{load.delivery.name}: {month} of {load.supplier!r} brings {stored:,} rows in and near the area where "
                f"{file.rows:,} stand; if that is right, load it with --accept-smaller; rows that strayed in from "
                "another month are left out with --only and the months to take"
            )
    return faults


def _mixed(kinds: dict[bool, str], standing: Standing) -> list[str]:
    """Demonstration and real data in one store would make every number wrong. ``kinds``: a file of each that came."""
    if len(kinds) > 1:
        return [f"{kinds[True]} is demonstration data and {kinds[False]} is not: the two are never loaded together"]
    if False in kinds and standing.demonstration() is True:
        return [f"{standing.data} holds demonstration data: run `aim demo --clear` first, then load this again"]
    if True in kinds and standing.demonstration() is False:
        return [
            f"{kinds[True]} is demonstration data and {standing.data} holds real data: load it into another store "
            "with --data (`aim demo --clear` removes demonstration data only)"
        ]
    return []


def _prepared(load: Load, standing: Standing, received: datetime, actor: str, zone: ZoneInfo, key: Key) -> Prepared:
    parts = load.parts.values()
    found = {month: part for month, part in sorted(load.parts.items()) if month != NO_MONTH}
    written = {month: part for month, part in found.items() if part.staged is not None}
    staged = [part.staged for part in found.values() if part.staged is not None]
    reasons = sum((part.reasons for part in parts), Counter[str]())
    today = received.astimezone(zone).date()
    same = [month for month, part in found.items() if part.staged is None]
    # Coming again as it stood, after its delay, a month that came early is complete at last: that is worth a commit.
    confirmed = [month for month in same if standing.came_early(load.source, load.supplier, month, today, zone)]
    record = LoadRecord(
        load=load.id,
        source=load.source.name,
        agency=load.source.agency,
        supplier=load.supplier,
        file=load.delivery.name,
        sha256=load.delivery.sha256,
        months=tuple(found),
        rows=sum(part.rows for part in parts),
        kept=sum(part.kept for part in parts),
        outside=sum(part.outside for part in parts),
        margin=sum(part.margin for part in parts),
        rejected=sum(reasons.values()),
        reasons=dict(sorted(reasons.items())),
        replaced=tuple(m for m in written if (load.source.name, load.supplier, m) in standing.files),
        unchanged=False,
        received=received.isoformat(timespec="seconds"),
        actor=actor,
        demonstration=load.demonstration,
        digests={month: part.digest.hexdigest() for month, part in written.items()},
        month_kept={
            month: part.kept if part.standing_kept is None else part.standing_kept for month, part in written.items()
        },
        confirmed=tuple(confirmed),
        dropped=dict(sorted(load.dropped.items())),
        ignored=tuple(dict.fromkeys(map(files.kind, load.delivery.ignored))),
        facts=load.source.to_json(),
        key=key.mark if load.is_changes else "",
    )
    # Rows that could not be used are news too: a delivery that brings nothing else is told in the ledger all the same.
    unchanged = not staged and not confirmed and standing.knows_rejects(record, load.is_changes)
    rejects = [table for part in parts for table in part.rejects]
    return Prepared(replace(record, unchanged=unchanged), staged, rejects, key)
