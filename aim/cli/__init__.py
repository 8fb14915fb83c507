"""The ``aim`` command. A contract: names, options, columns, JSON keys and exit codes are what others build on.

Exit codes: 0 done, 1 refused or failed (nothing half done), 2 wrong usage. Each module here registers its commands on
``app``; what a command needs is imported when it runs, so that ``aim --help`` is quick.
"""

import sys

import typer

from aim.cli import (
    backtest,
    briefing,
    clusters,
    explain,
    fetching,
    geography,
    keeping,
    minutes,
    monthly,
    pack,
    places,
    sources,
    trends,
    watching,
)
from aim.cli.common import app
from aim.errors import AimError

__all__ = [
    "app",
    "backtest",
    "briefing",
    "clusters",
    "explain",
    "fetching",
    "geography",
    "keeping",
    "main",
    "minutes",
    "monthly",
    "pack",
    "places",
    "sources",
    "trends",
    "watching",
]


def main() -> None:
    """Entry point: errors become one message on standard error and exit code 1."""
    try:
        app()
    except AimError as error:
        typer.echo(f"aim: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("aim: stopped by the keyboard; what was committed stays, the rest was not begun", err=True)
        sys.exit(1)
