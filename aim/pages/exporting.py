"""The Export menu: the table on screen as a file, for partners or for the public, and its link and caption to copy.

What a public file withholds is asked for when the menu is opened (``assets/exporting.js``): to know it takes longer
than to show the page.
"""

from dataclasses import dataclass
from typing import Any, Final

from dash import html

from aim.pages.downloads import PREVIEW, download_url
from aim.pages.parts import icon
from aim.questions.editions import Edition
from aim.questions.public_hotspots import ONLY_NOW

FORMATS: Final = (("csv", "CSV"), ("xlsx", "Excel"), ("geojson", "GeoJSON"), ("gpkg", "GeoPackage"))
DRAWN: Final = (("png", "PNG"), ("svg", "SVG"), ("pdf", "PDF"))  # the map itself, where there is one
_MAP: Final = "hotspots"
_CALLED: Final = {
    "csv": "CSV table", "xlsx": "Excel workbook", "geojson": "GeoJSON map", "gpkg": "GeoPackage map",
    "png": "PNG picture of the map", "svg": "SVG drawing of the map", "pdf": "PDF sheet with the map",
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """What can be exported: ``table`` of :mod:`aim.pages.downloads`, by the page's own ``query`` with its month in it.

    ``public``: the query of the public file that comes nearest, ``public_title`` what that is of where it is something
    else; ``earlier``: whether the page is of a picture of before, of which there is no public file. ``marking``: the
    mark of the internal edition. ``drawn``: the table by whose numbers the map for partners is marked. ``title``: what
    the table is called where a menu has several. ``link``: the address that shows the same again, with ``caption``:
    what the numbers are of, from picture to attribution; none of both where the page has them elsewhere.
    """

    table: str
    query: str
    public: str
    marking: str
    public_title: str = ""
    title: str = ""
    link: str = ""
    caption: str = ""
    earlier: bool = False
    drawn: str = _MAP


def menu(*offers: Offer) -> html.Details:
    """The button and its sheet. In plain content: ``plain(menu(...))``."""
    sheet: list[Any] = []
    for offer in offers:
        sheet += [
            *_edition(offer, Edition.INTERNAL, "For partners", offer.query),
            *_edition(offer, Edition.PUBLIC, "For the public", offer.public),
            *(_copy(offer) if offer.caption else []),
        ]
    return html.Details(
        [html.Summary(["Export", icon("down")], className="button"), html.Div(sheet, className="menu-sheet")],
        className="menu export",
    )


def _edition(offer: Offer, edition: Edition, title: str, query: str) -> list[Any]:
    called = f"{offer.title}, {title[0].lower()}{title[1:]}" if offer.title else title
    if edition == Edition.PUBLIC and offer.title and offer.public_title:
        called = f"{title}: {offer.public_title}"  # what it is of, never what the map is of that it lies nearest
    heading = html.P(called, className="menu-title")
    if offer.earlier and edition == Edition.PUBLIC:
        return [heading, html.P(f"Not offered: {ONLY_NOW}.", className="export-said")]
    if edition == Edition.INTERNAL:
        said = html.P(f"Marked “{offer.marking}”.", className="export-said")
    else:
        preview = {"data-preview": download_url(offer.table, PREVIEW, query, edition)}
        nearest = f"{offer.public_title}. " if offer.public_title and not offer.title else ""
        said = html.P([nearest, html.Span("", role="status", **preview)], className="export-said")
    drawn = offer.drawn if edition == Edition.INTERNAL else _MAP
    links = [
        html.Li(
            html.A(
                words,
                href=download_url(table, suffix, query, edition),
                className="menu-item",
                download="",
                **{"aria-label": f"{called}: {_CALLED[suffix]}"},
            )
        )
        for table, suffix, words in (
            *((offer.table, *each) for each in FORMATS),
            *((drawn, *each) for each in (DRAWN if offer.table == _MAP else ())),
        )
    ]
    return [heading, said, html.Ul(links, className="export-formats")]


def _copy(offer: Offer) -> list[Any]:
    """The button, and where it says what came of it."""
    text = {"data-copy": offer.caption, "data-link": offer.link}
    button = html.Button("Copy link and caption", type="button", className="menu-item export-copy", **text)
    return [button, html.Span(className="export-copied", role="status")]
