"""The ``aim`` command. A contract: names, options, columns, JSON keys and exit codes are what others build on.

Exit codes: 0 done, 1 refused or failed (nothing half done), 2 wrong usage.
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from aim import config as configuration
from aim import months
from aim.config import Config
from aim.errors import AimError
from aim.schema import REASONS
from aim.terminal import ProgressBar

app = typer.Typer(
    name="aim",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Active Intelligence Mapping: extracts in, hexagons counted, a meeting's picture out.",
)
geography_app = typer.Typer(no_args_is_help=True, help="Outlines of wards and neighbourhoods.")
app.add_typer(geography_app, name="geography")

DataOption = Annotated[
    Path | None, typer.Option("--data", help="The store (default: AIM_DATA, else data/).", show_default=False)
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Write here; the suffix chooses: .csv .parquet .geojson.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


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


@app.callback()
def common(context: typer.Context, data: DataOption = None) -> None:
    """Options that hold for every command."""
    context.obj = data


@app.command()
def demo(
    context: typer.Context,
    until: Annotated[
        str | None, typer.Option(help="Last day, YYYY-MM-DD (default: yesterday).", show_default=False)
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Remove the demonstration instead.")] = False,
    data: DataOption = None,
) -> None:
    """Load a synthetic town: 36 months of police extracts, marked as a demonstration on every page."""
    from aim import operations

    config = _config(context, data)
    if clear:
        operations.clear_demonstration(config)
        typer.echo(f"demonstration removed from {config.data}")
        return
    with ProgressBar() as bar:
        records = operations.load_demonstration(config, until=_day(until), progress=bar)
    for record in records:
        typer.echo(_load_line(record.to_json()))


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Zip archives, folders or CSV files.", metavar="PATH...")],
    source: Annotated[
        str | None, typer.Option(help="Read as this source instead of recognising it.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
    no_build: Annotated[bool, typer.Option("--no-build", help="Do not build the picture afterwards.")] = False,
    accept_smaller: Annotated[
        bool, typer.Option("--accept-smaller", help="Accept a month with under half the rows that stand.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Load extracts, all or nothing, and build the picture."""
    from aim import operations

    config = _config(context, data)
    with ProgressBar(quiet=as_json) as bar:
        records = operations.ingest(
            config, paths, source=source, accept_smaller=accept_smaller, build=not no_build, progress=bar
        )
    found = [record.to_json() for record in records]
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    for record in found:
        typer.echo(_load_line(record))


@app.command()
def build(context: typer.Context, data: DataOption = None) -> None:
    """Make the picture of the newest data with today's settings and outlines."""
    from aim import operations

    with ProgressBar() as bar:
        built = operations.rebuild(_config(context, data), progress=bar)
    typer.echo(f"picture {built.picture} of data version {built.data_version}")


@app.command()
def status(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """What the store holds, by source, and how fresh it is."""
    from aim.questions import status as question

    config = _config(context, data)
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
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="A picture id, fingerprint or data version.", show_default=False)
    ] = None,
    out: OutOption = None,
    data: DataOption = None,
) -> None:
    """One row per cell of the grid, zeros included, ordered by rank."""
    from aim.questions.hotspot_map import hotspot_table

    _month(month)
    table, record = hotspot_table(
        _config(context, data),
        month=month,
        window=window,
        concern=concern,
        resolution=resolution,
        neighbourhood=neighbourhood,
        as_of=as_of,
    )
    for state in ("not_received", "not_complete_yet"):
        if record[state]:
            typer.echo(f"{state.replace('_', ' ')}: {', '.join(record[state])}", err=True)
    if record["behind"]:
        typer.echo("the picture is behind the data or the settings: run `aim build`", err=True)
    if out is not None:
        from aim.reports import tables

        tables.write(table, out, metadata=record)
        typer.echo(f"{len(table):,} rows to {out}, picture {record['picture']}")
        return
    hot = table[table["hotspot"]]
    _print_table(
        f"{len(hot)} of {len(table)} cells are hotspots · {record['concern']}, {record['title']} · "
        f"picture {record['picture']}" + (" · demonstration data" if record["demonstration"] else ""),
        ["rank", "place", "neighbourhood", "count", "z", "p_adjusted"],
        [[r.rank, r.place, r.neighbourhood, r.count_, f"{r.z:.2f}", f"{r.p_adjusted:.2g}"] for r in _rows(hot)],
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

    serve_pages(_config(context, data), host=host, port=port)


@geography_app.command("build")
def geography_build(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="Write here instead of into the store.", show_default=False)] = None,
    data: DataOption = None,
) -> None:
    """Make the ward outlines from the postcodes of Code-Point Open."""
    from aim import operations

    with ProgressBar() as bar:
        written = operations.build_geography(_config(context, data), out=out, progress=bar)
    typer.echo(f"outlines written to {written}; run `aim build` to count by them")


