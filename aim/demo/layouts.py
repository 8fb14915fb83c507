"""A partner's layout as its map says it: which columns, in what writing, under which labels. Rows go out by it.

The demonstration is written from the same maps that read it, so that the two cannot drift apart. A map comes as its
plain values, because what writes and what reads do not import one another.
"""

import csv
import io
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from aim import schema
from aim.demo import mix
from aim.demo.reports import Report
from aim.geography import gridref
from aim.schema import Source

Row = dict[str, str]

_LONDON: Final = ZoneInfo("Europe/London")
_FIGURES: Final = 8  # of a grid reference: 10 m
_NUMBERS: Final = ("wgs84", "national grid")  # places that JSON writes as numbers


@dataclass(frozen=True)
class Flag:
    """A column that overrules the label where it holds one of ``values``."""

    column: str
    values: tuple[str, ...]
    then: str


@dataclass(frozen=True)
class Layout:
    """How one partner writes. ``labels``: the supplier's texts for an answer of the map, ``locations``: kind, columns.

    ``fillers`` are texts for columns that nobody reads, by column: some of each are taken, so that a file looks as it
    would. ``start`` and ``end`` are the columns of the two moments in ``format``, ``month`` that of a month alone.
    """

    source: Source
    header: tuple[str, ...]
    format: str
    delimiter: str
    reference: str | None
    category: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    start: tuple[str, ...]
    end: tuple[str, ...]
    month: str | None
    time_format: str
    zone: ZoneInfo
    locations: tuple[tuple[str, tuple[str, ...]], ...]
    flags: tuple[Flag, ...]
    fixed: Row
    fillers: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, source: Source, values: Mapping[str, Any], fillers: Mapping[str, tuple[str, ...]]) -> "Layout":
        """From the plain values of a map, and what its columns that are not read may hold."""
        columns, times, layout = values["columns"], values["times"], values["layout"]
        labels: dict[str, list[str]] = {}
        for label, answer in values["categories"].items():
            labels.setdefault(answer, []).append(label)
        mark = columns["mark"] or mix.MARKER
        fixed = {mark: mix.MARKER}
        if columns["supplier"]:
            fixed[columns["supplier"]] = next(iter(values["suppliers"]))
        named = [columns["reference"], *times["start"], *times["end"], times["month"], *columns["category"],
                 *(name for way in values["location"] for name in way["columns"]),
                 *(flag["column"] for flag in values["flags"]), columns["street"], columns["outcome"],
                 *values["not_stored"]["columns"]]  # fmt: skip
        besides = fillers if layout["other_columns"] == "ignore" else ()
        return cls(
            source=source,
            header=tuple(dict.fromkeys([*(name for name in named if name), *besides, *fixed])),
            format=layout["format"],
            delimiter=layout["delimiter"],
            reference=columns["reference"],
            category=tuple(columns["category"]),
            labels={answer: tuple(texts) for answer, texts in labels.items()},
            start=tuple(times["start"]),
            end=tuple(times["end"]),
            month=times["month"],
            time_format=times["format"] or "",
            zone=ZoneInfo(times["zone"]),
            locations=tuple((way["kind"], tuple(way["columns"])) for way in values["location"]),
            flags=tuple(Flag(flag["column"], tuple(flag["values"]), flag["then"]) for flag in values["flags"]),
            fixed=fixed,
            fillers=fillers,
        )

    @property
    def places(self) -> tuple[str, ...]:
        """Every column of a place."""
        return tuple(dict.fromkeys(name for _, columns in self.locations for name in columns))

    def row(self, report: Report, *, by: str | None = None) -> Row:
        """A report as a row; ``by`` names the kind of location to give it, else it is the first."""
        row: Row = dict.fromkeys(self.header, "") | self.fixed
        for column, texts in self.fillers.items():
            if column in row:
                row[column] = pick(texts, report.reference + column)
        if self.reference:
            row[self.reference] = report.reference
        row |= self.labelled(self._label(report))
        row |= self.timed(report.moment)
        row |= self._placed(report, by)
        if report.withdrawn:
            row |= self.flagged(schema.WITHDRAWN)
        return row

    def labelled(self, label: str) -> Row:
        """The columns of the category for one label: a part in each, the last columns empty where it has fewer."""
        parts = label.split(" > ") if len(self.category) > 1 else [label]
        return {column: parts[n] if n < len(parts) else "" for n, column in enumerate(self.category)}

    def flagged(self, then: str) -> Row:
        """The column that turns a row into ``then``; none where the layout has no such flag."""
        return next(({flag.column: flag.values[0]} for flag in self.flags if flag.then == then), {})

    def timed(self, moment: datetime) -> Row:
        """The columns of the time for a moment, local where it bears no zone."""
        local = _there(moment).astimezone(self.zone)
        if self.month is not None:
            return {self.month: local.strftime("%Y-%m")}
        text = local.strftime(self.time_format.replace("%z", _offset(local)))
        found: Row = {}
        for columns in (self.start, self.end):
            parts = text.split(" ", len(columns) - 1) if columns else []
            found |= dict(zip(columns, parts, strict=True))
        return found

    def text(self, rows: Iterable[Row]) -> str:
        """The file: a delimited table, or a JSON list of requests."""
        if self.format == "open311":
            requests = (json.dumps(self._request(row), ensure_ascii=False) for row in rows)
            return "[\n" + ",\n".join(requests) + "\n]\n"
        out = io.StringIO()
        writer = csv.DictWriter(out, self.header, delimiter=self.delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    def _label(self, report: Report) -> str:
        labels = self.labels[report.kind.category]
        fitting = [text for text in labels if any(word in text.lower() for word in report.kind.words)]
        return pick(fitting or labels, report.reference)

    def _placed(self, report: Report, by: str | None) -> Row:
        kinds = [kind for kind, _ in self.locations]
        kind, columns = self.locations[kinds.index(by) if by in kinds else 0]
        if kind == "national grid":
            texts = [f"{report.easting:.0f}", f"{report.northing:.0f}"]
        elif kind == "grid reference":
            texts = gridref.format([report.easting], [report.northing], _FIGURES)
        elif kind == "postcode":
            texts = [report.postcode]
        else:
            longitude, latitude = f"{report.longitude:.6f}", f"{report.latitude:.6f}"
            texts = [longitude, latitude] if kind == "wgs84" else [f"({latitude}, {longitude})"]
        return dict(zip(columns, texts, strict=True))

    def _request(self, row: Row) -> dict[str, str | float]:
        numbers = {name for kind, columns in self.locations if kind in _NUMBERS for name in columns}
        return {name: _number(text) if name in numbers else text for name, text in row.items() if text}


def pick(texts: Sequence[str], key: str) -> str:
    """One of ``texts``, always the same for a key: a report delivered again says the same."""
    return texts[zlib.crc32(key.encode()) % len(texts)]


def _there(moment: datetime) -> datetime:
    """A local moment with its zone; one in the hour that does not exist in March is the hour after it."""
    if moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=_LONDON).astimezone(UTC).astimezone(_LONDON)


def _offset(moment: datetime) -> str:
    text = moment.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text
