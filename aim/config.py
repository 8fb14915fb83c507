"""The configuration: read once from TOML and ``AIM_*`` variables, checked, frozen, passed down.

``AIM_DATA`` names the store, ``AIM_SETTINGS`` a folder that replaces the shipped settings file by file,
``AIM_BOUNDARIES`` the folder of outlines, ``AIM_MAPS`` a folder of an analyst's own maps of sources, ``AIM_DASK`` the
address of a Dask cluster that counts (``tcp://127.0.0.1:8786``), ``AIM_DATABASE_URL`` a PostgreSQL database that holds
the decisions instead of a file of the store, ``AIM_TODAY`` pins the clock (ISO date) for reproducing a page.
"""

import math
import os
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    model_validator,
)

from aim import months, personal, schema
from aim.briefing_times import BriefingTimes
from aim.decision_lists import DecisionLists
from aim.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
SHIPPED_SETTINGS = Path(__file__).resolve().parent / "settings"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KnownPlace(_Frozen):
    """A place treated by name: within ``radius_m`` metres of the point. See ``settings/places.toml``."""

    name: str
    longitude: float = Field(ge=-180, le=180)
    latitude: float = Field(ge=-90, le=90)
    radius_m: float = Field(gt=0, le=2000)
    treatment: Literal["show", "apart", "sensitive"]
    note: str
    owner: str
    review: date


class Centre(_Frozen):
    """A named centre: one standing place however many hot cells lie within ``radius_m`` metres."""

    name: str
    longitude: float = Field(ge=-180, le=180)
    latitude: float = Field(ge=-90, le=90)
    radius_m: float = Field(gt=0, le=5000)
    note: str
    owner: str
    reviewed: date


class HotspotSettings(_Frozen):
    """Thresholds of the hotspot map (method section 2); the reasons stand in ``settings/partnership.toml``."""

    alpha: float = Field(gt=0, lt=1)
    window: int
    windows: tuple[int, ...]
    resolution: Literal[8, 9, 10]
    floor: int = Field(ge=1)
    floor_all: int = Field(ge=1)
    half_life_months: float = Field(gt=0)
    place_cells: int = Field(ge=1)
    rings: dict[int, int]


class Keeping(_Frozen):
    """How long and how much: see ``settings/partnership.toml``."""

    keep_months: int | None = Field(default=None, ge=13)
    inbox_days: int = Field(ge=0)
    upload_mb: int = Field(ge=1, le=4096)


class WayToReport(_Frozen):
    """How the public reports something, as the public sheets print it; see ``settings/partnership.toml``."""

    when: str = Field(min_length=1, max_length=60)
    how: str = Field(min_length=1, max_length=80)


class Document(_Frozen):
    """A paper that stands behind the tool, and where it is published; see ``settings/partnership.toml``."""

    kind: Literal["data protection", "equality", "sharing agreement", "transparency", "other"]
    title: str = Field(min_length=1, max_length=100)
    url: str | None = Field(default=None, pattern=r"^https?://[^\s<>\"']+$")
    owner: str = Field(min_length=1)
    reviewed: date

    @model_validator(mode="after")
    def _a_role_not_a_person(self) -> "Document":
        if held := personal.in_writing(self.owner):
            raise ValueError(f"the owner of {self.title} holds {held}: name the role, never a person")
        return self


class Partnership(_Frozen):
    """What ``settings/partnership.toml`` says."""

    title: str
    town: str
    district_code: str
    timezone: str
    contact: str | None = Field(default=None, min_length=1)
    marking: str = Field(default="OFFICIAL - for partners of the Community Safety Partnership only", min_length=1)
    neighbourhoods: tuple[str, ...]
    membership_confirmed: bool
    generic_places: tuple[str, ...]
    hotspots: HotspotSettings
    keeping: Keeping
    briefing: BriefingTimes = BriefingTimes()
    centres: tuple[Centre, ...]
    reporting: tuple[WayToReport, ...] = Field(default=(), max_length=5)  # more do not fit on a sheet of A4
    documents: tuple[Document, ...] = ()


