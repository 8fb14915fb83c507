"""What fire service, council and landlord send in the demonstration: which files, of which months, with what in them.

Fire and housing send whole months, the council changes. The council has two systems: its desk holds every report, and
a third of them came on line and stand in the other system too. The desk's newest whole month corrects the month before
it, and that month came with rows to be refused. The landlord is late.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from aim import months
from aim.demo import faults, happenings, reports, seasons, streams, writing
from aim.demo.anchors import Anchors, Locator
from aim.demo.layouts import Layout, Row, pick
from aim.demo.reports import Report
from aim.demo.streams import Stream
from aim.errors import AimError
from aim.geography.postcodes import Postcodes
from aim.schema import Source

FIRE, DESK, ONLINE, ONLINE_CSV, HOUSING = "fire", "council-desk", "council-requests", "council-requests-csv", "housing"
LAYOUTS: Final = (FIRE, DESK, ONLINE, ONLINE_CSV, HOUSING)  # names of the maps that are written by
_STREAMS: Final[Mapping[str, Stream]] = {
    FIRE: streams.FIRE,
    DESK: streams.COUNCIL,
    ONLINE: streams.COUNCIL,
    ONLINE_CSV: streams.COUNCIL,
    HOUSING: streams.HOUSING,
}
_QUARTER: Final = 3

# Texts for columns that nobody reads, by layout: a file with nothing in them would look like none.
FILLERS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    FIRE: {"Station Ground": ("Middlesbrough", "Grangetown", "Coulby Newham"), "Appliances": ("1", "1", "1", "2")},
    DESK: {"Case Status": ("Open", "Closed", "Closed"), "Reported Via": ("Telephone", "Counter", "Warden")},
    ONLINE: {"status": ("open", "closed"), "agency_responsible": ("Middlesbrough Council",)},
    ONLINE_CSV: {"status": ("open", "closed"), "agency_responsible": ("Middlesbrough Council",)},
    HOUSING: {"Case Status": ("Open", "Closed"), "Tenure": ("Rented", "Rented", "Rented", "Shared ownership")},
}
# The lists of the national returns, shortened.
_FLY_TIP: Final[Mapping[str, tuple[str, ...]]] = {
    "Fly-tip Size": ("Single black bag", "Single item", "Car boot or less", "Small van load", "Transit van load"),
    "Fly-tip Waste Type": ("Black bags - household", "Other household waste", "White goods", "Green", "Tyres"),
    "Fly-tip Land Type": ("Back alleyway", "Highway", "Council land", "Footpath/bridleway"),
}
_NO_POINT: Final = 7  # one case of the desk in so many has no point set, and a postcode instead
_OPEN_LAND: Final = 10  # one case of the landlord in so many lies at no address, and has a grid reference


_File = tuple[Layout, str, list[Row]]  # how it is written, its name, what it holds


@dataclass(frozen=True)
class Delivery:
    """One file, or one folder of files, that a source sends."""

    source: str
    path: Path


@dataclass(frozen=True)
class Ground:
    """What reports are drawn on, and until which day."""

    until: date
    anchors: Anchors
    locator: Locator
    postcodes: Postcodes
    seed: int

    def reports(self, stream: Stream, wanted: Sequence[str], prefix: str) -> dict[str, list[Report]]:
        """The reports of each month up to the day; ``prefix`` begins their references."""
        planted = ((streams.estate(self.until), "deliberate secondary"),) if stream is streams.FIRE else ()
        found = [
            happenings.draw(stream, month, self.until, self.anchors, planted=planted, seed=self.seed)
            for month in wanted
        ]
        return reports.of(found, stream, self.postcodes, prefix=prefix)


def newest_month(source: Source, until: date, *, late: bool = False) -> str:
    """The newest month that ``source`` has to have sent the day after ``until``; the one before it where it is late."""
    month = months.shift(seasons.last_complete(until), -source.delay_months)
    if source.frequency == "quarterly":
        month = months.shift(month, -((months.number(month) + 1) % _QUARTER))
    return months.shift(month, -(_QUARTER if source.frequency == "quarterly" else 1)) if late else month


def write(folder: Path, ground: Ground, layouts: Mapping[str, Layout], wanted: Sequence[str]) -> list[Delivery]:
    """Write every delivery of the partners in ``wanted`` months under ``folder``; returned in the order they came.

    ``layouts`` by the names of :data:`LAYOUTS`. The same day, seed, geography and maps give the same bytes. A file that
    would hold no row is not written. Raises :class:`AimError` where a map has no label for a kind of report.
    """
    for name, stream in _STREAMS.items():
        _check(name, layouts[name], stream)
    complete = seasons.last_complete(ground.until)
    whole = [month for month in wanted if month <= complete]
    current = [month for month in wanted if month > complete]
    found = [
        *_fires(ground, layouts[FIRE], whole),
        *_landlord(ground, layouts[HOUSING], whole),
        *_council(ground, layouts, whole, current),
    ]
    deliveries = []
    for layout, name, rows in found:
        if rows:
            path = folder / layout.source.name / f"{name}.{'json' if layout.format == 'open311' else 'csv'}"
            writing.save(path, layout.text(rows))
            deliveries.append(Delivery(layout.source.name, path))
    return deliveries


def _check(name: str, layout: Layout, stream: Stream) -> None:
    """An analyst's own map may stand in for the shipped one of its name, and lack what is to be written."""
    without = sorted({kind.category for kind in stream.kinds if kind.category not in layout.labels})
    if without:
        raise AimError(
            f"the map {name!r} has no label for {', '.join(without)}, so that the demonstration cannot be written by "
            "it: load the demonstration without AIM_MAPS"
        )


