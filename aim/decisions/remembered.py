"""What was read of the decisions, kept until anything is written: a page asks the same every few seconds.

Working out what stands costs a page some milliseconds; whether anything was written since costs one row. Tables only
ever grow, so the newest row tells.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from aim.config import Config
from aim.decisions.book import Book
from aim.decisions.database import Database

T = TypeVar("T")
_KEEP = 256  # answers of some decisions each
_memo: "OrderedDict[tuple[Any, ...], tuple[str, Any]]" = OrderedDict()
_lock = threading.Lock()


def remembered(config: Config, demonstration: bool, about: tuple[Any, ...], ask: Callable[[Book], T]) -> T:
    """What ``ask`` reads of the book, under the name ``about``: not to be changed, others are given the same.

    Raises StoreError.
    """
    book = Book(Database(config), demonstration=demonstration, zone=config.zone)
    # Before it is read: what is written meanwhile makes the answer newer than its name, never older.
    newest = book.newest()
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
