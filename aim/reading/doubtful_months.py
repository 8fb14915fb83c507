"""Which months of a source came whole by the calendar, and must lack something all the same?

What a delivery looks like says nothing of what was left out of it. Three things do:

- a quarterly source brought another month of the quarter not at all, or too early;
- a source that dates its incidents has none on days that should have had some (:mod:`aim.engine.gaps`);
- the volume over the whole area lies under the 0.1 % bound of its own season and trend, judged after 24 months like it
  since the last break of the source (:mod:`aim.engine.completeness`).

Counted is what was delivered, also where another source reports it better: that one joined takes nothing from a
delivery.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from aim import months, schema
from aim.config import Break
from aim.engine.completeness import Cause, closed_quarters, completeness
from aim.engine.gaps import silent_gaps
from aim.reading.doubts import Doubt, OpenQuarter, Silent, Thin
from aim.reading.freshness import COMPLETE, NOT_YET, QUARTER, Freshness, by_calendar, quarter_end
from aim.reading.shown import Shown
from aim.schema import Source

_EPOCH = date(1970, 1, 1)


def breaks_of(shown: Shown) -> tuple[Break, ...]:
    """The breaks as they stood when the picture was made; none of pictures older than the setting."""

    def read() -> tuple[Break, ...]:
        return tuple(Break.model_validate(each) for each in shown.manifest.get("settings", {}).get("breaks", ()))

    return shown.once(("broken off",), read, small=True)


def freshness(shown: Shown, today: date, zone: ZoneInfo, maps: Mapping[str, Source] | None = None) -> Freshness:
    """What is known of the sources of a picture on a day; a month in doubt is not complete yet.

    ``maps`` as in :func:`aim.reading.freshness.by_calendar`. A volume that falls for good leaves every month in doubt
    until it is sent again or a break is declared: only people can know whether less happened or less arrived.
    """
    base = by_calendar(shown, today, zone, maps)
    return shown.once(("known", *base.key), lambda: _judged(base))


def _judged(base: Freshness) -> Freshness:
    doubts = doubtful_months(base)
    states = {
        source: {month: NOT_YET if month in doubts[source] else state for month, state in held.items()}
        for source, held in base.states.items()
    }
    return replace(base, key=("known", *base.key), states=states, doubts=doubts)


def doubtful_months(base: Freshness) -> dict[str, dict[str, Doubt]]:
    """By source the months that came whole by the calendar and lack something, each with what is wrong with it."""
    return base.shown.once(("doubtful", base.key), lambda: _find(base))


def _find(fresh: Freshness) -> dict[str, dict[str, Doubt]]:
    shown = fresh.shown
    sources = tuple(fresh.sources)
    if not sources or not shown.months:
        return {source: {} for source in sources}
    volume = np.array([_volumes(shown, source) for source in sources], dtype=np.int64)
    held = np.array([[month in fresh.states[source] for month in shown.months] for source in sources])
    whole = np.array([[fresh.state(source, month) == COMPLETE for month in shown.months] for source in sources])
    broken = np.array(
        [
            [any(month == each.month and each.holds_for(source) for each in breaks_of(shown)) for month in shown.months]
            for source in sources
        ]
    )
    last = months.number(shown.months[-1])
    doubts: dict[str, dict[str, Doubt]] = {source: dict(_open(fresh, source)) for source in sources}
    unsure = np.array([[month in doubts[source] for month in shown.months] for source in sources])
    gaps = [_silent(shown, source, volume[n], whole[n]) for n, source in enumerate(sources)]
    silent = np.array([[month in found for month in shown.months] for found in gaps])
    found = completeness(volume, held, held & (~whole | unsure), month=last, silent=silent, breaks=broken)
    for n, source in enumerate(sources):
        for at in np.flatnonzero(found.cause[n] == Cause.SILENT_DAYS):
            doubts[source][shown.months[at]] = gaps[n][shown.months[at]]
        for at in np.flatnonzero(found.cause[n] == Cause.VOLUME):
            doubts[source][shown.months[at]] = Thin(int(volume[n, at]), int(found.bound[n, at]))
    return doubts


def _open(fresh: Freshness, source: str) -> dict[str, OpenQuarter]:
    """The months of a quarterly source whose quarter is not all there, though their own delay is over."""
    span, states = fresh.shown.months, fresh.states[source]
    if fresh.sources[source].frequency != "quarterly" or not states:
        return {}
    # Nobody asked for the months before its first.
    there = {month: fresh.state(source, month) == COMPLETE or month < min(states) for month in span}
    numbers = [months.number(month) for month in span]
    closed = closed_quarters(np.array([list(there.values())]), numbers)[0]
    found = {}
    for month, shut in zip(span, closed, strict=True):
        if month in states and there[month] and not shut:
            end = quarter_end(month)
            quarter = months.between(months.shift(end, 1 - QUARTER), end)
            found[month] = OpenQuarter(tuple(each for each in quarter if not there.get(each, each < span[0])))
    return found


def _silent(shown: Shown, source: str, volume: NDArray[np.int64], whole: NDArray[np.bool_]) -> dict[str, Silent]:
    """The months that a silent gap touches; none of a source that knows no days.

    A month of incidents of which none has a day says nothing of days: the source may have begun to tell them later.
    """
    table = shown.picture.details.daily
    mine = table.filter(pc.equal(table[schema.SOURCE], source))
    day, count = mine[schema.DAY].to_numpy(), mine[schema.COUNT].to_numpy()
    if not len(day) or not whole.any():
        return {}
    span = (*shown.months, months.shift(shown.months[-1], 1))
    starts = np.array([(months.first_day(each) - _EPOCH).days for each in span])
    inside = (day >= starts[0]) & (day < starts[-1])
    daily = np.zeros(starts[-1] - starts[0], dtype=np.int64)
    daily[day[inside] - starts[0]] = count[inside]
    month = np.repeat(np.arange(len(shown.months)), np.diff(starts))
    timed = np.bincount(month, weights=daily, minlength=len(shown.months)) > 0
    gaps = silent_gaps(daily, (whole & (timed | (volume == 0)))[month], first_day=int(starts[0]))
    found: dict[str, Silent] = {}
    for first, last in sorted(zip(gaps.first, gaps.last, strict=True), key=lambda gap: gap[1] - gap[0]):
        run = Silent(*(_EPOCH + timedelta(days=int(starts[0] + at)) for at in (first, last)))
        found |= dict.fromkeys((shown.months[at] for at in np.unique(month[first : last + 1])), run)
    return found


def _volumes(shown: Shown, source: str) -> Sequence[int]:
    """Incidents inside the area that ``source`` delivered for each month of the picture."""
    volume = dict.fromkeys(shown.months, 0)
    for delivery in shown.deliveries.by_source[source]:
        if delivery["month"] in volume:
            volume[delivery["month"]] += int(delivery["inside"]) + int(delivery.get("superseded", 0))
    return list(volume.values())
