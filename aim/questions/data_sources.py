"""How far each source has come: its newest complete month, what is late, and each of the last months by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from aim import ingest, months
from aim.config import Config
from aim.errors import SettingsError
from aim.questions import freshness, words
from aim.questions.data_views import BEFORE, NOT_DUE, PARTLY, GridCell, SourceRow
from aim.questions.data_words import span
from aim.reading.freshness import COMPLETE, MISSING, NOT_YET
from aim.reading.shown import Shown
from aim.schema import Source
from aim.store.ledger import Step
from aim.store.record import LOAD, LoadRecord
from aim.store.replay import Replay, Stands

_QUARTER = 3


@dataclass(frozen=True)
class _Held:
    """What stands of one source: by month, then by supplier."""

    source: Source
    by_month: dict[str, dict[str, Stands]]
    states: dict[str, str]
    unbuilt: frozenset[str]  # months that the picture does not know yet
    doubts: dict[str, str]  # by month what is wrong, in words, though it came whole by the calendar

    @property
    def begun(self) -> str:
        """The first month that is held; of a delivery of changes single cases may be of months long before."""
        held = (month for month, state in self.states.items() if state != MISSING)
        return next(held, next(iter(self.by_month)))

    @property
    def kept(self) -> int:
        """The incidents inside the area."""
        return sum(stands.kept for month in self.by_month.values() for stands in month.values())


def source_rows(
    config: Config, shown: Shown | None, steps: Sequence[Step], axis: Sequence[str]
) -> tuple[SourceRow, ...]:
    """One row for each source that anything was ever loaded of, in the order of the agencies; ``axis``: the grid."""
    replay = Replay(step.record for step in steps)
    last: dict[str, LoadRecord] = {step.record.source: step.record for step in steps if step.record.kind == LOAD}
    rows = [_row(config, _held(config, shown, replay, record), record, axis) for record in last.values()]
    order = {agency: at for at, agency in enumerate(("Police", "Fire", "Council", "Housing"))}
    return tuple(sorted(rows, key=lambda row: (order.get(row.agency, len(order)), row.short, row.name)))


def mapped(config: Config) -> tuple[dict[str, Source], str]:
    """Every source that can be loaded, by name, and what is wrong with a map (empty where nothing is).

    A map that somebody is writing, or broke, stops no page.
    """
    try:
        return ingest.sources(config), ""
    except SettingsError as error:
        return {}, str(error)


def facts(config: Config, record: LoadRecord) -> Source:
    """What is known of a source: by its map of today, else by what the map said when it was last loaded."""
    today = mapped(config)[0].get(record.source)
    if today is not None:
        return today
    if record.facts:
        return Source.from_json(record.facts)
    return Source(record.source, record.agency, record.source, record.source, "", 0, "whole months")


def due(source: Source, today: str) -> str:
    """The newest month that should be complete in the month ``today``: past its delay, for a quarterly source whole."""
    month = months.shift(today, -1 - source.delay_months)
    if source.frequency == "quarterly":
        month = months.shift(month, -((months.number(month) + 1) % _QUARTER))
    return month


def _held(config: Config, shown: Shown | None, replay: Replay, record: LoadRecord) -> _Held:
    by_month: dict[str, dict[str, Stands]] = {}
    for (source, supplier, month), stands in replay.stands.items():
        if source == record.source:
            by_month.setdefault(month, {})[supplier] = stands
    deliveries = shown.manifest["deliveries"] if shown else []
    built = {delivery["month"] for delivery in deliveries if delivery["source"] == record.source}
    states = {
        month: freshness.month_state(config, shown, record.source, month) if shown and month in built else NOT_YET
        for month in by_month
    }
    fresh = freshness.freshness(config, shown) if shown else None
    about = facts(config, record)
    doubts = fresh.doubts.get(record.source, {}) if fresh else {}
    said = {month: doubt.words(about.short) for month, doubt in doubts.items()}
    return _Held(about, dict(sorted(by_month.items())), states, frozenset(set(by_month) - built), said)


def _row(config: Config, held: _Held, last: LoadRecord, axis: Sequence[str]) -> SourceRow:
    source = held.source
    expected = due(source, months.of(config.today()))
    newest = max((month for month, state in held.states.items() if state == COMPLETE), default=None)
    state, clause = _state(held, newest, expected)
    return SourceRow(
        name=source.name,
        agency=source.agency,
        short=source.short,
        title=source.title,
        agreement=source.agreement,
        month=newest,
        due=expected,
        state=state,
        clause=clause,
        aside=_aside(held, newest),
        last_load=last.load,
        last_when=words.moment(last.received, config.zone),
        last_who=last.actor,
        rhythm=_rhythm(source),
        suppliers=tuple(sorted({supplier for stands in held.by_month.values() for supplier in stands})),
        kept=held.kept,
        cells=tuple(_cell(config, held, month, expected) for month in axis),
    )


def _state(held: _Held, newest: str | None, expected: str) -> tuple[str, str]:
    """The state of the source and the half sentence that says what is wanting (empty where nothing is)."""
    if not held.by_month:
        return MISSING, "nothing of it is held any more"
    if not held.kept:  # another town's extract, or a map that reads the wrong place: waiting mends neither
        return MISSING, "nothing of it lies inside the area"
    if newest is not None and newest >= expected:
        return COMPLETE, ""
    step = _QUARTER if held.source.frequency == "quarterly" else 1
    first = months.shift(newest, step) if newest else min(held.begun, expected)
    behind = (months.number(expected) - months.number(first)) // step + 1
    if expected not in held.by_month:
        wanting = f"{months.title(expected)} not received"
    elif held.states[expected] == MISSING:
        wanting = f"{months.title(expected)} only partly received"
    elif expected in held.unbuilt:
        return NOT_YET, f"{months.title(expected)} received, its picture is not built yet"
    elif expected in held.doubts:
        wanting = f"{months.title(expected)} is in doubt: {held.doubts[expected]}"
    else:
        wanting = f"{months.title(expected)} came before it was complete, and is to be sent again"
    if behind <= 1:
        return (NOT_YET if expected in held.by_month else freshness.LATE), wanting
    since = f"nothing complete since {months.title(newest)}" if newest else "nothing complete yet"
    return freshness.STALE, f"{since}; {wanting}"


def _aside(held: _Held, newest: str | None) -> str:
    """Months after the newest complete one that wait, and months missing between the first and the last."""
    if not held.kept:
        return ""
    after = months.shift(newest, 1) if newest else held.begun
    waiting = [m for m, state in held.states.items() if state != COMPLETE and m >= after]
    between = months.between(held.begun, next(reversed(held.by_month)))
    gaps = [month for month in between if month not in held.by_month]
    parts = [f"{span(waiting)} not complete yet"] if waiting else []
    return " · ".join(parts + ([f"{span(gaps)} missing"] if gaps else []))


def _rhythm(source: Source) -> str:
    """``Monthly, complete after 1 month``, ``Quarterly changes, complete as it ends``."""
    changes = " changes" if source.delivered == "changes" else ""
    after = f"after {words.plural(source.delay_months, 'month')}" if source.delay_months else "as it ends"
    return f"{source.frequency.capitalize()}{changes}, complete {after}"


def _cell(config: Config, held: _Held, month: str, expected: str) -> GridCell:
    title = f"{held.source.short}, {months.title(month)}"
    stands = held.by_month.get(month)
    if not stands:
        state = _absent(held, month, expected)
        said = "not received" if state == MISSING else state
        return GridCell(month, state, f"{title}: {said}", None)
    state = held.states[month]
    if state == MISSING:
        state = PARTLY if month >= held.begun else BEFORE
    newest = max(stands.values(), key=lambda each: each.received)
    kept = words.plural(sum(each.kept for each in stands.values()), "row") + " kept"
    by = f" from {', '.join(sorted(stands))}" if len(stands) > 1 or state == PARTLY else ""
    late = ", its picture is not built yet" if month in held.unbuilt else ""
    late += f", {held.doubts[month]}" if month in held.doubts else ""
    when = words.moment(newest.received, config.zone)
    return GridCell(month, state, f"{title}: {state}{late}. {kept}{by}, received {when}", newest.load)


def _absent(held: _Held, month: str, expected: str) -> str:
    if not held.by_month or month < held.begun:
        return BEFORE
    return MISSING if month <= max(expected, next(reversed(held.by_month))) else NOT_DUE
