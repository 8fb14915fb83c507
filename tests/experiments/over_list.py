"""How often the list for discussion names a place as new or worse where nothing changes, over all concerns and windows.

Towns of 600 cells with the monthly levels of a multi-agency picture: twelve kinds of incident, each with rates of its
own that lean on how busy a cell is, and the nested concerns made of them ("crime" holds burglary, "all" holds crime).
The part of stationary towns in which any place is listed, with the false discovery rate held at 5 % over places and
concerns of each window by itself (two windows, each with its own), and over places, concerns and windows at once; and
how soon a cell that goes from 3 to 15 a month in one kind is listed. Run by itself it writes every case as JSON.
"""

import json
import sys
from typing import Final

import numpy as np
from experiments.stationary import CELLS, Scatter, draw
from numpy.typing import NDArray

from aim.engine.expected import learn
from aim.engine.hotspots import benjamini_hochberg
from aim.engine.seasonal import expect
from aim.engine.surge import surges

# Incidents of the town a month, as open police months and a partner's reports have them.
KINDS: Final = {
    "violence": 800, "asb": 350, "damage": 300, "shoplifting": 250, "public order": 250, "vehicle": 90, "burglary": 80,
    "theft": 150, "robbery": 25, "litter": 150, "fly-tipping": 250, "fires": 60,
}  # fmt: skip
CRIME: Final = ("violence", "damage", "shoplifting", "public order", "vehicle", "burglary", "theft", "robbery")
CONCERNS: Final[dict[str, tuple[str, ...]]] = {
    "all": tuple(KINDS), "crime": CRIME, "environment": ("litter", "fly-tipping"), "theft": ("shoplifting", "theft"),
    **{kind: (kind,) for kind in KINDS if kind not in ("shoplifting", "theft", "public order")},
}  # fmt: skip
WIDE: Final = ("all", "crime", "environment")  # of the larger floor
FLOORS: Final = np.array([5 if name in WIDE else 3 for name in CONCERNS])
WINDOWS: Final = (1, 3)
MONTHS: Final = 30
BACK: Final = 24
ALPHA: Final = 0.05
BEFORE, AFTER = 3.0, 15.0
RISEN: Final = 3
RULES: Final = ("one month", "three months", "each window", "together")
SCATTERS: Final[tuple[Scatter, ...]] = (1.0, 1.6, "growing")
FULL: Final = 1_000
_UNEVEN: Final = 4.0  # variance over squared mean of the cells' rates
_SHARED: Final = 2.0  # of it: how busy a cell is for every kind


def rates(random: np.random.Generator) -> NDArray[np.float64]:
    """Incidents a month of each kind and cell, [kinds, CELLS]."""
    busy = random.gamma(1 / _SHARED, _SHARED, CELLS)
    own = (1 + _UNEVEN) / (1 + _SHARED) - 1
    drawn = busy * random.gamma(1 / own, own, (len(KINDS), CELLS))
    return np.array(list(KINDS.values()))[:, None] * drawn / drawn.sum(axis=1, keepdims=True)


def case(scatter: Scatter, towns: int, seed: int) -> dict[str, object]:
    """Of stationary towns the part with a false place; of towns with one risen cell when it is listed: by rule."""
    random = np.random.default_rng([seed, SCATTERS.index(scatter)])
    false, found = dict.fromkeys(RULES, 0), {rule: np.zeros(RISEN, dtype=np.int64) for rule in RULES}
    others = dict.fromkeys(RULES, 0)
    for _ in range(towns):
        rate = rates(random)
        counts = draw(random, np.broadcast_to(rate[:, None], (len(KINDS), MONTHS + RISEN, CELLS)), scatter)
        for rule, listed in judge(counts[:, :MONTHS]).items():
            false[rule] += bool(listed.any())
            others[rule] += int(listed.any(axis=0).sum())
        kind = int(random.integers(len(KINDS)))
        cell = int(np.abs(rate[kind] - BEFORE).argmin())
        counts[kind, :, cell] = draw(random, np.full(MONTHS + RISEN, BEFORE), scatter)
        counts[kind, MONTHS:, cell] = draw(random, np.full(RISEN, AFTER), scatter)
        seen = dict.fromkeys(RULES, False)
        for month in range(RISEN):
            for rule, listed in judge(counts[:, month + 1 : MONTHS + month + 1]).items():
                seen[rule] |= bool(listed[:, cell].any())
                found[rule][month] += seen[rule]
    return {
        "scatter": scatter,
        "towns": towns,
        "false": {rule: false[rule] / towns for rule in RULES},
        "cells": {rule: others[rule] / towns for rule in RULES},
        "found": {rule: (found[rule] / towns).tolist() for rule in RULES},
    }


def judge(kinds: NDArray[np.int64]) -> dict[str, NDArray[np.bool_]]:
    """The cells listed by each rule, [concerns, cells], from counts [kinds, months, cells]."""
    names = list(KINDS)
    counts = np.stack([kinds[[names.index(kind) for kind in held]].sum(axis=0) for held in CONCERNS.values()])
    p, enough = [], []
    for window in WINDOWS:
        before, during = counts[:, :-window], counts[:, -window:].sum(axis=1)
        total = before.sum(axis=2)
        numbers = np.arange(MONTHS)
        told = expect(total, np.ones(total.shape, dtype=bool), numbers[: MONTHS - window], numbers[MONTHS - window :])
        found = surges(during, learn(before[:, -BACK:]), told.mean.sum(axis=1), alpha=ALPHA, floor=FLOORS)
        p.append(found.p)
        enough.append(during >= FLOORS[:, None])
    each = [_adjusted(one) & floor for one, floor in zip(p, enough, strict=True)]
    together = _adjusted(np.stack(p)) & np.stack(enough)
    return dict(zip(RULES, (*each, each[0] | each[1], together.any(axis=0)), strict=True))


def _adjusted(p: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which are significant, over all of them together."""
    answer: NDArray[np.bool_] = benjamini_hochberg(p.ravel()).reshape(p.shape) < ALPHA
    return answer


def run(towns: int = FULL, seed: int = 20_261_126) -> list[dict[str, object]]:
    """Every case."""
    return [case(scatter, towns, seed) for scatter in SCATTERS]


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=1)
