"""``aim fetch``: asking publishers for data instead of waiting for their files."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from aim import months
from aim.cli.common import DataOption, JsonOption, app, config_of, load_line
from aim.terminal import ProgressBar

fetch_app = typer.Typer(no_args_is_help=True, help="Ask publishers for data over the network, and load it.")
app.add_typer(fetch_app, name="fetch")

RateOption = Annotated[float, typer.Option("--rate", help="Requests a second, at most 15.")]


@fetch_app.command("police")
def fetch_police(
    context: typer.Context,
    force: Annotated[str, typer.Option(help="The force by its short form, as in the names of its files.")],
    first: Annotated[str, typer.Option("--from", help="First month, YYYY-MM.")],
    last: Annotated[str, typer.Option("--to", help="Last month, YYYY-MM.")],
    out: Annotated[
        Path | None, typer.Option(help="Write street files to this folder instead of loading.", show_default=False)
    ] = None,
    base_url: Annotated[str, typer.Option(help="The API.")] = "https://data.police.uk/api",
    work: Annotated[
        Path | None,
        typer.Option(
            envvar="AIM_WORK", help="What was fetched and not yet loaded (default: a cache folder).", show_default=False
        ),
    ] = None,
    rate: RateOption = 2.0,
    as_json: JsonOption = False,
    accept_smaller: Annotated[
        bool, typer.Option("--accept-smaller", help="Accept a month with under half the rows that stand.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Street crimes of data.police.uk in and near the area, month by month; a run that was broken off goes on."""
    from aim import operations

    with ProgressBar(quiet=as_json) as bar:
        done = operations.fetch_police(
            config_of(context, data),
            force=force,
            first=_month(first, "--from"),
            last=_month(last, "--to"),
            out=out,
            base_url=base_url,
            work=work,
            rate=rate,
            accept_smaller=accept_smaller,
            progress=bar,
        )
    if out is not None:
        typer.echo(
            json.dumps([str(path) for path in done.files], indent=2) if as_json else "\n".join(map(str, done.files))
        )
        return
    _print_loads([record.to_json() for record in done.records], as_json)


@fetch_app.command("requests")
def fetch_requests(
    context: typer.Context,
    source: Annotated[str, typer.Option(help="The source whose map reads them.")],
    url: Annotated[str, typer.Option(help="The Open311 server: the address before /requests.json.")],
    first: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")],
    last: Annotated[str, typer.Option("--to", help="Last day, YYYY-MM-DD.")],
    jurisdiction: Annotated[
        str | None, typer.Option(help="The jurisdiction_id that some servers want.", show_default=False)
    ] = None,
    rate: RateOption = 2.0,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Requests for service made on these days, from an Open311 server; of each only what the map reads."""
    from aim import operations

    with ProgressBar(quiet=as_json) as bar:
        done = operations.fetch_requests(
            config_of(context, data),
            source=source,
            url=url,
            first=_day(first, "--from"),
            last=_day(last, "--to"),
            jurisdiction=jurisdiction,
            rate=rate,
            progress=bar,
        )
    if not done.records and not as_json:
        typer.echo(f"no request was made from {first} to {last}; nothing to load")
        return
    _print_loads([record.to_json() for record in done.records], as_json)


def _print_loads(records: list[dict[str, object]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(records, indent=2))
        return
    for record in records:
        typer.echo(load_line(record))


def _month(text: str, option: str) -> str:
    if not months.is_month(text):
        raise typer.BadParameter(f"{text!r} is not a month: write it as YYYY-MM", param_hint=option)
    return text


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day: write it as YYYY-MM-DD", param_hint=option) from error
