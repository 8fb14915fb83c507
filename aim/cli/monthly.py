"""The monthly run and what it shows: ``demo``, ``ingest``, ``build``, ``status``, ``hotspots``, ``serve``."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from aim.cli.common import (
    AsOfOption,
    DataOption,
    EditionOption,
    JsonOption,
    MapOutOption,
    app,
    config_of,
    day,
    is_public,
    load_line,
    month_of,
    print_table,
    write_export,
)
from aim.cli.writing import is_map, write_map
from aim.config import Config
from aim.terminal import ProgressBar


@app.command()
def demo(
    context: typer.Context,
    until: Annotated[
        str | None, typer.Option(help="Last day, YYYY-MM-DD (default: yesterday).", show_default=False)
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Remove the demonstration instead.")] = False,
    data: DataOption = None,
) -> None:
    """Load a synthetic town: 36 months of every partner's extracts, marked as a demonstration on every page."""
    from aim import operations

    config = config_of(context, data)
    if clear:
        operations.clear_demonstration(config)
        typer.echo(f"demonstration removed from {config.data}")
        return
    with ProgressBar() as bar:
        records = operations.load_demonstration(config, until=day(until), progress=bar)
    for record in records:
        typer.echo(load_line(record.to_json()))


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Zip archives, folders, CSV or JSON files.", metavar="PATH...")],
    source: Annotated[
        str | None, typer.Option(help="Read as this source instead of recognising it.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
    no_build: Annotated[bool, typer.Option("--no-build", help="Do not build the picture afterwards.")] = False,
    accept_smaller: Annotated[
        bool, typer.Option("--accept-smaller", help="Accept a month with under half the rows that stand.")
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="YYYY-MM", help="Take in this month alone; more than once: these.", show_default=False
        ),
    ] = None,
    data: DataOption = None,
) -> None:
    """Load extracts, all or nothing, and build the picture."""
    from aim import operations
    from aim.store.fallen import fallen

    config = config_of(context, data)
    for month in only or ():
        month_of(month, "--only")
    with ProgressBar(quiet=as_json) as bar:
        records = operations.ingest(
            config,
            paths,
            source=source,
            accept_smaller=accept_smaller,
            only=only or (),
            build=not no_build,
            progress=bar,
        )
    found = [record.to_json() for record in records]
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    falls = fallen(config.data, records)
    for record in found:
        typer.echo(load_line(record))
        for fall in falls.get(record["load"], ()):
            typer.echo(f"    {fall} `aim undo {record['load']}` puts it back")


@app.command()
def build(context: typer.Context, data: DataOption = None) -> None:
    """Make the picture of the newest data with today's settings and outlines."""
    from aim import operations

    with ProgressBar() as bar:
        built = operations.rebuild(config_of(context, data), progress=bar)
    typer.echo(f"picture {built.picture} of data version {built.data_version}")


