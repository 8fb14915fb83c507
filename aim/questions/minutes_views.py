"""What the minutes of a meeting are given: plain values, worded for their edition, so that paper only sets them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceHeld:
    """What there was of one source: ``state`` of the month, ``complete`` or what it was; ``text`` all that is held."""

    source: str
    state: str
    text: str


@dataclass(frozen=True)
class EarlierLine:
    """A decision of an earlier meeting: what it was about, what was decided, and what has become of it."""

    month: str
    place: str
    neighbourhood: str
    decision: str
    became: str


@dataclass(frozen=True)
class MovedLine:
    """One area over all concerns: all of it in words, a dash where there is no number."""

    area: str
    count: str
    expected: str
    signal: str
    last_year: str


@dataclass(frozen=True)
class PlaceLine:
    """One place of the list, or of a decision that is on it no more (``number`` empty), with what was decided.

    ``who``: agency and owner's role; ``what``: tactic and hours; ``until`` and ``review`` in words. ``decision`` alone
    is filled in where nothing was decided, or where what is decided may not leave.
    """

    number: str
    shape: str
    place: str
    where: str
    why: str
    guards: tuple[str, ...]
    decision: str
    who: str = ""
    what: str = ""
    until: str = ""
    review: str = ""
    reason: str = ""


@dataclass(frozen=True)
class TotalLine:
    """What is asked of one agency."""

    agency: str
    sends: int
    hours: str


@dataclass(frozen=True)
class MinutesView:
    """The minutes of one meeting in one edition, item by item of its agenda.

    ``remarks`` stand on every page: that they are a draft, or changed since. ``chance`` belongs to what moved,
    ``chance_of_list`` to the places. ``counted``: of whom counts are where that is not everybody; ``withheld``: how
    much of them is not told in public, and why. ``undecided``: why no decision is told at all, in a sentence.
    """

    title: str
    status: str
    remarks: tuple[str, ...]
    summary: str
    data: tuple[SourceHeld, ...]
    notes: tuple[str, ...]
    earlier: tuple[EarlierLine, ...]
    moved: tuple[MovedLine, ...]
    outside: tuple[str, ...]
    chance: str
    chance_of_list: str
    counted: str
    withheld: str
    silent: tuple[str, ...]
    places: tuple[PlaceLine, ...]
    more: str
    undecided: str
    totals: tuple[TotalLine, ...]
    next: tuple[str, ...]
    coming_up: tuple[str, ...]
