"""Keeping by the command line: history, undo, verify, backup, restore, retain; what they print and how they end."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import disks
import extracts
import pytest
from commandline import Aim, runner
from disks import Disk
from extracts import archive, month_file, rows, text
from planting import Garden, incident, sensitive
from shapely import Point

from aim import operations
from aim.config import Config, load
from aim.errors import SettingsError
from aim.geography import outlines
from aim.geography.locate import Locator
from aim.operations.keeping import count
from aim.store import derived, ledger, retained
from aim.store.incidents import IncidentStore

AT = {"East": (-1.1960, 54.5640), "North": (-1.2350, 54.5742), "elsewhere": (-1.6000, 54.9000)}


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    """The command line; it is 22 November 2026."""
    monkeypatch.setenv("AIM_TODAY", extracts.TODAY)
    monkeypatch.setenv("COLUMNS", "250")
    return runner(monkeypatch, capsys)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Two months, the later of them again with other outcomes, and an old month."""
    bad = extracts.row(9, month="2026-09", lon="east")
    months = {"2026-08": rows(20, month="2026-08"), "2026-09": [*rows(30, 100, month="2026-09"), bad]}
    again = rows(31, 100, month="2026-09", outcome="Local resolution")
    old = [*rows(12, 500, month="2024-01"), extracts.row(9, month="2024-01", lon="east")]
    return {
        "first": archive(tmp_path / "first.zip", {month_file(month): text(held) for month, held in months.items()}),
        "again": archive(tmp_path / "again.zip", {month_file("2026-09"): text(again)}),
        "old": archive(tmp_path / "old.zip", {month_file("2024-01"): text(old)}),
    }


def _load(aim: Aim, data: Path, *paths: Path, build: bool = False) -> None:
    for path in paths:
        done = aim("ingest", path, "--data", data, *([] if build else ["--no-build"]))
        assert done.code == 0, done.err


def _ids(data: Path) -> list[str]:
    return [record.load for record in ledger.loads(data)]


def _held(data: Path) -> dict[str, int]:
    return {file.month: file.rows for file in IncidentStore(data).files()}


def test_before_the_first_load(aim, own_store, tmp_path):
    assert "load an extract with `aim ingest PATH`" in aim("history").out
    assert json.loads(aim("history", "--json").out) == []
    assert aim("verify").out == f"{own_store}: whole\n"
    for words in (["undo", "x"], ["backup", tmp_path / "copies"], ["restore", tmp_path / "copies"], ["retain"]):
        done = aim(*words)
        assert (done.code, done.out) == (1, "")
        assert "aim" in done.err


def test_history_tells_every_step_and_what_was_taken_back(aim, own_store, files):
    _load(aim, own_store, files["first"], files["again"])
    assert aim("undo", _ids(own_store)[1], "--no-build").code == 0
    steps = json.loads(aim("history", "--json").out)
    assert [(step["version"], step["kind"]) for step in steps] == [(1, "load"), (2, "load"), (3, "undo")]
    assert [step["undone_by"] for step in steps] == [None, steps[2]["load"], None]
    assert (steps[2]["undoes"], steps[2]["rows"], steps[2]["months"]) == (steps[1]["load"], 30, ["2026-09"])
    assert {"load", "file", "sha256", "received", "actor", "kept", "outside", "rejected", "reasons"} <= set(steps[0])
    shown = aim("history").out
    assert ", undone\n" in shown
    assert f"undo of {steps[1]['load']}" in shown
    assert "2026-08 to 2026-09" in shown
    assert "no step yet of source 'fire'" in aim("history", "--source", "fire").out
    assert len(json.loads(aim("history", "--source", "police", "--json").out)) == 3


def test_undo_puts_back_what_stood_and_builds_the_picture_of_it(aim, own_store, files):
    _load(aim, own_store, files["first"], build=True)
    first = derived.current(own_store)
    _load(aim, own_store, files["again"], build=True)
    load = _ids(own_store)[1]
    done = aim("undo", load)
    assert (done.code, done.err) == (0, "")
    assert f"{load} undone by {_ids(own_store)[2]}: police cleveland: 30 rows stand again in 2026-09" in done.out
    now = derived.current(own_store)
    assert (first["data_version"], now["data_version"]) == (1, 3)
    assert json.loads(aim("status", "--json").out)["incidents"] == 50
    assert aim("verify").out == f"{own_store}: whole\n"


def test_ingest_says_what_it_replaced_and_where_nothing_lies_inside(aim, own_store, files, tmp_path):
    _load(aim, own_store, files["first"])
    done = aim("ingest", files["again"], "--no-build")
    assert done.out.splitlines()[1:] == ["    replaced what stood for 2026-09"]
    assert "replaced" not in aim("ingest", files["again"], "--no-build").out
    short = archive(tmp_path / "short.zip", {month_file("2026-09"): text(rows(20, 100, month="2026-09"))})
    fall = aim("ingest", short, "--no-build").out.splitlines()[-1]
    assert fall.startswith("    2026-09 falls from 31 incidents inside the area to 20: is the file whole? `aim undo 2")
    elsewhere = archive(
        tmp_path / "b.zip", {month_file("2026-07"): text([extracts.row(1, month="2026-07", lon="-2.5")])}
    )
    done = aim("sources", "check", "police", elsewhere)
    assert "0 kept + 1 outside" in done.out
    assert "none lies inside the area" in done.out
    assert "    would replace what stands for 2026-09\n" in aim("sources", "check", "police", files["first"]).out


