"""A whole copy of a store beside it, and the way back.

A backup is taken under the locks of both writers, of loads and of pictures: only so do the table, the rejects, what
policy dropped and the pictures belong together, and no retention deletes a file between its listing and its copy. A
load waits for it, and so does another backup into the same folder. It is written beside, read back and renamed; a
restore is copied beside and moved in folder by folder, the incidents after all that counts only with them, so that a
kill at any point leaves nothing that reads as half a store.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from aim.errors import StoreError
from aim.store import derived, durable, ledger, log, naming, retention
from aim.store.incidents import IncidentStore
from aim.store.lock import writer_lock
from aim.store.record import LOAD

MANIFEST = "manifest.json"
FORMAT = 1
Progress = Callable[[int, int, str], None]
_NAME = re.compile(r"aim-\d{8}T\d{6}Z(-\d+)?")
_MAKING = ".making-"
_RESTORING = ".restoring-"
_LOCK = ".aim-backup.lock"
_NOT_DATA = ("README.md",)  # belongs to the project, not to the store
_LATE = (ledger.TABLE, derived.FOLDER)  # moved in last, in this order
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Backup:
    """One backup: its folder, the newest version in it, and each file with size and SHA-256."""

    path: Path
    data_version: int | None
    made: str
    files: dict[str, tuple[int, str]]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())


def backup(
    data: Path,
    folder: Path,
    *,
    now: datetime,
    progress: Progress | None = None,
    apart: Mapping[str, Callable[[Path], None]] = MappingProxyType({}),
) -> Backup:
    """Copy the store into a new dated folder below ``folder``; a file that the last backup there holds is linked to it.

    ``apart``: files of the store that others write while it is copied, by name, each with what writes a whole copy to
    a path; what such a file has beside it (``NAME-wal``) is a part of it. Raises :class:`StoreError` where the store
    holds nothing, or a folder cannot be written or lies in the store itself.
    """
    tell = progress or (lambda done, total, text: None)
    if folder.resolve().is_relative_to(data.resolve()):
        raise StoreError(f"{folder} lies in the store {data}: name a folder elsewhere, on another disk if there is one")
    if not data.is_dir():
        raise StoreError(f"{data} holds nothing to copy: load some with `aim ingest PATH`")
    with _locks(data, tell):
        names = [name for name in _to_copy(data) if not name.startswith(tuple(apart))]
        if not names and not apart:
            raise StoreError(f"{data} holds nothing to copy: load some with `aim ingest PATH`")
        waiting = "waiting for another backup to end"
        with writer_lock(folder, lambda: tell(0, 0, waiting), name=_LOCK), durable.writing(folder):
            with _beside(folder, _MAKING) as making:
                earlier = _newest(folder)
                files = {}
                for done, name in enumerate(names):
                    tell(done, len(names), name)
                    files[name] = _copy(data / name, making / name, earlier / name if earlier else None)
                for name, write in apart.items():
                    tell(len(names), len(names), name)
                    files[name] = _written(making / name, write)
                _write_manifest(making, files, version=IncidentStore(data).version(), made=now)
                made = read(making)  # what was written is read back before it is called a backup
                target = _free(folder, f"aim-{now:%Y%m%dT%H%M%SZ}")
                os.rename(making, target)
            durable.sync_folder(folder)
    return replace(made, path=target)


def find(folder: Path) -> Path:
    """The backup in ``folder``: itself, or the newest below it. Raises :class:`StoreError` where there is none."""
    if (folder / MANIFEST).is_file():
        return folder
    newest = _newest(folder)
    if newest is None:
        raise StoreError(f"{folder} holds no backup: name a folder that `aim backup` made, or the one it was made in")
    return newest


def read(folder: Path, progress: Progress | None = None) -> Backup:
    """A backup, every byte of it compared with its manifest; :class:`StoreError` names the first file that differs."""
    tell = progress or (lambda done, total, text: None)
    found = _manifest(folder)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    for done, (name, (size, sha256)) in enumerate(found.files.items()):
        tell(done, len(found.files), f"checking {name}")
        if name not in there:
            raise StoreError(f"{folder / name} is missing: this backup is not whole, take another")
        if (folder / name).stat().st_size != size or _sha256(folder / name) != sha256:
            raise StoreError(f"{folder / name} is not what was copied: this backup is damaged, take another")
    for name in sorted(there - found.files.keys()):
        raise StoreError(f"{folder / name} is no part of this backup: remove it, or take another")
    return found


def restore(data: Path, folder: Path, progress: Progress | None = None) -> Backup:
    """Make ``data`` what the backup in ``folder`` holds; every byte is checked before anything is written.

    Refused with :class:`StoreError` where the store holds anything that the backup does not hold in the same place with
    the same bytes. A restore cut short is ended by the same command; the same store again stays as it is.
    """
    tell = progress or (lambda done, total, text: None)
    found = read(find(folder), tell)
    with _locks(data, tell), durable.writing(data):
        standing = _held(data)
        for name in standing:
            if name not in found.files or _sha256(data / name) != found.files[name][1]:
                raise StoreError(
                    f"{data} holds {name}, which is not as in the backup {found.path}: "
                    "restore into an empty store with --data, or move this one away first"
                )
        with _beside(data, _RESTORING) as beside:
            if len(standing) < len(found.files):
                _bring(data, found, beside, tell)
    return found


def _bring(data: Path, found: Backup, beside: Path, tell: Progress) -> None:
    for done, (name, expected) in enumerate(found.files.items()):
        tell(done, len(found.files), f"copying {name}")
        if _copy(found.path / name, beside / name, None) != expected:
            raise StoreError(f"{found.path / name} changed while it was copied: run `aim restore` again")
    _sync_folders(beside)
    early = sorted({path.name for path in beside.iterdir()} - set(_LATE))
    for name in [*early, *(name for name in _LATE if (beside / name).exists())]:
        if (data / name).exists():  # a part of the same, from a restore that was cut short
            os.rename(data / name, data / f"{_RESTORING}{secrets.token_hex(4)}")
        os.rename(beside / name, data / name)
        durable.sync_folder(data)


@contextmanager
def _beside(folder: Path, prefix: str) -> Iterator[Path]:
    """A new hidden folder for what is in the making; what an earlier writer left goes first, what is left here last."""

    def clear(*, ignore_errors: bool = False) -> None:
        for left in folder.glob(f"{prefix}*"):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors)
            else:
                left.unlink(missing_ok=True)

    clear()
    making = folder / f"{prefix}{secrets.token_hex(4)}"
    try:
        yield making
    finally:
        clear(ignore_errors=True)  # also after an error: a disk that is full shall not stay full


def _locks(data: Path, tell: Progress) -> ExitStack:
    """Both writers' locks, of loads first."""
    with ExitStack() as stack:
        stack.enter_context(writer_lock(data, lambda: tell(0, 0, "waiting for a load to end")))
        stack.enter_context(writer_lock(data, lambda: tell(0, 0, "waiting for a build to end"), name=derived.LOCK))
        return stack.pop_all()


