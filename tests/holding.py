"""Small stores of several partners, written through the store's own writers: no file of a supplier, no map."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import h3
import pyarrow as pa

from aim import schema
from aim.config import Config, load
from aim.schema import Source
from aim.store.incidents import IncidentStore
from aim.store.ledger import LoadRecord
from aim.store.lock import writer_lock
from aim.store.undoing import undo

TODAY = "2026-11-22"
# One point inside each neighbourhood, and one far outside the town.
AT = {
    "East": (-1.1960, 54.5640),
    "North": (-1.2350, 54.5742),
    "South": (-1.2330, 54.5230),
    "West": (-1.2560, 54.5560),
    "elsewhere": (-1.6000, 54.9000),
}

# Of names that no map has, so that what is known of them is what their loads say.
POLICE = Source(
    "published", "Police", "Published police data", "Published", "OGL", 1, "whole months",
    categories=("anti-social-behaviour", "burglary", "drugs", "violent-crime"),
)  # fmt: skip
RECORDS = Source(
    "records", "Police", "Crime records", "Crimes", "agreed", 0, "whole months",
    categories=("burglary", "sexual-offences", "violent-crime"),
    supersedes=(("published", ("burglary", "violent-crime")),),
)  # fmt: skip
FIRE = Source(
    "calls", "Fire", "Fire incidents", "Fires", "agreed", 0, "changes",
    categories=("fire-deliberate-secondary", "fire-false-alarm"),
)  # fmt: skip
COUNCIL = Source(
    "reports", "Council", "Council reports", "Reports", "agreed", 0, "changes", categories=("fly-tipping", "litter"),
)  # fmt: skip
HOUSING = Source(
    "landlord", "Housing", "Landlord's cases", "Thirteen", "agreed", 0, "whole months", "quarterly",
    categories=("housing-asb",),
)  # fmt: skip


def incident(category: str, where: str, **changes: Any) -> dict[str, Any]:
    """One stored incident; of a sensitive category by its neighbourhood alone."""
    longitude, latitude = AT[where]
    row: dict[str, Any] = {
        schema.CATEGORY: category,
        schema.LONGITUDE: longitude,
        schema.LATITUDE: latitude,
        schema.LOCATED_BY: schema.POINT,
        schema.PRECISION_M: 10,
        schema.CELL: int(h3.latlng_to_cell(latitude, longitude, schema.STORAGE_RESOLUTION), 16),
        schema.MARGIN: False,
    }
    if category in schema.SENSITIVE:
        row = {
            schema.CATEGORY: category, schema.AREA: where, schema.LOCATED_BY: schema.NEIGHBOURHOOD_ONLY,
            schema.MARGIN: False,
        }  # fmt: skip
    row |= changes
    if (row.get(schema.PRECISION_M) or 0) > schema.COARSE_M:
        row[schema.CELL] = None
    return row


def rows(*counts: tuple[str, str, int], **changes: Any) -> list[dict[str, Any]]:
    """``(category, neighbourhood, how many)`` as stored incidents."""
    return [incident(category, where, **changes) for category, where, n in counts for _ in range(n)]


@dataclass
class Holding:
    """A store that takes months as if a source had been loaded; loads are an hour apart unless a day is named."""

    data: Path
    number: int = 0
    last: dict[str, str] = field(default_factory=dict)

    def take(
        self,
        source: Source,
        months: Mapping[str, list[dict[str, Any]]],
        *,
        supplier: str = "here",
        on: str | None = None,
        reaching: Iterable[str] = (),
        **record: Any,
    ) -> str:
        """One load of whole ``months``, received on the day ``on``; ``reaching``: months it held no row to store of."""
        self.number += 1
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=self.number)
        received = f"{on}T12:00:00+00:00" if on else moment.isoformat()
        load = f"20260101T000000-{self.number:08x}"
        store, staged = IncidentStore(self.data), []
        for at, (month, found) in enumerate(months.items()):
            writer = store.writer(load, (source.name, supplier, month), at)
            writer.write(pa.Table.from_pylist(found, schema=schema.INCIDENT_FILE))
            staged.append(writer.close())
        kept = sum(len(found) for found in months.values())
        made = LoadRecord(
            load=load, source=source.name, agency=source.agency, supplier=supplier, file=f"{self.number}.csv",
            sha256=f"{self.number:064x}", months=tuple(sorted({*months, *reaching})), rows=kept, kept=kept, outside=0,
            margin=0, rejected=0, reasons={}, replaced=(), unchanged=False, received=received, actor="somebody",
            demonstration=False, digests={month: f"{len(found)}:{self.number}" for month, found in months.items()},
            month_kept={month: len(found) for month, found in months.items()}, facts=source.to_json(),
        )  # fmt: skip
        with writer_lock(self.data):
            store.commit(replace(made, **record), staged)
        return load

    def undo(self, load: str, on: str = "2026-11-21") -> None:
        """Take a load back."""
        with writer_lock(self.data):
            undo(self.data, load, actor="somebody", now=datetime.fromisoformat(f"{on}T12:00:00+00:00"))

    def config(self, today: str = TODAY) -> Config:
        """The configuration of this store on a day that stands still."""
        return load(self.data, {"AIM_TODAY": today})
