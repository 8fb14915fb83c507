"""What each cell is expected to hold, and which hold more: beside a slow twin, and where nothing may be said."""

from dataclasses import replace

import listed
import numpy as np
import pytest
from holding import COUNCIL, FIRE, HOUSING, Holding
from listed import LAST, LATE, PUBLISHED, SPAN, cell, happened
from scipy import stats

from aim import months
from aim.concerns import Concern
from aim.config import Config, load
from aim.engine.scatter import by_level, dispersion
from aim.engine.seasonal import expect
from aim.questions.freshness import freshness
from aim.questions.hotspot_map import hotspot_table
from aim.questions.places import places_table
from aim.questions.shown import show
from aim.reading.classing import classing
from aim.reading.discussion import discussion
from aim.reading.freshness import Freshness
from aim.reading.past import past
from aim.reading.shown import Shown
from aim.reading.surging import floor_of, surging
from aim.store.picture import Answers

WINDOWS = (1, 3)
THEFTS = replace(PUBLISHED, name="thefts", title="Thefts", short="Thefts", categories=("shoplifting",))
WASTE = replace(COUNCIL, categories=("litter",))
SECONDARY = replace(FIRE, categories=("fire-deliberate-secondary",))
NOISE = replace(HOUSING, categories=("housing-noise",))
BREAK = """[[breaks]]
name = "New system"
month = "2025-12"
sources = ["thefts"]
note = "Told by its owner"
owner = "Analyst"
"""


def seen(config: Config, *, stored: bool = False) -> Freshness:
    """A picture as nobody has asked it yet."""
    shown = show(config)
    assert shown is not None
    return freshness(config, Shown(shown.picture if stored else replace(shown.picture, answers=Answers())))


@pytest.fixture(scope="module")
def fresh(listed_town: Config) -> Freshness:
    return seen(listed_town)


def reported(fresh: Freshness) -> list[Concern]:
    return [c for c in fresh.shown.concerns if surging(fresh, c, LAST, 1, 9).reason != "no source reports it"]


# ---- beside a twin --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", ["all", "violence", "burglary", "fly-tipping"])
def test_one_cell_after_another_gives_the_same(fresh: Freshness, name: str, window: int) -> None:
    """The formulas of the method, cell by cell, from the stored counts of the compared source."""
    concern = fresh.shown.concern(name)
    told = surging(fresh, concern, LAST, window, 9)
    prefix = fresh.shown.prefix(9)
    series = [n for n, (_, category) in enumerate(fresh.shown.series) if category in concern.ranked]
    monthly = sum(np.diff(prefix[n], axis=0) for n in series)
    before, during = monthly[:-window], monthly[-window:]
    numbers = np.array([months.number(month) for month in SPAN])
    town = before.sum(axis=1)[None]
    mu = expect(town, np.ones(town.shape, dtype=bool), numbers[:-window], numbers[-window:]).mean.sum()
    known = before[-24:]
    n, phi, (base, growth) = known.sum(axis=0), float(dispersion(known)), by_level(known)
    mean, spread = n.mean(), n.var()
    a = mean**2 / (spread - phi * mean)
    p = []
    for at in range(n.size):
        theta = (a + n[at] / phi) / (a + n.sum() / (n.size * phi))
        ours = theta * mu / n.size
        own = base + growth * theta * n.sum() / n.size / 24
        size = 1 / ((own - 1) / ours + 1 / (a + n[at] / own))
        p.append(stats.nbinom.sf(during.sum(axis=0)[at] - 1, size, size / (size + ours)))
        assert told.expected[at] == pytest.approx(ours, rel=1e-9)
    np.testing.assert_array_equal(told.count, during.sum(axis=0))
    np.testing.assert_allclose(told.p, p, rtol=1e-6)
    order = np.argsort(p)
    holds = [rank for rank, at in enumerate(order, start=1) if p[at] < 0.05 * rank / len(p)]
    significant = set(order[: max(holds, default=0)].tolist())
    floor = 5 if name == "all" else 3
    assert set(np.flatnonzero(told.surge)) == {at for at in significant if told.count[at] >= floor}
    assert told.surge.any() == (name != "violence")


