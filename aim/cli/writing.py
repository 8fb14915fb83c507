"""What commands that write sheets share: suffix and edition, checked before anything is worked out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aim.errors import AimError

if TYPE_CHECKING:
    from aim.questions.editions import Edition


def edition_of(text: str) -> "Edition":
    """The edition as it was typed, in any case."""
    from aim.questions.editions import Edition

    try:
        return Edition(text.strip().lower())
    except ValueError as error:
        known = " or ".join(each.value for each in Edition)
        raise typer.BadParameter(f"{text!r} is no edition: write {known}", param_hint="--edition") from error


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
