"""The steps of the store, newest first: what came, what became of its rows, and what was taken back."""

from typing import Any

from dash import html

from aim.pages.data_address import Place, address
from aim.pages.data_parts import panel, table
from aim.pages.parts import icon, link, number
from aim.questions.data_views import DataView, LoadRow

_COLUMNS = (
    ("When", ""),
    ("What", ""),
    ("Supplier", ""),
    ("Months", ""),
    ("Rows", "figure"),
    ("= kept", "figure"),
    ("+ outside", "figure"),
    ("+ rejected", "figure"),
    ("By", ""),
)


def loads(view: DataView) -> html.Section:
    """The list, a page of it, with the ways to the pages beside it."""
    if not view.loads:
        words = "Nothing was loaded yet. Send a file here, or try aim demo for made-up data."
        return panel("Loads", [html.P(words, className="none")])
    shown = table("Loads, newest first", _COLUMNS, [_load(row) for row in view.loads], "loads")
    note = f"{number(view.total)}, newest first"
    return panel("Loads", [shown, *_pager(view)], note=note)


def _load(row: LoadRow) -> list[Any]:
    return [
        link(row.when, address(Place(row.load)), className="whole"),
        what(row),
        row.supplier,
        row.span,
        number(row.rows),
        number(row.kept),
        number(row.outside),
        number(row.rejected),
        row.who,
    ]


def what(row: LoadRow) -> list[Any]:
    """The source and what was done, with the marks of its fate."""
    said: list[Any] = [row.short if row.kind == "Load" else f"{row.kind}: {row.short}"]
    return said + [html.Span(each, className="tag") for each in row.marks]


def _pager(view: DataView) -> list[html.Nav]:
    if view.pages == 1:
        return []
    return [
        html.Nav(
            [
                _step(view.page - 1, view, "previous", "Newer"),
                html.Span(f"Page {view.page} of {view.pages}"),
                _step(view.page + 1, view, "next", "Older"),
            ],
            className="pager",
            **{"aria-label": "Pages of the list"},
        )
    ]


def _step(page: int, view: DataView, name: str, word: str) -> html.A | html.Span:
    if not 1 <= page <= view.pages:
        return html.Span(className="pager-end")
    shown = [icon(name), word] if name == "previous" else [word, icon(name)]
    return link(shown, address(Place(page=page)), className="button")
