"""Loading the demonstration again: the same day, a later or earlier one, after a kill, an undo, beside real data.

Each partner's files are those of the whole demonstration, with a history of fewer months.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import extracts
import pytest
from conftest import TODAY, UNTIL

from aim import config, operations
from aim.config import Config
from aim.demo import mix, seasons
from aim.errors import StoreError
from aim.operations import outstanding
from aim.store import demonstration as where
from aim.store import derived, keys, ledger
from aim.store.held import held
from aim.store.incidents import IncidentStore

MONTHS = 5  # the fewest for which every partner has a file before its newest
CURRENT = ["police", "desk-cases-2026-11.csv", "online-reports-2026-11.json"]
# Killed where the deliveries before the newest month of the desk were loaded and that one was not.
KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from aim import config, operations
from aim.demo import mix

def tell(done, total, text):
    if "desk-cases-2026-10" in text:
        os.kill(os.getpid(), signal.SIGKILL)

mix.MONTHS = int(sys.argv[2])
store = config.load(Path(sys.argv[1]), {"AIM_TODAY": "2026-11-22"})
operations.load_demonstration(store, until=date(2026, 11, 21), progress=tell)
"""


@pytest.fixture(scope="module", autouse=True)
def few_months() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mix, "MONTHS", MONTHS)
        yield


@pytest.fixture(scope="module")
def demonstration(few_months: None, tmp_path_factory: pytest.TempPathFactory) -> Config:
    store = config.load(tmp_path_factory.mktemp("short") / "store", {"AIM_TODAY": TODAY})
    operations.load_demonstration(store, until=UNTIL)
    return store


def on(store: Config, today: str) -> Config:
    return config.load(store.data, {"AIM_TODAY": today})


def same_key(demonstration: Config, data: Path) -> None:
    """Let a store make the same fingerprints of the same references, so that its content can be compared."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copy(demonstration.data / keys.FILE, data)


def current(store: Config) -> dict[str, Any]:
    """The manifest of the picture that is shown."""
    manifest = derived.current(store.data)
    assert manifest is not None
    return manifest


def test_the_same_day_again_changes_nothing_and_says_so(own_demonstration: Config) -> None:
    version, picture = IncidentStore(own_demonstration.data).version(), current(own_demonstration)
    before = ledger.loads(own_demonstration.data)
    records = operations.load_demonstration(own_demonstration, until=UNTIL)
    assert [record.load for record in records] == [record.load for record in before]
    assert all(record.unchanged for record in records)
    assert (IncidentStore(own_demonstration.data).version(), current(own_demonstration)) == (version, picture)


def test_a_later_day_adds_and_an_earlier_one_replaces(own_demonstration: Config, demonstration: Config) -> None:
    later = on(own_demonstration, "2026-11-23")
    records = operations.load_demonstration(later, until=date(2026, 11, 22))
    assert [record.file for record in records if not record.unchanged] == CURRENT
    assert {month for record in records if not record.unchanged for month in record.digests} == {"2026-11"}
    for record in records:
        if record.file != "police" and not record.unchanged:
            file = next(
                f for f in IncidentStore(later.data).files() if f.key == (record.source, record.supplier, "2026-11")
            )
            assert file.rows == record.kept + record.margin
    operations.load_demonstration(own_demonstration, until=UNTIL)
    assert held(own_demonstration.data).digests == held(demonstration.data).digests
    assert len(ledger.loads(own_demonstration.data)) == 12
    assert current(own_demonstration)["data_version"] == IncidentStore(own_demonstration.data).version()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_what_a_kill_cut_short_is_ended_by_the_next_run(tmp_path: Path, demonstration: Config) -> None:
    # Left by a run until another day that was killed before its first load.
    extracts.street(where.folder(tmp_path) / "police" / "2019-01" / "2019-01-cleveland-street.csv", extracts.rows(3))
    where.remember(tmp_path, date(2026, 10, 9))
    same_key(demonstration, tmp_path)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), str(MONTHS)], capture_output=True, check=False
    )
    assert killed.returncode == -9, killed.stderr.decode()
    store = config.load(tmp_path, {"AIM_TODAY": "2026-11-22"})
    done = [record.file for record in ledger.loads(store.data)]
    assert done == [record.file for record in ledger.loads(demonstration.data)][: len(done)]
    assert done[-1] == "desk-cases-2026-09.csv"
    records = operations.load_demonstration(store, until=UNTIL)
    assert [record.file for record in records if record.unchanged] == done
    assert held(store.data).digests == held(demonstration.data).digests
    assert current(store)["data_version"] == IncidentStore(store.data).version()


def test_an_undone_load_is_loaded_again(own_demonstration: Config, demonstration: Config) -> None:
    last = ledger.loads(own_demonstration.data)[-1]
    operations.undo(own_demonstration, last.load, build=False)
    assert held(own_demonstration.data).digests != held(demonstration.data).digests
    records = operations.load_demonstration(own_demonstration, until=UNTIL)
    assert [record.file for record in records if not record.unchanged] == [last.file]
    assert held(own_demonstration.data).digests == held(demonstration.data).digests


def test_a_store_of_another_making_is_replaced(tmp_path: Path, demonstration: Config) -> None:
    store = extracts.config(tmp_path / "store")
    same_key(demonstration, store.data)
    path = tmp_path / "2026-09-cleveland-street.csv"
    path.write_text(extracts.text(extracts.rows(3, month="2026-09", mark=mix.MARKER)))
    operations.ingest(store, [path], build=False)
    assert outstanding.loaded(store.data, []) is None
    where.remember(store.data, UNTIL)
    operations.load_demonstration(store, until=UNTIL)
    assert held(store.data).digests == held(demonstration.data).digests


def test_it_is_refused_beside_real_data_and_for_a_day_that_is_not_over(tmp_path: Path) -> None:
    store = extracts.config(tmp_path / "store")
    with pytest.raises(StoreError, match="2026-11-22, which is not over yet"):
        operations.load_demonstration(store, until=date(2026, 11, 22))
    path = tmp_path / "2026-09-cleveland-street.csv"
    path.write_text(extracts.text(extracts.rows(3, month="2026-09")))
    operations.ingest(store, [path], build=False)
    before = extracts.files_under(store.data)
    with pytest.raises(StoreError, match="holds real incidents"):
        operations.load_demonstration(store, until=UNTIL)
    assert extracts.files_under(store.data) == before


@pytest.mark.parametrize(
    ("before", "until", "goes_on"),
    [
        (date(2026, 11, 20), date(2026, 11, 21), True),
        (date(2026, 11, 21), date(2026, 11, 21), True),
        (date(2026, 11, 30), date(2026, 11, 30), True),
        (date(2026, 11, 21), date(2026, 11, 20), False),
        (date(2026, 11, 29), date(2026, 11, 30), False),
        (date(2026, 10, 31), date(2026, 11, 1), False),
        (date(2025, 11, 20), date(2026, 11, 21), False),
    ],
)
def test_which_day_goes_on_from_which(before: date, until: date, goes_on: bool) -> None:
    assert seasons.continues(before, until) is goes_on
