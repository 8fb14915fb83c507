"""A file is there whole or not at all, and an error of the system becomes words."""

import os

import pytest

from aim.errors import StoreError
from aim.store import durable
from aim.store.lock import writer_lock


def test_a_replaced_file_is_the_old_one_or_the_new_one(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    durable.replace(path, b"old")
    durable.replace(path, b"new")
    assert path.read_bytes() == b"new"

    def fail(source, target):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="Input/output"):
        durable.replace(path, b"newer")
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
    assert path.read_bytes() == b"new"


def test_folders_are_made_with_their_parents(tmp_path):
    durable.make_folders(tmp_path / "a" / "b" / "c")
    durable.make_folders(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()


def test_an_error_of_the_system_names_the_path_and_the_next_step(tmp_path):
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(StoreError, match=r"/file.* cannot be written.*run the command again"),
        durable.writing(tmp_path),
    ):
        durable.make_folders(tmp_path / "file" / "folder")
    with pytest.raises(StoreError, match="ask the owner"), durable.writing(tmp_path, "ask the owner"):
        raise OSError(13, "Permission denied")


def test_a_lock_in_a_store_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written"), writer_lock(tmp_path / "file" / "store"):
        pytest.fail("the lock was given")


def test_the_lock_is_let_go_after_an_error(tmp_path):
    waited: list[str] = []
    with pytest.raises(ZeroDivisionError), writer_lock(tmp_path):
        raise ZeroDivisionError
    with writer_lock(tmp_path, lambda: waited.append("yes")):
        pass
    assert waited == []
