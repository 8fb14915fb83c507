"""``aim geography``: outlines of wards and neighbourhoods, and the roads below them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aim.cli.common import DataOption, OutOption, app, config_of
from aim.terminal import ProgressBar

if TYPE_CHECKING:
    from aim.questions.ground import Roads

geography_app = typer.Typer(no_args_is_help=True, help="Outlines of wards and neighbourhoods, and roads.")
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


@geography_app.command("import-roads")
def geography_import_roads(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(help="OS Open Roads, OS OpenMap Local or OpenStreetMap: GeoPackage or GeoJSON."),
    ] = None,
    attribution: Annotated[
        str | None, typer.Option(help="What the map is to say of the data, where it is neither's.", show_default=False)
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the roads away again.")] = False,
    data: DataOption = None,
) -> None:
    """Draw roads under the hexagons; no number depends on them."""
    from aim import operations

    config = config_of(context, data)
    if (file is None) != remove:
        raise typer.BadParameter("give a file, or --remove", param_hint="FILE")
    if file is None:
        typer.echo("roads removed" if operations.remove_roads(config) else "there were no roads")
        return
    done = operations.import_roads(config, file, attribution=attribution)
    typer.echo(_roads(done.roads))
    left = {"no road": done.no_roads, "no line": done.no_lines, "too far off": done.beyond}
    said = [f"{count:,} left out: {why}" for why, count in left.items() if count]
    typer.echo("; ".join([f"{done.kept:,} pieces of {file.name} taken", *said]))
    if done.unknown:
        typer.echo(f"drawn as the thinnest, of no known class: {', '.join(sorted(done.unknown))}")


def _roads(found: "Roads") -> str:
    classes = ", ".join(f"{name} {km:,.1f}" for name, km in found.km.items())
    return (
        f"roads: {found.source} of {found.dated}, imported {found.imported}, {sum(found.km.values()):,.0f} km "
        f"({classes}). {found.attribution}"
    )


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
    below = ground.roads(config)
    typer.echo(
        _roads(below) if below else "roads: none; `aim geography import-roads FILE` draws them under the hexagons"
    )
