"""What the Trends page is given: plain values, already worded, so that the page only places them."""

from dataclasses import dataclass

from aim.questions.area_views import Break
from aim.questions.views import Choice, SignalRow


@dataclass(frozen=True)
class Multiple:
    """One concern in one area: its verdict on the month in ``row``, and the 24 months of :attr:`TrendsView.span`.

    ``series``: counts of the compared sources, None where a month is not held; ``bands``: the lowest and highest count
    that was still expected of a month (95 %), None where no answer is stored or other sources were compared then.
    """

    area: str  # as in an address
    title: str
    row: SignalRow
    series: tuple[int | None, ...]
    bands: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True)
class ConcernRow:
    """One concern: the town first, then the neighbourhoods.

    ``unsure``: which months of the span can still grow. ``without``: who reports it and is in no number here.
    ``enforced``: its counts say how much was looked for.
    """

    concern: Choice
    unsure: tuple[bool, ...]
    without: tuple[str, ...]
    enforced: bool
    breaks: tuple[Break, ...]
    multiples: tuple[Multiple, ...]


@dataclass(frozen=True)
class Year:
    """One year of a season: January to December."""

    year: str
    series: tuple[int | None, ...]
    unsure: tuple[bool, ...]


@dataclass(frozen=True)
class Tick:
    """An event of the calendar: from ``start`` to ``end``, in months since the year began (1.5: mid-February)."""

    words: str
    start: float
    end: float


@dataclass(frozen=True)
class Season:
    """One concern in one area, year beside year. ``years`` end with that of the chosen month.

    ``bands``: January to December of the last year, as in :class:`Multiple`. ``ticks``: the events of the chosen month.
    """

    concern: Choice
    area: Choice
    row: SignalRow
    years: tuple[Year, ...]
    bands: tuple[tuple[int, int] | None, ...]
    breaks: tuple[Break, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class TrendsView:
    """Everything the Trends page shows for one choice of month, concern and area.

    ``concern`` and ``area`` are None where nothing is chosen: every concern stands beside every area. ``movers``: one
    row for each concern and area that are shown: first what lies outside what was expected, then what does not, the one
    that moved most first of either; what nothing can be said of comes last.
    ``meeting_month``: the latest that is complete for every source.
    """

    picture: str
    as_at: str
    since: tuple[str, ...] | None  # of a picture of before what differs today
    behind: bool
    boundaries_confirmed: bool
    month: str
    months: tuple[str, ...]
    meeting_month: str | None
    concern: Choice | None
    concerns: tuple[Choice, ...]
    area: Choice | None
    areas: tuple[Choice, ...]
    headline: str
    span: tuple[str, ...]
    rows: tuple[ConcernRow, ...]
    movers: tuple[SignalRow, ...]
    season: Season | None
    events: tuple[str, ...]
    attribution: str
    agreed: tuple[str, ...]
