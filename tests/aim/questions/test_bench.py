"""The bench of hotspots against a slow count of the stored rows, and what is left of a choice that does not hold."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import h3
import listed
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listed import LAST, STATION, cell

from aim import months, schema
from aim.config import Config
from aim.questions import bench_words
from aim.questions.bench import bench_view
from aim.questions.bench_settling import settle
from aim.questions.bench_views import (
    APART,
    COMPARE,
    COUNTED,
    MULTIPLES,
    PLAIN,
    Asking,
    BenchView,
    SourceChoice,
    Standing,
)
from aim.questions.freshness import freshness
from aim.questions.hotspot_map import SERIOUSNESS, hotspot_table
from aim.questions.month import month_view
from aim.questions.shown import show
from aim.reading.freshness import only

SOURCES = {"published": listed.police, "reports": listed.council}
THREE = tuple(months.between("2026-07", LAST))


def view(config: Config, **asked: Any) -> BenchView:
    found, _, left = bench_view(config, Asking(**asked))
    assert found is not None
    assert left == ()
    return found


def test_how_far_a_rank_could_move_is_said_to_hold_nine_times_of_ten(listed_town: Config) -> None:
    drawn = view(listed_town).drawn
    hot = [key for key, is_hot in zip(drawn.cell, drawn.hotspot, strict=True) if is_hot]
    rank = r"\d+(st|nd|rd|th)"
    known = rf"{rank} of {len(hot)}, nine times of ten( from {rank} to {rank})?"
    said = [card.rank for key in hot if (card := view(listed_town, cell=key).card) is not None]
    assert said
    assert all(re.fullmatch(known, each) for each in said)


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Everything that was stored, by source and month."""
    return {name: make() for name, make in SOURCES.items()}


def counted(
    rows: Any, *, span: tuple[str, ...] = THREE, sources: tuple[str, ...] = tuple(SOURCES), station: bool = False
) -> Counter[str]:
    """Incidents by hexagon, one by one."""
    found: Counter[str] = Counter()
    for source in sources:
        for month in span:
            for row in rows[source][month]:
                at = (row[schema.LONGITUDE], row[schema.LATITUDE])
                apart = abs(at[0] - STATION[0]) < 4e-4 and abs(at[1] - STATION[1]) < 3e-4
                if station or not apart:
                    found[h3.cell_to_parent(f"{row[schema.CELL]:015x}", 9)] += 1
    return found


def by_cell(found: BenchView) -> dict[str, int]:
    drawn = found.drawn
    return {cell: count for cell, count in zip(drawn.cell, drawn.count, strict=True) if count}


# ---- what is counted -------------------------------------------------------------------------------------------------
def test_the_usual_bench_is_the_meetings_own_map(listed_town: Config, rows: Any) -> None:
    found, month = view(listed_town), month_view(listed_town, listed="busiest")
    assert month is not None
    assert found.drawn.hotspot == month.cells.hotspot
    assert found.drawn.keys == tuple((place.number, place.key) for place in month.places)
    assert found.drawn.called == tuple(place.name for place in month.places)
    assert (found.drawn.place, found.breaks, found.differs) == (month.cells.place, month.breaks, ())
    assert by_cell(found) == counted(rows)
    assert found.apart == sum(counted(rows, station=True).values()) - sum(counted(rows).values()) == 40


@pytest.mark.parametrize("window", [1, 6])
def test_every_window_and_source_is_counted_as_it_is_stored(listed_town: Config, rows: Any, window: int) -> None:
    span = tuple(months.between(months.shift(LAST, 1 - window), LAST))
    assert by_cell(view(listed_town, window=window)) == counted(rows, span=span)
    alone = view(listed_town, window=window, sources=("reports",))
    assert by_cell(alone) == counted(rows, span=span, sources=("reports",))
    assert alone.differs[-1] == "Council only"
    assert [each.chosen for each in alone.offered.sources] == [False, True]


