"""Class breaks of the map: fixed for a concern and window, so that two months can be compared by eye."""

import numpy as np

STEPS = 5
# Half of the cells with anything in the palest step, 3 % in the darkest: what spreads the town's skewed counts.
_QUANTILES = (0.5, 0.75, 0.9, 0.97)
_FRIENDLY = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80)


def breaks(counts: np.ndarray) -> tuple[int, ...]:
    """Lower bounds of the five steps from counts of any shape (every month of a concern and window); the first is 1."""
    some = counts[counts > 0]
    bounds = [1]
    for quantile in _QUANTILES:
        value = float(np.quantile(some, quantile)) if len(some) else 0.0
        bounds.append(_friendly(value, above=bounds[-1]))
    return tuple(bounds)


def _friendly(value: float, *, above: int) -> int:
    """The largest friendly number up to ``value`` that is over ``above``; the next one over it where there is none."""
    scales = (10**power for power in range(9))
    steps = sorted({step * scale for scale in scales for step in _FRIENDLY})
    over = [step for step in steps if step > above]
    return int(max((step for step in over if step <= value), default=over[0]))
