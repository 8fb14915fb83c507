"""The last real months looked back on, by the way an analyst asks, with the settings as shipped."""

from typing import Any

import pandas as pd
import pytest

from aim.config import Config
from aim.questions.backtest import backtest_table

pytestmark = pytest.mark.real

# Mean PAI of the engine and of the last 12 months, the best attainable, the difference and its standard error.
PINNED = {
    ("all", 9): (9.24, 9.18, 10.11, 0.06, 0.04),
    ("all", 10): (14.84, 14.83, 17.85, 0.01, 0.05),
    ("crime", 9): (9.39, 9.36, 10.40, 0.02, 0.04),
    ("crime", 10): (15.01, 14.80, 18.38, 0.21, 0.08),
    ("violence", 9): (9.16, 9.11, 10.59, 0.05, 0.04),
    ("violence", 10): (13.64, 13.58, 20.76, 0.05, 0.06),
    ("burglary", 9): (7.92, 7.87, 16.06, 0.05, 0.19),
    ("burglary", 10): (10.62, 9.84, 33.33, 0.77, 0.17),
    ("vehicle-crime", 9): (8.61, 8.67, 16.66, -0.06, 0.21),
    ("vehicle-crime", 10): (12.39, 11.95, 33.33, 0.44, 0.41),
    ("damage-and-arson", 9): (7.60, 7.91, 12.82, -0.31, 0.40),
    ("damage-and-arson", 10): (12.70, 12.28, 27.87, 0.41, 0.12),
    ("drugs", 9): (9.21, 8.88, 16.98, 0.34, 0.29),
    ("drugs", 10): (13.11, 13.00, 33.33, 0.11, 0.20),
    ("shoplifting-and-theft", 9): (17.63, 17.69, 20.20, -0.06, 0.10),
    ("shoplifting-and-theft", 10): (25.09, 24.90, 32.70, 0.19, 0.05),
    ("anti-social-behaviour", 9): (9.68, 9.68, 12.74, 0.00, 0.10),
    ("anti-social-behaviour", 10): (16.26, 15.99, 24.31, 0.27, 0.12),
}


@pytest.fixture(scope="module")
def year(cleveland: Config) -> tuple[pd.DataFrame, dict[str, Any]]:
    return backtest_table(cleveland, first="2024-07", last="2025-06")


def test_the_means_of_the_last_twelve_months(year: tuple[pd.DataFrame, dict[str, Any]]) -> None:
    _, record = year
    found = {(each["concern"], each["resolution"]): each for each in record["summary"]}
    assert found.keys() == PINNED.keys()
    for at, pinned in PINNED.items():
        each = found[at]
        values = [each["pai"]["engine"], each["pai"]["last 12 months"], each["best"]]
        assert values == pytest.approx(pinned[:3], abs=0.02), at
        assert [each["difference"], each["standard_error"]] == pytest.approx(pinned[3:], abs=0.02), at
        assert (each["rival"], each["months"]) == ("last 12 months", 12)
        assert each["pai"]["last month"] < each["pai"]["last 12 months"]


def test_no_concern_is_shipped_that_trails_its_rival(
    cleveland: Config, year: tuple[pd.DataFrame, dict[str, Any]]
) -> None:
    _, whole = backtest_table(cleveland, first="2023-01", last="2025-06")
    assert {each["months"] for each in whole["summary"]} == {18}
    for record in (year[1], whole):
        assert [(each["concern"], each["resolution"]) for each in record["summary"] if each["verdict"] == "worse"] == []
    better = {(each["concern"], each["resolution"]) for each in year[1]["summary"] if each["verdict"] == "better"}
    assert better >= {("burglary", 10), ("damage-and-arson", 10), ("shoplifting-and-theft", 10)}
    assert "robbery: 33.8 a month, under 50" in year[1]["left_out"]


def test_every_row_is_a_share_of_what_happened(year: tuple[pd.DataFrame, dict[str, Any]]) -> None:
    table, _ = year
    assert len(table) == 9 * 2 * 12 * 4
    assert table["recapture"].to_numpy() == pytest.approx(0.03 * table["pai"].to_numpy())
    assert table["pai"].to_numpy() == pytest.approx((table["pei"] * table["best"]).to_numpy())
    assert table["pei"].between(0, 1 + 1e-9).all()
    assert (table[table["ranking"] == "random"]["pai"].sub(1).abs() < 1e-9).all()
    assert set(table["since"]) == {"2023-01"}
