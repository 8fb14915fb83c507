"""A row of writes of every kind that goes round and round, for tests that kill whoever does them.

After any number of steps the incidents are the same, however often the row was cut short and taken up again.
"""

import csv
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import extracts
from extracts import archive, month_file, row, rows, street, text

from aim.config import Config
from aim.errors import StoreError
from aim.ingest import load as loading
from aim.ingest.placing import Placing
from aim.store import backup as copies
from aim.store import ledger, retained, undoing
from aim.store.incidents import IncidentStore
from aim.store.lock import writer_lock
from aim.store.record import LOAD, UNDO

DESK = (
    "Case Reference", "Case Type", "Case Status", "Reported", "Easting", "Northing", "Postcode", "Fly-tip Size",
    "Fly-tip Waste Type", "Fly-tip Land Type", "Reported Via", "Closed",
)  # fmt: skip
MONTHS = ("2025-05", "2025-06")
OLD = ("2023-01", "2023-02")
BEFORE = "2024-01"
ROUNDS = 2  # each of them brings other rows than the one before
State = list[tuple[str, str, str, str, str]]


def desk(path: Path, cases: list[tuple[int, str, str, str]]) -> Path:
    """An extract of the council's desk: number, kind, status and day of each case."""
    out = io.StringIO()
    writer = csv.DictWriter(out, DESK, lineterminator="\n", restval="")
    writer.writeheader()
    for number, kind, status, day in cases:
        writer.writerow(
            {
                "Case Reference": f"C-{number}", "Case Type": kind, "Case Status": status, "Reported": f"{day} 10:00",
                "Easting": str(449_600 + number), "Northing": "520300",
            }
        )  # fmt: skip
    path.write_text(out.getvalue())
    return path


def prepare(folder: Path) -> None:
    """Write the deliveries that the row loads."""
    folder.mkdir(parents=True)
    for turn in range(ROUNDS):
        for name, outcome in (("first", "Under investigation"), ("again", "Local resolution")):
            members = {
                month_file(month): text(
                    [*rows(60, n * 1000, month=month, outcome=outcome), row(turn, month=month, lon="")]
                    + rows(turn + 1, n * 1000 + 500, month=month)
                )
                for n, month in enumerate(MONTHS)
            }
            archive(folder / f"{name} {turn}.zip", members)
        for n, month in enumerate(OLD):
            street(folder / f"old {turn} {n}.csv", [*rows(20 + turn, 7000, month=month), row(1, month=month, lat="x")])
        days = [f"{1 + turn}/06/2025", f"{20 + turn}/07/2025"]
        cases = [(n, "Litter" if n % 2 else "Graffiti", "Open", days[n % 2]) for n in range(20)]
        desk(folder / f"cases {turn}.csv", cases)
        moved = [(1, "Litter", "Open", "02/08/2025"), (2, "Graffiti", "Cancelled", days[0])]
        desk(folder / f"changes {turn}.csv", [*moved, (30 + turn, "Noise - street", "Open", days[1])])


class Row:
    """The steps on the store below ``folder``, whose deliveries :func:`prepare` wrote."""

    def __init__(self, folder: Path, deliveries: Path) -> None:
        self.folder, self._deliveries, self.data = folder, deliveries, folder / "store"
        self._config: Config = extracts.config(self.data)
        self._placing: Placing = extracts.placing()
        self.steps: tuple[tuple[str, Callable[[int], object]], ...] = (
            ("whole months", lambda turn: self._load(f"first {turn}.zip")),
            ("delivered again", lambda turn: self._load(f"again {turn}.zip")),
            ("changes", lambda turn: self._load(f"cases {turn}.csv")),
            ("changes", lambda turn: self._load(f"changes {turn}.csv")),
            ("undo", lambda turn: self._undo(LOAD, "council-desk")),
            ("undo", lambda turn: self._undo(UNDO, "council-desk")),
            ("two files", lambda turn: self._load(f"old {turn} 0.csv", f"old {turn} 1.csv")),
            ("backup", lambda turn: copies.backup(self.data, self.copies(turn), now=datetime.now(UTC))),
            ("retain", lambda turn: self._retain()),
            ("restore", lambda turn: copies.restore(self.restored(turn), self.copies(turn))),
            ("undo", lambda turn: self._undo(LOAD, "police")),
        )

    def do(self, number: int) -> None:
        """Step ``number`` of the endless row."""
        turn, at = divmod(number, len(self.steps))
        self.steps[at][1](turn)

    def copies(self, turn: int) -> Path:
        """Where the backups of a round lie."""
        return self.folder / f"copies {turn}"

    def restored(self, turn: int) -> Path:
        """The store restored from them."""
        return self.folder / f"restored {turn}"

    def kind(self, number: int) -> str:
        """What step ``number`` is."""
        return self.steps[number % len(self.steps)][0]

    def _load(self, *names: str) -> None:
        paths = [self._deliveries / name for name in names]
        loading.ingest(self._config, paths, accept_smaller=True, actor="row", placing=self._placing)

    def _undo(self, kind: str, source: str) -> None:
        with writer_lock(self.data):
            IncidentStore(self.data).sweep()
            steps = [step.record for step in ledger.history(self.data)]
            made = [record for record in steps if (record.kind, record.source) == (kind, source)]
            load = next(record.load for record in reversed(made) if max(record.months) > BEFORE)
            undoing.undo(self.data, load, actor="row", now=datetime.now(UTC))

    def _retain(self) -> None:
        with writer_lock(self.data):
            store, none = IncidentStore(self.data), retained.COUNTS.empty_table()
            store.sweep()
            retained.retain(
                self.data, BEFORE, count=lambda file: none, actor="row", now=datetime.now(UTC), policy="agreed"
            )


def state(data: Path) -> State:
    """Source, month, longitude, outcome and category of every incident that stands.

    Not its reference: that of a change may be made by a key that every store has of its own.
    """
    store = IncidentStore(data)
    columns = ["source", "month", "longitude", "outcome", "category"]
    found = (each for file in store.files() for each in store.read(file, columns).to_pylist())
    return sorted((*(str(each[name]) for name in columns),) for each in found)


def states(folder: Path, deliveries: Path) -> list[State]:
    """What stands before the first step and after each of ``ROUNDS`` rounds."""
    going = Row(folder, deliveries)
    found = [state(going.data)]
    for number in range(ROUNDS * len(going.steps)):
        going.do(number)
        found.append(state(going.data))
    return found


def go_on(told: Connection, folder: Path, deliveries: Path, first: int, end: int) -> None:
    """Take the row up at step ``first`` and go on to ``end``; tells the number of each before it begins, ``end`` too.

    Then waits to be killed.
    """
    going = Row(folder, deliveries)
    for number in range(first, end):
        told.send(number)
        going.do(number)
    told.send(end)
    while True:
        time.sleep(60)


def do_with_small_files(told: Connection, folder: Path, deliveries: Path, number: int, size: int) -> None:
    """Do step ``number`` where no file may grow past ``size`` bytes; tells the words of what went wrong, or none."""
    import resource  # not on every system

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    words = ""
    try:
        Row(folder, deliveries).do(number)
    except StoreError as error:
        words = str(error)
    told.send(words)
