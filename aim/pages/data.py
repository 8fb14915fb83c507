"""The Data page ``/data``: what came in, what was refused and why; sending a file, and taking a load back.

The form and the jobs stand beside whatever is open, so that progress is seen from the list and from a load alike.
"""

from collections.abc import Sequence
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from flask import current_app

from aim import operations
from aim.config import Config
from aim.errors import QuestionError
from aim.pages import data_address, data_jobs, data_load, data_loads, data_sources, filling, ids, jobs, upload
from aim.pages.jobs import Jobs, Step
from aim.questions.data import brought, data_view, load_view, source_names
from aim.questions.data_views import DataView

TITLE = "Data"
PATH = "/data"
POLL_MS = 1_000


def layout(**_query: str) -> html.Div:
    """The frame; callbacks fill it from the address and from the jobs of the server."""
    return html.Div(
        [
            dcc.Store(id=ids.UPLOAD_FORM),
            dcc.Store(id=ids.JOBS_SEEN),
            dcc.Store(id=ids.JOBS_ENDED),
            dcc.Interval(id=ids.JOBS_POLL, interval=POLL_MS),
            html.Div(id=ids.DATA_NOTICES, className="notices", **{"aria-live": "polite"}),
            html.Div(id=ids.DATA_TOP, className="top"),
            html.Div(
                [
                    html.Div(id=ids.DATA_MAIN, className="data-main"),
                    html.Aside(
                        [html.Section(id=ids.UPLOAD, className="upload"), html.Section(id=ids.JOBS)],
                        className="data-side",
                        **{"aria-label": "Sending a file, and what is under way"},
                    ),
                ],
                className="data-columns",
            ),
        ],
        id=ids.DATA,
        className="data is-waiting",
    )


def register(app: Dash) -> None:
    """The page's callbacks."""

    filling.register(app, PATH, _REGIONS, regions, again=[Input(ids.JOBS_ENDED, "data")])

    @app.callback(
        Output(ids.JOBS, "children"),
        Output(ids.JOBS_SEEN, "data"),
        Output(ids.JOBS_ENDED, "data"),
        Input(ids.JOBS_POLL, "n_intervals"),
        State(ids.JOBS_SEEN, "data"),
        State(ids.JOBS_ENDED, "data"),
    )
    def watch(_beats: int | None, seen: str | None, ended: str | None) -> tuple[Any, Any, Any]:
        upload.receiver().expire()
        return watched(jobs.of(current_app), seen, ended)

    @app.callback(
        Output(ids.JOBS_POLL, "n_intervals"),
        Input(ids.UNDO_CONFIRM, "n_clicks"),
        State(ids.ADDRESS, "data"),
        State(ids.JOBS_POLL, "n_intervals"),
        prevent_initial_call=True,
    )
    def confirm(clicks: int | None, address: dict[str, str], beats: int | None) -> Any:
        if not clicks:
            return no_update
        undo(_config(), jobs.of(current_app), address["search"])
        return (beats or 0) + 1  # look at once

    app.clientside_callback(
        ClientsideFunction("aim_upload", "draw"), Input(ids.UPLOAD_FORM, "data"), Input(ids.UPLOAD, "id")
    )
    app.clientside_callback(ClientsideFunction("aim_data", "settle"), Input(ids.DATA_MAIN, "children"))


_REGIONS = {
    "page": (ids.DATA, "className"),
    "notices": (ids.DATA_NOTICES, "children"),
    "top": (ids.DATA_TOP, "children"),
    "main": (ids.DATA_MAIN, "children"),
    "form": (ids.UPLOAD_FORM, "data"),
}


def regions(config: Config, search: str | None) -> dict[str, Any]:
    """What every region of the page is to hold."""
    place, ignored = data_address.read(search)
    form = {
        "sources": list(source_names(config).items()),
        "limit": config.partnership.keeping.upload_mb,
        "smaller": data_jobs.SMALLER,
    }
    if place.load is not None:
        try:
            opened = load_view(config, place.load)
        except QuestionError:
            ignored = (*ignored, "the load in the address: this store holds none of that name")
        else:
            return {
                "page": "data has-load",
                "notices": _notices(ignored),
                "top": data_load.top(opened),
                "main": data_load.body(opened),
                "form": form,
            }
    view = data_view(config, page=place.page)
    return {
        "page": "data",
        "notices": _notices(ignored, view),
        "top": [html.Div([html.H1(view.headline, className="headline"), html.P(view.sentence, className="sentence")])],
        "main": [data_sources.sources(view), *data_sources.grid(view), data_loads.loads(view)],
        "form": form,
    }


def _notices(ignored: Sequence[str], view: DataView | None = None) -> list[html.P]:
    lines = [html.P(f"Left out: {'; '.join(ignored)}.", className="notice")] if ignored else []
    if view is not None and view.behind:
        words = "The map is still from before the last change of data or settings."
        lines.append(html.P(words, className="notice notice--behind"))
    if view is not None and view.fault:
        lines.append(html.P(f"A map of a source cannot be read: {view.fault}.", className="notice"))
    return lines


def watched(found: Jobs, seen: str | None, ended: str | None) -> tuple[Any, Any, Any]:
    """The board of jobs, which state of them it is, and whether one ended since; nothing where nothing changed."""
    state, over = found.state()
    if state == seen:
        return no_update, no_update, no_update
    return data_jobs.board(found.recent()), state, no_update if over == ended else over


def undo(config: Config, found: Jobs, search: str | None) -> None:
    """Take back the load that ``search`` names, as a job.

    Raises :class:`~aim.pages.jobs.BusyError` while another undo is under way, QuestionError where no load is open.
    """
    place, _ = data_address.read(search)
    if place.load is None:
        raise QuestionError("no load is open: nothing was undone")
    view = load_view(config, place.load)
    job = found.begin(jobs.UNDO, f"{view.row.short}, {view.row.file}, {view.row.when}")
    load = place.load

    def take_back(report: jobs.Report) -> Sequence[Step]:
        report(state=jobs.READING)
        record = operations.undo(config, load, progress=jobs.progress(report))
        return [Step(record.load, brought(record))]

    found.submit(job.id, take_back)


def _config() -> Config:
    config: Config = current_app.config["AIM"]
    return config
