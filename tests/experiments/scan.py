"""How often the scan raises an alarm where nothing is going on, and how often it sees what is.

A town of 631 cells whose rates differ as real ones do; a year of 60 dated incidents a month, scanned on its last day.
Nulls at variance/mean 1 (nothing but chance), 1.2 (as real cell-months that hold few) and 1.6 (bursts); planted: 12
more incidents in the last 5 days, in one cell or in it and the cells around it. Run by itself it writes every case as
JSON to standard output.
"""

import json
import sys
import time
from typing import Any, Final

import h3.api.numpy_int as h3
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from aim.engine.adjacency import ring_matrix
from aim.engine.scan import PERMUTATIONS, Cluster, bases, scan

MONTHLY: Final = 60
MONTHS: Final = 12
MONTH: Final = 30  # days
DAYS: Final = MONTHS * MONTH
RATIOS: Final = (1.0, 1.2, 1.6)
PLANTED: Final = 12
PLANTED_DAYS: Final = 5
RUNS: Final = 1_000
_TOWN: Final = (54.5742, -1.2350)


def grid(resolution: int = 9, rings: int = 14) -> NDArray[np.int64]:
    """A town: a disk of cells, ascending."""
    return np.sort(h3.grid_disk(h3.latlng_to_cell(*_TOWN, resolution), rings).astype(np.int64))


def draw(
    random: np.random.Generator, weights: csr_matrix, ratio: float, monthly: float = MONTHLY
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cells and days of a year; each cell-month has ``ratio`` times the variance of chance."""
    n = weights.shape[0]
    rate = random.gamma(2, 1, n) * (weights @ (weights @ random.gamma(0.03, 1, n)))
    mean = np.broadcast_to(monthly * rate / rate.sum(), (MONTHS, n))
    counts = random.poisson(mean if ratio == 1 else random.gamma(mean / (ratio - 1), ratio - 1))
    month, cell = np.nonzero(counts)
    number = counts[month, cell]
    month, cell = np.repeat(month, number), np.repeat(cell, number)
    return cell, month * MONTH + random.integers(0, MONTH, cell.size)


def nulls(ratio: float, runs: int, seed: int, rings: int = 14, permutations: int = PERMUTATIONS) -> dict[str, Any]:
    """Part of the towns without a planted cluster whose strongest has p <= 5 %, 1 % and a year between alarms."""
    random = np.random.default_rng([seed, int(10 * ratio)])
    cells = grid(9, rings)
    weights, disks = ring_matrix(cells, 1), bases(cells)
    p, began = np.empty(runs), time.perf_counter()
    for run in range(runs):
        cell, day = draw(random, weights, ratio)
        found = scan(cell, day, disks, last=DAYS - 1, random=random, permutations=permutations)
        p[run] = 1.0 if found is None else found.p
    return {
        "ratio": ratio,
        "runs": runs,
        "at 5 %": float(np.mean(p <= 0.05)),
        "at 1 %": float(np.mean(p <= 0.01)),
        "at 20 %": float(np.mean(p <= 0.2)),
        "at 50 %": float(np.mean(p <= 0.5)),
        "a year between alarms": float(np.mean(p <= 1 / 365)),
        "at the least p": float(np.mean(p <= 1 / (permutations + 1))),
        "standard error at 5 %": float(np.sqrt(0.05 * 0.95 / runs)),
        "mean p": float(p.mean()),
        "seconds a run": (time.perf_counter() - began) / runs,
    }


def planted(ratio: float, spread: int, runs: int, seed: int) -> dict[str, Any]:
    """Part of the towns whose planted cluster is found: an alarm at 1 % that holds at least half of it."""
    random = np.random.default_rng([seed, int(10 * ratio), spread])
    cells = grid()
    weights, disks = ring_matrix(cells, 1), bases(cells)
    near = ring_matrix(cells, spread)
    alarms = found = 0
    began = time.perf_counter()
    for _ in range(runs):
        cell, day = draw(random, weights, ratio)
        busy = int(random.choice(cell))  # where incidents are, as real ones would be
        around = near.indices[near.indptr[busy] : near.indptr[busy + 1]]
        cell = np.concatenate([cell, random.choice(around, PLANTED)])
        day = np.concatenate([day, DAYS - 1 - random.integers(0, PLANTED_DAYS, PLANTED)])
        answer = scan(cell, day, disks, last=DAYS - 1, random=random)
        alarm = answer is not None and answer.p <= 0.01
        alarms += alarm
        found += alarm and _holds(answer)
    taken = (time.perf_counter() - began) / runs
    said = {"ratio": ratio, "rings": spread, "runs": runs, "alarm": alarms / runs, "found": found / runs}
    return said | {"seconds a run": taken}


def _holds(answer: Cluster) -> bool:
    return int(answer.inside[-PLANTED:].sum()) * 2 >= PLANTED


def every(runs: int = RUNS, seed: int = 20250603) -> dict[str, list[dict[str, Any]]]:
    """Every null and planted case."""
    return {
        "null": [nulls(ratio, runs, seed) for ratio in RATIOS],
        "planted": [planted(ratio, spread, runs // 10, seed) for ratio in RATIOS for spread in (0, 1)],
    }


if __name__ == "__main__":
    json.dump(every(), sys.stdout, indent=1)
