"""What is read before somebody asks for it: the months that a meeting steps through."""

from aim.building import answering
from aim.config import Config
from aim.questions.month import month_view


def read_ahead(config: Config) -> None:
    """Ask for each month whose answers are stored, the newest first, so that the first to step there need not wait.

    What the Month page says of one it holds from then on (:meth:`aim.reading.shown.Shown.once`); nothing where nothing
    is built yet. Raises what :func:`aim.questions.month.month_view` does.
    """
    view = month_view(config)
    if view is not None:
        for month in reversed(view.months[-answering.MONTHS :]):
            month_view(config, month=month)
