"""Files as they come on a bad day: cut, doubled, re-coded, re-ordered, with marks and numbers where none belong."""

import random
from collections.abc import Callable

MARKS = [
    b'"',
    b"'",
    b",",
    b";",
    b"\t",
    b"\r",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\x1a",
    b"\\",
]
VALUES = [
    b"", b"NULL", b"0", b"-0", b"1e309", b"-1", b"99999999999999999999", b"nan", b"inf", b"=1+1", b"54.57,-1.23",
    b"2025-13-45", b"31/02/2025 25:61", b"01/01/0001", b"9999-12-31", b"NZ 49 2", b"***", b"367***", b"TS1 1AA",
    b"\xc3\xa9", b"\x93quoted\x94", b"a" * 5000, b'"' * 7, b"{}", b"[]", b"null", b"true", b'{"a":',
    "½\u2028\U0001f600".encode(), b"%s%n", b"../../etc/passwd",
]  # fmt: skip


def mutate(content: bytes, rng: random.Random) -> bytes:
    """One to four mutations of ``content``, chosen by ``rng``."""
    for _ in range(rng.randint(1, 4)):
        content = rng.choice(_ALL)(content, rng)
    return content


def _at(content: bytes, rng: random.Random) -> int:
    return rng.randrange(len(content) + 1)


def _flip(content: bytes, rng: random.Random) -> bytes:
    if not content:
        return b"\x01"
    at = rng.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << rng.randrange(8))]) + content[at + 1 :]


def _cut(content: bytes, rng: random.Random) -> bytes:
    return content[: _at(content, rng)]


def _drop(content: bytes, rng: random.Random) -> bytes:
    at = _at(content, rng)
    return content[:at] + content[at + rng.choice([1, 2, 10, 100, 1000]) :]


def _insert(content: bytes, rng: random.Random) -> bytes:
    at = _at(content, rng)
    return content[:at] + rng.choice(MARKS + VALUES) + content[at:]


def _double(content: bytes, rng: random.Random) -> bytes:
    at = _at(content, rng)
    return content[:at] + content[max(0, at - rng.choice([1, 50, 500])) :]


def _lines(content: bytes, rng: random.Random) -> bytes:
    """A line doubled, dropped, moved or emptied."""
    lines = content.split(b"\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    what = rng.randrange(4)
    if what == 0:
        lines.insert(other, lines[at])
    elif what == 1:
        del lines[at]
    elif what == 2:
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines[at] = b""
    return b"\n".join(lines)


def _value(content: bytes, rng: random.Random) -> bytes:
    """A value of one line replaced by one that does not belong there."""
    lines = content.split(b"\n")
    at = rng.randrange(len(lines))
    mark = rng.choice([b",", b",", b",", b":", b'"'])
    fields = lines[at].split(mark)
    fields[rng.randrange(len(fields))] = rng.choice(VALUES)
    lines[at] = mark.join(fields)
    return b"\n".join(lines)


def _column(content: bytes, rng: random.Random) -> bytes:
    """Two columns changed over, or one dropped, in every line."""
    rows = [line.split(b",") for line in content.split(b"\n")]
    width = len(rows[0])
    one, two, drop = rng.randrange(width), rng.randrange(width), rng.random() < 0.5
    for row in rows:
        if len(row) == width:
            if drop:
                del row[one]
            else:
                row[one], row[two] = row[two], row[one]
    return b"\n".join(b",".join(row) for row in rows)


def _recode(content: bytes, rng: random.Random) -> bytes:
    text = content.decode("latin-1")
    return text.encode(rng.choice(["utf-16", "utf-16-le", "utf-8", "utf-8-sig", "utf-32"]))


def _separate(content: bytes, rng: random.Random) -> bytes:
    return content.replace(b",", rng.choice([b";", b"\t", b"|", b",,", b", "]))


def _end(content: bytes, rng: random.Random) -> bytes:
    return content.replace(b"\n", rng.choice([b"\r", b"\r\n", b"\n\n", b"\n\r", b"\x0b", b"\x85"]))


_ALL: list[Callable[[bytes, random.Random], bytes]] = [
    _flip, _flip, _flip, _cut, _drop, _drop, _insert, _insert, _insert, _double, _lines, _lines, _value, _value, _value,
    _value,     _column, _recode, _separate, _end,
]  # fmt: skip
