"""Months of street crime from the API of data.police.uk, as files in the publisher's own layout.

The API (https://data.police.uk/docs/) tells the crimes in a polygon, at most 10,000 at once, and those of a force that
have no place. Asked for is the rectangle around the outlines and their margin, in quarters where it holds too many.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aim import months
from aim.config import Config
from aim.geography import outlines
from aim.ingest import layouts
from aim.ingest.fetching import street, tiles
from aim.ingest.fetching.client import Client, Question
from aim.ingest.fetching.faults import BusyError, FetchError
from aim.ingest.fetching.street import Placed, Row
from aim.ingest.fetching.tiles import Tile
from aim.ingest.fetching.workfolder import WorkFolder
from aim.store import durable

SOURCE = "police"
BASE_URL = "https://data.police.uk/api"
ARCHIVE = "https://data.police.uk/data/archive/"
MOST_CRIMES = 10_000  # in one answer; the API says 503 to more
MOST_QUESTIONS = 1_000  # about one month
BUSY_TRIES = 2  # before a 503 about a polygon is taken to mean that it holds too many
NOWHERE = "nowhere"  # the part of a month that has no place
_DATES = Question("crimes-street-dates")

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Force:
    """A police force: its short form in the API and in AIM, and its name in the files."""

    key: str
    name: str


@dataclass(frozen=True)
class Month:
    """One fetched month: its file as the publisher would name it below a folder, and its bytes."""

    name: str
    content: bytes = field(repr=False)


def force_of(config: Config, key: str) -> Force:
    """The force of that short form. Raises :class:`FetchError` naming those there are."""
    known = layouts(config)[SOURCE].map.suppliers
    names = {short: name for name, short in reversed(known.items()) if name != street.TRANSPORT_POLICE}
    if key not in names:
        raise FetchError(f"there is no force {key!r}: use one of {', '.join(sorted(names))}")
    return Force(key, names[key])


def published(client: Client, first: str, last: str) -> str:
    """The newest month that the publisher has. Raises :class:`FetchError` where one of ``first`` to ``last`` is not."""
    wanted = months.between(first, last)
    if not wanted:
        raise FetchError(f"{last} is before {first}: name the earlier month first")
    there = sorted({each.date for each in client.ask(_DATES, street.AVAILABLE)})
    if not there:
        raise FetchError(f"{client.where(_DATES)}: names no month at all; nothing was loaded")
    if last > there[-1]:
        raise FetchError(
            f"{max(first, months.shift(there[-1], 1))} is not published yet: the newest month is {there[-1]}, "
            "and a month is brought out in the second month after it"
        )
    missing = [month for month in wanted if month not in there]
    if missing:
        raise FetchError(
            f"the API does not have {', '.join(missing)}: its oldest month is {there[0]}; for earlier ones load an "
            f"archive of {ARCHIVE} with `aim ingest`"
        )
    return there[-1]


def run_name(client: Client, force: Force, area: Tile) -> str:
    """What is asked, without the months, in a form fit for a folder's name."""
    asked = json.dumps([client.base, force.key, area.polygon()])
    return f"{force.key}-{hashlib.sha256(asked.encode()).hexdigest()[:12]}"


def area_of(config: Config) -> Tile:
    """The rectangle around the outlines in force and their margin."""
    return tiles.around(outlines.load(config).area)


def fetch(
    client: Client, folder: WorkFolder, *, force: Force, area: Tile, wanted: list[str], progress: Progress | None = None
) -> list[Month]:
    """Each month of ``wanted`` as a file; parts that ``folder`` has are not asked for again.

    The rows of a file are sorted, so that it does not show in how many parts they came. Raises :class:`FetchError`; the
    parts that were fetched stay in ``folder``.
    """
    found = []
    for done, month in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted), f"fetching {months.title(month)}")
        rows = _MonthFetch(client, folder, force, month).rows(area)
        name = f"{month}/{month}-{force.key}-street.csv"
        found.append(Month(name, street.write(rows).encode()))
    return found


