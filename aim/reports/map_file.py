"""The map of hotspots as a file: what a screen shows for the same choices, and on it everything that was chosen.

``.png`` and ``.svg`` hold all of it in the drawing; ``.pdf`` is a sheet of A4 across, tagged, with the drawing on it.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, cast

from aim.config import Config
from aim.errors import AimError
from aim.questions import words
from aim.questions.bench_views import Asking
from aim.questions.editions import Edition
from aim.reports import paper
from aim.reports.drawing import MapDrawing, town_map
from aim.reports.files import replacing
from aim.reports.map_drawing import Drawn, internal_map, public_map

Format = Literal["png", "svg", "pdf"]
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
) -> str:
    """Write the map to ``out``, whole or not at all; returns the picture id it is of.

    Raises QuestionError for a choice that is not offered, and AimError for a suffix that is none of :data:`SUFFIXES`.
    """
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise AimError(f"{out}: a map is a drawing: end it in {', '.join(SUFFIXES)}")
    found = made(config, asked, cast(Format, suffix[1:]), edition=edition, as_of=as_of, grey=grey)
    with replacing(out) as beside:
        beside.write_bytes(found.content)
    return found.picture


def made(
    config: Config,
    asked: Asking,
    fmt: Format,
    *,
    edition: Edition = Edition.INTERNAL,
    as_of: str | None = None,
    grey: bool = False,
) -> Made:
    """The file itself. Raises QuestionError for a choice that is not offered.

    The public edition has the map of a quarter of a year over all concerns only: see
    :mod:`aim.questions.public_hotspots`.
    """
    found = public_map(config, asked, as_of) if edition == Edition.PUBLIC else internal_map(config, asked, as_of)
    stamp, as_at = paper.stamp_of(config, found.fresh, found.month), words.moment(found.as_at, config.zone)
    stamp = replace(stamp, picture=found.picture, as_at=as_at, made=found.as_at)
    content = (
        _sheet(found, stamp, edition, grey)
        if fmt == "pdf"
        else town_map(_whole(found, stamp, edition), width_mm=_PAGE_MM[0], height_mm=_PAGE_MM[1], fmt=fmt, grey=grey)
    )
    return Made(content, stamp.picture, (*found.about, stamp.picture, edition.value))


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
