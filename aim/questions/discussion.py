"""Which few places are worth discussing this month, and why? In words, for the Month page and ``aim places``."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Any, Final

import numpy as np
import pandas as pd

from aim import months, schema
from aim.concerns import ALL, Concern
from aim.config import Config
from aim.errors import QuestionError
from aim.questions import reasons, words
from aim.questions.agencies import letters, reporters
from aim.questions.cell_depth import proactive
from aim.questions.freshness import freshness
from aim.questions.measured import measured
from aim.questions.month_list import hexadecimal
from aim.questions.notes import titles
from aim.questions.shown import is_behind, month_or_latest, show
from aim.questions.views import DiscussionRow, DiscussionView
from aim.reading.basis import basis
from aim.reading.comparable import Comparable, comparable
from aim.reading.discussion import MOST, NEW, QUIET, STANDING, Candidate, discussion
from aim.reading.freshness import Freshness
from aim.reading.reporting import meeting_month, reporting
from aim.reading.shown import Shown
from aim.reading.when import when

LANES: Final = {
    NEW: "more than the place's own history explains",
    STANDING: "stood out in most months of two years",
    QUIET: "stood out for long, and no longer does",
}


def discussion_view(fresh: Freshness, month: str, area: str | None = None) -> DiscussionView:
    """The list of ``month``; with ``area`` (a neighbourhood) only its rows, by the numbers they have in the town."""
    key = ("discussion view", fresh.key, month)
    whole = fresh.shown.once(key, lambda: _view(fresh, month))
    if area is None:
        return whole
    rows = tuple(row for row in whole.rows if row.neighbourhood == area)
    return replace(whole, rows=rows)


def _view(fresh: Freshness, month: str) -> DiscussionView:
    found = discussion(fresh, month)
    rows = [_row(fresh, month, candidate, number) for number, candidate in enumerate(found.candidates, start=1)]
    silent = _silent(fresh, {**found.unclassed, **found.silent})
    asked = sum(concern.discussed for concern in fresh.shown.concerns)
    judged, classed = len(found.silent) < asked, len(found.unclassed) < asked
    told = {NEW: judged, STANDING: classed, QUIET: judged and classed}
    unsaid = tuple(lane for lane in LANES if not told[lane])
    return DiscussionView(month, tuple(_ranked(rows, found.candidates)), found.more, silent, LANES, judged, unsaid)


_SEVERAL = "Several concerns"  # "All concerns in Central" would say that the whole ward is meant


def _row(fresh: Freshness, month: str, candidate: Candidate, number: int) -> DiscussionRow:
    shown = fresh.shown
    resolution = shown.thresholds.resolution
    columns = shown.cells(resolution)
    measured = shown.concern(candidate.measured)
    cells = np.array(candidate.cells)
    alike = comparable(fresh, measured, month)
    hours = when(shown, measured, alike.sources, cells, resolution)
    everything = reporting(fresh, shown.concern(ALL))
    seen = letters(reporters(everything, basis(fresh, everything.concern, month, candidate.window), resolution, cells))
    agencies = tuple(dict.fromkeys(fresh.sources[source].agency for source in everything.waited))
    concerns = tuple(shown.concern(name).title for name in candidate.concerns)
    ward, neighbourhood = columns[schema.WARD][candidate.key], columns[schema.NEIGHBOURHOOD][candidate.key]
    title = measured.title if measured.name != ALL else ""
    return DiscussionRow(
        number=number,
        lane=candidate.lane,
        key=hexadecimal(columns[schema.CELL][candidate.key]),
        name=_name(fresh, candidate),
        called=f"{_SEVERAL if candidate.concerns[0] == ALL else concerns[0]} in {ward}",
        ward=ward,
        neighbourhood=neighbourhood,
        why=reasons.line(candidate, title, _kind(shown, measured, alike, candidate), hours),
        shape=reasons.shape(candidate),
        concerns=concerns,
        agencies=seen,
        sees=reasons.sees(seen, agencies),
        guards=reasons.guards(candidate),
        one_location=candidate.one_location,
        rank="",
        cells=tuple(hexadecimal(cell) for cell in columns[schema.CELL][cells]),
        counted=measured.title,
        count=candidate.count,
        expected=None if np.isnan(candidate.expected) else candidate.expected,
        window=candidate.window,
    )


def _name(fresh: Freshness, candidate: Candidate) -> str:
    shown = fresh.shown
    if candidate.centre >= 0:
        return str(shown.partnership["centres"][candidate.centre]["name"])
    return str(shown.cells(shown.thresholds.resolution)[schema.PLACE][candidate.key])


def _kind(shown: Shown, measured: Concern, alike: Comparable, candidate: Candidate) -> str:
    """What kind of incident leads, where the concern is of several: of what ``count`` is of, and nothing else."""
    if len(measured.ranked) < 2:
        return ""
    numbers = shown.numbers(measured.ranked, alike.sources)
    span = [months.shift(alike.made_of.month, -back) for back in range(candidate.window)]
    counts = shown.counts(numbers, span, shown.thresholds.resolution)[:, list(candidate.cells)].sum(axis=1)
    mix: Counter[str] = Counter()
    for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
        mix[schema.CATEGORY_TITLES[shown.series[number][1]]] += count
    return reasons.kind_of(sorted(mix.items(), key=lambda entry: (-entry[1], entry[0])), candidate.count)


def _ranked(rows: Sequence[DiscussionRow], candidates: Sequence[Candidate]) -> list[DiscussionRow]:
    """The rows with between which ranks of their lane each could lie."""
    length = {lane: sum(row.lane == lane for row in rows) for lane in LANES}
    return [
        replace(row, rank=words.rank_range(candidate.low, candidate.high, length[row.lane]))
        for row, candidate in zip(rows, candidates, strict=True)
    ]


def _silent(fresh: Freshness, said: dict[str, str]) -> tuple[str, ...]:
    """One sentence a reason, with the concerns it holds for: those that somebody reports."""
    reported = [each for each in fresh.shown.concerns if each.discussed and reporting(fresh, each).every]
    by_reason: dict[str, list[str]] = {}
    for concern in reported:
        if concern.name in said:
            by_reason.setdefault(said[concern.name], []).append(concern.title)
    return tuple(
        f"{'Everything' if len(names) == len(reported) > 1 else words.listed(names)}: {reason}"
        for reason, names in by_reason.items()
    )


def places_table(
    config: Config, *, month: str | None = None, as_of: str | None = None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The list as a table (:data:`aim.schema.PLACES`) and what it was made from.

    It leaves, so that a place that one location may explain is called by its ward and concern, and its cells stay here.
    Raises QuestionError where nothing is built and for a month that is not held.
    """
    shown = show(config, as_of)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    fresh = freshness(config, shown)
    everything = shown.concern(ALL)
    chosen = month_or_latest(shown, month, meeting_month(fresh, everything))
    view = discussion_view(fresh, chosen)
    found = discussion(fresh, chosen)
    state = basis(fresh, everything, chosen, 1)
    return _table(view, found.candidates), {
        "picture": shown.manifest["picture"],
        "as_at": shown.manifest["as_at"],
        "month": chosen,
        "title": words.window_title(chosen, 1),
        "behind": as_of is None and is_behind(config, shown),
        "state": state.state,
        "sources": titles(state, state.sources),
        "lanes": dict(view.lanes),
        "unsaid": list(view.unsaid),
        "more": dict(view.more),
        "most": dict(MOST),
        "silent": list(view.silent),
        "proactive": proactive(shown.concerns),
        "chance": chance(),
        "demonstration": shown.manifest["demonstration"],
        "attribution": shown.manifest["attribution"],
    }


