"""The demonstration in a store: where its extracts lie, until which day, and clearing it and nothing else."""

import os
import secrets
import shutil
from datetime import date
from pathlib import Path

from aim.errors import StoreError
from aim.store import durable, ledger, sweeping
from aim.store.derived import FOLDER as DERIVED
from aim.store.lock import writer_lock
from aim.store.published import FOLDER as PUBLISHED
from aim.store.retained import FOLDER as RETAINED

FOLDER = "demonstration"
_UNTIL = ".until"  # hidden, so that it is no file of the delivery
_CLEARED = ".cleared-"


def folder(data: Path) -> Path:
    """Where the synthetic extracts are written."""
    return data / FOLDER


def is_demonstration(data: Path) -> bool:
    """Whether the store holds demonstration loads."""
    return any(record.demonstration for record in ledger.loads(data))


def remember(data: Path, until: date) -> None:
    """Note the last day of the demonstration that is being loaded."""
    with durable.writing(data / FOLDER):
        durable.make_folders(data / FOLDER)
        durable.replace(data / FOLDER / _UNTIL, until.isoformat().encode())


def until(data: Path) -> date | None:
    """The day noted by :func:`remember`; None where there is none to be read."""
    try:
        return date.fromisoformat((data / FOLDER / _UNTIL).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def clear(data: Path) -> list[str]:
    """Remove the demonstration: incidents, rejects, pictures, extracts, public tables; returns the folders removed.

    Raises :class:`StoreError` where any load is not a demonstration load: real data is never removed here.
    """
    with writer_lock(data), durable.writing(data):
        sweeping.refuse_without_log(data)  # nobody could tell whether the data is real
        real = [record for record in ledger.loads(data) if not record.demonstration]
        if real:
            raise StoreError(
                f"{data} holds {len(real)} loads of real data, the first {real[0].file!r}: "
                "`aim demo --clear` removes demonstration data only; name another store with --data"
            )
        removed = []
        # Renamed first, so that a reader never meets half a table; whatever the table explains goes before it, so that
        # what is left of a clearing cut short does not look like a store whose log is lost.
        for name in (DERIVED, ledger.REJECTS, RETAINED, PUBLISHED, ledger.TABLE, FOLDER):
            if (data / name).is_dir():
                os.rename(data / name, data / f"{_CLEARED}{secrets.token_hex(4)}")
                removed.append(name)
        durable.sync_folder(data)
        for left in data.glob(f"{_CLEARED}*"):
            shutil.rmtree(left)
    return removed