def _fires(ground: Ground, layout: Layout, whole: Sequence[str]) -> Iterator[_File]:
    """What went before in one file, then each of the last two months by itself."""
    calls = ground.reports(streams.FIRE, whole, "F")
    for span in (whole[:-2], whole[-2:-1], whole[-1:]):
        rows = [layout.row(each) for month in span for each in calls[month]]
        yield layout, _name("fire-incidents", span), rows


def _landlord(ground: Ground, layout: Layout, whole: Sequence[str]) -> Iterator[_File]:
    """One file, whose last month is not the newest."""
    last = newest_month(layout.source, ground.until, late=True)
    span = [month for month in whole if month <= last]
    rows = [
        layout.row(each, by="grid reference" if _one_in(_OPEN_LAND, each) else "postcode")
        for found in ground.reports(streams.HOUSING, span, "ASB").values()
        for each in found
    ]
    yield layout, _name("housing-cases", span), rows


def _council(
    ground: Ground, layouts: Mapping[str, Layout], whole: Sequence[str], current: Sequence[str]
) -> Iterator[_File]:
    desk, csv, json = (layouts[name] for name in (DESK, ONLINE_CSV, ONLINE))
    cases = ground.reports(streams.COUNCIL, [*whole, *current], "CRM")
    rows = {month: [_case(desk, each) for each in found] for month, found in cases.items()}
    before, last = whole[-2], whole[-1]
    rows[before] = faults.rows(desk, cases[before], faults.DESK, lambda each: _case(desk, each))
    fly_tipping = streams.COUNCIL.kinds[streams.COUNCIL.number("fly-tipping")]
    rows[last] += [
        _case(desk, each) for each in reports.corrections(cases[before], fly_tipping, ground.locator).reports
    ]
    for span in (whole[:-2], [before], [last], current):
        yield desk, _name("desk-cases", span), [row for month in span for row in rows[month]]
    for layout, span in ((csv, whole[:-3]), (json, whole[-3:]), (json, current)):
        pins = [each for month in span for each in reports.online(cases[month])]
        planted = faults.PINS if span == whole[-3:] else {}
        yield layout, _name("online-reports", span), faults.rows(layout, pins, planted, layout.row)


def _case(layout: Layout, report: Report) -> Row:
    """A case of the desk; only a fly-tip says more of itself."""
    row = layout.row(report, by="postcode" if _one_in(_NO_POINT, report) else "national grid")
    also = {"Reported Via": "On line"} if reports.is_online(report) else {}
    if report.kind.category == "fly-tipping":
        also |= {column: pick(texts, report.reference + column) for column, texts in _FLY_TIP.items()}
    return row | {column: text for column, text in also.items() if column in row}


def _one_in(many: int, report: Report) -> bool:
    """Whether a report is the one in so many, always the same ones."""
    return zlib.crc32(f"{report.reference} place".encode()) % many == 0


def _name(what: str, span: Sequence[str]) -> str:
    if not span:
        return what
    return f"{what}-{span[0]}" if len(span) == 1 else f"{what}-{span[0]}-to-{span[-1]}"
