"""Grid references against published ones, a slow reader of another kind, and round trips at every number of figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.geography import gridref

FIGURES = (0, 2, 4, 6, 8, 10)
# Rows of 100 km squares from the north, as the Ordnance Survey draws its map of the grid; columns from the west.
MAP = """
HL HM HN HO HP JL JM
HQ HR HS HT HU JQ JR
HV HW HX HY HZ JV JW
NA NB NC ND NE OA OB
NF NG NH NJ NK OF OG
NL NM NN NO NP OL OM
NQ NR NS NT NU OQ OR
NV NW NX NY NZ OV OW
SA SB SC SD SE TA TB
SF SG SH SJ SK TF TG
SL SM SN SO SP TL TM
SQ SR SS ST SU TQ TR
SV SW SX SY SZ TV TW
"""
CORNERS = {
    name: (column * 100_000, (12 - row) * 100_000)
    for row, line in enumerate(MAP.split("\n")[1:-1])
    for column, name in enumerate(line.split())
}
POINTS = st.tuples(st.floats(0, 700_000, exclude_max=True), st.floats(0, 1_300_000, exclude_max=True))
WRITTEN = st.builds(
    lambda letters, figures: (letters, figures[: len(figures) // 2 * 2]),
    st.sampled_from(sorted(CORNERS)),
    st.text("0123456789", max_size=10),
)
ANY = st.one_of(
    st.text(max_size=14),
    st.text("NZnz 0123456789IO", max_size=14),
    WRITTEN.map(lambda parts: parts[0] + parts[1]),
)


def slow(text: str) -> tuple[float, float, int] | None:
    """Middle and side of the square, by the printed map and by halving the figures."""
    bare = "".join(c for c in text if not c.isspace())
    letters, figures = bare[:2], bare[2:]
    if not letters.isascii() or letters.upper() not in CORNERS or len(figures) > 10 or len(figures) % 2:
        return None
    if any(figure not in "0123456789" for figure in figures):
        return None
    east, north = CORNERS[letters.upper()]
    side, half = 100_000, len(figures) // 2
    for right, up in zip(figures[:half], figures[half:], strict=True):
        side //= 10
        east, north = east + int(right) * side, north + int(up) * side
    return east + side / 2, north + side / 2, side


def one(text: str) -> tuple[float, float, int] | None:
    found = gridref.read([text])
    return None if not found.size_m[0] else (found.easting[0], found.northing[0], int(found.size_m[0]))


@pytest.mark.parametrize(
    ("text", "middle"),
    [
        ("NZ 495 202", (449_550, 520_250, 100)),  # the middle of Middlesbrough
        ("nz495202", (449_550, 520_250, 100)),
        (" NZ\xa049500\t20250 ", (449_500.5, 520_250.5, 1)),
        ("NZ 42", (445_000, 525_000, 10_000)),
        ("TG 51409 13177", (651_409.5, 313_177.5, 1)),  # the example of the Ordnance Survey's guide to its projection
        ("SV", (50_000, 50_000, 100_000)),  # Scilly
        ("HP 60 13", (460_500, 1_213_500, 1_000)),  # Unst
    ],
)
def test_known_references(text: str, middle: tuple[float, float, int]) -> None:
    assert one(text) == middle


@pytest.mark.parametrize(
    "text",
    ["", "N", "NZ 495 20", "NZ 495202 123456", "NZ 495202 1234567", "ZZ 495 202", "NI 495 202", "HA 11 11", "TC 1 1",
     "495 202", "NZ ４９５ ２０２", "NZ 4.5 2.2", "ſV 12 34", "NZ 495 202 x", "TS1 3QB", "\0\0"],
)  # fmt: skip
def test_what_is_no_reference(text: str) -> None:
    found = gridref.read([text])
    assert np.isnan(found.easting).all()
    assert np.isnan(found.northing).all()
    assert found.size_m.tolist() == [0]


@given(st.lists(ANY, max_size=8))
def test_the_fast_reader_says_what_the_slow_one_says(texts: list[str]) -> None:
    found = gridref.read(texts)
    for number, text in enumerate(texts):
        expected = slow(text)
        assert found.size_m[number] == (expected[2] if expected else 0)
        if expected:
            assert (found.easting[number], found.northing[number]) == expected[:2]
        else:
            assert np.isnan(found.easting[number])
            assert np.isnan(found.northing[number])


@given(POINTS, st.sampled_from(FIGURES))
def test_a_point_lies_in_the_square_that_its_reference_names(point: tuple[float, float], figures: int) -> None:
    (text,) = gridref.format([point[0]], [point[1]], figures)
    found = gridref.read([text])
    half = found.size_m[0] / 2
    assert found.size_m[0] == 10 ** (5 - figures // 2)
    assert found.easting[0] - half <= point[0] < found.easting[0] + half
    assert found.northing[0] - half <= point[1] < found.northing[0] + half


@given(WRITTEN)
def test_a_reference_is_written_as_it_was_read(parts: tuple[str, str]) -> None:
    letters, figures = parts
    half = len(figures) // 2
    text = " ".join(part for part in (letters, figures[:half], figures[half:]) if part)
    found = gridref.read([text])
    assert gridref.format(found.easting, found.northing, len(figures)) == [text]


@given(WRITTEN, st.data())
def test_spacing_and_case_say_nothing(parts: tuple[str, str], data: st.DataObject) -> None:
    text = "".join(parts)
    spaced = "".join(c + data.draw(st.sampled_from(["", " ", "\xa0", "\t"])) for c in text).lower()
    assert one(spaced) == one(text)


def test_no_texts_name_no_squares() -> None:
    found = gridref.read([])
    assert len(found.easting) == len(found.northing) == len(found.size_m) == 0


@pytest.mark.parametrize("figures", [-2, 1, 5, 12])
def test_another_number_of_figures_is_refused(figures: int) -> None:
    with pytest.raises(ValueError, match="even number of figures"):
        gridref.format([449_500], [520_200], figures)


@pytest.mark.parametrize("point", [(-1.0, 0.0), (700_000.0, 0.0), (0.0, 1_300_000.0), (np.nan, 5.0), (5.0, np.inf)])
def test_a_point_off_the_grid_has_no_reference(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="outside the National Grid"):
        gridref.format([1.0, point[0]], [1.0, point[1]], 6)