def test_undo_of_all_there_is_leaves_no_picture_that_says_otherwise(aim, own_store, files):
    _load(aim, own_store, files["old"], build=True)
    done = aim("undo", _ids(own_store)[0], "--json")
    assert json.loads(done.out)["removed"] == ["2024-01"]
    assert (_held(own_store), derived.current(own_store)) == ({}, None)
    assert aim("verify").code == 0


def test_an_undo_that_is_refused_names_the_later_loads(aim, own_store, files):
    _load(aim, own_store, files["first"], files["again"])
    first, second = _ids(own_store)
    done = aim("undo", first)
    assert (done.code, done.out) == (1, "")
    assert f"undo of {first}: refused, nothing was changed" in done.err
    assert f"2026-09 of 'cleveland' was changed later by {second} (again.zip" in done.err
    assert f"`aim undo {second}`" in done.err
    assert "`aim history` names the loads there are" in aim("undo", "nonsense").err
    assert len(_ids(own_store)) == 2


def test_verify_exits_with_1_where_anything_is_wrong(aim, own_store, files):
    _load(aim, own_store, files["first"])
    assert (aim("verify", "--all").code, aim("verify", "--json").out) == (0, "[]\n")
    path = next(iter(IncidentStore(own_store).files())).path
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    done = aim("verify")
    assert done.code == 1
    assert f"error: {path.relative_to(own_store)}: " in done.out
    assert f"{own_store}: 1 errors, 0 notes" in done.out
    (finding,) = json.loads(aim("verify", "--json").out)
    assert set(finding) == {"level", "file", "text", "next_step"}
    assert (finding["level"], finding["file"]) == ("error", path.relative_to(own_store).as_posix())
    assert "aim restore" in finding["next_step"]


def test_notes_alone_are_no_failure(aim, own_store, files):
    _load(aim, own_store, files["first"])
    (own_store / "rejects" / "20260101T000000-0badcafe.parquet").write_text("x")
    done = aim("verify")
    assert done.code == 0
    assert "note: rejects/20260101T000000-0badcafe.parquet: no load names it" in done.out
    assert "0 errors, 1 notes" in done.out


def test_backup_and_restore(aim, own_store, files, tmp_path):
    _load(aim, own_store, files["first"], build=True)
    folder = tmp_path / "copies"
    done = aim("backup", folder)
    (made,) = folder.glob("aim-*")
    assert done.code == 0
    assert f"data version 1 to {made}" in done.out
    done = aim("restore", folder, "--data", tmp_path / "other")
    assert done.code == 0, done.err
    assert f"{tmp_path / 'other'} holds what {made} holds: " in done.out
    status = [json.loads(aim("status", "--json", "--data", data).out) for data in (own_store, tmp_path / "other")]
    assert status[0] == status[1]
    assert aim("verify", "--data", tmp_path / "other").code == 0
    _load(aim, own_store, files["again"])
    done = aim("restore", folder)
    assert (done.code, done.out) == (1, "")
    assert "restore into an empty store with --data" in done.err


def test_retain_says_what_would_go_and_lets_it_go(aim, own_store, files):
    _load(aim, own_store, files["first"], files["old"], build=True)
    done = aim("retain")
    assert (done.code, "no policy says how long incidents are kept" in done.err) == (1, True)
    assert aim("retain", "--months", 12).code == 2
    done = aim("retain", "--months", 24, "--dry-run")
    assert done.out == (
        "police cleveland 2024-01: 12 rows that stand, in and near the area, 1 files of all versions, "
        "rejects of 1 loads, values in rejects of 0 loads would go\n"
    )
    assert len(_held(own_store)) == 3
    asked = aim("retain", "--months", 24)
    assert (asked.code, "nothing was dropped" in asked.err) == (1, True)
    done = aim("retain", "--months", 24, "--yes")
    assert done.code == 0, done.err
    assert "values in rejects of 0 loads dropped" in done.out
    assert "delete older backups by the same policy" in done.out
    assert set(_held(own_store)) == {"2026-08", "2026-09"}
    assert retained.counts(own_store).select(["month", "category", "neighbourhood", "count"]).to_pylist() == [
        {"month": "2024-01", "category": "burglary", "neighbourhood": "North", "count": 12}
    ]
    (note,) = (own_store / "retained").glob("*.txt")
    assert "incidents are kept for 24 months; everything before 2024-12 goes" in note.read_text()
    assert derived.current(own_store)["data_version"] == 3
    assert aim("verify", "--all").out == f"{own_store}: whole\n"
    assert aim("retain", "--months", 24).out == "nothing is held from before 2024-12\n"
    assert len(_ids(own_store)) == 3
    done = aim("undo", _ids(own_store)[1])
    assert done.code == 1
    assert "2024-01 of 'cleveland' was dropped by policy on" in done.err
    shown = json.loads(aim("history", "--json").out)[-1]
    assert (shown["kind"], shown["before"], shown["removed"]) == ("retain", "2024-12", ["2024-01"])


