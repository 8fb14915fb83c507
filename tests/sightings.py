"""A made-up month as the questions would give it, and ways to read what a page made of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import h3
from dash import html
from dash.development.base_component import Component

from aim import months
from aim.questions.area_views import NO_MARKS
from aim.questions.views import (
    BUSIEST,
    Card,
    CellTable,
    Centre,
    Choice,
    DiscussionRow,
    DiscussionView,
    MonthView,
    PlaceRow,
    PlaceView,
    Reporter,
    SignalRow,
    SignalsView,
    SourceState,
)

MONTH = "2025-06"
HELD = tuple(months.between("2023-01", "2025-07"))
AXIS = tuple(months.between("2023-07", MONTH))
CELLS = tuple(sorted(h3.grid_disk(h3.latlng_to_cell(54.575, -1.235, 9), 2)))
AREAS = ("East", "North", "South", "West")
LANES = {
    "new or worse": "more than the place's own history explains",
    "long-standing": "stood out in most months",
    "quietened": "stood out for long, and no longer does",
}


def row(number: int, *cells: str, **changes: Any) -> PlaceRow:
    """A place of the list over ``cells``, the first of them its strongest."""
    usual = PlaceRow(
        number=number, key=cells[0], name=f"Street {number}", ward="Central", neighbourhood="North", count=100 - number,
        last_year=80, why=f"{100 - number} in three months", agencies="P", cells=cells,
    )  # fmt: skip
    return replace(usual, **changes)


def month_view(**changes: Any) -> MonthView:
    """June 2025, all concerns, the whole town: eleven places, July not complete yet."""
    places = (row(1, CELLS[3], CELLS[4]), *(row(n, CELLS[n + 4]) for n in range(2, 12)))
    member = {cell: place.number for place in places for cell in place.cells}
    usual = MonthView(
        picture="4-0a1b2c3d",
        fingerprint="0a1b2c3d" * 8,
        as_at="10 Aug 2025 10:30",
        demonstration=False,
        behind=False,
        boundaries_confirmed=False,
        month=MONTH,
        months=HELD,
        meeting_month=MONTH,
        complete=True,
        compared="",
        concern=Choice("all", "All concerns", "All"),
        concerns=(Choice("all", "All concerns", "All"), Choice("burglary", "Burglary", "Burglary")),
        area=Choice("town", "All of Middlesbrough", "Town"),
        areas=(Choice("town", "All of Middlesbrough", "Town"), *(Choice(name, name, name) for name in AREAS)),
        window=3,
        windows=(1, 3, 6, 12),
        headline="June 2025: 11 places stand out, all in North.",
        sentence="35 % of 6,952 incidents in three months happened in these places.",
        strip=(SourceState("Police", "Police", MONTH, "complete", "Police Jun ✓"),),
        cards=tuple(
            Card(name, 1_200 + n, 1_200 + n, 1_188, 31 * n, AXIS, (*range(400, 422), None, 1_200 + n))
            for n, name in enumerate(AREAS)
        ),
        listed=BUSIEST,
        usual_list=BUSIEST,
        discussion=DiscussionView(MONTH, (), {}, (), LANES),
        places=places,
        signals=SignalsView({}, (), "Nothing can be said yet of what is usual"),
        events=(),
        coming_up=(),
        cells=CellTable(
            cell=CELLS,
            name=tuple(f"Street {n}" for n in range(len(CELLS))),
            ward=tuple("Central" if n % 2 else "Park" for n in range(len(CELLS))),
            neighbourhood=tuple("North" if n < 12 else "West" for n in range(len(CELLS))),
            count=tuple(max(0, 40 - 3 * n) for n in range(len(CELLS))),
            hotspot=tuple(cell in member for cell in CELLS),
            edge=tuple(n == 0 for n in range(len(CELLS))),
            place=tuple(member.get(cell, 0) for cell in CELLS),
        ),
        breaks=(1, 8, 20, 40, 60),
        apart=416,
        apart_names=("Middlesbrough Police Station",),
        attribution="Contains Ordnance Survey data.",
        agreed=(),
        notes=("Counts of drugs follow how much the police look.",),
        centre=Centre("Town centre", -1.2355, 54.5752, 600),
        changes=(),
        wards=(),
        marks=NO_MARKS,
    )
    return replace(usual, **changes)


def discussion_row(number: int, *cells: str, **changes: Any) -> DiscussionRow:
    """A new or worse place over ``cells``, the first of them its strongest."""
    usual = DiscussionRow(
        number=number, lane="new or worse", key=cells[0], name=f"Road {number}", called="Robbery in Central",
        ward="Central", neighbourhood="North", why="Robbery: 12 in three months, 3 expected", shape="new or worse",
        concerns=("Robbery",), agencies="P", sees="", guards=(), one_location=False, rank="", cells=cells,
        counted="Robbery", count=12, expected=3.2, window=3,
    )  # fmt: skip
    return replace(usual, **changes)


def discussion(*rows: DiscussionRow, **changes: Any) -> DiscussionView:
    """June 2025: the list of ``rows``."""
    return replace(DiscussionView(MONTH, rows, dict.fromkeys(LANES, 0), (), LANES), **changes)


def signal_row(area: str, signal: str = "higher", **changes: Any) -> SignalRow:
    """All concerns in ``area``: 42 where 6 to 28 were expected."""
    usual = SignalRow(area, "all", "All concerns", signal, 42, 16.0, 6, 28, "", f"All concerns in {area}: {signal}, 42")
    return replace(usual, **changes)


def place_view(**changes: Any) -> PlaceView:
    """The first place of :func:`month_view`."""
    usual = PlaceView(
        key=CELLS[3], name="Street 1", ward="Central", neighbourhood="North", hotspot=True, edge=False,
        why="99 in three months", months=AXIS, series=(*range(10, 32), None, 33), precision_m=150, count=99,
        mix=(("Violence", 40), ("Burglary", 30), ("Drugs", 10), ("Robbery", 9), ("Other", 10)), last_year=80,
        window_title="April to June 2025", compared="",
        reporters=(Reporter("Police", 90, ()), Reporter("Fire", 9, ()), Reporter("Council", 0, ())),
    )  # fmt: skip
    return replace(usual, **changes)


def parts(component: Any) -> Iterator[Component]:
    """``component`` and everything inside it, in reading order."""
    if isinstance(component, list | tuple):
        for child in component:
            yield from parts(child)
    elif isinstance(component, Component):
        yield component
        yield from parts(getattr(component, "children", None))


def shown(content: Any) -> Any:
    """Plain content (aim/pages/plain.py) as the components it stands for."""
    if isinstance(content, list):
        return [shown(each) for each in content]
    if not isinstance(content, dict):
        return content
    named = {{"class": "className"}.get(name, name): value for name, value in content["attributes"].items()}
    made = getattr(html, content["tag"].title())
    return made(shown(content["content"]), **named, **({"style": content["style"]} if content["style"] else {}))


def of_class(component: Any, name: str) -> list[Component]:
    """The parts of ``component`` that bear the class ``name``."""
    return [part for part in parts(component) if name in (getattr(part, "className", None) or "").split()]


def text(component: Any) -> str:
    """All words of ``component``, those for a screen reader included, one space between parts."""
    if isinstance(component, list | tuple):
        return " ".join(filter(None, map(text, component)))
    if isinstance(component, Component):
        return text(getattr(component, "children", None))
    return "" if component is None else str(component)