def archive(fetched: list[Month]) -> bytes:
    """The months as one zip archive; the same months give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for month in fetched:
            packed.writestr(zipfile.ZipInfo(month.name), month.content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _MonthFetch:
    """The questions about one month."""

    def __init__(self, client: Client, folder: WorkFolder, force: Force, month: str) -> None:
        self._client, self._folder, self._force, self._month = client, folder, force, month
        self._known: dict[str, str] | None = None
        self._asked = 0

    def rows(self, area: Tile) -> list[Row]:
        """Every crime of the month in ``area``, and every one of the force that has no place, sorted."""
        return sorted(self._placed(area) + self._unplaced())

    def _placed(self, tile: Tile) -> list[Row]:
        kept = self._folder.rows(self._month, tile.name)
        if kept is not None:
            return kept
        if not self._folder.is_split(self._month, tile.name):
            rows = self._ask(tile)
            if rows is not None:
                self._folder.keep(self._month, tile.name, rows)
                return rows
            self._folder.split(self._month, tile.name)
        return [row for quarter in tile.quarters() for row in self._placed(quarter)]

    def _ask(self, tile: Tile) -> list[Row] | None:
        """The rows of a tile; None where it holds more crimes than the API tells at once."""
        # As a form: a longer polygon would not fit into an address.
        question = Question("crimes-street/all-crime", {"date": self._month, "poly": tile.polygon()}, post=True)
        self._asked += 1
        if self._asked > MOST_QUESTIONS:
            raise FetchError(f"{self._client.where(question)}: {MOST_QUESTIONS:,} questions about one month; try later")
        try:
            crimes = self._client.ask(question, street.PLACED, busy_tries=BUSY_TRIES)
        except BusyError:
            # Out of service, or too many crimes? The small question tells: it raises where there is no service.
            self._client.ask(_DATES, street.AVAILABLE)
            crimes = []
        else:
            if len(crimes) < MOST_CRIMES:
                return self._mine(crimes, tile, question)
        if tile.depth >= tiles.DEEPEST:
            raise FetchError(
                f"{self._client.where(question)}: the server says that this small rectangle holds too many crimes; "
                "run the command again later"
            )
        return None

    def _mine(self, crimes: list[Placed], tile: Tile, question: Question) -> list[Row]:
        rows = []
        for at, crime in enumerate(crimes):
            if not tile.is_near(*crime.point):
                raise self._wrong(question, at, "location", "lies outside the polygon that was asked for")
            row = self._row(crime, question, at)
            if tile.holds(*crime.point):
                rows.append(row)
        return rows

    def _unplaced(self) -> list[Row]:
        rows = self._folder.rows(self._month, NOWHERE)
        if rows is None:
            question = Question(
                "crimes-no-location", {"category": "all-crime", "date": self._month, "force": self._force.key}
            )
            crimes = self._client.ask(question, street.UNPLACED)
            rows = [self._row(crime, question, at) for at, crime in enumerate(crimes)]
            self._folder.keep(self._month, NOWHERE, rows)
        return rows

    def _row(self, crime: street.Placed | street.Unplaced, question: Question, at: int) -> Row:
        if crime.month != self._month:
            raise self._wrong(question, at, "month", f"{crime.month} is not the month that was asked for")
        if crime.category not in self._labels():
            raise self._wrong(question, at, "category", f"{crime.category[:80]!r} is not one of crime-categories")
        return street.row(crime, self._force.name, self._labels())

    def _labels(self) -> Mapping[str, str]:
        if self._known is None:
            question = Question("crime-categories", {"date": self._month})
            self._known = {each.url: each.name for each in self._client.ask(question, street.CATEGORIES)}
        return self._known

    def _wrong(self, question: Question, at: int, name: str, why: str) -> FetchError:
        return FetchError(f"{self._client.where(question)}: field {at}.{name}: {why}; nothing was loaded")


def write(fetched: list[Month], out: Path) -> list[Path]:
    """Write each month below ``out`` as in the publisher's archives; returns the files."""
    paths = [out / month.name for month in fetched]
    with durable.writing(out):
        for path, month in zip(paths, fetched, strict=True):
            durable.make_folders(path.parent)
            durable.replace(path, month.content)
    return paths
