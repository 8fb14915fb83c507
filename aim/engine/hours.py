"""Hours of the week: an incident known only to lie between two moments is spread evenly over the hours between.

The aoristic sum of J. H. Ratcliffe, "Aoristic analysis: the spatial interpretation of unspecific temporal events",
International Journal of Geographical Information Science 14 (2000) 669-679, on minutes instead of whole hours. Moments
are whole local minutes since a Monday midnight, made by the caller: no clock and no time zone here. Incidents known
only by their month have no moments and take no part.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

HOUR: Final = 60
DAYS: Final = 7
HOURS: Final = 24
WEEK: Final = DAYS * HOURS * HOUR
_STARTS: Final = np.arange(0, WEEK, HOUR)  # minute of the week at which each hour begins
_BLOCK: Final = 1 << 12  # incidents worked on at once: 168 weights each make 5 MB


def spread(start: ArrayLike, end: ArrayLike) -> NDArray[np.float64]:
    """Return the share of each incident in each hour of the week: float64 [n, 168], hour 0 begins Monday at midnight.

    start, end: integer [n], whole local minutes since a Monday midnight (earlier ones negative); the moment ``end`` is
    no longer a part. Equal moments are one point, which lies in its hour. The shares of an incident are its minutes in
    the hour over all its minutes: none is negative, they sum to 1. Raises ValueError for other shapes and an end before
    its start, TypeError for fractions: a NaN would spread without a word.
    """
    first, last = _moments(start, end)
    # A point lies in its hour as a minute that begins there does.
    until = np.where(last == first, first + 1, last)
    return (_minutes_before(until) - _minutes_before(first)) / (until - first)[:, None]


def week(start: ArrayLike, end: ArrayLike) -> NDArray[np.float64]:
    """Return how many incidents fall into each hour of the week: float64 [7, 24], Monday first; their sum is n.

    start, end and errors are those of :func:`spread`; memory does not grow with the number of incidents.
    """
    first, last = _moments(start, end)
    total = np.zeros(DAYS * HOURS)
    for at in range(0, first.size, _BLOCK):
        total += spread(first[at : at + _BLOCK], last[at : at + _BLOCK]).sum(axis=0)
    return total.reshape(DAYS, HOURS)


def _moments(start: ArrayLike, end: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first, last = np.asarray(start), np.asarray(end)
    if first.shape != last.shape or first.ndim != 1:
        raise ValueError(f"starts of shape {first.shape} and ends of shape {last.shape}: one of each an incident")
    for moments in (first, last):
        if moments.size and not np.issubdtype(moments.dtype, np.integer):
            raise TypeError(f"moments are {moments.dtype}: whole minutes only")
    first, last = first.astype(np.int64), last.astype(np.int64)
    if np.any(last < first):
        at = int(np.flatnonzero(last < first)[0])
        raise ValueError(f"incident {at} ends at minute {last[at]}, before it begins at {first[at]}")
    return first, last


def _minutes_before(moment: NDArray[np.int64]) -> NDArray[np.int64]:
    """Minutes of each hour of the week that lie before each moment, counted from minute 0: [n, 168]."""
    weeks, minute = np.divmod(moment, WEEK)
    minutes: NDArray[np.int64] = weeks[:, None] * HOUR + np.clip(minute[:, None] - _STARTS, 0, HOUR)
    return minutes
