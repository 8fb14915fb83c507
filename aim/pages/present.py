"""Present ``/present``: the meeting on one large screen, one thing at a time, by keyboard alone.

``?month=&step=&view=``; every step is an address, so that a reload returns to it and nothing is lost. What is decided
is written as it is entered (:mod:`aim.pages.deciding`). On a phone the same steps are cards, to be read only.
"""

from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from aim.config import Config
from aim.errors import QuestionError, StoreError
from aim.pages import (
    deciding,
    filling,
    ids,
    present_address,
    present_cards,
    present_close,
    present_map,
    present_place,
    present_steps,
    present_top,
)
from aim.pages.graph import frame_id, town_map
from aim.pages.parts import commands
from aim.pages.present_address import PATH, TABLE, Choices
from aim.questions import ground
from aim.questions.decisions import proposal
from aim.questions.present import present_view, whole_meeting
from aim.questions.present_views import (
    Coming,
    Held,
    Moved,
    PlaceLine,
    PlaceStep,
    PresentView,
    ReadBack,
    SentStep,
    Where,
)

TITLE = "Present"
CARDS = "cards"
__all__ = ["PATH", "TITLE", "layout", "register"]


def layout(**_query: str) -> html.Div:
    """The frame; one callback fills it from the address, and again after each decision."""
    blank = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}}
    return html.Div(
        [
            dcc.Store(id=ids.PRESENT_FORM),
            dcc.Store(id=ids.PRESENT_SHOWN),
            dcc.Store(id=ids.PRESENT_CLOSED),
            html.Div([html.Div(id=ids.PRESENT_TOP), present_top.clock()], className="present-top"),
            html.Div(id=ids.PRESENT_NOTICES, className="notices", **{"aria-live": "polite"}),
            html.Div(
                [
                    html.Section(id=ids.PRESENT_STAGE, className="present-stage", **{"aria-label": "This step"}),
                    html.Figure(
                        [town_map(ids.PRESENT_MAP, blank, label="Map"), html.Figcaption(id=ids.PRESENT_CAPTION)],
                        className="present-figure map-figure",
                    ),
                    html.Div(id=ids.PRESENT_MORE, className="present-more-cards"),
                ],
                className="present-body",
            ),
            deciding.frame(ids.PRESENT_DECISION),
            html.Div(
                id=ids.PRESENT_KEYS, className="present-keys", role="dialog", hidden=True, **{"aria-label": "Keys"}
            ),
            present_close.frame(),
            html.Div(id="present-blank", className="present-blank", hidden=True),
        ],
        id=ids.PRESENT,
        className="present is-waiting",
    )


def register(app: Dash) -> None:
    """The page's callbacks."""
    deciding.register(app, ids.PRESENT_DECISION)
    present_close.register(app)

    filling.register(
        app,
        PATH,
        _REGIONS,
        regions,
        again=[*deciding.causes(ids.PRESENT_DECISION), Input(ids.PRESENT_CLOSED, "data")],
        theme=filling.THEME,
        form=Input(ids.PRESENT_FORM, "data"),
        before=State(ids.PRESENT_SHOWN, "data"),
    )

    here = Input(ids.PRESENT, "id")
    app.clientside_callback(ClientsideFunction("aim_present", "watchForm"), Output(ids.PRESENT_FORM, "data"), here)
    app.clientside_callback(ClientsideFunction("aim_present", "afterShow"), Input(ids.PRESENT_SHOWN, "data"))
    app.clientside_callback(ClientsideFunction("aim_present", "afterClosing"), Input(ids.PRESENT_CLOSED, "data"))
    refused = Input(ids.PRESENT_CLOSE_SAID, "children")
    app.clientside_callback(ClientsideFunction("aim_present", "afterRefusal"), refused)


_REGIONS = {
    "page": (ids.PRESENT, "className"),
    "notices": (ids.PRESENT_NOTICES, "children"),
    "top": (ids.PRESENT_TOP, "children"),
    "stage": (ids.PRESENT_STAGE, "children"),
    "map": (ids.PRESENT_MAP, "figure"),
    "map_text": (frame_id(ids.PRESENT_MAP), "aria-label"),
    "caption": (ids.PRESENT_CAPTION, "children"),
    "more": (ids.PRESENT_MORE, "children"),
    "keys": (ids.PRESENT_KEYS, "children"),
    "asked": (ids.PRESENT_ASKED, "children"),
    "decision": (deciding.form_id(ids.PRESENT_DECISION), "data"),
    "shown": (ids.PRESENT_SHOWN, "data"),
}


