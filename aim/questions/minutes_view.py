"""What do the minutes of a meeting say, item by item? Made of what was kept, and of nothing else.

The Internal edition has all of it; a place that one location may explain is called by its ward and concern there too.
The Public edition calls every place so, and has no hours and no note. Which counts, verdicts and decisions it tells,
and in which words it says what it does not tell, :mod:`aim.questions.public_rule` rules for all that is public.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from aim import months
from aim.concerns import ALL
from aim.decision_lists import KINDS, SEND
from aim.decisions.closed import GROUP
from aim.decisions.model import ENDED, day_title
from aim.questions import words
from aim.questions.editions import Edition
from aim.questions.given_out import stands
from aim.questions.minutes import Before, MeetingState
from aim.questions.minutes_lines import day_of, earlier_line, hours_of, place_lines, who_of
from aim.questions.minutes_views import MinutesView, MovedLine, SourceHeld, TotalLine
from aim.questions.public_rule import TOLD_LATER, public_line, told_only
from aim.questions.public_words import (
    chance_words,
    counted_words,
    outside,
    outside_words,
    unjudged_words,
    withheld_words,
)
from aim.questions.set_apart import meetings

Row = Mapping[str, Any]
DRAFT: Final = "Draft, meeting not closed"
NOTHING: Final = "No decision was recorded."
NOT_SHOWN: Final = "not shown"
_DASH: Final = "–"


def minutes_view(found: Before, edition: Edition) -> MinutesView:
    """The minutes of a meeting in an edition: as it was closed, or as a draft of now."""
    tables, public = found.tables, edition == Edition.PUBLIC
    decided = tables["decisions"]
    return MinutesView(
        title=f"Minutes of the meeting on {months.title(tables['month'])}",
        status=status(found.state, tables, public),
        remarks=remarks(found.state, public),
        summary=_summary(tables, public),
        data=tuple(
            SourceHeld(row["source"], row["state"], row["text"].removeprefix(row["source"]).lstrip(" :"))
            for row in tables["data"]
        ),
        notes=_notes(tables, public),
        earlier=tuple(
            earlier_line(row, tables["month"], public) for row in (told_only(tables) if public else tables["sent"])
        ),
        moved=tuple(_moved(tables, public)),
        outside=tuple(_outside(tables, public)),
        chance=_sentence(chance_words(_of_neighbourhoods(tables)) if public else tables["chance"]),
        chance_of_list=_sentence(tables["chance_of_list"]) if tables["places"] else "",
        counted=counted_words(tables["moved"]),
        withheld=" ".join(filter(None, (unjudged_words(tables["moved"]), withheld_words(tables["moved"]))))
        if public
        else "",
        silent=tuple(tables["silent"]),
        places=tuple(place_lines(tables, public)),
        more=_more(tables),
        undecided=TOLD_LATER if public else "" if decided else NOTHING,
        totals=() if public else tuple(_totals(decided)),
        next=tuple(_next(decided)) if not public else (),
        coming_up=tuple(tables["coming_up"]),
    )


def status(state: MeetingState, tables: Row, public: bool) -> str:
    """Whether the meeting is closed, by whom, since when and on which picture; whether anything was decided afterwards.

    By a role, never an account. The public is not told how often it was closed: it is closed anew for a decision, and
    its minutes are those of the first time (:func:`aim.questions.minutes.public_before`).
    """
    if state.last is None:
        return "This is a draft: the meeting is not closed, and what it says may still change."
    last, times = state.last, len(state.closings)
    picture = tables["picture"] if public else last.picture  # that of its day, whichever a decision opened it on
    said = [f"Closed by {tables.get('closed_by', GROUP)} at {clock(last.at, tables)} on picture {picture}."]
    if public:
        return said[0]
    if times > 1:
        said.append(f"It was closed {words.number(times)} times; these are the minutes of the last time.")
    if state.later:
        many = "a decision was" if state.later == 1 else f"{words.number(state.later)} decisions were"
        said.append(f"Changed since: {many} written afterwards and not in these minutes. Close the meeting again.")
    return " ".join(said)


def remarks(state: MeetingState, public: bool) -> tuple[str, ...]:
    """What stands on every page of minutes that are no record of what holds."""
    if state.last is None:
        return (DRAFT,)
    return ("Changed since closing",) if state.later and not public else ()


def clock(at: datetime, tables: Row) -> str:
    """``14:02 on 26 Nov 2026`` by the clock of the town."""
    local = at.astimezone(ZoneInfo(tables["zone"]))
    return f"{local:%H:%M} on {day_title(local.date())}"


# ---- in words --------------------------------------------------------------------------------------------------------
def _summary(tables: Row, public: bool) -> str:
    """``8 places for discussion, 1 more is known; 7 decided: 4 Send, 2 Watch, 1 Not now. 48 hours are planned.``

    In public all of the list: which of them are known is decided.
    """
    decided, listed = tables["decisions"], len(tables["places"])
    known = 0 if public else sum(bool(row.get("known")) for row in tables["places"])
    start = f"{words.plural(listed - known, 'place')} for discussion" if listed > known else "No place for discussion"
    if public:
        return f"{start}."
    if known:
        start += f", {known} more {'is' if known == 1 else 'are'} known since {meetings(known)}"
    if not decided:
        return f"{start}. {NOTHING}"
    kinds = Counter(row["kind"] for row in decided)
    said = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
    hours = sum(row["hours"] or 0 for row in decided if row["kind"] == SEND)
    planned = f" {hours_of(hours)} {'is' if hours == 1 else 'are'} planned." if hours else ""
    return f"{start}; {len(decided)} decided: {said}.{planned}"


def _notes(tables: Row, public: bool) -> tuple[str, ...]:
    said = [] if public else list(tables["notes"])  # those hold counts
    if apart := tables.get("apart"):
        places = words.plural(apart["places"], "known place")
        reports = (
            "" if public else f", with {words.plural(apart['count'], 'report')} in {months.title(tables['month'])}"
        )
        said.append(f"{places} (police stations, hospitals and the like){reports}, set apart and in no other figure.")
    if tables["opened_on"] != tables["picture"] and not public:  # it is opened by a decision
        said.append(f"It was opened on picture {tables['opened_on']}; these tables are of {tables['picture']}.")
    if public:
        said.append(stands(tables.get("published", {}), tables["month"]))
    if not tables["confirmed"]:
        said.append("Which ward belongs to which neighbourhood is unconfirmed.")
    return tuple(filter(None, said))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _more(tables: Row) -> str:
    more = [f"{lane['more']} more {name}" for name, lane in tables["lanes"].items() if lane["more"]]
    return f"Not listed: {words.listed(more)}." if more else ""


# ---- what moved, what is asked, what is next ------------------------------------------------------------------------
def _moved(tables: Row, public: bool) -> list[MovedLine]:
    """The town and each neighbourhood over all concerns."""
    rows = {row["area"]: row for row in tables["moved"] if row["concern"] == ALL}
    return [_line(area or tables["town"], rows[area], public) for area in (*tables["neighbourhoods"], "")]


def _line(area: str, row: Row, public: bool) -> MovedLine:
    if public:
        line = public_line(row)
        count, last_year = _number(line.count, row["count"]), _number(line.last_year, row["last_year"])
        return MovedLine(area, count, _range(line.lower, line.upper), line.verdict, last_year)
    signal = f"{row['signal']}: {row['reason']}" if row["reason"] else row["signal"]
    count, last_year = (_number(row[name], row[name]) for name in ("count", "last_year"))
    return MovedLine(area, count, _range(row["lower"], row["upper"]), signal, last_year)


def _number(told: int | None, held: int | None) -> str:
    """A number as it is told, that it is held and not told, or a dash."""
    return f"{told:,}" if told is not None else _DASH if held is None else NOT_SHOWN


def _range(lower: int | None, upper: int | None) -> str:
    return _DASH if lower is None else f"{lower:,} to {upper:,}"


def _outside(tables: Row, public: bool) -> list[str]:
    """What is outside of what was expected; of the public edition what may leave of it."""
    if not public:
        return list(tables["outside"])
    return [outside_words(row) for row in outside(_of_neighbourhoods(tables))]


def _of_neighbourhoods(tables: Row) -> list[Row]:
    return [row for row in tables["moved"] if row["area"]]


def _totals(decided: Sequence[Row]) -> list[TotalLine]:
    """What is asked of each agency that is sent, the most asked first."""
    sent: dict[str, list[Row]] = {}
    for row in decided:
        if row["kind"] == SEND:
            sent.setdefault(row["agency"], []).append(row)
    found = []
    for agency, rows in sorted(sent.items(), key=lambda item: (-len(item[1]), item[0])):
        hours, unsaid = sum(row["hours"] or 0 for row in rows), sum(row["hours"] is None for row in rows)
        parts = [hours_of(hours) if hours else "", f"{unsaid} without hours" if unsaid else ""]
        found.append(TotalLine(agency, len(rows), ", ".join(part for part in parts if part)))
    return found


def _next(decided: Sequence[Row]) -> list[str]:
    """What has to be looked at again, by its day: ``20 Dec 2026: no 4, Town centre: Send ends (Council, Warden ...)``.

    With the number of the list: of two places called by ward and concern both may be called alike.
    """
    dated = []
    for row in decided:
        if row["fate"] == ENDED:
            continue
        who = f" ({who_of(row)})" if who_of(row) else ""
        place = row["named"] if row["number"] is None else f"no {row['number']}, {row['named']}"
        for day, what in ((row["until"], "ends"), (row["review"], "is looked at again")):
            if day:
                dated.append((day, f"{day_of(day)}: {place}: {row['kind']} {what}{who}"))
    return [text for _, text in sorted(dated)]
