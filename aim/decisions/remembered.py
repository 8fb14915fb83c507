"""What was read of the decisions, kept until anything is written: a page asks the same every few seconds.

Working out what stands costs a page some milliseconds, and so does opening the file. Whether anything was written since
is told by when the file was, or by the newest row: the tables only ever grow.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, TypeVar

from aim.config import Config
from aim.decisions.book import Book
from aim.decisions.database import Database
from aim.decisions.where import FILE

T = TypeVar("T")
_KEEP: Final = 256  # answers of some decisions each
_SETTLED_NS: Final = (
    2_000_000_000  # of two writings closer together than a clock of files ticks, the second is not seen
)
_memo: "OrderedDict[tuple[Any, ...], tuple[str, Any]]" = OrderedDict()
_lock = threading.Lock()


def remembered(config: Config, demonstration: bool, about: tuple[Any, ...], ask: Callable[[Book], T]) -> T:
    """What ``ask`` reads of the book, under the name ``about``: not to be changed, others are given the same.

    Raises StoreError.
    """
    book = Book(Database(config), demonstration=demonstration, zone=config.zone)
    # Before it is read: what is written meanwhile makes the answer newer than its name, never older.
    newest = written(config) or book.newest()
    address = config.database.get_secret_value() if config.database else str(config.data)
    key = (address, demonstration, *about)
    with _lock:
        known = _memo.get(key)
        if known is not None and known[0] == newest:
            _memo.move_to_end(key)
            found: T = known[1]
            return found
    found = ask(book)
    with _lock:
        _memo[key] = (newest, found)
        while len(_memo) > _KEEP:
            _memo.popitem(last=False)
    return found


def written(config: Config) -> str:
    """When the file of decisions was last written, and how long it is; empty where that does not tell."""
    if config.database is not None:
        return ""
    told = []
    for path in (config.data / FILE, config.data / f"{FILE}-wal"):
        try:
            found = path.stat()
        except OSError:
            told.append("-")
            continue
        if time.time_ns() - found.st_mtime_ns < _SETTLED_NS:
            return ""
        told.append(f"{found.st_ino} {found.st_mtime_ns} {found.st_size}")
    return " ".join(told)
