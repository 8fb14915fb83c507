"""Do stationary towns have what is expected of them? Cells chosen as people choose them, and what came after.

Three choices of twenty cells a town: the busiest of the history (for ``expected``), the busiest of the window, and
those furthest above their own expectation (for ``expected_next``). Each figure is the sum expected over the sum that
follows in the long run, by the true rates, so that only the town is left to chance. Run by itself it writes every case
as JSON to standard output.
"""

import json
import sys
from typing import Final

import numpy as np
from experiments.stationary import KINDS, LEVELS, Kind, Scatter, months, rates
from numpy.typing import NDArray

from aim.engine.expected import expected, expected_next, learn

SCATTERS: Final[tuple[Scatter, ...]] = (1.0, 1.6, "growing")
FULL: Final = 1_000  # towns a case
HISTORY: Final = 24
WINDOW: Final = 3
CHOSEN: Final = 20
_TOGETHER: Final = 25  # towns drawn at once


def case(level: float, scatter: Scatter, kind: Kind, towns: int, seed: int) -> dict[str, float | str]:
    """What was expected over what came, of one kind of town."""
    random = np.random.default_rng([seed, int(level), KINDS.index(kind), SCATTERS.index(scatter)])
    sums = sum(_sums(random, level, scatter, kind, min(_TOGETHER, towns - at)) for at in range(0, towns, _TOGETHER))
    history, history_came, busy, busy_next, busy_came, above, above_next, above_came = sums.tolist()
    return {
        "level": level,
        "scatter": scatter,
        "kind": kind,
        "towns": towns,
        "expected": history / history_came,
        "busy_held": busy_came / towns,
        "busy_next": busy_next / busy_came,
        "busy_without_window": busy / busy_came,
        "above_held": above_came / towns,
        "above_next": above_next / above_came,
        "above_without_window": above / above_came,
    }


def _sums(random: np.random.Generator, level: float, scatter: Scatter, kind: Kind, towns: int) -> NDArray[np.float64]:
    rate = rates(random, kind, level, towns)
    counts = months(random, rate, HISTORY + WINDOW, scatter)
    follows = WINDOW * rate
    past = learn(counts[:, :HISTORY])
    window = counts[:, HISTORY:].sum(axis=1)
    ours = expected(past, past.total * WINDOW / HISTORY)
    mu = (past.total + window.sum(axis=1)) * WINDOW / (HISTORY + WINDOW)
    without, following = expected(past, mu), expected_next(past, window, mu)
    first, busy, above = (_most(of) for of in (past.counts, window, window - ours))
    chosen = [(ours, first), (follows, first)]
    chosen += [(of, where) for where in (busy, above) for of in (without, following, follows)]
    return np.array([np.take_along_axis(of, where, axis=1).sum() for of, where in chosen])


def _most(of: NDArray[np.float64]) -> NDArray[np.intp]:
    """The ``CHOSEN`` cells of each town with the most of something."""
    return np.argsort(-of, axis=1, kind="stable")[:, :CHOSEN]


def run(towns: int = FULL, seed: int = 20_261_122) -> list[dict[str, float | str]]:
    """Every case."""
    return [case(*which, towns, seed) for which in ((n, s, k) for k in KINDS for s in SCATTERS for n in LEVELS)]


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=1)
