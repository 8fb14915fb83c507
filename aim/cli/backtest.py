"""``aim backtest``: had the lists of past months been followed, how much of what came next would have been there?"""

from textwrap import fill
from typing import Annotated, Any

import typer

from aim.cli.common import AsOfOption, ConcernOption, DataOption, OutOption, app, config_of, month_of, print_table


@app.command()
def backtest(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="First month, YYYY-MM.")],
    last: Annotated[str, typer.Option("--to", help="Last month, YYYY-MM.")],
    concern: ConcernOption = None,
    as_of: AsOfOption = None,
    out: OutOption = None,
    data: DataOption = None,
) -> None:
    """How well past months' order of places foretold the next month, beside plain rivals; --out: every month."""
    from aim.questions.backtest import backtest_table

    first, last = month_of(first, "--from"), month_of(last, "--to")
    if first > last:
        raise typer.BadParameter(f"{last} is before {first}: name the earlier month first", param_hint="--to")
    table, record = backtest_table(config_of(context, data), first=first, last=last, concern=concern, as_of=as_of)
    if record["behind"]:
        typer.echo("the picture is behind the data or the settings: run `aim build`", err=True)
    for line in record["left_out"]:
        typer.echo(f"left out: {line}", err=True)
    _print(record)
    if out is not None:
        from aim.reports import tables

        tables.write(table, out, metadata=record)
        typer.echo(f"{len(table):,} rows to {out}, picture {record['picture']}")


def _print(record: dict[str, Any]) -> None:
    """The means by concern and resolution, then what may be claimed of them."""
    what = f" · {record['concern']}" if record["concern"] else ""
    typer.echo(
        f"{record['from']} to {record['to']}{what} · picture {record['picture']}"
        + (" · demonstration data" if record["demonstration"] else "")
    )
    if not record["summary"]:
        typer.echo("no month can be looked back on")
        return
    share, half_life = f"{100 * record['area_share']:g} %", f"{record['half_life_months']:g}"
    said = (
        f"Places in the order of the months before, and how much of each next month lay in the first {share} of the "
        f"area: as a multiple of what chance would put there (PAI), on average. engine: by counts that halve in "
        f"{half_life} months; last 12, last 1: by those of the last months; best: the most that any order could have "
        "held. The difference is to the better of these two, ± its standard error. It judges an order of places, and "
        "is never a figure to judge the group by."
    )
    typer.echo(fill(said, 80))
    columns = ["concern", "at", "months", "engine", "last 12", "last 1", "best", "difference"]
    print_table(columns, [_cells(each) for each in record["summary"]])
    _claims(record["summary"])
    for line in record["by_looking"]:
        typer.echo(fill(line, 80))


def _cells(each: dict[str, Any]) -> list[Any]:
    difference = "-"
    if each["difference"] is not None:
        difference = f"{round(each['difference'], 2) + 0.0:+.2f} ± {each['standard_error']:.2f}"
    pai = (each["pai"][name] for name in ("engine", "last 12 months", "last month"))
    numbers = [f"{value:5.2f}" for value in (*pai, each["best"])]
    # Names in lines of 14 letters: the difference would else be pushed over the edge.
    return [fill(each["concern"], 14), each["resolution"], each["months"], *numbers, difference]


def _claims(summary: list[dict[str, Any]]) -> None:
    """Which differences are more than chance: above +2 standard errors, or below -1."""
    for verdict, words in (
        ("better", "better than the best rival, by over 2 standard errors"),
        ("worse", "worse than the best rival, by over 1 standard error"),
    ):
        named = [f"{each['concern']} at {each['resolution']}" for each in summary if each["verdict"] == verdict]
        typer.echo(fill(f"{words}: {', '.join(named) or 'none'}", 80))
