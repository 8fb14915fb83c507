"""``aim clusters``: do the last days of dated sources hold a sudden cluster that chance does not give?"""

from typing import Annotated

import typer

from aim import schema
from aim.cli.common import AsOfOption, ConcernOption, DataOption, OutOption, app, config_of, month_of


@app.command()
def clusters(
    context: typer.Context,
    month: Annotated[
        str | None,
        typer.Option(help="Only where the year searched ends with this month, YYYY-MM.", show_default=False),
    ] = None,
    concern: ConcernOption = None,
    as_of: AsOfOption = None,
    out: OutOption = None,
    data: DataOption = None,
) -> None:
    """Sudden clusters in the last 28 days of dated sources, as `aim build` found them; one line per concern."""
    from aim.questions.clusters import cluster_outlines, clusters_table

    month = None if month is None else month_of(month)
    config = config_of(context, data)
    table, record = clusters_table(config, month=month, concern=concern, as_of=as_of)
    if record["behind"]:
        typer.echo("the picture is behind the data or the settings: run `aim build`", err=True)
    if record["not_searched"]:
        typer.echo(f"in no search: {'; '.join(record['not_searched'])}", err=True)
    if out is not None:
        from aim.reports import tables

        tables.write(table, out, geometry=cluster_outlines(config, table, record["picture"]), metadata=record)
        typer.echo(f"{len(table):,} rows to {out}, picture {record['picture']}")
        return
    demonstration = " · demonstration data" if record["demonstration"] else ""
    typer.echo(f"Sudden clusters · {record['title']} · picture {record['picture']}{demonstration}")
    for line in record["lines"]:
        typer.echo(line)
    if (table[schema.STATUS] == schema.CLUSTER).any():
        typer.echo(
            "Chance is that of incidents that come one by one: where they come in bursts of their own, clusters are "
            "more frequent."
        )
