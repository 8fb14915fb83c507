"""Keeping what was taken in: a step back, proof that the store is whole, copies of it, and forgetting by policy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim import months, schema
from aim.config import Config
from aim.errors import SettingsError, StoreError
from aim.geography import outlines
from aim.geography.locate import Locator
from aim.geography.outlines import Outlines
from aim.ingest.stored import Digest
from aim.operations.actor import actor
from aim.operations.loading import rebuild
from aim.store import backup as copies
from aim.store import derived, findings, retained, undoing, verifying
from aim.store.backup import Backup
from aim.store.findings import Finding
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.ledger import LoadRecord
from aim.store.lock import writer_lock
from aim.store.retained import Due

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Retained:
    """What policy drops: the first month ``before`` which everything goes, what is due, and the steps made of it."""

    before: str
    due: tuple[Due, ...]
    records: tuple[LoadRecord, ...]


def undo(config: Config, load: str, *, build: bool = True, progress: Progress | None = None) -> LoadRecord:
    """Put back what stood in the touched months before ``load``, as a step of its own, and build the picture.

    Waits for another writer. Raises :class:`StoreError` for an unknown load and :class:`RefusedError` naming the later
    loads that touched its months; the store is then as it was.
    """
    with writer_lock(config.data, _waiting(progress)):
        IncidentStore(config.data).sweep()
        record = undoing.undo(config.data, load, actor=actor(), now=datetime.now(UTC))
    if build:
        _picture(config, f"{load} is undone by {record.load}", progress)
    return record


def verify(config: Config, *, every_version: bool = False, progress: Progress | None = None) -> list[Finding]:
    """Every finding about the store and its decisions, errors first; see :func:`aim.store.verifying.verify`."""
    found = verifying.verify(
        config.data,
        digest=Digest,
        zone=config.partnership.timezone,
        every_version=every_version,
        progress=progress,
    )
    return sorted([*found, *_decisions(config)], key=lambda finding: finding.level)


def _decisions(config: Config) -> list[Finding]:
    if not config.database and not (config.data / "decisions").exists():
        return []
    from aim.decisions import copying  # a database library, which most stores have no need of

    restore = "ask its administrator to restore it" if config.database else findings.RESTORE
    return [findings.error(where, fault, restore) for where, fault in copying.faults(config)]


def backup(config: Config, folder: Path, *, progress: Progress | None = None) -> Backup:
    """Copy the store into a new dated folder below ``folder``; loads and builds wait for it, decisions go on.

    Decisions that are kept on a server (``AIM_DATABASE_URL``) are not in it: they are its administrator's to copy.
    """
    apart = {}
    if (config.data / "decisions").exists():
        from aim.decisions import copying, database

        if copying.held(config.data):
            apart[database.FILE] = lambda target: copying.copy(config.data, target)
    return copies.backup(config.data, folder, now=datetime.now(UTC), progress=progress, apart=apart)


def restore(config: Config, folder: Path, *, progress: Progress | None = None) -> Backup:
    """Make the store what a backup holds: the one in ``folder``, or the newest made below it."""
    return copies.restore(config.data, folder, progress)


def retain(
    config: Config, *, keep: int | None = None, dry_run: bool = False, progress: Progress | None = None
) -> Retained:
    """Drop what is older than ``keep`` months (default: the policy of the settings) from every version.

    The current month is the first of those kept. What stood is counted by month, category and ward first, and what was
    done is written down beside it. ``dry_run`` only tells what is due. Raises :class:`SettingsError` without a policy.
    """
    kept = keep or config.partnership.keeping.keep_months
    if kept is None:
        raise SettingsError(
            "no policy says how long incidents are kept: agree one and set keeping.keep_months in partnership.toml"
        )
    before = months.shift(months.of(config.today()), 1 - kept)
    if dry_run:
        return Retained(before, tuple(retained.due(config.data, before)), ())
    area = outlines.load(config)
    locator, store = Locator(area), IncidentStore(config.data)
    with writer_lock(config.data, _waiting(progress)):
        store.sweep()
        due = retained.due(config.data, before)
        records = retained.retain(
            config.data,
            before,
            count=lambda file: count(store, file, area, locator),
            actor=actor(),
            now=datetime.now(UTC),
            policy=f"incidents are kept for {kept} months",
        )
    if records:
        _picture(config, f"everything before {before} is dropped", progress)
    return Retained(before, tuple(due), tuple(records))


def count(store: IncidentStore, file: IncidentFile, area: Outlines, locator: Locator) -> pa.Table:
    """The incidents of a file inside the area in the schema ``COUNTS``; the sensitive and the coarse without a ward."""
    table = store.read(file, [schema.CATEGORY, schema.LONGITUDE, schema.LATITUDE, schema.AREA, schema.CELL])
    ward = locator.wards(*(table[name].to_numpy() for name in (schema.LONGITUDE, schema.LATITUDE))).astype(np.int64)
    names = pa.array([None, *(ward.name for ward in area.wards)], pa.string())
    areas = pa.array([None, *(ward.neighbourhood for ward in area.wards)], pa.string())
    at = pa.array(ward + 1)
    counted = pa.table(
        {
            schema.CATEGORY: table[schema.CATEGORY],
            schema.NEIGHBOURHOOD: pc.coalesce(table[schema.AREA], areas.take(at)),
            schema.WARD: pc.if_else(pc.is_valid(table[schema.CELL]), names.take(at), None),
        }
    )
    counted = counted.filter(pc.is_valid(counted[schema.NEIGHBOURHOOD]))
    counted = counted.group_by(counted.column_names).aggregate([([], "count_all")])
    fixed = {name: pa.repeat(value, counted.num_rows) for name, value in zip(schema.PARTITIONS, file.key, strict=True)}
    columns = {**fixed, **{name: counted[name] for name in counted.column_names}, schema.COUNT: counted["count_all"]}
    found = pa.table([columns[name] for name in retained.COUNTS.names], names=retained.COUNTS.names)
    return found.sort_by([(schema.CATEGORY, "ascending"), (schema.NEIGHBOURHOOD, "ascending")])


def _picture(config: Config, done: str, progress: Progress | None) -> None:
    """The picture of what stands now; none is current where nothing does. Where it fails, what is ``done`` is said."""
    try:
        if IncidentStore(config.data).files():
            rebuild(config, progress=progress)
        else:
            derived.forget_current(config.data)
    except StoreError as error:
        raise StoreError(f"{done}, but no picture was built of it: {error}; then run `aim build`") from error


def _waiting(progress: Progress | None) -> Callable[[], object]:
    tell = progress or (lambda done, total, text: None)
    return lambda: tell(0, 0, "waiting for another load to end")
