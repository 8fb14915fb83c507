"""What stands where the drawer opens, until a place is chosen: what moved, what is coming, and how to read the page."""

from collections.abc import Sequence
from typing import Any

from dash import html

from aim.pages import month_changes
from aim.pages.month_marks import SIGNALS, sentence
from aim.pages.parts import number, period
from aim.pages.state import Choices
from aim.questions.views import DISCUSSION, TOWN, MonthView, SignalRow

_MOVED = 8  # lines of what moved; the rest are counted


def guide(view: MonthView, choices: Choices) -> list[Any]:
    """Plain words for a room that sees the page once a month."""
    return [
        html.H2("What moved"),
        *_moved(view),
        *month_changes.changes(view, choices),
        *_calendar(view),
        html.H3("How to read this"),
        html.P(f"{_numbered(view)} Choose a place to see its months here."),
        html.H3("Beware"),
        html.Ul([html.Li(line) for line in _beware(view)]),
        *_apart(view),
    ]


def _moved(view: MonthView) -> list[Any]:
    """Neighbourhoods and concerns outside what is expected, and how many of them chance alone would give."""
    rows = [row for row in view.signals.outside if view.area.name in (TOWN, row.area)]
    shown, rest = rows[:_MOVED], len(rows) - _MOVED
    content: list[Any] = [html.Ul([html.Li(_signal(row)) for row in shown], className="moved")] if shown else []
    if rest > 0:
        content.append(html.P(f"{number(rest)} more", className="moved-rest"))
    if not rows and view.signals.outside:
        content.append(html.P(f"Nothing in {view.area.title} is outside what is expected."))
    town = "" if view.area.name == TOWN else "In the whole town: "
    said = view.signals.chance
    return [*content, html.P(f"{town}{said if town else sentence(said)}.", className="chance")]


def _signal(row: SignalRow) -> list[Any]:
    return [html.Span(SIGNALS.get(row.signal, ""), className="mark", **{"aria-hidden": "true"}), html.Span(row.text)]


def _calendar(view: MonthView) -> list[html.P]:
    said = (("In this month", view.events), ("Coming up", view.coming_up))
    return [
        html.P([html.Strong(f"{title}: "), f"{'; '.join(events)}."], className="calendar")
        for title, events in said
        if events
    ]


def _numbered(view: MonthView) -> str:
    if view.listed == DISCUSSION:
        said = (
            "Every concern is looked through for places with more than their own history explains, places that stand "
            "out in most months, and places that no longer do."
        )
    else:
        said = (
            "Each numbered place stands out, together with its surroundings, from the rest of the town, and holds "
            "enough itself. Their order is by what happened there, recent months most."
        )
    # The letters are of all concerns, whatever concern is shown: beside fires they are not who reported those.
    return f"{said} Letters: who reports there, of any concern." if _several(view) else said


def _several(view: MonthView) -> bool:
    return len({source.agency for source in view.strip}) > 1


def _apart(view: MonthView) -> Sequence[Any]:
    if not view.apart_names:
        return ()
    where = "" if view.area.name == TOWN else f" in {view.area.title}"
    when = period(view.month, view.window)
    said = f"{number(view.apart)}{where}, {when}, at known places where reports are recorded, in no other figure:"
    return html.H3("Counted apart"), html.P(said), html.Ul([html.Li(name) for name in view.apart_names])


def _beware(view: MonthView) -> list[str]:
    lines = list(view.notes)
    if not view.boundaries_confirmed:
        lines.append("Which ward belongs to which neighbourhood is unconfirmed.")
    if _several(view):
        lines.append("One event may be told to several agencies, and then counts with each.")
    return [*lines, "Points are rounded: a place is an area, not an address."]
