"""How often the list cries wolf: short seeded runs of the experiment, with marks that a broken statistic misses."""

import pytest
from experiments import over_list


@pytest.mark.parametrize(("scatter", "most"), [(1.0, 5), (1.6, 6)])
def test_few_still_towns_have_a_false_place_and_a_risen_one_is_found(scatter: float, most: int) -> None:
    """Of 30 towns: 5 to 9 % have one by the long run of 600 (thirty of them, were months taken for Poisson)."""
    found = over_list.case(scatter, 30, 20_261_126)
    assert found["false"]["each window"] <= most / 30
    assert found["false"]["together"] <= found["false"]["each window"]
    assert found["found"]["each window"][2] >= 0.65
