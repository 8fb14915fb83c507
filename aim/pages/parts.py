"""The few building blocks that every part of a page shares."""

from typing import Any

from dash import html

from aim.questions import words
from aim.questions.views import MonthView
from aim.schema import AGENCY_LETTERS

_AGENCIES = {letter: agency for agency, letter in AGENCY_LETTERS.items()}


def link(children: Any, href: str, **properties: Any) -> html.A:
    """A link that changes the address and leaves the page standing: ``assets/address.js`` follows it."""
    return html.A(children, href=href, **{"data-here": "true"}, **properties)


def icon(name: str) -> html.Span:
    """A picture of ``assets/icons.css`` in the colour of the text around it; says nothing to a screen reader."""
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})


def unseen(text: str) -> html.Span:
    """Words for a screen reader only."""
    return html.Span(text, className="unseen")


def letters(agencies: str) -> list[html.Abbr]:
    """One boxed letter for each agency that reports at a place: "P F" -> P F."""
    return [html.Abbr(letter, className="letter", title=_AGENCIES.get(letter, letter)) for letter in agencies.split()]


def below() -> html.Button:
    """What says that there is more below, and leads there: ``assets/below.js`` shows it over what would be cut."""
    return html.Button(className="below", type="button", hidden=True)


def number(count: int) -> str:
    """``12,345``."""
    return f"{count:,}"


def unbroken(text: str) -> str:
    """``text`` with the space before a percent sign made fast, so that no line ends between the two."""
    return text.replace(" %", "\u00a0%")


def period(month: str, window: int) -> str:
    """The months a window covers, in words: ``April to June 2025``."""
    return words.window_title(month, window)


def scope(view: MonthView) -> str:
    """``All concerns, Town, April to June 2025``: what a list or a map is about."""
    return f"{view.concern.title}, {view.area.short}, {period(view.month, view.window)}"


def not_yet(month: str, view: MonthView) -> bool:
    """Whether ``month`` is later than the last one that is complete for every source of the concern."""
    return view.meeting_month is None or month > view.meeting_month


def commands() -> html.Dl:
    """The two commands that fill an empty store."""
    return html.Dl(
        [
            html.Dt("To try it with made-up data"),
            html.Dd(html.Code("aim demo")),
            html.Dt("To load a real extract"),
            html.Dd(html.Code("aim ingest FILE")),
        ],
        className="commands",
    )
