"""Why is a place on the list, or why is it not? All that somebody needs who doubts it, in words for one sheet."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from aim import schema
from aim.concerns import ALL
from aim.config import Config
from aim.errors import QuestionError, StoreError
from aim.questions import explain_words, words
from aim.questions.decisions import (
    DecisionLine,
    MonthDecisions,
    decision_line,
    decision_versions,
    decisions_about,
    month_decisions,
)
from aim.questions.discussion import discussion_view
from aim.questions.editions import Edition
from aim.questions.explain_words import Fact
from aim.questions.freshness import freshness
from aim.questions.place import place_view, position
from aim.questions.public_rule import TOLD_LATER, is_told
from aim.questions.set_apart import in_words, is_known
from aim.questions.shown import month_or_latest, show
from aim.questions.views import DISCUSSION, DiscussionRow
from aim.reading.classing import classing
from aim.reading.comparable import Comparable, comparable
from aim.reading.discussion import discussion
from aim.reading.freshness import Freshness
from aim.reading.reporting import meeting_month
from aim.reading.surging import surging

KEY: Final = 15  # hexadecimal digits of a cell
VERSIONS: Final = 3  # of a decision that one sheet has room for


@dataclass(frozen=True)
class ExplainView:
    """One place of one month, already worded. ``why``: the line of the list, or that the place is on none.

    ``facts``: what was counted; ``rule``: the thresholds in force; ``guards``: what to know before naming it; ``data``:
    what the numbers rest on, and what was not complete; ``decided``: who decided what and why, newest first;
    ``result``: what came of it. ``series``, ``months`` and ``expected`` of one month are for the bars, empty where they
    may not be shown; ``bars`` says of what they are.
    """

    name: str
    where: str
    month: str
    listed: bool
    title: str
    why: str
    facts: tuple[Fact, ...]
    rule: tuple[str, ...]
    guards: tuple[str, ...]
    data: tuple[str, ...]
    decided: tuple[str, ...]
    result: str
    challenge: tuple[str, ...]
    months: tuple[str, ...]
    series: tuple[int | None, ...]
    expected: float | None
    bars: str


def explain_view(
    config: Config,
    place: str,
    *,
    month: str | None = None,
    edition: Edition = Edition.INTERNAL,
    as_of: str | None = None,
) -> tuple[ExplainView, Freshness]:
    """The explanation of ``place``: its number on the list, its name there, or a cell (15 hex digits); and of what.

    Raises QuestionError where nothing is built, for a month that is not held, and for a place that is none or could be
    several, listing those.
    """
    shown = show(config, as_of)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    fresh = freshness(config, shown)
    chosen = month_or_latest(shown, month, meeting_month(fresh, shown.concern(ALL)))
    found = _row(fresh, place.strip(), chosen)
    if isinstance(found, DiscussionRow):
        return _of_row(config, fresh, chosen, found, edition, as_of), fresh
    return _of_cell(config, fresh, chosen, found, edition, as_of), fresh


# ---- which place -----------------------------------------------------------------------------------------------------
def _row(fresh: Freshness, place: str, month: str) -> DiscussionRow | str:
    """The row that is meant, or the cell where it is in none."""
    found = discussion_view(fresh, month)
    rows, wanted = found.rows, place.casefold()
    if _is_cell(wanted):
        return next((row for row in rows if wanted in row.cells), wanted)
    named = [row for row in rows if row.number == int(place)] if place.isdigit() else _named(rows, wanted)
    if len(named) == 1:
        return named[0]
    if named:
        raise QuestionError(f"{place!r} could be {_several(named)}: give its number")
    like = [row for row in rows if wanted and wanted in f"{row.name}, {row.called}, {row.ward}".casefold()]
    if like and not place.isdigit():
        raise QuestionError(f"{place[:60]!r} is no place for discussion of {month}; is it {_several(like)}?")
    why = found.silent[0].removeprefix("Everything: ") if found.silent else "no place stood out"
    listed = f"there are {_several(rows)}" if rows else f"its list is empty ({why})"
    asked = _next(fresh, place, month, empty=not rows)
    raise QuestionError(f"{place[:60]!r} is no place for discussion of {month}: {listed}. {asked}")


def _named(rows: tuple[DiscussionRow, ...], wanted: str) -> list[DiscussionRow]:
    return [row for row in rows if wanted in (row.name.casefold(), row.called.casefold())]


def _next(fresh: Freshness, place: str, month: str, *, empty: bool) -> str:
    """What to ask instead: the place where another list has it, the newest first, and any hexagon."""
    others = [each for each in sorted(fresh.shown.picture.answers.months, reverse=True) if each != month]
    for other in others:
        for row in _named(discussion_view(fresh, other).rows, place.casefold()):
            said = f"{leaving_name(row)}{_ward(row)}, {row.neighbourhood}, is number {row.number} of {other}"
            again = "" if row.one_location else f", or give its hexagon {row.key} for {month}"
            return f"{said}: ask with --month {other}{again}"
    latest = next((each for each in others if empty and discussion_view(fresh, each).rows), None)
    there = "" if latest is None else f"; `aim places --month {latest}` has the newest other list with places"
    return f"Any other hexagon goes by its 15 digits{there}"


def _is_cell(text: str) -> bool:
    return len(text) == KEY and all(digit in "0123456789abcdef" for digit in text)


def _several(rows: tuple[DiscussionRow, ...] | list[DiscussionRow]) -> str:
    return ", ".join(f"{row.number} ({leaving_name(row)}{_ward(row)})" for row in rows)


def _ward(row: DiscussionRow) -> str:
    """``, Kader``; nothing where the name says it."""
    return "" if row.ward in leaving_name(row) else f", {row.ward}"


def leaving_name(row: DiscussionRow) -> str:
    """What a place is called where it leaves: by ward and concern where one location may explain it."""
    return row.called if row.one_location else row.name


# ---- a place of the list ---------------------------------------------------------------------------------------------
def _of_row(
    config: Config, fresh: Freshness, month: str, row: DiscussionRow, edition: Edition, as_of: str | None
) -> ExplainView:
    candidate = discussion(fresh, month).candidates[row.number - 1]
    measured = fresh.shown.concern(candidate.measured)
    alike = comparable(fresh, measured, month)
    seen = place_view(config, row.key, month=month, listed=DISCUSSION, as_of=as_of)
    public = edition == Edition.PUBLIC
    name = row.called if public else leaving_name(row)
    decided, result = _decided(config, month, row.cells, edition, as_of)
    known = [] if public else _known(config, month, row, as_of)
    where = row.neighbourhood if public else f"{_ward(row)}, {row.neighbourhood}".removeprefix(", ")
    series = () if public else seen.series
    return ExplainView(
        name=name,
        where=where,
        month=month,
        listed=True,
        title=f"Why {name} is {'on the list' if known else 'for discussion'}",
        why=explain_words.why(row, edition),
        facts=explain_words.facts(row, candidate, month, edition),
        rule=explain_words.rule(fresh, candidate, measured, edition),
        guards=() if public else row.guards,
        data=explain_words.data(fresh, alike, month, candidate.window, seen.precision_m),
        decided=(*known, *decided),
        result=result,
        challenge=explain_words.challenge(config, fresh, month, f"{row.number}, {name}"),
        months=seen.months if series else (),
        series=series,
        expected=seen.expected if series else None,
        bars=f"{name}: {seen.counted}, month by month",
    )


# ---- any other hexagon -----------------------------------------------------------------------------------------------
def _of_cell(
    config: Config, fresh: Freshness, month: str, key: str, edition: Edition, as_of: str | None
) -> ExplainView:
    shown = fresh.shown
    resolution, window, everything = shown.thresholds.resolution, shown.thresholds.window, shown.concern(ALL)
    at = position(shown, resolution, key)
    columns = shown.cells(resolution)
    alike = comparable(fresh, everything, month)
    surge, classed = (
        surging(fresh, everything, month, window, resolution),
        classing(fresh, everything, month, resolution),
    )
    ward, neighbourhood = columns[schema.WARD][at], columns[schema.NEIGHBOURHOOD][at]
    decided, result = _decided(config, month, (key,), edition, as_of)
    span = tuple(each for each, _ in alike.made_of.bars)
    series = _monthly(fresh, alike, span, at) if edition == Edition.INTERNAL else ()
    # Its street might be somebody's address, and nothing has looked whether it is.
    name = f"the hexagon {key}"
    return ExplainView(
        name=name,
        where=f"{ward}, {neighbourhood}",
        month=month,
        listed=False,
        title=f"Why {name} is not for discussion",
        why="It is in none of the three lanes of the list of this month.",
        facts=explain_words.cell_facts(surge, classed, at, month, window, edition),
        rule=explain_words.every_rule(fresh, everything),
        guards=(),
        data=explain_words.data(fresh, alike, month, window, 0),
        decided=decided,
        result=result,
        challenge=explain_words.challenge(config, fresh, month, name),
        months=span if series else (),
        series=series,
        expected=float(surge.expected[at]) / window if series and surge.said else None,
        bars=f"{name}: all concerns, month by month",
    )


def _monthly(fresh: Freshness, alike: Comparable, span: tuple[str, ...], at: int) -> tuple[int | None, ...]:
    """Incidents at the cell month by month, of the sources compared; None where one of them lacks the month."""
    shown, made_of = fresh.shown, alike.made_of
    numbers = shown.numbers(made_of.concern.ranked, alike.sources)
    monthly = np.diff(shown.history(numbers, shown.thresholds.resolution)[:, at])
    held = {month for month, there in made_of.bars if there}
    return tuple(int(monthly[shown.month_number(each)]) if each in held else None for each in span)


# ---- decisions -------------------------------------------------------------------------------------------------------
def _decided(
    config: Config, month: str, cells: tuple[str, ...], edition: Edition, as_of: str | None
) -> tuple[tuple[str, ...], str]:
    """Who decided what about the place of ``cells`` and why, newest first, and what came of it."""
    try:
        mine = (_told if edition == Edition.PUBLIC else _of_meetings)(config, month, cells, as_of)
    except StoreError as error:
        return (f"Decisions cannot be read at present: {error}",), "Not known."
    mine.sort(key=lambda line: (line.decision.month, line.decision.id), reverse=True)
    said = tuple(text for line in mine for text in _versions(config, line, edition))
    if edition == Edition.PUBLIC:
        said = (*said, TOLD_LATER)
    return said or ("Nothing has been decided about it.",), explain_words.result(mine, edition)


def _of_meetings(config: Config, month: str, cells: tuple[str, ...], as_of: str | None) -> list[DecisionLine]:
    """What the meeting of ``month`` decided about the place, and what was owed on it from before."""
    found = month_decisions(config, month=month, as_of=as_of)
    at = set(cells)
    return [line for line in _lines(found) if not at.isdisjoint({line.decision.place.key, *line.decision.place.cells})]


def _known(config: Config, month: str, row: DiscussionRow, as_of: str | None) -> list[str]:
    """That an earlier meeting knew the place, and since when; nothing where that stands no more."""
    try:
        lines = month_decisions(config, month=month, as_of=as_of).by_place.get(row.key)
    except StoreError:
        return []  # what follows says that
    if lines is None or not is_known(lines):
        return []
    said = in_words(lines)
    return [f"{said[:1].upper()}{said[1:]}: on the list, and counted apart from the places for discussion."]


def _told(config: Config, month: str, cells: tuple[str, ...], as_of: str | None) -> list[DecisionLine]:
    """What the public is told of, of every meeting so far: whether something of it is owed, or was taken up, or not."""
    shown = show(config, as_of)
    assert shown is not None  # it was just explained
    fresh = freshness(config, shown)
    standing = {(each.month, each.thread): each for each in decisions_about(config, cells) if each.month <= month}
    lines = [decision_line(fresh, month, each) for each in standing.values()]
    return [line for line in lines if is_told(line.decision.entry.kind, line.decision.fate, line.state)]


def _lines(found: MonthDecisions) -> list[DecisionLine]:
    pairs = [line for each in found.by_place.values() for line in (each.now, each.earlier) if line]
    known = {line.decision.id: line for line in (*pairs, *found.elsewhere, *found.promises)}
    return list(known.values())


def _versions(config: Config, line: DecisionLine, edition: Edition) -> list[str]:
    versions = decision_versions(config, line.decision.id)[::-1]
    if edition == Edition.PUBLIC:
        versions = versions[:1]  # what stood before reads as if somebody were there still
    said = [explain_words.decision(each, config.zone, edition) for each in versions[:VERSIONS]]
    left = len(versions) - VERSIONS
    return [*said, f"{words.plural(left, 'earlier version')} of it in the history."] if left > 0 else said
