"""The address of the Hotspots page: it says everything, and whatever stands in it does no harm."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sightings import HELD

from aim.pages.hotspots_address import SORTS, Choices, address, addresses, read
from aim.questions.bench_views import ADJUSTED, APART, COMPARE, COUNTED, MAP, MULTIPLES, PLAIN

degrees = st.integers(-9_000_000, 9_000_000).map(lambda n: n / 100_000)
boxes = st.tuples(degrees, degrees, degrees, degrees).filter(lambda box: box[0] < box[2] and box[1] < box[3])
WORDS = st.sampled_from(["town", "North", "St Mary's Ward", "Longlands & Beechwood"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "month": st.none() | st.sampled_from(HELD),
    "concern": st.sampled_from(["all", "anti-social-behaviour"]),
    "window": st.none() | st.sampled_from([1, 3, 6, 12]),
    "area": st.sampled_from(["town", "North"]),
    "sources": st.lists(st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True), unique=True, max_size=4).map(tuple),
    "by": st.sampled_from(["count", "seriousness"]),
    "known": st.sampled_from([APART, COUNTED]),
    "significance": st.none() | st.sampled_from([0.1, 0.05, 0.01, 0.001]),
    "adjustment": st.sampled_from([ADJUSTED, PLAIN]),
    "resolution": st.none() | st.sampled_from([8, 9, 10]),
    "floor": st.none() | st.integers(1, 99),
    "view": st.sampled_from([MAP, COMPARE, MULTIPLES]),
    "beside": st.none() | st.sampled_from(HELD),
    "cell": st.none() | st.from_regex(r"89[0-9a-f]{13}", fullmatch=True),
    "box": st.none() | boxes,
    "within": st.none() | WORDS,
    "sort": st.none() | st.sampled_from([*SORTS, "-count"]),
    "as_of": st.none() | st.sampled_from(["4-0a1b2c3d", "12"]),
}
CHOICES = st.builds(Choices, **VALUES)


def test_every_choice_is_tried_here() -> None:
    assert {each.name for each in fields(Choices)} == set(VALUES)


@given(CHOICES)
def test_the_page_reads_what_it_wrote(choices: Choices) -> None:
    assert read(address(choices)) == (choices, ())


@given(CHOICES, st.data())
def test_a_list_of_links_is_each_link_by_itself(choices: Choices, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(VALUES)))
    values = data.draw(st.lists(VALUES[name], max_size=4))
    one = addresses(choices, name, cell=None) if name != "cell" else addresses(choices, name)
    kept = {"cell": None} if name != "cell" else {}
    assert [one(value) for value in values] == [address(choices, **kept | {name: value}) for value in values]


@given(
    st.text()
    | st.from_regex(r"\?((month|box|sources|significance|floor|cell|as-of|as_of|x)=[^&]*&?){1,6}", fullmatch=True)
)
@example("?box=nan,0,1,1&significance=0.0&floor=00&sources=,")
@example("?box=1e5,1,2,2&cell=%00&within=<script>")
@example("?" + "month=2025-06;" * 500)
def test_any_text_is_read_into_sound_choices(search: str) -> None:
    choices, ignored = read(search)
    assert read(address(choices)) == (choices, ())
    assert all(line.isprintable() and len(line) < 100 for line in ignored)


@pytest.mark.parametrize(
    ("search", "told"),
    [
        ("?month=2025-13", "the month in the address: there is none of that name"),
        ("?window=3&window=6", "a second “window” in the address"),
        ("?place=1", "a part of the address that means nothing here"),
        ("?as_of=4-0a1b2c3d", "a part of the address that means nothing here"),
        ("?as-of=../../etc", "the picture in the address: there is none of that name"),
        ("?box=-1.2,54.5,-1.3,54.6", "the box in the address: there is none of that name"),
        ("?box=-1.2,54.5,-1.1", "the box in the address: there is none of that name"),
        ("?box=-1.2,54.5,-1.1,91", "the box in the address: there is none of that name"),
        ("?significance=1", "the significance in the address: there is none of that name"),
        ("?sources=", "the sources in the address: there is none of that name"),
        ("?sources=a/b", "the sources in the address: there is none of that name"),
        ("?view=table", "the view in the address: there is none of that name"),
        ("?floor=0", "the least number in the address: there is none of that name"),
        ("?within=%3Cb%3E", "the area to sum in the address: there is none of that name"),
    ],
)
def test_what_is_left_out_of_an_address_is_said_and_not_repeated(search: str, told: str) -> None:
    assert read(search) == (Choices() if "window" not in search else Choices(window=3), (told,))


def test_an_address_is_as_short_as_can_be_and_stays_readable() -> None:
    assert address(Choices()) == "?"
    wanted = Choices(sources=("police", "fire"), box=(-1.25, 54.5, -1.2, 54.56789), within="Longlands & Beechwood")
    assert address(wanted) == "?sources=police,fire&box=-1.25,54.5,-1.2,54.56789&within=Longlands+%26+Beechwood"
