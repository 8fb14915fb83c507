"""``/briefing.pdf``: the sheet that the Briefing page prints."""

from flask import Flask, Response, abort, current_app, request

from aim.config import Config
from aim.errors import AimError, QuestionError
from aim.pages.briefing_parts import SHEET
from aim.pages.earlier import only_now
from aim.questions.briefing_views import LAST


def add_routes(server: Flask) -> None:
    """``/briefing.pdf?neighbourhood=East&since=last``."""
    server.add_url_rule(SHEET, "briefing sheet", _sheet)


def _sheet() -> Response:
    from aim.reports.briefing import briefing_sheet

    if refused := only_now():
        return refused
    config: Config = current_app.config["AIM"]
    try:
        made = briefing_sheet(config, area=request.args.get("neighbourhood"), since=request.args.get("since", LAST))
    except QuestionError:
        abort(404)
    except AimError as error:
        return Response(f"{error}\n", status=503, mimetype="text/plain")
    response = Response(made.content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{made.name}"'
    response.headers["Cache-Control"] = "no-store"  # tomorrow the same address is another sheet
    return response
