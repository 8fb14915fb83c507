"""Which agencies report at a place? Told from what was counted there, over all concerns: whoever sees it can help."""

import numpy as np

from aim.questions.views import Reporter
from aim.reading.basis import Basis
from aim.reading.freshness import MISSING
from aim.reading.reporting import Reporting
from aim.schema import AGENCY_LETTERS


def reporters(everything: Reporting, found: Basis, resolution: int, members: np.ndarray) -> tuple[Reporter, ...]:
    """What each agency reports in the cells ``members`` over the window, in the order they are named.

    ``everything`` is who reports all concerns, whatever concern is shown. Each agency by itself, in the months that it
    holds. One that holds none of them has no figure, nor has one that lies between its quarters.
    """
    by_agency: dict[str, list[str]] = {}
    for source in everything.every:
        by_agency.setdefault(everything.fresh.sources[source].agency, []).append(source)
    answer = []
    for agency, sources in by_agency.items():
        lacking = tuple(month for month in found.span if everything.state(sources, month) == MISSING)
        held = tuple(month for month in found.span if month not in lacking)
        between = found.month in lacking and not set(sources) & set(everything.waited)
        count = None
        if held and not between:
            count = int(_counts(everything, tuple(sources), held, resolution)[members].sum())
        answer.append(Reporter(agency, count, lacking))
    return tuple(answer)


def _counts(everything: Reporting, sources: tuple[str, ...], held: tuple[str, ...], resolution: int) -> np.ndarray:
    """Counts [cell] of all that ``sources`` report in the months ``held``."""
    shown = everything.shown
    numbers = shown.numbers(everything.concern.categories, sources)
    return shown.once(("reporters", sources, held, resolution), lambda: shown.total(numbers, held, resolution))


def letters(found: tuple[Reporter, ...]) -> str:
    """``P F``: the letters of the agencies that report there."""
    return " ".join(AGENCY_LETTERS[each.agency] for each in found if each.count and each.agency in AGENCY_LETTERS)
