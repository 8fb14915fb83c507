"""What the Data page is given: plain values, already worded, so that a page only places them."""

from dataclasses import dataclass

# What a month of a source may be in the grid, besides complete, not complete yet and missing (aim.questions.freshness).
PARTLY = "partly received"  # another supplier of the source has not sent it
NOT_DUE = "not due yet"
BEFORE = "before the first delivery"


@dataclass(frozen=True)
class GridCell:
    """One month of one source. ``words`` say it whole; ``load`` wrote what stands (None where nothing does)."""

    month: str
    state: str
    words: str
    load: str | None


@dataclass(frozen=True)
class SourceRow:
    """How far one source has come. ``month`` is the newest complete one; ``due`` the one that should be by today.

    ``clause`` is the half sentence of the headline, empty where the source is up to date; ``aside`` names months that
    wait and months that are missing in between.
    """

    name: str
    agency: str
    short: str
    title: str
    agreement: str
    month: str | None
    due: str
    state: str
    clause: str
    aside: str
    last_load: str
    last_when: str
    last_who: str
    rhythm: str
    suppliers: tuple[str, ...]
    kept: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True)
class LoadRow:
    """One step of the store in the list: a load, an undo, or months dropped by policy.

    Always ``rows == kept + outside + rejected``. ``marks`` are words about its fate: "undone", "came again unchanged".
    """

    version: int
    load: str
    kind: str
    undoes: str | None
    undone_by: str | None
    source: str
    short: str
    supplier: str
    file: str
    months: tuple[str, ...]
    span: str
    rows: int
    kept: int
    outside: int
    margin: int
    rejected: int
    received: str
    when: str
    who: str
    demonstration: bool
    marks: tuple[str, ...]


@dataclass(frozen=True)
class DataView:
    """Everything the Data page shows without a chosen load; ``months`` are the columns of the grid, oldest first."""

    headline: str
    sentence: str
    demonstration: bool
    behind: bool
    fault: str  # what is wrong with a map of a source; empty where nothing is
    sources: tuple[SourceRow, ...]
    unused: tuple[str, ...]
    months: tuple[str, ...]
    loads: tuple[LoadRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Example:
    """One rejected row as it is stored: never more than a redacted value."""

    file: str
    line: int
    column: str | None
    value: str | None


@dataclass(frozen=True)
class Rejected:
    """The rows of a load that have one reason: how many, and the first few."""

    reason: str
    words: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class UndoView:
    """What taking a step back would do, a sentence a line; ``refused`` says why it cannot be done."""

    lines: tuple[str, ...]
    refused: tuple[str, ...]
    blockers: tuple[str, ...]


@dataclass(frozen=True)
class LoadView:
    """One step of the store, opened. ``stored`` are the months it wrote with their kept rows."""

    row: LoadRow
    headline: str
    agreement: str
    stored: tuple[tuple[str, int], ...]
    as_before: tuple[str, ...]
    confirmed: tuple[str, ...]
    removed: tuple[str, ...]
    rejects: tuple[Rejected, ...]
    dropped: tuple[tuple[str, int], ...]
    ignored: tuple[str, ...]
    sha256: str
    picture: str | None
    picture_version: int | None
    undo: UndoView | None
