"""A planted burst is found where and when it was; still years, monthly sources and one address are told as such."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pandas as pd
import pytest
from holding import AT, COUNCIL, FIRE, HOUSING, POLICE, RECORDS, TODAY, Holding, incident, rows

from aim import build, months, schema
from aim.building import answering
from aim.config import load
from aim.errors import QuestionError
from aim.questions.clusters import cluster_outlines, clusters_table
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.reading import clusters as reading
from aim.reading.studies import DAYS, study
from aim.store import derived

LAST, LATE = date(2026, 10, 31), "2026-11-20"
YEAR = months.between("2025-11", "2026-10")
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def holding(own_store: Path, monkeypatch: pytest.MonkeyPatch) -> Holding:
    monkeypatch.setattr(answering, "MONTHS", 1)  # what else a build works out of each month is not asked here
    return Holding(own_store)


def at(category: str, where: str, day: date, east: int = 0, north: int = 0) -> dict[str, Any]:
    """An incident at noon, so many steps of 15 m from the point of a neighbourhood."""
    longitude, latitude = AT[where][0] + east * 0.00023, AT[where][1] + north * 0.000135
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return incident(category, where) | {
        schema.LONGITUDE: longitude,
        schema.LATITUDE: latitude,
        schema.CELL: int(h3.latlng_to_cell(latitude, longitude, schema.STORAGE_RESOLUTION), 16),
        schema.OCCURRED_FROM: moment,
    }


def still(category: str, days: Iterable[int] = range(0, 396, 3)) -> Iterator[dict[str, Any]]:
    """One incident so many days before the last, in turn at four places: no days hold more of one than of others."""
    for n, back in enumerate(days):
        yield at(category, ("East", "North", "South", "West")[n % 4], LAST - timedelta(days=back), n % 7, n % 5)


def burst(category: str, where: str = "East", spread: int = 1) -> list[dict[str, Any]]:
    """Nine incidents in the last six days, around a point that is not the usual one of its neighbourhood."""
    return [at(category, where, LAST - timedelta(days=n % 6), 20 + spread * n, 20 + spread * (n % 3)) for n in range(9)]


def by_month(found: Iterable[dict[str, Any]]) -> Rows:
    held: Rows = defaultdict(list)
    for row in found:
        held[months.of(row[schema.OCCURRED_FROM])].append(row)
    return dict(sorted(held.items()))


def table(holding: Holding, **asked: Any) -> pd.DataFrame:
    """The stored answers of a picture that is built now, by concern."""
    build.build(holding.config())
    found, _ = clusters_table(holding.config(), **asked)
    return found.set_index(schema.CONCERN)


# ---- what is found --------------------------------------------------------------------------------------------------


def test_a_planted_burst_is_found_in_its_place_and_days(holding: Holding) -> None:
    planted = burst("fly-tipping")
    holding.take(COUNCIL, by_month([*still("fly-tipping"), *still("litter"), *planted]), on=LATE)
    holding.take(FIRE, by_month(still("fire-deliberate-secondary")), on=LATE)
    holding.take(POLICE, {month: rows(("burglary", "North", 9)) for month in YEAR}, on=LATE)
    build.build(holding.config())
    found, record = clusters_table(holding.config())
    row = found.set_index(schema.CONCERN).loc["fly-tipping"]
    assert (row["status"], row["reason"], row["neighbourhood"], row["alarm"]) == ("cluster", "", "East", True)
    assert (row["count"], row["days"], row["first_day"], row["last_day"]) == (9, 6, LAST - timedelta(days=5), LAST)
    assert (row["study_first"], row["study_last"]) == (LAST - timedelta(days=DAYS - 1), LAST)
    assert row["expected"] < 1
    assert row["recurrence_days"] == 1000
    assert row["one_location"] == pytest.approx(1 / 9)
    assert (row["sources"], row["left_out"]) == ("Council", "")
    held = {h3.cell_to_parent(f"{each[schema.CELL]:015x}", 9) for each in planted}
    assert held <= set(row["cells"].split())
    grid = pd.DataFrame(show(holding.config()).cells(9)).set_index(schema.PLACE)
    assert f"{grid.loc[row['place'], schema.CELL]:015x}" in row["cells"].split()
    assert grid.loc[row["place"], schema.WARD] == row["ward"]
    assert record["title"] == "year to 31 October 2026"
    said = dict(line.split(": ", 1) for line in record["lines"])
    assert said["Fly-tipping"].startswith(f"9 in 6 days to 31 October around {row['place']}")
    assert said["Fly-tipping"].endswith(f"{row['expected']:.1f} were expected; by chance less than once in 2 years")
    assert said["Litter"] == said["Deliberate fires"] == "nothing that chance does not give"
    assert said["Burglary"] == "cannot say: Police data here is monthly"
    # The police report to all concerns by the month only: that is said of it, and the cluster is found without them.
    assert found.set_index(schema.CONCERN).loc["all", ["status", "left_out"]].tolist() == ["cluster", "Police"]
    assert record["not_searched"] == ["Police (all)"]


def test_the_outline_is_that_of_its_cells_and_else_of_the_town(holding: Holding) -> None:
    holding.take(COUNCIL, by_month([*still("fly-tipping"), *still("litter"), *burst("fly-tipping")]), on=LATE)
    build.build(holding.config())
    found, record = clusters_table(holding.config())
    outline = dict(
        zip(found[schema.CONCERN], cluster_outlines(holding.config(), found, record["picture"]), strict=True)
    )
    cells = found.set_index(schema.CONCERN).loc["fly-tipping", "cells"].split()
    area = sum(h3.cell_area(cell, unit="km^2") for cell in cells)
    per_degree = 111.3**2 * np.cos(np.radians(54.55))
    assert outline["fly-tipping"].area * per_degree == pytest.approx(area, rel=0.01)
    assert outline["litter"].equals(outline["burglary"])
    assert outline["litter"].contains(outline["fly-tipping"].centroid)
    assert outline["litter"].area > 20 * outline["fly-tipping"].area


def test_a_cluster_of_one_point_is_not_named(holding: Holding) -> None:
    holding.take(COUNCIL, by_month([*still("fly-tipping"), *burst("fly-tipping", spread=0)]), on=LATE)
    build.build(holding.config())
    found, record = clusters_table(holding.config(), concern="fly-tipping")
    row = found.iloc[0]
    assert (row["status"], row["one_location"]) == ("cluster", 1)
    assert row["reason"] == "one location may explain this: check before naming"
    assert row["place"] == f"Fly-tipping in {row['ward']}"
    (line,) = record["lines"]
    assert f"9 in 6 days to 31 October in {row['ward']} where" in line
    assert line.endswith("; one location may explain this: check before naming")


@pytest.mark.parametrize(("alike", "guarded"), [(5, False), (6, True)])
def test_the_guard_is_for_six_in_ten_on_one_point(holding: Holding, alike: int, guarded: bool) -> None:
    one = [at("fly-tipping", "East", LAST - timedelta(days=n % 4), 20, 20) for n in range(alike)]
    others = [at("fly-tipping", "East", LAST - timedelta(days=n % 4), 21 + n, 20) for n in range(10 - alike)]
    # Another at the same point in the month before is none of the cluster's.
    before = [at("fly-tipping", "East", LAST - timedelta(days=31), 20, 20)]
    holding.take(COUNCIL, by_month([*still("fly-tipping"), *one, *others, *before]), on=LATE)
    row = table(holding).loc["fly-tipping"]
    assert (row["count"], bool(row["reason"])) == (10, guarded)
    assert row["one_location"] == alike / 10


def test_a_burst_that_ended_weeks_ago_and_a_busier_town_are_none(holding: Holding) -> None:
    old = [row | {schema.OCCURRED_FROM: row[schema.OCCURRED_FROM] - timedelta(days=40)} for row in burst("fly-tipping")]
    everywhere = still("litter", [back for back in range(12) for _ in range(4)])
    holding.take(COUNCIL, by_month([*still("fly-tipping"), *old, *still("litter"), *everywhere]), on=LATE)
    found = table(holding)
    assert found.loc[["fly-tipping", "litter"], "status"].tolist() == ["none", "none"]
    assert found.loc["fly-tipping", ["place", "cells", "recurrence_days", "count"]].isna().all()


def test_the_same_picture_gives_the_same_answer_and_keeps_it(holding: Holding, tmp_path: Path) -> None:
    other = Holding(tmp_path / "other")
    for each in (holding, other):
        each.take(COUNCIL, by_month([*still("fly-tipping"), *still("litter"), *burst("litter")]), on=LATE)
        build.build(each.config())
    first, again = (show(each.config()) for each in (holding, other))
    stored = first.answer(reading.ANSWER)
    assert stored.equals(again.answer(reading.ANSWER))
    assert stored.equals(reading.clusters_table(freshness(holding.config(), first)))
    assert stored.schema.equals(schema.CLUSTERS)
    # What is all of one concern's incidents is the answer of the other too.
    both = stored.to_pandas().set_index(schema.CONCERN)
    assert both.loc["environmental-crime", "count"] == both.loc["all", "count"]


def test_a_later_load_leaves_an_earlier_picture_its_answer(holding: Holding) -> None:
    holding.take(COUNCIL, by_month(still("fly-tipping")), on=LATE)
    first = build.build(holding.config())["picture"]
    holding.take(COUNCIL, {"2026-10": by_month([*still("fly-tipping"), *burst("fly-tipping")])["2026-10"]}, on=LATE)
    build.build(holding.config())
    now, then = (clusters_table(holding.config(), as_of=name)[0] for name in (None, first))
    of = [found.set_index(schema.CONCERN).loc["fly-tipping", "status"] for found in (then, now)]
    assert of == ["none", "cluster"]


# ---- what is searched -----------------------------------------------------------------------------------------------


def reason(holding: Holding, concern: str) -> str:
    row = table(holding).loc[concern]
    assert (row["status"], row["alarm"], row["sources"]) == ("cannot say", False, "")
    assert row[["place", "count", "study_first", "study_last"]].isna().all()
    return str(row["reason"])


def test_few_incidents_and_none_cannot_say(holding: Holding) -> None:
    holding.take(COUNCIL, by_month([*still("fly-tipping", range(0, 395, 7)), *burst("fly-tipping")[:2]]), on=LATE)
    assert reason(holding, "fly-tipping") == "too few dated incidents: 55 in 365 days, 60 needed"
    assert reason(holding, "burglary") == "no source reports it"


def test_a_source_of_under_a_year_is_no_cluster(holding: Holding) -> None:
    fires = [row for row in still("fire-deliberate-secondary", range(90)) if row[schema.OCCURRED_FROM].month > 8]
    holding.take(COUNCIL, by_month(still("fly-tipping")), on=LATE)
    holding.take(FIRE, by_month(fires), on=LATE)
    assert reason(holding, "fires") == "no whole year counted alike by day: Fire"
    assert table(holding).loc["all", ["status", "sources", "left_out"]].tolist() == ["none", "Council", "Fire"]


def test_what_depends_on_who_looks_is_left_out(holding: Holding) -> None:
    source = replace(RECORDS, categories=("burglary", "drugs"), supersedes=())
    holding.take(source, by_month([*still("burglary"), *still("drugs"), *burst("drugs")]), on=LATE)
    assert reason(holding, "drugs") == "it depends on how much the police look"
    row = table(holding).loc["crime"]
    assert (row["status"], row["sources"], row["left_out"]) == ("none", "Police", "Drugs")


def test_what_is_held_by_neighbourhood_only_has_no_day(holding: Holding) -> None:
    holding.take(RECORDS, {month: rows(("sexual-offences", "East", 9)) for month in YEAR}, on=LATE)
    assert reason(holding, "violence") == "nothing of it has a place and a day"


def test_a_change_of_system_inside_the_year_is_not_searched(holding: Holding) -> None:
    desk = replace(COUNCIL, name="desk", short="Desk", supersedes=(("reports", ("fly-tipping",)),))
    found = by_month([*still("fly-tipping"), *still("litter")])
    holding.take(COUNCIL, found, on=LATE)
    since = {month: held for month, held in found.items() if month >= "2026-07"}
    holding.take(desk, by_month(row for held in since.values() for row in held), on=LATE)
    assert reason(holding, "fly-tipping") == "no whole year counted alike by day: Desk, Reports"
    assert table(holding).loc["litter", "sources"] == "Reports"


@pytest.mark.parametrize(("month", "status"), [("2026-02", "cannot say"), ("2025-07", "none")])
def test_a_break_inside_the_year_is_not_searched(holding: Holding, tmp_path: Path, month: str, status: str) -> None:
    holding.take(COUNCIL, by_month(still("fly-tipping", range(0, 520, 3))), on=LATE)
    text = f'[[breaks]]\nname = "New"\nmonth = "{month}"\nsources = "all"\nnote = "Told"\nowner = "Analyst"\n'
    (tmp_path / "breaks.toml").write_text(text, encoding="utf-8")
    config = load(holding.data, {"AIM_TODAY": TODAY, "AIM_SETTINGS": str(tmp_path)})
    build.build(config)
    found, _ = clusters_table(config, concern="fly-tipping")
    assert found[schema.STATUS].tolist() == [status]
    assert found[schema.REASON].tolist() == [
        "no whole year counted alike by day: Council" if status == "cannot say" else ""
    ]


def test_the_year_ends_where_most_of_what_is_dated_does(holding: Holding) -> None:
    """A quarterly landlord of few is not waited for; the police's own records, which are most, are."""
    day = date(2026, 9, 30)
    landlord = [row for row in still("housing-asb", range(0, 396, 7)) if row[schema.OCCURRED_FROM].date() <= day]
    council = replace(COUNCIL, categories=("council-asb",))
    holding.take(HOUSING, by_month(landlord), on=LATE)
    holding.take(council, by_month(still("council-asb")), on=LATE)
    row = table(holding).loc["anti-social-behaviour"]
    assert (row["study_last"], row["sources"], row["left_out"]) == (LAST, "Council", "Housing")
    slow = replace(RECORDS, categories=("asb-nuisance",), supersedes=(), delay_months=1)
    holding.take(slow, by_month(still("asb-nuisance", range(396))), on=LATE)
    row = table(holding).loc["anti-social-behaviour"]
    assert (row["study_last"], row["sources"], row["left_out"]) == (day, "Police, Council, Housing", "")


