"""Which picture is shown: the current one or the one asked for, read once; and whether it is behind the data."""

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from aim import build as building
from aim import concerns, months
from aim.config import Config
from aim.errors import QuestionError, StoreError, UnknownPictureError
from aim.geography import membership, outlines, populations, postcodes
from aim.reading.shown import Shown
from aim.store import derived, ledger
from aim.store import picture as stored
from aim.store.incidents import IncidentStore

_KEEP_PICTURES = 4  # the current one, one behind, and what an analyst compares

_memo: "OrderedDict[tuple[Path, int], Shown]" = OrderedDict()
_memo_lock = threading.Lock()
_newest: dict[Path, tuple[Config, str, Any, str | None]] = {}


def show(config: Config, as_of: str | None = None) -> Shown | None:
    """The current picture, or the one named by ``as_of`` (fingerprint, picture id or data version).

    None where nothing was built yet. Raises UnknownPictureError for an unknown name.
    """
    if as_of is not None:
        folder = derived.find(config.data, as_of)
    else:
        current = derived.current(config.data)
        if current is None:
            return None
        folder = derived.find(config.data, current["fingerprint"])
    return _read(folder)


def is_kept(config: Config, name: str) -> bool:
    """Whether a picture of this name can be shown."""
    try:
        derived.find(config.data, name)
    except UnknownPictureError:
        return False
    return True


def _read(folder: Path) -> Shown:
    # With the time it was written: a store that was cleared and filled again may hold the same name anew.
    key = (folder, (folder / stored.MANIFEST).stat().st_mtime_ns)
    with _memo_lock:
        if key in _memo:
            _memo.move_to_end(key)
            return _memo[key]
    shown = Shown(stored.read(folder))
    with _memo_lock:
        _memo[key] = shown
        while len(_memo) > _KEEP_PICTURES:
            _memo.popitem(last=False)
    return shown


def month_or_latest(shown: Shown, month: str | None, fallback: str | None) -> str:
    """``month`` checked, or ``fallback``, or the last month held."""
    if month is not None:
        if not months.is_month(month):
            raise QuestionError(f"{month!r} is not a month: write it as YYYY-MM, for example 2025-06")
        shown.month_number(month)
        return month
    return fallback or shown.months[-1]


def is_behind(config: Config, shown: Shown) -> bool:
    """Whether a build would give another picture: newer data, or other settings, concerns or geography.

    Worked out again only when one of the files it rests on was written, or on another day (wards have their dates).
    """
    files = (
        config.data / ledger.TABLE / "_delta_log",
        outlines.path(config),
        membership.path(config),
        postcodes.path(config),
        populations.path(config),
        *sorted(concerns.FOLDER.glob("*.toml")),
    )
    with _memo_lock:
        seen = _newest.get(config.data)
    # A config is never changed, and to write it down takes longer than all the rest.
    record = seen[1] if seen is not None and seen[0] is config else repr(config.settings_record())
    key = (record, config.today(), tuple(_written(path) for path in files))
    if seen is None or seen[2] != key:
        version = IncidentStore(config.data).version()
        try:
            due = None if version is None else building.fingerprint(config, version, outlines.load(config))
        except StoreError:
            due = None  # what is wrong with the store is for `aim verify` to say: the last picture can still be shown
        seen = (config, record, key, due)
        with _memo_lock:
            _newest[config.data] = seen
    return bool(seen[3] != shown.manifest["fingerprint"])


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