@app.command()
def status(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """What the store holds, by source, and how fresh it is."""
    from aim.questions import status as question

    config = config_of(context, data)
    found = question.status(config)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    _print_status(config, found)


@app.command()
def hotspots(
    context: typer.Context,
    month: Annotated[str, typer.Option(help="Last month of the window, YYYY-MM.")],
    window: Annotated[int | None, typer.Option(help="Months: 1, 3, 6 or 12 (default 3).", show_default=False)] = None,
    concern: Annotated[str, typer.Option(help="A concern's name.")] = "all",
    resolution: Annotated[
        int | None, typer.Option(help="H3 resolution: 8, 9 or 10 (default 9).", show_default=False)
    ] = None,
    neighbourhood: Annotated[
        str | None, typer.Option(help="Only the rows of East, North, South or West.", show_default=False)
    ] = None,
    as_of: AsOfOption = None,
    by: Annotated[
        str, typer.Option(help="Statistics and ranks of count or of seriousness, in days of imprisonment.")
    ] = "count",
    edition: EditionOption = None,
    out: MapOutOption = None,
    data: DataOption = None,
) -> None:
    """One row per cell of the grid, zeros included, ordered by rank; or the map of them."""
    from aim.questions.exports import named, public_hotspots
    from aim.questions.hotspot_map import hotspot_table

    month_of(month)
    config = config_of(context, data)
    asked: dict[str, Any] = {
        "month": month, "window": window, "concern": concern, "resolution": resolution,
        "neighbourhood": neighbourhood, "as_of": as_of, "by": by,
    }  # fmt: skip
    if out is not None and is_map(out):
        write_map(config, asked, edition, out)
        return
    if is_public(edition):
        write_export(public_hotspots(config, **asked), out, ["ward", "cell", "count", "hotspot"])
        return
    table, record = hotspot_table(config, **asked)
    table = named(table, record, edition, config.marking)
    for state in ("not_received", "not_complete_yet", "without"):
        if record[state] and record["sources"]:
            typer.echo(f"{state.replace('_', ' ')}: {', '.join(record[state])}", err=True)
    if record["behind"]:
        typer.echo("the picture is behind the data or the settings: run `aim build`", err=True)
    for line in (*(f"cannot say, {what}" for what in record["cannot_say"]), record["proactive"]):
        if line:
            typer.echo(line, err=True)
    if out is not None:
        from aim.reports import tables

        tables.write(table, out, metadata=record)
        typer.echo(f"{len(table):,} rows to {out}, picture {record['picture']}")
        return
    hot = table[table["hotspot"]]
    found = f"{len(hot)} of {len(table)} cells are hotspots" if record["sources"] else "no source reports it"
    typer.echo(
        f"{found} · {record['concern']}, {record['title']} · "
        f"picture {record['picture']}" + (" · demonstration data" if record["demonstration"] else "")
    )
    for line in record["seriousness"]:
        typer.echo(line)
    days = ["days"] if "harm" in table else []
    print_table(
        ["rank", "likely", "place", "count", "expected", *days, "z", "class"],
        [
            [
                r.rank,
                _likely(r),
                r.place,
                r.count_,
                "-" if r.expected != r.expected else f"{r.expected:.1f}",  # NaN is not itself
                *[f"{r.harm:,.0f}" for _ in days],
                f"{r.z:.2f}",
                r.class_,
            ]
            for r in _rows(hot)
        ],
    )


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Loopback only until sign-in exists.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port.")] = 8050,
    data: DataOption = None,
) -> None:
    """Serve the pages on this machine."""
    from aim.pages.server import serve as serve_pages

    serve_pages(config_of(context, data), host=host, port=port)


def _print_status(config: Config, found: dict[str, Any]) -> None:
    from aim.questions import words

    if found["data_version"] is None:
        typer.echo(f"{config.data}: empty. Try `aim demo`, or load an extract with `aim ingest PATH`.")
        return
    held = f"{config.data}: {found['incidents']:,} incidents"
    when = f", {found['first_month']} to {found['last_month']}" if found["first_month"] else ""
    typer.echo(held + when + (", demonstration data" if found["demonstration"] else ""))
    typer.echo(f"data version {found['data_version']}, picture {found['picture'] or 'none yet: run `aim build`'}")
    if found["behind"]:
        typer.echo("the picture is behind the data or the settings: run `aim build`")
    print_table(
        ["source", "agency", "incidents", "from", "to", "last load"],
        [
            [
                s["source"],
                s["agency"],
                f"{s['incidents']:,}",
                s["first_month"],
                s["last_month"],
                words.moment(s["last_load"], config.zone),
            ]
            for s in found["sources"]
        ],
    )
    for line in found["freshness"]:
        typer.echo(line)


def _likely(row: Any) -> str:
    """``3-7``: between which ranks it lies nine times of ten."""
    from pandas import isna

    return "-" if isna(row.rank_low) else f"{row.rank_low}-{row.rank_high}"


def _rows(table: Any) -> Any:
    return table.rename(columns={"count": "count_", "class": "class_"}).itertuples(index=False)
