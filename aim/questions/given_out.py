"""What was the public told of a month? Its counts as they were when a meeting that tells them was closed; they stand.

Minutes and sheets of a meeting stay as they were, on paper. A month that is delivered again gives other counts, and two
tables of one month can be set against each other: what changes in a total is often one incident, and a count that is
withheld in the one and not in the other tells what it was, or nearly. So there is one public table of a month: that
which was kept with the first closing of its meeting. Whatever is delivered later, or decided, the public is shown that
table and no other; what is not in it (a concern that was changed since, a new ward) is withheld.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from aim.config import Config
from aim.decisions.closed import Closing
from aim.decisions.where import any_yet
from aim.reading.shown import Shown

Given = Mapping[str, Mapping[str, Any]]
NOTHING: Final[Given] = {}
_KEEP: Final = 4
_memo: "OrderedDict[tuple[Any, ...], Given]" = OrderedDict()


def given_out(config: Config, shown: Shown) -> Given:
    """By month the public table that was kept, as :func:`aim.questions.public_counts.kept` has it.

    Raises StoreError where closings cannot be read: without them nothing may leave.
    """
    if not any_yet(config):
        return NOTHING
    from aim.decisions.database import Database  # a library that most pages have no need of
    from aim.decisions.meetings import Meetings

    meetings = Meetings(Database(config), demonstration=bool(shown.manifest["demonstration"]))
    closings = meetings.every_closing()
    key = tuple((closing.month, closing.hash) for closing in closings)
    found = _memo.get(key)
    if found is None:
        found = _memo[key] = _first(meetings, closings)
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
