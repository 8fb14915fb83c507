"""What earlier meetings promised, above the list: how much is due, and line by line what came of it."""

from typing import Any, Final

from dash import html

from aim import months
from aim.decision_lists import KNOWN, SEND, WATCH
from aim.operations.decisions import Decision
from aim.pages.deciding_words import MARKS, mark, reason
from aim.pages.month_marks import sentence
from aim.pages.parts import link
from aim.pages.state import Choices, address
from aim.questions.decisions import DUE, ENDED, OVER, RETURNED, STANDS, DecisionLine, MonthDecisions
from aim.questions.results import ALIKE, FEWER, MORE
from aim.questions.views import MonthView

_RUNNING: Final = {SEND: "running", WATCH: "watched", KNOWN: "known"}
_WAITING: Final = "waiting"  # not now, with a day on which it is looked at again
_ENDED: Final = "ended"
_TAKEN_UP: Final = "taken up again"
_ORDER: Final = ("due", "back early", _ENDED, _TAKEN_UP, "running", "watched", "known", _WAITING)


def promises(view: MonthView, decided: MonthDecisions | None, choices: Choices, *, identity: str) -> list[Any]:
    """One line that opens into those of the decisions; what was decided about places that left the list after them.

    What ended or was taken up again since the last meeting stands among them, with what was written and what came of
    it. Empty where there is neither, and where decisions cannot be read: that is said elsewhere. ``identity``: of the
    frame that ends them.
    """
    if decided is None:
        return []
    lines = [_line(view, decided, line, choices, identity) for line in decided.looked_at]
    away = [_line(view, decided, line, choices, identity) for line in decided.elsewhere]
    if not lines and not away:
        return []
    title = [html.Strong(f"From {_from(decided)}: "), summary(decided)]
    content: list[Any] = [html.Ul(lines, className="promise-lines")] if lines else []
    if away:
        content.append(html.H3("Decided by this meeting, not on its list any more", className="promises-title"))
        content.append(html.Ul(away, className="promise-lines"))
    return [html.Details([html.Summary(html.Span(title)), *content], className="promises")]


def summary(decided: MonthDecisions) -> str:
    """``3 due, 4 running, 1 watched``; what this meeting decided about places that left its list after it."""
    words = [_became(line) for line in decided.looked_at]
    counts = [f"{words.count(word)} {word}" for word in _ORDER if word in words]
    if decided.elsewhere:
        counts.append(f"{len(decided.elsewhere)} decided and off the list")
    return ", ".join(counts) if decided.looked_at else ", ".join(["nothing is owed", *counts])


def _became(line: DecisionLine) -> str:
    if line.state in (DUE, RETURNED):
        return "due" if line.state == DUE else "back early"
    if line.state == OVER:
        return _ENDED if line.decision.fate == ENDED else _TAKEN_UP
    return _RUNNING.get(line.decision.entry.kind, _WAITING)


def _from(decided: MonthDecisions) -> str:
    """``last month`` where all of it is from there."""
    of = {line.decision.month for line in decided.looked_at}
    return "last month" if of == {months.shift(decided.month, -1)} else "earlier meetings"


def _line(view: MonthView, decided: MonthDecisions, line: DecisionLine, choices: Choices, identity: str) -> html.Li:
    decision = line.decision
    told = line.told or _became(line)
    kind, _, what = line.text.partition(": ")
    said = [mark(MARKS[kind]), html.Strong(kind), f": {what}" if what else ""]
    came = [*_came(view, line), *_acts(view, decided, line, choices, identity)]
    return html.Li(
        [
            html.P([*_place(decision), html.Span(told, className=f"promise-state promise-state--{line.state}")]),
            html.P(said),
            html.P(f"{_when(decided, decision)}{reason(decision)}", className="promise-why"),
            html.Div(came, className="promise-acts"),
        ],
        className="promise",
    )


def _when(decided: MonthDecisions, decision: Decision) -> str:
    """Of which meeting it is, where that is not the last one or this one."""
    near = (decided.month, months.shift(decided.month, -1))
    return "" if decision.month in near else f"{months.title(decision.month)}. "


def _place(decision: Decision) -> list[html.Span]:
    """Its name; on paper by ward and concern: whether one location may explain it is not known of an old decision."""
    place = decision.place
    return [
        html.Span(place.name, className="promise-place is-named-here"),
        html.Span(f"{place.ward}, {place.neighbourhood}", className="place-ward is-named-here"),
        html.Span(place.called, className="place-called", **{"aria-hidden": "true"}),
    ]


def _came(view: MonthView, line: DecisionLine) -> list[Any]:
    """``About as many reports as then. Then 16, now 9: burglary, 1 month``.

    Where it is too early to say nothing of it stands out: the numbers are of before.
    """
    seen = line.decision.seen
    titles = {concern.name: concern.title.lower() for concern in view.concerns}
    of = titles.get(seen.measured, seen.measured)
    span = "1 month" if seen.window == 1 else f"{seen.window} months"
    now = f"now {line.count:,}" if line.count is not None else "now not counted as then"
    numbers = f"Then {seen.count:,}, {now}: {of}, {span}"
    if not line.result:
        return [html.Span(numbers, className="promise-came")]
    result = (html.Strong if line.result in (FEWER, ALIKE, MORE) else html.Span)(f"{sentence(line.result)}. ")
    return [html.Span([result, numbers], className="promise-came")]


def _acts(view: MonthView, decided: MonthDecisions, line: DecisionLine, choices: Choices, identity: str) -> list[Any]:
    decision = line.decision
    if decision.fate != STANDS or line in decided.over:
        return []
    name = decision.place.name
    acts: list[Any] = []
    row = next((key for key, both in decided.by_place.items() if both.earlier == line), None)
    if row is not None and not decided.closed and any(each.key == row for each in view.discussion.rows):
        words = {"aria-label": f"Take up again: {name}"}
        acts.append(link("Take up again", address(choices, place=row, list=None), className="button", **words))
    end = {
        "data-acts": "end",
        "data-decision": str(decision.id),
        "data-says": f"{name}. {line.text}",
        "data-identity": identity,
        "aria-label": f"End: {name}",
    }
    acts.append(html.Button("End", type="button", className="button", **end))
    return acts
