"""How far has each source come, as it is known today? For the data strip, and for every question."""

from datetime import date

from aim import ingest, months
from aim.config import Config
from aim.errors import SettingsError
from aim.questions.views import SourceState
from aim.reading import doubtful_months as reading
from aim.reading.freshness import COMPLETE, MISSING, NOT_YET, QUARTER, Freshness, quarter_end
from aim.reading.moment import last_day
from aim.reading.shown import Shown
from aim.schema import Source
from aim.store import derived

LATE = "late"
STALE = "stale"


def freshness(config: Config, shown: Shown) -> Freshness:
    """What is known of the sources of a picture: of the current one today, of an older one as of its day."""
    day = day_of(config, shown)
    return reading.freshness(shown, day or config.today(), config.zone, None if day else _maps(config))


def day_of(config: Config, shown: Shown) -> date | None:
    """The day of which a picture is asked that another one has taken the place of; None of the current one: today."""
    current = derived.current(config.data)
    stands = current is None or shown.manifest.get("fingerprint") in (None, current["fingerprint"])
    return None if stands else last_day(shown.manifest, config)


def month_state(config: Config, shown: Shown, source: str, month: str) -> str:
    """:meth:`Freshness.state` of today."""
    return freshness(config, shown).state(source, month)


def _maps(config: Config) -> dict[str, Source]:
    try:
        return ingest.sources(config)
    except SettingsError:
        # A map that somebody is writing, or broke, stops no page: `aim sources` says what is wrong with it.
        return {}


def strip(config: Config, shown: Shown) -> tuple[SourceState, ...]:
    """One entry a source for the data strip, each with its own month."""
    fresh = freshness(config, shown)

    def told() -> tuple[SourceState, ...]:
        return tuple(_source_state(fresh, source) for source in fresh.sources.values())

    return shown.once(("strip", fresh.key), told, small=True)


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
