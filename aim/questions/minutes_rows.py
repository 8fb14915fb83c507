"""The decisions of a meeting as a table: one row each, for whoever works on with them.

In public one row a place of the list, each alike, and the deployments of earlier meetings that are over.
"""

from collections.abc import Mapping
from typing import Any, Final

from aim.questions.editions import Edition
from aim.questions.minutes import Before
from aim.questions.public_rule import told_only
from aim.questions.results import compared, compared_inside

Row = Mapping[str, Any]
COLUMNS: Final = (
    "minutes", "meeting", "number", "place", "ward", "neighbourhood", "concerns", "decision", "agency", "owner",
    "tactic", "hours", "until", "review", "reason", "note", "state", "result", "counted", "window_months",
    "count_then", "expected_then", "count_now", "picture",
)  # fmt: skip
_INSIDE: Final = ("owner", "hours", "until", "review", "note", "counted", "window_months", "count_then",
                  "expected_then", "count_now")  # fmt: skip


def minutes_rows(found: Before, edition: Edition) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Header and rows: the decisions of the meeting, then those of earlier ones that it looked at.

    ``minutes`` says whether they are a draft. Of the public edition what :mod:`aim.questions.minutes_view` does not say
    is empty.
    """
    tables, public = found.tables, edition == Edition.PUBLIC
    said, month = {"minutes": _standing(found, public)}, tables["month"]
    if public:
        rows = [{**said, "meeting": month, "picture": tables["picture"], **_listed(row)} for row in tables["places"]]
    else:
        rows = [{**said, "meeting": month, **_decision(row)} for row in tables["decisions"]]
    sent = told_only(tables) if public else tables["sent"]
    rows += [{**said, "meeting": row["month"], **(_told if public else _came_of)(row, month)} for row in sent]
    return COLUMNS, [[row.get(name) for name in COLUMNS] for row in rows]


def _standing(found: Before, public: bool) -> str:
    if found.state.last is None:
        return "draft, meeting not closed"
    return "closed, changed since" if found.state.later and not public else "closed"


def _rounded(expected: float | None) -> float | None:
    """To a tenth, and to a thousandth below one: few expected is not none expected."""
    return None if expected is None else round(expected, 1 if expected >= 1 else 3)


def _listed(row: Row) -> dict[str, Any]:
    """A place of the list, as the public hears of it."""
    kept = {name: row[name] for name in ("number", "ward", "neighbourhood")}
    return {**kept, "place": row["called"], "concerns": "; ".join(row["concerns"])}


def _told(row: Row, month: str) -> dict[str, Any]:
    """A deployment that is over, as the public hears of it."""
    values = {name: value for name, value in _decision(row).items() if name not in _INSIDE}
    return {**values, "place": row["called"], "state": "over", "result": compared(row, month)}


def _came_of(row: Row, month: str) -> dict[str, Any]:
    """A decision of an earlier meeting, with what came of it."""
    values = _decision(row)
    return {**values, "result": "; ".join(filter(None, (values["result"], compared_inside(row, month))))}


def _decision(row: Row) -> dict[str, Any]:
    return {
        "number": row.get("number"),
        "place": row["named"],
        "decision": row["kind"],
        "counted": row["counted"],
        "window_months": row["seen"]["window"],
        "count_then": row["seen"]["count"],
        "expected_then": _rounded(row["seen"]["expected"]),
        "count_now": row["count"],
        "concerns": "; ".join(row["concerns"]),
        "result": row["end_note"] or row["told"],
        **{name: row[name] for name in _AS_KEPT},
    }


_AS_KEPT: Final = (
    "ward", "neighbourhood", "agency", "owner", "tactic", "hours", "until", "review", "reason", "note", "state",
    "picture",
)  # fmt: skip
