"""Address <-> choices of the Hotspots page. Reading never fails; what is left out is said, and never repeated."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from aim import months
from aim.pages.state import LONGEST
from aim.questions.bench_views import (
    ADJUSTED,
    APART,
    COMPARE,
    COUNTED,
    MAP,
    MULTIPLES,
    PLAIN,
    Asking,
    Box,
)
from aim.questions.hotspot_map import BY

SORTS = ("place", "ward", "area", "count", "days", "expected", "stands-out", "kind")
_WORD = re.compile(r"[A-Za-z][A-Za-z' -]{0,39}")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_CELL = re.compile(r"[0-9a-f]{15}", re.ASCII)
_PICTURE = re.compile(r"[0-9a-f]{1,64}(-[0-9a-f]{1,64})?", re.ASCII | re.IGNORECASE)
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,5})?", re.ASCII)


@dataclass(frozen=True)
class Choices(Asking):
    """What somebody chose: what the page asks for, the order of its table, and the picture it is of."""

    sort: str | None = None
    as_of: str | None = None


def read(search: str | None) -> tuple[Choices, tuple[str, ...]]:
    """The choices a query such as ``?window=6&box=-1.25,54.55,-1.22,54.58`` makes, and what was left out of it."""
    query = (search or "").removeprefix("?")
    if len(query) > LONGEST:
        return Choices(), ("the address is too long to be read",)
    taken: dict[str, Any] = {}
    ignored = []
    for written, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        name = written.replace("-", "_")
        if name not in _READERS or "_" in written:
            ignored.append("a part of the address that means nothing here")
        elif name in taken:
            ignored.append(f"a second “{written}” in the address")
        elif (found := _READERS[name](value)) is None:
            ignored.append(f"the {_TITLES[name]} in the address: it is not one")
        else:
            taken[name] = found
    return Choices(**taken), tuple(dict.fromkeys(ignored))


def address(choices: Choices, **changes: Any) -> str:
    """The query of ``choices`` with ``changes``; ``?`` alone where nothing differs from the usual view."""
    return "?" + "&".join(_parts(replace(choices, **changes)).values())


def addresses(choices: Choices, name: str, **changes: Any) -> Callable[[Any], str]:
    """:func:`address` of ``choices`` with ``changes`` for one value after another of the choice ``name``.

    A list of links differs in one part only, and writing all the others each time took longer than all questions.
    """
    parts = _parts(replace(choices, **(changes | {name: _USUAL[name]})))
    names = tuple(_USUAL)
    at = names.index(name)
    before = [parts[each] for each in names[:at] if each in parts]
    after = [parts[each] for each in names[at + 1 :] if each in parts]

    def one(value: Any) -> str:
        return "?" + "&".join([*before, *([] if value == _USUAL[name] else [_part_of(name, value)]), *after])

    return one


def _parts(choices: Choices) -> dict[str, str]:
    """Each part of a query by its choice, in the order of the fields; none of what is usual."""
    return {name: _part_of(name, getattr(choices, name)) for name in _USUAL if getattr(choices, name) != _USUAL[name]}


def _part_of(name: str, value: Any) -> str:
    return f"{name.replace('_', '-')}={quote_plus(_WRITERS.get(name, str)(value), safe=',')}"


def written(box: Box) -> str:
    """``-1.25,54.55,-1.22,54.58``: to about a metre."""
    return ",".join(f"{degrees:.5f}".rstrip("0").rstrip(".") for degrees in box)


def _box(value: str) -> Box | None:
    parts = value.split(",")
    if len(parts) != 4 or not all(_DEGREES.fullmatch(part) for part in parts):
        return None
    west, south, east, north = map(float, parts)
    sound = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if sound else None


def _sources(value: str) -> tuple[str, ...] | None:
    names = value.split(",")
    return tuple(dict.fromkeys(names)) if all(_SOURCE.fullmatch(name) for name in names) else None


def _one_of(*allowed: str) -> Callable[[str], str | None]:
    return lambda value: value if value in allowed else None


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda value: value if pattern.fullmatch(value) else None


def _whole(value: str) -> int | None:
    return int(value) if re.fullmatch(r"[1-9]\d?", value, re.ASCII) else None


def _part(value: str) -> float | None:
    return (float(value) or None) if re.fullmatch(r"0\.\d{1,4}", value, re.ASCII) else None


_USUAL: dict[str, Any] = {each.name: each.default for each in fields(Choices)}
_READERS: dict[str, Callable[[str], Any]] = {
    "month": lambda value: value if months.is_month(value) else None,
    "concern": _matching(_WORD),
    "window": _whole,
    "area": _matching(_WORD),
    "sources": _sources,
    "by": _one_of(*BY),
    "known": _one_of(APART, COUNTED),
    "significance": _part,
    "adjustment": _one_of(ADJUSTED, PLAIN),
    "resolution": _whole,
    "floor": _whole,
    "view": _one_of(MAP, COMPARE, MULTIPLES),
    "beside": lambda value: value if months.is_month(value) else None,
    "cell": _matching(_CELL),
    "box": _box,
    "within": _matching(re.compile(r"[^\W\d_][\w',.& -]{0,59}")),
    "sort": _one_of(*SORTS, *(f"-{name}" for name in SORTS)),
    "as_of": _matching(_PICTURE),
}
_WRITERS: dict[str, Callable[[Any], str]] = {
    "sources": ",".join,
    "box": written,
    "significance": lambda alpha: f"{alpha:.4f}".rstrip("0"),
}
_TITLES = {
    "month": "month",
    "concern": "concern",
    "window": "number of months",
    "area": "area",
    "sources": "sources",
    "by": "unit",
    "known": "treatment of known places",
    "significance": "significance",
    "adjustment": "adjustment",
    "resolution": "size of hexagon",
    "floor": "least number",
    "view": "view",
    "beside": "second month",
    "cell": "place",
    "box": "box",
    "within": "area to sum",
    "sort": "order of the table",
    "as_of": "picture",
}
