"""Expectation, scatter and surges on the real months: what June 2025 has, as the method finds it."""

import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv
import pytest
from numpy.typing import NDArray

from aim import config
from aim.engine.counts import count_cube
from aim.engine.expected import expected, expected_next, learn
from aim.engine.harm import harm
from aim.engine.scatter import by_level, dispersion
from aim.engine.surge import surges
from aim.geography import outlines
from aim.geography.cells import CellIndex, assign, grid
from aim.geography.locate import Locator

pytestmark = pytest.mark.real

POLICE = Path("data/police/cleveland-2023-01_2025-06.zip")
HISTORY, WINDOW = 24, 3
TITLES = {
    "Anti-social behaviour": "anti-social-behaviour", "Bicycle theft": "bicycle-theft", "Burglary": "burglary",
    "Criminal damage and arson": "criminal-damage-arson", "Drugs": "drugs", "Other crime": "other-crime",
    "Other theft": "other-theft", "Possession of weapons": "possession-of-weapons", "Public order": "public-order",
    "Robbery": "robbery", "Shoplifting": "shoplifting", "Theft from the person": "theft-from-the-person",
    "Vehicle crime": "vehicle-crime", "Violence and sexual offences": "violent-crime",
}  # fmt: skip
KINDS = sorted(TITLES)
CRIME = [kind for kind in KINDS if kind != "Anti-social behaviour"]


def street_rows(archive: Path) -> list[pa.Table]:
    """Longitude, latitude and type of every row that has a point, month by month."""
    months = []
    with zipfile.ZipFile(archive) as members:
        for name in sorted(name for name in members.namelist() if name.endswith("-street.csv")):
            with members.open(name) as file:
                table = pv.read_csv(file).select(["Longitude", "Latitude", "Crime type"]).drop_null()
            months.append(table)
    return months


@pytest.fixture(scope="module")
def town(shared: Path) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    """Counts [kinds, months, cells] of the town at resolution 9, and the neighbourhood of each cell."""
    area = outlines.load(config.load(environ={"AIM_TODAY": "2025-07-01"}))
    locator, index, cells = Locator(area), CellIndex(9), grid(area, 9)
    columns = []
    for number, table in enumerate(street_rows(shared / POLICE)):
        lon, lat = (table[name].to_numpy() for name in ("Longitude", "Latitude"))
        inside = locator.wards(lon, lat) >= 0
        kind = np.searchsorted(KINDS, table["Crime type"].to_numpy()[inside].astype(str))
        columns.append((kind, np.full(kind.size, number), index.cells(lon[inside], lat[inside])))
    kind, month, cell = (np.concatenate(column) for column in zip(*columns, strict=True))
    cube = count_cube(kind, month, cell, n_categories=len(KINDS), n_months=30, cells=cells)
    home = np.array(area.neighbourhoods)[area.ward_neighbourhood[assign(cells, area)]]
    return cube.astype(np.int64), home


def of(cube: NDArray[np.int64], *kinds: str) -> NDArray[np.int64]:
    """Months of some kinds together, [months, cells]."""
    return cube[[KINDS.index(kind) for kind in kinds]].sum(axis=0)


def test_scatter_is_what_it_was_measured_to_be(town: tuple[NDArray[np.int64], NDArray[np.str_]]) -> None:
    cube, _ = town
    crime = of(cube, *CRIME)
    assert float(dispersion(crime)) == pytest.approx(2.2, abs=0.15)
    base, growth = by_level(crime)
    assert float(base) == pytest.approx(1.41, abs=0.1)
    assert float(growth) == pytest.approx(0.065, abs=0.015)
    assert float(dispersion(of(cube, "Violence and sexual offences"))) == pytest.approx(1.6, abs=0.15)
    assert float(dispersion(of(cube, "Burglary"))) == pytest.approx(1.3, abs=0.15)


def test_june_2025_has_two_places_unusual_for_themselves(town: tuple[NDArray[np.int64], NDArray[np.str_]]) -> None:
    cube, home = town
    crime = of(cube, *CRIME)
    past, window = learn(crime[30 - WINDOW - HISTORY : 30 - WINDOW]), crime[30 - WINDOW :].sum(axis=0)
    mu = float(past.total) * WINDOW / HISTORY
    found = surges(window, past, mu, alpha=0.05, floor=5)
    assert found.expected.sum() == pytest.approx(mu)
    assert home[found.surge].tolist() == ["West", "West"]
    assert sorted(window[found.surge].tolist()) == [59, 71]
    assert (window[found.surge] > 3 * found.expected[found.surge]).all()


def test_what_came_next_is_nearer_with_the_window_than_without(
    town: tuple[NDArray[np.int64], NDArray[np.str_]],
) -> None:
    cube, _ = town
    crime = of(cube, *CRIME)
    past, window = learn(crime[:HISTORY]), crime[HISTORY : HISTORY + WINDOW].sum(axis=0)
    came = crime[HISTORY + WINDOW :].sum(axis=0)
    above = np.argsort(-(window - expected(past, window.sum())))[:20]
    following = expected_next(past, window, came.sum())[above].sum()
    without = expected(past, came.sum())[above].sum()
    assert without < following < came[above].sum() * 1.1  # real places move: no closer than that is promised


def test_most_of_the_seriousness_is_violence(town: tuple[NDArray[np.int64], NDArray[np.str_]]) -> None:
    cube, _ = town
    table = config.load(environ={}).harm
    days = {row.category: row.typical for row in table.weights}
    weights = [[days[TITLES[kind]]] * 3 for kind in KINDS]
    counts = cube.sum(axis=(1, 2))
    whole = harm(counts, weights)
    assert whole.unweighed == 0
    violence = counts[KINDS.index("Violence and sexual offences")] * days["violent-crime"]
    assert violence / whole.typical == pytest.approx(0.77, abs=0.01)
