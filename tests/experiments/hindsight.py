"""Hindsight of the decayed count on the real months: every concern with at least 50 a month, beside its rivals.

Run by itself (with ``tests`` on the path) it writes the table as JSON to standard output, for several half-lives; it
needs the published extract beside the project and takes that folder as its only argument.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
from months import Months, cleveland
from numpy.typing import NDArray

from aim.engine.hindsight import DRAW, ENGINE, LAST_12, LAST_MONTH, RANDOM, backtest, judge
from aim.engine.ranks import decayed_count

# The police categories of each concern, as aim/concerns has them.
THEFT: Final = ("Bicycle theft", "Other theft", "Shoplifting", "Theft from the person")
CONCERNS: Final[dict[str, tuple[str, ...]]] = {
    "all": (),
    "violence": ("Violence and sexual offences",),
    "burglary": ("Burglary",),
    "vehicle crime": ("Vehicle crime",),
    "robbery": ("Robbery",),
    "damage": ("Criminal damage and arson",),
    "shoplifting and theft": THEFT,
    "drugs": ("Drugs",),
    "anti-social behaviour": ("Anti-social behaviour",),
    "crime": (),
}
LEAST: Final = 50  # a month
TESTED: Final = 12  # months
HALF_LIVES: Final = (6, 8, 12, 24)


def counts(real: Months, concern: str) -> NDArray[np.int64]:
    """Incidents of a concern, [month, cell]."""
    wanted = CONCERNS[concern] or real.types
    rows = [
        number
        for number, name in enumerate(real.types)
        if name in wanted and not (concern == "crime" and name == "Anti-social behaviour")
    ]
    total: NDArray[np.int64] = real.cube[rows].sum(axis=0, dtype=np.int64)
    return total


def case(real: Months, concern: str, half_life: float, seed: int, months: int = TESTED) -> dict[str, Any] | None:
    """One row of the table; None for a concern with too few a month."""
    series = counts(real, concern)
    monthly = float(series[-months:].sum() / months)
    if monthly < LEAST:
        return None

    def ranking(before: NDArray) -> NDArray[np.float64]:
        return decayed_count(before, half_life)

    tested = backtest(series, real.area, ranking, months=months, random=np.random.default_rng(seed))
    verdict = judge(tested)
    engine = tested.rankings.index(ENGINE)
    return {
        "concern": concern,
        "a month": monthly,
        "half-life": half_life,
        **{f"pai, {name}": verdict.means[name] for name in (ENGINE, LAST_12, LAST_MONTH, RANDOM, DRAW)},
        "pai, best attainable": float(tested.shown.best[engine].mean()),
        "pei": float(tested.shown.pei[engine].mean()),
        "recapture": float(tested.shown.recapture[engine].mean()),
        "rival": verdict.rival,
        "difference": verdict.difference,
        "standard error": verdict.standard_error,
        "months": verdict.months,
        "wins": verdict.wins,
        "loses": verdict.loses,
    }


def table(shared: Path, resolution: int, half_life: float, seed: int = 20250604) -> list[dict[str, Any]]:
    """Every concern with enough incidents at one resolution."""
    real = cleveland(shared, resolution)
    rows = (case(real, concern, half_life, seed) for concern in CONCERNS)
    return [{"resolution": resolution, **row} for row in rows if row is not None]


if __name__ == "__main__":
    found = [table(Path(sys.argv[1]), resolution, life) for resolution in (9, 10) for life in HALF_LIVES]
    json.dump([row for rows in found for row in rows], sys.stdout, indent=1)
