"""The plain values of a decision: the place it is about, what was entered, the numbers as they were seen."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final, Literal

from aim import months
from aim.decision_lists import KINDS, KNOWN, NOT_NOW, SEND, WATCH
from aim.errors import AimError

__all__ = ["ENDED", "KINDS", "KNOWN", "NOT_NOW", "SEND", "STANDS", "WATCH", "WITHDRAWN", "Decision", "Entry"]
__all__ += ["DecidedFirstError", "EntryError", "Place", "Seen"]

# Whether a decision still stands, and if not, why: its end was recorded, or it was taken back as if never taken.
STANDS: Final = "stands"
ENDED: Final = "ended"
WITHDRAWN: Final = "withdrawn"
Fate = Literal["stands", "ended", "withdrawn"]
LONGEST_NOTE: Final = 140


def day_title(day: date) -> str:
    """``30 Nov 2026``."""
    return f"{day.day} {months.short(months.of(day))}"


@dataclass(frozen=True)
class Place:
    """A place as the list had it. ``key``: its strongest cell, ``cells``: all of them, 15 hex digits each.

    ``called`` is its name wherever something leaves: by ward and concern where one location may explain it.
    ``concerns``: the titles of those it is listed for.
    """

    key: str
    cells: tuple[str, ...]
    name: str
    called: str
    ward: str
    neighbourhood: str
    concerns: tuple[str, ...]

    def shares(self, other: "Place") -> bool:
        """Whether both hold a cell in common: then they are one place to the meeting."""
        return not {self.key, *self.cells}.isdisjoint({other.key, *other.cells})


@dataclass(frozen=True)
class Seen:
    """The numbers that the meeting had before it: what the row of the list said, and of what.

    ``count`` and ``expected`` are incidents of the concern ``measured`` (its name), from ``sources`` (their names), in
    the ``window`` months up to the meeting's month; ``hot`` of the last ``of_months`` months; ``shape``: what had
    become of it (``new or worse``); ``rank_low`` to ``rank_high`` in its lane, 0 where that could not be told.
    """

    count: int
    expected: float | None
    window: int
    measured: str
    sources: tuple[str, ...]
    lane: str
    hot: int
    of_months: int
    shape: str
    rank_low: int
    rank_high: int
    why: str

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Seen":
        """The inverse; what a later version of AIM may have added is left out."""
        known = {each.name: values[each.name] for each in fields(cls)}
        return cls(**{**known, "sources": tuple(known["sources"])})


@dataclass(frozen=True)
class Entry:
    """What the meeting enters. Which fields a kind has is in :data:`aim.decisions.checking.FIELDS`; others are dropped.

    ``reason`` is picked, ``note`` has at most 140 characters about the place; ``owner`` is a role, never a person;
    ``hours`` are those planned; ``until``: the last day of a deployment; ``review``: the day on which it is looked at
    again; ``level``: the count over which a known place comes back, by default the count that was seen.
    """

    kind: str
    reason: str
    note: str = ""
    agency: str = ""
    owner: str = ""
    tactic: str = ""
    hours: float | None = None
    until: date | None = None
    review: date | None = None
    level: int | None = None


@dataclass(frozen=True)
class Decision:
    """One version of what was decided about a place in the meeting of ``month``; ``id`` names this version.

    ``thread`` is common to all versions of one decision: the first key of its place in that meeting. ``version`` counts
    from 1; ``follows`` is the ``id`` of the decision of an earlier month that it takes up again.
    ``demonstration``: it is about the invented town, and is never shown beside real data. ``end_note``: what was
    written when it ended or was taken back. ``at`` is UTC, ``actor`` the account that wrote it. ``begun``: the day, by
    the calendar of the town, since which it stands as of its kind: what was changed in it since, and its end, does not
    begin it anew. None where nobody read that.
    """

    id: int
    month: str
    thread: str
    version: int
    place: Place
    entry: Entry
    seen: Seen
    picture: str
    fate: Fate
    end_note: str
    follows: int | None
    demonstration: bool
    actor: str
    at: datetime
    begun: date | None = None

    def says(self) -> str:
        """The decision in a few words: ``Send: Council, Foot patrol, 20 hours, until 30 Nov 2026``."""
        entry = self.entry
        parts = [part for part in (entry.agency, entry.owner, entry.tactic) if part]
        if entry.hours is not None:
            parts.append(f"{entry.hours:g} {'hour' if entry.hours == 1 else 'hours'}")
        if entry.until is not None:
            parts.append(f"until {day_title(entry.until)}")
        if entry.review is not None:
            parts.append(f"review {day_title(entry.review)}")
        return f"{entry.kind}: {', '.join(parts)}" if parts else entry.kind

    def with_entry(self, **changes: Any) -> Entry:
        """What stands, with some of it entered anew: what a form that changes a decision hands in."""
        return replace(self.entry, **changes)


class EntryError(AimError, ValueError):
    """What was entered may not be written: ``faults`` has by field a sentence each, ``entered`` all that was typed."""

    def __init__(self, faults: dict[str, str], entered: Entry | None = None) -> None:
        self.faults, self.entered = dict(faults), entered
        super().__init__("; ".join(faults.values()))


class DecidedFirstError(AimError):
    """Somebody else decided about the place first, and nothing was written.

    ``standing`` is what stands now: show it, and hand in ``standing.id`` as ``replaces`` to change it. ``entered`` is
    what was typed, for the form to keep.
    """

    def __init__(self, standing: Decision, entered: Entry | None, clock: str) -> None:
        self.standing, self.entered = standing, entered
        did = {STANDS: "decided", ENDED: "ended", WITHDRAWN: "taken back"}[standing.fate]
        super().__init__(
            f"{standing.place.name} was {did} by somebody else at {clock}: {standing.says()}. "
            "Yours was not written, and nothing of it is lost: look at theirs, then change it or leave it"
        )
