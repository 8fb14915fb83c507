import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.geography import crs

EAST = st.floats(400_000, 500_000)
NORTH = st.floats(480_000, 560_000)


@given(EAST, NORTH)
def test_there_and_back_is_the_same_point(east: float, north: float) -> None:
    lon, lat = crs.to_wgs84([east], [north])
    back_east, back_north = crs.to_bng(lon, lat)
    assert abs(back_east[0] - east) < 1e-3
    assert abs(back_north[0] - north) < 1e-3


def test_the_ordnance_survey_worked_example() -> None:
    """Caister water tower (Ordnance Survey, A guide to coordinate systems): within the 5 m of a Helmert."""
    lat = 52 + 39 / 60 + 28.8282 / 3600
    lon = 1 + 42 / 60 + 57.8663 / 3600
    east, north = crs.to_bng([lon], [lat])
    assert np.hypot(east[0] - 651409.804, north[0] - 313177.450) < 5


def test_the_first_postcode_of_the_town_lies_in_the_town() -> None:
    lon, lat = crs.to_wgs84([448907], [520333])
    assert lon[0] == pytest.approx(-1.2449, abs=5e-4)
    assert lat[0] == pytest.approx(54.5759, abs=5e-4)


def test_what_is_not_finite_stays_so() -> None:
    east, north = crs.to_bng([np.nan, -1.2], [54.5, np.inf])
    assert not np.isfinite(east).any()
    assert not np.isfinite(north).any()


@given(st.floats(-1.4, -1.0), st.floats(54.4, 54.7), st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_distance_agrees_with_the_ellipsoid(lon: float, lat: float, east: float, north: float) -> None:
    from pyproj import Geod

    _, _, metres = Geod(ellps="WGS84").inv(lon, lat, lon + east, lat + north)
    assert crs.distance_m(lon, lat, lon + east, lat + north) == pytest.approx(metres, rel=1e-3, abs=1e-3)
