"""What lies before a meeting when it is closed, as plain JSON values: all that its minutes and sheets are made from.

Counts of areas and of places as the meeting saw them, and what it decided; no incident, no point, no account. What is
here stays when retention has dropped the incidents, so that minutes can be made again byte for byte.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from aim import months
from aim.concerns import ALL
from aim.config import Config
from aim.decisions.closed import GROUP, Opened
from aim.decisions.model import ENDED, STANDS, Decision
from aim.questions import calendar
from aim.questions.area_rows import YEAR, area_rows
from aim.questions.decisions import DecisionLine, MonthDecisions, decision_line
from aim.questions.discussion import chance, discussion_view
from aim.questions.freshness import freshness, strip
from aim.questions.given_out import given_out
from aim.questions.giving_out import dated
from aim.questions.naming import public_name
from aim.questions.notes import agreed, notes
from aim.questions.public_counts import kept, public_counts
from aim.questions.public_rule import is_recent, is_told
from aim.questions.set_apart import in_words, known_keys
from aim.questions.shown import show
from aim.questions.signals import signals
from aim.questions.views import DiscussionRow
from aim.reading.basis import Basis, basis
from aim.reading.freshness import Freshness

FORMAT: Final = 1  # of what is kept: a later AIM that keeps it otherwise counts on


def tables(
    config: Config,
    fresh: Freshness,
    month: str,
    found: MonthDecisions,
    *,
    opened: Opened | None,
    over: Sequence[Decision],
    every: Sequence[Decision] = (),
    by: str = GROUP,
) -> dict[str, Any]:
    """Everything of the meeting of ``month``, from the picture and the day of ``fresh``.

    ``found``: what was decided, ``over``: the decisions of earlier meetings that came to an end since the last one
    (of ``every`` one), ``opened``: the meeting from its first decision on, ``by``: the role that closes it.
    """
    shown = fresh.shown
    told = _told(config, fresh, month)
    manifest, view = shown.manifest, discussion_view(fresh, month)
    everything = basis(fresh, shown.concern(ALL), month, 1)
    sent = [_earlier(fresh, view.rows, line, owed=True) for line in found.promises]
    sent += [_earlier(fresh, view.rows, decision_line(fresh, month, each), owed=False) for each in over]
    lines = [decision_line(fresh, month, each) for each in every if is_recent(each.entry.until, fresh.today)]
    shown_to_all = [line for line in lines if is_told(line.decision.entry.kind, line.decision.fate, line.state)]
    decided, known = _decided(fresh, view.rows, found), known_keys(found)
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
        "closed_by": by,
        "apart": _apart(everything),
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
        "told": [_earlier(fresh, view.rows, line, owed=True) for line in shown_to_all],
        "moved": area_rows(fresh, month, {**given_out(config, shown), **told}),
        "published": told,
        "outside": [row.text for row in signals(fresh, shown.concern(ALL), month).outside],
        "chance": signals(fresh, shown.concern(ALL), month).chance,
        "lanes": {lane: {"means": said, "more": view.more[lane]} for lane, said in view.lanes.items()},
        "unsaid": list(view.unsaid),
        "silent": list(view.silent),
        "chance_of_list": chance(),
        "places": [
            {**_place(row), "known": in_words(found.by_place[row.key]) if row.key in known else ""} for row in view.rows
        ],
        "decisions": decided,
        "events": [event.words for event in calendar.events(shown, month)],
        "coming_up": [event.words for event in calendar.coming_up(shown, fresh.today)],
    }


def _told(config: Config, fresh: Freshness, month: str) -> dict[str, Any]:
    """By month the public tables that the minutes tell of: of the meeting and, where it was whole, of the year before.

    Of a picture that is not the current one they have only what the public tables of today have alike.
    """
    current = show(config)
    assert current is not None  # a picture was asked for by its name
    pictures = [fresh]
    if current.manifest["fingerprint"] != fresh.shown.manifest["fingerprint"]:
        pictures.append(freshness(config, current))
    given, told = given_out(config, fresh.shown), {}
    for each in (month, months.shift(month, -YEAR)):
        found = [public_counts(one, each, given) for one in pictures if each in one.shown.months]
        if each in fresh.shown.months and found[0].offered.any():
            told[each] = dated(fresh, kept(fresh.shown, *found))
            if since := given.get(each, {}).get("given"):
                told[each]["given"] = since
    return told


def _apart(everything: Basis) -> dict[str, Any]:
    """How many places are set apart, and how many incidents of the month with them; sensitive places are in neither."""
    shown, made_of = everything.reporting.shown, everything
    numbers = shown.numbers(made_of.concern.categories, made_of.sources)
    at = shown.month_number(made_of.month)
    places = [place for place in shown.manifest["settings"]["places"] if place["treatment"] == "apart"]
    return {"places": len(places), "count": int(shown.area_counts(numbers, "apart_wards")[at].sum())}


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
        "begun": _iso(decision.begun),
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
