"""Where to be today: what the meeting sent somebody to first, then its list for discussion, at most five places."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from aim import months, schema
from aim.config import Config
from aim.decision_lists import NOT_NOW, SEND, WATCH
from aim.decisions.model import day_title
from aim.decisions.states import OPEN
from aim.errors import StoreError
from aim.questions import reasons, words
from aim.questions.briefing_views import BriefingPlace
from aim.questions.decisions import DecisionLine, MonthDecisions, PlaceDecisions, month_decisions
from aim.questions.discussion import discussion_view
from aim.questions.naming import public_name
from aim.questions.views import DiscussionRow
from aim.reading.comparable import comparable
from aim.reading.discussion import QUIET, discussion
from aim.reading.freshness import Freshness
from aim.reading.when import ENOUGH, When, when

MOST: Final = 5
TOO_FEW: Final = "too few to show hours"
NO_PATTERN: Final = "no four hours stand out"
_ORDER: Final = {SEND: 0, WATCH: 1, "": 2}


def places(
    config: Config, fresh: Freshness, month: str, area: str, *, public: bool
) -> tuple[tuple[BriefingPlace, ...], str]:
    """The places of ``area`` and, where decisions could not be read, that in a sentence.

    A place that the meeting knows, or has put off, is none for today, nor is one that has quietened; one that it sent
    somebody to is, also where it left the list since. Public: without decisions, hours and numbers.
    """
    rows = discussion_view(fresh, month, area).rows
    if public:
        chosen = [row for row in rows if row.lane != QUIET][:MOST]
        return tuple(_public(row, number) for number, row in enumerate(chosen, start=1)), ""
    try:
        decided, fault = month_decisions(config, month=month, as_of=fresh.shown.manifest["fingerprint"]), ""
    except StoreError:
        decided, fault = MonthDecisions(month, "", {}, (), ()), "Decisions cannot be read: these are of the list alone"
    found: list[tuple[int, BriefingPlace]] = []
    met: set[int] = set()
    for row in rows:
        line = _in_force(decided.by_place.get(row.key))
        kind = line.decision.entry.kind if line else ""
        if line is not None:
            met.add(line.decision.id)
        if kind in _ORDER and (row.lane != QUIET or kind == SEND):
            found.append((_ORDER[kind], _listed(config, fresh, month, row, line)))
    found += [(_ORDER[SEND], _elsewhere(config, fresh, line)) for line in _sent(decided, area, met)]
    found.sort(key=lambda each: each[0])
    return tuple(replace(place, number=number) for number, (_, place) in enumerate(found[:MOST], start=1)), fault


def _in_force(decided: PlaceDecisions | None) -> DecisionLine | None:
    """What holds today about a place: this meeting's word, or the last one's where this meeting has said nothing."""
    if decided is None:
        return None
    if decided.now is not None and decided.now.decision.entry.kind == NOT_NOW:
        return decided.now  # owes nothing, and still keeps the place off the list of today
    lines = [decided.now] if decided.now else [decided.earlier]
    return next((line for line in lines if line is not None and line.state == OPEN), None)


def _sent(decided: MonthDecisions, area: str, met: Collection[int]) -> Iterator[DecisionLine]:
    """Deployments of the area that run, about places that are on the list no more."""
    told = set(met)
    for line in (*decided.elsewhere, *decided.promises):
        decision = line.decision
        runs = decision.entry.kind == SEND and line.state == OPEN
        if runs and decision.place.neighbourhood == area and decision.id not in told:
            told.add(decision.id)
            yield line


def _listed(
    config: Config, fresh: Freshness, month: str, row: DiscussionRow, line: DecisionLine | None
) -> BriefingPlace:
    candidate = discussion(fresh, month).candidates[row.number - 1]
    measured = fresh.shown.concern(candidate.measured)
    alike = comparable(fresh, measured, month)
    hours = when(fresh.shown, measured, alike.sources, np.array(candidate.cells), fresh.shown.thresholds.resolution)
    said = reasons.hours(hours.week) if hours.enough else ""
    return BriefingPlace(
        number=0,
        key=row.key,
        name=row.called if row.one_location else row.name,
        ward=row.ward,
        why=row.why.removesuffix(f" · {said}") if said else row.why,
        shape=row.shape,
        agencies=row.agencies,
        guard=reasons.ONE_LOCATION if row.one_location else "",
        when=_hours(fresh, alike.sources, hours, said),
        do=_do(config, line),
        standing=_standing(line, month),
        decided=line is not None,
        cells=() if row.one_location else row.cells,
    )


def _hours(fresh: Freshness, sources: Collection[str], hours: When, said: str) -> str:
    """The hours that stand out; or that there are none, too few to tell, or no days at all."""
    if hours.enough:
        return said or NO_PATTERN
    if not set(sources) & dated(fresh):
        return f"{monthly_agencies(fresh, sources)} data here is monthly: no hours"
    return f"{TOO_FEW}: {int(hours.incidents)} of the {ENOUGH} it takes"


def dated(fresh: Freshness) -> frozenset[str]:
    """The sources that give the day of an incident."""
    shown = fresh.shown

    def make() -> frozenset[str]:
        details = shown.picture.details
        numbers = {n for table in (details.hours, details.dated) for n in np.unique(table[schema.SERIES]).tolist()}
        return frozenset(shown.series[number][0] for number in numbers)

    return shown.once(("dated sources",), make)


def monthly_agencies(fresh: Freshness, sources: Collection[str]) -> str:
    """The agencies of those ``sources`` that give months only: ``Police``, ``Police and Fire``."""
    without = [name for name in fresh.sources if name in sources and name not in dated(fresh)]
    return words.listed(tuple(dict.fromkeys(fresh.sources[name].agency for name in without)))


def _do(config: Config, line: DecisionLine | None) -> str:
    """``Police, Foot patrol, until 30 Nov 2026: by the shops. Visible, on foot ...``: who, what, where, and how."""
    if line is None:
        return ""
    entry = line.decision.entry
    if entry.kind != SEND:  # nothing else than a watch leaves a place on the list of today
        again = f"; look again {day_title(entry.review)}" if entry.review else ""
        return ": ".join(filter(None, (f"Watch only, nobody sent{again}", entry.note.rstrip("."))))
    parts = [part for part in (entry.agency, entry.tactic) if part]
    if entry.hours is not None:
        parts.append(f"{entry.hours:g} {'hour' if entry.hours == 1 else 'hours'}")
    if entry.until is not None:
        parts.append(f"until {day_title(entry.until)}")
    how = next((tactic.note for tactic in config.decisions.tactics if tactic.title == entry.tactic), "")
    said = ": ".join(filter(None, [", ".join(parts), entry.note]))
    return ". ".join(part.rstrip(".") for part in (said, how) if part)


def _standing(line: DecisionLine | None, month: str) -> str:
    if line is None:
        return f"{months.short(month)}: not decided"
    return f"decided by the meeting of {months.short(line.decision.month)}"


def _elsewhere(config: Config, fresh: Freshness, line: DecisionLine) -> BriefingPlace:
    """A deployment about a place that is on the list no more: as the meeting saw it."""
    decision = line.decision
    name = public_name(fresh, decision)
    return BriefingPlace(
        number=0,
        key=decision.place.key,
        name=name,
        ward=decision.place.ward,
        why=decision.seen.why,
        shape="",
        agencies="",
        guard="" if name == decision.place.name else reasons.ONE_LOCATION,
        when="",
        do=_do(config, line),
        standing=f"{_standing(line, decision.month)}, no longer on the list",
        decided=True,
        cells=decision.place.cells if name == decision.place.name else (),
    )


def _public(row: DiscussionRow, number: int) -> BriefingPlace:
    """What may leave of a place: in which ward, for what, and what has become of it; called as the public list does."""
    return BriefingPlace(
        number=number,
        key=row.key,
        name=row.called,
        ward=row.ward,
        why=words.listed(row.concerns) if len(row.concerns) > 1 else "",  # of one its name says it
        shape=row.shape,
        agencies=row.agencies,
        guard="",
        when="",
        do="",
        standing="",
        decided=False,
        cells=(),
    )
