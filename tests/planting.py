"""A store written to through its own door, with a ledger that tells the truth or, where a test asks for it, lies."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from aim import schema
from aim.ingest.stored import DIGEST, Digest
from aim.store import derived, ledger
from aim.store.findings import Finding
from aim.store.incidents import IncidentStore
from aim.store.picture import Counts, Picture
from aim.store.record import LoadRecord
from aim.store.staged import StagedMonth
from aim.store.verifying import verify

CELL = 621941386386178047
LONDON = "Europe/London"
START = datetime(2026, 1, 1, tzinfo=UTC)
REASONS = {"bad_coordinates": 1, "no_time": 1}


def incident(number: int = 0, **changes: object) -> dict[str, Any]:
    """One incident of the schema ``INCIDENT_FILE``."""
    return {
        "reference": number.to_bytes(32, "big"),
        "category": "burglary",
        "outcome": None,
        "street": f"Street {number}",
        "longitude": -1.2350 + number * 1e-4,
        "latitude": 54.5742,
        "located_by": "point",
        "precision_m": 150,
        "cell": CELL,
        "area": None,
        "occurred_from": None,
        "occurred_to": None,
        "margin": False,
        **changes,
    }


def sensitive(number: int = 0, **changes: object) -> dict[str, Any]:
    """One incident of which only the neighbourhood is held."""
    nowhere = dict.fromkeys(("street", "longitude", "latitude", "precision_m", "cell"))
    values = incident(number, category="hate-crime", area="North", located_by="neighbourhood", **nowhere)
    return values | changes


def table(rows: Iterable[Mapping[str, Any]], held: pa.Schema = schema.INCIDENT_FILE) -> pa.Table:
    """Rows as they are stored."""
    return pa.Table.from_pylist(list(rows), schema=held)


def rejects() -> pa.Table:
    """Two rejected rows, one of them with a value."""
    columns = ("file", "line", "reason", "column", "value")
    rows = [("a.csv", 2, "bad_coordinates", "Longitude", "east"), ("a.csv", 9, "no_time", "Date", None)]
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema.REJECTS)


class Garden:
    """A store and what was planted in it; every load has two rejects and a true ledger row, save for ``lies``."""

    def __init__(self, data: Path) -> None:
        self.data, self.store, self.number = data, IncidentStore(data), 0

    def load(self, months: Mapping[str, Iterable[Mapping[str, Any]] | pa.Table], **lies: Any) -> LoadRecord:
        """One load of such months."""
        self.number += 1
        supplier = lies.pop("supplier", "cleveland")
        tables = {month: rows if isinstance(rows, pa.Table) else table(rows) for month, rows in months.items()}
        record = replace(self._record(tables, supplier), **lies)
        staged = [self._stage(record, month, rows, n) for n, (month, rows) in enumerate(tables.items())]
        ledger.write_rejects(self.data, record.load, [rejects()])
        self.store.commit(record, staged, removed=[(record.source, supplier, month) for month in record.removed])
        return record

    def _stage(self, record: LoadRecord, month: str, rows: pa.Table, number: int) -> StagedMonth:
        key = (record.source, record.supplier, month)
        if rows.schema.equals(schema.INCIDENT_FILE):
            writer = self.store.writer(record.load, key, number)
            writer.write(rows)
            return writer.close()
        staged = self.store.writer(record.load, key, number).close()
        pq.write_table(rows, staged.path)  # by another hand: other columns or types
        return replace(staged, rows=rows.num_rows)

    def _record(self, tables: dict[str, pa.Table], supplier: str) -> LoadRecord:
        received = START + timedelta(hours=self.number)
        stored = sum(rows.num_rows for rows in tables.values())
        kept = {month: rows.num_rows - sum(rows["margin"].to_pylist()) for month, rows in tables.items()}
        return LoadRecord(
            load=f"{received:%Y%m%dT%H%M%S}-{self.number:08x}",
            source="police",
            agency="Police",
            supplier=supplier,
            file=f"{self.number}.zip",
            sha256=f"{self.number:064x}",
            months=tuple(tables),
            rows=stored + 2,
            kept=sum(kept.values()),
            outside=stored - sum(kept.values()),
            margin=stored - sum(kept.values()),
            rejected=2,
            reasons=REASONS,
            replaced=(),
            unchanged=False,
            received=received.isoformat(timespec="seconds"),
            actor="somebody",
            demonstration=False,
            digests={month: digest(rows) for month, rows in tables.items()},
            month_kept=kept,
        )

    def build(self, number: int = 1) -> Path:
        """A picture of the newest version, small and whole, made the current one."""
        version = self.store.version() or 0
        return derived.write(self.data, f"{number:064x}", picture(f"{number:064x}", version).to_files())

    def verify(self, **how: Any) -> list[Finding]:
        """What `aim verify` finds."""
        return verify(self.data, digest=Digest, zone=LONDON, **how)

    def state(self) -> list[tuple[str, str, str, str]]:
        """Supplier, month, reference and street of every incident that stands."""
        rows = [row for file in self.store.files() for row in self.store.read(file).to_pylist()]
        return sorted((row["supplier"], row["month"], row["reference"].hex(), str(row["street"])) for row in rows)


def digest(rows: pa.Table) -> str:
    """The digest that a load records; of rows in another schema a made-up one."""
    if not rows.schema.equals(schema.INCIDENT_FILE):
        return f"{DIGEST}:{0:032}"
    made = Digest()
    made.update(rows)
    return made.hexdigest()


def picture(fingerprint: str, version: int) -> Picture:
    """A picture of one cell."""
    cube = np.zeros((2, 1, 1))
    of = {"cells": np.uint16, "apart": np.uint16}
    names = ("cells", "apart", "unplaced", "wards", "apart_wards", "known")
    counts = Counts(grid=np.array([CELL]), **{name: cube.astype(of.get(name, np.int32)) for name in names})
    manifest = {"fingerprint": fingerprint, "picture": f"{version}-{fingerprint[-8:]}", "data_version": version}
    return Picture(manifest, counts, {9: pa.table({"cell": [CELL]})}, {"cells": json.dumps({}).encode()})
