"""Every chart and map goes through here, so that none can offer to upload its data.

plotly.js shows a button that sends a chart and its data to a public cloud unless it is told not to.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from dash import ClientsideFunction, Dash, Input, Output, Patch, State, dcc, html

from aim.config import Config
from aim.questions import geometry
from layers.boundaries import Bounds, bounds

CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
}
_PLAIN = "This browser cannot draw the usual map; this one shows the same."


def graph(id: str, figure: dict[str, Any], *, label: str, className: str = "", **more: Any) -> html.Div:
    """A chart with ``label`` as what is said of it to those who cannot see it (see ``layers.charts.summary``).

    It fills its frame, to which ``className`` belongs; a callback renews the label as ``aria-label`` of the
    frame, whose id is :func:`frame_id`.
    """
    return html.Div(
        dcc.Graph(id=id, figure=figure, config=CONFIG, style={"height": "100%", "width": "100%"}, **more),
        id=frame_id(id),
        role="img",
        className=f"graph {className}".strip(),
        **{"aria-label": label},
    )


def town_map(id: str, figure: dict[str, Any], *, label: str, className: str = "", **more: Any) -> html.Div:
    """:func:`graph` for the map of ``layers.figure``; :func:`register_map` is called with the same ``id``.

    A browser without WebGL draws the same figure as shapes (``assets/plain-map.js``), and the map says so. Clicks and
    boxes arrive as ``clickData`` and ``selectedData`` all the same, each point with its cell as ``location``.
    """
    frame = graph(id, figure, label=label, className=f"town-map {className}".strip(), **more)
    frame.children = [frame.children, html.P(_PLAIN, id=f"{id}-note", className="map-note")]
    return frame


def town_inset(id: str) -> html.Figure:
    """Where the inset of the map ``id`` is drawn, for a figure that has one; it says itself what it shows.

    Its cells are chosen as those of the map are.
    """
    frame = html.Div(id=f"{id}-inset", className="map-inset-frame", role="img", **{"aria-label": ""})
    return html.Figure([frame, html.Figcaption()], className="map-inset", hidden=True)


def frame_id(id: str) -> str:
    """The id of the frame around the graph ``id``."""
    return f"{id}-frame"


def register_map(app: Dash, id: str) -> None:
    """What only the browser can do for ``layers.figure``: ``assets/map.js`` fits the view and shows a scale."""
    drawn = Output(frame_id(id), "data-drawn")
    app.clientside_callback(ClientsideFunction("aim_map", "ready"), drawn, Input(id, "figure"), State(id, "id"))


def patched(changes: Mapping[tuple[str | int, ...], Any]) -> Patch:
    """What ``layers.figure.patches`` names, by path from the figure down to a value, as an answer to the browser."""
    patch = Patch()
    for path, value in changes.items():
        part = patch
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value
    return patch


def area_bounds(config: Config, fingerprint: str, neighbourhood: str | None = None) -> Bounds:
    """Where the map looks: all neighbourhoods of the picture, or one. Raises UnknownPictureError."""
    return _bounds(geometry.layer(config, fingerprint, "neighbourhoods"), neighbourhood)


@lru_cache(maxsize=32)
def _bounds(outlines: bytes, neighbourhood: str | None) -> Bounds:
    return bounds(orjson.loads(outlines), names=None if neighbourhood is None else [neighbourhood])
