"""What is said of the decisions in minutes, of one edition or the other: of earlier ones, and place by place.

What the public is told of decisions, and why no more, is in :mod:`aim.questions.public_rule`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from aim import months
from aim.decisions.model import ENDED, day_title
from aim.decisions.states import DUE, OVER
from aim.questions import words
from aim.questions.minutes_views import EarlierLine, PlaceLine
from aim.questions.results import compared, compared_inside

Row = Mapping[str, Any]
UNDECIDED: Final = "no decision was recorded"


def hours_of(hours: float) -> str:
    """``1 hour``, ``7.5 hours``."""
    return f"{hours:g} {'hour' if hours == 1 else 'hours'}"


def day_of(iso: str | None, before: str = "") -> str:
    """``until 30 Nov 2026``; nothing without a day."""
    return f"{before}{day_title(date.fromisoformat(iso))}" if iso else ""


def who_of(row: Row) -> str:
    """``Council, Warden team leader``: the agency and the role that owns a decision."""
    return ", ".join(part for part in (row["agency"], row["owner"]) if part)


def earlier_line(row: Row, month: str, public: bool) -> EarlierLine:
    """A decision of an earlier meeting and what has become of it by ``month``.

    In public without hours, days, note and counts.
    """
    parts = [row["agency"] if public else who_of(row), row["tactic"]]
    if not public:
        parts += [hours_of(row["hours"]) if row["hours"] else "", day_of(row["until"], "until ")]
        parts.append(day_of(row["review"], "review "))
    said = ", ".join(part for part in parts if part)
    counted = [compared(row, month)] if public else [_then_and_now(row, month), compared_inside(row, month)]
    became = [_became(row, public), *counted]
    return EarlierLine(
        month=months.short(row["month"]),
        place=row["called"] if public else row["named"],
        neighbourhood=row["neighbourhood"],
        decision=f"{row['kind']}: {said}" if said else row["kind"],
        became="; ".join(part for part in became if part),
    )


def _became(row: Row, public: bool) -> str:
    if row["fate"] == ENDED:
        return "ended" if public or not row["end_note"] else f"ended: {row['end_note']}"
    if public:  # not that it was taken up: then somebody is there again
        return "its time is over" if row["state"] == DUE else "over"
    if row["taken_up"]:
        return "taken up again"
    return row["told"] or ("over" if row["state"] == OVER else "running")


def _then_and_now(row: Row, month: str) -> str:
    """``31 in three months then, 12 now``, and how many of the months are in both counts."""
    if row["count"] is None:
        return ""
    window, both = row["seen"]["window"], _in_both(row, month)
    over = "in the month" if window == 1 else f"in {words.number(window)} months"
    of_those = " (the same month)" if both == window == 1 else f" ({words.number(both)} of the months in both)"
    return f"{row['seen']['count']:,} {over} then, {row['count']:,} now{of_those if both else ''}"


def _in_both(row: Row, month: str) -> int:
    """How many months of what was seen when it was decided are in the count of now as well."""
    return max(int(row["seen"]["window"]) - (months.number(month) - months.number(row["month"])), 0)


def place_lines(tables: Row, public: bool) -> list[PlaceLine]:
    """Every place of the list with its decision, then the decisions about places that are on it no more.

    What an earlier meeting knew was not discussed: it says since when it is known. In public the places alone, each
    alike.
    """
    if public:
        return [_place(tables, row, None, public) for row in tables["places"]]
    by_number = {row["number"]: row for row in tables["decisions"] if row["number"] is not None}
    lines = [_place(tables, row, by_number.get(row["number"]), public) for row in tables["places"]]
    return lines + [_elsewhere(row) for row in tables["decisions"] if row["number"] is None]


def _place(tables: Row, row: Row, decision: Row | None, public: bool) -> PlaceLine:
    place = row["called"] if public or row["one_location"] else row["name"]
    return _decided(
        decision,
        "" if public else row.get("known") or UNDECIDED,
        number=str(row["number"]),
        shape=row["shape"],
        place=place,
        where=_where(place, row),
        why=tables["lanes"][row["lane"]]["means"] if public else row["why"],
        guards=() if public else tuple(row["guards"]),
    )


def _elsewhere(row: Row) -> PlaceLine:
    place, why = row["named"], f"{row['seen']['why']} · when it was decided"
    return _decided(row, UNDECIDED, number="", shape="", place=place, where=_where(place, row), why=why, guards=())


def _where(place: str, row: Row) -> str:
    """Ward and neighbourhood, each once."""
    return row["neighbourhood"] if row["ward"] in place else f"{row['ward']}, {row['neighbourhood']}"


def _decided(decision: Row | None, undecided: str, **head: Any) -> PlaceLine:
    if decision is None:
        return PlaceLine(**head, decision=undecided)
    hours = hours_of(decision["hours"]) if decision["hours"] else ""
    level = "" if decision["level"] is None else f"known up to {decision['level']:,}"
    return PlaceLine(
        **head,
        decision=f"{decision['kind']}, ended" if decision["fate"] == ENDED else decision["kind"],
        who=who_of(decision),
        what=", ".join(part for part in (decision["tactic"], hours, level) if part),
        until=day_of(decision["until"], "until "),
        review=day_of(decision["review"], "review "),
        reason=" · ".join(part for part in (decision["reason"], decision["note"], decision["end_note"]) if part),
    )
