"""What a browser sends of a decision: read as if it were hostile, written, and answered.

The browser says what was entered, and of which place and month; what the decision is about (place, numbers, picture)
is always asked anew. The request itself may come from a page of this server only: :mod:`aim.pages.security` refuses
every callback that another site's page sends.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dash import no_update

from aim import months
from aim.config import Config
from aim.errors import AimError, StoreError
from aim.operations.decisions import FIELDS, DecidedFirstError, Decision, Entry, EntryError, decide, end_decision
from aim.pages import errors
from aim.pages.deciding_form import Plain, form
from aim.questions.decisions import Proposal, closed_to, decision_versions, proposal
from aim.questions.minutes import meeting

SAVE: Final = "save"
END: Final = "end"
WITHDRAW: Final = "withdraw"
LONGEST: Final = 2_000  # characters of one field that are read at all
_FIELDS: Final = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
_CELL: Final = re.compile(r"[0-9a-f]{15}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE: Final = re.compile(r"\d{1,9}", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,9}(?:[.,]\d{1,3})?", re.ASCII)
_UNREAD: Final = "What was sent cannot be read, and nothing was written: open the place again."


@dataclass(frozen=True)
class Answer:
    """What the browser is told. ``saved``: what was written, in a few words; else nothing was.

    ``form`` is to be shown in the place of the one that was sent, ``alert`` beside it where that stays; ``stale``: what
    is on the page is not what stands.
    """

    saved: str = ""
    form: Plain | None = None
    alert: str = ""
    stale: bool = False
    decision: int = 0


def write(config: Config, sent: Any, *, identity: str) -> tuple[dict[str, Any], Any]:
    """Do what a browser sent; what its form is to show, and what the page's regions are to be asked anew by.

    Never raises: where something goes wrong, what was typed stays in the form, with words beside it.
    """
    beat = sent.get("beat") if isinstance(sent, dict) else None
    try:
        answer = _done(config, sent, identity)
    except StoreError as error:
        errors.log.warning("deciding, %s: %s", identity, error)
        answer = Answer(alert=_sentence(error.plain.rstrip(".")))
    except (AimError, ValueError, TypeError) as error:
        answer = Answer(alert=str(error) if isinstance(error, AimError) else _UNREAD)
    except Exception as error:
        trouble = errors.record(error, f"deciding, {identity}")
        answer = Answer(alert=f"{trouble.words} Reference {trouble.reference}: whoever runs AIM finds the cause.")
    told = {
        "beat": beat if isinstance(beat, int) else 0,
        "saved": answer.saved,
        "form": answer.form,
        "alert": answer.alert,
    }
    # Another value each time that something was written, or that others wrote.
    fresh = f"{answer.decision} {told['beat']}" if answer.saved or answer.stale else no_update
    return told, fresh


def _done(config: Config, sent: Any, identity: str) -> Answer:
    if not isinstance(sent, dict):
        raise TypeError("sent")
    if sent.get("act") == SAVE:
        return _save(config, sent, identity)
    if sent.get("act") in (END, WITHDRAW):
        return _end(config, sent)
    raise ValueError("act")


def _save(config: Config, sent: dict[str, Any], identity: str) -> Answer:
    month, key = sent.get("month"), sent.get("key")
    if not isinstance(month, str) or not months.is_month(month) or not isinstance(key, str) or not _CELL.fullmatch(key):
        raise ValueError("place")
    entry, replaces = entered(sent.get("kind"), sent.get("values")), _id(sent.get("replaces"))
    asked = proposal(config, key, month=month)
    if asked.closed:
        return Answer(alert=asked.closed)
    again: dict[str, Any] = {"identity": identity, "kind": entry.kind, "entered": entry}
    if sent.get("picture") != asked.picture:
        notice = "New data came in while this was open: look at the place again, then save."
        return Answer(form=form(config, asked, notice=notice, **again), stale=True)
    try:
        made = decide(
            config, month, asked.place, asked.seen, asked.picture, entry,
            replaces=_replaced(config, asked, replaces), follows=asked.follows,
        )  # fmt: skip
    except DecidedFirstError as error:
        return Answer(form=form(config, asked, standing=error.standing, **again))
    except EntryError as error:
        return Answer(form=form(config, asked, faults=error.faults, **again))
    after = meeting(config, month).last is not None
    return Answer(saved="Saved after the meeting: not in its minutes" if after else "Saved", decision=made.id)


def _replaced(config: Config, asked: Proposal, replaces: int | None) -> int | None:
    """What the form showed as standing there, where it is about this place: no other place's decision gives way."""
    if replaces is None or replaces == asked.replaces:
        return replaces
    versions = decision_versions(config, replaces)
    if not versions or not versions[-1].place.shares(asked.place):
        raise EntryError({"decision": "what it stands in place of is not about this place: open the place again"})
    return replaces


def _end(config: Config, sent: dict[str, Any]) -> Answer:
    decision, note, withdrawn = _id(sent.get("decision")), sent.get("note", ""), sent.get("act") == WITHDRAW
    if decision is None or not isinstance(note, str) or len(note) > LONGEST:
        raise ValueError("decision")
    if withdrawn and (versions := decision_versions(config, decision)):
        closed = closed_to(config, versions[-1].month)
        if closed:
            return Answer(alert=f"{closed} It can be ended, and not be taken back.")
    try:
        over: Decision = end_decision(config, decision, note=note, withdrawn=withdrawn)
    except DecidedFirstError as error:
        # Beside the place, which a wall may call by its ward only: its name says nothing new and may say too much.
        return Answer(alert=str(error).replace(error.standing.place.name, "It", 1), stale=True)
    except EntryError as error:
        return Answer(alert=_sentence("; ".join(error.faults.values())))
    return Answer(saved=f"{'Taken back' if withdrawn else 'Ended'}: {over.says()}", decision=over.id)


def entered(kind: Any, values: Any) -> Entry:
    """What was typed, as it was typed: a day or a number that cannot be read stays the text that it is.

    Raises ValueError for what no form sends: other kinds of values, other fields, texts without end.
    """
    if not isinstance(kind, str) or len(kind) > LONGEST or not isinstance(values, dict):
        raise ValueError("entry")
    if not set(values) <= set(_FIELDS) or not all(isinstance(each, str) for each in values.values()):
        raise ValueError("values")
    if any(len(each) > LONGEST for each in values.values()):
        raise ValueError("too long")
    read: dict[str, Any] = dict(values)
    for name in ("until", "review"):
        read[name] = _day(values.get(name, ""))
    read["hours"], read["level"] = _hours(values.get("hours", "")), _level(values.get("level", ""))
    return Entry(kind=kind, **{"reason": "", **read})


def _day(text: str) -> Any:
    try:
        return date.fromisoformat(text.strip()) if _DAY.fullmatch(text.strip()) else text.strip() or None
    except ValueError:
        return text


def _hours(text: str) -> Any:
    told = text.strip()
    return float(told.replace(",", ".")) if _NUMBER.fullmatch(told) else told or None


def _level(text: str) -> Any:
    told = text.strip()
    return int(told) if _WHOLE.fullmatch(told) else told or None


def _id(value: Any) -> int | None:
    """The ``id`` of a decision as the form holds it. Raises ValueError."""
    if value in (None, ""):
        return None
    if not isinstance(value, str) or not re.fullmatch(r"[1-9]\d{0,17}", value, re.ASCII):
        raise ValueError("id")
    return int(value)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
