"""A proposal as the text of a map file, with what is still to be decided marked in it, and the list of that."""

import json
from collections.abc import Iterable, Sequence

from aim.ingest.maps.wording import UNDECIDED
from aim.ingest.proposing import Proposal
from aim.ingest.proposing.dates import When
from aim.schema import AGENCY_LETTERS

_WIDTH = 32


def decisions(proposal: Proposal) -> list[str]:
    """What a person has to say before AIM takes the map, one sentence each; no value but labels."""
    said = proposal.labels
    open_labels = [label for label, answer in said.answers.items() if answer is None]
    found = [
        ("agency", said.agency is None, "whose extract it is"),
        ("agreement", True, "what allows the data to be held"),
        ("delivered", True, "whether a file replaces whole months or brings changes by reference"),
        ("times", proposal.when is None, "no column says when it happened or was reported"),
        ("times.format", _is_open(proposal.when), "; ".join(_why_open(proposal.when))),
        ("location", not proposal.location, "no column says where in a way AIM reads"),
        ("columns.category", not said.columns, "no column with few labels is named as what happened"),
        ("categories", bool(open_labels), f"{len(open_labels)} of {len(said.answers)} labels have no clear answer"),
        ("categories", bool(said.private), f"{said.private} labels look as if they told of a person; they are not "
         "written here, and rows that hold them refuse the file: ask the supplier"),
    ]  # fmt: skip
    return [f"{what}: {why}" for what, is_open, why in found if is_open]


