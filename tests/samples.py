"""Good extracts made from a map alone: what a source would send if everything were as its map says."""

import csv
import io
import json
from datetime import datetime, timedelta

from aim.geography import crs, gridref
from aim.ingest.maps import Location, Named
from aim.schema import NOT_COUNTED, WITHHELD

INSIDE = (-1.2350, 54.5742)
POSTCODE = "TS1 3QB"
FIRST = datetime(2025, 6, 2, 9, 30, 15)


def labels(named: Named) -> list[str]:
    """The labels of the map that become a category, in its order."""
    return [label for label, answer in named.map.categories.items() if answer not in (WITHHELD, NOT_COUNTED)]


def row(named: Named, number: int) -> dict[str, str]:
    """One good row: every column the map knows, those that it does not need empty."""
    found = dict.fromkeys(named.map.known, "")
    columns, times = named.map.columns, named.map.times
    offered = labels(named)
    parts = offered[number % len(offered)].split(" > ")
    found.update(zip(columns.category, [*parts, *[""] * (len(columns.category) - len(parts))], strict=False))
    moment = FIRST + timedelta(hours=number)
    if times.month:
        found[times.month] = f"{moment:%Y-%m}"
    _moment(found, times.start, moment, times.format)
    _moment(found, times.end, moment + timedelta(minutes=45), times.format)
    place(found, named.map.location[0], number)
    if columns.reference:
        found[columns.reference] = f"{number:064x}" if columns.reference == "Crime ID" else f"REF-{number:06d}"
    if columns.supplier:
        found[columns.supplier] = next(iter(named.map.suppliers))
    if columns.street:
        found[columns.street] = "On or near Linthorpe Road"
    if columns.outcome and named.map.outcomes:
        found[columns.outcome] = named.map.outcomes[0]
    return found


def _moment(found: dict[str, str], columns: tuple[str, ...], moment: datetime, form: str | None) -> None:
    """The parts of a moment into their columns: as many words of the format each as there are columns."""
    if not columns:
        return
    words = (form or "").split(" ")
    each = len(words) // len(columns)
    for at, column in enumerate(columns):
        own = words[at * each :] if at == len(columns) - 1 else words[at * each : (at + 1) * each]
        found[column] = moment.strftime(" ".join(own).replace("%z", "+0000"))


def place(found: dict[str, str], way: Location, number: int) -> None:
    """Say in ``found``, the way of a map, where incident ``number`` is."""
    longitude, latitude = INSIDE[0] + number % 50 * 1e-4, INSIDE[1]
    east, north = (float(value[0]) for value in crs.to_bng([longitude], [latitude]))
    said = {
        "wgs84": [f"{longitude:.6f}", f"{latitude:.6f}"],
        "point text": [f"({latitude:.6f}, {longitude:.6f})"],
        "national grid": [f"{east:.0f}", f"{north:.0f}"],
        "grid reference": gridref.format([east], [north], 8),
        "postcode": [POSTCODE],
    }
    found.update(zip(way.columns, said[way.kind], strict=True))


def table(rows: list[dict[str, str]], named: Named, encoding: str = "utf-8") -> bytes:
    """Rows as a file in the layout of the map."""
    if named.map.layout.format == "open311":
        return json.dumps(rows).encode()
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=named.map.layout.delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def suffix(named: Named) -> str:
    """How the name of a file of the layout ends."""
    ends = [end for end in named.map.layout.file_names if "." in end]
    return ends[0] if ends else (".json" if named.map.layout.format == "open311" else ".csv")
