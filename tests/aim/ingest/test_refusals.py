"""What is refused whole: every fault told, nothing changed, whatever stood before."""

import io
import random
import struct
import zipfile
from pathlib import Path

import extracts
import pytest
from extracts import HEADER, archive, month_file, row, rows, street, text

from aim.errors import RefusedError
from aim.ingest import files

GOOD = text(rows(3, month="2025-05"))


@pytest.fixture
def refused(tmp_path, ingest, store):
    """Load a good month, then find that the given paths are refused, and give the faults."""
    ingest(street(tmp_path / "standing.csv", rows(5)))
    before = extracts.files_under(store.data)

    def run(*paths: Path, **how: object) -> tuple[str, ...]:
        with pytest.raises(RefusedError) as caught:
            ingest(*paths, **how)
        assert store.version() == 1
        assert extracts.files_under(store.data) == before
        assert "nothing was changed" in str(caught.value)
        return caught.value.faults

    return run


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _zip_bytes(members: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


HEAD = ",".join(HEADER)
LINE = GOOD.splitlines()[1]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n  \n", "is empty"),
        ("byte order mark only.csv", b"\xef\xbb\xbf", "is empty"),
        ("header only.csv", HEAD.encode(), "holds no rows"),
        ("header only.csv", HEAD.encode() + b"\r\n\r\n", "holds no rows"),
        ("blank first line.csv", b"\n" + GOOD.encode(), "first line"),
        ("unknown column.csv", text(rows(2), (*HEADER, "Notes")).encode(), "unknown column 'Notes'"),
        ("renamed.csv", GOOD.replace("Crime type", "Kind").encode(),
         "missing column 'Crime type'; unknown column 'Kind'"),
        ("missing.csv", text([{k: v for k, v in r.items() if k != "Month"} for r in rows(2)],
                             [h for h in HEADER if h != "Month"]).encode(), "missing column 'Month'"),
        ("twice.csv", GOOD.replace("LSOA name", "LSOA code").encode(), "column twice 'LSOA code'"),
        ("category.csv", text([row(), row(kind="Piracy"), row(kind="")]).encode(),
         "unknown category '(blank)', 'Piracy' in 2 rows, the first on line 3"),
        ("no sender.csv", text([row(), row(by=" ")]).encode(),
         "unknown sender in 'Reported by': '(blank)' in 1 row, the first on line 3"),
        ("not csv.csv", b"This is a letter.\nDear all,\n", "no source knows its columns"),
        ("junk.csv", random.Random(3).randbytes(5000), "NUL bytes"),
        ("junk-street.csv", bytes(range(1, 256)) * 20, "missing column"),
        ("values first.csv", b"Ms Someone,0191 496 0123,a@example.org\n" * 3, "its first line holds values"),
        ("no header.csv", "\n".join(GOOD.splitlines()[1:]).encode(), "its first line holds values"),
        ("in brackets.csv", b"[Crime ID],Month\n1,2025-06\n", "it is no table, and no list of requests"),
        ("nul.csv", GOOD.encode() + b"\0\0\0,", "NUL bytes"),
        ("utf-16.csv", GOOD.encode("utf-16"), "NUL bytes"),
        ("other columns only.csv", (HEAD + "\n1,2,3\n4\n").encode(), "none of its 2 rows has as many columns"),
        ("open quotation.csv", (HEAD + "\n" + LINE.replace("On or", '"On or') + "\n" + LINE + "\n").encode(),
         "line 2: a value runs on to line 3"),
        ("two open.csv", (HEAD + 3 * ("\n" + LINE) + 2 * ("\n" + LINE.replace("On or", '"On or')) + "\n").encode(),
         "line 5: a value runs on to line 6"),
        ("archive.zip", b"", "is empty"),
        ("archive.zip", b"not an archive at all", "not a zip archive"),
        ("archive.zip", _zip_bytes({month_file(): random.Random(1).randbytes(5000)})[:3000], "not a zip archive"),
        ("archive.zip", _zip_bytes({}), "holds no file that AIM loads"),
        ("archive.zip", _zip_bytes({"readme.txt": "x", "a/b.pdf": "y"}), "it holds 'a/b.pdf', 'readme.txt'"),
        ("archive.zip", _zip_bytes({"2025-06/2025-06-cleveland-outcomes.csv": "Crime ID,Outcome type\n1,2\n"}),
         "holds no file that AIM loads"),
        ("archive.zip", _zip_bytes({month_file(): b""}), "street.csv: is empty"),
        ("archive.zip", _zip_bytes({month_file(): GOOD, month_file("2025-04"): HEAD}), "holds no rows"),
        ("archive.zip", _zip_bytes({"../evil-street.csv": GOOD}), "leads out of the archive"),
        ("archive.zip", _zip_bytes({"a/../../evil-street.csv": GOOD}), "leads out of the archive"),
        ("archive.zip", _zip_bytes({"/etc/evil-street.csv": GOOD}), "leads out of the archive"),
        ("archive.zip", _zip_bytes({"..\\evil.txt": "x", month_file(): GOOD}), "leads out of the archive"),
        ("archive.zip", _zip_bytes({"C:\\evil.csv": GOOD}), "leads out of the archive"),
    ],
)  # fmt: skip
def test_a_bad_delivery(tmp_path, refused, name, content, words):
    (fault,) = refused(_written(tmp_path / name, content))
    assert words in fault
    assert fault.startswith(f"{name}: ")


