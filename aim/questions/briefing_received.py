"""What came in, as a briefing lists it: by place and kind, in days and parts of a day, without anybody in it.

A row is a kind of incident in one place (a cell of the meeting's map, called by its name; by sector and ward where that
has a postcode, which is of a dozen homes: beside a single report it would say whose). Where 60 % of a place lies on one
point, over a year or of the row itself, it is called by the ward of each incident, which need not be that of the
cell's middle; what has no place, as all of a sensitive kind, or too coarse a one, by its neighbourhood. What lies at
known places is counted apart. Days are told, hours never: a part of the day says when to be there, and not whose it
was.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aim import months, schema
from aim.briefing_times import WEEKDAYS, BriefingTimes
from aim.concerns import ALL
from aim.engine import cells as engine_cells
from aim.engine.suppression import LEAST
from aim.geography import cells as geography_cells
from aim.geography.names import without_unit
from aim.questions import words
from aim.questions.briefing_views import ReceivedRow
from aim.reading.freshness import Freshness
from aim.reading.points import ONE_LOCATION, one_point_shares
from aim.reading.received import Counted, Incidents, Received
from aim.reading.shown import Shown
from aim.reading.trends import area_counts

MOST: Final = 15  # rows: one screen, half a sheet
LISTED_DAYS: Final = 35  # what happened before the last meeting is for the Month page, however late it came
_YEAR: Final = 12
_SEVERAL: Final = 3  # incidents from which their lying on one point says anything


@dataclass(frozen=True)
class CameIn:
    """``rows`` at most :data:`MOST`, ``left`` in sentences what is not in them; ``by_agency`` counts everything."""

    rows: tuple[ReceivedRow, ...]
    left: tuple[str, ...]
    by_agency: dict[str, int]

    @property
    def total(self) -> int:
        """Incidents received, listed or not."""
        return sum(self.by_agency.values())


def came_in(
    fresh: Freshness, found: Received, area: str, until: datetime, times: BriefingTimes, *, public: bool = False
) -> CameIn:
    """What was ``found`` for the neighbourhood ``area`` up to ``until``, local time.

    Public: the kinds of which five or more came, and nothing else; of what came by the month not even that.
    """
    number = found.areas.index(area) if area in found.areas else -1
    # A source that was taken back since is none of this picture's.
    known = np.isin(found.incidents.source, list(fresh.sources))
    here = found.incidents.only((found.incidents.area == number) & known)
    counted = [each for each in found.counted if each.area == number and each.source in fresh.sources]
    if public:
        told = here.only(_by_days(fresh, found.incidents.only(known), here, months.of(until.date())))
        return CameIn(_kinds(told, area), (), _by_agency(fresh, told, ()))
    listed = ~here.apart & _is_listed(here, until)
    rows = _grouped(fresh, here.only(listed), area, times)
    rows += [_more(fresh, each, area) for each in counted]
    rows.sort(key=lambda row: (-row.count, -row.newest, row.place, row.what))
    shown = tuple(row.told() for row in rows[:MOST])
    earlier = here.only(~here.apart & ~listed)
    left = [*_rest(rows[MOST:]), *_earlier(earlier, until), *_apart(int(here.apart.sum()))]
    return CameIn(shown, tuple(left), _by_agency(fresh, here, counted))


def _by_days(fresh: Freshness, came: Incidents, here: Incidents, now: str) -> NDArray[np.bool_]:
    """What of ``here`` is news of some days, and no month.

    Of a whole month the public has a table: beside it five or more of a kind, and fewer, would tell which of the counts
    that it withholds are small. So nothing is told of what gives no day, nor of a month before ``now`` of which a
    source has given half or more since, by all that ``came``.
    """
    shown = fresh.shown
    told = ~np.isnat(here.start)
    for (source, month), count in Counter(zip(came.source.tolist(), came.month.tolist(), strict=True)).items():
        numbers = np.array([n for n, (name, _) in enumerate(shown.series) if name == source], dtype=np.int64)
        held = area_counts(shown, numbers)[0, shown.month_number(month)] if month in shown.months else 0
        if month < now and 2 * count >= held:
            told &= ~((here.source == source) & (here.month == month))
    return np.asarray(told)


def _kinds(here: Incidents, area: str) -> tuple[ReceivedRow, ...]:
    """The kinds that may be told to anybody: of fewer than the public edition shows not even that there were any."""
    tally = Counter(here.category.tolist())
    return tuple(
        ReceivedRow(area, category.title, "", f"{LEAST}+", schema.AGENCY_LETTERS.get(category.agency, ""))
        for number, category in enumerate(schema.CATEGORIES)
        if tally[number] >= LEAST and not category.sensitive
    )


def _is_listed(here: Incidents, until: datetime) -> NDArray[np.bool_]:
    """What happened lately: dated incidents of five weeks, and the newest month of each source that gives no days."""
    first = np.datetime64(until.date() - timedelta(days=LISTED_DAYS), "us")
    dated = ~np.isnat(here.start)
    listed = dated & (here.start >= first)
    for source in sorted(set(here.source[~dated].tolist())):
        own = ~dated & (here.source == source)
        listed |= own & (here.month == max(here.month[own]))
    return np.asarray(listed)


@dataclass(frozen=True)
class _Row:
    place: str
    what: str
    when: str
    count: int
    agency: str
    newest: int  # days since 1970

    def told(self) -> ReceivedRow:
        return ReceivedRow(self.place, self.what, self.when, f"{self.count:,}", self.agency)


def _grouped(fresh: Freshness, here: Incidents, area: str, times: BriefingTimes) -> list[_Row]:
    """One row for each kind, place and agency; what gives only its month apart from what gives its day."""
    groups: dict[tuple[str, int, str, str], list[int]] = {}
    for at, place in enumerate(_places(fresh, here, area)):
        month = here.month[at] if np.isnat(here.start[at]) else ""
        agency = fresh.sources[here.source[at]].agency
        groups.setdefault((place, int(here.category[at]), agency, month), []).append(at)
    rows = []
    for (place, category, agency, _), members in groups.items():
        own = here.only(np.array(members))
        letter = schema.AGENCY_LETTERS.get(agency, "")
        title = schema.CATEGORIES[category].title
        rows.append(_Row(place, title, _when(own, times), len(own), letter, _newest(own)))
    return rows


def _newest(own: Incidents) -> int:
    if np.isnat(own.start).any():
        return (months.first_day(str(max(own.month))) - date(1970, 1, 1)).days
    return int(own.start.max().astype("datetime64[D]").astype(np.int64))


def _places(fresh: Freshness, here: Incidents, area: str) -> list[str]:
    """What the place of each incident is called: its cell, its own ward where a guard is up, else the neighbourhood."""
    shown = fresh.shown
    resolution = shown.thresholds.resolution
    alone, point = _one_location(fresh, resolution), _points(here)
    groups: dict[tuple[int, int], list[int]] = {}
    for at, pair in enumerate(zip(_positions(shown, here.cell, resolution).tolist(), here.category, strict=True)):
        groups.setdefault(pair, []).append(at)
    called, named = [area] * len(here), {cell: _named(shown, cell) for cell, _ in groups if cell >= 0}
    for (cell, _), members in groups.items():
        if cell >= 0:
            guarded = alone[cell] or _on_one_point(point[members])
            for at in members:
                called[at] = f"{here.ward[at]} ward" if guarded else named[cell]
    return called


def _named(shown: Shown, cell: int) -> str:
    columns = shown.cells(shown.thresholds.resolution)
    return without_unit(str(columns[schema.PLACE][cell]), str(columns[schema.WARD][cell]))


def _on_one_point(points: NDArray[np.int64]) -> bool:
    """Whether most of several incidents lie on one point."""
    together = int(np.unique(points, return_counts=True)[1].max())
    return len(points) >= _SEVERAL and together >= ONE_LOCATION * len(points)


def _positions(shown: Shown, cell: NDArray[np.int64], resolution: int) -> NDArray[np.int64]:
    """Positions in the grid of ``resolution``; -1 where no cell is known."""
    found = np.full(len(cell), -1, dtype=np.int64)
    known = cell > 0
    if known.any():
        parents, at = np.unique(engine_cells.parents(cell[known], resolution), return_inverse=True)
        found[known] = geography_cells.nearest(shown.cells(resolution)[schema.CELL], parents)[at]
    return found


def _one_location(fresh: Freshness, resolution: int) -> NDArray[np.bool_]:
    """Of each cell whether one location may explain what happened there in the picture's last year.

    Of a cell where nothing happened that cannot be told, and a guard that cannot see stays shut.
    """
    shown = fresh.shown
    last = shown.months[-_YEAR:]

    def make() -> NDArray[np.bool_]:
        shares = one_point_shares(shown, shown.concern(ALL), tuple(fresh.sources), last, resolution)
        return ~(shares < ONE_LOCATION)

    return shown.once(("briefing guard", fresh.key, resolution), make)


def _points(here: Incidents) -> NDArray[np.int64]:
    """A number for each distinct point."""
    where = np.stack([np.nan_to_num(here.longitude), np.nan_to_num(here.latitude)], axis=1)
    _, number = np.unique(where, axis=0, return_inverse=True)
    return np.asarray(number.reshape(-1), dtype=np.int64)


def _when(own: Incidents, times: BriefingTimes) -> str:
    """``Fri 13 Nov, evening``; ``Fri 13 to Sun 15 Nov``; of what gives no day ``Oct 2026``."""
    if np.isnat(own.start).any():
        return words.listed([months.short(month) for month in sorted(set(own.month.tolist()))])
    starts, ends = own.start.astype(datetime).tolist(), own.end.astype(datetime).tolist()
    bands = {_band(start, end, times) for start, end in zip(starts, ends, strict=True)}
    days = _days(start.date() for start in starts)
    (band,) = bands if len(bands) == 1 else ("",)
    return f"{days}, {band}" if band else days


def _band(start: datetime, end: datetime | None, times: BriefingTimes) -> str:
    """The part of the day in which it happened for certain; empty where it may have been another."""
    band = times.band(start.hour)
    if end is None or end <= start:
        return band
    last = end - timedelta(microseconds=1)  # the end itself is no part of it
    return band if last.date() == start.date() and times.band(last.hour) == band else ""


def _days(days: Iterable[date]) -> str:
    found = sorted(set(days))
    first, last = found[0], found[-1]
    if first == last:
        return day_title(first)
    same = months.of(first) == months.of(last)
    start = f"{WEEKDAYS[first.weekday()]} {first.day}" if same else day_title(first)
    return f"{start} {'and' if len(found) == 2 else 'to'} {day_title(last)}"


def day_title(day: date) -> str:
    """``Fri 13 Nov``."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {months.NAMES[day.month - 1][:3]}"


