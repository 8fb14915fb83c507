import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aim.questions.breaks import STEPS, breaks


@given(st.lists(st.integers(0, 100_000), max_size=200))
def test_five_rising_steps_that_begin_at_one(counts: list[int]) -> None:
    found = breaks(np.array(counts, dtype=np.int64))
    assert len(found) == STEPS
    assert found[0] == 1
    assert all(low < high for low, high in itertools.pairwise(found))


def test_the_town_spreads_over_the_steps() -> None:
    counts = np.concatenate([np.zeros(300, int), np.arange(1, 301)])
    assert breaks(counts) == (1, 150, 200, 250, 300)
