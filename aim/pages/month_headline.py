"""The top of the Month page: the sentence that matters, and what somebody must know before reading on."""

import re
from collections.abc import Sequence
from typing import Any

from dash import html

from aim.pages import earlier
from aim.pages.parts import commands, unbroken
from aim.pages.state import Choices, address
from aim.questions.views import MonthView

# Characters from which a headline is set smaller: the room beside the menus is the same for all.
_ONE_SIZE_SMALLER = 90


def headline(view: MonthView) -> list[Any]:
    """The headline, which says itself where a month is not complete, and the sentence under it."""
    marks = "headline" + ("" if view.complete else " is-incomplete")
    marks += " is-long" if len(view.headline) > _ONE_SIZE_SMALLER else ""
    # A sentence that does not fit beside the one before it begins a line.
    parts = re.split(r"(?<=\.) ", view.headline)
    said = [each for part in parts for each in (" ", html.Span(part, className="headline-part"))][1:]
    return [html.H1(said, className=marks), html.P(unbroken(view.sentence), className="sentence")]


def welcome() -> html.Div:
    """The page before anything is loaded: what it will show, and the two commands that fill it."""
    return html.Div(
        [
            html.H1("Nothing is loaded yet", className="headline"),
            html.P("This page will show where the town's incidents gather, month by month.", className="sentence"),
            commands(),
            html.P("The page fills itself as soon as the command has finished.", className="sentence"),
        ],
        className="welcome",
    )


def notices(view: MonthView | None, ignored: Sequence[str], choices: Choices | None = None) -> list[Any]:
    """What somebody must know before reading on: parts of the address left out, results behind the data."""
    lines: list[Any] = []
    if view is not None and view.since is not None:
        back = address(choices or Choices(), as_of=None)
        said = "It can be read, and nothing decided on it."
        lines.append(earlier.notice(view.picture, view.as_at, view.since, back, beware=said))
    if ignored:
        lines.append(html.P("Left out: " + "; ".join(ignored) + ".", className="notice"))
    if view is not None and view.behind:
        text = "Data or settings have changed: the figures below are from before, until the new ones are worked out."
        lines.append(html.P(text, className="notice notice--behind"))
    return lines
