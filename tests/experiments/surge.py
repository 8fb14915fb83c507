"""How often surges are seen where nothing changes, and how soon a place that goes from 3 to 15 a month is found.

The part of stationary towns in which at least one cell is called a surge in one month's picture (with a false discovery
rate of 5 % at most one in twenty), and the part of towns in which the risen cell is found in the picture of its first
month, by its second, by its third. Beside the engine three rivals: ``one phi`` for all cells whatever their level,
``mid-p``, and ``no scatter`` (a gamma-Poisson predictive whose months are Poisson). Run by itself it writes every case
as JSON to standard output.
"""

import json
import sys
from dataclasses import replace
from typing import Final

import numpy as np
from experiments.stationary import KINDS, LEVELS, Kind, Scatter, draw, months, rates
from numpy.typing import NDArray

from aim.engine.expected import History, expected, learn
from aim.engine.hotspots import benjamini_hochberg
from aim.engine.surge import predictive_p, surges

SCATTERS: Final[tuple[Scatter, ...]] = (1.0, 1.6, "growing")
FULL: Final = 1_000  # towns a case
HISTORY: Final = 24
WINDOW: Final = 3
BEFORE, AFTER = 3.0, 15.0  # incidents a month
ALPHA: Final = 0.05
FLOOR: Final = 3
RISEN: Final = 3  # months for which the cell stays where it has gone
RANKINGS: Final = ("engine", "one phi", "mid-p", "no scatter")
_TOGETHER: Final = 25


def case(level: float, scatter: Scatter, kind: Kind, towns: int, seed: int) -> dict[str, object]:
    """False surges, and those found by each month, of one kind of town: parts of the towns, by rival."""
    random = np.random.default_rng([seed, int(level), KINDS.index(kind), SCATTERS.index(scatter)])
    false = dict.fromkeys(RANKINGS, 0)
    found = {name: np.zeros(RISEN, dtype=np.int64) for name in RANKINGS}
    for at in range(0, towns, _TOGETHER):
        number = min(_TOGETHER, towns - at)
        rate = rates(random, kind, level, number)
        risen = (np.arange(number), np.abs(rate - BEFORE).argmin(axis=1))
        rate[risen] = BEFORE
        counts = months(random, rate, HISTORY + WINDOW - 1 + RISEN, scatter)
        seen = {name: np.zeros(number, dtype=np.bool_) for name in RANKINGS}
        for name, surge in judge(counts[:, : HISTORY + WINDOW]).items():
            false[name] += int(surge.any(axis=1).sum())
        for month in range(RISEN):
            last = HISTORY + WINDOW - 1 + month
            counts[risen[0], last, risen[1]] = draw(random, np.full(number, AFTER), scatter)
            for name, surge in judge(counts[:, last - HISTORY - WINDOW + 1 : last + 1]).items():
                seen[name] |= surge[risen]
                found[name][month] += seen[name].sum()
    return {
        "level": level,
        "scatter": scatter,
        "kind": kind,
        "towns": towns,
        "false": {name: false[name] / towns for name in RANKINGS},
        "found": {name: (found[name] / towns).tolist() for name in RANKINGS},
    }


def judge(counts: NDArray[np.int64]) -> dict[str, NDArray[np.bool_]]:
    """The surges in the last three months of [towns, months, cells], [towns, cells], by rival."""
    past, window = learn(counts[:, :HISTORY]), counts[:, HISTORY:].sum(axis=1)
    mu = past.total * WINDOW / HISTORY
    ours = expected(past, mu)
    one = np.broadcast_to(past.phi[:, None], past.scatter.shape)
    p = {
        "one phi": predictive_p(window, ours, replace(past, scatter=one)),
        "mid-p": (predictive_p(window, ours, past) + predictive_p(window + 1, ours, past)) / 2,
        "no scatter": predictive_p(window, ours, replace(past, scatter=np.ones_like(one))),
    }
    rivals = {name: (benjamini_hochberg(value) < ALPHA) & (window >= FLOOR) for name, value in p.items()}
    return {"engine": engine(window, past, mu), **rivals}


def engine(window: NDArray[np.int64], past: History, mu: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The surges as the engine has them."""
    return surges(window, past, mu, alpha=ALPHA, floor=FLOOR).surge


def run(towns: int = FULL, seed: int = 20_261_122) -> list[dict[str, object]]:
    """Every case."""
    return [case(*which, towns, seed) for which in ((n, s, k) for k in KINDS for s in SCATTERS for n in LEVELS)]


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=1)
