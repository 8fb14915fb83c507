"""The table under the maps: every hexagon with an incident, sortable, each a link to its card.

``assets/hotspots.js`` makes the elements from plain rows: as components some hundred rows would cost seconds.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from aim.pages.hotspots_address import Choices, address
from aim.pages.month_marks import sentence
from aim.pages.parts import number
from aim.questions import words
from aim.questions.bench_views import BenchView
from aim.questions.bench_words import part
from aim.questions.reasons import ONE_LOCATION
from aim.questions.views import TOWN

_HERE = "0" * 15  # stands for a hexagon in the address of its row
_PARTS = {part(alike=True): "Ranked", part(alike=False): "Comparable"}
_FIGURES = ("count", "days", "compared", "expected")


class Line(NamedTuple):
    """One hexagon in words and figures."""

    key: str
    place: str
    ward: str
    area: str
    incidents: int
    days: int
    compared: int
    expected: float | None
    hotspot: bool
    edge: bool
    number: int
    kind: str
    one_location: bool


def lines(view: BenchView, sort: str | None) -> list[Line]:
    """The hexagons with an incident in the area shown, or in what is summed, in the order ``sort`` names."""
    drawn, more = view.drawn, view.columns
    none: Sequence[Any] = (None,) * len(drawn.cell)
    rows = map(
        Line._make,
        zip(
            drawn.cell, drawn.name, drawn.ward, drawn.neighbourhood, drawn.count, more.days or (0,) * len(drawn.cell),
            more.compared, more.expected or none, drawn.hotspot, drawn.edge, drawn.place, more.kind, more.one_location,
            strict=True,
        ),
    )  # fmt: skip
    summed = None if view.sum is None else set(view.sum.cells)
    kept = [
        line
        for line in rows
        if line.incidents and (view.area.name in (TOWN, line.area) if summed is None else line.key in summed)
    ]
    kept.sort(key=lambda line: (-line.incidents, line.place, line.key))  # what decides between equals
    order = sort or usual(view)
    return sorted(kept, key=_ORDERS[order.removeprefix("-")], reverse=order.startswith("-"))


def usual(view: BenchView) -> str:
    """The order in which the table stands first: what has most of what is looked at."""
    return "-count" if view.columns.days is None else "-days"


_ORDERS: dict[str, Callable[[Line], Any]] = {
    "place": lambda line: line.place.casefold(),
    "ward": lambda line: line.ward.casefold(),
    "area": lambda line: line.area.casefold(),
    "count": lambda line: line.incidents,
    "days": lambda line: line.days,
    "compared": lambda line: line.compared,
    "expected": lambda line: -1.0 if line.expected is None else line.expected,
    # Places first and in their order, then those with high surroundings.
    "stands-out": lambda line: (line.number > 0, line.edge, -line.number),
    "kind": lambda line: line.kind,
}


def columns(view: BenchView) -> list[tuple[str, str]]:
    """Name in an address and title of each column."""
    return [
        ("place", "Place"),
        ("ward", "Ward"),
        ("area", "Neighbourhood"),
        ("count", "Incidents"),
        *([("days", "Days")] if view.columns.days is not None else []),
        *([("compared", _PARTS[view.columns.part])] if _compared_apart(view) else []),
        *([("expected", "Expected")] if view.columns.expected is not None else []),
        ("stands-out", "Stands out"),
        ("kind", "Over two years"),
    ]


def _compared_apart(view: BenchView) -> bool:
    """Whether what is expected is of fewer incidents than are counted: like stands beside like then."""
    return view.columns.expected is not None and view.columns.compared != view.drawn.count


def table(view: BenchView, choices: Choices) -> dict[str, Any]:
    """The table in plain values: caption, headers, rows, and the two halves of the address of a row.

    ``alone``: what the mark of a row that one location may explain means, empty where no row has it.
    """
    shown = lines(view, choices.sort)
    named = columns(view)
    before, after = address(choices, cell=_HERE).split(_HERE)
    return {
        "caption": _caption(view, shown),
        "alone": f"{sentence(ONE_LOCATION)}." if any(line.one_location for line in shown) else "",
        "headers": [_header(view, name, title, choices) for name, title in named],
        "href": [before, after],
        "close": address(choices, cell=None),
        "chosen": view.card.key if view.card else None,
        "rows": [_row(line, [name for name, _ in named]) for line in shown],
    }


def _caption(view: BenchView, shown: Sequence[Line]) -> str:
    where = view.area.short if view.sum is None else view.sum.title
    total = number(sum(line.incidents for line in shown))
    hexagons = words.plural(len(shown), "hexagon")
    said = f"{view.title}, {where}: {hexagons} with an incident, {total} incidents."
    if _compared_apart(view):
        compared = number(sum(line.compared for line in shown))
        said += f" {compared} of these {view.columns.part}; {_expected(view):,.0f} were expected."
    return said if view.columns.days is None else f"{said} Days: of imprisonment."


def _expected(view: BenchView) -> float:
    """What was expected of what is shown, of the hexagons without an incident too: as the card of a sum has it."""
    drawn, summed = view.drawn, None if view.sum is None else set(view.sum.cells)
    return sum(
        expected
        for cell, area, expected in zip(drawn.cell, drawn.neighbourhood, view.columns.expected or (), strict=True)
        if (view.area.name in (TOWN, area) if summed is None else cell in summed)
    )


def _header(view: BenchView, name: str, title: str, choices: Choices) -> dict[str, Any]:
    sort = choices.sort or usual(view)
    current, descending = sort.removeprefix("-"), sort.startswith("-")
    # The first press sorts words upwards and figures downwards; pressing again turns the order round.
    first = f"-{name}" if name in (*_FIGURES, "stands-out", "kind") else name
    turned = name if descending else f"-{name}"
    wanted = turned if name == current else first
    return {
        "title": title,
        "href": address(choices, sort=None if wanted == usual(view) else wanted),
        "order": ("descending" if descending else "ascending") if name == current else None,
        "figure": name in _FIGURES,
        "name": name,
    }


def _row(line: Line, names: Sequence[str]) -> list[Any]:
    """Key, number of the place, whether one location may explain it, then a text for each column."""
    texts = {
        "place": line.place,
        "ward": line.ward,
        "area": line.area,
        "count": number(line.incidents),
        "days": number(line.days),
        "compared": number(line.compared),
        "expected": "" if line.expected is None else _about(line.expected),
        "stands-out": "surroundings" if line.edge else "",
        "kind": line.kind,
    }
    return [line.key, line.number or None, line.one_location, *(texts[name] for name in names)]


def _about(value: float) -> str:
    """Nobody counts parts of incidents."""
    return "under 1" if value < 1 else f"{value:,.0f}"
