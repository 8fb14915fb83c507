"""The drawn months against what was measured: shares, seasons, unevenness, and the planted places."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from aim import schema
from aim.demo import Planted, mix, planted
from aim.engine import adjacency, hotspots
from aim.geography import cells, crs, locate

UNTIL = date(2026, 11, 21)
PLACES = planted(UNTIL)
TITLES = [schema.CATEGORY_TITLES[key] for key in mix.KEYS]


@pytest.fixture(scope="module")
def inside(incidents: pd.DataFrame) -> pd.DataFrame:
    """Rows in the area in complete months."""
    return incidents[(incidents["ward"] >= 0) & (incidents["Month"] < "2026-11")]


def near(rows: pd.DataFrame, place: Planted, metres: float = 320) -> pd.Series:
    away = crs.distance_m(place.lon, place.lat, rows["lon"].to_numpy(), rows["lat"].to_numpy())
    close = rows[away <= metres]
    return close.groupby("Month").size().reindex(sorted(rows["Month"].unique()), fill_value=0)


def dispersion(rows: pd.DataFrame) -> float:
    """Pearson's variance/mean of cell-months beyond what month and cell explain, in cells of at least 30 rows."""
    table = pd.crosstab(rows["cell"], rows["Month"])
    table = table[table.sum(axis=1) >= 30].to_numpy(float)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return float(((table - expected) ** 2 / expected).sum() / np.prod(np.subtract(table.shape, 1)))


def test_shares_are_one_and_every_category_is_measured() -> None:
    assert mix.SHARES.sum() == pytest.approx(1)
    assert (mix.SHARES > 0).all()
    assert sum(mix.WARD_SHARES.values()) == pytest.approx(1, abs=1e-3)
    assert (np.diff(mix.OUTCOME_BOUNDS, axis=1) >= 0).all()
    assert (mix.OUTCOME_BOUNDS[:, -1] == 1).all()


def test_a_mixture_is_scaled_and_knows_its_categories() -> None:
    assert mix.mixture({"burglary": 3, "robbery": 1})[[2, 9]].tolist() == [0.75, 0.25]
    with pytest.raises(KeyError):
        mix.mixture({"piracy": 1})


def test_the_categories_have_their_measured_shares(inside: pd.DataFrame) -> None:
    drawn = inside["Crime type"].value_counts(normalize=True)[TITLES].to_numpy()
    np.testing.assert_allclose(drawn, mix.SHARES, atol=0.006)
    np.testing.assert_allclose(drawn, mix.SHARES, rtol=0.15)


def test_antisocial_behaviour_has_its_summer(inside: pd.DataFrame) -> None:
    rows = inside[inside["Crime type"] == "Anti-social behaviour"]
    by_month = rows.groupby("Month").size()
    summer = by_month[by_month.index.str[5:].isin(["07", "08", "09"])].mean()
    winter = by_month[by_month.index.str[5:].isin(["11", "12", "01"])].mean()
    assert 1.4 < summer / winter < 2.2


@pytest.mark.parametrize(
    ("title", "low", "high"),
    [
        ("Anti-social behaviour", 2.1, 3.2),
        ("Criminal damage and arson", 1.7, 2.4),
        ("Violence and sexual offences", 1.5, 1.9),
        ("Vehicle crime", 1.35, 1.85),
        ("Burglary", 1.2, 1.7),
    ],
)
def test_a_category_is_as_uneven_as_measured(inside: pd.DataFrame, title: str, low: float, high: float) -> None:
    rows = inside[inside["Crime type"] == title]
    rows = rows.assign(cell=cells.CellIndex(resolution=9).cells(rows["lon"].to_numpy(), rows["lat"].to_numpy()))
    assert low < dispersion(rows) < high


def test_all_crime_is_as_uneven_as_measured(inside: pd.DataFrame) -> None:
    rows = inside.assign(cell=cells.CellIndex(resolution=9).cells(inside["lon"].to_numpy(), inside["lat"].to_numpy()))
    assert 2.1 < dispersion(rows) < 2.9


def test_rows_stand_on_some_1875_anchors_and_few_of_them_hold_most(inside: pd.DataFrame) -> None:
    per_anchor = inside.groupby(["lon", "lat"]).size().sort_values(ascending=False)
    assert 1700 < len(per_anchor) <= mix.ANCHORS + 2  # an anchor may stay empty; two institutions have their own
    share = per_anchor.cumsum() / per_anchor.sum()
    assert share.iloc[187] == pytest.approx(0.49, abs=0.05)
    assert share.iloc[937] == pytest.approx(0.90, abs=0.03)


