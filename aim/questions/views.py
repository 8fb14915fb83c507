"""What a page is given: plain values, already worded, so that a page only places them."""

from dataclasses import dataclass

from aim.questions.area_views import NO_MARKS, AreaChanges, BarMarks, WardRow

TOWN = "town"
# The two lists of the Month page.
DISCUSSION = "discussion"
BUSIEST = "busiest"


@dataclass(frozen=True)
class Choice:
    """A concern or an area as it stands in an address (``name``), a menu (``title``) and a chip (``short``)."""

    name: str
    title: str
    short: str


@dataclass(frozen=True)
class Centre:
    """A named centre of the settings: its middle in degrees, and how far it reaches."""

    name: str
    longitude: float
    latitude: float
    radius_m: float


@dataclass(frozen=True)
class SourceState:
    """One source in the data strip: its latest month and whether that can be used.

    ``title`` is what it is called beside the others: its agency, or more where that has several sources. ``text`` says
    it all; it ends in ``aside``, which may be left out where room is short: months that are not due yet.
    """

    agency: str
    title: str
    month: str | None
    state: str  # "complete" | "not complete yet" | "missing" | "late" (one month) | "stale" (more)
    text: str
    aside: str = ""


@dataclass(frozen=True)
class Card:
    """One neighbourhood: the shown month, the same month last year, and the 24 months ending in the shown one.

    ``last_year`` and ``series`` are of the sources that reach back so far; ``compared`` is their part of ``count``.
    """

    neighbourhood: str
    count: int | None  # None: the month was not delivered
    compared: int | None
    last_year: int | None
    apart: int  # at known places, not in count
    months: tuple[str, ...]
    series: tuple[int | None, ...]


@dataclass(frozen=True)
class Reporter:
    """What an agency reports at a place over the window: ``count`` is None where it has no figure for it.

    ``lacking``: the months of the window that are not in ``count``.
    """

    agency: str
    count: int | None
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class PlaceRow:
    """One hot place of the ranked list. ``key`` is its strongest cell (15 hex digits); counts are over the window."""

    number: int
    key: str
    name: str
    ward: str
    neighbourhood: str
    count: int
    last_year: int | None
    why: str
    agencies: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class CellTable:
    """Every cell of the town's map, zeros included; all columns have one entry a cell."""

    cell: tuple[str, ...]
    name: tuple[str, ...]
    ward: tuple[str, ...]
    neighbourhood: tuple[str, ...]
    count: tuple[int, ...]
    hotspot: tuple[bool, ...]
    edge: tuple[bool, ...]
    place: tuple[int, ...]  # number of the place of the list it belongs to, 0 for none


@dataclass(frozen=True)
class MonthView:
    """Everything the Month page shows for one choice of month, concern, area and window.

    ``listed`` is the list that stands beside the map: that for discussion (``discussion``, of all concerns whatever the
    map counts), or the busiest places of the concern and window (``places``); ``usual_list`` the one for these choices
    where nobody asked for either. ``events`` and ``coming_up`` are what the calendar says of the month and the weeks
    from today on. ``centre``: the named centre of the area, which is shown by itself and larger.
    ``changes``: of every neighbourhood what rose most there; ``wards``: of the month alone, whatever the window.
    ``marks``: what is marked on the bars of the cards. ``since``: of a picture of before what differs today; None of
    the current one. ``known``: keys of the rows for discussion that an earlier meeting knew
    (:mod:`aim.questions.set_apart`): counted by themselves, and in no other number of the page.
    """

    picture: str
    fingerprint: str
    as_at: str
    demonstration: bool
    behind: bool
    boundaries_confirmed: bool
    month: str
    months: tuple[str, ...]
    meeting_month: str | None
    complete: bool
    compared: str  # the sources of ``Card.compared`` where they are not all that are counted, else ""
    concern: Choice
    concerns: tuple[Choice, ...]
    area: Choice
    areas: tuple[Choice, ...]
    window: int
    windows: tuple[int, ...]
    headline: str
    sentence: str
    strip: tuple[SourceState, ...]
    cards: tuple[Card, ...]
    listed: str
    usual_list: str
    discussion: "DiscussionView"
    places: tuple[PlaceRow, ...]
    signals: "SignalsView"
    events: tuple[str, ...]
    coming_up: tuple[str, ...]
    cells: CellTable
    breaks: tuple[int, ...]
    apart: int
    apart_names: tuple[str, ...]
    attribution: str
    agreed: tuple[str, ...]  # sources that are shared under an agreement, not under the licence in ``attribution``
    notes: tuple[str, ...]
    centre: Centre | None
    changes: tuple[AreaChanges, ...]
    wards: tuple[WardRow, ...]
    marks: BarMarks
    since: tuple[str, ...] | None = None
    known: tuple[str, ...] = ()

    @property
    def discussed(self) -> "tuple[DiscussionRow, ...]":
        """The rows for discussion without those that are known: what the page counts, numbers and marks."""
        return tuple(row for row in self.discussion.rows if row.key not in self.known)


