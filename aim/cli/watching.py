"""``aim watch``: an inbox that takes in what lands in it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from aim.cli.common import DataOption, app, config_of


@app.command()
def watch(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help="Where partners leave extracts.", metavar="FOLDER"),
    ],
    every: Annotated[float, typer.Option(min=0.05, max=86_400, help="Seconds between two looks.")] = 10.0,
    once: Annotated[bool, typer.Option("--once", help="Take in what lies there now, and end.")] = False,
    data: DataOption = None,
) -> None:
    """Take in what lands in a folder, move it to loaded/ or refused/ with a report, and delete it after some days."""
    from aim import operations

    config = config_of(context, data)
    stop = threading.Event()

    def tell(text: str) -> None:
        typer.echo(f"{datetime.now(config.zone):%Y-%m-%d %H:%M:%S}  {text}")

    with _ending(stop):
        if not once:
            tell(f"watching {folder}, a look every {every:g} s; interrupt to end")
        clean = operations.watch(config, folder, every=every, once=once, stop=stop, tell=tell)
    if once and not clean and not stop.is_set():
        raise typer.Exit(1)


@contextmanager
def _ending(stop: threading.Event) -> Iterator[None]:
    """An interrupt asks to end at the next moment at which nothing is half done."""
    before = {each: signal.signal(each, lambda *_: stop.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
