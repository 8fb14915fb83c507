"""The headline over the list for discussion."""

import pytest
from sightings import discussion, discussion_row, signal_row

from aim.questions.month_headline import headline
from aim.questions.views import DiscussionView, SignalsView

STILL = SignalsView({}, (), "")


def listed(*rows: tuple[str, str], judged: bool = True) -> DiscussionView:
    """A list of rows, each a lane and a neighbourhood."""
    return discussion(
        *(
            discussion_row(n, f"{n:015x}", lane=lane, neighbourhood=area)
            for n, (lane, area) in enumerate(rows, start=1)
        ),
        judged=judged,
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "no place for discussion."),
        ([("new or worse", "West")], "1 place for discussion, new or worse, in West."),
        ([("new or worse", "West")] * 2, "2 places for discussion, all new or worse, all in West."),
        ([("long-standing", "West")], "1 place for discussion, none new or worse."),
        (
            [("new or worse", "West"), ("new or worse", "West"), ("new or worse", "East"), ("quietened", "East")],
            "4 places for discussion, 3 new or worse, 2 of them in West.",
        ),
        (
            [("new or worse", "West"), ("new or worse", "East"), ("long-standing", "East")],
            "3 places for discussion, 2 new or worse.",
        ),
    ],
)
def test_it_counts_all_places_and_says_where_the_new_ones_are(rows: list[tuple[str, str]], said: str) -> None:
    assert headline(listed(*rows), STILL, None) == f"June 2025: {said}"


def test_of_an_area_it_says_that_and_no_other() -> None:
    found = listed(("new or worse", "West"), ("long-standing", "West"))
    assert headline(found, STILL, "West") == "June 2025: 2 places for discussion in West, 1 new or worse."
    assert headline(listed(), STILL, "West") == "June 2025: no place for discussion in West."


def test_what_cannot_be_judged_is_not_called_old() -> None:
    found = listed(("long-standing", "West"), judged=False)
    assert headline(found, STILL, None) == "June 2025: 1 place for discussion, what is new cannot be said yet."


def test_it_names_the_two_strongest_that_are_higher_and_counts_the_others_but_nothing_weaker() -> None:
    rows = (
        signal_row("East", "lower"),
        signal_row("North", title="Robbery"),
        signal_row("West", "slightly higher", title="Drugs"),
        signal_row("East", title="Fly-tipping"),
        signal_row("South", title="Noise"),
    )
    moved = SignalsView({}, rows, "")
    said = headline(listed(), moved, None)
    assert said.endswith("discussion. Robbery in North, fly-tipping in East and one more higher than expected.")
    both = headline(listed(), SignalsView({}, rows[:4], ""), None)
    assert both.endswith("discussion. Robbery in North and fly-tipping in East higher than expected.")
    assert headline(listed(), moved, "South").endswith("in South. Noise in South higher than expected.")
    assert headline(listed(), moved, "West").endswith("discussion in West.")