class HarmWeight(_Frozen):
    """How many days of imprisonment an incident of a category stands for; see ``settings/harm.toml``."""

    category: str
    low: float = Field(ge=0)
    typical: float = Field(ge=0)
    high: float = Field(ge=0)
    basis: Literal["guideline", "local"]
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> "HarmWeight":
        if not self.low <= self.typical <= self.high:
            raise ValueError(f"{self.category}: low {self.low}, typical {self.typical}, high {self.high} do not rise")
        return self


class Unweighed(_Frozen):
    """Categories that have no seriousness, and why."""

    categories: tuple[str, ...]
    reason: str = Field(min_length=1)


class HarmTable(_Frozen):
    """The seriousness of categories: a weight, or the reason why one has none; what is not named has none."""

    owner: str
    reviewed: date
    weights: tuple[HarmWeight, ...]
    unweighed: tuple[Unweighed, ...]

    @model_validator(mode="after")
    def _each_category_once(self) -> "HarmTable":
        named = Counter([row.category for row in self.weights])
        named.update(key for group in self.unweighed for key in group.categories)
        faults = [f"{key} is no category" for key in named if key not in schema.CATEGORY_TITLES]
        faults += [f"{key} stands in {number} places" for key, number in named.items() if number > 1]
        if faults:
            raise ValueError("; ".join(faults) + ": give each category one weight or one place under unweighed")
        return self

    def rows(self) -> list[tuple[float, float, float]]:
        """Low, typical and high of each category in the order of ``schema.CATEGORIES``; NaN where it has none."""
        known = {row.category: (row.low, row.typical, row.high) for row in self.weights}
        return [known.get(key, (math.nan, math.nan, math.nan)) for key in schema.CATEGORY_KEYS]


class Break(_Frozen):
    """From ``month`` on, ``sources`` count otherwise than before: trends begin anew. See ``settings/breaks.toml``."""

    name: str = Field(min_length=1)
    month: str
    sources: Literal["all"] | tuple[str, ...] = Field(min_length=1)
    note: str = Field(min_length=1)
    owner: str = Field(min_length=1)

    @model_validator(mode="after")
    def _in_a_month(self) -> "Break":
        if not months.is_month(self.month):
            raise ValueError(f"{self.name}: {self.month!r} is not a month: write it as YYYY-MM")
        return self

    def holds_for(self, source: str) -> bool:
        """Whether ``source`` counts otherwise since."""
        return self.sources == "all" or source in self.sources


class _Breaks(_Frozen):
    breaks: tuple[Break, ...] = ()


class Dates(_Frozen):
    """The days ``start`` to ``end`` (``from`` and ``to`` in the file), both included; one day without an ``end``."""

    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _rising(self) -> "Dates":
        if self.end is not None and self.end < self.start:
            raise ValueError(f"to {self.end} lies before from {self.start}: exchange them, or correct the year")
        return self

    @property
    def last(self) -> date:
        """The last of the days."""
        return self.end or self.start


