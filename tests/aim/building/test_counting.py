"""Every stored incident is counted once, in the picture or among what the manifest says was left out."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from holding import COUNCIL, FIRE, POLICE, RECORDS, Holding, incident, rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aim import build, schema
from aim.building.counting import Ground, count_file
from aim.errors import StoreError
from aim.geography import outlines
from aim.questions.shown import show
from aim.reading.shown import Shown
from aim.store.held import held
from aim.store.incidents import IncidentStore

MONTH = "2026-09"


@pytest.fixture
def holding(own_store: Path) -> Holding:
    return Holding(own_store)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    config = Holding(tmp_path_factory.mktemp("ground")).config()
    return Ground.of(config, outlines.load(config))


def counted(holding: Holding, ground: Ground, found: list[dict[str, Any]], superseded: dict[str, str] | None = None):
    """One month of the police's records, counted."""
    holding.take(RECORDS, {MONTH: found})
    store = IncidentStore(holding.data)
    (file,) = [file for file in store.files() if file.month == MONTH]
    return count_file(store, file, ground, superseded)


def built(holding: Holding) -> Shown:
    build.build(holding.config())
    found = show(holding.config())
    assert found is not None
    return found


def test_a_sensitive_incident_counts_for_its_neighbourhood_and_nothing_finer(holding: Holding, ground: Ground) -> None:
    found = counted(holding, ground, rows(("sexual-offences", "South", 3), ("burglary", "North", 2)))
    sexual, burglary = (schema.CATEGORY_KEYS.index(key) for key in ("sexual-offences", "burglary"))
    south = ground.outlines.neighbourhoods.index("South")
    assert found.inside == 5
    assert found.unplaced[sexual, south] == found.unplaced.sum() == 3
    for array in (found.cells, found.apart, found.wards, found.apart_wards, found.known):
        assert array[sexual].sum() == 0
    assert found.cells[burglary].sum() == found.wards[burglary].sum() == 2


def test_a_coarse_point_counts_for_its_neighbourhood_and_its_ward(holding: Holding, ground: Ground) -> None:
    found = counted(
        holding,
        ground,
        [*rows(("burglary", "West", 4), precision_m=1000), *rows(("burglary", "West", 1), precision_m=schema.COARSE_M)],
    )
    assert (found.unplaced.sum(), found.cells.sum(), found.wards.sum(), found.inside) == (4, 1, 5, 5)
    assert found.precision_m == schema.COARSE_M  # what is drawn, not what is too coarse to be


def test_a_point_of_unknown_precision_is_as_good_as_its_cell(holding: Holding, ground: Ground) -> None:
    found = counted(holding, ground, rows(("burglary", "East", 2), precision_m=None))
    assert (found.cells.sum(), found.unplaced.sum()) == (2, 0)


def test_what_lies_elsewhere_is_no_part(holding: Holding, ground: Ground) -> None:
    found = counted(holding, ground, rows(("burglary", "elsewhere", 3), ("drugs", "North", 1), margin=True))
    assert (found.inside, found.cells.sum()) == (1, 1)


def test_a_neighbourhood_that_is_no_more_is_named_with_the_way_out(holding: Holding, ground: Ground) -> None:
    lost = [incident("hate-crime", "North", area="Riverside"), *rows(("burglary", "North", 1))]
    with pytest.raises(StoreError, match=r"records.*1 incidents.*'Riverside'.*East, North, South, West.*again"):
        counted(holding, ground, lost)


def test_a_sensitive_incident_without_its_neighbourhood_is_not_lost_silently(holding: Holding, ground: Ground) -> None:
    with pytest.raises(StoreError, match="kept by neighbourhood only, of none"):
        counted(holding, ground, [incident("hate-crime", "North", area=None)])
    # Even with a point: its place must not be told.
    point = {"longitude": -1.2350, "latitude": 54.5742}
    with pytest.raises(StoreError, match="kept by neighbourhood only"):
        counted(holding, ground, [incident("hate-crime", "North", area=None, **point)])


def test_an_incident_without_a_place_is_not_lost_silently(holding: Holding, ground: Ground) -> None:
    with pytest.raises(StoreError, match="without a place"):
        counted(holding, ground, [incident("burglary", "North", longitude=None, latitude=None, cell=None)])


