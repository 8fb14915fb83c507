"""Is a month of a source whole? What was delivered, by whom, when, and whether it can be used yet."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from aim import months
from aim.reading.doubts import Doubt
from aim.reading.shown import Shown
from aim.schema import AGENCY_LETTERS, Source

COMPLETE = "complete"
NOT_YET = "not complete yet"
MISSING = "missing"
QUARTER = 3
_ORDER = {agency: at for at, agency in enumerate(AGENCY_LETTERS)}  # in which agencies are named


@dataclass(frozen=True)
class Freshness:
    """A picture and its sources as they are known on a day: ``sources`` in the order in which they are named.

    ``states`` has by source every month it holds; ``titles`` what it is called beside the others; ``doubts`` by source
    what is wrong with months that came whole by the calendar (:mod:`aim.reading.doubtful_months`). ``key``
    tells one day and one set of maps from another.
    """

    shown: Shown
    key: tuple[Any, ...]
    today: date
    sources: dict[str, Source]
    titles: dict[str, str]
    states: dict[str, dict[str, str]]
    doubts: dict[str, dict[str, Doubt]] = field(default_factory=dict)

    def state(self, source: str, month: str) -> str:
        """``complete``, ``not complete yet`` or ``missing``.

        Not complete yet: received inside the source's delay, of a quarterly source counted from the end of the quarter,
        or in doubt. Waiting alone completes nothing: what was sent early may lack what came later, until it is sent
        again.
        """
        return self.states[source].get(month, MISSING) if source in self.states else MISSING


def only(fresh: Freshness, sources: Collection[str]) -> Freshness:
    """The same as if the picture had these ``sources`` alone; ``fresh`` itself where those are all it has."""
    kept = tuple(source for source in fresh.sources if source in sources)
    if len(kept) == len(fresh.sources):
        return fresh
    return replace(
        fresh,
        key=("only", kept, *fresh.key),
        sources={source: fresh.sources[source] for source in kept},
        titles={source: fresh.titles[source] for source in kept},
        states={source: fresh.states[source] for source in kept},
        doubts={source: fresh.doubts.get(source, {}) for source in kept},
    )


def by_calendar(shown: Shown, today: date, zone: ZoneInfo, maps: Mapping[str, Source] | None = None) -> Freshness:
    """What is known of the sources of a picture on the day ``today`` of the time zone ``zone``, by days alone.

    For any number ask :func:`aim.reading.doubtful_months.freshness`, which also looks at what was delivered.

    ``maps``: the sources by the maps that stand today; without them by what maps said when the picture was made.
    """
    key = (today, _Maps((maps or {}).items()))
    return shown.once(("freshness", *key), lambda: _freshness(shown, key, zone))


class _Maps(tuple[tuple[str, Source], ...]):
    """Sources by name, hashed once: all that is kept of a picture is kept under them, and looked for many times."""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()


def _freshness(shown: Shown, key: tuple[date, _Maps], zone: ZoneInfo) -> Freshness:
    today, maps = key[0], dict(key[1])
    known = [_source(name, maps.get(name), shown.sources.get(name)) for name in shown.deliveries.by_source]
    known.sort(key=lambda source: (_ORDER.get(source.agency, len(_ORDER)), source.short, source.name))
    several = Counter(source.agency for source in known)
    return Freshness(
        shown=shown,
        key=key,
        today=today,
        sources={source.name: source for source in known},
        titles={
            source.name: source.agency if several[source.agency] == 1 and source.agency else source.short
            for source in known
        },
        states={source.name: _states(shown, source, today, zone) for source in known},
    )


def _source(name: str, now: Source | None, then: Source | None) -> Source:
    """What is known of a source: by its map ``now`` and by what its map said ``then``, when the picture was made.

    What the numbers rest on (its categories, its rhythm, what it takes the place of) is as then. When it is due and
    what it is called is as its map says now; where there is no such map any more, as it said then.
    """
    if now is None or then is None:
        return now or then or Source(name, "", name, name, "", 0, "whole months")
    if not then.categories:  # loaded before the ledger remembered what maps say
        return now
    return replace(then, title=now.title, short=now.short, agreement=now.agreement, delay_months=now.delay_months)


def quarter_end(month: str) -> str:
    """The last month of the quarter of ``month``."""
    return months.shift(month, (QUARTER - 1) - months.number(month) % QUARTER)


def _states(shown: Shown, source: Source, today: date, zone: ZoneInfo) -> dict[str, str]:
    until = shown.manifest["demonstration_until"]
    states = {}
    for month, received in shown.deliveries.received[source.name].items():
        day = datetime.fromisoformat(received).astimezone(zone).date()
        if until is not None:
            # A demonstration pinned to a day is as if it had been received the day after.
            day = min(day, date.fromisoformat(until) + timedelta(days=1))
        last = quarter_end(month) if source.frequency == "quarterly" else month
        ready = months.first_day(months.shift(last, 1 + source.delay_months))
        states[month] = COMPLETE if day >= ready and today >= ready else NOT_YET
    return states
