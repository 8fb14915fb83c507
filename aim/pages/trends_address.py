"""Address <-> choices of the Trends page. Reading never fails; what is left out is said, and never repeated."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aim import months
from aim.pages.state import LONGEST
from aim.questions.trend_views import TrendsView

PICTURES = "pictures"
TABLE = "table"
SORTS = ("moved", "area", "concern", "count", "expected", "signal")
MOVED = "moved"
_WORD = re.compile(r"[A-Za-z][A-Za-z' -]{0,39}")
_PICTURE = re.compile(r"[0-9a-f]{1,64}(-[0-9a-f]{1,64})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Choices:
    """What somebody chose; ``None`` for concern and area means every one of them."""

    month: str | None = None
    concern: str | None = None
    area: str | None = None
    view: str = PICTURES
    sort: str = MOVED
    as_of: str | None = None


def read(search: str | None) -> tuple[Choices, tuple[str, ...]]:
    """The choices a query such as ``?month=2025-06&area=North`` makes, and a sentence for each part left out."""
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
        elif not _READERS[name](value):
            ignored.append(f"the {_TITLES[name]} in the address: there is none of that name")
        else:
            taken[name] = value
    return Choices(**taken), tuple(dict.fromkeys(ignored))


def address(choices: Choices, **changes: Any) -> str:
    """The query of ``choices`` with ``changes``; ``?`` alone where nothing differs from the usual view."""
    wanted = replace(choices, **changes)
    named = {f.name: getattr(wanted, f.name) for f in fields(wanted) if getattr(wanted, f.name) != f.default}
    return "?" + urlencode({name.replace("_", "-"): value for name, value in named.items()})


def known(choices: Choices, view: TrendsView) -> tuple[Choices, tuple[str, ...]]:
    """``choices`` without what ``view``'s lists do not hold, and a sentence for each that was dropped."""
    offered = {
        "month": view.months,
        "concern": tuple(each.name for each in view.concerns),
        "area": tuple(each.name for each in view.areas),
    }
    lost = [name for name, values in offered.items() if getattr(choices, name) not in (None, *values)]
    said = tuple(f"the {_TITLES[name]} in the address: it is not in this picture" for name in lost)
    without: dict[str, Any] = dict.fromkeys(lost)
    return replace(choices, **without), said


def _one_of(*allowed: str) -> Callable[[str], bool]:
    return lambda value: value in allowed


_READERS: dict[str, Callable[[str], bool]] = {
    "month": months.is_month,
    "concern": lambda value: _WORD.fullmatch(value) is not None,
    "area": lambda value: _WORD.fullmatch(value) is not None,
    "view": _one_of(PICTURES, TABLE),
    "sort": _one_of(*SORTS, *(f"-{name}" for name in SORTS if name != MOVED)),
    "as_of": lambda value: _PICTURE.fullmatch(value) is not None,
}
_TITLES = {
    "month": "month",
    "concern": "concern",
    "area": "area",
    "view": "view",
    "sort": "order of the table",
    "as_of": "picture",
}
