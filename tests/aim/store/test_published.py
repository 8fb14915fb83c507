"""The public table of a month is written once: the first stands."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aim.errors import StoreError
from aim.store import published


def test_of_two_that_write_a_month_the_first_stands(tmp_path: Path) -> None:
    assert published.held(tmp_path) == {}

    def write(number: int) -> bool:
        with published.alone(tmp_path):
            return published.write_first(tmp_path, "2025-06", b"%d" % number)

    with ThreadPoolExecutor(4) as pool:
        first = list(pool.map(write, range(4)))
    assert sum(first) == 1
    assert published.read(tmp_path, "2025-06") == b"%d" % first.index(True)
    assert published.write_first(tmp_path, "2025-05", b"other")
    assert published.write_first(tmp_path, "map-2025-06", b"of no month")
    assert list(published.held(tmp_path)) == ["2025-05", "2025-06"]


def test_what_cannot_be_read_is_said_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "published" / "2025-06.json").mkdir(parents=True)
    with pytest.raises(StoreError, match="nothing public can leave without it"):
        published.read(tmp_path, "2025-06")
    os.rmdir(tmp_path / "published" / "2025-06.json")
    os.rmdir(tmp_path / "published")
    (tmp_path / "published").write_text("a file")
    with pytest.raises(StoreError, match="restore a backup"):
        published.held(tmp_path)
