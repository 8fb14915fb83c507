"""The pages. ``create_app`` is the whole web application; each page is a module that is named here, by hand."""

import dash
import flask
from dash import Dash

from aim.config import PROJECT, Config
from aim.pages import (
    briefing,
    briefing_sheet,
    data,
    downloads,
    errors,
    graph,
    hotspots,
    ids,
    jobs,
    method,
    minutes_files,
    month,
    present,
    routes,
    security,
    shell,
    trends,
    upload,
)

TITLE = "AIM"


def create_app(config: Config) -> Dash:
    """The application over one store. Served by :mod:`aim.pages.server`; ``app.server`` is the WSGI entry.

    Nothing is fetched from another machine, nothing is offered to one: files are served from here, and Dash's
    interface for language models stays off.
    """
    app = Dash(
        __name__,
        title=TITLE,
        update_title=None,
        assets_folder=str(PROJECT / "assets"),
        assets_ignore=r"^scheme\.js$",  # stands in the head already
        pages_folder="",  # pages are registered below, so that importing one never needs an application
        serve_locally=True,
        include_pages_meta=False,  # it would repeat the asked address in every page
        suppress_callback_exceptions=True,  # a page's components exist only while it is shown
        on_error=errors.in_callback,
        add_log_handler=False,
        enable_mcp=False,
    )
    app.server.config["AIM"] = config
    jobs.install(app.server)
    register_pages(app)
    app.layout = shell.layout
    routes.add_routes(app.server)
    upload.add_routes(app.server)
    downloads.add_routes(app.server)
    briefing_sheet.add_routes(app.server)
    minutes_files.add_routes(app.server)
    errors.add_handlers(app)
    _register_all_callbacks(app)
    security.secure(app)
    return app


def register_pages(app: Dash) -> None:
    """Each page by hand: its address, its layout, its callbacks."""
    for order, page in enumerate((month, briefing, hotspots, trends, data, method)):
        dash.register_page(
            page.__name__,
            path=page.PATH,
            name=page.TITLE,
            title=f"{TITLE}: {page.TITLE}",
            layout=page.layout,
            order=order,
        )
        page.register(app)
    dash.register_page(
        present.__name__,
        path=present.PATH,
        name=present.TITLE,
        title=f"{TITLE}: {present.TITLE}",
        layout=present.layout,
        mode_of=month.PATH,  # Month leads there, and no navigation
    )
    present.register(app)
    graph.register_map(app, ids.MAP)
    graph.register_map(app, ids.HOTSPOTS_MAP)
    graph.register_map(app, ids.HOTSPOTS_BESIDE)
    graph.register_map(app, ids.BRIEFING_MAP)
    graph.register_map(app, ids.PRESENT_MAP)
    shell.register(app)
    errors.register(app)


def _register_all_callbacks(app: Dash) -> None:
    """Let Dash do now what it would do at the first request.

    The policy of inline scripts must know them all, and two first requests at once must not race.
    """
    with app.server.test_request_context("/"):
        answer = app.server.preprocess_request()
    if answer is not None:
        raise RuntimeError(f"the application could not start: {flask.make_response(answer).status}")
