"""The line over every step: the agenda with where the meeting is, the clock, and what the keys do."""

from typing import Any

from dash import html

from aim import months
from aim.pages.parts import icon, link, unseen
from aim.pages.present_address import MAP, TABLE, Choices, address
from aim.questions.present import ITEMS
from aim.questions.present_views import PresentView

KEYS = (
    ("← →", "The step before, the next step"),
    ("1 2 3 4", "Send, Watch, Known, Not now"),
    ("Enter", "Save what is entered"),
    ("Esc", "Leave a field, close what is open, back to the Month page"),
    ("M", "The map, over the whole screen beside a place"),
    ("T", "The same as a table"),
    ("C", "Close the meeting, at the read back"),
    ("B", "A blank screen; any key brings it back"),
    ("R", "The ninety minutes begin now"),
    ("?", "This list"),
)
_MAP_STEP = str(ITEMS.index("Where"))


def clock() -> html.Div:
    """The time and the minutes left, which ``assets/present-clock.js`` fills: nobody need hear them each minute."""
    return html.Div(
        [html.Span(id="present-time"), html.Span(id="present-left")],
        className="present-clock",
        **{"aria-hidden": "true"},
    )


def top(view: PresentView, choices: Choices) -> list[Any]:
    """The month, the agenda, and the ways on for a mouse."""
    return [
        html.P(months.title(view.view.month), className="present-month"),
        html.Nav(
            html.Ol([_item(view, choices, item) for item in ITEMS]), className="agenda", **{"aria-label": "Agenda"}
        ),
        html.Div(
            [
                _way(view, choices, -1, "previous", "The step before"),
                _way(view, choices, 1, "next", "The next step"),
                html.Button(
                    ["?", unseen(" shows the keys")], id="present-help", className="present-tool", type="button"
                ),
                html.A(
                    [icon("close"), unseen("Back to the Month page")],
                    href=f"/?month={view.view.month}",
                    id="present-leave",
                    className="present-tool",
                ),
            ],
            className="present-tools",
        ),
    ]


def _item(view: PresentView, choices: Choices, item: str) -> html.Li:
    """One line of the agenda: a link to its first step."""
    number = next(step.number for step in view.steps if step.item == item)
    current = {"aria-current": "step"} if view.step.item == item else {}
    # The words once more, for the stylesheet: in bold they take no more room than they have.
    return html.Li(link(item, _to(view, choices, number), **current, **{"data-words": item}))


def _to(view: PresentView, choices: Choices, number: str) -> str:
    """The address of a step of the month that is shown: that another month becomes complete may not move a meeting."""
    return address(choices, month=view.view.month, step=number, view=None)


def _way(view: PresentView, choices: Choices, by: int, name: str, words: str) -> html.A | html.Span:
    at = view.at + by
    if not 0 <= at < len(view.steps):
        return html.Span(icon(name), className="present-tool is-end", **{"aria-hidden": "true"})
    href = _to(view, choices, view.steps[at].number)
    return link([icon(name), unseen(words)], href, className="present-tool", **{"data-step": name})


def keys(view: PresentView, choices: Choices) -> list[Any]:
    """What each key does, with the ways that no other link of the page leads."""
    lines = [html.Div([html.Dt(key), html.Dd(words)]) for key, words in KEYS]
    ways = [
        link(words, _form(view, choices, form), id=f"present-to-{form}", className="button")
        for form, words in ((MAP, "Map"), (TABLE, "Table"))
    ]
    close = html.Button("Close", id="present-keys-close", className="button", type="button")
    return [html.H2("Keys", tabIndex="-1"), html.Dl(lines), html.Div([*ways, close], className="present-keys-ways")]


def _form(view: PresentView, choices: Choices, form: str) -> str:
    """The map or the table of a step that has one, or back from it; from another step to that of the map."""
    mine = view.step.item in ("Where", "Places") and view.rows
    number = view.step.number if mine else _MAP_STEP
    usual = form == MAP and number == _MAP_STEP
    return address(
        choices,
        month=view.view.month,
        step=number,
        view=None if usual or (mine and choices.view == form) else form,
    )
