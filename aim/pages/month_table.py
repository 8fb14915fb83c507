"""The map as a table: every place with an incident, sortable, each a link into the drawer."""

from typing import Any, NamedTuple

from dash import html

from aim.pages.month_places import chosen_row
from aim.pages.parts import icon, link, number, scope, unseen
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
    "stands-out": lambda line: (line.hotspot, line.edge, -line.number),
}


def _inside(view: MonthView, line: Line) -> bool:
    return view.area.name in (TOWN, line.area)


def table(view: MonthView, choices: Choices) -> html.Table:
    """The table with its caption, which also counts the places without any incident."""
    shown = lines(view, choices.sort)
    row = chosen_row(view, choices.place)
    chosen = row.cells if row else (choices.place,)
    cells = sum(view.area.name in (TOWN, area) for area in view.cells.neighbourhood)
    return html.Table(
        [
            html.Caption(
                f"{scope(view)}: {number(len(shown))} places with an incident, {number(cells - len(shown))} without."
            ),
            html.Thead(html.Tr([_header(name, title, choices) for name, title in _COLUMNS])),
            html.Tbody([_line(line, choices, chosen=line.key in chosen) for line in shown]),
        ],
        className="table",
    )


def _header(name: str, title: str, choices: Choices) -> html.Th:
    current = choices.sort.removeprefix("-")
    descending = choices.sort.startswith("-")
    # The first press sorts words upwards and figures downwards; pressing again turns the order round.
    first = f"-{name}" if name in ("count", "stands-out") else name
    turned = name if descending else f"-{name}"
    order = ("descending" if descending else "ascending") if name == current else None
    return html.Th(
        link(
            [title, icon("down" if descending else "up") if order else None],
            address(choices, sort=turned if name == current else first),
            className="sort",
        ),
        scope="col",
        className="figure" if name == "count" else "",
        **({"aria-sort": order} if order else {}),
    )


def _line(line: Line, choices: Choices, *, chosen: bool) -> html.Tr:
    return html.Tr(
        [
            html.Th(link(line.place, address(choices, place=None if chosen else line.key)), scope="row"),
            html.Td(line.ward),
            html.Td(line.area),
            html.Td(number(line.incidents), className="figure"),
            html.Td(_words(line)),
        ],
        className="is-chosen" if chosen else "",
    )


def _words(line: Line) -> list[Any] | str:
    if line.hotspot:
        return [html.Span([unseen("yes, place "), str(line.number)], className="place-number place-number--small")]
    return "only its surroundings" if line.edge else ""
