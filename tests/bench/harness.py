"""Time two ways of doing one thing side by side."""

import gc
import statistics
import time
from collections.abc import Callable


def interleave(ours: Callable[[], object], rival: Callable[[], object], *, runs: int) -> tuple[float, float]:
    """Return the median seconds of ``ours`` and of ``rival`` over ``runs`` runs each, the two taking turns.

    Both run once unmeasured, to load what they load only once. Who goes first changes every turn, as a machine that
    drifts or a cache that is still warm would otherwise favour one of them. Garbage is not collected meanwhile, and an
    answer is dropped after the clock has stopped.
    """
    if runs < 1:
        raise ValueError(f"{runs} runs: at least 1")
    taken: dict[Callable[[], object], list[float]] = {ours: [], rival: []}
    for way in taken:
        way()
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        for turn in range(runs):
            for way in (ours, rival) if turn % 2 == 0 else (rival, ours):
                begun = time.perf_counter()
                answer = way()
                taken[way].append(time.perf_counter() - begun)
                del answer
    finally:
        if enabled:
            gc.enable()
    return statistics.median(taken[ours]), statistics.median(taken[rival])
