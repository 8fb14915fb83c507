"""Deciding about a place: the frame of the form, shared by every page that offers it, and the callbacks behind it.

A page puts :func:`frame` into its layout, calls :func:`register` with the same ``identity``, gives :func:`form` as the
``data`` of :func:`form_id` (None where there is no place), and takes :func:`saved_id` as an input: it changes whenever
something was written here. The scripts ``assets/deciding*.js`` draw the form, keep what is typed, and send it.
"""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from flask import current_app

from aim.config import Config
from aim.pages import deciding_entry
from aim.pages.deciding_form import form
from aim.pages.deciding_words import TO_DECIDE, history, state

__all__ = ["TO_DECIDE", "form", "form_id", "frame", "history", "register", "saved_id", "state"]


def form_id(identity: str) -> str:
    """The store whose ``data`` is the form that the frame shows."""
    return f"{identity}-asked"


def saved_id(identity: str) -> str:
    """The store whose ``data`` changes whenever a decision was written by the frame's form."""
    return f"{identity}-saved"


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
        return deciding_entry.write(config, sent, identity=identity)

    here = State(identity, "id")
    app.clientside_callback(ClientsideFunction("aim_deciding", "show"), Input(form_id(identity), "data"), here)
    app.clientside_callback(ClientsideFunction("aim_deciding", "answer"), Input(f"{identity}-answer", "data"), here)
