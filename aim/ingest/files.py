"""What a delivery holds: the tables of an archive, a folder, or the one file itself. Read as streams, never extracted.

A delivery lies on the disk (a path) or in memory (an :class:`Upload`, of which nothing is written anywhere). Nothing
here looks into a table; names, sizes and the archive's own claims are judged before a byte is unpacked.
"""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from io import BufferedReader, BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from aim.ingest.faults import FileFault, name_some

BOMB_BYTES = 50_000_000  # a file of an archive larger than this ...
BOMB_RATIO = 100  # ... and packed more tightly than this is no table: a street file packs about 8 to 1
MOST_BYTES = 200_000_000_000  # unpacked, of one archive
MOST_FILES = 100_000
TABLES = (".csv", ".json")
_ZIP = b"PK\x03\x04"
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError)


@dataclass(frozen=True)
class Upload:
    """A file sent in, whole in memory. ``name`` is what its sender calls it, without a folder."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Member:
    """One table of a delivery, CSV or JSON; ``name`` is as the delivery writes it, ``size`` in bytes as unpacked."""

    name: str
    size: int
    source: Callable[[], BinaryIO]

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes of the file as a stream. Raises :class:`FileFault` where they cannot be read."""
        try:
            with self.source() as stream:
                yield stream
        except _UNREADABLE as error:
            raise FileFault(f"cannot be read to its end ({_words(error)}): fetch or copy it again") from error


@dataclass
class Delivery:
    """One path or upload: its tables, the names of other files (``ignored``), and what is wrong with it (``faults``).

    ``sha256`` is that of the file's bytes; of a folder that of its tables' names and hashes.
    """

    given: Path | Upload
    members: list[Member] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    sha256: str = ""

    @property
    def name(self) -> str:
        """The file or folder name, without where it lies."""
        return self.given.name or (self.given.resolve().name if isinstance(self.given, Path) else "")


@contextmanager
def opened(given: Path | Upload) -> Iterator[Delivery]:
    """What ``given`` holds, with its archive kept open for the time of the block."""
    delivery = Delivery(given)
    archive = None
    try:
        if isinstance(given, Upload):
            archive = _file(delivery, len(given.content), partial(BytesIO, given.content))
        elif given.is_dir():
            _folder(delivery, given)
        elif not given.exists():
            delivery.faults.append("there is no such file or folder")
        elif not given.is_file():
            delivery.faults.append("is neither a file nor a folder")
        else:
            archive = _file(delivery, given.stat().st_size, partial(_stream, given))
    except OSError as error:
        delivery.faults.append(f"cannot be read ({_words(error)})")
    try:
        yield delivery
    finally:
        if archive is not None:
            archive.close()


def _file(delivery: Delivery, size: int, source: Callable[[], BufferedReader | BytesIO]) -> zipfile.ZipFile | None:
    with source() as stream:
        start = stream.read(len(_ZIP))
        stream.seek(0)
        delivery.sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    if not size:
        delivery.faults.append("is empty")
    elif delivery.name.lower().endswith(".zip") or start == _ZIP:
        return _archive(delivery, size)
    else:
        delivery.members.append(Member(delivery.name, size, source))
    return None


def _archive(delivery: Delivery, size: int) -> zipfile.ZipFile | None:
    given = delivery.given
    try:
        archive = zipfile.ZipFile(BytesIO(given.content) if isinstance(given, Upload) else given)
    except _UNREADABLE as error:
        delivery.faults.append(f"is not a zip archive that can be read ({_words(error)}): fetch or copy it again")
        return None
    files = [info for info in archive.infolist() if not info.is_dir()]
    packed = sum(info.compress_size for info in files)
    unpacked = sum(info.file_size for info in files)
    if len(files) > MOST_FILES or unpacked > MOST_BYTES:
        delivery.faults.append(
            f"unpacks to {len(files):,} files, {unpacked / 1e9:,.1f} GB: no extract does, and a zip bomb is not read"
        )
        return archive
    if packed > size:
        delivery.faults.append("its files overlap one another: a zip bomb is not read")
        return archive
    for info in sorted(files, key=lambda info: info.filename):
        _archived(delivery, archive, info)
    return archive


def _archived(delivery: Delivery, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    name = info.filename
    fault = None
    if _leads_out(name):
        fault = "its name leads out of the archive"
    elif info.flag_bits & 1:
        fault = "is encrypted: send the archive without a password through a safe channel"
    elif info.file_size > BOMB_BYTES and info.file_size > BOMB_RATIO * max(1, info.compress_size):
        fault = f"unpacks {info.file_size // max(1, info.compress_size)} times its size: a zip bomb is not read"
    if fault:
        delivery.faults.append(f"{name_some([name])}: {fault}")
    elif _is_table(name):
        delivery.members.append(Member(name, info.file_size, lambda: archive.open(info)))  # type: ignore[arg-type, return-value]
    elif not _is_hidden(name):
        delivery.ignored.append(name)


def _folder(delivery: Delivery, folder: Path) -> None:
    whole = hashlib.sha256()
    for path in sorted(_walk(folder)):
        name = path.relative_to(folder).as_posix()
        if not _is_table(name):
            if not _is_hidden(name):
                delivery.ignored.append(name)
            continue
        with open(path, "rb") as stream:
            whole.update(f"{name}\n{hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
        delivery.members.append(Member(name, path.stat().st_size, partial(_stream, path)))
    delivery.sha256 = whole.hexdigest()


def _stream(path: Path) -> BufferedReader:
    return path.open("rb")


def _walk(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder, followlinks=False):
        yield from (Path(where) / name for name in names)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":")


def kind(name: str) -> str:
    """What a file that was passed over is called in the ledger: a table its name, any other file its ending.

    Letters and photographs that lie in an archive are often named after people, and a ledger is kept for good.
    """
    return name if _is_table(name) else f"*{PurePosixPath(name).suffix.lower()[:8]}"


def _is_table(name: str) -> bool:
    return name.lower().endswith(TABLES) and not _is_hidden(name)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _words(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
