"""What policy drops is gone from the details of every picture made before, and from nothing else of it."""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from holding import COUNCIL, FIRE, POLICE, Holding, incident, rows

from aim import build, months, operations, schema
from aim.store import derived, paring, picture, sweeping
from aim.store.incidents import IncidentStore
from aim.store.picture import Details, Picture

SPAN = months.between("2024-10", "2026-09")
DETAILS = tuple(Details.__dataclass_fields__)


def dated(category: str, where: str, span: list[str]) -> dict:
    """An incident at noon of the 1st and of the 20th of each month."""

    def at(month: str, day: int) -> dict:
        moment = datetime(int(month[:4]), int(month[5:]), day, 12, tzinfo=UTC)
        return incident(category, where, **{schema.OCCURRED_FROM: moment})

    return {month: [at(month, 1), at(month, 20)] for month in span}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of two sources with days and one without, and a picture of them."""
    holding = Holding(tmp_path_factory.mktemp("made") / "store")
    holding.take(POLICE, {month: rows(("burglary", "North", 2)) for month in SPAN})
    holding.take(COUNCIL, dated("litter", "East", SPAN))
    holding.take(FIRE, dated("fire-deliberate-secondary", "West", SPAN[-3:]))
    build.build(holding.config())
    return holding.data


@pytest.fixture
def holding(made: Path, tmp_path: Path) -> Holding:
    """A copy of that store."""
    return Holding(Path(shutil.copytree(made, tmp_path / "store")))


def folder(holding: Holding) -> Path:
    """The first picture that was made."""
    return derived.pictures(holding.data)[0].path


def day(month: str) -> int:
    return (months.first_day(month) - date(1970, 1, 1)).days


def assert_pared(before: Picture, after: Picture, first: str) -> None:
    """Details are what they were, but for months before ``first``; counts are as they were."""
    for name, array in vars(before.counts).items():
        assert (getattr(after.counts, name) == array).all()
    old, new = before.details, after.details
    at = before.manifest["months"].index(first)
    assert new.points.to_pylist() == [row for row in old.points.to_pylist() if row["month_number"] >= at]
    for name in ("daily", "dated"):
        assert getattr(new, name).to_pylist() == [r for r in getattr(old, name).to_pylist() if r["day"] >= day(first)]


def verified(holding: Holding) -> str:
    """What `aim verify` says of pictures."""
    found = operations.verify(holding.config())
    return "\n".join(str(each) for each in found if each.file.startswith("derived/"))


@pytest.mark.parametrize(("keep", "first", "hours"), [(15, "2025-09", True), (13, "2025-11", False)])
def test_details_of_what_policy_drops_go(holding: Holding, keep: int, first: str, hours: bool) -> None:
    made = folder(holding)
    before = picture.read(made)
    operations.retain(holding.config(), keep=keep)
    after = picture.read(made)
    assert_pared(before, after, first)
    assert 0 < after.details.points.num_rows < before.details.points.num_rows
    # Hours name no month. Of the last year's first month, October 2025, there is something to forget or there is not.
    fire = before.manifest["series"].index(["calls", "fire-deliberate-secondary"])
    kept = [row for row in before.details.hours.to_pylist() if hours or row["series"] == fire]
    assert after.details.hours.to_pylist() == kept != []
    assert verified(holding) == ""
    newest = derived.pictures(holding.data)[-1].path
    assert newest != made
    assert picture.read(newest).manifest["months"][0] == first


def test_what_a_kill_left_is_told_and_ended_by_the_next_write(
    holding: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = folder(holding)
    before = picture.read(made)
    with monkeypatch.context() as patched:
        patched.setattr(paring, "pare", lambda path, cuts: False)
        operations.retain(holding.config(), keep=13)
    assert picture.read(made).details.points.equals(before.details.points)
    said = verified(holding)
    assert all(f"{name}.parquet: may hold details that policy dropped" in said for name in DETAILS)
    IncidentStore(holding.data).sweep()
    assert_pared(before, picture.read(made), "2025-11")
    assert verified(holding) == ""


def test_a_file_is_pared_once_for_each_step_of_policy(holding: Holding) -> None:
    operations.retain(holding.config(), keep=15)
    assert sweeping.sweep(holding.data) == []
    made = folder(holding)
    once = picture.read(made)
    operations.retain(holding.config(), keep=13)
    assert_pared(once, picture.read(made), "2025-11")
    assert sweeping.sweep(holding.data) == []


def test_pictures_that_are_damaged_or_have_no_details_are_passed_over(holding: Holding) -> None:
    made = folder(holding)
    manifest = json.loads((made / "manifest.json").read_bytes())
    (made / "hours.parquet").write_bytes(b"PAR1PAR1")
    operations.retain(holding.config(), keep=13)
    assert "hours.parquet: may hold details" in verified(holding)
    (made / "manifest.json").write_text(json.dumps({**manifest, "derivation": 2}), encoding="utf-8")
    assert sweeping.sweep(holding.data) == []
    assert picture.read(made).details.points.num_rows == 0
    assert pq.read_table(made / "points.parquet").num_rows > 0


@pytest.mark.parametrize(("began", "kept"), [(date(2025, 9, 30), False), (date(2025, 11, 1), True)])
def test_a_cluster_of_dropped_days_goes_and_one_of_kept_days_stays(holding: Holding, began: date, kept: bool) -> None:
    path = folder(holding) / "answer-clusters.parquet"
    stored = picture.read(path.parent).answers.tables["clusters"].to_pylist()
    assert [row["status"] for row in stored] != []
    found = {**stored[0], "status": "cluster", "first_day": began, "last_day": began, "days": 1, "count": 4}
    path.write_bytes(picture.to_parquet(pa.Table.from_pylist([found, *stored[1:]], schema=schema.CLUSTERS)))
    operations.retain(holding.config(), keep=13)  # from November 2025 on
    left = picture.read(path.parent).answers.tables["clusters"].to_pylist()
    assert left == ([found] if kept else []) + stored[1:]