def regions(
    config: Config, search: str | None, *, theme: str, form: str, before: dict[str, Any] | None
) -> dict[str, Any]:
    """What every region of the page is to hold; ``form``: ``cards`` on a phone, else the screen of a room."""
    choices, ignored = present_address.read(search)
    view, choices, ignored = _ask(config, choices, ignored)
    notices = [html.P(f"Left out: {'; '.join(ignored)}.", className="notice")] if ignored else []
    if view is None:
        return dict.fromkeys(_REGIONS, None) | {
            "page": "present is-empty",
            "notices": notices,
            "stage": _nothing(),
            "map": {"data": [], "layout": {}},
            "map_text": "",
        }
    if view.view.behind:
        words = "Data or settings have changed: the figures below are from before, until the new ones are worked out."
        notices.append(html.P(words, className="notice notice--behind"))
    made = _cards(config, view) if form == CARDS else _screen(config, view, choices, theme)
    if form == CARDS:
        view = replace(view, content=Where(""))  # a card's map is of the town
    now = present_map.drawn(config, view, theme, large=form != CARDS)
    return made | {
        "notices": notices,
        "top": present_top.top(view, choices),
        "map": present_map.redrawn(config, view, now, before),
        "map_text": present_map.label(view),
        "caption": present_map.caption(view, theme, ground.roads_to_draw(config)),
        "keys": present_top.keys(view, choices),
        "asked": present_close.question(view),
        "shown": now | {"step": view.step.number, "view": choices.view},
    }


def _ask(
    config: Config, choices: Choices, ignored: tuple[str, ...]
) -> tuple[PresentView | None, Choices, tuple[str, ...]]:
    """The step that ``choices`` name; what they name wrongly is left out and said."""
    tries = (
        (choices, ()),
        (replace(choices, month=None), ("the month in the address: it is not in this picture",)),
        (replace(choices, step="0", view=None), ("the step in the address: the meeting has none of that name",)),
    )
    for tried, said in tries:
        try:
            return present_view(config, month=tried.month, step=tried.step), tried, ignored + said
        except QuestionError:
            continue
    return present_view(config), Choices(), (*ignored, "the month and the step in the address")


def _screen(config: Config, view: PresentView, choices: Choices, theme: str) -> dict[str, Any]:
    """One step on a large screen, with the form where it is a place."""
    content, kind = view.content, _KINDS[type(view.content)]
    form = {f"is-{choices.view}"} if choices.view and kind in ("where", "place") else set()
    made: dict[str, Any] = {"page": " ".join(["present", f"is-{kind}", *form]), "more": [], "decision": None}
    if isinstance(content, PlaceStep):
        more = [present_place.months_table(content)] if choices.view == TABLE else []
        return made | {
            "stage": present_place.place(view, content, theme),
            "more": more,
            "decision": _form(config, view, content.line),
        }
    if isinstance(content, ReadBack):
        return made | {"stage": [*present_steps.read_back(view, content), *present_close.offer(view, content)]}
    if kind == "where" and choices.view == TABLE:
        return made | {"stage": [present_steps.title("Where"), present_steps.table(view.rows)]}
    return made | {"stage": present_cards.step_content(view)}


def _form(config: Config, view: PresentView, line: PlaceLine) -> Any:
    """The form about a place, which calls it as everybody may hear it; none where decisions cannot be read."""
    try:
        asked = proposal(config, line.key, month=view.view.month)
    except (QuestionError, StoreError):
        return None  # the step says why; a list that has just changed is asked again with the next picture
    asked = replace(asked, place=replace(asked.place, name=line.called))
    return deciding.form(config, asked, identity=ids.PRESENT_DECISION)


def _cards(config: Config, view: PresentView) -> dict[str, Any]:
    """Every step under the one before; the map lies after the names of its places."""
    cards = [(each, present_cards.card(each)) for each in whole_meeting(config, month=view.view.month)]
    before = [made for each, made in cards if each.step.number in ("0", "1", "2", "3")]
    return {
        "page": "present is-cards",
        "stage": before,
        "more": [made for _, made in cards[len(before) :]],
        "decision": None,
    }


def _nothing() -> html.Div:
    return html.Div(
        [
            html.H1("Nothing is loaded yet", className="present-title"),
            html.P("This page will lead a meeting through the month, one screen at a time.", className="sentence"),
            commands(),
        ],
        className="welcome",
    )


_KINDS: dict[type, str] = {
    Held: "held",
    SentStep: "sent",
    Moved: "moved",
    Where: "where",
    PlaceStep: "place",
    Coming: "coming",
    ReadBack: "readback",
}
