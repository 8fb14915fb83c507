"""What has become of a decision: pure functions of what was decided, the day and the count of today."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final

from aim.decision_lists import KNOWN, NOT_NOW, SEND
from aim.decisions.closed import Opened
from aim.decisions.model import ENDED, STANDS, Decision

OPEN: Final = "open"  # it holds
DUE: Final = "due"  # its day has passed: somebody has to say what came of it
RETURNED: Final = "returned"  # a known place that holds more than was known: back on the list, early
OVER: Final = "ended"  # nothing is owed any more


def due_on(decision: Decision) -> date | None:
    """The last day on which a decision holds by itself; None where it has none.

    A deployment holds until its last day, what is known or watched until the day before its review.
    """
    entry = decision.entry
    if entry.kind == SEND:
        return entry.until
    return date.fromordinal(entry.review.toordinal() - 1) if entry.review else None


def state_of(decision: Decision, today: date, count: int | None = None) -> str:
    """``open``, ``due``, ``returned`` or ``ended``.

    ``count``: what the place holds now, of the same concern and as many months as :class:`Seen` says; None where that
    is not known, and then no place returns. A known place whose review has come is ``due`` whatever it holds: the level
    was agreed until then. *Not now* without a review owes nothing, and is ``ended`` as soon as it is written.
    """
    if decision.fate != STANDS:
        return OVER
    last = due_on(decision)
    if last is not None and today > last:
        return DUE
    entry = decision.entry
    if entry.kind == KNOWN and count is not None and entry.level is not None and count > entry.level:
        return RETURNED
    return OVER if entry.kind == NOT_NOW and last is None else OPEN


def promises(decisions: Iterable[Decision], taken_up: Collection[int] = ()) -> list[Decision]:
    """Of the decisions of earlier months those that are still owed something: they stand, and none took them up.

    ``taken_up``: the ``id`` of those that a later decision follows. Deployments first, then by the day they are due.
    """
    owed = [
        each
        for each in decisions
        if each.fate == STANDS and each.id not in taken_up and (each.entry.kind != NOT_NOW or each.entry.review)
    ]
    return sorted(owed, key=lambda each: (each.entry.kind != SEND, due_on(each) or date.max, each.id))


def came_to_an_end(decisions: Sequence[Decision], taken_up: frozenset[int], last: Opened | None) -> list[Decision]:
    """Of the decisions of earlier meetings those that ended, or were taken up, since the ``last`` meeting was opened.

    What the last meeting itself decided is among them, whenever it ended.
    """
    if last is None:
        return []
    return [
        each
        for each in decisions
        if (each.fate == ENDED or (each.fate == STANDS and each.id in taken_up))
        and (each.month == last.month or (each.fate == ENDED and each.at >= last.at))
    ]
