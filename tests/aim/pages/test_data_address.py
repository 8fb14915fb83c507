"""Whatever an address says, the Data page opens, and nothing of it is repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.pages.data_address import Place, address, read

LOAD = "20261120T090300-0a1b2c3d"


@pytest.mark.parametrize(
    ("search", "place"),
    [
        (None, Place()),
        ("", Place()),
        ("?", Place()),
        (f"?load={LOAD}", Place(LOAD)),
        ("?page=12", Place(page=12)),
        (f"?page=2&load={LOAD}", Place(LOAD, 2)),
    ],
)
def test_an_address_names_a_place(search: str | None, place: Place) -> None:
    assert read(search) == (place, ())


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?load=", "not the name of one"),
        ("?load=<script>", "not the name of one"),
        ("?load=../../etc/passwd", "not the name of one"),
        (f"?load={LOAD}%0a", "not the name of one"),
        ("?load=²0261120T090300-0a1b2c3d", "not the name of one"),
        ("?page=0", "not a number of one"),
        ("?page=-1", "not a number of one"),
        ("?page=²", "not a number of one"),
        ("?page=1000000", "not a number of one"),
        ("?page=1&page=2", "a second “page”"),
        ("?self=1&cls=2", "means nothing here"),
        ("?load=" + "a" * 3_000, "too long"),
    ],
)
def test_what_an_address_says_wrongly_is_left_out_and_said(search: str, said: str) -> None:
    place, ignored = read(search)
    assert place == Place()
    assert len(ignored) == 1
    assert said in ignored[0]


@given(st.text(max_size=200))
def test_reading_never_fails_and_repeats_nothing(text: str) -> None:
    marked = f"?q={text}&load=[{text}]"
    place, ignored = read(marked)
    assert place.load is None
    assert not [each for each in ignored if len(text) > 3 and text in each]


@given(st.sampled_from([None, LOAD]), st.integers(1, 99_999))
def test_an_address_leads_where_it_says(load: str | None, page: int) -> None:
    assert read(address(Place(load, page))) == (Place(load, page), ())
