"""The Month page ``/``: what the group looks at first.

The layout is a frame of empty regions; one callback fills them from the address. Content is made by pure functions from
the answer to one question (``month_*.py``), so that every region can be tested without a browser.
"""

from typing import Any

from dash import ClientsideFunction, Dash, Input, State, dcc, html, no_update

from aim.config import Config
from aim.errors import QuestionError, StoreError
from aim.pages import (
    deciding,
    deciding_promises,
    filling,
    ids,
    month_cards,
    month_closed,
    month_controls,
    month_drawer,
    month_export,
    month_foot,
    month_guide,
    month_headline,
    month_map,
    month_places,
    month_table,
    month_wards,
)
from aim.pages.asking import Asked, ask
from aim.pages.graph import area_bounds, town_inset, town_map
from aim.pages.parts import below, icon
from aim.pages.plain import plain
from aim.pages.state import MAP, TABLE, WARDS
from aim.questions import ground
from aim.questions.decisions import MonthDecisions, month_decisions, proposal
from aim.questions.set_apart import set_apart
from aim.questions.views import TOWN, MonthView, PlaceView

TITLE = "Month"
PATH = "/"
_TABLES = {TABLE: month_table.table, WARDS: month_wards.table}


def layout(**_query: str) -> html.Div:
    """The frame; the callback below fills it from the address, and again whenever the address changes."""
    return html.Div(
        [
            dcc.Store(id=ids.SHOWN),
            dcc.Store(id=ids.ROWS),
            dcc.Store(id=ids.MENUS_CONTENT),
            dcc.Store(id=ids.CARDS_CONTENT),
            dcc.Store(id=ids.CONTENT),
            html.Div(id=ids.NOTICES, className="notices", **{"aria-live": "polite"}),
            html.Div([html.Div(id=ids.HEADLINE), _controls()], className="top"),
            html.Nav(id=ids.CARDS, **{"aria-label": "Neighbourhoods"}),
            html.Div(
                [_list_panel(), _map_panel(), _drawer()],
                className="panels",
            ),
            html.Footer(id=ids.FOOT, className="foot"),
            html.Div(id=ids.EMPTY),
        ],
        id=ids.MONTH,
        className="month is-waiting",
    )


def _list_panel() -> html.Section:
    parts = [html.Div(id=ids.PROMISES), html.Div(id=ids.PLACES), below()]
    return html.Section(parts, className="panel panel--places")


def _controls() -> html.Div:
    menus = html.Div(id=ids.MENUS, className="menus")
    return html.Div([html.Div(id=ids.CONTROLS), menus], className="controls")


def _map_panel() -> html.Section:
    figure = html.Figure(
        [
            town_map(ids.MAP, _blank(), label="Map"),
            town_inset(ids.MAP),
            html.Figcaption(id=ids.LEGEND, className="legend"),
        ],
        className="map-figure",
    )
    return html.Section(
        [
            html.Button([icon("map"), "Show map"], id="show-map", className="button show-map", type="button"),
            html.Div(id=ids.MAP_HEAD, className="panel-head"),
            figure,
            html.Div(id=ids.TABLE, className="table-frame", tabIndex="0", role="region", **{"aria-label": "Table"}),
        ],
        className="panel panel--map",
    )


def _drawer() -> html.Aside:
    """What scrolls, and under it the form: what is typed there outlives whatever is shown above it."""
    named = {"aria-label": "Chosen place, or how to read this page"}
    either = [html.Div(id=ids.DRAWER), html.Div(id=ids.GUIDE)]
    content = html.Div(either, className="drawer-content", tabIndex="0", role="region", **named)
    return html.Aside([content, below(), deciding.frame(ids.DECIDING)], className="drawer", **{"aria-label": "Place"})


def _blank() -> dict[str, Any]:
    """A figure without axes, until the first answer."""
    hidden = {"visible": False}
    clear = "rgba(0,0,0,0)"
    return {"data": [], "layout": {"xaxis": hidden, "yaxis": hidden, "paper_bgcolor": clear, "plot_bgcolor": clear}}


