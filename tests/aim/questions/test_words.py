from zoneinfo import ZoneInfo

import pytest

from aim.questions import words
from aim.questions.views import PlaceRow


def row(neighbourhood: str) -> PlaceRow:
    return PlaceRow(1, "89194654e33ffff", "Somewhere", "Central", neighbourhood, 9, None, "", "P", ())


@pytest.mark.parametrize(
    ("areas", "area", "said"),
    [
        ([], None, "June 2025: no place stands out from the rest of Town."),
        (["North"], None, "June 2025: 1 place stands out, in North."),
        (["North", "North", "East"], None, "June 2025: 3 places stand out, 2 of them in North."),
        (["North", "East"], None, "June 2025: 2 places stand out."),
        (["North", "North"], None, "June 2025: 2 places stand out, all in North."),
        (["North", "East"], "East", "June 2025: 1 place in East stands out, of 2 in Town."),
        (["North"], "South", "June 2025: no place in South stands out from the town."),
    ],
)
def test_headline(areas: list[str], area: str | None, said: str) -> None:
    assert words.headline("2025-06", "complete", [row(name) for name in areas], area, town="Town") == said


def test_a_month_that_is_not_whole_says_so_first() -> None:
    said = words.headline("2025-06", "not complete yet", [row("North")], None, town="Town")
    assert said.startswith("June 2025, not complete yet: ")
    assert words.headline("2025-06", "missing", [], None, town="Town") == "June 2025: not received yet."


@pytest.mark.parametrize(
    ("window", "held", "said"),
    [
        (1, 1, "this month"),
        (3, 3, "in three months"),
        (3, 2, "in two of three months"),
        (12, 11, "in eleven of twelve months"),
    ],
)
def test_a_window_says_how_much_of_it_was_received(window: int, held: int, said: str) -> None:
    assert words.span(window, held) == said


def test_a_window_is_called_by_its_months():
    assert [words.window_title("2025-06", window) for window in (1, 3, 12)] == [
        "June 2025", "April to June 2025", "July 2024 to June 2025",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mix", "ends"),
    [
        ([("Burglary", 12)], "12 this month"),
        ([("Burglary", 7), ("Drugs", 5)], "12 this month · mostly burglary"),
        ([("Burglary", 5), ("Drugs", 4), ("Robbery", 3)], "12 this month · led by burglary"),
        ([("Burglary", 6), ("Drugs", 6)], "12 this month"),  # nobody leads a tie
        ([("Burglary", 3), ("A", 3), ("B", 3), ("C", 3)], "12 this month"),
    ],
)
def test_why_names_what_leads_only_where_it_leads(mix: list[tuple[str, int]], ends: str) -> None:
    assert words.why(12, "", "this month", mix) == ends


def test_of_few_incidents_no_kind_leads() -> None:
    assert (
        words.why(9, "4 a year before", "this month", [("Burglary", 8), ("Drugs", 1)])
        == "9 this month · 4 a year before"
    )


def test_what_can_be_compared_in_part_only_names_whose_part_it_is() -> None:
    assert words.year_before(None, 5, "Police only") == ""
    assert words.year_before(4, 5, "") == "4 a year before"
    assert words.year_before(1204, 5, "without Fire") == "without Fire 5, a year before 1,204"


@pytest.mark.parametrize(
    ("names", "said"),
    [([], ""), (["Fire"], "Fire"), (["Fire", "Council"], "Fire and Council"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_listed_as_people_list_them(names: list[str], said: str) -> None:
    assert words.listed(names) == said


def test_a_month_that_some_have_sent_names_who_has_not() -> None:
    said = words.headline("2026-10", "missing", [], None, town="Here", lacking=["Fire", "Housing"])
    assert said == "October 2026: not received yet from Fire and Housing."
    assert words.headline("2026-10", "missing", [], None, town="Here") == "October 2026: not received yet."


def test_shares_are_said_of_many_only() -> None:
    assert words.concentration(2, 40, 99, 0.1, "in three months") == "99 incidents in three months."
    said = words.concentration(2, 310, 1000, 0.001, "in three months")
    assert said == "31 % of 1,000 incidents in three months happened in these two places, on under 1 % of the area."


def test_times_are_told_in_local_time() -> None:
    assert words.moment("2025-06-30T23:30:00+00:00", ZoneInfo("Europe/London")) == "1 Jul 2025 00:30"


def test_several_of_one_name_are_told_apart_by_their_order() -> None:
    assert words.told_apart(["Litter in Central", "Fires", "Litter in Central"]) == [
        "Litter in Central (1 of 2)", "Fires", "Litter in Central (2 of 2)",
    ]  # fmt: skip
