"""A store written to directly, without any file of a supplier."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from aim import schema
from aim.store.incidents import IncidentStore
from aim.store.ledger import LoadRecord
from aim.store.staged import StagedMonth


def table(count: int, category: str = "burglary") -> pa.Table:
    """``count`` incidents."""
    return pa.Table.from_pylist(
        [
            {
                "reference": n.to_bytes(32, "big"),
                "category": category,
                "longitude": -1.2,
                "latitude": 54.5,
                "located_by": "point",
                "precision_m": 150,
                "cell": 621941386386178047,
                "margin": n % 2 == 1,
            }
            for n in range(count)
        ],
        schema=schema.INCIDENT_FILE,
    )


def record(number: int, months: tuple[str, ...], **changes: object) -> LoadRecord:
    """A ledger row."""
    values: dict = {
        "load": f"20260101T000000-{number:08x}",
        "source": "police",
        "agency": "Police",
        "supplier": "cleveland",
        "file": f"{number}.zip",
        "sha256": f"{number:064x}",
        "months": months,
        "rows": 10,
        "kept": 7,
        "outside": 2,
        "margin": 1,
        "rejected": 1,
        "reasons": {"no_coordinates": 1},
        "replaced": (),
        "unchanged": False,
        "received": (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)).isoformat(),
        "actor": "somebody",
        "demonstration": False,
        "digests": dict.fromkeys(months, f"1:{number}"),
        "month_kept": dict.fromkeys(months, 7),
    }
    return LoadRecord(**{**values, **changes})


@dataclass
class Writing:
    """Loads numbered as they are made."""

    store: IncidentStore
    number: int = 0

    def stage(self, months: dict[str, int], supplier: str = "cleveland", **how: str) -> list[StagedMonth]:
        """Months of so many rows, staged."""
        staged = []
        for at, (month, count) in enumerate(months.items()):
            load = record(self.number, ()).load
            writer = self.store.writer(load, ("police", supplier, month), at)
            writer.write(table(count, **how))
            staged.append(writer.close())
        return staged

    def load(self, months: dict[str, int], supplier: str = "cleveland", **how: str) -> int:
        """One load of such months; the version it makes."""
        self.number += 1
        found = record(self.number, tuple(months), supplier=supplier)
        return self.store.commit(found, self.stage(months, supplier, **how))


@pytest.fixture
def data(own_store: Path) -> Path:
    return own_store


@pytest.fixture
def writing(data: Path) -> Writing:
    return Writing(IncidentStore(data))


@pytest.fixture
def make_record() -> Callable[..., LoadRecord]:
    return record
