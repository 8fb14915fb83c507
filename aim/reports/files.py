"""Files that appear whole or not at all: a reader never sees half a table, and a failed run leaves the old one."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aim.errors import AimError
from aim.store.durable import sync_folder


def placed(out: Path) -> Path:
    """Where ``out`` will be written, links followed: asked before anything is worked out for it.

    Raises :class:`AimError` naming the folder that is missing or closed, and what to do about it.
    """
    target = Path(os.path.realpath(out))
    if not target.parent.is_dir():
        raise AimError(f"{out}: there is no folder {target.parent}: make it, or choose another place for the file")
    if target.is_dir():
        raise AimError(f"{out}: is a folder: name a file")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise AimError(f"{out}: nothing may be written in {target.parent}: open it to you, or choose another folder")
    return target


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A path beside ``out`` to write to, which takes its place when the block ends without an error.

    The bytes are on the disk before the name is: a power cut leaves the old file or the new one. A link is followed and
    its target replaced. Raises :class:`AimError` naming the folder that is missing, or why the file was not written.
    """
    target = placed(out)
    beside = target.parent / f".{uuid.uuid4().hex}.part"
    try:
        beside.open("xb").close()  # as the user's own mask has it, which a temporary file would not be
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise AimError(f"{out}: could not be written: {error.strerror or error}; it is as it was before") from error
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
