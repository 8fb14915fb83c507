"""Keeping what was taken in: a step back."""

from collections.abc import Callable
from datetime import UTC, datetime

from aim.config import Config
from aim.operations.actor import actor
from aim.operations.loading import rebuild
from aim.store import undoing
from aim.store.incidents import IncidentStore
from aim.store.ledger import LoadRecord
from aim.store.lock import writer_lock

Progress = Callable[[int, int, str], None]


def undo(config: Config, load: str, *, build: bool = True, progress: Progress | None = None) -> LoadRecord:
    """Put back what stood in the touched months before ``load``, as a step of its own, and build the picture.

    Waits for another writer. Raises :class:`StoreError` for an unknown load and :class:`RefusedError` naming the later
    loads that touched its months; the store is then as it was.
    """
    tell = progress or (lambda done, total, text: None)
    with writer_lock(config.data, lambda: tell(0, 0, "waiting for another load to end")):
        IncidentStore(config.data).sweep()
        record = undoing.undo(config.data, load, actor=actor(), now=datetime.now(UTC))
    if build:
        rebuild(config, progress=progress)
    return record
