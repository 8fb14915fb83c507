"""``aim geography``: outlines of wards and neighbourhoods."""

from pathlib import Path
from typing import Annotated

import typer

from aim.cli.common import DataOption, OutOption, app, config_of
from aim.terminal import ProgressBar

geography_app = typer.Typer(no_args_is_help=True, help="Outlines of wards and neighbourhoods.")
app.add_typer(geography_app, name="geography")


@geography_app.command("build")
def geography_build(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="Write here instead of into the store.", show_default=False)] = None,
    data: DataOption = None,
) -> None:
    """Make the ward outlines from the postcodes of Code-Point Open."""
    from aim import operations

    with ProgressBar() as bar:
        written = operations.build_geography(config_of(context, data), out=out, progress=bar)
    typer.echo(f"outlines written to {written}; run `aim build` to count by them")


@geography_app.command("import")
def geography_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Ward outlines of the ONS: GeoJSON or GeoPackage.")],
    data: DataOption = None,
) -> None:
    """Take official ward outlines instead of the built ones."""
    from aim import operations

    written = operations.import_geography(config_of(context, data), file)
    typer.echo(f"outlines of {file.name} written to {written}; run `aim build` to count by them")


@geography_app.command("show")
def geography_show(context: typer.Context, out: OutOption = None, data: DataOption = None) -> None:
    """The neighbourhoods in force, their wards and the grid."""
    from aim.questions import ground

    config = config_of(context, data)
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
