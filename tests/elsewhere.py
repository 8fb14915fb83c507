"""Work in processes of their own, which a test may kill."""

import json
import multiprocessing
import os
import resource
import signal
import sys
import time
from contextlib import redirect_stdout
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

import extracts

from aim import cli, operations
from aim.errors import RefusedError
from aim.ingest import shelves
from aim.ingest.load import ingest
from aim.operations import watching
from aim.store import derived


def processes() -> ForkServerContext:
    """Processes that come from one that has imported everything and begun no thread, so that each starts at once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["aim.ingest.load", "aim.operations", "pandas", "writes"])
    return context


def load(told: Connection, data: Path, paths: list[Path], back: bool = False) -> None:
    """Load each of ``paths`` by itself: tells "begun", "waiting" while another loads, the record of each, "done".

    ``back``: then take the last step back; tells its record too, or the words of the refusal.
    """
    told.send("begun")

    def progress(done: int, total: int, what: str) -> None:
        if "waiting" in what and not back:
            told.send("waiting")

    config, placing = extracts.config(data), extracts.placing()
    for path in paths:
        (record,) = ingest(config, [path], accept_smaller=True, actor="elsewhere", placing=placing, progress=progress)
        told.send(record.to_json())
    if back:
        try:
            told.send(operations.undo(config, record.load, build=False).to_json())
        except RefusedError as error:
            told.send(str(error))
    told.send("done")


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


def watch_once(data: Path, inbox: Path, said: Path, step: str = "", size: int | None = None) -> None:
    """``aim watch --once`` over a store; what it prints goes to the file ``said``, and its exit code is that of this.

    ``step``: where it kills itself; ``size``: the bytes that any file may have from here on.
    """
    os.environ.update(AIM_DATA=str(data), AIM_TODAY=extracts.TODAY)
    steps = {
        "committed": (shelves, "put_away"),
        "reported": (shelves.os, "rename"),
        "moved": (shelves, "_settle"),
        "shown": (shelves, "durable"),
        "built": (watching, "rebuild"),
    }
    if step:
        setattr(*steps[step], _Durable() if step == "shown" else _die)
    if size is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    sys.argv = ["aim", "watch", str(inbox), "--every", "0.05", "--once"]
    with said.open("w") as out, redirect_stdout(out):
        cli.main()


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _Durable:
    """Dies where the shelves replace a file: the store, which replaces files too, is let alone."""

    real = shelves.durable
    replace = staticmethod(_die)

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)
