"""Progress on a terminal: a bar where somebody watches, nothing where nobody does."""

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class ProgressBar:
    """``bar(done, total, text)`` draws on standard error when that is a terminal, and is silent otherwise."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        if sys.stderr.isatty() and not quiet:
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )

    def __enter__(self) -> "ProgressBar":
        if self._progress is not None:
            self._progress.start()
            self._task = self._progress.add_task("", total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, done: int, total: int, text: str) -> None:
        """``done`` of ``total`` (any unit), and what is going on."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total, description=text)
