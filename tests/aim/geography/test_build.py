"""Outlines from postcodes, against the plain rule: nearest postcode, within 400 m of one of the borough."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import KDTree

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import build, crs, postcodes
from aim.geography import outlines as outlines_module
from aim.geography.locate import Locator
from aim.geography.outlines import Outlines
from aim.geography.postcodes import Postcodes

WARDS = ("A", "B", "C", "out")


def some(places: list[tuple[int, int, str]]) -> Postcodes:
    """Postcodes at (easting, northing) with a ward; "out" lies in another district."""
    east, north = np.array([(e, n) for e, n, _ in places], dtype=float).T
    lon, lat = crs.to_wgs84(east, north)
    wards = np.array([ward for _, _, ward in places])
    district = np.where(wards == "out", "D2", "D1")
    return Postcodes(np.array([f"P{n}" for n in range(len(places))]), lon, lat, east, north, district, wards)


def test_every_point_has_the_ward_of_its_nearest_postcode(config: Config, locator: Locator) -> None:
    codes = postcodes.read(config)
    usable = codes.district_code != ""
    easting, northing = codes.easting[usable], codes.northing[usable]
    home = codes.district_code[usable] == "E06000002"
    ward = np.where(home, codes.ward_code[usable], "")
    random = np.random.default_rng(7)
    east = random.uniform(easting[home].min() - 600, easting[home].max() + 600, 20_000)
    north = random.uniform(northing[home].min() - 600, northing[home].max() + 600, 20_000)
    distance, nearest = KDTree(np.column_stack([easting, northing])).query(np.column_stack([east, north]), k=12)
    reach, _ = KDTree(np.column_stack([easting, northing])[home]).query(np.column_stack([east, north]))
    expected = np.where(reach <= build.REACH_M, ward[nearest[:, 0]], "")
    found = locator.wards(*crs.to_wgs84(east, north))
    names = np.append([one.code for one in locator.outlines.wards], "")[found]
    # Coordinates are rounded to 0.1 m and circles have 64 sides: a point that near to a border may fall to either side.
    other = ward[nearest] != ward[nearest[:, :1]]
    tie = np.where(other, distance - distance[:, :1], np.inf).min(axis=1) < 0.5
    rim = np.abs(reach - build.REACH_M) < 1.0
    wrong = (names != expected) & ~tie & ~rim
    assert not wrong.any()
    assert (expected != "").sum() > 5_000


def test_the_shipped_outlines_are_what_building_makes(config: Config, outlines: Outlines, tmp_path: Path) -> None:
    store = config.model_copy(update={"data": tmp_path})
    steps: list[tuple[int, int, str]] = []
    path = build.build(store, lambda *step: steps.append(step))
    assert path == tmp_path / "geography" / "wards.geojson"
    built = outlines_module.load(store)
    for shipped, made in zip(outlines.wards, built.wards, strict=True):
        assert shipped.outline.symmetric_difference(made.outline).area < 1e-10  # square degrees: less than one m2
    assert [done for done, _, _ in steps] == [0, 1, 2, 3, 4]
    assert {total for _, total, _ in steps} == {4}


def test_the_area_is_that_of_the_borough_without_its_empty_rims(outlines: Outlines) -> None:
    assert crs.outline_to_bng(outlines.area).area / 1e6 == pytest.approx(53.3, abs=0.05)


def test_a_town_on_a_lattice(town: Config) -> None:
    """Columns 200 m apart: the wards meet half-way, 450,700; the other district begins at 451,500."""
    build.build(town)
    first, second = (crs.outline_to_bng(ward.outline).bounds for ward in outlines_module.load(town).wards)
    assert first == pytest.approx((449_600, 519_600, 450_700, 521_400), abs=0.2)
    assert second == pytest.approx((450_700, 519_600, 451_500, 521_400), abs=0.2)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(450_000, 451_500), st.integers(520_000, 521_500), st.sampled_from(WARDS)),
        min_size=4,
        max_size=60,
    ).filter(lambda places: len({place[:2] for place in places}) > 3)
)
def test_any_postcodes_give_wards_that_are_valid_and_apart(places: list[tuple[int, int, str]]) -> None:
    points, labels = build.label_points(some(places), "D1")
    home = points[[label != build.OUTSIDE for label in labels]]
    reach = build.within_reach(*home.T)
    joined = build.join(build.voronoi(points), labels)
    wards = build.cut(joined, reach)
    assert set(wards) == set(labels) - {build.OUTSIDE}
    shapes = list(wards.values())
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    wanted = sum(shapely.area(shapely.intersection(shape, reach)) for shape in joined.values())
    assert sum(crs.outline_to_bng(shape).area for shape in shapes) == pytest.approx(wanted, rel=1e-3)


@given(st.permutations([(0, 0, "B"), (0, 0, "B"), (0, 0, "A"), (5, 5, "C"), (5, 5, "A"), (9, 9, "out"), (9, 9, "C")]))
def test_postcodes_on_one_point_are_settled_by_majority_then_code(places: list[tuple[int, int, str]]) -> None:
    points, labels = build.label_points(some(places), "D1")
    assert points.tolist() == [[0, 0], [5, 5], [9, 9]]
    assert labels == ["B", "A", "C"]


def test_a_postcode_without_a_district_says_nothing() -> None:
    codes = some([(0, 0, "A"), (9, 9, "B")])
    codes.district_code[1] = ""
    points, labels = build.label_points(codes, "D1")
    assert (points.tolist(), labels) == ([[0, 0]], ["A"])


def test_postcodes_and_membership_that_do_not_fit_are_refused_whole(town: Config) -> None:
    path = build.build(town)
    before = path.read_bytes()
    postcodes_file = town.boundaries / "postcodes.csv"
    postcodes_file.write_text(postcodes_file.read_text().replace("D1,W2", "D1,W3"))
    with pytest.raises(GeographyError) as caught:
        build.build(town)
    assert "ward W2 of the membership has no postcode" in str(caught.value)
    assert "ward W3 of the postcodes is in no neighbourhood" in str(caught.value)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["wards.geojson"]
