"""Decisions in words and shapes: the state that a row shows, and what was decided so far. Colour says nothing here."""

from collections.abc import Sequence
from typing import Any, Final

from dash import html

from aim import months
from aim.config import Config
from aim.decision_lists import KNOWN, NOT_NOW, SEND, WATCH
from aim.operations.decisions import Decision
from aim.questions.decisions import DUE, ENDED, RETURNED, WITHDRAWN, DecisionLine, PlaceDecisions, signed

MARKS: Final = {SEND: "→", WATCH: "◎", KNOWN: "✓", NOT_NOW: "–"}
UNDECIDED: Final = "○"
TO_DECIDE: Final = "to decide"
_BECAME: Final = {DUE: "due", RETURNED: "back early", "ended": "ended"}


def mark(symbol: str) -> html.Span:
    """A shape that says what the word beside it says."""
    return html.Span(symbol, className="mark", **{"aria-hidden": "true"})


def state(lines: PlaceDecisions | None, *, waiting: str = TO_DECIDE) -> html.Span:
    """What was decided about a place, in a word and a shape; of one that is not, what is ``waiting``.

    ``waiting``: empty where nothing is to be said of it. What stands from an earlier meeting is told beside it.
    """
    now, earlier = (lines.now, lines.earlier) if lines else (None, None)
    content: list[Any] = []
    if now is not None:
        ended = " ended" if now.decision.fate == ENDED else ""
        content.append(html.Span([mark(MARKS[now.decision.entry.kind]), f"{now.decision.entry.kind}{ended}"]))
    elif waiting:
        content.append(html.Span([mark(UNDECIDED), waiting], className="is-open"))
    if now is None and earlier is not None:
        content.append(html.Span(_earlier(earlier), className="decision-earlier"))
    return html.Span(content, className="decision-state" + (" is-decided" if now else ""))


def _earlier(line: DecisionLine) -> list[Any]:
    became = _BECAME.get(line.state, "")
    kind = line.decision.entry.kind
    when = months.short(line.decision.month).split()[0]
    return [mark(MARKS[kind]), f"{when}: {kind}{', ' + became if became else ''}"]


def reason(decision: Decision) -> str:
    """The reason and the note: ``High for many months: by the shops``; empty where there is neither."""
    return ": ".join(part for part in (decision.entry.reason, decision.entry.note) if part)


def history(config: Config, versions: Sequence[Decision]) -> list[Any]:
    """Every version of the decisions about a place, newest first: nothing of them is ever changed or lost."""
    if not versions:
        return []
    items = [html.Li(_version(config, each), className="decision-version") for each in reversed(versions)]
    return [html.H3("Decisions so far"), html.Ol(items, className="decision-versions")]


def _version(config: Config, decision: Decision) -> list[Any]:
    kind = decision.entry.kind
    said: list[Any] = [mark(MARKS[kind]), decision.says()]
    if decision.fate == ENDED:
        said = [html.Strong("Ended: "), *said]
    elif decision.fate == WITHDRAWN:
        said = [html.Strong("Taken back: "), *said]
    why = f"Came of it: {decision.end_note}" if decision.end_note else reason(decision)
    at = f"{months.title(decision.month)}, version {decision.version}, {signed(config, decision)}"
    return [html.P(said), *([html.P(why)] if why else []), html.P(at, className="aside")]
