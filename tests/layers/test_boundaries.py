"""The view that fits an area into a map."""

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.geography import crs
from layers import boundaries

TOWN = (-1.2856, 54.5013, -1.1385, 54.5919)


def outline(name: str, west: float, south: float, east: float, north: float) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_a_square_around_a_point_is_as_wide_as_it_is_high() -> None:
    west, south, east, north = boundaries.around(-1.2355, 54.5752, 600)
    x, y = crs.to_bng([west, east, -1.2355, -1.2355], [54.5752, 54.5752, south, north])
    assert (x[1] - x[0], y[3] - y[2]) == pytest.approx((1200, 1200), rel=0.01)


@pytest.fixture
def two_areas() -> dict[str, object]:
    parts = {
        "type": "Feature",
        "properties": {"name": "South"},
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [outline("", -2, 50, -1, 51)["geometry"]["coordinates"]],  # type: ignore[index]
        },
    }
    return {"type": "FeatureCollection", "features": [outline("North", 0, 52, 1, 53), parts]}


def test_bounds_hold_every_outline_or_those_named(two_areas: dict[str, object]) -> None:
    assert boundaries.bounds(two_areas) == (-2, 50, 1, 53)
    assert boundaries.bounds(two_areas, names=["South"]) == (-2, 50, -1, 51)


def test_an_area_that_does_not_exist_is_named(two_areas: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Atlantis"):
        boundaries.bounds(two_areas, names=["Atlantis"])


def pixels(view: boundaries.View, longitude: float, latitude: float) -> tuple[float, float]:
    """From the centre of the map to a point: right and down, by the textbook's Web Mercator."""
    world = 512 * 2**view.zoom
    y = boundaries._mercator(latitude) - boundaries._mercator(view.latitude)
    return (longitude - view.longitude) / 360 * world, y * world


@given(st.floats(300, 3000), st.floats(250, 2000))
def test_the_town_is_inside_and_touches_two_sides(width: float, height: float) -> None:
    view = boundaries.fit(TOWN, width_px=width, height_px=height)
    west, south, east, north = TOWN
    left, top = pixels(view, west, north)
    right, bottom = pixels(view, east, south)
    padding = min(20, 0.06 * min(width, height))
    free_width, free_height = width - 2 * padding, height - 2 * padding
    assert right - left == pytest.approx(min(free_width, free_height * (right - left) / (bottom - top)), rel=1e-6)
    assert bottom - top <= free_height * (1 + 1e-9)
    assert left == pytest.approx(-right, abs=1e-6)
    assert top == pytest.approx(-bottom, abs=1e-6)


@pytest.mark.parametrize(("width", "height"), [(1216, 700), (990, 612), (390, 320), (374, 213)])
def test_the_town_fills_the_height_of_the_map(width: float, height: float) -> None:
    view = boundaries.fit(TOWN, width_px=width, height_px=height)
    bottom = pixels(view, TOWN[0], TOWN[1])[1]
    assert 2 * bottom / height >= 0.85


def test_zoom_is_that_of_the_map_library() -> None:
    """At zoom z a pixel is circumference x cos(latitude) / (512 x 2^z) metres: a kilometre has its length."""
    view = boundaries.fit(TOWN, width_px=1216, height_px=700)
    metres_per_pixel = boundaries.EARTH_M * cos(radians(view.latitude)) / (512 * 2**view.zoom)
    degrees = 1000 / (boundaries.EARTH_M / 360 * cos(radians(view.latitude)))
    assert pixels(view, view.longitude + degrees, view.latitude)[0] * metres_per_pixel == pytest.approx(1000, rel=1e-9)


def test_an_area_without_extent_still_has_a_view() -> None:
    assert boundaries.fit((1.0, 52.0, 1.0, 52.0), width_px=10, height_px=10).zoom > 10
