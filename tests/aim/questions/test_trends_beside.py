"""Beside a count: residents and seriousness, as the picture has them, by hand from small stores."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from holding import COUNCIL, POLICE, RECORDS, Holding, rows

from aim import build, schema
from aim.config import Config
from aim.geography import membership, populations
from aim.questions.trends import trends_table
from aim.store import derived
from aim.store import picture as stored

MONTH = "2026-09"
SOME = replace(POLICE, categories=("anti-social-behaviour", "burglary", "drugs", "robbery", "violent-crime"))


def taken(folder: Path) -> Holding:
    """One month: police of all but East, a council that has no weight for what it brings, and domestic abuse."""
    holding = Holding(folder / "store")
    police = rows(("burglary", "North", 3), ("robbery", "North", 1), ("violent-crime", "West", 10))
    holding.take(SOME, {MONTH: police + rows(("drugs", "South", 5), ("anti-social-behaviour", "South", 7))})
    holding.take(COUNCIL, {MONTH: rows(("litter", "South", 4), ("fly-tipping", "South", 2))})
    holding.take(
        replace(RECORDS, categories=("domestic-abuse",), supersedes=()), {MONTH: rows(("domestic-abuse", "South", 6))}
    )
    return holding


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """That month, built."""
    found = taken(tmp_path_factory.mktemp("beside")).config()
    build.build(found)
    return found


def table(config: Config, concern: str, **choices: Any) -> pd.DataFrame:
    found, _ = trends_table(config, month=MONTH, concern=concern, **choices)
    return found.set_index(["kind", "neighbourhood", "ward"])


def town(found: pd.DataFrame) -> pd.Series:
    (row,) = (row for (kind, _, _), row in found.iterrows() if kind == "town")
    return row


def test_a_rate_is_of_the_residents_of_the_area(config: Config) -> None:
    found = table(config, "burglary")
    people = populations.read(config)
    north = [people[member.ward_code] for member in membership.read(config) if member.neighbourhood == "North"]
    row = found.loc[("neighbourhood", "North", "")]
    assert row["residents"] == sum(north)
    assert row["rate_per_1000"] == pytest.approx(3 / sum(north) * 1000, rel=1e-12)
    assert town(found)["residents"] == sum(people.values()) == 141_285
    assert town(found)["rate_per_1000"] == pytest.approx(3 / 141.285, rel=1e-12)
    wards = found.loc["ward"]
    assert sorted(wards["residents"]) == sorted(people.values())
    assert (wards["rate_per_1000"] * wards["residents"] / 1000).sum() == pytest.approx(3)
    assert found["rate_per_1000"].eq(0).sum() == 4 + 20 + 1 - 3  # none reported: a rate of 0, and no missing one


@pytest.mark.parametrize(
    ("concern", "area", "days"),
    [
        ("burglary", "North", (3 * 191, 3 * 222, 3 * 253)),
        ("robbery", "North", (365, 365, 365)),
        ("violence", "West", (1590, 1970, 2350)),
        ("drugs", "South", (5 * 3.3, 5 * 3.6, 5 * 4)),  # proactive ones are weighed like any other
        ("litter", "South", (0, 0, 0)),
    ],
)
def test_seriousness_is_the_count_times_the_weight(
    config: Config, concern: str, area: str, days: tuple[float, float, float]
) -> None:
    row = table(config, concern).loc[("neighbourhood", area, "")]
    assert [row["harm_low"], row["harm"], row["harm_high"]] == pytest.approx(days, rel=1e-12)
    assert row["unweighed"] == (4 if concern == "litter" else 0)


def test_seriousness_adds_up_and_what_has_no_weight_stands_beside_it(config: Config) -> None:
    found = table(config, "all")
    days = 3 * 222 + 365 + 10 * 197 + 5 * 3.6 + 7 * 1 + 2 * 0.5
    assert town(found)["harm"] == pytest.approx(days, rel=1e-12)
    assert town(found)["unweighed"] == 4 + 6  # litter and domestic abuse
    assert found.loc["neighbourhood"]["harm"].sum() == pytest.approx(days, rel=1e-12)
    assert found.loc["ward"]["harm"].sum() == pytest.approx(days, rel=1e-12)
    assert found.loc["ward"]["unweighed"].sum() == 4  # domestic abuse is known by neighbourhood alone
    assert found.loc["neighbourhood"]["unweighed"].sum() == 10


def test_what_nobody_reports_is_missing_and_not_0(config: Config) -> None:
    found = table(config, "graffiti")
    assert found["residents"].notna().all()
    assert found[["rate_per_1000", "harm_low", "harm", "harm_high", "unweighed"]].isna().all().all()


def test_the_output_says_what_makes_most_of_the_seriousness(config: Config) -> None:
    _, record = trends_table(config, month=MONTH)
    share = 10 * 197 / (3 * 222 + 365 + 10 * 197 + 5 * 3.6 + 7 + 2 * 0.5)
    most, local = record["seriousness"]
    assert most == f"{share:.0%} of the town's seriousness is of one category: Violence and sexual offences"
    assert local.startswith("weights that are a local choice, published by nobody: ")
    assert local.endswith("Anti-social behaviour and Fly-tipping")
    _, one = trends_table(config, month=MONTH, concern="robbery")
    assert one["seriousness"] == ["100% of the town's seriousness is of one category: Robbery"]
    _, none = trends_table(config, month=MONTH, concern="litter")
    assert none["seriousness"] == []


def test_a_ward_without_residents_has_no_rate_and_an_old_picture_keeps_its_own(tmp_path: Path) -> None:
    holding = taken(tmp_path)
    config = holding.config()
    before = build.build(config)["picture"]
    shipped = (config.boundaries / populations.FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    own = config.data / "geography" / populations.FILE
    own.parent.mkdir(exist_ok=True)
    (gone,) = [line for line in shipped if line.startswith("E05009853,")]
    own.write_text("".join(line for line in shipped if line != gone), encoding="utf-8")
    _, record = trends_table(config, month=MONTH)
    assert record["behind"] is True
    assert build.build(config)["picture"] != before
    found = table(config, "burglary")
    missing = found[found["residents"].isna()]
    home = next(member for member in membership.read(config) if member.ward_code == "E05009853")
    assert list(missing.index) == [
        ("town", "Middlesbrough", ""), ("neighbourhood", home.neighbourhood, ""),
        ("ward", home.neighbourhood, "Acklam"),
    ]  # fmt: skip
    assert missing["rate_per_1000"].isna().all()
    assert missing["count"].notna().all()
    assert found["rate_per_1000"].notna().sum() == 22
    old = table(config, "burglary", as_of=before)
    assert old["rate_per_1000"].notna().all()


def test_outlines_of_ones_own_without_populations_give_no_rates(tmp_path: Path) -> None:
    config = taken(tmp_path).config()
    own = tmp_path / "boundaries"
    own.mkdir()
    for file in config.boundaries.iterdir():
        if file.name != populations.FILE:
            (own / file.name).write_bytes(file.read_bytes())
    without = config.model_copy(update={"boundaries": own})
    build.build(without)
    found = table(without, "burglary")
    assert found[["residents", "rate_per_1000"]].isna().all().all()
    assert found["harm"].notna().all()


def test_a_picture_older_than_residents_and_weights_has_neither(tmp_path: Path) -> None:
    config = taken(tmp_path).config()
    picture = build.build(config)
    path = derived.find(config.data, picture["fingerprint"]) / stored.MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["settings"]["harm"]
    for ward in manifest["wards"]:
        del ward["residents"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    found, record = trends_table(config, month=MONTH, concern="burglary")
    columns = [schema.RESIDENTS, schema.RATE, schema.HARM_LOW, schema.HARM, schema.HARM_HIGH, schema.UNWEIGHED]
    assert found[columns].isna().all().all()
    assert record["seriousness"] == []
    np.testing.assert_array_equal(found["count"].to_numpy()[:1], [3])