def test_known_places_may_be_counted_with_the_rest(listed_town: Config, rows: Any) -> None:
    found = view(listed_town, known=COUNTED)
    assert by_cell(found) == counted(rows, station=True)
    assert (found.apart, found.apart_names, found.differs) == (0, (), ("known places counted with the rest",))
    assert "are counted here" in found.notes[-1]


def test_thresholds_are_turned_one_by_one(listed_town: Config) -> None:
    table, _ = hotspot_table(listed_town, month=LAST, window=3)
    table = table.set_index("cell")
    usual = view(listed_town)

    def standing(found: BenchView) -> set[str]:
        return {cell for cell, hot in zip(found.drawn.cell, found.drawn.hotspot, strict=True) if hot}

    def twin(p: str, alpha: float, floor: int) -> set[str]:
        hot = (table["z"] > 0) & (table[p] < alpha) & (table["count"] >= floor)
        return set(table.index[hot])

    assert standing(usual) == twin("p_adjusted", 0.05, 5)
    assert standing(view(listed_town, significance=0.001)) == twin("p_adjusted", 0.001, 5)
    assert standing(view(listed_town, floor=20)) == twin("p_adjusted", 0.05, 20)
    plain = view(listed_town, adjustment=PLAIN, floor=1)
    assert standing(plain) == twin("p", 0.05, 1) > standing(usual)
    assert plain.differs == ("not adjusted for the number of hexagons", "from 1 incident on instead of 5")


def test_by_seriousness_the_same_is_of_days_of_imprisonment(listed_town: Config) -> None:
    table, _ = hotspot_table(listed_town, month=LAST, window=3, concern="crime", by=SERIOUSNESS)
    days = table.set_index("cell")["harm"]
    found = view(listed_town, concern="crime", by=SERIOUSNESS)
    told = dict(zip(found.drawn.cell, found.drawn.value, strict=True))
    assert told == {cell: round(value) for cell, value in days.items()}
    assert found.columns.days == found.drawn.value
    assert found.unit == "Days of imprisonment"
    assert any("of one category" in note for note in found.notes)
    middle = view(listed_town, concern="crime", by=SERIOUSNESS, cell=cell("South")).card
    assert middle is not None
    assert middle.days == told[cell("South")]


def test_smaller_hexagons_are_those_of_a_neighbourhood_and_larger_ones_hold_the_same(listed_town: Config) -> None:
    small = view(listed_town, area="South", resolution=10)
    assert set(small.drawn.neighbourhood) == {"South"}
    assert all(h3.get_resolution(each) == 10 for each in small.drawn.cell)
    large = view(listed_town, resolution=8)
    assert sum(large.drawn.count) == sum(view(listed_town).drawn.count)
    assert (small.differs, large.differs) == (("smaller hexagons",), ("larger hexagons",))
    assert small.caution == ""  # its points are known to 10 m


# ---- sums ------------------------------------------------------------------------------------------------------------
degrees = st.tuples(st.floats(-1.30, -1.14), st.floats(54.50, 54.60))


@settings(max_examples=30)
@given(degrees, degrees)
def test_a_box_sums_the_hexagons_whose_middle_lies_in_it(
    listed_town: Config, rows: Any, one: tuple[float, float], other: tuple[float, float]
) -> None:
    west, east = sorted((one[0], other[0]))
    south, north = sorted((one[1], other[1]))
    found = view(listed_town, box=(west, south, east, north))
    middles = {each: h3.cell_to_latlng(each) for each in found.drawn.cell}
    inside = {each for each, (y, x) in middles.items() if west <= x <= east and south <= y <= north}
    assert found.sum is not None
    assert set(found.sum.cells) == inside
    every = counted(rows)
    assert found.sum.count == sum(every[each] for each in inside)
    agencies = {"Police": "published", "Council": "reports"}
    alone = {name: counted(rows, sources=(source,)) for name, source in agencies.items()}
    assert dict(found.sum.agencies) == {name: sum(each[cell] for cell in inside) for name, each in alone.items()}
    assert sum(count for _, count in found.sum.mix) == found.sum.count


