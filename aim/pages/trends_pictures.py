"""Small multiples: each concern a row, the town and the neighbourhoods beside one another, 24 months to the chosen one.

Bars and bands are outlines (``layers.multiples``) of plain elements: a hundred graphs would take the browser seconds.
"""

from functools import lru_cache
from typing import Any

from dash import html

from aim import months
from aim.pages import state
from aim.pages.month_marks import SIGNALS, marked
from aim.pages.parts import link, number, unseen
from aim.pages.trends_address import Choices, address
from aim.questions.trend_views import ConcernRow, Multiple, TrendsView
from aim.questions.views import TOWN, SignalRow
from layers import multiples

_KEPT = 2048  # outlines in memory, about 2 KB each: some months of every concern and area


def pictures(view: TrendsView, choices: Choices) -> list[Any]:
    """How to read them, which area a phone shows, and the rows."""
    kind = "concern" if view.concern else "one" if view.area else "all"
    return [
        html.P(_reading(view), className="sentence"),
        *([] if kind == "concern" else [_chooser(view, choices)]),
        *([] if kind == "one" else [_heads(view)]),
        html.Ol(
            [_row(row, view, choices) for row in view.rows],
            className=f"trend-rows trend-rows--{kind}",
        ),
    ]


def _reading(view: TrendsView) -> str:
    """How to read what is drawn; of bands and stripes only where some are."""
    said = [f"Bars: {months.short(view.span[0])} to {months.short(view.span[-1])}."]
    if any(grows for row in view.rows for grows in row.unsure):
        said[0] = f"{said[0][:-1]}; striped: can still grow."
    if any(band for row in view.rows for each in row.multiples for band in each.bands):
        said.append("Pale band, of up to 13 months: where 19 of 20 were expected.")
    if view.concern is None and view.area is not None:
        said.append("Each concern has a scale of its own.")
    else:
        said.append("The neighbourhoods of a row share one scale; the town has its own.")
    return " ".join([*said, "Known places are left out."])


def _chooser(view: TrendsView, choices: Choices) -> html.Nav:
    """A phone shows one area: that of the address, else the town. Elsewhere all stand side by side."""
    now = TOWN if view.area is None else view.area.name
    items = [
        html.Li(
            link(
                each.short,
                address(choices, area=each.name),
                className="trend-tab",
                **({"aria-current": "true"} if each.name == now else {}),
            )
        )
        for each in view.areas
    ]
    return html.Nav(html.Ul(items), className="trend-chooser", **{"aria-label": "Area"})


def _heads(view: TrendsView) -> html.Div:
    """Names over the columns; each picture says its own to a screen reader."""
    names = [html.Span(each.short, className="trend-head") for each in view.areas]
    return html.Div([html.Span(), *names], className="trend-heads", **{"aria-hidden": "true"})


def _row(row: ConcernRow, view: TrendsView, choices: Choices) -> html.Li:
    name = row.concern.title
    title: Any = (
        name if view.concern else link([name, unseen(", year by year")], address(choices, concern=row.concern.name))
    )
    lines = [html.H2(title, className="trend-name")]
    if row.enforced:
        lines.append(html.P("counts say how much was looked for", className="trend-aside"))
    if row.without:
        lines.append(html.P(f"without {', '.join(row.without)}", className="trend-aside"))
    lines += [html.P(f"{months.short(each.month)}: {each.words}", className="trend-aside") for each in row.breaks]
    only = view.area.name if view.area is not None and view.concern is None else None
    cells = [
        _multiple(each, row, view, choices, top=_top(row, each.area))
        for each in row.multiples
        if only in (None, each.area)
    ]
    return html.Li([html.Div(lines, className="trend-title"), *cells], className="trend-row")


def _top(row: ConcernRow, area: str) -> int:
    """The scale of a picture: one for all neighbourhoods, so that heights compare across them; the town's own."""
    alike = [each for each in row.multiples if (each.area == TOWN) == (area == TOWN)]
    return multiples.scale([each.series for each in alike], [each.bands for each in alike])


def _multiple(each: Multiple, row: ConcernRow, view: TrendsView, choices: Choices, *, top: int) -> html.A:
    names = ["trend"] + ["trend--town"] * (each.area == TOWN)
    names += ["is-chosen"] * (view.area is not None and view.concern is not None and view.area.name == each.area)
    names += ["is-outside"] * (each.row.signal in SIGNALS and each.row.signal != "as expected")
    name: list[Any] = [unseen(f"{row.concern.title} in {each.title}: ")]
    if view.concern:  # on a phone these stand below one another
        name = [unseen(f"{row.concern.title} in "), html.Span(each.title, className="trend-area"), unseen(": ")]
    shown = [*name, *_figures(each.row), _drawing(each, row, view, top)]
    month = state.Choices(month=view.month, concern=row.concern.name, area=each.area, as_of=choices.as_of)
    return html.A(shown, href=f"/{state.address(month)}", className=" ".join(names))


def _figures(row: SignalRow) -> list[Any]:
    """The count, its verdict in a word with a shape, and the range that was expected."""
    count = html.Span("\u2013" if row.count is None else number(row.count), className="trend-count")
    if row.signal not in SIGNALS:
        return [count, " ", html.Span(f"{row.signal}: {row.reason}", className="trend-unsaid"), " "]
    signal = marked(row.signal, SIGNALS, name="trend-signal")
    expected = html.Span(f"expected {between(row.lower or 0, row.upper or 0)}", className="trend-expected")
    return [count, " ", signal, unseen(", "), expected, " "]


def between(lower: int, upper: int) -> str:
    """``1,234–5,678``; no line ends within."""
    return f"{number(lower)}\u2013\u2060{number(upper)}"


def _drawing(each: Multiple, row: ConcernRow, view: TrendsView, top: int) -> html.Span:
    drawn = [
        html.Span(className=f"trend-layer trend-layer--{name}", style={"clipPath": outline})
        for name, outline in _outlines(each.series, each.bands, row.unsure, top)
    ]
    for one in row.breaks:
        begun = multiples.position(view.span.index(one.month), len(each.series))
        drawn.append(html.Span(className="trend-break", style={"left": f"{begun:.4g}%"}))
    return html.Span(drawn, className="trend-drawing", **{"aria-hidden": "true"})


@lru_cache(maxsize=_KEPT)
def _outlines(
    series: tuple[int | None, ...], bands: tuple[multiples.Band, ...], unsure: tuple[bool, ...], top: int
) -> tuple[tuple[str, str], ...]:
    """By layer, from the back to the front, its outline: bands, months, the last one, those that can grow, gaps."""
    last = len(series) - 1
    growing = [at for at, grows in enumerate(unsure) if grows]
    found = [
        ("usual", multiples.bars(series, top, [at for at in range(last) if at not in growing])),
        ("now", multiples.bars(series, top, [at for at in [last] if at not in growing])),
        ("unsure", multiples.bars(series, top, growing)),
        ("gap", multiples.gaps(series)),
        *(("band", outline) for outline in multiples.bands(bands, top)),
    ]
    return tuple((name, outline) for name, outline in found if outline)
