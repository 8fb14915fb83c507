"""Crimes as the API of data.police.uk tells them, and the same crimes as rows of the publisher's street files.

The models are the allow-list: what they do not name (``id``, ``context``, ``location_subtype``, the date of an outcome)
is not kept.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints, TypeAdapter

HEADER = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
TRANSPORT_POLICE = "British Transport Police"
NO_LOCATION = "No Location"  # as the publisher's files say it

Row = tuple[str, ...]
Month = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$")]
Degrees = Annotated[str, StringConstraints(pattern=r"^-?\d{1,3}(\.\d{1,12})?$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{0,64}$")]
Text = Annotated[str, StringConstraints(max_length=200)]


class Street(BaseModel):
    """The anchor that a crime was moved to."""

    name: Text


class Location(BaseModel):
    """Where the anchor lies."""

    latitude: Degrees
    longitude: Degrees
    street: Street


class Outcome(BaseModel):
    """The newest outcome; the API tells no history of it."""

    category: Text


class Crime(BaseModel):
    """What the crimes of both kinds have in common."""

    category: Text
    month: Month
    persistent_id: Identifier
    outcome_status: Outcome | None = None


class Placed(Crime):
    """A crime of ``crimes-street``."""

    location_type: Literal["Force", "BTP"]
    location: Location

    @property
    def point(self) -> tuple[float, float]:
        """Longitude and latitude in degrees."""
        return float(self.location.longitude), float(self.location.latitude)


class Unplaced(Crime):
    """A crime of ``crimes-no-location``."""

    location: None


class Category(BaseModel):
    """A category of ``crime-categories``: its short form and its label in the files."""

    url: Text
    name: Text


class Available(BaseModel):
    """A month of ``crimes-street-dates``."""

    date: Month


PLACED, UNPLACED = TypeAdapter(list[Placed]), TypeAdapter(list[Unplaced])
CATEGORIES, AVAILABLE = TypeAdapter(list[Category]), TypeAdapter(list[Available])


def row(crime: Placed | Unplaced, force: str, labels: Mapping[str, str]) -> Row:
    """The crime as a row under :data:`HEADER`; ``force`` is the full name, ``labels`` that of each category.

    Rows of the transport police say so: their crimes are published among those of the force around the railway.
    """
    by = TRANSPORT_POLICE if isinstance(crime, Placed) and crime.location_type == "BTP" else force
    where = ("", "", NO_LOCATION)
    if isinstance(crime, Placed):
        where = (crime.location.longitude, crime.location.latitude, _line(crime.location.street.name))
    outcome = _line(crime.outcome_status.category) if crime.outcome_status else ""
    label = _line(labels[crime.category])
    return (crime.persistent_id, crime.month, by, by, *where, "", "", label, outcome, "")


def write(rows: Iterable[Row]) -> str:
    """A street file of ``rows``, header included."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return out.getvalue()


def read(text: str) -> list[Row] | None:
    """The rows of what :func:`write` wrote; None for anything else."""
    try:
        first, *rest = [tuple(cells) for cells in csv.reader(io.StringIO(text), strict=True)]
    except (ValueError, csv.Error):
        return None
    return rest if first == HEADER and all(len(cells) == len(HEADER) for cells in rest) else None


def _line(text: str) -> str:
    return " ".join(text.split())
