"""The map as a table: every place with an incident, sortable, each a link into the drawer."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from aim.pages.month_guard import guarded
from aim.pages.month_places import chosen_row
from aim.pages.parts import number, scope
from aim.pages.state import Choices, address
from aim.questions.views import DISCUSSION, TOWN, MonthView


class Line(NamedTuple):
    """One row: a cell of the map in words."""

    key: str
    place: str
    ward: str
    area: str
    incidents: int
    hotspot: bool
    edge: bool
    number: int
    known: bool


_COLUMNS = (
    ("place", "Place"),
    ("ward", "Ward"),
    ("area", "Neighbourhood"),
    ("count", "Incidents"),
    ("stands-out", "Stands out"),
)


def lines(view: MonthView, sort: str) -> list[Line]:
    """The chosen area's cells that hold an incident, in the order ``sort`` names (a leading - for largest first)."""
    columns = view.cells
    known = {cell for row in view.discussion.rows if row.key in view.known for cell in row.cells}
    rows = zip(
        columns.cell, columns.name, columns.ward, columns.neighbourhood, columns.count, columns.hotspot, columns.edge,
        columns.place, (view.listed == DISCUSSION and cell in known for cell in columns.cell), strict=True,
    )  # fmt: skip
    kept = [line for line in map(Line._make, rows) if line.incidents and _inside(view, line)]
    kept.sort(key=lambda line: (-line.incidents, line.place, line.key))  # what decides between equals
    order = _ORDERS.get(sort.removeprefix("-"))  # none of a column that only the other table has
    return sorted(kept, key=order, reverse=sort.startswith("-")) if order else kept


_ORDERS: dict[str, Any] = {
    "place": lambda line: line.place.casefold(),
    "ward": lambda line: line.ward.casefold(),
    "area": lambda line: line.area.casefold(),
    "count": lambda line: line.incidents,
    # Places of the list first and in its order, then those with high surroundings.
    "stands-out": lambda line: (line.number > 0, line.hotspot, line.edge, -line.number),
}


def _inside(view: MonthView, line: Line) -> bool:
    return view.area.name in (TOWN, line.area)


def table(view: MonthView, choices: Choices) -> dict[str, Any]:
    """The table in plain values: caption, headers and rows. The caption also counts the places without an incident.

    ``assets/table.js`` makes the elements: some thousand of them would hold a browser up for seconds as components.
    """
    shown = lines(view, choices.sort)
    row = chosen_row(view, choices.place)
    chosen = row.cells if row else (choices.place,)
    alone = guarded(view)
    cells = sum(view.area.name in (TOWN, area) for area in view.cells.neighbourhood)
    return {
        "caption": (
            f"{scope(view)}: {number(len(shown))} places with an incident, {number(cells - len(shown))} without."
        ),
        "headers": headers(_COLUMNS, choices, figures=("count",), falling=("count", "stands-out")),
        "rows": [_row(line, choices, chosen=line.key in chosen, alone=line.key in alone) for line in shown],
    }


def headers(
    columns: Sequence[tuple[str, str]], choices: Choices, *, figures: Collection[str], falling: Collection[str]
) -> list[dict[str, Any]]:
    """A header for each column (name in an address, title): where pressing it leads, and the order of the table.

    ``figures``: the columns of numbers; ``falling``: those whose first press puts the largest first.
    """
    current, descending = choices.sort.removeprefix("-"), choices.sort.startswith("-")
    heads = []
    for name, title in columns:
        # Pressing again turns the order round.
        first, turned = f"-{name}" if name in falling else name, name if descending else f"-{name}"
        heads.append(
            {
                "name": name,
                "title": title,
                "href": address(choices, sort=turned if name == current else first),
                "order": ("descending" if descending else "ascending") if name == current else None,
                "figure": name in figures,
            }
        )
    return heads


def _row(line: Line, choices: Choices, *, chosen: bool, alone: bool) -> dict[str, Any]:
    """``under``: what a phone says below the name, since it has no column for it; ``alone``: one location may be it."""
    standing = {"number": line.number} if line.number else _words(line)
    return {
        "href": address(choices, place=None if chosen else line.key),
        "chosen": chosen,
        "alone": alone,
        "under": line.area if line.ward in line.place else f"{line.ward}, {line.area}",
        "cells": [line.place, line.ward, line.area, number(line.incidents), standing],
    }


def _words(line: Line) -> str:
    """What a place without a number is: one that stands out is on the other list."""
    if line.known:
        return "known"
    if line.edge:
        return "only its surroundings"
    return "stands out" if line.hotspot and not line.number else ""
