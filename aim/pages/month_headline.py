"""The top of the Month page: the sentence that matters, what month and concern it is about, and what to beware of."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import dash_mantine_components as dmc
from dash import html

from aim import months
from aim.pages.parts import icon, link, not_yet, unbroken, unseen
from aim.pages.state import Choices, address
from aim.questions.views import Choice, MonthView

_MONTHS_A_ROW = 6


def headline(view: MonthView) -> list[Any]:
    """The headline, which says itself where a month is not complete, the sentence under it, and what to beware of."""
    marks = "headline" + ("" if view.complete else " is-incomplete")
    notes = [html.P(" ".join(view.notes), className="note")] if view.notes else []
    return [html.H1(view.headline, className=marks), html.P(unbroken(view.sentence), className="sentence"), *notes]


def welcome() -> html.Div:
    """The page before anything is loaded: what it will show, and the two commands that fill it."""
    return html.Div(
        [
            html.H1("Nothing is loaded yet", className="headline"),
            html.P("This page will show where the town's incidents gather, month by month.", className="sentence"),
            html.Dl(
                [
                    html.Dt("To try it with made-up data"),
                    html.Dd(html.Code("aim demo")),
                    html.Dt("To load a real extract"),
                    html.Dd(html.Code("aim ingest FILE")),
                ],
                className="commands",
            ),
            html.P("The page fills itself as soon as the command has finished.", className="sentence"),
        ],
        className="welcome",
    )


def notices(view: MonthView | None, ignored: Sequence[str]) -> list[html.P]:
    """What somebody must know before reading on: parts of the address left out, results behind the data."""
    lines = []
    if ignored:
        lines.append(html.P("Left out: " + "; ".join(ignored) + ".", className="notice"))
    if view is not None and view.behind:
        text = "New data has arrived and is being worked out: the figures below are from before it."
        lines.append(html.P(text, className="notice notice--behind"))
    return lines


def controls(view: MonthView, choices: Choices) -> list[Any]:
    """Month stepper and the three chips, all of them links."""
    return [
        _stepper(view, choices),
        html.Div(
            [
                _chip("Concern", view.concern, view.concerns, choices, "concern"),
                _chip("Area", view.area, view.areas, choices, "area"),
                _chip(
                    "Months counted together",
                    _window(view.window),
                    [_window(w) for w in view.windows],
                    choices,
                    "window",
                ),
            ],
            className="chips",
        ),
    ]


def _window(count: int) -> Choice:
    title = "1 month" if count == 1 else f"{count} months"
    return Choice(str(count), title, title)


def _chip(title: str, chosen: Choice, offered: Sequence[Choice], choices: Choices, name: str) -> dmc.Menu:
    button = html.Button(
        [unseen(f"{title}: "), chosen.short if name == "area" else chosen.title, icon("down")],
        className="chip",
        type="button",
    )
    items = [_item(choice, choices, name, chosen=choice.name == chosen.name) for choice in offered]
    return _menu(button, [dmc.MenuLabel(title), *items])


def _item(choice: Choice, choices: Choices, name: str, *, chosen: bool) -> dmc.MenuItem:
    value: Any = int(choice.name) if name == "window" else choice.name
    changes = {name: value} | ({"place": None} if name == "area" else {})
    return dmc.MenuItem(
        [choice.title, unseen(" (chosen)")] if chosen else choice.title,
        href=address(choices, **changes),
        leftSection=icon("check") if chosen else html.Span(className="icon"),
    )


def _menu(target: Any, content: list[Any], *, wide: bool = False) -> dmc.Menu:
    return dmc.Menu(
        [dmc.MenuTarget(target), dmc.MenuDropdown(content, className="menu menu--months" if wide else "menu")],
        position="bottom-end",
        shadow="md",
        transitionProps={"duration": 0},
        withinPortal=True,
    )


def _stepper(view: MonthView, choices: Choices) -> html.Div:
    at = view.months.index(view.month) if view.month in view.months else -1
    earlier = view.months[at - 1] if at > 0 else None
    later = view.months[at + 1] if 0 <= at < len(view.months) - 1 else None
    label: list[Any] = [unseen("Month: "), months.title(view.month) if view.complete else months.short(view.month)]
    if not view.complete:
        label.append(html.Span("not complete yet", className="tag"))
    button = html.Button([*label, icon("down")], className="stepper-month", type="button")
    return html.Div(
        [
            _step(earlier, choices, "previous", "Earlier"),
            _menu(button, _years(view, choices), wide=True),
            _step(later, choices, "next", "Later"),
        ],
        className="stepper",
        role="group",
        **{"aria-label": "Month"},
    )


def _step(month: str | None, choices: Choices, name: str, word: str) -> html.A | html.Span:
    if month is None:
        return html.Span(icon(name), className="step step--end", **{"aria-hidden": "true"})
    text = f"{word}: {months.title(month)}"
    return link(
        [icon(name), unseen(text)], address(choices, month=month), className="step", title=text, **{"data-step": name}
    )


def _years(view: MonthView, choices: Choices) -> list[Any]:
    """The months held, latest year first, as a block of month names a year."""
    content: list[Any] = []
    for year, held in groupby(reversed(view.months), key=lambda month: month[:4]):
        content.append(dmc.MenuLabel(year))
        content.append(html.Div([_month_item(month, view, choices) for month in sorted(held)], className="months"))
    return content


def _month_item(month: str, view: MonthView, choices: Choices) -> dmc.MenuItem:
    incomplete = not_yet(month, view)
    words = months.title(month) + (", not complete yet" if incomplete else "")
    words += " (chosen)" if month == view.month else ""
    marks = " is-chosen" * (month == view.month) + " is-incomplete" * incomplete
    column = (months.number(month) % 12) % _MONTHS_A_ROW + 1  # every January under the other
    return dmc.MenuItem(
        months.short(month)[:3],
        style={"gridColumn": column},
        href=address(choices, month=month),
        className=("month-item" + marks),
        **{"aria-label": words},
    )
