"""The map as a table: every place with an incident, sortable, each a link into the drawer."""

from typing import Any, NamedTuple

from aim.pages.month_places import chosen_row
from aim.pages.parts import number, scope
from aim.pages.state import Choices, address
from aim.questions.views import TOWN, MonthView


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
    rows = zip(
        columns.cell, columns.name, columns.ward, columns.neighbourhood,
        columns.count, columns.hotspot, columns.edge, columns.place, strict=True,
    )  # fmt: skip
    kept = [line for line in map(Line._make, rows) if line.incidents and _inside(view, line)]
    kept.sort(key=lambda line: (-line.incidents, line.place, line.key))  # what decides between equals
    return sorted(kept, key=_ORDERS[sort.removeprefix("-")], reverse=sort.startswith("-"))


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
    cells = sum(view.area.name in (TOWN, area) for area in view.cells.neighbourhood)
    return {
        "caption": (
            f"{scope(view)}: {number(len(shown))} places with an incident, {number(cells - len(shown))} without."
        ),
        "headers": [_header(name, title, choices) for name, title in _COLUMNS],
        "rows": [_row(line, choices, chosen=line.key in chosen) for line in shown],
    }


def _header(name: str, title: str, choices: Choices) -> dict[str, Any]:
    """``order`` is that of the table where it is sorted by this column, else None."""
    current = choices.sort.removeprefix("-")
    descending = choices.sort.startswith("-")
    # The first press sorts words upwards and figures downwards; pressing again turns the order round.
    first = f"-{name}" if name in ("count", "stands-out") else name
    turned = name if descending else f"-{name}"
    order = ("descending" if descending else "ascending") if name == current else None
    return {"title": title, "href": address(choices, sort=turned if name == current else first), "order": order}


def _row(line: Line, choices: Choices, *, chosen: bool) -> dict[str, Any]:
    return {
        "href": address(choices, place=None if chosen else line.key),
        "place": line.place,
        "ward": line.ward,
        "area": line.area,
        "incidents": number(line.incidents),
        "number": line.number or None,
        "words": _words(line),
        "chosen": chosen,
    }


def _words(line: Line) -> str:
    """What a place without a number is: one that stands out is on the other list."""
    if line.edge:
        return "only its surroundings"
    return "stands out" if line.hotspot and not line.number else ""
