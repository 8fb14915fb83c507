"""The address: what the page writes it reads back, and what anybody else writes never breaks it."""

from typing import Any

import pytest
import sightings
from hypothesis import example, given
from hypothesis import strategies as st

from aim.pages import state
from aim.pages.state import Choices, address, known, read

CHOICES = st.builds(
    Choices,
    month=st.none() | st.sampled_from(sightings.HELD),
    concern=st.sampled_from(["all", "burglary", "anti-social-behaviour"]),
    area=st.sampled_from(["town", "North", "St Mary's Ward"]),
    window=st.none() | st.integers(1, 99),
    list=st.none() | st.sampled_from(["discussion", "busiest"]),
    view=st.sampled_from([state.MAP, state.TABLE]),
    place=st.none() | st.sampled_from(sightings.CELLS),
    sort=st.sampled_from(["-count", "place", "-ward"]),
)


@given(CHOICES)
def test_the_page_reads_what_it_wrote(choices: Choices) -> None:
    assert read(address(choices)) == (choices, ())


def test_the_usual_view_has_a_bare_address() -> None:
    assert address(Choices()) == "?"
    assert read(None) == read("") == read("?") == (Choices(), ())


def test_a_change_leaves_the_other_choices() -> None:
    choices = Choices(month="2025-06", area="North")
    assert address(choices, concern="burglary") == "?month=2025-06&concern=burglary&area=North"
    assert address(choices, area="town") == "?month=2025-06"


@given(st.text() | st.from_regex(r"\?((month|area|window|list|place|view|sort|x)=[^&]*&?){1,6}", fullmatch=True))
@example("?month=%00&place=%F0%9F&window=٣")
@example("?" + "&" * 500)
@example("?" + "month=2025-06;" * 500)
def test_any_text_is_read_into_sound_choices(search: str) -> None:
    choices, ignored = read(search)
    assert read(address(choices)) == (choices, ())
    assert all(line and line.isprintable() and len(line) < 200 for line in ignored)


@pytest.mark.parametrize(
    ("search", "told"),
    [
        ("?month=2025-13", "“2025-13” is no month (write it as 2025-06)"),
        ("?month=", "“month” is empty in the address"),
        ("?concern=<script>alert(1)</script>", "“<script>alert(1)</script>” is no concern"),
        ("?area=../../etc/passwd", "“../../etc/passwd” is no area"),
        ("?window=0", "“0” is no number of months"),
        ("?window=3.5", "“3.5” is no number of months"),
        ("?view=hologram", "“hologram” is no view"),
        ("?list=shopping", "“shopping” is no list"),
        ("?place=89194ADA54BFFFF", "“89194ADA54BFFFF” is no place"),
        ("?sort=-z", "“-z” is no order of the table"),
        ("?utm_source=mail", "“utm_source” in the address means nothing here"),
        ("?" + "a=b&" * 1000, "The address is too long to be read: showing the usual view."),
    ],
)
def test_what_is_wrong_is_left_out_and_said(search: str, told: str) -> None:
    assert read(search) == (Choices(), (told,))


def test_of_a_name_given_twice_the_first_counts() -> None:
    assert read("?area=North&area=South") == (
        Choices(area="North"),
        ("“area” stands twice in the address: the first one counts",),
    )


def test_long_values_are_shown_short() -> None:
    (told,) = read("?area=" + "x" * 300)[1]
    assert told == "“" + "x" * 40 + "…” is no area"


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        (Choices(month="1999-01"), "there is no data for January 1999"),
        (Choices(concern="witchcraft"), "“witchcraft” is no concern here"),
        (Choices(area="Atlantis"), "“Atlantis” is no area here"),
        (Choices(window=7), "“7” is no number of months here"),
    ],
)
def test_values_that_the_data_does_not_hold_are_dropped(choices: Choices, told: str) -> None:
    assert known(choices, sightings.month_view()) == (Choices(), (told,))


@given(CHOICES)
def test_known_keeps_what_is_offered_and_only_that(choices: Choices) -> None:
    view = sightings.month_view()
    kept, ignored = known(choices, view)
    offered: dict[str, Any] = {
        "month": {None, *view.months},
        "concern": {concern.name for concern in view.concerns},
        "area": {area.name for area in view.areas},
        "window": {None, *view.windows},
    }
    for name, values in offered.items():
        assert getattr(kept, name) in values
        assert (getattr(choices, name) in values) == (getattr(kept, name) == getattr(choices, name))
    assert len(ignored) == sum(getattr(choices, name) not in values for name, values in offered.items())
