"""What a page says of a picture of before: that it is one, what differs today, and the way back."""

from collections.abc import Sequence

from dash import html
from flask import Response, request

from aim.pages.errors import plain_page
from aim.pages.parts import link


def notice(picture: str, as_at: str, since: Sequence[str], back: str, *, beware: str = "") -> html.Details:
    """``since``: a sentence for each thing that differs today, ``back``: the address of the page as it is today.

    ``beware`` is said besides, before the way back.
    """
    differs = (
        f"{len(since)} {'thing differs' if len(since) == 1 else 'things differ'} today"
        if since
        else "nothing that was loaded or set differs today"
    )
    items = [html.Ul([html.Li(f"{sentence}.") for sentence in since])] if since else []
    return html.Details(
        [
            html.Summary(f"This is picture {picture}, as at {as_at}: {differs}."),
            *items,
            html.P([*([f"{beware} "] if beware else []), link("Show today’s", back)]),
        ],
        className="notice notice--before",
        open=bool(since),
    )


def only_now() -> Response | None:
    """The refusal of a file that is always of the current picture where its address names one; else None."""
    if "as-of" not in request.args:
        return None
    return plain_page(400, "This file is not offered", "It is of the current picture only: leave as-of out.")
