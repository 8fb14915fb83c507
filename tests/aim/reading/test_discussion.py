"""Which places come up for discussion, in which lane and by which numbers: in a town where that is known."""

import json
from dataclasses import replace
from pathlib import Path

import listed
import numpy as np
import pytest
from holding import POLICE
from hypothesis import given
from hypothesis import strategies as st
from listed import LAST, PUBLISHED, SPAN, cell, happened
from scipy import stats

from aim import months, schema
from aim.concerns import load
from aim.config import Config
from aim.engine.classes import RoomClass
from aim.engine.expected import posterior
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.reading import discussion as reading
from aim.reading.basis import basis
from aim.reading.classing import classing
from aim.reading.discussion import LANES, MOST, NEW, QUIET, STANDING, Candidate, Discussion, discussion
from aim.reading.freshness import Freshness
from aim.reading.hotspot_map import hotspot_map
from aim.reading.shown import Shown
from aim.reading.surging import Surging, chance_of_so_few, learned, surging
from aim.store.picture import NO_DETAILS, Answers

BEFORE = months.shift(LAST, -1)


def seen(config: Config, **changes: object) -> Freshness:
    """A picture as nobody has asked it yet, without stored answers unless they are named."""
    shown = show(config)
    assert shown is not None
    return freshness(config, Shown(replace(shown.picture, **({"answers": Answers()} | changes))))


@pytest.fixture(scope="module")
def fresh(listed_town: Config) -> Freshness:
    return seen(listed_town)


@pytest.fixture(scope="module")
def found(fresh: Freshness) -> Discussion:
    return discussion(fresh, LAST)


def at(fresh: Freshness, *cells: str) -> list[int]:
    """Positions in the grid."""
    grid = fresh.shown.cells(9)[schema.CELL].tolist()
    return [grid.index(int(each, 16)) for each in cells]


def row(fresh: Freshness, found: Discussion, one: str) -> Candidate | None:
    """The row that holds a cell."""
    (position,) = at(fresh, one)
    rows = [each for each in found.candidates if position in each.cells]
    assert len(rows) <= 1
    return rows[0] if rows else None


def in_lane(found: Discussion, lane: str) -> list[Candidate]:
    return [each for each in found.candidates if each.lane == lane]


# ---- new or worse ---------------------------------------------------------------------------------------------------


def test_a_place_that_rises_in_one_concern_is_new_or_worse_for_that_one_alone(
    fresh: Freshness, found: Discussion
) -> None:
    risen = row(fresh, found, cell("West"))
    assert risen is not None
    assert (risen.lane, risen.concerns, risen.measured, risen.window) == (NEW, ("burglary",), "burglary", 1)
    months_before = fresh.shown.months.index(LAST)
    numbers = fresh.shown.numbers(["burglary"], ["published"])
    monthly = np.diff(fresh.shown.prefix(9)[numbers].sum(axis=0), axis=0)[:, list(risen.cells)].sum(axis=1)
    assert risen.count == monthly[months_before] >= 15
    assert risen.expected == pytest.approx(monthly[months_before - 24 : months_before].mean(), abs=0.5)
    assert risen.cells == tuple(at(fresh, cell("West")))
    assert RoomClass(risen.kind) == RoomClass.NEW_OR_WORSE


def test_a_month_before_nothing_is_new(fresh: Freshness) -> None:
    before = discussion(fresh, BEFORE)
    assert in_lane(before, NEW) == []
    assert before.silent == dict.fromkeys(before.silent, "no source reports it")
    assert not {"all", "crime", "burglary", "fly-tipping"} & set(before.silent)


def test_what_has_gone_to_the_next_cell_is_said_to_have_moved(fresh: Freshness, found: Discussion) -> None:
    moved = row(fresh, found, listed.beside("West", 3, 9))
    assert moved is not None
    assert (moved.lane, moved.measured, moved.count, moved.moved) == (NEW, "robbery", 12, True)
    others = [each for each in in_lane(found, NEW) if each is not moved]
    assert others
    assert not any(each.moved for each in others)


def test_half_of_a_rise_missing_next_door_is_a_move() -> None:
    risen = candidate(count=20, expected=4.0)
    for around, moved in (((60, 60.0), True), ((68, 60.0), True), ((69, 60.0), False), ((76, 60.0), False)):
        assert replace(risen, around=around).moved is moved
        assert replace(risen, around=around, lane=STANDING).moved is False
    assert not replace(risen, around=(5, float("nan"))).moved