@dataclass(frozen=True)
class PlaceView:
    """One place in the drawer: what happened there, month by month, of which kinds, and who sees it.

    ``series`` and ``last_year`` are of the sources ``compared``, all that are counted where it is empty. Of a place for
    discussion ``row`` is its row there, and ``series`` is of what that row counts, ``counted`` in words; ``expected``
    is what one month was expected to hold of it. ``marks``: what is marked on the months.
    """

    key: str
    name: str
    ward: str
    neighbourhood: str
    hotspot: bool
    edge: bool
    why: str
    months: tuple[str, ...]
    series: tuple[int | None, ...]
    mix: tuple[tuple[str, int], ...]
    reporters: tuple[Reporter, ...]
    compared: str
    precision_m: int  # 0 where no point is known
    count: int
    last_year: int | None
    window_title: str
    row: "DiscussionRow | None" = None
    counted: str = ""
    expected: float | None = None
    marks: BarMarks = NO_MARKS


@dataclass(frozen=True)
class DiscussionRow:
    """One place for discussion, of all concerns. ``key`` is its strongest cell (15 hex digits), ``cells`` all of them.

    ``why`` is one line to read aloud; ``shape`` what has become of it (``new or worse``, ``every month`` ...);
    ``concerns`` the titles of those it is listed for; ``agencies`` the letters of those that report there, ``sees``
    in words who does not; ``guards`` what to know before naming it. ``one_location``: such a place is named in the
    meeting only, never where something leaves: there it is ``called`` by ward and concern. ``rank``: ``1st to 3rd of
    5``, between which places of its lane it could lie.
    """

    number: int
    lane: str
    key: str
    name: str
    called: str
    ward: str
    neighbourhood: str
    why: str
    shape: str
    concerns: tuple[str, ...]
    agencies: str
    sees: str
    guards: tuple[str, ...]
    one_location: bool
    rank: str
    cells: tuple[str, ...]
    counted: str  # title of the concern that count and expected are of
    count: int
    expected: float | None
    window: int


@dataclass(frozen=True)
class DiscussionView:
    """The list for discussion of a month: rows lane by lane; ``more``: by lane how many places were left out.

    ``silent``: what nothing can be said of, in words: ``Fires: no history yet: 3 of 12``. ``lanes`` has by lane
    what it means, ``unsaid`` names those of which nothing can be said: they are not empty. ``judged``: whether
    anything can be said of what is new or worse.
    """

    month: str
    rows: tuple[DiscussionRow, ...]
    more: dict[str, int]
    silent: tuple[str, ...]
    lanes: dict[str, str]
    judged: bool = True
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignalRow:
    """One neighbourhood (or the town) and concern in words: ``Robbery in North: higher, 42 where 16 were expected``."""

    area: str
    concern: str  # its name
    title: str
    signal: str  # ``higher``, ``slightly higher``, ``as expected`` ... ``cannot say``
    count: int | None
    expected: float | None
    lower: int | None
    upper: int | None
    reason: str  # why nothing can be said
    text: str


@dataclass(frozen=True)
class SignalsView:
    """What moved in a month: ``shown`` by area for the concern on the page, ``outside`` of all concerns.

    ``chance``: how many were outside, of how many, and how many chance alone would put there.
    """

    shown: dict[str, SignalRow]
    outside: tuple[SignalRow, ...]
    chance: str
