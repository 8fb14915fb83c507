"""What is said of the decisions in minutes, of one edition or the other: of earlier ones, and place by place.

What the public edition does not say, and why, is in :mod:`aim.questions.minutes_view`.
"""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from aim import months
from aim.decision_lists import NOT_NOW
from aim.decisions.model import ENDED, day_title
from aim.decisions.states import DUE, OVER
from aim.questions import words
from aim.questions.minutes_views import EarlierLine, PlaceLine

Row = Mapping[str, Any]
UNDECIDED: Final = "no decision was recorded"
LATER: Final = "decided; told when it is over"
FEWER: Final = "fewer reports than then"
ALIKE: Final = "about as many reports as then"
MORE: Final = "more reports than then"
# Of two roots of Poisson counts, each of which varies by a half: 1.96 standard errors of their difference.
CLEAR: Final = 1.96 * math.sqrt(2) / 2


def in_force(decision: Row) -> bool:
    """Whether somebody is, or may be, where a decision sent them: nothing of it may be public."""
    return decision["kind"] != NOT_NOW and decision["fate"] != ENDED and decision["state"] not in (DUE, OVER)


def hours_of(hours: float) -> str:
    """``1 hour``, ``7.5 hours``."""
    return f"{hours:g} {'hour' if hours == 1 else 'hours'}"


def day_of(iso: str | None, before: str = "") -> str:
    """``until 30 Nov 2026``; nothing without a day."""
    return f"{before}{day_title(date.fromisoformat(iso))}" if iso else ""


def who_of(row: Row) -> str:
    """``Council, Warden team leader``: the agency and the role that owns a decision."""
    return ", ".join(part for part in (row["agency"], row["owner"]) if part)


def earlier_line(row: Row, public: bool) -> EarlierLine:
    """A decision of an earlier meeting and what has become of it; in public without hours, days, note and counts."""
    parts = [row["agency"] if public else who_of(row), row["tactic"]]
    if not public:
        parts += [hours_of(row["hours"]) if row["hours"] else "", day_of(row["until"], "until ")]
        parts.append(day_of(row["review"], "review "))
    said = ", ".join(part for part in parts if part)
    became = [_became(row, public), compared(row) if public else _then_and_now(row)]
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


def _then_and_now(row: Row) -> str:
    """``31 in three months then, 12 now``."""
    if row["count"] is None:
        return ""
    window = row["seen"]["window"]
    over = "in the month" if window == 1 else f"in {words.number(window)} months"
    return f"{row['seen']['count']:,} {over} then, {row['count']:,} now"


def compared(row: Row) -> str:
    """Whether its place holds fewer than it did, in words: a count of one place could be told from those of its ward.

    Fewer or more is what two Poisson counts give in one case of twenty at most. Places vary more than that, are looked
    at when they are high, and fall afterwards by themselves: it tells what is, and not whether anything worked.
    """
    if row["count"] is None:
        return ""
    moved = math.sqrt(row["count"]) - math.sqrt(row["seen"]["count"])
    return FEWER if moved < -CLEAR else MORE if moved > CLEAR else ALIKE


def place_lines(tables: Row, public: bool) -> list[PlaceLine]:
    """Every place of the list with its decision, then the decisions about places that are on it no more."""
    by_number = {row["number"]: row for row in tables["decisions"] if row["number"] is not None}
    lines = [_place(tables, row, by_number.get(row["number"]), public) for row in tables["places"]]
    return lines + [_elsewhere(row, public) for row in tables["decisions"] if row["number"] is None]


def _place(tables: Row, row: Row, decision: Row | None, public: bool) -> PlaceLine:
    place = row["called"] if public or row["one_location"] else row["name"]
    return _decided(
        decision,
        public,
        number=str(row["number"]),
        shape=row["shape"],
        place=place,
        where=_where(place, row),
        why=tables["lanes"][row["lane"]]["means"] if public else row["why"],
        guards=() if public else tuple(row["guards"]),
    )


def _elsewhere(row: Row, public: bool) -> PlaceLine:
    place = row["called"] if public else row["named"]
    why = "" if public else f"{row['seen']['why']} · when it was decided"
    head = {"number": "", "shape": "", "place": place, "where": _where(place, row), "why": why, "guards": ()}
    return _decided(row, public, **head)


def _where(place: str, row: Row) -> str:
    """Ward and neighbourhood, each once."""
    return row["neighbourhood"] if row["ward"] in place else f"{row['ward']}, {row['neighbourhood']}"


def _decided(decision: Row | None, public: bool, **head: Any) -> PlaceLine:
    if decision is None:
        return PlaceLine(**head, decision=UNDECIDED)
    if public and in_force(decision):
        return PlaceLine(**head, decision=LATER)
    if public:
        return PlaceLine(**head, decision=decision["kind"], reason=decision["reason"])
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
