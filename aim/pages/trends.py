"""The Trends page ``/trends``: every concern in every area over two years, and what its season did not lead to expect.

``?month=&concern=&area=&view=table``; a concern that is chosen is also shown year by year. ``?as-of=ID`` shows it as
it was for an earlier picture.
"""

import re
from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, State, dcc, html

from aim.config import Config
from aim.errors import QuestionError, UnknownPictureError
from aim.pages import earlier, filling, ids, trends_controls, trends_pictures, trends_season, trends_table
from aim.pages.parts import commands
from aim.pages.plain import plain
from aim.pages.trends_address import TABLE, Choices, address, known, read
from aim.questions.trend_page import trends_view
from aim.questions.trend_views import TrendsView
from aim.questions.words import listed

TITLE = "Trends"
PATH = "/trends"
_ONE_SIZE_SMALLER = 90  # characters from which a headline is, as on Month


def layout(**_query: str) -> html.Div:
    """The frame; one callback fills it from the address, and again when another picture was built."""
    return html.Div(
        [
            dcc.Store(id=ids.TRENDS_CONTENT),
            dcc.Store(id=ids.TRENDS_MENUS),
            html.Div(id=ids.TRENDS_NOTICES, className="notices", **{"aria-live": "polite"}),
            html.Div(
                [html.Div(id=ids.TRENDS_HEAD), html.Div(id=ids.TRENDS_CONTROLS, className="controls")], className="top"
            ),
            html.Section(id=ids.TRENDS_MAIN, **{"aria-label": "Concerns and areas"}),
            html.Section(id=ids.TRENDS_SEASON, className="season", **{"aria-label": "Year by year"}),
            html.Footer(id=ids.TRENDS_FOOT, className="foot"),
        ],
        id=ids.TRENDS,
        className="trends is-waiting",
    )


def register(app: Dash) -> None:
    """The page's callbacks."""

    def fill(config: Config, search: str, *, theme: str) -> dict[str, Any]:
        found = regions(config, search, theme=theme)
        return found | {"main": plain(found["main"])}

    filling.register(app, PATH, _REGIONS, fill, theme=filling.THEME)
    for content, region in ((ids.TRENDS_CONTENT, ids.TRENDS_MAIN), (ids.TRENDS_MENUS, ids.TRENDS_CONTROLS)):
        app.clientside_callback(ClientsideFunction("aim_plain", "draw"), Input(content, "data"), State(region, "id"))
    app.clientside_callback(
        ClientsideFunction("aim_trends", "watch"), Input(ids.TRENDS_CONTENT, "data"), State(ids.TRENDS, "id")
    )


_REGIONS = {
    "page": (ids.TRENDS, "className"),
    "notices": (ids.TRENDS_NOTICES, "children"),
    "head": (ids.TRENDS_HEAD, "children"),
    "controls": (ids.TRENDS_MENUS, "data"),
    "main": (ids.TRENDS_CONTENT, "data"),
    "season": (ids.TRENDS_SEASON, "children"),
    "foot": (ids.TRENDS_FOOT, "children"),
}


def regions(config: Config, search: str | None, *, theme: str) -> dict[str, Any]:
    """What every region of the page is to hold."""
    view, choices, ignored = ask(config, search)
    said = _notices(view, choices, ignored)
    if view is None:
        return dict.fromkeys(_REGIONS, None) | {"page": "trends is-empty", "notices": said, "main": _nothing()}
    shown = trends_table.table if choices.view == TABLE else trends_pictures.pictures
    return {
        "page": "trends",
        "notices": said,
        "head": _headline(view.headline),
        "controls": trends_controls.controls(view, choices, config.marking),
        "main": shown(view, choices),
        "season": trends_season.season(view, view.season, choices, theme=theme) if view.season else [],
        "foot": _foot(view),
    }


def ask(config: Config, search: str | None) -> tuple[TrendsView | None, Choices, tuple[str, ...]]:
    """What ``search`` names; whatever it names wrongly is left out and said."""
    choices, ignored = read(search)
    try:
        return _view(config, choices), choices, ignored
    except UnknownPictureError:
        choices = replace(choices, as_of=None)
        ignored = (*ignored, "the picture in the address: none of that name is kept here")
    except QuestionError:
        pass
    usual = trends_view(config, as_of=choices.as_of)
    if usual is None:
        return None, choices, ignored
    choices, lost = known(choices, usual)
    return _view(config, choices), choices, ignored + lost


def _view(config: Config, choices: Choices) -> TrendsView | None:
    return trends_view(config, month=choices.month, concern=choices.concern, area=choices.area, as_of=choices.as_of)


def _notices(view: TrendsView | None, choices: Choices, ignored: tuple[str, ...]) -> list[Any]:
    lines: list[Any] = [html.P(f"Left out: {'; '.join(ignored)}.", className="notice")] if ignored else []
    if view is None:
        return lines
    if view.since is not None:
        lines.append(earlier.notice(view.picture, view.as_at, view.since, address(choices, as_of=None)))
    elif view.behind:
        words = "Data or settings have changed: the figures below are from before, until the new ones are worked out."
        lines.append(html.P(words, className="notice notice--behind"))
    return lines


def _headline(words: str) -> html.H1:
    """The headline, a long one a size smaller; a number stays beside its word at the end of a line."""
    mark = "headline is-long" if len(words) > _ONE_SIZE_SMALLER else "headline"
    return html.H1(re.sub(r"(about|of|under) (?=\d)", "\\1\u00a0", words), className=mark, tabIndex="-1")


def _nothing() -> html.Div:
    return html.Div(
        [
            html.H1("Nothing is loaded yet", className="headline"),
            html.P("This page will show how each concern moves in each area, month by month.", className="sentence"),
            commands(),
        ],
        className="welcome",
    )


def _foot(view: TrendsView) -> list[Any]:
    parts: list[Any] = [html.Span(f"In this month: {'; '.join(view.events)}")] if view.events else []
    if not view.boundaries_confirmed:
        parts.append(html.Span("Boundaries unconfirmed"))
    parts += [html.Span(["Picture ", html.Code(view.picture)]), html.Span(f"As at {view.as_at}")]
    if view.agreed:
        parts.append(html.Span(f"{listed(view.agreed)}: shared under agreement, not under the licence below"))
    return [*parts, html.Span(view.attribution, className="attribution")]
