"""Thirty-six months of synthetic police extracts, in the layout of the real ones and read by the same adapter."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from aim import months
from aim.demo import anchors, drawing, mix, places, writing
from aim.errors import AimError
from aim.geography.postcodes import Postcodes


def write(
    folder: Path,
    *,
    until: date,
    postcodes: Postcodes,
    locator: anchors.Locator,
    seed: int = 2026,
    progress: Callable[[int, int, str], None] | None = None,
) -> list[Path]:
    """Write one file per month under ``folder`` and return them, oldest first; the last month goes up to ``until``.

    The same ``until``, ``seed`` and geography give the same bytes. About 2,400 rows a month lie inside the area that
    ``locator`` knows and some 300 in neighbouring districts; every row carries :data:`aim.demo.mix.MARKER`. The folder
    is made where it is missing; other files in it are left alone. ``progress`` is called with the months done, their
    number and a word on what was done.
    Raises :class:`AimError` where ``until`` leaves no room for 36 months of the years 2000 to 2099: nothing earlier can
    be loaded.
    """
    if not 2003 <= until.year <= 2099:
        raise AimError(f"the demonstration cannot end on {until.isoformat()}: choose a day between 2003 and 2099")
    planted = places.planted(until)
    points = anchors.choose(postcodes, locator, [place for place in planted if place.institution], seed)
    last = months.of(until)
    wanted = months.between(months.shift(last, 1 - mix.MONTHS), last)
    files = []
    for done, month in enumerate(wanted, start=1):
        rows = drawing.draw(month, until, points, planted, seed)
        path = writing.file_of(folder, month)
        writing.save(path, writing.text(rows, points))
        files.append(path)
        if progress is not None:
            progress(done, len(wanted), f"demonstration of {months.title(month)} written")
    return files
