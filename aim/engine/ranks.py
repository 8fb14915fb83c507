"""One score orders every list: the decayed count. Gi* decides who is on the list, never in which order."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def decayed_count(series: ArrayLike, half_life: float) -> NDArray[np.float64]:
    """Return each cell's incidents, an incident counting half for every ``half_life`` months of age.

    ``d_i = sum_t n_it 0.5 ** ((T - 1 - t) / half_life)``: the last month counts in full.

    series: [months, cells], oldest month first, at least one; half_life: months, over 0. Returns float64 [cells], in
    incidents of the last month. Added month by month, so that equal histories have exactly equal scores wherever they
    stand (a matrix product may differ in the last digit, and chance would break the tie). Raises ValueError.
    """
    months = np.asarray(series)
    if months.ndim != 2 or len(months) == 0:
        raise ValueError(f"a series of shape {months.shape} is not [months, cells]")
    if not half_life > 0:
        raise ValueError(f"a half-life of {half_life} months: it must be over 0")
    score = np.zeros(months.shape[1])
    for age, month in enumerate(months[::-1]):
        score += month * 0.5 ** (age / half_life)
    return score


def rank(hotspot: ArrayLike, score: ArrayLike, history: ArrayLike, cells: ArrayLike) -> NDArray[np.int64]:
    """Return the rank of each cell, 1 to n without gaps or ties.

    Hotspots first; then the higher ``score``, the higher all-time ``history``, the lower cell id. All [n].
    Raises ValueError for NaN scores and unequal lengths: a NaN would sort last without a word.
    """
    hot = np.asarray(hotspot, dtype=np.bool_)
    columns = [np.asarray(score, dtype=np.float64), np.asarray(history, dtype=np.float64)]
    ids = np.asarray(cells, dtype=np.int64)
    if not hot.shape == columns[0].shape == columns[1].shape == ids.shape or hot.ndim != 1:
        raise ValueError("hotspot, score, history and cells are not of one length")
    if any(np.isnan(column).any() for column in columns):
        raise ValueError("a score or history is NaN")
    order = np.lexsort((ids, -columns[1], -columns[0], ~hot))
    answer = np.empty(ids.size, dtype=np.int64)
    answer[order] = np.arange(1, ids.size + 1)
    return answer