@pytest.mark.parametrize("month", ["2026-05", "2026-08", LAST])
@pytest.mark.parametrize("window", WINDOWS)
def test_expectations_add_up_and_nothing_under_its_floor_surges(fresh: Freshness, month: str, window: int) -> None:
    concerns = reported(fresh)
    assert len(concerns) >= 7
    for concern in concerns:
        told = surging(fresh, concern, month, window, 9)
        if not told.said:
            continue
        assert (told.count[told.surge] >= floor_of(fresh, concern)).all()
        found = past(fresh, concern, month, 9)
        assert told.expected.sum() == pytest.approx(found.cells[-24 - window : -window].sum() / 24 * window, rel=0.25)
        assert told.count.sum() == found.cells[-window:].sum()
        assert ((told.p >= 0) & (told.p <= 1)).all()
        assert (told.p[told.count == 0] == 1).all()


def test_what_follows_enforcement_is_in_no_count_that_is_compared(fresh: Freshness) -> None:
    everything, drugs = (surging(fresh, fresh.shown.concern(name), LAST, 1, 9) for name in ("all", "drugs"))
    (at,) = np.flatnonzero(drugs.count)
    assert drugs.count[at] == 30
    assert everything.count[at] < 10
    assert not everything.surge[at]


def test_stored_answers_are_those_that_are_worked_out(listed_town: Config, fresh: Freshness) -> None:
    stored = seen(listed_town, stored=True)
    for concern in fresh.shown.concerns:
        for window in WINDOWS:
            one, other = (surging(each, concern, LAST, window, 9) for each in (stored, fresh))
            for name in ("count", "expected", "p", "surge"):
                np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
            assert (one.reason, one.floor) == (other.reason, other.floor)


# ---- the ladder and what cannot be said -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def partners(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Five sources: one whole; one without August; one that joined in July; one counted anew; one by the quarter."""
    folder = tmp_path_factory.mktemp("partners")
    holding = Holding(folder / "store")

    def monthly(category: str, span: list[str], many: int) -> listed.ByMonth:
        return {
            month: [
                row
                for at, where in enumerate(("East", "South", "West"))
                for row in happened(category, cell(where), many + (months.number(month) + at) * 7 % 5)
            ]
            for month in span
        }

    holding.take(PUBLISHED, monthly("burglary", list(SPAN), 40), on=LATE)
    holding.take(SECONDARY, monthly("fire-deliberate-secondary", [m for m in SPAN if m != "2026-08"], 2), on=LATE)
    holding.take(WASTE, monthly("litter", ["2026-07", "2026-08", LAST], 9), on=LATE)
    holding.take(THEFTS, monthly("shoplifting", list(SPAN), 4), on=LATE)
    holding.take(NOISE, monthly("housing-noise", [m for m in SPAN if m <= "2026-06"], 3), on=LATE)
    own = folder / "settings"
    own.mkdir()
    (own / "breaks.toml").write_text(BREAK, encoding="utf-8")
    config = load(holding.data, {"AIM_TODAY": "2026-11-22", "AIM_SETTINGS": str(own)})
    listed.make(config)
    return config


@pytest.fixture(scope="module")
def ladder(partners: Config) -> Freshness:
    return seen(partners)


REASONS = {
    ("burglary", 1): "",
    ("burglary", 3): "",
    ("fires-secondary", 1): "",
    ("fires-secondary", 3): "a month of these is not complete, or was counted otherwise",
    ("all", 1): "",
    ("all", 3): "a month of these is not complete, or was counted otherwise",
    ("litter", 1): "no history yet: 2 of 12",
    ("litter", 3): "no history yet: 2 of 12",
    ("shoplifting-and-theft", 1): "no history yet: 9 of 12",
    ("noise", 1): "not received: Housing",
    ("graffiti", 1): "no source reports it",
}


