"""Sheets of A4: a template and values in, a tagged PDF (PDF/UA-1) out, the same bytes for the same input.

A sheet says on every page what edition it is, which picture it is from, of which month and filters, and as at when. It
loads nothing: letters, styles and drawings travel inside it.
"""

import threading
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aim import months
from aim.concerns import ALL
from aim.config import Config
from aim.errors import AimError
from aim.questions import words
from aim.questions.editions import FEWER, Edition
from aim.questions.notes import agreed
from aim.reading.basis import basis
from aim.reading.freshness import Freshness

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGE: Final = "en-GB"
TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
FONTS: Final = Path(__file__).resolve().parent / "fonts"
WEIGHTS: Final = {400: "Inter-Regular.ttf", 700: "Inter-Bold.ttf"}
PARTS: Final = ("figure", "shape", "tick")  # macros that every template may use
DEMONSTRATION: Final = "Demonstration data: made up, no incident here happened"
PUBLIC_MARK: Final = f"Public edition: counts of {FEWER} are not shown"
NO_PANGO: Final = (
    "PDF files need Pango, the library that sets their type, and it is not on this machine. Debian and Ubuntu: "
    "`sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`; Fedora: `sudo dnf install pango`; macOS: "
    "`brew install pango`; Windows: install MSYS2 (msys2.org), run `pacman -S mingw-w64-x86_64-pango` in its shell and "
    r"set WEASYPRINT_DLL_DIRECTORIES=C:\msys64\mingw64\bin. Every other format works without it"
)
_A4_MM: Final = (210.0, 297.0)
_ZOOMS: Final = (1.0, 0.94, 0.88, 0.8)
# Pango keeps its fonts for the whole process; pages ask from several threads.
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True)
class Stamp:
    """What every page of a sheet says of its numbers, in words.

    ``made``: when the picture was made, ISO 8601: the date of the file. ``marking``: what stands over the Internal
    edition. ``remarks``: what must not be missing under any number: that it is a demonstration, for instance.
    """

    picture: str
    month: str
    filters: str
    as_at: str
    attribution: str
    made: str
    marking: str
    demonstration: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """``Picture 3f2a91c4 · September 2026 · All concerns · as at 22 Nov 2026 10:30``, and the remarks."""
        said = (f"Picture {self.picture}", self.month, self.filters, f"as at {self.as_at}", *self.remarks)
        return " · ".join(filter(None, said))


def stamp_of(config: Config, fresh: Freshness, month: str, filters: str = "") -> Stamp:
    """The stamp of numbers of ``month`` (YYYY-MM) from the picture of ``fresh``; ``filters`` in words."""
    manifest = fresh.shown.manifest
    held = agreed(basis(fresh, fresh.shown.concern(ALL), month, 1))
    said = [manifest["attribution"]]
    if held:
        said.append(f"{words.listed(held)}: shared under agreement, not under this licence.")
    return Stamp(
        picture=manifest["picture"],
        month=months.title(month),
        filters=filters,
        as_at=words.moment(manifest["as_at"], config.zone),
        attribution=" ".join(said),
        made=manifest["as_at"],
        marking=config.marking,
        demonstration=manifest["demonstration"],
        remarks=() if fresh.shown.partnership["membership_confirmed"] else ("Boundaries unconfirmed",),
    )


def mark(edition: Edition, stamp: Stamp) -> str:
    """What stands at the head of every page of this edition."""
    return stamp.marking if edition == Edition.INTERNAL else PUBLIC_MARK


def sheet(
    template: str,
    values: Mapping[str, Any],
    *,
    title: str,
    edition: Edition,
    stamp: Stamp,
    grey: bool = False,
    pages: int = 0,
    landscape: bool = False,
) -> bytes:
    """``templates/<template>.html`` with ``values`` as a PDF; all text is escaped.

    ``title`` is the document's and its first heading. ``grey``: no colour, for printers without. Drawings are handed
    in as SVG and set with the macro ``figure``; :data:`PARTS` are in ``templates/parts.html``. ``pages``: on how many
    it is to fit at most, everything smaller by up to a fifth where that takes it. ``landscape``: the longer side is
    across. Raises :class:`AimError` where Pango is missing, saying how to get it.
    """
    page = _environment().get_template(f"{template}.html")
    text = page.render(
        **values,
        title=title,
        language=LANGUAGE,
        edition=str(edition),
        mark=mark(edition, stamp),
        demonstration=DEMONSTRATION if stamp.demonstration else "",
        stamp=stamp,
        created=_seconds(stamp.made),
        grey=grey,
    )
    with _ONE_AT_A_TIME:
        return _pdf(text, pages, _A4_MM[::-1] if landscape else _A4_MM)


def _pdf(text: str, pages: int, size_mm: tuple[float, float]) -> bytes:
    try:
        from weasyprint import CSS, HTML
    except OSError as error:  # of the loader of libraries
        raise AimError(f"{NO_PANGO} ({error.args[0] if error.args else error})") from error
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    own = URLFetcher(allowed_protocols=("data",))  # neither network nor files
    fonts = FontConfiguration()

    def style(css: str) -> Any:
        return CSS(string=css, font_config=fonts, url_fetcher=own)

    styles = [style(_font_faces()), style(_stylesheet())]
    page = HTML(string=text, base_url="about:blank", url_fetcher=own)
    for zoom in _ZOOMS:
        # A larger sheet, made smaller by as much: margins, type and drawings keep their proportions.
        larger = style(f"@page {{ size: {size_mm[0] / zoom:.4f}mm {size_mm[1] / zoom:.4f}mm }}")
        set_ = page.render(stylesheets=[*styles, larger], font_config=fonts, pdf_variant="pdf/ua-1")
        if not pages or len(set_.pages) <= pages:
            break
    written: bytes = set_.write_pdf(zoom=zoom, pdf_variant="pdf/ua-1")
    return written


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["svg_uri"] = svg_uri
    made.globals.update({name: getattr(made.get_template("parts.html").module, name) for name in PARTS})
    made.filters["thousands"] = lambda number: f"{number:,}"
    return made


def svg_uri(svg: str | bytes) -> str:
    """A drawing as an address that holds it."""
    content = svg.encode() if isinstance(svg, str) else svg
    return f"data:image/svg+xml;base64,{b64encode(content).decode()}"


@cache
def _font_faces() -> str:
    """The two weights of the shipped letters, cut out of the variable font of the pages: so files stay the same."""
    faces = []
    for weight, name in WEIGHTS.items():
        content = b64encode((FONTS / name).read_bytes()).decode()
        faces.append(
            f"@font-face {{ font-family: Inter; font-weight: {weight}; src: url(data:font/ttf;base64,{content}) }}"
        )
    return "\n".join(faces)


@cache
def _stylesheet() -> str:
    return (TEMPLATES / "paper.css").read_text(encoding="utf-8")


def _seconds(stamp: str) -> str:
    """An ISO time to the second in UTC: what the metadata of a PDF can hold."""
    return f"{datetime.fromisoformat(stamp).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