def test_counts_that_follow_enforcement_are_in_no_row(fresh: Freshness, found: Discussion) -> None:
    drugs = at(fresh, cell("South", 3, 0))
    numbers = fresh.shown.numbers(["drugs"], ["published"])
    assert fresh.shown.counts(numbers, [LAST], 9)[:, drugs].sum() == 30
    assert row(fresh, found, cell("South", 3, 0)) is None
    assert "drugs" not in {name for each in found.candidates for name in each.concerns}
    assert "drugs" not in {*found.silent, *found.unclassed}
    everything = hotspot_map(basis(fresh, fresh.shown.concern("all"), LAST, 1), resolution=9)
    assert everything.count[drugs[0]] >= 30
    assert everything.score[drugs[0]] < 30  # nor in what puts the rows in order


def test_a_known_place_set_apart_is_in_no_row(fresh: Freshness, found: Discussion) -> None:
    assert fresh.shown.picture.counts.apart.sum() == 40
    everything = hotspot_map(basis(fresh, fresh.shown.concern("all"), LAST, 1), resolution=9)
    (station,) = np.flatnonzero(everything.apart)
    assert not any(station in each.cells for each in found.candidates if each.centre < 0)


def test_two_incidents_are_no_place_to_send_anybody_however_unlikely(fresh: Freshness, found: Discussion) -> None:
    (position,) = at(fresh, cell("South", 3, 9))
    told = surging(fresh, fresh.shown.concern("robbery"), LAST, 1, 9)
    assert (told.count[position], bool(told.p[position] < 1e-4)) == (2, True)
    assert row(fresh, found, cell("South", 3, 9)) is None


# ---- long-standing, quietened ---------------------------------------------------------------------------------------


def test_what_is_always_high_stands_and_what_has_stopped_has_quietened(fresh: Freshness, found: Discussion) -> None:
    standing, quiet = row(fresh, found, cell("South")), row(fresh, found, cell("East"))
    assert standing is not None
    assert (standing.lane, standing.concerns[0], standing.measured, standing.window) == (STANDING, "violence", "all", 3)
    assert (standing.hot, standing.year) == (12, 12)
    assert standing.count == pytest.approx(standing.expected, rel=0.15)
    assert quiet is not None
    assert (quiet.lane, quiet.hot, RoomClass(quiet.kind)) == (QUIET, 7, RoomClass.QUIETENED)
    assert quiet.count < 20 < quiet.expected
    assert quiet.concerns == ("violence",)


