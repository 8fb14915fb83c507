"""A whole store has no finding, and each thing that can be wrong with one has its own."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import planting
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planting import Garden, incident, sensitive, table

from aim import schema
from aim.errors import StoreError
from aim.ingest.stored import DIGEST
from aim.store import derived, incidents, ledger, log, retained, undoing
from aim.store.findings import Finding

JUNE = datetime(2025, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight on 1 July in Middlesbrough
COARSE = {"precision_m": 1000, "cell": None}


def _rows(count: int, first: int = 0) -> list[dict]:
    return [incident(first + n, margin=n % 4 == 3) for n in range(count)]


def _fill(garden: Garden) -> None:
    garden.load({"2025-05": _rows(8), "2025-06": [*_rows(5), sensitive(50), incident(51, **COARSE)]})
    garden.load({"2025-06": _rows(6, 20), "2025-07": [incident(60, occurred_from=JUNE, occurred_to=JUNE)]})
    second = ledger.loads(garden.data)[-1]
    undoing.undo(garden.data, second.load, actor="somebody", now=datetime(2026, 2, 1, tzinfo=UTC))
    garden.load({"2025-07": [incident(60, occurred_from=JUNE)]}, supplier="durham")
    garden.build()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("whole") / "store"
    _fill(Garden(data))
    return data


@pytest.fixture
def garden(made: Path, data: Path) -> Garden:
    """A store that is whole: replaced months, a step back, margin, sensitive and coarse rows, times, a picture."""
    shutil.copytree(made, data)
    found = Garden(data)
    found.number = 10
    return found


def _standing(garden: Garden, month: str = "2025-05") -> Path:
    (path,) = [file.path for file in garden.store.files() if file.month == month]
    return path


def _log(garden: Garden, number: int) -> Path:
    return garden.store.folder / "_delta_log" / f"{number:020d}.json"


def _retain(garden: Garden, before: str) -> None:
    count = retained.COUNTS.empty_table()
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    retained.retain(garden.data, before, count=lambda file: count, actor="somebody", now=moment, policy="by agreement")


def _texts(found: list[Finding], level: str = "error") -> str:
    """All findings as text, each of the level asked for."""
    assert {finding.level for finding in found} == {level}, found
    assert all(finding.next_step for finding in found)
    return "\n".join(map(str, found))


def test_a_whole_store_has_no_finding_and_is_not_changed(garden):
    before = {path: path.read_bytes() for path in garden.data.rglob("*") if path.is_file()}
    assert garden.verify() == []
    assert garden.verify(every_version=True) == []
    assert {path: path.read_bytes() for path in garden.data.rglob("*") if path.is_file()} == before


def test_a_store_with_nothing_in_it_is_whole(tmp_path):
    assert Garden(tmp_path / "none").verify() == []
    assert not (tmp_path / "none").exists()


def test_a_store_read_from_a_checkpoint_is_whole(data, monkeypatch):
    monkeypatch.setattr(incidents, "TABLE_SETTINGS", {**incidents.TABLE_SETTINGS, "delta.checkpointInterval": "2"})
    _fill(Garden(data))
    assert list(data.glob("incidents/_delta_log/*.checkpoint.parquet"))
    assert Garden(data).verify(every_version=True) == []


def test_after_a_retention_all_is_whole_and_old_versions_are_read_without_what_went(garden):
    _retain(garden, "2025-06")
    garden.build(2)
    assert garden.verify(every_version=True) == []
    assert {file.month for version in range(1, 6) for file in garden.store.files(version)} == {"2025-06", "2025-07"}


# ---- files of incidents --------------------------------------------------------------------------------------------


def test_a_missing_file(garden):
    _standing(garden).unlink()
    assert "2025-05" in (text := _texts(garden.verify()))
    assert "is missing" in text
    assert "aim restore" in text


@pytest.mark.parametrize("every_version", [True, False])
def test_a_file_of_an_earlier_version_missing_or_cut(garden, every_version):
    (old,) = [file.path for file in garden.store.files(2) if file.month == "2025-07"]
    old.write_bytes(old.read_bytes()[:-1])
    assert "bytes where the log says" in _texts(garden.verify(every_version=every_version))
    old.unlink()
    assert "is missing" in _texts(garden.verify(every_version=every_version))


def test_a_truncated_file(garden):
    path = _standing(garden)
    path.write_bytes(path.read_bytes()[:-100])
    assert "bytes where the log says" in _texts(garden.verify())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_is_found_or_changes_nothing_that_is_read(garden, where, bit):
    path = _standing(garden)
    content = path.read_bytes()
    rows = garden.state()
    at = int(where * len(content))
    path.write_bytes(content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :])
    try:
        if not garden.verify():
            assert garden.state() == rows
    finally:
        path.write_bytes(content)


def test_rows_are_told_wrongly_by_the_log(garden):
    path = _log(garden, 1)
    text = path.read_text()
    assert text.count('numRecords\\": 8') == 1
    path.write_text(text.replace('numRecords\\": 8', 'numRecords\\": 9'))
    assert "holds 8 rows where the log says 9" in _texts(garden.verify())


def _add_column(rows: pa.Table) -> pa.Table:
    return rows.append_column("Name", pa.array(["somebody"] * rows.num_rows))


def _change_type(rows: pa.Table) -> pa.Table:
    at = rows.schema.get_field_index("precision_m")
    return rows.set_column(at, "precision_m", rows["precision_m"].cast(pa.int64()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_add_column, "holds a column 'Name' that AIM never stores"),
        (_change_type, "column 'precision_m' is int64 where AIM stores int32"),
        (lambda rows: rows.drop_columns(["category"]), "lacks the column 'category'"),
    ],
)
def test_foreign_missing_and_changed_columns(garden, change, words):
    garden.load({"2025-08": change(table(_rows(3)))})
    garden.build(2)
    assert words in _texts(garden.verify())


def test_a_column_that_an_earlier_version_did_not_have_is_no_finding(garden):
    rows = table(_rows(3))
    garden.load({"2025-08": rows.drop_columns(["area"])}, digests={"2025-08": planting.digest(rows)})
    garden.build(2)
    assert garden.verify() == []


def test_a_file_in_the_folder_of_another_month(garden):
    path = _log(garden, 1)
    path.write_text(path.read_text().replace('"month":"2025-05"', '"month":"2025-04"'))
    assert "its folder says otherwise" in _texts(garden.verify())


def test_a_file_that_is_no_table(garden):
    path = _standing(garden)
    path.write_bytes(b"x" * path.stat().st_size)
    assert "is not readable as Parquet" in _texts(garden.verify())


@pytest.mark.parametrize(
    ("lies", "words"),
    [
        ({"digests": {"2025-08": f"{DIGEST}:00"}}, "its digest differs"),
        ({"month_kept": {"2025-08": 9}}, "rows lie inside where load"),
    ],
)
def test_content_that_is_not_what_the_load_stored(garden, lies, words):
    garden.load({"2025-08": _rows(4)}, **lies)
    garden.build(2)
    assert words in _texts(garden.verify())


def test_content_digested_by_another_version_of_aim_is_only_noted(garden):
    garden.load({"2025-08": _rows(4)}, digests={"2025-08": "0:00"})
    garden.build(2)
    assert "digested by another version of AIM (0:)" in _texts(garden.verify(), "note")


def test_a_file_that_another_program_wrote_and_committed(garden):
    path = _standing(garden)
    other = path.with_name("part-00000-abc.parquet")
    path.rename(other)
    _log(garden, 1).write_text(_log(garden, 1).read_text().replace(path.name, other.name))
    assert "no load of the ledger wrote it" in _texts(garden.verify(), "note")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (sensitive(longitude=-1.2), "sensitive incidents with a longitude"),
        (sensitive(latitude=54.5), "sensitive incidents with a latitude"),
        (sensitive(cell=planting.CELL), "sensitive incidents with a cell"),
        (sensitive(street="Mill Lane"), "sensitive incidents with a street"),
        (sensitive(outcome="charged"), "sensitive incidents with a outcome"),
        (sensitive(precision_m=150), "sensitive incidents with a precision_m"),
        (sensitive(occurred_from=JUNE), "sensitive incidents with a occurred_from"),
        (sensitive(occurred_to=JUNE), "sensitive incidents with a occurred_to"),
        (sensitive(area=None), "1 sensitive incidents without a neighbourhood"),
        (sensitive(margin=True), "sensitive incidents outside the area"),
        (incident(precision_m=1000), "1 incidents whose cell does not go with their precision"),
        (incident(cell=None), "1 incidents whose cell does not go with their precision"),
        (incident(longitude=None), "1 incidents without a point"),
        (incident(area="North"), "that are not sensitive are held by neighbourhood"),
        (incident(category="shouting"), "categories this version does not know: ['shouting']"),
        (incident(located_by="guess"), "ways this version does not know: ['guess']"),
        (incident(occurred_from=datetime(2025, 7, 31, 23, 30, tzinfo=UTC)), "1 incidents began in another month"),
        (incident(occurred_from=JUNE, occurred_to=datetime(2025, 6, 30, tzinfo=UTC)), "end before they begin"),
    ],
)
def test_a_row_that_must_not_be_stored(garden, row, words):
    garden.load({"2025-07": [*_rows(3), row]})
    garden.build(2)
    assert words in _texts(garden.verify())


def test_rows_without_what_every_row_has(garden):
    loose = pa.schema([field.with_nullable(True) for field in schema.INCIDENT_FILE])
    garden.load({"2025-08": table([incident(category=None), *_rows(2)], loose)})
    garden.build(2)
    assert "1 rows without category" in _texts(garden.verify())


# ---- log and ledger ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lies", "words"),
    [
        ({"rows": 99}, "99 rows are not 6 kept + 2 outside + 2"),
        ({"reasons": {"no_time": 5}}, "its reasons sum to 5, not to 2 rejected"),
        ({"margin": 3}, "3 in the margin are more than the 2 outside"),
        ({"month_kept": {"2025-08": 6, "2025-09": 1}}, "its digests and its kept rows are of different months"),
    ],
)
def test_sums_of_the_ledger(garden, lies, words):
    garden.load({"2025-08": _rows(8)}, **lies)
    garden.build(2)
    assert words in _texts(garden.verify())


def test_a_month_that_the_ledger_says_stands_and_no_file_does(garden):
    garden.load({}, digests={"2025-08": f"{DIGEST}:00"}, month_kept={"2025-08": 1})
    garden.build(2)
    assert "by the ledger 2025-08 of police cleveland stands, but no file does" in _texts(garden.verify())


def test_a_file_that_stands_although_the_ledger_says_otherwise(garden):
    garden.load({"2025-08": _rows(4)}, digests={}, month_kept={})
    garden.build(2)
    text = _texts(garden.verify())
    assert "stands, but by the ledger nothing does" in text
    assert "does not say that it wrote 2025-08" in text


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_lost_entry_of_the_log(garden, number):
    _log(garden, number).unlink()
    assert "_delta_log" in _texts(garden.verify())


def test_a_lost_entry_of_the_log_behind_a_checkpoint(data, monkeypatch):
    monkeypatch.setattr(incidents, "TABLE_SETTINGS", {**incidents.TABLE_SETTINGS, "delta.checkpointInterval": "2"})
    garden = Garden(data)
    _fill(garden)
    _log(garden, 1).unlink()
    said = "\n".join(map(str, garden.verify()))
    assert f"{1:020d}.json: is missing: the load of that version is not in the ledger" in said


def test_the_newest_entry_lost_leaves_a_picture_of_more_than_there_is(garden):
    _log(garden, 4).unlink()
    found = garden.verify()
    assert f"picture 4-{1:08x} is of a version that the store does not have" in str(found[0])
    assert {finding.level for finding in found} == {"error", "note"}


@pytest.mark.parametrize(
    "content", ["{ not json", "[]\n", '{"commitInfo":{"aim.load":"{}"}}\n', '{"commitInfo":{"aim.load":"["}}\n']
)
def test_an_entry_of_the_log_that_cannot_be_read(garden, content):
    _log(garden, 2).write_text(content)
    assert "_delta_log" in _texts(garden.verify())


def test_an_empty_entry_of_the_log(garden):
    _log(garden, 2).write_text("")
    said = "\n".join(map(str, garden.verify()))
    assert f"{2:020d}.json: is empty: what that step changed is lost" in said
    garden.store.sweep()
    assert _log(garden, 2).exists()


def test_a_commit_that_a_power_cut_kept_from_the_disk_is_none(garden):
    """Its entry is there by name and empty: nobody was told that it was done, and the next load takes its place."""
    before = garden.state()
    garden.load({"2025-08": _rows(3)})
    _log(garden, 5).write_text("")
    assert garden.state() == before
    assert "is empty: a power cut came before that step was done" in _texts(garden.verify(), "note")
    assert _log(garden, 5) in garden.store.sweep()
    assert garden.verify() == []
    garden.number = 20
    garden.load({"2025-08": _rows(4)})
    garden.build(2)
    assert (garden.store.version(), garden.verify()) == (5, [])


def test_a_first_load_that_a_power_cut_kept_from_the_disk_leaves_no_table(data):
    garden = Garden(data)
    garden.load({"2025-05": _rows(3)})
    _log(garden, 1).unlink()
    _log(garden, 0).write_text("")
    garden.store.sweep()
    assert (garden.store.version(), garden.verify()) == (None, [])
    garden.load({"2025-05": _rows(3)})
    assert (garden.store.version(), garden.verify()) == (1, [])


def test_a_lost_log_is_an_error_and_nothing_is_swept(garden):
    """All files of the store then look like those of a killed load: the next load would have removed every one."""
    shutil.rmtree(garden.store.folder / "_delta_log")
    before = {path for path in garden.data.rglob("*") if path.is_file()}
    assert "the log is lost" in _texts(garden.verify())
    shutil.rmtree(garden.data / derived.FOLDER)
    assert "the log is lost" in _texts(garden.verify())
    with pytest.raises(StoreError, match=r"the log is lost, nothing was changed.*aim restore"):
        garden.store.sweep()
    assert {path for path in garden.data.rglob("*") if path.is_file()} == {
        path for path in before if derived.FOLDER not in path.parts
    }


def test_what_a_first_load_left_that_was_cut_short_is_only_noted(data):
    garden = Garden(data)
    record = garden.load({"2025-05": _rows(3)})
    shutil.rmtree(garden.store.folder / "_delta_log")
    text = _texts(garden.verify(), "note")
    assert f"rejects/{record.load}.parquet: no load names it" in text
    assert "the next `aim ingest` removes it" in text
    assert len(garden.store.sweep()) == 2
    assert garden.verify() == []


def test_a_log_that_does_not_agree_with_its_checkpoint(data, monkeypatch):
    monkeypatch.setattr(incidents, "TABLE_SETTINGS", {**incidents.TABLE_SETTINGS, "delta.checkpointInterval": "2"})
    garden = Garden(data)
    _fill(garden)
    lines = _log(garden, 3).read_text().splitlines()
    kept = [line for line in lines if not ('"remove"' in line and "month=2025-07" in line)]
    assert len(kept) == len(lines) - 1
    _log(garden, 3).write_text("\n".join(kept))
    assert "the log and its checkpoint do not agree" in _texts(garden.verify())


def test_a_store_that_is_written_meanwhile_is_checked_again(garden, monkeypatch):
    loads = iter(range(20, 23))
    read = log.named

    def named_while_another_loads(data):
        if next(loads, None) in wanted:
            garden.load({"2025-08": _rows(3)})
        return read(data)

    monkeypatch.setattr(log, "named", named_while_another_loads)
    wanted = {20}
    assert "run `aim build`" in _texts(garden.verify(), "note")
    loads, wanted = iter(range(20, 40)), set(range(20, 40))
    assert "no finding is sure" in _texts(garden.verify(), "note")


# ---- what lies beside ----------------------------------------------------------------------------------------------


def _first_rejects(garden: Garden) -> Path:
    return ledger.rejects_path(garden.data, ledger.loads(garden.data)[0].load)


def test_rejects_missing_or_unreadable(garden):
    _first_rejects(garden).write_bytes(b"PAR1")
    assert "rejects" in (text := _texts(garden.verify()))
    assert "cannot be read" in text
    _first_rejects(garden).unlink()
    assert "cannot be read" in _texts(garden.verify())


def test_rejects_with_other_columns_or_other_rows(garden):
    rejects = planting.rejects()
    pq.write_table(rejects.append_column("Name", pa.array(["x", "y"])), _first_rejects(garden))
    assert "has other columns than rejects have" in _texts(garden.verify())
    pq.write_table(rejects.slice(1), _first_rejects(garden))
    assert "holds {'no_time': 1} where load" in _texts(garden.verify())


def test_files_that_nothing_names(garden):
    left = [
        _standing(garden).with_name("20260101T000000-0badcafe-0.parquet"),
        garden.store.folder / "_delta_log" / "_commit_5a7c.json.tmp",
        garden.store.folder / "source=police" / "part.parquet#1",
        garden.data / "rejects" / "20260101T000000-0badcafe.parquet",
        garden.data / "rejects" / ".20260101T000000-0badcafe.parquet.0badcafe",
        garden.data / "retained" / "20260101T000000-0badcafe.txt",
    ]
    foreign = [
        _standing(garden).with_name("names and addresses.csv"),
        garden.data / "rejects" / "notes.parquet",
        garden.data / "retained" / "notes.txt",
    ]
    (garden.data / "retained").mkdir()
    for path in [*left, *foreign]:
        path.write_bytes(b"x")
    found = garden.verify()
    _texts(found, "note")
    said = {garden.data / finding.file: finding.next_step for finding in found}
    assert said.keys() == {*left, *foreign}
    assert all("the next `aim ingest` removes it" in said[path] for path in left)
    assert all("AIM did not write it" in said[path] for path in foreign)
    assert set(garden.store.sweep()) == set(left)


def test_what_policy_dropped_and_still_lies_there(garden):
    kept = {path: path.read_bytes() for path in garden.data.rglob("*") if path.is_file()}
    _retain(garden, "2025-06")
    garden.build(2)
    gone = [path for path in kept if not path.exists()]
    assert [path.name.split("-")[1] for path in gone] == ["00000001"]
    bared = [path for path, content in kept.items() if path.exists() and path.read_bytes() != content]
    for path in [*gone, *bared]:
        path.write_bytes(kept[path])
    text = _texts([finding for finding in garden.verify() if derived.FOLDER not in finding.file])
    assert "was dropped by policy and is still there; run `aim retain` again" in text
    assert "holds values of rejects that policy dropped; run `aim retain` again" in text
    garden.store.sweep()
    assert not gone[0].exists()
    assert ledger.rejects(garden.data, ledger.loads(garden.data)[0].load)["value"].to_pylist() == [None, None]


def test_counts_and_notes_of_a_retention(garden):
    _retain(garden, "2025-06")
    garden.build(2)
    (step,) = [record for record in ledger.loads(garden.data) if record.kind == "retain"]
    path = garden.data / "retained" / f"{step.load}.parquet"
    row = dict.fromkeys(retained.COUNTS.names, "x") | {"month": "2025-05", "count": step.rows + 1}
    pq.write_table(pa.Table.from_pylist([row], schema=retained.COUNTS), path)
    assert f"counts {step.rows + 1} incidents where step" in _texts(garden.verify())
    pq.write_table(pa.Table.from_pylist([row | {"month": "2025-09", "count": 1}], schema=retained.COUNTS), path)
    assert "did not drop: ['2025-09']" in _texts(garden.verify())
    pq.write_table(pa.table({"Name": ["x"]}), path)
    assert "has other columns than counts have" in _texts(garden.verify())
    path.unlink()
    path.with_suffix(".txt").unlink()
    text = _texts(garden.verify())
    assert "cannot be read" in text
    assert "is missing: the note of what policy dropped" in text


def _kept_picture(garden: Garden) -> Path:
    (kept,) = derived.pictures(garden.data)
    return kept.path


@pytest.mark.parametrize("name", ["manifest.json", "counts.npz", "cells-9.parquet"])
@pytest.mark.parametrize("content", [b"", b"{}", b"PAR1PAR1"])
def test_a_picture_that_cannot_be_read(garden, name, content):
    (_kept_picture(garden) / name).write_bytes(content)
    assert "the picture cannot be read" in (text := _texts(garden.verify()))
    assert "remove its folder and run `aim build`" in text


@pytest.mark.parametrize("name", ["manifest.json", "counts.npz"])
def test_a_picture_that_lacks_a_file(garden, name):
    (_kept_picture(garden) / name).unlink()
    assert "the picture cannot be read" in _texts(garden.verify())


def test_a_picture_under_a_wrong_name(garden):
    _kept_picture(garden).rename(garden.data / derived.FOLDER / f"{7:064x}")
    text = _texts(garden.verify())
    assert f"the picture says that it is {1:064x}" in text
    assert "names picture 4-00000001, which is not kept; run `aim build`" in text


def test_the_name_of_the_current_picture(garden):
    path = garden.data / derived.FOLDER / derived.CURRENT
    path.write_text("{}")
    assert "remove it and run `aim build`" in _texts(garden.verify())
    path.write_text(json.dumps({"fingerprint": f"{9:064x}", "picture": "4-9", "data_version": 4}))
    assert "names picture 4-9, which is not kept" in _texts(garden.verify())
    path.unlink()
    assert garden.verify() == []


def test_a_picture_of_older_data_and_what_is_no_picture_are_only_noted(garden):
    garden.load({"2025-08": _rows(3)})
    (garden.data / derived.FOLDER / ".making-0badcafe").mkdir()
    (garden.data / derived.FOLDER / "names.csv").write_text("x")
    text = _texts(garden.verify(), "note")
    assert "shows data version 4 where 5 is the newest; run `aim build`" in text
    assert ".making-0badcafe: is no picture; the next `aim build` removes it" in text
    assert "names.csv: is no picture; AIM did not write it" in text
