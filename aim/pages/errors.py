"""When something goes wrong: a sentence a person can use, and a reference that stands in the log beside the cause.

Nothing of the inside (paths, values, tracebacks) reaches a page; a refusal AIM makes on purpose (:class:`AimError`) is
worded for people and shown as it is.
"""

import html as text_html
import logging
import secrets
from dataclasses import dataclass
from typing import Any

import dash
from dash import Input, Output, ctx, html
from dash.exceptions import DependencyException
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from aim.errors import AimError

log = logging.getLogger("aim.pages")

NOTICE = "error-notice"
NOTICE_WORDS = "error-notice-words"
_CLOSE = "error-notice-close"
_PAGE_CONTENT = "_pages_content"  # Dash's own container of the page
_UNEXPECTED = "Something went wrong on this page. Nothing was changed."


@dataclass(frozen=True)
class Trouble:
    """What is shown of an error: words, and the reference under which the log holds the rest."""

    reference: str
    words: str


def record(error: BaseException, where: str) -> Trouble:
    """Write ``error`` with its traceback to the log under a new reference; ``where`` is the address or callback."""
    reference = secrets.token_hex(4).upper()
    log.error("reference %s: %s: %s", reference, _one_line(where), type(error).__name__, exc_info=error)
    return Trouble(reference, str(error) if isinstance(error, AimError) else _UNEXPECTED)


def _one_line(value: str) -> str:
    """``value`` without control characters: an address may not write lines of its own into the log."""
    return "".join(c if c.isprintable() else "�" for c in value[:200])


def notice() -> html.Div:
    """The place of a message about a failed action; hidden until :func:`in_callback` fills it."""
    return html.Div(
        [
            html.Div(id=NOTICE_WORDS),
            html.Button("Close", id=_CLOSE, className="button", type="button"),
        ],
        id=NOTICE,
        role="alert",
        hidden=True,
        className="error-notice",
    )


def in_callback(error: Exception) -> Any:
    """Dash's handler of an error in any callback: the page stays as it was and a notice says what happened.

    Where the page itself could not be made, a page that says so takes its place.
    """
    outputs = [output["id"] for output in _flat(ctx.outputs_grouping)]
    trouble = record(error, f"{request.path} -> {outputs}")
    if _PAGE_CONTENT in outputs:
        return failed_page(trouble), {"title": "AIM: something went wrong"}
    dash.set_props(NOTICE_WORDS, {"children": _words(trouble)})
    dash.set_props(NOTICE, {"hidden": False})
    return None


def _flat(outputs: Any) -> list[dict[str, Any]]:
    """The outputs of a callback, whatever way it groups them."""
    if isinstance(outputs, dict):
        return [outputs] if "property" in outputs else _flat(list(outputs.values()))
    return [each for output in outputs or [] for each in _flat(output)]


def _words(trouble: Trouble) -> list[Any]:
    return [
        html.P(trouble.words, style={"whiteSpace": "pre-line", "margin": "0 0 0.5rem"}),
        html.P(["Reference ", html.Strong(trouble.reference), ": whoever runs AIM finds the cause in its log."]),
    ]


def failed_page(trouble: Trouble) -> html.Div:
    """In the place of a page that could not be made."""
    return _message("This page could not be shown", [*_words(trouble), _ways_on()])


def wrong_address(**_query: str) -> html.Div:
    """The page of an address that does not exist; names those that do."""
    return _message("There is no page at this address", [html.P("These pages exist:"), _ways_on()])


def _ways_on() -> html.Ul:
    return html.Ul([html.Li(dash.dcc.Link(page["name"], href=page["path"])) for page in pages()])


def _message(title: str, children: list[Any]) -> html.Div:
    return html.Div([html.H1(title), *children], className="message")


def pages() -> list[dict[str, Any]]:
    """The registered pages of the navigation, in its order; a mode of another page is none of them."""
    return [page for page in served() if not page.get("mode_of")]


def served() -> list[dict[str, Any]]:
    """Every registered page, those too that are a mode of another."""
    return [page for page in dash.page_registry.values() if page["module"] != WRONG_ADDRESS]


WRONG_ADDRESS = "not_found_404"  # the name by which Dash knows the page of a wrong address


def register(app: dash.Dash) -> None:
    """Make :func:`wrong_address` the page of every address nobody registered, and let the notice be closed."""
    dash.register_page(WRONG_ADDRESS, path="/404", name="Wrong address", title="AIM: no page", layout=wrong_address)
    app.clientside_callback(
        "() => true", Output(NOTICE, "hidden"), Input(_CLOSE, "n_clicks"), prevent_initial_call=True
    )


def add_handlers(app: dash.Dash) -> None:
    """Error pages outside Dash's own: unknown files, refused requests, and what nobody foresaw."""
    server: Flask = app.server
    catch_all = f"{app.config.routes_pathname_prefix}<path:path>"

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        return plain_page(error.code or 500, error.name, error.description or "")

    @server.errorhandler(DependencyException)
    def unknown_file(_error: DependencyException) -> Response:
        return plain_page(404, "Not Found", "There is no such file.")

    @server.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        trouble = record(error, request.path)
        return plain_page(500, "Something went wrong", f"{trouble.words} Reference {trouble.reference}.")

    @server.after_request
    def honest_status(response: Response) -> Response:
        known = {page["path"] for page in served()}
        if request.endpoint == catch_all and response.status_code == 200 and request.path not in known:
            response.status_code = 404  # Dash draws the page of a wrong address, but answers 200
        return response


def plain_page(status: int, title: str, words: str) -> Response:
    """A page without any script or file, for when the application itself cannot answer."""
    title, words = text_html.escape(title), text_html.escape(words)
    body = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>AIM: {title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}}</style></head>
<body><main><h1>{title}</h1><p>{words}</p><p><a href="/">Go to the Month page</a></p></main></body></html>
"""
    return Response(body, status=status, mimetype="text/html")