kinds = st.sampled_from(["burglary", "drugs", "violent-crime", "sexual-offences", "missing-person"])
homes = st.sampled_from(["East", "North", "South", "West"])
incidents = st.lists(
    st.builds(
        lambda kind, home, precision: (kind, home, precision), kinds, homes, st.sampled_from([10, 200, 201, 1000])
    ),
    max_size=40,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(incidents, st.sets(st.sampled_from(["burglary", "sexual-offences"])))
def test_conservation(
    tmp_path_factory: pytest.TempPathFactory,
    ground: Ground,
    drawn: list[tuple[str, str, int]],
    superseded: set[str],
) -> None:
    stored = [
        incident(kind, home, **({} if kind in schema.SENSITIVE else {"precision_m": precision}))
        for kind, home, precision in drawn
    ]
    holding = Holding(tmp_path_factory.mktemp("drawn") / "store")
    found = counted(holding, ground, stored, dict.fromkeys(superseded, "another"))
    kept = Counter(kind for kind, _, _ in drawn if kind not in superseded)
    left = Counter(kind for kind, _, _ in drawn if kind in superseded)
    assert found.superseded == dict(left)
    assert found.inside + left.total() == len(drawn)
    by_category = found.cells.sum(axis=1, dtype=int) + found.unplaced.sum(axis=1) + found.apart.sum(axis=1, dtype=int)
    assert {schema.CATEGORY_KEYS[n]: int(by_category[n]) for n in np.flatnonzero(by_category)} == dict(kept)
    by_outline = found.wards.sum(axis=1) + found.apart_wards.sum(axis=1)
    pointed = {kind: n for kind, n in kept.items() if kind not in schema.SENSITIVE}
    assert {schema.CATEGORY_KEYS[n]: int(by_outline[n]) for n in np.flatnonzero(by_outline)} == pointed


def test_the_picture_counts_by_source_and_says_what_was_left_to_another(holding: Holding) -> None:
    holding.take(POLICE, {m: rows(("burglary", "North", 4), ("drugs", "East", 2)) for m in ("2026-08", "2026-09")})
    holding.take(RECORDS, {"2026-09": rows(("burglary", "North", 5), ("sexual-offences", "West", 1))})
    holding.take(COUNCIL, {"2026-09": rows(("litter", "South", 3))})
    found = built(holding)
    assert found.series == (
        ("published", "burglary"),
        ("published", "drugs"),
        ("records", "burglary"),
        ("records", "sexual-offences"),
        ("reports", "litter"),
    )
    counts = found.picture.counts
    total = counts.cells.sum(axis=2, dtype=int) + counts.unplaced.sum(axis=2)
    assert total.tolist() == [[4, 0], [2, 2], [0, 5], [0, 1], [0, 3]]
    assert found.manifest["superseded"] == [
        {
            "source": "published", "supplier": "here", "month": "2026-09", "category": "burglary", "by": "records",
            "incidents": 4,
        }
    ]  # fmt: skip
    stored = sum(file.rows for file in IncidentStore(holding.data).files())
    assert total.sum() + 4 == stored
    assert sum(d["inside"] + d["superseded"] for d in found.manifest["deliveries"]) == stored
    everything = np.arange(len(found.series))
    by_area = dict(zip(found.neighbourhoods, found.area_counts(everything)[-1].tolist(), strict=True))
    assert by_area == {"East": 2, "North": 5, "South": 3, "West": 1}
    assert found.area_counts(everything, "unplaced")[-1].sum() == 1


def test_an_undone_load_gives_back_what_another_source_had_taken(holding: Holding) -> None:
    holding.take(POLICE, {MONTH: rows(("burglary", "North", 4))})
    before = built(holding)
    load = holding.take(RECORDS, {MONTH: rows(("burglary", "North", 5))})
    assert built(holding).manifest["superseded"]
    holding.undo(load)
    after = built(holding)
    assert after.series == before.series
    np.testing.assert_array_equal(after.picture.counts.cells, before.picture.counts.cells)
    assert after.manifest["fingerprint"] != before.manifest["fingerprint"]  # another version of the data
    again = build.build(holding.config(), version=2)  # the picture as it was then can be made anew
    assert [entry["incidents"] for entry in again["superseded"]] == [4]


def test_the_fingerprint_tells_a_changed_rule_of_a_source(holding: Holding) -> None:
    area = outlines.load(holding.config())
    holding.take(FIRE, {MONTH: rows(("fire-deliberate-secondary", "North", 1))})
    content = held(holding.data)
    mine = build.fingerprint(holding.config(), 1, area)
    assert mine == build.fingerprint(holding.config(), 1, area, content)
    other = Holding(holding.data.parent / "other")
    other.take(RECORDS, {MONTH: rows(("burglary", "North", 1))}, digests={MONTH: "1:1"})
    assert build.fingerprint(other.config(), 1, area) != mine


def test_a_quiet_month_told_as_changes_is_on_the_axis(holding: Holding) -> None:
    holding.take(COUNCIL, {"2026-07": rows(("litter", "South", 3))}, reaching=["2026-08"])
    found = built(holding)
    assert found.months == ("2026-07", "2026-08")
    assert [(d["month"], d["inside"]) for d in found.manifest["deliveries"]] == [("2026-07", 3), ("2026-08", 0)]
