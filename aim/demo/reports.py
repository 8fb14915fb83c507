"""Reports as they stand in a partner's system: a drawn month with its references, and what is corrected later."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from aim.demo.anchors import Locator
from aim.demo.happenings import Happenings
from aim.demo.streams import Kind, Stream
from aim.geography import crs, postcodes
from aim.geography.postcodes import Postcodes

ONLINE: Final = 3  # one report to the council in so many comes on line, and is then known to two systems
PIN_M: Final = 10  # how far off the pin of such a report is, at most, east and north
_MOVED: Final = timedelta(days=3)


@dataclass(frozen=True)
class Report:
    """One report. ``moment`` is local and without a zone; the place in metres, in degrees and by its postcode."""

    reference: str
    kind: Kind
    moment: datetime
    easting: float
    northing: float
    longitude: float
    latitude: float
    postcode: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Corrections:
    """What a later delivery says anew of an earlier month, all of it inside the area.

    ``moved`` is dated three days later, which is the next month; ``relabelled`` turns out to be another kind.
    """

    moved: Report
    relabelled: Report
    withdrawn: Report

    @property
    def reports(self) -> tuple[Report, ...]:
        """The three as they are sent."""
        return self.moved, self.relabelled, self.withdrawn


def of(found: Sequence[Happenings], stream: Stream, codes: Postcodes, *, prefix: str) -> dict[str, list[Report]]:
    """The reports of drawn months, each numbered in the order of time: those of a longer month begin with the same."""
    easting = np.concatenate([month.easting for month in found]) if found else np.zeros(0)
    northing = np.concatenate([month.northing for month in found]) if found else np.zeros(0)
    longitude, latitude = crs.to_wgs84(easting, northing)
    near = postcodes.nearest(codes, longitude, latitude)  # once for all: it sorts the postcodes anew each time
    places = zip(*(each.tolist() for each in (easting, northing, longitude, latitude)), near, strict=True)
    reports: dict[str, list[Report]] = {}
    for month in found:
        moments: list[datetime] = month.moment.astype("datetime64[s]").tolist()
        numbered = enumerate(zip(month.kind.tolist(), moments, strict=True), start=1)
        number = f"{prefix}{month.month[2:4]}{month.month[5:]}"
        reports[month.month] = [
            Report(f"{number}-{n:04d}", stream.kinds[kind], moment, *next(places)) for n, (kind, moment) in numbered
        ]
    return reports


def is_online(report: Report) -> bool:
    """Whether a report to the council came on line, as one in :data:`ONLINE` does."""
    return zlib.crc32(report.reference.encode()) % ONLINE == 0


def online(reports: Sequence[Report]) -> list[Report]:
    """Those that came on line, as the system for that knows them: under its own number, the pin some metres off."""
    chosen = [report for report in reports if is_online(report)]
    if not chosen:
        return []
    codes = np.array([zlib.crc32(report.reference.encode()) for report in chosen])
    width = 2 * PIN_M + 1
    easting = np.array([report.easting for report in chosen]) + codes // ONLINE % width - PIN_M
    northing = np.array([report.northing for report in chosen]) + codes // ONLINE // width % width - PIN_M
    places = zip(*(each.tolist() for each in (easting, northing, *crs.to_wgs84(easting, northing))), strict=True)
    return [
        replace(
            report, reference="".join(filter(str.isdigit, report.reference)),
            easting=east, northing=north, longitude=longitude, latitude=latitude,
        )
        for report, (east, north, longitude, latitude) in zip(chosen, places, strict=True)
    ]  # fmt: skip


def corrections(reports: Sequence[Report], other: Kind, locator: Locator) -> Corrections:
    """What is said anew of a whole month: its last report, the first that is not of the kind ``other``, one between."""
    longitude, latitude = (np.array(each) for each in zip(*((r.longitude, r.latitude) for r in reports), strict=True))
    inside = [reports[n] for n in np.flatnonzero(locator.wards(longitude, latitude) >= 0).tolist()]
    relabelled = next(report for report in inside if report.kind != other)
    return Corrections(
        moved=replace(inside[-1], moment=inside[-1].moment + _MOVED),
        relabelled=replace(relabelled, kind=other),
        withdrawn=replace(inside[len(inside) // 2], withdrawn=True),
    )
