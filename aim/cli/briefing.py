"""``aim briefing``: what came since the last briefing, and where to be today, on one sheet."""

from pathlib import Path
from typing import Annotated

import typer

from aim.cli.common import DataOption, app, config_of, placed


@app.command()
def briefing(
    context: typer.Context,
    neighbourhood: Annotated[str, typer.Option(help="Of which neighbourhood.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="Write one A4 here: FILE.pdf.", callback=placed)],
    since: Annotated[
        str, typer.Option(help="Received in: last (since the last briefing), 72h (hours) or 7d (days).")
    ] = "last",
    edition: Annotated[
        str, typer.Option(help="internal, or public: places by ward only, without map, hours, decisions and numbers.")
    ] = "internal",
    data: DataOption = None,
) -> None:
    """The daily briefing of a neighbourhood, grey: what was received, not what happened then."""
    from aim.cli.writing import edition_of, pdf_only
    from aim.questions.briefing_views import PERIODS

    config = config_of(context, data)
    pdf_only(out)
    which = edition_of(edition)
    if since not in PERIODS:
        raise typer.BadParameter(f"{since!r} is no period: write {' or '.join(PERIODS)}", param_hint="--since")
    from aim.reports.briefing import briefing_sheet
    from aim.reports.files import replacing

    made = briefing_sheet(config, area=neighbourhood, since=since, edition=which)
    with replacing(out) as beside:
        beside.write_bytes(made.content)
    view = made.view
    if view.behind:
        typer.echo("the picture is behind the data or the settings: run `aim build`", err=True)
    stale = f"STALE, {view.stale}. " if view.stale else ""
    typer.echo(f"{view.title}. {stale}{view.received}")
    typer.echo(f"{out}: picture {view.picture}, {which} edition")
