"""June 2025 from the real months, by the way a page or an analyst asks."""

import pandas as pd
import pytest

from aim.config import Config
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.questions.trends import trends_table

pytestmark = pytest.mark.real
OUTSIDE = {"higher", "slightly higher", "slightly lower", "lower"}


@pytest.fixture(scope="module")
def june(cleveland: Config) -> pd.DataFrame:
    return trends_table(cleveland, month="2025-06")[0]


def test_robbery_in_north_is_what_stands_out(june: pd.DataFrame) -> None:
    """Of 38 neighbourhoods x concerns two are outside: robbery in North, and crime in East by one incident."""
    level = june[june["kind"] == "neighbourhood"]
    assert (level["signal"] != "cannot say").sum() == pytest.approx(38, abs=2)
    outside = level[level["signal"].isin(OUTSIDE)]
    assert len(outside) <= 4
    robbery = outside[outside["concern"] == "robbery"]
    assert robbery["neighbourhood"].tolist() == ["North"]
    assert robbery["signal"].tolist() == ["higher"]
    assert robbery["count"].iloc[0] == pytest.approx(43, abs=2)  # known places are apart, outlines our own
    assert robbery["expected"].iloc[0] == pytest.approx(16, abs=1.5)


def test_what_overlaps_adds_up(june: pd.DataFrame) -> None:
    """Wards to their neighbourhood, neighbourhoods to the town: of recorded crime nothing is held without a ward."""
    known = june[june["count"].notna()]
    town = known[known["kind"] == "town"].set_index("concern")["count"]
    for kind in ("neighbourhood", "ward"):
        assert known[known["kind"] == kind].groupby("concern")["count"].sum().to_dict() == town.to_dict()
    assert town["all"] == pytest.approx(2_373, rel=0.01)
    assert (known["history"] == 29).all()


def test_concerns_of_partners_that_are_not_there_are_silent(june: pd.DataFrame) -> None:
    unheard = june[june["reason"] == "no source reports it"]
    assert {"litter", "fires", "noise"} <= set(unheard["concern"])
    assert unheard["count"].isna().all()
    assert not unheard["complete"].any()


def test_no_real_month_is_thin(cleveland: Config) -> None:
    shown = show(cleveland)
    assert shown is not None
    assert freshness(cleveland, shown).doubts == {"police": {}}


def test_half_a_year_ahead_the_bands_hold_about_as_often_as_they_should(cleveland: Config) -> None:
    tables = [trends_table(cleveland, month=f"2025-{month:02d}")[0] for month in range(1, 7)]
    every = pd.concat(tables)
    wards = every[(every["kind"] == "ward") & (every["signal"] != "cannot say")]
    assert len(wards) > 600
    assert 0.92 <= (~wards["signal"].isin(OUTSIDE)).mean() <= 0.97
    assert (trends_table(cleveland, month="2024-12")[0]["signal"] == "cannot say").all()  # 23 months: context


def test_seriousness_of_published_data_is_mostly_violence_and_says_so(cleveland: Config, june: pd.DataFrame) -> None:
    """Which is why no page ranks by it: most of the order would be that of one category."""
    _, record = trends_table(cleveland, month="2025-06")
    share, _, said = record["seriousness"][0].partition("%")
    assert said == " of the town's seriousness is of one category: Violence and sexual offences"
    assert float(share) == pytest.approx(77, abs=6)
    town = june[(june["kind"] == "town") & (june["concern"] == "all")].iloc[0]
    assert town["rate_per_1000"] == pytest.approx(town["count"] / 141.285)
    assert town["harm_low"] < town["harm"] < town["harm_high"]
