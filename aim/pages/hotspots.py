"""The Hotspots page ``/hotspots``: the analysts' bench, on which everything may be turned and nothing is silent.

Every choice stands in the address (:mod:`aim.pages.hotspots_address`), so a link opens the same, and with ``as-of`` the
same picture. One callback answers an address: maps as what changed on them, all else as plain content that
``assets/hotspots.js`` makes elements of.
"""

from dataclasses import replace
from typing import Any

import orjson
from dash import ClientsideFunction, Dash, Input, State, dcc, html

from aim.config import Config
from aim.errors import UnknownPictureError
from aim.pages import earlier, filling, hotspots_card, hotspots_head, hotspots_map, hotspots_rail, hotspots_table, ids
from aim.pages.graph import area_bounds, frame_id, graph, town_map
from aim.pages.hotspots_address import Choices, address, read
from aim.pages.parts import commands
from aim.pages.plain import plain
from aim.pages.routes import geometry_url, roads_url
from aim.questions import ground
from aim.questions.bench import bench_view
from aim.questions.bench_views import COMPARE, MULTIPLES, BenchView
from aim.questions.views import TOWN
from aim.questions.words import listed

TITLE = "Hotspots"
PATH = "/hotspots"


def layout(**_query: str) -> html.Div:
    """The frame; one callback fills it from the address, and again when another picture was built."""
    return html.Div(
        [
            dcc.Store(id=ids.HOTSPOTS_CONTENT),
            dcc.Store(id=ids.HOTSPOTS_SHOWN),
            html.Div(id=ids.HOTSPOTS_NOTICES, className="notices", **{"aria-live": "polite"}),
            html.Div([_rail(), _maps(), _card()], className="bench"),
            html.Footer(id=ids.HOTSPOTS_FOOT, className="foot"),
            html.Div(id=ids.HOTSPOTS_EMPTY),
        ],
        id=ids.HOTSPOTS,
        className="hotspots is-waiting",
    )


def _rail() -> html.Section:
    folded = html.Details(
        [html.Summary("Method", className="button"), html.Div(id=ids.HOTSPOTS_METHOD)], className="rail-method"
    )
    return html.Section(
        [html.Div(id=ids.HOTSPOTS_RAIL), folded], className="rail", tabIndex="0", **{"aria-label": "Settings"}
    )


def _maps() -> html.Section:
    first = html.Div(
        [html.Div(id=ids.HOTSPOTS_TITLE, className="pane-head"), town_map(ids.HOTSPOTS_MAP, _blank(), label="Map")],
        className="pane",
    )
    second = html.Div(
        [
            html.Div(id=ids.HOTSPOTS_BESIDE_TITLE, className="pane-head"),
            town_map(ids.HOTSPOTS_BESIDE, _blank(), label="Map"),
        ],
        className="pane pane--beside",
    )
    return html.Section(
        [
            html.Div(id=ids.HOTSPOTS_HEAD),
            html.Div(
                [first, second, html.Div(id=ids.HOTSPOTS_MANY), html.Div(id=ids.HOTSPOTS_LEGEND, className="legend")],
                className="panes",
            ),
            html.Div(id=ids.HOTSPOTS_SENTENCE),
            html.Div(
                id=ids.HOTSPOTS_TABLE,
                className="table-frame",
                tabIndex="0",
                role="region",
                **{"aria-label": "Table of hexagons"},
            ),
        ],
        className="bench-maps",
        **{"aria-label": "Maps"},
    )


def _card() -> html.Section:
    return html.Section(
        [
            html.Div(id=ids.HOTSPOTS_CARD),
            graph(ids.HOTSPOTS_BARS, _blank(), label="Months", className="bench-bars"),
            html.Div(id=ids.HOTSPOTS_MORE),
        ],
        className="bench-card",
        tabIndex="0",  # it scrolls, and may hold nothing else that a keyboard reaches
        **{"aria-label": "Chosen hexagon, or how to use the bench"},
    )


def _blank() -> dict[str, Any]:
    """A figure without axes, until there is something to draw."""
    hidden = {"visible": False}
    clear = "rgba(0,0,0,0)"
    return {"data": [], "layout": {"xaxis": hidden, "yaxis": hidden, "paper_bgcolor": clear, "plot_bgcolor": clear}}


