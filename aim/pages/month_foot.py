"""The bottom line: which picture this is, how old, and what it leaves out."""

from typing import Any

from dash import html

from aim.pages.parts import number, period
from aim.questions.views import MonthView


def foot(view: MonthView) -> list[Any]:
    """Known places apart, boundaries, picture, as-at and attribution, in the order people ask for them."""
    parts: list[Any] = [html.Span(_apart(view), title="; ".join(view.apart_names) or None)]
    if not view.boundaries_confirmed:
        parts.append(html.Span("Boundaries unconfirmed"))
    parts += [
        html.Span(["Picture ", html.Code(view.picture)]),
        html.Span(f"As at {view.as_at}"),
        html.Span(view.attribution, className="attribution"),
    ]
    return parts


def _apart(view: MonthView) -> str:
    return f"{number(view.apart)} at known places, {period(view.month, view.window)}, shown apart"