def register(app: Dash) -> None:
    """The page's callbacks."""

    def fill(config: Config, search: str, *, theme: str, before: dict[str, Any] | None) -> dict[str, Any]:
        found = regions(config, ask(config, search), theme=theme, before=before)
        chosen = found["shown"] is not None and found["shown"]["place"] is not None
        return standing(sent(found, before, decided=deciding.alone(ids.DECIDING)), chosen=chosen)

    again, shown = deciding.causes(ids.DECIDING), State(ids.SHOWN, "data")
    outputs = {name: target for name, target in _REGIONS.items() if name not in _STANDING}
    outputs["content"] = (ids.CONTENT, "data")
    filling.register(app, PATH, outputs, fill, again=again, theme=filling.THEME, before=shown)
    deciding.register(app, ids.DECIDING)
    app.clientside_callback(ClientsideFunction("aim_deciding", "settle"), Input(ids.PROMISES, "children"))

    app.clientside_callback(ClientsideFunction("aim", "choosePlace"), Input(ids.MAP, "clickData"))
    app.clientside_callback(ClientsideFunction("aim", "afterShow"), Input(ids.SHOWN, "data"))
    app.clientside_callback(ClientsideFunction("aim_below", "watch"), Input(ids.DRAWER, "children"))
    app.clientside_callback(ClientsideFunction("aim_plain", "drawAll"), Input(ids.CONTENT, "data"))
    app.clientside_callback(ClientsideFunction("aim_table", "draw"), Input(ids.ROWS, "data"), Input(ids.TABLE, "id"))
    for content, region in ((ids.MENUS_CONTENT, ids.MENUS), (ids.CARDS_CONTENT, ids.CARDS)):
        app.clientside_callback(ClientsideFunction("aim_plain", "draw"), Input(content, "data"), State(region, "id"))


_REGIONS = {
    "page": (ids.MONTH, "className"),
    "notices": (ids.NOTICES, "children"),
    "headline": (ids.HEADLINE, "children"),
    "controls": (ids.CONTROLS, "children"),
    "menus": (ids.MENUS_CONTENT, "data"),
    "cards": (ids.CARDS_CONTENT, "data"),
    "promises": (ids.PROMISES, "children"),
    "places": (ids.PLACES, "children"),
    "map": (ids.MAP, "figure"),
    "map_head": (ids.MAP_HEAD, "children"),
    "map_text": (ids.MAP_FRAME, "aria-label"),
    "legend": (ids.LEGEND, "children"),
    "rows": (ids.ROWS, "data"),
    "drawer": (ids.DRAWER, "children"),
    "deciding": (deciding.form_id(ids.DECIDING), "data"),
    "foot": (ids.FOOT, "children"),
    "empty": (ids.EMPTY, "children"),
    "shown": (ids.SHOWN, "data"),
}
# What only stands there: as components the list alone would hold the browser up at every change for as long as the map.
_STANDING = ("places", "map_head", "legend")
# What a decision changes.
_DECIDED = ("notices", "promises", "places", "drawer", "deciding")


def sent(found: dict[str, Any], before: dict[str, Any] | None, *, decided: bool) -> dict[str, Any]:
    """What goes to the browser of the regions that were ``found``: after a decision neither map nor figures do.

    Unless the page stands otherwise ``before``: by the decision a place that was known is back on the list, or an
    answer to another address is still under way, which this one takes the place of.
    """
    if not decided or before != found["shown"]:
        return found
    return {name: found[name] if name in _DECIDED else no_update for name in found}


def standing(found: dict[str, Any], *, chosen: bool) -> dict[str, Any]:
    """``found`` as it goes to the browser: in ``content`` what only stands there, by the element it stands in.

    With it the guide, in the drawer's place where no place is ``chosen``.
    """
    content = {_REGIONS[name][0]: plain(found[name]) for name in _STANDING if found[name] is not no_update}
    drawer = found["drawer"]
    if drawer is not no_update:
        content[ids.GUIDE] = [] if chosen else plain(drawer)
        drawer = drawer if chosen else []
    others = {name: value for name, value in found.items() if name not in _STANDING}
    return others | {"drawer": drawer, "content": content}


