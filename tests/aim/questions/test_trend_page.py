"""The Trends page's question: counts made by hand, bands as they were stored, and silence where nothing can be said."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from holding import COUNCIL, POLICE, Holding, rows
from listed import LAST, LATE, SPAN, make

from aim import months
from aim.config import Break, Config
from aim.errors import QuestionError, UnknownPictureError
from aim.questions.trend_page import trends_view
from aim.questions.trend_season import season
from aim.questions.trend_views import ConcernRow, Multiple, TrendsView
from aim.questions.trends import trends_table
from aim.reading import trends as reading

SOME = replace(POLICE, categories=("burglary", "drugs", "robbery"))
BREAK = Break(name="New system", month="2025-03", sources=(POLICE.name,), note="Told", owner="Analyst")
ANSWERED = 4  # months whose answers are stored
EARLY = "2026-02"  # one of which none is


def burglaries(month: str) -> int:
    """A town's season in North."""
    number = months.number(month)
    return 24 + round(6 * np.cos(2 * np.pi * (number - 6) / 12)) + number * 7 % 5


def crimes(month: str) -> list[dict]:
    """Burglaries in North, robberies in West and drugs in South: four and three times the usual in the last month."""
    robbed = 48 if month == LAST else 11 + months.number(month) % 4
    found = 33 if month == LAST else 9 + months.number(month) % 3
    return rows(("burglary", "North", burglaries(month)), ("robbery", "West", robbed), ("drugs", "South", found))


