"""What policy drops is gone from every version, its counts stay, and a kill at any point leaves nothing half done."""

import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from planting import Garden, incident, sensitive

from aim.errors import RefusedError, StoreError
from aim.store import durable, ledger, log, retained, sweeping, undoing
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.record import LoadRecord

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BEFORE = "2025-07"


def _fill(garden: Garden) -> None:
    """Five steps: a month replaced, one taken back, one of only old months, one of another supplier."""
    garden.load({"2025-05": _rows(4), "2025-07": _rows(3)})
    garden.load({"2025-05": [*_rows(5, 10), sensitive(90)], "2025-06": _rows(2, 20)})
    garden.load({"2025-06": _rows(3, 30), "2025-08": _rows(2)})
    undoing.undo(garden.data, ledger.loads(garden.data)[-1].load, actor="x", now=datetime(2026, 2, 1, tzinfo=UTC))
    garden.load({"2025-06": _rows(2), "2025-07": _rows(6)}, supplier="durham")


@pytest.fixture
def garden(data: Path) -> Garden:
    made = Garden(data)
    _fill(made)
    return made


def _rows(count: int, first: int = 0) -> list[dict]:
    return [incident(first + n, margin=n % 3 == 2) for n in range(count)]


def _count(store: IncidentStore):
    """Counts by month and category, all in one ward."""

    def count(file: IncidentFile) -> pa.Table:
        rows = store.read(file, ["category", "margin", "area"]).to_pylist()
        of = Counter((row["category"], row["area"]) for row in rows if not row["margin"])
        fixed = dict(zip(("source", "supplier", "month"), file.key, strict=True))
        found = [
            fixed
            | {"category": category, "neighbourhood": area or "East", "ward": None if area else "Mill", "count": n}
            for (category, area), n in sorted(of.items(), key=str)
        ]
        return pa.Table.from_pylist(found, schema=retained.COUNTS)

    return count


def _retain(garden: Garden, before: str = BEFORE) -> list[LoadRecord]:
    count = _count(garden.store)
    return retained.retain(garden.data, before, count=count, actor="an analyst", now=NOW, policy="kept for 12 months")


def _held(garden: Garden, version: int | None = None) -> dict[tuple[str, str], int]:
    return {(file.supplier, file.month): file.rows for file in garden.store.files(version)}


def _rejected(garden: Garden) -> dict[int, list[str | None] | None]:
    """Values in the rejects of each load by its number; None where the file is gone."""
    found = {}
    for record in ledger.loads(garden.data):
        if record.kind == "load":
            gone = not ledger.rejects_path(garden.data, record.load).exists()
            values = ledger.rejects(garden.data, record.load)["value"].to_pylist()
            found[int(record.file.split(".")[0])] = None if gone else values
    return found


def test_months_are_dropped_from_every_version(garden):
    cleveland, durham = _retain(garden)
    assert (cleveland.supplier, cleveland.months, cleveland.removed) == (
        "cleveland", ("2025-05", "2025-06"), ("2025-05", "2025-06"),
    )  # fmt: skip
    assert (cleveland.rows, cleveland.kept, cleveland.margin, cleveland.before) == (8, 7, 1, BEFORE)
    assert (durham.months, durham.rows) == (("2025-06",), 2)
    assert _held(garden) == {("cleveland", "2025-07"): 3, ("durham", "2025-07"): 6}
    assert [_held(garden, version) for version in range(1, 8)] == [
        {("cleveland", "2025-07"): 3},
        {("cleveland", "2025-07"): 3},
        {("cleveland", "2025-07"): 3, ("cleveland", "2025-08"): 2},
        {("cleveland", "2025-07"): 3},
        {("cleveland", "2025-07"): 3, ("durham", "2025-07"): 6},
        {("cleveland", "2025-07"): 3, ("durham", "2025-07"): 6},
        {("cleveland", "2025-07"): 3, ("durham", "2025-07"): 6},
    ]
    for version in range(1, 8):
        for file in garden.store.files(version):
            assert garden.store.read(file).num_rows == file.rows
    on_disk = {path.parent.name for path in garden.store.folder.rglob("month=*/*.parquet")}
    assert on_disk == {"month=2025-07", "month=2025-08"}
    assert garden.verify(every_version=True) == []


def test_the_counts_of_what_stood_are_kept_and_nothing_else(garden):
    stood = {file.key: _count(garden.store)(file).to_pylist() for file in garden.store.files() if file.month < BEFORE}
    _retain(garden)
    assert retained.counts(garden.data).to_pylist() == [row for rows in stood.values() for row in rows]
    assert sum(retained.counts(garden.data)["count"].to_pylist()) == 7 + 2
    assert retained.counts(garden.data).column_names == retained.COUNTS.names
    assert len(list((garden.data / "retained").iterdir())) == 4


