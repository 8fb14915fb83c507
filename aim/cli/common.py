"""What every command shares: the application, its common options, and how tables and loads are printed."""

from datetime import date
from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer
import typer.core
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from aim import config as configuration
from aim import months
from aim.config import Config
from aim.schema import REASONS

# In the order in which a newcomer needs them, not that in which the modules are imported.
_ORDER = """demo ingest status serve places briefing minutes pack explain hotspots trends clusters backtest build
history undo sources watch fetch geography verify backup restore retain""".split()


class _InOrder(typer.core.TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))


app = typer.Typer(
    name="aim",
    cls=_InOrder,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Active Intelligence Mapping: extracts in, hexagons counted, a meeting's picture out.",
)

DataOption = Annotated[
    Path | None, typer.Option("--data", help="The store (default: AIM_DATA, else data/).", show_default=False)
]


def placed(out: Path | None) -> Path | None:
    """``out``, checked before anything is worked out: a missing folder would else be found after minutes.

    Raises AimError.
    """
    if out is not None:
        from aim.reports.files import placed as checked

        checked(out)
    return out


OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Write here: .csv .parquet .geojson .gpkg or .xlsx by the suffix.",
        callback=placed,
        show_default=False,
    ),
]
MapOutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Write here, by the suffix: .csv .parquet .geojson .gpkg .xlsx, or the map: .png .svg .pdf.",
        callback=placed,
        show_default=False,
    ),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="A picture id, fingerprint or data version.", show_default=False)
]
ConcernOption = Annotated[
    str | None, typer.Option("--concern", help="A concern's name (default: every concern).", show_default=False)
]


def _edition(default: str) -> Any:
    said = f"Mark it, or withhold counts of 1 to 4 and what would give them away (default: {default})."
    return typer.Option("--edition", metavar="internal|public", help=said, show_default=False)


EditionOption = Annotated[str | None, _edition("internal, unmarked CSV")]
SheetEditionOption = Annotated[str | None, _edition("internal")]
PackEditionOption = Annotated[str | None, _edition("public")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
_WIDTH = 80
_PRINTED = 25  # rows of a public table on a terminal
_NUMBERS = frozenset("number rank count expected usual z p_adjusted incidents rows kept outside rejected".split())


@app.callback()
def common(context: typer.Context, data: DataOption = None) -> None:
    """Options that hold for every command."""
    context.obj = data


def config_of(context: typer.Context, data: Path | None) -> Config:
    """The configuration of the store named by ``--data``, before or after the command."""
    return configuration.load(data or context.obj)


def month_of(text: str, option: str = "--month") -> str:
    """A month as it was typed in ``option``, checked."""
    if not months.is_month(text):
        raise typer.BadParameter(f"{text!r} is not a month: write it as YYYY-MM", param_hint=option)
    return text


def is_public(edition: str | None) -> bool:
    """Whether the public edition is asked for. Wrong usage where it is neither of the two."""
    if edition not in (None, "internal", "public"):
        raise typer.BadParameter(f"{edition!r} is no edition: internal or public", param_hint="--edition")
    return edition == "public"


def day(text: str | None) -> date | None:
    """A day as it was typed; None where none was."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day: write it as YYYY-MM-DD", param_hint="--until") from error


def load_line(record: dict[str, Any]) -> str:
    """What one load brought, in words: a line of counts, then one for each thing to know of it."""
    first, last = (record["months"][0], record["months"][-1]) if record["months"] else ("no month", "no month")
    span = first if first == last else f"{first} to {last}"
    counts = (
        f"{record['rows']:,} rows = {record['kept']:,} kept + {record['outside']:,} outside "
        f"+ {record['rejected']:,} rejected"
    )
    what = "unchanged" if record["unchanged"] else "loaded"
    return "\n    ".join([f"{record['source']} {record['supplier']} {span}: {what}, {counts}", *_remarks(record)])


def _remarks(record: dict[str, Any]) -> list[str]:
    said = [f"{n:,} rejected: {REASONS[reason]}" for reason, n in sorted(record["reasons"].items())]
    if record["outside"] and not record["kept"]:
        said.append("none lies inside the area: another town's file, or a map that reads the wrong place?")
    if record["replaced"] and not record["unchanged"]:
        # Of changes only some rows of a month are others than before.
        verb = "amended" if record["facts"].get("delivered") == "changes" else "replaced"
        said.append(f"{verb} what stood for {months.spans(record['replaced'])}")
    if record["ignored"]:
        said.append(f"ignored, not a source of AIM: {some(record['ignored'])}")
    return said


def write_export(export: Any, out: Path | None, columns: list[str]) -> None:
    """A table with its edition to ``out``, or its first rows printed with these ``columns`` of it."""
    record = export.record
    if record["behind"]:
        typer.echo("the picture is behind the data or the settings: run `aim build`", err=True)
    typer.echo(fill(export.preview, _WIDTH), err=out is not None)
    if out is not None:
        from aim.reports import tables

        outlines = None if export.outlines is None else export.outlines()
        tables.write(export.table, out, geometry=outlines, metadata=record)
        typer.echo(f"{len(export.table):,} rows to {out}, picture {record['picture']}, {record['edition']} edition")
        return
    first = export.table.head(_PRINTED)
    known = first[columns].astype(object).where(first[columns].notna(), "-")
    print_table(columns, known.to_numpy().tolist())
    if len(export.table) > _PRINTED:
        typer.echo(f"and {len(export.table) - _PRINTED:,} rows more: write them with --out FILE")


def some(names: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def print_table(columns: list[str], rows: list[list[Any]]) -> None:
    """A table on the terminal, without lines so that it fits 80 columns; columns of numbers to the right."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in _NUMBERS else "left")
    for row in rows:
        table.add_row(*map(str, row))
    Console().print(table)
