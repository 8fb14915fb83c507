"""The table of wards: the same numbers as everywhere else, and silent where they are."""

import pytest
from listed import LAST

from aim import months, schema
from aim.config import Config
from aim.questions.area_views import WardRow
from aim.questions.freshness import freshness
from aim.questions.month import month_view
from aim.questions.shown import show
from aim.questions.trends import trends_table
from aim.questions.wards import ward_rows


def of(config: Config, concern: str, month: str = LAST) -> tuple[WardRow, ...]:
    shown = show(config)
    assert shown is not None
    return ward_rows(freshness(config, shown), shown.concern(concern), month)


def test_wards_add_up_to_the_cards(listed_town: Config) -> None:
    view = month_view(listed_town, month=LAST)
    assert view is not None
    for card in view.cards:
        mine = [row for row in view.wards if row.neighbourhood == card.neighbourhood]
        assert sum(row.count or 0 for row in mine) == card.count
        assert sum(row.last_year or 0 for row in mine) == card.last_year


@pytest.mark.parametrize("concern", ["all", "burglary"])
def test_a_ward_has_the_verdict_and_the_rate_of_the_table_of_trends(listed_town: Config, concern: str) -> None:
    table, _ = trends_table(listed_town, month=LAST, concern=concern)
    rows = of(listed_town, concern)
    told = table[table[schema.KIND] == schema.WARD].set_index(schema.WARD)
    assert [row.ward for row in rows] == told.index.tolist()
    for row in rows:
        mine = told.loc[row.ward]
        assert (row.count, row.signal, row.reason) == (mine[schema.COUNT], mine[schema.SIGNAL], mine[schema.REASON])
        assert row.per_1000 == pytest.approx(mine[schema.RATE], nan_ok=True)
        assert (row.lower is None) == (row.signal == "cannot say")


def test_last_year_is_what_was_counted_a_year_ago(listed_town: Config) -> None:
    before = {row.ward: row.count for row in of(listed_town, "all", months.shift(LAST, -12))}
    assert {row.ward: row.last_year for row in of(listed_town, "all")} == before


def test_nothing_is_compared_that_is_not_there(listed_town: Config) -> None:
    first = of(listed_town, "all", "2024-04")
    assert {(row.last_year, row.signal, row.reason) for row in first} == {
        (None, "cannot say", "no history yet: 0 of 12"),
    }  # fmt: skip
