"""Slow, obvious second versions of what the engine computes: loops, dictionaries and whole H3 calls.

Written from the definitions, not from the engine's code; tests compare the two.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import h3.api.numpy_int as h3


def parent(cell: int, resolution: int) -> int:
    """The cell of ``resolution`` above ``cell``, asked of H3."""
    return int(h3.cell_to_parent(cell, resolution))


def rings(cells: Sequence[int], k: int) -> list[set[int]]:
    """For each cell the positions of the cells of the grid within ``k`` steps, itself included."""
    disks = [{int(other) for other in h3.grid_disk(cell, k)} for cell in cells]
    return [{position for position, other in enumerate(cells) if other in disk} for disk in disks]


def count(rows: Iterable[tuple[int, int, int]]) -> dict[tuple[int, int, int], int]:
    """How many rows there are of each (category, month, cell)."""
    counted: dict[tuple[int, int, int], int] = defaultdict(int)
    for row in rows:
        counted[row] += 1
    return dict(counted)


def coarsen(counted: Mapping[int, int], resolution: int) -> dict[int, int]:
    """The sums over the parents of ``resolution``."""
    above: dict[int, int] = defaultdict(int)
    for cell, number in counted.items():
        above[parent(cell, resolution)] += number
    return dict(above)


def window_sum(series: Sequence[int], window: int) -> list[int]:
    """The sum over each month and the ``window`` - 1 before it, from the first month that has them."""
    return [sum(series[last - window + 1 : last + 1]) for last in range(window - 1, len(series))]


def gi_star(x: Sequence[float], neighbours: Sequence[set[int]]) -> list[float]:
    """Gi* of one map with binary weights, term by term; 0 everywhere on a map without variation."""
    n = len(x)
    if len(set(x)) == 1:
        return [0.0] * n
    mean = math.fsum(x) / n
    s = math.sqrt(math.fsum((value - mean) ** 2 for value in x) / n)
    z = []
    for near in neighbours:
        w = len(near)  # the weights are 1, so that their sum and the sum of their squares are both their number
        excess = math.fsum(x[j] for j in near) - mean * w
        z.append(0.0 if w == n else excess / (s * math.sqrt((n * w - w**2) / (n - 1))))
    return z


def two_sided_p(z: float) -> float:
    """Twice the upper tail of the standard normal beyond \\|z\\|."""
    return math.erfc(abs(z) / math.sqrt(2))


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """For each p the smallest level at which the step-up procedure still rejects it.

    At level q the procedure rejects everything up to the largest p that is at most q times its rank over m.
    """
    m = len(p)
    ordered = sorted(p)
    return [
        min(1.0, min(ordered[rank - 1] * m / rank for rank in range(1, m + 1) if ordered[rank - 1] >= value))
        for value in p
    ]


def decayed_count(series: Sequence[int], half_life: float) -> float:
    """One cell's incidents, each counting half for every half-life of age."""
    last = len(series) - 1
    return math.fsum(number * 2 ** (-(last - month) / half_life) for month, number in enumerate(series))


def rank(rows: Sequence[tuple[bool, float, float, int]]) -> list[int]:
    """The rank of each (hotspot, score, history, cell): one more than the number of rows that come before it."""

    def before(one: tuple[bool, float, float, int], other: tuple[bool, float, float, int]) -> bool:
        if one[0] != other[0]:
            return one[0]
        if one[1] != other[1]:
            return one[1] > other[1]
        if one[2] != other[2]:
            return one[2] > other[2]
        return one[3] < other[3]

    return [1 + sum(before(other, row) for other in rows) for row in rows]


def places(
    hotspot: Sequence[bool],
    score: Sequence[float],
    neighbours: Sequence[set[int]],
    max_cells: int,
    centre: Sequence[int] | None = None,
) -> list[int]:
    """The place number of each cell: the strongest free cell takes its free neighbours, then theirs, and so on."""
    centre = centre or [0] * len(hotspot)
    groups = [
        [cell for cell in range(len(hotspot)) if hotspot[cell] and centre[cell] == number]
        for number in sorted(set(centre) - {0})
    ]
    free = [cell for cell in range(len(hotspot)) if hotspot[cell] and not centre[cell]]
    free.sort(key=lambda cell: (-score[cell], cell))
    while free:
        steps = {free[0]: 0}  # cell -> steps from the seed within the free cells
        for cell in steps_outward(free, neighbours, steps):
            steps[cell] = 1 + min(steps[near] for near in neighbours[cell] if near in steps)
        nearest = sorted(steps, key=lambda cell: (steps[cell], free.index(cell)))
        groups.append(nearest[:max_cells])
        free = [cell for cell in free if cell not in groups[-1]]
    groups = [cells for cells in groups if cells]
    groups.sort(
        key=lambda cells: (-math.fsum(score[cell] for cell in cells), min((-score[cell], cell) for cell in cells))
    )
    numbers = {cell: number for number, cells in enumerate(groups, start=1) for cell in cells}
    return [numbers.get(cell, 0) for cell in range(len(hotspot))]


def steps_outward(free: Sequence[int], neighbours: Sequence[set[int]], reached: Mapping[int, int]) -> Iterable[int]:
    """Yield the free cells in breadth-first order from those already ``reached`` (which the caller extends)."""
    queue = list(reached)
    seen = set(queue)
    while queue:
        for near in sorted(neighbours[queue.pop(0)]):
            if near in free and near not in seen:
                seen.add(near)
                queue.append(near)
                yield near
