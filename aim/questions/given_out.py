"""What was the public told of a month? Its counts as they were when the first public paper of it left; they stand.

Whatever is on paper stays as it was. A month that is delivered again gives other counts, and two tables of one month
can be set against each other: what changes in a total is often one incident, and a count that is withheld in the one
and not in the other tells what it was, or nearly. So there is one public table of a month. It is kept with the first
paper that tells of it, of any kind (:mod:`aim.questions.giving_out`), or with the first closing of its meeting,
whichever is earlier. Whatever is delivered later, or decided, the public is shown that table and no other; what is not
in it (a concern that was changed since, a new ward) is withheld.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import orjson

from aim import months
from aim.config import Config
from aim.decisions.closed import Closing
from aim.decisions.model import day_title
from aim.decisions.where import any_yet
from aim.errors import StoreError
from aim.reading.shown import Shown
from aim.store import published

Given = Mapping[str, Mapping[str, Any]]
NOTHING: Final[Given] = {}
_KEEP: Final = 8
_memo: "OrderedDict[tuple[Any, ...], Given]" = OrderedDict()


def given_out(config: Config, shown: Shown) -> Given:
    """By month the public table that was kept, as :func:`aim.questions.public_counts.kept` has it.

    Raises StoreError where closings or tables cannot be read: without them nothing may leave.
    """
    held = published.held(config.data)
    papers = _once(("papers", config.data, *held.items()), lambda: {month: as_kept(config, month) for month in held})
    if not any_yet(config):
        return papers
    from aim.decisions.database import Database  # a library that most pages have no need of
    from aim.decisions.meetings import Meetings

    meetings = Meetings(Database(config), demonstration=bool(shown.manifest["demonstration"]))
    closings = meetings.every_closing()
    key = tuple((closing.month, closing.hash) for closing in closings)
    return {**_once(("closings", *key), lambda: _first(meetings, closings)), **papers}


def stands(given: Given, month: str) -> str:
    """Since when the public table of ``month`` stands, in a sentence; empty of one that was kept without a day."""
    day = first_given(given, month)
    return f"The public table of {months.title(month)} stands as first given out on {day}." if day else ""


def first_given(given: Given, month: str) -> str:
    """The day on which ``month`` was first told of, ``22 Nov 2026``; empty of what was kept without a day."""
    day = given.get(month, {}).get("given")
    return day_title(date.fromisoformat(day)) if day else ""


def packed(table: Mapping[str, Any]) -> bytes:
    """A table as it is written down, with what tells whether it is still the same."""
    content = orjson.dumps(table, option=orjson.OPT_SORT_KEYS)
    return orjson.dumps({"sha256": hashlib.sha256(content).hexdigest(), "table": table}, option=orjson.OPT_SORT_KEYS)


def as_kept(config: Config, name: str) -> Mapping[str, Any]:
    """What was kept with the first paper of a month, or as the first map. StoreError where it is not as written."""
    try:
        found = orjson.loads(published.read(config.data, name))
        table: Mapping[str, Any] = found["table"]
        whole = packed(table) == orjson.dumps(found, option=orjson.OPT_SORT_KEYS)
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise StoreError(f"{published.where(config.data, name)} is not as it was written: restore a backup")
    return table


def _once(key: tuple[Any, ...], make: Callable[[], Given]) -> Given:
    found = _memo.get(key)
    if found is None:
        found = _memo[key] = make()
        while len(_memo) > _KEEP:
            _memo.popitem(last=False)
    return found


def _first(meetings: Any, closings: Sequence[Closing]) -> Given:
    """By month the first table that was kept: none where the month was not whole when its meeting was closed."""
    found: dict[str, Mapping[str, Any]] = {}
    for closing in sorted(closings, key=lambda each: each.id):
        for month, table in orjson.loads(meetings.tables(closing)).get("published", {}).items():
            found.setdefault(month, table)
    return found