def _held(data: Path) -> list[str]:
    """Every file of a store but locks, what cut-short writes left, and the project's own page about the folder."""
    held = []
    for path in data.rglob("*"):
        parts = path.relative_to(data).parts
        left = any(part.startswith(_MAKING) or naming.is_left_behind(part) for part in parts)
        if path.is_file() and not parts[0].startswith(".") and not left:
            held.append("/".join(parts))
    return sorted(set(held) - set(_NOT_DATA))


def _to_copy(data: Path) -> list[str]:
    """What a backup holds: of incidents and rejects what the log names, in any version, and all the rest."""
    steps = ledger.commits(data)
    cuts = retention.cuts(steps)
    needed = {f"{ledger.TABLE}/{path}" for path, file in log.named(data).items() if not log.is_dropped(file, cuts)}
    for version, record in steps:
        if record.kind == LOAD and not retention.rejects_gone(cuts, version, record):
            needed.add(f"{ledger.REJECTS}/{record.load}.parquet")
    held = _held(data)
    lost = needed - set(held)
    if lost:
        raise StoreError(f"{data / min(lost)} is missing, so a copy would not be whole: see `aim verify`")
    return [
        name
        for name in held
        if name in needed
        or not name.startswith((f"{ledger.TABLE}/", f"{ledger.REJECTS}/"))
        or name.startswith(f"{ledger.TABLE}/_delta_log/")
    ]


