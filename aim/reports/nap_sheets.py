"""The public sheets of a meeting: one page of A4 for each neighbourhood, always the public edition."""

from pathlib import Path

from aim.errors import AimError
from aim.questions.editions import Edition
from aim.questions.minutes import Before
from aim.questions.nap_sheets import NapSheet, nap_sheets
from aim.reports.files import replacing
from aim.reports.minutes import stamp
from aim.reports.paper import sheet


def write_all(found: Before, folder: Path) -> list[Path]:
    """Write one PDF a neighbourhood into ``folder``: ``2026-09-East.pdf``. Returns them in the order of the meeting.

    All are made before the first is written. Raises :class:`AimError` where there is no such folder or it cannot be
    written, and where PDF files cannot be made on this machine.
    """
    if not folder.is_dir():
        raise AimError(f"{folder}: there is no such folder: make it, or name another for the sheets")
    made = {folder / file_name(found, each): pdf(found, each) for each in nap_sheets(found)}
    for path, content in made.items():
        with replacing(path) as beside:
            beside.write_bytes(content)
    return list(made)


def file_name(found: Before, each: NapSheet) -> str:
    """What a sheet is called as a file; a neighbourhood's name is any text, and no part of a path."""
    name = "".join(sign if sign.isalnum() else "-" for sign in each.neighbourhood)
    return f"{found.tables['month']}-{name}.pdf"


def pdf(found: Before, each: NapSheet) -> bytes:
    """One sheet on one page."""
    said = stamp(found)  # that it is a draft stands at its head
    return sheet("nap_sheet", {"sheet": each}, title=each.title, edition=Edition.PUBLIC, stamp=said, pages=1)
