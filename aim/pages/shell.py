"""The frame around every page: navigation, the data strip, light and dark, and the marks that must never be missing."""

from typing import Any

import dash
import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from flask import current_app, has_request_context

from aim.config import Config
from aim.pages import errors, ids, routes
from aim.pages.parts import icon, unseen
from aim.questions.decided_version import decisions_version
from aim.questions.geometry import picture_token
from aim.questions.month import month_view
from aim.questions.shown import is_behind, show
from aim.questions.views import MonthView, SourceState

POLL_MS = 6_000  # how soon a wall notices that new data was built, and what others decide

# Mantine draws menus and focus; sizes and colours come from assets/ so that there is one palette.
_THEME = {
    "fontFamily": "var(--aim-font)",
    "primaryColor": "blue",
    "defaultRadius": "md",
    "respectReducedMotion": True,
    "focusRing": "auto",
}


# scheme.js stands in the head, before anything is painted: a dark room must not flash white.
INDEX = """<!DOCTYPE html>
<html lang="en" data-plotly="{plotly}">
    <head>
        {%metas%}
        <title>{%title%}</title>
        {%favicon%}
        <script src="{scheme}"></script>
        {%css%}
    </head>
    <body>
        {%app_entry%}
        <footer hidden>
            {%config%}
            {%scripts%}
            {%renderer%}
        </footer>
    </body>
</html>
"""


def layout() -> dmc.MantineProvider:
    """The whole document body; the page stands in ``dash.page_container``.

    What stands over every page is in it from the first: nothing moves when it would come later.
    """
    known, marks, sources = _held() if has_request_context() else (None, [], [])
    decided = decisions_version(_config()) if has_request_context() else None
    return dmc.MantineProvider(
        html.Div(
            [
                dcc.Store(id=ids.ADDRESS),
                dcc.Store(id=ids.TOKEN, data=known),
                dcc.Store(id=ids.DECIDED, data=decided),
                dcc.Store(id=ids.SCHEME),
                dcc.Interval(id=ids.POLL, interval=POLL_MS),
                html.A("Skip to the page", href="#page", className="skip"),
                html.Header([html.Div(marks, id=ids.DEMONSTRATION), _bar(sources), errors.notice()]),
                html.Main(dash.page_container, id="page", tabIndex="-1"),
            ],
            className="frame",
        ),
        theme=_THEME,
        defaultColorScheme="auto",
    )


def _held() -> tuple[str | None, list[html.P], list[html.Li]]:
    """The token of what is shown now, the demonstration's mark and the data strip; none of them where that fails."""
    try:
        view = month_view(_config())
        return token(_config()), demonstration(view), strip(view)
    except Exception as error:  # the page below fails at the same, and says so: without a frame nobody would see it
        errors.record(error, "frame")
        return None, [], []


def _bar(sources: list[html.Li]) -> html.Div:
    return html.Div(
        [
            html.A(
                [html.Strong("AIM"), unseen("Active Intelligence Mapping, start page")], href="/", className="brand"
            ),
            html.Nav(pages({"path": ""}), id=ids.PAGES, className="pages", **{"aria-label": "Pages"}),
            html.Ul(sources, id=ids.STRIP, className="strip", **{"aria-label": "Data held"}),
            dmc.ColorSchemeToggle(
                id=ids.SWITCH,
                lightIcon=icon("sun"),
                darkIcon=icon("moon"),
                className="scheme",
                variant="subtle",
                **{"aria-label": "Light or dark"},
            ),
        ],
        className="header",
    )


def pages(address: dict[str, str]) -> html.Ul:
    """The navigation, with the page at ``address`` marked."""
    links = []
    for page in errors.pages():
        current = {"aria-current": "page"} if page["path"] == address["path"] else {}
        links.append(html.Li(html.A(page["name"], href=page["path"], **current)))
    return html.Ul(links)


def register(app: Dash) -> None:
    """The frame's document and callbacks: notice a new picture, and say what data there is."""
    app.index_string = INDEX.replace("{scheme}", routes.scheme_url()).replace("{plotly}", routes.plotly_url())
    # What draws a graph comes with the page: by itself Dash asks for it late, by an address that no browser may keep.
    app.scripts.append_script({"namespace": "dash", "relative_package_path": "dcc/async-graph.js"})

    @app.callback(
        Output(ids.TOKEN, "data"),
        Output(ids.DECIDED, "data"),
        Input(ids.POLL, "n_intervals"),
        State(ids.TOKEN, "data"),
        State(ids.DECIDED, "data"),
        prevent_initial_call=True,
    )
    def poll(_beats: int | None, known: str | None, decided: str | None) -> tuple[Any, Any]:
        now, version = token(_config()), decisions_version(_config())
        return no_update if now == known else now, no_update if version in (None, decided) else version

    # Figures take their colours as values, so they must know the theme; everything else follows the stylesheet.
    app.clientside_callback(
        ClientsideFunction("aim", "watchScheme"), Output(ids.SCHEME, "data"), Input(ids.SCHEME, "id")
    )

    app.clientside_callback(ClientsideFunction("aim", "here"), Output(ids.ADDRESS, "data"), Input(ids.ADDRESS, "id"))
    app.callback(Output(ids.PAGES, "children"), Input(ids.ADDRESS, "data"))(pages)

    @app.callback(
        Output(ids.STRIP, "children"),
        Output(ids.DEMONSTRATION, "children"),
        Input(ids.TOKEN, "data"),
        prevent_initial_call=True,
    )
    def mark(_token: str | None) -> tuple[list[html.Li], list[html.P]]:
        view = month_view(_config())
        return strip(view), demonstration(view)


def token(config: Config) -> str:
    """Changes when an open page must be read anew: another picture, results fallen behind the data, another day.

    A day counts because a month becomes complete by waiting, and a wall is left on overnight.
    """
    picture = show(config)
    behind = picture is not None and is_behind(config, picture)
    return f"{picture_token(config)} {config.today()}{' behind' if behind else ''}"


def _config() -> Config:
    config: Config = current_app.config["AIM"]
    return config


def strip(view: MonthView | None) -> list[html.Li]:
    """What each agency sent, with the state of its latest month in words and shape."""
    return [] if view is None else [_source(source) for source in view.strip]


def _source(source: SourceState) -> html.Li:
    words: list[Any] = [source.text.removesuffix(source.aside)]
    if source.aside:
        words.append(html.Span(source.aside, className="source-aside"))
    return html.Li(words, className=f"source source--{source.state.replace(' ', '-')}")


def demonstration(view: MonthView | None) -> list[html.P]:
    """The thin strip over a page whose figures are made up."""
    if view is None or not view.demonstration:
        return []
    words = html.Span("Demonstration data: made up, no incident here happened")
    return [html.P(words, className="demonstration")]
