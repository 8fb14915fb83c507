"""Every real extract goes in by the command line, and what a map makes of it is what a slow reading of the file says.

The towns of six of the files are not ours: by our outlines all of their rows lie outside. So each is also taken in with
all the world as the town, and every row compared with the same row read by the standard library.
"""

import csv
import hashlib
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import extracts
import pytest
from conftest import PROJECT

from aim import cli, config, ingest, schema
from aim.geography import crs
from aim.ingest import load
from aim.ingest.answers import BETWEEN, is_never_stored
from aim.store.incidents import IncidentStore

pytestmark = pytest.mark.real
ENVIRON = {"AIM_TODAY": extracts.TODAY, "AIM_MAPS": str(PROJECT / "tests" / "maps")}
LONDON = ZoneInfo("Europe/London")
Row = dict[str, str]
Place = tuple[str, int, float, float]  # how it was located, precision in metres, longitude, latitude


class World(extracts.Box):
    """Everywhere is the town."""

    west, south, east, north = -180.0, -90.0, 180.0, 90.0


def local(text: str, form: str) -> datetime:
    return datetime.strptime(text, form).replace(tzinfo=LONDON)


def grid(east: float, north: float, precision_m: int) -> Place:
    longitude, latitude = crs.to_wgs84([east], [north])
    return schema.NATIONAL_GRID, precision_m, float(longitude[0]), float(latitude[0])


def kilometre(east: str, north: str) -> Place:
    """The middle of a square whose last three figures are struck out."""
    assert east.endswith("***")
    assert north.endswith("***")
    return grid(int(east[:-3]) * 1000 + 500, int(north[:-3]) * 1000 + 500, 1000)


def exact_or_rounded(row: Row, rounded_m: int) -> Place:
    if row["Easting_m"] not in ("", "NULL"):
        return grid(float(row["Easting_m"]), float(row["Northing_m"]), 10)
    return grid(float(row["Easting_rounded"]), float(row["Northing_rounded"]), rounded_m)


def avon(group: str, primary: str, cause: str, where: str, service: str) -> str | None:
    """The category of an incident of the Avon service; None where it is of a personal nature."""
    if group != "Fire":
        return {"False Alarm": "fire-false-alarm", "Special Service": None if personal(service) else SPECIAL}[group]
    if not cause.startswith("Deliberate"):
        return "fire-accidental"
    if where == "RoadVehicle":
        return "fire-deliberate-vehicle"
    return "fire-deliberate-primary" if primary == "yes" else "fire-deliberate-secondary"


SPECIAL = "fire-special-service"


def personal(service: str) -> bool:
    beginnings = ("Effecting", "Evacuation", "Medical", "Other rescue", "Removal of", "Rescue or evac", "Suicide")
    words = ("medical", "bariatric", "person in distress")
    return service.startswith(beginnings) or any(word in service.lower() for word in words)


def banes_request(row: Row) -> str | None:
    if row["Kind"] == "Noise Request":
        return "noise"
    kinds = {"Accumulations": "fly-tipping", "Bonfires": "council-asb", "Nuisance": "council-asb"}
    return kinds.get((row["Type"].split() or [""])[0])


def fixmystreet(row: Row) -> str | None:
    kinds = {
        "Abandoned vehicles": "abandoned-vehicle", "Dog fouling": "dog-fouling", "Flyposting": "graffiti",
        "Flytipping": "fly-tipping", "Graffiti": "graffiti", "Rubbish (refuse and recycling)": "litter",
        "Street cleaning": "litter",
    }  # fmt: skip
    return None if row["state"] in ("hidden", "unconfirmed") else kinds.get(row["category"])


@dataclass(frozen=True)
class Extract:
    """A real file, what is to become of its rows, and a slow reading of each.

    ``reasons``: rejected rows by reason. ``broken``: rows that no place can be read of.
    """

    source: str
    path: str
    rows: int
    reasons: dict[str, int]
    category: Callable[[Row], str | None]
    moment: Callable[[Row], datetime]
    place: Callable[[Row], Place]
    reference: str | None = None
    broken: Callable[[Row], bool] = lambda row: False

    @property
    def rejected(self) -> int:
        return sum(self.reasons.values())


