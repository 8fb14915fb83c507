"""Every table's columns, types and units, and the taxonomy of categories: the one vocabulary of AIM.

Column names are constants, never strings in the code that uses them. Cells are H3 indexes as signed 64-bit integers
(bit 63 of an H3 index is always 0, and an unsigned column becomes a decimal in Spark); on screen and in files that
leave they are the usual 15 hexadecimal digits.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal

import pyarrow as pa

# ---- incidents: one row per incident, stored by source, supplier and month -----------------------------------------
SOURCE: Final = "source"  # adapter that read it: "police"
SUPPLIER: Final = "supplier"  # who sent it: "cleveland"
MONTH: Final = "month"  # YYYY-MM
REFERENCE: Final = (
    "reference"  # 32 bytes: a published 64-hex id as it is, any other by the store's key; null where none
)
CATEGORY: Final = "category"  # key of CATEGORIES
OUTCOME: Final = "outcome"  # last outcome, one of the map's list; null where none or not on it
STREET: Final = "street"  # published anchor name without "On or near"; null where blank
LONGITUDE: Final = "longitude"  # degrees, WGS84; null where the category is sensitive
LATITUDE: Final = "latitude"  # degrees, WGS84; null where the category is sensitive
LOCATED_BY: Final = "located_by"  # one of LOCATED: how the point was found
PRECISION_M: Final = "precision_m"  # nominal precision of the point, metres; null where there is none
CELL: Final = "cell"  # H3 cell at STORAGE_RESOLUTION, int64; null where the point is coarse (over COARSE_M) or none
AREA: Final = "area"  # neighbourhood by the outlines at load, only where the category is sensitive; else null
OCCURRED_FROM: Final = "occurred_from"  # UTC; null for month-only sources and sensitive categories
OCCURRED_TO: Final = "occurred_to"  # UTC; null where only one moment is known
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
        pa.field(LONGITUDE, pa.float64()),
        pa.field(LATITUDE, pa.float64()),
        pa.field(LOCATED_BY, pa.string(), nullable=False),
        pa.field(PRECISION_M, pa.int32()),
        pa.field(CELL, pa.int64()),
        pa.field(AREA, pa.string()),
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

# Reason codes of rejected rows, with the words for people. A row has the first that holds, in this order.
REASONS: Final = {
    "withheld": "of a kind that is never stored",
    "withdrawn": "withdrawn by the supplier",
    "not_counted": "of a kind that AIM does not count",
    "no_reference": "no reference, which this source needs to be corrected later",
    "superseded": "a later row of the same delivery has the same reference",
    "bad_month": "the month is not written YYYY-MM",
    "future_month": "the month lies in the future",
    "no_time": "no date",
    "bad_time": "the date is not written as this source writes dates",
    "too_old": "the date lies before 2000",
    "future_time": "the date lies in the future",
    "other_month": "of a month that was left out",
    "reversed_times": "it ends before it begins",
    "no_coordinates": "no coordinates, grid reference or postcode",
    "zero_coordinates": "coordinates are 0, 0",
    "swapped_coordinates": "latitude and longitude are swapped",
    "bad_coordinates": "coordinates are not numbers on the globe",
    "bad_grid_reference": "what should be a grid reference is none",
    "unknown_postcode": "the postcode is not known",
    "too_coarse": "the place is known too coarsely for a neighbourhood",
    "bad_row": "the row has another number of columns than the header",
}

# How the point of an incident was found.
POINT: Final = "point"  # degrees
NATIONAL_GRID: Final = "national grid"  # easting and northing, also with redacted digits
GRID_REFERENCE: Final = "grid reference"
POSTCODE: Final = "postcode"
NEIGHBOURHOOD_ONLY: Final = "neighbourhood"  # the point was dropped: the category is sensitive
LOCATED: Final = (POINT, NATIONAL_GRID, GRID_REFERENCE, POSTCODE, NEIGHBOURHOOD_ONLY)

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
CANNOT_SAY: Final = "cannot say"  # a value like others, never an empty cell
EXPECTED: Final = "expected"  # incidents that the months before lead to expect; missing with too short a history
ALIKE: Final = "compared"  # incidents that ``expected`` is of: the categories that rank, of sources that compare
SURGE: Final = "surge"  # more than the cell's own history explains: true, false or CANNOT_SAY
CLASS: Final = "class"  # the room's class of the cell by 24 monthly maps; NO_CLASS; or CANNOT_SAY
CLASS_DETAIL: Final = "class_detail"  # the analysts' class, one of eight
RANK_LOW: Final = "rank_low"  # between which ranks it lies nine times of ten; missing where that cannot be told
RANK_HIGH: Final = "rank_high"
WHY: Final = "why"  # one line; of a cell of which nothing can be said, the reason
NO_CLASS: Final = "none"
HOTSPOTS: Final = (
    CELL, PLACE, WARD, NEIGHBOURHOOD, COUNT, Z, P, P_ADJUSTED, HOTSPOT, RANK, EDGE, APART,
    ALIKE, EXPECTED, SURGE, CLASS, CLASS_DETAIL, RANK_LOW, RANK_HIGH, WHY,
)  # fmt: skip

# ---- places for discussion: one row a place, lane by lane -----------------------------------------------------------
NUMBER: Final = "number"  # on the list and on the map
LANE: Final = "lane"  # "new or worse", "long-standing" or "quietened"
CONCERNS: Final = "concerns"  # titles of those it is listed for, joined by "; "
COUNTED: Final = "counted"  # title of the concern that count, expected and months_hot are of
WINDOW: Final = "window"  # months that count and expected are of
MONTHS_HOT: Final = "months_hot"  # in which it was a hotspot, of the last ``of_months``
OF_MONTHS: Final = "of_months"
AGENCIES: Final = "agencies"  # letters of those that report there
GUARD: Final = "guard"  # what to know before naming it
# What the meetings said of a place, in words, as it is today: no part of a picture.
DECISION: Final = "decision"
CELLS: Final = "cells"  # 15 hex digits each, joined by blanks; empty where one location may explain the place
PLACES: Final = (
    LANE, NUMBER, PLACE, WARD, NEIGHBOURHOOD, CONCERNS, COUNTED, COUNT, EXPECTED, WINDOW, MONTHS_HOT, OF_MONTHS, CLASS,
    RANK_LOW, RANK_HIGH, AGENCIES, GUARD, WHY, CELLS, DECISION,
)  # fmt: skip

# What a picture knows besides its counts. Never leaves: a line may be a single incident.
SERIES: Final = "series"  # position in the picture's series, a pair of source and category
MONTH_NUMBER: Final = "month_number"  # position in the picture's months
DAY: Final = "day"  # days since 1 January 1970 in local time, of the moment an incident began
HOUR: Final = "hour"  # of the week: 0 begins Monday at midnight, 167 is the last of Sunday; local time
WEIGHT: Final = "weight"  # incidents, each in equal parts over the time in which it may have happened

DAILY: Final = pa.schema(
    [
        pa.field(SOURCE, pa.string(), nullable=False),
        pa.field(DAY, pa.int32(), nullable=False),
        pa.field(COUNT, pa.int32(), nullable=False),
    ]
)
POINTS: Final = pa.schema(
    [
        pa.field(SERIES, pa.int16(), nullable=False),
        pa.field(MONTH_NUMBER, pa.int16(), nullable=False),
        pa.field(CELL, pa.int64(), nullable=False),
        pa.field(LONGITUDE, pa.float64(), nullable=False),
        pa.field(LATITUDE, pa.float64(), nullable=False),
        pa.field(COUNT, pa.int32(), nullable=False),
    ]
)
HOURS: Final = pa.schema(
    [
        pa.field(SERIES, pa.int16(), nullable=False),
        pa.field(CELL, pa.int64(), nullable=False),
        pa.field(HOUR, pa.int16(), nullable=False),
        pa.field(WEIGHT, pa.float64(), nullable=False),
    ]
)
DATED: Final = pa.schema(
    [
        pa.field(SERIES, pa.int16(), nullable=False),
        pa.field(CELL, pa.int64(), nullable=False),
        pa.field(DAY, pa.int32(), nullable=False),
        pa.field(COUNT, pa.int32(), nullable=False),
    ]
)

# ---- trends: one row per area and concern --------------------------------------------------------------------------
CONCERN: Final = "concern"  # a concern's name
LOWER: Final = "lower"  # the least and the largest count inside the 95 % band
UPPER: Final = "upper"
SIGNAL: Final = "signal"  # words of engine.trends.Signal
COMPLETE: Final = "complete"  # whether the month is all there, for every source compared
KIND: Final = "kind"  # town, neighbourhood or ward: counts of different kinds must not be added
HISTORY: Final = "history"  # complete months before, counted alike
COMPARED: Final = "sources"  # of which sources count and expectation are
RESIDENTS: Final = "residents"  # people; missing where those of one ward are not known
RATE: Final = "rate_per_1000"  # incidents of the month for every 1,000 residents; not scaled to a year
HARM_LOW: Final = "harm_low"  # days of imprisonment that the counted incidents stand for, by the mildest mix
HARM: Final = "harm"  # by the typical one
HARM_HIGH: Final = "harm_high"  # by the gravest
UNWEIGHED: Final = "unweighed"  # incidents counted that have no weight and are in none of the three
TRENDS: Final = (
    NEIGHBOURHOOD, CONCERN, MONTH, COUNT, EXPECTED, LOWER, UPPER, SIGNAL, COMPLETE,
    KIND, WARD, REASON, HISTORY, COMPARED, RESIDENTS, RATE, HARM_LOW, HARM, HARM_HIGH, UNWEIGHED,
)  # fmt: skip

# ---- what leaves for the public ------------------------------------------------------------------------------------
HIDDEN: Final = "withheld"  # whether the count is not shown: it, or one that it would give away, is 1 to 4
EDITION: Final = "edition"  # last column of a file that names its edition: PUBLIC, or the mark of the internal one
PUBLIC: Final = "public"
PUBLIC_HOTSPOTS: Final = (
    CELL, PLACE, WARD, NEIGHBOURHOOD, COUNT, Z, P, P_ADJUSTED, HOTSPOT, EDGE, HIDDEN, EDITION,
)  # fmt: skip
PUBLIC_TRENDS: Final = (
    NEIGHBOURHOOD, CONCERN, MONTH, COUNT, EXPECTED, LOWER, UPPER, SIGNAL, COMPLETE,
    KIND, WARD, REASON, COMPARED, RESIDENTS, RATE, HIDDEN, EDITION,
)  # fmt: skip
PUBLIC_PLACES: Final = (LANE, NUMBER, PLACE, WARD, NEIGHBOURHOOD, CONCERNS, CLASS, AGENCIES, EDITION)

# ---- sudden clusters: one row per concern --------------------------------------------------------------------------
STATUS: Final = "status"  # CLUSTER, NO_CLUSTER or CANNOT_SAY; its reason says why, or what to check first
FIRST_DAY: Final = "first_day"  # of the cluster, whose last is that of the study
LAST_DAY: Final = "last_day"
DAYS: Final = "days"
RECURRENCE_DAYS: Final = "recurrence_days"  # between two as strong by chance alone, at least; of daily runs
ALARM: Final = "alarm"  # whether that is a year or more
ONE_LOCATION: Final = "one_location"  # the largest part of the incidents that can lie on one point, 0-1
STUDY_FIRST: Final = "study_first"  # day
STUDY_LAST: Final = "study_last"  # day
SOURCES: Final = "sources"  # titles of those searched
LEFT_OUT: Final = "left_out"  # titles of sources and categories of the concern that were not
CLUSTER: Final = "cluster"
NO_CLUSTER: Final = "none"

# What is of a cluster is null where there is none, and the study where nothing could be searched.
CLUSTERS: Final = pa.schema(
    [
        pa.field(CONCERN, pa.string(), nullable=False),
        pa.field(STATUS, pa.string(), nullable=False),
        pa.field(REASON, pa.string(), nullable=False),
        pa.field(PLACE, pa.string()),
        pa.field(WARD, pa.string()),
        pa.field(NEIGHBOURHOOD, pa.string()),
        pa.field(CELLS, pa.string()),
        pa.field(FIRST_DAY, pa.date32()),
        pa.field(LAST_DAY, pa.date32()),
        pa.field(DAYS, pa.int16()),
        pa.field(COUNT, pa.int32()),
        pa.field(EXPECTED, pa.float64()),
        pa.field(RECURRENCE_DAYS, pa.float64()),
        pa.field(ALARM, pa.bool_(), nullable=False),
        pa.field(ONE_LOCATION, pa.float64()),
        pa.field(STUDY_FIRST, pa.date32()),
        pa.field(STUDY_LAST, pa.date32()),
        pa.field(SOURCES, pa.string(), nullable=False),
        pa.field(LEFT_OUT, pa.string(), nullable=False),
    ]
)

# ---- fixed quantities ----------------------------------------------------------------------------------------------
STORAGE_RESOLUTION: Final = 10  # every incident is stored at this H3 resolution; coarser ones are sums over parents
RESOLUTIONS: Final = (8, 9, 10)
MARGIN_M: Final = 500.0
COARSE_M: Final = 200  # over this precision an incident counts for its neighbourhood and for no cell
COARSEST_M: Final = 2000  # over this not even a neighbourhood can be told


@dataclass(frozen=True)
class Category:
    """One kind of incident: ``key`` is stored, ``title`` is shown, ``agency`` sends it.

    ``sensitive``: stored with its neighbourhood and no place. ``context``: counted, never ranked, in no concern.
    """

    key: str
    title: str
    agency: str
    sensitive: bool = False
    context: bool = False


POLICE: Final = "Police"
FIRE: Final = "Fire"
COUNCIL: Final = "Council"
HOUSING: Final = "Housing"
AGENCY_LETTERS: Final = {POLICE: "P", FIRE: "F", COUNCIL: "C", HOUSING: "H"}

CATEGORIES: Final = (
    # The 14 categories of data.police.uk under the keys of its own API.
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
    # The three groups of the National Standard for Incident Recording, where a force's own system names them.
    Category("asb-personal", "Personal anti-social behaviour", POLICE),
    Category("asb-nuisance", "Nuisance anti-social behaviour", POLICE),
    Category("asb-environmental", "Environmental anti-social behaviour", POLICE),
    # Held by neighbourhood only.
    Category("sexual-offences", "Sexual offences", POLICE, sensitive=True),
    Category("domestic-abuse", "Domestic abuse", POLICE, sensitive=True),
    Category("hate-crime", "Hate crime", POLICE, sensitive=True),
    Category("exploitation", "Exploitation", POLICE, sensitive=True),
    Category("missing-person", "Missing person", POLICE, sensitive=True, context=True),
    # Calls, not crimes: what of them is one comes from the records system too, and must not count twice.
    Category("domestic-incident", "Domestic incident", POLICE, sensitive=True, context=True),
    Category("hate-incident", "Hate incident", POLICE, sensitive=True, context=True),
    Category("exploitation-incident", "Exploitation incident", POLICE, sensitive=True, context=True),
    # Schedule 3(a) to (c) of the Crime and Disorder (Prescribed Information) Regulations 2007, and their context.
    Category("fire-deliberate-primary", "Deliberate primary fire, not a vehicle", FIRE),
    Category("fire-deliberate-vehicle", "Deliberate vehicle fire", FIRE),
    Category("fire-deliberate-secondary", "Deliberate secondary fire", FIRE),
    Category("fire-accidental", "Accidental fire", FIRE, context=True),
    Category("fire-false-alarm", "Fire false alarm", FIRE, context=True),
    Category("fire-special-service", "Other call to the fire service", FIRE, context=True),
    Category("fly-tipping", "Fly-tipping", COUNCIL),
    Category("fly-tipping-large", "Fly-tipping by the lorry load", COUNCIL),
    Category("litter", "Litter", COUNCIL),
    Category("graffiti", "Graffiti and fly-posting", COUNCIL),
    Category("noise", "Noise", COUNCIL),
    Category("abandoned-vehicle", "Abandoned vehicle", COUNCIL),
    Category("dog-fouling", "Dog fouling", COUNCIL),
    Category("council-asb", "Anti-social behaviour reported to the council", COUNCIL),
    Category("housing-asb", "Anti-social behaviour reported to the landlord", HOUSING),
    Category("housing-noise", "Noise reported to the landlord", HOUSING),
    Category(
        "housing-abuse", "Abuse, hate or exploitation reported to the landlord", HOUSING, sensitive=True, context=True
    ),  # the crimes among them are the police's to count
)
CATEGORY_KEYS: Final = tuple(category.key for category in CATEGORIES)
CATEGORY_TITLES: Final = {category.key: category.title for category in CATEGORIES}
SENSITIVE: Final = frozenset(category.key for category in CATEGORIES if category.sensitive)
# What a map may say of a label instead of a category.
WITHHELD: Final = "withheld"  # never stored: personal, medical, Prevent, Channel
NOT_COUNTED: Final = "not counted"  # known, harmless and none of AIM's concern
WITHDRAWN: Final = "withdrawn"  # of a flag only: the supplier takes the incident back


@dataclass(frozen=True)
class Source:
    """What is known of a source before any file of it is read; said by its map.

    ``short`` names it in the data strip, ``delay_months`` says how many months pass before a month counts as complete,
    ``agreement`` what allows the data to be held. ``supersedes``: of another source the categories that this one
    reports better: where both hold a month of one supplier, the other's are not counted.
    """

    name: str
    agency: str
    title: str
    short: str
    agreement: str
    delay_months: int
    delivered: Literal["whole months", "changes"]
    frequency: Literal["monthly", "quarterly"] = "monthly"
    categories: tuple[str, ...] = ()
    supersedes: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        supersedes = {name: list(keys) for name, keys in self.supersedes}
        return {**asdict(self), "categories": list(self.categories), "supersedes": supersedes}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Source":
        """The inverse of :meth:`to_json`; keys of a later version are passed over."""
        known = {field.name for field in fields(cls)}
        kept = {name: value for name, value in values.items() if name in known}
        kept["categories"] = tuple(kept.get("categories", ()))
        kept["supersedes"] = tuple((name, tuple(keys)) for name, keys in kept.get("supersedes", {}).items())
        return cls(**kept)
