"""How often the bands of trends hold, cry wolf and see a rise: towns made by chance, judged as real ones are.

Section 4's grid: levels 8, 20, 100, 500; variance/mean 1, 1.5, 3; 24 and 36 months of history. Each series has a season
(up to 30 % either way, any phase) and a trend (5 % a year, either way) of its own; the month after is drawn twice, as
usual and risen by half. Run by itself it writes the whole grid as JSON to standard output.
"""

import json
import sys
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aim.engine.trends import Signal, Trends, trends

LEVELS: Final = (8, 20, 100, 500)
RATIOS: Final = (1.0, 1.5, 3.0)
HISTORIES: Final = (24, 36)
FULL: Final = 5_000
RISE: Final = 1.5
_JANUARY: Final = 2023 * 12


def means(random: np.random.Generator, size: int, months: int, level: float) -> NDArray[np.float64]:
    """True means [size, months] with season and trend around ``level``."""
    month = np.arange(months)
    height, phase = random.uniform(0, 0.3, (size, 1)), random.uniform(0, 12, (size, 1))
    yearly = random.normal(0, 0.05, (size, 1))
    return level * np.exp(height * np.cos(2 * np.pi * (month - phase) / 12) + yearly * (month - months / 2) / 12)


def draw(random: np.random.Generator, mean: NDArray[np.float64], ratio: float) -> NDArray[np.int64]:
    """Counts of that mean and of variance ``ratio`` times it: Poisson, or gamma-Poisson."""
    return random.poisson(mean if ratio == 1 else random.gamma(mean / (ratio - 1), ratio - 1))


def case(level: float, ratio: float, history: int, size: int, seed: int) -> dict[str, float]:
    """Coverage, false alarms and power of one case, as parts of the series that are judged at all."""
    random = np.random.default_rng([seed, int(10 * level), int(10 * ratio), history])
    mean = means(random, size, history + 1, level)
    counts = draw(random, mean, ratio)
    usual = judge(counts)
    counts[:, -1] = draw(random, RISE * mean[:, -1], ratio)
    risen = judge(counts)
    judged = usual.signal != Signal.CANNOT_SAY
    said, after = usual.signal[judged], risen.signal[judged]
    return {
        "level": level,
        "ratio": ratio,
        "history": history,
        "series": size,
        "judged": float(judged.mean()),
        "coverage_95": float((said == Signal.AS_EXPECTED).mean()),
        "coverage_99": float((np.abs(said) <= Signal.SLIGHTLY_HIGHER).mean()),
        "false_higher": float((said > Signal.AS_EXPECTED).mean()),
        "false_lower": float((said < Signal.AS_EXPECTED).mean()),
        "chance_line": float(usual.chance[judged].mean()),
        "power": float((after > Signal.AS_EXPECTED).mean()),
        "power_99": float((after == Signal.HIGHER).mean()),
        "dispersion": float(usual.dispersion.mean()),
    }


def judge(counts: NDArray[np.int64]) -> Trends:
    """The verdicts on the last month, every month being complete."""
    return trends(counts, np.ones(counts.shape, dtype=np.bool_), month=_JANUARY + counts.shape[1])


def grid(size: int = FULL, seed: int = 20250601) -> list[dict[str, float]]:
    """Every case of the grid."""
    return [case(level, ratio, history, size, seed) for history in HISTORIES for level in LEVELS for ratio in RATIOS]


if __name__ == "__main__":
    json.dump(grid(), sys.stdout, indent=1)
