"""Towns made by chance in which nothing changes: cells with rates of their own, months that scatter around them.

The rates vary as Middlesbrough's do at resolution 9 (variance over squared mean 4), gamma-distributed as the engine
assumes or log-normal as it does not. Months have variance/mean 1 or 1.6 everywhere, or ``GROWING``: 1.41 + 0.07 m at m
incidents a month, as thirty real months of crime have it.
"""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["gamma", "log-normal"]
Scatter = float | Literal["growing"]

CELLS: Final = 600
LEVELS: Final = (30, 120, 500, 2_000)  # incidents of the town a month: robbery, burglary, ASB, all
KINDS: Final[tuple[Kind, ...]] = ("gamma", "log-normal")
GROWING: Final = (1.41, 0.07)
_UNEVEN: Final = 4.0


def rates(random: np.random.Generator, kind: Kind, level: float, towns: int) -> NDArray[np.float64]:
    """Incidents a month of each cell, [towns, CELLS]; they sum to ``level``."""
    size = (towns, CELLS)
    drawn = (
        random.gamma(1 / _UNEVEN, 1, size) if kind == "gamma" else random.lognormal(0, np.log1p(_UNEVEN) ** 0.5, size)
    )
    return level * drawn / drawn.sum(axis=1, keepdims=True)


def draw(random: np.random.Generator, rate: NDArray[np.float64], scatter: Scatter) -> NDArray[np.int64]:
    """Counts of that mean; their variance is ``scatter`` times it."""
    beyond = GROWING[0] + GROWING[1] * rate - 1 if scatter == "growing" else np.full_like(rate, scatter - 1)
    if not beyond.any():
        return random.poisson(rate)
    return random.poisson(random.gamma(np.maximum(rate, 1e-12) / beyond, beyond))


def months(random: np.random.Generator, rate: NDArray[np.float64], number: int, scatter: Scatter) -> NDArray[np.int64]:
    """Counts of ``number`` months, [towns, number, CELLS], of rates [towns, CELLS]."""
    towns, cells = rate.shape
    return draw(random, np.broadcast_to(rate[:, None], (towns, number, cells)), scatter)
