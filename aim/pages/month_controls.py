"""What the page is about: the month stepper and the chips for concern, area and window. Every choice is a link."""

from collections.abc import Sequence
from typing import Any

from dash import dcc

from aim.pages import menus, present_address
from aim.pages.menus import Plain
from aim.pages.plain import element
from aim.pages.state import Choices, address
from aim.questions.views import Choice, MonthView


def way_in(view: MonthView) -> dcc.Link | None:
    """To Present, within the document: another one would leave the whole screen that ``assets/present.js`` asks for.

    None from a picture of before: it is read and nothing is decided on it, and Present would show another one.
    """
    if view.since is not None:
        return None
    return dcc.Link(
        "Present",
        href=f"{present_address.PATH}{present_address.address(present_address.Choices(month=view.month))}",
        id="present-open",
        className="button button--strong",
    )


def controls(view: MonthView, choices: Choices) -> list[Plain]:
    """The month stepper and the three chips, as plain content: with ten years of months they are hundreds of links."""
    window, windows = _window(view.window), [_window(count) for count in view.windows]
    chips = [
        _chip("Concern", view.concern, view.concerns, choices, "concern"),
        _chip("Area", view.area, view.areas, choices, "area"),
        _chip("Months counted together", window, windows, choices, "window"),
    ]
    stepper = menus.stepper(
        view.months,
        view.month,
        lambda month: address(choices, month=month),
        meeting=view.meeting_month,
        unsure=not view.complete,
    )
    return [stepper, element("div", chips, className="chips")]


def _window(count: int) -> Choice:
    title = "1 month" if count == 1 else f"{count} months"
    return Choice(str(count), title, title)


def _chip(title: str, chosen: Choice, offered: Sequence[Choice], choices: Choices, name: str) -> Plain:
    label: list[Any] = [menus.unseen(f"{title}: "), chosen.short if name == "area" else chosen.title]
    items = [menus.item(each.title, _href(each, choices, name), chosen=each.name == chosen.name) for each in offered]
    return menus.menu(label, [element("p", title, className="menu-title"), element("ul", items)], className="chip")


def _href(choice: Choice, choices: Choices, name: str) -> str:
    value: Any = int(choice.name) if name == "window" else choice.name
    # Another concern or window is another question: the list beside the map is again the usual one for it.
    follows: dict[str, Any] = {"place": None} if name == "area" else {"list": None}
    return address(choices, **({name: value} | follows))
