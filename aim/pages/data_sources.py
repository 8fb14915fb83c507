"""How far each source has come, and which months of it are there: one row a source, one column a month."""

from typing import Any

from dash import html

from aim import months
from aim.pages.data_address import Place, address
from aim.pages.data_parts import mark, panel, stated, table
from aim.pages.parts import link, number, unseen
from aim.questions.data_views import DataView, GridCell, SourceRow

_COLUMNS = (
    ("Source", ""),
    ("State", ""),
    ("Newest complete", ""),
    ("Waiting or missing", ""),
    ("Last load", ""),
    ("Comes", ""),
    ("From", ""),
)
# In the order in which they are worth knowing.
_LEGEND = (
    ("complete", "complete"),
    ("not complete yet", "not complete yet"),
    ("partly received", "one supplier is missing"),
    ("missing", "not received"),
    ("not due yet", "not due yet"),
    ("before the first delivery", "before the first delivery"),
)


def sources(view: DataView) -> html.Section:
    """The table of freshness."""
    if not view.sources:
        return panel("Sources", [html.P("No source has sent anything yet.", className="none")])
    note = f"Nothing yet from: {', '.join(view.unused)}" if view.unused else ""
    rows = [_source(row) for row in view.sources]
    return panel("Sources", [table("How far each source has come", _COLUMNS, rows, "sources")], note=note)


def _source(row: SourceRow) -> list[Any]:
    return [
        [html.Span(row.short, className="source-name"), html.Span(row.title, className="aside")],
        stated(row.state, "up to date" if not row.clause else row.state),
        html.Span(months.short(row.month) if row.month else "none", className="whole"),
        _wanting(row),
        [
            link(row.last_when, address(Place(row.last_load)), className="whole"),
            html.Span(f"by {row.last_who}", className="aside"),
        ],
        html.Span(row.rhythm, className="aside"),
        html.Span(
            [", ".join(row.suppliers), html.Span(f"{number(row.kept)} incidents", className="aside whole")],
        ),
    ]


def _wanting(row: SourceRow) -> Any:
    """What the source owes, before what only waits: a source that is late must not say that nothing is missing."""
    owed = row.clause[:1].upper() + row.clause[1:]
    if owed and row.aside:
        return [owed, html.Span(row.aside, className="aside")]
    return owed or row.aside or "nothing"


def grid(view: DataView) -> list[html.Section]:
    """The months of every source as marks; each that was received leads to the load that wrote it."""
    if not view.sources:
        return []
    head = [html.Th(unseen("Source"), scope="col"), *(_month(m, at == 0) for at, m in enumerate(view.months))]
    body = [_cells(row, first=at == 0) for at, row in enumerate(view.sources)]
    shown = html.Table(
        [
            html.Caption("Each month of each source; arrow keys move, Enter opens the load", className="unseen"),
            html.Thead(html.Tr(head)),
            html.Tbody(body),
        ],
        className="months",
    )
    frame = html.Div(shown, className="months-frame", role="group", **{"aria-label": "Months received"})
    legend = html.Ul([html.Li([mark(state), words]) for state, words in _LEGEND], className="months-legend")
    return [panel("Month by month", [frame, legend], note=f"the last {len(view.months)} months, newest right")]


def _month(month: str, first: bool) -> html.Th:
    """``Jan`` over its year, which only the first column and each January say."""
    year = month[:4] if first or month.endswith("-01") else ""
    name = html.Span([months.short(month)[:3], html.Span(year, className="months-year")], **{"aria-hidden": "true"})
    return html.Th([name, unseen(months.title(month))], scope="col", className="is-january" if year else "")


def _cells(row: SourceRow, *, first: bool) -> html.Tr:
    last = len(row.cells) - 1
    cells = [html.Td(_cell(cell, open_to_tab=first and at == last)) for at, cell in enumerate(row.cells)]
    return html.Tr([html.Th(row.short, scope="row"), *cells])


def _cell(cell: GridCell, *, open_to_tab: bool) -> html.A | html.Span:
    """One stop of the tab key for the whole grid: the rest is reached by arrow keys (``assets/data.js``)."""
    shown = [mark(cell.state), unseen(cell.words)]
    at = {"tabIndex": "0" if open_to_tab else "-1", "className": "months-cell"}
    if cell.load is None:
        return html.Span(shown, role="img", **{"aria-label": cell.words}, **at)
    return link(shown, address(Place(cell.load)), **at)
