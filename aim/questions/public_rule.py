"""What may the public be told? The one rule that pack, minutes, sheets and public tables ask, and nothing else decides.

**Counts.** A count leaves where :mod:`aim.questions.public_counts` lets it: it is not 1 to 4, nor one that would give
such a one away, and it is the number that was told before, where something was.

**Verdicts**, and what was expected. They leave where every month behind them does, so that they follow from public
numbers. Of others not even why nothing can be said: that too little happened would say how little.

**How much is withheld** is counted by what the public tables show line by line, and so tells nothing more
(:mod:`aim.questions.public_words`). It is never counted by what could be said inside: that moves as withheld counts do.

**Decisions.** Of all that a meeting decides one thing is ever told: a deployment, when it is over. Of one that runs, of
what is watched, known or has to wait, and of a place without a decision nothing is, in the same words: whatever was
told of one of these would tell of the others, by what is missing, where somebody may be. So no count of decisions
leaves either, nor that something was decided after a meeting was closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from aim import schema
from aim.decision_lists import SEND
from aim.decisions.model import ENDED, WITHDRAWN
from aim.decisions.states import DUE, OVER

WITHHELD: Final = "withheld, or a month before it is"  # of a verdict
EARLY: Final = "not whole for every source yet"
# A result rests on three months after the decision, which are complete a month or two later.
_TOLD_FOR: Final = timedelta(days=184)
TOLD_LATER: Final = (
    "What is decided about a place is told when somebody was sent there and that is over: until then nobody is told "
    "whether anything was decided."
)


@dataclass(frozen=True)
class PublicLine:
    """The count of an area and a concern and the verdict on it, as they leave; None and empty is what does not.

    ``received``: whether anybody reports it. ``signal`` is always a word, ``reason`` says why where it is *cannot say*.
    """

    received: bool
    count: int | None
    last_year: int | None
    signal: str
    reason: str
    expected: float | None
    lower: int | None
    upper: int | None

    @property
    def told(self) -> bool:
        """Whether the verdict leaves, and with it what was expected."""
        return self.signal != schema.CANNOT_SAY

    @property
    def withheld(self) -> bool:
        """Whether there is no verdict because it may not leave, or because nobody may know why there is none."""
        return self.reason in (WITHHELD, EARLY)

    @property
    def verdict(self) -> str:
        """``as expected``, ``cannot say: withheld, or a month before it is``."""
        return f"{self.signal}: {self.reason}" if self.reason else self.signal


def verdict(signal: str, reason: str, *, told: bool, known: bool, offered: bool = True) -> tuple[str, str]:
    """A verdict as it leaves, and why there is none.

    ``told``: every month behind it is public; ``known``: what ails it everybody knows, as of a month that is not
    complete; ``offered``: whether anything of the month leaves.
    """
    if told:
        return signal, reason
    return schema.CANNOT_SAY, reason if known else WITHHELD if offered else EARLY


def public_line(row: Mapping[str, Any]) -> PublicLine:
    """What leaves of a row of :func:`aim.questions.area_rows.area_rows`; of meetings closed long ago what they kept."""
    hidden = bool(row["hidden"]) or row["count"] is None
    told = bool(row.get("told", False)) and not hidden
    open_to_all = {"known": row.get("known", False), "offered": row.get("offered", True)}
    signal, reason = verdict(row["signal"], row["reason"], told=told, **open_to_all)
    leaves = told and signal != schema.CANNOT_SAY
    return PublicLine(
        received=row["count"] is not None,
        count=None if hidden else row.get("given", row["count"]),
        last_year=None if row["last_year_hidden"] else row["last_year"],
        signal=signal,
        reason=reason,
        expected=row["expected"] if leaves else None,
        lower=row["lower"] if leaves else None,
        upper=row["upper"] if leaves else None,
    )


# ---- decisions -------------------------------------------------------------------------------------------------------
def is_told(kind: str, fate: str, state: str) -> bool:
    """Whether the public is told of a decision: of a deployment that is over, and of nothing else.

    Nor of one that was taken back: that is as if it had never been, unless it was told before
    (:func:`aim.questions.minutes.lay_out`).
    """
    return kind == SEND and fate != WITHDRAWN and (fate == ENDED or state in (DUE, OVER))


def is_recent(until: date | None, today: date) -> bool:
    """Whether a deployment that is over is still told in minutes and on sheets: half a year from its last day.

    By that day alone, and not until somebody takes it up or writes down its end: else, when it is told no more, a
    reader would know that somebody is there again.
    """
    return until is None or today - until <= _TOLD_FOR


def told_only(tables: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Of what was kept of a meeting the decisions of earlier ones that the public is told of."""
    return [row for row in tables.get("told", ()) if is_told(row["kind"], row["fate"], row["state"])]
