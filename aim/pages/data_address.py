"""Address <-> choices of the Data page: which load is open, which page of the list."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from aim.pages import query
from aim.pages.query import Part, matching

_LOAD = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}", re.ASCII)
_PAGE = re.compile(r"[1-9]\d{0,4}", re.ASCII)


@dataclass(frozen=True)
class Place:
    """Where on the Data page somebody is."""

    load: str | None = None
    page: int = 1


def read(search: str | None) -> tuple[Place, tuple[str, ...]]:
    """The place a query names, and a sentence for each part that was left out. Nothing of it is repeated."""
    taken, ignored = query.read(search, _PARTS)
    return Place(**taken), ignored


def address(place: Place) -> str:
    """The query of ``place``; ``?`` alone for the first page of the list."""
    parts: dict[str, str] = {"load": place.load} if place.load else {}
    return "?" + urlencode(parts | ({"page": str(place.page)} if place.page > 1 else {}))


def _page(value: str) -> int | None:
    return int(value) if _PAGE.fullmatch(value) else None


_PARTS = {
    "load": Part("load", matching(_LOAD), "that is not the name of one"),
    "page": Part("page", _page, "that is not a number of one"),
}