@dataclass(frozen=True)
class Town:
    """A store, and the picture of it that was made before, with a break."""

    config: Config
    broken: str

    def view(self, **choices: str) -> TrendsView:
        found = trends_view(self.config, **choices)
        assert found is not None
        return found


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Police of 30 months, council of three."""
    holding = Holding(tmp_path_factory.mktemp("trends") / "store")
    holding.take(SOME, {month: crimes(month) for month in SPAN}, on=LATE)
    holding.take(COUNCIL, {month: rows(("litter", "South", 9)) for month in SPAN[-3:]}, on=LATE)
    config = holding.config()
    broken = make(config.model_copy(update={"breaks": (BREAK,)}))
    make(config, answered=ANSWERED)
    return Town(config, broken["picture"])


@pytest.fixture(scope="module")
def view(town: Town) -> TrendsView:
    return town.view()


def row(view: TrendsView, concern: str) -> ConcernRow:
    (found,) = [each for each in view.rows if each.concern.name == concern]
    return found


def at(view: TrendsView, concern: str, area: str) -> Multiple:
    (found,) = [each for each in row(view, concern).multiples if each.area == area]
    return found


# ---- counts ----------------------------------------------------------------------------------------------------------
def test_every_concern_that_somebody_reports_stands_in_the_town_and_its_neighbourhoods(view: TrendsView) -> None:
    assert {each.concern.name for each in view.rows} == {
        "all", "crime", "burglary", "drugs", "robbery", "environmental-crime", "litter", "fly-tipping",
    }  # fmt: skip
    assert [each.name for each in view.concerns] == [each.concern.name for each in view.rows]
    for each in view.rows:
        assert [one.area for one in each.multiples] == ["town", "East", "North", "South", "West"]
    assert view.month == view.meeting_month == LAST
    assert view.span == tuple(months.between("2024-10", LAST))


def test_a_picture_holds_the_last_24_months_as_they_were_counted(view: TrendsView) -> None:
    assert at(view, "burglary", "North").series == tuple(burglaries(month) for month in view.span)
    assert at(view, "burglary", "town").series == at(view, "burglary", "North").series
    assert set(at(view, "burglary", "West").series) == {0}
    assert at(view, "litter", "South").series == (*[None] * 21, 9, 9, 9)


def test_an_early_month_has_no_month_before_the_first(town: Town) -> None:
    early = town.view(month=SPAN[3])
    held = tuple(burglaries(month) for month in SPAN[:4])
    assert at(early, "burglary", "North").series == (*[None] * 20, *held)
    assert early.headline.startswith(f"{months.title(SPAN[3])}: nothing can be said yet of what is usual.")


def test_a_source_that_is_in_no_number_is_named(view: TrendsView) -> None:
    assert row(view, "all").without == ("Council",)
    assert row(view, "burglary").without == ()


# ---- what was expected -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("concern", "area"), [("burglary", "North"), ("robbery", "West"), ("all", "town")])
def test_bands_are_those_that_each_month_was_judged_by(town: Town, view: TrendsView, concern: str, area: str) -> None:
    found = at(view, concern, area)
    called = "Middlesbrough" if area == "town" else area
    for month, band in zip(view.span, found.bands, strict=True):
        table, _ = trends_table(town.config, month=month, concern=concern)
        (told,) = table[(table["neighbourhood"] == called) & (table["ward"] == "")].itertuples()
        assert band == ((told.lower, told.upper) if month in SPAN[-ANSWERED:] else None), month


def test_a_page_works_out_no_month_but_the_one_it_is_of(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    found = reading.engine.trends
    monkeypatch.setattr(
        reading.engine, "trends", lambda *a, month, **k: (asked.append(month), found(*a, month=month, **k))[1]
    )
    town.view(month=SPAN[-2])
    assert asked == []
    early = town.view(month=EARLY, concern="robbery")
    assert set(asked) == {months.number(EARLY)}
    assert [band is not None for band in at(early, "robbery", "West").bands] == [*[False] * 23, False]


def test_of_other_sources_no_band_is_shown(town: Town) -> None:
    """The band of a month before a break is of another history; the picture with the break stored one month only."""
    broken = town.view(as_of=town.broken)
    assert not any(at(broken, "burglary", "North").bands)
    assert at(broken, "burglary", "North").row.reason == "only 18 of the 24 months needed"


# ---- words -----------------------------------------------------------------------------------------------------------
def test_the_headline_counts_neighbourhoods_and_names_what_moved_most(view: TrendsView) -> None:
    told = [each for each in view.movers if each.signal != "cannot say"]
    outside = [each for each in told if each.signal != "as expected"]
    start = f"September 2026: {len(outside)} of {len(told)} outside what is expected, parts and wholes each counted"
    assert view.headline.startswith(f"{start}; chance ")
    # Crime and all concerns are higher in West too: that is the robberies.
    assert view.headline.endswith(". Robbery in West is higher; one more is outside.")
    assert "Middlesbrough" not in {each.area for each in view.movers}


def test_what_says_how_much_was_looked_for_is_named_only_where_it_was_asked_for(town: Town, view: TrendsView) -> None:
    assert ("drugs", "South", "higher") in {(each.concern, each.area, each.signal) for each in view.movers}
    assert "rugs" not in view.headline
    assert town.view(concern="drugs").headline.endswith(". Drugs in South are higher.")
    assert [each.concern.name for each in view.rows if each.enforced] == ["drugs"]


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"concern": "robbery", "area": "West"}, "September 2026, robbery in West: higher, 48 where "),
        (
            {"concern": "robbery"},
            "September 2026, robbery: 1 of 1 outside what is expected; chance alone would give under 1.",
        ),
        ({"area": "town"}, "September 2026, in the town: "),
        ({"concern": "litter"}, "September 2026, litter: nothing can be said, no history yet: 2 of 12."),
        ({"concern": "burglary", "area": "north"}, "September 2026, burglary in North: as expected, "),
    ],
)
def test_the_headline_is_of_what_was_chosen(town: Town, choices: dict[str, str], words: str) -> None:
    assert town.view(**choices).headline.startswith(words)


def test_movers_come_first_and_what_nothing_can_be_said_of_last(view: TrendsView) -> None:
    assert (view.movers[0].concern, view.movers[0].area) in {(name, "West") for name in ("robbery", "crime", "all")}
    silent = [each.signal == "cannot say" for each in view.movers]
    assert len(view.movers) == 4 * len(view.rows)
    assert all(each.reason for each, quiet in zip(view.movers, silent, strict=True) if quiet)
    order = [{"as expected": 1, "cannot say": 2}.get(each.signal, 0) for each in view.movers]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2}
    for told in ([each for each in view.movers if (each.signal == "as expected") is same] for same in (True, False)):
        roots = [abs(each.count**0.5 - each.expected**0.5) for each in told if each.expected is not None]
        assert roots == sorted(roots, reverse=True)


def test_the_area_chosen_is_the_only_one_in_the_table(town: Town) -> None:
    assert {each.area for each in town.view(area="East").movers} == {"East"}
    assert {each.area for each in town.view(area="town").movers} == {"Middlesbrough"}


@pytest.mark.parametrize("choices", [{"month": "2031-01"}, {"concern": "no-such"}, {"area": "Elsewhere"}])
def test_what_does_not_exist_is_refused(town: Town, choices: dict[str, str]) -> None:
    with pytest.raises(QuestionError):
        trends_view(town.config, **choices)


def test_an_unknown_picture_is_refused_and_an_older_one_says_that_it_is(town: Town, view: TrendsView) -> None:
    with pytest.raises(UnknownPictureError):
        trends_view(town.config, as_of="99-00000000")
    assert view.since is None
    assert not view.behind
    older = town.view(as_of=town.broken)
    assert (older.picture, older.behind) == (town.broken, False)
    assert older.since is not None


def test_before_anything_is_built_there_is_no_view(own_store: object, town: Town) -> None:
    nothing = town.config.model_copy(update={"data": own_store})
    assert trends_view(nothing) is None


# ---- year by year ----------------------------------------------------------------------------------------------------
def test_a_season_is_shown_of_the_concern_that_was_chosen(town: Town, view: TrendsView) -> None:
    assert view.season is None
    found = town.view(concern="burglary").season
    assert found is not None
    assert found.area.name == "town"
    assert [each.year for each in found.years] == ["2024", "2025", "2026"]
    for each in found.years:
        span = months.between(f"{each.year}-01", f"{each.year}-12")
        assert each.series == tuple(burglaries(month) if month in SPAN else None for month in span)


def test_a_season_ends_with_the_chosen_month(town: Town) -> None:
    found = town.view(concern="robbery", area="West", month="2025-05").season
    assert found is not None
    assert [each.year for each in found.years] == ["2024", "2025"]  # nothing is held of 2023
    assert found.years[-1].series[5:] == (None,) * 7
    assert found.years[-1].series[4] is not None


def test_a_season_has_the_bands_of_its_last_year_and_the_events_of_its_month(town: Town) -> None:
    whole, found = town.view(), town.view(concern="robbery", area="West").season
    assert found is not None
    assert found.bands == (*at(whole, "robbery", "West").bands[-9:], None, None, None)
    assert tuple(each.words for each in found.ticks) == whole.events
    assert all(8 <= each.start <= each.end <= 9 for each in found.ticks)
    assert found.row.signal == "higher"


def test_a_break_is_named_where_it_lies(town: Town, view: TrendsView) -> None:
    broken = town.view(as_of=town.broken, concern="burglary")
    for found in (broken.rows[0], broken.season):
        assert found is not None
        assert [(each.month, each.words) for each in found.breaks] == [("2025-03", "New system")]
    assert all(each.breaks == () for each in view.rows)


def test_a_month_inside_its_delay_can_still_grow(town: Town) -> None:
    early = Town(town.config.model_copy(update={"today_pinned": date(2026, 10, 1)}), "").view(month=LAST)
    assert row(early, "burglary").unsure == (*[False] * 23, True)
    assert at(early, "burglary", "North").row.reason == "not complete yet: Police"
    assert early.meeting_month == SPAN[-2]
    assert early.headline == "September 2026: nothing can be said yet of what is usual."


def test_the_season_is_worked_out_once(town: Town) -> None:
    first, again = (town.view(concern="robbery", area="West").season for _ in range(2))
    assert first is again
    assert callable(season)
