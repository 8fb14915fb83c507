"""The attack on the public edition: everything that leaves, for every filter, set against everything else.

Somebody has all public files of a quarter of a year: the counts of its three months by area and concern, and its map.
They know which ward every hexagon overlaps. By linear programming over all of it at once no withheld count is found to
be anything narrower than 1 to 5, and no two counts of which one is a part of the other differ by 1 to 4.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal
from scipy.optimize import linprog
from scipy.sparse import coo_array

from aim import schema
from aim.concerns import ALL
from aim.config import Config
from aim.engine.cells import parents
from aim.engine.suppression import LEAST
from aim.errors import QuestionError
from aim.geography import cells as geography_cells
from aim.months import between, shift
from aim.questions import public_hotspots
from aim.questions.area_outlines import area_outlines
from aim.questions.discussion import discussion_view
from aim.questions.freshness import freshness
from aim.questions.giving_out import give_out
from aim.questions.public_counts import PublicCounts, followed, kept, public_counts
from aim.questions.public_hotspots import public_hotspot_table, withheld_hexagons
from aim.questions.public_trends import public_trends_table
from aim.questions.shown import show
from aim.questions.trends import trends_table
from aim.reading.freshness import Freshness
from aim.reading.shown import Shown

QUARTERS = {"demonstration": "2026-09", "cleveland": "2025-06"}
EARLY = "2025-12"  # of two years: what is public of what was expected takes all months before
SAMPLE = 6  # withheld counts of the areas, and as many of hexagons


@pytest.fixture(params=QUARTERS)
def town(request: pytest.FixtureRequest) -> tuple[Config, Freshness, str]:
    config = request.getfixturevalue(request.param)
    return config, seen(config), QUARTERS[request.param]


def seen(config: Config, shown: Shown | None = None) -> Freshness:
    shown = shown or show(config)
    assert shown is not None
    return freshness(config, shown)


def homes(fresh: Freshness) -> list[frozenset[int]]:
    """What each area is made of: the numbers of its wards, and under 100 the part of a neighbourhood in no ward."""
    shown = fresh.shown
    home = [shown.neighbourhoods.index(ward["neighbourhood"]) for ward in shown.manifest["wards"]]
    hoods = [
        frozenset([*(100 + n for n, where in enumerate(home) if where == at), at])
        for at in range(len(shown.neighbourhoods))
    ]
    return [frozenset().union(*hoods), *hoods, *(frozenset([100 + n]) for n in range(len(home)))]


def leave(found: PublicCounts, areas: list[frozenset[int]]) -> Iterator[tuple[frozenset[tuple[int, int]], int]]:
    """Every count of a month that leaves, and what it is the sum of: pairs of ward and series."""
    for concern, area in np.argwhere(~found.hidden).tolist():
        yield frozenset((w, s) for w in areas[area] for s in found.series[concern]), int(found.count[concern, area])


def test_no_two_counts_of_a_month_differ_by_one_to_four_incidents(town: tuple[Config, Freshness, str]) -> None:
    _, fresh, last = town
    out = list(leave(public_counts(fresh, last), homes(fresh)))
    assert len(out) > 60
    told = 0
    for at, (one, count) in enumerate(out):
        for other, part in out[:at] + out[at + 1 :]:
            if other < one:
                told += 1
                assert not 0 < count - part < LEAST, (count, part)
    assert told > 500


def test_an_answer_to_a_filter_is_a_part_of_the_one_table(demonstration: Config) -> None:
    config, last = demonstration, EARLY
    whole, _ = public_trends_table(config, month=last)
    exact, _ = trends_table(config, month=last)
    small = (exact["count"] > 0) & (exact["count"] < LEAST)
    assert small.sum() > 40
    assert whole[small][["count", "rate_per_1000", "expected", "lower", "upper"]].isna().all().all()
    assert (whole["count"].isna() == whole["withheld"]).all()
    assert (whole["count"].dropna() == exact["count"][~whole["withheld"]]).all()
    assert not {"harm", "harm_low", "harm_high", "unweighed", "history"} & set(whole.columns)
    for concern in ("all", "robbery"):
        one, _ = public_trends_table(config, month=last, concern=concern)
        assert one.equals(whole[whole["concern"] == concern].reset_index(drop=True))


def test_nothing_leaves_before_every_source_holds_the_month(demonstration: Config) -> None:
    """Else what one table of a month withholds, the next would show when the last source has come."""
    exact, _ = trends_table(demonstration, month="2026-10", concern="fires")
    assert exact["complete"].all()
    table, _ = public_trends_table(demonstration, month="2026-10", concern="fires")
    assert table["withheld"].all()
    assert set(table["reason"]) == {"not whole for every source yet"}


def test_what_was_expected_leaves_only_where_every_month_behind_it_does(demonstration: Config) -> None:
    config, fresh = demonstration, seen(demonstration)
    last = EARLY
    table, _ = public_trends_table(config, month=last)
    areas = len(homes(fresh))
    told = table["expected"].notna().to_numpy().reshape(-1, areas)
    assert told.any()
    before = [month for month in between(shift(last, -36), shift(last, -1)) if month in fresh.shown.months]
    for month in before:
        assert not (told & public_counts(fresh, month).hidden).any()
    assert set(table["signal"][~told.ravel()]) == {"cannot say"}


def test_maps_are_offered_for_quarters_of_all_concerns_only(town: tuple[Config, Freshness, str]) -> None:
    config, fresh, last = town
    taken = []
    for month in fresh.shown.months[-14:]:
        try:
            public_hotspot_table(config, month=month)
        except QuestionError:
            continue
        taken.append(month)
    assert len(taken) >= 3
    assert {month[5:] for month in taken} <= {"03", "06", "09", "12"}
    assert all(later >= shift(month, 3) for month, later in pairwise(taken))
    for asked in ({"window": 1}, {"concern": "crime"}, {"resolution": 8}, {"by": "seriousness"}, {"as_of": "1"}):
        with pytest.raises(QuestionError, match="public edition"):
            public_hotspot_table(config, month=last, **asked)
    whole, _ = public_hotspot_table(config, month=last)
    part, _ = public_hotspot_table(config, month=last, neighbourhood="north")
    north = whole[whole["neighbourhood"] == "North"].reset_index(drop=True)
    assert part.equals(north)


def test_no_hexagon_of_a_place_that_one_location_may_explain_is_to_be_found(cleveland: Config) -> None:
    """Not by its count, nor by what is left of its ward's; in this quarter and in the one before."""
    fresh, last = seen(cleveland), QUARTERS["cleveland"]
    guarded = {
        cell
        for month in between(shift(last, -2), last)
        for row in discussion_view(fresh, month).rows
        if row.one_location
        for cell in row.cells
    }
    assert len(guarded) >= 3
    for month in (last, shift(last, -3)):
        table, _ = public_hotspot_table(cleveland, month=month)
        theirs = table[table["cell"].isin(guarded)]
        assert (theirs["withheld"] | (theirs["count"] == 0)).all()
        wards = theirs["ward"][theirs["withheld"]]
        assert (table[table["withheld"]].groupby("ward").size()[wards] >= 2).all()


