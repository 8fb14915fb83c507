"""Which agencies report at a place? Told from what was counted there, over all concerns: whoever sees it can help."""

import numpy as np

from aim.concerns import ALL
from aim.config import Config
from aim.questions.basis import Basis
from aim.questions.freshness import MISSING
from aim.questions.reporting import Reporting, reporting
from aim.questions.views import Reporter
from aim.schema import AGENCY_LETTERS


def reporters(config: Config, found: Basis, resolution: int, members: np.ndarray) -> tuple[Reporter, ...]:
    """What each agency reports in the cells ``members`` over the window, context aside, in the order they are named.

    Each by itself, in the months that it holds: an agency that lacks the chosen month has no figure.
    """
    shown = found.reporting.shown
    everything = reporting(config, shown, shown.concern(ALL))
    by_agency: dict[str, list[str]] = {}
    for source in everything.every:
        by_agency.setdefault(everything.fresh.sources[source].agency, []).append(source)
    answer = []
    for agency, sources in by_agency.items():
        lacking = tuple(month for month in found.span if everything.state(sources, month) == MISSING)
        count = None
        if found.month not in lacking:
            held = tuple(month for month in found.span if month not in lacking)
            count = int(_counts(everything, tuple(sources), held, resolution)[members].sum())
        answer.append(Reporter(agency, count, lacking))
    return tuple(answer)


def _counts(everything: Reporting, sources: tuple[str, ...], held: tuple[str, ...], resolution: int) -> np.ndarray:
    """Counts [cell] of all that ``sources`` report in the months ``held``."""
    shown = everything.shown
    numbers = shown.numbers(everything.concern.categories, sources)
    return shown.once(
        ("reporters", sources, held, resolution), lambda: shown.counts(numbers, held, resolution).sum(axis=0)
    )


def letters(found: tuple[Reporter, ...]) -> str:
    """``P F``: the letters of the agencies that report there."""
    return " ".join(AGENCY_LETTERS[each.agency] for each in found if each.count and each.agency in AGENCY_LETTERS)
