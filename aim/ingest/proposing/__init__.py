"""A map for an analyst to finish, from the header and the values of a file that no map reads yet.

Of the values only the labels of the columns that say what happened are written, and nothing that looks personal.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aim.errors import RefusedError
from aim.ingest.faults import FileFault
from aim.ingest.proposing import dates, labels, personal, places, tables
from aim.ingest.proposing.dates import When
from aim.ingest.proposing.labels import Labels
from aim.ingest.proposing.personal import words
from aim.ingest.proposing.places import Where
from aim.ingest.proposing.tables import Table

__all__ = ["Proposal", "propose"]

_IDS = frozenset("id ref reference number no num urn key uid guid case crime incident log job".split())
_SENDER = re.compile(r"reported ?by|^force$|^supplier$|^frs$", re.I)


@dataclass(frozen=True)
class Proposal:
    """What is proposed. ``not_stored``: the other columns, by why they are not read, in the order of the file.

    ``times``: every way in which the file says when, the likeliest first.
    """

    name: str
    file: str
    table: Table
    times: list[When]
    location: list[Where]
    labels: Labels
    reference: str | None
    not_stored: dict[str, list[str]]

    @property
    def when(self) -> When | None:
        """The time that is meant; None where none is, or only that of something else."""
        return self.times[0] if self.times and (not self.times[0].formats or self.times[0].is_meant) else None


def propose(path: Path, name: str, progress: Callable[[int, int, str], None] | None = None) -> Proposal:
    """A map of ``path`` for the source ``name``. Raises :class:`RefusedError` for a file that is no table."""
    tell = progress or (lambda done, total, text: None)
    try:
        tell(0, 4, "reading")
        table = tables.read(path)
    except FileFault as fault:
        raise RefusedError(path.name, [f"{path.name}: {fault}"]) from fault
    tell(1, 4, "looking for places")
    location = places.find(table)
    tell(2, 4, "trying formats of dates")
    times = dates.find(table)
    tell(3, 4, "looking for labels")
    taken = {column for where in location for column in where.columns}
    taken |= {column for when in times for column in (*when.columns, *when.end)}
    said = labels.find(table, sorted(taken))
    reference = _reference(table, taken | set(said.columns))
    proposal = Proposal(name, path.name, table, times, location, said, reference, {})
    when = proposal.when
    read = {column for where in location for column in where.columns} | set(said.columns) | {reference}
    read |= {*when.columns, *when.end} if when else set()
    for column in table.columns:
        if column not in read:
            proposal.not_stored.setdefault(_why(table, column), []).append(column)
    return proposal


def _reference(table: Table, taken: set[str]) -> str | None:
    """The column that numbers the rows: never blank more than on some, never twice the same, and so named."""
    best, most = None, 0
    for name in table.columns:
        said = set(words(name))
        filled = table.rows - table.columns[name].null_count
        values = table.distinct(name)
        if name in taken or not said & _IDS or personal.by_name(name) or not filled:
            continue
        score = len(said & _IDS) + 2 * bool(said & {"id", "ref", "reference", "number", "urn"})
        if len(values) == filled > 0.5 * table.rows and personal.by_values(values) is None and score > most:
            best, most = name, score
    return best


def _why(table: Table, name: str) -> str:
    """Why a column is not read."""
    return (
        personal.by_name(name)
        or personal.by_values(table.distinct(name))
        or "other columns: nothing AIM needs, as far as names and values tell"
    )