def _copy(source: Path, target: Path, earlier: Path | None) -> tuple[int, str]:
    """Copy a file durably, or link it to the same one of an earlier backup; size and SHA-256 of its content."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if earlier is not None and earlier.is_file() and earlier.stat().st_size == source.stat().st_size:
        sha256 = _sha256(source)
        if _link(earlier, sha256, target):
            return source.stat().st_size, sha256
    digest, size = hashlib.sha256(), 0
    with open(target, "xb") as writing:
        for block in _blocks(source):
            digest.update(block)
            writing.write(block)
            size += len(block)
        writing.flush()
        os.fsync(writing.fileno())
    status = source.stat()
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))  # pictures are told apart by their time
    os.chmod(target, stat.S_IMODE(status.st_mode))  # the key of the references is for its owner's eyes
    return size, digest.hexdigest()


def _written(target: Path, write: Callable[[Path], None]) -> tuple[int, str]:
    """A file that is written by what keeps it, durably; size and SHA-256 of its content."""
    target.parent.mkdir(parents=True, exist_ok=True)
    write(target)
    durable.sync_file(target)
    return target.stat().st_size, _sha256(target)


def _blocks(path: Path) -> Iterator[bytes]:
    """The content of a file. Raises :class:`StoreError` where it cannot be read."""
    try:
        with open(path, "rb") as file:
            yield from iter(lambda: file.read(_BLOCK), b"")
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}; see `aim verify`") from error


def _link(earlier: Path, sha256: str, target: Path) -> bool:
    """Link a file of an earlier backup where it still holds what it must; False where a copy has to do."""
    try:
        if _sha256(earlier) != sha256:
            return False
        os.link(earlier, target)
    except (OSError, StoreError):  # a file system without links, or an earlier backup that has gone bad
        return False
    return True


def _write_manifest(folder: Path, files: dict[str, tuple[int, str]], *, version: int | None, made: datetime) -> None:
    """Say what the backup in ``folder`` holds, and force it and every name in it to the disk."""
    values: dict[str, Any] = {
        "format": FORMAT,
        "made": made.isoformat(timespec="seconds"),
        "data_version": version,
        "files": {name: {"size": size, "sha256": sha256} for name, (size, sha256) in files.items()},
    }
    (folder / MANIFEST).write_text(json.dumps({**values, "digest": _digest(values)}, indent=1), encoding="utf-8")
    durable.sync_file(folder / MANIFEST)
    _sync_folders(folder)


def _manifest(folder: Path) -> Backup:
    path = folder / MANIFEST
    try:
        values = json.loads(path.read_bytes())
        digest = values.pop("digest")
        if values["format"] != FORMAT or digest != _digest(values):
            raise ValueError("it was changed, or another version of AIM made it")
        files = {name: (int(each["size"]), str(each["sha256"])) for name, each in values["files"].items()}
        if any(Path(name).is_absolute() or ".." in Path(name).parts for name in files):
            raise ValueError("it names a file outside itself")
        return Backup(folder, values["data_version"], values["made"], files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{path} cannot be read ({error}): this backup is damaged, take another") from error


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


def _newest(folder: Path) -> Path | None:
    made = (path for path in folder.glob("aim-*") if _NAME.fullmatch(path.name) and (path / MANIFEST).is_file())
    return max(made, key=lambda path: (path.name[:20], len(path.name), path.name), default=None)


def _free(folder: Path, name: str) -> Path:
    names: Iterator[str] = (name if n == 1 else f"{name}-{n}" for n in range(1, 1000))
    return next(folder / each for each in names if not (folder / each).exists())


def _sync_folders(folder: Path) -> None:
    for path in [*(path for path in folder.rglob("*") if path.is_dir()), folder]:
        durable.sync_folder(path)