def test_wards_and_neighbourhoods_are_summed_by_name_and_conserve_everything(listed_town: Config) -> None:
    offered = view(listed_town).offered.within
    found = {name: view(listed_town, within=name).sum for name in offered}
    towns = sum(view(listed_town).drawn.count)
    areas = ("East", "North", "South", "West")
    for names in (areas, [name for name in offered if name not in areas]):
        sums = [found[name] for name in names]
        assert sum(each.count for each in sums if each) == towns
    south = found["South"]
    assert south is not None
    assert south.title == "South"
    assert south.against.endswith("expected")


# ---- the card --------------------------------------------------------------------------------------------------------
def test_the_card_of_a_rise_says_what_was_expected_and_when_it_stood_out(listed_town: Config, rows: Any) -> None:
    found = view(listed_town, concern="burglary", window=1, cell=cell("West")).card
    assert found is not None
    count = sum(1 for row in rows["published"][LAST] if _is(row, "burglary", cell("West")))
    assert found.count == count == found.series[-1]
    assert found.against in ("1 expected", "2 expected", "under 1 expected")
    assert (found.dots[-1], found.kind, len(found.dots)) == ("hot", "new or worse", 24)
    assert found.rank == "1st of 1" or found.rank.startswith("1st of ")
    assert found.months[-1] == LAST
    assert found.mix[0] == ("Burglary", count)


def _is(row: dict[str, Any], category: str, at: str) -> bool:
    return bool(row[schema.CATEGORY] == category) and at == h3.cell_to_parent(f"{row[schema.CELL]:015x}", 9)


def test_what_one_location_may_explain_is_called_by_its_ward_and_concern(listed_town: Config) -> None:
    east = view(listed_town, concern="fly-tipping", window=1, cell=cell("East", 3, 0))
    card = east.card
    assert card is not None
    assert (card.one_location, card.one_point) == (True, (10, 14))
    assert card.called == f"Fly-tipping in {card.ward}"
    at = east.drawn.cell.index(card.key)
    assert east.columns.one_location[at]
    west = view(listed_town, concern="fly-tipping", window=1, cell=cell("West", 3, 0)).card
    assert west is not None
    assert not west.one_location


def test_a_known_place_that_is_counted_is_one_location(listed_town: Config) -> None:
    at = h3.latlng_to_cell(STATION[1], STATION[0], 9)
    found = view(listed_town, window=1, known=COUNTED, cell=at).card
    assert found is not None
    assert found.one_point[0] == 40 <= found.count
    assert found.one_location == (found.one_point[0] >= 0.6 * found.one_point[1])


@pytest.mark.parametrize("known", [APART, COUNTED])
def test_the_table_guards_the_hexagons_that_their_cards_guard(listed_town: Config, known: str) -> None:
    every = view(listed_town, window=1, known=known)
    hot = [at for at, stands in enumerate(every.drawn.hotspot) if stands]
    assert hot
    at = h3.latlng_to_cell(STATION[1], STATION[0], 9)
    for number in {*hot, every.drawn.cell.index(at)}:
        card = view(listed_town, window=1, known=known, cell=every.drawn.cell[number]).card
        assert card is not None
        assert every.columns.one_location[number] == card.one_location


# ---- two maps and twelve ---------------------------------------------------------------------------------------------
def test_two_months_have_the_same_breaks_and_what_differs_is_counted(listed_town: Config) -> None:
    found, other = view(listed_town, view=COMPARE, window=1), view(listed_town, window=1, month="2025-09")
    assert found.beside is not None
    assert found.beside.month == "2025-09"
    assert found.beside.count == other.drawn.count
    assert found.breaks == other.breaks
    first, second = (
        {cell for cell, hot in zip(each.cell, each.hotspot, strict=True) if hot} for each in (found.drawn, found.beside)
    )
    assert f"{len(first & second)} hexagon" in found.compared
    only = (len(first - second) or "none", len(second - first) or "none")
    assert f"{only[0]} only in the first, {only[1]} only in the second" in found.compared
    south = view(listed_town, view=COMPARE, window=1, area="South")
    assert south.sum is None
    none = bench_words.two_maps(("June 2025", 3), ("May 2025", 4), 0, 0, 0, where="South")
    assert none == "In South, June 2025: 3 incidents. May 2025: 4. No hexagon of South stands out in either."
    inside = view(listed_town, window=1, within="South").sum
    assert inside is not None
    assert south.compared.startswith(f"In South, September 2026: {inside.count:,} incidents. September 2025: ")
    chosen = view(listed_town, view=COMPARE, window=1, beside="2026-05").beside
    assert chosen is not None
    assert chosen.title == "May 2026"


