"""Address <-> choices of Present: which month, which step, and in which form. Reading never fails."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aim import months
from aim.pages.state import LONGEST

PATH = "/present"
MAP = "map"
TABLE = "table"
_STEP = re.compile(r"[0-9]|4\.[1-9][0-9]?", re.ASCII)


@dataclass(frozen=True)
class Choices:
    """``month``: None leaves it to the data; ``view``: the map over the whole screen, or a table in its place."""

    month: str | None = None
    step: str = "0"
    view: str | None = None


def read(search: str | None) -> tuple[Choices, tuple[str, ...]]:
    """The choices of a query such as ``?month=2026-09&step=4.2``, and a sentence for each part left out."""
    query = (search or "").removeprefix("?")
    if len(query) > LONGEST:
        return Choices(), ("the address is too long to be read",)
    taken: dict[str, Any] = {}
    ignored = []
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        if name not in _READERS:
            ignored.append("a part of the address that means nothing here")
        elif name in taken:
            ignored.append(f"a second “{name}” in the address")
        elif not _READERS[name](value):
            ignored.append(f"the {name} in the address: there is none of that name")
        else:
            taken[name] = value
    return Choices(**taken), tuple(dict.fromkeys(ignored))


def address(choices: Choices, **changes: Any) -> str:
    """The query of ``choices`` with ``changes``; ``?`` alone where nothing differs from the usual."""
    wanted = replace(choices, **changes)
    return "?" + urlencode(
        {f.name: getattr(wanted, f.name) for f in fields(wanted) if getattr(wanted, f.name) != f.default}
    )


_READERS: dict[str, Callable[[str], bool]] = {
    "month": months.is_month,
    "step": lambda value: _STEP.fullmatch(value) is not None,
    "view": lambda value: value in (MAP, TABLE),
}
