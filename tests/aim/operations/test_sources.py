"""Sources listed, proposed and tried by the command line: exit codes, words, and a store that is never touched."""

import hashlib
import json
import os
import tempfile
from pathlib import Path

import extracts
import pytest
import samples
from commandline import Aim, runner
from extracts import archive, month_file, row, rows, street, text

from aim import ingest
from aim.config import Config
from aim.ingest import maps
from aim.operations import ingest as load

PLANTED = "Firstname Lastname 07700900123"


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    monkeypatch.setenv("AIM_TODAY", extracts.TODAY)
    return runner(monkeypatch, capsys)


@pytest.fixture
def own_maps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    (tmp_path / "maps").mkdir()
    monkeypatch.setenv("AIM_MAPS", str(tmp_path / "maps"))
    return tmp_path / "maps"


@pytest.fixture
def config(own_store: Path) -> Config:
    return extracts.config(own_store)


def as_it_is(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file and folder of a store: its bytes and when it was last written."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder",
            path.stat().st_mtime_ns,
        )
        for path in [folder, *folder.rglob("*")]
    }


# ---- the list ------------------------------------------------------------------------------------------------------


def test_every_source_is_listed_with_its_maps(aim: Aim, own_maps: Path) -> None:
    own = (maps.FOLDER / "housing.toml").read_text()
    (own_maps / "landlord.toml").write_text(own.replace('title = "', 'title = "Second '))
    found = {source["name"]: source for source in json.loads(aim("sources", "--json").out)}
    assert set(found) == {*ingest.sources(), "landlord"}
    assert {each["name"] for source in found.values() for each in source["maps"]} == {*ingest.layouts(), "landlord"}
    assert (found["landlord"]["shipped"], found["housing"]["shipped"]) == (False, True)
    assert found["landlord"]["maps"] == [
        {"name": "landlord", "path": str(own_maps / "landlord.toml"), "shipped": False}
    ]
    police = found["police"]
    assert (police["agency"], police["delivered"], police["frequency"], police["delay_months"]) == (
        "Police",
        "whole months",
        "monthly",
        1,
    )
    said = aim("sources").out
    assert "landlord: Housing, Second" in said
    assert str(own_maps / "landlord.toml") in said
    assert all(f"{name}: " in said for name in found)


def test_a_broken_map_is_named_with_its_key(aim: Aim, own_maps: Path) -> None:
    own = (maps.FOLDER / "housing.toml").read_text()
    (own_maps / "landlord.toml").write_text(own.replace("delay_months = ", "delay_months = 99 #"))
    done = aim("sources")
    assert done.code == 1
    assert str(own_maps / "landlord.toml") in done.err
    assert "source.delay_months" in done.err


# ---- a new one -----------------------------------------------------------------------------------------------------


def extract(path: Path) -> Path:
    """What a desk might send."""
    lines = [f"{n},0{n}/13/2025,Litter,{PLANTED},{449500 + n},{520200 + n}" for n in range(1, 9)]
    path.write_text("\n".join(["Case Ref,Reported,Category,Caller,Easting,Northing", *lines]) + "\n")
    return path


