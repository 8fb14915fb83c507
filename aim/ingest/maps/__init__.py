"""What an analyst edits: per source, which column is which, how dates and places are written, which label is what.

A map is one TOML file, ``NAME.toml``; having one makes a source. Maps are looked for here and then in the folder
``AIM_MAPS`` of the configuration, whose files are an analyst's own. ``sources.md`` explains every key.
"""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from aim import schema
from aim.errors import SettingsError
from aim.ingest.maps.wording import NAME_RULE, UNDECIDED, check_format, is_name
from aim.schema import CATEGORY_KEYS, Source

FOLDER = Path(__file__).resolve().parent
MARK = "AIM demonstration"  # name and value of the column by which a made-up extract is known

Kind = Literal["wgs84", "point text", "national grid", "grid reference", "postcode"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class About(_Frozen):
    """``[source]``: what is known before any file is read."""

    agency: Literal["Police", "Fire", "Council", "Housing"]
    title: str
    short: str
    agreement: str
    delay_months: int = Field(ge=0, le=12)
    delivered: Literal["whole months", "changes"]
    frequency: Literal["monthly", "quarterly"] = "monthly"
    supersedes: dict[str, tuple[str, ...]] = {}


class Layout(_Frozen):
    """``[layout]``: how the file is written.

    ``file_names``: endings by which a file is known besides its columns. ``values_over_lines``: a quoted value may hold
    line breaks. ``blanks``: texts that stand for nothing ("NULL"). ``other_columns = "ignore"`` lets columns come and
    go that the map does not name; by default an unknown column refuses the file, because it may hold a name.
    """

    format: Literal["csv", "open311"] = "csv"
    delimiter: str = Field(default=",", pattern=r"^[\t,;:|^~]$")
    values_over_lines: bool = False
    file_names: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    other_columns: Literal["refuse", "ignore"] = "refuse"


class Columns(_Frozen):
    """``[columns]``: the supplier's column of each of ours. Several category columns are joined by " > ".

    ``mark`` is required where it is named; otherwise a column called :data:`MARK` may stand in any file.
    """

    category: tuple[str, ...] = Field(min_length=1)
    reference: str | None = None
    supplier: str | None = None
    street: str | None = None
    outcome: str | None = None
    mark: str | None = None


class Times(_Frozen):
    """``[times]``: either ``month`` alone (YYYY-MM), or ``start`` (and ``end``) with their one ``format``.

    Several columns of a moment are joined by one space. ``format`` has the letters of strptime; nothing is guessed.
    """

    month: str | None = None
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    format: str | None = None
    zone: Literal["Europe/London", "UTC"] = "Europe/London"

    @model_validator(mode="after")
    def _one_way(self) -> "Times":
        if (self.month is None) == (not self.start):
            raise ValueError("name either the column of the month or the columns of the start")
        if self.start and not self.format:
            raise ValueError("say the format of the start, for example %d/%m/%Y %H:%M")
        if self.end and not self.start:
            raise ValueError("an end needs a start")
        if self.format is not None:
            check_format(self.format)
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """Every column used."""
        return (*([self.month] if self.month else []), *self.start, *self.end)


class Location(_Frozen):
    """``[[location]]``: one way the place may be given; the first that a row gives is taken.

    ``wgs84``: longitude, latitude. ``point text``: one column "(latitude, longitude)". ``national grid``: easting,
    northing in metres; redacted last digits ("367***") are read as the middle of their square. ``grid reference``: one
    column ("NZ 495 202"). ``postcode``: one column. ``precision_m`` is what is known of the point; redacted digits and
    few figures make it coarser, never finer.
    """

    kind: Kind
    columns: tuple[str, ...] = Field(min_length=1, max_length=2)
    precision_m: int = Field(ge=1, le=100_000)

    @model_validator(mode="after")
    def _columns(self) -> "Location":
        wanted = 2 if self.kind in ("wgs84", "national grid") else 1
        if len(self.columns) != wanted:
            raise ValueError(f"a {self.kind} stands in {wanted} column{'s' * (wanted > 1)}")
        return self


class Flag(_Frozen):
    """``[[flags]]``: rows whose ``column`` has one of ``values`` (case aside) become ``then``, whatever their label.

    ``then`` is a category, "withheld", "not counted" or "withdrawn". The first flag that holds is taken. Where the
    values are a yes ("Y"), any yes is one, and what is neither yes nor no refuses the file. ``otherwise``: texts that
    mean no; with them any other text refuses the file.
    """

    column: str
    values: tuple[str, ...] = Field(min_length=1)
    then: str
    otherwise: tuple[str, ...] = ()


class NotStored(_Frozen):
    """``[not_stored]``: columns that are known and never read."""

    columns: tuple[str, ...] = ()


class Ignored(_Frozen):
    """``[[ignored]]``: a kind of file of the same supplier that is not mapped, by a column only it has, or its name."""

    title: str
    column: str
    suffix: str


class Map(_Frozen):
    """One map file. ``layout_of``: a second layout of another map's source, which says who sends it and under what."""

    source: About | None = None
    layout_of: str | None = None
    supplier: str | None = None  # short form of who sends it, where no column says so
    layout: Layout = Layout()
    columns: Columns
    times: Times
    location: tuple[Location, ...] = Field(min_length=1)
    flags: tuple[Flag, ...] = ()
    not_stored: NotStored = NotStored()
    categories: dict[str, str] = Field(min_length=1)
    outcomes: tuple[str, ...] = ()
    suppliers: dict[str, str] = {}
    ignored: tuple[Ignored, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "Map":
        if (self.source is None) == (self.layout_of is None):
            raise ValueError("say either [source] or layout_of")
        if (self.supplier is None) == (self.columns.supplier is None):
            raise ValueError("say either supplier or the column of the supplier")
        if self.columns.supplier is not None and not self.suppliers:
            raise ValueError("a column of the supplier needs [suppliers]: every name that may stand there")
        for short in (self.supplier, *self.suppliers.values()):
            if short is not None and not is_name(short):
                raise ValueError(f"supplier {short!r}: {NAME_RULE}")
        return self

    @property
    def read(self) -> tuple[str, ...]:
        """Every column that is read; each must be there."""
        single = (self.columns.reference, self.columns.supplier, self.columns.street, self.columns.outcome,
                  self.columns.mark)  # fmt: skip
        return tuple(
            dict.fromkeys(
                [
                    *self.columns.category,
                    *(name for name in single if name),
                    *self.times.named,
                    *(name for location in self.location for name in location.columns),
                    *(flag.column for flag in self.flags),
                ]
            )
        )

    @property
    def known(self) -> tuple[str, ...]:
        """Every column the map names."""
        return tuple(dict.fromkeys([*self.read, *self.not_stored.columns]))

    @property
    def is_closed(self) -> bool:
        """Whether a column that the map does not name refuses the file."""
        return self.layout.other_columns == "refuse"

    @property
    def required(self) -> tuple[str, ...]:
        """Every column a file must have: all that are known, or where others may come and go those that are read."""
        return self.known if self.is_closed else self.read

    @property
    def answers(self) -> tuple[str, ...]:
        """The categories that rows can become, in the order of the taxonomy."""
        said = {*self.categories.values(), *(flag.then for flag in self.flags)}
        return tuple(key for key in CATEGORY_KEYS if key in said)


class Named(_Frozen):
    """A map with the name of its file (``name``) and of the source it belongs to (``source.name``)."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    name: str
    path: Path
    map: Map
    source: Source


def load_all(folders: Iterable[Path]) -> dict[str, Named]:
    """Every map of ``folders`` by name, ascending; of two files of one name the one in the later folder holds.

    Raises :class:`SettingsError` naming the file and what is wrong with it.
    """
    paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    for name, path in paths.items():
        if not is_name(name):
            raise SettingsError(f"{path}: the file's name is the source's: {NAME_RULE}")
    found = {name: read(path) for name, path in sorted(paths.items())}
    return {name: Named(name=name, path=paths[name], map=one, source=_source(name, found, paths))
            for name, one in found.items()}  # fmt: skip


def read(path: Path) -> Map:
    """One map file, checked by itself. Raises :class:`SettingsError` naming the file and what is wrong."""
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        found = Map.model_validate(values)
    except ValidationError as error:
        raise SettingsError(f"{path}: {'; '.join(_fault(each) for each in error.errors())}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    _check(path, found)
    return found


def _fault(error: Any) -> str:
    where = ".".join(map(str, error["loc"])) or "the map"
    return f"{where}: is not said yet" if error["type"] == "missing" else f"{where}: {error['msg']}"


def _check(path: Path, found: Map) -> None:
    special = (schema.WITHHELD, schema.NOT_COUNTED)
    unknown = sorted(set(found.categories.values()) - {*CATEGORY_KEYS, *special})
    unknown += sorted({flag.then for flag in found.flags} - {*CATEGORY_KEYS, *special, schema.WITHDRAWN})
    unknown += sorted({key for keys in (found.source.supersedes if found.source else {}).values() for key in keys}
                      - set(CATEGORY_KEYS))  # fmt: skip
    if unknown:
        undecided = [answer.removeprefix(UNDECIDED) for answer in unknown if answer.startswith(UNDECIDED)]
        wrong = [answer for answer in unknown if not answer.startswith(UNDECIDED)]
        said = [f"no such category: {', '.join(wrong)}"] if wrong else []
        said += [f"still to be decided: {', '.join(undecided)}"] if undecided else []
        answers = f"{', '.join(CATEGORY_KEYS)}, or {schema.WITHHELD!r} or {schema.NOT_COUNTED!r}"
        raise SettingsError(f"{path}: {'; '.join(said)}; there are {answers}")
    twice = sorted(set(found.read) & set(found.not_stored.columns))
    if twice:
        raise SettingsError(f"{path}: both read and not stored: {', '.join(twice)}")


def _source(name: str, found: dict[str, Map], paths: dict[str, Path]) -> Source:
    own = found[name]
    owner = own.layout_of or name
    about = found[owner].source if owner in found else None
    if about is None:
        raise SettingsError(f"{paths[name]}: layout_of = {owner!r}, which is no source with a [source] of its own")
    answers = {key for each, other in found.items() if owner in (each, other.layout_of) for key in other.answers}
    return Source(
        name=owner,
        categories=tuple(key for key in CATEGORY_KEYS if key in answers),
        supersedes=tuple((source, keys) for source, keys in sorted(about.supersedes.items())),
        **about.model_dump(exclude={"supersedes"}),
    )