def test_what_is_no_longer_hot_but_holds_about_as_many_as_usual_has_not_quietened(
    listed_town: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = seen(listed_town)
    quiet = (fresh.shown.concern("violence"), LAST, 3, 9)
    (position,) = at(fresh, cell("East"))
    chance = chance_of_so_few(fresh, *quiet)
    told, history = surging(fresh, *quiet), learned(fresh, *quiet)
    assert history is not None
    mean, count = told.expected[position], int(told.count[position])
    size = 1 / ((history.scatter[position] - 1) / mean + 1 / posterior(history)[0][position])
    assert chance[position] == pytest.approx(stats.nbinom.cdf(count, size, size / (size + mean)), rel=1e-6)
    assert np.isnan(chance_of_so_few(fresh, fresh.shown.concern("violence"), "2025-02", 3, 9)).all()
    monkeypatch.setattr(reading, "SO_FEW", chance[position])
    assert "violence" not in {name for one in in_lane(discussion(fresh, LAST), QUIET) for name in one.concerns}


# ---- one list -------------------------------------------------------------------------------------------------------


def test_the_centre_is_one_line_whatever_rises_and_stands_in_it(fresh: Freshness, found: Discussion) -> None:
    (line,) = [each for each in found.candidates if each.centre >= 0]
    assert line.lane == NEW
    assert set(at(fresh, cell("North", 1, 0), cell("North", 1, 5))) <= set(line.cells)
    told, cells = surging(fresh, fresh.shown.concern(line.measured), LAST, line.window, 9), list(line.cells)
    assert line.count == sum(told.count[cells].tolist()) > 30
    assert line.expected == pytest.approx(sum(told.expected[cells].tolist()))
    (middle,) = at(fresh, cell("North"))
    assert classing(fresh, fresh.shown.concern("violence"), LAST, 9).room[middle] == RoomClass.EVERY_MONTH
    (before,) = [each for each in discussion(fresh, BEFORE).candidates if each.centre >= 0]
    assert (before.lane, middle in before.cells) == (STANDING, True)


def test_no_cell_is_in_two_rows_and_rows_stand_in_the_order_of_lanes_and_scores(
    fresh: Freshness, found: Discussion
) -> None:
    everything = hotspot_map(basis(fresh, fresh.shown.concern("all"), LAST, 1), resolution=9)
    cells = [each for one in found.candidates for each in one.cells]
    assert len(cells) == len(set(cells))
    order = [(LANES.index(one.lane), -everything.score[list(one.cells)].sum()) for one in found.candidates]
    assert order == sorted(order)
    assert {one.lane for one in found.candidates} == set(LANES)
    for one in found.candidates:
        assert len(one.cells) <= fresh.shown.thresholds.place_cells or one.centre >= 0
        assert one.key == max(one.cells, key=lambda each: everything.score[each])
        assert one.concerns[0] == one.measured or one.lane != NEW


def test_ranks_lie_within_their_lane_and_hold_the_place_unless_it_is_fragile(found: Discussion) -> None:
    for lane in LANES:
        rows = in_lane(found, lane)
        for number, one in enumerate(rows, start=1):
            assert 1 <= one.low <= one.high <= len(rows)
            assert one.fragile or one.low <= number <= one.high


def test_the_order_of_the_concerns_changes_nothing(listed_town: Config, found: Discussion) -> None:
    turned = seen(listed_town)
    turned.shown.concerns = turned.shown.concerns[::-1]
    again = discussion(turned, LAST)
    assert again.more == found.more
    for one, other in zip(found.candidates, again.candidates, strict=True):
        assert replace(other, concerns=tuple(sorted(other.concerns))) == replace(
            one, concerns=tuple(sorted(one.concerns))
        )


def test_a_lane_has_so_many_rows_and_says_how_many_more_there_are(tmp_path: Path) -> None:
    held = listed.quiet()
    spots = [cell(where, ring, n) for where in ("East", "South", "West") for ring, n in ((0, 0), *RING)]
    risen, standing, quiet = spots[:8], spots[8:14], spots[14:18]
    for n, one in enumerate(risen):
        listed.usually(held, "burglary", one, 1, 14 + n)
    for n, one in enumerate(standing):
        listed.usually(held, "violent-crime", one, 20 + n, 20 + n)
    for n, one in enumerate(quiet):
        listed.usually(held, "robbery", one, 12 + n, 0, since="2026-05")
    config = listed.fill(tmp_path / "many", {PUBLISHED: held}).config()
    fresh = seen(config)
    found = discussion(fresh, LAST)
    assert MOST == {NEW: 6, STANDING: 4, QUIET: 2}
    assert found.more == {NEW: 2, STANDING: 2, QUIET: 2}
    assert {lane: len(in_lane(found, lane)) for lane in LANES} == MOST
    everything = hotspot_map(basis(fresh, fresh.shown.concern("all"), LAST, 1), resolution=9)
    for lane, planted in ((NEW, risen), (STANDING, standing), (QUIET, quiet)):
        first = sorted(at(fresh, *planted), key=lambda position: -everything.score[position])[: MOST[lane]]
        assert {one.key for one in in_lane(found, lane)} == set(first)


RING = [(3, n) for n in range(0, 18, 3)]


# ---- what a place is told by ----------------------------------------------------------------------------------------


def test_a_wider_concern_stays_where_it_says_more_than_the_narrow_one(tmp_path: Path) -> None:
    """Burglary rises in one cell; in the next it is crime that no narrower concern holds."""
    held = listed.quiet()
    one, other = cell("West"), cell("West", 1, 0)
    held[LAST] += happened("burglary", one, 12) + happened("public-order", other, 20)
    source = replace(PUBLISHED, categories=(*PUBLISHED.categories, "public-order"))
    fresh = seen(listed.fill(tmp_path / "wide", {source: held}).config())
    told = row(fresh, discussion(fresh, LAST), one)
    assert told is not None
    assert told.cells == tuple(sorted(at(fresh, one, other)))
    assert set(told.concerns) == {"burglary", "crime"}


def evidence(p: list[list[float]], surge: list[list[bool]]) -> reading._Evidence:
    """Two concerns and one cell: p and whether it surges, [windows][concerns]."""
    concerns = tuple(c for c in load() if c.name in ("burglary", "robbery"))
    found = tuple(
        tuple(
            Surging(np.array([9]), np.array([1.0]), np.array([one]), np.array([flag]), "", 3)
            for one, flag in zip(*row, strict=True)
        )
        for row in zip(p, surge, strict=True)
    )
    return reading._Evidence(concerns, (1, 3), found, np.ones((2, 2, 1)), np.array(surge)[..., None], ())


@pytest.mark.parametrize(
    ("p", "surge", "told_by"),
    [
        ([[0.1, 0.2], [0.3, 0.01]], [[True, True], [True, True]], (1, 1)),  # the least p of all
        ([[0.1, 1e-9], [0.3, 0.01]], [[True, False], [True, True]], (1, 1)),  # what is no surge is no reason
        ([[0.1, 0.1], [0.1, 0.1]], [[True, True], [True, True]], (1, 0)),  # equal: the longer window, the first concern
        ([[0.1, 0.0], [0.0, 0.0]], [[True, False], [False, False]], (0, 0)),
    ],
)
def test_a_place_is_told_by_what_surprises_most(p, surge, told_by: tuple[int, int]) -> None:
    assert reading._leading(evidence(p, surge), NEW, [0, 1], [0, 1], np.array([0])) == told_by


# ---- the ladder and what cannot be said -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "reason"),
    [
        ("2025-02", "no history yet: 10 of 12"),
        ("2025-04", "only 12 of the 24 months needed"),
        ("2026-03", "only 23 of the 24 months needed"),
    ],
)
def test_under_two_years_nothing_is_listed_and_every_concern_says_why(
    fresh: Freshness, month: str, reason: str
) -> None:
    found = discussion(fresh, month)
    assert in_lane(found, NEW) == []
    assert in_lane(found, QUIET) == []
    assert {found.silent[name] for name in ("all", "crime", "violence", "fly-tipping")} == {reason}
    if months.number(month) + 1 < months.number(SPAN[0]) + 24:
        assert found.candidates == ()
        assert {"all", "violence"} <= set(found.unclassed)