def test_a_source_that_lacks_one_of_the_two_is_in_neither(listed_town: Config) -> None:
    shown = show(listed_town)
    assert shown is not None
    fresh = freshness(listed_town, shown)
    late = {month: state for month, state in fresh.states["reports"].items() if month > "2026-01"}
    short = replace(fresh, key=("short", *fresh.key), states=fresh.states | {"reports": late})
    from aim.questions.bench import _bases

    looked, made_of, other, shared = _bases(settle(short, Asking(view=COMPARE, beside="2025-09")))
    assert other is not None
    assert made_of.sources == other.sources == ("published",)
    assert tuple(looked.fresh.sources) == shared == ("published",)
    assert _bases(settle(short, Asking()))[1].sources == ("published", "reports")


def test_twelve_months_are_twelve_maps_of_one_month_with_one_scale(listed_town: Config) -> None:
    found = view(listed_town, view=MULTIPLES)
    assert [each.month for each in found.many] == months.between("2025-10", LAST)
    for each in found.many:
        alone = view(listed_town, window=1, month=each.month)
        assert alone.breaks == found.breaks
        steps = [sum(count >= bound for bound in found.breaks) for count in alone.drawn.count]
        assert each.steps == "".join(map(str, steps))
        marks = zip(alone.drawn.hotspot, alone.drawn.edge, strict=True)
        assert each.marks == "".join("1" if hot else "2" if edge else "0" for hot, edge in marks)
        assert (each.total, each.standing) == (sum(alone.drawn.count), sum(alone.drawn.hotspot))
        assert each.held
        assert each.complete
    south = view(listed_town, view=MULTIPLES, area="South").many[-1]
    inside = view(listed_town, window=1, within="South").sum
    assert inside is not None
    assert (south.total, south.standing) == (inside.count, inside.standing)
    assert south.steps == found.many[-1].steps


def test_the_first_months_have_fewer_maps(listed_town: Config) -> None:
    found = view(listed_town, view=MULTIPLES, window=1, month="2024-06")
    assert [each.month for each in found.many] == ["2024-04", "2024-05", "2024-06"]


# ---- settling --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"concern": "no-such"}, "the concern"),
        ({"month": "2031-01"}, "the month in the address: the 3 months to it"),
        ({"month": "2024-05"}, "the month in the address: the 3 months to it"),
        ({"window": 7}, "the number of months"),
        ({"area": "Elsewhere"}, "the area in the address"),
        ({"sources": ("nobody",)}, "a source in the address"),
        ({"resolution": 10}, "the size of hexagon"),
        ({"significance": 0.0001}, "the significance"),
        ({"floor": 4}, "the least number"),
        ({"cell": "89194ad364fffff"}, "the place"),
        ({"cell": cell("South"), "area": "North", "resolution": 10}, "the place"),
        ({"within": "Nowhere"}, "the area to sum"),
        ({"beside": LAST, "view": COMPARE}, "the second month"),
        ({"by": SERIOUSNESS, "concern": "litter"}, "seriousness: nothing"),
    ],
)
def test_what_is_not_offered_is_left_out_and_said(listed_town: Config, asked: dict[str, Any], told: str) -> None:
    found, kept, left = bench_view(listed_town, Asking(**asked))
    assert found is not None
    (said,) = left
    assert said.startswith(told)
    again, same, nothing = bench_view(listed_town, kept)
    assert (again, same, nothing) == (found, kept, ())


