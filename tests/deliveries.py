"""Deliveries of several agencies as the ledger tells of them, written to a store without any file of a supplier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import h3
import pyarrow as pa

from aim import config as configuration
from aim import ingest, months, operations, schema
from aim.config import Config
from aim.store import ledger, undoing
from aim.store.incidents import IncidentStore
from aim.store.record import LoadRecord

TODAY = "2026-11-22"
INSIDE = (-1.2350, 54.5742)
CELL = h3.str_to_int(h3.latlng_to_cell(INSIDE[1], INSIDE[0], schema.STORAGE_RESOLUTION))
_MAP = """
supplier = "{supplier}"
[source]
agency = "{agency}"
title = "Incidents of {supplier}"
short = "{agency}"
agreement = "Agreement of {supplier}"
delay_months = {delay}
delivered = "{delivered}"
frequency = "{frequency}"
[columns]
category = ["kind"]
reference = "id"
[times]
month = "month"
[[location]]
kind = "wgs84"
columns = ["lon", "lat"]
precision_m = 50
[categories]
"a" = "{category}"
"""
_SOURCES = {
    "fire-x": ("Fire", "brigade", 0, "whole months", "monthly", "fire-deliberate-secondary"),
    "council-x": ("Council", "council", 1, "changes", "monthly", "fly-tipping"),
    "housing-x": ("Housing", "landlord", 1, "whole months", "quarterly", "housing-asb"),
}


def maps(folder: Path) -> Path:
    """Maps of a fire service, a council that sends changes and a landlord that sends quarters."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("agency", "supplier", "delay", "delivered", "frequency", "category")
    for source, values in _SOURCES.items():
        content = _MAP.format(**dict(zip(names, values, strict=True)))
        (folder / f"{source}.toml").write_text(content, encoding="utf-8")
    return folder


def config(folder: Path, today: str = TODAY) -> Config:
    """The configuration of an empty store below ``folder`` that knows :func:`maps` besides those shipped."""
    return configuration.load(folder / "store", {"AIM_TODAY": today, "AIM_MAPS": str(maps(folder / "maps"))})


def incidents(count: int, category: str) -> pa.Table:
    """``count`` incidents in the middle of the town."""
    row = {
        "category": category, "longitude": INSIDE[0], "latitude": INSIDE[1], "located_by": "point",
        "precision_m": 50, "cell": CELL, "margin": False,
    }  # fmt: skip
    rows = [{**row, "reference": number.to_bytes(32, "big")} for number in range(count)]
    return pa.Table.from_pylist(rows, schema=schema.INCIDENT_FILE)


@dataclass
class Sending:
    """Commits loads one after another, each a minute after the last one unless it is told when."""

    config: Config
    number: int = 0

    def load(
        self,
        source: str,
        counts: Mapping[str, int],
        *,
        supplier: str | None = None,
        received: str | None = None,
        rejected: Mapping[str, Sequence[tuple[str | None, str | None]]] | None = None,
        **changes: object,
    ) -> LoadRecord:
        """Take in months of so many rows kept; ``rejected``: by reason the column and value of each row."""
        self.number += 1
        facts = ingest.sources(self.config)[source]
        own = _SOURCES.get(source, (None, "cleveland", None, None, None, "burglary"))
        moment = datetime.fromisoformat(received) if received else datetime(2026, 11, 20, 9, tzinfo=UTC)
        moment += timedelta(minutes=0 if received else self.number)
        reasons = {reason: len(rows) for reason, rows in (rejected or {}).items()}
        digests = dict.fromkeys(counts, f"{self.number}")
        record = LoadRecord(
            load=f"{moment:%Y%m%dT%H%M%S}-{self.number:08x}",
            source=source,
            agency=facts.agency,
            supplier=supplier or own[1] or "",
            file=f"{source}-{self.number}.csv",
            sha256=f"{self.number:064x}",
            months=tuple(counts),
            rows=sum(counts.values()) + sum(reasons.values()),
            kept=sum(counts.values()),
            outside=0,
            margin=0,
            rejected=sum(reasons.values()),
            reasons=reasons,
            replaced=(),
            unchanged=False,
            received=moment.isoformat(timespec="seconds"),
            actor="analyst",
            demonstration=False,
            digests=digests,
            month_kept=dict(counts),
            facts=facts.to_json(),
        )
        record = replace(record, **changes)  # type: ignore[arg-type]
        return self._commit(record, {month: counts[month] for month in record.digests}, rejected or {}, own[5])

    def _commit(
        self,
        record: LoadRecord,
        counts: Mapping[str, int],
        rejected: Mapping[str, Sequence[tuple[str | None, str | None]]],
        category: str,
    ) -> LoadRecord:
        store, staged = IncidentStore(self.config.data), []
        for at, (month, count) in enumerate(counts.items()):
            writer = store.writer(record.load, (record.source, record.supplier, month), at)
            writer.write(incidents(count, category))
            staged.append(writer.close())
        ledger.write_rejects(self.config.data, record.load, [_rejects(record.file, rejected)])
        store.commit(record, staged)
        return record

    def undo(self, load: str, moment: str = "2026-11-21T09:00:00+00:00") -> LoadRecord:
        """Take a load back."""
        return undoing.undo(self.config.data, load, actor="analyst", now=datetime.fromisoformat(moment))

    def build(self) -> None:
        """The picture of what stands."""
        operations.rebuild(self.config)


def _rejects(file: str, rejected: Mapping[str, Sequence[tuple[str | None, str | None]]]) -> pa.Table:
    rows = [
        {"file": file, "line": line, "reason": reason, "column": column, "value": value}
        for line, (reason, (column, value)) in enumerate(
            ((reason, each) for reason, found in rejected.items() for each in found), start=2
        )
    ]
    return pa.Table.from_pylist(rows, schema=schema.REJECTS)


def spell(first: str, last: str, count: int = 5) -> dict[str, int]:
    """``count`` rows for each month from ``first`` to ``last``."""
    return dict.fromkeys(months.between(first, last), count)


def agencies(config: Config) -> Sending:
    """A year and more of four agencies: police whole, fire one month late, council and housing each in its own way."""
    sending = Sending(config)
    rejected = {
        "no_coordinates": [(None, None)] * 30,
        "bad_time": [("created", "31/02/2026 25:00")] * 3,
        "withheld": [(None, None)] * 2,
    }
    sending.load("police", spell("2025-01", "2026-09", 40))
    sending.load("fire-x", spell("2025-03", "2026-09", 6))
    sending.load("council-x", spell("2025-06", "2026-10", 9), rejected=rejected)
    sending.load("housing-x", spell("2025-10", "2026-09", 3))
    wrong = sending.load("council-x", {"2026-10": 2})
    sending.undo(wrong.load)
    sending.build()
    return sending