def test_from_two_years_on_there_are_lanes(fresh: Freshness) -> None:
    found = discussion(fresh, "2026-04")
    assert not {"all", "violence"} & {*found.silent, *found.unclassed}
    assert row(fresh, found, cell("South")) is not None


# ---- the guard ------------------------------------------------------------------------------------------------------


def test_six_of_ten_on_one_point_are_guarded_and_fewer_are_not(fresh: Freshness, found: Discussion) -> None:
    most, some = row(fresh, found, cell("East", 3, 0)), row(fresh, found, cell("West", 3, 0))
    assert most is not None
    assert some is not None
    assert (most.one_point, most.one_location) == (pytest.approx(10 / 14), True)
    assert (some.one_point, some.one_location) == (pytest.approx(8 / 14), False)
    assert (most.lane, some.lane) == (NEW, NEW)


def test_a_picture_without_points_names_nothing_that_it_cannot_clear(listed_town: Config, found: Discussion) -> None:
    blind = discussion(seen(listed_town, details=NO_DETAILS), LAST)
    assert [one.cells for one in blind.candidates] == [one.cells for one in found.candidates]
    assert all(one.one_location for one in blind.candidates if one.count)
    assert not candidate(count=0, one_point=float("nan")).one_location


# ---- stored answers -------------------------------------------------------------------------------------------------


def test_the_stored_list_is_the_one_that_is_worked_out(listed_town: Config, found: Discussion) -> None:
    shown = show(listed_town)
    assert shown is not None
    assert set(shown.picture.answers.months) == {LAST}
    stored = discussion(seen(listed_town, answers=shown.picture.answers), LAST)
    assert reading.to_json(stored) == reading.to_json(found)


def candidate(**changes: object) -> Candidate:
    one = Candidate(
        lane=NEW, cells=(1,), key=1, centre=-1, concerns=("burglary",), measured="burglary", window=1, count=9,
        expected=1.0, around=(9, 9.0), one_point=0.1, hot=1, year=12, kind=2,
    )  # fmt: skip
    return replace(one, **changes)


number = st.one_of(st.floats(0, 1e6), st.just(float("nan")))
candidates = st.builds(
    Candidate,
    lane=st.sampled_from(LANES), cells=st.lists(st.integers(0, 999), min_size=1, max_size=9, unique=True).map(tuple),
    key=st.integers(0, 999), centre=st.integers(-1, 3),
    concerns=st.lists(st.sampled_from(["all", "crime", POLICE.name]), max_size=3).map(tuple), measured=st.just("all"),
    window=st.sampled_from([1, 3]), count=st.integers(0, 10**6), expected=number,
    around=st.tuples(st.integers(0, 10**6), number), one_point=number, hot=st.integers(0, 12), year=st.integers(0, 12),
    kind=st.integers(0, 4), low=st.integers(0, 12), high=st.integers(0, 12), fragile=st.booleans(),
)  # fmt: skip


@given(st.lists(candidates, max_size=5).map(tuple), st.dictionaries(st.text(max_size=5), st.text(max_size=5)))
def test_a_list_is_the_same_after_it_was_written_down(rows: tuple[Candidate, ...], silent: dict[str, str]) -> None:
    made = Discussion(LAST, rows, dict.fromkeys(LANES, 1), silent, {})
    again = reading.from_json(json.loads(json.dumps(reading.to_json(made), allow_nan=False)))
    assert repr(again) == repr(made)