def register(app: Dash) -> None:
    """The page's callbacks."""

    def fill(config: Config, search: str, *, theme: str, before: dict[str, Any] | None) -> dict[str, Any]:
        found = regions(config, search, theme=theme, before=before)
        # Dash would look through every value of it, in as much time as everything else takes.
        return found | {"content": orjson.dumps(found["content"]).decode()}

    shown = State(ids.HOTSPOTS_SHOWN, "data")
    filling.register(app, PATH, _REGIONS, fill, theme=filling.THEME, before=shown)
    here = ClientsideFunction
    app.clientside_callback(here("aim_hotspots", "draw"), Input(ids.HOTSPOTS_CONTENT, "data"))
    app.clientside_callback(here("aim", "afterShow"), Input(ids.HOTSPOTS_SHOWN, "data"))
    for name in (ids.HOTSPOTS_MAP, ids.HOTSPOTS_BESIDE):
        app.clientside_callback(here("aim_hotspots_ground", "choose"), Input(name, "clickData"))
    app.clientside_callback(
        here("aim_hotspots_ground", "tie"),
        Input(ids.HOTSPOTS_BESIDE, "figure"),
        State(ids.HOTSPOTS_MAP, "id"),
        State(ids.HOTSPOTS_BESIDE, "id"),
    )


_REGIONS = {
    "page": (ids.HOTSPOTS, "className"),
    "content": (ids.HOTSPOTS_CONTENT, "data"),
    "map": (ids.HOTSPOTS_MAP, "figure"),
    "map_text": (frame_id(ids.HOTSPOTS_MAP), "aria-label"),
    "beside": (ids.HOTSPOTS_BESIDE, "figure"),
    "beside_text": (frame_id(ids.HOTSPOTS_BESIDE), "aria-label"),
    "bars": (ids.HOTSPOTS_BARS, "figure"),
    "bars_text": (frame_id(ids.HOTSPOTS_BARS), "aria-label"),
    "shown": (ids.HOTSPOTS_SHOWN, "data"),
}
Answer = tuple[BenchView | None, Choices, tuple[str, ...]]


def ask(config: Config, search: str | None) -> Answer:
    """What ``search`` names; whatever it names wrongly is left out and said."""
    choices, ignored = read(search)
    try:
        view, kept, left = bench_view(config, choices, as_of=choices.as_of)
    except UnknownPictureError:
        choices = replace(choices, as_of=None)
        ignored = (*ignored, "the picture in the address: none of that name is kept here")
        view, kept, left = bench_view(config, choices)
    held = replace(choices, **{name: getattr(kept, name) for name in vars(kept) if name not in ("sort", "as_of")})
    return view, held, ignored + left


def regions(config: Config, search: str | None, *, theme: str, before: dict[str, Any] | None) -> dict[str, Any]:
    """What every region of the page is to hold; ``before``: what its maps were last drawn from."""
    view, choices, ignored = ask(config, search)
    if view is None:
        return _nothing(ignored)
    area = area_bounds(config, view.fingerprint, None if view.area.name == TOWN else view.area.name)
    roads = ground.roads_to_draw(config)
    now, old = {}, before or {}
    for name, drawn in (("map", view.drawn), ("beside", view.beside)):
        now[name] = hotspots_map.drawn(view, drawn, theme, area, roads_url(roads))
    bars, bars_text = hotspots_card.bars(view, theme)
    return {
        "page": _classes(view),
        "content": _content(config, view, choices, ignored),
        "map": hotspots_map.redrawn(view, view.drawn, now=now["map"], before=old.get("map", {}), blank=_blank()),
        "map_text": hotspots_map.in_words(view, view.drawn),
        "beside": hotspots_map.redrawn(
            view, view.beside, now=now["beside"], before=old.get("beside", {}), blank=_blank()
        ),
        "beside_text": hotspots_map.in_words(view, view.beside),
        "bars": bars or _blank(),
        "bars_text": bars_text,
        "shown": now | {"place": choices.cell},
    }


