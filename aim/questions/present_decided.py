"""What a meeting sent and what it decides: the promises it opens on, and the decisions it reads back."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from aim.decision_lists import KINDS, KNOWN, SEND, WATCH
from aim.decisions.closed import GROUP, Closing
from aim.decisions.model import ENDED, Decision, Entry, day_title
from aim.decisions.states import DUE, RETURNED
from aim.errors import StoreError
from aim.questions.decisions import DecisionLine, PlaceDecisions, clock
from aim.questions.minutes import before
from aim.questions.minutes import meeting as meeting_state
from aim.questions.present_meeting import Meeting, line_of
from aim.questions.present_views import AgencyTotal, Decided, ReadBack, Sent, SentStep
from aim.questions.results import ALIKE, FEWER, MORE

MOST_SENT: Final = 6
_NONE: Final = PlaceDecisions(None, None)
_RUNS: Final = {SEND: "running", WATCH: "watched", KNOWN: "known"}


def sent_step(meeting: Meeting) -> SentStep:
    """What is owed from earlier meetings, and what ended or was taken up again since the last one."""
    found, trouble = meeting.decisions()
    lines = found.looked_at if found else ()
    rows = tuple(_owed(meeting, line) for line in lines[:MOST_SENT])
    return SentStep(rows, len(lines) - len(rows), trouble)


def _owed(meeting: Meeting, line: DecisionLine) -> Sent:
    entry = line.decision.entry
    return Sent(
        called=meeting.called(line.decision),
        kind=entry.kind,
        who=_who(entry),
        what=", ".join(part for part in (entry.tactic, _hours(entry.hours, " planned")) if part),
        state=ENDED if line.decision.fate == ENDED else line.told or _running(entry),
        wanting=line.state in (DUE, RETURNED),
        came=_came(line),
        note=line.decision.end_note,
    )


def _came(line: DecisionLine) -> str:
    """``Fewer reports than then: 31, now 12``; too early to say, without numbers that nobody can use."""
    if line.result in (FEWER, ALIKE, MORE):
        return f"{line.result}: {line.decision.seen.count:,}, now {line.count:,}"
    return line.result


def _running(entry: Entry) -> str:
    """``running until 20 Dec 2026``, ``watched, review 3 Jan 2027``."""
    word = _RUNS.get(entry.kind, "not now")
    if entry.until is not None:
        return f"{word} until {day_title(entry.until)}"
    return f"{word}, review {day_title(entry.review)}" if entry.review is not None else word


def _who(entry: Entry) -> str:
    return ", ".join(part for part in (entry.agency, entry.owner) if part)


def _hours(hours: float | None, after: str = "") -> str:
    if hours is None:
        return ""
    return f"{hours:g} {'hour' if hours == 1 else 'hours'}{after}"


def read_back_step(meeting: Meeting) -> ReadBack:
    """Everything decided, and whether the meeting is closed."""
    found, trouble = meeting.decisions()
    if found is None:
        return ReadBack((), (), (), trouble)
    state = meeting_state(meeting.config, meeting.view.month)
    decided = [(row, found.by_place.get(row.key, _NONE).now) for row in meeting.rows]
    lines: list[tuple[int | None, Decision]] = [(row.number, line.decision) for row, line in decided if line]
    lines += [(None, line.decision) for line in found.elsewhere]
    lines.sort(key=lambda pair: KINDS.index(pair[1].entry.kind))  # by the list within a kind
    return ReadBack(
        rows=tuple(_decided(meeting, number, decision, state.last) for number, decision in lines),
        totals=totals([decision.entry for _, decision in lines]),
        undecided=tuple(line_of(row) for row, line in decided if line is None),
        closed=_closed(meeting, state.last) if state.last else "",
        since=state.later,
    )


def _closed(meeting: Meeting, closing: Closing) -> str:
    """``Closed by the AIM group at 15:32 on 26 Nov 2026``: the role that the minutes name, never an account."""
    try:
        by = before(meeting.config, meeting.view.month).tables.get("closed_by", GROUP)
    except StoreError:
        by = GROUP  # its minutes say what is wrong with what was kept
    return f"Closed by {by} at {clock(meeting.config, closing.at)}"


def _decided(meeting: Meeting, number: int | None, decision: Decision, closing: Closing | None) -> Decided:
    entry = decision.entry
    today = meeting.config.today()
    parts = [_who(entry), entry.tactic, _hours(entry.hours)]
    parts.append(f"until {_near(entry.until, today)}" if entry.until is not None else "")
    parts.append(f"review {_near(entry.review, today)}" if entry.review is not None else "")
    if entry.kind == KNOWN and entry.level is not None:
        parts.append(f"back above {entry.level:,}")
    text = " · ".join(part for part in parts if part)
    after = closing is not None and decision.id > closing.upto
    return Decided(number, meeting.called(decision), entry.kind, text or entry.reason, after)


def _near(day: date, today: date) -> str:
    """``20 Dec``; with its year where that is another one: a line of the read back has little room."""
    title = day_title(day)
    return title.rpartition(" ")[0] if day.year == today.year else title


def totals(entries: Sequence[Entry]) -> tuple[AgencyTotal, ...]:
    """What is asked of each agency, the most sends first."""
    by_agency: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == SEND:
            by_agency.setdefault(entry.agency, []).append(entry)
    found = [
        AgencyTotal(
            agency=agency,
            sends=len(sent),
            hours=sum(each.hours or 0 for each in sent),
            unsaid=sum(each.hours is None for each in sent),
        )
        for agency, sent in by_agency.items()
    ]
    return tuple(sorted(found, key=lambda total: (-total.sends, total.agency)))