def test_a_place_is_withheld_among_others_that_hold_as_much() -> None:
    counts = np.array([30, 9, 0, 12, 40, 8, 7, 6, 20, 0, 0])
    wards = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1])
    places = np.isin(np.arange(11), [0, 8])
    hidden = withheld_hexagons(counts, wards, places)
    assert np.flatnonzero(hidden).tolist() == [0, 1, 3, 4, 8, 9, 10]
    assert not withheld_hexagons(counts, wards, np.zeros(11, dtype=np.bool_)).any()
    assert not withheld_hexagons(counts, wards, np.arange(11) == 2).any()


class Attack:
    """What is known, as equations over incidents by ward, series and month, and by hexagon and ward."""

    def __init__(self) -> None:
        self._names: dict[Hashable, int] = {}
        self._entries: list[tuple[int, int, int]] = []  # of the equations: row, unknown, 1 or -1
        self._counts: list[int] = []

    def know(self, parts: Iterable[Hashable], count: int = 0, *, less: Iterable[Hashable] = ()) -> None:
        """That the sum of ``parts``, ``less`` some others, is ``count``."""
        row = len(self._counts)
        self._counts.append(count)
        for sign, names in ((1, parts), (-1, less)):
            self._entries += [(row, self._names.setdefault(name, len(self._names)), sign) for name in names]

    def bounds(self, wanted: list[list[Hashable]]) -> Iterator[tuple[float, float]]:
        """The least and the most that the sum of each of the ``wanted`` can be."""
        row, column, sign = (list(each) for each in zip(*self._entries, strict=True))
        known = coo_array((sign, (row, column)), shape=(len(self._counts), len(self._names))).tocsr()
        for parts in wanted:
            cost = np.zeros(len(self._names))
            cost[[self._names[part] for part in parts if part in self._names]] = 1
            found = [linprog(way * cost, A_eq=known, b_eq=self._counts, bounds=(0, None)) for way in (1, -1)]
            assert all(one.success for one in found), found[0].message
            yield found[0].fun, -found[1].fun