def _more(fresh: Freshness, each: Counted, area: str) -> _Row:
    """A month that came again holds more than it did: how many is known, and not which."""
    agency = schema.AGENCY_LETTERS.get(fresh.sources[each.source].agency, "")
    newest = (months.first_day(each.month) - date(1970, 1, 1)).days
    when = f"{months.short(each.month)}, more than came before"
    title = schema.CATEGORIES[each.category].title
    return _Row(area, title, when, each.count, agency, newest)


def _rest(rows: list[_Row]) -> list[str]:
    if not rows:
        return []
    return [f"{words.plural(sum(row.count for row in rows), 'incident')} in {words.plural(len(rows), 'more row')}"]


def _earlier(here: Incidents, until: datetime) -> list[str]:
    """What came so late, or for the first time of so long ago, that nobody is sent there for it today."""
    if not len(here):
        return []
    first, last = (months.title(str(pick(here.month))) for pick in (min, max))
    span = first if first == last else f"{first} to {last}"
    return [f"{words.plural(len(here), 'incident')} of {span}, on the Month page"]


def _apart(count: int) -> list[str]:
    return [f"{count:,} at known places, counted apart"] if count else []


def _by_agency(fresh: Freshness, here: Incidents, counted: Iterable[Counted]) -> dict[str, int]:
    """By agency how many incidents came, for those that are known to the picture, in the order they are named."""
    found = dict.fromkeys((source.agency for source in fresh.sources.values()), 0)
    for source in here.source.tolist():
        found[fresh.sources[source].agency] += 1
    for each in counted:
        found[fresh.sources[each.source].agency] += each.count
    return found