def test_a_year_of_sources_that_come_late_is_held_by_day(holding: Holding) -> None:
    """The newest month of all may be some months after the last one that a slow source holds whole."""
    slow = replace(RECORDS, categories=("burglary",), supersedes=(), delay_months=1)
    days = [*range(31, 460, 3)]
    holding.take(slow, by_month(still("burglary", days)), on=LATE)
    holding.take(COUNCIL, by_month(at("litter", "West", date(2026, 11, day)) for day in (1, 2)), on=LATE)
    row = table(holding).loc["burglary"]
    assert (row["status"], row["study_last"]) == ("none", date(2026, 9, 30))
    shown = show(holding.config())
    asked = study(freshness(holding.config(), shown), shown.concern("burglary"))
    assert (asked.month, asked.first) == ("2026-09", date(2025, 10, 1))


# ---- asking ---------------------------------------------------------------------------------------------------------


def test_a_month_names_the_years_that_end_with_it(holding: Holding) -> None:
    holding.take(COUNCIL, by_month([*still("fly-tipping"), *burst("fly-tipping")]), on=LATE)
    build.build(holding.config())
    found, _ = clusters_table(holding.config(), month="2026-10")
    assert len(found) == len(show(holding.config()).concerns)
    with pytest.raises(QuestionError, match="ends with '2026-09': those it has end with 2026-10"):
        clusters_table(holding.config(), month="2026-09")
    with pytest.raises(QuestionError, match="nothing in it could be searched"):
        clusters_table(holding.config(), month="2026-10", concern="burglary")
    with pytest.raises(QuestionError, match="no concern 'piracy'"):
        clusters_table(holding.config(), concern="piracy")


def test_a_picture_without_the_answer_says_so(holding: Holding) -> None:
    with pytest.raises(QuestionError, match="run `aim build`"):
        clusters_table(holding.config())
    holding.take(COUNCIL, by_month(still("fly-tipping")), on=LATE)
    name = build.build(holding.config())["picture"]
    (derived.find(holding.data, name) / f"answer-{reading.ANSWER}.parquet").unlink()
    with pytest.raises(QuestionError, match=f"{name} was built before clusters were searched: run `aim build`"):
        clusters_table(holding.config())