@pytest.mark.parametrize(("asked", "reason"), REASONS.items())
def test_why_nothing_is_said(ladder: Freshness, asked: tuple[str, int], reason: str) -> None:
    name, window = asked
    told = surging(ladder, ladder.shown.concern(name), LAST, window, 9)
    assert told.reason == reason
    assert told.said is not bool(reason)
    assert np.isnan(told.expected).all() == np.isnan(told.p).all() == bool(reason)
    assert not (told.surge & np.isnan(told.p)).any()


def test_a_source_that_has_just_joined_is_in_no_count_that_is_compared(ladder: Freshness) -> None:
    everything = surging(ladder, ladder.shown.concern("all"), LAST, 1, 9)
    litter = surging(ladder, ladder.shown.concern("litter"), LAST, 1, 9)
    assert litter.count.sum() >= 27
    parts = [surging(ladder, ladder.shown.concern(name), LAST, 1, 9).count for name in ("burglary", "fires-secondary")]
    assert everything.count.sum() == sum(part.sum() for part in parts)
    assert not everything.surge.any()


def test_a_break_ends_when_there_is_enough_after_it_and_does_not_reach_back(ladder: Freshness) -> None:
    thefts = ladder.shown.concern("shoplifting-and-theft")
    assert surging(ladder, thefts, "2025-12", 1, 9).reason == "no history yet: 0 of 12"
    assert surging(ladder, thefts, "2025-11", 1, 9).reason == "only 19 of the 24 months needed"


def test_a_month_inside_its_delay_is_not_judged_and_the_stored_answers_are_not_used(
    listed_town: Config,
) -> None:
    early = listed_town.model_copy(update={"today_pinned": months.first_day("2026-10")})
    fresh = seen(early, stored=True)
    for name in ("all", "burglary"):
        told = surging(fresh, fresh.shown.concern(name), LAST, 1, 9)
        assert told.reason == "not complete yet: Police"
        assert classing(fresh, fresh.shown.concern(name), LAST, 9).reason == told.reason
    assert {one.measured for one in discussion(fresh, LAST).candidates} <= {"fly-tipping", "environmental-crime"}
    assert surging(fresh, fresh.shown.concern("burglary"), "2026-08", 1, 9).said


def test_a_quarterly_source_is_judged_in_the_month_it_was_received_for(ladder: Freshness) -> None:
    assert surging(ladder, ladder.shown.concern("noise"), "2026-06", 3, 9).said
    assert surging(ladder, ladder.shown.concern("noise"), "2026-07", 1, 9).reason == "not received: Housing"


@pytest.mark.parametrize("name", ["litter", "shoplifting-and-theft", "noise", "graffiti"])
def test_cannot_say_is_a_value_in_every_row_and_nothing_is_called_a_rise_or_a_fall(partners: Config, name: str) -> None:
    table, record = hotspot_table(partners, month=LAST, window=3, concern=name)
    assert set(table["surge"]) == {"cannot say"}
    assert set(table["class"]) == set(table["class_detail"]) == {"cannot say"}
    assert table["expected"].isna().all()
    assert table[["rank_low", "rank_high"]].isna().all().all()
    assert table["why"].str.contains("cannot say: ").all()
    assert not table["why"].str.contains("expected|new or worse|quietened").any()
    wanting = {line.split(": ")[0] for line in record["cannot_say"]}
    if name == "graffiti":  # that nobody reports it says all
        assert wanting == {"anything of graffiti and fly-posting"}
    else:
        assert wanting == {"surges and what is expected", "classes"}


def test_the_list_says_of_which_concerns_it_is_silent(partners: Config) -> None:
    table, record = places_table(partners, month=LAST)
    said = " ".join(record["silent"])
    for words in ("Litter", "no history yet: 2 of 12", "no history yet: 9 of 12", "not received: Housing"):
        assert words in said
    assert "Graffiti" not in said  # nobody reports it: nothing is missing
    assert not set(table["lane"]) & {"new or worse", "quietened"}
