"""Derived pictures, kept whole by fingerprint: ``<data>/derived/<fingerprint>/``, and ``current.json`` beside them.

A picture is written beside and renamed, then ``current.json`` is replaced: a reader sees the old or the new picture,
whole. Old pictures stay, so that last March's sheet can be shown again.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aim.errors import StoreError, UnknownPictureError
from aim.store import durable, naming
from aim.store.incidents import IncidentStore
from aim.store.lock import writer_lock
from aim.store.picture import MANIFEST

FOLDER = naming.DERIVED
CURRENT = "current.json"
KEYS = ("fingerprint", "picture", "data_version")  # what a manifest must say, and what current.json repeats
LOCK = ".derived.lock"
_MAKING = ".making-"
_FINGERPRINT = re.compile(r"[0-9a-f]{16,128}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Kept:
    """One kept picture: ``picture`` is the id printed on a sheet, ``data_version`` what it was made from."""

    fingerprint: str
    picture: str
    data_version: int
    path: Path
    made_ns: int


def is_fingerprint(name: str) -> bool:
    """Whether a folder of that name holds a picture."""
    return _FINGERPRINT.fullmatch(name) is not None


def write(data: Path, fingerprint: str, files: Mapping[str, bytes], *, current: bool = True) -> Path:
    """Keep a picture and, where ``current``, make it the current one; returns its folder.

    ``files`` holds a ``manifest.json`` with at least ``KEYS``. The same fingerprint is the same content: a picture that
    is there already stays as it is.
    """
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise StoreError(f"{fingerprint!r} is not a fingerprint: 16 to 128 hexadecimal digits")
    unfit = [name for name in files if not _NAME.fullmatch(name)]
    if unfit or MANIFEST not in files:
        raise StoreError(f"a picture needs {MANIFEST} and plain file names; got {sorted(files)}")
    folder = data / FOLDER
    with writer_lock(data, name=LOCK), durable.writing(folder):
        durable.make_folders(folder)
        _sweep(folder)
        if not (folder / fingerprint).is_dir():
            _make(folder, fingerprint, files)
        if current:
            _point(data, fingerprint)
    return folder / fingerprint


def make_current(data: Path, fingerprint: str) -> None:
    """Make a kept picture the current one."""
    with writer_lock(data, name=LOCK), durable.writing(data / FOLDER):
        _point(data, fingerprint)


def forget_current(data: Path) -> None:
    """Let no picture be the current one: the store holds nothing any more. Those kept stay."""
    with writer_lock(data, name=LOCK), durable.writing(data / FOLDER):
        (data / FOLDER / CURRENT).unlink(missing_ok=True)
        if (data / FOLDER).is_dir():
            durable.sync_folder(data / FOLDER)


def manifest(data: Path, fingerprint: str) -> dict[str, Any] | None:
    """The manifest of a kept picture; None where it is not kept."""
    folder = data / FOLDER / fingerprint
    return _read(folder / MANIFEST, f"remove {folder} and run `aim build`") if folder.is_dir() else None


def current(data: Path) -> dict[str, Any] | None:
    """``{fingerprint, picture, data_version}`` of the current picture; None before the first build."""
    path = data / FOLDER / CURRENT
    try:
        return _read(path, "remove it and run `aim build`")
    except StoreError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise


def pictures(data: Path) -> list[Kept]:
    """Every kept picture, oldest first."""
    kept = []
    for path in (data / FOLDER).glob(f"*/{MANIFEST}"):
        if _FINGERPRINT.fullmatch(path.parent.name):
            values = _read(path, f"remove {path.parent} and run `aim build`")
            fingerprint, picture, version = (values[key] for key in KEYS)
            kept.append(Kept(fingerprint, picture, version, path.parent, path.stat().st_mtime_ns))
    return sorted(kept, key=lambda one: (one.made_ns, one.fingerprint))


def find(data: Path, id: str) -> Path:
    """The folder of a picture by fingerprint, picture id or data version.

    Several pictures may be of one data version (settings changed in between): the current one wins, else the last made.
    Raises :class:`UnknownPictureError` listing what there is.
    """
    wanted = id.strip().lower()
    if _FINGERPRINT.fullmatch(wanted) and (data / FOLDER / wanted).is_dir():
        return data / FOLDER / wanted
    kept = pictures(data)
    matches = [one for one in kept if one.picture == wanted] or [one for one in kept if str(one.data_version) == wanted]
    if not matches:
        there = ", ".join(one.picture for one in reversed(kept)) or "none yet: run `aim build`"
        raise UnknownPictureError(f"no picture {id!r} is kept in {data / FOLDER}; there are: {there}")
    now = current(data)
    preferred = [one for one in matches if now is not None and one.fingerprint == now["fingerprint"]]
    return (preferred or matches)[-1].path


def _sweep(folder: Path) -> None:
    """Remove what killed builds left behind; needs the lock."""
    for left in folder.glob(f"{_MAKING}*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in folder.glob(f".{CURRENT}.*"):
        left.unlink(missing_ok=True)


def _make(folder: Path, fingerprint: str, files: Mapping[str, bytes]) -> None:
    making = folder / f"{_MAKING}{secrets.token_hex(4)}"
    making.mkdir()
    for name, content in files.items():
        (making / name).write_bytes(content)
        durable.sync_file(making / name)
    values = _read(making / MANIFEST, "nothing was kept")
    if values["fingerprint"] != fingerprint:
        raise StoreError(f"the manifest of picture {fingerprint} names another: {values['fingerprint']}")
    durable.sync_folder(making)
    os.rename(making, folder / fingerprint)
    durable.sync_folder(folder)


def _point(data: Path, fingerprint: str) -> None:
    """Let ``current.json`` name a kept picture, unless it names one of newer data that the store still holds.

    A build that began before a load and ended after the next build must not bring the older picture back.
    """
    values = manifest(data, fingerprint)
    if values is None:
        raise UnknownPictureError(f"no picture {fingerprint!r} is kept in {data / FOLDER}: run `aim build`")
    standing = current(data)
    newest = IncidentStore(data).version()
    shown = 0 if standing is None else standing["data_version"]
    if shown <= values["data_version"] or (newest is not None and shown > newest):
        content = json.dumps({key: values[key] for key in KEYS}).encode()
        durable.replace(data / FOLDER / CURRENT, content)


def _read(path: Path, next_step: str) -> dict[str, Any]:
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read ({error}): {next_step}") from error
    if not isinstance(values, dict) or not all(key in values for key in KEYS):
        raise StoreError(f"{path} does not say {', '.join(KEYS)}: {next_step}")
    return values
