"""Which few places are worth discussing this month, over all concerns and without any filter? Product: the three lanes.

*New or worse*: more than the place's own history explains, in the last month or in the meeting's window, the false
discovery rate of each held over places and concerns together; *long-standing*: hot in most months; *quietened*: was
long-standing and is no longer. Touching cells are one place, a named centre is one however large, and no place stands
in two lanes. The decayed count of all concerns puts them in order; it decides nothing else.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from aim import months, schema
from aim.concerns import ALL, Concern
from aim.engine import intervals, places
from aim.engine.classes import RoomClass
from aim.engine.expected import posterior
from aim.engine.hotspots import benjamini_hochberg
from aim.reading.basis import basis
from aim.reading.classing import Classing, classing
from aim.reading.comparable import comparable
from aim.reading.freshness import Freshness
from aim.reading.hotspot_map import HotspotMap, hotspot_map
from aim.reading.kept import kept_month
from aim.reading.points import ONE_LOCATION, one_point_share
from aim.reading.surging import Surging, chance_of_so_few, learned, surging

NEW, STANDING, QUIET = "new or worse", "long-standing", "quietened"
LANES: Final = (NEW, STANDING, QUIET)
MOST: Final = {NEW: 6, STANDING: 4, QUIET: 2}  # places of a lane that ninety minutes can take in
RINGS_AROUND: Final = 2  # of cells: some 500 m, as far as a published point may be moved when points are issued anew
SO_FEW: Final = 0.02  # the chance of no more than there are, under which a place is quiet and not only lucky
MOVED: Final = 0.5  # of a rise, missing in its surroundings
_MAY_BE_UNKNOWN: Final = ("expected", "one_point")
_CLASS: Final = {STANDING: RoomClass.EVERY_MONTH, QUIET: RoomClass.QUIETENED}


@dataclass(frozen=True)
class Candidate:
    """One place. ``cells`` are positions in the grid, ``key`` the strongest of them; ``centre`` a named centre or -1.

    concerns: names of all for which the place is in its lane, the narrowest only; measured: the concern that the
    numbers are of: ``count`` and ``expected`` (incidents in ``window`` months, NaN where not known), ``hot`` months of
    the last ``year``; around: the same count and expectation with two rings of surroundings; one_point: part of the
    incidents on one point, NaN where not known; kind: its class, a value of the engine's ``RoomClass``; low, high:
    between which ranks it lies within its lane nine times of ten, 0 where it cannot be told; fragile: the rank could
    easily change.
    """

    lane: str
    cells: tuple[int, ...]
    key: int
    centre: int
    concerns: tuple[str, ...]
    measured: str
    window: int
    count: int
    expected: float
    around: tuple[int, float]
    one_point: float
    hot: int
    year: int
    kind: int
    low: int = 0
    high: int = 0
    fragile: bool = False

    @property
    def one_location(self) -> bool:
        """Whether one location may explain it, and the place is not to be named before somebody has looked.

        Of pictures that do not hold points that cannot be ruled out, and a guard that cannot see stays shut.
        """
        return self.count > 0 and not self.one_point < ONE_LOCATION

    @property
    def moved(self) -> bool:
        """Whether half of the rise or more is missing next door, so that reports may only have moved here.

        Half lies midway between nothing missing and all of it: what asks for all sees every second move, however large.
        """
        return self.lane == NEW and self.around[0] - self.around[1] <= (self.count - self.expected) * MOVED


@dataclass(frozen=True)
class Discussion:
    """The list of a month, lane by lane in order; ``more`` has by lane how many places are left out.

    silent: by concern why no place can be called new or worse for it, in words; unclassed: why none can be called
    long-standing or quietened.
    """

    month: str
    candidates: tuple[Candidate, ...]
    more: dict[str, int]
    silent: dict[str, str]
    unclassed: dict[str, str]


@dataclass(frozen=True)
class _Evidence:
    """What is known of every concern in question: ``surge`` and ``adjusted`` are [windows, concerns, K]."""

    concerns: tuple[Concern, ...]
    windows: tuple[int, ...]
    found: tuple[tuple[Surging, ...], ...]  # windows, concerns
    adjusted: NDArray[np.float64]
    surge: NDArray[np.bool_]
    classed: tuple[Classing, ...]


def discussion(fresh: Freshness, month: str) -> Discussion:
    """The places for discussion in ``month``, as they are known on a day."""
    key = ("discussion", fresh.key, month)
    return fresh.shown.once(key, lambda: _kept(fresh, month) or _make(fresh, month), small=True)


def to_json(found: Discussion) -> dict[str, Any]:
    """Plain JSON values; NaN is null."""
    said = asdict(found)
    for candidate in said["candidates"]:
        for name in _MAY_BE_UNKNOWN:
            candidate[name] = _null(candidate[name])
        candidate["around"] = [candidate["around"][0], _null(candidate["around"][1])]
    return said


def from_json(said: dict[str, Any]) -> Discussion:
    """The inverse of :func:`to_json`."""
    candidates = []
    for one in said["candidates"]:
        known: dict[str, Any] = {name: _nan(one[name]) for name in _MAY_BE_UNKNOWN}
        known |= {"cells": tuple(one["cells"]), "concerns": tuple(one["concerns"])}
        known["around"] = (one["around"][0], _nan(one["around"][1]))
        candidates.append(Candidate(**{**one, **known}))
    return Discussion(**{**said, "candidates": tuple(candidates)})


def _null(value: float) -> float | None:
    return None if np.isnan(value) else value


def _nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _kept(fresh: Freshness, month: str) -> Discussion | None:
    kept = kept_month(fresh, month)
    return None if kept is None else from_json(kept.discussion)


def _make(fresh: Freshness, month: str) -> Discussion:
    shown, resolution = fresh.shown, fresh.shown.thresholds.resolution
    known = _evidence(fresh, month)
    everything = shown.concern(ALL)
    made = hotspot_map(basis(fresh, everything, month, 1), resolution=resolution)
    taken = np.zeros(made.score.shape, dtype=np.bool_)
    chosen: list[Candidate] = []
    more = {}
    for lane in LANES:
        flags = _quietened(fresh, month, known) if lane == QUIET else _flags(known, lane)
        number = places.group(
            flags.any(axis=0) & ~taken,
            made.score,
            shown.ring(resolution, 1),
            max_cells=shown.thresholds.place_cells,
            centre=made.centre + 1,
        )
        every = [np.flatnonzero(number == n) for n in range(1, int(number.max(initial=0)) + 1)]
        taken |= number > 0
        # A centre is one line of the whole list, whatever else of it stands out.
        for centre in np.unique(made.centre[number > 0]):
            taken |= (made.centre == centre) & (centre >= 0)
        listed = every[: MOST[lane]]
        more[lane] = len(every) - len(listed)
        rows = [_candidate(fresh, month, known, lane, flags, cells, made) for cells in listed]
        chosen += _ranked(fresh, month, listed, rows)
    return Discussion(
        month=month,
        candidates=tuple(chosen),
        more=more,
        silent={c.name: s.reason for c, s in zip(known.concerns, known.found[-1], strict=True) if s.reason},
        unclassed={c.name: k.reason for c, k in zip(known.concerns, known.classed, strict=True) if k.reason},
    )


def _evidence(fresh: Freshness, month: str) -> _Evidence:
    shown, resolution = fresh.shown, fresh.shown.thresholds.resolution
    concerns = tuple(concern for concern in shown.concerns if concern.discussed)
    windows = tuple(sorted({1, shown.thresholds.window}))
    found = tuple(tuple(surging(fresh, c, month, window, resolution) for c in concerns) for window in windows)
    adjusted = np.stack([_adjusted(row) for row in found])
    enough = np.stack([[one.count >= one.floor for one in row] for row in found])
    classed = tuple(classing(fresh, concern, month, resolution) for concern in concerns)
    return _Evidence(concerns, windows, found, adjusted, (adjusted < shown.thresholds.alpha) & enough, classed)


def _adjusted(found: Sequence[Surging]) -> NDArray[np.float64]:
    """p adjusted over the places of all concerns together, [concerns, K]; 1 where nothing can be said.

    Each window by itself: two looks at 5 % put a false place on the list of a still town in 5 to 9 months of a hundred
    (tests/experiments/over_list.py). Both looks as one would hold 5, and lose 8 of the 18 places listed for the
    six real months to June 2025.
    """
    p = np.stack([one.p for one in found])
    answer = np.ones(p.shape)
    said = np.array([one.said for one in found], dtype=np.bool_)
    if said.any():
        answer[said] = benjamini_hochberg(p[said].ravel()).reshape(p[said].shape)
    return answer


def _flags(known: _Evidence, lane: str) -> NDArray[np.bool_]:
    """Which cells are in a lane for which concern, [concerns, K]."""
    if lane == NEW:
        surge: NDArray[np.bool_] = np.logical_or.reduce(known.surge, axis=0)
        return surge
    # A class with a reason rests on less than two years: context on a map, and no place of a lane.
    return np.stack([(classed.room == _CLASS[lane]) & (not classed.reason) for classed in known.classed])


def _quietened(fresh: Freshness, month: str, known: _Evidence) -> NDArray[np.bool_]:
    """Which cells are quietened and hold fewer than their own history explains, [concerns, K].

    In a still town the class alone calls a place quietened in 8 to 16 months of a hundred for each concern: places near
    the mark are hot by luck, and then are not. With this in at most 3; a place that has stopped is found as often.
    """
    asked = (month, known.windows[-1], fresh.shown.thresholds.resolution)
    flags = _flags(known, QUIET)
    for n in np.flatnonzero(flags.any(axis=1)).tolist():
        flags[n] &= chance_of_so_few(fresh, known.concerns[n], *asked) < SO_FEW
    return flags


def _candidate(
    fresh: Freshness,
    month: str,
    known: _Evidence,
    lane: str,
    flags: NDArray[np.bool_],
    cells: NDArray[np.int64],
    made: HotspotMap,
) -> Candidate:
    shown = fresh.shown
    key = int(cells[np.lexsort((cells, -made.score[cells]))[0]])
    held = [n for n in range(len(known.concerns)) if flags[n, cells].any()]
    narrow = _narrowest(known.concerns, held, flags[:, cells])
    window, lead = _leading(known, lane, narrow, held, cells)
    found, classed, length = known.found[window][lead], known.classed[lead], known.windows[window]
    around = np.flatnonzero(np.asarray(shown.ring(made.resolution, RINGS_AROUND)[cells].sum(axis=0)).ravel())
    names = [known.concerns[n].name for n in narrow]
    measured = known.concerns[lead]
    sources = comparable(fresh, measured, month).sources
    return Candidate(
        lane=lane,
        cells=tuple(cells.tolist()),
        key=key,
        centre=int(made.centre[key]),
        concerns=tuple(sorted(names, key=lambda name: (name != measured.name, names.index(name)))),
        measured=measured.name,
        window=length,
        count=int(found.count[cells].sum()),
        expected=float(found.expected[cells].sum()),
        around=(int(found.count[around].sum()), float(found.expected[around].sum())),
        one_point=one_point_share(shown, measured, sources, _span(month, length), cells, made.resolution),
        hot=int(classed.hot[cells].max()),
        year=classed.year,
        kind=_kind(classed, cells),
    )


def _span(month: str, window: int) -> list[str]:
    return [months.shift(month, -back) for back in range(window)]


def _narrowest(concerns: Sequence[Concern], held: Sequence[int], flags: NDArray[np.bool_]) -> list[int]:
    """Of the concerns ``held`` those that say more than others of them: "robbery" says more than "crime" and "all".

    A wider one stays where it has a cell that no narrower one of those has: robbery in one cell tells nothing of the
    crime in the next. flags: [concerns, cells of the place].
    """
    ranked = {n: set(concerns[n].ranked) for n in held}
    narrower = {n: [other for other in held if ranked[other] < ranked[n]] for n in held}
    return [n for n in held if (flags[n] & ~flags[narrower[n]].any(axis=0)).any()]


def _leading(
    known: _Evidence, lane: str, narrow: Sequence[int], held: Sequence[int], cells: NDArray[np.int64]
) -> tuple[int, int]:
    """Window and concern that a place is told by: what surprises most; of a standing place the widest concern.

    By the plain p of what surges: adjusted ones are often equal, and a count under the floor is no reason to be listed.
    """
    if lane != NEW:
        return len(known.windows) - 1, max(held, key=lambda n: (len(known.concerns[n].ranked), -n))
    pairs = [(window, n) for window in range(len(known.windows)) for n in narrow if known.surge[window, n, cells].any()]

    def least(pair: tuple[int, int]) -> float:
        return float(known.found[pair[0]][pair[1]].p[cells[known.surge[pair][cells]]].min())

    return min(pairs, key=lambda pair: (least(pair), -pair[0], pair[1]))


def _kind(classed: Classing, cells: NDArray[np.int64]) -> int:
    """The first class, in the order of the engine, that any of the cells has."""
    kinds = classed.room[cells]
    return int(kinds[kinds > 0].min(initial=len(RoomClass))) % len(RoomClass)


def _ranked(
    fresh: Freshness, month: str, listed: Sequence[NDArray[np.int64]], rows: Sequence[Candidate]
) -> list[Candidate]:
    """The rows of one lane with the ranks between which each lies, by what is known of all concerns together."""
    shown = fresh.shown
    asked = (shown.concern(ALL), month, shown.thresholds.window, shown.thresholds.resolution)
    found, history = surging(fresh, *asked), learned(fresh, *asked)
    if history is None or not rows:
        return list(rows)
    number = np.zeros(found.count.size, dtype=np.int64)
    for at, cells in enumerate(listed, start=1):
        number[cells] = at
    shape, rate = posterior(history, found.count)
    told = intervals.rank_intervals(
        shape, rate, number, seed=shown.month_number(month), key=shown.cells(shown.thresholds.resolution)[schema.CELL]
    )
    return [
        replace(row, low=int(told.low[at]), high=int(told.high[at]), fragile=bool(told.fragile[at]))
        for at, row in enumerate(rows)
    ]
