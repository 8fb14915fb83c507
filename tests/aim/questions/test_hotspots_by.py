"""The map of hotspots by seriousness: one grave incident outweighs many small ones, and the rest of the map holds."""

import json
from dataclasses import replace
from pathlib import Path

import h3
import numpy as np
import pandas as pd
import pytest
from holding import AT, COUNCIL, POLICE, Holding, rows

from aim import build, months
from aim.config import Config
from aim.engine import adjacency
from aim.engine.hotspots import gi_star
from aim.errors import QuestionError
from aim.questions.hotspot_map import SERIOUSNESS, hotspot_table
from aim.store import derived
from aim.store import picture as stored

MONTH = "2026-09"
SOME = replace(POLICE, categories=("anti-social-behaviour", "burglary", "robbery", "violent-crime"))
# North: much of what weighs little. West: violence. South: two robberies a month, in all less than a hotspot needs.
MONTHLY = [("anti-social-behaviour", "North", 40), ("violent-crime", "West", 12), ("robbery", "South", 2)]
DAYS = {"North": 3 * 40 * 1, "West": 3 * 12 * 197, "South": 3 * 2 * 365}


def filled(folder: Path) -> Config:
    holding = Holding(folder / "store")
    held = months.between("2026-04", MONTH)
    # In East more violence the later it is: as much as in West in the last month, and none before July.
    holding.take(
        SOME,
        {m: rows(*MONTHLY, ("violent-crime", "East", 12 if m == MONTH else 4 if m > "2026-06" else 0)) for m in held},
    )
    holding.take(COUNCIL, {m: rows(("litter", "South", 30)) for m in held})
    config = holding.config()
    build.build(config)
    return config


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Half a year of four places, built."""
    return filled(tmp_path_factory.mktemp("by"))


@pytest.fixture(scope="module")
def table(config: Config) -> pd.DataFrame:
    return by(config)


def by(config: Config, concern: str = "crime", **choices) -> pd.DataFrame:
    found, _ = hotspot_table(config, month=MONTH, window=3, concern=concern, by=SERIOUSNESS, **choices)
    return found.set_index("cell")


def cell(where: str) -> str:
    longitude, latitude = AT[where]
    return h3.latlng_to_cell(latitude, longitude, 9)


def test_days_are_those_of_the_window_and_counts_stay(config: Config, table: pd.DataFrame) -> None:
    every = by(config, "all")
    days = DAYS | {"East": (12 + 4 + 4) * 197}
    assert {where: every.loc[cell(where), "harm"] for where in days} == pytest.approx(days)
    assert every["harm"].sum() == pytest.approx(sum(days.values()))
    counted, record = hotspot_table(config, month=MONTH, window=3, concern="all")
    assert "harm" not in counted
    assert (record["by"], record["seriousness"]) == ("count", [])
    pd.testing.assert_series_equal(counted.set_index("cell")["count"].sort_index(), every["count"].sort_index())
    assert list(every.columns[:-1]) == list(counted.columns[1:])
    assert table.loc[cell("North"), "harm"] == 0  # no crime


def test_gi_star_is_of_the_days(config: Config) -> None:
    every = by(config, "all")
    grid = np.array(sorted(int(name, 16) for name in every.index))
    days = every["harm"].to_numpy()[np.argsort([int(name, 16) for name in every.index])]
    told = pd.Series(gi_star(days, adjacency.ring_matrix(grid, 1)), index=[f"{name:015x}" for name in grid])
    pd.testing.assert_series_equal(every["z"].sort_index(), told.sort_index(), check_names=False, rtol=1e-9)


def test_what_stands_out_by_count_and_by_seriousness_differs(config: Config) -> None:
    counted, _ = hotspot_table(config, month=MONTH, window=3, concern="all")
    counted = counted.set_index("cell")
    every = by(config, "all")
    assert counted.loc[cell("North"), "hotspot"]
    assert not every.loc[cell("North"), "hotspot"]
    assert every.loc[cell("West"), ["hotspot", "rank"]].tolist() == [True, 1]
    assert every.loc[cell("East"), ["hotspot", "rank"]].tolist() == [True, 2]


def test_a_hotspot_still_needs_incidents_of_its_own(config: Config) -> None:
    """Two robberies weigh as much as 730 thefts, and are still two: the cell is edge, and never named."""
    found, _ = hotspot_table(config, month=MONTH, window=1, concern="robbery", by=SERIOUSNESS)
    south = found.set_index("cell").loc[cell("South")]
    assert (south["count"], south["harm"]) == (2, 730)
    assert (south["hotspot"], south["edge"]) == (False, True)


def test_the_output_says_what_makes_most_of_it(config: Config) -> None:
    _, record = hotspot_table(config, month=MONTH, window=3, concern="all", by=SERIOUSNESS)
    share = (DAYS["West"] + 20 * 197) / (sum(DAYS.values()) + 20 * 197)
    assert record["by"] == SERIOUSNESS
    assert record["seriousness"] == [
        f"{share:.0%} of the town's seriousness is of one category: Violence and sexual offences",
        "weights that are a local choice, published by nobody: Anti-social behaviour",
    ]


def test_what_has_no_weight_has_no_such_map(config: Config, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"nothing counted of 'litter' has a weight: settings/harm\.toml"):
        by(config, "litter")
    with pytest.raises(QuestionError, match="no map by 'days': there are count and seriousness"):
        hotspot_table(config, month=MONTH, by="days")
    older = filled(tmp_path)
    current = derived.current(older.data)
    assert current is not None
    folder = derived.find(older.data, current["fingerprint"])
    manifest = json.loads((folder / stored.MANIFEST).read_text(encoding="utf-8"))
    del manifest["settings"]["harm"]
    (folder / stored.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(QuestionError, match="older than the weights"):
        by(older)