def overlaps(config: Config, fresh: Freshness, picture: str) -> list[list[int]]:
    """The wards that each hexagon of the grid overlaps: anybody can work them out."""
    shown = fresh.shown
    wards = shown.manifest["wards"]
    names = pd.DataFrame(
        {schema.NEIGHBOURHOOD: [w["neighbourhood"] for w in wards], schema.WARD: [w["name"] for w in wards]}
    )
    outlines = area_outlines(config, names, picture)
    hexagons = [shapely.Polygon(ring) for ring in geography_cells.rings(shown.cells(9)[schema.CELL])]
    tree = shapely.STRtree(outlines)
    found: list[list[int]] = [[] for _ in hexagons]
    for at, ward in zip(*tree.query(hexagons, predicate="intersects"), strict=True):
        found[at].append(int(ward))
    return found


def test_all_public_files_of_a_quarter_together_tell_no_withheld_count(town: tuple[Config, Freshness, str]) -> None:
    config, fresh, last = town
    shown, areas = fresh.shown, homes(fresh)
    attack, months = Attack(), between(shift(last, -2), last)
    found = {month: public_counts(fresh, month) for month in months}
    for month, counts in found.items():
        for parts, count in leave(counts, areas):
            attack.know([(month, *part) for part in sorted(parts)], count)
    table, record = public_hotspot_table(config, month=last)
    table = table.sort_values("cell", ignore_index=True)
    wards = overlaps(config, fresh, record["picture"])
    for at in np.flatnonzero(~table["withheld"]).tolist():
        attack.know([("hexagon", at, ward) for ward in wards[at]], int(table["count"][at]))
    everything = sorted(found[last].series[found[last].at(ALL)])
    for ward in range(len(shown.manifest["wards"])):
        # Its incidents of the quarter are those of the hexagons it overlaps, and those that are at none.
        there = [("hexagon", at, ward) for at, over in enumerate(wards) if ward in over]
        by_month = [(month, 100 + ward, each) for month in months for each in everything]
        attack.know([*there, ("nowhere", ward)], less=by_month)
    random = np.random.default_rng(20_261_126)
    small = [
        (month, concern, area)
        for month, counts in found.items()
        for concern, area in np.argwhere((counts.count > 0) & (counts.count < LEAST) & counts.offered[:, None]).tolist()
    ]
    wanted: list[list[Hashable]] = [
        [(month, ward, each) for ward in areas[area] for each in found[month].series[concern]]
        for month, concern, area in (small[n] for n in random.choice(len(small), SAMPLE, replace=False))
    ]
    hidden = random.choice(np.flatnonzero(table["withheld"]), SAMPLE, replace=False).tolist()
    wanted += [[("hexagon", at, ward) for ward in wards[at]] for at in hidden]
    for least, most in attack.bounds(wanted):
        assert least <= 1 + 1e-6
        assert most >= LEAST - 1e-6


# ---- two pictures of one month ---------------------------------------------------------------------------------------
def delivered_again(config: Config, fresh: Freshness, found: PublicCounts) -> tuple[Freshness, int, int]:
    """The same months where one came again with one incident more: a withheld count of 4 is 5, and leaves.

    With the position of that count: the concern and the area.
    """
    shown, first = fresh.shown, 1 + len(fresh.shown.neighbourhoods)
    for concern, area in np.argwhere(found.hidden & (found.count == LEAST - 1)).tolist():
        for number in sorted(found.series[concern]) if area >= first else ():
            wards = shown.picture.counts.wards.copy()
            wards[number, shown.skipped + shown.month_number(found.month), area - first] += 1
            again = Shown(replace(shown.picture, counts=replace(shown.picture.counts, wards=wards)))
            later = seen(config, again)
            if not public_counts(later, found.month).hidden[concern, area]:
                return later, concern, area
    raise AssertionError("no such count")


