"""Keeping: ``history``, ``undo``."""

import json
from typing import Annotated, Any

import typer

from aim.cli.common import DataOption, JsonOption, app, config_of, print_table
from aim.terminal import ProgressBar


@app.command()
def history(
    context: typer.Context,
    source: Annotated[str | None, typer.Option(help="Only the steps of this source.", show_default=False)] = None,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Every step of the store, oldest first: loads, undos and what policy dropped."""
    from aim.store import ledger

    steps = [
        {"version": step.version, **step.record.to_json(), "undone_by": step.undone_by}
        for step in ledger.history(config_of(context, data).data)
        if source in (None, step.record.source)
    ]
    if as_json:
        typer.echo(json.dumps(steps, indent=2))
        return
    if not steps:
        typer.echo("nothing was loaded yet: load an extract with `aim ingest PATH`")
        return
    columns = ["version", "load", "when", "what", "source", "supplier", "months", "rows", "kept", "outside", "rejected"]
    print_table("", columns, [_row(step) for step in steps])


def _row(step: dict[str, Any]) -> list[Any]:
    what = step["kind"] + (f" of {step['undoes']}" if step["undoes"] else "")
    months = step["months"]
    span = f"{months[0]} to {months[-1]}" if len(months) > 1 else "".join(months)
    return [
        step["version"],
        step["load"],
        step["received"][:16],
        what + (", undone" if step["undone_by"] else ""),
        step["source"],
        step["supplier"],
        span,
        *(f"{step[name]:,}" for name in ("rows", "kept", "outside", "rejected")),
    ]


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
        f"{record.rows:,} rows stand again in {len(record.digests)} months"
        if record.digests
        else "nothing stood before"
    )
    gone = f"; nothing stands any more for {', '.join(record.removed)}" if record.removed else ""
    typer.echo(f"{load} undone by {record.load}: {back}{gone}")
