"""A step back puts back exactly what stood, is a step itself, and never takes a later load with it."""

import json
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aim.errors import RefusedError, StoreError
from aim.store import incidents, ledger, undoing
from aim.store.incidents import IncidentStore
from aim.store.replay import Replay

NOW = datetime(2026, 2, 1, tzinfo=UTC)


def _held(store, version=None):
    return {(file.supplier, file.month): file.rows for file in store.files(version)}


def _id(writing, number):
    return next(record.load for record in ledger.loads(writing.store.data) if record.file == f"{number}.zip")


def _undo(writing, load, now=NOW):
    return undoing.undo(writing.store.data, load, actor="somebody", now=now)


def _replayed(store):
    """What the log says stands, read by nobody's library: every add and remove in turn."""
    files = set()
    for path in sorted((store.folder / "_delta_log").glob("*.json")):
        actions = [json.loads(line) for line in path.read_text().splitlines()]
        files -= {action["remove"]["path"] for action in actions if "remove" in action}
        files |= {action["add"]["path"] for action in actions if "add" in action}
    return files


def test_a_replaced_month_stands_again_and_a_new_one_is_gone(writing):
    writing.load({"2025-01": 3, "2025-02": 4})
    writing.load({"2025-02": 6, "2025-03": 7})
    before = {file.path for file in writing.store.files(1)}
    record = _undo(writing, _id(writing, 2))
    assert _held(writing.store) == {("cleveland", "2025-01"): 3, ("cleveland", "2025-02"): 4}
    assert {file.path for file in writing.store.files()} == before
    assert _held(writing.store, 2) == {
        ("cleveland", "2025-01"): 3,
        ("cleveland", "2025-02"): 6,
        ("cleveland", "2025-03"): 7,
    }
    assert (record.kind, record.undoes, record.months) == ("undo", _id(writing, 2), ("2025-02", "2025-03"))
    assert (record.rows, record.kept, record.outside, record.margin, record.rejected) == (4, 2, 2, 2, 0)
    assert (record.removed, record.replaced) == (("2025-03",), ("2025-02", "2025-03"))
    assert ledger.loads(writing.store.data)[-1] == record


def test_every_reader_of_the_log_sees_the_month_put_back(writing):
    """An added file that was removed before is legal in Delta Lake; the library and a plain replay agree on it."""
    writing.load({"2025-01": 3})
    writing.load({"2025-01": 5})
    _undo(writing, _id(writing, 2))
    named = {file.path.relative_to(writing.store.folder).as_posix() for file in writing.store.files()}
    assert named == _replayed(writing.store)
    uris = [uri.removeprefix("file://") for uri in DeltaTable(writing.store.folder).file_uris()]
    assert duckdb.sql(f"SELECT count(*) FROM read_parquet({uris!r})").fetchone() == (3,)


def test_the_log_read_from_a_checkpoint_says_the_same(writing, monkeypatch):
    monkeypatch.setattr(incidents, "TABLE_SETTINGS", {**incidents.TABLE_SETTINGS, "delta.checkpointInterval": "3"})
    writing.load({"2025-01": 3})
    for _ in range(4):
        writing.load({"2025-01": 5})
        _undo(writing, ledger.loads(writing.store.data)[-1].load)
        named = {file.path.relative_to(writing.store.folder).as_posix() for file in writing.store.files()}
        assert named == _replayed(writing.store)
        assert _held(writing.store) == {("cleveland", "2025-01"): 3}
    assert len(list((writing.store.folder / "_delta_log").glob("*.checkpoint.parquet"))) >= 2


