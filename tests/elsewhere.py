"""Work in processes of their own, which a test may kill."""

import json
import multiprocessing
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

import extracts

from aim.ingest.load import ingest
from aim.store import derived
from aim.store.incidents import IncidentStore


def processes() -> ForkServerContext:
    """Processes that come from one that has imported everything and begun no thread, so that each starts at once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["aim.ingest.load", "aim.operations", "pandas"])
    return context


def load(told: Connection, data: Path, path: Path, warm: Path | None = None) -> None:
    """Load ``path``: tells "begun", "waiting" while another load runs, and the version made.

    ``warm``: a store to load it into first, so that what a process does only once is done before it tells "begun".
    """
    if warm is not None:
        ingest(extracts.config(warm), [path], actor="elsewhere", placing=extracts.placing())
    told.send("begun")

    def progress(done: int, total: int, what: str) -> None:
        if "waiting" in what:
            told.send("waiting")

    ingest(extracts.config(data), [path], actor="elsewhere", placing=extracts.placing(), progress=progress)
    told.send(IncidentStore(data).version())


def picture(number: int, version: int = 1) -> dict[str, bytes]:
    """The files of a picture whose fingerprint is its number."""
    fingerprint = f"{number:064x}"
    manifest = {"fingerprint": fingerprint, "picture": f"{version}-{fingerprint[-8:]}", "data_version": version}
    return {"manifest.json": json.dumps(manifest).encode(), "counts.npz": b"%d" % number * 1000}


def write_pictures(told: Connection, data: Path) -> None:
    """Write one picture after the other until the process is killed; tells of each."""
    number = int(time.time() * 1000)
    while True:
        number += 1
        derived.write(data, f"{number:064x}", picture(number))
        told.send(number)
