"""Every table's columns, types and units, and the taxonomy of categories: the one vocabulary of AIM.

Column names are constants, never strings in the code that uses them. Cells are H3 indexes as signed 64-bit integers
(bit 63 of an H3 index is always 0, and an unsigned column becomes a decimal in Spark); on screen and in files that
leave they are the usual 15 hexadecimal digits.
"""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

# ---- incidents: one row per incident, stored by source, supplier and month -----------------------------------------
SOURCE: Final = "source"  # adapter that read it: "police"
SUPPLIER: Final = "supplier"  # who sent it: "cleveland"
MONTH: Final = "month"  # YYYY-MM
REFERENCE: Final = "reference"  # the supplier's id as bytes (a 64-hex crime id is 32 bytes); null where none is given
CATEGORY: Final = "category"  # key of CATEGORIES
OUTCOME: Final = "outcome"  # last outcome as published; null where none
STREET: Final = "street"  # published anchor name without "On or near"; null where blank
LONGITUDE: Final = "longitude"  # degrees, WGS84
LATITUDE: Final = "latitude"  # degrees, WGS84
LOCATED_BY: Final = "located_by"  # how the point was found: "point"
PRECISION_M: Final = "precision_m"  # nominal precision of the point, metres
CELL: Final = "cell"  # H3 cell at STORAGE_RESOLUTION, int64
OCCURRED_FROM: Final = "occurred_from"  # UTC; null for month-only sources
OCCURRED_TO: Final = "occurred_to"
MARGIN: Final = "margin"  # True: up to MARGIN_M outside the outlines at load; counted nowhere, kept for later outlines

PARTITIONS: Final = (SOURCE, SUPPLIER, MONTH)
_UTC: Final = pa.timestamp("us", tz="UTC")

# What a monthly Parquet file holds; the partition columns stand in the log, as Delta Lake has it.
INCIDENT_FILE: Final = pa.schema(
    [
        pa.field(REFERENCE, pa.binary()),
        pa.field(CATEGORY, pa.string(), nullable=False),
        pa.field(OUTCOME, pa.string()),
        pa.field(STREET, pa.string()),
        pa.field(LONGITUDE, pa.float64(), nullable=False),
        pa.field(LATITUDE, pa.float64(), nullable=False),
        pa.field(LOCATED_BY, pa.string(), nullable=False),
        pa.field(PRECISION_M, pa.int32(), nullable=False),
        pa.field(CELL, pa.int64(), nullable=False),
        pa.field(OCCURRED_FROM, _UTC),
        pa.field(OCCURRED_TO, _UTC),
        pa.field(MARGIN, pa.bool_(), nullable=False),
    ]
)
INCIDENTS: Final = pa.schema([pa.field(name, pa.string(), nullable=False) for name in PARTITIONS] + list(INCIDENT_FILE))

# ---- rejects: rows that could not be used, with the reason ---------------------------------------------------------
FILE: Final = "file"
LINE: Final = "line"  # 1 is the header
REASON: Final = "reason"  # one of REASONS
COLUMN: Final = "column"
VALUE: Final = "value"  # only of coordinates, dates and categories; at most 80 characters

REJECTS: Final = pa.schema(
    [
        pa.field(FILE, pa.string(), nullable=False),
        pa.field(LINE, pa.int64(), nullable=False),
        pa.field(REASON, pa.string(), nullable=False),
        pa.field(COLUMN, pa.string()),
        pa.field(VALUE, pa.string()),
    ]
)

# Reason codes of rejected rows, with the words for people.
REASONS: Final = {
    "no_coordinates": "no coordinates",
    "zero_coordinates": "coordinates are 0, 0",
    "swapped_coordinates": "latitude and longitude are swapped",
    "bad_coordinates": "coordinates are not numbers on the globe",
    "bad_month": "the month is not written YYYY-MM",
    "future_month": "the month lies in the future",
    "bad_row": "the row has another number of columns than the header",
}

# ---- hotspots: one row per cell of the grid ------------------------------------------------------------------------
PLACE: Final = "place"
WARD: Final = "ward"
NEIGHBOURHOOD: Final = "neighbourhood"
COUNT: Final = "count"  # incidents in the window, known places left out
APART: Final = "apart"  # incidents of the window at known places in this cell, shown apart
Z: Final = "z"
P: Final = "p"  # two-sided
P_ADJUSTED: Final = "p_adjusted"  # Benjamini-Hochberg over all cells of the map
HOTSPOT: Final = "hotspot"
EDGE: Final = "edge"  # significant only through its surroundings: never named, never ranked
RANK: Final = "rank"
HOTSPOTS: Final = (CELL, PLACE, WARD, NEIGHBOURHOOD, COUNT, Z, P, P_ADJUSTED, HOTSPOT, RANK, EDGE, APART)

# ---- fixed quantities ----------------------------------------------------------------------------------------------
STORAGE_RESOLUTION: Final = 10  # every incident is stored at this H3 resolution; coarser ones are sums over parents
RESOLUTIONS: Final = (8, 9, 10)
MARGIN_M: Final = 500.0
COARSE_M: Final = 200  # over this precision an incident counts for its neighbourhood and for no cell


@dataclass(frozen=True)
class Category:
    """One kind of incident: ``key`` is stored, ``title`` is shown, ``agency`` sends it."""

    key: str
    title: str
    agency: str


POLICE: Final = "Police"
AGENCY_LETTERS: Final = {POLICE: "P"}

# The 14 categories of data.police.uk under the keys of its own API.
CATEGORIES: Final = (
    Category("anti-social-behaviour", "Anti-social behaviour", POLICE),
    Category("bicycle-theft", "Bicycle theft", POLICE),
    Category("burglary", "Burglary", POLICE),
    Category("criminal-damage-arson", "Criminal damage and arson", POLICE),
    Category("drugs", "Drugs", POLICE),
    Category("other-crime", "Other crime", POLICE),
    Category("other-theft", "Other theft", POLICE),
    Category("possession-of-weapons", "Possession of weapons", POLICE),
    Category("public-order", "Public order", POLICE),
    Category("robbery", "Robbery", POLICE),
    Category("shoplifting", "Shoplifting", POLICE),
    Category("theft-from-the-person", "Theft from the person", POLICE),
    Category("vehicle-crime", "Vehicle crime", POLICE),
    Category("violent-crime", "Violence and sexual offences", POLICE),
)
CATEGORY_KEYS: Final = tuple(category.key for category in CATEGORIES)
CATEGORY_TITLES: Final = {category.key: category.title for category in CATEGORIES}
