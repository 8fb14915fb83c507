"""Every point of the ground belongs to exactly one tile, however they were quartered."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from aim.config import load
from aim.geography import outlines
from aim.geography.locate import Locator
from aim.ingest.fetching import tiles
from aim.ingest.fetching.tiles import Tile

WHOLE = Tile(-1.2956, 54.4957, -1.1274, 54.5975)


def _leaves(tile: Tile, split: frozenset[str]) -> list[Tile]:
    if tile.name not in split or tile.depth == tiles.DEEPEST:
        return [tile]
    return [leaf for quarter in tile.quarters() for leaf in _leaves(quarter, split)]


@given(
    split=st.frozensets(st.text("0123", max_size=3).map("r".__add__), max_size=40).map(lambda found: found | {"r"}),
    at=st.tuples(st.floats(0, 0.999999), st.floats(0, 0.999999)),
    on_line=st.tuples(st.booleans(), st.booleans()),
)
def test_exactly_one_leaf_holds_a_point(
    split: frozenset[str], at: tuple[float, float], on_line: tuple[bool, bool]
) -> None:
    leaves = _leaves(WHOLE, split)
    corner = leaves[int(at[0] * len(leaves))]
    longitude = corner.west if on_line[0] else WHOLE.west + at[0] * (WHOLE.east - WHOLE.west)
    latitude = corner.south if on_line[1] else WHOLE.south + at[1] * (WHOLE.north - WHOLE.south)
    assert sum(leaf.holds(longitude, latitude) for leaf in leaves) == WHOLE.holds(longitude, latitude)
    (holder,) = [leaf for leaf in leaves if leaf.holds(longitude, latitude)]
    corners = [tuple(map(float, each.split(","))) for each in holder.polygon().split(":")]
    asked = shapely.Polygon([(each[1], each[0]) for each in corners])
    assert asked.contains(shapely.Point(longitude, latitude)), "on no line of what is asked for"
    assert holder.is_near(longitude, latitude)


def test_quarters_fill_their_tile() -> None:
    quarters = WHOLE.quarters()
    assert [quarter.name for quarter in quarters] == ["r0", "r1", "r2", "r3"]
    assert {quarter.depth for quarter in quarters} == {1}
    areas = [shapely.box(q.west, q.south, q.east, q.north) for q in quarters]
    assert shapely.union_all(areas).equals(shapely.box(WHOLE.west, WHOLE.south, WHOLE.east, WHOLE.north))
    assert not WHOLE.quarters()[0].is_near(WHOLE.east, WHOLE.north)


@pytest.mark.parametrize("width", [1, 12])
def test_the_whole_holds_all_that_ingest_would_store(width: int) -> None:
    """Also of an area as wide as a county, whose rectangle on the National Grid is bent in degrees."""
    found = outlines.load(load())
    area = shapely.affinity.scale(found.area, width, width)
    whole = tiles.around(area)
    west, south, east, north = area.bounds
    for longitude, latitude in ((west, south), (west, north), (east, south), (east, north)):
        assert whole.holds(longitude, latitude)
    if width == 1:
        locator = Locator(found)
        longitude, latitude = np.meshgrid(
            np.linspace(whole.west - 0.01, whole.east + 0.01, 300),
            np.linspace(whole.south - 0.01, whole.north + 0.01, 300),
        )
        stored = (locator.wards(longitude.ravel(), latitude.ravel()) >= 0) | locator.margin(
            longitude.ravel(), latitude.ravel()
        )
        assert stored.sum() > 1000
        assert all(
            whole.holds(*point)
            for point in zip(longitude.ravel()[stored].tolist(), latitude.ravel()[stored].tolist(), strict=True)
        )
