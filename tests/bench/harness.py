"""Time two ways of doing one thing side by side."""

import gc
import statistics
import time
from collections.abc import Callable


def interleave(
    ours: Callable[[], object], rival: Callable[[], object], *, runs: int, least_seconds: float = 0.0
) -> tuple[float, float]:
    """Return the median seconds of ``ours`` and of ``rival`` over ``runs`` runs each, the two taking turns.

    Both run once unmeasured, to load what they load only once. Who goes first changes every turn, as a machine that
    drifts or a cache that is still warm would otherwise favour one of them. Garbage is not collected meanwhile, and an
    answer is dropped after the clock has stopped.

    With ``least_seconds`` a way is called as often as fills that time, and a turn is the mean of its calls: what
    takes microseconds is then measured as it runs in use, not by the page faults left behind by the other way.
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
                taken[way].append(_turn(way, least_seconds))
    finally:
        if enabled:
            gc.enable()
    return statistics.median(taken[ours]), statistics.median(taken[rival])


def _turn(way: Callable[[], object], least_seconds: float) -> float:
    """Seconds a call: the mean over one call, or over as many as fill ``least_seconds``."""
    spent, calls = 0.0, 0
    while not calls or spent < least_seconds:
        begun = time.perf_counter()
        answer = way()
        spent += time.perf_counter() - begun
        calls += 1
        del answer
    return spent / calls
