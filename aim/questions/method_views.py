"""What the Method page is given: plain values, already worded."""

from dataclasses import dataclass

from aim.questions.method_thresholds import Setting
from aim.questions.method_words import Term

Value = str | int | float


@dataclass(frozen=True)
class Table:
    """What was measured: ``words`` reads it in a sentence, ``made`` says of how many cases and from which seed."""

    name: str
    title: str
    words: str
    made: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class SourceRow:
    """How far a source has come: ``last`` is its last complete month, ``waiting`` are months that can still grow.

    ``doubted``: months that came smaller than a whole one can be, each in words.
    """

    title: str
    what: str
    due: str
    last: str
    waiting: str
    doubted: tuple[str, ...]
    agreement: str


@dataclass(frozen=True)
class Weight:
    """How grave a category is taken to be, in days; ``local``: nobody has published a value."""

    category: str
    low: float
    typical: float
    high: float
    local: bool
    source: str


@dataclass(frozen=True)
class Seriousness:
    """The weights in force, most serious first; ``unweighed`` are pairs of categories and why they have none."""

    weights: tuple[Weight, ...]
    unweighed: tuple[tuple[str, str], ...]
    owner: str
    reviewed: str


@dataclass(frozen=True)
class BreakRow:
    """From ``month`` on, ``sources`` count otherwise than before."""

    name: str
    month: str
    sources: str
    note: str


@dataclass(frozen=True)
class EventRow:
    """An entry of the calendar and when it is next, as far as that is written down."""

    name: str
    when: str
    note: str
    source: str


@dataclass(frozen=True)
class Paper:
    """A paper that stands behind the tool: ``url`` is empty where it is not published, ``reviewed`` in words."""

    what: str
    title: str
    url: str
    owner: str
    reviewed: str


@dataclass(frozen=True)
class MethodView:
    """Everything the page shows. Where nothing is built, ``picture`` is empty, and so is what only a picture knows."""

    title: str
    town: str
    picture: str
    as_at: str
    code: str
    since: tuple[str, ...] | None  # of a picture of before what differs today
    behind: bool
    terms: tuple[Term, ...]
    settings: tuple[Setting, ...]
    sources: tuple[SourceRow, ...]
    tables: tuple[Table, ...]
    hindsight: tuple[Table, ...]
    seriousness: Seriousness | None  # None of pictures older than the table
    breaks: tuple[BreakRow, ...]
    events: tuple[EventRow, ...]
    attribution: str
    outlines: str
    boundaries_confirmed: bool
    contact: str
    papers: tuple[Paper, ...] = ()
