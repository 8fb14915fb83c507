"""The bottom line: which picture this is, how old, and what it leaves out."""

from typing import Any

from dash import html

from aim.pages.month_marks import sentence
from aim.pages.parts import link, number, period
from aim.pages.state import Choices, address
from aim.questions.ground import Roads
from aim.questions.views import MonthView
from aim.questions.words import listed


def foot(view: MonthView, choices: Choices, roads: Roads | None = None) -> list[Any]:
    """What chance alone would give, known places apart, boundaries, picture, as-at and attribution, also the roads'."""
    parts: list[Any] = [
        html.Span(sentence(view.signals.chance)),
        html.Span(_apart(view), title="; ".join(view.apart_names) or None),
    ]
    if not view.boundaries_confirmed:
        parts.append(html.Span("Boundaries unconfirmed"))
    parts += [
        html.Span(["Picture ", _kept(view, choices)]),
        html.Span(f"As at {view.as_at}"),
    ]
    if view.agreed:
        parts.append(html.Span(f"{listed(view.agreed)}: shared under agreement, not under the licence below"))
    said = f"{view.attribution} Roads: {roads.attribution}" if roads else view.attribution
    return [*parts, html.Span(said, className="attribution")]


def _kept(view: MonthView, choices: Choices) -> html.A:
    """The picture's name, which opens this page again as it is now, whatever is loaded or changed later."""
    here = address(choices, as_of=view.picture, month=view.month)
    return link(html.Code(view.picture), here, title="Opens this page again as it is now, whatever is loaded later")


def _apart(view: MonthView) -> str:
    return f"{number(view.apart)} at known places, {period(view.month, view.window)}, shown apart"