@geography_app.command("import")
def geography_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Ward outlines of the ONS: GeoJSON or GeoPackage.")],
    data: DataOption = None,
) -> None:
    """Take official ward outlines instead of the built ones."""
    from aim import operations

    written = operations.import_geography(_config(context, data), file)
    typer.echo(f"outlines of {file.name} written to {written}; run `aim build` to count by them")


@geography_app.command("show")
def geography_show(context: typer.Context, out: OutOption = None, data: DataOption = None) -> None:
    """The neighbourhoods in force, their wards and the grid."""
    from aim.questions import ground

    config = _config(context, data)
    if out is not None:
        from aim.reports import tables

        tables.write_features(ground.outlines_geojson(config), out)
        typer.echo(f"outlines to {out}")
        return
    found = ground.describe(config)
    confirmed = "confirmed" if found["membership_confirmed"] else "unconfirmed: no ward list has been published"
    typer.echo(f"{found['status']}, {found['area_km2']:.1f} km2, membership {confirmed}")
    for area in found["neighbourhoods"]:
        typer.echo(f"  {area['name']}, {area['area_km2']:.1f} km2: {', '.join(w['name'] for w in area['wards'])}")
    typer.echo("  cells: " + ", ".join(f"{n:,} at resolution {r}" for r, n in found["cells"].items()))


def _config(context: typer.Context, data: Path | None) -> Config:
    return configuration.load(data or context.obj)


def _month(text: str) -> str:
    if not months.is_month(text):
        raise typer.BadParameter(f"{text!r} is not a month: write it as YYYY-MM", param_hint="--month")
    return text


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day: write it as YYYY-MM-DD", param_hint="--until") from error


def _load_line(record: dict[str, Any]) -> str:
    first, last = (record["months"][0], record["months"][-1]) if record["months"] else ("no month", "no month")
    counts = (
        f"{record['rows']:,} rows = {record['kept']:,} kept + {record['outside']:,} outside "
        f"+ {record['rejected']:,} rejected"
    )
    reasons = "".join(f"\n    {n:,} rejected: {REASONS[reason]}" for reason, n in sorted(record["reasons"].items()))
    ignored = f"\n    ignored, not a source of AIM: {_some(record['ignored'])}" if record["ignored"] else ""
    what = "unchanged" if record["unchanged"] else "loaded"
    span = first if first == last else f"{first} to {last}"
    return f"{record['source']} {record['supplier']} {span}: {what}, {counts}{reasons}{ignored}"


def _some(names: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _print_status(config: Config, found: dict[str, Any]) -> None:
    if found["data_version"] is None:
        typer.echo(f"{config.data}: empty. Try `aim demo`, or load an extract with `aim ingest PATH`.")
        return
    kind = "demonstration data" if found["demonstration"] else "incidents"
    typer.echo(f"{config.data}: {found['incidents']:,} {kind}, {found['first_month']} to {found['last_month']}")
    typer.echo(f"data version {found['data_version']}, picture {found['picture'] or 'none yet: run `aim build`'}")
    if found["behind"]:
        typer.echo("the picture is behind the data: run `aim build`")
    _print_table(
        "",
        ["source", "agency", "incidents", "first month", "last month", "last load"],
        [
            [s["source"], s["agency"], f"{s['incidents']:,}", s["first_month"], s["last_month"], s["last_load"][:16]]
            for s in found["sources"]
        ],
    )


def _print_table(title: str, columns: list[str], rows: list[list[Any]]) -> None:
    table = Table(title=title or None, title_justify="left")
    for column in columns:
        table.add_column(
            column, justify="right" if column in {"rank", "count", "z", "p_adjusted", "incidents"} else "left"
        )
    for row in rows:
        table.add_row(*map(str, row))
    Console().print(table)


def _rows(table: Any) -> Any:
    return table.rename(columns={"count": "count_"}).itertuples(index=False)


if __name__ == "__main__":
    main()
