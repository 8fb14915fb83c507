"""Address <-> choices of the Briefing page. Reading never fails; what is left out is said, and never repeated."""

from dataclasses import dataclass, replace
from typing import Any

from aim.pages import query
from aim.pages.query import Part, one_of
from aim.questions.briefing_views import LAST, PERIODS


@dataclass(frozen=True)
class Choices:
    """What somebody chose; ``None`` for the first neighbourhood."""

    neighbourhood: str | None = None
    since: str = LAST


def read(search: str | None) -> tuple[Choices, tuple[str, ...]]:
    """The choices of a query such as ``?neighbourhood=East&since=72h``, and a sentence for each part left out."""
    taken, ignored = query.read(search, _PARTS)
    return Choices(**taken), ignored


def address(choices: Choices, **changes: Any) -> str:
    """The query of ``choices`` with ``changes``; ``?`` alone where nothing differs from the usual view."""
    return query.write(replace(choices, **changes))


_PARTS = {
    "neighbourhood": Part("neighbourhood", lambda value: value or None),
    "since": Part("period", one_of(*PERIODS), f"there are {', '.join(PERIODS)}"),
}
