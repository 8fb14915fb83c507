"""What lies before a meeting when it is closed, as plain JSON values: all that its minutes and sheets are made from.

Counts of areas and of places as the meeting saw them, and what it decided; no incident, no point, no account. What is
here stays when retention has dropped the incidents, so that minutes can be made again byte for byte.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from aim import months, schema
from aim.concerns import ALL
from aim.config import Config
from aim.decisions.closed import Opened
from aim.decisions.model import ENDED, STANDS, Decision
from aim.engine.trends import root_difference
from aim.questions import calendar, words
from aim.questions.decisions import DecisionLine, MonthDecisions, decision_line
from aim.questions.discussion import chance, discussion_view
from aim.questions.freshness import strip
from aim.questions.naming import public_name
from aim.questions.notes import agreed, notes
from aim.questions.public_counts import followed, public_counts
from aim.questions.signals import signal_row, signals
from aim.questions.views import DiscussionRow
from aim.reading.basis import basis
from aim.reading.comparable import Comparable
from aim.reading.freshness import Freshness
from aim.reading.trends import TOWN, MonthTrends, area_counts, month_trends

FORMAT: Final = 1  # of what is kept: a later AIM that keeps it otherwise counts on
YEAR: Final = 12


def tables(
    config: Config,
    fresh: Freshness,
    month: str,
    found: MonthDecisions,
    *,
    opened: Opened | None,
    over: Sequence[Decision],
) -> dict[str, Any]:
    """Everything of the meeting of ``month``, from the picture and the day of ``fresh``.

    ``found``: what was decided, ``over``: the decisions of earlier meetings that came to an end since the last one,
    ``opened``: the meeting from its first decision on.
    """
    shown = fresh.shown
    manifest, view = shown.manifest, discussion_view(fresh, month)
    everything = basis(fresh, shown.concern(ALL), month, 1)
    sent = [_earlier(fresh, view.rows, line, owed=True) for line in found.promises]
    sent += [_earlier(fresh, view.rows, decision_line(fresh, month, each), owed=False) for each in over]
    decided = _decided(fresh, view.rows, found)
    return {
        "format": FORMAT,
        "month": month,
        "partnership": shown.partnership["title"],
        "town": shown.partnership["town"],
        "neighbourhoods": list(shown.neighbourhoods),
        "picture": manifest["picture"],
        "fingerprint": manifest["fingerprint"],
        "as_at": manifest["as_at"],
        "today": fresh.today.isoformat(),
        "opened_on": opened.picture if opened else manifest["picture"],
        "demonstration": manifest["demonstration"],
        "confirmed": shown.partnership["membership_confirmed"],
        "attribution": manifest["attribution"],
        "agreed": agreed(everything),
        "marking": config.marking,
        "contact": config.partnership.contact,
        "reporting": [way.model_dump() for way in config.partnership.reporting],
        "zone": config.partnership.timezone,
        "data": [
            {"source": said.title, "agency": said.agency, "text": said.text, "state": fresh.state(name, month)}
            for name, said in zip(fresh.sources, strip(config, shown), strict=True)
        ],
        "state": everything.state,
        "notes": list(notes(everything, None)),
        "thresholds": shown.thresholds.model_dump(mode="json"),
        "sent": sent,
        "moved": _moved(fresh, month),
        "outside": [row.text for row in signals(fresh, shown.concern(ALL), month).outside],
        "chance": signals(fresh, shown.concern(ALL), month).chance,
        "lanes": {lane: {"means": said, "more": view.more[lane]} for lane, said in view.lanes.items()},
        "unsaid": list(view.unsaid),
        "silent": list(view.silent),
        "chance_of_list": chance(),
        "places": [_place(row) for row in view.rows],
        "decisions": decided,
        "events": [event.words for event in calendar.events(shown, month)],
        "coming_up": [event.words for event in calendar.coming_up(shown, fresh.today)],
    }


def _place(row: DiscussionRow) -> dict[str, Any]:
    values = asdict(row)
    return {**values, "concerns": list(row.concerns), "guards": list(row.guards), "cells": list(row.cells)}


def _decided(fresh: Freshness, rows: Sequence[DiscussionRow], found: MonthDecisions) -> list[dict[str, Any]]:
    """The decisions of the meeting, by the list and then those about places that are on it no more."""
    there = [(row.number, found.by_place[row.key].now) for row in rows if row.key in found.by_place]
    of_list = [{"number": number, **_line(fresh, rows, line)} for number, line in there if line is not None]
    return of_list + [{"number": None, **_line(fresh, rows, line)} for line in found.elsewhere]


def _earlier(fresh: Freshness, rows: Sequence[DiscussionRow], line: DecisionLine, *, owed: bool) -> dict[str, Any]:
    """``taken_up``: it stands, and nothing is ``owed`` on it any more, since a later meeting took it up again."""
    taken_up = line.decision.fate == STANDS and not owed
    return {"month": line.decision.month, "taken_up": taken_up, **_line(fresh, rows, line)}


def _line(fresh: Freshness, rows: Sequence[DiscussionRow], line: DecisionLine) -> dict[str, Any]:
    """A decision with what has become of it. ``named``: what it may be called inside, ``called``: outside."""
    decision, entry = line.decision, line.decision.entry
    place, seen = decision.place, decision.seen
    return {
        "id": decision.id,
        "version": decision.version,
        "picture": decision.picture,
        "key": place.key,
        "named": _named(fresh, rows, decision),
        "called": place.called,
        "ward": place.ward,
        "neighbourhood": place.neighbourhood,
        "concerns": list(place.concerns),
        "kind": entry.kind,
        "reason": entry.reason,
        "note": entry.note,
        "agency": entry.agency,
        "owner": entry.owner,
        "tactic": entry.tactic,
        "hours": entry.hours,
        "until": _iso(entry.until),
        "review": _iso(entry.review),
        "level": entry.level,
        "state": line.state,
        "told": line.told,
        "fate": decision.fate,
        "end_note": decision.end_note,
        "ended": decision.at.date().isoformat() if decision.fate == ENDED else None,
        "seen": {"count": seen.count, "expected": seen.expected, "window": seen.window, "why": seen.why},
        "concern": seen.measured,
        "counted": _title(fresh, seen.measured),
        "count": line.count,
    }


def _named(fresh: Freshness, rows: Sequence[DiscussionRow], decision: Decision) -> str:
    """The name of a decision's place; ward and concern where one location may explain it, then or now."""
    cells = {decision.place.key, *decision.place.cells}
    guarded = any(row.one_location and not cells.isdisjoint(row.cells) for row in rows)
    return decision.place.called if guarded else public_name(fresh, decision)


