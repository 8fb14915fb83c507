"""What somebody must know before using the numbers of a page: what is not in them, and why."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from aim import months
from aim.questions import words
from aim.questions.cell_depth import proactive
from aim.reading.basis import BARS, Basis
from aim.reading.freshness import MISSING, NOT_YET

LICENCE = "Open Government Licence"  # begins the agreement of a source whose incidents anybody may have


def agreed(found: Basis) -> list[str]:
    """The sources of these numbers that are held under an agreement and not under the licence of published data.

    The outlines' statement names that licence, and stands on every page and in every file.
    """
    known = found.reporting.fresh.sources
    return titles(found, [name for name in found.sources if not known[name].agreement.startswith(LICENCE)])


def notes(found: Basis, area: int | None) -> tuple[str, ...]:
    """One sentence or two each; ``area`` is the number of the neighbourhood shown, None for the town."""
    said = [
        *_months(found, MISSING, "Not received", "Nothing of it is counted here, of any source"),
        *_months(found, NOT_YET, "Not complete yet", "The numbers will rise"),
        *_doubts(found),
        *_left_out(found),
        *_compared(found),
        *_superseded(found),
        *_unplaced(found, area),
        *_proactive(found),
    ]
    return tuple(said)


def titles(found: Basis, sources: Sequence[str]) -> list[str]:
    """What ``sources`` are called."""
    return [found.reporting.fresh.titles[source] for source in sources]


def lacking(found: Basis, month: str, state: str = MISSING) -> list[str]:
    """The sources that a month is due to be in ``state``, where others may hold it: none where there is one only."""
    due = [source for source in found.sources if found.reporting.state([source], month) == state]
    return titles(found, due) if len(found.sources) > 1 else []


def without(found: Basis) -> str:
    """``Without Housing.`` where a source of the concern is in no number, else nothing."""
    left = titles(found, [*found.later, *found.between])
    return f"Without {words.listed(left)}." if left else ""


def _proactive(found: Basis) -> list[str]:
    said = proactive([found.concern])
    return [f"{said[0].upper()}{said[1:]}."] if said else []


def _months(found: Basis, state: str, start: str, end: str) -> list[str]:
    """The months in a state, each with the sources it is due to where there are several."""
    said = []
    for month in found.in_state(state):
        who = lacking(found, month, state)
        said.append(f"{months.title(month)} ({words.listed(who)})" if who else months.title(month))
    return [f"{start}: {', '.join(said)}. {end}."] if said else []


def _doubts(found: Basis) -> list[str]:
    """What is wrong with months that came whole by the calendar, and how it is put right."""
    fresh = found.reporting.fresh
    said = [
        f"{months.title(month)}: {fresh.doubts[source][month].words(fresh.titles[source])}"
        for source in found.sources
        for month in found.span
        if month in fresh.doubts.get(source, {})
    ]
    return [f"In doubt: {'; '.join(said)}. Send it again, or enter a break if it is so for good."] if said else []


def _left_out(found: Basis) -> list[str]:
    said = []
    for source in found.between:
        (called,) = titles(found, [source])
        said.append(f"{called} reports by the quarter and does not hold all of these months: it is in no number here.")
    for source in found.later:
        (called,) = titles(found, [source])
        first = months.title(found.reporting.first[source])
        said.append(f"{called} is held from {first} on, and these months begin earlier: it is in no number here.")
    return said


def _compared(found: Basis) -> list[str]:
    """Of which sources bars and the year before are, and where bars begin, if not of all and from the first on."""
    said, first = [], found.reporting.first
    others = [source for source in found.sources if source not in found.compared]
    if others and found.compared:
        since = {first[source] for source in others}
        start = months.title(max(since))
        held = f"{words.listed(titles(found, others))} {'is' if len(others) == 1 else 'are'} held from {start} on"
        said.append(
            f"Bars and the year before are of {words.listed(titles(found, found.compared))} only: {held}, "
            "and would look like a rise."
        )
    began = [source for source in found.compared if first[source] == found.since]
    if found.since > months.shift(found.month, 1 - BARS) and any(first[s] < found.since for s in found.sources):
        said.append(
            f"Bars begin in {months.title(found.since)}, when {words.listed(titles(found, began))} began to report: "
            "what came before was counted otherwise."
        )
    return said


def _superseded(found: Basis) -> list[str]:
    left: Counter[tuple[str, str]] = Counter()
    for entry in found.reporting.shown.manifest.get("superseded", ()):
        wanted = entry["category"] in found.concern.categories and entry["month"] in found.held
        if wanted and entry["by"] in found.sources:
            left[entry["source"], entry["by"]] += entry["incidents"]
    said = []
    for (source, better), count in sorted(left.items()):
        mine, other = titles(found, [source, better])
        said.append(f"{words.plural(count, 'incident')} of {mine} left out: {other} has them too, more exactly.")
    return said


def _unplaced(found: Basis, area: int | None) -> list[str]:
    shown = found.reporting.shown
    counts = shown.area_counts(shown.numbers(found.concern.categories, found.sources), "unplaced")
    at = np.array([shown.month_number(month) for month in found.held], dtype=np.int64)
    count = int((counts[at] if area is None else counts[at, area]).sum())
    if not count:
        return []
    verb = "is" if count == 1 else "are"
    return [
        f"{words.plural(count, 'incident')} {verb} known by neighbourhood only: in the neighbourhoods' figures, at no "
        "place of the map."
    ]
