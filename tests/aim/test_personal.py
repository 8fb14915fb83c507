"""What tells of a person is seen however it is written, and what a meeting has to say about a place may be said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.personal import HOUSE, TELEPHONE, TITLED, found, in_writing, is_private

REFUSED = {
    "e-mail": ["ask a.khan@example.org", "a_khan+aim@mail.example.co.uk"],
    "link": ["see https://example.org/x", "WWW.example.org"],
    TELEPHONE: [
        "ring 01642 248155", "07700 900123", "+44 7700 900 123", "(01642) 24 81 55", "0 1 6 4 2 2 4 8 1 5 5", "248155",
        "ext 24-81-55", "０１６４２２４８１５５", "07700\u200b900\u200b123", "0044.7700.900123",
        "0740-1230 123", "0.1999.2001.12",        "07.00 12.30 000",
    ],
    TITLED: [
        "Mr Khan complained", "mr khan", "MRS O'NEIL", "Ms. Jones-Smith", "Dr  A. Patel", "Cllr Storey asked",
        "PC Smith knows", "pc smith", "PCSO Ali", "Sgt. Brown", "Inspector Lee", "DS Brown", "Miss Webb", "Rev Green",
        "Councillor Hobson", "Professor Plum", "Mr.Singh", "Mr, Khan", "Constable Wright",
    ],
    HOUSE: [
        "12 Albert Road", "at 12a Ash Green Lane", "12-14 albert road", "12, Linthorpe Road", "Flat 3", "flat 3b",
        "house no. 7", "No 14", "number 9", "door 4", "1 Park Terrace and 3 Park Terrace", "9 Cass House Road",
    ],
    "postcode": ["TS1 2AB", "ts5 6hl", "near TS12AB"],
    "registration": ["white van AB12 CDE", "ab12cde"],
}  # fmt: skip
ALLOWED = [
    "", "by the shops, 18:00-22:00", "1800-2200 Fridays", "joint with fire, 2 crews", "PC patrols on foot",
    "pc patrol Fri and Sat", "Sgt to review", "Neighbourhood Inspector East", "Inspector of the neighbourhood team",
    "we miss youth work here", "from 2026-11-30", "30/11/2026 to 14/12/2026", "24 reports in June 2025",
    "2 wardens on Linthorpe Road", "3 visits, Albert Park side", "5 fires behind Newport Road", "A66 3pm underpass",
    "call 101", "20 hours street work", "16 where 3.6 were expected", "Ward Councillors asked", "3 of 12 months",
    "between 20.00 and 23.30", "Marton Road shops; lights out", "2 new cameras Albert Road", "10% fewer",
    "£2,500 for gates", "June 2025 12 reports", "5.11.2026 18.00-22.00", "2024-2025", "as in 2025 Marton Road",
    "bonfire 5 November, Pallister Park", "9pm to 1am at weekends", "see minutes of 3 Nov", "Station manager", "Police",
]  # fmt: skip


@pytest.mark.parametrize(("what", "text"), [(what, text) for what, texts in REFUSED.items() for text in texts])
def test_what_tells_of_a_person_is_named(what, text):
    said = in_writing(text)
    assert said is not None
    assert what in said or {what, said} <= {TELEPHONE, HOUSE}


@pytest.mark.parametrize("text", ALLOWED)
def test_what_is_about_a_place_may_be_said(text):
    assert in_writing(text) is None


plain = st.text("abcdefghijklmnop ,;", max_size=40)
digits = st.text("0123456789", min_size=9, max_size=11)
gaps = st.sampled_from(["", " ", "-", ".", " (", ") ", "\u200b", "\u00a0"])
surnames = st.text("abcdefghijklm", min_size=1, max_size=12).map(str.title)
titles = st.sampled_from("Mr Mrs Ms Dr Rev Prof Cllr PC PCSO Sgt".split())


@given(plain, digits, st.lists(gaps, min_size=11, max_size=11), plain)
def test_no_telephone_number_passes_however_it_is_parted(before, number, parted, after):
    written = "".join(figure + gap for figure, gap in zip("07" + number, parted, strict=False))
    assert in_writing(f"{before} {written} {after}") is not None


@given(plain, titles, st.sampled_from([" ", ". ", ".", "  "]), surnames.map(lambda name: name + "son"), plain)
def test_no_title_with_a_surname_passes_in_any_case(before, title, gap, surname, after):
    for written in (f"{title}{gap}{surname}", f"{title}{gap}{surname}".lower(), f"{title}{gap}{surname}".upper()):
        assert in_writing(f"{before} {written}, {after}") is not None


@given(plain, st.integers(1, 1989), surnames, st.sampled_from("Street Road Avenue Close Terrace rd st".split()))
def test_no_house_number_with_its_road_passes(before, number, name, road):
    assert in_writing(f"{before}; {number} {name}son {road}") is not None


@given(st.text(max_size=200) | st.text("0123456789 .-()", max_size=30))
def test_any_text_is_judged_and_what_is_surely_personal_is_never_written(text):
    assert found(text) is None or in_writing(text) is not None
    assert is_private(text) in (True, False)


def test_the_three_strengths():
    assert found("Case 123456") is None
    assert is_private("Case 123456")
    assert in_writing("Case 123456") == TELEPHONE
    assert found("Flat 3") is None
    assert not is_private("Flat 3")
    assert in_writing("Flat 3") == HOUSE
