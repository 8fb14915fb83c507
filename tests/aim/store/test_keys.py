"""The key of the references: the same for good, never lost unseen, and in every copy of a store as a whole."""

import hashlib
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aim.errors import StoreError
from aim.store import backup, keys, shadow
from aim.store.keys import Key
from aim.store.record import LoadRecord

Changes = Callable[[str], LoadRecord]


@pytest.fixture
def changes(make_record: Callable[..., LoadRecord]) -> Changes:
    """A load of changes whose references were made by the key of that mark."""
    return lambda mark: make_record(1, ("2025-06",), source="council-desk", facts={"delivered": "changes"}, key=mark)


def test_a_key_is_kept_once_and_found_again(tmp_path: Path, changes: Changes) -> None:
    key = keys.get(tmp_path / "store", [])
    assert keys.held(tmp_path / "store") is None, "asked for, it is not yet written"
    keys.keep(tmp_path / "store", key)
    keys.keep(tmp_path / "store", Key.new())
    assert keys.get(tmp_path / "store", [changes(key.mark)]) == key
    assert stat.S_IMODE((tmp_path / "store" / keys.FILE).stat().st_mode) == 0o600


def test_no_two_keys_and_no_two_sources_are_alike() -> None:
    one, other = Key.new(), Key.new()
    made = [one.of("police"), one.of("fire"), other.of("police"), one.secret, bytes.fromhex(one.mark)]
    assert len(set(made)) == 5
    assert one.secret.hex() not in repr(one)
    assert one.mark != hashlib.sha256(one.secret).hexdigest()[:16]


def test_a_key_that_is_lost_or_another_is_told(tmp_path: Path, changes: Changes) -> None:
    key = Key.new()
    with pytest.raises(StoreError, match=r"references\.key is missing by which the cases of council-desk were made"):
        keys.get(tmp_path, [changes(key.mark)])
    keys.keep(tmp_path, Key.new())
    with pytest.raises(StoreError, match="is not the key by which the cases of council-desk were made"):
        keys.get(tmp_path, [changes(key.mark)])
    with pytest.raises(StoreError, match="put back the one of this store from a backup"):
        keys.get(tmp_path, [changes("")])  # by a version of AIM that had none


def test_what_needs_no_key_is_not_refused_for_it(
    tmp_path: Path, changes: Changes, make_record: Callable[..., LoadRecord]
) -> None:
    """Whole months are replaced, whatever their references."""
    assert keys.get(tmp_path, [make_record(1, ("2025-06",)), replace(changes("x"), kind="undo")])


@pytest.mark.parametrize("content", ["", "00", "zz" * 32, "é" * 64])
def test_a_damaged_key_is_an_error_that_repeats_nothing_of_it(tmp_path: Path, content: str) -> None:
    (tmp_path / keys.FILE).write_text(content, encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be read as a key") as caught:
        keys.get(tmp_path, [])
    said = str(caught.value).replace(str(tmp_path), "")  # a folder may well be called by these digits
    assert not content or content not in said


def test_it_goes_along_into_a_backup_a_restored_store_and_a_rehearsal(tmp_path: Path) -> None:
    key = Key.new()
    keys.keep(tmp_path / "store", key)
    made = backup.backup(tmp_path / "store", tmp_path / "backups", now=datetime(2026, 1, 1, tzinfo=UTC))
    backup.restore(tmp_path / "restored", tmp_path / "backups")
    shadow.cast(tmp_path / "store", tmp_path / "scratch")
    for folder in (made.path, tmp_path / "restored", tmp_path / "scratch"):
        assert keys.held(folder) == key
        assert stat.S_IMODE((folder / keys.FILE).stat().st_mode) == 0o600