def text(proposal: Proposal) -> str:
    """The map file."""
    parts = [_head(proposal), _source(proposal), _layout(proposal), _columns(proposal), _times(proposal)]
    parts += [_places(proposal), _not_stored(proposal), _categories(proposal)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(proposal: Proposal) -> list[str]:
    table = proposal.table
    notes = [
        f"Proposed from {table.rows:,} rows of one file. Finish what is marked DECIDE and look through the rest; until",
        "then AIM refuses this map, and with it every command that reads maps. Of the file's values only the labels",
        f"of its category columns stand here. `aim sources check {proposal.name} FILE` tries it and changes nothing.",
    ]
    if table.windows:
        notes.append("It was written in Windows-1252, not UTF-8: AIM reads both.")
    if table.bad:
        notes.append(f"{table.bad:,} rows have another number of columns than the header: they will be rejected.")
    if table.twice:
        notes.append("Columns without a name, or named twice, cannot be read: ask the supplier for distinct names.")
    return [*_comments(notes), "", _line("supplier", proposal.name, "short form of who sends it: no column says so")]


def _source(proposal: Proposal) -> list[str]:
    title = proposal.name.replace("-", " ").capitalize()
    agency = proposal.labels.agency
    offered = ", ".join(AGENCY_LETTERS)
    lines = ["[source]"]
    if agency:
        lines.append(_line("agency", agency, f"as far as its columns and labels tell; one of {offered}"))
    else:
        lines += [f"# DECIDE whose extract it is: {offered}", '# agency = ""']
    return [
        *lines,
        _line("title", title),
        _line("short", title, "in the data strip"),
        "# DECIDE what allows the data to be held: the agreement, the Act",
        '# agreement = ""',
        _line("delay_months", 1, "months that pass before a month counts as complete"),
        "# DECIDE how it is delivered: take away one #",
        '# delivered = "whole months"    # a file holds whole months, and replaces what stands for them',
        '# delivered = "changes"         # a file holds new and corrected rows; each needs a reference'
        + ("" if proposal.reference else ", which none of its columns is"),
        _line("frequency", "monthly", 'or "quarterly"'),
    ]


def _layout(proposal: Proposal) -> list[str]:
    table = proposal.table
    lines = ["[layout]", _line("format", "csv" if table.delimiter else "open311")]
    if table.delimiter not in (None, ","):
        lines.append(_line("delimiter", table.delimiter))
    if table.values_over_lines:
        lines.append(_line("values_over_lines", True, "quoted values hold line breaks"))
    if table.blanks:
        lines.append(_line("blanks", table.blanks, "texts that stand for nothing"))
    if table.twice or table.delimiter is None:
        lines.append(_line("other_columns", "ignore", "columns that are not named here may come and go, unread"))
    return lines


def _columns(proposal: Proposal) -> list[str]:
    lines = ["[columns]"]
    if proposal.reference:
        lines.append(_line("reference", proposal.reference, "never the same twice in this file"))
    said = proposal.labels
    if not said.columns:
        lines.append("# DECIDE which column says what happened")
    lines.append(_line("category", said.columns, "several are joined: one > other" if len(said.columns) > 1 else ""))
    if said.others:
        lines += _comments(["Also with few labels: " + _named(name for name, _ in said.others[:8])])
    return [*lines, "# street, outcome: name a column only where it holds street names, or outcomes, and nothing else"]


def _times(proposal: Proposal) -> list[str]:
    when, lines = proposal.when, ["[times]"]
    others = _named(" + ".join(other.columns) for other in proposal.times if other is not when)
    if when is None:
        lines.append("# DECIDE which columns say when it happened or was reported, and in which format")
        return [*lines, *(_comments([f"Other moments of the file: {others}"]) if others else [])]
    if not when.formats:
        return [*lines, _line("month", when.columns[0])]
    lines.append(_line("start", when.columns))
    if when.end:
        lines.append(_line("end", when.end))
    if _is_open(when):
        lines += _comments(["DECIDE which format is meant, and take away its #:", *_why_open(when)])
        lines += [f"# {_line('format', form, _reading(form))}" for form in when.formats]
    else:
        lines.append(_line("format", when.formats[0], f"reads {when.good:,} of {when.distinct:,} different values"))
    if when.is_utc:
        lines.append(_line("zone", "UTC", "the values say so"))
    elif not when.formats[0].endswith("%z"):
        lines.append(_line("zone", "Europe/London", 'what its clock shows; or "UTC"'))
    return [*lines, *(_comments([f"Other moments of the file: {others}"]) if others else [])]


def _places(proposal: Proposal) -> list[str]:
    if not proposal.location:
        return ["# DECIDE where it happened: a [[location]] with kind, columns and precision_m"]
    lines = []
    for where in proposal.location:
        share = f"on {where.rows:,} of {proposal.table.rows:,} rows"
        note = (
            "the last digits are blotted out, which makes it coarser" if where.redacted else "check with the supplier"
        )
        lines += [
            "[[location]]",
            _line("kind", where.kind, share),
            _line("columns", where.columns),
            _line("precision_m", where.precision_m, note),
            "",
        ]
    return lines[:-1]


def _not_stored(proposal: Proposal) -> list[str]:
    lines = ["[not_stored]                    # known, and never read", "columns = ["]
    for why, columns in proposal.not_stored.items():
        lines += [f"    # {why}", *(f"    {_value(column)}," for column in columns)]
    return [*lines, "]"]


def _categories(proposal: Proposal) -> list[str]:
    said = proposal.labels
    lines = ["[categories]", '# label = category, "withheld" (nothing of the row is kept) or "not counted"']
    if said.private:
        lines += _comments([f"{said.private} labels look as if they told of a person and are not written here."])
    if any(label.casefold().startswith("special service") for label in said.answers):
        lines += _comments(
            [
                "Special services of a personal nature (medical, suicide, entry) must be withheld: take the column of",
                "their kind into category, or into [[flags]].",
            ]
        )
    known = [(label, answer) for label, answer in said.answers.items() if answer]
    unknown = [label for label, answer in said.answers.items() if not answer]
    lines += [f"{_value(label)} = {_value(answer)}" for label, answer in known]
    if unknown:
        lines.append("# DECIDE these")
        lines += [f"{_value(label)} = {_value(UNDECIDED + (label or 'rows without a label'))}" for label in unknown]
    return lines


def _is_open(when: When | None) -> bool:
    return when is not None and len(when.formats) > 1


def _why_open(when: When | None) -> list[str]:
    """Why the values do not say which format is meant."""
    if when is None or len(when.formats) < 2:
        return []
    one, other = when.formats[:2]
    if one.replace("%b", "%B") == other.replace("%b", "%B"):
        return ["May is written alike in short and in full, and no other month occurs"]
    return [f"every value can be read as {' and as '.join(when.formats)}, and nothing in the file says which is meant"]


def _reading(form: str) -> str:
    parts = {"%d": "day", "%m": "month", "%b": "month", "%B": "month", "%Y": "year", "%y": "year"}
    return f"{min((form.find(part), word) for part, word in parts.items() if part in form)[1]} first"


def _named(names: Iterable[str]) -> str:
    return ", ".join(_value(name) for name in names)


def _comments(lines: Sequence[str]) -> list[str]:
    """Comment lines; nothing in them can end the comment."""
    return [f"# {''.join(letter if letter.isprintable() else '?' for letter in line)}" for line in lines]


def _line(key: str, value: object, note: str = "") -> str:
    line = f"{key} = {_value(value)}"
    return f"{line:<{_WIDTH - 1}} # {note}" if note else line


def _value(value: object) -> str:
    """A TOML value. Its basic strings are those of JSON, but that it has no sign for DEL."""
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
