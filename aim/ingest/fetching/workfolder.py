"""What was fetched and not yet loaded, kept outside the store so that a killed run goes on where it was.

Only rows of street files lie here, in the publisher's layout. A part is there whole or not at all, and the folder of a
run is removed when its months are loaded or written.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from aim.ingest.fetching import street
from aim.ingest.fetching.faults import FetchError
from aim.ingest.fetching.street import Row
from aim.store import durable
from aim.store.lock import writer_lock

_LOCK = ".fetching.lock"


def default() -> Path:
    """The folder for caches of whoever runs AIM. Raises :class:`FetchError` for an account without a home."""
    named = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME")
    try:
        return Path(named or Path.home() / ".cache").absolute() / "aim" / "fetching"
    except RuntimeError as error:
        raise FetchError("this account has no home: name a folder for what is fetched with --work") from error


class WorkFolder:
    """The parts of the months of one run, by month and name."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, month: str, part: str) -> list[Row] | None:
        """The rows of a part; None where it was not fetched yet, or cannot be read any more."""
        try:
            return street.read((self.path / month / f"{part}.csv").read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            return None

    def keep(self, month: str, part: str, rows: Sequence[Row]) -> None:
        """Keep the rows of a part that was fetched whole."""
        self._write(month, f"{part}.csv", street.write(rows))

    def is_split(self, month: str, part: str) -> bool:
        """Whether a part is known to be too large to be asked for in one."""
        return (self.path / month / f"{part}.split").exists()

    def split(self, month: str, part: str) -> None:
        """Remember that a part is too large."""
        self._write(month, f"{part}.split", "")

    def forget(self) -> None:
        """Remove everything that was kept."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _write(self, month: str, name: str, content: str) -> None:
        with durable.writing(self.path):
            durable.make_folders(self.path / month)
            durable.replace(self.path / month / name, content.encode())


@contextmanager
def opened(root: Path, publisher: str, run: str, *, release: str) -> Iterator[WorkFolder]:
    """The work folder of a run below ``root``, for one process at a time; another waits.

    ``run`` stands for all that is asked but the months. Folders of an earlier ``release`` of the publisher's data are
    removed: months of two releases do not go together.
    """
    with durable.writing(root, "see that it may be written by you, or name another folder with --work"):
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with writer_lock(root / publisher, name=_LOCK):
        for other in (root / publisher).glob(f"{run}@*"):
            if other.name != f"{run}@{release}":
                shutil.rmtree(other, ignore_errors=True)
        yield WorkFolder(root / publisher / f"{run}@{release}")
