"""Ten days of one source are lost: which claims change, and do all of them rest on that source?

A town with four sources, made by chance: police by the month, and three that date their incidents. Seven concerns rest
on one, two or all of them, in five areas and the town, over three years. Ten days are taken out of one source, in the
month in question or in a month of the history; every claim is then made again, from silent gaps over completeness to
the signals of the last month, and compared. Run by itself it writes every case as JSON to standard output.
"""

import json
import sys
from dataclasses import dataclass
from typing import Final

import numpy as np
from experiments.trends import draw
from numpy.typing import NDArray

from aim.engine.completeness import completeness, resting
from aim.engine.gaps import silent_gaps
from aim.engine.trends import Signal, trends

SOURCES: Final = {"police": 80.0, "fire": 2.0, "council": 5.0, "housing": 1.0}  # incidents a day
DATED: Final = ("fire", "council", "housing")
# Which sources a concern rests on, and which part of what they record it counts.
CONCERNS: Final[dict[str, tuple[str, ...]]] = {
    "crime": ("police",),
    "fires": ("fire",),
    "fly-tipping": ("council",),
    "noise": ("housing",),
    "anti-social behaviour": ("police", "housing"),
    "environmental crime": ("fire", "council"),
    "all": tuple(SOURCES),
}
AREAS: Final = (0.3, 0.25, 0.2, 0.15, 0.1)  # parts of the town
MONTHS: Final = 37
LOST: Final = 10  # days
WHEN: Final = {"the month itself": 0, "a year before": 12}  # months back
FULL: Final = 100  # towns a case
_JANUARY: Final = 2022 * 12
_FIRST_DAY: Final = 18_993  # 1 January 2022
_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEK: Final = np.array([1.0, 1.0, 1.0, 1.0, 1.2, 1.3, 0.5])
OF_DAY: Final = np.repeat(np.arange(MONTHS), [_LENGTHS[month % 12] for month in range(MONTHS)])


@dataclass(frozen=True)
class Claims:
    """What is said: complete [concerns, months]; of the last month [concerns, areas] the signal, why, and the band."""

    complete: NDArray[np.bool_]
    said: NDArray[np.int64]
    judged: NDArray[np.bool_]
    gaps: tuple[tuple[int, int, int], ...]  # source, first and last day


def town(random: np.random.Generator, ratio: float) -> NDArray[np.int64]:
    """Daily counts [sources, areas, days] with weekdays and season; days of variance/mean ``ratio``."""
    day = np.arange(OF_DAY.size)
    rate = _WEEK[(day + _FIRST_DAY - 4) % 7] * np.exp(0.2 * np.cos(2 * np.pi * day / 365.25))
    mean = np.array(list(SOURCES.values()))[:, None, None] * np.array(AREAS)[:, None] * rate
    return draw(random, mean, ratio)


def claims(daily: NDArray[np.int64]) -> Claims:
    """Everything that is claimed of a town, by the engine's own gaps, completeness and trends."""
    names = list(SOURCES)
    everyday = np.ones(OF_DAY.size, dtype=np.bool_)
    silent = np.zeros((len(names), MONTHS), dtype=np.bool_)
    found = []
    for at in (names.index(name) for name in DATED):
        gaps = silent_gaps(daily[at].sum(axis=0), everyday, first_day=_FIRST_DAY)
        silent[at] = gaps.months(OF_DAY, MONTHS)
        found += [(at, int(first), int(last)) for first, last in zip(gaps.first, gaps.last, strict=True)]
    starts = np.flatnonzero(np.diff(OF_DAY, prepend=-1))
    monthly = np.add.reduceat(daily, starts, axis=2)  # [sources, areas, months]
    last = _JANUARY + MONTHS - 1
    delivered = np.ones((len(names), MONTHS), dtype=np.bool_)
    whole = completeness(monthly.sum(axis=1), delivered, False, month=last, silent=silent).complete
    rests = np.array([[name in needed for name in names] for needed in CONCERNS.values()])
    complete = resting(whole, rests)
    counts = np.einsum("cs,sam->cam", rests.astype(np.int64), monthly)
    counts = np.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1)  # the town beside its areas
    series = np.repeat(complete, counts.shape[1], axis=0)
    of = trends(counts.reshape(-1, MONTHS), series, month=last)
    # A count is no claim: that of a concern whose sources are not complete is shown beside "cannot say".
    said = np.stack([of.signal, of.reason, of.lower, of.upper, of.months], axis=1).astype(np.int64)
    shape = counts.shape[:2]
    return Claims(complete, said.reshape(*shape, -1), (of.signal != Signal.CANNOT_SAY).reshape(shape), tuple(found))


def case(source: str, when: str, towns: int, seed: int, ratio: float = 1.0) -> dict[str, float | str]:
    """How many claims change when ten days of one source are lost: of those that rest on it, and of the others."""
    random = np.random.default_rng([seed, list(SOURCES).index(source), WHEN[when]])
    at = list(SOURCES).index(source)
    rests = np.array([source in needed for needed in CONCERNS.values()])
    seen = given = still = resting_claims = resting_changed = other_claims = other_changed = 0
    for _ in range(towns):
        daily = town(random, ratio)
        before = claims(daily)
        month = np.flatnonzero(MONTHS - 1 - WHEN[when] == OF_DAY)
        first = int(random.integers(month[0], month[-1] - LOST + 2))
        daily[at, :, first : first + LOST] = 0
        after = claims(daily)
        changed = changes(before, after)
        seen += any(gap[0] == at and gap[1] <= first and gap[2] >= first + LOST - 1 for gap in after.gaps)
        given += int(before.judged[rests].sum())
        still += int(after.judged[rests].sum())
        resting_claims += changed[rests].size
        resting_changed += int(changed[rests].sum())
        other_claims += changed[~rests].size
        other_changed += int(changed[~rests].sum())
    return {
        "source": source,
        "a day": SOURCES[source],
        "when": when,
        "towns": towns,
        "lost days found": seen / towns,
        "claims that rest on it": resting_claims,
        "of those changed": resting_changed,
        "signals before": given,
        "signals still given": still,
        "claims of other concerns": other_claims,
        "of those changed too": other_changed,
    }


def changes(before: Claims, after: Claims) -> NDArray[np.bool_]:
    """Which claims differ, [concerns, months and areas]: first whether a month is complete, then what is said of it."""
    complete = before.complete != after.complete
    said = (before.said != after.said).any(axis=-1)
    return np.concatenate([complete, said], axis=1)


def run(towns: int = FULL, seed: int = 20_261_126) -> list[dict[str, float | str]]:
    """Every case."""
    return [case(source, when, towns, seed) for source in DATED for when in WHEN]


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=1)
