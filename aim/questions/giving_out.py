"""The first public paper of a month fixes what the public is told of it, before it leaves.

Written here and not by an operation: whatever makes public counts asks this on its way, so that there is no way out
that could forget it. What a menu says of a file before anybody takes it fixes nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from aim.config import Config
from aim.questions.given_out import Given, given_out, packed
from aim.questions.public_counts import kept, public_counts
from aim.reading.freshness import Freshness
from aim.reading.shown import Shown
from aim.store import published


def give_out(config: Config, fresh: Freshness, told: Iterable[str]) -> Given:
    """The public tables that stand, among them those of the months ``told``, as they are now if none stood.

    Of a month of which nothing may leave yet none is fixed. Raises StoreError where that cannot be read or written.
    """
    given = given_out(config, fresh.shown)
    missing = [month for month in told if month not in given and month in fresh.shown.months]
    tables = {month: public_counts(fresh, month) for month in missing}
    now = {month: kept(fresh.shown, found) for month, found in tables.items() if found.offered.any()}
    if not now:
        return given
    fix(config, fresh.shown, {month: dated(fresh, table) for month, table in now.items()})
    return given_out(config, fresh.shown)  # of another who was first, theirs


def dated(fresh: Freshness, table: Mapping[str, Any]) -> dict[str, Any]:
    """A table with the day on which it is given out; one that stands keeps its own."""
    return {"given": fresh.today.isoformat(), **table}


def fix(config: Config, shown: Shown, tables: Mapping[str, Mapping[str, Any]]) -> bool:
    """Write the ``tables`` of months down as what the public is told; False where one of them stood already.

    By a paper or by a closing: a meeting may have been closed since anybody looked.
    """
    with published.alone(config.data):
        stood = given_out(config, shown)
        first = {month: table for month, table in tables.items() if month not in stood}
        for month, table in first.items():
            published.write_first(config.data, month, packed(table))
    return len(first) == len(tables)
