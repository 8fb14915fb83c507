"""Bytes of any usual encoding come out as UTF-8, and lines are counted as an editor counts them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim import ingest
from aim.ingest import formats, text
from aim.ingest.faults import FileFault, cut, name_some
from aim.ingest.files import Member


def _read(content: bytes, size: int) -> tuple[bytes, int]:
    stream = text.TextStream(io.BytesIO(content))
    parts = []
    while part := stream.read(size):
        assert len(part) <= size
        parts.append(part)
    assert stream.read(size) == b""
    assert stream.bytes_read == len(content)
    return b"".join(parts), stream.lines


@given(
    content=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60),
    size=st.integers(1, 70),
    mark=st.booleans(),
)
def test_utf_8_is_left_as_it_is(content, size, mark):
    content = content.lstrip("\ufeff")
    raw = content.encode("utf-8-sig" if mark else "utf-8")
    assert _read(raw, size) == (content.encode(), _lines(content) or int(mark))


def _lines(content: str) -> int:
    """Lines ended by CR LF, LF or CR, and a last one without an end."""
    return len(io.StringIO(content, newline=None).readlines())


@given(content=st.binary(max_size=60).filter(lambda raw: b"\0" not in raw), size=st.integers(1, 70))
def test_any_bytes_become_the_same_text_however_they_are_cut(content, size):
    found, lines = _read(content, size)
    found.decode("utf-8")
    assert (found, lines) == _read(content, 1000)


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_bytes_that_are_no_utf_8_are_windows_letters(size):
    raw = "Café – £5 “quoted” Ø".encode("cp1252")
    assert _read(raw, size)[0].decode() == "Café – £5 “quoted” Ø"
    assert _read(b"\x81\xff", size)[0].decode() == "\x81ÿ"
    # one bad byte among good ones leaves the good ones alone
    assert _read("é".encode() + b"\xe9" + "é".encode(), size)[0].decode() == "ééé"


def test_a_nul_byte_is_a_fault():
    with pytest.raises(FileFault, match="NUL bytes"):
        _read(b"abc\0", 2)


def test_the_whole_can_be_read_at_once_or_into_a_buffer():
    assert text.TextStream(io.BytesIO(b"ab\ncd")).read() == b"ab\ncd"
    assert io.BufferedReader(text.TextStream(io.BytesIO(b"ab\ncd")), 2).read() == b"ab\ncd"
    assert text.TextStream(io.BytesIO(b"")).readable()


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"a,b\n1,2\n", ["a", "b"]),
        (b"a,b\r1,2\r", ["a", "b"]),
        (b'\xef\xbb\xbf"a, b",c', ["a, b", "c"]),
        ("ü\u2028v,w\n".encode(), ["ü\u2028v", "w"]),
    ],
)
def test_the_header_is_the_first_line(content, names):
    police = ingest.layouts()["police"].map
    assert formats.header(Member("x.csv", len(content), lambda: io.BytesIO(content)))(police) == names


def test_a_first_line_without_end_is_not_read_for_ever():
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size=-1):
            self.taken += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(FileFault, match="line 1"):
        formats.header(Member("x.csv", 0, lambda: endless))(ingest.layouts()["police"].map)
    assert endless.taken < 10_000_000


@given(st.lists(st.lists(st.text("ab\n\",' é", max_size=4), min_size=2, max_size=3), max_size=8))
def test_records_know_their_lines(drawn):
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    expected, line = [], 1
    for record in drawn:
        before = out.tell()
        writer.writerow(record)
        written = out.getvalue()[before:]
        ends = _lines(written) - 1
        expected.append((line, line + ends))
        line += ends + 1
    assert list(text.records(io.BytesIO(out.getvalue().encode()))) == expected


def test_a_field_without_end_is_a_fault():
    with pytest.raises(FileFault, match=r"line 2.*quotation mark"):
        list(text.records(io.BytesIO(b'a,b\n"' + b"x" * 200_000)))


def test_values_and_faults_are_cut_and_counted():
    assert name_some(["a", "b", "c"], most=2) == "'a', 'b' and 1 more"
    assert name_some(["x" * 99]) == repr("x" * 80)
    assert cut(["a", "b", "c"], most=2) == ["a", "b", "... and 1 faults more"]
    assert cut(["a"], most=2) == ["a"]