def test_an_undo_is_undone(writing):
    writing.load({"2025-01": 3})
    writing.load({"2025-01": 5, "2025-02": 6})
    after = writing.store.files()
    first = _undo(writing, _id(writing, 2))
    second = _undo(writing, first.load)
    assert writing.store.files() == after
    assert (second.undoes, second.months) == (first.load, ("2025-01", "2025-02"))
    assert [step.undone_by for step in ledger.history(writing.store.data)] == [None, None, second.load, None]
    third = _undo(writing, second.load)
    assert _held(writing.store) == {("cleveland", "2025-01"): 3}
    undone = {step.record.load: step.undone_by for step in ledger.history(writing.store.data)}
    assert (undone[_id(writing, 1)], undone[second.load], undone[third.load]) == (None, third.load, None)
    assert undone[first.load] is None  # it holds again, since what undid it is undone
    assert undone[_id(writing, 2)] == first.load


def test_the_first_load_undone_leaves_a_store_with_nothing_in_it(writing):
    writing.load({"2025-01": 3})
    record = _undo(writing, _id(writing, 1))
    assert (writing.store.files(), writing.store.version(), record.rows) == ([], 2, 0)
    assert ledger.standing_kept(ledger.loads(writing.store.data)) == {}
    assert writing.load({"2025-01": 4}) == 3
    assert _held(writing.store) == {("cleveland", "2025-01"): 4}


def test_a_load_whose_months_were_changed_later_is_not_undone_and_the_later_ones_are_named(writing):
    writing.load({"2025-01": 3, "2025-02": 3})
    writing.load({"2025-02": 4})
    writing.load({"2025-01": 5}, supplier="durham")
    version = writing.store.version()
    with pytest.raises(RefusedError, match=r"2025-02 of 'cleveland' was changed later by \S+0002 \(2\.zip") as refused:
        _undo(writing, _id(writing, 1))
    assert len(refused.value.faults) == 1
    assert writing.store.version() == version
    _undo(writing, _id(writing, 2))
    _undo(writing, _id(writing, 1))
    assert _held(writing.store) == {("durham", "2025-01"): 5}


def test_later_loads_are_named_in_the_order_in_which_they_can_be_undone(writing):
    for rows in (3, 4, 5):
        writing.load({"2025-01": rows, "2025-02": rows})
    with pytest.raises(RefusedError) as refused:
        _undo(writing, _id(writing, 1))
    named = [next(i for i in (1, 2, 3) if f"aim undo {_id(writing, i)}`" in fault) for fault in refused.value.faults]
    assert named == [3, 2]
    for load in named:
        _undo(writing, _id(writing, load))
    _undo(writing, _id(writing, 1))
    assert _held(writing.store) == {}


def test_what_cannot_be_undone(writing, make_record):
    with pytest.raises(StoreError, match=r"no load 'x'.*aim history"):
        _undo(writing, "x")
    writing.load({"2025-01": 3})
    with pytest.raises(StoreError, match="no load"):  # one that changed nothing is no commit
        _undo(writing, make_record(7, ()).load)
    record = _undo(writing, _id(writing, 1))
    with pytest.raises(RefusedError, match=f"undone already.*aim undo {record.load}"):
        _undo(writing, _id(writing, 1))
    retained = make_record(8, (), kind="retain", before="2025-02")
    writing.store.commit(retained, [])
    with pytest.raises(RefusedError, match="deleted from every version"):
        _undo(writing, retained.load)


def test_a_month_put_back_counts_as_received_when_its_own_load_was(writing, make_record):
    data = writing.store.data
    writing.load({"2025-01": 3, "2025-02": 3})
    confirmation = make_record(50, ("2025-01",), digests={}, month_kept={}, confirmed=("2025-01",))
    writing.store.commit(confirmation, [])
    first = ledger.loads(data)[0]
    key = ("police", "cleveland", "2025-01")
    confirmed = {key: confirmation.received, ("police", "cleveland", "2025-02"): first.received}
    assert ledger.received_at(ledger.loads(data)) == confirmed
    writing.number = 60
    writing.load({"2025-01": 5})
    assert ledger.received(data, *key) > confirmation.received
    _undo(writing, _id(writing, 61))
    assert ledger.received_at(ledger.loads(data)) == confirmed
    _undo(writing, confirmation.load)
    assert ledger.received_at(ledger.loads(data)) == dict.fromkeys(confirmed, first.received)
    assert _held(writing.store) == {("cleveland", "2025-01"): 3, ("cleveland", "2025-02"): 3}


