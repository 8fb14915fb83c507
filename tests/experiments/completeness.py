"""How often completeness is doubted without a reason, and how often a loss is seen: months short of rows, silent days.

Volume: months of the whole area, one in a thousand may be called short by chance; a third of the month is lost. Days:
four years of a dated source; ten days are lost. Run by itself it writes both as JSON to standard output.
"""

import json
import sys
from typing import Final

import numpy as np
from experiments.trends import draw, means
from numpy.typing import NDArray

from aim.engine.completeness import VOLUME_TAIL, Cause, completeness
from aim.engine.gaps import silent_gaps

_JANUARY: Final = 2023 * 12
_WEEK: Final = np.array([1.0, 1.0, 1.0, 1.0, 1.2, 1.3, 0.5])
LOST: Final = 2 / 3


def volume(level: float, ratio: float, history: int, size: int, seed: int) -> dict[str, float]:
    """How often the month after ``history`` others is called short, as it is and when a third of it is lost."""
    random = np.random.default_rng([seed, int(level), int(10 * ratio), history])
    mean = means(random, size, history + 1, level)
    counts = draw(random, mean, ratio)
    by_chance = _short(counts)
    counts[:, -1] = draw(random, LOST * mean[:, -1], ratio)
    return {
        "level": level,
        "ratio": ratio,
        "history": history,
        "series": size,
        "nominal": VOLUME_TAIL,
        "called_short": by_chance,
        "third_lost_seen": _short(counts),
    }


def _short(counts: NDArray[np.int64]) -> float:
    found = completeness(counts, np.ones(counts.shape, dtype=np.bool_), False, month=_JANUARY + counts.shape[1])
    return float((found.cause[:, -1] == Cause.VOLUME).mean())


def days(level: float, ratio: float, size: int, seed: int, years: int = 4) -> dict[str, float]:
    """Gaps found in ``size`` sources of ``level`` incidents a day that have none, and when ten days are lost."""
    random = np.random.default_rng([seed, int(10 * level), int(10 * ratio)])
    false = seen = 0
    for _ in range(size):
        daily = dated(random, 365 * years, level, ratio)
        false += len(_gaps(daily))
        first = int(random.integers(60, daily.size - 60))
        daily[first : first + 10] = 0
        seen += any(start <= first and last >= first + 9 for start, last in _gaps(daily))
    return {
        "level": level,
        "ratio": ratio,
        "sources": size,
        "years": years,
        "false": false,
        "ten_days_seen": seen / size,
    }


def dated(random: np.random.Generator, size: int, level: float, ratio: float) -> NDArray[np.int64]:
    """Daily counts with weekdays and season, variance/mean ``ratio``."""
    at = np.arange(size)
    return draw(random, level * _WEEK[at % 7] * np.exp(0.3 * np.cos(2 * np.pi * at / 365.25)), ratio)


def _gaps(daily: NDArray[np.int64]) -> list[tuple[int, int]]:
    found = silent_gaps(daily, np.ones(daily.size, dtype=np.bool_), first_day=16_000)
    return list(zip(found.first.tolist(), found.last.tolist(), strict=True))


def grid(size: int = 5_000, sources: int = 100, seed: int = 20250601) -> dict[str, list[dict[str, float]]]:
    """Every case."""
    return {
        "volume": [
            volume(level, ratio, history, size, seed)
            for history in (24, 36)
            for level in (60, 600, 2_500)
            for ratio in (1.0, 1.6, 3.0)
        ],
        "days": [days(level, ratio, sources, seed) for level in (1.0, 1.4, 2.0, 3.0, 5.0) for ratio in (1.0, 1.6)],
    }


if __name__ == "__main__":
    json.dump(grid(), sys.stdout, indent=1)
