"""Address <-> choices of the Data page: which load is open, which page of the list."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from aim.pages.state import LONGEST

_LOAD = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}", re.ASCII)
_PAGE = re.compile(r"[1-9]\d{0,4}", re.ASCII)


@dataclass(frozen=True)
class Place:
    """Where on the Data page somebody is."""

    load: str | None = None
    page: int = 1


def read(search: str | None) -> tuple[Place, tuple[str, ...]]:
    """The place a query names, and a sentence for each part that was left out. Nothing of it is repeated."""
    query = (search or "").removeprefix("?")
    if len(query) > LONGEST:
        return Place(), ("the address is too long to be read",)
    given: dict[str, str] = {}
    ignored = []
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        if name not in ("load", "page"):
            ignored.append("a part of the address that means nothing here")
        elif name in given:
            ignored.append(f"a second “{name}” in the address")
        else:
            given[name] = value
    load, page = given.get("load"), given.get("page", "1")
    if load is not None and not _LOAD.fullmatch(load):
        load = None
        ignored.append("the load in the address: that is not the name of one")
    if not _PAGE.fullmatch(page):
        page = "1"
        ignored.append("the page in the address: that is not a number of one")
    return Place(load, int(page)), tuple(dict.fromkeys(ignored))


def address(place: Place) -> str:
    """The query of ``place``; ``?`` alone for the first page of the list."""
    parts: dict[str, str] = {"load": place.load} if place.load else {}
    return "?" + urlencode(parts | ({"page": str(place.page)} if place.page > 1 else {}))
