"""What the Trends page is of: the month stepper and the chips for concern and area. Every choice is a link.

The same disclosures with lists of links as on the Month page, here over this page's own address.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from dash import html

from aim import months
from aim.pages.exporting import Offer, menu
from aim.pages.parts import icon, link, step, unseen
from aim.pages.trends_address import PICTURES, TABLE, Choices, address
from aim.questions.trend_views import TrendsView
from aim.questions.views import Choice

_MONTHS_A_ROW = 6
_EVERY = {"concern": "Every concern, side by side", "area": "Every area, side by side"}
_SHORT = {"concern": "Every concern", "area": "Every area"}


def controls(view: TrendsView, choices: Choices, marking: str) -> list[Any]:
    """Month stepper, the two chips, the way to the table and back, and what leaves."""
    chips = [
        _chip("Concern", view.concern, view.concerns, choices, "concern"),
        _chip("Area", view.area, view.areas, choices, "area"),
        _turn(choices),
        _export(view, choices, marking),
    ]
    return [_stepper(view, choices), html.Div(chips, className="chips")]


def _export(view: TrendsView, choices: Choices, marking: str) -> html.Details:
    """What is on the page as a file: its concerns and areas in its month."""
    query = address(Choices(month=view.month, concern=choices.concern, area=choices.area, as_of=choices.as_of))
    concern = _EVERY["concern"] if view.concern is None else view.concern.title
    area = _EVERY["area"] if view.area is None else view.area.title
    said = (
        f"{marking}\n{view.headline} {concern}; {area}. Picture {view.picture}, as at {view.as_at}. {view.attribution}"
    )
    same = address(replace(choices, month=view.month, as_of=view.picture))
    return menu(Offer("trends", query, public=query, marking=marking, link=same, caption=said))


def _turn(choices: Choices) -> html.A:
    if choices.view == TABLE:
        return link("As pictures", address(choices, view=PICTURES), className="button")
    return link([icon("table"), "As table"], address(choices, view=TABLE), className="button")


def _chip(title: str, chosen: Choice | None, offered: Sequence[Choice], choices: Choices, name: str) -> html.Details:
    called = _SHORT[name] if chosen is None else chosen.short if name == "area" else chosen.title
    items = [_item(_EVERY[name], address(choices, **{name: None}), chosen=chosen is None)]
    items += [_item(each.title, address(choices, **{name: each.name}), chosen=each == chosen) for each in offered]
    return _menu([unseen(f"{title}: "), called], [html.P(title, className="menu-title"), html.Ul(items)], "chip")


def _menu(label: list[Any], content: list[Any], name: str) -> html.Details:
    return html.Details(
        [html.Summary([*label, icon("down")], className=name), html.Div(content, className="menu-sheet")],
        className="menu",
    )


def _item(title: str, href: str, *, chosen: bool) -> html.Li:
    mark = icon("check") if chosen else html.Span(className="icon")
    current = {"aria-current": "true"} if chosen else {}
    return html.Li(link([mark, title], href, className="menu-item", **current))


def _stepper(view: TrendsView, choices: Choices) -> html.Div:
    at = view.months.index(view.month)
    earlier = view.months[at - 1] if at else None
    later = view.months[at + 1] if at < len(view.months) - 1 else None
    label: list[Any] = [unseen("Month: "), months.short(view.month) if _open(view.month, view) else _title(view)]
    if _open(view.month, view):
        label.append(html.Span("not complete yet", className="tag"))
    return html.Div(
        [
            _step(earlier, choices, "previous", "Earlier"),
            _menu(label, _years(view, choices), "stepper-month"),
            _step(later, choices, "next", "Later"),
        ],
        className="stepper",
        role="group",
        **{"aria-label": "Month"},
    )


def _title(view: TrendsView) -> str:
    return months.title(view.month)


def _open(month: str, view: TrendsView) -> bool:
    """Whether ``month`` is later than the last one that is complete for every source."""
    return view.meeting_month is None or month > view.meeting_month


def _step(month: str | None, choices: Choices, name: str, word: str) -> html.A | html.Span:
    return step(month, address(choices, month=month), name, word)


def _years(view: TrendsView, choices: Choices) -> list[Any]:
    content: list[Any] = []
    for year, held in groupby(reversed(view.months), key=lambda month: month[:4]):
        content.append(html.P(year, className="menu-title"))
        content.append(html.Ul([_month(month, view, choices) for month in sorted(held)], className="menu-months"))
    return content


def _month(month: str, view: TrendsView, choices: Choices) -> html.Li:
    later = _open(month, view)
    current = {"aria-current": "true"} if month == view.month else {}
    return html.Li(
        link(
            [
                html.Span(months.short(month)[:3], **{"aria-hidden": "true"}),
                unseen(months.title(month) + (", not complete yet" if later else "")),
            ],
            address(choices, month=month),
            className=f"menu-item{' is-incomplete' if later else ''}",
            **current,
        ),
        style={"gridColumn": months.number(month) % 12 % _MONTHS_A_ROW + 1},
    )
