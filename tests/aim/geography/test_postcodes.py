import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import crs, postcodes

CODES = st.from_regex(r"[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}", fullmatch=True)


@pytest.fixture(scope="module")
def finder(config: Config) -> postcodes.Finder:
    return postcodes.Finder(postcodes.read(config))


def test_the_shipped_cut_holds_every_postcode_of_teesside(config: Config) -> None:
    codes = postcodes.read(config)
    assert len(codes) == 17_805
    assert len(np.unique(codes.postcode)) == len(codes)
    assert (codes.district_code == "E06000002").sum() == 3_837
    assert len(set(codes.ward_code[codes.district_code == "E06000002"])) == 20


def test_a_postcode_without_a_point_is_left_out(town: Config) -> None:
    path = town.boundaries / "postcodes.csv"
    before = len(postcodes.read(town))
    path.write_text(path.read_text() + "TS99 9ZZ,0,0,D1,W1\n")
    assert len(postcodes.read(town)) == before
    assert "TS99 9ZZ" not in postcodes.read(town).postcode


def test_a_broken_row_is_named_by_its_line(town: Config) -> None:
    path = town.boundaries / "postcodes.csv"
    path.write_text(path.read_text() + "TS99 9ZZ,here,there,D1,W1\n")
    with pytest.raises(GeographyError, match="line 62"):
        postcodes.read(town)


@pytest.mark.parametrize(
    ("written", "sector"), [("TS4 2AB", "TS4 2"), ("ts42ab", "TS4 2"), (" TS10  1AA ", "TS10 1"), ("M1 1AE", "M1 1")]
)
def test_sector(written: str, sector: str) -> None:
    assert postcodes.sector(written) == sector


@given(CODES)
def test_a_sector_is_the_postcode_without_its_last_two_letters(code: str) -> None:
    assert postcodes.sector(code) == code[:-2]


def test_what_is_too_short_has_no_sector() -> None:
    with pytest.raises(ValueError, match="TS4"):
        postcodes.sector("TS4")


def test_the_nearest_postcode_is_the_nearest(config: Config) -> None:
    codes = postcodes.read(config)
    random = np.random.default_rng(4)
    lon, lat = random.uniform(-1.30, -1.15, 300), random.uniform(54.50, 54.59, 300)
    east, north = crs.to_bng(lon, lat)
    for point, found in enumerate(postcodes.nearest(codes, lon, lat)):
        distance = np.hypot(codes.easting - east[point], codes.northing - north[point])
        assert found in codes.postcode[distance <= distance.min() + 1e-6]


def test_of_postcodes_on_one_point_the_first_in_the_alphabet_speaks(town: Config) -> None:
    path = town.boundaries / "postcodes.csv"
    path.write_text(path.read_text() + "TS0 7ZZ,450000,520000,D1,W1\nTA1 1AA,450000,520000,D1,W1\n")
    codes = postcodes.read(town)
    assert postcodes.nearest(codes, codes.lon[:1], codes.lat[:1]) == ["TA1 1AA"]


def test_every_postcode_is_found_at_its_own_point(config: Config) -> None:
    codes = postcodes.read(config)
    found = postcodes.Finder(codes).find(codes.postcode.tolist())
    assert found.known.all()
    np.testing.assert_array_equal(found.easting, codes.easting)
    np.testing.assert_array_equal(found.northing, codes.northing)


@given(data=st.data())
def test_spacing_and_case_of_a_postcode_say_nothing(finder: postcodes.Finder, data: st.DataObject) -> None:
    spaced = "".join(c + data.draw(st.sampled_from(["", " ", "\xa0"])) for c in "ts13qb")
    found, plain = finder.find([spaced]), finder.find(["TS1 3QB"])
    assert found.known.all()
    assert (found.easting[0], found.northing[0]) == (plain.easting[0], plain.northing[0])


def test_an_unknown_postcode_has_no_point(finder: postcodes.Finder) -> None:
    found = finder.find(["", "TS1 3QB", "TS1", "SW1A 1AA", "Linthorpe Road"])
    assert found.known.tolist() == [False, True, False, False, False]
    assert np.isnan(found.easting).tolist() == np.isnan(found.northing).tolist() == [True, False, True, True, True]


def test_no_texts_find_nothing(finder: postcodes.Finder) -> None:
    found = finder.find([])
    assert len(found.easting) == len(found.northing) == len(found.known) == 0
