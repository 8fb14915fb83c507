"""Writing that survives a power cut: what is said to be written is on the disk, whole or not at all."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from aim.errors import StoreError

# What reading a damaged Parquet file may raise: its own errors, and those of what is made of its bytes.
UNREADABLE = (OSError, pa.ArrowException, ValueError, LookupError, TypeError, OverflowError, MemoryError)
_DECORATION = re.compile(r"\x1b\[[0-9;]*m|↳")  # of messages that the library of the table lays out for a terminal


def sync_file(path: Path) -> None:
    """Force the content of ``path`` to the disk."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Force the names in ``path`` to the disk; a system that cannot open a folder (Windows) does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folders(path: Path) -> None:
    """Make ``path`` and its missing parents, each name forced to the disk."""
    missing = []
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def replace(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Replace ``path`` by ``content``: a reader finds the old or the new one, never a part. ``mode``: who may read."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def writing(what: Path, next_step: str = "") -> Iterator[None]:
    """Turn an error of the file system into a :class:`StoreError` that names the path and the next step."""
    try:
        yield
    except OSError as error:
        path = error.filename or what
        step = next_step or "see that the folder exists, has room and may be written by you, then run the command again"
        raise StoreError(f"{path} cannot be written: {error.strerror or words(error)}; {step}") from error


def words(error: BaseException) -> str:
    """What an error says, on one line."""
    return " ".join(_DECORATION.sub(" ", str(error)).split())
