import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from aim import config, schema
from aim.engine.harm import harm
from aim.engine.ranks import decayed_count

weight = st.one_of(
    st.just((math.nan,) * 3),
    st.lists(st.floats(0, 400), min_size=3, max_size=3).map(lambda three: tuple(sorted(three))),
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[NDArray[np.int64], list[tuple[float, float, float]]]:
    """Counts [categories, months, cells] and a weight for each category."""
    size = draw(st.integers(1, 5)), draw(st.integers(1, 4)), draw(st.integers(1, 5))
    counts = draw(st.lists(st.integers(0, 300), min_size=math.prod(size), max_size=math.prod(size)))
    return np.array(counts).reshape(size), draw(st.lists(weight, min_size=size[0], max_size=size[0]))


def test_one_robbery_weighs_as_much_as_365_reports() -> None:
    found = harm([[1, 0], [0, 365], [2, 3]], [[365, 365, 365], [1, 1, 1], [math.nan] * 3])
    assert found.typical.tolist() == [365, 365]
    assert found.unweighed.tolist() == [2, 3]


@given(tables())
def test_harm_is_its_definition(drawn: tuple[NDArray[np.int64], list[tuple[float, float, float]]]) -> None:
    counts, weights = drawn
    found = harm(counts, weights)
    for which, sums in enumerate((found.low, found.typical, found.high)):
        for at in np.ndindex(counts.shape[1:]):
            days = [row[which] * counts[(c, *at)] for c, row in enumerate(weights) if not math.isnan(row[0])]
            assert sums[at] == pytest.approx(math.fsum(days))
    for at in np.ndindex(counts.shape[1:]):
        assert found.unweighed[at] == sum(counts[(c, *at)] for c, row in enumerate(weights) if math.isnan(row[0]))
    assert (found.low <= found.typical).all()
    assert (found.typical <= found.high).all()


@given(tables(), st.integers(1, 70))
def test_equal_places_have_exactly_equal_sums(
    drawn: tuple[NDArray[np.int64], list[tuple[float, float, float]]], copies: int
) -> None:
    counts, weights = drawn
    repeated = harm(np.tile(counts, (1, 1, copies)), weights).typical
    np.testing.assert_array_equal(repeated, np.tile(harm(counts, weights).typical, (1, copies)))


def test_harm_decays_as_counts_do() -> None:
    counts = np.zeros((2, 13, 1), dtype=np.uint16)
    counts[0, 0], counts[1, 12] = 2, 3
    weights = [[100, 100, 100], [5, 5, 5]]
    assert decayed_count(harm(counts, weights).typical, 12).tolist() == [115]
    assert harm([decayed_count(months, 12) for months in counts], weights).typical.tolist() == [115]


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="three a category"):
        harm([[1], [2]], [[1, 2, 3]])
    with pytest.raises(ValueError, match="three a category"):
        harm(3, [[1, 2, 3]])
    for row in ([3, 2, 1], [-1, 0, 1], [1, math.nan, 2], [1, 2, math.inf]):
        with pytest.raises(ValueError, match="rise from low to high"):
            harm([[1]], [row])


def test_the_shipped_table_is_the_one_the_method_names() -> None:
    table = dict(zip(schema.CATEGORY_KEYS, config.load(environ={}).harm.rows(), strict=True))
    assert table["violent-crime"] == (159, 197, 235)
    assert table["burglary"] == (191, 222, 253)
    assert table["criminal-damage-arson"] == (5, 11.6, 18)
    assert table["drugs"] == (3.3, 3.6, 4)
    certain = {
        "robbery": 365, "possession-of-weapons": 273.75, "other-crime": 10, "public-order": 7.5, "vehicle-crime": 5,
        "other-theft": 2, "theft-from-the-person": 2, "bicycle-theft": 2, "shoplifting": 1, "anti-social-behaviour": 1,
    }  # fmt: skip
    assert {key: table[key] for key in certain} == {key: (days,) * 3 for key, days in certain.items()}
    assert [table[f"fire-deliberate-{kind}"][1] for kind in ("primary", "vehicle", "secondary")] == [185, 185, 9.5]
    assert (table["fly-tipping"][1], table["fly-tipping-large"][1]) == (0.5, 3)


def test_every_category_is_weighed_or_said_not_to_be() -> None:
    table = config.load(environ={}).harm
    named = {row.category for row in table.weights} | {key for group in table.unweighed for key in group.categories}
    assert named == set(schema.CATEGORY_KEYS)
    assert {row.category for row in table.weights if row.basis == "guideline"} <= set(schema.CATEGORY_KEYS[:14])
    assert not {row.category for row in table.weights} & schema.SENSITIVE
