"""Closing a meeting, in the name of whoever runs AIM.

What lies before it comes from :func:`aim.questions.minutes.lay_out`, never from a browser: ask that, then hand it in
here. Pages take the refusals and the plain value from here.
"""

from datetime import UTC

from aim.config import Config
from aim.decisions.closed import GROUP, Closing, DecidedMeanwhileError, GivenOutMeanwhileError, Laid
from aim.operations.actor import actor
from aim.store import demonstration, published

__all__ = ["GROUP", "Closing", "DecidedMeanwhileError", "GivenOutMeanwhileError", "close_meeting"]


def close_meeting(config: Config, laid: Laid) -> Closing:
    """Write that a meeting is closed and keep what lay before it, so that its minutes can be made again at any time.

    A meeting that is closed already is closed once more, as a new version; what was kept before stays. What it tells
    the public first stands from then on, as with any public paper. Raises :class:`DecidedMeanwhileError` where somebody
    decided since ``laid`` was asked for, :class:`GivenOutMeanwhileError` where somebody gave another public table of
    its months out, and :class:`StoreError` where nothing can be written. Nothing is written then.
    """
    from aim.decisions.database import Database
    from aim.decisions.meetings import Meetings

    def fix() -> None:
        for month, table in laid.fixes.items():
            published.write_first(config.data, month, table)

    closings = Meetings(Database(config), demonstration=demonstration.is_demonstration(config.data))
    with published.alone(config.data):
        if not laid.fixes.keys().isdisjoint(published.held(config.data)):
            raise GivenOutMeanwhileError
        return closings.close(laid, actor=actor(), now=config.now().astimezone(UTC), first=fix)
