"""The public tables of months as they were first given out: each is written once, before the paper leaves, and stays.

One file a month, and one for the map of each quarter of which there is one. Whoever writes any holds :func:`alone`, and
asks under it what stands: of two that fix the same month at once the first wins.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from aim.errors import StoreError
from aim.store import durable
from aim.store.lock import writer_lock

FOLDER: Final = "published"
_LOCK: Final = ".published.lock"
_NAME: Final = re.compile(r"\d{4}-\d{2}\.json")


def held(data: Path) -> dict[str, tuple[int, int]]:
    """The months whose table stands, in turn, each with what tells one file from another: its time and its size."""
    try:
        found = sorted(path for path in (data / FOLDER).iterdir() if _NAME.fullmatch(path.name))
        states = {path.stem: path.stat() for path in found}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _unreadable(data / FOLDER, error) from error
    return {month: (state.st_mtime_ns, state.st_size) for month, state in states.items()}


def read(data: Path, name: str) -> bytes:
    """What was written of a month that is :func:`held`, or under another name. StoreError where it cannot be read."""
    path = where(data, name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Nobody else fixes what the public is told meanwhile, in any process; not re-entrant."""
    with writer_lock(data, name=_LOCK):
        yield


def write_first(data: Path, name: str, content: bytes) -> bool:
    """Write the table of a month, whole and on the disk, unless one stands already: False then, and nothing changed.

    The caller is :func:`alone`. Raises StoreError where it cannot be written: then the paper must not leave.
    """
    path = where(data, name)
    with durable.writing(path):
        if path.exists():
            return False
        durable.make_folders(path.parent)
        durable.replace(path, content)
    return True


def where(data: Path, name: str) -> Path:
    """The file of a month, or of a map."""
    return data / FOLDER / f"{name}.json"


def _unreadable(path: Path, error: OSError) -> StoreError:
    said = error.strerror or durable.words(error)
    return StoreError(f"{path} cannot be read ({said}): nothing public can leave without it; restore a backup")