def test_what_was_done_is_written_down(garden):
    cleveland, _ = _retain(garden)
    note = (garden.data / "retained" / f"{cleveland.load}.txt").read_text()
    for words in (
        f"{cleveland.load}, 2026-03-01T00:00:00+00:00, by an analyst",
        "kept for 12 months; everything before 2025-07 goes",
        "2025-05 to 2025-06 (2 months)",
        "8 incidents (7 inside the area, 1 in the margin outside it)",
        "4 files of incidents of all versions, the rejects of 1 loads",
        "the rejects of 2 loads that also hold kept months",
        "pictures made before, which are counts by cell",
        "backups made before hold what was deleted",
    ):
        assert words in note
    assert [record.kind for record in ledger.loads(garden.data)[-2:]] == ["retain", "retain"]


def test_rejects_go_with_their_months_and_lose_their_values_where_only_some_do(garden):
    assert _rejected(garden) == {number: ["east", None] for number in range(1, 5)}
    _retain(garden)
    assert _rejected(garden) == {1: [None, None], 2: None, 3: [None, None], 4: [None, None]}
    first = ledger.loads(garden.data)[0].load
    assert ledger.rejects(garden.data, first)["reason"].to_pylist() == ["bad_coordinates", "no_time"]
    everything = b"".join(path.read_bytes() for path in garden.data.rglob("*") if path.is_file())
    assert b"east" not in everything


def test_rejects_of_a_load_without_any_month_go_by_the_day_it_came(garden):
    garden.load({})
    record = ledger.loads(garden.data)[-1]
    assert (record.months, record.received[:7]) == ((), "2026-01")
    _retain(garden)
    assert ledger.rejects(garden.data, record.load).num_rows == 2
    _retain(garden, "2026-02")
    assert ledger.rejects(garden.data, record.load).num_rows == 0
    assert garden.verify() == []


def test_a_second_run_changes_nothing(garden):
    _retain(garden)
    before = {path: path.read_bytes() for path in garden.data.rglob("*") if path.is_file()}
    assert retained.due(garden.data, BEFORE) == []
    assert _retain(garden) == []
    assert {path: path.read_bytes() for path in garden.data.rglob("*") if path.is_file()} == before


def test_what_is_due_is_told_without_doing_it(garden):
    before = {path: path.read_bytes() for path in garden.data.rglob("*") if path.is_file()}
    cleveland, durham = retained.due(garden.data, BEFORE)
    assert (cleveland.months, len(cleveland.standing), len(cleveland.files)) == (("2025-05", "2025-06"), 2, 4)
    assert [record.split("-")[1] for record in cleveland.rejects] == ["00000002"]
    assert [record.split("-")[1] for record in cleveland.bared] == ["00000001", "00000003"]
    assert (durham.months, len(durham.standing), durham.rejects) == (("2025-06",), 1, ())
    assert {path: path.read_bytes() for path in garden.data.rglob("*") if path.is_file()} == before


def test_a_month_that_came_late_is_kept_until_the_next_run(garden):
    _retain(garden)
    garden.load({"2025-05": _rows(3, 50), "2025-07": _rows(1, 60)})
    assert _held(garden)["cleveland", "2025-05"] == 3
    assert garden.store.sweep() == []
    assert garden.verify(every_version=True) == []
    (record,) = _retain(garden)
    assert (record.months, record.rows) == (("2025-05",), 3)
    assert ("cleveland", "2025-05") not in _held(garden)
    assert sum(retained.counts(garden.data)["count"].to_pylist()) == 7 + 2 + 2
    assert garden.verify(every_version=True) == []


def test_nothing_undoes_a_retention_or_goes_back_across_it(garden):
    first, second, _, undo, _ = [record.load for record in ledger.loads(garden.data)]
    step, _ = _retain(garden)
    version = garden.store.version()
    for load, words in (
        (step.load, "deleted from every version: nothing can bring them back"),
        (first, r"2025-05 of 'cleveland' was dropped by policy on 2026-03-01"),
        (second, r"2025-05 to 2025-06 \(2 months\) of 'cleveland' was dropped by policy"),
        (undo, "was dropped by policy"),
    ):
        with pytest.raises(RefusedError, match=words):
            undoing.undo(garden.data, load, actor="x", now=NOW)
    assert garden.store.version() == version


