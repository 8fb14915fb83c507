"""The minutes of a meeting as a file: a tagged PDF to read and keep, a CSV of one row a decision to work with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from aim import months
from aim.errors import AimError
from aim.questions import words
from aim.questions.editions import Edition
from aim.questions.minutes import Before
from aim.questions.minutes_rows import minutes_rows
from aim.questions.minutes_view import minutes_view
from aim.reports import values
from aim.reports.files import replacing
from aim.reports.paper import Stamp, sheet
from aim.reports.shapes import shape_of

_YEAR: Final = 12
_NO_WORK: Final = "No work of earlier meetings came to its end in the last three months."


def write(found: Before, out: Path, edition: Edition) -> Path:
    """Write the minutes to ``out`` whole or not at all; the suffix says how: .pdf or .csv. Returns ``out``.

    Raises :class:`AimError` for another suffix, for a folder that is not there or cannot be written, and where PDF
    files cannot be made on this machine.
    """
    make = _WRITERS.get(out.suffix.lower())
    if make is None:
        said = out.suffix or "a name without a suffix"
        raise AimError(f"{out}: cannot tell the format from {said!r}: end it in {', '.join(_WRITERS)}")
    content = make(found, edition)
    with replacing(out) as beside:
        beside.write_bytes(content)
    return out


def pdf(found: Before, edition: Edition) -> bytes:
    """The minutes on A4; what is a draft, or changed since, says so at the head of every page."""
    view, month = minutes_view(found, edition), found.tables["month"]
    later = months.title(months.shift(month, 1))
    return sheet(
        "minutes",
        {
            "view": view,
            "shape_of": shape_of,
            "month": months.title(month),
            "last_year": months.short(months.shift(month, -_YEAR)),
            "nothing_sent": _NO_WORK if edition == Edition.PUBLIC else "Nothing was owed from an earlier meeting.",
            "next_meeting": f"The next meeting looks at {later}, once that month is complete.",
            "public": edition == Edition.PUBLIC,
        },
        title=view.title,
        edition=edition,
        stamp=stamp(found),
    )


def csv(found: Before, edition: Edition) -> bytes:
    """One row a decision, of this meeting and then of earlier ones that it looked at; UTF-8 with its mark."""
    header, rows = minutes_rows(found, edition)
    lines = [values.csv_line([values.formula_safe(name) for name in header])]
    lines += [values.csv_line([values.for_csv(value) for value in row]) for row in rows]
    return "".join(lines).encode(values.CSV_ENCODING)


def stamp(found: Before) -> Stamp:
    """What every page says of the numbers of a meeting, from what was kept of it."""
    tables: Any = found.tables
    said = [tables["attribution"]]
    if tables["agreed"]:
        said.append(f"{words.listed(tables['agreed'])}: shared under agreement, not under this licence.")
    unconfirmed = () if tables["confirmed"] else ("Boundaries unconfirmed",)
    return Stamp(
        picture=tables["picture"],
        month=months.title(tables["month"]),
        filters="All concerns",
        as_at=words.moment(tables["as_at"], ZoneInfo(tables["zone"])),
        attribution=" ".join(said),
        made=tables["as_at"],
        marking=tables["marking"],
        demonstration=tables["demonstration"],
        remarks=unconfirmed,
    )


_WRITERS: Final[dict[str, Callable[[Before, Edition], bytes]]] = {".pdf": pdf, ".csv": csv}
