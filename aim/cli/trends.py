"""``aim trends``: is a month what its season leads us to expect, for the town, its neighbourhoods and wards?"""

from textwrap import fill
from typing import Annotated, Any

import typer

from aim.cli.common import (
    AsOfOption,
    ConcernOption,
    DataOption,
    EditionOption,
    OutOption,
    app,
    config_of,
    is_public,
    month_of,
    print_table,
    write_export,
)


@app.command()
def trends(
    context: typer.Context,
    month: Annotated[str, typer.Option(help="The month, YYYY-MM.")],
    concern: ConcernOption = None,
    as_of: AsOfOption = None,
    edition: EditionOption = None,
    out: OutOption = None,
    data: DataOption = None,
) -> None:
    """Whether a month is as its season leads to expect; one row per area and concern with --out."""
    from aim.questions.editions import Edition
    from aim.questions.exports import named, trends_export
    from aim.questions.trends import trends_table

    month_of(month)
    config = config_of(context, data)
    if is_public(edition):
        found = trends_export(config, Edition.PUBLIC, month=month, concern=concern, as_of=as_of)
        write_export(found, out, ["neighbourhood", "ward", "concern", "count", "expected", "signal"])
        return
    table, record = trends_table(config, month=month, concern=concern, as_of=as_of)
    table = named(table, record, edition, config.marking)
    if record["behind"]:
        typer.echo("the picture is behind the data or the settings: run `aim build`", err=True)
    if record["not_compared"]:
        typer.echo(f"held too short to be compared, or by the quarter: {'; '.join(record['not_compared'])}", err=True)
    if record["not_in_wards"]:
        typer.echo(f"held by neighbourhood only, in no ward's row: {', '.join(record['not_in_wards'])}", err=True)
    for line in record["breaks_of_none"]:
        typer.echo(f"breaks.toml: {line}", err=True)
    if out is not None:
        from aim.questions.area_outlines import area_outlines
        from aim.reports import tables

        outlines = area_outlines(config, table, record["picture"])
        tables.write(table, out, geometry=outlines, metadata=record)
        typer.echo(f"{len(table):,} rows to {out}, picture {record['picture']}")
        return
    _print(table, record)


def _print(table: Any, record: dict[str, Any]) -> None:
    """The chance lines; then every area of the one concern asked for, or else what is outside its band."""
    what = f" · {record['concern']}" if record["concern"] else ""
    typer.echo(
        f"{record['title']}{what} · picture {record['picture']}"
        + (" · demonstration data" if record["demonstration"] else "")
    )
    for line in record["chance"]:
        typer.echo(line)
    for title, lines in (("calendar", record["calendar"]), ("counted otherwise from", record["breaks"])):
        if lines:
            typer.echo(fill(f"{title}: {'; '.join(lines)}", 80, subsequent_indent="  "))
    if record["concern"]:
        rows = [
            [_area(r), _number(r.count_), _number(r.expected), _usual(r), r.reason or r.signal] for r in _rows(table)
        ]
        print_table(["area", "count", "expected", "usual", "signal, or why none"], rows)
        return
    outside = table[~table["signal"].isin(["as expected", "cannot say"])]
    if len(outside):
        rows = [[_area(r), r.concern, _number(r.count_), _usual(r), r.signal] for r in _rows(outside)]
        print_table(["area", "concern", "count", "usual", "signal"], rows)
    for reason, number in table["reason"][table["signal"] == "cannot say"].value_counts().items():
        typer.echo(f"cannot say, {reason}: {number} of {len(table)} rows")


def _rows(table: Any) -> Any:
    return table.rename(columns={"count": "count_"}).itertuples(index=False)


def _area(row: Any) -> str:
    """The name in lines of 18 letters: those of wards would else push the verdict over the edge."""
    return fill(str(row.ward or row.neighbourhood), 18)


def _number(value: Any) -> str:
    from pandas import isna

    return "-" if isna(value) else f"{value:.0f}"


def _usual(row: Any) -> str:
    low = _number(row.lower)
    return low if low == "-" else f"{low}-{_number(row.upper)}"
