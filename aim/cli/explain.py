"""``aim explain``: why a place is on the list of a month, or why it is not, printed or as one A4."""

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from aim import months
from aim.cli.common import AsOfOption, DataOption, SheetEditionOption, app, config_of, month_of, placed
from aim.terminal import ProgressBar

if TYPE_CHECKING:
    from aim.questions.explain import ExplainView

_WIDTH = 80


@app.command()
def explain(
    context: typer.Context,
    place: Annotated[
        str, typer.Argument(help="Its number on the list, its name there, or a hexagon's 15 digits.", metavar="PLACE")
    ],
    month: Annotated[
        str | None,
        typer.Option(help="The month, YYYY-MM (default: the latest that is complete).", show_default=False),
    ] = None,
    edition: SheetEditionOption = None,
    as_of: AsOfOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write one A4 here: FILE.pdf.", callback=placed, show_default=False)
    ] = None,
    data: DataOption = None,
) -> None:
    """Why a place is for discussion: numbers, thresholds, data, who decided what and why, how to challenge it."""
    from aim.cli.writing import edition_of, pdf_only
    from aim.questions.explain import explain_view

    config = config_of(context, data)
    month = None if month is None else month_of(month)
    pdf_only(out)
    which = edition_of(edition)
    view, fresh = explain_view(config, place, month=month, edition=which, as_of=as_of)
    if out is None:
        _print(view)
        return
    with ProgressBar() as bar:
        bar(0, 1, "setting the sheet")
        from aim.reports.explain import explain_sheet
        from aim.reports.files import replacing
        from aim.reports.paper import stamp_of

        stamp = stamp_of(config, fresh, view.month)
        content = explain_sheet(view, stamp, which)
        with replacing(out) as beside:
            beside.write_bytes(content)
    typer.echo(f"{out}: {view.name}, {months.title(view.month)}, picture {stamp.picture}, {which} edition")


def _print(view: "ExplainView") -> None:
    typer.echo(fill(view.title, _WIDTH))
    typer.echo(fill(f"{view.where} · {view.why}", _WIDTH))
    for guard in view.guards:
        typer.echo(fill(f"! {guard}", _WIDTH, subsequent_indent="  "))
    _section("The numbers", [f"{fact.title}: {fact.value}" for fact in view.facts])
    _section("The threshold in force" if view.listed else "The thresholds in force", view.rule)
    _section("What it rests on", view.data)
    _section("Who decided what, and why", (*view.decided, f"Result so far: {view.result}"))
    _section("How to challenge it", view.challenge)


def _section(title: str, lines: "list[str] | tuple[str, ...]") -> None:
    typer.echo(f"\n{title}")
    for line in lines:
        typer.echo(fill(line, _WIDTH, initial_indent="  ", subsequent_indent="    "))
