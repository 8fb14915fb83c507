"""Address <-> choices: what a page shows is what its address says, whatever somebody wrote into it.

Reading never fails: a value that is empty, unknown or hostile is left out, the page opens on its default, and the
sentences returned beside the choices say what was ignored.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, quote_plus

from aim import months
from aim.questions.views import BUSIEST, DISCUSSION, TOWN, MonthView

MAP = "map"
TABLE = "table"
WARDS = "wards"
SORTS = ("place", "ward", "area", "count", "stands-out", "last-year", "rate", "signal")
LONGEST = 2_000  # characters of a query that are read at all; the longest the page writes is under 200
ECHO = 40  # characters of a refused value that are shown back
_WORD = re.compile(r"[A-Za-z][A-Za-z' -]{0,39}")
_CELL = re.compile(r"[0-9a-f]{15}")
_PICTURE = re.compile(r"[0-9a-f]{1,64}(-[0-9a-f]{1,64})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Choices:
    """What somebody chose on the Month page; ``None`` leaves it to the data or the settings."""

    month: str | None = None
    concern: str = "all"
    area: str = TOWN
    window: int | None = None
    list: str | None = None
    view: str = MAP
    place: str | None = None
    sort: str = "-count"
    as_of: str | None = None


_USUAL: Final = {field.name: (field.name.replace("_", "-"), field.default) for field in fields(Choices)}


def read(search: str | None) -> tuple[Choices, tuple[str, ...]]:
    """The choices a query such as ``?month=2025-06&area=North`` makes, and one sentence for each part ignored."""
    query = (search or "").removeprefix("?")
    if len(query) > LONGEST:
        return Choices(), ("The address is too long to be read: showing the usual view.",)
    taken: dict[str, Any] = {}
    ignored: list[str] = []
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        reader, field = _READERS.get(name), name.replace("-", "_")
        if reader is None:
            ignored.append(f"“{_echo(name)}” in the address means nothing here")
        elif field in taken:
            ignored.append(f"“{name}” stands twice in the address: the first one counts")
        elif (read_value := reader(value)) is None:
            ignored.append(f"“{_echo(value)}” is no {_TITLES[name]}" if value else f"“{name}” is empty in the address")
        else:
            taken[field] = read_value
    return Choices(**taken), tuple(ignored)


def address(choices: Choices, **changes: Any) -> str:
    """The query of ``choices`` with ``changes``; ``?`` alone where nothing differs from the usual view."""
    if unknown := changes.keys() - _USUAL.keys():
        raise TypeError(f"choices know no {', '.join(sorted(unknown))}")
    parts = [
        f"{written}={_quoted(str(value))}"
        for name, (written, usual) in _USUAL.items()
        if (value := changes[name] if name in changes else getattr(choices, name)) != usual
    ]
    return f"?{'&'.join(parts)}"


@lru_cache(maxsize=4096)
def _quoted(value: str) -> str:
    """``value`` as it stands in a query: a page of ten years has hundreds of links, of the same few values."""
    return quote_plus(value)


def known(choices: Choices, view: MonthView) -> tuple[Choices, tuple[str, ...]]:
    """``choices`` without the values that ``view``'s lists do not hold, and a sentence for each that was dropped."""
    offered: dict[str, tuple[Any, ...]] = {
        "month": view.months,
        "concern": tuple(choice.name for choice in view.concerns),
        "area": tuple(choice.name for choice in view.areas),
        "window": view.windows,
    }
    usual = Choices()
    changes = {
        name: getattr(usual, name)
        for name, values in offered.items()
        if getattr(choices, name) not in (*values, getattr(usual, name))
    }
    ignored = (_unknown(name, getattr(choices, name)) for name in changes)
    return replace(choices, **changes), tuple(ignored)


def _unknown(name: str, value: Any) -> str:
    if name == "month":
        return f"there is no data for {months.title(value)}"
    return f"“{_echo(str(value))}” is no {_TITLES[name]} here"


def _echo(value: str) -> str:
    """``value`` fit to be shown: printable, one line, at most ECHO characters."""
    plain = "".join(c if c.isprintable() else "·" for c in value[: ECHO + 1])
    return plain[:ECHO] + "…" if len(plain) > ECHO else plain


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda value: value if pattern.fullmatch(value) else None


def _window(value: str) -> int | None:
    return int(value) if re.fullmatch(r"[1-9][0-9]?", value, re.ASCII) else None


def _one_of(*allowed: str) -> Callable[[str], str | None]:
    return lambda value: value if value in allowed else None


_READERS: dict[str, Callable[[str], Any]] = {
    "month": lambda value: value if months.is_month(value) else None,
    "concern": _matching(_WORD),
    "area": _matching(_WORD),
    "window": _window,
    "list": _one_of(DISCUSSION, BUSIEST),
    "view": _one_of(MAP, TABLE, WARDS),
    "place": _matching(_CELL),
    "as-of": _matching(_PICTURE),
    "sort": _one_of(*SORTS, *(f"-{name}" for name in SORTS)),
}
_TITLES = {
    "month": "month (write it as 2025-06)",
    "concern": "concern",
    "area": "area",
    "window": "number of months",
    "list": "list",
    "view": "view",
    "place": "place",
    "sort": "order of the table",
    "as-of": "picture (copy its name from the foot of a page or sheet)",
}
