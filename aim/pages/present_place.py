"""One place a screen: what it is called, why it is discussed, its months, three facts, and on request a table."""

from typing import Any

from dash import html

from aim import months
from aim.pages.graph import graph
from aim.pages.month_marks import PLACES, cut, marked
from aim.pages.parts import not_yet, unseen
from aim.pages.present_steps import disc, named, parted
from aim.questions.present_views import PlaceStep, PresentView
from aim.questions.reasons import FRAGILE
from layers import charts, closeup

BARS = "present-bars"
_LONG = 26  # characters of a name in the largest type that fit on a line beside the map
_LONGEST = 52
_A_ROW = 12  # months


def place(view: PresentView, content: PlaceStep, theme: str) -> list[Any]:
    """Beside the map: which place of how many, its name, why, its bars, the facts."""
    return [
        _above(content),
        html.H1(
            named(content.line.called), className=f"present-place {_size(content.line.called)}".strip(), tabIndex="-1"
        ),
        html.P(parted(content.why), className="present-why"),
        *_guards(content),
        _bars(view, content, theme),
        html.Ul([html.Li(parted(fact)) for fact in content.facts], className="present-facts"),
        *([html.P(content.trouble, className="present-unsaid")] if content.trouble else []),
    ]


def _above(content: PlaceStep) -> html.P:
    line = content.line
    shape = [marked(line.shape, PLACES, name="present-shape")] if line.shape else []
    # Each part ends with what sets it apart from the next: no line begins with a point.
    before = [html.Span([part, " · "]) for part in (content.turn, *shape)]
    return html.P([disc(line.number, marked=bool(line.cells)), *before, line.where], className="present-above")


def _size(name: str) -> str:
    """A class for the size of a name, so that one of sixty letters stands on two lines."""
    if len(name) <= _LONG:
        return ""
    return "is-long" if len(name) <= _LONGEST else "is-longest"


def _guards(content: PlaceStep) -> list[html.P]:
    known = [text for text in content.line.guards if text != FRAGILE]
    said = [html.P([unseen("Beware: "), "; ".join(known)], className="present-guard")] if known else []
    if FRAGILE in content.line.guards:
        said.append(html.P(FRAGILE, className="present-fragile"))
    return said


def _bars(view: PresentView, content: PlaceStep, theme: str) -> html.Figure:
    figure = charts.bars(
        content.months,
        content.series,
        theme=theme,
        expected=None if content.expected is None else [content.expected] * len(content.months),
        shown=view.view.month,
        incomplete=[month for month in content.months if not_yet(month, view.view)],
        cuts=[each.month for each in content.breaks],
    )
    return html.Figure(
        [
            html.Figcaption(_counted(content, _earlier(view, content))),
            graph(BARS, closeup.chart(figure), label=_in_words(content)),
        ],
        className="present-chart",
    )


def _counted(content: PlaceStep, outlined: str = "") -> str:
    """What the bars are of, what their dotted line and their outline are, and what the lines between them are."""
    about = "" if content.expected is None else f"; dotted: {_about(content.expected)} a month expected"
    return ". ".join([f"24 months of {content.counted}{about}{outlined}", *map(cut, content.breaks)])


def _earlier(view: PresentView, content: PlaceStep) -> str:
    """What the outlined bar is (:func:`layers.charts.bars`), where there is one."""
    there = dict(zip(content.months, content.series, strict=True)).get(months.shift(view.view.month, -_A_ROW))
    return "; outlined: a year before" if there else ""


def _about(value: float) -> str:
    return "under 1" if value < 1 else f"about {value:,.0f}"


def _in_words(content: PlaceStep) -> str:
    return f"Incidents at {content.line.called} by month. {charts.summary(content.months, content.series)}"


def months_table(content: PlaceStep) -> html.Table:
    """The bars as a table: a year beside a year."""
    pairs = list(zip(content.months, content.series, strict=True))
    rows = [
        html.Tr(
            [
                html.Th(months.NAMES[months.number(month) % 12], scope="row"),
                *(html.Td(_count(pairs, at, start)) for start in range(0, len(pairs), _A_ROW)),
            ]
        )
        for at, (month, _) in enumerate(pairs[:_A_ROW])
    ]
    heads = [html.Th("Month", scope="col")]
    for start in range(0, len(pairs), _A_ROW):
        last = pairs[min(start + _A_ROW, len(pairs)) - 1][0]
        heads.append(html.Th(f"12 months to {months.short(last)}", scope="col"))
    return html.Table(
        [html.Caption(_counted(content)), html.Thead(html.Tr(heads)), html.Tbody(rows)],
        className="present-table present-months",
    )


def _count(pairs: list[tuple[str, int | None]], at: int, start: int) -> str:
    if start + at >= len(pairs):
        return ""
    count = pairs[start + at][1]
    return "not held" if count is None else f"{count:,}"
