"""Incidents per 1,000 residents, for neighbourhoods and wards."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def per_1000(counts: ArrayLike, residents: ArrayLike) -> NDArray[np.float64]:
    """Return how many incidents there are for every 1,000 residents: ``1000 count / residents``, NaN where none live.

    counts: incidents of the time asked about, [..., A], the areas last; residents: people who live there, [A], NaN
    where not known. Not scaled to a year: the time stands beside the number. Residents are not the people who are
    there: a town centre has few of them and everybody's incidents. Raises ValueError for other shapes and residents
    under 0.
    """
    incidents, people = np.asarray(counts, dtype=np.float64), np.asarray(residents, dtype=np.float64)
    if incidents.shape[-1:] != people.shape:
        raise ValueError(f"residents of shape {people.shape} for counts of {incidents.shape}: one an area")
    if (people < 0).any():
        raise ValueError("residents under 0")
    rate: NDArray[np.float64] = 1000 * incidents / np.where(people > 0, people, np.nan)
    return rate
