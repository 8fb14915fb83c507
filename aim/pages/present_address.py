"""Address <-> choices of Present: which month, which step, and in which form. Reading never fails."""

import re
from dataclasses import dataclass, replace
from typing import Any

from aim.pages import query
from aim.pages.query import Part, matching, one_of

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
    taken, ignored = query.read(search, _PARTS)
    return Choices(**taken), ignored


def address(choices: Choices, **changes: Any) -> str:
    """The query of ``choices`` with ``changes``; ``?`` alone where nothing differs from the usual."""
    return query.write(replace(choices, **changes))


_PARTS = {
    "month": Part("month", query.month),
    "step": Part("step", matching(_STEP)),
    "view": Part("view", one_of(MAP, TABLE)),
}
