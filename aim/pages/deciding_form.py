"""The form with which a decision is written, as plain values that ``assets/deciding-shown.js`` makes elements of.

What a decision is about stands in the form only as the place's key and month: the rest of it is asked again when it is
saved (:mod:`aim.pages.deciding_entry`). Fields of all kinds are in the form; the browser shows those of the chosen one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from aim import months
from aim.config import Config
from aim.decision_lists import KINDS
from aim.operations.decisions import FIELDS, LONGEST_NOTE, NEEDED, Decision, Entry
from aim.operations.meetings import Closing
from aim.pages.deciding_words import MARKS, reason
from aim.questions.decisions import STANDS, DecisionLine, Proposal, clock, signed
from aim.questions.minutes import meeting

Plain = dict[str, Any]
RULE: Final = "No names, phones, house numbers, mail."
_TITLES: Final = {
    "reason": "Reason", "note": "Note", "agency": "Agency", "owner": "Owner, a role", "tactic": "Tactic",
    "hours": "Hours", "until": "Until", "review": "Look again on", "level": "Back on the list above",
}  # fmt: skip
_ORDER: Final = ("reason", "agency", "owner", "tactic", "hours", "until", "review", "level", "note")
_DAYS: Final = ("until", "review")
_VERBS: Final = {STANDS: "Decided", "ended": "Ended", "withdrawn": "Taken back"}


@dataclass(frozen=True)
class Filled:
    """What a form holds beside what it proposes.

    ``entered``: what was typed; ``faults``: by field what is wrong with it. ``standing``: what somebody else decided
    meanwhile. ``notice``: what else is to be known before it is saved again.
    """

    entered: Entry | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    standing: Decision | None = None
    notice: str = ""


def form(
    config: Config,
    asked: Proposal,
    *,
    identity: str,
    kind: str | None = None,
    entered: Entry | None = None,
    faults: Mapping[str, str] | None = None,
    standing: Decision | None = None,
    notice: str = "",
) -> Plain:
    """The form about the place of ``asked``, on it what is decided already; closed where nothing may be decided.

    ``identity``: that of the frame it is drawn in, which begins the ids of its fields. ``kind``: the kind that it
    begins with; without one its fields wait until one is chosen. ``entered``, ``faults``, ``standing``, ``notice``: as
    :class:`Filled` has them.
    """
    filled = Filled(entered, faults or {}, standing, notice)
    met = None if asked.closed else meeting(config, asked.month).last
    stands = _standing(config, asked, met)
    if asked.closed:
        said = element("p", asked.closed, class_="deciding-closed")
        return element("div", *stands, said, class_="deciding-form", data_about=_about(asked))
    opened = kind or (entered.kind if entered else "")
    begun = entered or (asked.entries.get(opened) if opened else asked.now.decision.entry if asked.now else None)
    return element(
        "form",
        *_later(config, met),
        *_told(config, filled),
        *([] if standing else stands),
        _kinds(identity, opened or (begun.kind if begun else ""), asked.now),
        element("p", class_="deciding-faults", aria_hidden="true"),  # a wall has them on one line
        element("div", *(_field(config, asked, identity, name, begun, filled) for name in _ORDER), class_="fields"),
        element("p", class_="deciding-alert", role="alert"),
        *([] if standing else [_saving()]),
        id=f"{identity}-form",
        class_="deciding-form is-decided" if asked.now else "deciding-form",
        novalidate="",
        autocomplete="off",
        aria_label="Decide about this place",
        data_about=_about(asked),
        data_month=asked.month,
        data_key=asked.place.key,
        data_picture=asked.picture,
        data_replaces=str(standing.id if standing else asked.replaces or ""),
        data_open="true" if opened or filled.faults or standing or notice else "",
        data_told="true" if standing else "",
    )


def element(tag: str, *content: Any, **attributes: Any) -> Plain:
    """An element as ``assets/plain.js`` makes it; ``aria_label`` and ``class_`` become ``aria-label`` and ``class``."""
    held = {name.rstrip("_").replace("_", "-"): str(value) for name, value in attributes.items() if value is not None}
    return {"tag": tag, "attributes": held, "style": {}, "content": list(content)}


def _about(asked: Proposal) -> str:
    return f"{asked.month}/{asked.place.key}"


def _mark(kind: str) -> Plain:
    return element("span", MARKS[kind], class_="mark", aria_hidden="true")


def _later(config: Config, met: Closing | None) -> list[Plain]:
    """That the meeting is closed, and what becomes of a decision that comes after it."""
    if met is None:
        return []
    said = f"This meeting closed at {clock(config, met.at)}: its minutes stay as they are. "
    return [element("p", f"{said}What is decided now is for the next meeting to open on.", class_="deciding-later")]


def _told(config: Config, filled: Filled) -> list[Plain]:
    """What has to be known before this is saved: somebody was first, or the numbers are others."""
    lines: list[Plain] = []
    if (first := filled.standing) is not None:
        verb = _VERBS.get(first.fate, "Decided")
        theirs = element("strong", f"{verb} by somebody else at {clock(config, first.at)}: ")
        lines += [
            element("p", theirs, _mark(first.entry.kind), first.says()),
            *([element("p", said)] if (said := reason(first)) else []),
            element("p", "Yours was not written. It stands below, nothing of it is lost.", class_="aside"),
            _buttons(
                element("button", "Replace it with mine", type="button", class_="button", data_acts="save"),
                element("button", "Keep theirs", type="button", class_="button", data_acts="keep"),
            ),
        ]
    loose = [text for name, text in filled.faults.items() if name not in _TITLES]
    lines += [element("p", text) for text in [*([filled.notice] if filled.notice else []), *loose]]
    return [element("div", *lines, class_="deciding-told", role="alert", tabindex="-1")] if lines else []


def _standing(config: Config, asked: Proposal, met: Closing | None) -> list[Plain]:
    """What this meeting decided, else what still stands from an earlier one, with what can be done about it."""
    if asked.now is not None:
        acts = [] if asked.closed else [_act("Change", "change")]
        acts += _ending(asked.now, take_back=not asked.closed)
        after = met is not None and asked.now.decision.id > met.upto
        return [_stands(config, asked.now, "Decided after the meeting closed" if after else "Decided", acts)]
    if asked.earlier is None:
        return []
    since = months.title(asked.earlier.decision.month)
    takes = [] if asked.closed else [element("p", "A new decision takes it up again.", class_="aside")]
    return [_stands(config, asked.earlier, f"From {since}", _ending(asked.earlier, take_back=False), *takes)]


def _saving() -> Plain:
    return _buttons(
        # Where the note is not on the form from the first, on a wall.
        element("button", "Note", type="button", class_="button deciding-noting", data_acts="note"),
        element("button", "Save", type="submit", class_="button button--strong"),
        element("button", "Cancel", type="button", class_="button", data_acts="fold"),
    )


def _stands(config: Config, line: DecisionLine, when: str, acts: list[Plain], *more: Plain) -> Plain:
    decision = line.decision
    told = [element("span", f" {line.told}", class_="deciding-state")] if line.told else []
    return element(
        "div",
        element("p", element("strong", f"{when}: "), _mark(decision.entry.kind), line.text, *told),
        element("p", reason(decision), element("span", f" {signed(config, decision)}", class_="aside")),
        *more,
        *([element("div", *acts, class_="deciding-acts")] if acts else []),
        class_="deciding-stands",
    )


def _ending(line: DecisionLine, *, take_back: bool) -> list[Plain]:
    if line.decision.fate != STANDS:
        return []
    which = {"data_decision": line.decision.id, "data_says": line.text}
    return [_act("End", "end", **which), *([_act("Take back", "withdraw", **which)] if take_back else [])]


def _act(words: str, act: str, **more: Any) -> Plain:
    return element("button", words, type="button", class_="button", data_acts=act, **more)


def _kinds(identity: str, chosen: str, now: DecisionLine | None) -> Plain:
    """The four kinds as radio buttons, each with the number of its key, and what stands marked."""
    radios = []
    for number, kind in enumerate(KINDS, start=1):
        checked = {"checked": ""} if kind == chosen else {}
        name = f"{identity}-kind"
        radios.append(
            element(
                "label",
                element("input", type="radio", name=name, id=f"{name}-{number}", value=kind, **checked),
                element("span", str(number), class_="kind-key", aria_hidden="true"),
                _mark(kind),
                element("span", kind),
                class_="kind is-standing" if now is not None and now.decision.entry.kind == kind else "kind",
            )
        )
    return element("fieldset", element("legend", "Decide", class_="kinds-title"), *radios, class_="kinds")


def _field(config: Config, asked: Proposal, identity: str, name: str, begun: Entry | None, filled: Filled) -> Plain:
    """A field with its label, what to know of it, and what is wrong with it."""
    its, fault = f"{identity}-{name}", filled.faults.get(name, "")
    optional = element("span", " optional", class_="field-optional")
    described = [f"{its}-fault"] if fault else []
    wrong = [element("p", f"{fault[:1].upper()}{fault[1:]}.", id=f"{its}-fault", class_="field-fault")] if fault else []
    told: list[Plain] = []
    if name == "note":
        count = element("span", class_="field-count", data_counts=its)
        told = [element("p", count, f" {RULE}", id=f"{its}-hint", class_="field-hint")]
        described.append(f"{its}-hint")
    attributes = {
        "id": its,
        "name": name,
        "aria_describedby": " ".join(described) or None,
        "aria_invalid": "true" if fault else None,
    }
    return element(
        "div",
        element("label", _TITLES[name], optional, for_=its),
        *wrong,
        _control(config, asked, name, begun, attributes),
        *told,
        class_=f"field field--{name}",
        data_field=name,
        data_kinds="|".join(kind for kind in KINDS if name in FIELDS[kind]),
        data_needed="|".join(kind for kind in KINDS if name in NEEDED[kind]),
    )


def _control(config: Config, asked: Proposal, name: str, begun: Entry | None, attributes: dict[str, Any]) -> Plain:
    held = _held(asked, name, begun)
    if name == "note":
        return element("textarea", held, rows="2", data_most=str(LONGEST_NOTE), **attributes)
    if name in _DAYS:
        return element("input", type="date", value=held, **_proposed(asked, name), **attributes)
    if name in ("hours", "level"):
        mode = "decimal" if name == "hours" else "numeric"
        return element("input", type="text", inputmode=mode, value=held, **attributes)
    return element("select", *_options(config, asked, name, held), **attributes)


def _held(asked: Proposal, name: str, begun: Entry | None) -> str:
    """What a field holds at the beginning: what was typed or stands, else what is proposed."""
    value = getattr(begun, name) if begun else None
    if name == "agency" and len(asked.agencies) == 1 and (begun is None or begun in asked.entries.values()):
        value = asked.agencies[0]
    if name == "level" and value is None:
        value = asked.seen.count
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _proposed(asked: Proposal, name: str) -> dict[str, str]:
    """By kind the day that is proposed: the browser fills it in with the kind."""
    days = {kind: getattr(asked.entries[kind], name) for kind in KINDS}
    said = [f"{kind}={day.isoformat()}" for kind, day in days.items() if day is not None]
    return {"data_proposed": "|".join(said)} if said else {}


def _options(config: Config, asked: Proposal, name: str, held: str) -> list[Plain]:
    """What can be picked, each with what it belongs to: reasons with kinds, owners with agencies."""
    lists = config.decisions
    offered: list[tuple[str, str | None]] = []
    if name == "reason":
        offered = [(each.text, "|".join(each.kinds)) for each in lists.reasons_of(asked.seen.lane)]
    elif name == "agency":
        offered = [(each.name, None) for each in lists.agencies]
    elif name == "tactic":
        offered = [(each.title, None) for each in lists.tactics]
    else:
        of: dict[str, list[str]] = {}
        for agency in lists.agencies:
            for role in agency.roles:
                of.setdefault(role, []).append(agency.name)
        offered = [(role, "|".join(agencies)) for role, agencies in of.items()]
    if held and held not in dict(offered):
        offered.append((held, None))  # it stands, or was typed: what is wrong with it is said beside it
    empty = element("option", "", value="")
    return [empty, *(_option(text, of, chosen=text == held) for text, of in offered)]


def _option(text: str, of: str | None, *, chosen: bool) -> Plain:
    return element("option", text, value=text, data_of=of, **({"selected": ""} if chosen else {}))


def _buttons(*buttons: Plain) -> Plain:
    return element("div", *buttons, class_="deciding-buttons")
