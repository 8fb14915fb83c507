"""What a table of hotspots says of each cell besides its count: expectation, surge, class, rank interval, a line."""

import numpy as np
import pandas as pd
import pytest
from listed import LAST, cell

from aim import schema
from aim.concerns import load
from aim.config import Config
from aim.questions import reasons
from aim.questions.cell_depth import proactive
from aim.questions.freshness import freshness
from aim.questions.hotspot_map import SERIOUSNESS, hotspot_table
from aim.questions.shown import show
from aim.reading.classing import classing
from aim.reading.shown import Shown
from aim.reading.surging import surging


def table(config: Config, concern: str, **choices: object) -> pd.DataFrame:
    return hotspot_table(config, **{"month": LAST, "window": 3, "concern": concern} | choices)[0].set_index("cell")


@pytest.fixture(scope="module")
def everything(listed_town: Config) -> pd.DataFrame:
    return table(listed_town, "all")


def test_the_columns_are_the_contracted_ones_without_an_empty_cell_where_something_can_be_said(
    everything: pd.DataFrame,
) -> None:
    assert tuple(everything.reset_index().columns) == schema.HOTSPOTS
    assert set(everything["surge"]) == {"true", "false"}
    assert set(everything["class"]) <= {"every month", "new or worse", "quietened", "on and off", "none"}
    assert not everything[["compared", "expected", "surge", "class", "class_detail", "why"]].isna().any().any()
    hot = everything["hotspot"]
    assert everything.loc[hot, ["rank_low", "rank_high"]].notna().all().all()
    assert everything.loc[~hot, ["rank_low", "rank_high"]].isna().all().all()
    assert (everything.loc[hot, "rank_low"] <= everything.loc[hot, "rank_high"]).all()
    assert everything.loc[hot, "rank_high"].max() <= hot.sum()


@pytest.mark.parametrize(("concern", "window"), [("burglary", 1), ("violence", 3), ("crime", 12)])
def test_the_columns_are_what_the_readings_say(listed_town: Config, concern: str, window: int) -> None:
    found = show(listed_town)
    assert found is not None
    fresh = freshness(listed_town, Shown(found.picture))
    made = table(listed_town, concern, window=window).loc[[f"{c:015x}" for c in fresh.shown.cells(9)[schema.CELL]]]
    asked = (fresh, fresh.shown.concern(concern), LAST)
    surge, classed = surging(*asked, window, 9), classing(*asked, 9)
    np.testing.assert_array_equal(made["compared"], surge.count)
    if surge.said:
        np.testing.assert_array_equal(made["expected"], surge.expected)
        assert made["surge"].tolist() == [str(each).lower() for each in surge.surge.tolist()]
    else:
        assert made["expected"].isna().all()
        assert set(made["surge"]) == {"cannot say"}
    assert (made["class"] != "none").sum() == (classed.room > 0).sum()


def test_a_year_asks_for_more_months_than_are_held_and_says_so(listed_town: Config) -> None:
    found, record = hotspot_table(listed_town, month="2026-06", window=12, concern="all")
    assert record["cannot_say"] == ["surges and what is expected: only 15 of the 18 months needed before these"]
    assert set(found["surge"]) == {"cannot say"}
    assert "cannot say" not in set(found["class"])
    assert found["why"].str.contains("cannot say: only 15 of the 18 months needed before these").all()
    assert hotspot_table(listed_town, month="2026-09", window=12, concern="all")[1]["cannot_say"] == []


def test_the_line_tells_of_the_rise_and_of_the_standing_place(listed_town: Config) -> None:
    risen = table(listed_town, "burglary", window=1).loc[cell("West")]
    assert (risen["surge"], risen["class"]) == ("true", "new or worse")
    assert risen["why"].startswith(f"{risen['count']} this month, 1 expected · ")
    assert risen["why"].endswith(" · new or worse")
    standing = table(listed_town, "violence").loc[cell("South")]
    assert (standing["surge"], standing["class"]) == ("false", "every month")
    assert "stood out in 12 of the last 12 months · every month" in standing["why"]


def test_a_cell_that_does_not_stand_out_has_no_line(everything: pd.DataFrame) -> None:
    plain = (everything["surge"] == "false") & (everything["class"] == "none")
    still = plain & ~everything["hotspot"] & ~everything["edge"]
    assert still.sum() > 300
    assert (everything.loc[still, "why"] == "").all()
    assert (everything.loc[~still, "why"] != "").all()


def test_what_does_not_rank_is_counted_and_the_line_says_what_is_compared(listed_town: Config) -> None:
    drugs = table(listed_town, "all", window=1).loc[cell("South", 3, 0)]
    assert drugs["count"] == drugs["compared"] + 30
    assert f"{drugs['count']} this month, of which {drugs['compared']} rank, " in drugs["why"]


def test_a_map_by_seriousness_has_no_interval_of_ranks_and_leaves_that_of_counts_alone(listed_town: Config) -> None:
    for window in (3, 6):  # of which one is stored
        before = table(listed_town, "crime", window=window)
        harm = table(listed_town, "crime", window=window, by=SERIOUSNESS)
        assert harm[["rank_low", "rank_high"]].isna().all().all()
        again = table(listed_town, "crime", window=window)
        assert before[["rank_low", "rank_high"]].notna().any().all()
        pd.testing.assert_frame_equal(before, again)


def test_proactive_categories_are_named(listed_town: Config) -> None:
    concerns = {concern.name: concern for concern in load()}
    assert proactive([concerns["burglary"]]) == ""
    assert proactive([concerns["crime"]]) == (
        "counted and not ranked, since counts depend on enforcement: drugs and possession of weapons"
    )
    assert proactive([concerns["drugs"]]) == (
        "counts of drugs depend on enforcement: no place is put up for discussion for them"
    )
    assert hotspot_table(listed_town, month=LAST, concern="drugs")[1]["proactive"] == proactive([concerns["drugs"]])


def test_a_cell_that_one_location_may_explain_is_called_by_its_ward(listed_town: Config) -> None:
    found = table(listed_town, "fly-tipping")
    hidden = found.loc[cell("East", 3, 0)]
    assert hidden["surge"] == "true"
    assert (hidden["place"], hidden["ward"] in hidden["place"]) == (hidden["ward"], True)
    assert hidden["why"].endswith(reasons.ONE_LOCATION)
    others = table(listed_town, "burglary", window=1)
    named = others[(others["hotspot"] | (others["surge"] == "true")) & (others["place"] != others["ward"])]
    assert len(named) > 0
    assert not named["why"].str.contains(reasons.ONE_LOCATION).any()


def test_what_nobody_reports_is_said_and_is_no_map_without_hotspots(listed_town: Config) -> None:
    _, record = hotspot_table(listed_town, month=LAST, window=3, concern="fires")
    assert record["sources"] == []
    assert record["cannot_say"] == ["anything of deliberate fires: no source reports it"]
