"""What do the minutes of a meeting say, item by item? Made of what was kept, and of nothing else.

The Internal edition has all of it; a place that one location may explain is called by its ward and concern there too.
The Public edition calls every place so, has no count of 1 to 4, no hours and no note, and **says nothing of what a
decision in force does**: a listed place that somebody is sent to, that is watched or that is known is said alike to be
decided on and told of when that is over, so that nobody can tell by what is missing where somebody is. What is over,
and what has to wait, is told. Counts are those of areas that may leave. Whether they are more or less than expected is
said in words, and only where every month behind the verdict may leave too: month after month, verdicts on one series
would tell what is withheld in it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from aim import months
from aim.concerns import ALL
from aim.decision_lists import KINDS, SEND
from aim.decisions.model import ENDED, day_title
from aim.engine.trends import SLIGHT_TAIL
from aim.questions import words
from aim.questions.editions import Edition
from aim.questions.method_words import one_in
from aim.questions.minutes import Before, MeetingState
from aim.questions.minutes_lines import day_of, earlier_line, hours_of, in_force, place_lines, who_of
from aim.questions.minutes_views import MinutesView, MovedLine, SourceHeld, TotalLine

Row = Mapping[str, Any]
DRAFT: Final = "Draft, meeting not closed"
NOTHING: Final = "No decision was recorded."
WITHHELD: Final = "not shown"
_DASH: Final = "–"


def minutes_view(found: Before, edition: Edition) -> MinutesView:
    """The minutes of a meeting in an edition: as it was closed, or as a draft of now."""
    tables, public = found.tables, edition == Edition.PUBLIC
    decided = tables["decisions"]
    return MinutesView(
        title=f"Minutes of the meeting on {months.title(tables['month'])}",
        status=status(found.state, tables),
        remarks=remarks(found.state),
        summary=_summary(tables, public),
        data=tuple(
            SourceHeld(row["source"], row["state"], row["text"].removeprefix(row["source"]).lstrip(" :"))
            for row in tables["data"]
        ),
        notes=_notes(tables, public),
        earlier=tuple(earlier_line(row, public) for row in tables["sent"] if not (public and in_force(row))),
        moved=tuple(_moved(tables, public)),
        outside=tuple(_outside(tables, public)),
        chance=_sentence(_public_chance(tables) if public else tables["chance"]),
        silent=tuple(tables["silent"]),
        places=tuple(place_lines(tables, public)),
        more=_more(tables),
        undecided="" if decided else NOTHING,
        totals=() if public else tuple(_totals(decided)),
        next=tuple(_next(decided)) if not public else (),
        coming_up=tuple(tables["coming_up"]),
    )


def status(state: MeetingState, tables: Row) -> str:
    """Whether the meeting is closed, since when and on which picture; whether anything was decided afterwards."""
    if state.last is None:
        return "This is a draft: the meeting is not closed, and what it says may still change."
    last, times = state.last, len(state.closings)
    said = [f"Closed at {clock(last.at, tables)} on picture {last.picture}."]
    if times > 1:
        said.append(f"It was closed {words.number(times)} times; these are the minutes of the last time.")
    if state.later:
        many = "a decision was" if state.later == 1 else f"{words.number(state.later)} decisions were"
        said.append(f"Changed since: {many} written afterwards and not in these minutes. Close the meeting again.")
    return " ".join(said)


def remarks(state: MeetingState) -> tuple[str, ...]:
    """What stands on every page of minutes that are no record of what holds."""
    if state.last is None:
        return (DRAFT,)
    return ("Changed since closing",) if state.later else ()


def clock(at: datetime, tables: Row) -> str:
    """``14:02 on 26 Nov 2026`` by the clock of the town."""
    local = at.astimezone(ZoneInfo(tables["zone"]))
    return f"{local:%H:%M} on {day_title(local.date())}"


# ---- in words --------------------------------------------------------------------------------------------------------
def _summary(tables: Row, public: bool) -> str:
    """``8 places for discussion; 7 decided: 4 Send, 1 Watch, 1 Known, 1 Not now. 48 hours are planned.``"""
    decided, listed = tables["decisions"], len(tables["places"])
    start = f"{words.plural(listed, 'place')} for discussion" if listed else "No place for discussion"
    if not decided:
        return f"{start}. {NOTHING}"
    if public:
        waiting = sum(in_force(row) for row in decided)
        rest = f"; {waiting} of them in force and told when they are over" if waiting else ""
        return f"{start}; {words.plural(len(decided), 'decision')}{rest}."
    kinds = Counter(row["kind"] for row in decided)
    said = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
    hours = sum(row["hours"] or 0 for row in decided if row["kind"] == SEND)
    planned = f" {hours_of(hours)} {'is' if hours == 1 else 'are'} planned." if hours else ""
    return f"{start}; {len(decided)} decided: {said}.{planned}"


def _notes(tables: Row, public: bool) -> tuple[str, ...]:
    said = [] if public else list(tables["notes"])  # those hold counts
    if tables["opened_on"] != tables["picture"]:
        said.append(f"It was opened on picture {tables['opened_on']}; these tables are of {tables['picture']}.")
    if not tables["confirmed"]:
        said.append("Which ward belongs to which neighbourhood is unconfirmed.")
    return tuple(said)


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
    def told(name: str) -> str:
        hidden = public and row["hidden" if name == "count" else "last_year_hidden"]
        return _DASH if row[name] is None else WITHHELD if hidden else f"{row[name]:,}"

    expected = _DASH if row["lower"] is None or public else f"{row['lower']:,} to {row['upper']:,}"
    signal = f"{row['signal']}: {row['reason']}" if row["reason"] else row["signal"]
    if public and row["lower"] is not None and not _told(row):
        signal = WITHHELD
    return MovedLine(area, told("count"), expected, signal, told("last_year"))


def _outside(tables: Row, public: bool) -> list[str]:
    """What is outside of what was expected; of the public edition what may leave of it."""
    if not public:
        return list(tables["outside"])
    return [_verdict(row) for row in strongest(_public_rows(tables))]


def _public_rows(tables: Row) -> list[Row]:
    """The verdicts on neighbourhoods that may leave."""
    return [row for row in tables["moved"] if row["area"] and _told(row)]


def _told(row: Row) -> bool:
    """Whether a verdict may leave; of meetings closed before that was kept none does."""
    return bool(row.get("told", False)) and not row["hidden"]


def public_word(row: Row) -> str:
    """The verdict on a row in one word, empty where it may not leave."""
    return str(row["signal"]) if _told(row) else ""


def _public_chance(tables: Row) -> str:
    """How many of the verdicts that leave are outside, and how many chance alone would put there at most."""
    judged = [row for row in _public_rows(tables) if row["strength"] is not None]
    if not judged:
        return "Nothing can be said of what is usual"
    outside, by_chance = len(strongest(judged)), one_in(2 * SLIGHT_TAIL)
    many = words.number(outside) if outside else "none"
    return f"{many} of {len(judged)} outside what is expected; by chance alone up to {by_chance} would be"


def strongest(rows: Sequence[Row]) -> list[Row]:
    """Of the verdicts those outside what was expected, the one that moved most first."""
    outside = [row for row in rows if row["strength"] is not None and row["signal"] != "as expected"]
    return sorted(outside, key=lambda row: (-abs(row["strength"]), row["concern"]))


def _verdict(row: Row) -> str:
    """Without what was expected: that is made of earlier months, of which some may not leave."""
    return f"{row['title']} in {row['area']}: {row['signal']}, {row['count']:,}"


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
