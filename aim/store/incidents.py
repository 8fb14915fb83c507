"""The incident table: Delta Lake under ``<data>/incidents``, one Parquet file per source, supplier and month.

Files are read one by one through the log, never by listing the folder (a killed load leaves files behind that no commit
names) and never through the library's own table readers (they abort now and then at interpreter exit).
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, PostCommitHookProperties, RemoveAction

from aim import schema
from aim.errors import StoreError
from aim.store import durable, ledger, naming, sweeping
from aim.store.ledger import LoadRecord
from aim.store.staged import Key, MonthWriter, StagedMonth

# Time travel would end after 30 days by default: old log entries vanish at the next checkpoint, without any vacuum.
TABLE_SETTINGS = {
    "delta.logRetentionDuration": "interval 3650 days",
    "delta.deletedFileRetentionDuration": "interval 3650 days",
    "delta.enableExpiredLogCleanup": "false",
}
_BACKUP = "restore the store from a backup"


@dataclass(frozen=True)
class IncidentFile:
    """One stored month of one supplier."""

    path: Path
    source: str
    supplier: str
    month: str
    rows: int
    size: int  # bytes

    @property
    def key(self) -> Key:
        """Source, supplier and month."""
        return self.source, self.supplier, self.month

    @property
    def load(self) -> str | None:
        """The load that wrote it; None where the file was rewritten since."""
        return naming.load_of(self.path.name)


class IncidentStore:
    """The incident table of the store in ``data``. Reading needs no lock, writing the one of :mod:`aim.store.lock`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.folder = data / ledger.TABLE

    def exists(self) -> bool:
        """Whether any load was committed."""
        return self.version() is not None

    def version(self) -> int | None:
        """The number of the last commit: 1 after the first load; None before it."""
        table = self._open(None)
        return None if table is None else (table.version() or None)

    def files(self, version: int | None = None) -> list[IncidentFile]:
        """The files in force at ``version`` (default: now) by source, supplier and month; none where nothing is loaded.

        An old version is told without the months that policy dropped since. Raises :class:`StoreError` for a version
        that is not there.
        """
        table = self._open(version)
        if table is None:
            return []
        actions = pa.table(cast(Any, table.get_add_actions(flatten=True))).to_pylist()
        found = [
            IncidentFile(
                path=self.folder / action["path"],
                source=action[f"partition.{schema.SOURCE}"],
                supplier=action[f"partition.{schema.SUPPLIER}"],
                month=action[f"partition.{schema.MONTH}"],
                rows=action["num_records"],
                size=action["size_bytes"],
            )
            for action in actions
        ]
        dropped = set() if version is None else sweeping.dropped(self.data)
        found = [file for file in found if file.path not in dropped]
        return sorted(found, key=lambda file: (file.key, file.path.name))

    def read(self, file: IncidentFile, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of one file in the order of delivery; ``columns`` of ``schema.INCIDENTS`` (default: all)."""
        wanted = list(schema.INCIDENTS.names if columns is None else columns)
        try:
            with pq.ParquetFile(file.path, page_checksum_verification=True) as parquet:
                held = set(parquet.schema_arrow.names)
                table = parquet.read([name for name in wanted if name in held])
        except durable.UNREADABLE as error:
            if not file.path.exists() and file.path in sweeping.dropped(self.data):
                raise StoreError(f"{file.path} was dropped by policy meanwhile: run the command again") from error
            raise StoreError(f"{file.path} cannot be read ({error}): {_BACKUP}") from error
        fixed = dict(zip(schema.PARTITIONS, file.key, strict=True))

        def column(field: pa.Field) -> pa.Array | pa.ChunkedArray:
            if field.name in fixed:
                return pa.repeat(fixed[field.name], file.rows)
            # A file of an earlier version of AIM lacks the columns that came since: nothing is known of them.
            return table[field.name] if field.name in held else pa.nulls(file.rows, field.type)

        fields = [schema.INCIDENTS.field(name) for name in wanted]
        lacking = [field.name for field in fields if field.name not in held | fixed.keys() and not field.nullable]
        if lacking:
            raise StoreError(f"{file.path} lacks the column {lacking[0]!r}: {_BACKUP}")
        return pa.table([column(field) for field in fields], schema=pa.schema(fields))

    def standing(self, source: str, supplier: str, months: Iterable[str]) -> dict[str, int]:
        """Rows that stand now for those of ``months`` that are held."""
        wanted, found = set(months), dict[str, int]()
        for file in self.files():
            if (file.source, file.supplier) == (source, supplier) and file.month in wanted:
                found[file.month] = found.get(file.month, 0) + file.rows
        return found

    def writer(self, load: str, key: Key, number: int) -> MonthWriter:
        """A writer for one month of ``load``; ``number`` tells several files of one load and month apart."""
        return MonthWriter(self.folder, key, f"{load}-{number}.parquet")

    def commit(
        self,
        load: LoadRecord,
        staged: Sequence[StagedMonth],
        removed: Collection[Key] = (),
        restored: Collection[IncidentFile] = (),
    ) -> int:
        """Make ``staged`` and ``restored`` the content of exactly their months, and ``removed`` months of no content.

        All in one commit carrying ``load``; returns the version. ``restored`` are files of earlier versions. Raises
        :class:`StoreError` where a month is named twice or is not one of the load's source and supplier.
        """
        named = [*(month.key for month in staged), *{file.key for file in restored}, *removed]
        if len(set(named)) < len(named):
            raise StoreError(f"{self.folder}: one load brings the same month twice; nothing was changed")
        if any(key[:2] != (load.source, load.supplier) for key in named):
            raise StoreError(f"{self.folder}: load {load.load} names months of another source; nothing was changed")
        files: list[StagedMonth | IncidentFile] = [*staged, *restored]
        try:
            with durable.writing(self.folder):
                durable.make_folders(self.folder)
                self._sync_names([file.path for file in files])
                self._write([_add(file, self.folder) for file in files], load, sorted(key[2] for key in named))
        except (DeltaError, StoreError) as error:
            # The commit may stand although what follows it (a checkpoint) failed; then the load is done.
            if any(record.load == load.load for record in ledger.loads(self.data)):
                pass
            elif isinstance(error, StoreError):
                raise
            else:
                raise StoreError(
                    f"{self.folder} cannot be written ({durable.words(error)}): "
                    "see that it has room and is yours to write, then run the command again"
                ) from error
        version = next((n for n, record in reversed(ledger.commits(self.data)) if record.load == load.load), None)
        if version is None:
            raise StoreError(f"{self.folder}: the commit of load {load.load} cannot be found; {_BACKUP}")
        self._sync_log(version)
        return version

    def _sync_names(self, paths: Sequence[Path]) -> None:
        """Force the names of files and of the folders they lie in to the disk, each folder once."""
        folders = {folder for path in paths for folder in path.relative_to(self.data).parents}
        for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
            durable.sync_folder(self.data / folder)

    def _write(self, actions: list[AddAction | RemoveAction], load: LoadRecord, months: list[str]) -> None:
        """One commit: what stands for ``months`` goes, ``actions`` come, and the log takes on today's schema."""
        table = self._open(None) or self._create()
        table.create_write_transaction(
            actions,
            # Not "append" with removals of our own: only this brings new columns into the log in the same commit.
            mode="overwrite",
            partition_filters=[
                (schema.SOURCE, "=", load.source),
                (schema.SUPPLIER, "=", load.supplier),
                (schema.MONTH, "in", months),
            ],
            schema=schema.INCIDENTS,
            partition_by=list(schema.PARTITIONS),
            commit_properties=CommitProperties(
                custom_metadata={ledger.METADATA: json.dumps(load.to_json(), ensure_ascii=False)}
            ),
            post_commithook_properties=PostCommitHookProperties(cleanup_expired_logs=False),
        )

    def sweep(self) -> list[Path]:
        """Remove what killed writers left behind and what policy dropped; see :func:`aim.store.sweeping.sweep`."""
        return sweeping.sweep(self.data)

    def _open(self, version: int | None) -> DeltaTable | None:
        # A load killed while the table was made leaves a folder without a first log file: there is no table yet.
        if not any((self.folder / "_delta_log").glob("*.json")):
            return None
        try:
            return DeltaTable(self.folder, version=version)
        except (DeltaError, OSError) as error:
            if version is not None:
                newest = self.version()
                if newest is None or not 0 <= version <= newest:
                    raise StoreError(f"{self.folder} has no version {version}: there are 1 to {newest}") from error
            raise StoreError(f"the log of {self.folder} cannot be read ({durable.words(error)}): {_BACKUP}") from error

    def _create(self) -> DeltaTable:
        return DeltaTable.create(
            self.folder,
            schema=schema.INCIDENTS,
            partition_by=list(schema.PARTITIONS),
            name=ledger.TABLE,
            description="Incidents of AIM: one commit is one load",
            configuration=cast("dict[str, str | None]", TABLE_SETTINGS),
        )

    def _sync_log(self, version: int) -> None:
        log = self.folder / "_delta_log"
        with durable.writing(log):
            for path in log.iterdir():
                if path.name == "_last_checkpoint" or path.name[:20] in (f"{version:020d}", f"{0:020d}"):
                    durable.sync_file(path)
            durable.sync_folder(log)
            durable.sync_folder(self.folder)


def _add(file: StagedMonth | IncidentFile, folder: Path) -> AddAction:
    status = file.path.stat()
    return AddAction(
        path=file.path.relative_to(folder).as_posix(),
        size=status.st_size,
        partition_values=dict(zip(schema.PARTITIONS, file.key, strict=True)),
        modification_time=int(status.st_mtime * 1000),
        data_change=True,
        stats=json.dumps({"numRecords": file.rows}),
    )
