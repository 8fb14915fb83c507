"""What the bench of hotspots is asked, and what it is given: plain values, already worded."""

from dataclasses import dataclass
from typing import Final

from aim.questions.hotspot_map import COUNT
from aim.questions.views import TOWN, Choice, Reporter

APART: Final = "apart"  # known places: left out and counted beside, or counted with the rest
COUNTED: Final = "counted"
ADJUSTED: Final = "benjamini-hochberg"
PLAIN: Final = "none"
MAP: Final = "map"
COMPARE: Final = "compare"
MULTIPLES: Final = "multiples"

Box = tuple[float, float, float, float]  # west, south, east, north; degrees


@dataclass(frozen=True)
class Asking:
    """What somebody chose; ``None`` (and no ``sources``) leaves it to the data or the settings.

    ``sources``: names of those that are counted; ``beside``: the month of the second map; ``cell``: the hexagon whose
    card is open (15 hexadecimal digits); ``box`` or ``within`` (a ward or neighbourhood): what is summed.
    """

    month: str | None = None
    concern: str = "all"
    window: int | None = None
    area: str = TOWN
    sources: tuple[str, ...] = ()
    by: str = COUNT
    known: str = APART
    significance: float | None = None
    adjustment: str = ADJUSTED
    resolution: int | None = None
    floor: int | None = None
    view: str = MAP
    beside: str | None = None
    cell: str | None = None
    box: Box | None = None
    within: str | None = None


@dataclass(frozen=True)
class SourceChoice:
    """A source that reports the concern: its name in an address, what it is called, whether it is counted."""

    name: str
    title: str
    chosen: bool


@dataclass(frozen=True)
class Offered:
    """Every value a choice may have, and the chosen one of each; ``usual`` ones are the meeting's."""

    months: tuple[str, ...]
    concerns: tuple[Choice, ...]
    areas: tuple[Choice, ...]
    windows: tuple[int, ...]
    sources: tuple[SourceChoice, ...]
    weighed: bool  # whether anything counted has a seriousness
    significances: tuple[float, ...]
    resolutions: tuple[int, ...]
    floors: tuple[int, ...]
    within: tuple[str, ...]  # neighbourhoods, then wards


@dataclass(frozen=True)
class Standing:
    """What the meeting has for the choices of the method, by which any other is told to differ."""

    window: int
    significance: float
    resolution: int
    floor: int


@dataclass(frozen=True)
class Drawn:
    """One map: every array has one entry a hexagon that is drawn. ``value`` is what colours it."""

    month: str
    title: str  # June 2025, or April to June 2025
    cell: tuple[str, ...]
    name: tuple[str, ...]
    ward: tuple[str, ...]
    neighbourhood: tuple[str, ...]
    count: tuple[int, ...]
    value: tuple[int, ...]
    hotspot: tuple[bool, ...]
    edge: tuple[bool, ...]
    place: tuple[int, ...]  # number of the place it belongs to, 0 for none
    keys: tuple[tuple[int, str], ...]  # the places' numbers and their strongest hexagons
    called: tuple[str, ...]  # the same places by name: a named centre by its own


@dataclass(frozen=True)
class Small:
    """One month of twelve: ``steps`` has a digit a hexagon, 0 to 5; ``marks`` 1 where it stands out, 2 at an edge."""

    month: str
    title: str
    steps: str
    marks: str
    total: int
    standing: int  # hexagons that stand out
    complete: bool
    held: bool


@dataclass(frozen=True)
class Columns:
    """What the table knows of each hexagon besides what is drawn, in the same order. ``None``: cannot be said.

    ``compared``: those of its incidents that ``expected`` is of; ``part``: what is so of them, in words.
    """

    days: tuple[int, ...] | None
    compared: tuple[int, ...]
    part: str
    expected: tuple[float, ...] | None
    kind: tuple[str, ...]
    one_location: tuple[bool, ...]


@dataclass(frozen=True)
class CellCard:
    """One hexagon. ``called``: what it is called where it leaves; ``dots``: month by month hot, edge, none or gap.

    ``number``: of the place it belongs to, 0 for none; ``within``: the named centre that the place is, "" for another.
    """

    key: str
    number: int
    name: str
    within: str
    called: str
    one_location: bool
    ward: str
    neighbourhood: str
    count: int
    apart: int
    days: int | None
    against: str
    unsaid: str
    standing: str
    kind: str
    rank: str
    months: tuple[str, ...]
    series: tuple[int | None, ...]
    expected: float | None  # of one month
    compared: str
    dots: tuple[str, ...]
    mix: tuple[tuple[str, int], ...]
    reporters: tuple[Reporter, ...]
    precision_m: int
    one_point: tuple[int, int]


@dataclass(frozen=True)
class AreaSum:
    """The hexagons of a box, a ward or a neighbourhood together."""

    title: str
    cells: tuple[str, ...]
    standing: int
    km2: float
    count: int
    days: int | None
    against: str
    unsaid: str
    agencies: tuple[tuple[str, int], ...]
    mix: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class BenchView:
    """Everything the bench shows for one set of choices, each of which is said in full in ``asked``."""

    picture: str
    fingerprint: str
    as_at: str
    since: tuple[str, ...] | None  # of a picture of before what differs today
    behind: bool
    boundaries_confirmed: bool
    asked: Asking
    offered: Offered
    standing: Standing
    meeting_month: str | None
    complete: bool
    concern: Choice
    area: Choice
    title: str
    differs: tuple[str, ...]
    sentence: str
    compared: str  # of the second map, in words
    unit: str  # "Incidents" or "Days of imprisonment"
    breaks: tuple[int, ...]
    drawn: Drawn
    beside: Drawn | None
    shared: tuple[str, ...]  # the sources that both of two maps are of, where one of them has others too
    many: tuple[Small, ...]
    columns: Columns
    card: CellCard | None
    sum: AreaSum | None
    caution: str
    cannot_say: tuple[str, ...]
    notes: tuple[str, ...]
    apart: int
    apart_names: tuple[str, ...]
    attribution: str
    agreed: tuple[str, ...]

    @property
    def alone(self) -> frozenset[int]:
        """Numbers of the places on the first map that one location may explain, by their strongest hexagon.

        Where something leaves they are told by ward and marked nowhere. A named centre is more than one location.
        """
        at = {cell: row for row, cell in enumerate(self.drawn.cell)}
        return frozenset(
            number
            for (number, key), called in zip(self.drawn.keys, self.drawn.called, strict=True)
            if self.columns.one_location[at[key]] and called == self.drawn.name[at[key]]
        )
