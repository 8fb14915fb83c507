"""``aim sources``: which there are, ``new`` for a map to finish, ``check`` for a dry run."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aim import months
from aim.cli.common import DataOption, JsonOption, app, config_of, load_line, print_table
from aim.terminal import ProgressBar

if TYPE_CHECKING:
    from aim.ingest.rehearsing import Rehearsal

sources_app = typer.Typer(help="What partners send: list it, map a new extract, try a file without loading it.")
app.add_typer(sources_app, name="sources")


@sources_app.callback(invoke_without_command=True)
def sources(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """Every source: who sends it, by which maps it is read, how it is delivered."""
    context.obj = data or context.obj
    if context.invoked_subcommand is not None:
        return
    from aim import operations

    found = operations.list_sources(config_of(context, data))
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    for source in found:
        typer.echo("\n".join(_lines(source)))


def _lines(source: dict[str, Any]) -> list[str]:
    months = source["delay_months"]
    complete = "complete at the end of a month" if not months else f"complete {months} month{'s' * (months != 1)} later"
    often = source["frequency"]
    maps = [each["path"] if not each["shipped"] else f"{each['name']}.toml" for each in source["maps"]]
    return [
        f"{source['name']}: {source['agency']}, {source['title']}",
        f"    delivered {often} as {source['delivered']}, {complete}; {'shipped' if source['shipped'] else 'your own'}",
        f"    read by {', '.join(maps)}",
    ]


@sources_app.command("new")
def sources_new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The new source: small letters, digits, hyphens.", metavar="NAME")],
    file: Annotated[
        Path, typer.Option("--from", exists=True, dir_okay=False, help="An extract: CSV, or JSON of Open311.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the map here (default: this folder).", show_default=False)
    ] = None,
    data: DataOption = None,
) -> None:
    """Propose a map from the header and the values of a file, for an analyst to finish."""
    from aim import operations

    with ProgressBar() as bar:
        made = operations.propose_source(config_of(context, data), name, file, out=out, progress=bar)
    found = made.proposal
    when = found.when
    typer.echo(f"{made.path}: proposed from {found.table.rows:,} rows")
    typer.echo(f"  what happened: {', '.join(found.labels.columns) or 'no column found'}")
    typer.echo(f"  when: {', '.join(when.columns) if when else 'no column found'}")
    for where in found.location:
        typer.echo(f"  where: {', '.join(where.columns)} ({where.kind})")
    typer.echo(f"  reference: {found.reference or 'no column found'}")
    typer.echo(f"  never read: {sum(map(len, found.not_stored.values()))} columns")
    typer.echo("Still to be decided, each marked DECIDE in the file:")
    for decision in made.decide:
        typer.echo(f"  - {decision}")
    typer.echo(f"Then try it with `aim sources check {made.path} {file}`, and put it into the folder AIM_MAPS.")


@sources_app.command("check")
def sources_check(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="A source, a map of it, or a map's file not in force yet.", metavar="NAME")
    ],
    files: Annotated[
        list[Path], typer.Argument(exists=True, help="Zip archives, folders, CSV or JSON files.", metavar="FILE...")
    ],
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Try files without loading them: what would be kept, outside and rejected, and why. Exit 1 if refused."""
    from aim import operations

    config = config_of(context, data)
    known = {each["name"] for source in operations.list_sources(config) for each in source["maps"]}
    if name not in known and not name.endswith(".toml"):
        raise typer.BadParameter(
            f"there is no source {name!r}; there are {', '.join(sorted(known))}", param_hint="NAME"
        )
    with ProgressBar(quiet=as_json) as bar:
        found = operations.check_source(config, name, files, progress=bar)
    if as_json:
        typer.echo(json.dumps(_values(name, found), indent=2))
    else:
        _print(found)
    if found.faults:
        raise typer.Exit(1)


def _values(name: str, found: "Rehearsal") -> dict[str, Any]:
    return {
        "source": name,
        "would_load": not found.faults,
        "faults": list(found.faults),
        "loads": [
            {
                **record.to_json(),
                "unchanged_months": [month for month in record.months if month not in record.digests],
            }
            for record in found.loads
        ],
        "unknown_labels": dict(found.unknown.labels.most_common()),
        "unknown_columns": found.unknown.columns,
        "missing_columns": found.unknown.missing,
        "examples": found.examples,
    }


def _print(found: "Rehearsal") -> None:
    for record in found.loads:
        line = load_line(record.to_json())
        if not record.unchanged:
            line = line.replace(": loaded, ", ": would be loaded, ", 1)
        for verb, would in (("replaced", "would replace"), ("amended", "would amend")):
            line = line.replace(f"\n    {verb} what stood for ", f"\n    {would} what stands for ", 1)
        typer.echo(line)
        same = [month for month in record.months if month not in record.digests]
        if same and not record.unchanged:
            typer.echo(f"    would leave as they stand {months.spans(same)}")
    labels = found.unknown.labels.most_common()
    for title, names in (
        ("columns that the map does not know", found.unknown.columns),
        ("columns that are missing", found.unknown.missing),
        ("labels without an answer", [f"{label} ({n:,} row{'s' * (n != 1)})" for label, n in labels]),
    ):
        if names:
            typer.echo(f"{title}:")
            for each in names:
                typer.echo(f"    {each}")
    if found.examples:
        columns = ["file", "line", "reason", "column", "value"]
        typer.echo("rejected, for example:")
        print_table(columns, [[row[key] or "" for key in columns] for row in found.examples])
    if found.faults:
        typer.echo("would be refused:", err=True)
        for fault in found.faults:
            typer.echo(f"  - {fault}", err=True)
    else:
        typer.echo("would load; nothing was changed")