class Event(_Frozen):
    """A day of every year, with the span around it, or dates written out. See ``settings/calendar.toml``."""

    name: str = Field(min_length=1)
    day: str | None = None
    start: str | None = Field(default=None, alias="from")
    end: str | None = Field(default=None, alias="to")
    dates: tuple[Dates, ...] = ()
    about: bool = False
    moves: tuple[str, ...] = ()
    note: str
    source: str = Field(min_length=1)
    owner: str = Field(min_length=1)

    @model_validator(mode="after")
    def _of_one_kind(self) -> "Event":
        if (self.day is None) == (not self.dates):
            raise ValueError("give either the day of every year or dates that are written out")
        if (self.start is None) != (self.end is None) or (self.start and not self.day):
            raise ValueError(f"from {self.start}, to {self.end}, day {self.day}: give all three, or day or dates alone")
        if self.day is not None:
            first, day, last = map(_of_every_year, (self.start or self.day, self.day, self.end or self.day))
            if not first <= day <= last:
                said = f"day {self.day} does not lie from {self.start} to {self.end}"
                raise ValueError(f"{said}: put from before to, and write dates out where they cross the year's end")
        for one, after in pairwise(self.dates):
            if after.start <= one.last:
                raise ValueError(f"{after.start} is not after {one.last}: order the dates, and join what overlaps")
        return self

    @model_validator(mode="after")
    def _moves_what_there_is(self) -> "Event":
        unknown = [key for key in self.moves if key not in schema.CATEGORY_TITLES]
        if unknown:
            raise ValueError(f"moves {', '.join(unknown)}: no such category, correct it")
        return self

    def times(self, year: int) -> list[tuple[date, date]]:
        """The first and the last day of each time that begins or ends in ``year`` or the year before."""
        if self.day is None:
            return [(each.start, each.last) for each in self.dates]
        first, last = self.start or self.day, self.end or self.day
        return [(date.fromisoformat(f"{at}-{first}"), date.fromisoformat(f"{at}-{last}")) for at in (year - 1, year)]

    # After the other one, so that it stands around it as well.
    @model_validator(mode="wrap")
    @classmethod
    def _named(cls, data: Any, check: ModelWrapValidatorHandler[Self]) -> Self:
        """Faults with the name of the entry: its number in the file tells nobody which it is."""
        try:
            return check(data)
        except ValidationError as error:
            name = data.get("name") if isinstance(data, Mapping) else None
            faults = "; ".join(map(_next_step, error.errors()))
            raise ValueError(f"{name or 'an entry without a name'}: {faults}") from error


def _of_every_year(text: str) -> date:
    """``MM-DD`` in a year without a 29 February, which does not come every year."""
    try:
        day = date.fromisoformat(f"2001-{text}")
    except ValueError:
        day = None
    if day is None or f"{day:%m-%d}" != text:  # weeks are dates to Python as well
        raise ValueError(f"{text!r} is no day of every year: write month and day, for example 11-05")
    return day


def _next_step(fault: Any) -> str:
    """One fault of an entry: where, what is wrong, the value, what to do."""
    if fault["type"] == "value_error":  # of the validators above, which say all of it
        return str(fault["ctx"]["error"])
    steps = {
        "extra": "leave it out, or correct its spelling",
        "missing": "add it",
        "date": "write a date as 2026-11-05, without quotes",
    }
    kind = fault["type"].split("_")[0]
    step = steps.get(kind, "correct it as the head of calendar.toml says")
    value = "" if kind == "missing" else f" ({fault['input']!r:.60})"
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}{value}: {step}"


class _Calendar(_Frozen):
    events: tuple[Event, ...] = ()


class Config(_Frozen):
    """Everything a run depends on besides the data itself. Made by :func:`load`, never changed."""

    data: Path
    boundaries: Path
    partnership: Partnership
    places: tuple[KnownPlace, ...]
    harm: HarmTable
    breaks: tuple[Break, ...] = ()
    calendar: tuple[Event, ...] = ()
    decisions: DecisionLists
    today_pinned: date | None = None
    maps: Path | None = None
    dask: str | None = None
    database: SecretStr | None = None  # holds a password

    @property
    def zone(self) -> ZoneInfo:
        """Local time of the partnership."""
        return ZoneInfo(self.partnership.timezone)

    @property
    def marking(self) -> str:
        """What stands over everything that is not for the public."""
        return self.partnership.marking

    def today(self) -> date:
        """The local calendar day; ``AIM_TODAY`` where it is set."""
        return self.today_pinned or datetime.now(self.zone).date()

    def now(self) -> datetime:
        """This moment in local time; the last second of the day that ``AIM_TODAY`` pins, unless it is today."""
        moment = datetime.now(self.zone)
        if self.today_pinned in (None, moment.date()):
            return moment
        return datetime.combine(self.today(), time(23, 59, 59), self.zone)

    def settings_record(self) -> dict[str, Any]:
        """What a picture depends on, as plain JSON values: thresholds, places, seriousness, breaks, calendar."""
        return {
            # How long data is kept, who answers questions, when a briefing is held and how the public reports changes
            # no number of a picture.
            "partnership": self.partnership.model_dump(
                mode="json", exclude={"keeping", "contact", "marking", "briefing", "reporting", "documents"}
            ),
            "places": [place.model_dump(mode="json") for place in self.places],
            "harm": self.harm.model_dump(mode="json"),
            "breaks": [each.model_dump(mode="json") for each in self.breaks],
            "calendar": [each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in self.calendar],
        }


