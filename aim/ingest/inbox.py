"""A folder in which partners leave their extracts: what lies there, and whether it has arrived whole.

A file at its top, or a folder, is one delivery. It has arrived when two looks in succession find it the same. Links
are never followed. What was taken in goes to :mod:`aim.ingest.shelves`, inside the same folder.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from aim.errors import StoreError
from aim.store import durable

LOCK = ".aim-inbox.lock"
SHELVES = ("loaded", "refused")
# Names under which programs write a file that is not whole yet, and of files that are only about other files.
_UNFINISHED_ENDS = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".opdownload")
_UNFINISHED_STARTS = ("~", ".~lock", ".#")
_RSYNC = re.compile(r"\..+\.[0-9A-Za-z]{6}")
_ABOUT = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Lying:
    """A delivery as a look found it. ``mark`` is the same for two looks between which nothing of it changed.

    ``changed_ns``: the last change of any of its files. ``waits``: why it cannot be read yet, in words. ``fault``: why
    it never will be.
    """

    path: Path
    mark: str
    changed_ns: int
    waits: str | None = None
    fault: str | None = None

    @property
    def name(self) -> str:
        """Its file name, fit to be shown."""
        return shown(self.path.name)


def shown(name: str) -> str:
    """A file name without what a terminal or a text file could not hold: control characters and broken letters."""
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in name)


def check(folder: Path, data: Path) -> Path:
    """The inbox, resolved. Raises :class:`StoreError` where it is none, or lies with the store."""
    inbox, store = folder.resolve(), data.resolve()
    if not inbox.is_dir():
        raise StoreError(f"{folder} is not a folder: make it, and let those who deliver write to it")
    if inbox == store or store in inbox.parents or inbox in store.parents:
        raise StoreError(
            f"{inbox} and the store {store} lie one inside the other: what partners send would stand beside what is "
            "kept, for ever; choose a folder elsewhere"
        )
    for name in SHELVES:
        shelf = inbox / name
        if shelf.is_symlink() or (shelf.exists() and not shelf.is_dir()):
            raise StoreError(f"{shelf} is a link or a file: AIM keeps what it took in there; remove it")
        if shelf.exists() and shelf.stat().st_dev != inbox.stat().st_dev:
            raise StoreError(f"{shelf} is on another disk than the inbox: a file could not be moved there in one step")
    return inbox


@contextmanager
def lock(inbox: Path) -> Iterator[None]:
    """Be the only one who takes in what lies in ``inbox``; a watcher that is killed leaves no lock behind.

    Raises :class:`StoreError` where another watcher is at work.
    """
    with durable.writing(inbox):
        held = FileLock(inbox / LOCK, is_singleton=False)
        try:
            held.acquire(timeout=0)
        except Timeout as error:
            raise StoreError(f"another `aim watch` is at work in {inbox}: end it first, or leave it to it") from error
    try:
        yield
    finally:
        held.release()


def look(inbox: Path) -> list[Lying]:
    """Every delivery in ``inbox``, the one that was changed first being first; of equals by name.

    An empty folder is none yet. What vanishes while it is looked at is left out.
    """
    found = []
    with durable.writing(inbox), os.scandir(inbox) as entries:
        for entry in entries:
            if entry.name in SHELVES or _is_passed_over(entry.name) or _is_unfinished(entry.name):
                continue
            lying = see(Path(entry.path))
            if lying is not None:
                found.append(lying)
    return sorted(found, key=lambda lying: (lying.changed_ns, lying.path.name))


def see(path: Path) -> Lying | None:
    """The delivery at ``path`` as it is now; None where there is none."""
    try:
        kind = path.lstat().st_mode
        if stat.S_ISREG(kind):
            return _file(path)
        if stat.S_ISDIR(kind):
            return _folder(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Lying(path, "", 0, waits=f"cannot be read ({error.strerror or error})")
    what = "is a link, which is never followed" if stat.S_ISLNK(kind) else "is neither a file nor a folder"
    return Lying(path, "", 0, waits=f"{what}: remove it")


def _file(path: Path) -> Lying:
    status = path.stat(follow_symlinks=False)
    fault = None if _is_text(path.name) else "its name is not readable text: rename it and send it again"
    return Lying(path, _mark([("", status)]), status.st_mtime_ns, _unreadable(path), fault)


def _folder(path: Path) -> Lying | None:
    found: list[tuple[str, os.stat_result]] = []
    waits = fault = None
    for where, name, status in _walk(path):
        inside = os.path.relpath(os.path.join(where, name), path)
        found.append((inside, status))
        if _is_unfinished(name):
            waits = waits or f"waits for {shown(inside)!r} to be finished"
        elif not stat.S_ISREG(status.st_mode):
            fault = fault or f"holds {shown(inside)!r}, a link or no file, which is never followed"
        elif not _is_text(inside):
            fault = fault or f"holds {shown(inside)!r}, whose name is not readable text"
        else:
            waits = waits or _unreadable(Path(where, name))
    if not found:
        return None
    if not _is_text(path.name):
        fault = "its name is not readable text: rename it and send it again"
    return Lying(path, _mark(found), max(status.st_mtime_ns for _, status in found), waits, fault)


def _walk(folder: Path) -> Iterator[tuple[str, str, os.stat_result]]:
    """Folder, name and status of everything below ``folder`` but folders; links are told, not followed."""

    def fail(error: OSError) -> None:
        raise error

    for where, folders, names in os.walk(folder, followlinks=False, onerror=fail):
        links = [name for name in folders if os.path.islink(os.path.join(where, name))]
        for name in sorted([*names, *links]):
            yield where, name, os.lstat(os.path.join(where, name))


def _mark(found: list[tuple[str, os.stat_result]]) -> str:
    """Sizes and times of last writing; no inode numbers, which some network shares make up at every look."""
    whole = hashlib.sha256()
    for name, status in sorted(found, key=lambda item: item[0]):
        whole.update(f"{status.st_size} {status.st_mtime_ns} ".encode() + os.fsencode(name) + b"\0")
    return whole.hexdigest()


def _unreadable(path: Path) -> str | None:
    try:
        os.close(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)))
    except OSError as error:
        return f"cannot be read ({error.strerror or error}): let AIM read it"
    return None


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_passed_over(name: str) -> bool:
    """Whether a file is hidden, or only about other files."""
    return name.startswith(".") or name.casefold() in _ABOUT


def _is_unfinished(name: str) -> bool:
    """Whether a program is still writing the file, or holds another open."""
    ends = name.casefold().endswith(_UNFINISHED_ENDS)
    return ends or name.startswith(_UNFINISHED_STARTS) or _RSYNC.fullmatch(name) is not None
