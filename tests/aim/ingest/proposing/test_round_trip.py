"""A table written by a map, a proposal made of it and finished by hand: both maps load the same rows."""

import csv
import io
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
import samples
from extracts import TODAY, placing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aim import config as configuration
from aim.geography import crs, gridref
from aim.ingest import load as loading
from aim.ingest.proposing import propose, writing
from aim.schema import CATEGORY_KEYS, SENSITIVE
from aim.store import keys
from aim.store.incidents import IncidentStore

FIRST = datetime(2024, 1, 1)
PLACING = placing()
LABELS = (
    "Fly-tipping",
    "Litter, other",
    'Noise "loud"',
    "Graffiti",
    "Bonfire; smoke",
    "Rats",
    "Ärger",
    "Needles\\syringes",
)
ANSWERS = [*(key for key in CATEGORY_KEYS if key not in SENSITIVE), "not counted", "withheld"]
MOMENTS = (
    "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%d %H:%M:%S", "%d-%b-%y", "%d %B %Y %H:%M",
    "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y %H:%M:%S", "%Y/%m/%d %H:%M", "%b %d, %Y %I:%M %p",
    "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M:%S.%f",
)  # fmt: skip
PLACES = {
    "wgs84": (("Longitude", "Latitude"), ("X", "Y"), ("geo_long", "geo_lat")),
    "national grid": (("Easting", "Northing"), ("X Coordinate", "Y Coordinate"), ("GridX", "GridY")),
    "point text": (("Location",),),
    "grid reference": (("Grid Ref",), ("OSGR",)),
    "postcode": (("Postcode",), ("Site Post Code",)),
}


@dataclass(frozen=True)
class Written:
    """A table and the map that it was written by."""

    rows: list[dict[str, str]]
    delimiter: str
    encoding: str
    category: str
    answers: dict[str, str]
    start: tuple[str, ...]
    form: str | None
    kind: str
    place: tuple[str, ...]
    reference: str | None
    spare: list[str]
    blanks: list[str] = field(default_factory=list)

    def content(self) -> bytes:
        out = io.StringIO()
        writer = csv.DictWriter(out, list(self.rows[0]), delimiter=self.delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue().encode(self.encoding)

    def toml(self) -> str:
        value = writing._value
        times = f"month = {value(self.start[0])}"
        if self.form is not None:
            zone = "UTC" if self.form.endswith(("Z", "UTC")) else "Europe/London"
            times = f"start = {value(self.start)}\nformat = {value(self.form)}\nzone = {value(zone)}"
        reference = f"reference = {value(self.reference)}\n" if self.reference else ""
        return f"""
supplier = "trial"
[source]
agency = "Council"
title = "Trial"
short = "Trial"
agreement = "None"
delay_months = 1
delivered = "whole months"
[layout]
delimiter = {value(self.delimiter)}
values_over_lines = true
blanks = {value(tuple(self.blanks))}
[columns]
{reference}category = [{value(self.category)}]
[times]
{times}
[[location]]
kind = {value(self.kind)}
columns = {value(self.place)}
precision_m = 10
[not_stored]
columns = {value(tuple(self.spare))}
[categories]
""" + "\n".join(f"{value(label)} = {value(answer)}" for label, answer in self.answers.items())


@st.composite
def tables(draw: st.DrawFn) -> Written:
    """Tables of partners: some of what they send, written as they write it."""
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=4, unique=True))
    answers = {label: draw(st.sampled_from(ANSWERS)) for label in labels}
    category = draw(st.sampled_from(["Category", "Incident Type", "OffenceClass", "service_name"]))
    form = draw(st.sampled_from([None, *MOMENTS]))
    start, parts = _start(draw, form)
    kind = draw(st.sampled_from(sorted(PLACES)))
    place = draw(st.sampled_from(PLACES[kind]))
    reference = draw(st.sampled_from([None, "Case Ref", "IncidentNumber"]))
    blank = draw(st.sampled_from(["", "NULL", "N/A"]))
    spare = {"Reporter Name": "Firstname Lastname", "Tel": "07700 900123", "Ward": "Central", "Cost": "12.50",
             "Notes": 'He said "no",\nthen left'}  # fmt: skip
    spare = {name: spare[name] for name in draw(st.lists(st.sampled_from(sorted(spare)), unique=True))}
    count = draw(st.integers(2 * len(labels), 24))
    rows, zone = [], timedelta(days=draw(st.sampled_from([1, 17, 29])), hours=7, minutes=13)
    for number in range(count):
        moment = FIRST + number * zone
        said = labels[number] if number < len(labels) else draw(st.sampled_from(labels))
        row = {category: said, **parts(moment), **dict(zip(place, _place(kind, number), strict=True)), **spare}
        if number > len(labels) and draw(st.integers(0, 9)) == 0:
            row.update(dict.fromkeys(place, blank))
        if reference:
            row[reference] = f"REF/{number:05d}"
        rows.append(row)
    order = draw(st.permutations(list(rows[0])))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
    rows = [{name: row[name] for name in order} for row in rows]
    delimiter = draw(st.sampled_from(",;\t|"))
    return Written(
        rows,
        delimiter,
        encoding,
        category,
        answers,
        start,
        form,
        kind,
        place,
        reference,
        list(spare),
        [blank] * bool(blank),
    )


