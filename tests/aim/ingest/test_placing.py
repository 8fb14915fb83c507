"""A point is placed as the locator and the index place it, remembered or not."""

import threading

import numpy as np
from extracts import Box, Cells
from hypothesis import given, settings
from hypothesis import strategies as st

from aim.ingest import placing
from aim.ingest.placing import Placing

POINTS = st.lists(
    st.tuples(
        st.sampled_from(np.linspace(-1.35, -1.10, 9).tolist()), st.sampled_from(np.linspace(54.45, 54.65, 9).tolist())
    ),
    max_size=20,
)


def _check(placer: Placing, points: list[tuple[float, float]]) -> None:
    longitude, latitude = np.array(points, dtype=float).reshape(-1, 2).T
    found = placer.place(longitude, latitude)
    inside, margin = Box().wards(longitude, latitude) >= 0, Box().margin(longitude, latitude)
    np.testing.assert_array_equal(found.inside, inside)
    np.testing.assert_array_equal(found.margin, margin)
    near = inside | margin
    np.testing.assert_array_equal(found.cell[near], Cells().cells(longitude[near], latitude[near]))
    assert not found.cell[~near].any()


@settings(deadline=None)
@given(st.lists(POINTS, max_size=6), st.sampled_from([0, 3, 10_000]))
def test_memory_changes_no_answer(batches, remembered):
    placer = Placing(Box(), Cells(), neighbourhoods=["East"], postcodes=list)
    before = placing._REMEMBERED
    placing._REMEMBERED = remembered
    try:
        for points in batches:
            _check(placer, points)
    finally:
        placing._REMEMBERED = before


def test_a_point_is_asked_once():
    class Counting(Box):
        asked = 0

        def wards(self, longitude, latitude):
            self.asked += len(longitude)
            return super().wards(longitude, latitude)

    box = Counting()
    placer = Placing(box, Cells(), neighbourhoods=["East"], postcodes=list)
    for _ in range(3):
        placer.place(np.array([-1.2, -1.2, -1.25]), np.array([54.55, 54.55, 54.55]))
    assert box.asked == 2 * 2  # each of two points, once by the locator and once by its own margin


def test_threads_share_one(monkeypatch):
    monkeypatch.setattr(placing, "_REMEMBERED", 40)
    placer, failed = Placing(Box(), Cells(), neighbourhoods=["East"], postcodes=list), []

    def work(seed: int) -> None:
        random = np.random.default_rng(seed)
        try:
            for _ in range(40):
                _check(placer, np.round(random.uniform((-1.35, 54.45), (-1.10, 54.65), (12, 2)), 2).tolist())
        except AssertionError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
