"""Files that pages fetch beside Dash: outlines and cells under a versioned address, and a sign of life."""

import gzip
import re
from functools import lru_cache
from pathlib import Path

import plotly
from dash.fingerprint import build_fingerprint
from flask import Flask, Response, abort, current_app, request, send_from_directory

from aim.config import PROJECT
from aim.errors import AimError
from aim.questions import geometry, ground
from aim.questions.ground import Roads

_YEAR_S = 365 * 24 * 60 * 60
_KEPT_A_YEAR = f"private, max-age={_YEAR_S}, immutable"
_PLOTLY = "package_data/plotly.min.js"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
# Packed layers in memory: 300 KB each at most, four to a picture.
_KEPT = 16


def geometry_url(fingerprint: str) -> str:
    """The folder of a picture's outlines and cells. Another picture is another address, so a browser may keep them."""
    return f"/geometry/{fingerprint}"


def cells_url(fingerprint: str, resolution: int) -> str:
    """The address of a picture's cells at any resolution that it holds."""
    return f"{geometry_url(fingerprint)}/cells-{resolution}.geojson"


def roads_url(roads: Roads | None) -> str:
    """The address of the roads, "" where there are none. It names their content: another import is another address."""
    return f"/roads/{roads.fingerprint}.geojson" if roads else ""


def plotly_url() -> str:
    """The address of plotly.js, which names its version.

    Dash asks for it without: then a browser fetches and compiles its 5 MB at every visit.
    """
    changed = int((Path(plotly.__file__).parent / _PLOTLY).stat().st_mtime)
    return f"/_dash-component-suites/plotly/{build_fingerprint(_PLOTLY, plotly.__version__, changed)}"


def scheme_url() -> str:
    """The address of the script that stands in every page's head, with the version that Dash gives all others."""
    return f"/assets/scheme.js?m={(PROJECT / 'assets' / 'scheme.js').stat().st_mtime}"


def add_routes(server: Flask) -> None:
    """``/geometry/<fingerprint>/<name>.geojson``, ``/roads/<fingerprint>.geojson``, ``/healthz``, ``/favicon.ico``."""
    server.add_url_rule("/geometry/<fingerprint>/<name>.geojson", "geometry", _geometry)
    server.add_url_rule("/roads/<fingerprint>.geojson", "roads", _roads)
    server.add_url_rule("/healthz", "healthz", lambda: Response("ok\n", mimetype="text/plain"))
    # Where a browser looks for the mark of an answer that is no page.
    server.add_url_rule("/favicon.ico", "favicon", lambda: send_from_directory(PROJECT / "assets", "favicon.ico"))
    server.after_request(_keep_versions)


def _geometry(fingerprint: str, name: str) -> Response:
    # Only the full fingerprint: a short id or a version number may come to mean another picture; this is kept a year.
    if not _FINGERPRINT.fullmatch(fingerprint) or name not in geometry.LAYERS:
        abort(404)
    try:
        body = geometry.layer(current_app.config["AIM"], fingerprint, name)
    except AimError:
        abort(404)
    return _kept(body, f"{fingerprint[:16]}-{name}")


def _roads(fingerprint: str) -> Response:
    roads = ground.roads_to_draw(current_app.config["AIM"])
    if roads is None or roads.fingerprint != fingerprint:
        abort(404)
    return _kept(roads.content, f"{fingerprint[:16]}-roads")


def _keep_versions(response: Response) -> Response:
    """Let a browser keep stylesheets and scripts: Dash writes into their address when they were changed."""
    if request.path.startswith("/assets/") and "m" in request.args and response.status_code in (200, 304):
        response.headers["Cache-Control"] = _KEPT_A_YEAR
    return response


def _kept(body: bytes, tag: str) -> Response:
    """GeoJSON that a browser keeps for a year: its address names its content."""
    packed = request.accept_encodings.quality("gzip") > 0
    response = Response(_pack(body) if packed else body, mimetype="application/geo+json")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = _KEPT_A_YEAR
    response.set_etag(tag + ("-gzip" if packed else ""))
    response.make_conditional(request)
    return response


@lru_cache(maxsize=_KEPT)
def _pack(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)
