"""Keeping: ``history``, ``undo``, ``verify``, ``backup``, ``restore``, ``retain``."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from aim import months
from aim.cli.common import DataOption, JsonOption, app, config_of
from aim.questions import words
from aim.store.record import LOAD
from aim.terminal import ProgressBar

if TYPE_CHECKING:
    from aim.operations.keeping import Retained


@app.command()
def history(
    context: typer.Context,
    source: Annotated[str | None, typer.Option(help="Only the steps of this source.", show_default=False)] = None,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Every step of the store, oldest first: loads, undos and what policy dropped."""
    from aim.store import ledger

    config = config_of(context, data)
    steps = [
        {"version": step.version, **step.record.to_json(), "undone_by": step.undone_by}
        for step in ledger.history(config.data)
        if source in (None, step.record.source)
    ]
    if as_json:
        typer.echo(json.dumps(steps, indent=2))
        return
    if not steps:
        typer.echo("no step yet" + (f" of source {source!r}" if source else ": load an extract with `aim ingest PATH`"))
        return
    for step in steps:
        typer.echo(_step(step, config.zone))


def _step(step: dict[str, Any], zone: ZoneInfo) -> str:
    """Three lines: a load must be named whole to be taken back, and no table of so many columns fits a terminal."""
    what = f"{step['kind']} of {step['undoes'] or step['file']}{', undone' if step['undone_by'] else ''}"
    counts = f"{step['rows']:,} rows"
    if step["kind"] == LOAD:
        counts += f" = {step['kept']:,} kept + {step['outside']:,} outside + {step['rejected']:,} rejected"
    where = f"{step['source']} {step['supplier']} {_span(step['months'])}"
    when = f"{words.moment(step['received'], zone)}, by {step['actor']}"
    return f"{step['version']:>4}  {step['load']}  {what}\n      {where}: {counts}\n      {when}"


def _span(months: list[str] | tuple[str, ...]) -> str:
    return f"{months[0]} to {months[-1]}" if len(months) > 1 else "".join(months) or "no month"


@app.command()
def undo(
    context: typer.Context,
    load: Annotated[str, typer.Argument(help="The load, as `aim history` names it.")],
    as_json: JsonOption = False,
    no_build: Annotated[bool, typer.Option("--no-build", help="Do not build the picture afterwards.")] = False,
    data: DataOption = None,
) -> None:
    """Put back what stood before a load; refused where later loads touched its months."""
    from aim import operations

    with ProgressBar(quiet=as_json) as bar:
        record = operations.undo(config_of(context, data), load, build=not no_build, progress=bar)
    if as_json:
        typer.echo(json.dumps(record.to_json(), indent=2))
        return
    back = (
        f"{record.rows:,} rows stand again in {months.spans(record.digests)}" if record.digests else "no row came back"
    )
    gone = f"; nothing stands any more for {months.spans(record.removed)}" if record.removed else ""
    typer.echo(f"{load} undone by {record.load}: {record.source} {record.supplier}: {back}{gone}")


@app.command()
def verify(
    context: typer.Context,
    every_version: Annotated[bool, typer.Option("--all", help="Every version, not only the newest.")] = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Prove the store: files against log, content against ledger, sums, leftovers, picture. Exit 1 with errors."""
    from aim import operations

    config = config_of(context, data)
    with ProgressBar(quiet=as_json) as bar:
        findings = operations.verify(config, every_version=every_version, progress=bar)
    errors = sum(finding.level == "error" for finding in findings)
    if as_json:
        typer.echo(json.dumps([finding.to_json() for finding in findings], indent=2))
    else:
        for finding in findings:
            typer.echo(str(finding))
        typer.echo(
            f"{config.data}: {errors} errors, {len(findings) - errors} notes" if findings else f"{config.data}: whole"
        )
    if errors:
        raise typer.Exit(1)


@app.command()
def backup(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where backups lie; each gets a dated folder.", metavar="DIR")],
    data: DataOption = None,
) -> None:
    """Copy the store, every version of it, into a new dated folder; what the last backup holds is linked."""
    from aim import operations

    config = config_of(context, data)
    with ProgressBar() as bar:
        made = operations.backup(config, folder, progress=bar)
    typer.echo(f"{len(made.files):,} files, {made.size / 1e6:,.1f} MB, data version {made.data_version} to {made.path}")
    if config.database:
        typer.echo("without decisions: they are in the database of AIM_DATABASE_URL, which its administrator copies")


@app.command()
def restore(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A backup, or where backups lie: then the newest.", metavar="DIR")],
    data: DataOption = None,
) -> None:
    """Make an empty store what a backup holds, after every byte of it was checked."""
    from aim import operations

    config = config_of(context, data)
    with ProgressBar() as bar:
        found = operations.restore(config, folder, progress=bar)
    typer.echo(
        f"{config.data} holds what {found.path} holds: {len(found.files):,} files, data version {found.data_version}"
    )


@app.command()
def retain(
    context: typer.Context,
    keep: Annotated[
        int | None, typer.Option("--months", min=13, help="Keep so many (default: the policy).", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: for a job that runs by itself.")] = False,
    data: DataOption = None,
) -> None:
    """Drop months older than the policy from every version, for good; counts are kept."""
    from aim import operations

    config = config_of(context, data)
    found = operations.retain(config, keep=keep, dry_run=True)
    if not found.due:
        typer.echo(f"nothing is held from before {found.before}")
        return
    if not yes:
        _tell(found, "would go")
    if dry_run:
        return
    if not yes and not _sure(f"Drop everything before {found.before}, from every version and for good?"):
        typer.echo("nothing was dropped; --yes goes on without asking", err=True)
        raise typer.Exit(1)
    with ProgressBar() as bar:
        _tell(operations.retain(config, keep=keep, progress=bar), "dropped")
    typer.echo(f"counts and a note are in {config.data / 'retained'}; delete older backups by the same policy")


def _tell(found: "Retained", fate: str) -> None:
    for due in found.due:
        standing = sum(file.rows for file in due.standing)
        typer.echo(
            f"{due.source} {due.supplier} {_span(due.months)}: {standing:,} rows that stand, in and near the area, "
            f"{len(due.files)} files of all versions, rejects of {len(due.rejects)} loads, "
            f"values in rejects of {len(due.bared)} loads {fate}"
        )


def _sure(question: str) -> bool:
    """A person's yes; where nobody can answer, no."""
    return sys.stdin.isatty() and typer.confirm(question)
