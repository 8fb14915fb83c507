"""``aim minutes``: close a meeting, and write its minutes and the public sheets of its neighbourhoods."""

from pathlib import Path
from typing import Annotated

import typer

from aim.cli.common import DataOption, app, config_of, month_of
from aim.decisions.closed import GROUP
from aim.errors import AimError, QuestionError


@app.command()
def minutes(
    context: typer.Context,
    month: Annotated[str, typer.Option(help="The month the meeting is on, YYYY-MM.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the minutes here: .pdf or .csv.", show_default=False)
    ] = None,
    sheets: Annotated[
        Path | None,
        typer.Option("--sheets", help="Write one public A4 a neighbourhood here; made if need be.", show_default=False),
    ] = None,
    edition: Annotated[
        str, typer.Option(help="internal, or public: deployments that are over, no hours, no small counts.")
    ] = "internal",
    close: Annotated[
        bool, typer.Option("--close", help="Close the meeting first: what lay before it is kept as it was.")
    ] = False,
    by: Annotated[
        str, typer.Option(help="With --close: the role that closes it, as the minutes name it; never a person.")
    ] = GROUP,
    picture: Annotated[
        str | None,
        typer.Option(help="Of this picture (default: the one it was opened on, else the current).", show_default=False),
    ] = None,
    data: DataOption = None,
) -> None:
    """The minutes of a meeting, as it was closed; of one that is open a draft. Printed in short without --out."""
    from aim.cli.writing import edition_of, suffix_among
    from aim.personal import in_writing
    from aim.questions.editions import Edition
    from aim.questions.minutes import before, lay_out, public_before
    from aim.questions.minutes_view import minutes_view
    from aim.questions.public_hotspots import ONLY_NOW

    month_of(month)
    which = edition_of(edition)
    if picture is not None and not close and (which is Edition.PUBLIC or sheets is not None):
        raise QuestionError(ONLY_NOW)  # the minutes of the last closing are told; those before are told no more
    suffix_among(out, (".pdf", ".csv"))
    if held := in_writing(by):  # all of it before anything is closed
        raise AimError(f"--by holds {held}: name the role that closes the meeting, never a person")
    if sheets is not None:
        _made(sheets)
    if out is not None and not out.parent.is_dir():
        raise AimError(f"{out.parent}: there is no such folder: make it, or name another")
    config = config_of(context, data)
    if close:
        from aim.operations.meetings import close_meeting

        closed = close_meeting(config, lay_out(config, month, picture=picture, by=by))
        again = f", version {closed.version}" if closed.version > 1 else ""
        typer.echo(f"the meeting on {month} is closed on picture {closed.picture}{again}")
    told = public_before(config, month) if which is Edition.PUBLIC or sheets is not None else None
    found = told if told is not None and which is Edition.PUBLIC else before(config, month, picture=picture)
    view = minutes_view(found, which)
    if out is None and sheets is None:
        typer.echo("\n".join([view.title, view.summary, view.status]))
        for place in view.places:
            who = f": {place.who}" if place.who else ""
            typer.echo(f"{place.number or '-':>3}  {place.place}, {place.where}")
            if place.decision:
                typer.echo(f"     {place.decision}{who}")
        return
    if out is not None:
        from aim.reports import minutes as paper

        paper.write(found, out, which)
        typer.echo(f"{out}: {view.summary} {view.status}")
    if sheets is not None and told is not None:
        from aim.reports import nap_sheets

        for path in nap_sheets.write_all(told, sheets):
            typer.echo(f"{path}: public")


def _made(path: Path) -> None:
    """Make the folder ``path`` where there is none. Raises AimError where it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AimError(f"{path}: this folder cannot be made ({error.strerror}): name another") from error
