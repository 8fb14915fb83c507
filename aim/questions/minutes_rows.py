"""The decisions of a meeting as a table: one row each, for whoever works on with them."""

from collections.abc import Mapping
from typing import Any, Final

from aim.questions.editions import Edition
from aim.questions.minutes import Before
from aim.questions.minutes_lines import LATER, compared, in_force

Row = Mapping[str, Any]
COLUMNS: Final = (
    "minutes", "meeting", "number", "place", "ward", "neighbourhood", "concerns", "decision", "agency", "owner",
    "tactic", "hours", "until", "review", "reason", "note", "state", "result", "counted", "window_months",
    "count_then", "expected_then", "count_now", "picture",
)  # fmt: skip
_INSIDE: Final = ("owner", "hours", "until", "review", "note", "counted", "window_months", "count_then",
                  "expected_then", "count_now")  # fmt: skip
# Of what is in force nothing leaves but that there is something.
_IN_FORCE: Final = ("minutes", "meeting", "number", "place", "ward", "neighbourhood", "concerns", "picture")


def minutes_rows(found: Before, edition: Edition) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Header and rows: the decisions of the meeting, then those of earlier ones that it looked at.

    ``minutes`` says whether they are a draft. Of the public edition what :mod:`aim.questions.minutes_view` does not say
    is empty, and so are earlier decisions that are in force.
    """
    tables, public = found.tables, edition == Edition.PUBLIC
    said = {"minutes": _standing(found)}
    rows = [{**said, "meeting": tables["month"], **_decision(row, public)} for row in tables["decisions"]]
    rows += [
        {**said, "meeting": row["month"], **_decision(row, public)}
        for row in tables["sent"]
        if not (public and in_force(row))
    ]
    return COLUMNS, [[row.get(name) for name in COLUMNS] for row in rows]


def _standing(found: Before) -> str:
    if found.state.last is None:
        return "draft, meeting not closed"
    return "closed, changed since" if found.state.later else "closed"


def _rounded(expected: float | None) -> float | None:
    """To a tenth, and to a thousandth below one: few expected is not none expected."""
    return None if expected is None else round(expected, 1 if expected >= 1 else 3)


def _decision(row: Row, public: bool) -> dict[str, Any]:
    values = {
        "number": row.get("number"),
        "place": row["called"] if public else row["named"],
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
    if not public:
        return values
    if in_force(row):
        return {name: values[name] for name in _IN_FORCE if name in values} | {"decision": LATER}
    return {name: value for name, value in values.items() if name not in _INSIDE} | {"result": compared(row)}


_AS_KEPT: Final = (
    "ward", "neighbourhood", "agency", "owner", "tactic", "hours", "until", "review", "reason", "note", "state",
    "picture",
)  # fmt: skip
