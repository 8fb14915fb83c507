"""What the page is about: the month stepper and the chips for concern, area and window. Every choice is a link.

A menu is a disclosure with a list of links, the plainest form there is: it works from the keyboard, a reader says
it right, and each choice can be opened in a tab of its own. ``assets/address.js`` closes it again.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dash import dcc, html

from aim import months
from aim.pages import present_address
from aim.pages.parts import icon, link, not_yet, step, unseen
from aim.pages.state import Choices, address
from aim.questions.views import Choice, MonthView

_MONTHS_A_ROW = 6


def controls(view: MonthView, choices: Choices) -> list[Any]:
    """The way into the meeting, the month stepper and the three chips."""
    window, windows = _window(view.window), [_window(count) for count in view.windows]
    chips = [
        _chip("Concern", view.concern, view.concerns, choices, "concern"),
        _chip("Area", view.area, view.areas, choices, "area"),
        _chip("Months counted together", window, windows, choices, "window"),
    ]
    return [_present(view), _stepper(view, choices), html.Div(chips, className="chips")]


def _present(view: MonthView) -> dcc.Link:
    """To Present, within the document: another one would leave the whole screen that ``assets/present.js`` asks for."""
    return dcc.Link(
        "Present",
        href=f"{present_address.PATH}{present_address.address(present_address.Choices(month=view.month))}",
        id="present-open",
        className="button button--strong",
    )


def _window(count: int) -> Choice:
    title = "1 month" if count == 1 else f"{count} months"
    return Choice(str(count), title, title)


def _chip(title: str, chosen: Choice, offered: Sequence[Choice], choices: Choices, name: str) -> html.Details:
    label = [unseen(f"{title}: "), chosen.short if name == "area" else chosen.title]
    items = [_item(choice, choices, name, chosen=choice.name == chosen.name) for choice in offered]
    return _menu(label, [html.P(title, className="menu-title"), html.Ul(items)], className="chip")


def _menu(label: list[Any], content: list[Any], *, className: str) -> html.Details:
    return html.Details(
        [html.Summary([*label, icon("down")], className=className), html.Div(content, className="menu-sheet")],
        className="menu",
    )


def _item(choice: Choice, choices: Choices, name: str, *, chosen: bool) -> html.Li:
    value: Any = int(choice.name) if name == "window" else choice.name
    # Another concern or window is another question: the list beside the map is again the usual one for it.
    follows: dict[str, Any] = {"place": None} if name == "area" else {"list": None}
    changes = {name: value} | follows
    mark = icon("check") if chosen else html.Span(className="icon")
    current = {"aria-current": "true"} if chosen else {}
    return html.Li(link([mark, choice.title], address(choices, **changes), className="menu-item", **current))


def _stepper(view: MonthView, choices: Choices) -> html.Div:
    at = view.months.index(view.month) if view.month in view.months else -1
    earlier = view.months[at - 1] if at > 0 else None
    later = view.months[at + 1] if 0 <= at < len(view.months) - 1 else None
    label: list[Any] = [unseen("Month: "), months.title(view.month) if view.complete else months.short(view.month)]
    if not view.complete:
        label.append(html.Span("not complete yet", className="tag"))
    return html.Div(
        [
            _step(earlier, choices, "previous", "Earlier"),
            _menu(label, _years(view, choices), className="stepper-month"),
            _step(later, choices, "next", "Later"),
        ],
        className="stepper",
        role="group",
        **{"aria-label": "Month"},
    )


def _step(month: str | None, choices: Choices, name: str, word: str) -> html.A | html.Span:
    return step(month, address(choices, month=month), name, word)


def _years(view: MonthView, choices: Choices) -> list[Any]:
    """The months held, latest year first, as a block of month names a year."""
    content: list[Any] = []
    for year, held in groupby(reversed(view.months), key=lambda month: month[:4]):
        content.append(html.P(year, className="menu-title"))
        content.append(html.Ul([_month(month, view, choices) for month in sorted(held)], className="menu-months"))
    return content


def _month(month: str, view: MonthView, choices: Choices) -> html.Li:
    words = months.title(month) + (", not complete yet" if not_yet(month, view) else "")
    marks = " is-incomplete" if not_yet(month, view) else ""
    current = {"aria-current": "true"} if month == view.month else {}
    return html.Li(
        link(
            [html.Span(months.short(month)[:3], **{"aria-hidden": "true"}), unseen(words)],
            address(choices, month=month),
            className=f"menu-item{marks}",
            **current,
        ),
        style={"gridColumn": months.number(month) % 12 % _MONTHS_A_ROW + 1},  # every January under the other
    )
