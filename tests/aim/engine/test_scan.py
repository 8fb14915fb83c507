import json
import math
from pathlib import Path

import h3.api.numpy_int as h3
import numpy as np
import pytest
from experiments import scan as experiment
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from aim.engine.scan import Cluster, bases, log_likelihood_ratio, scan

TOWN_9 = 0x89194654E33FFFF
LAST = 99


def town(rings: int) -> NDArray[np.int64]:
    return np.sort(h3.grid_disk(TOWN_9, rings).astype(np.int64))


# ---- the score ------------------------------------------------------------------------------------------------------


@pytest.mark.real
def test_the_score_is_that_of_the_reference(shared: Path) -> None:
    vectors = json.loads((shared / "reference/vectors.json").read_text())["scan"]
    published, smerc = vectors["kulldorff_llr"], vectors["smerc_ny"]
    c, total = published["c"], published["C"]
    # The expected number is given to two places: the score lies between those of what was rounded to it.
    least, most = (log_likelihood_ratio(c, published["E"] + off, total) for off in (0.005, -0.005))
    assert least < published["LLR"] < most
    assert least < smerc["loglik"] < most
    assert most - least < 0.008


@pytest.mark.parametrize(
    ("count", "mu", "total", "score"),
    [
        (85, 49.71, 552, 85 * math.log(85 / 49.71) + 467 * math.log(467 / 502.29)),
        (5, 1, 10, 5 * math.log(5) + 5 * math.log(5 / 9)),
        (10, 4, 10, 10 * math.log(2.5)),
        (4, 4, 10, 0),
        (3, 4, 10, 0),
        (0, 0, 10, 0),
        (10, 10, 10, 0),
    ],
)
def test_scores_by_hand(count: int, mu: float, total: int, score: float) -> None:
    assert log_likelihood_ratio(count, mu, total) == pytest.approx(score, rel=1e-14)


def test_the_score_rises_with_the_count() -> None:
    counts = np.arange(1, 61)
    for mu in (0.3, 7, 40):
        assert (np.diff(log_likelihood_ratio(counts[counts > mu], mu, 60)) > 0).all()


# ---- by hand --------------------------------------------------------------------------------------------------------


def test_a_burst_in_one_cell_is_found_with_its_days() -> None:
    grid = town(2)
    cell = np.concatenate([np.tile(np.arange(19), 5), np.full(6, 4)])
    day = np.concatenate([np.arange(95), [96, 97, 97, 98, 99, 99]])
    found = scan(cell, day, bases(grid, 2), last=LAST, random=np.random.default_rng(1))
    assert found is not None
    assert (found.centre, found.ring, found.window, found.count) == (4, 0, 4, 6)
    assert found.expected == pytest.approx(11 * 6 / 101)
    assert found.score == pytest.approx(6 * math.log(101 / 11) + 95 * math.log(95 / (101 - 66 / 101)), rel=1e-12)
    assert np.flatnonzero(found.inside).tolist() == list(range(95, 101))
    assert (found.p, found.permutations, found.recurrence) == (0.001, 999, 1000)


