"""What may be written about a place: each field judged by itself, and every fault told at once."""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from aim import months, personal
from aim.decision_lists import KINDS, KNOWN, LONGEST_ROLE, NOT_NOW, SEND, WATCH, DecisionLists
from aim.decisions.model import LONGEST_NOTE, Entry, EntryError, Place, Seen

# The fields of a kind, and which of them must be filled in.
FIELDS: Final = {
    SEND: ("reason", "note", "agency", "owner", "tactic", "hours", "until", "review"),
    WATCH: ("reason", "note", "agency", "owner", "review"),
    KNOWN: ("reason", "note", "agency", "owner", "review", "level"),
    NOT_NOW: ("reason", "note", "review"),
}
NEEDED: Final = {
    SEND: ("reason", "agency", "owner", "until"),
    WATCH: ("reason", "review"),
    KNOWN: ("reason", "review"),
    NOT_NOW: ("reason",),
}
MOST_HOURS: Final = 10_000
LATEST: Final = timedelta(days=731)  # two years: longer than any plan of a partnership
_ASK: Final = {
    "reason": "pick a reason", "agency": "pick the agency that does it", "owner": "name the role that owns it",
    "until": "say until which day", "review": "say on which day it is looked at again",
}  # fmt: skip
_KEY: Final = re.compile(r"[0-9a-f]{15}")
_MOST_CELLS: Final = 500
_LONGEST: Final = 200


def line(text: Any) -> str:
    """A text on one line as it reads: without signs that no eye sees, and with single blanks."""
    if not isinstance(text, str):
        return ""
    seen = "".join(
        " " if unicodedata.category(each) == "Cc" else each
        for each in unicodedata.normalize("NFC", text)
        if unicodedata.category(each) not in ("Cf", "Cs", "Co", "Cn")
    )
    return " ".join(seen.split())


def entry(given: Entry, seen: Seen, lists: DecisionLists, today: date, standing: Entry | None = None) -> Entry:
    """``given`` as it is written: tidied, without the fields its kind has not.

    ``standing``: what it changes; a day or a picked word that stands may stay as it is, though the day has passed or
    the word is on no list any more. Raises :class:`EntryError` with every fault, each by its field.
    """
    if given.kind not in KINDS:
        raise EntryError({"kind": f"{line(given.kind)[:40]!r} is no decision: choose {', '.join(KINDS)}"}, given)
    kept = {name: getattr(given, name) for name in FIELDS[given.kind]}
    tidy: dict[str, Any] = {name: line(value) if name in _TEXTS else value for name, value in kept.items()}
    if given.kind == KNOWN and tidy["level"] is None:
        tidy["level"] = seen.count
    faults = {name: _ASK[name] for name in NEEDED[given.kind] if tidy[name] in ("", None)}
    for name, value in tidy.items():
        stood = getattr(standing, name, None) if standing is not None else None
        if name not in faults and value not in ("", None) and (value != stood or type(value) is not type(stood)):
            fault = _fault(name, value, given.kind, lists, today, seen.lane)
            if fault:
                faults[name] = fault
    if not faults and tidy.get("until") and tidy.get("review") and tidy["review"] < tidy["until"]:
        faults["review"] = "the review lies before the last day of the deployment"
    if faults:
        raise EntryError(faults, given)
    return Entry(kind=given.kind, **tidy)


def note(text: Any, entered: Entry | None = None) -> str:
    """A note as it is written. Raises :class:`EntryError`."""
    tidy = line(text)
    if fault := _note(tidy):
        raise EntryError({"note": fault}, entered)
    return tidy


