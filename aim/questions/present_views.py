"""What a step of the meeting is given: plain values, worded and named as everybody in the room may hear them."""

from dataclasses import dataclass

from aim.questions.area_views import Break
from aim.questions.decisions import DecisionLine
from aim.questions.views import MonthView


@dataclass(frozen=True)
class Step:
    """One screen of the meeting. ``number`` as it stands in an address: ``0`` to ``6``, of places ``4.1``, ``4.2`` ...

    ``item``: the line of the agenda it belongs to, ``Places`` of every place.
    """

    number: str
    item: str


@dataclass(frozen=True)
class PlaceLine:
    """A place for discussion as it is called before everybody. ``guards``: what to know before naming or visiting it.

    ``cells``: what may be marked on a map; none where one location may explain the place.
    """

    number: int
    called: str
    where: str
    shape: str
    why: str
    guards: tuple[str, ...]
    key: str
    cells: tuple[str, ...]
    ward: str
    neighbourhood: str


@dataclass(frozen=True)
class Held:
    """Step 0. ``unsaid``: what nothing can be said of, first; ``notes``: what to know of the figures."""

    unsaid: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """One decision of an earlier meeting: who does what, for how long, and what has become of it in a word or two.

    ``came``: whether its place holds fewer reports than then, or that it is too early to say; ``note``: what was
    written when it ended.
    """

    called: str
    kind: str
    who: str
    what: str
    state: str
    wanting: bool  # whether the meeting has to say something: it is due, or came back early
    came: str = ""
    note: str = ""


@dataclass(frozen=True)
class SentStep:
    """Step 1, at most six rows, those that are over since the last meeting among them.

    ``more``: how many are left out; ``trouble``: why decisions cannot be read.
    """

    rows: tuple[Sent, ...]
    more: int
    trouble: str = ""


@dataclass(frozen=True)
class Column:
    """A neighbourhood on step 2. ``count`` is None of a month that was not received.

    ``word``: ``higher`` ... or ``cannot say``, for a ``reason``; ``expected``: ``636 to 899``.
    """

    neighbourhood: str
    count: int | None
    word: str
    expected: str
    reason: str
    last_year: str


@dataclass(frozen=True)
class Moved:
    """Step 2: the neighbourhoods over all concerns, what is outside what was expected, and what chance would give."""

    columns: tuple[Column, ...]
    outside: tuple[tuple[str, str], ...]  # the verdict, and it in words
    more: int
    chance: str


@dataclass(frozen=True)
class Where:
    """Step 3, of :attr:`PresentView.rows`; ``quiet`` says why there are none, ``known`` which are not walked."""

    quiet: str
    known: str = ""


@dataclass(frozen=True)
class PlaceStep:
    """Place ``at`` (from 1) of ``of``. ``facts``: at most three.

    ``series`` month by month of what ``counted`` says, ``expected`` what one month was expected to hold; ``breaks``:
    from which months on it is counted otherwise. ``now``: what this meeting has decided; ``earlier``: what still stands
    from before; ``trouble``: why decisions cannot be read.
    """

    line: PlaceLine
    at: int
    of: int
    why: str
    facts: tuple[str, ...]
    months: tuple[str, ...]
    series: tuple[int | None, ...]
    expected: float | None
    counted: str
    now: DecisionLine | None
    earlier: DecisionLine | None
    trouble: str = ""
    breaks: tuple[Break, ...] = ()

    @property
    def turn(self) -> str:
        """``2 of 9 to discuss``: its number is another where places before it are known."""
        return f"{self.at} of {self.of} to discuss"


@dataclass(frozen=True)
class Coming:
    """Step 5: what the calendar has in the weeks from today on; ``touched``: what it had in the month itself."""

    events: tuple[str, ...]
    touched: tuple[str, ...]


@dataclass(frozen=True)
class Decided:
    """One decision of this meeting; ``number`` is that of the list, None of a place that is on it no more.

    ``after``: it was written after the meeting was closed, and is not in its minutes.
    """

    number: int | None
    called: str
    kind: str
    text: str
    after: bool = False


@dataclass(frozen=True)
class AgencyTotal:
    """What one agency is asked for: ``hours`` of those sends that say them, ``unsaid``: how many do not."""

    agency: str
    sends: int
    hours: float
    unsaid: int


@dataclass(frozen=True)
class ReadBack:
    """Step 6: everything decided, sends first; ``undecided``: the places of the list without a decision.

    ``closed``: by whom and when the meeting was closed, empty while it is open; ``since``: how many times something was
    decided after that, which its minutes do not have.
    """

    rows: tuple[Decided, ...]
    totals: tuple[AgencyTotal, ...]
    undecided: tuple[PlaceLine, ...]
    trouble: str = ""
    closed: str = ""
    since: int = 0


Content = Held | SentStep | Moved | Where | PlaceStep | Coming | ReadBack


@dataclass(frozen=True)
class PresentView:
    """One step of the meeting about a month: ``steps`` are all of them in order, ``at`` the position of this one.

    ``view``: the Month page of the same month, over all concerns and the town, for the map and its date; ``rows``: its
    list for discussion. A page shows what ``rows`` call a place, and never the names in ``view``.
    """

    view: MonthView
    rows: tuple[PlaceLine, ...]
    steps: tuple[Step, ...]
    at: int
    content: Content

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.steps[self.at]
