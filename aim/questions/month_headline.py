"""The headline over the list for discussion: how many places, which of them are new, and what moved."""

from collections import Counter
from collections.abc import Sequence

from aim import months
from aim.questions import words
from aim.questions.views import DiscussionRow, DiscussionView, SignalRow, SignalsView
from aim.reading.discussion import NEW

_NAMED = 2  # signals in the headline; all stand beside the map
_HIGHER = "higher"


def headline(found: DiscussionView, moved: SignalsView, area: str | None) -> str:
    """``June 2025: 10 places for discussion, 5 new or worse, 3 of them in West. Robbery in North higher ...``

    ``found`` and what of ``moved`` is said are of the neighbourhood ``area``, of the whole town where it is None.
    """
    where = f" in {area}" if area else ""
    many = words.plural(len(found.rows), "place") if found.rows else "no place"
    start = f"{months.title(found.month)}: {many} for discussion{where}{_new(found, area)}."
    return " ".join(filter(None, [start, _moved(moved, area)]))


def _new(found: DiscussionView, area: str | None) -> str:
    rows = found.rows
    if not found.judged:
        return ", what is new cannot be said yet"
    if not rows:
        return ""
    new = [row for row in rows if row.lane == NEW]
    if not new:
        return ", none new or worse"
    many = f", {len(new)} new or worse"
    if len(new) == len(rows):
        many = ", new or worse" if len(rows) == 1 else ", all new or worse"
    return many + ("" if area else _leading(new))


def _leading(rows: Sequence[DiscussionRow]) -> str:
    """``, 3 of them in West``; nothing where no neighbourhood leads."""
    counts = Counter(row.neighbourhood for row in rows)
    (name, most), *others = counts.most_common()
    if not others:
        return f", in {name}" if len(rows) == 1 else f", all in {name}"
    return f", {most} of them in {name}" if most > others[0][1] else ""


def _moved(moved: SignalsView, area: str | None) -> str:
    """``Robbery in North and fly-tipping in East higher than expected.`` The two strongest, and how many more."""
    higher = [row for row in moved.outside if row.signal == _HIGHER and area in (None, row.area)]
    if not higher:
        return ""
    named = [_called(row, first=at == 0) for at, row in enumerate(higher[:_NAMED])]
    named += [f"{words.number(len(higher) - _NAMED)} more"] if len(higher) > _NAMED else []
    return f"{words.listed(named)} higher than expected."


def _called(row: SignalRow, *, first: bool) -> str:
    title = row.title if first else row.title[:1].lower() + row.title[1:]
    return f"{title} in {row.area}"
