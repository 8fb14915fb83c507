"""What commands that write sheets and maps share: suffix and edition, checked before anything is worked out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from aim.cli.common import is_public
from aim.config import Config
from aim.errors import AimError
from aim.terminal import ProgressBar

if TYPE_CHECKING:
    from aim.questions.editions import Edition


def edition_of(text: str | None, default: str = "internal") -> "Edition":
    """The edition as it was typed, ``default`` where none was."""
    from aim.questions.editions import Edition

    is_public(text)
    return Edition(text or default)


def is_map(out: Path) -> bool:
    """Whether ``out`` is a drawing by its suffix, and no table."""
    return out.suffix.lower() in (".png", ".svg", ".pdf")


def write_map(
    config: Config, asked: dict[str, Any], edition: str | None, out: Path, *, discussion: bool = False
) -> None:
    """The map for the options of ``aim hotspots`` as a drawing, or that of ``aim places``, with progress."""
    which = edition_of(edition)
    with ProgressBar() as bar:
        bar(0, 2, "counting")
        from aim.questions.bench_views import Asking
        from aim.questions.shown import is_behind, show
        from aim.questions.views import BUSIEST, DISCUSSION, TOWN
        from aim.reports import map_file

        chosen = {name: value for name, value in asked.items() if name not in ("neighbourhood", "as_of")}
        choices = Asking(area=asked.get("neighbourhood") or TOWN, **chosen)
        bar(1, 2, "drawing")
        listed = DISCUSSION if discussion else BUSIEST
        made = map_file.write(config, choices, out, edition=which, as_of=asked["as_of"], listed=listed)
    shown = show(config, asked["as_of"])
    if asked["as_of"] is None and shown is not None and is_behind(config, shown):
        typer.echo("the picture is behind the data or the settings: run `aim build`", err=True)
    what = f"places for discussion, {made.about[0]}" if discussion else made.about[0]
    typer.echo(f"{out}: the map of {what}, picture {made.picture}, {which} edition")


def pdf_only(out: Path | None) -> None:
    """Refuse any other suffix than ``.pdf``."""
    suffix_among(out, (".pdf",))


def suffix_among(out: Path | None, known: Sequence[str]) -> str:
    """The suffix of ``out`` in small letters. Raises AimError where it is none of ``known``."""
    if out is None:
        return ""
    suffix = out.suffix.lower()
    if suffix not in known:
        said = out.suffix or "a name without a suffix"
        raise AimError(f"{out}: cannot tell the format from {said!r}: end it in {' or '.join(known)}")
    return suffix
