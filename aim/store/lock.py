"""One writer per store: two writers of one new month would both be accepted by the log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from aim.errors import StoreError
from aim.store import durable

NAME = ".writer.lock"


@contextmanager
def writer_lock(data: Path, on_wait: Callable[[], object] | None = None, *, name: str = NAME) -> Iterator[None]:
    """Hold the writer's lock of the store in ``data``; a second writer calls ``on_wait`` once and waits.

    The lock belongs to the process: one that is killed leaves none behind. It is not re-entrant.
    """
    with durable.writing(data):
        durable.make_folders(data)
        lock = FileLock(data / name, is_singleton=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if on_wait is not None:
                on_wait()
            lock.acquire()
        except NotImplementedError as error:
            raise StoreError(f"{data} lies on a disk that cannot lock files: choose a folder on another") from error
    try:
        yield
    finally:
        lock.release()
