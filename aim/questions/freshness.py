"""Is a month whole? What was delivered, by whom, when, and whether it can be used yet."""

from datetime import date, datetime, timedelta

from aim import ingest, months
from aim.concerns import Concern
from aim.config import Config
from aim.questions.shown import Shown
from aim.questions.views import SourceState
from aim.schema import CATEGORIES

COMPLETE = "complete"
NOT_YET = "not complete yet"
MISSING = "missing"
LATE = "late"
STALE = "stale"


def month_state(config: Config, shown: Shown, source: str, month: str) -> str:
    """``complete``, ``not complete yet`` or ``missing``.

    Not complete yet: received inside the source's delay. Waiting alone completes nothing: what was sent early may lack
    what came later, until it is sent again.
    """
    today = config.today()
    states = shown.once(("states", source, today), lambda: _states(config, shown, source, today))
    return states.get(month, MISSING)


def _states(config: Config, shown: Shown, source: str, today: date) -> dict[str, str]:
    delay = ingest.sources(config)[source].delay_months
    until = shown.manifest["demonstration_until"]
    states = {}
    for month, received in shown.delivered.get(source, {}).items():
        day = datetime.fromisoformat(received).astimezone(config.zone).date()
        if until is not None:
            # A demonstration pinned to a day is as if it had been received the day after.
            day = min(day, date.fromisoformat(until) + timedelta(days=1))
        ready = months.first_day(months.shift(month, 1 + delay))
        states[month] = COMPLETE if day >= ready and today >= ready else NOT_YET
    return states


def sources_of(config: Config, shown: Shown, concern: Concern) -> list[str]:
    """Sources with deliveries whose agency reports any of the concern's categories."""
    agencies = {category.agency for category in CATEGORIES if category.key in concern.categories}
    return [name for name in shown.delivered if ingest.sources(config)[name].agency in agencies]


def concern_state(config: Config, shown: Shown, concern: Concern, month: str) -> str:
    """The worst state of any source of the concern: a number is as whole as its least whole part."""
    states = {month_state(config, shown, source, month) for source in sources_of(config, shown, concern)}
    return next((state for state in (MISSING, NOT_YET) if state in states), COMPLETE if states else MISSING)


def held(config: Config, shown: Shown, concern: Concern, month: str, window: int) -> int:
    """How many of the ``window`` months ending in ``month`` were received."""
    return window - len(in_state(config, shown, concern, month, window, MISSING))


def in_state(config: Config, shown: Shown, concern: Concern, month: str, window: int, state: str) -> list[str]:
    """The months of the window ending in ``month`` that are in ``state``, oldest first."""
    span = (months.shift(month, -back) for back in range(window - 1, -1, -1))
    return [each for each in span if concern_state(config, shown, concern, each) == state]


def meeting_month(config: Config, shown: Shown, concern: Concern) -> str | None:
    """The latest month complete for every source of the concern; None where there is none."""
    whole = (m for m in reversed(shown.months) if concern_state(config, shown, concern, m) == COMPLETE)
    return next(whole, None)


def strip(config: Config, shown: Shown) -> tuple[SourceState, ...]:
    """One entry a source for the data strip, each with its own month."""
    return tuple(_source_state(config, shown, source) for source in shown.delivered)


def _source_state(config: Config, shown: Shown, source: str) -> SourceState:
    agency = ingest.sources(config)[source].agency
    delivered = shown.delivered[source]
    if not delivered:
        return SourceState(agency, None, MISSING, f"{agency}: nothing received from here")
    states = {month: month_state(config, shown, source, month) for month in delivered}
    whole = [month for month, state in states.items() if state == COMPLETE]
    waiting = [month for month, state in states.items() if state == NOT_YET and (not whole or month > whole[-1])]
    newest = whole[-1] if whole else None
    behind = _months_behind(config.today(), newest or waiting[0], ingest.sources(config)[source].delay_months)
    text = f"{agency} {months.short(newest)}{'' if behind > 1 else ' ✓'}" if newest else agency
    gaps = [m for m in months.between(next(iter(delivered)), next(reversed(delivered))) if m not in delivered]
    if gaps:
        text += f" · {', '.join(map(months.short, gaps[-3:]))} {MISSING}"
    if waiting:
        names = ", ".join(months.short(month).split()[0] for month in waiting[-3:])
        text += f" · {names} {NOT_YET}"
    if behind > 1:
        # Whatever else waits: nothing complete for this long must be seen first.
        return SourceState(agency, newest, STALE, f"{text} · STALE, nothing complete for {behind} months")
    if waiting:
        return SourceState(agency, newest, NOT_YET, text)
    if behind == 1:
        due = months.shift(whole[-1], 1)
        return SourceState(agency, newest, LATE, f"{text} · {months.short(due)} not received")
    return SourceState(agency, newest, COMPLETE, text)


def _months_behind(today: date, last: str, delay: int) -> int:
    """By how many months the last complete month trails the one that should be complete today."""
    due = months.shift(months.of(today), -1 - delay)
    return months.number(due) - months.number(last)
