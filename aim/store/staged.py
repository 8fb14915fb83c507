"""Months written beside the table's files before the commit that names them."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from aim import schema
from aim.store import durable

Key = tuple[str, str, str]  # source, supplier, month

# Ids hardly ever repeat, and hashes do not pack.
_REPEATED = [name for name in schema.INCIDENT_FILE.names if name != schema.REFERENCE]
_COMPRESSION = {**dict.fromkeys(_REPEATED, "zstd"), schema.REFERENCE: "none"}


@dataclass(frozen=True)
class StagedMonth:
    """A month written to the disk beside the table's files, named by no commit yet."""

    source: str
    supplier: str
    month: str
    path: Path
    rows: int

    @property
    def key(self) -> Key:
        """Source, supplier and month."""
        return self.source, self.supplier, self.month


class MonthWriter:
    """Writes one staged month batch by batch; :meth:`close` makes it durable, :meth:`discard` removes it."""

    def __init__(self, folder: Path, key: Key, name: str) -> None:
        self._key, self._rows = key, 0
        parts = [f"{column}={value}" for column, value in zip(schema.PARTITIONS, key, strict=True)]
        self.path = folder.joinpath(*parts, name)
        with durable.writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(
                self.path,
                schema.INCIDENT_FILE,
                compression=_COMPRESSION,
                use_dictionary=_REPEATED,
                write_page_checksum=True,  # a flipped bit is an error when it is read, not another number
            )

    def write(self, table: pa.Table) -> None:
        """Add rows of the schema ``INCIDENT_FILE``."""
        with durable.writing(self.path):
            self._writer.write_table(table)
        self._rows += table.num_rows

    def close(self) -> StagedMonth:
        """Finish the file and force it to the disk; its name follows with the commit."""
        with durable.writing(self.path):
            self._writer.close()
            durable.sync_file(self.path)
        source, supplier, month = self._key
        return StagedMonth(source, supplier, month, self.path, self._rows)

    def discard(self) -> None:
        """Close and remove the file."""
        with suppress(OSError, pa.ArrowException):  # a full disk is told by the error that leads here
            self._writer.close()
        self.path.unlink(missing_ok=True)
