"""What the Month page is given of neighbourhoods and wards: plain values, already worded."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Break:
    """From ``month`` on it is counted otherwise: ``words`` say why."""

    month: str
    words: str


@dataclass(frozen=True)
class BarTick:
    """An event of the calendar on bars of months: ``at`` in months since the first of them began (1.5: mid-second).

    ``words``: its ``name`` with its days.
    """

    name: str
    words: str
    at: float


@dataclass(frozen=True)
class BarMarks:
    """What is marked on bars of months."""

    ticks: tuple[BarTick, ...]
    breaks: tuple[Break, ...]


NO_MARKS = BarMarks((), ())


@dataclass(frozen=True)
class ChangeRow:
    """One place of a neighbourhood that holds more than its own history leads us to expect.

    ``key``: its strongest cell; ``number``: that of the list for discussion, 0 where it is not on it; ``new``: it
    stands there as new or worse for this concern or a part of it, so that chance does not explain it. ``hot``: it
    stands out in the whole town.
    ``one_location``: it is named in the meeting only; elsewhere it is ``called`` by ward and concern. ``known``: an
    earlier meeting knew it, and it stays so (:mod:`aim.questions.set_apart`).
    """

    key: str
    name: str
    called: str
    ward: str
    why: str
    number: int
    new: bool
    hot: bool
    one_location: bool
    known: bool = False


@dataclass(frozen=True)
class AreaChanges:
    """The places of a neighbourhood that rose most, at most three. ``said``: what is to be known of them, in words."""

    neighbourhood: str
    rows: tuple[ChangeRow, ...]
    said: str


@dataclass(frozen=True)
class WardRow:
    """One ward in a month. ``count`` is of every source counted, ``compared`` the part that has a ``last_year``.

    None stands for what is not known. ``per_1000``: of the count, for every 1,000 residents. ``signal`` as of a
    neighbourhood, of the compared part, with what was expected of it or the ``reason`` why nothing can be said.
    """

    ward: str
    neighbourhood: str
    count: int | None
    compared: int | None
    last_year: int | None
    per_1000: float | None
    signal: str
    lower: int | None
    upper: int | None
    reason: str