def subject(month: str, place: Place, seen: Seen, picture: str) -> tuple[Place, Seen, str]:
    """What a decision is about, as it is written. Raises :class:`EntryError`: AIM handed it in, not a person."""
    faults = {what: fault for what, fault in _about(month, place, seen) if fault}
    if faults:
        raise EntryError({"place": "; ".join(faults.values()) + ": open the month again and choose the place there"})
    texts: dict[str, Any] = {each: _short(getattr(place, each)) for each in ("name", "called", "ward", "neighbourhood")}
    said: dict[str, Any] = {each: _short(getattr(seen, each)) for each in ("measured", "lane", "shape", "why")}
    place = replace(place, **texts, concerns=tuple(map(_short, place.concerns)))
    return place, replace(seen, **said, sources=tuple(map(_short, seen.sources))), _short(picture)


def _short(text: Any) -> str:
    return line(text)[:_LONGEST]


_TEXTS: Final = ("reason", "note", "agency", "owner", "tactic")


def _fault(name: str, value: Any, kind: str, lists: DecisionLists, today: date, lane: str) -> str | None:
    """What is wrong with one field that is filled in."""
    if name in ("until", "review"):
        return _day(value, today)
    if name == "hours":
        return _hours(value)
    if name == "level":
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000
        return None if whole else "the level is a number of incidents: write it in figures"
    if name == "note":
        return _note(value)
    if name == "owner":
        return _role(value)
    offered = lists.reasons_for(kind, lane)
    if name == "reason" and (lanes := _kept_for(value, kind, lists)) and lane not in lanes:
        only = f"{value!r} is for places that are {' or '.join(lanes)}, and this one is {lane}"
        return f"{only}: choose {', '.join(offered)}"
    picked = {
        "agency": tuple(each.name for each in lists.agencies),
        "tactic": tuple(each.title for each in lists.tactics),
        "reason": offered,
    }[name]
    return None if value in picked else f"{value[:40]!r} is not on the list: choose {', '.join(picked)}"


def _kept_for(reason: str, kind: str, lists: DecisionLists) -> tuple[str, ...]:
    """The lanes that a reason of the list is kept for; none where it is for all, and of another text or kind."""
    return next((each.lanes for each in lists.reasons if each.text == reason and kind in each.kinds), ())


def _day(value: Any, today: date) -> str | None:
    if type(value) is not date:
        return "write the day as 2026-11-30"
    if value < today:
        return f"{_written(value)} has passed: choose a day from today on"
    if value <= today + LATEST:
        return None
    return f"{_written(value)} is more than two years away: choose a nearer day"


def _written(day: date) -> str:
    """``14 July 2025``."""
    return f"{day.day} {months.NAMES[day.month - 1]} {day.year}"


def _hours(value: Any) -> str | None:
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not number or not 0 < value <= MOST_HOURS:
        return f"hours are a number over 0 and up to {MOST_HOURS:,}, or left out"
    return None


def _note(text: str) -> str | None:
    if len(text) > LONGEST_NOTE:
        return f"the note has {len(text)} characters: {LONGEST_NOTE} are kept, so shorten it"
    held = personal.in_writing(text)
    return f"the note holds what may be {held}: write it without, decisions are about places" if held else None


def _role(text: str) -> str | None:
    if len(text) > LONGEST_ROLE:
        return f"the owner has {len(text)} characters: name a role in {LONGEST_ROLE}"
    held = personal.in_writing(text)
    return f"the owner holds what may be {held}: name the role, never a person" if held else None


def _about(month: str, place: Place, seen: Seen) -> Iterator[tuple[str, str | None]]:
    yield "month", None if isinstance(month, str) and months.is_month(month) else f"{str(month)[:20]!r} is no month"
    cells = (place.key, *place.cells)
    right = len(cells) <= _MOST_CELLS and all(isinstance(each, str) and _KEY.fullmatch(each) for each in cells)
    yield "cells", None if right and place.key in place.cells else "its cells are none of the map"
    counts = (seen.count, seen.window, seen.hot, seen.of_months, seen.rank_low, seen.rank_high)
    whole = all(isinstance(each, int) and not isinstance(each, bool) and 0 <= each < 2**31 for each in counts)
    known = seen.expected is None or (isinstance(seen.expected, int | float) and math.isfinite(seen.expected))
    yield "seen", None if whole and known else "its numbers cannot be read"