def test_a_step_back_to_what_no_version_holds_any_more_is_refused(garden):
    """The months of the load are kept ones by themselves; what stood before of one of them was dropped meanwhile."""
    garden.load({"2025-09": _rows(2)}, supplier="durham")
    garden.load({"2025-09": _rows(3)}, supplier="durham")
    load = ledger.loads(garden.data)[-1].load
    _retain(garden, "2025-10")
    garden.load({"2025-09": _rows(1)}, supplier="durham")
    with pytest.raises(RefusedError, match="2025-09"):
        undoing.undo(garden.data, load, actor="x", now=NOW)
    late = ledger.loads(garden.data)[-1].load
    undoing.undo(garden.data, late, actor="x", now=NOW)  # before it nothing stood
    assert ("durham", "2025-09") not in _held(garden)
    assert garden.verify() == []


def test_a_load_of_other_months_is_undone_across_a_retention(garden):
    garden.load({"2025-09": _rows(2)})
    load = ledger.loads(garden.data)[-1].load
    _retain(garden)
    undoing.undo(garden.data, load, actor="x", now=NOW)
    assert ("cleveland", "2025-09") not in _held(garden)
    assert garden.verify(every_version=True) == []


class _StoppedError(BaseException):
    """As a kill: nothing may catch it."""


def test_stopped_at_any_write_it_is_not_begun_or_is_ended_by_the_next_run_or_load(tmp_path, monkeypatch):
    """At each write in turn it stops; then the months stand or are gone, and whatever is done next ends it."""
    garden = Garden(tmp_path / "store")
    _fill(garden)
    stood, stop, outcomes = _held(garden), 0, set()
    while True:
        copy = Garden(tmp_path / f"stopped {stop}")
        shutil.copytree(garden.data, copy.data)
        with monkeypatch.context() as patch:
            _stop_after(patch, stop)
            try:
                _retain(copy)
                break
            except _StoppedError:
                pass
        done = {record.supplier for record in ledger.loads(copy.data) if record.kind == "retain"}
        assert _held(copy) == {key: n for key, n in stood.items() if key[1] >= BEFORE or key[0] not in done}
        found = [finding for finding in copy.verify(every_version=True) if finding.level == "error"]
        assert all(finding.next_step == "run `aim retain` again" for finding in found), found
        outcomes.add((len(done), bool(found)))
        copy.store.sweep() if stop % 2 else _retain(copy)
        assert copy.verify(every_version=True) == []
        if stop % 2:
            _retain(copy)
        assert _held(copy) == {key: n for key, n in stood.items() if key[1] >= BEFORE}
        assert sum(retained.counts(copy.data)["count"].to_pylist()) == 9
        assert len(list((copy.data / "retained").iterdir())) == 4
        assert {n: None if values is None else set(values) for n, values in _rejected(copy).items()} == {
            1: {None}, 2: None, 3: {None}, 4: {None},
        }  # fmt: skip
        stop += 1
    assert {(0, False), (1, True), (2, True)} <= outcomes
    assert stop > 15


def _stop_after(patch: pytest.MonkeyPatch, steps: int) -> None:
    """Let so many names be made, replaced or removed, and stop before the next."""
    left = iter(range(steps))

    def guard(function):
        def guarded(*args, **how):
            if next(left, None) is None:
                raise _StoppedError
            return function(*args, **how)

        return guarded

    for owner, name in (
        (durable, "sync_file"),
        (durable, "replace"),
        (durable, "sync_folder"),
        (IncidentStore, "_write"),
        (Path, "unlink"),
    ):
        patch.setattr(owner, name, guard(getattr(owner, name)))


def test_a_reader_that_opened_the_table_before_is_told_what_happened(garden):
    """It holds the list of files of a moment ago; those that are kept it reads, those that went are said to be gone."""
    before = {(file.supplier, file.month): file for file in garden.store.files()}
    undone = undoing.undo(garden.data, ledger.loads(garden.data)[-1].load, actor="x", now=NOW)
    assert {garden.store.read(file).num_rows for file in before.values()} == {2, 3, 6}  # an undo deletes nothing
    _retain(garden)
    assert undone.removed == ("2025-06", "2025-07")
    assert garden.store.read(before["durham", "2025-07"]).num_rows == 6
    with pytest.raises(StoreError, match=r"was dropped by policy meanwhile: run the command again"):
        garden.store.read(before["cleveland", "2025-05"])


def test_dropped_files_are_known_from_the_log_alone(garden):
    _retain(garden)
    gone = sweeping.dropped(garden.data)
    assert {path.parent.name for path in gone} == {"month=2025-05", "month=2025-06"}
    assert not any(path.exists() for path in gone)
    assert len(gone) == 5
    assert len(log.named(garden.data)) == 8
