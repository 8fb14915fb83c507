"""What the regions of the Data page share: marks by shape, and tables that become blocks on a phone."""

from collections.abc import Sequence
from typing import Any

from dash import html


def mark(state: str) -> html.Span:
    """The shape of a state; the word stands beside it."""
    return html.Span(className=f"mark mark--{state.replace(' ', '-')}", **{"aria-hidden": "true"})


def stated(state: str, words: str | None = None) -> html.Span:
    """A state in shape and word."""
    return html.Span([mark(state), words or state], className="stated")


def table(
    caption: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], className: str = ""
) -> html.Table:
    """A table of ``columns`` (title, class); the first cell of a row is its header.

    The roles are said although they are a table's own: on a phone rows are drawn as blocks, and a browser then forgets
    what they were.
    """
    head = [html.Th(title, scope="col", role="columnheader", className=kind) for title, kind in columns]
    return html.Table(
        [
            html.Caption(caption, className="unseen"),
            html.Thead(html.Tr(head, role="row"), role="rowgroup"),
            html.Tbody([_row(columns, row) for row in rows], role="rowgroup"),
        ],
        role="table",
        className=f"table {className}".strip(),
    )


def _row(columns: Sequence[tuple[str, str]], row: Sequence[Any]) -> html.Tr:
    first, *rest = row
    cells = [html.Th(first, scope="row", role="rowheader", className=columns[0][1])]
    for (title, kind), cell in zip(columns[1:], rest, strict=True):
        whole = html.Div(cell) if isinstance(cell, list) else cell  # on a phone one side of a line, not several
        cells.append(html.Td(whole, role="cell", className=kind, **{"data-title": title}))
    return html.Tr(cells, role="row")


def panel(title: str, content: list[Any], *, note: str = "", id: str | None = None) -> html.Section:
    """A part of the page under its heading."""
    head: list[Any] = [html.H2(title)]
    if note:
        head.append(html.P(note, className="period"))
    named = {} if id is None else {"id": id}
    return html.Section([html.Div(head, className="panel-head"), *content], className="panel", **named)
