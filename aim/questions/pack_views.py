"""What a meeting pack is made from: plain values, worded and named as they may leave in their edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from aim.questions.editions import Edition
from aim.questions.present_views import PlaceLine, Sent


@dataclass(frozen=True)
class PackColumn:
    """A neighbourhood over all concerns. ``count`` is None where there is none to show, and ``reason`` says why.

    ``word``: ``higher`` ... or ``cannot say``; ``lower`` to ``upper`` what was expected. ``months`` and ``series``: the
    24 months to this one; none in public.
    """

    neighbourhood: str
    count: int | None
    word: str
    lower: int | None
    upper: int | None
    reason: str
    last_year: str
    months: tuple[str, ...] = ()
    series: tuple[int | None, ...] = ()

    @property
    def expected(self) -> str:
        """``636 to 899``; empty where nothing was."""
        return "" if self.lower is None or self.upper is None else f"{self.lower:,} to {self.upper:,}"


@dataclass(frozen=True)
class PackRow:
    """One place of the list. ``why``: its line; ``guards``: what to know before naming or visiting it."""

    number: int
    called: str
    where: str
    shape: str
    why: str
    guards: tuple[str, ...]


@dataclass(frozen=True)
class PackLane:
    """A lane of the list with what it means; ``empty`` says why it has no row, ``more`` how many are left out.

    ``known``: which of its places stand apart, as an earlier meeting knew them: a line each.
    """

    name: str
    meaning: str
    rows: tuple[PackRow, ...]
    empty: str
    more: int
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class PackPlace:
    """Half a page: ``series`` of what ``counted`` says, ``expected`` of one month.

    ``standing``: what was decided, in a sentence; ``closed``: the meeting is over, so that nothing is left to tick.
    """

    row: PackRow
    facts: tuple[str, ...]
    months: tuple[str, ...]
    series: tuple[int | None, ...]
    expected: float | None
    counted: str
    standing: str
    closed: bool = False


@dataclass(frozen=True)
class PackMap:
    """The places on the map: their numbers, by hexagon or by ward, and the hexagons that may be outlined."""

    outlined: tuple[str, ...]
    places: tuple[tuple[int, str], ...]
    by_ward: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, lines: Sequence[PlaceLine]) -> "PackMap":
        """The places of the list as everybody may hear of them: what may be one location is without hexagons."""
        return cls(
            outlined=tuple(cell for line in lines for cell in line.cells),
            places=tuple((line.number, line.key) for line in lines if line.cells),
            by_ward=tuple((line.number, line.ward) for line in lines if not line.cells),
        )


@dataclass(frozen=True)
class PackView:
    """The whole pack of one edition.

    ``sources``: title and state; ``unsaid``: what nothing can be said of; ``outside``: what moved, the verdict and it
    in words, ``none_outside`` says that there is none, and is empty where ``chance`` does; that belongs to these,
    ``chance_of_list`` to the list. ``marked``: the places on the map, None in public; ``sent``: decisions of earlier
    meetings, and in ``sent_note`` why there are none; ``method``: a word and what it means. ``remarks`` stand on every
    page: that a public one is a draft, whoever it is handed to before the meeting is over.
    """

    edition: Edition
    month: str
    title: str
    partnership: str
    town: str
    headline: str
    complete: bool
    sources: tuple[tuple[str, str], ...]
    unsaid: tuple[str, ...]
    notes: tuple[str, ...]
    columns: tuple[PackColumn, ...]
    outside: tuple[tuple[str, str], ...]
    none_outside: str
    chance: str
    chance_of_list: str
    lanes: tuple[PackLane, ...]
    quiet: str
    places: tuple[PackPlace, ...]
    marked: PackMap | None
    sent: tuple[Sent, ...]
    sent_note: str
    touched: tuple[str, ...]
    coming: tuple[str, ...]
    method: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...] = ()
