"""The list beside the map: the places for discussion, or the busiest places; two tabs lead from one to the other."""

from collections.abc import Sequence
from typing import Any

from dash import html

from aim.pages import month_discussion
from aim.pages.month_guard import guarded, one_location
from aim.pages.parts import letters, link, period, unseen
from aim.pages.state import Choices, address
from aim.questions.decisions import MonthDecisions
from aim.questions.views import BUSIEST, DISCUSSION, TOWN, DiscussionRow, MonthView, PlaceRow

VISIBLE = 9
_TITLES = {DISCUSSION: "For discussion", BUSIEST: "Busiest places"}


def places(
    view: MonthView, choices: Choices, decided: MonthDecisions | None = None, *, over: bool = False
) -> list[Any]:
    """The tabs and the rows of the list that is shown, those for discussion with what was ``decided`` about them.

    ``over``: the meeting is closed.
    """
    chosen = chosen_row(view, choices.place)
    if view.listed == DISCUSSION:
        lanes = month_discussion.lanes(view, choices, chosen, decided, over=over)
        return [_head(view, choices, period(view.month, 1)), *lanes]
    heading = _head(view, choices, period(view.month, view.window))
    if not view.places:
        return [heading, html.P(_nothing(view), className="places-none")]
    alone = guarded(view)
    rows = [html.Li(_row(row, choices, chosen=row is chosen, alone=row.key in alone)) for row in view.places]
    content: list[Any] = [heading, html.Ol(rows[:VISIBLE], className="places")]
    if rest := rows[VISIBLE:]:
        content.append(_more(rest, opened=chosen in view.places[VISIBLE:]))
    return content


def listed_rows(view: MonthView) -> Sequence[PlaceRow | DiscussionRow]:
    """The rows of the list that is shown, by whose numbers the map is marked: none of what stands apart."""
    return view.discussed if view.listed == DISCUSSION else view.places


def chosen_row(view: MonthView, place: str | None) -> PlaceRow | DiscussionRow | None:
    """The row of the list whose place holds the cell ``place``, if any."""
    if place is None:
        return None
    rows: Sequence[PlaceRow | DiscussionRow] = view.discussion.rows if view.listed == DISCUSSION else view.places
    return next((row for row in rows if place == row.key or place in row.cells), None)


def _head(view: MonthView, choices: Choices, when: str) -> html.Div:
    tabs = [_tab(view, choices, name) for name in (DISCUSSION, BUSIEST)]
    return html.Div(
        [
            html.H2(f"{_TITLES[view.listed]}, {when}", className="unseen"),
            html.Nav(tabs, className="lists", **{"aria-label": "Lists"}),
            html.Span(when, className="period", **{"aria-hidden": "true"}),
        ],
        className="panel-head",
    )


def _tab(view: MonthView, choices: Choices, name: str) -> html.A:
    current = {"aria-current": "true"} if name == view.listed else {}
    asked = None if name == view.usual_list else name
    return link(_TITLES[name], address(choices, list=asked, place=None), className="list-tab", **current)


def _more(rest: list[html.Li], *, opened: bool) -> html.Details:
    words = "1 more place" if len(rest) == 1 else f"{len(rest)} more places"
    return html.Details(
        [html.Summary(words), html.Ol(rest, className="places", start=VISIBLE + 1)], open=opened, className="more"
    )


def _nothing(view: MonthView) -> str:
    if all(card.count is None for card in view.cards):
        return f"{view.concern.title}: no figures, so that no place can be told to stand out."
    where = "the town" if view.area.name == TOWN else view.area.title
    return f"{view.concern.title}: no place in {where} stands out, together with its surroundings, from the rest."


def _row(row: PlaceRow, choices: Choices, *, chosen: bool, alone: bool) -> html.A:
    """``alone``: one location may explain it."""
    kept = " is-named-here" if alone else ""  # not named on paper
    title = [
        html.Span(row.name, className=f"place-name{kept}"),
        html.Span(month_discussion.where(row), className="place-ward"),
        *([one_location()] if alone else []),
        html.Span(letters(row.agencies), className="place-agencies"),
    ]
    return link(
        [
            html.Span([unseen("Place "), str(row.number)], className="place-number"),
            html.Span(
                [html.Span(title, className="place-title"), html.Span(row.why, className="place-why")],
                className="place-text",
            ),
        ],
        address(choices, place=None if chosen else row.key),
        className="place" + (" is-chosen" if chosen else ""),
        **{"data-place": row.key},
        **({"aria-current": "true"} if chosen else {}),
    )
