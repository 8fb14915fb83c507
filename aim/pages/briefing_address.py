"""Address <-> choices of the Briefing page. Reading never fails; what is left out is said, and never repeated."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aim.pages.state import LONGEST
from aim.questions.briefing_views import LAST, PERIODS


@dataclass(frozen=True)
class Choices:
    """What somebody chose; ``None`` for the first neighbourhood."""

    neighbourhood: str | None = None
    since: str = LAST


def read(search: str | None) -> tuple[Choices, tuple[str, ...]]:
    """The choices of a query such as ``?neighbourhood=East&since=72h``, and a sentence for each part left out."""
    query = (search or "").removeprefix("?")
    if len(query) > LONGEST:
        return Choices(), ("the address is too long to be read",)
    taken: dict[str, Any] = {}
    ignored = []
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        if name not in ("neighbourhood", "since"):
            ignored.append("a part of the address that means nothing here")
        elif name in taken:
            ignored.append(f"a second “{name}” in the address")
        elif name == "since" and value not in PERIODS:
            ignored.append(f"the period in the address: there are {', '.join(PERIODS)}")
        else:
            taken[name] = value
    return Choices(**taken), tuple(dict.fromkeys(ignored))


def address(choices: Choices, **changes: Any) -> str:
    """The query of ``choices`` with ``changes``; ``?`` alone where nothing differs from the usual view."""
    wanted = replace(choices, **changes)
    named = {"neighbourhood": wanted.neighbourhood, "since": wanted.since if wanted.since != LAST else None}
    return "?" + urlencode({name: value for name, value in named.items() if value})
