"""What a briefing is given: plain values, already worded, so that page and paper only place them."""

from dataclasses import dataclass
from typing import Final

LAST: Final = "last"
THREE_DAYS: Final = "72h"
WEEK: Final = "7d"
PERIODS: Final = {LAST: "Since last", THREE_DAYS: "72 hours", WEEK: "7 days"}


@dataclass(frozen=True)
class BriefingPlace:
    """A place to be today.

    ``name`` is its ward and concern where one location may explain it, and ``cells`` are empty then. ``key`` opens it
    on the Month page. ``when``: hours that stand out, or why none are told; ``do``: what was decided; both are empty in
    the public edition. ``standing``: who says so, ``decided by the meeting of Sep 2026``.
    """

    number: int
    key: str
    name: str
    ward: str
    why: str
    shape: str
    agencies: str
    guard: str
    when: str
    do: str
    standing: str
    decided: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ReceivedRow:
    """Incidents of one kind at one place: ``when`` is days and parts of a day, never an hour; ``agency`` a letter."""

    place: str
    what: str
    when: str
    count: str
    agency: str


@dataclass(frozen=True)
class Hours:
    """Dated incidents of a neighbourhood by hour of the week: ``week`` [168], Monday first; ``text`` says it."""

    week: tuple[float, ...]
    incidents: int
    text: str


@dataclass(frozen=True)
class BriefingMap:
    """The hexagons behind the numbers of the places: equally long columns, and the five steps of the counts.

    ``here``: which of them belong to the neighbourhood.
    """

    cells: tuple[str, ...]
    names: tuple[str, ...]
    here: tuple[bool, ...]
    counts: tuple[int, ...]
    breaks: tuple[int, ...]
    title: str


@dataclass(frozen=True)
class BriefingView:
    """A briefing of one neighbourhood. ``month`` is that of the list for discussion.

    ``received``: what came, in a sentence; ``last_file``: when the newest file came; ``stale``: how old it is, where it
    is older than the briefing before, else empty. ``places_note`` stands where there are none, or none was decided.
    ``left``: what is not in ``rows``, in sentences. ``compared``: of seven days, beside a usual week. ``hours`` is None
    where none are told: ``no_hours`` says why. ``notes``: what to know before using it.
    """

    picture: str
    fingerprint: str
    as_at: str
    demonstration: bool
    behind: bool
    boundaries_confirmed: bool
    attribution: str
    public: bool
    area: str
    areas: tuple[str, ...]
    period: str
    title: str
    month: str
    received: str
    last_file: str
    stale: str
    places: tuple[BriefingPlace, ...]
    places_note: str
    rows: tuple[ReceivedRow, ...]
    left: tuple[str, ...]
    compared: tuple[str, ...]
    hours: Hours | None
    no_hours: str
    coming_up: tuple[str, ...]
    notes: tuple[str, ...]
    town: BriefingMap

    @property
    def no_rows(self) -> str:
        """What stands where there is no row: of what came, or that nothing did."""
        return "Nothing that may be listed in public." if self.public and self.last_file else "Nothing to list."
