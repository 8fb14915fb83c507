"""The map of hotspots as a file: what a screen shows for the same choices, and on it everything that was chosen.

``.png`` and ``.svg`` hold all of it in the drawing; ``.pdf`` is a sheet of A4 across, tagged, with the drawing on it.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, cast

from aim.config import Config
from aim.errors import AimError, QuestionError
from aim.questions import words
from aim.questions.bench_views import Asking
from aim.questions.editions import Edition
from aim.questions.views import BUSIEST, DISCUSSION
from aim.reports import paper
from aim.reports.discussion_map import discussion_map
from aim.reports.drawing import MapDrawing, town_map
from aim.reports.files import replacing
from aim.reports.map_drawing import Drawn, internal_map, public_map

Format = Literal["png", "svg", "pdf"]
NO_LIST: Final = (
    "the public has no map of the places for discussion: it has their table, and the map of hotspots of a quarter of a "
    "year over all concerns"
)
SUFFIXES: Final = (".png", ".svg", ".pdf")
MEDIA: Final[dict[str, str]] = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
_PAGE_MM: Final = (297.0, 210.0)
_ON_SHEET_MM: Final = (265.0, 138.0)  # between the margins of paper.css, under a title


@dataclass(frozen=True)
class Made:
    """A map as a file: its bytes, the picture id it is of, and what stands in its name, from month to edition."""

    content: bytes
    picture: str
    about: tuple[str, ...]


def write(
    config: Config,
    asked: Asking,
    out: Path,
    *,
    edition: Edition = Edition.INTERNAL,
    as_of: str | None = None,
    grey: bool = False,
    listed: str = BUSIEST,
) -> Made:
    """Write the map to ``out``, whole or not at all; returns what was written.

    Raises QuestionError for a choice that is not offered, and AimError for a suffix that is none of :data:`SUFFIXES`.
    """
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise AimError(f"{out}: a map is a drawing: end it in {', '.join(SUFFIXES)}")
    found = made(config, asked, cast(Format, suffix[1:]), edition=edition, as_of=as_of, grey=grey, listed=listed)
    with replacing(out) as beside:
        beside.write_bytes(found.content)
    return found


def made(
    config: Config,
    asked: Asking,
    fmt: Format,
    *,
    edition: Edition = Edition.INTERNAL,
    as_of: str | None = None,
    grey: bool = False,
    listed: str = BUSIEST,
) -> Made:
    """The file itself, with the numbers of one of the two lists. Raises QuestionError for what is not offered.

    The public edition has the map of a quarter of a year over all concerns only: see
    :mod:`aim.questions.public_hotspots`.
    """
    found = _drawn(config, asked, as_of, edition, listed)
    stamp, as_at = paper.stamp_of(config, found.fresh, found.month), words.moment(found.as_at, config.zone)
    stamp = replace(stamp, picture=found.picture, as_at=as_at, made=found.as_at)
    content = (
        _sheet(found, stamp, edition, grey)
        if fmt == "pdf"
        else town_map(_whole(found, stamp, edition), width_mm=_PAGE_MM[0], height_mm=_PAGE_MM[1], fmt=fmt, grey=grey)
    )
    return Made(content, stamp.picture, (*found.about, stamp.picture, edition.value))


def _drawn(config: Config, asked: Asking, as_of: str | None, edition: Edition, listed: str) -> Drawn:
    if edition == Edition.PUBLIC:
        if listed == DISCUSSION:
            raise QuestionError(NO_LIST)
        return public_map(config, asked, as_of)
    return (discussion_map if listed == DISCUSSION else internal_map)(config, asked, as_of)


def _whole(found: Drawn, stamp: paper.Stamp, edition: Edition) -> MapDrawing:
    """The drawing with everything on it that a sheet would say around it."""
    demonstration = [paper.DEMONSTRATION] if stamp.demonstration else []
    return replace(
        found.map,
        lines=(*found.map.lines, stamp.line, *demonstration),
        attribution=" ".join(filter(None, (stamp.attribution, found.roads))),
        marking=paper.mark(edition, stamp),
    )


def _sheet(found: Drawn, stamp: paper.Stamp, edition: Edition, grey: bool) -> bytes:
    width, height = _ON_SHEET_MM
    bare = replace(found.map, title="", lines=())
    svg = town_map(bare, width_mm=width, height_mm=height, fmt="svg", grey=grey)
    values = {"svg": svg, "described": found.map.described, "width": width, "lines": found.map.lines}
    whose = replace(stamp, attribution=" ".join(filter(None, (stamp.attribution, found.roads))))
    title = found.map.title
    return paper.sheet("map", values, title=title, edition=edition, stamp=whose, grey=grey, pages=1, landscape=True)
