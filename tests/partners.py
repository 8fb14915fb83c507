"""Six real extracts of other towns: what becomes of their rows, and each row read slowly by the standard library."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aim import schema
from aim.geography import crs

LONDON = ZoneInfo("Europe/London")
Row = dict[str, str]
Place = tuple[str, int, float, float]  # how it was located, precision in metres, longitude, latitude


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


def rows_of(path: Path) -> list[Row]:
    """The rows by the standard library; bytes that are no UTF-8 are Windows-1252."""
    content = path.read_bytes()
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def slowly(extract: Extract, rows: list[Row], fingerprint: Callable[[str], bytes]) -> Iterator[tuple[object, ...]]:
    """What is to be stored of each row that becomes an incident; ``fingerprint`` is that of a reference."""
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
            fingerprint(number) if number else None,
        )  # fmt: skip
