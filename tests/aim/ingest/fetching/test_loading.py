"""What is fetched goes the way of every file: a fetched month is the month that the publisher's file makes."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import extracts
import pytest
from conftest import PROJECT
from servers import SECRET, Answer, Asked, FakeTime, Police, Server, crime

from aim import config, operations
from aim.config import Config
from aim.errors import RefusedError
from aim.ingest.fetching import FetchError, Pace
from aim.operations import Fetched
from aim.schema import INCIDENT_FILE
from aim.store.incidents import IncidentStore

MONTH = "2025-06"
TODAY = "2025-08-20"
ASB = {"kind": "Anti-social behaviour", "id": "", "outcome": ""}
ROWS = [
    *(extracts.row(n, lon=f"{-1.27 + 0.004 * n:.6f}") for n in range(30)),
    extracts.row(40, **ASB),
    extracts.row(40, **ASB),
    extracts.row(41, by="British Transport Police", kind="Robbery"),
    extracts.row(42, lon="-1.284100", lat="54.530000", kind="Violence and sexual offences", outcome="Suspect charged"),
    extracts.row(43, lon="", lat="", street="No Location"),
]


@pytest.fixture
def here(own_store: Path) -> Config:
    return config.load(own_store, {"AIM_TODAY": TODAY})


def fetch(here: Config, server: Server, work: Path, **how: Any) -> Fetched:
    time = FakeTime()
    return operations.fetch_police(
        here,
        force="cleveland",
        first=MONTH,
        last=MONTH,
        base_url=server.url,
        work=work,
        pace=Pace(2.0, time.clock, time.sleep),
        **how,
    )


def stored(data: Path) -> list[tuple[Any, ...]]:
    """Every stored incident, with its source, supplier and month."""
    store = IncidentStore(data)
    return sorted(
        (file.key, *map(repr, row.values()))
        for file in store.files()
        for row in store.read(file, INCIDENT_FILE.names).to_pylist()
    )


def by_hand(tmp_path: Path, rows: list[dict[str, str]]) -> tuple[Path, list[Any]]:
    """A store into which ``rows`` were loaded from a street file, and its ledger rows."""
    other = config.load(tmp_path / "by hand", {"AIM_TODAY": TODAY})
    path = extracts.street(tmp_path / "2025-06-cleveland-street.csv", rows)
    return other.data, operations.ingest(other, [path], build=False)


def counts(records: Any) -> list[tuple[Any, ...]]:
    return sorted((r.source, r.supplier, r.months, r.rows, r.kept, r.margin, r.rejected) for r in records)


@pytest.mark.parametrize("most", [10_000, 8])
def test_a_fetched_month_is_the_same_month_from_the_file(here: Config, tmp_path: Path, most: int) -> None:
    with Server(Police([crime(row) for row in ROWS], [MONTH], most=most)) as server:
        fetched = fetch(here, server, tmp_path / "work").records
    data, records = by_hand(tmp_path, ROWS)
    assert stored(here.data) == stored(data)
    assert len(stored(here.data)) > 25
    assert counts(fetched) == counts(records)
    assert {record.supplier for record in fetched} == {"cleveland", "btp"}
    assert {record.file for record in fetched} == {"data.police.uk-cleveland-2025-06.zip"}


def test_nothing_else_of_an_answer_reaches_the_store(here: Config, tmp_path: Path) -> None:
    with Server(Police([crime(row) for row in ROWS], [MONTH])) as server:
        fetch(here, server, tmp_path / "work")
    assert stored(here.data)
    for name in extracts.files_under(here.data):
        assert SECRET.encode() not in (here.data / name).read_bytes(), name


def test_fetching_again_changes_nothing(here: Config, tmp_path: Path) -> None:
    with Server(Police([crime(row) for row in ROWS], [MONTH])) as server:
        fetch(here, server, tmp_path / "work")
        again = fetch(here, server, tmp_path / "work").records
    assert [record.unchanged for record in again] == [True, True]


def test_a_month_of_the_area_replaces_the_month_of_the_whole_force(here: Config, tmp_path: Path) -> None:
    """The archive holds the whole force: what counts against a cut file are the rows in and near the area."""
    elsewhere = [extracts.row(1000 + n, lon="-1.6000", lat="54.9000") for n in range(200)]
    path = extracts.street(tmp_path / "2025-06-cleveland-street.csv", [*ROWS, *elsewhere])
    operations.ingest(here, [path], build=False)
    before = stored(here.data)
    charged = [row | ({"Last outcome category": "Suspect charged"} if row["Crime ID"] else {}) for row in ROWS]
    with Server(Police([crime(row) for row in charged], [MONTH])) as server:
        records = fetch(here, server, tmp_path / "work").records
    assert {record.replaced for record in records} == {(MONTH,)}
    assert len(stored(here.data)) == len(before)
    assert stored(here.data) == stored(by_hand(tmp_path, charged)[0])


def test_a_refused_month_is_kept_for_a_second_thought(here: Config, tmp_path: Path) -> None:
    path = extracts.street(tmp_path / "2025-06-cleveland-street.csv", ROWS)
    operations.ingest(here, [path], build=False)
    with Server(Police([crime(row) for row in ROWS[:5]], [MONTH])) as server:
        with pytest.raises(RefusedError, match="--accept-smaller"):
            fetch(here, server, tmp_path / "work")
        server.asked.clear()
        fetch(here, server, tmp_path / "work", accept_smaller=True)
        assert server.paths() == ["/crimes-street-dates"]
    assert extracts.files_under(tmp_path / "work") == {"police/.fetching.lock"}


def test_a_fault_in_the_last_month_loads_none(here: Config, tmp_path: Path) -> None:
    months = ["2025-05", MONTH]
    rows = [row | {"Month": month} for month in months for row in ROWS]
    time = FakeTime()
    with Server(Police([crime(row) for row in rows], months)) as server:
        server.fault = lambda asked: Answer(b"[{") if asked.parameters.get("date") == MONTH else None
        with pytest.raises(FetchError, match="cut"):
            operations.fetch_police(
                here, force="cleveland", first=months[0], last=MONTH, base_url=server.url, work=tmp_path / "work",
                pace=Pace(2.0, time.clock, time.sleep),
            )  # fmt: skip
    assert IncidentStore(here.data).version() is None


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a process cannot be killed outright on this system")
def test_a_killed_run_goes_on_where_it_was(here: Config, tmp_path: Path) -> None:
    reached, let_go = threading.Event(), threading.Event()
    posts: list[Asked] = []

    def hold_the_fifth_polygon(asked: Asked) -> None:
        """The first two are the whole area, which is too large; two quarters are answered."""
        if asked.method == "POST":
            posts.append(asked)
            if len(posts) == 5:
                reached.set()
                let_go.wait(60)

    words = [
        "fetch", "police", "--force", "cleveland", "--from", MONTH, "--to", MONTH, "--rate", "15",
        "--work", tmp_path / "work", "--data", here.data,
    ]  # fmt: skip
    with Server(Police([crime(row) for row in ROWS], [MONTH], most=len(ROWS) - 3)) as server:
        server.fault = hold_the_fifth_polygon
        command = [sys.executable, "-m", "aim.cli", *map(str, words), "--base-url", server.url]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd=PROJECT, env={**os.environ, "AIM_TODAY": TODAY}, **quiet) as process:
            try:
                assert reached.wait(60), "the run never came so far"
            finally:
                process.kill()
                let_go.set()
        assert IncidentStore(here.data).version() is None
        answered = [asked.parameters["poly"] for asked in posts[:4]]
        posts.clear()
        fetch(here, server, tmp_path / "work")
        assert not {asked.parameters["poly"] for asked in posts} & set(answered)
        assert len(posts) == 2
    assert stored(here.data) == stored(by_hand(tmp_path, ROWS)[0])