def test_a_month_that_comes_again_after_its_meeting_tells_nothing_of_what_was_withheld(demonstration: Config) -> None:
    """By two tables, of which the later has some incidents more, a count of 4 is found: by that which stands, none."""
    fresh, month = seen(demonstration), EARLY
    areas, then = homes(fresh), public_counts(fresh, month)
    later, concern, area = delivered_again(demonstration, fresh, then)
    now = public_counts(later, month)
    wanted: list[list[Hashable]] = [[("then", ward, each) for ward in areas[area] for each in then.series[concern]]]

    def bounds(*tables: tuple[PublicCounts, tuple[str, ...]]) -> tuple[float, float]:
        attack = Attack()
        for found, of in tables:
            for parts, count in leave(found, areas):
                attack.know([(when, *part) for part in sorted(parts) for when in of], count)
        ((least, most),) = attack.bounds(wanted)
        return least, most

    assert bounds((then, ("then",)), (now, ("then", "since")))[0] > LEAST - 1 - 1e-6
    given = give_out(demonstration, fresh, [month])  # the first paper of the month, long before its meeting is closed
    assert give_out(demonstration, later, [month]) == given
    stands = public_counts(later, month, given)
    assert (stands.hidden == then.hidden).all()
    assert (stands.count == then.count)[~then.hidden].all()
    least, most = bounds((then, ("then",)), (stands, ("then",)))
    assert (least < 1 + 1e-6, most > LEAST - 1e-6) == (True, True)
    # What is expected of later months rests on the month as it is now, which nobody is told.
    after = shift(month, 1)
    assert followed(later, public_counts(later, after))[0, 0]
    assert not followed(later, public_counts(later, after, given), given)[[0, concern], [0, area]].any()
    # A meeting that was opened on the earlier picture, while today's tables are of the later one.
    alike = public_counts(fresh, month, {month: kept(fresh.shown, then, now)})
    assert (alike.hidden == (then.hidden | now.hidden | (then.count != now.count))).all()
    assert (alike.hidden[concern, area], alike.hidden.all()) == (True, False)


def moved(shown: Shown, month: str, look: pd.DataFrame) -> tuple[Shown, str]:
    """The same picture with one incident of ``month`` in another hexagon of its ward: one that was withheld has 5.

    With that hexagon. ``look``: the public map of the quarter.
    """
    cells, counts, at = shown.cells(9)[schema.CELL], shown.picture.counts, shown.month_number(month)
    history = shown.history(np.arange(len(shown.series)), 9)
    there, inside, found = history[at + 1] - history[at - 2], parents(counts.grid, 9), counts.cells.copy()
    told = look.set_index("cell").loc[[f"{cell:015x}" for cell in cells.tolist()]]
    for to in np.flatnonzero(told["withheld"] & (there == LEAST - 1)).tolist():
        for origin in np.flatnonzero((told["ward"] == told["ward"].iloc[to]) & (there > 2 * LEAST)).tolist():
            taken = np.argwhere(found[:, shown.skipped + at] * (inside == cells[origin]))
            if len(taken):
                series, cell = taken[0]
                found[series, shown.skipped + at, cell] -= 1
                found[series, shown.skipped + at, np.flatnonzero(inside == cells[to])[0]] += 1
                return Shown(replace(shown.picture, counts=replace(counts, cells=found))), told.index[to]
    raise AssertionError("no such hexagon")


def test_a_quarter_that_comes_again_with_incidents_elsewhere_has_the_one_map(
    demonstration: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wards have as many as before: two maps would show what the first withheld, by what changed beside it."""
    config, last = demonstration, QUARTERS["demonstration"]
    look, _ = public_hotspot_table(config, month=last, look=True)
    later, cell = moved(show(config), last, look)
    with monkeypatch.context() as patching:
        patching.setattr(public_hotspots, "show", lambda *_: later)
        patching.setattr(public_hotspots, "given_map", lambda *_: None)
        other, _ = public_hotspot_table(config, month=last, look=True)  # what it would be if nothing had left before
    told = other.set_index("cell").loc[cell]
    assert (set(look["cell"][look["withheld"]]) >= {cell}, told["count"]) == (True, LEAST)
    first, record = public_hotspot_table(config, month=last, neighbourhood="north")
    assert record["stands"].startswith("The public map of July to September 2026 stands as first given out on 22 Nov")
    monkeypatch.setattr(public_hotspots, "show", lambda *_: later)
    for preview in (True, False):
        again, said = public_hotspot_table(config, month=last, look=preview)
        assert_frame_equal(again, look)
        assert {**said, "neighbourhood": "North"} == record
    part, _ = public_hotspot_table(config, month=last, neighbourhood="North")
    assert_frame_equal(part, first)
