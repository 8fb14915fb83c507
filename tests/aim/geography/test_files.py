from pathlib import Path

import pytest

from aim.errors import GeographyError
from aim.geography import files


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "wards.geojson"
    files.write_text(target, "old")

    def full_disk(self: Path, other: Path) -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="no space left"):
        files.write_text(target, "new")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["wards.geojson"]


def test_a_write_makes_the_folder_and_replaces_whole(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "text"
    files.write_text(target, "a long old text")
    files.write_text(target, "ü\n")
    assert target.read_bytes() == "ü\n".encode()


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff\xfe"])
def test_what_is_no_json_object_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    with pytest.raises(GeographyError, match=r"x\.geojson"):
        files.read_json(path)


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(GeographyError, match="no column c, d"):
        files.read_rows(path, ("a", "c", "d"))


def test_a_byte_order_mark_and_spaces_are_no_part_of_a_table(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xef\xbb\xbfa,b\r\n 1 ,2\r\n")
    assert files.read_rows(path, ("a", "b")) == [{"a": "1", "b": "2"}]
