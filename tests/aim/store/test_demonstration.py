"""Only a demonstration is ever cleared."""

from datetime import date

import extracts
import pytest

from aim.errors import StoreError
from aim.store import demonstration, derived, ledger
from aim.store.incidents import IncidentStore


def _fill(writing, make_record, *, made_up: bool) -> None:
    data = writing.store.data
    writing.number += 1
    months = {"2025-01": 3}
    load = make_record(writing.number, tuple(months), demonstration=made_up)
    ledger.write_rejects(data, load.load, [])
    writing.store.commit(load, writing.stage(months))


def test_a_demonstration_is_cleared_and_nothing_else(writing, make_record, data):
    _fill(writing, make_record, made_up=True)
    manifest = b'{"fingerprint": "00000000000000aa", "picture": "1-aa", "data_version": 1}'
    derived.write(data, "00000000000000aa", {"manifest.json": manifest})
    demonstration.remember(data, date(2026, 11, 21))
    (data / "geography").mkdir()
    (data / "geography" / "wards.geojson").write_text("{}")
    (data / "README.md").write_text("mine")
    assert demonstration.is_demonstration(data)
    assert demonstration.clear(data) == ["derived", "rejects", "incidents", "demonstration"]
    assert extracts.files_under(data) - {".writer.lock", ".derived.lock"} == {"geography/wards.geojson", "README.md"}
    assert (IncidentStore(data).version(), ledger.loads(data), demonstration.until(data)) == (None, [], None)
    assert not demonstration.is_demonstration(data)
    _fill(writing, make_record, made_up=False)
    assert IncidentStore(data).version() == 1


def test_real_data_is_never_cleared(writing, make_record, data):
    _fill(writing, make_record, made_up=True)
    _fill(writing, make_record, made_up=False)
    before = extracts.files_under(data) | {".writer.lock"}
    with pytest.raises(StoreError, match=r"1 loads? of real data.*2\.zip"):
        demonstration.clear(data)
    assert (extracts.files_under(data), IncidentStore(data).version()) == (before, 2)


def test_clearing_nothing_is_no_error(data):
    assert demonstration.clear(data) == []


def test_the_last_day_is_remembered(data):
    assert demonstration.until(data) is None
    demonstration.remember(data, date(2026, 11, 21))
    assert demonstration.until(data) == date(2026, 11, 21)
    (demonstration.folder(data) / ".until").write_text("long ago")
    assert demonstration.until(data) is None


def test_what_a_clearing_cut_short_left_is_removed_by_the_next(data):
    (data / ".cleared-0badcafe").mkdir(parents=True)
    (data / ".cleared-0badcafe" / "x").write_text("x")
    demonstration.clear(data)
    assert not list(data.glob(".cleared-*"))