def chance() -> str:
    """How often a list like this one names a place as new or worse where nothing changes, as it was measured."""
    (found,) = (table for table in measured() if table.name == "list")
    at = found.columns.index("lists with a false place, %")
    false = [float(row[at]) for row in found.rows]
    return (
        f"where nothing changes, {floor(min(false))} to {ceil(max(false))} lists of a hundred name a place as new or "
        "worse all the same (measured, see the Method page)"
    )


def _table(view: DiscussionView, candidates: Sequence[Candidate]) -> pd.DataFrame:
    rows = [_line(row, candidate) for row, candidate in zip(view.rows, candidates, strict=True)]
    table = pd.DataFrame(rows, columns=list(schema.PLACES))
    return table.astype(dict.fromkeys((schema.RANK_LOW, schema.RANK_HIGH), "Int64"))


def _line(row: DiscussionRow, candidate: Candidate) -> dict[str, Any]:
    known = candidate.low > 0
    return {
        schema.NUMBER: row.number,
        schema.LANE: row.lane,
        schema.PLACE: row.called if row.one_location else row.name,
        schema.WARD: row.ward,
        schema.NEIGHBOURHOOD: row.neighbourhood,
        schema.CONCERNS: "; ".join(row.concerns),
        schema.COUNTED: row.counted,
        schema.COUNT: row.count,
        schema.EXPECTED: np.nan if row.expected is None else row.expected,
        schema.WINDOW: row.window,
        schema.MONTHS_HOT: candidate.hot,
        schema.OF_MONTHS: candidate.year,
        schema.CLASS: row.shape,
        schema.RANK_LOW: candidate.low if known else pd.NA,
        schema.RANK_HIGH: candidate.high if known else pd.NA,
        schema.AGENCIES: row.agencies,
        schema.GUARD: "; ".join(row.guards),
        schema.WHY: row.why + (f" · {row.sees}" if row.sees else ""),
        schema.CELLS: "" if row.one_location else " ".join(row.cells),
    }