def test_the_policy_of_the_settings(own_store, tmp_path, files, monkeypatch):
    config = load(own_store, {"AIM_TODAY": extracts.TODAY})
    operations.ingest(config, [files["old"]], build=False)
    with pytest.raises(SettingsError, match=r"set keeping\.keep_months in partnership\.toml"):
        operations.retain(config)
    keeping = config.partnership.keeping.model_copy(update={"keep_months": 36})
    partnership = config.partnership.model_copy(update={"keeping": keeping})
    kept = Config(**{**dict(config), "partnership": partnership})
    assert operations.retain(kept).records == ()
    done = operations.retain(kept.model_copy(update={"today_pinned": kept.today().replace(year=2027)}))
    assert (done.before, [record.removed for record in done.records]) == ("2024-12", [("2024-01",)])


def test_counts_that_are_kept_are_those_of_a_slow_count(own_store):
    """By ward of the exact outline, of sensitive and coarse incidents by neighbourhood, none of the margin."""
    config = load(own_store, {"AIM_TODAY": extracts.TODAY})
    area = outlines.load(config)
    coarse = {"precision_m": 1000, "cell": None}
    spots = [(where, point) for where, point in AT.items() for _ in range(5)]
    found = [
        incident(n, longitude=point[0] + n * 1e-4, latitude=point[1], margin=where == "elsewhere", **how)
        for n, ((where, point), how) in enumerate((spot, how) for spot in spots for how in ({}, coarse))
    ]
    garden = Garden(own_store)
    garden.load({"2025-05": [*found, sensitive(90, area="East"), sensitive(91, area="East")]})
    (file,) = garden.store.files()
    slow: Counter[tuple[str, str, str | None]] = Counter({("hate-crime", "East", None): 2})
    for each in found:
        for ward in area.wards:
            if ward.outline.covers(Point(each["longitude"], each["latitude"])):
                slow["burglary", ward.neighbourhood, ward.name if each["cell"] else None] += 1
    rows = count(garden.store, file, area, Locator(area)).cast(retained.COUNTS).to_pylist()
    assert {(row["category"], row["neighbourhood"], row["ward"]): row["count"] for row in rows} == slow
    assert sum(slow.values()) == 22
    assert {(row["source"], row["supplier"], row["month"]) for row in rows} == {("police", "cleveland", "2025-05")}


# ---- disks that are full or cannot be written ----------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with disks.small(tmp_path / "small", 16) as made:
        yield made


def _each_write(data: Path, files: dict[str, Path], folder: Path) -> dict[str, list[object]]:
    return {
        "ingest": ["ingest", files["again"]],
        "undo": ["undo", _ids(data)[-1]],
        "build": ["build"],
        "backup": ["backup", folder],
        "retain": ["retain", "--months", 24, "--yes"],
    }


def _fails(aim: Aim, disk: Disk, words: list[object], why: str) -> None:
    done = aim(*words)
    assert (done.code, done.out) == (1, ""), words
    assert str(disk.path) in done.err, done.err
    assert why in done.err
    assert "see that" in done.err
    assert "Traceback" not in done.err


def test_every_write_on_a_full_disk_and_on_one_that_cannot_be_written(aim, disk, files, monkeypatch):
    data, folder = disk.path / "store", disk.path / "copies"
    monkeypatch.setenv("AIM_DATA", str(data))
    _load(aim, data, files["first"], files["old"])
    before, state = _held(data), _ids(data)
    writes = _each_write(data, files, folder)
    for words in writes.values():
        with disk.full_but(0):
            _fails(aim, disk, words, "No space left on device")
        with disk.read_only():
            _fails(aim, disk, words, "Read-only file system")
        assert (_held(data), _ids(data)) == (before, state)
        assert aim("verify").code == 0
    for words in (writes["ingest"], writes["build"], writes["backup"], writes["retain"]):
        done = aim(*words)  # with room again
        assert done.code == 0, done.err
    assert aim("verify", "--all").out == f"{data}: whole\n"


def test_what_was_done_is_said_where_only_the_picture_did_not_find_room(aim, disk, files, monkeypatch):
    data = disk.path / "store"
    monkeypatch.setenv("AIM_DATA", str(data))
    _load(aim, data, files["first"], files["again"], files["old"])
    for words, said in (
        (["undo", _ids(data)[1]], f"{_ids(data)[1]} is undone by "),
        (["retain", "--months", 24, "--yes"], "everything before 2024-12 is dropped"),
    ):
        with disk.full_but(8):
            done = aim(*words)
        assert done.code == 1
        assert said in done.err
        assert "but no picture was built of it" in done.err
        assert "run `aim build`" in done.err
    assert _held(data) == {"2026-08": 20, "2026-09": 30}
    assert aim("build").code == 0
    assert aim("verify", "--all").out == f"{data}: whole\n"