def test_the_town_centre_holds_its_share_and_the_busiest_anchors(inside: pd.DataFrame) -> None:
    centre = next(place for place in PLACES if place.kind == "centre")
    assert near(inside, centre, mix.CENTRE_M).sum() / len(inside) == pytest.approx(0.169, abs=0.02)


@pytest.mark.parametrize(("kind", "monthly"), [("police station", 45), ("hospital", 40)])
def test_an_institution_reports_on_one_point(inside: pd.DataFrame, kind: str, monthly: float) -> None:
    place = next(place for place in PLACES if place.kind == kind)
    rows = inside[(inside["lon"] == place.lon) & (inside["lat"] == place.lat)]
    assert set(rows["Location"]) == {f"On or near {place.label}"}
    assert len(rows) / 35 == pytest.approx(monthly, rel=0.12)


def test_lasting_places_are_busy_every_month_and_lie_in_three_neighbourhoods(
    inside: pd.DataFrame, locator: locate.Locator
) -> None:
    lasting = [place for place in PLACES if place.kind == "lasting"]
    for place in lasting:
        assert near(inside, place).median() > 0.9 * place.monthly
        assert (near(inside, place) > 15).all()
    wards = locator.wards([place.lon for place in lasting], [place.lat for place in lasting])
    assert {locator.outlines.wards[ward].neighbourhood for ward in wards} == {"East", "South", "West"}


def test_the_emerging_place_rises_in_its_last_four_months(inside: pd.DataFrame) -> None:
    place = next(place for place in PLACES if place.kind == "emerging")
    counts = near(inside, place)
    assert place.first == "2026-07"
    assert counts["2026-07":].min() > 1.5 * counts[:"2026-06"].median()
    assert counts["2026-08":].min() > counts[:"2026-06"].max()
    assert counts["2026-07":].mean() > 3.5 * counts[:"2026-06"].mean()


def test_the_quietened_place_was_strong_and_is_calm(inside: pd.DataFrame) -> None:
    place = next(place for place in PLACES if place.kind == "quietened")
    counts = near(inside, place)
    assert place.last == "2026-04"
    assert counts[:"2026-04"].median() > 0.9 * place.monthly
    assert counts["2026-05":].max() < 0.5 * counts[:"2026-04"].median()


def maps(inside: pd.DataFrame, locator: locate.Locator, title: str, last_month: str) -> tuple[np.ndarray, np.ndarray]:
    """Cells of the area and which of them are hotspots in the three months to ``last_month``, institutions apart."""
    grid = cells.grid(locator.outlines, 9)
    first = f"{last_month[:5]}{int(last_month[5:]) - 2:02d}"
    rows = inside[inside["Month"].between(first, last_month)]
    rows = rows[~rows["Location"].isin(["On or near Police Station", "On or near Hospital"])]
    if title != "all":
        rows = rows[rows["Crime type"] == title]
    found = cells.CellIndex(resolution=9).cells(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    counts = np.bincount(np.searchsorted(grid, found), minlength=len(grid)).astype(float)
    floor = 5 if title == "all" else 3
    return grid, hotspots.hotspots(counts, adjacency.ring_matrix(grid, 1), alpha=0.05, floor=floor).hotspot


@pytest.mark.parametrize(
    ("title", "month", "found", "missing"),
    [
        ("Anti-social behaviour", "2026-10", {"centre", "lasting", "emerging"}, {"quietened", "hospital"}),
        ("Anti-social behaviour", "2026-03", {"centre", "lasting", "quietened"}, {"emerging", "hospital"}),
        ("all", "2026-10", {"centre", "lasting", "emerging"}, {"quietened", "hospital"}),
        ("all", "2026-03", {"centre", "lasting", "quietened"}, {"emerging", "hospital"}),
        ("Shoplifting", "2026-10", {"centre"}, {"emerging", "quietened"}),
    ],
)
def test_the_hotspot_map_finds_what_was_planted(
    inside: pd.DataFrame, locator: locate.Locator, title: str, month: str, found: set[str], missing: set[str]
) -> None:
    grid, hot = maps(inside, locator, title, month)
    lon, lat = cells.centres(grid)
    kinds = {place.kind for place in PLACES if (hot & (crs.distance_m(place.lon, place.lat, lon, lat) < 300)).any()}
    assert found <= kinds
    assert not missing & kinds
