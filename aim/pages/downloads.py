"""``/download/<table>.<suffix>?<what the page's address says>&edition=internal``: tables as files, read only.

Tables are hotspots, trends and places; suffixes those of :mod:`aim.reports.tables`, of hotspots and places those of
their maps too (:mod:`aim.reports.map_file`), and ``.txt`` for one sentence that says what the file would withhold. A
file of something else than was asked for would be worse than none: what an address says wrongly is refused, where a
page leaves it out.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, current_app, request

from aim.config import Config
from aim.errors import AimError, QuestionError, UnknownPictureError
from aim.pages import hotspots_address, trends_address
from aim.pages.errors import plain_page
from aim.pages.state import LONGEST
from aim.questions.bench_views import Asking
from aim.questions.editions import Edition
from aim.questions.exports import Export, bench_export, places_export, public_hotspots, trends_export
from aim.questions.public_hotspots import WINDOW
from aim.questions.views import BUSIEST, DISCUSSION, TOWN
from aim.reports import map_file

PREVIEW: Final = "txt"
TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
}
MAPPED: Final = {"hotspots": BUSIEST, "places": DISCUSSION}  # by whose numbers the map of a table is marked
_EDITIONS = " or ".join(f"edition={each}" for each in Edition)


def download_url(table: str, suffix: str, query: str, edition: Edition) -> str:
    """The address of a file: ``query`` is that of the page, ``?month=2025-06&area=North``."""
    rest = query.removeprefix("?")
    return f"/download/{table}.{suffix}?{rest}{'&' if rest else ''}{urlencode({'edition': str(edition)})}"


def add_routes(server: Flask) -> None:
    """``/download/<table>.<suffix>``."""
    server.add_url_rule("/download/<table>.<suffix>", "download", _download)


def _download(table: str, suffix: str) -> Response:
    reader = _TABLES.get(table)
    if reader is None or suffix not in (*TYPES, PREVIEW, *(map_file.MEDIA if table in MAPPED else ())):
        drawn = f"{' and '.join(MAPPED)} also as {', '.join(map_file.MEDIA)}"
        known = f"There are {', '.join(_TABLES)}, each as {', '.join(TYPES)}; {drawn}."
        return plain_page(404, "There is no such file", known)
    try:
        edition, query = _edition(request.query_string.decode("ascii", "replace"))
        if suffix in map_file.MEDIA:
            return _map(current_app.config["AIM"], query, edition, table, suffix)
        found = reader(current_app.config["AIM"], query, edition, preview=suffix == PREVIEW)
        if suffix == PREVIEW:
            return Response(f"{found.preview}\n", mimetype="text/plain")
        return _file(found, table, suffix)
    except UnknownPictureError:
        return _refused(404, "the picture in the address: none of that name is kept here", suffix)
    except AimError as error:
        return _refused(400, str(error), suffix)


def _refused(status: int, words: str, suffix: str) -> Response:
    """A page that says why; where a menu asked what a file would withhold, the same sentence is its answer."""
    said = f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."
    if suffix == PREVIEW:
        return Response(f"Not offered: {said}\n", mimetype="text/plain")
    return plain_page(status, "This file is not offered", said)


def _edition(query: str) -> tuple[Edition, str]:
    """The edition that is asked for, and the rest of the query. Raises QuestionError where it is not said once."""
    if len(query) > LONGEST:
        raise QuestionError("the address is too long to be read")
    parts = parse_qsl(query, keep_blank_values=True, errors="replace")
    asked = [value for name, value in parts if name == "edition"]
    if len(asked) != 1 or asked[0] not in list(Edition):
        raise QuestionError(f"say once which edition: {_EDITIONS}")
    return Edition(asked[0]), urlencode([part for part in parts if part[0] != "edition"])


def _hotspots(config: Config, query: str, edition: Edition, *, preview: bool) -> Export:
    choices, ignored = hotspots_address.read(query)
    _nothing_ignored(ignored)
    if edition == Edition.INTERNAL:
        return bench_export(config, choices, as_of=choices.as_of)
    usual = Asking()
    turned = [
        name
        for name in vars(usual)
        if name not in ("month", "window", "concern", "area", "resolution", "by")
        and getattr(choices, name) != getattr(usual, name)
    ]
    if turned or choices.month is None:
        raise QuestionError(
            f"the public edition has hotspots as the meeting sees them, of {WINDOW} months to the end of a quarter: "
            + (f"leave out {', '.join(turned)}" if turned else "name its last month")
        )
    return public_hotspots(
        config,
        month=choices.month,
        window=choices.window,
        concern=choices.concern,
        resolution=choices.resolution,
        neighbourhood=None if choices.area == TOWN else choices.area,
        by=choices.by,
        as_of=choices.as_of,
        look=preview,
    )


def _trends(config: Config, query: str, edition: Edition, *, preview: bool) -> Export:
    choices, ignored = trends_address.read(query)
    _nothing_ignored(ignored)
    if choices.month is None:
        raise QuestionError("name the month: month=2025-06")
    return trends_export(
        config,
        edition,
        month=choices.month,
        concern=choices.concern,
        area=choices.area,
        as_of=choices.as_of,
        expectation=not preview,
    )


def _places(config: Config, query: str, edition: Edition, *, preview: bool) -> Export:
    choices, ignored = trends_address.read(query)
    _nothing_ignored(ignored)
    if (choices.concern, choices.area) != (None, None):
        raise QuestionError("the list is of all concerns in the town: leave concern and area out")
    return places_export(config, edition, month=choices.month, as_of=choices.as_of)


_TABLES: Final[dict[str, Callable[..., Export]]] = {
    "hotspots": _hotspots,
    "trends": _trends,
    "places": _places,
}


def _nothing_ignored(ignored: tuple[str, ...]) -> None:
    if ignored:
        raise QuestionError("; ".join(ignored))


def _file(found: Export, table: str, suffix: str) -> Response:
    from aim.reports import tables

    outlines = None if found.outlines is None or suffix not in ("geojson", "gpkg") else found.outlines()
    with TemporaryDirectory(prefix="aim-download-") as folder:
        out = tables.write(found.table, Path(folder) / f"table.{suffix}", geometry=outlines, metadata=found.record)
        response = Response(out.read_bytes(), mimetype=TYPES[suffix])
    return _named(response, (table, *found.about), suffix)


def _map(config: Config, query: str, edition: Edition, table: str, suffix: str) -> Response:
    """The map of hotspots or of places as it is on screen, or as the public may have it."""
    choices, ignored = hotspots_address.read(query)
    _nothing_ignored(ignored)
    fmt, listed = cast(map_file.Format, suffix), MAPPED[table]
    found = map_file.made(config, choices, fmt, edition=edition, as_of=choices.as_of, listed=listed)
    about = ("map", *([table] if listed == DISCUSSION else []), *found.about)
    return _named(Response(found.content, mimetype=map_file.MEDIA[suffix]), about, suffix)


def _named(response: Response, about: Sequence[str], suffix: str) -> Response:
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", "-".join(["aim", *about]))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response
