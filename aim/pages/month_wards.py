"""The month by ward as a table: counts, last year, for every 1,000 residents, and how it compares with its season."""

from collections.abc import Callable
from typing import Any

from aim.pages.month_table import headers
from aim.pages.parts import number, period
from aim.pages.state import Choices
from aim.questions.area_views import WardRow
from aim.questions.views import TOWN, MonthView

_COLUMNS = (
    ("ward", "Ward"),
    ("area", "Neighbourhood"),
    ("count", "Incidents"),
    ("last-year", "Last year"),
    ("rate", "Per 1,000"),
    ("signal", "Beside its season"),
)
_FIGURES = ("count", "last-year", "rate")
_SIGNALS = ("higher", "slightly higher", "as expected", "slightly lower", "lower")


def table(view: MonthView, choices: Choices) -> dict[str, Any]:
    """The wards of the area in plain values, as :func:`aim.pages.month_table.table` gives the places."""
    return {
        "caption": _caption(view),
        "headers": headers(_COLUMNS, choices, figures=_FIGURES, falling=(*_FIGURES, "signal")),
        "rows": [_row(row, view) for row in lines(view, choices.sort)],
    }


def _row(row: WardRow, view: MonthView) -> dict[str, Any]:
    """``under``: neighbourhood and season, below the name where a phone has no column for them."""
    under = f"{row.neighbourhood} · {_said(row, view)}"
    return {"href": None, "chosen": False, "alone": False, "under": under, "cells": _cells(row, view)}


def lines(view: MonthView, sort: str) -> list[WardRow]:
    """The wards of the chosen area in the order ``sort`` names; what is not known comes last either way."""
    kept = sorted((row for row in view.wards if view.area.name in (TOWN, row.neighbourhood)), key=_name)
    order = _ORDERS.get(sort.removeprefix("-"), _ORDERS["count"])
    known = [row for row in kept if order(row) is not None]
    return sorted(known, key=order, reverse=sort.startswith("-")) + [row for row in kept if order(row) is None]


def _name(row: WardRow) -> str:
    return row.ward.casefold()


def _compares(row: WardRow) -> int | None:
    return -_SIGNALS.index(row.signal) if row.signal in _SIGNALS else None


_ORDERS: dict[str, Callable[[WardRow], Any]] = {
    "ward": _name,
    "area": lambda row: row.neighbourhood.casefold(),
    "count": lambda row: row.count,
    "last-year": lambda row: row.last_year,
    "rate": lambda row: row.per_1000,
    "signal": _compares,
}


def _cells(row: WardRow, view: MonthView) -> list[str]:
    return [
        row.ward,
        row.neighbourhood,
        "not received" if row.count is None else number(row.count),
        "not compared" if row.last_year is None else number(row.last_year),
        "not known" if row.per_1000 is None else f"{row.per_1000:,.1f}",
        _said(row, view),
    ]


def _said(row: WardRow, view: MonthView) -> str:
    """``higher, 4–12``, what was expected last; with the part it is of where not every source can be compared."""
    if row.lower is None or row.upper is None:
        return f"{row.signal}: {row.reason}"
    of = f"{view.compared} {number(row.compared or 0)}: " if view.compared else ""
    return f"{of}{row.signal}, {number(row.lower)}\u2060\u2013\u2060{number(row.upper)}"  # no line ends within


def _caption(view: MonthView) -> str:
    said = [f"{view.concern.title}, {view.area.short}, {period(view.month, 1)}, by ward."]
    if not view.complete:
        said.append("Not complete yet.")
    if view.compared:
        said.append(f"Last year and season: {view.compared}.")
    if lost := _in_no_ward(view):
        said.append(f"{number(lost)} known only by neighbourhood, in no ward.")
    return " ".join([*said, "Per 1,000 residents. Beside its season: what was expected."])


def _in_no_ward(view: MonthView) -> int:
    """How many no ward holds: of sensitive categories the neighbourhood is all that is known."""
    cards = [card.count or 0 for card in view.cards if view.area.name in (TOWN, card.neighbourhood)]
    return sum(cards) - sum(row.count or 0 for row in lines(view, "ward"))
