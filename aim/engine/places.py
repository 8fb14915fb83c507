"""Hot cells that touch are one place: what a room can talk about and a patrol can walk."""

from math import fsum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix


def group(
    hotspot: ArrayLike,
    score: ArrayLike,
    adjacent: csr_matrix,
    *,
    max_cells: int,
    centre: ArrayLike | None = None,
) -> NDArray[np.int64]:
    """Return the place number of each cell, 1.. in order of score, 0 for a cell of no place: int64 [n].

    hotspot: bool [n]; score: [n], finite; adjacent: ring-1 CSR [n, n] (only its pattern counts); centre: None, bool [n]
    or integer [n], the number of the configured centre a cell lies in, 0 or False outside.

    The hot cells inside one centre are one place however many, touching or not. Of the others, the strongest grows
    ring by ring over touching hot cells, strongest first, until ``max_cells`` or nothing is left to take; then the
    strongest that remains, and so on: a group of up to ``max_cells`` stays whole, a larger one is split at its
    strongest cells into connected parts. Ties go to the cell that stands first. A place's score is the sum of its
    cells; equal sums go to the place whose strongest cell comes first. Raises ValueError.
    """
    hot = np.asarray(hotspot, dtype=np.bool_)
    scores = np.asarray(score, dtype=np.float64)
    centres = np.zeros(hot.size, np.int64) if centre is None else np.asarray(centre).astype(np.int64)
    if max_cells < 1:
        raise ValueError(f"a place of {max_cells} cells: at least 1")
    if not hot.shape == scores.shape == centres.shape or adjacent.shape != (hot.size, hot.size):
        raise ValueError("hotspot, score, adjacent and centre are not of one length")
    if not np.isfinite(scores).all():
        raise ValueError("a score is not finite")
    strongest_first = np.lexsort((np.arange(hot.size), -scores))
    strength = np.empty(hot.size, dtype=np.int64)  # 0 is the strongest
    strength[strongest_first] = np.arange(hot.size)
    found = [np.flatnonzero(hot & (centres == number)).tolist() for number in np.unique(centres[hot]) if number != 0]
    free = set(np.flatnonzero(hot & (centres == 0)).tolist())
    for seed in strongest_first.tolist():
        if seed in free:
            found.append(_grow(seed, free, strength, adjacent, max_cells))
    found.sort(key=lambda cells: (-fsum(scores[cells]), int(strength[cells].min())))
    answer = np.zeros(hot.size, dtype=np.int64)
    for number, cells in enumerate(found, start=1):
        answer[cells] = number
    return answer


def _grow(seed: int, free: set[int], strength: NDArray[np.int64], adjacent: csr_matrix, max_cells: int) -> list[int]:
    """Take ``seed`` and what touches it, ring by ring and strongest first, out of ``free``; at most ``max_cells``."""
    free.discard(seed)
    taken, ring = [seed], [seed]
    while ring and len(taken) < max_cells:
        touching = {
            other
            for cell in ring
            for other in adjacent.indices[adjacent.indptr[cell] : adjacent.indptr[cell + 1]].tolist()
        }
        ring = sorted(touching & free, key=lambda cell: int(strength[cell]))[: max_cells - len(taken)]
        taken += ring
        free.difference_update(ring)
    return taken