PERSONAL = ("0191 496 0123", "07700-900-123", "020 7946 0123", "a@example.org", "www.example.org")


@pytest.mark.parametrize("personal", PERSONAL)
def test_a_refusal_repeats_nobodys_number_or_address(tmp_path, refused, personal):
    """It is kept beside a file that an inbox refuses."""
    for content in (
        text([row(), row(kind=personal)]),
        text([row(by=personal)]),
        GOOD.replace("Crime type", personal),
        GOOD.replace("Crime ID", personal),
        "\n".join([personal + GOOD[4:40], *GOOD.splitlines()[1:]]),
    ):
        told = "\n".join(refused(_written(tmp_path / "x.csv", content.encode())))
        assert personal not in told


def test_a_zip_bomb(tmp_path, refused):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, made.open(month_file(), "w") as out:
        out.write(HEAD.encode() + b"\n")
        for _ in range(60):
            out.write((LINE.encode() + b"\n") * (1_000_000 // len(LINE)))
    (fault,) = refused(path)
    assert "zip bomb" in fault


def test_an_archive_whose_files_overlap(tmp_path, refused):
    content = bytearray(_zip_bytes({month_file(): text(rows(50)), month_file("2025-05"): GOOD}))
    end = content.rindex(b"PK\x05\x06")
    first = content.index(b"PK\x01\x02")
    (offset,) = struct.unpack_from("<I", content, first + 42)
    size = 10 * len(content)
    struct.pack_into("<I", content, first + 20, size)
    assert (offset, end > first) == (0, True)
    (fault,) = refused(_written(tmp_path / "overlap.zip", bytes(content)))
    assert "zip bomb" in fault


def test_an_archive_of_too_many_files(tmp_path, refused, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 3)
    (fault,) = refused(archive(tmp_path / "x.zip", {f"{n}.txt": "" for n in range(4)}))
    assert "zip bomb" in fault


def test_a_damaged_file_in_an_archive(tmp_path, refused):
    content = bytearray(_zip_bytes({month_file("2025-04"): text(rows(500)), month_file("2025-05"): GOOD}))
    for at in range(2000, 2100):
        content[at] ^= 0xFF
    (fault,) = refused(_written(tmp_path / "damaged.zip", bytes(content)))
    assert "cannot be read to its end" in fault
    assert "2025-04" in fault


def test_an_encrypted_archive(tmp_path, refused):
    content = bytearray(_zip_bytes({month_file(): GOOD}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + at] |= 1
    (fault,) = refused(_written(tmp_path / "locked.zip", bytes(content)))
    assert "encrypted" in fault


def test_a_way_of_packing_that_is_not_known(tmp_path, refused):
    content = bytearray(_zip_bytes({month_file(): GOOD}))
    for signature, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", content, content.index(signature) + at, 9)
    (fault,) = refused(_written(tmp_path / "odd.zip", bytes(content)))
    assert "cannot be read" in fault


def test_paths_that_hold_nothing(tmp_path, refused):
    (tmp_path / "nothing").mkdir()
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / ".a.csv").write_text(GOOD)
    faults = refused(tmp_path / "not there", tmp_path / "nothing", tmp_path / "hidden")
    assert faults == (
        "not there: there is no such file or folder",
        "nothing: holds no file that AIM loads (`aim sources` lists what it can read)",
        "hidden: holds no file that AIM loads (`aim sources` lists what it can read)",
    )
    assert refused() == ("no file or folder is named",)


def test_an_archive_under_another_name_is_still_an_archive(tmp_path, ingest):
    path = archive(tmp_path / "x.csv", {month_file(): GOOD})
    assert ingest(path)[0].kept == 3


def test_every_fault_of_every_file_is_told_at_once(tmp_path, refused):
    zipped = archive(
        tmp_path / "x.zip",
        {
            month_file("2025-01"): text([row(kind="Piracy"), row(kind="Treason")]),
            month_file("2025-02"): GOOD,
            month_file("2025-03"): text([row(kind="Mutiny", by="")]),
            month_file("2025-04"): "",
            "../out.csv": "",
        },
    )
    faults = refused(zipped, street(tmp_path / "less.csv", rows(1)), tmp_path / "gone")
    assert len(faults) == 6
    told = "\n".join(faults)
    for words in (
        "Piracy",
        "Treason",
        "Mutiny",
        "unknown sender",
        "is empty",
        "leads out",
        "no such file",
        "--accept-smaller",
    ):
        assert words in told


def test_many_unknown_values_are_counted_not_all_printed(tmp_path, refused):
    (fault,) = refused(street(tmp_path / "x.csv", [row(kind=f"Kind {n:03d}" + "x" * 200) for n in range(60)]))
    assert "and 40 more in 60 rows" in fault
    assert len(fault) < 3000


def test_more_faults_than_fit_are_counted(tmp_path, refused):
    faults = refused(archive(tmp_path / "x.zip", {f"{n}.csv": "" for n in range(230)}))
    assert (len(faults), faults[-1]) == (201, "... and 30 faults more")


def test_a_store_that_is_new_stays_without_a_table(tmp_path, ingest, store):
    with pytest.raises(RefusedError):
        ingest(street(tmp_path / "x.csv", [row(kind="Piracy")]))
    assert (store.exists(), store.version(), store.files()) == (False, None, [])
