"""What the sections of the Method page share: headings to link to, and tables that scroll in their own box."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from aim.pages.parts import unbroken
from aim.questions.method_views import Table, Value

SHORT = 12  # letters
OPEN_ROWS = 8  # a longer table is folded: its sentence stands above it


@dataclass(frozen=True)
class Part:
    """A part of the page: ``short`` leads to it from the contents, ``#key`` in an address too."""

    key: str
    short: str
    section: html.Section


def section(key: str, title: str, short: str, content: Sequence[Any]) -> Part:
    """A part of the page under its heading."""
    heading = f"{key}-title"
    return Part(
        key, short, html.Section([html.H2(title, id=heading), *content], id=key, **{"aria-labelledby": heading})
    )


def bullets(*lines: Any) -> html.Ul:
    """A list of sentences."""
    return html.Ul([html.Li(line) for line in lines], className="bullets")


def lead(word: str, rest: str) -> list[Any]:
    """A sentence that begins with the word that matters."""
    return [html.Strong(word), rest]


def figures(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    numeric: Sequence[bool],
    className: str = "",
) -> html.Div:
    """A table whose first cell of a row is its header; wider than the page, it scrolls by itself."""
    kinds = ["figure" if is_number else "" for is_number in numeric]
    head = [html.Th(unbroken(title), scope="col", className=kind) for title, kind in zip(columns, kinds, strict=True)]
    table = html.Table(
        [
            html.Caption(caption, className="unseen"),
            html.Thead(html.Tr(head)),
            html.Tbody([_row(row, kinds) for row in rows]),
        ],
        className=f"figures {className}".strip(),
    )
    # It can be reached by keyboard, since it may scroll and holds nothing else that can.
    return html.Div(table, className="figures-frame", role="region", tabIndex="0", **{"aria-label": caption})


def _row(row: Sequence[Any], kinds: Sequence[str]) -> html.Tr:
    first, *rest = row
    cells = [html.Td(cell, className=kind or _whole(cell)) for cell, kind in zip(rest, kinds[1:], strict=True)]
    return html.Tr([html.Th(first, scope="row", className=kinds[0]), *cells])


def _whole(cell: Any) -> str:
    """A short word stays on one line: ``log-normal`` would make every row two lines high."""
    return "whole" if isinstance(cell, str) and len(cell) <= SHORT else ""


def measured(table: Table) -> html.Article:
    """What was measured: its title, the sentence that reads it, of how many cases, and the table, folded where long."""
    shown = figures(table.title, table.columns, written(table.rows), numeric=numeric(table.rows))
    if len(table.rows) > OPEN_ROWS:
        shown = html.Details([html.Summary(f"All {len(table.rows)} rows of this table"), shown], className="fold")
    return html.Article(
        [html.H3(unbroken(table.title)), html.P(unbroken(table.words)), html.P(table.made, className="made"), shown],
        id=f"measured-{table.name}",
        className="measured",
    )


def numeric(rows: Sequence[Sequence[Value]]) -> list[bool]:
    """Which columns hold numbers: words among them (``as real months``) leave it one of numbers."""
    return [any(not isinstance(value, str) for value in column) for column in zip(*rows, strict=True)]


def written(rows: Sequence[Sequence[Value]]) -> list[list[str]]:
    """Values as they are written: thousands parted, the numbers of a column with as many decimals as any of them."""
    columns = [_column(column) for column in zip(*rows, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _column(values: Sequence[Value]) -> list[str]:
    digits = max((len(repr(value).partition(".")[2]) for value in values if isinstance(value, float)), default=0)
    return [value if isinstance(value, str) else f"{value:,.{digits}f}".replace("-", "−") for value in values]
