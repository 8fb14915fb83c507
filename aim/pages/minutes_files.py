"""``/minutes/2026-09.pdf`` and what else a meeting writes: minutes, decisions as a table, sheets for everybody.

Of a closed meeting they are as it was closed, of an open one a draft of now.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from dash import html
from flask import Flask, Response, abort, current_app, request

from aim.errors import AimError, QuestionError
from aim.pages.earlier import only_now
from aim.pages.parts import unseen
from aim.questions.editions import Edition
from aim.questions.minutes import before, public_before
from aim.questions.nap_sheets import nap_sheets

FOLDER = "/minutes"
_TYPES = {"pdf": "application/pdf", "csv": "text/csv"}


def minutes_url(month: str, suffix: str, edition: Edition = Edition.INTERNAL) -> str:
    """The address of the minutes of a meeting: ``pdf`` or ``csv``."""
    return f"{FOLDER}/{month}.{suffix}?{urlencode({'edition': str(edition)})}"


def sheet_url(month: str, neighbourhood: str) -> str:
    """The address of the public sheet of a neighbourhood."""
    return f"{FOLDER}/{month}/sheet.pdf?{urlencode({'neighbourhood': neighbourhood}, quote_via=quote)}"


def links(month: str, neighbourhoods: Sequence[str]) -> html.Ul:
    """Everything that a meeting writes, for the page on which it is closed."""
    named = [
        ("Minutes", minutes_url(month, "pdf")),
        ("Decisions (CSV)", minutes_url(month, "csv")),
        ("Public minutes", minutes_url(month, "pdf", Edition.PUBLIC)),
    ]
    sheets = [_file_link([unseen("public sheet "), name], sheet_url(month, name)) for name in neighbourhoods]
    items = [html.Li(_file_link(text, address)) for text, address in named]
    return html.Ul([*items, html.Li(["Public sheets: ", *sheets])], className="meeting-files")


def _file_link(text: Any, address: str) -> html.A:
    """Beside the page, so that whoever closed the meeting keeps it before them."""
    return html.A(text, href=address, target="_blank", rel="noopener")


def add_routes(server: Flask) -> None:
    """``/minutes/2026-09.pdf?edition=public``, ``.csv``, ``/minutes/2026-09/sheet.pdf?neighbourhood=East``."""
    server.add_url_rule(f"{FOLDER}/<month>.<suffix>", "minutes", _minutes)
    server.add_url_rule(f"{FOLDER}/<month>/sheet.pdf", "minutes sheet", _sheet)


def _minutes(month: str, suffix: str) -> Response:
    from aim.reports import minutes as paper

    if refused := only_now():
        return refused
    edition = request.args.get("edition", str(Edition.INTERNAL))
    if suffix not in _TYPES or edition not in list(Edition):
        abort(404)
    which = Edition(edition)
    try:
        found = (public_before if which is Edition.PUBLIC else before)(current_app.config["AIM"], month)
        content = paper.pdf(found, which) if suffix == "pdf" else paper.csv(found, which)
    except QuestionError:
        abort(404)
    except AimError as error:
        return _refused(error)
    return _file(content, f"minutes-{month}-{which}.{suffix}", suffix)


def _sheet(month: str) -> Response:
    from aim.reports import nap_sheets as paper

    if refused := only_now():
        return refused
    try:
        found = public_before(current_app.config["AIM"], month)
        made = next(
            (each for each in nap_sheets(found) if each.neighbourhood == request.args.get("neighbourhood")), None
        )
        if made is None:
            abort(404)
        content = paper.pdf(found, made)
    except QuestionError:
        abort(404)
    except AimError as error:
        return _refused(error)
    return _file(content, paper.file_name(found, made), "pdf")


def _refused(error: AimError) -> Response:
    return Response(f"{error}\n", status=503, mimetype="text/plain")


def _file(content: bytes, name: str, suffix: str) -> Response:
    response = Response(content, mimetype=_TYPES[suffix])
    way = "inline" if suffix == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="{name.encode("ascii", "replace").decode()}"'
    response.headers["Cache-Control"] = "no-store"  # closed once more, the same address is another file
    return response