def load(data: Path | str | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """Read the configuration; ``data`` wins over ``AIM_DATA``. Raises :class:`SettingsError` naming file and value."""
    env = os.environ if environ is None else environ
    overrides = Path(env["AIM_SETTINGS"]) if env.get("AIM_SETTINGS") else None
    if overrides is not None and not overrides.is_dir():
        raise SettingsError(f"AIM_SETTINGS names {overrides}, which is not a folder")
    maps = Path(env["AIM_MAPS"]).expanduser().absolute() if env.get("AIM_MAPS") else None
    if maps is not None and not maps.is_dir():
        raise SettingsError(f"AIM_MAPS names {maps}, which is not a folder")
    pinned = env.get("AIM_TODAY") or None
    partnership_path, partnership = _read("partnership.toml", overrides)
    places_path, places = _read("places.toml", overrides)
    harm_path, harm = _read("harm.toml", overrides)
    breaks_path, breaks = _read("breaks.toml", overrides)
    calendar_path, calendar = _read("calendar.toml", overrides)
    decisions_path, decisions = _read("decisions.toml", overrides)
    database = _database(env.get("AIM_DATABASE_URL") or None)
    try:
        return Config(
            data=Path(data or env.get("AIM_DATA") or PROJECT / "data").expanduser().absolute(),
            boundaries=Path(env.get("AIM_BOUNDARIES") or PROJECT / "boundaries").expanduser().absolute(),
            partnership=Partnership.model_validate(partnership),
            places=tuple(KnownPlace.model_validate(place) for place in places.get("places", ())),
            harm=HarmTable.model_validate(harm),
            breaks=_Breaks.model_validate(breaks).breaks,
            calendar=_Calendar.model_validate(calendar).events,
            decisions=DecisionLists.model_validate(decisions),
            today_pinned=date.fromisoformat(pinned) if pinned else None,
            maps=maps,
            dask=env.get("AIM_DASK") or None,
            database=database,
        )
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']} ({e['input']!r:.60})" for e in error.errors())
        files = f"{partnership_path}, {places_path}, {harm_path}, {breaks_path}, {calendar_path} and {decisions_path}"
        raise SettingsError(f"settings in {files}: {faults}") from error
    except ValueError as error:
        raise SettingsError(f"AIM_TODAY={pinned!r} is not a date: write it as YYYY-MM-DD") from error


def _database(url: str | None) -> SecretStr | None:
    """The address of a PostgreSQL database; what is wrong with another is said without repeating it."""
    if url is None:
        return None
    scheme = url.partition("://")[0]
    if "://" not in url or scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise SettingsError(
            "AIM_DATABASE_URL is no address of a PostgreSQL database: write it as "
            "postgresql://USER:PASSWORD@HOST/NAME, or leave it out and decisions are kept in a file of the store"
        )
    return SecretStr(url)


def _read(name: str, overrides: Path | None) -> tuple[Path, dict[str, Any]]:
    path = SHIPPED_SETTINGS / name
    if overrides is not None and (overrides / name).is_file():
        path = overrides / name
    try:
        return path, tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