def test_a_confirmation_undone_leaves_a_later_one(writing, make_record):
    data = writing.store.data
    writing.load({"2025-01": 3})
    for number in (50, 60):
        confirmation = make_record(number, ("2025-01",), digests={}, month_kept={}, confirmed=("2025-01",))
        writing.store.commit(confirmation, [])
    _undo(writing, make_record(50, ()).load)
    assert ledger.received(data, "police", "cleveland", "2025-01") == confirmation.received


def test_months_a_load_took_away_come_back(writing, make_record):
    data = writing.store.data
    writing.load({"2025-01": 3, "2025-02": 4})
    load = make_record(9, ("2025-01", "2025-02"), digests={"2025-02": "1:9"}, removed=("2025-01",))
    writing.number = 9
    staged = writing.stage({"2025-02": 2})
    writing.store.commit(load, staged, removed=[("police", "cleveland", "2025-01")])
    assert _held(writing.store) == {("cleveland", "2025-02"): 2}
    assert ledger.standing_kept(ledger.loads(data)) == {("police", "cleveland", "2025-02"): 7}
    assert ledger.received(data, "police", "cleveland", "2025-01") is None
    _undo(writing, load.load)
    assert _held(writing.store) == {("cleveland", "2025-01"): 3, ("cleveland", "2025-02"): 4}
    assert len(ledger.standing_kept(ledger.loads(data))) == 2


def test_the_rejects_of_an_undone_load_stay_readable(writing, make_record):
    data = writing.store.data
    ledger.write_rejects(data, make_record(1, ()).load, [])
    writing.load({"2025-01": 3})
    record = _undo(writing, _id(writing, 1))
    assert ledger.rejects(data, _id(writing, 1)).num_rows == 0
    assert ledger.rejects(data, record.load).num_rows == 0
    writing.store.sweep()
    assert ledger.rejects_path(data, _id(writing, 1)).exists()
    assert ledger.history(data)[0].undone_by == record.load


MONTHS = st.dictionaries(st.sampled_from(["2025-01", "2025-02", "2025-03"]), st.integers(1, 4), min_size=1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(MONTHS, st.integers(0, 9)), min_size=1, max_size=10))
def test_any_row_of_loads_and_undos_is_what_a_stack_per_month_would_hold(tmp_path_factory, writing, steps):
    """Files and ledger agree after every step, and an allowed undo restores the very state before its load."""
    data = tmp_path_factory.mktemp("undo") / "store"
    writing = type(writing)(IncidentStore(data))
    states = [{}]
    for number, step in enumerate(steps):
        if isinstance(step, dict):
            writing.load(step)
        else:
            made = ledger.commits(data)
            if not made:
                continue
            version, record = made[step % len(made)]
            try:
                _undo(writing, record.load, NOW + timedelta(hours=number))
            except RefusedError:
                assert len(states) == (writing.store.version() or 0) + 1
                continue
            moved = {key for key in states[version].keys() | states[version - 1].keys()
                     if states[version].get(key) != states[version - 1].get(key)}  # fmt: skip
            expected = {k: v for k, v in states[-1].items() if k not in moved}
            expected |= {k: v for k, v in states[version - 1].items() if k in moved}
            assert {file.key: file.path.name for file in writing.store.files()} == expected
        states.append({file.key: file.path.name for file in writing.store.files()})
        stands = Replay(ledger.loads(data)).stands
        assert {file.key: file.load for file in writing.store.files()} == {k: s.load for k, s in stands.items()}
    for version, state in enumerate(states[1:], 1):
        assert {file.key: file.path.name for file in writing.store.files(version)} == state
