"""The Method page ``/method``: what AIM's words mean, how well its rules work, and how to doubt a number.

``?as-of=ID`` shows it as it was for another picture: the rules that stood when a quoted number was made.
"""

from typing import Any

from dash import ClientsideFunction, Dash, Input, State, dcc, html, no_update

from aim.config import Config
from aim.errors import UnknownPictureError
from aim.pages import earlier, filling, ids, method_record, method_tables, method_words, query
from aim.pages.method_parts import Part
from aim.questions.method import method_view
from aim.questions.method_views import MethodView

TITLE = "Method"
PATH = "/method"
_PARTS = {"as_of": query.Part("picture", query.matching(query.PICTURE), "that is not the name of one")}


def layout(**_query: str) -> html.Div:
    """The frame; one callback fills it from the address, and again when another picture was built."""
    return html.Div(
        [
            dcc.Store(id=ids.METHOD_SHOWN),
            html.Div(id=ids.METHOD_NOTICES, className="notices", **{"aria-live": "polite"}),
            html.Div(
                [
                    html.Div(id=ids.METHOD_TOP, className="method-top"),
                    html.Nav(id=ids.METHOD_CONTENTS, className="contents", **{"aria-label": "On this page"}),
                    html.Div(id=ids.METHOD_MAIN, className="method-main"),
                ],
                className="method-columns",
            ),
        ],
        id=ids.METHOD,
        className="method is-waiting",
    )


def register(app: Dash) -> None:
    """The page's callbacks."""

    def fill(config: Config, search: str, *, token: str | None, before: list[str] | None) -> dict[str, Any]:
        now = [search, token]
        if now == before:  # a link within the page: nothing is to be read anew
            return dict.fromkeys(_REGIONS, no_update)
        return regions(config, search) | {"shown": now}

    shown = State(ids.METHOD_SHOWN, "data")
    filling.register(app, PATH, _REGIONS, fill, token=State(ids.TOKEN, "data"), before=shown)
    app.clientside_callback(ClientsideFunction("aim_method", "arrive"), Input(ids.METHOD_MAIN, "children"))


_REGIONS = {
    "page": (ids.METHOD, "className"),
    "notices": (ids.METHOD_NOTICES, "children"),
    "top": (ids.METHOD_TOP, "children"),
    "contents": (ids.METHOD_CONTENTS, "children"),
    "main": (ids.METHOD_MAIN, "children"),
    "shown": (ids.METHOD_SHOWN, "data"),
}


def regions(config: Config, search: str | None) -> dict[str, Any]:
    """What every region of the page is to hold."""
    as_of, ignored = read(search)
    try:
        view = method_view(config, as_of)
    except UnknownPictureError:
        view = method_view(config)
        ignored = (*ignored, "the picture in the address: none of that name is kept here")
    found = _parts(view)
    return {
        "page": "method",
        "notices": _notices(view, ignored),
        "top": _top(view),
        "contents": _contents(found),
        "main": [each.section for each in found],
        "shown": None,
    }


def read(search: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The picture a query names, and a sentence for each part that was left out. Nothing of it is repeated."""
    taken, ignored = query.read(search, _PARTS)
    return taken.get("as_of"), ignored


def _parts(view: MethodView) -> list[Part]:
    """The parts in their order; those that only a picture can fill are left out where there is none."""
    grave = view.seriousness
    return [
        method_words.says(view),
        method_words.words(view),
        method_words.completeness(view),
        method_tables.works(view),
        *([method_tables.hindsight(view)] if view.hindsight else []),
        *([method_tables.seriousness(grave)] if grave else []),
        *([method_tables.calendar(view)] if view.picture else []),
        method_tables.sources(view),
        method_record.record(view),
        method_tables.challenge(view),
    ]


def _top(view: MethodView) -> list[Any]:
    made = f"Picture {view.picture}, as at {view.as_at}, code {view.code}" if view.picture else f"Code {view.code}"
    return [
        html.H1("How AIM works, and how well", className="headline"),
        html.P("What its words mean, what it was tried on, and how to doubt a number.", className="sentence"),
        html.P(f"{view.title}. {made}.", className="made"),
    ]


def _contents(found: list[Part]) -> list[Any]:
    links = [html.Li(html.A(each.short, href=f"#{each.key}")) for each in found]
    return [html.P("On this page", className="contents-title"), html.Ul(links)]


def _notices(view: MethodView, ignored: tuple[str, ...]) -> list[Any]:
    lines: list[Any] = [html.P(f"Left out: {'; '.join(ignored)}.", className="notice")] if ignored else []
    if not view.picture:
        words = "Nothing is loaded yet: these are the rules of the settings as they stand."
        lines.append(html.P(words, className="notice"))
    elif view.since is not None:
        lines.append(earlier.notice(view.picture, view.as_at, view.since, "?"))
    elif view.behind:
        words = "Data or settings have changed: what follows is from before, until the new picture is made."
        lines.append(html.P(words, className="notice notice--behind"))
    return lines