EXTRACTS = (
    Extract(
        "avon-incidents",
        "fire/avon-incidents-2009_2014.csv",
        10_210,
        {"withheld": 465, "bad_coordinates": 1},
        lambda r: avon(r["incident_category"], r["is_primary_fire"], r["cause_of_fire"], r["property_category"],
                       r["special_service_type"]),
        lambda r: datetime.strptime(r["datetime"], "%m/%d/%Y %I:%M:%S %p %z"),
        lambda r: kilometre(r["x_coordinate"], r["y_coordinate"]),
        reference="incident_number",
        broken=lambda r: "," in r["x_coordinate"],  # "3,723***"
    ),
    Extract(
        "avon-attended",
        "fire/avon-attended-2014-07.csv",
        1_084,
        {"withheld": 57},
        lambda r: avon(r["Incident Category"], r["Is Primary Fire"], r["Cause of Fire"], r["Property Category"],
                       r["Special Service Type"]),
        lambda r: local(f"{r['Day']} {r['Month']} {r['Year']} {r['Time of Call']}", "%d %B %Y %H:%M:%S"),
        lambda r: kilometre(r["X Coordinate"], r["Y Coordinate"]),
        reference="Incident Number",
    ),
    Extract(
        "lfb-animals",
        "fire/lfb-animal-rescue-2009_2022.csv",
        8_939,
        {},
        lambda r: SPECIAL,
        lambda r: local(r["DateTimeOfCall"], "%d/%m/%Y %H:%M"),
        lambda r: exact_or_rounded(r, 50),
        reference="IncidentNumber",
    ),
    Extract(
        "lfb-incidents",
        "fire/lfb-incident-sample.csv",
        20,
        {"withheld": 1},
        lambda r: {"Fire": "fire-accidental", "False Alarm": "fire-false-alarm"}.get(
            r["IncidentGroup"], None if r["SpecialServiceType"] == "Medical Incident" else SPECIAL),
        lambda r: local(f"{r['DateOfCall']} {r['TimeOfCall']}", "%d %b %Y %H:%M:%S"),
        lambda r: exact_or_rounded(r, 100),
        reference="IncidentNumber",
    ),
    Extract(
        "banes-environment",
        "council/banes-environmental-requests-2015_2019.csv",
        5_000,
        {"not_counted": 737},
        banes_request,
        lambda r: local(r["ReceivedDate"], "%d/%m/%Y %I:%M:%S %p"),
        lambda r: (schema.POINT, 20, float(r["Longitude"]), float(r["Latitude"])),
        reference="Ref",
    ),
    Extract(
        "banes-fixmystreet",
        "council/banes-fixmystreet-2007_2017.csv",
        1_576,
        {"not_counted": 1_312, "withdrawn": 4},
        fixmystreet,
        lambda r: datetime.strptime(r["created"], "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC),
        lambda r: (schema.POINT, 20, float(r["longitude"]), float(r["latitude"])),
    ),
)  # fmt: skip
each_extract = pytest.mark.parametrize("extract", EXTRACTS, ids=lambda extract: extract.source)


def rows_of(path: Path) -> list[Row]:
    """The rows by the standard library; bytes that are no UTF-8 are Windows-1252."""
    content = path.read_bytes()
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    return list(csv.DictReader(io.StringIO(text, newline="")))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line, with the test maps: exit code, output, errors."""
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["aim", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return run


@each_extract
def test_an_extract_of_another_town_lies_outside(extract: Extract, aim: Run, shared: Path, own_store: Path) -> None:
    code, out, err = aim("ingest", shared / "data" / extract.path, "--json", "--no-build")
    assert code == 0, err
    (record,) = json.loads(out)
    outside = extract.rows - extract.rejected
    assert (record["source"], record["rows"], record["kept"]) == (extract.source, extract.rows, 0)
    assert (record["outside"], record["rejected"], record["reasons"]) == (outside, extract.rejected, extract.reasons)
    assert record["margin"] == 0
    assert not any(file.rows for file in IncidentStore(own_store).files())


def test_all_extracts_in_one_command(aim: Run, shared: Path, own_store: Path) -> None:
    code, out, err = aim("ingest", *(shared / "data" / each.path for each in EXTRACTS), "--json", "--no-build")
    assert code == 0, err
    records = json.loads(out)
    assert [(r["source"], r["rows"], r["rejected"]) for r in sorted(records, key=lambda r: r["source"])] == sorted(
        (each.source, each.rows, each.rejected) for each in EXTRACTS
    )
    code, out, _ = aim("ingest", *(shared / "data" / each.path for each in EXTRACTS), "--json", "--no-build")
    assert code == 0
    assert all(record["unchanged"] for record in json.loads(out))


def test_the_police_archive_beside_the_test_maps(aim: Run, shared: Path) -> None:
    code, out, err = aim("ingest", shared / "data" / "police" / "cleveland-2023-01_2025-06.zip", "--json", "--no-build")
    assert code == 0, err
    (record,) = json.loads(out)
    assert (record["source"], record["supplier"], record["rows"]) == ("police", "cleveland", 230_359)
    assert (record["kept"], record["outside"], record["rejected"]) == (73_973, 156_386, 0)


def test_a_month_in_the_older_layout_is_the_same_month(aim: Run, shared: Path, own_store: Path, tmp_path: Path) -> None:
    """Points in whole metres and no ids: the same rows as in the layout of today, but for half a metre."""
    with zipfile.ZipFile(shared / "data" / "police" / "cleveland-2023-01_2025-06.zip") as zipped:
        content = zipped.read("2025-06/2025-06-cleveland-street.csv")
    today, older = tmp_path / "2025-06-cleveland-street.csv", tmp_path / "older" / "2025-06-cleveland-street.csv"
    today.write_bytes(content)
    older.parent.mkdir()
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    east, north = crs.to_bng([float(row["Longitude"]) for row in rows], [float(row["Latitude"]) for row in rows])
    names = "Month,Reported by,Falls within,Easting,Northing,Location,Crime type,Context".split(",")
    with older.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        for row, easting, northing in zip(rows, east, north, strict=True):
            writer.writerow(row | {"Easting": f"{easting:.0f}", "Northing": f"{northing:.0f}"})
    found = []
    for path in (today, older):
        code, out, err = aim("ingest", path, "--json", "--no-build")
        assert code == 0, err
        (record,) = json.loads(out)
        found.append((record["source"], record["supplier"], record["months"], record["rows"], record["rejected"]))
        kept = Counter(row[schema.CATEGORY] for row in rows_stored(own_store))
        if path == today:
            expected = kept
    assert found[0] == found[1] == ("police", "cleveland", ["2025-06"], len(rows), 0)
    assert sum(((kept - expected) + (expected - kept)).values()) <= 2
    assert {row[schema.LOCATED_BY] for row in rows_stored(own_store)} == {schema.NATIONAL_GRID}


def rows_stored(data: Path) -> list[dict[str, Any]]:
    store = IncidentStore(data)
    return [row for file in store.files() for row in store.read(file).to_pylist()]


@pytest.mark.parametrize(
    "path",
    [
        "police/2025-06-cleveland-outcomes.csv",
        "us/memphis_robberies.csv",
        "population/population20_lsoa11_teesside.csv",
        "population/imd2019_england_lsoa11_teesside.csv",
    ],
)
def test_what_is_no_extract_is_refused(path: str, aim: Run, shared: Path, own_store: Path) -> None:
    code, out, err = aim("ingest", shared / "data" / path, "--json", "--no-build")
    assert code == 1
    assert Path(path).name in err + out
    assert IncidentStore(own_store).version() is None


@each_extract
def test_every_label_has_an_answer(extract: Extract, shared: Path) -> None:
    mapping = layouts()[extract.source].map
    flagged = {(flag.column, value.casefold()) for flag in mapping.flags for value in flag.values}
    for row in rows_of(shared / "data" / extract.path):
        label = BETWEEN.join(part for name in mapping.columns.category if (part := row[name].strip()))
        held = any((flag.column, row[flag.column].strip().casefold()) in flagged for flag in mapping.flags)
        assert label in mapping.categories or held or is_never_stored(label), label


def layouts() -> dict[str, Any]:
    return ingest.layouts(config.load(PROJECT / "nowhere", ENVIRON))


@each_extract
def test_every_row_is_stored_as_a_slow_reading_says(extract: Extract, shared: Path, own_store: Path) -> None:
    settings = config.load(own_store, ENVIRON)
    (record,) = load.ingest(
        settings, [shared / "data" / extract.path], actor="tester", placing=extracts.placing(World())
    )
    assert (record.rows, record.kept, record.outside) == (extract.rows, extract.rows - extract.rejected, 0)
    assert dict(record.reasons) == extract.reasons
    expected = Counter(slowly(extract, rows_of(shared / "data" / extract.path)))
    assert Counter(stored(own_store)) == expected


def slowly(extract: Extract, rows: list[Row]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        category = extract.category(row)
        if category is None or extract.broken(row):
            continue
        moment = extract.moment(row).astimezone(UTC)
        by, precision, longitude, latitude = extract.place(row)
        number = row[extract.reference].strip() if extract.reference else None
        yield (
            f"{moment.astimezone(LONDON):%Y-%m}", moment, category, by, precision,
            round(longitude, 7), round(latitude, 7), precision > schema.COARSE_M,
            hashlib.sha256(number.encode()).digest() if number else None,
        )  # fmt: skip


def stored(data: Path) -> Iterator[tuple[object, ...]]:
    store = IncidentStore(data)
    for file in store.files():
        for row in store.read(file).to_pylist():
            assert row[schema.OCCURRED_TO] is None
            assert row[schema.STREET] is row[schema.OUTCOME] is row[schema.AREA] is None
            yield (
                file.key[2], row[schema.OCCURRED_FROM], row[schema.CATEGORY], row[schema.LOCATED_BY],
                row[schema.PRECISION_M], round(row[schema.LONGITUDE], 7), round(row[schema.LATITUDE], 7),
                row[schema.CELL] is None, row[schema.REFERENCE],
            )  # fmt: skip