def _title(fresh: Freshness, concern: str) -> str:
    """The title of a concern as it is on screen; none of one that there is not any more."""
    return next((each.title for each in fresh.shown.concerns if each.name == concern), "")


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _moved(fresh: Freshness, month: str) -> list[dict[str, Any]]:
    """The verdict on each concern in the town and in each neighbourhood, with the same month of the year before.

    ``hidden``: the count must not leave for the public, nor must what it is compared with. ``told``: the verdict may
    leave, since every month behind it may. ``enforced``: it depends on how much the police look. ``holds``: another
    concern is a part of it.
    """
    answer = month_trends(fresh, fresh.shown.concerns, month)
    public = public_counts(fresh, month)
    told, size, found = followed(fresh, public), len(answer.areas), []
    for number, each in enumerate(answer.compared):
        before = _year_before(fresh, each, number)
        for at, area in enumerate(answer.areas):
            if area.kind in (TOWN, schema.NEIGHBOURHOOD):
                said = _verdict(answer, number * size + at, area.kind == TOWN, each)
                leaves = {"hidden": bool(public.hidden[number, at]), "told": bool(told[number, at])}
                found.append({**said, **before(at), **leaves})
    return found


def _verdict(answer: MonthTrends, at: int, town: bool, each: Comparable) -> dict[str, Any]:
    row, found, concern = signal_row(answer, at), answer.found, each.made_of.concern
    told = None if row.expected is None else float(root_difference(found.count[at], found.expected[at]))
    return {
        "concern": row.concern,
        "title": row.title,
        "enforced": not concern.discussed,
        "holds": any(set(other.categories) < set(concern.categories) for other in each.shown.concerns),
        "area": "" if town else row.area,
        "signal": row.signal,
        "strength": None if told is None else round(told, 3),
        "count": row.count,
        "expected": None if row.expected is None else round(row.expected, 1),
        "lower": row.lower,
        "upper": row.upper,
        "reason": row.reason,
        "of": words.listed(each.titles(each.sources)),
    }


def _year_before(fresh: Freshness, each: Comparable, number: int) -> Callable[[int], dict[str, Any]]:
    """By area the same month a year before of the same sources; nothing where it was counted otherwise or not whole."""
    earlier = months.shift(each.made_of.month, -YEAR)
    if earlier not in each.shown.months or not each.sources or not each.complete(earlier):
        return lambda at: {"last_year": None, "last_year_hidden": True}
    numbers = each.shown.numbers(each.made_of.concern.categories, each.sources)
    counts = area_counts(each.shown, numbers)[:, each.shown.month_number(earlier)]
    public = public_counts(fresh, earlier)
    same = public.series[number] == frozenset(numbers.tolist())  # else what is hidden is of another number
    return lambda at: {"last_year": int(counts[at]), "last_year_hidden": not same or bool(public.hidden[number, at])}


def came_to_an_end(decisions: Sequence[Decision], taken_up: frozenset[int], last: Opened | None) -> list[Decision]:
    """Of the decisions of earlier meetings those that ended, or were taken up, since the ``last`` meeting was opened.

    What the last meeting itself decided is among them, whenever it ended.
    """
    if last is None:
        return []
    return [
        each
        for each in decisions
        if (each.fate == ENDED or (each.fate == STANDS and each.id in taken_up))
        and (each.month == last.month or (each.fate == ENDED and each.at >= last.at))
    ]
