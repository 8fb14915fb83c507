"""What came in, what was refused and why: the Data page.

Told from the ledger, so that a load shows at once; only whether a month is complete comes from the picture, as on every
other page.
"""

from collections.abc import Sequence
from typing import Any

import pyarrow.compute as pc

from aim import months, schema
from aim.config import Config
from aim.errors import QuestionError
from aim.questions import words
from aim.questions.data_sources import facts, mapped, source_rows
from aim.questions.data_undo import undo_view
from aim.questions.data_views import DataView, Example, LoadRow, LoadView, Rejected, SourceRow
from aim.questions.data_words import span
from aim.questions.shown import is_behind
from aim.questions.shown import show as picture
from aim.store import derived, ledger
from aim.store.ledger import Step
from aim.store.record import LOAD, RETAIN, UNDO, LoadRecord

PAGE = 25
EXAMPLES = 20  # rejects shown of one reason
NAMED = 3  # sources that the headline names; the table names them all
GRID_MONTHS = 24
_KINDS = {LOAD: "Load", UNDO: "Undo", RETAIN: "Dropped by policy"}


def data_view(config: Config, *, page: int = 1) -> DataView:
    """The Data page: freshness and completeness by source, and the ``page``-th page of the steps, newest first.

    A page after the last is the last.
    """
    steps = ledger.history(config.data)
    shown = picture(config)
    last = months.of(config.today())
    axis = months.between(months.shift(last, 1 - GRID_MONTHS), last)
    rows = source_rows(config, shown, steps, axis)
    pages = max(1, -(-len(steps) // PAGE))
    page = min(max(page, 1), pages)
    newest = steps[::-1][(page - 1) * PAGE : page * PAGE]
    held = {row.name for row in rows}
    maps, fault = mapped(config)
    return DataView(
        headline=headline(rows),
        sentence=_sentence(config, rows, steps),
        demonstration=any(step.record.demonstration for step in steps),
        behind=shown is not None and is_behind(config, shown),
        fault=fault,
        sources=rows,
        unused=tuple(source.short for name, source in maps.items() if name not in held),
        months=tuple(axis),
        loads=tuple(_row(config, step) for step in newest),
        total=len(steps),
        page=page,
        pages=pages,
    )


def headline(rows: Sequence[SourceRow]) -> str:
    """``Three of four sources are up to date. Housing: September 2026 not received.``"""
    if not rows:
        return "Nothing was received yet."
    behind = [row for row in rows if row.clause]
    good = len(rows) - len(behind)
    if not behind:
        start = f"{rows[0].short} is up to date." if len(rows) == 1 else _all(len(rows))
    elif len(rows) == 1:
        start = ""
    else:
        start = _some(good, len(rows))
    rest = len(behind) - NAMED
    more = [f"{words.number(rest).capitalize()} more {'is' if rest == 1 else 'are'} behind."] if rest > 0 else []
    return " ".join([start, *(f"{row.short}: {row.clause}." for row in behind[:NAMED]), *more]).strip()


def _all(count: int) -> str:
    return f"{'Both' if count == 2 else f'All {words.number(count)}'} sources are up to date."


def _some(good: int, count: int) -> str:
    if not good:
        return f"{'Neither source' if count == 2 else f'None of {words.number(count)} sources'} is up to date."
    verb = "is" if good == 1 else "are"
    return f"{words.number(good).capitalize()} of {words.number(count)} sources {verb} up to date."


def _sentence(config: Config, rows: Sequence[SourceRow], steps: Sequence[Step]) -> str:
    if not rows:
        return "Send a file here, or load it with aim ingest FILE."
    last = max(steps, key=lambda step: step.record.received)
    kept = sum(row.kept for row in rows)
    by = {row.name: row.short for row in rows}.get(last.record.source, last.record.source)
    when = words.moment(last.record.received, config.zone)
    return f"{words.plural(kept, 'incident')} inside the area held. Last change: {by}, {when}."


def load_view(config: Config, load: str) -> LoadView:
    """The step of the store that is called ``load``. Raises QuestionError where there is none."""
    steps = ledger.history(config.data)
    step = next((step for step in steps if step.record.load == load), None)
    if step is None:
        raise QuestionError(f"there is no load {load!r}")
    record = step.record
    row = _row(config, step)
    led_to = _picture(config, step.version)
    return LoadView(
        row=row,
        headline=_headline(row),
        agreement=record.facts.get("agreement", ""),
        stored=tuple(sorted(record.month_kept.items())),
        as_before=tuple(m for m in record.months if m not in {*record.digests, *record.removed, *record.confirmed}),
        confirmed=record.confirmed,
        removed=record.removed,
        rejects=_rejects(config, step),
        dropped=tuple(sorted(record.dropped.items())),
        ignored=record.ignored,
        sha256=record.sha256,
        picture=None if led_to is None else led_to.picture,
        picture_version=None if led_to is None else led_to.data_version,
        undo=undo_view(config, steps, record),
    )


def _row(config: Config, step: Step) -> LoadRow:
    record = step.record
    marks = []
    if step.undone_by:
        marks.append("undone")
    if record.kind == LOAD and record.confirmed and not record.digests:
        marks.append("came again unchanged")
    return LoadRow(
        version=step.version,
        load=record.load,
        kind=_KINDS.get(record.kind, record.kind),
        undoes=record.undoes,
        undone_by=step.undone_by,
        source=record.source,
        short=facts(config, record).short,
        supplier=record.supplier,
        file=record.file,
        months=record.months,
        span=span(record.months),
        rows=record.rows,
        kept=record.kept,
        outside=record.outside,
        margin=record.margin,
        rejected=record.rejected,
        received=record.received,
        when=words.moment(record.received, config.zone),
        who=record.actor,
        demonstration=record.demonstration,
        marks=tuple(marks),
    )


def _headline(row: LoadRow) -> str:
    """``Police: 2,480 rows from cleveland, Apr 2025``."""
    what = {"Undo": "step back, ", "Dropped by policy": "dropped by policy, "}.get(row.kind, "")
    return f"{row.short}: {what}{words.plural(row.rows, 'row')} from {row.supplier}, {row.span}"


def _rejects(config: Config, step: Step) -> tuple[Rejected, ...]:
    """Reasons in the order of how often they came, each with its first rows."""
    record = step.record
    if not record.rejected:
        return ()
    table = ledger.rejects(config.data, record.load)
    found = []
    for reason, count in sorted(record.reasons.items(), key=lambda item: (-item[1], item[0])):
        first = table.filter(pc.equal(table[schema.REASON], reason)).slice(0, EXAMPLES)
        found.append(Rejected(reason, schema.REASONS.get(reason, reason), count, _examples(first.to_pylist())))
    return tuple(found)


def _examples(rows: list[dict[str, Any]]) -> tuple[Example, ...]:
    return tuple(Example(row[schema.FILE], row[schema.LINE], row[schema.COLUMN], row[schema.VALUE]) for row in rows)


def _picture(config: Config, version: int) -> derived.Kept | None:
    """The first picture made of ``version`` of the data or a later one; None where it was not built yet."""
    kept = [one for one in derived.pictures(config.data) if one.data_version >= version]
    return min(kept, key=lambda one: (one.data_version, one.made_ns), default=None)


def _gone(record: LoadRecord) -> str:
    return f"; nothing stands any more for {span(record.removed)}" if record.removed else ""


def source_names(config: Config) -> dict[str, str]:
    """Every source that can be loaded, with its title, in the order of their names."""
    return {name: source.title for name, source in sorted(mapped(config)[0].items())}


def brought(record: LoadRecord) -> str:
    """``cleveland, Apr 2025: 2,480 rows, 2,412 kept, 56 outside the area, 12 rejected.``"""
    what = f"{record.supplier}, {span(record.months)}"
    if record.kind == UNDO:
        return f"{what}: {words.plural(record.kept, 'incident')} put back{_gone(record)}."
    if record.unchanged:
        return f"{what}: the same as it stands. Nothing was changed."
    return (
        f"{what}: {words.plural(record.rows, 'row')}, {record.kept:,} kept, {record.outside:,} outside the area, "
        f"{record.rejected:,} rejected."
    )
