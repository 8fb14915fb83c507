"""That the meeting of the month is over: which role closed it and when, and what was decided after it."""

from dash import html

from aim.config import Config
from aim.errors import StoreError
from aim.operations.meetings import GROUP
from aim.questions.decisions import day_title
from aim.questions.minutes import MeetingState, before, meeting
from aim.questions.views import MonthView


def closing(config: Config, view: MonthView) -> MeetingState:
    """The state of the meeting on the month; open where that cannot be read, which the page says elsewhere."""
    try:
        return meeting(config, view.month)
    except StoreError:
        return MeetingState(view.month)


def told(config: Config, state: MeetingState) -> list[html.P]:
    """``Meeting closed by the AIM group at 15:32 on 26 Nov 2026``, and what came or comes after it.

    Nothing of an open one.
    """
    if state.last is None:
        return []
    at = state.last.at.astimezone(config.zone)
    after = "What is decided now comes after it."
    if state.later:
        times = "once" if state.later == 1 else f"{state.later} times"
        after = f"Decided {times} since: not in its minutes."
    said = html.Strong(f"Meeting closed by {_role(config, state.month)} at {at:%H:%M} on {day_title(at.date())}.")
    return [html.P([said, f" {after}"], className="meeting-closed")]


def _role(config: Config, month: str) -> str:
    """As the minutes name it, never an account: this hangs on a wall."""
    try:
        return str(before(config, month).tables.get("closed_by", GROUP))
    except StoreError:  # told where the minutes are made
        return GROUP
