"""What the Trends page is of: the month stepper and the chips for concern and area, as plain content."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aim.pages import menus
from aim.pages.exporting import Offer, menu
from aim.pages.menus import Plain
from aim.pages.plain import element, plain
from aim.pages.trends_address import PICTURES, TABLE, Choices, address
from aim.questions.trend_views import TrendsView
from aim.questions.views import Choice

_EVERY = {"concern": "Every concern, side by side", "area": "Every area, side by side"}
_SHORT = {"concern": "Every concern", "area": "Every area"}


def controls(view: TrendsView, choices: Choices, marking: str) -> list[Plain]:
    """Month stepper, the two chips, the way to the table and back, and what leaves."""
    chips = [
        _chip("Concern", view.concern, view.concerns, choices, "concern"),
        _chip("Area", view.area, view.areas, choices, "area"),
        _turn(choices),
        _export(view, choices, marking),
    ]
    stepper = menus.stepper(
        view.months, view.month, lambda month: address(choices, month=month), meeting=view.meeting_month
    )
    return [stepper, element("div", chips, className="chips")]


def _export(view: TrendsView, choices: Choices, marking: str) -> Plain:
    """What is on the page as a file: its concerns and areas in its month."""
    shown = Choices(month=view.month, concern=choices.concern, area=choices.area, as_of=choices.as_of)
    concern = _EVERY["concern"] if view.concern is None else view.concern.title
    area = _EVERY["area"] if view.area is None else view.area.title
    said = (
        f"{marking}\n{view.headline} {concern}; {area}. Picture {view.picture}, as at {view.as_at}. {view.attribution}"
    )
    same = address(replace(choices, month=view.month, as_of=view.picture))
    offer = Offer(
        "trends",
        address(shown),
        public=address(shown, as_of=None),
        marking=marking,
        link=same,
        caption=said,
        earlier=view.since is not None,
    )
    found: Plain = plain(menu(offer))
    return found


def _turn(choices: Choices) -> Plain:
    if choices.view == TABLE:
        return menus.link("As pictures", address(choices, view=PICTURES), className="button")
    return menus.link([menus.icon("table"), "As table"], address(choices, view=TABLE), className="button")


def _chip(title: str, chosen: Choice | None, offered: Sequence[Choice], choices: Choices, name: str) -> Plain:
    called = _SHORT[name] if chosen is None else chosen.short if name == "area" else chosen.title
    items = [menus.item(_EVERY[name], address(choices, **{name: None}), chosen=chosen is None)]
    items += [menus.item(each.title, address(choices, **{name: each.name}), chosen=each == chosen) for each in offered]
    label: list[Any] = [menus.unseen(f"{title}: "), called]
    return menus.menu(label, [element("p", title, className="menu-title"), element("ul", items)], className="chip")
