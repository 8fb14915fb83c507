"""Is a month of a source whole? What was delivered, by whom, when, and whether it can be used yet."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from aim import ingest, months
from aim.config import Config
from aim.errors import SettingsError
from aim.questions.shown import Shown
from aim.questions.views import SourceState
from aim.schema import AGENCY_LETTERS, Source

COMPLETE = "complete"
NOT_YET = "not complete yet"
MISSING = "missing"
LATE = "late"
STALE = "stale"
QUARTER = 3
_ORDER = {agency: at for at, agency in enumerate(AGENCY_LETTERS)}  # in which agencies are named


@dataclass(frozen=True)
class Freshness:
    """The sources of a picture as they are known on a day: ``sources`` in the order in which they are named.

    ``states`` has by source every month it holds; ``titles`` what it is called beside the others. ``key`` tells one
    day and one set of maps from another.
    """

    key: tuple[Any, ...]
    today: date
    sources: dict[str, Source]
    titles: dict[str, str]
    states: dict[str, dict[str, str]]

    def state(self, source: str, month: str) -> str:
        """``complete``, ``not complete yet`` or ``missing``.

        Not complete yet: received inside the source's delay, of a quarterly source counted from the end of the quarter.
        Waiting alone completes nothing: what was sent early may lack what came later, until it is sent again.
        """
        return self.states[source].get(month, MISSING) if source in self.states else MISSING


def freshness(config: Config, shown: Shown) -> Freshness:
    """What is known today of the sources of a picture."""
    key = (config.today(), _maps(config))
    return shown.once(("freshness", *key), lambda: _freshness(config, shown, key))


def month_state(config: Config, shown: Shown, source: str, month: str) -> str:
    """:meth:`Freshness.state` of today."""
    return freshness(config, shown).state(source, month)


def _maps(config: Config) -> tuple[tuple[str, Source], ...]:
    try:
        return tuple(ingest.sources(config).items())
    except SettingsError:
        # A map that somebody is writing, or broke, stops no page: `aim sources` says what is wrong with it.
        return ()


def _freshness(config: Config, shown: Shown, key: tuple[date, tuple[tuple[str, Source], ...]]) -> Freshness:
    today, maps = key[0], dict(key[1])
    known = [_source(name, maps.get(name), shown.sources.get(name)) for name in shown.deliveries.by_source]
    known.sort(key=lambda source: (_ORDER.get(source.agency, len(_ORDER)), source.short, source.name))
    several = Counter(source.agency for source in known)
    return Freshness(
        key=key,
        today=today,
        sources={source.name: source for source in known},
        titles={
            source.name: source.agency if several[source.agency] == 1 and source.agency else source.short
            for source in known
        },
        states={source.name: _states(config, shown, source, today) for source in known},
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


def _states(config: Config, shown: Shown, source: Source, today: date) -> dict[str, str]:
    until = shown.manifest["demonstration_until"]
    states = {}
    for month, received in shown.deliveries.received[source.name].items():
        day = datetime.fromisoformat(received).astimezone(config.zone).date()
        if until is not None:
            # A demonstration pinned to a day is as if it had been received the day after.
            day = min(day, date.fromisoformat(until) + timedelta(days=1))
        last = quarter_end(month) if source.frequency == "quarterly" else month
        ready = months.first_day(months.shift(last, 1 + source.delay_months))
        states[month] = COMPLETE if day >= ready and today >= ready else NOT_YET
    return states


def strip(config: Config, shown: Shown) -> tuple[SourceState, ...]:
    """One entry a source for the data strip, each with its own month."""
    fresh = freshness(config, shown)
    return tuple(_source_state(fresh, source) for source in fresh.sources.values())


def _source_state(fresh: Freshness, source: Source) -> SourceState:
    called, states, today = fresh.titles[source.name], fresh.states[source.name], fresh.today
    if not states:
        return SourceState(source.agency, called, None, MISSING, f"{called}: nothing received from here")
    whole = [month for month, state in states.items() if state == COMPLETE]
    waiting = [month for month, state in states.items() if state == NOT_YET and (not whole or month > whole[-1])]
    newest = whole[-1] if whole else None
    step = QUARTER if source.frequency == "quarterly" else 1
    behind = _behind(today, newest or waiting[0], source)
    text = f"{called} {_short(newest, today)}{'' if behind > 1 else ' ✓'}" if newest else called
    gaps = [month for month in months.between(next(iter(states)), next(reversed(states))) if month not in states]
    if gaps:
        text += f" · {', '.join(_short(month, today) for month in gaps[-3:])} {MISSING}"
    early = [month for month in waiting if month > due(source, today)]
    if waiting != early:
        text += f" · {', '.join(_short(month, today) for month in waiting if month not in early)} {NOT_YET}"
    state = COMPLETE
    if behind > 1:
        # Whatever else waits: nothing complete for this long must be seen first.
        state, text = STALE, f"{text} · STALE, nothing complete for {behind * step} months"
    elif waiting != early or not whole:
        state = NOT_YET
    elif behind == 1:
        late = _short(months.shift(whole[-1], step), today)
        state, text = LATE, f"{text} · {'quarter to ' if step > 1 else ''}{late} not received"
    aside = f" · {', '.join(_short(month, today) for month in early[-3:])} {NOT_YET}" if early else ""
    return SourceState(source.agency, called, newest, state, text + aside, aside)


def _short(month: str, today: date) -> str:
    """``Sep``; with its year where that is a year ago or more and could be mistaken."""
    near = 0 <= months.number(months.of(today)) - months.number(month) < 12
    return months.short(month).split()[0] if near else months.short(month)


def due(source: Source, today: date) -> str:
    """The newest month that should be complete on ``today``; of a quarterly source the last of a quarter."""
    month = months.shift(months.of(today), -1 - source.delay_months)
    whole = source.frequency == "monthly" or quarter_end(month) == month
    return month if whole else months.shift(quarter_end(month), -QUARTER)


def _behind(today: date, last: str, source: Source) -> int:
    """By how many months, or whole quarters, the last complete month trails the one that should be complete today."""
    trail = months.number(due(source, today)) - months.number(last)
    return -(-trail // QUARTER) if source.frequency == "quarterly" else trail
