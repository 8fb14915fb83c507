"""What a delivery holds: a file that was sent in is read from memory exactly as the same file is from the disk."""

import hashlib
import io
import zipfile
from pathlib import Path

import extracts
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.ingest.files import Upload, opened

Found = tuple[list[tuple[str, int, bytes]], list[str], list[str], str, str]


def found(delivered: Path | Upload) -> Found:
    """Everything that is said of a delivery, with the bytes of its tables."""
    with opened(delivered) as delivery:
        members = []
        for member in delivery.members:
            with member.open() as stream:
                members.append((member.name, member.size, stream.read()))
    return members, delivery.ignored, delivery.faults, delivery.sha256, delivery.name


def both(folder: Path, name: str, content: bytes) -> Found:
    """What is found in ``content`` in memory, which must be what is found on the disk."""
    path = folder / name
    path.write_bytes(content)
    in_memory = found(Upload(name, content))
    assert in_memory == found(path)
    return in_memory


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_table_and_its_hash(tmp_path: Path) -> None:
    content = extracts.text(extracts.rows(3)).encode()
    members, ignored, faults, sha256, name = both(tmp_path, "street.csv", content)
    assert members == [("street.csv", len(content), content)]
    assert (ignored, faults, name) == ([], [], "street.csv")
    assert sha256 == hashlib.sha256(content).hexdigest()


def test_tables_of_an_archive_in_the_order_of_their_names(tmp_path: Path) -> None:
    content = packed({"b.JSON": b"[]", "a/x.csv": b"x", "read me.txt": b"-", "__MACOSX/a.csv": b"-", ".h.json": b"-"})
    members, ignored, faults, *_ = both(tmp_path, "all.zip", content)
    assert members == [("a/x.csv", 1, b"x"), ("b.JSON", 2, b"[]")]
    assert (ignored, faults) == (["read me.txt"], [])


def test_an_archive_is_known_by_how_it_begins(tmp_path: Path) -> None:
    members, *_ = both(tmp_path, "sent", packed({"a.csv": b"x"}))
    assert [name for name, *_ in members] == ["a.csv"]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("nothing.csv", b"", "is empty"),
        ("cut.zip", packed({"a.csv": b"x" * 1000})[:60], "not a zip archive that can be read"),
        ("text.zip", b"Crime ID\n", "not a zip archive that can be read"),
        ("out.zip", packed({"../a.csv": b"x"}), "leads out of the archive"),
        ("bomb.zip", packed({"a.csv": bytes(50_000_001)}), "a zip bomb is not read"),
    ],
    ids=["nothing", "cut", "text", "out", "bomb"],  # an archive holds the time: two collections would differ by it
)
def test_what_is_wrong_is_said_of_a_file_in_memory_too(tmp_path: Path, name: str, content: bytes, fault: str) -> None:
    members, _, faults, *_ = both(tmp_path, name, content)
    assert not members
    assert [fault in each for each in faults] == [True]


@given(name=st.sampled_from(["a.csv", "a.json", "a.zip"]), content=st.binary(max_size=200))
def test_any_bytes_are_found_alike_in_memory_and_on_disk(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    both(tmp_path_factory.mktemp("any"), name, content)


def test_a_folder_holds_tables_of_both_kinds(tmp_path: Path) -> None:
    for name in ("a.csv", "b.json", "c.xlsx", ".d.json"):
        (tmp_path / name).write_bytes(name.encode())
    members, ignored, faults, *_ = found(tmp_path)
    assert [name for name, *_ in members] == ["a.csv", "b.json"]
    assert (ignored, faults) == (["c.xlsx"], [])


def test_what_was_sent_is_not_written_into_messages() -> None:
    assert "secret" not in repr(Upload("a.csv", b"secret"))
