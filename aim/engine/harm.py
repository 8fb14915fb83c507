"""Seriousness: incidents weighed by days of imprisonment, so that a place of few grave incidents is not lost.

The Cambridge Crime Harm Index: L. Sherman, P. W. Neyroud and E. Neyroud, "The Cambridge Crime Harm Index: Measuring
Total Harm from Crime Based on Sentencing Guidelines", Policing 10 (2016) 171-183. The weights are an input, a table
that people edit; a category mixes severities, hence three of them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Harm:
    """Days of imprisonment at the least, the typical and the most serious mix; arrays of the shape asked for.

    unweighed: incidents of categories that have no weight: they are in none of the sums, and said beside them.
    """

    low: NDArray[np.float64]
    typical: NDArray[np.float64]
    high: NDArray[np.float64]
    unweighed: NDArray[np.float64]


def harm(counts: ArrayLike, weights: ArrayLike) -> Harm:
    """Return the seriousness of incidents: ``sum over categories of count x weight``, in days.

    counts: [C, ...], incidents by category, then anything (months, cells); decayed counts as well. weights: days an
    incident, [C, 3], low, typical and high, NaN in all three where a category has none. Added category by category, so
    that equal places have exactly equal sums wherever they stand. Decayed seriousness is the decayed count
    (:func:`aim.engine.ranks.decayed_count`) of ``typical``. Raises ValueError for other shapes, weights under 0 or
    falling from low to high, and rows that are weights only in part.
    """
    incidents, table = np.asarray(counts), np.asarray(weights, dtype=np.float64)
    if incidents.ndim == 0 or table.shape != (len(incidents), 3):
        raise ValueError(f"weights of shape {table.shape} for counts of {incidents.shape}: three a category")
    none: NDArray[np.bool_] = np.asarray(np.isnan(table).all(axis=1))
    known = table[~none]
    if not (np.isfinite(known) & (known >= 0)).all() or (np.diff(known, axis=1) < 0).any():
        raise ValueError("weights are not numbers from 0 that rise from low to high")
    sums = np.zeros((3, *incidents.shape[1:]))
    left = np.zeros(incidents.shape[1:])
    for number, row, without in zip(incidents, table, none.tolist(), strict=True):
        if without:
            left += number
        else:
            sums += np.multiply.outer(row, number)
    return Harm(sums[0], sums[1], sums[2], left)