def test_all_sources_together_are_no_choice(listed_town: Config) -> None:
    found, kept, left = bench_view(listed_town, Asking(sources=("reports", "published")))
    assert found is not None
    assert (kept.sources, left, found.differs) == ((), (), ())


def test_only_some_sources_are_as_if_there_were_no_others(listed_town: Config) -> None:
    shown = show(listed_town)
    assert shown is not None
    fresh = freshness(listed_town, shown)
    assert only(fresh, ["reports", "published", "nobody"]) is fresh
    alone = only(fresh, ["reports"])
    assert (set(alone.sources), set(alone.states), alone.key != fresh.key) == ({"reports"}, {"reports"}, True)


def test_before_anything_is_built_there_is_no_answer(own_store: Any) -> None:
    from aim import config

    assert bench_view(config.load(own_store, {}), Asking())[0] is None


# ---- words -----------------------------------------------------------------------------------------------------------
def test_the_sentence_against_a_count_by_hand(listed_town: Config) -> None:
    found = view(listed_town)
    hot = np.array(found.drawn.hotspot)
    inside, total = int(np.array(found.drawn.count)[hot].sum()), sum(found.drawn.count)
    places = {number for number in found.drawn.place if number}
    assert found.sentence.startswith(f"{len(places)} places stand out, {hot.sum()} hexagons: ")
    assert f"{round(100 * inside / total)} % of {total:,} incidents in three months, on " in found.sentence
    west = view(listed_town, area="West")
    here = [
        n
        for n, area, one in zip(west.drawn.place, west.drawn.neighbourhood, hot, strict=True)
        if one and area == "West"
    ]
    assert west.sentence.startswith(f"In West {len(set(here))} place")
    assert f"of the town's {total:,} incidents" in west.sentence


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((0, 0, 0, 0, 7), "No place stands out: 7 incidents in June."),
        (
            (1, 1, 1, 5, 60),
            "1 place stands out, 1 hexagon: 5 of 60 incidents in June. "
            "1 hexagon more is high with what lies around, and holds under 3 incidents.",
        ),
        (
            (2, 3, 0, 50, 1000),
            "2 places stand out, 3 hexagons: 5 % of 1,000 incidents in June, on under 1 % of the area.",
        ),
    ],
)
def test_how_much_stands_out_is_said_without_a_share_of_few(asked: tuple[int, ...], said: str) -> None:
    places, hexagons, edges, inside, total = asked
    told = bench_words.stand_out(
        places, hexagons, edges, floor=3, inside=inside, total=total, area_share=0.002, when="in June"
    )
    assert told == said


def test_seriousness_in_a_neighbourhood_is_told_against_the_town() -> None:
    told = bench_words.stand_out(
        2, 3, 0, floor=3, inside=50, total=1000, area_share=0.02, when="in June", where="East", serious=True
    )
    whole = "5 % of the town's 1,000 days of imprisonment in June, on 2 % of the area."
    assert told == f"In East 2 places stand out, 3 hexagons: {whole}"
    none = bench_words.stand_out(0, 0, 0, floor=3, inside=0, total=7, area_share=0.0, when="in June", where="East")
    assert none == "In East no place stands out; the town has 7 incidents in June."


def test_every_difference_from_the_meeting_is_named() -> None:
    standing = Standing(3, 0.05, 9, 5)
    same = Asking(window=3, significance=0.05, resolution=9, floor=5)
    assert bench_words.differs(same, standing, ()) == ()
    other = Asking(
        window=1,
        sources=("a",),
        by=SERIOUSNESS,
        known=COUNTED,
        significance=0.001,
        adjustment=PLAIN,
        resolution=8,
        floor=1,
    )
    assert bench_words.differs(
        other, standing, (SourceChoice("a", "Fire", True), SourceChoice("b", "Police", False))
    ) == (
        "1 month instead of 3",
        "Fire only",
        "by seriousness instead of incidents",
        "known places counted with the rest",
        "significance 1 in 1,000 instead of 1 in 20",
        "not adjusted for the number of hexagons",
        "larger hexagons",
        "from 1 incident on instead of 5",
    )
