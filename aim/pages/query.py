"""The query of an address, read and written for every page: what is wrong is left out and said, never repeated."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from aim import months

LONGEST: Final = 2_000  # characters of a query that are read at all; the longest a page writes is under 300
WORD: Final = re.compile(r"[A-Za-z][A-Za-z' -]{0,39}", re.ASCII)
CELL: Final = re.compile(r"[0-9a-f]{15}", re.ASCII)
PICTURE: Final = re.compile(r"[0-9a-f]{1,64}(-[0-9a-f]{1,64})?", re.ASCII | re.IGNORECASE)
_NONE: Final = "there is none of that name"


@dataclass(frozen=True)
class Part:
    """One part of a query: what people call it, how its text is read (None: it is wrong), and what is said then."""

    title: str
    read: Callable[[str], Any]
    wrong: str = _NONE


def read(search: str | None, parts: Mapping[str, Part]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values of ``parts`` that a query such as ``?month=2025-06&as-of=4`` gives, and a sentence for what is wrong.

    ``parts`` by the field of a page's choices; a field ``as_of`` stands as ``as-of`` in an address.
    """
    query = (search or "").removeprefix("?")
    if len(query) > LONGEST:
        return {}, ("the address is too long to be read",)
    taken: dict[str, Any] = {}
    ignored = []
    for written, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        name = written.replace("-", "_")
        if written == "as-of" and name not in parts:
            ignored.append("the picture in the address: this page is of the current one only")
        elif name not in parts or "_" in written:
            ignored.append("a part of the address that means nothing here")
        elif name in taken:
            ignored.append(f"a second “{written}” in the address")
        elif (found := parts[name].read(value)) is None:
            ignored.append(f"the {parts[name].title} in the address: {parts[name].wrong}")
        else:
            taken[name] = found
    return taken, tuple(dict.fromkeys(ignored))


def write(choices: Any) -> str:
    """The query of a page's choices, a dataclass: ``?`` alone where nothing differs from the usual view."""
    named = {f.name: getattr(choices, f.name) for f in fields(choices) if getattr(choices, f.name) != f.default}
    return "?" + urlencode({name.replace("_", "-"): value for name, value in named.items()})


def matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    """Reads a text that is of the pattern from end to end."""
    return lambda value: value if pattern.fullmatch(value) else None


def one_of(*allowed: str) -> Callable[[str], str | None]:
    """Reads one of these words."""
    return lambda value: value if value in allowed else None


def month(value: str) -> str | None:
    """Reads a month, ``2025-06``."""
    return value if months.is_month(value) else None


def whole(value: str) -> int | None:
    """Reads a whole number of 1 to 99."""
    return int(value) if re.fullmatch(r"[1-9][0-9]?", value, re.ASCII) else None
