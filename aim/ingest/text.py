"""The bytes of a text file as UTF-8, whatever it was written in, with its lines counted on the way."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from aim.ingest.faults import FileFault

CHUNK = 1 << 20


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows-1252 (a superset of what partners call latin-1), byte by byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_letter(byte) for byte in wrong), error.end


def _letter(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:  # the five bytes that Windows-1252 leaves open
        return chr(byte)


codecs.register_error("aim-windows", _windows)


class TextStream(io.RawIOBase):
    """A binary stream of UTF-8 without byte order mark. ``lines`` counts the lines read so far, ended or not.

    Raises :class:`FileFault` for a NUL byte: such a file is no text, or text of two bytes a letter.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="aim-windows")
        self._rest = b""
        self._last = b"\n"
        self._breaks = 0
        self._start: bytes | None = b""  # until it is known whether a byte order mark begins the file
        self.bytes_read = 0

    @property
    def lines(self) -> int:
        """Lines so far; a last line without an end counts."""
        return self._breaks + (self._last not in (b"\n", b"\r"))

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes (all of them for -1); empty at the end."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(CHUNK), b""))
        while not self._rest:
            chunk = self._raw.read(max(1, size))
            self._rest = self._clean(chunk)
            if not chunk:
                break
        if len(self._rest) <= size:
            out, self._rest = self._rest, b""
        else:
            out, self._rest = self._rest[:size], self._rest[size:]
        return out

    def readinto(self, buffer: Any) -> int:
        """The same into ``buffer``."""
        view = memoryview(buffer)
        chunk = self.read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)

    def _clean(self, chunk: bytes) -> bytes:
        self.bytes_read += len(chunk)
        if b"\0" in chunk:
            raise FileFault("holds NUL bytes: it is not a CSV text (from a spreadsheet, save as CSV UTF-8)")
        if chunk:
            self._count(chunk)
        final = not chunk
        if self._start is not None:
            self._start += chunk
            if not final and len(self._start) < len(codecs.BOM_UTF8):
                return b""
            chunk, self._start = self._start.removeprefix(codecs.BOM_UTF8), None
        # Mostly nothing is to be done, and finding that out is cheap.
        if not final and chunk.isascii() and not self._decoder.getstate()[0]:
            return chunk
        return self._decoder.decode(chunk, final).encode()

    def _count(self, chunk: bytes) -> None:
        self._breaks += int(np.count_nonzero(np.frombuffer(chunk, dtype=np.uint8) == ord("\n")))
        if b"\r" in chunk:
            self._breaks += chunk.count(b"\r") - chunk.count(b"\r\n")
        if self._last == b"\r" and chunk[:1] == b"\n":
            self._breaks -= 1
        self._last = chunk[-1:]


def records(raw: BinaryIO, delimiter: str = ",") -> Iterator[tuple[int, int]]:
    """First and last line of each record that is not blank, the header being the first: slow, exact, for reports."""
    text = io.TextIOWrapper(io.BufferedReader(TextStream(raw), CHUNK), encoding="utf-8", newline="")
    reader = csv.reader(text, delimiter=delimiter)
    before = 0
    try:
        for record in reader:
            if record:
                yield before + 1, reader.line_num
            before = reader.line_num
    except csv.Error as error:
        raise FileFault(f"line {before + 1}: {error}: is a quotation mark opened and not closed?") from error
