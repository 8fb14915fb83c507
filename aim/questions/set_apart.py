"""Which places of the list did an earlier meeting know already? They stand apart: counted, and in no other number.

The list itself is of the picture alone, with the numbers that everybody calls its places by; what was decided is not.
A place that this meeting knows stays where it is until the next one, as all that this meeting decides.
"""

from dataclasses import replace
from typing import Final

from aim import months
from aim.questions.decisions import (
    DUE,
    ENDED,
    KNOWN,
    OPEN,
    OVER,
    RETURNED,
    DecisionLine,
    MonthDecisions,
    PlaceDecisions,
)
from aim.questions.month_headline import headline
from aim.questions.views import DISCUSSION, TOWN, MonthView

UNDECIDED: Final = "not decided"
_BECAME: Final = {DUE: ", due", RETURNED: ", back early", OVER: ", ended"}


def set_apart(view: MonthView, decided: MonthDecisions | None) -> MonthView:
    """``view`` with its ``known`` rows, and without them in its headline and in the numbers of its cells.

    What rose most in a neighbourhood stays, on the list or not, and is marked where it is known.

    ``decided``: of the same month; None where decisions cannot be read, and then nothing stands apart.
    """
    view, known = _marked(view, decided), known_keys(decided)
    if not known:
        return view
    apart = replace(view, known=known)
    if view.listed != DISCUSSION:
        return apart
    numbers = {number for cell, number in zip(view.cells.cell, view.cells.place, strict=True) if cell in known}
    cells = replace(view.cells, place=tuple(0 if number in numbers else number for number in view.cells.place))
    if not view.complete:
        return replace(apart, cells=cells)
    area = None if view.area.name == TOWN else view.area.name
    said = headline(replace(view.discussion, rows=apart.discussed), view.signals, area)
    more = len(view.discussion.rows) - len(apart.discussed)
    sentence = f"{more} more {'is' if more == 1 else 'are'} known since {meetings(more)}. " if more else ""
    return replace(apart, cells=cells, headline=said, sentence=f"{sentence}{view.sentence}")


def _marked(view: MonthView, decided: MonthDecisions | None) -> MonthView:
    """With what rose most marked where it is known."""
    cells = _known_cells(decided) if decided else frozenset()
    if not cells:
        return view
    changes = tuple(
        replace(area, rows=tuple(replace(row, known=row.key in cells) for row in area.rows)) for area in view.changes
    )
    return replace(view, changes=changes)


def _known_cells(decided: MonthDecisions) -> frozenset[str]:
    """The cells of places that stay known, those on the list of this month and those that are not on it."""
    now = [lines.now for lines in decided.by_place.values()] + [*decided.elsewhere]
    said = {cell for line in now if line is not None for cell in line.decision.place.cells}
    places = [line.decision.place for line in decided.promises if _stays_known(line)]
    return frozenset(cell for place in places if said.isdisjoint(place.cells) for cell in (place.key, *place.cells))


def meetings(known: int) -> str:
    """Since when so many places are known, in words."""
    return "an earlier meeting" if known == 1 else "earlier meetings"


def known_keys(decided: MonthDecisions | None) -> tuple[str, ...]:
    """The keys of the rows of the town's list that stand apart."""
    return tuple(key for key, lines in decided.by_place.items() if is_known(lines)) if decided else ()


def is_known(lines: PlaceDecisions) -> bool:
    """Whether an earlier meeting knew a place and it stays so.

    It holds no more than was known, its review has not come, and this meeting has said nothing else.
    """
    if lines.now is not None or lines.earlier is None:
        return False
    return _stays_known(lines.earlier)


def _stays_known(line: DecisionLine) -> bool:
    return line.decision.entry.kind == KNOWN and line.state == OPEN


def in_words(lines: PlaceDecisions | None) -> str:
    """``Send``, ``Watch, ended``, ``known since May 2025``, ``not decided; May 2025: Send, due``."""
    if lines is None or (lines.now is None and lines.earlier is None):
        return UNDECIDED
    if lines.now is not None:
        return f"{lines.now.decision.entry.kind}{', ended' if lines.now.decision.fate == ENDED else ''}"
    assert lines.earlier is not None
    decision, state = lines.earlier.decision, lines.earlier.state
    since = months.short(decision.month)
    if is_known(lines):
        return f"known since {since}"
    return f"{UNDECIDED}; {since}: {decision.entry.kind}{_BECAME.get(state, '')}"
