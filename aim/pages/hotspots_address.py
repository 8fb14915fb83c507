"""Address <-> choices of the Hotspots page. Reading never fails; what is left out is said, and never repeated."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from aim.pages import query
from aim.pages.query import Part, matching, one_of
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

SORTS = ("place", "ward", "area", "count", "days", "compared", "expected", "stands-out", "kind")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,5})?", re.ASCII)


@dataclass(frozen=True)
class Choices(Asking):
    """What somebody chose: what the page asks for, the order of its table, and the picture it is of."""

    sort: str | None = None
    as_of: str | None = None


def read(search: str | None) -> tuple[Choices, tuple[str, ...]]:
    """The choices a query such as ``?window=6&box=-1.25,54.55,-1.22,54.58`` makes, and what was left out of it."""
    taken, ignored = query.read(search, _PARTS)
    return Choices(**taken), ignored


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


@lru_cache(maxsize=4096, typed=True)
def _part_of(name: str, value: Any) -> str:
    """Kept, as :func:`aim.pages.state.address` does: the links of a page are of the same few values."""
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


def _part(value: str) -> float | None:
    return (float(value) or None) if re.fullmatch(r"0\.\d{1,4}", value, re.ASCII) else None


_USUAL: dict[str, Any] = {each.name: each.default for each in fields(Choices)}
_PARTS = {
    "month": Part("month", query.month),
    "concern": Part("concern", matching(query.WORD)),
    "window": Part("number of months", query.whole),
    "area": Part("area", matching(query.WORD)),
    "sources": Part("sources", _sources),
    "by": Part("unit", one_of(*BY)),
    "known": Part("treatment of known places", one_of(APART, COUNTED)),
    "significance": Part("significance", _part),
    "adjustment": Part("adjustment", one_of(ADJUSTED, PLAIN)),
    "resolution": Part("size of hexagon", query.whole),
    "floor": Part("least number", query.whole),
    "view": Part("view", one_of(MAP, COMPARE, MULTIPLES)),
    "beside": Part("second month", query.month),
    "cell": Part("place", matching(query.CELL)),
    "box": Part("box", _box),
    "within": Part("area to sum", matching(re.compile(r"[^\W\d_][\w',.& -]{0,59}"))),
    "sort": Part("order of the table", one_of(*SORTS, *(f"-{name}" for name in SORTS))),
    "as_of": Part("picture", matching(query.PICTURE)),
}
_WRITERS: dict[str, Callable[[Any], str]] = {
    "sources": ",".join,
    "box": written,
    "significance": lambda alpha: f"{alpha:.4f}".rstrip("0"),
}