def test_a_burst_around_a_cell_is_found_as_a_disk() -> None:
    grid = town(3)
    middle = int(np.flatnonzero(grid == TOWN_9)[0])
    ring = np.array([h3.grid_distance(TOWN_9, int(cell)) for cell in grid])
    near = np.flatnonzero(ring <= 1)
    cell = np.concatenate([np.tile(np.arange(37), 3), near, near])
    day = np.concatenate([np.arange(111) * 90 // 111, np.full(7, 95), np.full(7, 99)])
    found = scan(cell, day, bases(grid), last=LAST, random=np.random.default_rng(1))
    assert found is not None
    assert (found.centre, found.ring, found.window, found.count) == (middle, 1, 5, 14)
    assert found.p == 0.001


def test_what_is_usual_of_a_place_or_of_a_day_is_no_cluster() -> None:
    cell = np.repeat(np.arange(7), [1, 1, 1, 1, 1, 1, 40])
    busy_place = scan(
        cell, np.tile(np.arange(46) * 2 + 9, 1), bases(town(1)), last=LAST, random=np.random.default_rng(1)
    )
    assert busy_place is None or busy_place.p > 0.05
    every = np.tile(np.arange(7), 20)
    busy_day = np.concatenate([np.repeat(np.arange(10), 7), np.full(70, 99)])
    assert scan(every, busy_day, bases(town(1)), last=LAST, random=np.random.default_rng(1)) is None


def test_nothing_recent_is_no_cluster() -> None:
    nothing = np.array([], dtype=int)
    disks = bases(town(1))
    assert scan(nothing, nothing, disks, last=LAST, random=np.random.default_rng(1)) is None
    assert scan([0, 1, 2], [0, 50, 71], disks, last=LAST, random=np.random.default_rng(1)) is None
    assert scan([0, 1, 2], [0, 50, 72], disks, last=LAST, random=np.random.default_rng(1)) is not None


def test_the_same_seed_gives_the_same_answer() -> None:
    cell, day = np.arange(60) % 19, np.arange(60) + 40
    one, other = (scan(cell, day, bases(town(2)), last=LAST, random=np.random.default_rng(3)) for _ in range(2))
    assert one is not None
    assert other is not None
    assert (one.p, one.permutations, one.score) == (other.p, other.permutations, other.score)


def test_it_stops_early_where_chance_does_as_well() -> None:
    rng = np.random.default_rng(8)
    cell, day = rng.integers(0, 19, 200), rng.integers(0, 100, 200)
    disks = bases(town(2))
    early = scan(cell, day, disks, last=LAST, random=np.random.default_rng(1))
    late = scan(cell, day, disks, last=LAST, random=np.random.default_rng(1), stop=999)
    assert early is not None
    assert late is not None
    assert early.permutations < 200
    assert early.p == 20 / early.permutations
    assert late.permutations == 999
    assert early.p == pytest.approx(late.p, abs=0.15)


# ---- the slow twin --------------------------------------------------------------------------------------------------


def cylinders(grid: NDArray[np.int64], rings: int, window: int) -> list[tuple[int, int, int, set[int]]]:
    """(ring, window, centre, cells) of every cylinder, in the order in which equal ones are taken."""
    position = {int(cell): at for at, cell in enumerate(grid)}
    return [
        (ring, days, centre, {position[int(c)] for c in h3.grid_disk(int(cell), ring) if int(c) in position})
        for ring in range(rings + 1)
        for days in range(1, window + 1)
        for centre, cell in enumerate(grid)
    ]


def strongest(
    cell: list[int], day: list[int], last: int, every: list[tuple[int, int, int, set[int]]]
) -> tuple[float, int, int, int]:
    """Score, ring, window and centre of the best cylinder, counting each by itself."""
    total = len(cell)
    best = (0.0, 0, 0, 0)
    for ring, days, centre, cells in every:
        c = sum(where in cells and when > last - days for where, when in zip(cell, day, strict=True))
        of_cells, of_days = sum(where in cells for where in cell), sum(when > last - days for when in day)
        mu = of_cells * of_days / total
        if c > mu:
            rest = (total - c) * math.log((total - c) / (total - mu)) if c < total else 0
            score = c * math.log(c / mu) + rest
            if score > best[0] + 1e-9:
                best = (score, ring, days, centre)
    return best


incidents = st.lists(
    st.tuples(st.integers(0, 6), st.one_of(st.integers(0, 20), st.integers(15, 20))), min_size=2, max_size=16
)


@settings(max_examples=25)
@given(incidents, st.integers(0, 2), st.integers(1, 6), st.integers(0, 5))
def test_scan_and_p_are_their_definitions(drawn: list[tuple[int, int]], rings: int, window: int, seed: int) -> None:
    grid = town(1)
    cell, day = [list(column) for column in zip(*drawn, strict=True)]
    every = cylinders(grid, rings, window)
    score, ring, days, centre = strongest(cell, day, 20, every)
    permutations = 12
    found = scan(
        cell, day, bases(grid, rings), last=20, random=np.random.default_rng(seed), window=window,
        permutations=permutations, stop=permutations + 1,
    )  # fmt: skip
    if score == 0:
        assert found is None
        return
    assert found is not None
    assert found.score == pytest.approx(score, rel=1e-9)
    assert (found.ring, found.window, found.centre) == (ring, days, centre)
    rows = np.random.default_rng(seed).permuted(np.broadcast_to(cell, (permutations, len(cell))), axis=1)
    newest_first = sorted(day, reverse=True)
    best = [strongest(row.tolist(), newest_first, 20, every)[0] for row in rows]
    reached = [number for number, other in enumerate(best, start=1) if other >= score - 1e-9]
    assert found.p == pytest.approx((len(reached) + 1) / (permutations + 1))
    for stop in range(1, len(reached) + 1):
        early = scan(
            cell, day, bases(grid, rings), last=20, random=np.random.default_rng(seed), window=window,
            permutations=permutations, stop=stop,
        )  # fmt: skip
        assert early is not None
        assert early.permutations == reached[stop - 1]
        assert early.p == stop / reached[stop - 1]


@given(incidents, st.integers(1, 8))
def test_the_cylinder_reported_holds_what_it_says(drawn: list[tuple[int, int]], window: int) -> None:
    grid = town(1)
    cell, day = (np.array(column) for column in zip(*drawn, strict=True))
    found = scan(cell, day, bases(grid), last=20, random=np.random.default_rng(1), window=window, permutations=3)
    if found is not None:
        apart = np.array([h3.grid_distance(int(grid[found.centre]), int(where)) for where in grid])
        inside = (apart[cell] <= found.ring) & (day > 20 - found.window)
        np.testing.assert_array_equal(found.inside, inside)
        assert found.count == inside.sum() > found.expected
        assert 0 < found.p <= 1


# ---- what it is for -------------------------------------------------------------------------------------------------


def test_where_nothing_is_going_on_alarms_are_as_rare_as_said() -> None:
    found = experiment.nulls(ratio=1.0, runs=200, seed=11, rings=5, permutations=99)
    # Binomial, 200 runs: 3 standard errors either way; p is a little conservative, as counts are whole numbers.
    assert 0.005 <= found["at 5 %"] <= 0.1
    assert 0.12 <= found["at 20 %"] <= 0.28
    assert 0.40 <= found["at 50 %"] <= 0.60


def test_twelve_incidents_in_five_days_are_found() -> None:
    assert experiment.planted(ratio=1.0, spread=1, runs=6, seed=12)["found"] >= 0.8


# ---- refusals -------------------------------------------------------------------------------------------------------


def test_what_cannot_be_scanned_is_refused() -> None:
    disks = bases(town(1))

    def refused(cell: object, day: object, **how: int) -> Cluster | None:
        return scan(cell, day, disks, last=LAST, random=np.random.default_rng(1), **how)

    with pytest.raises(ValueError, match="one of each"):
        refused([1, 2], [1])
    with pytest.raises(ValueError, match="after the last day 99"):
        refused([1], [100])
    for cell in (-1, 7):
        with pytest.raises(ValueError, match="the grid has 7"):
            refused([cell], [1])
    with pytest.raises(TypeError, match="whole numbers"):
        refused([1], [1.5])
    for name in ("window", "permutations", "stop"):
        with pytest.raises(ValueError, match="at least 1 each"):
            refused([1], [1], **{name: 0})
