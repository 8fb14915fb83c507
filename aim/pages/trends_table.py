"""The signals as a table: what lies outside what was expected comes first, what nothing can be said of last."""

from collections.abc import Sequence
from typing import Any

from dash import html

from aim.pages import state
from aim.pages.month_marks import SIGNALS, marked
from aim.pages.parts import icon, link, number
from aim.pages.trends_address import MOVED, Choices, address
from aim.pages.trends_pictures import between
from aim.questions.trend_views import TrendsView
from aim.questions.views import TOWN, SignalRow

_COLUMNS = (
    ("area", "Area", ""),
    ("concern", "Concern", ""),
    ("count", "Incidents", "figure"),
    ("expected", "Expected", "figure"),
    ("signal", "Signal", ""),
)
_FIGURES = ("count", "expected")
_STRENGTH = ("lower", "slightly lower", "as expected", "slightly higher", "higher")


def ordered(rows: Sequence[SignalRow], sort: str) -> list[SignalRow]:
    """``rows``, which come with those that moved first, in the order ``sort`` names (a leading - turns it).

    What has no figure stands last, whichever way the table is turned.
    """
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name == MOVED:
        return list(rows)
    key = _KEYS[name]
    told = [row for row in rows if key(row) is not None]
    return sorted(told, key=key, reverse=down) + [row for row in rows if key(row) is None]


_KEYS: dict[str, Any] = {
    "area": lambda row: row.area.casefold(),
    "concern": lambda row: row.title.casefold(),
    "count": lambda row: row.count,
    "expected": lambda row: row.expected,
    "signal": lambda row: _STRENGTH.index(row.signal) if row.signal in _STRENGTH else None,
}


def table(view: TrendsView, choices: Choices) -> list[Any]:
    """The table in its frame; wider than the page, it scrolls by itself."""
    moved = choices.sort == MOVED
    words = "What is outside what was expected comes first, of that what moved most."
    caption: list[Any] = [words if moved else link("What moved most first", address(choices, sort=MOVED))]
    if view.area is None:  # the town is all of them, and would stand among its own parts
        caption += [" ", link("The town as a whole", address(choices, area=TOWN))]
    body = [_row(row, view, choices) for row in ordered(view.movers, choices.sort)]
    head = [_header(*column, choices) for column in _COLUMNS]
    frame = html.Table(
        [html.Caption(caption), html.Thead(html.Tr(head)), html.Tbody(body)], className="table trend-table"
    )
    name = {"aria-label": "Signals of every area and concern"}
    return [html.Div(frame, className="table-frame", role="region", tabIndex="0", **name)]


def _header(name: str, title: str, kind: str, choices: Choices) -> html.Th:
    current, down = choices.sort.removeprefix("-") == name, choices.sort.startswith("-")
    # The first press sorts words upwards and figures downwards; pressing again turns the order round.
    first = f"-{name}" if name in (*_FIGURES, "signal") else name
    wanted = (name if down else f"-{name}") if current else first
    mark = [icon("down" if down else "up")] if current else []
    order = {"aria-sort": "descending" if down else "ascending"} if current else {}
    return html.Th(
        link([title, *mark], address(choices, sort=wanted), className="sort"), scope="col", className=kind, **order
    )


def _word(row: SignalRow) -> str:
    quiet = row.signal not in SIGNALS or row.signal == "as expected"
    return "trend-word" if quiet else "trend-word trend-word--outside"


def _row(row: SignalRow, view: TrendsView, choices: Choices) -> html.Tr:
    area = row.area if row.area in {each.name for each in view.areas} else TOWN
    month = state.Choices(month=view.month, concern=row.concern, area=area, as_of=choices.as_of)
    name = html.A(row.area, href=f"/{state.address(month)}")
    expected = "" if row.lower is None or row.upper is None else between(row.lower, row.upper)
    signal = marked(row.signal, SIGNALS, name=_word(row))
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(row.title),
            html.Td("" if row.count is None else number(row.count), className="figure"),
            html.Td(expected, className="figure"),
            html.Td([signal, html.Span(f": {row.reason}", className="trend-why")] if row.reason else signal),
        ]
    )
