"""A real month of the publisher, once from its archive and once through a server that tells it as the API does."""

import csv
import io
import zipfile
from pathlib import Path

import extracts
import pytest
from servers import FakeTime, Police, Server, crime

from aim import config, operations
from aim.ingest.fetching import Pace
from aim.schema import INCIDENT_FILE
from aim.store.incidents import IncidentStore

MONTH = "2025-06"


def stored(data: Path) -> list[str]:
    store = IncidentStore(data)
    return sorted(repr(row) for f in store.files() for row in store.read(f, INCIDENT_FILE.names).to_pylist())


@pytest.mark.real
def test_a_real_month_is_the_same_from_the_archive_and_from_the_api(shared: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(shared / "data" / "police" / "cleveland-2023-01_2025-06.zip") as zipped:
        text = zipped.read(extracts.month_file(MONTH)).decode()
    path = tmp_path / "2025-06-cleveland-street.csv"
    path.write_text(text, encoding="utf-8", newline="")
    time = FakeTime()
    stores = [config.load(tmp_path / name, {"AIM_TODAY": "2025-08-20"}) for name in ("archive", "api")]
    (archive,) = operations.ingest(stores[0], [path], build=False)
    crimes = [crime(row) for row in csv.DictReader(io.StringIO(text))]
    with Server(Police(crimes, [MONTH], most=1500)) as server:
        (api,) = operations.fetch_police(
            stores[1], force="cleveland", first=MONTH, last=MONTH, base_url=server.url, work=tmp_path / "work",
            pace=Pace(2.0, time.clock, time.sleep),
        ).records  # fmt: skip
    assert stored(stores[0].data) == stored(stores[1].data)
    assert (api.kept, api.margin, api.reasons) == (archive.kept, archive.margin, archive.reasons)
    assert api.kept > 2_400
    assert api.rows < archive.rows, "the rest of the force was not asked for"
    assert len([a for a in server.asked if a.method == "POST"]) > 5
