"""``aim places``: which few places are worth discussing this month, over all concerns, lane by lane."""

from textwrap import fill
from typing import Annotated, Any

import typer

from aim import schema
from aim.cli.common import (
    AsOfOption,
    DataOption,
    EditionOption,
    MapOutOption,
    app,
    config_of,
    is_public,
    month_of,
    write_export,
)
from aim.cli.writing import is_map, write_map


@app.command()
def places(
    context: typer.Context,
    month: Annotated[
        str | None,
        typer.Option(help="The month, YYYY-MM (default: the latest that is complete).", show_default=False),
    ] = None,
    as_of: AsOfOption = None,
    edition: EditionOption = None,
    out: MapOutOption = None,
    data: DataOption = None,
) -> None:
    """The places for discussion in their three lanes, with reasons and decisions, at most twelve; or their map."""
    from aim.questions.editions import Edition
    from aim.questions.exports import named, places_export
    from aim.questions.places import places_table

    month = None if month is None else month_of(month)
    config = config_of(context, data)
    if out is not None and is_map(out):
        write_map(config, {"month": month, "as_of": as_of}, edition, out, discussion=True)
        return
    if is_public(edition):
        found = places_export(config, Edition.PUBLIC, month=month, as_of=as_of)
        write_export(found, out, ["number", "lane", "place", "neighbourhood", "class"])
        return
    table, record = places_table(config, month=month, as_of=as_of)
    table = named(table, record, edition, config.marking)
    if record["behind"]:
        typer.echo("the picture is behind the data or the settings: run `aim build`", err=True)
    if record["undecided"]:
        typer.echo(record["undecided"], err=True)
    if record["state"] != "complete":
        typer.echo(f"{record['month']} is {record['state']}", err=True)
    if out is not None:
        from aim.questions.place_outlines import place_outlines
        from aim.reports import tables

        tables.write(table, out, geometry=place_outlines(config, table, record["picture"]), metadata=record)
        typer.echo(f"{len(table):,} rows to {out}, picture {record['picture']}")
        return
    _print(table, record)


def _print(table: Any, record: dict[str, Any]) -> None:
    demonstration = " · demonstration data" if record["demonstration"] else ""
    typer.echo(f"Places for discussion · {record['title']} · picture {record['picture']}{demonstration}")
    apart = table[schema.NUMBER].isin(record["known"])
    for lane, meaning in record["lanes"].items():
        more = record["more"][lane]
        left = f"; {more} more not listed" if more else ""
        typer.echo("\n" + fill(f"{lane.capitalize()}: {meaning}{left}", 80, subsequent_indent="  "))
        rows = table[table[schema.LANE] == lane]
        _print_rows(rows[~apart[rows.index]])
        if not len(rows):
            typer.echo("     cannot say" if lane in record["unsaid"] else "     no place")
        elif apart[rows.index].all():
            typer.echo("     only what is known, below")
    if apart.any():
        typer.echo("\nKnown since an earlier meeting, shown apart:")
        _print_rows(table[apart])
    said = [*(f"cannot say, {line}" for line in record["silent"]), record["proactive"], record["chance"]]
    typer.echo("\n" + "\n".join(fill(line, 80, subsequent_indent="  ") for line in said if line))


def _print_rows(rows: Any) -> None:
    """A place each, its decision at the right edge, under the name where that is too long."""
    for row in rows.to_dict("records"):
        name = f"{row[schema.NUMBER]:>3}  {row[schema.PLACE]}, {row[schema.NEIGHBOURHOOD]}"
        room = 79 - len(name)
        if len(row[schema.DECISION]) > room:
            typer.echo(name)
            name, room = "", 79
        typer.echo(f"{name} {row[schema.DECISION]:>{room}}".rstrip())
        for line in filter(None, (row[schema.WHY], row[schema.GUARD])):
            typer.echo(fill(line, 80, initial_indent="     ", subsequent_indent="     "))
