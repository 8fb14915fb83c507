"""The ledger is the log: one load, one commit, one row."""

import json

import pytest

from aim import schema
from aim.errors import StoreError
from aim.store import ledger
from aim.store.ledger import LoadRecord


def test_a_record_survives_the_way_through_json(make_record):
    made = make_record(1, ("2025-01",), ignored=("ü.csv",), reasons={"bad_row": 2})
    assert LoadRecord.from_json(json.loads(json.dumps(made.to_json()))) == made
    assert LoadRecord.from_json({**made.to_json(), "added later": 1}) == made


def test_loads_are_told_oldest_first_and_as_of_a_version(writing, make_record):
    assert ledger.loads(writing.store.data) == []
    for month in ("2025-01", "2025-02", "2025-03"):
        writing.load({month: 1})
    data = writing.store.data
    assert [record.months for record in ledger.loads(data)] == [("2025-01",), ("2025-02",), ("2025-03",)]
    assert [record.months for record in ledger.loads(data, 2)] == [("2025-01",), ("2025-02",)]
    assert ledger.loads(data)[0] == make_record(1, ("2025-01",))
    assert [version for version, _ in ledger.commits(data)] == [1, 2, 3]


def test_what_stands_is_what_the_last_load_of_a_month_wrote(writing):
    writing.load({"2025-01": 1, "2025-02": 1})
    writing.load({"2025-02": 1})
    first, second = ledger.loads(writing.store.data)
    assert ledger.received(writing.store.data, "police", "cleveland", "2025-01") == first.received
    assert ledger.received(writing.store.data, "police", "cleveland", "2025-02") == second.received
    assert ledger.received(writing.store.data, "police", "durham", "2025-02") is None
    assert ledger.standing_kept([first, second]) == {
        ("police", "cleveland", "2025-01"): 7,
        ("police", "cleveland", "2025-02"): 7,
    }


def test_rejects_count_only_if_their_load_was_committed(writing, make_record):
    rejects = schema.REJECTS.empty_table().from_pylist(
        [{"file": "a.csv", "line": 3, "reason": "bad_row", "column": None, "value": None}], schema=schema.REJECTS
    )
    load = make_record(1, ()).load
    ledger.write_rejects(writing.store.data, load, [rejects, rejects])
    with pytest.raises(StoreError, match="no load"):
        ledger.rejects(writing.store.data, load)
    writing.load({"2025-01": 1})
    assert ledger.rejects(writing.store.data, load).to_pylist() == rejects.to_pylist() * 2
    ledger.rejects_path(writing.store.data, load).unlink()
    with pytest.raises(StoreError, match="restore the store from a backup"):
        ledger.rejects(writing.store.data, load)


def test_commits_of_other_programs_are_passed_over(writing):
    writing.load({"2025-01": 1})
    log = writing.store.folder / "_delta_log"
    (log / f"{2:020d}.json").write_text('{"commitInfo":{"operation":"OPTIMIZE"}}\n')
    (log / f"{3:020d}.json").write_text('{"add":{}}\n')
    assert len(ledger.loads(writing.store.data)) == 1
