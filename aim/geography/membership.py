"""Which ward belongs to which neighbourhood, and from when until when: a file people edit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import files

FILE = "membership.csv"
COLUMNS = ("ward_code", "ward_name", "neighbourhood", "confidence", "valid_from", "valid_to")


@dataclass(frozen=True)
class Member:
    """One ward in one neighbourhood between two days, both included; ``None`` is open."""

    ward_code: str
    ward_name: str
    neighbourhood: str
    confidence: str
    valid_from: date | None
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        """Whether the ward stands on ``on``."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


def path(config: Config) -> Path:
    """The membership of this store where it has one of its own, else the shipped one."""
    own = config.data / "geography" / FILE
    return own if own.is_file() else config.boundaries / FILE


def read(config: Config, on: date | None = None) -> tuple[Member, ...]:
    """The wards in force on ``on`` (default today), ordered by code.

    On a day after the last that any row covers, the last wards known stay in use, because a working tool that stops on
    an election day helps nobody; ``expired`` tells. Raises :class:`GeographyError` with every fault of the file.
    """
    source = path(config)
    rows = files.read_rows(source, COLUMNS)
    faults: list[str] = []
    members = [_member(row, line, config, faults) for line, row in enumerate(rows, start=2)]
    day = on or config.today()
    current = _current(members, day)
    if not faults:
        faults += _gaps(current, day, config)
    if faults:
        raise GeographyError(f"{source}:\n" + "\n".join(f"  - {fault}" for fault in faults))
    return tuple(sorted(current, key=lambda member: member.ward_code))


def expired(members: Sequence[Member], on: date) -> date | None:
    """The last day of ``members`` where it lies before ``on``, else None."""
    last = [member.valid_to for member in members if member.valid_to is not None and member.valid_to < on]
    return max(last, default=None)


def _current(members: Sequence[Member], day: date) -> list[Member]:
    current = [member for member in members if member.in_force(day)]
    ends = [member.valid_to for member in members if member.valid_to is not None]
    if not current and ends and max(ends) < day:
        return [member for member in members if member.in_force(max(ends))]
    return current


def _gaps(current: Sequence[Member], day: date, config: Config) -> list[str]:
    if not current:
        return [f"no ward is in force on {day.isoformat()}"]
    faults = [
        f"ward {code} stands in {count} rows in force on one day: close the older one with valid_to"
        for code, count in sorted(Counter(member.ward_code for member in current).items())
        if count > 1
    ]
    taken = {member.neighbourhood for member in current}
    empty = [name for name in config.partnership.neighbourhoods if name not in taken]
    return faults + [f"no ward belongs to {name}" for name in empty]


def _member(row: dict[str, str], line: int, config: Config, faults: list[str]) -> Member:
    if not row["ward_code"] or not row["ward_name"]:
        faults.append(f"line {line}: a ward needs a code and a name")
    if row["neighbourhood"] not in config.partnership.neighbourhoods:
        known = ", ".join(config.partnership.neighbourhoods)
        faults.append(f"line {line}: {row['neighbourhood']!r} is not a neighbourhood: use one of {known}")
    start, end = (_day(row[name], name, line, faults) for name in ("valid_from", "valid_to"))
    if start and end and end < start:
        faults.append(f"line {line}: valid_to {end} lies before valid_from {start}")
    return Member(row["ward_code"], row["ward_name"], row["neighbourhood"], row["confidence"], start, end)


def _day(text: str, column: str, line: int, faults: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(f"line {line}: {column} {text!r} is not a date: write it as YYYY-MM-DD, or leave it empty")
        return None
