"""Closing a meeting at the end of its read back: offered, asked once more, done, and told."""

from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.exceptions import PreventUpdate
from flask import current_app

from aim import months
from aim.config import Config
from aim.errors import AimError
from aim.operations.meetings import close_meeting
from aim.pages import ids, minutes_files
from aim.questions.minutes import lay_out
from aim.questions.present_views import PresentView, ReadBack

_KEPT = "What was decided and the figures it rests on are kept as they are now; minutes and sheets are made from them."
_AGAIN = "Minutes and sheets of then stay as they are: this makes a new edition of them, with what was changed since."


def offer(view: PresentView, content: ReadBack) -> list[Any]:
    """The button that closes the meeting; of a closed one when, its files, and the button where it changed since."""
    if content.trouble:
        return []
    words = "Close it again" if content.closed else "Close the meeting"
    button = html.Button([html.Kbd("C"), words], id="present-close", className="button button--strong", type="button")
    if not content.closed:
        return [html.Div([button], className="present-closing")]
    closing = html.Div([told(content), *([button] if content.since else [])], className="present-closing")
    return [closing, minutes_files.links(view.view.month, [card.neighbourhood for card in view.view.cards])]


def told(content: ReadBack) -> html.P:
    """By whom and when it was closed, and what its minutes do not have."""
    later = "" if not content.since else f" Changed {_times(content.since)} since."
    return html.P(f"{content.closed}.{later}", className="present-closed")


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def frame() -> html.Div:
    """The question before it is closed, which ``assets/present.js`` shows and hides."""
    return html.Div(
        [
            html.Div(id=ids.PRESENT_ASKED),
            html.P(id=ids.PRESENT_CLOSE_SAID, className="present-unsaid", role="alert"),
            html.Div(
                [
                    html.Button("Close it", id=ids.PRESENT_CLOSE, className="button button--strong", type="button"),
                    html.Button("Not yet", id="present-keep-open", className="button", type="button"),
                ],
                className="present-keys-ways",
            ),
        ],
        id="present-confirm",
        className="present-keys",
        role="dialog",
        hidden=True,
        **{"aria-label": "Close the meeting"},
    )


def question(view: PresentView) -> list[Any]:
    """What is asked before the meeting of a month is closed; nothing on other steps."""
    content = view.content
    if not isinstance(content, ReadBack):
        return []
    title = months.title(view.view.month)
    asked = f"Close {title} once more?" if content.closed else f"Close the meeting on {title}?"
    lines = [html.H2(asked, tabIndex="-1"), html.P(_AGAIN if content.closed else _KEPT)]
    if content.undecided:
        numbers = ", ".join(str(line.number) for line in content.undecided)
        lines.append(html.P([html.Strong("Not decided: "), numbers]))
    return lines


def register(app: Dash) -> None:
    """The one writing: its store changes when a meeting was closed, and the page is asked again."""

    @app.callback(
        Output(ids.PRESENT_CLOSED, "data"),
        Output(ids.PRESENT_CLOSE_SAID, "children"),
        Input(ids.PRESENT_CLOSE, "n_clicks"),
        State(ids.PRESENT_SHOWN, "data"),
        prevent_initial_call=True,
    )
    def close(presses: int | None, shown: dict[str, Any] | None) -> tuple[Any, str]:
        if not presses:
            raise PreventUpdate  # the frame was only just drawn
        return closed(current_app.config["AIM"], (shown or {}).get("month"))


def closed(config: Config, month: Any) -> tuple[Any, str]:
    """Close the meeting on ``month``: the version that was written, or what keeps it open, in words."""
    if not isinstance(month, str) or not months.is_month(month):
        return no_update, "No meeting is shown: open it again, then close it."
    try:
        made = close_meeting(config, lay_out(config, month))
    except AimError as error:
        return no_update, f"{str(error)[:1].upper()}{str(error)[1:]}."
    return f"{made.month} {made.version}", ""