def _start(draw: st.DrawFn, form: str | None) -> tuple[tuple[str, ...], Callable[[datetime], dict[str, str]]]:
    """Names of the columns of a moment, and what stands in them."""
    if form is None:
        return ("Month",), lambda moment: {"Month": f"{moment:%Y-%m}"}
    if form == "%d %B %Y %H:%M" and draw(st.booleans()):
        names = ("Day", "Month", "Year", "Time of Call")
    elif form == "%d/%m/%Y %H:%M" and draw(st.booleans()):
        names = ("Call Date", "Call Time")
    else:
        name = draw(st.sampled_from(["Reported Date", "created", "DateTimeOfCall", "incident_date"]))
        return (name,), lambda moment: {name: moment.strftime(form.replace("%z", "+0000"))}
    return names, lambda moment: dict(zip(names, moment.strftime(form).split(" "), strict=True))


def _place(kind: str, number: int) -> list[str]:
    longitude, latitude = samples.INSIDE[0] + number % 50 * 1.01e-4, samples.INSIDE[1] + number * 1.1e-5
    east, north = (float(value[0]) for value in crs.to_bng([longitude], [latitude]))
    return {
        "wgs84": [f"{longitude:.6f}", f"{latitude:.6f}"],
        "point text": [f"({latitude:.6f}, {longitude:.6f})"],
        "national grid": [f"{east:.0f}", f"{north:.0f}"],
        "grid reference": gridref.format([east], [north], 8),
        "postcode": [samples.POSTCODE],
    }[kind]


def finished(proposed: str, written: Written) -> str:
    """What an analyst who knows the source makes of a proposal, by editing its lines."""
    text = re.sub(r'^# agreement = ""', 'agreement = "None"', proposed, flags=re.M)
    text = re.sub(r'^# agency = ""', 'agency = "Council"', text, flags=re.M)
    text = re.sub(r"^# (delivered = \"whole months\")", r"\1", text, flags=re.M)
    text = re.sub(r"^precision_m = \d+", "precision_m = 10", text, flags=re.M)
    if written.form:
        text = text.replace(f"# format = {writing._value(written.form)}", f"format = {writing._value(written.form)}")
    start = text.index("[categories]")
    lines = []
    for line in text[start:].splitlines():
        if line.startswith('"'):
            (label,) = tomllib.loads(line)
            line = f"{writing._value(label)} = {writing._value(written.answers[label])}"
        lines.append(line)
    return text[:start] + "\n".join(lines)


def stored(folder: Path, mapping: str, extract: Path) -> tuple[dict[str, object], list[pa.Table]]:
    """The ledger row and the rows that a map stores of an extract."""
    (folder / "maps").mkdir(parents=True)
    (folder / "maps" / "trial.toml").write_text(mapping, encoding="utf-8")
    config = configuration.load(folder / "store", {"AIM_TODAY": TODAY, "AIM_MAPS": str(folder / "maps")})
    config.data.mkdir()
    (config.data / keys.FILE).write_text("ab" * 32)  # the same of each store, so that their references can be compared
    (record,) = loading.ingest(config, [extract], source="trial", actor="test", placing=PLACING)
    store = IncidentStore(config.data)
    counts = {name: getattr(record, name) for name in ("months", "rows", "kept", "outside", "rejected", "reasons")}
    return counts, [store.read(file) for file in store.files()]


@given(tables())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_finished_proposal_loads_the_same_rows(tmp_path_factory: pytest.TempPathFactory, written: Written) -> None:
    folder = tmp_path_factory.mktemp("trip")
    extract = folder / "extract.csv"
    extract.write_bytes(written.content())
    proposal = propose(extract, "trial")
    text = writing.text(proposal)
    assert proposal.labels.columns == (written.category,)
    assert proposal.reference == written.reference
    for secret in ("Firstname", "07700", "He said", "REF/"):
        assert secret not in text
    ours, theirs = (
        stored(folder / "by map", written.toml(), extract),
        stored(folder / "by proposal", finished(text, written), extract),
    )
    assert ours[0] == theirs[0]
    for one, other in zip(ours[1], theirs[1], strict=True):
        assert one.equals(other)
