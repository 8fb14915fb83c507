"""Which few places are worth discussing this month, and why? In words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Final

import numpy as np

from aim import months, schema
from aim.concerns import ALL, Concern
from aim.questions import reasons, words
from aim.questions.agencies import letters, reporters
from aim.questions.measured import measured
from aim.questions.month_list import hexadecimal
from aim.questions.views import DiscussionRow, DiscussionView
from aim.reading.basis import basis
from aim.reading.comparable import Comparable, comparable
from aim.reading.discussion import NEW, QUIET, STANDING, Candidate, discussion
from aim.reading.freshness import Freshness
from aim.reading.reporting import reporting
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
    whole = fresh.shown.once(key, lambda: _view(fresh, month), small=True)
    if area is None:
        return whole
    rows = tuple(row for row in whole.rows if row.neighbourhood == area)
    return replace(whole, rows=rows)


def _view(fresh: Freshness, month: str) -> DiscussionView:
    found = discussion(fresh, month)
    rows = [_row(fresh, month, candidate, number) for number, candidate in enumerate(found.candidates, start=1)]
    # By their place in the list: anything else that tells two places of a ward apart says where in it they lie.
    called = words.told_apart([row.called for row in rows])
    rows = [replace(row, called=name) for row, name in zip(rows, called, strict=True)]
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
        why=reasons.line(
            candidate, title, _kind(shown, measured, alike, candidate), hours, quiet=_none_now(shown, alike, candidate)
        ),
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


def _none_now(shown: Shown, alike: Comparable, candidate: Candidate) -> bool:
    """Whether a place that is new or worse over several months holds nothing in the month of the meeting."""
    if candidate.lane != NEW or candidate.window == 1:
        return False
    numbers = shown.numbers(shown.concern(candidate.measured).ranked, alike.sources)
    resolution = shown.thresholds.resolution
    return not shown.counts(numbers, [alike.made_of.month], resolution, cells=candidate.cells).any()


def _kind(shown: Shown, measured: Concern, alike: Comparable, candidate: Candidate) -> str:
    """What kind of incident leads, where the concern is of several: of what ``count`` is of, and nothing else."""
    if len(measured.ranked) < 2:
        return ""
    numbers = shown.numbers(measured.ranked, alike.sources)
    span = [months.shift(alike.made_of.month, -back) for back in range(candidate.window)]
    counts = shown.counts(numbers, span, shown.thresholds.resolution, cells=candidate.cells).sum(axis=1)
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


def chance() -> str:
    """How often a list like this one names a place as new or worse where nothing changes, as it was measured."""
    (found,) = (table for table in measured() if table.name == "list")
    at = found.columns.index("lists with a false place, %")
    false = [float(row[at]) for row in found.rows]
    return (
        f"even where nothing changes, {floor(min(false))} to {ceil(max(false))} of every 100 lists like this one would "
        "name a place as new or worse (measured: see the Method page)"
    )