def _content(config: Config, view: BenchView, choices: Choices, ignored: tuple[str, ...]) -> dict[str, Any]:
    """By the id of its region what stands there, in plain values; and what ``assets/hotspots.js`` draws itself."""
    roads = ground.roads_to_draw(config)
    content = {
        ids.HOTSPOTS_NOTICES: _notices(view, choices, ignored),
        ids.HOTSPOTS_RAIL: hotspots_rail.rail(view, choices),
        ids.HOTSPOTS_METHOD: hotspots_rail.method(view, choices),
        ids.HOTSPOTS_HEAD: hotspots_head.head(view, choices, config.marking),
        ids.HOTSPOTS_TITLE: hotspots_head.first_title(view),
        ids.HOTSPOTS_BESIDE_TITLE: hotspots_head.second_title(view, choices),
        ids.HOTSPOTS_LEGEND: hotspots_map.legend(view),
        ids.HOTSPOTS_SENTENCE: hotspots_head.sentence(view),
        ids.HOTSPOTS_CARD: hotspots_card.card(view, choices),
        ids.HOTSPOTS_MORE: hotspots_card.more(view, choices),
        ids.HOTSPOTS_FOOT: _foot(view, roads.attribution if roads else ""),
        ids.HOTSPOTS_EMPTY: [],
    }
    return {
        "plain": {name: plain(each) for name, each in content.items()},
        "table": hotspots_table.table(view, choices),
        "many": hotspots_head.many(view, choices),
        "permalink": hotspots_head.permalink(view, choices),
        "caption": hotspots_head.caption(view, config.marking),
        "outlines": f"{geometry_url(view.fingerprint)}/neighbourhoods.geojson",
        "shapes": hotspots_map.shapes(view),
        "area": None if view.area.name == TOWN else view.area.name,
    }


def _classes(view: BenchView) -> str:
    """The state of the whole page as class names, which the stylesheet lays out by."""
    names = {COMPARE: "is-compare" if view.beside else "is-alone", MULTIPLES: "is-many"}
    state = ["hotspots", names.get(view.asked.view, "is-one")]
    return " ".join(state + ["has-card"] * (view.card is not None) + ["has-sum"] * (view.sum is not None))


def _notices(view: BenchView, choices: Choices, ignored: tuple[str, ...]) -> list[Any]:
    lines: list[Any] = [html.P(f"Left out: {'; '.join(ignored)}.", className="notice")] if ignored else []
    if view.caution:
        lines.append(html.P(view.caution, className="notice notice--behind"))
    if view.since is not None:
        lines.append(earlier.notice(view.picture, view.as_at, view.since, address(choices, as_of=None)))
    elif view.behind:
        words = "Data or settings have changed: the figures below are from before, until the new ones are worked out."
        lines.append(html.P(words, className="notice notice--behind"))
    return lines


def _foot(view: BenchView, roads: str) -> list[Any]:
    parts: list[Any] = [] if view.boundaries_confirmed else [html.Span("Boundaries unconfirmed")]
    parts += [html.Span(["Picture ", html.Code(view.picture)]), html.Span(f"As at {view.as_at}")]
    if view.agreed:
        parts.append(html.Span(f"{listed(view.agreed)}: shared under agreement, not under the licence below"))
    if roads:
        parts.append(html.Span(f"Roads: {roads}"))
    return [*parts, html.Span(view.attribution, className="attribution")]


def _nothing(ignored: tuple[str, ...]) -> dict[str, Any]:
    said = [html.P(f"Left out: {'; '.join(ignored)}.", className="notice")] if ignored else []
    welcome = html.Div(
        [
            html.H1("Nothing is loaded yet", className="headline"),
            html.P("This page will show where incidents concentrate, and by which settings.", className="sentence"),
            commands(),
        ],
        className="welcome",
    )
    content = {ids.HOTSPOTS_NOTICES: plain(said), ids.HOTSPOTS_EMPTY: plain(welcome)}
    return dict.fromkeys(_REGIONS, "") | {
        "page": "hotspots is-empty",
        "content": {"plain": content},
        "map": _blank(),
        "beside": _blank(),
        "bars": _blank(),
        "shown": None,
    }
