"""Deciding about a place: the frame of the form, shared by every page that offers it, and the callbacks behind it.

A page puts :func:`frame` into its layout, calls :func:`register` with the same ``identity``, gives :func:`form` as the
``data`` of :func:`form_id` (None where there is no place), and takes :func:`causes` as inputs: they change whenever
something was written here, and soon after others wrote. The scripts ``assets/deciding*.js`` draw the form, keep what is
typed, and send it.
"""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update, set_props
from flask import current_app

from aim.config import Config
from aim.errors import StoreError
from aim.pages import deciding_entry, errors, ids
from aim.pages.deciding_form import form
from aim.pages.deciding_words import TO_DECIDE, history, state
from aim.questions.decided_version import decisions_version

__all__ = [
    "TO_DECIDE",
    "alone",
    "causes",
    "form",
    "form_id",
    "frame",
    "history",
    "register",
    "saved_id",
    "spoken",
    "state",
]


def form_id(identity: str) -> str:
    """The store whose ``data`` is the form that the frame shows."""
    return f"{identity}-asked"


def saved_id(identity: str) -> str:
    """The store whose ``data`` changes whenever a decision was written by the frame's form."""
    return f"{identity}-saved"


def causes(identity: str) -> list[Input]:
    """What a page that shows decisions is to be asked again by: they changed here, or somewhere else."""
    return [Input(saved_id(identity), "data"), Input(ids.DECIDED, "data")]


def alone(identity: str) -> bool:
    """Whether the page is asked again because of :func:`causes` and nothing else."""
    asked = set(ctx.triggered_prop_ids.values())
    return bool(asked) and asked <= {each.component_id for each in causes(identity)}


def spoken(error: StoreError) -> str:
    """Why decisions cannot be read, as a screen says it; the log has where they are."""
    errors.log.warning("decisions: %s", error)
    return error.plain


def frame(identity: str) -> html.Section:
    """Where the form is drawn. One a page for each ``identity``."""
    return html.Section(
        [
            dcc.Store(id=form_id(identity)),
            dcc.Store(id=f"{identity}-sent"),
            dcc.Store(id=f"{identity}-answer"),
            dcc.Store(id=saved_id(identity)),
            html.P(id=f"{identity}-status", className="deciding-status", role="status", tabIndex="-1"),
            html.Div(id=f"{identity}-drawn"),  # filled by assets/deciding-shown.js
        ],
        id=identity,
        className="deciding",
        **{"aria-label": "Decision"},
    )


def register(app: Dash, identity: str) -> None:
    """The callbacks of the frame ``identity``."""

    @app.callback(
        Output(f"{identity}-answer", "data"),
        Output(saved_id(identity), "data"),
        Input(f"{identity}-sent", "data"),
        prevent_initial_call=True,
    )
    def write(sent: Any) -> tuple[dict[str, Any], Any]:
        config: Config = current_app.config["AIM"]
        told, fresh = deciding_entry.write(config, sent, identity=identity)
        if fresh is not no_update and (version := decisions_version(config)) is not None:
            set_props(ids.DECIDED, {"data": version})  # so that the page does not take it for somebody else's
        return told, fresh

    here = State(identity, "id")
    app.clientside_callback(ClientsideFunction("aim_deciding", "show"), Input(form_id(identity), "data"), here)
    app.clientside_callback(ClientsideFunction("aim_deciding", "answer"), Input(f"{identity}-answer", "data"), here)
