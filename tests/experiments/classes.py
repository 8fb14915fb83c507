"""How often the room's classes cry wolf in towns where nothing changes, and how often they see a place that changed.

A town is a disk of cells at resolution 9 whose rates differ as those of Middlesbrough do in all concerns (variance over
squared mean 4, correlation with the neighbours 0.7, half of the incidents in 51 of 631 cells) and stay as they are;
months are drawn at variance/mean 1 and 1.6. Monthly maps, surges and classes are those of the engine; what the town is
expected to have is the mean of the months before. Run by itself it writes every case as JSON to standard output.
"""

import json
import sys
from dataclasses import dataclass
from typing import Any, Final

import h3.api.numpy_int as h3
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from aim.engine.adjacency import ring_matrix
from aim.engine.classes import AnalystClass, RoomClass, analyst_classes, room_classes
from aim.engine.expected import learn
from aim.engine.hotspots import hotspots
from aim.engine.mann_kendall import mann_kendall
from aim.engine.surge import surges

LEVELS: Final = (60, 250, 700, 2_500)  # incidents of the town a month: burglary, vehicle crime, violence, all
RATIOS: Final = (1.0, 1.6)
WINDOWS: Final = ((1,), (3,), (1, 3))
FULL: Final = 200  # towns a case
MONTHS: Final = 24
HISTORY: Final = 24
SURGED: Final = 3
ALPHA: Final = 0.05
RISEN: Final = (3.0, 15.0)  # a month, before and after
_TOWN: Final = (54.5742, -1.2350)
_RINGS: Final = 14


@dataclass(frozen=True)
class Town:
    """Weights of the grid [n, n] and the true monthly rate of each cell [n]."""

    weights: csr_matrix
    rate: NDArray[np.float64]


def town(random: np.random.Generator, level: float) -> Town:
    """A town of 631 cells with ``level`` incidents a month."""
    cells = np.sort(h3.grid_disk(h3.latlng_to_cell(*_TOWN, 9), _RINGS).astype(np.int64))
    weights = ring_matrix(cells, 1)
    rate = random.gamma(2, 1, cells.size) * (weights @ (weights @ random.gamma(0.03, 1, cells.size)))
    return Town(weights, level * rate / rate.sum())


def draw(random: np.random.Generator, mean: NDArray[np.float64], months: int, ratio: float) -> NDArray[np.int64]:
    """Counts [months, n] of that mean and of variance ``ratio`` times it."""
    size = (months, mean.size)
    return random.poisson(mean if ratio == 1 else random.gamma(mean / (ratio - 1), ratio - 1, size), size)


def classed(
    months: NDArray[np.int64], weights: csr_matrix, floor: int, windows: tuple[int, ...] = (1,)
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """The room's and the analysts' classes of the last of the months, by the engine's own maps and surges.

    months: [n, cells]; windows: months that a surge is looked for in, any of them.
    """
    maps = months[-MONTHS:]
    shown = hotspots(maps, weights, alpha=ALPHA, floor=floor)
    surged = np.zeros(maps.shape, dtype=np.bool_)
    for back in range(SURGED):
        end = len(months) - back
        for window in windows:
            before, now = months[end - window - HISTORY : end - window], months[end - window : end].sum(axis=0)
            found = surges(now, learn(before), before.sum() * window / HISTORY, alpha=ALPHA, floor=floor)
            surged[MONTHS - 1 - back] |= found.surge
    cold = (shown.z < 0) & (shown.p_adjusted < ALPHA)
    direction = mann_kendall(shown.z).direction(ALPHA)
    return room_classes(shown.hotspot, surged), analyst_classes(shown.hotspot, cold, direction)


def stationary(level: float, ratio: float, towns: int, seed: int, windows: tuple[int, ...] = (1,)) -> dict[str, Any]:
    """Mean part of a still town's cells in each class of the room, its standard error over towns for "new or worse"."""
    random = np.random.default_rng([seed, int(level), int(10 * ratio)])
    floor = 5 if level >= 2_000 else 3
    part = np.empty((towns, len(RoomClass)))
    analysts = np.zeros(len(AnalystClass))
    for number in range(towns):
        made = town(random, level)
        months = draw(random, made.rate, HISTORY + SURGED + max(windows) - 1, ratio)
        room, eight = classed(months, made.weights, floor, windows)
        part[number] = np.bincount(room, minlength=len(RoomClass)) / room.size
        analysts += np.bincount(eight, minlength=len(AnalystClass)) / eight.size / towns
    new = part[:, RoomClass.NEW_OR_WORSE]
    answer = {"level": level, "ratio": ratio, "towns": towns, "windows": list(windows)}
    answer |= {kind.words or "none": float(part[:, kind].mean()) for kind in RoomClass}
    answer["new or worse, standard error"] = float(new.std(ddof=1) / np.sqrt(towns))
    return answer | {f"analysts: {kind.words or 'none'}": float(analysts[kind]) for kind in AnalystClass}


def risen(level: float, ratio: float, towns: int, seed: int, windows: tuple[int, ...] = (1,)) -> dict[str, Any]:
    """How often a cell that goes from 3 to 15 a month is "new or worse" one, two and three months later."""
    random = np.random.default_rng([seed, int(level), int(10 * ratio), 1])
    floor = 5 if level >= 2_000 else 3
    seen = np.zeros(SURGED)
    for _ in range(towns):
        made = town(random, level)
        cell = int(random.integers(made.rate.size))
        made.rate[cell] = RISEN[0]
        after = made.rate.copy()
        after[cell] = RISEN[1]
        for months in range(1, SURGED + 1):
            before = draw(random, made.rate, HISTORY + SURGED + max(windows) - 1 - months, ratio)
            both = np.concatenate([before, draw(random, after, months, ratio)])
            room, _ = classed(both, made.weights, floor, windows)
            seen[months - 1] += room[cell] == RoomClass.NEW_OR_WORSE
    part = seen / towns
    return {"level": level, "ratio": ratio, "towns": towns, "windows": list(windows)} | {
        f"seen after {months}": float(part[months - 1]) for months in range(1, SURGED + 1)
    }


def every(towns: int = FULL, seed: int = 20250602) -> dict[str, list[dict[str, Any]]]:
    """All levels and ratios, still towns and risen places."""
    cases = [(level, ratio) for level in LEVELS for ratio in RATIOS]
    return {
        "stationary": [stationary(*case, towns, seed, windows) for case in cases for windows in WINDOWS],
        "risen": [risen(*case, towns, seed, windows) for case in cases for windows in WINDOWS],
    }


if __name__ == "__main__":
    json.dump(every(), sys.stdout, indent=1)
