"""``aim pack``: what a meeting has before it, as A4 or as slides."""

from pathlib import Path
from typing import Annotated

import typer

from aim import months
from aim.cli.common import DataOption, PackEditionOption, app, config_of, month_of, placed
from aim.cli.writing import edition_of, suffix_among
from aim.terminal import ProgressBar


@app.command()
def pack(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="Write here: FILE.pdf, or FILE.pptx for slides.", callback=placed)],
    month: Annotated[
        str | None,
        typer.Option(help="The month, YYYY-MM (default: the latest that is complete).", show_default=False),
    ] = None,
    edition: PackEditionOption = None,
    grey: Annotated[bool, typer.Option("--grey", help="A PDF for printers without colour.")] = False,
    data: DataOption = None,
) -> None:
    """The meeting pack: data, signals, the list for discussion, map, a half page a place. Public unless said."""
    from aim.questions.pack import pack_view

    month = None if month is None else month_of(month)
    suffix = suffix_among(out, (".pdf", ".pptx"))
    config, which = config_of(context, data), edition_of(edition, "public")
    with ProgressBar() as bar:
        bar(0, 4, "working out the month")
        view, page, fresh = pack_view(config, month=month, edition=which)
        from aim.reports.files import replacing
        from aim.reports.pack import pack as with_map
        from aim.reports.pack import pack_pdf
        from aim.reports.slides import pack_slides

        made = with_map(config, view, page, fresh)
        content = pack_slides(made, progress=bar) if suffix == ".pptx" else pack_pdf(made, grey=grey, progress=bar)
        with replacing(out) as beside:
            beside.write_bytes(content)
    if page.behind:
        typer.echo("the picture is behind the data or the settings: run `aim build`", err=True)
    if not view.complete:
        typer.echo(f"{months.title(view.month)} is not complete yet", err=True)
    typer.echo(f"{out}: the pack of {months.title(view.month)}, picture {made.stamp.picture}, {which} edition")
