"""How often the true rank of a place lies in its interval, in stationary towns whose list the engine has made.

The list is the 12 or 40 cells with the highest decayed count over 27 months; a place's true rank is that of its true
rate among the rates of the list. ``closed`` counts both ends in and covers too often, since ranks are whole numbers;
``randomised`` counts an end by the part of it that lies inside 90 %, and should be 0.90. Beside the engine a plain
Poisson bootstrap of the counts. Run by itself it writes every case as JSON to standard output.
"""

import json
import sys
from typing import Final

import numpy as np
from experiments.shipped import HALF_LIFE
from experiments.stationary import KINDS, LEVELS, Kind, Scatter, months, rates
from numpy.typing import NDArray

from aim.engine.expected import learn, posterior
from aim.engine.intervals import drawn_ranks, rank_intervals
from aim.engine.ranks import decayed_count

SCATTERS: Final[tuple[Scatter, ...]] = (1.0, 1.6, "growing")
LISTS: Final = (12, 40)
FULL: Final = 300  # towns a case
HISTORY: Final = 24
WINDOW: Final = 3
DRAWS: Final = 1_000
TAIL: Final = 0.05


def case(level: float, scatter: Scatter, kind: Kind, places: int, towns: int, seed: int) -> dict[str, float | str]:
    """Coverage of one kind of town, as parts of its places."""
    random = np.random.default_rng([seed, int(level), KINDS.index(kind), SCATTERS.index(scatter), places])
    found = np.array([_town(random, level, scatter, kind, places) for _ in range(towns)]).mean(axis=0)
    named = dict(zip(("closed", "randomised", "fragile", "bootstrap"), found.tolist(), strict=True))
    return {"level": level, "scatter": scatter, "kind": kind, "places": places, "towns": towns, **named}


def _town(random: np.random.Generator, level: float, scatter: Scatter, kind: Kind, places: int) -> tuple[float, ...]:
    rate = rates(random, kind, level, 1)
    (counts,) = months(random, rate, HISTORY + WINDOW, scatter)
    listed = np.argsort(-decayed_count(counts, HALF_LIFE), kind="stable")[:places]
    place = np.zeros(rate.size, dtype=np.int64)
    place[listed] = np.arange(1, places + 1)
    shape, by = posterior(learn(counts[:HISTORY]), counts[HISTORY:].sum(axis=0))
    seed = int(random.integers(2**32))
    intervals = rank_intervals(shape, by, place, seed=seed, draws=DRAWS)
    ranks = drawn_ranks(shape, by, place, seed=seed, draws=DRAWS)
    true = _ranks(rate[0, listed])
    under = (ranks < true).mean(axis=0) + random.random(places) * (ranks == true).mean(axis=0)
    again = random.poisson(counts.sum(axis=0)[listed], (DRAWS, places)) + 1e-9 * random.random((DRAWS, places))
    low, high = np.quantile(_ranks(again), [TAIL, 1 - TAIL], axis=0)
    return (
        float(((intervals.low <= true) & (true <= intervals.high)).mean()),
        float(((under >= TAIL) & (under <= 1 - TAIL)).mean()),
        float(intervals.fragile.mean()),
        float(((low <= true) & (true <= high)).mean()),
    )


def _ranks(of: NDArray[np.float64]) -> NDArray[np.int64]:
    """The ranks over the last axis, the highest first."""
    return np.argsort(np.argsort(-of, axis=-1), axis=-1) + 1


def run(towns: int = FULL, seed: int = 20_261_122) -> list[dict[str, float | str]]:
    """Every case."""
    kinds = [(n, s, k, p) for p in LISTS for k in KINDS for s in SCATTERS for n in LEVELS]
    return [case(*which, towns, seed) for which in kinds]


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=1)