def test_a_map_is_written_where_one_stands_and_never_written_over(
    aim: Aim, own_maps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = extract(tmp_path / "desk.csv")
    monkeypatch.chdir(tmp_path)
    done = aim("sources", "new", "wardens", "--from", file)
    assert done.code == 0, done.err
    written = (tmp_path / "wardens.toml").read_text()
    assert 'format = "%m/%d/%Y"' in written
    assert "agreement" in done.out
    assert not any(part in written + done.out + done.err for part in ("Lastname", "07700"))
    again = aim("sources", "new", "wardens", "--from", file)
    assert (again.code, "is not written over" in again.err) == (1, True)
    assert (tmp_path / "wardens.toml").read_text() == written
    assert (aim("sources").code, list(own_maps.iterdir())) == (0, [])  # what is not finished stops no command


def test_a_finished_map_is_a_source(aim: Aim, own_maps: Path, tmp_path: Path) -> None:
    file = extract(tmp_path / "desk.csv")
    (tmp_path / "drafts").mkdir()
    assert aim("sources", "new", "wardens", "--from", file, "--out", tmp_path / "drafts").code == 0
    assert list(own_maps.iterdir()) == []
    draft = (tmp_path / "drafts" / "wardens.toml").read_text()
    done = draft.replace('# agreement = ""', 'agreement = "Protocol"').replace("# delivered", "delivered", 1)
    done = done.replace('# agency = ""', 'agency = "Council"').replace('"decide: Litter"', '"litter"')
    unfinished = aim("sources", "check", tmp_path / "drafts" / "wardens.toml", file)
    assert (unfinished.code, unfinished.out) == (1, "")
    assert str(tmp_path / "drafts" / "wardens.toml") in unfinished.err
    (tmp_path / "drafts" / "wardens.toml").write_text(done)
    tried = aim("sources", "check", tmp_path / "drafts" / "wardens.toml", file, "--json")
    (own_maps / "wardens.toml").write_text(done)
    found = aim("sources", "check", "wardens", file, "--json")
    assert (tried.code, found.code) == (0, 0), tried.err + found.err
    assert [load["rows"] for load in tried.json["loads"]] == [load["rows"] for load in found.json["loads"]] == [8]


@pytest.mark.parametrize("name", ["Wardens", "a b", "../x", "", "a--b", "x" * 41, "police"])
def test_a_name_that_will_not_do(aim: Aim, own_maps: Path, tmp_path: Path, name: str) -> None:
    done = aim("sources", "new", name, "--from", extract(tmp_path / "desk.csv"))
    assert done.code == 1
    assert list(own_maps.iterdir()) == []


def test_a_draft_is_kept_out_of_the_folder_of_maps_in_force(aim: Aim, own_maps: Path, tmp_path: Path) -> None:
    done = aim("sources", "new", "wardens", "--from", extract(tmp_path / "desk.csv"), "--out", own_maps)
    assert (done.code, "AIM_MAPS" in done.err, "--out" in done.err, list(own_maps.iterdir())) == (1, True, True, [])
    assert aim("sources", "new", "wardens").code == 2
    assert "proposes one" in aim("sources", "check", tmp_path / "none.toml", extract(tmp_path / "desk.csv")).err


# ---- a dry run -----------------------------------------------------------------------------------------------------


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where temporary files go."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    return tmp_path / "scratch"


def test_no_store_is_made(aim: Aim, own_store: Path, tmp_path: Path, scratch: Path) -> None:
    good = [*rows(3), row(4, month="2025-6"), row(5, lon=str(extracts.FAR[0]), lat=str(extracts.FAR[1]))]
    done = aim("sources", "check", "police", street(tmp_path / "june.csv", good))
    assert done.code == 0, done.err
    assert "would be loaded, 5 rows = 3 kept + 1 outside + 1 rejected" in done.out
    assert "1 rejected: the month is not written YYYY-MM" in done.out
    assert "2025-6" in done.out
    assert not own_store.exists()
    assert list(scratch.iterdir()) == []


def test_a_store_is_left_as_it_is_and_judged_by(aim: Aim, config: Config, tmp_path: Path, scratch: Path) -> None:
    april = month_file("2025-04")
    standing = {april: text(rows(9, month="2025-04")), month_file("2025-05"): text(rows(5, month="2025-05"))}
    load(config, [archive(tmp_path / "first.zip", standing)])
    before = as_it_is(config.data)
    new = {april: standing[april], month_file("2025-05"): text(rows(6, month="2025-05")), month_file(): text(rows(2))}
    done = aim("sources", "check", "police", archive(tmp_path / "next.zip", new), "--json")
    (found,) = done.json["loads"]
    assert (done.code, done.json["would_load"], done.json["faults"]) == (0, True, [])
    assert (found["replaced"], found["unchanged_months"]) == (["2025-05"], ["2025-04"])
    same = aim("sources", "check", "police", tmp_path / "first.zip")
    assert (same.code, "police cleveland 2025-04 to 2025-05: unchanged" in same.out) == (0, True)
    small = aim("sources", "check", "police", street(tmp_path / "small.csv", rows(2, month="2025-04")), "--json")
    assert (small.code, small.json["would_load"], [each["rows"] for each in small.json["loads"]]) == (1, False, [2])
    assert "--accept-smaller" in small.json["faults"][0]
    assert as_it_is(config.data) == before
    assert list(scratch.iterdir()) == []


def test_changes_are_judged_by_the_rows_that_stand(aim: Aim, config: Config, tmp_path: Path) -> None:
    named = ingest.layouts()["council-desk"]
    sent = [samples.row(named, number) for number in range(4)]
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_bytes(samples.table(sent, named))
    second.write_bytes(samples.table([{**sent[0], "Case Status": "Cancelled"}, samples.row(named, 9)], named))
    load(config, [first])
    before = as_it_is(config.data)
    same = aim("sources", "check", "council-desk", first, "--json").json
    assert [each["unchanged"] for each in same["loads"]] == [True]
    next_ = aim("sources", "check", "council-desk", second, "--json").json
    (found,) = next_["loads"]
    assert (found["rows"], found["kept"], found["reasons"]) == (2, 1, {"withdrawn": 1})
    assert found["month_kept"] == {"2025-06": 4}  # the three that stand, and the new one
    assert as_it_is(config.data) == before


def test_what_no_map_answers_is_listed_whole(aim: Aim, tmp_path: Path, own_store: Path) -> None:
    labels = [*(row(n, kind=f"Kind {n:02d}") for n in range(30)), row(40, kind=PLANTED)]
    done = aim("sources", "check", "police", street(tmp_path / "labels.csv", labels), "--json")
    assert done.code == 1
    assert {f"Kind {n:02d}" for n in range(30)} < set(done.json["unknown_labels"])
    assert not any(part in done.out + done.err for part in ("Lastname", "07700"))
    said = aim("sources", "check", "police", tmp_path / "labels.csv")
    assert said.code == 1
    assert all(f"Kind {n:02d} (1 row)" in said.out for n in range(30))
    header = [*extracts.HEADER[:-1], *(f"Extra {n}" for n in range(30))]
    path = street(tmp_path / "columns.csv", [dict.fromkeys(header, "x")], header=header)
    done = aim("sources", "check", "police", path, "--json")
    assert (done.code, done.json["missing_columns"]) == (1, ["Context"])
    assert done.json["unknown_columns"] == [f"Extra {n}" for n in range(30)]
    assert not own_store.exists()


def test_ten_examples_of_every_reason_some_and_no_more_than_may_be_shown(aim: Aim, tmp_path: Path) -> None:
    wrong = [row(n, month=f"2025-{n}x") for n in range(30)] + [row(50, lat="n/a", street=PLANTED, id=PLANTED)]
    done = aim("sources", "check", "police", street(tmp_path / "june.csv", [*rows(3, first=60), *wrong]), "--json")
    examples = done.json["examples"]
    assert len(examples) == 10
    assert {each["reason"] for each in examples} == {"bad_month", "bad_coordinates"}
    assert {tuple(each) for each in examples} == {("file", "line", "reason", "column", "value")}
    assert "Lastname" not in done.out


def test_wrong_usage(aim: Aim, tmp_path: Path) -> None:
    assert aim("sources", "check", "nobody", street(tmp_path / "june.csv", rows(1))).code == 2
    assert aim("sources", "check", "police").code == 2
    assert aim("sources", "check", "police", tmp_path / "missing.csv").code == 2


def test_a_store_of_links_is_enough_where_none_can_be_made(
    aim: Aim, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = street(tmp_path / "june.csv", rows(3))
    load(config, [path])

    def refused(*_: object) -> None:
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", refused)
    assert "unchanged" in aim("sources", "check", "police", path).out
