"""What is the place of a decision called where everybody reads it: on the wall of a meeting, on paper, in a file?

A decision keeps the name its place had and what it is called instead where one location may explain it, but not which
of the two holds. That is worked out again from the points, by the guard of the list for discussion.
"""

from aim.decisions.model import Decision
from aim.errors import QuestionError
from aim.questions.place import position
from aim.reading.freshness import Freshness
from aim.reading.points import ONE_LOCATION, one_point_share


def public_name(fresh: Freshness, decision: Decision) -> str:
    """The name of a decision's place; ward and concern where one location may explain what was seen there.

    So it is called also where that cannot be told any more: a guard that cannot see stays shut.
    """
    return decision.place.name if _may_be_named(fresh, decision) else decision.place.called


def _may_be_named(fresh: Freshness, decision: Decision) -> bool:
    """Whether less than the guard's part of the incidents that were seen lies on one point, in the months seen then."""
    shown, seen = fresh.shown, decision.seen
    if not seen.count:
        return True
    resolution = shown.thresholds.resolution
    try:
        concern = shown.concern(seen.measured)
        last = shown.month_number(decision.month)
        cells = [position(shown, resolution, cell) for cell in decision.place.cells]
    except QuestionError:
        return False
    first = last - seen.window + 1
    if first < 0 or any(source not in shown.sources for source in seen.sources):
        return False
    share = one_point_share(shown, concern, seen.sources, shown.months[first : last + 1], cells, resolution)
    return share < ONE_LOCATION  # not of NaN
