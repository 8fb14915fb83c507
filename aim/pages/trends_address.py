"""Address <-> choices of the Trends page. Reading never fails; what is left out is said, and never repeated."""

from dataclasses import dataclass, replace
from typing import Any

from aim.pages import query
from aim.pages.query import Part, matching, one_of
from aim.questions.trend_views import TrendsView

PICTURES = "pictures"
TABLE = "table"
SORTS = ("moved", "area", "concern", "count", "expected", "signal")
MOVED = "moved"


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
    taken, ignored = query.read(search, _PARTS)
    return Choices(**taken), ignored


def address(choices: Choices, **changes: Any) -> str:
    """The query of ``choices`` with ``changes``; ``?`` alone where nothing differs from the usual view."""
    return query.write(replace(choices, **changes))


def known(choices: Choices, view: TrendsView) -> tuple[Choices, tuple[str, ...]]:
    """``choices`` without what ``view``'s lists do not hold, and a sentence for each that was dropped."""
    offered = {
        "month": view.months,
        "concern": tuple(each.name for each in view.concerns),
        "area": tuple(each.name for each in view.areas),
    }
    lost = [name for name, values in offered.items() if getattr(choices, name) not in (None, *values)]
    said = tuple(f"the {_PARTS[name].title} in the address: it is not in this picture" for name in lost)
    without: dict[str, Any] = dict.fromkeys(lost)
    return replace(choices, **without), said


_PARTS = {
    "month": Part("month", query.month),
    "concern": Part("concern", matching(query.WORD)),
    "area": Part("area", matching(query.WORD)),
    "view": Part("view", one_of(PICTURES, TABLE)),
    "sort": Part("order of the table", one_of(*SORTS, *(f"-{name}" for name in SORTS if name != MOVED))),
    "as_of": Part("picture", matching(query.PICTURE)),
}
