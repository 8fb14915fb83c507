import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.engine.rates import per_1000


def test_rates_by_hand_and_none_where_nobody_lives() -> None:
    found = per_1000([[13, 5, 2], [0, 7, 2]], [13_000, 500, 0])
    np.testing.assert_array_equal(found, [[1, 10, np.nan], [0, 14, np.nan]])
    assert np.isnan(per_1000([3], [np.nan])).all()


@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(1, 20_000)), min_size=1, max_size=20))
def test_the_rate_of_the_whole_lies_between_those_of_its_parts(areas: list[tuple[int, int]]) -> None:
    counts, residents = np.transpose(areas)
    parts = per_1000(counts, residents)
    whole = per_1000([counts.sum()], [residents.sum()])[0]
    assert parts.min() - 1e-9 <= whole <= parts.max() + 1e-9
    np.testing.assert_allclose(parts * residents / 1000, counts)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="one an area"):
        per_1000([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="under 0"):
        per_1000([1], [-1])
