"""Present on a phone: every step as a card, one under the other. Whoever follows along reads, and decides nothing."""

from typing import Any

from dash import html

from aim import months
from aim.pages import present_close, present_steps
from aim.pages.month_marks import PLACES, marked
from aim.pages.parts import unseen
from aim.pages.present_steps import disc, named
from aim.questions.present_views import (
    Coming,
    Held,
    Moved,
    PlaceStep,
    PresentView,
    ReadBack,
    SentStep,
    Where,
)
from aim.questions.reasons import FRAGILE
from layers import charts


def card(view: PresentView) -> html.Section:
    """One step as a card; its heading is the first of the page on the first step only."""
    return html.Section(_content(view), className="present-card", id=f"step-{view.step.number}")


def _content(view: PresentView) -> list[Any]:
    content = view.content
    if isinstance(content, PlaceStep):
        return _place(view, content)
    head, *rest = step_content(view)
    if isinstance(content, ReadBack) and content.closed:
        rest.append(present_close.told(content))
    return [html.H2(head.children) if view.at else head, *rest]


def step_content(view: PresentView) -> list[Any]:
    """What stands on a step that is no place, its heading first."""
    content = view.content
    if isinstance(content, Held):
        return present_steps.held(view, content)
    if isinstance(content, SentStep):
        return present_steps.sent(view, content)
    if isinstance(content, Moved):
        return present_steps.moved(view, content)
    if isinstance(content, Where):
        return present_steps.where(view, content)
    if isinstance(content, Coming):
        return present_steps.coming(view, content)
    if isinstance(content, ReadBack):
        return present_steps.read_back(view, content)
    raise TypeError(f"{type(content).__name__} is a place: it has a screen of its own")


def _place(view: PresentView, content: PlaceStep) -> list[Any]:
    line = content.line
    known = [text for text in line.guards if text != FRAGILE]
    shape = [marked(line.shape, PLACES, name="present-shape"), " · "] if line.shape else []
    return [
        html.P(
            [
                disc(line.number, marked=bool(line.cells)),
                f"{content.turn} · ",
                *shape,
                line.where,
            ],
            className="present-above",
        ),
        html.H2(named(line.called)),
        html.P(content.why, className="present-why"),
        *([html.P([unseen("Beware: "), "; ".join(known)], className="present-guard")] if known else []),
        *([html.P(FRAGILE, className="present-fragile")] if FRAGILE in line.guards else []),
        _bars(view, content),
        html.Ul([html.Li(fact) for fact in content.facts], className="present-facts"),
        html.P(_decided(content), className="present-outcome"),
    ]


def _decided(content: PlaceStep) -> list[Any]:
    if content.trouble:
        return [content.trouble]
    if content.now is not None:
        return [html.Strong("Decided: "), content.now.text]
    if content.earlier is None:
        return ["Not decided yet"]
    told = f", {content.earlier.told}" if content.earlier.told else ""
    since = months.title(content.earlier.decision.month)
    return ["Not decided yet. ", html.Strong(f"From {since}: "), f"{content.earlier.text}{told}"]


def _bars(view: PresentView, content: PlaceStep) -> html.Div:
    """The months as upright bars from zero: a dozen charts at once would hold a phone up."""
    highest = max((value for value in content.series if value is not None), default=0)
    bars = [
        _bar(value, highest, month == view.view.month)
        for month, value in zip(content.months, content.series, strict=True)
    ]
    ends = [html.Span(months.short(content.months[at])) for at in (0, -1)] if content.months else []
    return html.Div(
        [
            html.Div(bars, className="bars", **{"aria-hidden": "true"}),
            html.Div(ends, className="bars-ends", **{"aria-hidden": "true"}),
            unseen(charts.summary(content.months, content.series)),
        ],
        className="present-cardbars",
    )


def _bar(value: int | None, highest: int, is_shown: bool) -> html.Span:
    if value is None:
        return html.Span(className="bar bar--gap")
    share = 100 * value / highest if highest else 0.0
    return html.Span(className="bar bar--now" if is_shown else "bar", style={"height": f"{share:.1f}%"})