def regions(config: Config, asked: Asked, *, theme: str, before: dict[str, Any] | None) -> dict[str, Any]:
    """What every region of the page is to hold."""
    choices = asked.choices
    if asked.view is None:
        return _nothing_yet(asked)
    decided, fault = _decisions(config, asked.view)
    view = set_apart(asked.view, decided)
    state = month_closed.closing(config, view)
    owed = deciding_promises.promises(view, decided, choices, identity=ids.DECIDING)
    area = area_bounds(config, view.fingerprint, None if view.area.name == TOWN else view.area.name)
    roads = ground.roads_to_draw(config)
    return {
        "page": _classes(asked),
        "notices": [*month_headline.notices(view, asked.ignored, choices), *fault],
        "headline": month_headline.headline(view),
        "controls": month_controls.way_in(view),
        "menus": month_controls.controls(view, choices),
        "cards": month_cards.cards(view, choices),
        "promises": [*month_closed.told(config, state), *owed],
        "places": month_places.places(view, choices, decided, over=state.last is not None),
        "map": month_map.redrawn(view, choices, theme=theme, area=area, before=before, roads=roads),
        "map_head": [*month_map.head(view, choices), month_export.export(view, choices.as_of, config.marking)],
        "map_text": month_map.in_words(view),
        "legend": month_map.legend(view, theme),
        "rows": None if choices.view == MAP else _TABLES[choices.view](view, choices),
        "drawer": _place(config, view, asked.place, asked, theme) if asked.place else month_guide.guide(view, choices),
        "deciding": _form(config, asked, view) if decided else None,
        "foot": month_foot.foot(view, choices, roads),
        "empty": [],
        "shown": month_map.drawn(view, choices, theme, area, roads),
    }


def _decisions(config: Config, view: MonthView) -> tuple[MonthDecisions | None, list[html.P]]:
    """What was decided; where that cannot be read a notice that says why, and the page goes on without."""
    try:
        return month_decisions(config, month=view.month, as_of=view.fingerprint), []
    except StoreError as error:
        said = f"Decisions cannot be shown or taken: {deciding.spoken(error)}."
        return None, [html.P(said, className="notice notice--behind")]


def _place(config: Config, view: MonthView, place: PlaceView, asked: Asked, theme: str) -> list[Any]:
    """The drawer of the chosen place, with what was decided about it so far."""
    try:
        history = month_drawer.history(config, place)
    except StoreError:  # told at the top of the page
        history = []
    return month_drawer.drawer(view, place, asked.choices, theme=theme, history=history)


def _form(config: Config, asked: Asked, view: MonthView) -> dict[str, Any] | None:
    """The form about the chosen place; None where it is not for discussion. On an earlier picture it says so."""
    if asked.place is None or asked.place.row is None:
        return None
    try:
        found = proposal(config, asked.place.key, month=view.month, as_of=view.fingerprint)
    except (QuestionError, StoreError):
        return None
    return deciding.form(config, found, identity=ids.DECIDING)


def _classes(asked: Asked) -> str:
    """The state of the whole page as class names, which the stylesheet lays out by."""
    names = ["month", "is-map" if asked.choices.view == MAP else "is-table"]
    return " ".join(names + ["has-drawer"] * (asked.place is not None))


def _nothing_yet(asked: Asked) -> dict[str, Any]:
    empty: dict[str, Any] = {name: [] for name in _REGIONS}
    return empty | {
        "page": "month is-empty",
        "notices": month_headline.notices(None, asked.ignored),
        "map": _blank(),
        "map_text": "",
        "empty": month_headline.welcome(),
        "rows": None,
        "deciding": None,
        "shown": None,
    }
